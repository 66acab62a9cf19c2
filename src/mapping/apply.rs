//! What a mapping that is tied to one header makes of each row.

mod computed_fields;
mod country;
mod country_fallback;
mod empty_cells;
mod json_members;
mod multiple_values;
mod postcode;

use std::borrow::Cow;
use std::sync::Arc;

use super::Mapping;
use super::bind::{BoundInput, BoundMapping};
use super::cell_text::{CellText, nothing};
use super::column_scan::ColumnHint;
use super::compile::fit;
use super::custom_field_check;
use super::damaged_text::may_be_damaged;
use super::row_filter::{FilterAction, first};
use super::rule::{Rule, RuleInput};
use super::spec::{LookupElse, OnInvalid};
use crate::convert::{
    Conversion, ConversionInput as ConvertInput, Converted, RowCountry, country::subdivisions,
};
use crate::customer::{Customer, FieldTarget, FieldValue};
use crate::issue::{Code, Complaint, Issue};
use crate::record::{CellKind, Record};

pub(super) use country::CountryCount;
use country::country_of;

/// What a mapping made of one row: the customer as far as it goes, and everything that is wrong with the row.
#[derive(Debug, Clone, Default)]
pub struct MappedRowDraft<'a> {
    /// The fields that have a value.
    pub customer: Customer<'a>,
    /// Errors and warnings of single fields.
    pub issues: Vec<Issue>,
    /// Why the row is to be left out, where a rule of the mapping says so; nothing else is known of it then.
    pub skip: Option<String>,
}

impl BoundMapping {
    /// Makes a draft of a row. The draft borrows the row's texts.
    pub fn apply<'a>(&'a self, record: &'a Record) -> MappedRowDraft<'a> {
        let rules = self.mapping.rules.iter().zip(&self.inputs);
        let rules = rules.chain(self.rest.iter().map(|(rule, input)| (rule, input))).enumerate();
        let customer = Customer::with_capacity(self.mapping.rules.len());
        let mut draft = MappedRowDraft { customer, issues: Vec::new(), skip: None };
        let view = self.view(record);
        let damaged = may_be_damaged(record.text());
        match first(&self.when, &self.mapping.templates, view.as_ref()) {
            Some(FilterAction::Skip(note)) => {
                return MappedRowDraft { skip: Some(note), ..MappedRowDraft::default() };
            }
            Some(FilterAction::Fault(issue)) => draft.issues.push(issue),
            None => {}
        }
        let addresses = self.addresses(record);
        for (number, (rule, input)) in rules {
            let country = if rule.asks_country() { country_of(&draft) } else { RowCountry::None };
            let at = RuleContext { bound: self, number, rule, input, record, country, damaged, addresses };
            let value = at.value(view.as_ref(), &mut draft.issues);
            if let Some(value) = value.and_then(|value| at.defined(value, &mut draft.issues)) {
                draft.customer.push(&rule.target, value);
            }
        }
        if let Some(definitions) = self.definitions.as_ref().filter(|_| !self.mapping.source.exported) {
            custom_field_check::pairs(definitions, &draft.customer, &mut draft.issues);
        }
        self.check_postcode(record, &mut draft);
        draft
    }

    /// What a row shows of day and month for a rule; `None` where it shows nothing.
    pub(super) fn shown(&self, number: usize, record: &Record) -> Option<ColumnHint> {
        let rule = self.mapping.rules.get(number)?;
        let input = self.inputs.get(number)?;
        let Conversion::Date(dates) = &rule.conversion else { return None };
        let view = self.view(record);
        let at = RuleContext::plain(self, number, (rule, input), record);
        let gathered = at.gather(view.as_ref()).ok()?;
        match gathered.kind {
            CellKind::Text | CellKind::Number if dates.shown_compact(&gathered.text).is_some() => {
                dates.shown_compact(&gathered.text).map(ColumnHint::Compact)
            }
            CellKind::Text => {
                dates.shown(&at.prepared(&gathered).ok()?).map(|(mark, order)| ColumnHint::Text(mark, order))
            }
            CellKind::Date => gathered.text.get(8..10)?.parse().ok().map(ColumnHint::Typed),
            _ => None,
        }
    }

    /// The mapping.
    pub fn mapping(&self) -> &Arc<Mapping> {
        &self.mapping
    }

    /// True for a row that a rule of the mapping skips or rejects as a whole.
    fn leaves_out(&self, record: &Record) -> bool {
        !self.when.is_empty()
            && first(&self.when, &self.mapping.templates, self.view(record).as_ref()).is_some()
    }

    fn view(&self, record: &Record) -> Option<minijinja::Value> {
        self.computes.then(|| self.mended_view(record, self.mapping.repair))
    }
}

/// One rule at work on one row.
pub(super) struct RuleContext<'a> {
    pub(super) bound: &'a BoundMapping,
    /// The rule's number in the mapping; those of the columns that are left over come behind.
    pub(super) number: usize,
    pub(super) rule: &'a Rule,
    pub(super) input: &'a BoundInput,
    pub(super) record: &'a Record,
    /// The row's country, where the rule asks for it.
    country: RowCountry,
    /// Some text of the row may be damaged.
    pub(super) damaged: bool,
    /// The most addresses that a cell of the row holds.
    addresses: usize,
}

impl<'a> RuleContext<'a> {
    /// A rule by itself: nothing is known of the other cells of the row.
    fn plain(
        bound: &'a BoundMapping,
        number: usize,
        (rule, input): (&'a Rule, &'a BoundInput),
        record: &'a Record,
    ) -> Self {
        let country = RowCountry::None;
        let damaged = false;
        let addresses = 0;
        Self { bound, number, rule, input, record, country, damaged, addresses }
    }

    fn value(&self, view: Option<&minijinja::Value>, issues: &mut Vec<Issue>) -> Option<FieldValue<'a>> {
        if let RuleInput::Constant(value) = &self.rule.input {
            return Some(value.clone());
        }
        let gathered = match self.gather(view) {
            Ok(gathered) => gathered,
            Err(complaint) => return self.invalid(complaint, "", issues),
        };
        if gathered.odd {
            issues.extend(self.odd_cells());
        }
        if let Some(value) = self.one_of_several(&gathered, (view, issues)) {
            return value;
        }
        if !gathered.is_there() {
            return self.fallen_back(issues).unwrap_or_else(|| self.empty(issues));
        }
        match self.convert(&gathered) {
            // Nothing is left of it, which is not the same as an empty cell.
            Ok(Converted { value: None, warning: Some(complaint) }) => {
                issues.push(self.issue(Issue::warning(*complaint), &gathered.text));
                self.unsaid(issues)
            }
            Ok(Converted { value, warning }) => {
                issues
                    .extend(warning.map(|complaint| self.issue(Issue::warning(*complaint), &gathered.text)));
                value.or_else(|| self.empty(issues))
            }
            Err(complaint) if complaint.code == Code::PhonePlace && is_refused("state", issues) => None,
            Err(complaint) => self.invalid(complaint, &gathered.text, issues),
        }
    }

    /// The value, unless the definition of its custom field speaks against it.
    fn defined(&self, value: FieldValue<'a>, issues: &mut Vec<Issue>) -> Option<FieldValue<'a>> {
        let Some(complaint) = self.undefined(&value) else { return Some(value) };
        let default = self.invalid(complaint, &value.text(), issues)?;
        let Some(complaint) = self.undefined(&default) else { return Some(default) };
        issues.push(self.issue(Issue::error(complaint), &default.text()));
        None
    }

    fn undefined(&self, value: &FieldValue<'_>) -> Option<Complaint> {
        let (FieldTarget::Custom(name), Some(definitions)) = (&self.rule.target, &self.bound.definitions)
        else {
            return None;
        };
        if matches!(self.rule.conversion, Conversion::Exported(_)) {
            return None;
        }
        match value {
            FieldValue::Clear => {
                definitions.get(name).is_none().then(|| custom_field_check::unknown(definitions, name))
            }
            value => custom_field_check::complaint(definitions, name, &value.text()),
        }
    }

    fn gather(&self, view: Option<&minijinja::Value>) -> Result<CellText<'a>, Complaint> {
        Ok(match self.input {
            BoundInput::One(column) => self.cell(*column),
            BoundInput::Join(columns) => self.joined(columns),
            BoundInput::Members(columns) => self.members(columns),
            BoundInput::First(columns) => self.first(columns),
            BoundInput::Constant => nothing(),
            BoundInput::Template(_) => self.rendered(view)?,
        })
    }

    pub(super) fn joined(&self, columns: &[usize]) -> CellText<'a> {
        let (RuleInput::Join { join, .. } | RuleInput::First { join, .. }) = &self.rule.input else {
            return nothing();
        };
        let mut parts = columns.iter().map(|column| self.cell(*column)).filter(CellText::is_there);
        let Some(mut whole) = parts.next() else { return nothing() };
        for part in parts {
            let text = whole.text.to_mut();
            text.push_str(join);
            text.push_str(&part.text);
            whole.kind = worse(whole.kind, part.kind);
            whole.odd |= part.odd;
        }
        whole
    }

    fn first(&self, alternatives: &[Vec<usize>]) -> CellText<'a> {
        let mut gathered = alternatives.iter().map(|columns| self.joined(columns));
        gathered.find(CellText::is_there).unwrap_or_else(nothing)
    }

    fn convert(&self, gathered: &CellText<'a>) -> Result<Converted<'a>, Complaint> {
        if gathered.kind.is_broken() {
            return self.convert_text(&gathered.text, gathered.kind).map(owned);
        }
        match self.prepared(gathered)? {
            Cow::Borrowed(text) => self.convert_text(text, gathered.kind),
            Cow::Owned(text) => self.convert_text(&text, gathered.kind).map(owned),
        }
    }

    /// The text as the conversion gets it: looked up, in its case, and held against the pattern.
    fn prepared(&self, gathered: &CellText<'a>) -> Result<Cow<'a, str>, Complaint> {
        let text = self.looked_up(&gathered.text)?;
        let text = match self.rule.case {
            Some(case) if case.changes(&text) => Cow::Owned(case.apply(&text)),
            _ => text,
        };
        if self.rule.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(&text)) {
            let pattern = self.rule.pattern.as_ref().map_or("", |pattern| pattern.as_str());
            let message = format!("the value does not match the pattern {pattern}");
            return Err(Complaint::new(
                Code::Pattern,
                message,
                "correct the value, or the pattern in the mapping",
            ));
        }
        Ok(text)
    }

    fn looked_up(&self, text: &Cow<'a, str>) -> Result<Cow<'a, str>, Complaint> {
        let Some(lookup) = &self.rule.lookup else { return Ok(text.clone()) };
        if self.rule.lookup_else == LookupElse::Keep {
            return Ok(lookup.get(text).map_or_else(|| text.clone(), Cow::Borrowed));
        }
        lookup.get(text).map(Cow::Borrowed).ok_or_else(|| {
            let known = lookup.known();
            let hint = format!("the mapping has {known}; correct the value, or add it to the lookup");
            Complaint::new(Code::Lookup, "the value is not in the lookup table of the mapping", hint)
        })
    }

    fn convert_text<'t>(&self, text: &'t str, kind: CellKind) -> Result<Converted<'t>, Complaint> {
        let kind = if self.rule.lost_zeros && kind == CellKind::Text { CellKind::Number } else { kind };
        let orders = self.bound.orders.get(self.number).copied().unwrap_or_default();
        let iso_dates = self.bound.iso_dates;
        let country = self.country;
        let usual = self.usual();
        let input = ConvertInput { text, kind, iso_dates, country, usual, orders };
        let Converted { value, warning } = self.rule.conversion.convert(&input)?;
        if let (Some(FieldValue::Country(country)), Some(fallback)) = (&value, &self.rule.fallback) {
            subdivisions::not_a_state(*country, fallback.of, text)?;
        }
        let value = match value {
            Some(name) if self.rule.conversion == Conversion::File => Some(self.bound.photographed(name)?),
            value => value,
        };
        Ok(Converted { value: value.map(|value| fit(&self.rule.target, value)), warning })
    }

    fn invalid(&self, complaint: Complaint, text: &str, issues: &mut Vec<Issue>) -> Option<FieldValue<'a>> {
        let complaint = self.with_null_hint(complaint, text);
        let broken =
            text.is_empty() || matches!(complaint.code, Code::CellError | Code::NoResult | Code::DigitsLost);
        let (value, consequence) = match self.rule.on_invalid {
            OnInvalid::Keep if broken => {
                issues.push(self.issue(Issue::error(complaint), text));
                return None;
            }
            OnInvalid::Reject => {
                issues.push(self.issue(Issue::error(complaint), text));
                return None;
            }
            OnInvalid::Default => (self.rule.default.clone(), "the default was used"),
            OnInvalid::Empty => (None, "the field was left out"),
            OnInvalid::Keep => (Some(FieldValue::Text(text.to_owned().into())), "it was kept as typed"),
        };
        let message = format!("{}; {consequence}", complaint.message);
        issues.push(self.issue(Issue::warning(Complaint { message, ..complaint }), text));
        if value.is_none() && self.rule.required {
            return self.unsaid(issues);
        }
        value
    }

    fn issue(&self, issue: Issue, text: &str) -> Issue {
        let issue = self.place(issue);
        if text.is_empty() { issue } else { issue.with_value(text) }
    }

    fn place(&self, issue: Issue) -> Issue {
        let issue = issue.in_field(self.rule.target.to_string());
        match self.columns() {
            Some(columns) => issue.in_column(columns),
            None => issue,
        }
    }

    fn columns(&self) -> Option<String> {
        let columns = self.taken();
        let names: Vec<&str> = columns.iter().filter_map(|at| self.header_name(*at)).collect();
        (!names.is_empty()).then(|| names.join(" + "))
    }

    pub(super) fn header_name(&self, column: usize) -> Option<&str> {
        self.bound.header.names().get(column).map(String::as_str)
    }
}

/// True when an error was found in this field.
fn is_refused(field: &str, issues: &[Issue]) -> bool {
    issues.iter().any(|issue| issue.is_error() && issue.field.as_deref() == Some(field))
}

fn owned<'a>(converted: Converted<'_>) -> Converted<'a> {
    Converted { value: converted.value.map(FieldValue::into_owned), warning: converted.warning }
}

/// Joined cells are text, unless one of them can't be trusted.
fn worse(one: CellKind, other: CellKind) -> CellKind {
    [one, other].into_iter().find(|kind| kind.is_broken()).unwrap_or(CellKind::Text)
}
