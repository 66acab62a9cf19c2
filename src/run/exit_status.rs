//! How a run ended: its exit status and a sentence.

use crate::exit_status::ExitStatus;
use crate::journal::{RowCounts, RunFile};
use crate::report::REJECTS_FILE;
use crate::wording::counted;
use crate::writer::WriteEnd;

/// The exit status, and a sentence about the end.
pub(crate) fn exit_status(ending: &WriteEnd, counts: &RowCounts, dry_run: bool) -> (ExitStatus, String) {
    match ending {
        WriteEnd::Unauthorized { message } => (ExitStatus::Unauthorized, message.clone()),
        WriteEnd::Stopped { reason } => (ExitStatus::Stopped, reason.clone()),
        WriteEnd::Finished if dry_run => planned(counts),
        WriteEnd::Finished => finished(counts),
    }
}

/// The outcomes that occur, such as `600 inserted, 2 rejected`.
pub(crate) fn describe_counts(counts: &RowCounts) -> String {
    let RowCounts { inserted, updated, deleted, unchanged, skipped, .. } = *counts;
    let RowCounts { merged, rejected, failed, unknown, pending, .. } = *counts;
    let good = [(inserted, "inserted"), (updated, "updated"), (deleted, "deleted"), (unchanged, "unchanged")];
    let bad = [
        (skipped, "skipped"),
        (merged, "merged"),
        (rejected, "rejected"),
        (failed, "failed"),
        (unknown, "unknown"),
    ];
    let all = good.into_iter().chain(bad).chain([(pending, "pending")]).filter(|(rows, _)| *rows > 0);
    let all: Vec<String> = all.map(|(rows, what)| format!("{rows} {what}")).collect();
    if all.is_empty() { "no rows".to_owned() } else { all.join(", ") }
}

fn finished(counts: &RowCounts) -> (ExitStatus, String) {
    let mut parts = vec!["finished".to_owned()];
    let rejected = some(counts.rejected, "was rejected", "were rejected");
    let failed = some(counts.failed, "failed", "failed");
    let bad: Vec<String> = [rejected, failed].into_iter().flatten().collect();
    if !bad.is_empty() {
        parts.push(format!("{}: see {REJECTS_FILE}", bad.join(", ")));
    }
    let unknown = some(counts.unknown, "has an unknown outcome", "have an unknown outcome");
    parts.extend(unknown.map(|unknown| format!("{unknown}: see unknown.csv")));
    let pending = some(counts.pending, "is not written", "are not written");
    parts.extend(pending.map(|pending| format!("{pending}: resume the run")));
    let doubled =
        some(counts.doubled, "has a duplicate in the help desk", "have duplicates in the help desk");
    parts.extend(doubled.map(|doubled| format!("{doubled}: see W507 in results.csv")));
    let exit = ExitStatus::incomplete_if(parts.len() > 1);
    // With errors the line is long enough, and the table of issues names the file.
    let place = if exit == ExitStatus::Success { ": see results.csv" } else { "" };
    parts.extend(warned(counts).map(|warned| format!("{warned}{place}")));
    (exit, parts.join("; "))
}

fn planned(counts: &RowCounts) -> (ExitStatus, String) {
    match some(counts.rejected, "would be rejected", "would be rejected") {
        Some(rejected) => (ExitStatus::Incomplete, format!("{rejected}: see {REJECTS_FILE}")),
        None => (ExitStatus::Success, passed("all rows can be imported", counts)),
    }
}

/// The exit status of a validation, and a sentence about its end.
pub(crate) fn validated(counts: &RowCounts) -> (ExitStatus, String) {
    if counts.rejected > 0 {
        (ExitStatus::Incomplete, "some rows have errors".to_owned())
    } else if counts.rows == 0 {
        (ExitStatus::Success, "there are no rows".to_owned())
    } else {
        (ExitStatus::Success, passed("all rows are valid", counts))
    }
}

/// The same, if fixes no longer fit their rows: somebody must look at them.
pub(crate) fn with_refused_fixes(end: (ExitStatus, String), run: &RunFile) -> (ExitStatus, String) {
    let (exit, reason) = end;
    let refused = run.fixes.as_ref().map_or(0, |fixes| fixes.refused);
    if refused == 0 || !exit.is_finished() {
        return (exit, reason);
    }
    let fixes = counted(refused, "fix no longer fits", "fixes no longer fit");
    (ExitStatus::Incomplete, format!("{reason}; {fixes}: see W027"))
}

/// The sentence if no row was rejected. It mentions warnings: a row with a warning may have lost a value.
fn passed(all_good: &str, counts: &RowCounts) -> String {
    match warned(counts) {
        None => all_good.to_owned(),
        Some(warned) => {
            let them = if counts.warned == 1 { "it" } else { "them" };
            format!("no errors, but {warned}: check {them}")
        }
    }
}

/// For example `3 rows have warnings`; `None` for none.
fn warned(counts: &RowCounts) -> Option<String> {
    some(counts.warned, "has a warning", "have warnings")
}

/// For example `2 rows were rejected`; `None` for none.
fn some(rows: u64, one: &str, many: &str) -> Option<String> {
    (rows > 0).then(|| counted(rows, &format!("row {one}"), &format!("rows {many}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_zero_are_left_out() {
        let counts = RowCounts { rows: 9, inserted: 5, failed: 1, pending: 3, ..RowCounts::default() };
        assert_eq!(describe_counts(&counts), "5 inserted, 1 failed, 3 pending");
        assert_eq!(describe_counts(&RowCounts::default()), "no rows");
    }

    #[test]
    fn warnings_are_part_of_the_final_message() {
        let planned = |warned| RowCounts { rows: 9, pending: 9, warned, ..RowCounts::default() };
        let written = |warned| RowCounts { rows: 9, inserted: 9, warned, ..RowCounts::default() };
        let said = |warned| {
            let all = [
                validated(&planned(warned)),
                exit_status(&WriteEnd::Finished, &planned(warned), true),
                exit_status(&WriteEnd::Finished, &written(warned), false),
            ];
            all.map(|(exit, said)| {
                assert_eq!(exit, ExitStatus::Success);
                said
            })
        };
        assert_eq!(said(0), ["all rows are valid", "all rows can be imported", "finished"]);
        let one = "no errors, but 1 row has a warning: check it";
        assert_eq!(said(1), [one, one, "finished; 1 row has a warning: see results.csv"]);
        let two = "no errors, but 2 rows have warnings: check them";
        assert_eq!(said(2), [two, two, "finished; 2 rows have warnings: see results.csv"]);
    }

    #[test]
    fn a_run_with_pending_rows_is_incomplete() {
        let counts = RowCounts { rows: 9, inserted: 7, pending: 2, ..RowCounts::default() };
        let (exit, said) = exit_status(&WriteEnd::Finished, &counts, false);
        assert_eq!(
            (exit, said.as_str()),
            (ExitStatus::Incomplete, "finished; 2 rows are not written: resume the run")
        );
    }

    #[test]
    fn the_final_message_names_the_files_to_look_at() {
        let counts = RowCounts { rejected: 2, failed: 1, unknown: 1, ..RowCounts::default() };
        let (exit, said) = exit_status(&WriteEnd::Finished, &counts, false);
        assert_eq!(exit, ExitStatus::Incomplete);
        assert_eq!(
            said,
            "finished; 2 rows were rejected, 1 row failed: see rejects.xlsx; 1 row has an unknown \
             outcome: see unknown.csv"
        );
    }
}
