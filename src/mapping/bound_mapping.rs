//! A mapping whose columns have been found in a header.

use std::path::PathBuf;
use std::sync::Arc;

use super::mapping_file::Mapping;
use super::row_filter::RowFilter;
use super::rule::Rule;
use crate::convert::{Conversion, DayOrders};
use crate::customer::{Country, CustomFieldDefinitions, FieldTarget, is_secret};
use crate::record::{Header, HeaderColumn};

/// A mapping whose columns have been found in a header.
#[derive(Debug, Clone)]
pub struct BoundMapping {
    pub(super) mapping: Arc<Mapping>,
    pub(super) header: Arc<Header>,
    pub(super) inputs: Vec<BoundInput>,
    /// The rules of columns that no field of the mapping names, each with its column.
    pub(super) rest: Vec<(Rule, BoundInput)>,
    pub(super) iso_dates: bool,
    /// The rules for whole rows whose columns are there.
    pub(super) when: Vec<RowFilter>,
    /// True where something is computed from the whole row.
    pub(super) computes: bool,
    /// What the custom fields of the account may hold, where that is known.
    pub(super) definitions: Option<Arc<CustomFieldDefinitions>>,
    /// By rule: the column that stands in for an empty country.
    pub(super) fallbacks: Vec<Option<usize>>,
    /// By rule: what is known of day and month in its column.
    pub(super) orders: Vec<DayOrders>,
    /// The country that most rows have, where phone numbers depend on it.
    pub(super) usual: Option<Country>,
    /// The folder of the photos; without one the value of a photo is the name of its file.
    pub(super) photos: Option<PathBuf>,
    /// The rule of the postcode.
    pub(super) postcode: Option<usize>,
    /// The columns that rules for whole rows read.
    pub(super) when_columns: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(super) enum BoundInput {
    One(usize),
    Join(Vec<usize>),
    /// The members of one object.
    Members(Vec<usize>),
    First(Vec<Vec<usize>>),
    Constant,
    /// The columns that it uses, as far as they are known.
    Template(Vec<usize>),
}

impl BoundMapping {
    /// The mapping.
    pub fn mapping(&self) -> &Arc<Mapping> {
        &self.mapping
    }

    /// From now on custom fields are held against these definitions; none means no check.
    #[must_use]
    pub fn within(mut self, definitions: Option<Arc<CustomFieldDefinitions>>) -> Self {
        self.definitions = definitions;
        self
    }

    /// The custom fields that rows can get from this header, by their internal names.
    pub fn custom_fields(&self) -> impl Iterator<Item = &str> {
        let rules = self.mapping.rules.iter().chain(self.rest.iter().map(|(rule, _)| rule));
        rules.filter_map(|rule| match &rule.target {
            FieldTarget::Custom(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The columns whose values are never shown, because a secret field takes them.
    pub fn secret_columns(&self) -> Vec<usize> {
        let rules = self.mapping.rules.iter().zip(&self.inputs);
        let secret = rules.filter(|(rule, _)| is_secret(rule.target.name()));
        let inputs: Vec<&BoundInput> = secret.map(|(_, input)| input).collect();
        (0..self.header.len()).filter(|column| inputs.iter().any(|input| input.takes(*column))).collect()
    }

    /// True when a rule reads the column of this name: for a field, for a country that is empty, or for `[[when]]`.
    pub fn reads_named(&self, name: &str) -> bool {
        self.header.find(name).is_some_and(|HeaderColumn(column)| {
            let fallback = self.fallbacks.iter().flatten().any(|own| *own == column);
            fallback || self.when_columns.contains(&column) || self.takes(column)
        })
    }

    /// True for the name of a column whose values are never shown.
    pub fn is_secret_named(&self, name: &str) -> bool {
        let rules = self.mapping.rules.iter().zip(&self.inputs);
        let mut secret = rules.filter(|(rule, _)| is_secret(rule.target.name()));
        self.header.find(name).is_some_and(|column| secret.any(|(_, input)| input.takes(column.0)))
    }

    /// True when a rule takes this column.
    pub(crate) fn takes(&self, column: usize) -> bool {
        let rest = self.rest.iter().map(|(_, input)| input);
        self.inputs.iter().chain(rest).any(|input| input.takes(column))
    }

    /// How many columns the source has.
    pub fn width(&self) -> usize {
        self.header.names().len()
    }

    /// The columns, from 0, that alone are read as a country, each with its field.
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

impl BoundInput {
    /// True when the source has none of the columns: that is not an empty cell, and empties nothing.
    pub(super) fn is_absent(&self) -> bool {
        match self {
            Self::Join(columns) | Self::Members(columns) | Self::Template(columns) => columns.is_empty(),
            Self::First(alternatives) => alternatives.is_empty(),
            Self::One(_) | Self::Constant => false,
        }
    }

    /// The columns that it takes.
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
