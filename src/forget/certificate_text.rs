//! The certificate for people.

use super::certificate::Certificate;
use super::run_scrub::ErasedRun;
use crate::backup::RewrittenBackup;
use crate::wording::counted;

impl Certificate {
    /// The certificate as text.
    pub fn text(&self) -> String {
        let verdict = match self.is_complete() {
            true => "complete: the person is gone from everything that was searched",
            false => "NOT complete: see below",
        };
        let mut lines = vec![
            "Certificate of erasure".to_owned(),
            format!("  {verdict}"),
            format!(
                "  made by {}, begun {}, ended {}{}",
                self.tool,
                self.began,
                self.ended,
                self.continued_note()
            ),
            format!("  searched by {}; {}", self.searched_by.join(", "), self.persons()),
            String::new(),
            format!("Backups in {}", self.target.target),
            format!("  {} searched, {} written again", self.target.searched, self.target.changed.len()),
        ];
        self.target.changed.iter().for_each(|backup| of_backup(backup, &mut lines));
        lines.push(String::new());
        lines.push(format!("Runs: {} searched, {} changed", self.runs_searched, self.runs.len()));
        self.runs.iter().for_each(|run| of_run(run, &mut lines));
        lines.push(format!("Recent inserts removed: {}", self.recent_inserts));
        lines.push(match self.deleted_from_help_desk {
            None => "Help desk: not changed (--from-help-desk was not given)".to_owned(),
            Some(count) => format!("Help desk: {} deleted", counted(count, "customer", "customers")),
        });
        lines.push(String::new());
        lines.extend(self.left());
        lines.push(String::new());
        lines.join("\n")
    }

    fn continued_note(&self) -> &'static str {
        if self.continued { " (an earlier call was interrupted)" } else { "" }
    }

    fn persons(&self) -> String {
        format!("{} taken for the person", counted(self.customers, "customer was", "customers were"))
    }

    /// What may still be there.
    fn left(&self) -> Vec<String> {
        let mut left = Vec::new();
        if self.target.keeps_versions {
            left.push(
                "The bucket keeps old versions: the files before are still there, until they are removed there \
                 (with object lock, not before its time)."
                    .to_owned(),
            );
        }
        for one in &self.target.not_searched {
            left.push(format!("Not searched: {} ({})", one.name, one.reason));
        }
        if self.found_again > 0 {
            left.push(format!(
                "Found again after the last change: {}. Call it again with the same values.",
                counted(self.found_again, "record or row", "records and rows")
            ));
        }
        if self.mentions > 0 {
            left.push(format!(
                "{} an address of the person in free text; not changed.",
                counted(self.mentions, "record of another customer has", "records of other customers have")
            ));
        }
        if self.shared_rows > 0 {
            let rows = counted(self.shared_rows, "row of a run has", "rows of runs have");
            left.push(format!("{rows} only an address that is also another customer's; not changed."));
        }
        left.extend(self.still_in.iter().map(|file| {
            format!("An address or id is still in {file}, as free text or in a plan; not changed.")
        }));
        left.push(
            "Not searched: sources, exports, plan files, copies of reports, snapshots of disks, backups of backups."
                .to_owned(),
        );
        left
    }
}

fn of_backup(backup: &RewrittenBackup, lines: &mut Vec<String>) {
    let RewrittenBackup { backup: name, records, photos, ids, .. } = backup;
    lines.push(format!(
        "  {name}: {}, {}, {}",
        counted(*records, "record", "records"),
        counted(*photos, "photo", "photos"),
        counted(*ids, "id in reports", "ids in reports")
    ));
    lines.push(format!("    manifest {} -> {}", backup.manifest_before, backup.manifest_after));
    for file in &backup.files {
        let after = file.after.as_ref().map_or("deleted", |(_, hash)| hash);
        lines.push(format!("    {} {} -> {after}", file.holds, file.before.1));
    }
}

fn of_run(run: &ErasedRun, lines: &mut Vec<String>) {
    let removed = if run.removed { ", its folder was removed" } else { "" };
    lines.push(format!("  {}: {}{removed}", run.run, counted(run.rows, "row", "rows")));
    for (name, (before, after)) in &run.files {
        let of = |hash: &Option<String>| hash.clone().unwrap_or_else(|| "none".to_owned());
        lines.push(format!("    {name} {} -> {}", of(before), of(after)));
    }
}
