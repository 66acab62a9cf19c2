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
    /// The field whose values rest on it; `None` if it is about whole files.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::PhoneRegion { field, .. } | Self::DateOrder { field, .. } => Some(field),
            Self::Encoding { .. } => None,
        }
    }

    /// The same assumption about a number of values.
    #[must_use]
    pub fn about(mut self, number: u64) -> Self {
        match &mut self {
            Self::PhoneRegion { count, .. }
            | Self::DateOrder { count, .. }
            | Self::Encoding { count, .. } => *count = number,
        }
        self
    }

    /// The number of values.
    pub fn count(&self) -> u64 {
        match self {
            Self::PhoneRegion { count, .. }
            | Self::DateOrder { count, .. }
            | Self::Encoding { count, .. } => *count,
        }
    }

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

/// How many written values rest on each assumption: by source, and by the number of the assumption in its source.
#[derive(Debug, Clone, Default)]
pub struct AssumedValues(BTreeMap<(u16, u16), u64>);

impl AssumedValues {
    /// Counts a value.
    pub fn add(&mut self, source: u16, assumption: u16) {
        *self.0.entry((source, assumption)).or_default() += 1;
    }

    /// Takes back a value that is not written after all.
    pub fn remove(&mut self, source: u16, assumption: u16) {
        if let Some(count) = self.0.get_mut(&(source, assumption)) {
            *count = count.saturating_sub(1);
        }
    }

    /// The number of values.
    pub fn of(&self, source: u16, assumption: u16) -> u64 {
        self.0.get(&(source, assumption)).copied().unwrap_or_default()
    }
}
