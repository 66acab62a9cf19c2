//! The profile of the sources of a run: columns, countries, duplicate groups and sample rows.
//!
//! Only phase one reads the sources, so `survey.json` keeps the profile for the report after phase two. Its size is
//! bounded, whatever the size of the sources.

use hashbrown::HashTable;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::column_profile::{ColumnProfile, ColumnProfilers};
use super::display_text::{display_fields, shorten};
use super::duplicate_groups::DuplicateGroups;
use super::reading_assumption::ReadingAssumption;
use crate::fixes::RefusedFixes;
use crate::journal::{JournalError, RunFolder};
use crate::mapping::{FieldOrigin, HeaderUse};
use crate::record::Record;

const FILE: &str = "survey.json";

/// The profile of all sources.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReadingProfile {
    /// The sources, in the order of the command line.
    pub sources: Vec<SourceProfile>,
    /// The values of countries, most frequent first.
    pub countries: Vec<CountryProfile>,
    /// The number of values that are not listed because too many differ.
    pub countries_left_out: u64,
    /// Rows that are the same customer as others.
    pub duplicates: DuplicateGroups,
    /// Sample rows: the first, second, fourth, eighth and so on.
    pub rows: Vec<ProfiledRow>,
    /// What was assumed about values that can be read in several ways.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<ReadingAssumption>,
    /// Fixes that no longer fit their rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_fixes: Option<RefusedFixes>,
}

/// The profile of one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceProfile {
    /// Its path as the user gave it.
    pub file: String,
    /// Its sheet, if it is a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The number of its rows.
    pub rows: u64,
    /// The profiles of its columns.
    pub columns: Vec<ColumnProfile>,
    /// What the mapping uses of it; absent in a profile of an older version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<HeaderUse>,
}

impl SourceProfile {
    /// The file, with the sheet of a workbook: `contacts.xlsx, sheet Kunden`.
    pub(super) fn title(&self) -> String {
        match &self.sheet {
            Some(sheet) => format!("{}, sheet {sheet}", self.file),
            None => self.file.clone(),
        }
    }
}

/// A value for a country, and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryProfile {
    /// The text in the source.
    pub written: String,
    /// The two-letter code; `null` if the text is not a country.
    pub read: Option<String>,
    /// The number of rows with this text.
    pub count: u64,
}

/// A sample row, and the customer that the mapping made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfiledRow {
    /// The path of its source, as the user gave it.
    pub file: String,
    /// The number of the row, as a spreadsheet counts.
    pub row: u64,
    /// Its cells that are not empty, with the names of their columns, shortened if they are long.
    pub cells: Vec<(String, String)>,
    /// The number of cells beyond the first hundred that are not empty.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cells_left_out: u64,
    /// The fields of the customer; empty if the row has errors.
    pub fields: Vec<(String, String)>,
    /// The codes of its issues.
    pub codes: Vec<String>,
}

/// The maximum number of cells of a row, and of fields of its customer.
const CELLS: usize = 100;

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl ProfiledRow {
    /// Describes a row; `payload` is the JSON of its customer, or empty.
    pub fn new(file: &str, header: &[String], record: &Record, payload: &[u8], codes: Vec<String>) -> Self {
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

/// The maximum number of different texts for countries.
const SPELLINGS: usize = 500;
/// The longest text for a country in bytes; a longer one is not kept.
const LONGEST: usize = 120;

/// Counts values of countries for a [`ReadingProfile`].
#[derive(Debug, Clone, Default)]
pub struct CountryCounts {
    found: HashTable<CountryProfile>,
    left_out: u64,
}

impl CountryCounts {
    /// Counts a trimmed value and the code it was read as.
    pub fn add(&mut self, written: &str, read: Option<&str>) {
        self.count(written, read, 1);
    }

    fn count(&mut self, written: &str, read: Option<&str>, times: u64) {
        let hash = |written: &str| xxh3_64(written.as_bytes());
        if let Some(seen) = self.found.find_mut(hash(written), |seen| seen.written == written) {
            seen.count += times;
            if seen.read.is_none() {
                seen.read = read.map(ToOwned::to_owned);
            }
        } else if self.found.len() < SPELLINGS && written.len() <= LONGEST {
            let (owned, read) = (written.to_owned(), read.map(ToOwned::to_owned));
            let seen = CountryProfile { written: owned, read, count: times };
            self.found.insert_unique(hash(written), seen, |seen| hash(&seen.written));
        } else {
            self.left_out += times;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.left_out += other.left_out;
        for seen in &other.found {
            self.count(&seen.written, seen.read.as_deref(), seen.count);
        }
    }
}

/// The counts for some rows of one source.
#[derive(Debug, Clone)]
pub struct ProfileBatch {
    /// The counts of its columns.
    pub columns: ColumnProfilers,
    /// The counts of its countries.
    pub countries: CountryCounts,
}

impl ProfileBatch {
    /// Empty counts for a number of columns.
    pub fn new(columns: usize) -> Self {
        let columns = ColumnProfilers::new(columns);
        Self { columns, countries: CountryCounts::default() }
    }

    /// Adds the counts of the next rows.
    pub fn merge(&mut self, other: Self) {
        self.columns.merge(other.columns);
        self.countries.merge(&other.countries);
    }
}

impl ReadingProfile {
    /// Adds a source after the earlier ones.
    pub fn add_source(
        &mut self,
        file: &str,
        sheet: Option<&str>,
        header: &[String],
        rules: HeaderUse,
        batch: ProfileBatch,
    ) {
        let rows = batch.columns.rows();
        self.sources.push(SourceProfile {
            file: file.to_owned(),
            sheet: sheet.map(ToOwned::to_owned),
            rows,
            columns: batch.columns.profiles(header),
            rules: Some(rules),
        });
        self.countries_left_out += batch.countries.left_out;
        for found in batch.countries.found {
            match self.countries.iter_mut().find(|seen| seen.written == found.written) {
                Some(seen) => seen.count += found.count,
                None => self.countries.push(found),
            }
        }
        self.countries.sort_by(|one, other| (other.count, &one.written).cmp(&(one.count, &other.written)));
    }

    /// Takes the assumptions of each source with the number of values that rest on them, without those on which none
    /// does.
    pub fn assume_all(
        &mut self,
        sources: &[Vec<ReadingAssumption>],
        count: impl Fn(u16, u16, &ReadingAssumption) -> u64,
    ) {
        for (source, assumptions) in (0_u16..).zip(sources) {
            for (number, assumed) in (0_u16..).zip(assumptions) {
                match count(source, number, assumed) {
                    0 => {}
                    count => self.assume(assumed.clone().about(count)),
                }
            }
        }
    }

    /// Adds an assumption; the same one about another source adds to its number.
    fn assume(&mut self, assumed: ReadingAssumption) {
        for known in &mut self.assumptions {
            if known.add(&assumed) {
                return;
            }
        }
        self.assumptions.push(assumed);
    }

    /// Where each field comes from, in the order of the mapping. `None` for a profile of an older version. If the
    /// sources differ, an origin names those to which it applies.
    pub fn origins(&self) -> Option<Vec<FieldOrigin>> {
        let mut all: Vec<FieldOrigin> = Vec::new();
        for source in &self.sources {
            for origin in &source.rules.as_ref()?.fields {
                let same = |seen: &FieldOrigin| seen.field == origin.field && seen.from == origin.from;
                let at = all.iter().position(same).unwrap_or_else(|| {
                    let before = all.iter().rposition(|seen| seen.field == origin.field);
                    let at = before.map_or(all.len(), |before| before + 1);
                    all.insert(at, origin.clone());
                    at
                });
                all[at].files.push(source.title());
            }
        }
        let everywhere = |origin: &&mut FieldOrigin| origin.files.len() == self.sources.len();
        all.iter_mut().filter(everywhere).for_each(|origin| origin.files.clear());
        (!self.sources.is_empty()).then_some(all)
    }

    /// True if [`ReadingProfile::rows`] should contain the row with this number, from 1.
    pub fn wants_row(number: u64) -> bool {
        number.is_power_of_two()
    }
}
