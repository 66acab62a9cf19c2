//! Counts the countries of all rows before the rows are mapped.

use std::collections::HashMap;

use crate::convert::{Conversion, country_name};
use crate::customer::{Country, FieldValue};
use crate::mapping::apply::RuleContext;
use crate::mapping::bound_mapping::{BoundInput, BoundMapping};
use crate::mapping::rule::Rule;
use crate::record::Record;

/// The maximum number of texts to cache with their country. Sources rarely have more.
const REMEMBERED: usize = 4096;

/// The number of rows per country.
#[derive(Debug)]
pub(super) struct CountryCount {
    rule: usize,
    rows: HashMap<Country, u64>,
    known: HashMap<String, Option<Country>>,
}

impl CountryCount {
    pub(super) fn look(&mut self, bound: &BoundMapping, record: &Record) {
        let Some((rule, input)) = bound.mapping.rules.get(self.rule).zip(bound.inputs.get(self.rule)) else {
            return;
        };
        if bound.is_filtered_out(record) {
            return;
        }
        let at = RuleContext::of_one_rule(bound, self.rule, rule, input, record);
        let at = RuleContext { addresses: bound.addresses(record), ..at };
        if let Some(country) = self.country(&at) {
            *self.rows.entry(country).or_default() += 1;
        }
    }

    /// The country of a row. If only the text of its columns decides, the result is cached.
    fn country(&mut self, at: &RuleContext<'_>) -> Option<Country> {
        let alone = at.rule.split.is_none()
            && matches!(at.input, BoundInput::One(_) | BoundInput::First(_) | BoundInput::Join(_));
        let gathered = at.gather(None).ok().filter(|gathered| alone && !gathered.text.is_empty());
        let Some(gathered) = gathered else { return converted(at) };
        if let Some(country) = self.known.get(gathered.text.as_ref()) {
            return *country;
        }
        let country = converted(at);
        if self.known.len() < REMEMBERED {
            self.known.insert(gathered.text.into_owned(), country);
        }
        country
    }

    /// The country of more than half of the rows that have one.
    pub(super) fn usual(&self) -> Option<Country> {
        let all: u64 = self.rows.values().sum();
        self.rows.iter().find(|(_, rows)| **rows * 2 > all).map(|(country, _)| *country)
    }

    /// A sentence about the result, if the source has several countries.
    pub(super) fn sentence(&self) -> Option<String> {
        let usual = self.usual().filter(|_| self.rows.len() > 1)?;
        let name = country_name(usual.0).unwrap_or(usual.0);
        let rows = self.rows.get(&usual)?;
        let all = self.rows.values().sum::<u64>();
        Some(format!("state: most rows have {name} ({}; {rows} of the {all} rows with a country)", usual.0))
    }
}

fn converted(at: &RuleContext<'_>) -> Option<Country> {
    let view = at.bound.view(at.record);
    match at.value(view.as_ref(), &mut Vec::new())? {
        FieldValue::Country(country) => Some(country),
        _ => None,
    }
}

/// Starts a count if phone numbers without a country code depend on it. A rejects file holds only part of the
/// source's rows, so it is not counted.
pub(super) fn country_count(bound: &BoundMapping) -> Option<CountryCount> {
    let asks = |rule: &Rule| matches!(&rule.conversion, Conversion::Phone(phone) if phone.asks_column());
    let rules = &bound.mapping.rules;
    let asked = !bound.iso_dates && rules.iter().any(asks);
    let state = |rule: &Rule| rule.target.name() == "state" && rule.conversion == Conversion::Country;
    let rule = rules.iter().position(state).filter(|_| asked)?;
    let input = bound.inputs.get(rule)?;
    let varies = !matches!(input, BoundInput::Constant) && !input.is_absent();
    varies.then(|| CountryCount { rule, rows: HashMap::new(), known: HashMap::new() })
}
