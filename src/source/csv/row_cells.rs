//! The cells of a row of delimited text, with limited sizes.

use crate::record::each_place;

/// The maximum number of cells that are kept of a row; more are only counted.
pub(super) const MAX_CELLS: usize = 100_000;
/// The maximum size of all texts of a row in bytes; at least two cells of the limit.
const TEXT: usize = 64 * 1024 * 1024;

/// The cells of the current row, joined.
#[derive(Debug)]
pub(super) struct RowCells {
    /// All texts without separators; each cell has at most `limit` bytes.
    pub(super) text: Vec<u8>,
    /// The end of each cell in `text`.
    pub(super) ends: Vec<u32>,
    /// The number of cells that were not kept because there are too many.
    pub(super) dropped: u64,
    /// The cells, from 0, that were cut at the limit.
    pub(super) cut: Vec<usize>,
    /// The number of line breaks inside quoted cells.
    pub(super) breaks: u64,
    limit: usize,
    /// True while the rest of a cut cell is skipped.
    cutting: bool,
}

impl RowCells {
    /// Cells longer than `limit` bytes are cut and listed in `cut`.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            text: Vec::new(),
            ends: Vec::new(),
            dropped: 0,
            cut: Vec::new(),
            breaks: 0,
            limit: limit.min(u32::MAX as usize),
            cutting: false,
        }
    }

    /// Removes the row, but keeps the allocated memory.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.cut.clear();
        self.dropped = 0;
        self.breaks = 0;
        self.cutting = false;
    }

    /// The number of cells of the row.
    pub(super) fn count(&self) -> u64 {
        self.ends.len() as u64 + self.dropped
    }

    /// The bytes of a cell.
    pub(super) fn get(&self, cell: usize) -> Option<&[u8]> {
        let end = *self.ends.get(cell)? as usize;
        self.text.get(self.end_before(cell)..end)
    }

    /// All kept cells.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).filter_map(|cell| self.get(cell))
    }

    /// Keeps only the first `count` cells.
    pub(super) fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        self.text.truncate(self.end_before(self.ends.len()));
        self.cut.retain(|cell| *cell < count);
    }

    /// Keeps only these cells, which are in ascending order.
    pub(super) fn keep(&mut self, kept: &[usize]) {
        if kept.iter().copied().eq(0..kept.len()) {
            return self.truncate(kept.len());
        }
        let mut text = Vec::with_capacity(self.text.len());
        let mut ends = Vec::with_capacity(kept.len());
        for cell in kept {
            text.extend_from_slice(self.get(*cell).unwrap_or_default());
            // The kept cells are not longer than all cells.
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        self.cut = self.cut.iter().filter_map(|cell| kept.iter().position(|own| own == cell)).collect();
        self.text = text;
        self.ends = ends;
    }

    /// Takes complete cells without quotes, separated by `delimiter`. False, with nothing taken, if the row is so
    /// long that its cells must be checked one by one.
    pub(super) fn take_line(&mut self, line: &[u8], delimiter: u8) -> bool {
        let is_short = self.ends.len() + line.len() < MAX_CELLS && self.text.len() + line.len() <= TEXT;
        if line.len() > self.limit || !is_short {
            return false;
        }
        self.text.reserve(line.len());
        let mut from = 0;
        each_place(line, delimiter, |at| {
            self.text.extend_from_slice(line.get(from..at).unwrap_or_default());
            // The length fits: no row is longer than a `u32` can count.
            self.ends.push(self.text.len() as u32);
            from = at + 1;
        });
        self.text.extend_from_slice(line.get(from..).unwrap_or_default());
        self.ends.push(self.text.len() as u32);
        true
    }

    /// Ends the current cell.
    pub(super) fn end_cell(&mut self) {
        self.cutting = false;
        match u32::try_from(self.text.len()) {
            Ok(end) if self.ends.len() < MAX_CELLS => self.ends.push(end),
            _ => {
                self.dropped += 1;
                self.text.truncate(self.end_before(self.ends.len()));
            }
        }
    }

    /// Removes the current cell and keeps those before it.
    pub(super) fn restart_cell(&mut self) {
        self.text.truncate(self.end_before(self.ends.len()));
        self.cut.retain(|cell| *cell < self.ends.len());
        self.cutting = false;
    }

    /// True if the current cell exceeds the limit.
    pub(super) fn is_cutting(&self) -> bool {
        self.cutting
    }

    /// Adds as much to the current cell as fits, without splitting a character.
    pub(super) fn push(&mut self, text: &[u8]) {
        if self.cutting {
            return;
        }
        let start = self.end_before(self.ends.len());
        let of_row = TEXT.max(2 * self.limit).saturating_sub(self.text.len());
        let room = self.limit.saturating_sub(self.text.len() - start).min(of_row);
        if text.len() <= room {
            return self.text.extend_from_slice(text);
        }
        self.cutting = true;
        self.cut.push(self.ends.len());
        let (kept, lost) = text.split_at(room);
        self.text.extend_from_slice(kept);
        let mut goes_on = lost.first().is_some_and(|byte| is_inner(*byte));
        while goes_on && self.text.len() > start {
            goes_on = self.text.pop().is_some_and(is_inner);
        }
    }

    /// The end of the cell before `cell`.
    fn end_before(&self, cell: usize) -> usize {
        let before = cell.checked_sub(1).and_then(|before| self.ends.get(before));
        before.map_or(0, |end| *end as usize)
    }
}

/// True if a cell has only white space.
pub(super) fn is_blank(cell: &[u8]) -> bool {
    std::str::from_utf8(cell).is_ok_and(|text| text.trim().is_empty())
}

/// True for a continuation byte of UTF-8.
pub(super) fn is_inner(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}
