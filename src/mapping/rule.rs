//! The checked rule of a field.

use std::ops::Range;

use regex::Regex;

use super::column_name::{ColumnName, doubled};
use super::damage::Repair;
use super::error::MappingProblem;
use super::lookup_table::LookupTable;
use super::merge::MergeRule;
use super::spec::{Case, LookupElse, OnEmpty, OnInvalid};
use super::split_cell::Split;
use super::write_rule::WriteRule;
use crate::convert::Conversion;
use crate::customer::{Country, CustomerColumn as TableColumn, FieldKind, FieldTarget, FieldValue, PHOTO};
use crate::record::{ColumnMatch, Header, HeaderColumn};

/// The checked rule of a field.
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
    /// How cells with several values are split.
    pub split: Option<Split>,
    pub on_empty: OnEmpty,
    pub on_invalid: OnInvalid,
    /// How the field is merged, and the position of that setting.
    pub merge: Option<(MergeRule, Range<usize>)>,
    /// What an update may overwrite; `None` is the default of the run.
    pub write: Option<WriteRule>,
    /// True if a leading apostrophe comes from a spreadsheet and is removed.
    pub apostrophe: bool,
    /// Damage to repair first.
    pub repair: Repair,
    /// True if numeric country codes may lack leading zeros even in text.
    pub lost_zeros: bool,
    /// Where to find the country if its own columns are empty.
    pub fallback: Option<Fallback>,
}

/// A column of states or provinces, and their country.
#[derive(Debug, Clone)]
pub(crate) struct Fallback {
    pub column: ColumnName,
    pub of: Country,
}

/// Where the text of a field comes from.
#[derive(Debug, Clone)]
pub(crate) enum RuleInput {
    /// Columns, joined. Usually there is only one.
    Join { columns: Vec<ColumnName>, join: String, optional: bool },
    /// The first alternative that is not empty.
    First { alternatives: Vec<Vec<ColumnName>>, join: String, optional: bool },
    /// The same value for every row.
    Constant(FieldValue<'static>),
    /// The template with this name.
    Template { name: String },
    /// Every column with this prefix that no other rule uses. The rest of its name is the field's name.
    Rest { prefix: String, span: Range<usize> },
}

impl RuleInput {
    /// The columns that it names. Those of a template are not included.
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
    /// True for a rule for remaining columns (`"*"`).
    pub(crate) fn is_rest(&self) -> bool {
        matches!(self.input, RuleInput::Rest { .. })
    }

    /// True if it splits cells with several addresses.
    pub(crate) fn splits_addresses(&self) -> bool {
        self.split.as_ref().is_some_and(|split| split.address)
    }

    /// True if the value may depend on the row's country.
    pub(crate) fn asks_country(&self) -> bool {
        matches!(self.conversion, Conversion::Phone(_))
    }

    /// True if this rule for remaining columns takes a column. A rule without a prefix takes columns without a name
    /// too.
    pub(crate) fn takes_column(&self, column: &str) -> bool {
        match (&self.input, column.trim().is_empty()) {
            (RuleInput::Rest { prefix, .. }, true) => prefix.is_empty(),
            _ => self.for_column(column).is_some(),
        }
    }

    /// Rejects a column without a unique name, which can't name a field.
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

    /// The rule for one remaining column, or `None` if this rule does not take it.
    pub(crate) fn for_column(&self, column: &str) -> Option<Self> {
        let RuleInput::Rest { prefix, .. } = &self.input else { return None };
        let name = column.strip_prefix(prefix).filter(|name| !name.is_empty())?.to_owned();
        let target = match &self.target {
            FieldTarget::Custom(_) => FieldTarget::Custom(name),
            // A name with a field of its own is not an extra field.
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

/// Fits a value to its field: a text field takes any value as text.
pub(crate) fn fit<'a>(target: &FieldTarget, value: FieldValue<'a>) -> FieldValue<'a> {
    match (target, value) {
        (FieldTarget::Field(field), value) if field.kind != FieldKind::Text => value,
        (_, FieldValue::Text(text)) => FieldValue::Text(text),
        (FieldTarget::Field(_), FieldValue::Clear) => FieldValue::Clear,
        (FieldTarget::Field(_), other) => FieldValue::Text(other.text().into_owned().into()),
        (_, other) => other,
    }
}
