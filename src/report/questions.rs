//! What someone must answer before a plan is written: the assumptions and warnings of a run, gathered by kind.
//!
//! Each question has the answer that the run assumed, and how to change it. No question contains a value of the source.

use super::assumption_questions::assumed;
use super::report_json::RunReport;
use super::report_question::{ReportQuestion, counted_rows};
use super::warning_questions::{refused, warned};
use crate::issue::Severity;

/// The questions of a run: rows that stay out, then assumptions, then warnings, the most frequent first.
pub(super) fn questions(report: &RunReport) -> Vec<ReportQuestion> {
    let mut out = Vec::new();
    if report.is_of_sources() {
        out.extend(rejected(report));
        out.extend(duplicates(report));
        let survey = report.facts.survey.iter();
        out.extend(survey.flat_map(|survey| survey.assumptions.iter().map(assumed)));
        let errors = report.issues.iter().filter(|group| group.severity == Severity::Error);
        out.extend(errors.filter_map(refused));
    }
    let warnings = report.issues.iter().filter(|group| group.severity == Severity::Warning);
    let mut warnings: Vec<ReportQuestion> = warnings.filter_map(warned).collect();
    warnings.sort_by_key(|question| std::cmp::Reverse(question.count));
    out.extend(warnings);
    out
}

fn rejected(report: &RunReport) -> Option<ReportQuestion> {
    let count = report.counts.rejected;
    let are = counted_rows(count, "row has an error", "rows have errors");
    let question = if report.writes() {
        format!("{are} and were not written. Go without?")
    } else {
        format!("{are} and will not be written. Go without?")
    };
    (count > 0).then(|| ReportQuestion {
        about: "rejected".to_owned(),
        count,
        question,
        assumed: "Yes: the other rows do not wait for them.".to_owned(),
        change: "Correct the cells in rejects.csv, which lies beside this page, and import that file."
            .to_owned(),
    })
}

fn duplicates(report: &RunReport) -> Option<ReportQuestion> {
    let count = report.facts.survey.as_ref()?.duplicates.rows;
    let merged = report.counts.merged > 0;
    let are = counted_rows(
        count,
        "row is the same customer as an earlier row",
        "rows are the same customers as earlier rows",
    );
    let question =
        format!("{are}. {}", if merged { "Put them together?" } else { "Use one row of each customer?" });
    let assumed = if merged {
        "Yes: the rows of a customer are merged, and the first value of each field is kept unless the mapping says \
         otherwise."
    } else {
        "Yes: one row of each customer is used, and the others are left out."
    };
    (count > 0).then(|| ReportQuestion {
        about: "duplicates".to_owned(),
        count,
        question,
        assumed: assumed.to_owned(),
        change: "In the mapping, on_duplicate says what to do: use the first row (\"first\"), the last (\"last\"), or merge \
                 them (\"merge\")."
            .to_owned(),
    })
}
