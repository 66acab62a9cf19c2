//! The certificate for people.

use super::certificate::{Certificate, Unsearched};
use super::run_scrub::ErasedRun;
use crate::backup::RewrittenBackup;
use crate::report::wrap;
use crate::wording::counted;

impl Certificate {
    /// The certificate as text, at most 80 columns wide but for names.
    pub fn text(&self) -> String {
        self.written(true)
    }

    /// The same without the files of each backup and run.
    pub fn summary(&self) -> String {
        self.written(false)
    }

    fn written(&self, is_whole: bool) -> String {
        let mut lines = self.head();
        lines.push(format!("Backups in {}", self.target.target));
        lines.push(format!(
            "  {} searched, {} written again",
            self.target.searched,
            self.target.changed.len()
        ));
        if is_whole {
            self.target.changed.iter().for_each(|backup| of_backup(backup, &mut lines));
        }
        lines.push(String::new());
        lines.push(format!("Runs: {} searched, {} changed", self.runs_searched, self.runs.len()));
        if is_whole {
            self.runs.iter().for_each(|run| of_run(run, &mut lines));
        }
        lines.push(format!("Recent inserts removed: {}", self.recent_inserts));
        lines.push(match self.deleted_from_help_desk {
            None => "Help desk: not changed (--from-help-desk was not given)".to_owned(),
            Some(count) => format!("Help desk: {} deleted", counted(count, "customer", "customers")),
        });
        if self.deletion_in_doubt {
            lines.push(
                "  An interrupted call had begun to delete one more customer there: look whether it is gone, or call \
                 forget with --from-help-desk."
                    .to_owned(),
            );
        }
        lines.push(String::new());
        lines.extend(self.left());
        let wrapped: Vec<String> = lines.iter().map(|line| wrapped(line)).collect();
        wrapped.join("\n") + "\n"
    }

    fn head(&self) -> Vec<String> {
        let verdict = match self.is_complete() {
            true => "complete: the person is gone from everything that was searched",
            false => "NOT complete: see below",
        };
        let mut lines = vec!["Certificate of erasure".to_owned(), format!("  {verdict}")];
        lines.extend(self.reference.as_ref().map(|text| format!("  reference: {text}")));
        lines.push(format!("  made by {}{}", self.tool, self.continued_note()));
        lines.push(format!("  begun {}, ended {}", self.began, self.ended));
        lines.push(format!("  searched by {}; {}", self.searched_by.join(", "), self.persons()));
        lines.push(String::new());
        lines
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
            left.push(not_searched(one));
        }
        if self.found_again > 0 {
            left.push(format!(
                "Found again after the last change: {}. Call it again with the same values.",
                counted(self.found_again, "record or row", "records and rows")
            ));
        }
        left.extend(mentions(self.mentions));
        if self.shared_rows > 0 {
            let rows = counted(self.shared_rows, "row of a run has", "rows of runs have");
            left.push(format!("{rows} only an address that is also another customer's; not changed."));
        }
        left.extend(self.still_in.iter().map(|file| still_in(file)));
        left.push(format!("Not searched: {}.", self.outside.join(", ")));
        left
    }
}

/// What is said of records of others; `None` if there are none.
pub(super) fn mentions(count: u64) -> Option<String> {
    let records = counted(count, "record of another customer has", "records of other customers have");
    (count > 0).then(|| format!("{records} an address of the person in free text; not changed."))
}

/// What is said of a file.
pub(super) fn still_in(file: &str) -> String {
    format!("An address or id is still in {file}, as free text or in a plan or fixes; not changed.")
}

/// What is said of something that could not be searched.
pub(super) fn not_searched(one: &Unsearched) -> String {
    format!("Not searched: {} ({})", one.name, one.reason)
}

fn of_backup(backup: &RewrittenBackup, lines: &mut Vec<String>) {
    let RewrittenBackup { backup: name, records, photos, ids, .. } = backup;
    lines.push(format!(
        "  {name}: {}, {}, {}",
        counted(*records, "record", "records"),
        counted(*photos, "photo", "photos"),
        counted(*ids, "id in reports", "ids in reports")
    ));
    replaced("manifest", &backup.manifest_before, &backup.manifest_after, lines);
    for file in &backup.files {
        let after = file.after.as_ref().map_or("deleted", |(_, hash)| hash);
        replaced(&file.holds, &file.before.1, after, lines);
    }
}

fn of_run(run: &ErasedRun, lines: &mut Vec<String>) {
    let removed = if run.removed { ", its folder was removed" } else { "" };
    lines.push(format!("  {}: {}{removed}", run.run, counted(run.rows, "row", "rows")));
    for (name, (before, after)) in &run.files {
        let of = |hash: &Option<String>| hash.clone().unwrap_or_else(|| "none".to_owned());
        replaced(name, &of(before), &of(after), lines);
    }
}

/// A file with its SHA-256 before and after.
fn replaced(name: &str, before: &str, after: &str, lines: &mut Vec<String>) {
    lines.extend([format!("    {name}"), format!("      before {before}"), format!("      after  {after}")]);
}

/// A line with its indent, and what does not fit below it.
fn wrapped(line: &str) -> String {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    wrap(&" ".repeat(indent), indent + 2, text)
}
