//! The cells of a row of delimited text, none of which grows beyond a limit.

/// No row keeps more cells than this; the rest is counted only.
pub(super) const MAX_CELLS: usize = 100_000;

/// The cells of the row at hand, joined.
#[derive(Debug)]
pub(super) struct Cells {
    /// All texts, one after the other; no more than one limit a cell.
    pub(super) text: Vec<u8>,
    /// Where each cell ends in `text`.
    pub(super) ends: Vec<u32>,
    /// Cells that were not kept, because there are far too many.
    pub(super) dropped: u64,
    /// Cells, from 0, that were cut because they are over the limit.
    pub(super) cut: Vec<usize>,
    /// Line breaks inside of quoted cells.
    pub(super) breaks: u64,
    limit: usize,
    /// True while the rest of a cell that was cut goes by.
    cutting: bool,
}

impl Cells {
    /// Cells longer than `limit` bytes are cut, and said to be.
    pub(super) fn new(limit: usize) -> Self {
        let (text, ends, cut) = (Vec::new(), Vec::new(), Vec::new());
        Self { text, ends, dropped: 0, cut, breaks: 0, limit: limit.min(u32::MAX as usize), cutting: false }
    }

    /// Forgets the row, keeps the room.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.cut.clear();
        (self.dropped, self.breaks, self.cutting) = (0, 0, false);
    }

    /// How many cells the row has.
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

    /// Keeps the first `count` cells.
    pub(super) fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        self.text.truncate(self.end_before(self.ends.len()));
        self.cut.retain(|cell| *cell < count);
    }

    /// Adds text of the row, and the cells that end in it: `ends` are places in the row, of which `start` is the one
    /// where `text` begins.
    pub(super) fn extend(&mut self, text: &[u8], ends: &[usize], start: usize) {
        let base = self.text.len();
        let fits = base + text.len() <= self.limit && self.ends.len() + ends.len() <= MAX_CELLS;
        if !fits || self.cutting {
            return self.extend_cut(text, ends, start);
        }
        self.text.extend_from_slice(text);
        // Nothing is lost: no row that fits is longer than a `u32` can say.
        self.ends.extend(ends.iter().map(|end| (base + end - start) as u32));
    }

    /// The same where the row is longer than a cell may be: each cell has to be looked at.
    #[cold]
    fn extend_cut(&mut self, text: &[u8], ends: &[usize], start: usize) {
        let mut at = 0;
        for end in ends {
            self.push(text.get(at..end - start).unwrap_or_default());
            self.end_cell();
            at = end - start;
        }
        self.push(text.get(at..).unwrap_or_default());
    }

    /// Ends the cell at hand.
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

    /// Adds to the cell at hand what there is room for, not parting a character.
    fn push(&mut self, text: &[u8]) {
        if self.cutting {
            return;
        }
        let start = self.end_before(self.ends.len());
        let room = self.limit.saturating_sub(self.text.len() - start);
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

    /// Where the cell before `cell` ends.
    fn end_before(&self, cell: usize) -> usize {
        let before = cell.checked_sub(1).and_then(|before| self.ends.get(before));
        before.map_or(0, |end| *end as usize)
    }
}

/// True for a byte of a character of UTF-8 that is not its first.
fn is_inner(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}
