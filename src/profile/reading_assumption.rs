//! What a run assumed about ambiguous values, with the number of values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Which part of a date comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AssumedOrder {
    /// 3/4 is 3 April.
    Day,
    /// 3/4 is 4 March.
    Month,
    /// The two-digit year is the first number.
    Year,
}

/// Something that a run assumed about values that can be read in several ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum ReadingAssumption {
    /// Phone numbers without a country code, in rows without a country, are of the mapping's region.
    PhoneRegion {
        /// The field.
        field: String,
        /// The two-letter code of the region.
        country: String,
        /// The number of phone numbers.
        count: u64,
    },
    /// Dates that can be read in two ways are read as other dates of their column show.
    DateOrder {
        /// The field.
        field: String,
        /// The part that comes first.
        first: AssumedOrder,
        /// The number of dates that can be read in two ways.
        count: u64,
        /// The number of rows that show the order.
        shown_by: u64,
        /// The first row that shows it, as a spreadsheet counts.
        row: u64,
    },
    /// The encoding of a text file was detected, and is not UTF-8.
    Encoding {
        /// The path of the source, as the user gave it.
        file: String,
        /// Its name in lower case: `windows-1252`.
        encoding: String,
        /// The number of rows of the file.
        count: u64,
    },
}

impl ReadingAssumption {
    /// Adds the number of the same assumption about another source; false if it is another one.
    pub(super) fn add(&mut self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::PhoneRegion { field, country, count },
                Self::PhoneRegion { field: field_of, country: country_of, count: more },
            ) if field == field_of && country == country_of => {
                *count += more;
                true
            }
            _ => false,
        }
    }
}

/// Phone numbers that were read as numbers of the mapping's region, by field and country.
#[derive(Debug, Clone, Default)]
pub struct PhoneRegions(BTreeMap<(String, String), u64>);

impl PhoneRegions {
    /// Counts a number.
    pub fn add(&mut self, field: &str, country: &str) {
        *self.0.entry((field.to_owned(), country.to_owned())).or_default() += 1;
    }

    pub(super) fn merge(&mut self, other: Self) {
        other.0.into_iter().for_each(|(key, count)| *self.0.entry(key).or_default() += count);
    }

    pub(super) fn assumptions(self) -> impl Iterator<Item = ReadingAssumption> {
        self.0.into_iter().map(|((field, country), count)| ReadingAssumption::PhoneRegion {
            field,
            country,
            count,
        })
    }
}
