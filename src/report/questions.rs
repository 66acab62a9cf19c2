//! What someone must answer before a plan is written: the assumptions and warnings of a run, gathered by kind.
//!
//! Each question has the answer that the run assumed, and how to change it. After a write there is nothing to answer:
//! each says what happened, and how to mend it. Without `examples`, no question contains a value of the source.

use super::assumption_questions::assumed;
use super::issue_stats::IssueGroup;
use super::question_words::has_question;
use super::report_json::RunReport;
use super::report_question::{QuestionWords, ReportQuestion};
use super::stale_rejects::StaleRejects;
use super::warning_questions::{refused, warned};
use crate::issue::{Code, Severity};
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
        out.extend(about.map(|about| assumed(language, about, report.is_over())));
        // After a write, the rows that it left out are counted together.
        let errors =
            report.issues.iter().filter(|group| group.severity == Severity::Error && !report.is_over());
        out.extend(errors.filter_map(|group| refused(language, group, report.about.mode, examples)));
    }
    let warnings = report.issues.iter().filter(|group| group.severity == Severity::Warning);
    let written = report.facts.warnings.as_ref();
    let mut warnings: Vec<ReportQuestion> =
        warnings.filter_map(|group| warned(language, group, written, report.is_over())).collect();
    warnings.sort_by_key(|question| std::cmp::Reverse(question.count));
    out.extend(warnings);
    out
}

/// Values of existing customers that are replaced or emptied: the greatest risk.
fn replaced(language: ReportLanguage, report: &RunReport) -> Option<ReportQuestion> {
    let values = report.facts.changes.as_ref()?.values.as_ref()?.all;
    // A run that writes counts only what it has written, also if it has not ended.
    let key = if report.writes() { "ask-replaced-written" } else { "ask-replaced" };
    let words = QuestionWords { language, key: key.to_owned() };
    let set = |text: Message| {
        text.n("replaced", values.replaced).n("emptied", values.emptied).s("run", &report.run)
    };
    (values.overwritten() > 0).then(|| words.ask("replaced", values.overwritten(), set))
}

fn rejected(language: ReportLanguage, report: &RunReport) -> Option<ReportQuestion> {
    let others = if report.is_over() { rejected_duplicates_asked(report) } else { report.rejected_asked };
    let count = report.counts.rejected.saturating_sub(others);
    let key = match StaleRejects::of(report) {
        StaleRejects::All => "ask-rejected-stale",
        _ if report.is_over() => "ask-rejected-written",
        _ => "ask-rejected",
    };
    let words = QuestionWords { language, key: key.to_owned() };
    let reasons = most_frequent_errors(language, report);
    let set = |text: Message| text.s("reasons", &reasons).n("others", others);
    (count > 0).then(|| words.ask("rejected", count, set))
}

/// The rejected rows that the point about duplicates counts after a write.
fn rejected_duplicates_asked(report: &RunReport) -> u64 {
    let doubles = report.facts.survey.as_ref().map_or(0, |survey| survey.duplicates.rows);
    let is_double =
        |group: &&IssueGroup| group.code == Code::DuplicateInSource && group.severity == Severity::Error;
    report.issues.iter().find(is_double).map_or(0, |group| group.count.min(doubles))
}

/// The titles of at most three codes, with the number of their issues. A plan asks about some codes on their own.
fn most_frequent_errors(language: ReportLanguage, report: &RunReport) -> String {
    let is_counted = |group: &&IssueGroup| {
        let is_asked = if report.is_over() {
            group.code == Code::DuplicateInSource && rejected_duplicates_asked(report) > 0
        } else {
            has_question(group.code, report.about.mode)
        };
        group.severity == Severity::Error && !is_asked
    };
    let mut errors: Vec<&IssueGroup> = report.issues.iter().filter(is_counted).collect();
    errors.sort_by_key(|group| std::cmp::Reverse(group.count));
    let titles = errors.iter().take(3).map(|group| {
        let title = group.code.title_in(language);
        format!("{title} ({})", group_digits(language, group.count))
    });
    titles.collect::<Vec<_>>().join(", ")
}

fn duplicates(language: ReportLanguage, report: &RunReport) -> Option<ReportQuestion> {
    let groups = &report.facts.survey.as_ref()?.duplicates;
    let count = groups.rows;
    let used = match groups.replacing {
        0 => "first",
        replacing if replacing == count => "last",
        _ => "mixed",
    };
    let key = match (report.counts.merged > 0, report.is_over()) {
        (true, false) => "ask-merged",
        (true, true) => "ask-merged-written",
        (false, false) => "ask-duplicates",
        (false, true) => "ask-duplicates-written",
    };
    let words = QuestionWords { language, key: key.to_owned() };
    (count > 0).then(|| words.ask("duplicates", count, |text| text.s("used", used)))
}
