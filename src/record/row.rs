//! One row: its cells and its position in the source.

use super::cell::{Cell, CellKind};

/// A row. All texts share one buffer, so that a row of any width needs two allocations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The row number as in a spreadsheet: the header of a plain file is row 1.
    pub row: u64,
    /// The line of a text file where the row begins, from 1; 0 if the source has no lines.
    pub line: u64,
    /// True for a row of a rejects file that was rejected because of an ambiguous phone number.
    pub phones_in_doubt: bool,
    text: String,
    ends: Vec<u32>,
    kinds: Vec<CellKind>,
}

impl Record {
    /// An empty row at a position.
    pub fn new(row: u64, line: u64) -> Self {
        Self { row, line, ..Self::default() }
    }

    /// An empty row with room for `cells` cells of `bytes` bytes in total.
    pub fn with_capacity(row: u64, line: u64, cells: usize, bytes: usize) -> Self {
        let text = String::with_capacity(bytes);
        let ends = Vec::with_capacity(cells);
        Self { row, line, text, ends, ..Self::default() }
    }

    /// A row of text cells: `text` is all cells joined, `ends` are the offsets where each ends. `None` if the ends are
    /// not ascending, are inside a character, or do not reach the end of the text.
    pub fn from_joined(row: u64, line: u64, text: String, ends: Vec<u32>) -> Option<Self> {
        let ordered = ends.is_sorted() && ends.last().copied().unwrap_or(0) as usize == text.len();
        let fits = ordered && ends.iter().all(|end| text.is_char_boundary(*end as usize));
        fits.then(|| Self { row, line, text, ends, ..Self::default() })
    }

    /// Like [`Self::from_joined`], in the memory of this record, unless that is much more than most rows need.
    pub(crate) fn filled_again(self, row: u64, line: u64, text: &str, ends: &[u32]) -> Option<Self> {
        const MOST: usize = 4096;
        let is_small = self.text.capacity().max(self.ends.capacity()) <= MOST;
        let Self { text: mut own, ends: mut own_ends, .. } = if is_small { self } else { Self::default() };
        own.clear();
        own.push_str(text);
        own_ends.clear();
        own_ends.extend_from_slice(ends);
        Self::from_joined(row, line, own, own_ends)
    }

    /// Adds a text cell at the end.
    pub fn push(&mut self, text: &str) {
        self.push_kind(text, CellKind::Text);
    }

    /// Adds a cell of any kind at the end.
    pub fn push_kind(&mut self, text: &str, kind: CellKind) {
        if kind != CellKind::Text && self.kinds.is_empty() {
            self.kinds.resize(self.ends.len(), CellKind::Text);
        }
        if kind != CellKind::Text || !self.kinds.is_empty() {
            self.kinds.push(kind);
        }
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    /// The number of cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True if the row has no cells.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cell at a column, from 0; `None` past the end.
    #[inline]
    pub fn get(&self, column: usize) -> Option<Cell<'_>> {
        let end = *self.ends.get(column)? as usize;
        let start = if column == 0 { 0 } else { *self.ends.get(column - 1)? as usize };
        let text = self.text.get(start..end)?;
        Some(Cell { text, kind: self.kinds.get(column).copied().unwrap_or_default() })
    }

    /// All cells, in order.
    pub fn iter(&self) -> impl Iterator<Item = Cell<'_>> {
        let mut start = 0;
        let mut kinds = self.kinds.iter();
        self.ends.iter().map(move |end| {
            let text = self.text.get(start..*end as usize).unwrap_or_default();
            start = *end as usize;
            Cell { text, kind: kinds.next().copied().unwrap_or_default() }
        })
    }

    /// True if any cell is not plain text.
    pub(crate) fn has_kinds(&self) -> bool {
        !self.kinds.is_empty()
    }

    /// The texts of all cells, joined.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// True if all cells are empty or white space.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_their_text_and_kind() {
        let mut record = Record::new(2, 2);
        record.push("Ada");
        record.push("");
        record.push_kind("1815-12-10", CellKind::Date);
        record.push("x");
        let cells: Vec<_> = record.iter().map(|cell| (cell.text, cell.kind)).collect();
        assert_eq!(
            cells,
            [
                ("Ada", CellKind::Text),
                ("", CellKind::Text),
                ("1815-12-10", CellKind::Date),
                ("x", CellKind::Text)
            ]
        );
        assert_eq!(record.get(4), None);
    }

    #[test]
    fn cell_ends_must_fit_the_joined_text() {
        let joined = |text: &str, ends: &[u32]| Record::from_joined(2, 2, text.to_owned(), ends.to_vec());
        let record = joined("abé", &[1, 1, 4]).unwrap();
        assert_eq!(record.iter().map(|cell| cell.text).collect::<Vec<_>>(), ["a", "", "bé"]);
        assert_eq!(joined("abé", &[3, 4]), None, "inside a character");
        assert_eq!(joined("abé", &[2]), None, "text left over");
        assert_eq!(joined("abé", &[4, 2, 4]), None, "backwards");
        assert_eq!(joined("", &[]), Some(Record::new(2, 2)));
        let mut used = Record::new(7, 8);
        used.push_kind("1", CellKind::Number);
        used.phones_in_doubt = true;
        assert_eq!(
            used.filled_again(2, 2, "abé", &[1, 1, 4]),
            Some(record),
            "nothing of a used record is left"
        );
    }

    #[test]
    fn a_row_of_white_space_is_blank() {
        let mut record = Record::new(3, 3);
        record.push(" ");
        record.push("\u{a0}\t");
        assert!(record.is_blank());
    }
}
