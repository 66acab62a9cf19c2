//! Recognizes the program that wrote a file by its header.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use crate::mapping::{Mapping, shipped};
use crate::record::{Header, SourceOrigin, fold_name};

use super::column_role::role;
use super::column_target::Confidence;

/// The known headers. Each line has the mapping, its grade and the columns.
const HEADERS: &str = include_str!("../../mappings/headers.tsv");
/// The weight of a column that no known program writes. It is small, because accounts may have many columns of
/// their own.
const STRANGE: f64 = 0.05;
/// The lowest score that counts.
const LEAST: f64 = 0.35;
/// The minimum number of columns that only one program writes and that people do not use on their own.
const LEAST_OWN: usize = 2;
/// The best score must exceed the second by this factor.
const LEAD: f64 = 1.15;

/// A built-in mapping with a header like that of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Recognized {
    /// The name of the built-in mapping.
    pub mapping: &'static str,
    /// From 0 to 1. At 1, all columns are those of the known header.
    pub score: f64,
    /// The reliability of the known header: `A` comes from the vendor, `B` from a program that reads it, `C` is
    /// reconstructed.
    pub grade: &'static str,
    /// The columns of the file that only this program writes and people do not use on their own.
    pub evidence: Vec<String>,
}

impl Recognized {
    /// True if the mapping can be bound to these columns.
    pub fn fits(&self, names: &[String]) -> bool {
        let parsed = shipped(self.mapping).and_then(|found| Mapping::parse(self.mapping, found.text).ok());
        let origin = SourceOrigin { file: self.mapping.to_owned(), sheet: None, rejects: false };
        let header = Arc::new(Header::of_source(names.to_vec()));
        parsed.is_some_and(|mapping| Arc::new(mapping).bind(&origin, &header).is_ok())
    }
}

struct KnownHeader {
    mapping: &'static str,
    grade: &'static str,
    columns: HashSet<String>,
}

struct KnownHeaders {
    headers: Vec<KnownHeader>,
    /// The number of programs that write each column.
    writers: HashMap<String, usize>,
}

static TABLE: LazyLock<KnownHeaders> = LazyLock::new(table);

fn table() -> KnownHeaders {
    let headers: Vec<KnownHeader> = HEADERS.lines().filter_map(known).collect();
    let mut who: HashMap<String, HashSet<&str>> = HashMap::new();
    for known in &headers {
        for column in &known.columns {
            who.entry(column.clone()).or_default().insert(known.mapping);
        }
    }
    KnownHeaders { headers, writers: who.into_iter().map(|(column, who)| (column, who.len())).collect() }
}

fn known(line: &'static str) -> Option<KnownHeader> {
    let mut cells = line.split('\t');
    let mapping = cells.next().filter(|name| !name.starts_with('#'))?;
    let grade = cells.next()?;
    Some(KnownHeader { mapping, grade, columns: cells.map(fold_name).collect() })
}

impl KnownHeaders {
    /// A column counts less if more programs write it.
    #[expect(clippy::cast_precision_loss, reason = "a number of programs")]
    fn weight(&self, column: &str) -> f64 {
        self.writers.get(column).map_or(STRANGE, |writers| 1.0 / (*writers as f64).powi(2))
    }

    fn weigh<'a>(&self, columns: impl Iterator<Item = &'a String>) -> f64 {
        columns.map(|column| self.weight(column)).sum()
    }

    fn compare(&self, known: &KnownHeader, names: &[String], folded: &HashSet<String>) -> Recognized {
        let shared = self.weigh(known.columns.intersection(folded));
        let whole = (self.weigh(known.columns.iter()) * self.weigh(folded.iter())).sqrt();
        // Common column names (`CAP`, `Indirizzo`) are not evidence.
        let is_common = |name: &str| role(name).is_some_and(|(_, confidence)| confidence == Confidence::Sure);
        let own = |name: &&String| {
            let folded = fold_name(name);
            let only_here = known.columns.contains(&folded) && self.writers.get(&folded) == Some(&1);
            only_here && !is_common(name)
        };
        Recognized {
            mapping: known.mapping,
            score: if whole > 0.0 { shared / whole } else { 0.0 },
            grade: known.grade,
            evidence: names.iter().filter(own).cloned().collect(),
        }
    }
}

/// True for a column that a known program writes.
pub(super) fn is_written(name: &str) -> bool {
    TABLE.writers.contains_key(&fold_name(name))
}

/// The built-in mappings with headers like this one, best first. A pure function of the names.
///
/// ```
/// use deskferry::suggest::recognize;
///
/// let header = ["Record ID", "First Name", "Last Name", "Email", "Lead Status", "Associated Company"];
/// assert_eq!(recognize(&header.map(String::from))[0].mapping, "hubspot");
/// assert_eq!(recognize(&["Name", "Email"].map(String::from)), []);
/// ```
pub fn recognize(names: &[String]) -> Vec<Recognized> {
    let folded: HashSet<String> = names.iter().map(|name| fold_name(name)).collect();
    let mut found: Vec<Recognized> =
        TABLE.headers.iter().map(|known| TABLE.compare(known, names, &folded)).collect();
    found.retain(|found| found.score >= LEAST && found.evidence.len() >= LEAST_OWN);
    found.sort_by(|one, other| other.score.total_cmp(&one.score));
    let mut seen = HashSet::new();
    found.retain(|found| seen.insert(found.mapping));
    found
}

/// The recognized mapping, if it is clearly better than the second.
pub fn recognized(names: &[String]) -> Option<Recognized> {
    let mut found = recognize(names).into_iter();
    let best = found.next()?;
    let clear = found.next().is_none_or(|second| best.score >= second.score * LEAD);
    clear.then_some(best)
}

/// The known headers with their mappings, for tests.
#[cfg(test)]
pub(super) fn headers() -> impl Iterator<Item = (&'static str, Vec<String>)> {
    HEADERS.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut cells = line.split('\t');
        (cells.next().unwrap_or_default(), cells.skip(1).map(ToOwned::to_owned).collect())
    })
}
