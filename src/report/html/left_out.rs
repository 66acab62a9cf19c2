//! The section about what is left out, formatted as text.

use super::sections::COLUMNS;
use crate::language::{Message, ReportLanguage};
use crate::profile::{LeftOut, LeftOutColumn};
use crate::report::field_words::field_with_name;
use crate::report::report_json::RunReport;

/// What is left out. Each text is a list with commas, empty if it has no entries.
#[derive(Default)]
pub(super) struct Unused {
    /// The columns with values, the best filled first.
    pub(super) lost: Vec<LeftOutColumn>,
    pub(super) empty: String,
    pub(super) on_purpose: String,
    /// The first of them, for page one.
    pub(super) on_purpose_named: String,
    /// Their number.
    pub(super) purposes: u64,
    /// The fields whose rules have no column.
    pub(super) idle: String,
    /// The first of them, for page one.
    pub(super) idle_named: String,
    /// The other standard fields that nothing fills.
    pub(super) unfilled: String,
    /// The custom fields that nothing fills.
    pub(super) custom: String,
}

impl Unused {
    pub(super) fn new(report: &RunReport) -> Self {
        report
            .left_out
            .as_ref()
            .map_or_else(Self::default, |left_out| Self::of(report.page_language(), left_out))
    }

    fn of(language: ReportLanguage, left_out: &LeftOut) -> Self {
        let idle: Vec<&str> = left_out
            .rules
            .iter()
            .filter(|rule| rule.does_nothing && !rule.is_for_rows())
            .map(|rule| rule.rule.as_str())
            .collect();
        let others = |names: &[String]| {
            let names = names.iter().map(String::as_str);
            let names = names.filter(|name| !idle.contains(name) && !is_custom(&idle, name));
            listed(language, names.map(|name| field_with_name(language, name)))
        };
        let on_purpose: Vec<String> = left_out.on_purpose().map(|column| column.name.clone()).collect();
        Self {
            on_purpose_named: at_most(language, &on_purpose, NAMED_UNUSED),
            purposes: on_purpose.len() as u64,
            idle_named: at_most(language, &fields_of(language, &idle), ON_PAGE_ONE),
            lost: left_out.lost().cloned().collect(),
            empty: listed(language, left_out.empty().map(|column| column.name.clone())),
            on_purpose: at_most(language, &on_purpose, COLUMNS),
            unfilled: others(&left_out.fields),
            custom: left_out.custom_fields.as_deref().map_or_else(String::new, others),
            idle: listed(language, fields_of(language, &idle).into_iter()),
        }
    }

    /// The columns of the table.
    pub(super) fn listed(&self) -> &[LeftOutColumn] {
        self.lost.get(..COLUMNS).unwrap_or(&self.lost)
    }
}

/// Unused columns on page one.
pub(super) const NAMED_UNUSED: usize = 10;
/// Fields on page one.
const ON_PAGE_ONE: usize = 6;

fn fields_of(language: ReportLanguage, fields: &[&str]) -> Vec<String> {
    fields.iter().map(|field| field_with_name(language, field)).collect()
}

fn is_custom(idle: &[&str], name: &str) -> bool {
    idle.iter().any(|field| field.strip_prefix("customFields.") == Some(name))
}

/// At most as many as the table has.
fn listed(language: ReportLanguage, names: impl Iterator<Item = String>) -> String {
    at_most(language, &names.collect::<Vec<_>>(), COLUMNS)
}

fn at_most(language: ReportLanguage, names: &[String], most: usize) -> String {
    let text = names.get(..most).unwrap_or(names).join(", ");
    match names.len().saturating_sub(most) {
        0 => text,
        more => Message::new(language, "names-and-more").s("names", text).n("more", more).to_string(),
    }
}
