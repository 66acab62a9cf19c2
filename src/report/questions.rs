//! What someone must answer before a plan is written: the assumptions and warnings of a run, gathered by kind.
//!
//! Each question has the answer that the run assumed, and how to change it. No question contains a value of the source.

use super::assumption_questions::assumed;
use super::report_json::RunReport;
use super::report_question::{QuestionWords, ReportQuestion};
use super::warning_questions::{refused, warned};
use crate::issue::Severity;
use crate::language::ReportLanguage;

/// The questions of a run: rows that stay out, then assumptions, then warnings, the most frequent first.
pub(super) fn questions(language: ReportLanguage, report: &RunReport) -> Vec<ReportQuestion> {
    let mut out = Vec::new();
    if report.is_of_sources() {
        out.extend(rejected(language, report));
        out.extend(duplicates(language, report));
        let survey = report.facts.survey.iter();
        out.extend(survey.flat_map(|survey| survey.assumptions.iter().map(|about| assumed(language, about))));
        let errors = report.issues.iter().filter(|group| group.severity == Severity::Error);
        out.extend(errors.filter_map(|group| refused(language, group)));
    }
    let warnings = report.issues.iter().filter(|group| group.severity == Severity::Warning);
    let mut warnings: Vec<ReportQuestion> = warnings.filter_map(|group| warned(language, group)).collect();
    warnings.sort_by_key(|question| std::cmp::Reverse(question.count));
    out.extend(warnings);
    out
}

fn rejected(language: ReportLanguage, report: &RunReport) -> Option<ReportQuestion> {
    let count = report.counts.rejected;
    let key = if report.writes() { "ask-rejected-written" } else { "ask-rejected" };
    let words = QuestionWords { language, key: key.to_owned() };
    (count > 0).then(|| words.ask("rejected", count, |text| text))
}

fn duplicates(language: ReportLanguage, report: &RunReport) -> Option<ReportQuestion> {
    let count = report.facts.survey.as_ref()?.duplicates.rows;
    let key = if report.counts.merged > 0 { "ask-merged" } else { "ask-duplicates" };
    let words = QuestionWords { language, key: key.to_owned() };
    (count > 0).then(|| words.ask("duplicates", count, |text| text))
}
