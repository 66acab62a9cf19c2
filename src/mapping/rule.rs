//! A field's rule, checked and ready: what it takes from a row, and what it makes of that.

use std::ops::Range;

use regex::Regex;

use super::column_name::{ColumnName, doubled};
use super::damage::Repair;
use super::error::MappingProblem;
use super::lookup_table::LookupTable;
use super::merge::MergeRule;
use super::spec::{Case, LookupElse, OnEmpty, OnInvalid};
use super::split_cell::Split;
use crate::convert::Conversion;
use crate::customer::{Country, CustomerColumn as TableColumn, FieldKind, FieldTarget, FieldValue, PHOTO};
use crate::record::{ColumnMatch, Header, HeaderColumn};

/// One field of the mapping.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub target: FieldTarget,
    pub input: RuleInput,
    pub default: Option<FieldValue<'static>>,
    pub required: bool,
    pub lookup: Option<LookupTable>,
    pub lookup_else: LookupElse,
    pub case: Option<Case>,
    pub trim: bool,
    pub pattern: Option<Regex>,
    pub conversion: Conversion,
    /// How its cells are parted, where they hold several values.
    pub split: Option<Split>,
    pub on_empty: OnEmpty,
    pub on_invalid: OnInvalid,
    /// What it does where rows are merged, and where that is said.
    pub merge: Option<(MergeRule, Range<usize>)>,
    /// One apostrophe before the text is a spreadsheet's, and not part of it.
    pub apostrophe: bool,
    /// Damage that is mended first.
    pub repair: Repair,
    /// Digits of a country's code may have lost their leading zeros in text too.
    pub lost_zeros: bool,
    /// What names the country where its own columns are empty.
    pub fallback: Option<Fallback>,
}

/// A column of states or provinces, and the country of which they are.
#[derive(Debug, Clone)]
pub(crate) struct Fallback {
    pub column: ColumnName,
    pub of: Country,
}

/// Where a rule's text comes from.
#[derive(Debug, Clone)]
pub(crate) enum RuleInput {
    /// The columns' texts, joined; one column is the common case.
    Join { columns: Vec<ColumnName>, join: String, optional: bool },
    /// The first that is not empty, of columns or of several joined.
    First { alternatives: Vec<Vec<ColumnName>>, join: String, optional: bool },
    /// A value for every row.
    Constant(FieldValue<'static>),
    /// A template of this name.
    Template { name: String },
    /// Every column that begins so and that no other rule takes; the rest of its name is that of the field.
    Rest { prefix: String, span: Range<usize> },
}

impl RuleInput {
    /// The columns that it names; a template's are not among them.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &ColumnName> {
        let (one, several) = match self {
            Self::Join { columns, .. } => (columns.as_slice(), &[][..]),
            Self::First { alternatives, .. } => (&[][..], alternatives.as_slice()),
            Self::Constant(_) | Self::Template { .. } | Self::Rest { .. } => (&[][..], &[][..]),
        };
        one.iter().chain(several.iter().flatten())
    }
}

impl Rule {
    /// True for a rule that stands for many fields.
    pub(crate) fn is_rest(&self) -> bool {
        matches!(self.input, RuleInput::Rest { .. })
    }

    /// True for a value that may depend on the row's country.
    pub(crate) fn asks_country(&self) -> bool {
        matches!(self.conversion, Conversion::Phone(_))
    }

    /// True where this rule stands for many columns, and one of this name is among them; one without a name is where all are.
    pub(crate) fn takes_column(&self, column: &str) -> bool {
        match (&self.input, column.trim().is_empty()) {
            (RuleInput::Rest { prefix, .. }, true) => prefix.is_empty(),
            _ => self.for_column(column).is_some(),
        }
    }

    /// Refuses a column that has no name of its own to give to a field.
    pub(crate) fn check_rest(&self, column: HeaderColumn, header: &Header) -> Result<(), MappingProblem> {
        let RuleInput::Rest { span, .. } = &self.input else { return Ok(()) };
        let name = header.names().get(column.0).map_or("", String::as_str);
        if header.is_unnamed(column) {
            let message = format!(
                "the source has a column without a name (column {}), but a field needs a name",
                column.0 + 1
            );
            return Err(MappingProblem::new(span.clone(), message)
                .help("name the column in the file, or write `name_columns = true` under [source]"));
        }
        match header.look_up(name) {
            ColumnMatch::Several(first, second) => {
                Err(doubled(&ColumnName { name: name.to_owned(), span: span.clone() }, first, second))
            }
            _ => Ok(()),
        }
    }

    /// The rule for one column, where this rule stands for many fields and the column is one of them.
    pub(crate) fn for_column(&self, column: &str) -> Option<Self> {
        let RuleInput::Rest { prefix, .. } = &self.input else { return None };
        let name = column.strip_prefix(prefix).filter(|name| !name.is_empty())?.to_owned();
        let target = match &self.target {
            FieldTarget::Custom(_) => FieldTarget::Custom(name),
            // What has a place of its own is no further property.
            _ => TableColumn::named(&name)
                .target()
                .filter(|target| matches!(target, FieldTarget::Extra(name) if name != PHOTO.name))?,
        };
        let conversion = match &self.conversion {
            Conversion::Exported(_) => Conversion::Exported(target.clone()),
            other => other.clone(),
        };
        Some(Self { target, conversion, ..self.clone() })
    }
}

/// The value as its field holds it: a text field takes the text of whatever the conversion made.
pub(crate) fn fit<'a>(target: &FieldTarget, value: FieldValue<'a>) -> FieldValue<'a> {
    match (target, value) {
        (FieldTarget::Field(field), value) if field.kind != FieldKind::Text => value,
        (_, FieldValue::Text(text)) => FieldValue::Text(text),
        (FieldTarget::Field(_), FieldValue::Clear) => FieldValue::Clear,
        (FieldTarget::Field(_), other) => FieldValue::Text(other.text().into_owned().into()),
        (_, other) => other,
    }
}
