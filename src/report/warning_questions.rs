//! Questions about warnings, and about errors that one answer corrects in many rows.

use std::collections::BTreeMap;

use super::field_words::field_in_words;
use super::issue_stats::{IssueGroup, IssueSample, WHOLE_ROW, column_of};
use super::question_words::{key_for_errors, key_for_warnings};
use super::report_question::{QuestionWords, ReportQuestion};
use super::written_warnings::{WarnedValues, WrittenWarnings};
use crate::issue::Code;
use crate::language::{Message, ReportLanguage};
use crate::plan::ImportMode;

/// The question about the warnings of one code; if the run `is_over`, what was done. A report of an earlier version
/// counts them in all accepted rows.
pub(super) fn warned(
    language: ReportLanguage,
    group: &IssueGroup,
    written: Option<&WrittenWarnings>,
    is_over: bool,
) -> Option<ReportQuestion> {
    let values = written.map(|written| written.of(group.code));
    let (count, by_column) = match values {
        Some(values) => values.map(|values| (values.count, &values.by_column))?,
        None => (group.in_accepted_rows(), &group.by_column),
    };
    if count == 0 {
        return None;
    }
    let columns = columns(language, group, by_column);
    let key = key_for_warnings(group.code).filter(|_| !is_over || is_found_by_writing(group.code));
    Some(match key {
        Some(key) => question(language, key, group, (count, &columns), |text| text),
        None => other(language, group, (count, &columns), values.flatten(), is_over),
    })
}

/// The question about errors that have one cause, so that one answer settles all of them.
pub(super) fn refused(
    language: ReportLanguage,
    group: &IssueGroup,
    mode: ImportMode,
    examples: bool,
) -> Option<ReportQuestion> {
    let key = key_for_errors(group.code, mode)?;
    let shown = group.samples.iter().find(|sample| in_both_orders(sample)).or(group.samples.first());
    let orders = if shown.is_some_and(in_both_orders) { "both" } else { "unknown" };
    let example = shown.filter(|_| examples).and_then(|sample| sample.issue.value.as_deref());
    let dates = |text: Message| text.s("orders", orders).s("example", example.unwrap_or("none"));
    let columns = columns(language, group, &group.by_column);
    Some(question(language, key, group, (group.count, &columns), dates))
}

/// True if the column shows dates in both orders. A masked message does not say it.
fn in_both_orders(sample: &IssueSample) -> bool {
    sample.issue.message.contains("the column has dates in both orders")
}

fn question(
    language: ReportLanguage,
    key: String,
    group: &IssueGroup,
    (count, columns): (u64, &str),
    set: impl Fn(Message) -> Message,
) -> ReportQuestion {
    QuestionWords { language, key }.ask(group.code.id(), count, |text| set(text.s("columns", columns)))
}

/// Warnings that only a write can cause: their questions speak of what it has done.
fn is_found_by_writing(code: Code) -> bool {
    matches!(code, Code::Doubled | Code::PhotoStays)
}

/// Any other warning: usually a faulty value that the mapping lets pass.
fn other(
    language: ReportLanguage,
    group: &IssueGroup,
    (count, columns): (u64, &str),
    values: Option<&WarnedValues>,
    is_over: bool,
) -> ReportQuestion {
    let title = group.code.title_in(language);
    let key = if is_over { "ask-other-written" } else { "ask-other" };
    let words = QuestionWords { language, key: key.to_owned() };
    let [left_out, kept, defaulted] = values.map(WarnedValues::outcomes).unwrap_or_default();
    let outcome = match [left_out, kept, defaulted] {
        [all, 0, 0] if all == count => "left-out",
        [0, all, 0] if all == count => "kept",
        [0, 0, all] if all == count => "defaulted",
        [0, 0, 0] => "unknown",
        _ => "mixed",
    };
    let set = |text: Message| {
        let text = text.s("columns", columns).s("title", &title).s("outcome", outcome);
        text.n("left_out", left_out).n("kept", kept).n("defaulted", defaulted)
    };
    // The hint of the issues may name a value; the remedy of the code does not.
    let remedy = || group.code.remedy_in(language);
    let in_force = in_force(group.code, outcome).map(|key| Message::new(language, key).to_string());
    let setting = Some(in_force.unwrap_or_else(remedy));
    ReportQuestion { setting, ..words.ask(group.code.id(), count, set) }
}

/// The words instead of a remedy that offers what the mapping does already.
fn in_force(code: Code, outcome: &str) -> Option<&'static str> {
    match (code, outcome) {
        (Code::Language, "defaulted") => Some("setting-language-defaulted"),
        (Code::Phone, "kept") => Some("setting-phone-kept"),
        (Code::Photo, "left-out") => Some("setting-photo-left-out"),
        _ => None,
    }
}

/// ` (Phone, Mobile)`: the columns with the most issues; empty if no column caused them. A field has its plain name.
fn columns(language: ReportLanguage, group: &IssueGroup, by_column: &BTreeMap<String, u64>) -> String {
    const NAMED: usize = 3;
    let mut columns: Vec<(&String, &u64)> = by_column.iter().filter(|(name, _)| *name != WHOLE_ROW).collect();
    columns.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let mut names: Vec<String> = Vec::new();
    for (name, _) in columns {
        let name = name_in_words(language, group, name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = if names.len() > NAMED { ", …" } else { "" };
    names.truncate(NAMED);
    if names.is_empty() { String::new() } else { format!(" ({}{more})", names.join(", ")) }
}

/// The plain name of the field of a column, or of a field without one: as in all other questions. A column without a
/// field has its own.
fn name_in_words(language: ReportLanguage, group: &IssueGroup, name: &str) -> String {
    let own = group.samples.iter().map(|sample| &sample.issue).find(|issue| column_of(issue) == name);
    let field = own.and_then(|issue| issue.field.as_deref());
    field.map_or_else(|| name.to_owned(), |field| field_in_words(language, field))
}
