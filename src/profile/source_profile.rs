//! What was seen while the sources were read: their columns, countries, rows that are the same customer, and some rows.
//!
//! `survey.json` keeps it in the folder of a run whose rows are written later, because only the first phase reads the
//! sources. All of it is bounded, however long the sources are.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::column_profile::{ColumnProfile, ColumnProfilers};
use super::display_text::{display_fields, shorten};
use super::duplicate_groups::DuplicateGroups;
use crate::journal::{JournalError, RunFolder};
use crate::record::Record;

const FILE: &str = "survey.json";

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReadingProfile {
    /// The sources, in the order of the command line.
    pub sources: Vec<SourceProfile>,
    /// Countries, and how they were read; most frequent first.
    pub countries: Vec<CountryProfile>,
    /// Values of countries that are not listed, because there were too many different ones.
    pub countries_left_out: u64,
    /// Rows that are the same customer as others.
    pub duplicates: DuplicateGroups,
    /// Rows from all over the sources: the first, the second, the fourth, the eighth and so on.
    pub rows: Vec<ProfiledRow>,
}

/// One source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceProfile {
    /// The path as the user gave it.
    pub file: String,
    /// The sheet of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Rows of data.
    pub rows: u64,
    /// Its columns.
    pub columns: Vec<ColumnProfile>,
}

/// How a country was written, and how it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryProfile {
    /// As the source has it.
    pub written: String,
    /// The two-letter code; `null` where it was refused.
    pub read: Option<String>,
    /// In so many rows.
    pub count: u64,
}

/// A row, and what the mapping made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfiledRow {
    /// The path as the user gave it.
    pub file: String,
    /// As a spreadsheet numbers it.
    pub row: u64,
    /// Its cells by the name of their column, cut where they are long; empty ones are left out.
    pub cells: Vec<(String, String)>,
    /// Further cells that are not empty: only the first hundred are kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cells_left_out: u64,
    /// The customer, by field; none where the row has errors.
    pub fields: Vec<(String, String)>,
    /// The codes of its issues.
    pub codes: Vec<String>,
}

/// So many cells are kept of a row, and so many fields of its customer.
const CELLS: usize = 100;

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl ProfiledRow {
    /// Describes a row; the payload is empty where it has none.
    pub fn of(file: &str, header: &[String], record: &Record, payload: &[u8], codes: Vec<String>) -> Self {
        let cells = header.iter().zip(record.iter()).filter(|(_, cell)| !cell.text.trim().is_empty());
        let mut cells = cells.map(|(name, cell)| (shorten(name), shorten(cell.text)));
        let kept = cells.by_ref().take(CELLS).collect();
        let cells_left_out = cells.count() as u64;
        let mut fields =
            serde_json::from_slice(payload).map_or_else(|_| Vec::new(), |object| display_fields(&object));
        fields.truncate(CELLS);
        Self { file: file.to_owned(), row: record.row, cells: kept, cells_left_out, fields, codes }
    }
}

impl ReadingProfile {
    /// Writes `survey.json`.
    pub fn save(&self, folder: &RunFolder) -> Result<(), JournalError> {
        folder.write_file(FILE, &serde_json::to_vec(self)?)
    }

    /// Reads `survey.json`; `None` if it does not exist, as for a run that read no sources.
    pub fn load(folder: &RunFolder) -> Result<Option<Self>, JournalError> {
        folder.read_json(FILE, "move it away: reports then omit the profile of the source")
    }
}

/// So many different spellings of countries are kept.
const SPELLINGS: usize = 500;
/// What is longer than so many bytes is no country, and is not kept.
const LONGEST: usize = 120;

/// Countries on their way into a [`ReadingProfile`].
#[derive(Debug, Clone, Default)]
pub struct CountryCounts {
    found: HashMap<String, (Option<String>, u64)>,
    left_out: u64,
}

impl CountryCounts {
    /// Counts a value without blanks around it, and how it was read.
    pub fn add(&mut self, written: &str, read: Option<&str>) {
        self.count(written, read, 1);
    }

    fn count(&mut self, written: &str, read: Option<&str>, times: u64) {
        if let Some((code, count)) = self.found.get_mut(written) {
            *count += times;
            if code.is_none() {
                *code = read.map(ToOwned::to_owned);
            }
        } else if self.found.len() < SPELLINGS && written.len() <= LONGEST {
            self.found.insert(written.to_owned(), (read.map(ToOwned::to_owned), times));
        } else {
            self.left_out += times;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.left_out += other.left_out;
        for (written, (read, times)) in &other.found {
            self.count(written, read.as_deref(), *times);
        }
    }
}

/// What was seen in some rows of one source.
#[derive(Debug, Clone)]
pub struct ProfileBatch {
    /// Its columns.
    pub columns: ColumnProfilers,
    /// Its countries.
    pub countries: CountryCounts,
}

impl ProfileBatch {
    /// Nothing seen yet, of so many columns.
    pub fn new(columns: usize) -> Self {
        Self { columns: ColumnProfilers::new(columns), countries: CountryCounts::default() }
    }

    /// Takes in what was seen in the next rows.
    pub fn merge(&mut self, other: Self) {
        self.columns.merge(other.columns);
        self.countries.merge(&other.countries);
    }
}

impl ReadingProfile {
    /// Takes in what was seen of a source, which comes after those before it.
    pub fn add_source(&mut self, file: &str, sheet: Option<&str>, header: &[String], glance: ProfileBatch) {
        let rows = glance.columns.rows();
        self.sources.push(SourceProfile {
            file: file.to_owned(),
            sheet: sheet.map(ToOwned::to_owned),
            rows,
            columns: glance.columns.seen(header),
        });
        self.countries_left_out += glance.countries.left_out;
        for (written, (read, count)) in glance.countries.found {
            let same = |seen: &&mut CountryProfile| seen.written == written;
            match self.countries.iter_mut().find(same) {
                Some(seen) => seen.count += count,
                None => self.countries.push(CountryProfile { written, read, count }),
            }
        }
        self.countries.sort_by(|one, other| (other.count, &one.written).cmp(&(one.count, &other.written)));
    }

    /// True for the number of a row, from 1, that [`ReadingProfile::rows`] is to have.
    pub fn wants_row(number: u64) -> bool {
        number.is_power_of_two()
    }
}
