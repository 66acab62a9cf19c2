//! What the page leaves out, as sentences.

use std::collections::BTreeSet;

use super::sections::COLUMNS;
use crate::language::{Message, ReportLanguage};
use crate::profile::{LeftOut, ReadingProfile};
use crate::report::{planned_changes::PlannedChanges, report_json::RunReport};

/// A sentence for each incomplete list. `rejects_kept` is the number of rows that can be saved from the page.
pub(super) fn left_out(report: &RunReport, rejects_kept: u64) -> Vec<Message> {
    let language = report.page_language();
    let rejects = rejects(report, rejects_kept);
    let changes = report.facts.changes.as_ref().and_then(|changes| updates(language, changes));
    let unused = report.left_out.as_ref().and_then(|left_out| unused(language, left_out));
    let survey = report.facts.survey.as_ref();
    let survey = survey.map_or_else(Vec::new, |survey| profile_omissions(language, survey));
    issues(report).into_iter().chain(rejects).chain(unused).chain(changes).chain(survey).collect()
}

fn issues(report: &RunReport) -> Vec<Message> {
    let mut out = Vec::new();
    let all: u64 = report.issues.iter().map(|group| group.count).sum();
    let shown: u64 = report.issues.iter().map(|group| group.samples.len() as u64).sum();
    if shown < all {
        out.push(first_of(report.page_language(), "left-out-issues", shown, all));
    }
    let named: BTreeSet<&String> = report.issues.iter().flat_map(|group| group.by_column.keys()).collect();
    if named.len() > COLUMNS {
        let all = named.len() as u64;
        out.push(first_of(report.page_language(), "left-out-columns-with-issues", COLUMNS as u64, all));
    }
    out
}

/// A sentence with two numbers: what is there, and of how many.
fn first_of(language: ReportLanguage, key: &str, shown: u64, all: u64) -> Message {
    Message::new(language, key).n("shown", shown).n("all", all)
}

fn rejects(report: &RunReport, kept: u64) -> Option<Message> {
    let rejected = report.counts.rejected + report.counts.failed;
    (kept < rejected).then(|| first_of(report.page_language(), "left-out-rejects", kept, rejected))
}

fn unused(language: ReportLanguage, left_out: &LeftOut) -> Option<Message> {
    let all = left_out.lost().count() as u64;
    (all > COLUMNS as u64).then(|| first_of(language, "left-out-unused", COLUMNS as u64, all))
}

fn updates(language: ReportLanguage, changes: &PlannedChanges) -> Option<Message> {
    let shown = changes.samples.len() as u64;
    (shown < changes.rows).then(|| first_of(language, "left-out-updates", shown, changes.rows))
}

fn profile_omissions(language: ReportLanguage, survey: &ReadingProfile) -> Vec<Message> {
    let mut out = Vec::new();
    for source in survey.sources.iter().filter(|source| source.columns.len() > COLUMNS) {
        let all = source.columns.len() as u64;
        let sentence = first_of(language, "left-out-columns", COLUMNS as u64, all);
        out.push(sentence.s("file", &source.file));
    }
    if survey.duplicates.left_out > 0 {
        out.push(Message::new(language, "left-out-duplicates").n("rows", survey.duplicates.left_out));
    }
    if survey.countries_left_out > 0 {
        out.push(Message::new(language, "left-out-countries").n("values", survey.countries_left_out));
    }
    let rows: u64 = survey.sources.iter().map(|source| source.rows).sum();
    let shown = survey.rows.len() as u64;
    if shown < rows {
        out.push(first_of(language, "left-out-rows", shown, rows));
    }
    out
}
