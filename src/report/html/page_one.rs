//! Page one: what somebody needs to decide. On paper it is one sheet, so its lists are short.

use crate::customer::FieldEffect;
use crate::journal::{ChangeCounts, FieldChangeCounts, RunCommand, SkipCounts};
use crate::language::{Message, ReportLanguage};
use crate::profile::cut_pair;
use crate::report::{
    field_words::{field_in_words, value_in_words},
    planned_changes::{ChangeSample, FieldChange, PlannedChanges},
    questions::questions,
    report_json::RunReport,
    report_question::ReportQuestion,
};

/// Fields with their counts, as in the terminal.
const FIELDS: usize = 10;
/// Examples of values that are lost.
const EXAMPLES: usize = 3;
/// Questions.
const QUESTIONS: usize = 6;
/// The maximum number of further fields that are named.
const LOSING: usize = 30;
/// Characters of a value in an example.
const VALUE: usize = 56;

/// The content of page one.
pub(super) struct PageOne<'a> {
    /// What happens to values of existing customers; `None` if no customer is updated.
    pub(super) values: Option<&'a ChangeCounts>,
    /// True if the report is of an earlier version, which did not count values.
    pub(super) uncounted: bool,
    /// The fields whose values are lost most often, as in the terminal.
    pub(super) fields: Vec<(FieldName, &'a ChangeCounts)>,
    /// The number of further fields.
    pub(super) more_fields: u64,
    /// The names of those that lose values.
    pub(super) more_losing: String,
    /// Their values, so that the columns add up to the tiles.
    pub(super) of_more_fields: ChangeCounts,
    /// The values that lose most.
    pub(super) examples: Vec<LostValue>,
    /// The first questions.
    pub(super) questions: Vec<ReportQuestion>,
    /// The other questions.
    pub(super) more_questions: Vec<ReportQuestion>,
    /// The number of rows that are not written, by reason.
    pub(super) rows_out: Vec<Message>,
}

/// The name of a field for people.
pub(super) struct FieldName {
    pub(super) name: String,
    /// Its name in the API, for the details; empty if that is the same.
    pub(super) api: String,
    pub(super) is_custom: bool,
}

/// A value that is replaced or emptied.
pub(super) struct LostValue {
    pub(super) field: FieldName,
    pub(super) customer: String,
    pub(super) row: u64,
    pub(super) before: String,
    /// Empty if the field is emptied.
    pub(super) after: String,
}

impl<'a> PageOne<'a> {
    pub(super) fn new(report: &'a RunReport) -> Self {
        let language = report.page_language();
        let changes = report.facts.changes.as_ref();
        let values = changes.and_then(|changes| changes.values.as_ref());
        let touched = values.into_iter().flat_map(FieldChangeCounts::of_existing);
        let touched: Vec<_> = touched.collect();
        let others = touched.iter().skip(FIELDS).map(|(_, counts)| *counts);
        let losing = touched.iter().skip(FIELDS).filter(|(_, counts)| counts.overwritten() > 0);
        let losing = losing.take(LOSING).map(|(name, _)| FieldName::of(language, name).name);
        let mut questions = questions(language, report, !report.redacted);
        let more_questions = questions.split_off(questions.len().min(QUESTIONS));
        Self {
            values: values.map(|values| &values.all).filter(|all| all.is_of_existing()),
            uncounted: changes.is_some() && values.is_none(),
            more_fields: touched.len().saturating_sub(FIELDS) as u64,
            more_losing: losing.collect::<Vec<_>>().join(", "),
            of_more_fields: others.fold(ChangeCounts::default(), sum),
            fields: touched
                .into_iter()
                .take(FIELDS)
                .map(|(name, counts)| (FieldName::of(language, name), counts))
                .collect(),
            examples: changes.map_or_else(Vec::new, |changes| examples(language, changes)),
            questions,
            more_questions,
            rows_out: rows_out(report),
        }
    }
}

fn sum(all: ChangeCounts, more: &ChangeCounts) -> ChangeCounts {
    ChangeCounts {
        filled: all.filled + more.filled,
        added_to: all.added_to + more.added_to,
        replaced: all.replaced + more.replaced,
        emptied: all.emptied + more.emptied,
        protected: all.protected + more.protected,
        left_out: all.left_out + more.left_out,
    }
}

impl FieldName {
    /// `phoneNumber` is shown as `Telephone`, and `customFields.segment` as `segment`, with a mark.
    pub(super) fn of(language: ReportLanguage, field: &str) -> Self {
        let name = field_in_words(language, field);
        let is_custom = field.starts_with("customFields.");
        let api = if is_custom || name == field { String::new() } else { field.to_owned() };
        Self { name, api, is_custom }
    }
}

/// The values that lose most.
fn examples(language: ReportLanguage, changes: &PlannedChanges) -> Vec<LostValue> {
    let is_lost = |field: &&FieldChange| field.effect.is_some_and(FieldEffect::loses);
    // A report of an earlier version has only whole updates.
    let samples = if changes.greatest.is_empty() { &changes.samples } else { &changes.greatest };
    let each = samples
        .iter()
        .flat_map(|sample| sample.fields.iter().filter(is_lost).map(move |field| (sample, field)));
    let mut lost: Vec<_> = each.collect();
    lost.sort_by_key(|(_, field)| std::cmp::Reverse(field.lost));
    let value = |(sample, field): (&ChangeSample, &FieldChange)| {
        let words = |text: &str| on_one_line(&value_in_words(language, &field.field, text));
        let (before, after) = cut_pair(&words(&field.before), &words(&field.after), VALUE, |_| 1);
        LostValue {
            field: FieldName::of(language, &field.field),
            customer: brief(&sample.customer),
            row: sample.row,
            before,
            after,
        }
    };
    lost.into_iter().take(EXAMPLES).map(value).collect()
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A value on one line, cut to what fits page one.
fn brief(text: &str) -> String {
    let line = on_one_line(text);
    let mut letters = line.chars();
    let short: String = letters.by_ref().take(VALUE).collect();
    if letters.next().is_some() { short + "…" } else { short }
}

fn rows_out(report: &RunReport) -> Vec<Message> {
    let counts = &report.counts;
    let all = [
        (counts.rejected, "out-rejected"),
        (counts.failed, "out-failed"),
        (counts.unknown, "out-unknown"),
        (counts.skipped_because.not_in_help_desk, "out-skipped-update"),
        (counts.skipped_because.in_help_desk, "out-skipped-insert"),
        (counts.skipped_because.duplicates, "out-skipped-duplicates"),
        (counts.skipped_because.by_rule, "out-skipped-rule"),
        (counts.skipped_because.set_aside, "out-skipped-aside"),
        // A report of an earlier version has no reasons.
        (if counts.skipped_because == SkipCounts::default() { counts.skipped } else { 0 }, "out-skipped"),
        (counts.merged, "out-merged"),
    ];
    let some = all.into_iter().filter(|(count, _)| *count > 0);
    let language = report.page_language();
    let rows = some.map(|(count, key)| Message::new(language, key).n("count", count).n("rows", counts.rows));
    rows.chain(never(report)).chain(faulty(report)).collect()
}

/// What new customers do not get, because it is never written.
fn never(report: &RunReport) -> Option<Message> {
    let language = report.page_language();
    let values = report.facts.changes.as_ref()?.values.as_ref()?;
    let fields = values.left_out();
    let names = fields.iter().take(FIELDS).map(|(field, _)| field_in_words(language, field));
    let mut names = names.collect::<Vec<_>>().join(", ");
    if fields.len() > FIELDS {
        names.push_str(", …");
    }
    let message = || Message::new(language, "out-never").n("values", values.all.left_out).s("fields", names);
    (values.all.left_out > 0).then(message)
}

/// Faulty values that are left out because the mapping says so.
fn faulty(report: &RunReport) -> Option<Message> {
    let language = report.page_language();
    let values = &report.left_out.as_ref()?.values;
    let mut fields: Vec<(&String, &u64)> = values.iter().collect();
    fields.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let message = || {
        let names = fields.iter().take(FIELDS).map(|(field, _)| field_in_words(language, field));
        let more = if fields.len() > FIELDS { ", …" } else { "" };
        let names = names.collect::<Vec<_>>().join(", ") + more;
        Message::new(language, "out-faulty").n("values", values.values().sum::<u64>()).s("fields", names)
    };
    (!values.is_empty()).then(message)
}

/// The key of the title of what happens.
pub(super) fn happening(report: &RunReport) -> &'static str {
    match (&report.command, report.dry_run) {
        (RunCommand::Validate, _) => "happening-validation",
        (_, true) => "happening-plan",
        _ => "happening-run",
    }
}
