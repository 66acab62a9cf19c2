//! What someone must answer before a plan is written: the assumptions and warnings of a run, gathered by kind.
//!
//! Each question has the answer that the run assumed, and how to change it. Without `examples`,
//! no question contains a value of the source.

use super::assumption_questions::assumed;
use super::issue_stats::IssueGroup;
use super::report_json::RunReport;
use super::report_question::{QuestionWords, ReportQuestion};
use super::stale_rejects::StaleRejects;
use super::warning_questions::{refused, warned};
use crate::issue::Severity;
use crate::language::{Message, ReportLanguage, group_digits};

/// The questions of a run: values that are lost, rows that stay out, then assumptions, then warnings, the most frequent
/// first.
///
/// With `examples`, the question about dates shows one of them.
pub(super) fn questions(language: ReportLanguage, report: &RunReport, examples: bool) -> Vec<ReportQuestion> {
    let mut out = Vec::new();
    if report.is_of_sources() {
        out.extend(replaced(language, report));
        out.extend(rejected(language, report));
        out.extend(duplicates(language, report));
        let survey = report.facts.survey.iter();
        let about = survey.flat_map(|survey| &survey.assumptions);
        out.extend(about.map(|about| assumed(language, about)));
        let errors = report.issues.iter().filter(|group| group.severity == Severity::Error);
        out.extend(errors.filter_map(|group| refused(language, group, examples)));
    }
    let warnings = report.issues.iter().filter(|group| group.severity == Severity::Warning);
    let written = report.facts.warnings.as_ref();
    let mut warnings: Vec<ReportQuestion> =
        warnings.filter_map(|group| warned(language, group, written)).collect();
    warnings.sort_by_key(|question| std::cmp::Reverse(question.count));
    out.extend(warnings);
    out
}

/// Values of existing customers that are replaced or emptied: the greatest risk.
fn replaced(language: ReportLanguage, report: &RunReport) -> Option<ReportQuestion> {
    let values = report.facts.changes.as_ref()?.values.as_ref()?.all;
    let key = if report.writes() { "ask-replaced-written" } else { "ask-replaced" };
    let words = QuestionWords { language, key: key.to_owned() };
    let set = |text: Message| {
        text.n("replaced", values.replaced).n("emptied", values.emptied).s("run", &report.run)
    };
    (values.overwritten() > 0).then(|| words.ask("replaced", values.overwritten(), set))
}

fn rejected(language: ReportLanguage, report: &RunReport) -> Option<ReportQuestion> {
    let count = report.counts.rejected;
    let key = match StaleRejects::of(report) {
        StaleRejects::All => "ask-rejected-stale",
        _ if report.writes() => "ask-rejected-written",
        _ => "ask-rejected",
    };
    let words = QuestionWords { language, key: key.to_owned() };
    let reasons = most_frequent_errors(language, report);
    (count > 0).then(|| words.ask("rejected", count, |text| text.s("reasons", &reasons)))
}

/// The titles of at most three codes, with the number of their issues.
fn most_frequent_errors(language: ReportLanguage, report: &RunReport) -> String {
    let mut errors: Vec<&IssueGroup> =
        report.issues.iter().filter(|group| group.severity == Severity::Error).collect();
    errors.sort_by_key(|group| std::cmp::Reverse(group.count));
    let titles = errors.iter().take(3).map(|group| {
        let title = group.code.title_in(language);
        format!("{title} ({})", group_digits(language, group.count))
    });
    titles.collect::<Vec<_>>().join(", ")
}

fn duplicates(language: ReportLanguage, report: &RunReport) -> Option<ReportQuestion> {
    let count = report.facts.survey.as_ref()?.duplicates.rows;
    let key = if report.counts.merged > 0 { "ask-merged" } else { "ask-duplicates" };
    let words = QuestionWords { language, key: key.to_owned() };
    (count > 0).then(|| words.ask("duplicates", count, |text| text))
}
