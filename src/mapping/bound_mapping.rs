//! A mapping bound to the header of one source.

use std::path::PathBuf;
use std::sync::Arc;

use super::mapping_file::Mapping;
use super::row_filter::RowFilter;
use super::rule::Rule;
use super::short_way::{PlainStarts, ShortWay};
use crate::convert::{Conversion, DayOrders};
use crate::customer::{Country, CustomFieldDefinitions, FieldTarget, WritePolicies, WritePolicy, is_secret};
use crate::record::{Header, HeaderColumn};

/// A mapping bound to the header of one source.
#[derive(Debug, Clone)]
pub struct BoundMapping {
    pub(super) mapping: Arc<Mapping>,
    pub(super) header: Arc<Header>,
    pub(super) inputs: Vec<BoundInput>,
    /// Rules for the columns that no other rule uses, each with its column.
    pub(super) rest: Vec<(Rule, BoundInput)>,
    pub(super) iso_dates: bool,
    /// The `[[when]]` rules whose columns exist.
    pub(super) when: Vec<RowFilter>,
    /// True if a template or a condition needs the row.
    pub(super) computes: bool,
    /// The account's custom fields, if known.
    pub(super) definitions: Option<Arc<CustomFieldDefinitions>>,
    /// By which the fields are written.
    pub(super) policies: Arc<WritePolicies>,
    /// By rule: the `fallback` column.
    pub(super) fallbacks: Vec<Option<usize>>,
    /// By rule: the order of day and month in its column.
    pub(super) orders: Vec<DayOrders>,
    /// The country of most rows, if phone numbers need it.
    pub(super) usual: Option<Country>,
    /// The photo folder. Without it, a photo's value is its file name.
    pub(super) photos: Option<PathBuf>,
    /// The number of the rule for `postalNumber`.
    pub(super) postcode: Option<usize>,
    /// The columns that `[[when]]` rules read.
    pub(super) when_columns: Vec<usize>,
    /// By rule, then by rule for remaining columns: what an ordinary cell can leave out.
    pub(super) short_ways: Vec<ShortWay>,
    pub(super) plain_starts: PlainStarts,
    /// True if a rule splits cells with several addresses.
    pub(super) splits_addresses: bool,
}

#[derive(Debug, Clone)]
pub(super) enum BoundInput {
    One(usize),
    Join(Vec<usize>),
    /// The columns of an object and its members.
    Members(Vec<usize>),
    First(Vec<Vec<usize>>),
    Constant,
    /// The columns that the template is known to use.
    Template(Vec<usize>),
}

impl BoundMapping {
    /// The mapping that was bound.
    pub fn mapping(&self) -> &Arc<Mapping> {
        &self.mapping
    }

    /// Checks custom fields against these definitions from now on. `None` turns the check off.
    #[must_use]
    pub fn within(mut self, definitions: Option<Arc<CustomFieldDefinitions>>) -> Self {
        self.definitions = definitions;
        self
    }

    /// The policies of the run, if they are not those of the mapping. They decide whether a faulty value matters.
    #[must_use]
    pub fn under(mut self, policies: &WritePolicies) -> Self {
        self.policies = Arc::new(policies.clone());
        self
    }

    /// True if no customer gets the field of a rule.
    pub(super) fn never_writes(&self, rule: &Rule) -> bool {
        self.policies.leave_out() && self.policies.of(&rule.target.to_string()) == WritePolicy::Never
    }

    /// The internal names of all custom fields that the mapping fills from this header.
    pub fn custom_fields(&self) -> impl Iterator<Item = &str> {
        let rules = self.mapping.rules.iter().chain(self.rest.iter().map(|(rule, _)| rule));
        rules.filter_map(|rule| match &rule.target {
            FieldTarget::Custom(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The columns that fill a secret field, whose values are never shown.
    pub fn secret_columns(&self) -> Vec<usize> {
        let rules = self.mapping.rules.iter().zip(&self.inputs);
        let secret = rules.filter(|(rule, _)| is_secret(rule.target.name()));
        let inputs: Vec<&BoundInput> = secret.map(|(_, input)| input).collect();
        (0..self.header.len()).filter(|column| inputs.iter().any(|input| input.takes(*column))).collect()
    }

    /// The columns (from 0) that fill some fields.
    pub fn columns_filling(&self, fields: &[String]) -> Vec<usize> {
        let rules = self.mapping.rules.iter().zip(&self.inputs);
        let filling = rules.filter(|(rule, _)| fields.contains(&rule.target.to_string()));
        let inputs: Vec<&BoundInput> = filling.map(|(_, input)| input).collect();
        (0..self.header.len()).filter(|column| inputs.iter().any(|input| input.takes(*column))).collect()
    }

    /// True if a rule reads this column: for a field, as a fallback, or in `[[when]]`.
    pub fn reads_named(&self, name: &str) -> bool {
        self.header.find(name).is_some_and(|HeaderColumn(column)| {
            let fallback = self.fallbacks.iter().flatten().any(|own| *own == column);
            fallback || self.when_columns.contains(&column) || self.takes(column)
        })
    }

    /// True if values of this column are never shown.
    pub fn is_secret_named(&self, name: &str) -> bool {
        let rules = self.mapping.rules.iter().zip(&self.inputs);
        let mut secret = rules.filter(|(rule, _)| is_secret(rule.target.name()));
        self.header.find(name).is_some_and(|column| secret.any(|(_, input)| input.takes(column.0)))
    }

    /// True if a rule uses this column.
    pub(crate) fn takes(&self, column: usize) -> bool {
        let rest = self.rest.iter().map(|(_, input)| input);
        self.inputs.iter().chain(rest).any(|input| input.takes(column))
    }

    /// The number of columns of the source.
    pub fn width(&self) -> usize {
        self.header.names().len()
    }

    /// The columns (from 0) that are read as a country on their own, each with its field.
    pub fn countries(&self) -> Vec<(usize, String)> {
        let rules = self.mapping.rules.iter().zip(&self.inputs);
        let rules = rules.chain(self.rest.iter().map(|(rule, input)| (rule, input)));
        let country = |(rule, input): (&Rule, &BoundInput)| match (&rule.conversion, input) {
            (Conversion::Country, BoundInput::One(column)) => Some((*column, rule.target.to_string())),
            _ => None,
        };
        rules.filter_map(country).collect()
    }
}

impl BoundMapping {
    /// The fields with `as = "phone"`.
    pub fn phones(&self) -> Vec<String> {
        let phones = self.mapping.rules.iter().filter(|rule| matches!(rule.conversion, Conversion::Phone(_)));
        phones.map(|rule| rule.target.to_string()).collect()
    }

    /// The phone fields that have a region in the mapping: their columns (from 0), the field and the region's code.
    pub fn phones_with_region(&self) -> Vec<(Vec<usize>, String, &'static str)> {
        let rules = self.mapping.rules.iter().zip(&self.inputs);
        let phone = |(rule, input): (&Rule, &BoundInput)| match &rule.conversion {
            Conversion::Phone(phone) => {
                let Country(region) = phone.region()?;
                Some((input.columns(), rule.target.to_string(), region))
            }
            _ => None,
        };
        rules.filter_map(phone).collect()
    }
}

impl BoundInput {
    /// True if the source has none of the columns. A missing column clears nothing, unlike an empty cell.
    pub(super) fn is_absent(&self) -> bool {
        match self {
            Self::Join(columns) | Self::Members(columns) | Self::Template(columns) => columns.is_empty(),
            Self::First(alternatives) => alternatives.is_empty(),
            Self::One(_) | Self::Constant => false,
        }
    }

    /// The column, if it is the only one.
    pub(super) fn only_column(&self) -> Option<usize> {
        if let Self::One(own) = self { Some(*own) } else { None }
    }

    /// The columns that give the value.
    pub(super) fn columns(&self) -> Vec<usize> {
        match self {
            Self::One(own) => vec![*own],
            Self::Join(own) | Self::Members(own) | Self::Template(own) => own.clone(),
            Self::First(own) => own.concat(),
            Self::Constant => Vec::new(),
        }
    }

    pub(super) fn takes(&self, column: usize) -> bool {
        self.columns().contains(&column)
    }
}
