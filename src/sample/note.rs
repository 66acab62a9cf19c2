//! What a sample has taken and what it shows, for `run.json` and the reports.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The sample that a run read instead of all rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sample {
    /// The maximum number of rows (`--sample`).
    pub at_most: u64,
    /// The number of rows that were taken.
    pub rows: u64,
    /// The number of rows of all sources.
    pub of_rows: u64,
    /// The number of sources.
    pub sources: u64,
    /// The number of things that the sources have.
    pub things: u64,
    /// The number of these that the sample shows.
    pub shown: u64,
    /// The first of the rest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_shown: Vec<SampleThing>,
    /// The first rows that were taken, the most telling first.
    pub picks: Vec<SamplePick>,
}

/// Rows that were taken together, and what they add to those before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SamplePick {
    /// `row 7`; with several sources `b.csv, row 7`.
    pub rows: Vec<String>,
    /// What they show that no row before shows.
    pub shows: Vec<SampleThing>,
}

/// Something that a source has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleThing {
    /// The field, column or file; empty for a whole row.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// What it is, in words.
    pub what: String,
    /// The text of a cell that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl fmt::Display for SampleThing {
    /// `email: left empty`, `segment: value "gold"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.about.is_empty() {
            write!(f, "{}: ", self.about)?;
        }
        f.write_str(&self.what)?;
        self.value.as_ref().map_or(Ok(()), |value| write!(f, " {value:?}"))
    }
}

impl Sample {
    /// Masks the texts of cells.
    pub fn mask(&mut self, mask: impl Fn(&mut String)) {
        let shown = self.picks.iter_mut().flat_map(|pick| &mut pick.shows);
        shown.chain(&mut self.not_shown).filter_map(|thing| thing.value.as_mut()).for_each(mask);
    }
}
