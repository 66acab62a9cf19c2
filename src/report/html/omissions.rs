//! What the page leaves out, as sentences.

use std::collections::BTreeSet;

use super::sections::COLUMNS;
use crate::profile::{LeftOut, ReadingProfile};
use crate::report::{planned_changes::PlannedChanges, report_json::RunReport, summary_tables::group_digits};

/// A sentence for each incomplete list. `rejects_kept` is the number of rows that can be saved from the page.
pub(super) fn left_out(report: &RunReport, rejects_kept: u64) -> Vec<String> {
    let rejects = rejects(report, rejects_kept);
    let changes = report.facts.changes.as_ref().and_then(changes);
    let survey = report.facts.survey.as_ref().map_or_else(Vec::new, profile_omissions);
    let unused = report.left_out.as_ref().and_then(unused);
    issues(report).into_iter().chain(rejects).chain(unused).chain(changes).chain(survey).collect()
}

fn issues(report: &RunReport) -> Vec<String> {
    let mut out = Vec::new();
    let all: u64 = report.issues.iter().map(|group| group.count).sum();
    let shown: u64 = report.issues.iter().map(|group| group.samples.len() as u64).sum();
    if shown < all {
        out.push(format!(
            "Individual issues: the first {} of {} are listed, some of each code. The counts by code and by \
             column are complete; rejects.csv has every rejected row.",
            group_digits(shown),
            group_digits(all)
        ));
    }
    let named: BTreeSet<&String> = report.issues.iter().flat_map(|group| group.by_column.keys()).collect();
    if named.len() > COLUMNS {
        let all = group_digits(named.len() as u64);
        out.push(format!(
            "Issues by column: the {COLUMNS} columns with the most errors of {all} are listed."
        ));
    }
    out
}

fn rejects(report: &RunReport, kept: u64) -> Option<String> {
    let rejected = report.counts.rejected + report.counts.failed;
    (kept < rejected).then(|| {
        format!(
            "Rejects: {} of {} rows can be saved from this page. The file rejects.csv in the same folder \
             has all of them.",
            group_digits(kept),
            group_digits(rejected)
        )
    })
}

fn unused(left_out: &LeftOut) -> Option<String> {
    let all = left_out.lost().count();
    (all > COLUMNS).then(|| {
        let all = group_digits(all as u64);
        format!(
            "Columns that no rule uses: the {COLUMNS} best filled of {all} are listed; report.json has all."
        )
    })
}

fn changes(changes: &PlannedChanges) -> Option<String> {
    let shown = changes.samples.len() as u64;
    let all = changes.rows;
    let named = group_digits(shown);
    let whole = group_digits(all);
    (shown < all).then(|| {
        format!(
            "Updates: {named} of {whole} are shown, those that lose most. The counts by field are complete."
        )
    })
}

fn profile_omissions(survey: &ReadingProfile) -> Vec<String> {
    let mut out = Vec::new();
    for source in survey.sources.iter().filter(|source| source.columns.len() > COLUMNS) {
        let file = &source.file;
        let all = group_digits(source.columns.len() as u64);
        out.push(format!("Columns: the first {COLUMNS} of {all} columns of {file} are listed."));
    }
    if survey.duplicates.left_out > 0 {
        let belong = match survey.duplicates.left_out {
            1 => "1 row belongs to a group that is not listed".to_owned(),
            rows => format!("{} rows belong to groups that are not listed", group_digits(rows)),
        };
        out.push(format!("Duplicates: {belong}."));
    }
    if survey.countries_left_out > 0 {
        let values = match survey.countries_left_out {
            1 => "1 value with spellings beyond the first 500 is".to_owned(),
            values => format!("{} values with spellings beyond the first 500 are", group_digits(values)),
        };
        out.push(format!("Countries: {values} not listed."));
    }
    let rows: u64 = survey.sources.iter().map(|source| source.rows).sum();
    if (survey.rows.len() as u64) < rows {
        out.push(format!("Rows: {} of {} are shown.", survey.rows.len(), group_digits(rows)));
    }
    out
}
