//! Questions about warnings, and about errors that one answer corrects in many rows.

use super::issue_stats::{IssueGroup, IssueSample, WHOLE_ROW};
use super::question_words::{key_for_errors, key_for_warnings};
use super::report_question::{QuestionWords, ReportQuestion};
use crate::language::{Message, ReportLanguage};

/// The question about the warnings of one code, in rows that are accepted.
pub(super) fn warned(language: ReportLanguage, group: &IssueGroup) -> Option<ReportQuestion> {
    let count = group.in_accepted_rows();
    if count == 0 {
        return None;
    }
    Some(match key_for_warnings(group.code) {
        Some(key) => question(language, key, group, count, |text| text),
        None => other(language, group, count),
    })
}

/// The question about errors that have one cause, so that one answer settles all of them.
pub(super) fn refused(
    language: ReportLanguage,
    group: &IssueGroup,
    examples: bool,
) -> Option<ReportQuestion> {
    let shown = group.samples.iter().find(|sample| in_both_orders(sample)).or(group.samples.first());
    let orders = if shown.is_some_and(in_both_orders) { "both" } else { "unknown" };
    let example = shown.filter(|_| examples).and_then(|sample| sample.issue.value.as_deref());
    let dates = |text: Message| text.s("orders", orders).s("example", example.unwrap_or("none"));
    Some(question(language, key_for_errors(group.code)?, group, group.count, dates))
}

/// True if the column shows dates in both orders. A masked message does not say it.
fn in_both_orders(sample: &IssueSample) -> bool {
    sample.issue.message.contains("the column has dates in both orders")
}

fn question(
    language: ReportLanguage,
    key: String,
    group: &IssueGroup,
    count: u64,
    set: impl Fn(Message) -> Message,
) -> ReportQuestion {
    let columns = columns(group);
    QuestionWords { language, key }.ask(group.code.id(), count, |text| set(text.s("columns", &columns)))
}

/// Any other warning: usually a faulty value that the mapping lets pass.
fn other(language: ReportLanguage, group: &IssueGroup, count: u64) -> ReportQuestion {
    let columns = columns(group);
    let title = group.code.title_in(language);
    let words = QuestionWords { language, key: "ask-other".to_owned() };
    ReportQuestion {
        // The hint of the issues may name a value; the remedy of the code does not.
        change: group.code.remedy_in(language),
        ..words.ask(group.code.id(), count, |text| text.s("columns", &columns).s("title", &title))
    }
}

/// ` (Phone, Mobile)`: the columns with the most issues; empty if no column caused them.
fn columns(group: &IssueGroup) -> String {
    const NAMED: usize = 3;
    let mut columns: Vec<(&String, &u64)> =
        group.by_column.iter().filter(|(name, _)| *name != WHOLE_ROW).collect();
    columns.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let more = if columns.len() > NAMED { ", …" } else { "" };
    let names: Vec<&str> = columns.iter().take(NAMED).map(|(name, _)| name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!(" ({}{more})", names.join(", ")) }
}
