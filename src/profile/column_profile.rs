//! Column profiles: how often a column is filled, and what its values look like.

use serde::{Deserialize, Serialize};

use super::display_text::{shorten, shorten_to};
use super::value_kind::ValueKind;
use crate::record::{CellKind, Record};

/// The different values kept of each column.
const EXAMPLES: usize = 3;
/// The maximum number of characters of an example.
const EXAMPLE_CHARS: usize = 60;

/// The counts of one column.
#[derive(Debug, Clone, Default)]
struct ColumnProfiler {
    filled: u64,
    kinds: [u64; ValueKind::ALL.len()],
    examples: Vec<String>,
}

impl ColumnProfiler {
    fn add(&mut self, text: &str, cell: CellKind, keep: bool) {
        let text = if needs_trim(text) { text.trim() } else { text };
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        self.kinds[ValueKind::from_cell(text, cell) as usize] += 1;
        if keep && self.examples.len() < EXAMPLES {
            self.keep(shorten_to(text, EXAMPLE_CHARS));
        }
    }

    fn keep(&mut self, example: String) {
        if self.examples.len() < EXAMPLES && !self.examples.contains(&example) {
            self.examples.push(example);
        }
    }

    fn merge(&mut self, other: Self) {
        self.filled += other.filled;
        self.kinds.iter_mut().zip(other.kinds).for_each(|(count, more)| *count += more);
        other.examples.into_iter().for_each(|example| self.keep(example));
    }
}

/// A quick check of two bytes: most cells need no trimming.
fn needs_trim(text: &str) -> bool {
    let bytes = text.as_bytes();
    let odd = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii_graphic());
    odd(bytes.first()) || odd(bytes.last())
}

/// The columns of one source, counted over some of its rows.
#[derive(Debug, Clone, Default)]
pub struct ColumnProfilers {
    rows: u64,
    columns: Vec<ColumnProfiler>,
}

impl ColumnProfilers {
    /// Empty counts for a number of columns.
    pub fn new(columns: usize) -> Self {
        Self { rows: 0, columns: vec![ColumnProfiler::default(); columns] }
    }

    /// Counts one row; `keep` also keeps examples. Cells past the header are ignored.
    pub fn add(&mut self, record: &Record, keep: bool) {
        self.rows += 1;
        for (profiler, cell) in self.columns.iter_mut().zip(record.iter()) {
            profiler.add(cell.text, cell.kind, keep);
        }
    }

    /// Adds the counts of the next rows.
    pub fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        for (profiler, other) in self.columns.iter_mut().zip(other.columns) {
            profiler.merge(other);
        }
    }

    /// The number of counted rows.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The profile of each column of a header.
    pub fn profiles(self, header: &[String]) -> Vec<ColumnProfile> {
        let seen = |(name, profiler): (&String, ColumnProfiler)| ColumnProfile::new(name, profiler);
        header.iter().zip(self.columns).map(seen).collect()
    }
}

/// The profile of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// Its name in the header, shortened if it is long.
    pub name: String,
    /// The number of rows in which it is not empty.
    pub filled: u64,
    /// The kinds of its values, most frequent first.
    pub kinds: Vec<KindCount>,
    /// Its first different values, shortened if they are long.
    pub examples: Vec<String>,
}

/// The number of values of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCount {
    /// The kind.
    pub kind: ValueKind,
    /// The number of values.
    pub count: u64,
}

impl ColumnProfile {
    fn new(name: &str, profiler: ColumnProfiler) -> Self {
        let counts = ValueKind::ALL.into_iter().zip(profiler.kinds);
        let mut kinds: Vec<KindCount> =
            counts.filter(|(_, count)| *count > 0).map(|(kind, count)| KindCount { kind, count }).collect();
        kinds.sort_by_key(|found| std::cmp::Reverse(found.count));
        Self { name: shorten(name), filled: profiler.filled, kinds, examples: profiler.examples }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn column_profiles_are_merged_over_batches() {
        let record = |cells: [&str; 2]| {
            let mut record = Record::new(2, 2);
            cells.iter().for_each(|cell| record.push(cell));
            record
        };
        let mut all = ColumnProfilers::new(2);
        for (cells, keep) in [(["a", "1"], true), ([" \u{a0}", "2"], true), (["b", " x "], false)] {
            let mut batch = ColumnProfilers::new(2);
            batch.add(&record(cells), keep);
            all.merge(batch);
        }
        assert_eq!(all.rows(), 3);
        let seen = all.profiles(&["A".to_owned(), "B".to_owned()]);
        let a = &seen[0];
        let b = &seen[1];
        assert_eq!((a.filled, &a.examples[..]), (2, &["a".to_owned()][..]));
        assert_eq!((b.filled, &b.examples[..]), (3, &["1".to_owned(), "2".to_owned()][..]));
        let kinds: Vec<_> = b.kinds.iter().map(|found| (found.kind, found.count)).collect();
        assert_eq!(kinds, [(ValueKind::Number, 2), (ValueKind::Text, 1)]);
    }
}
