//! Delimited text cut into rows of cells, as RFC 4180 has it and as lenient as the csv crate, which is the oracle
//! of its tests.
//!
//! It is our own because a blank line, a quote that is never closed, the line on which a row begins and a cell that
//! outgrows all measure must be told, and the csv crate tells none of them. It takes its input in pieces of any size
//! and keeps nothing but the row at hand, of which no cell grows over the limit.

use memchr::{memchr, memchr2, memchr3};

/// No row keeps more cells than this; the rest is counted only.
const MAX_CELLS: usize = 100_000;

/// Most cells end within so many bytes, and there looking at each byte beats setting up a search.
const NEAR: usize = 4;

/// The cells of the row at hand, joined.
#[derive(Debug, Default)]
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
}

impl Cells {
    /// Forgets the row, keeps the room.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.cut.clear();
        (self.dropped, self.breaks) = (0, 0);
    }

    /// How many cells the row has.
    pub(super) fn count(&self) -> u64 {
        self.ends.len() as u64 + self.dropped
    }

    /// The bytes of a cell.
    pub(super) fn get(&self, cell: usize) -> Option<&[u8]> {
        let end = *self.ends.get(cell)? as usize;
        let start =
            cell.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        self.text.get(start..end)
    }

    /// All kept cells.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).filter_map(|cell| self.get(cell))
    }

    /// Keeps the first `count` cells.
    pub(super) fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        self.text.truncate(self.ends.last().map_or(0, |end| *end as usize));
        self.cut.retain(|cell| *cell < count);
    }

    fn end_cell(&mut self) {
        match u32::try_from(self.text.len()) {
            Ok(end) if self.ends.len() < MAX_CELLS => self.ends.push(end),
            _ => {
                self.dropped += 1;
                self.text.truncate(self.ends.last().map_or(0, |end| *end as usize));
            }
        }
    }
}

/// What a piece of input came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The piece is used up, and the row at hand has not ended.
    More,
    /// A line with nothing on it.
    Blank,
    /// A row has ended.
    Row,
}

/// What the end of the input came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// No row was at hand.
    Nothing,
    /// The last row had no line end.
    Row,
    /// The last row is still inside of quotes.
    Unclosed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    RowStart,
    CellStart,
    Bare,
    Quoted,
    QuoteInQuoted,
}

/// The splitter: a state, fed with input.
#[derive(Debug)]
pub(super) struct Splitter {
    delimiter: u8,
    limit: usize,
    state: State,
    cell_start: usize,
    cutting: bool,
    after_return: bool,
}

impl Splitter {
    /// Cells longer than `limit` bytes are cut, and said to be.
    pub(super) fn new(delimiter: u8, limit: usize) -> Self {
        let state = State::RowStart;
        Self { delimiter, limit, state, cell_start: 0, cutting: false, after_return: false }
    }

    /// Takes from `input` up to the end of the row: how many bytes were taken, and why it stopped there.
    pub(super) fn feed(&mut self, input: &[u8], cells: &mut Cells) -> (usize, Step) {
        let mut left = input;
        while let Some(first) = left.first() {
            let (taken, step) = match self.state {
                State::RowStart => self.row_start(*first),
                State::CellStart if *first == b'"' => self.to(State::Quoted),
                State::CellStart | State::Bare => self.bare(left, cells),
                State::Quoted => self.quoted(left, cells),
                State::QuoteInQuoted => self.after_quote(*first, cells),
            };
            left = left.get(taken..).unwrap_or_default();
            if step != Step::More {
                return (input.len() - left.len(), step);
            }
        }
        (input.len(), Step::More)
    }

    /// The input has ended.
    pub(super) fn finish(&mut self, cells: &mut Cells) -> End {
        let state = std::mem::replace(&mut self.state, State::RowStart);
        if state == State::RowStart {
            return End::Nothing;
        }
        self.end_cell(cells);
        if state == State::Quoted { End::Unclosed } else { End::Row }
    }

    fn to(&mut self, state: State) -> (usize, Step) {
        self.state = state;
        (1, Step::More)
    }

    fn row_start(&mut self, first: u8) -> (usize, Step) {
        let after_return = std::mem::take(&mut self.after_return);
        match first {
            b'\n' if after_return => (1, Step::More),
            b'\n' => (1, Step::Blank),
            b'\r' => {
                self.after_return = true;
                (1, Step::Blank)
            }
            _ => {
                (self.state, self.cell_start, self.cutting) = (State::CellStart, 0, false);
                (0, Step::More)
            }
        }
    }

    /// A cell without quotes, up to the delimiter or the line end behind it.
    fn bare(&mut self, left: &[u8], cells: &mut Cells) -> (usize, Step) {
        let ends = |byte: &u8| *byte == self.delimiter || *byte == b'\n' || *byte == b'\r';
        let near = left.iter().take(NEAR).position(ends);
        let far = || memchr3(self.delimiter, b'\n', b'\r', left);
        let length = near.or_else(far).unwrap_or(left.len());
        let (text, behind) = left.split_at(length);
        self.push(text, cells);
        let Some(end) = behind.first() else {
            self.state = State::Bare;
            return (length, Step::More);
        };
        (length + 1, self.end_bare(*end, cells))
    }

    fn end_bare(&mut self, end: u8, cells: &mut Cells) -> Step {
        self.end_cell(cells);
        if end == self.delimiter {
            self.state = State::CellStart;
            return Step::More;
        }
        self.state = State::RowStart;
        self.after_return = end == b'\r';
        Step::Row
    }

    fn quoted(&mut self, left: &[u8], cells: &mut Cells) -> (usize, Step) {
        let length = memchr(b'"', left).unwrap_or(left.len());
        let (text, behind) = left.split_at(length);
        if !text.is_empty() {
            self.count_breaks(text, cells);
            self.push(text, cells);
        }
        if behind.is_empty() {
            return (length, Step::More);
        }
        self.state = State::QuoteInQuoted;
        (length + 1, Step::More)
    }

    fn after_quote(&mut self, first: u8, cells: &mut Cells) -> (usize, Step) {
        self.after_return = false;
        if first == b'"' {
            self.push(b"\"", cells);
            return self.to(State::Quoted);
        }
        self.state = State::Bare;
        (0, Step::More)
    }

    /// CR, LF and CRLF are one break each, also where the pieces part a CRLF.
    fn count_breaks(&mut self, text: &[u8], cells: &mut Cells) {
        if memchr2(b'\n', b'\r', text).is_none() {
            self.after_return = false;
            return;
        }
        for byte in text {
            let inside_pair = *byte == b'\n' && self.after_return;
            self.after_return = *byte == b'\r';
            cells.breaks += u64::from(self.after_return || (*byte == b'\n' && !inside_pair));
        }
    }

    fn push(&mut self, text: &[u8], cells: &mut Cells) {
        let room = self.limit.saturating_sub(cells.text.len() - self.cell_start);
        if text.len() <= room && !self.cutting {
            return cells.text.extend_from_slice(text);
        }
        self.cut(text, room, cells);
    }

    /// Keeps what there is room for, not parting a character, and drops the rest of the cell.
    #[cold]
    fn cut(&mut self, text: &[u8], room: usize, cells: &mut Cells) {
        if self.cutting {
            return;
        }
        self.cutting = true;
        cells.text.extend_from_slice(text.get(..room).unwrap_or(text));
        let goes_on = text.get(room).is_some_and(|byte| byte & 0xc0 == 0x80);
        while goes_on && cells.text.len() > self.cell_start {
            if cells.text.pop().is_none_or(|byte| byte & 0xc0 != 0x80) {
                break;
            }
        }
        cells.cut.push(cells.ends.len());
    }

    fn end_cell(&mut self, cells: &mut Cells) {
        cells.end_cell();
        (self.cell_start, self.cutting) = (cells.text.len(), false);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, PartialEq)]
    struct Seen {
        rows: Vec<Vec<Vec<u8>>>,
        lines: Vec<u64>,
        end: End,
    }

    /// Splits `input`, given in pieces of `size`.
    fn split(input: &[u8], delimiter: u8, size: usize, limit: usize) -> Seen {
        let (mut splitter, mut cells) = (Splitter::new(delimiter, limit), Cells::default());
        let mut seen = Seen { rows: Vec::new(), lines: Vec::new(), end: End::Nothing };
        let mut line = 1;
        for mut piece in input.chunks(size) {
            while !piece.is_empty() {
                let (taken, step) = splitter.feed(piece, &mut cells);
                piece = &piece[taken..];
                if step == Step::Row {
                    seen.rows.push(cells.iter().map(<[u8]>::to_vec).collect());
                    seen.lines.push(line);
                }
                if step != Step::More {
                    line += 1 + cells.breaks;
                    cells.clear();
                }
            }
        }
        seen.end = splitter.finish(&mut cells);
        if seen.end != End::Nothing {
            seen.rows.push(cells.iter().map(<[u8]>::to_vec).collect());
            seen.lines.push(line);
        }
        seen
    }

    fn oracle(input: &[u8], delimiter: u8) -> Vec<Vec<Vec<u8>>> {
        let mut builder = csv::ReaderBuilder::new();
        let mut reader = builder.delimiter(delimiter).flexible(true).has_headers(false).from_reader(input);
        reader.byte_records().map(|row| row.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
    }

    proptest! {
        #[test]
        fn splits_as_the_csv_crate_does(
            input in proptest::collection::vec(prop::sample::select(b"ab;\",\n\r\xc3 ".to_vec()), 0..60),
            size in 1_usize..9,
        ) {
            let seen = split(&input, b';', size, 1000);
            prop_assert_eq!(&seen.rows, &oracle(&input, b';'));
            prop_assert_eq!(&seen, &split(&input, b';', 1000, 1000), "pieces make no difference");
        }
    }

    #[test]
    fn lines_are_those_of_an_editor() {
        let seen = split(b"a\r\n\r\n\"1\r\n2\r3\n4\"\r\nb\rc\n\n\nd", b',', 1, 100);
        assert_eq!(seen.lines, [1, 3, 7, 8, 11]);
    }

    #[test]
    fn an_open_quote_is_told() {
        assert_eq!(split(b"a,\"b\nc", b',', 2, 100).end, End::Unclosed);
        assert_eq!(split(b"a,\"b\nc\"", b',', 2, 100).end, End::Row);
        assert_eq!(split(b"a,b\n", b',', 2, 100).end, End::Nothing);
        assert_eq!(split(b"a,", b',', 2, 100).rows, [vec![b"a".to_vec(), vec![]]]);
    }

    #[test]
    fn a_long_cell_is_cut_between_characters_and_the_next_is_not() {
        let input = "aé€x,\"0123456789\n\"\"\",b\n".as_bytes();
        for size in [1, 3, 100] {
            let (mut splitter, mut cells) = (Splitter::new(b',', 4), Cells::default());
            for piece in input.chunks(size) {
                splitter.feed(piece, &mut cells);
            }
            let texts: Vec<_> = cells.iter().map(|cell| std::str::from_utf8(cell).unwrap()).collect();
            assert_eq!((texts, &cells.cut[..], cells.breaks), (vec!["aé", "0123", "b"], &[0, 1][..], 1));
        }
    }

    #[test]
    fn endless_cells_are_counted_only() {
        let mut cells = Cells::default();
        let input = [vec![b','; MAX_CELLS + 5], b"x\n".to_vec()].concat();
        assert_eq!(Splitter::new(b',', 9).feed(&input, &mut cells), (MAX_CELLS + 7, Step::Row));
        assert_eq!((cells.count(), cells.ends.len()), (MAX_CELLS as u64 + 6, MAX_CELLS));
    }
}
