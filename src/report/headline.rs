//! The result of a run in one sentence.

use super::report_json::RunReport;
use crate::journal::RunCommand;
use crate::language::{Message, ReportLanguage};

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
pub(super) fn headline(language: ReportLanguage, report: &RunReport) -> (HeadlineTone, String) {
    let counts = &report.counts;
    let failed = counts.rejected + counts.failed + counts.unknown;
    let stopped = report.exit.is_some_and(|exit| !exit.is_finished());
    let open = report.exit.is_none();
    let tone = match (stopped || open, failed + counts.warned) {
        (true, _) => HeadlineTone::Bad,
        (_, 0) => HeadlineTone::Good,
        _ => HeadlineTone::Mixed,
    };
    let say =
        |key: &'static str| Message::new(language, key).n("rows", counts.rows).n("warned", counts.warned);
    let text = match (&report.command, report.dry_run) {
        _ if stopped => stopped_text(&say, report),
        _ if open => say("headline-open").s("parts", written(language, report)),
        (RunCommand::Validate, _) => validated(&say, report),
        (_, true) => say("headline-planned").s("parts", planned(language, report)),
        _ => say("headline-finished").s("parts", written(language, report)),
    };
    let values = match report.command {
        _ if stopped => String::new(),
        RunCommand::Validate => String::new(),
        _ => values(language, report),
    };
    let sample = report.sample.as_ref().map_or_else(String::new, |sample| {
        let text =
            Message::new(language, "headline-sample").n("taken", sample.rows).n("rows", sample.of_rows);
        format!("{text} ")
    });
    (tone, format!("{sample}{text}{values}"))
}

/// `3 inserted, 2 updated and 1 failed`, without zeros.
fn listed(language: ReportLanguage, parts: &[(u64, &'static str)]) -> String {
    let some = parts.iter().filter(|(count, _)| *count > 0);
    let text = |(count, key): &(u64, &'static str)| Message::new(language, *key).n("rows", count).to_string();
    joined(language, some.map(text).collect())
}

/// `a, b and c`.
pub(super) fn joined(language: ReportLanguage, words: Vec<String>) -> String {
    let Some((last, first)) = words.split_last() else {
        return Message::new(language, "part-none").to_string();
    };
    let more = |list: String, next: &String| {
        Message::new(language, "list-more").s("first", list).s("next", next).to_string()
    };
    match first.split_first() {
        None => last.clone(),
        Some((head, rest)) => {
            let list = rest.iter().fold(head.clone(), more);
            Message::new(language, "list-end").s("first", list).s("last", last).to_string()
        }
    }
}

fn validated(say: &impl Fn(&'static str) -> Message, report: &RunReport) -> Message {
    let counts = &report.counts;
    let good = counts.pending;
    let warned = counts.warned > 0;
    match (counts.rows, counts.rejected) {
        (0, _) => say("headline-no-rows"),
        (1, 0) => say(match (good == 1, warned) {
            (true, false) => "headline-one-row-good",
            (true, true) => "headline-one-row-warned",
            (false, false) => "headline-one-row-skipped",
            (false, true) => "headline-one-row-skipped-warned",
        }),
        (all, 0) if good == all && !warned => say("headline-all-good"),
        (all, 0) if good == all => say("headline-all-warned"),
        (all, 0) => {
            let rest = match (all - good, counts.merged) {
                (1, 0) => "one-skipped",
                (1, _) => "one-merged",
                (_, 0) => "skipped",
                _ => "mixed",
            };
            say("headline-some-good").n("good", good).s("rest", rest)
        }
        (_, bad) => say("headline-rejected").n("rejected", bad).n("good", good),
    }
}

fn planned(language: ReportLanguage, report: &RunReport) -> String {
    let counts = &report.counts;
    let parts = [
        (counts.planned_inserts, "part-to-insert"),
        (counts.planned_updates, "part-to-update"),
        (counts.unchanged, "part-unchanged"),
        (counts.skipped, "part-to-skip"),
        (counts.merged, "part-merged"),
        (counts.rejected, "part-to-reject"),
    ];
    listed(language, &parts)
}

fn written(language: ReportLanguage, report: &RunReport) -> String {
    let counts = &report.counts;
    let parts = [
        (counts.inserted, "part-inserted"),
        (counts.updated, "part-updated"),
        (counts.deleted, "part-deleted"),
        (counts.unchanged, if report.protects() { "part-unchanged" } else { "part-up-to-date" }),
        (counts.skipped, "part-skipped"),
        (counts.merged, "part-merged"),
        (counts.rejected, "part-rejected"),
        (counts.failed, "part-failed"),
        (counts.unknown, "part-unknown"),
        (counts.pending, "part-pending"),
    ];
    listed(language, &parts)
}

/// ` Values of existing customers: 92 replaced and 3 emptied.`; empty if none is touched.
fn values(language: ReportLanguage, report: &RunReport) -> String {
    let values = report.facts.changes.as_ref().and_then(|changes| changes.values.as_ref());
    let Some(all) = values.map(|values| &values.all) else { return String::new() };
    let parts = [
        (all.replaced, "part-replaced"),
        (all.emptied, "part-emptied"),
        (all.added_to, "part-added"),
        (all.filled, "part-filled"),
        (all.protected, "part-protected"),
    ];
    match parts.iter().any(|(count, _)| *count > 0) {
        true => {
            format!(" {}", Message::new(language, "headline-values").s("parts", listed(language, &parts)))
        }
        false => String::new(),
    }
}

fn stopped_text(say: &impl Fn(&'static str) -> Message, report: &RunReport) -> Message {
    let reason = report.verdict.trim_end_matches('.');
    if !report.writes() || report.counts.pending == 0 {
        return say("headline-stopped").s("reason", reason);
    }
    say("headline-stopped-pending")
        .s("reason", reason)
        .n("pending", report.counts.pending)
        .s("run", &report.run)
}
