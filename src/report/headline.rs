//! The result of a run in one sentence.

use super::report_json::RunReport;
use super::sample_text::sample_rows;
use super::summary_tables::group_digits;
use crate::journal::RunCommand;

/// How good the result is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeadlineTone {
    /// Nothing needs attention.
    Good,
    /// Some rows need attention.
    Mixed,
    /// The run stopped before its end.
    Bad,
}

impl HeadlineTone {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Mixed => "mixed",
            Self::Bad => "bad",
        }
    }
}

/// The sentence, and how good the result is.
pub(super) fn headline(report: &RunReport) -> (HeadlineTone, String) {
    let counts = &report.counts;
    let failed = counts.rejected + counts.failed + counts.unknown;
    let stopped = report.exit.is_some_and(|exit| !exit.is_finished());
    let open = report.exit.is_none();
    let tone = match (stopped || open, failed + counts.warned) {
        (true, _) => HeadlineTone::Bad,
        (_, 0) => HeadlineTone::Good,
        _ => HeadlineTone::Mixed,
    };
    let text = match (&report.command, report.dry_run) {
        _ if stopped => stopped_text(report),
        _ if open => {
            let so_far = written(report).replacen("Of", "of", 1);
            format!("Not finished: the run is still in progress, or was interrupted. So far, {so_far}")
        }
        (RunCommand::Validate, _) => validated(report),
        (_, true) => planned(report),
        _ => format!("Finished. {}", written(report)),
    };
    let text = match &report.sample {
        Some(sample) => format!("A sample, not the whole source: {}. {text}", sample_rows(sample)),
        None => text,
    };
    (tone, text)
}

fn rows(count: u64) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{} rows", group_digits(count)) }
}

fn are(count: u64) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// `3 inserted, 2 updated and 1 failed`, without zeros.
fn listed(parts: &[(u64, &str)]) -> String {
    let some = parts.iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = some.map(|(count, word)| format!("{} {word}", group_digits(*count))).collect();
    match words.split_last() {
        None => "nothing".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
    }
}

fn validated(report: &RunReport) -> String {
    let counts = &report.counts;
    let good = counts.pending;
    let warned = with_warnings(report);
    let no_errors = if counts.warned == 0 { "Good" } else { "No errors" };
    match (counts.rows, counts.rejected) {
        (0, _) => "The source has no rows.".to_owned(),
        (1, 0) if good == 1 => format!("{no_errors}: the row can be imported{warned}."),
        (1, 0) => format!("{no_errors}: the row is skipped{warned}."),
        (all, 0) if good == all => format!("{no_errors}: all {} can be imported{warned}.", rows(all)),
        (all, 0) => {
            let rest = match (all - good, counts.merged) {
                (1, 0) => "the other row is skipped",
                (1, _) => "the other row is merged into another",
                (_, 0) => "the rest are skipped",
                _ => "the rest are merged into others or skipped",
            };
            let good = group_digits(good);
            format!("{no_errors}: {good} of {} can be imported; {rest}{warned}.", rows(all))
        }
        (all, bad) => format!(
            "{} of {} {} rejected because of errors; {} can be imported{warned}.",
            group_digits(bad),
            rows(all),
            are(bad),
            group_digits(good)
        ),
    }
}

/// `; 3 accepted rows have warnings: check them`; empty without warnings.
fn with_warnings(report: &RunReport) -> String {
    match report.counts.warned {
        0 => String::new(),
        1 => "; 1 accepted row has a warning: check it".to_owned(),
        warned => format!("; {} accepted rows have warnings: check them", group_digits(warned)),
    }
}

fn planned(report: &RunReport) -> String {
    let counts = &report.counts;
    let parts = [
        (counts.planned_inserts, "to insert"),
        (counts.planned_updates, "to update"),
        (counts.unchanged, "unchanged"),
        (counts.skipped, "to skip"),
        (counts.merged, "merged into other rows"),
        (counts.rejected, "to reject"),
    ];
    let warned = with_warnings(report);
    let of = format!("Plan only; nothing was written. Of {}: {}{warned}.", rows(counts.rows), listed(&parts));
    of + &values(report)
}

fn written(report: &RunReport) -> String {
    let counts = &report.counts;
    let parts = [
        (counts.inserted, "inserted"),
        (counts.updated, "updated"),
        (counts.deleted, "deleted"),
        (counts.unchanged, "already up to date"),
        (counts.skipped, "skipped"),
        (counts.merged, "merged into other rows"),
        (counts.rejected, "rejected"),
        (counts.failed, "failed"),
        (counts.unknown, "with unknown outcome"),
        (counts.pending, "not written yet"),
    ];
    let of = format!("Of {}: {}{}.", rows(counts.rows), listed(&parts), with_warnings(report));
    of + &values(report)
}

/// ` Values of existing customers: 92 replaced and 3 emptied.`; empty if none is touched.
fn values(report: &RunReport) -> String {
    let values = report.facts.changes.as_ref().and_then(|changes| changes.values.as_ref());
    let Some(all) = values.map(|values| &values.all) else { return String::new() };
    let parts = [
        (all.replaced, "replaced"),
        (all.emptied, "emptied"),
        (all.filled, "filled"),
        (all.protected, "protected"),
    ];
    match parts.iter().any(|(count, _)| *count > 0) {
        true => format!(" Values of existing customers: {}.", listed(&parts)),
        false => String::new(),
    }
}

fn stopped_text(report: &RunReport) -> String {
    let reason = report.verdict.trim_end_matches('.');
    if !report.writes() || report.counts.pending == 0 {
        return format!("Stopped early: {reason}.");
    }
    format!(
        "Stopped early ({reason}). {} {} not written yet; continue with `deskferry resume {}`.",
        rows(report.counts.pending),
        are(report.counts.pending),
        report.run
    )
}
