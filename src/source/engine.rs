//! Delimited text cut into rows of cells by `csv-core`, the engine of the csv crate.
//!
//! Around it stands what it does not tell: blank lines, the lines inside of a row, and a quote that is never closed.
//! It takes its input in pieces of any size and keeps nothing but the row at hand.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::cells::Cells;

/// Bytes of a row, and ends of cells, that the engine hands over at once.
const TEXT: usize = 16 * 1024;
const ENDS: usize = 1024;

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

/// The engine, fed with input.
pub(super) struct Engine {
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
    /// Bytes that the engine has given of the row at hand.
    given: usize,
    begun: bool,
    after_return: bool,
}

impl Engine {
    /// Cells are parted by `delimiter`.
    pub(super) fn new(delimiter: u8) -> Self {
        let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
        let (mut text, mut ends) = (vec![0; TEXT], vec![0; ENDS]);
        // Before its first input it looks for a byte order mark, which is not its business: the text has none.
        reader.read_record(&[], &mut text, &mut ends);
        Self { reader, text, ends, given: 0, begun: false, after_return: false }
    }

    /// Takes from `input` up to the end of the row: how many bytes were taken, and why it stopped there.
    pub(super) fn feed(&mut self, input: &[u8], cells: &mut Cells) -> (usize, Step) {
        let mut left = input;
        if !self.begun {
            left = self.behind_pair(left);
            match left.first() {
                None => return (input.len(), Step::More),
                Some(end @ (b'\n' | b'\r')) => {
                    self.after_return = *end == b'\r';
                    return (input.len() - left.len() + 1, Step::Blank);
                }
                Some(_) => (self.begun, self.given) = (true, 0),
            }
        }
        while !left.is_empty() {
            let (result, taken) = self.read(left, cells);
            left = left.get(taken..).unwrap_or_default();
            if result == ReadRecordResult::Record {
                self.begun = false;
                return (input.len() - left.len(), Step::Row);
            }
        }
        (input.len(), Step::More)
    }

    /// The input has ended.
    pub(super) fn finish(&mut self, cells: &mut Cells) -> End {
        if !std::mem::take(&mut self.begun) {
            return End::Nothing;
        }
        cells.end_cell();
        // Only inside of quotes a line end does not end the row.
        let (result, ..) = self.reader.read_record(b"\n", &mut self.text, &mut self.ends);
        if result == ReadRecordResult::Record { End::Row } else { End::Unclosed }
    }

    /// What is left behind the second half of a CRLF.
    fn behind_pair<'a>(&mut self, input: &'a [u8]) -> &'a [u8] {
        if input.is_empty() || !std::mem::take(&mut self.after_return) {
            return input;
        }
        input.strip_prefix(b"\n").unwrap_or(input)
    }

    fn read(&mut self, input: &[u8], cells: &mut Cells) -> (ReadRecordResult, usize) {
        let (result, taken, text, ends) = self.reader.read_record(input, &mut self.text, &mut self.ends);
        let (text, ends) = (self.text.get(..text), self.ends.get(..ends));
        let text = text.unwrap_or_default();
        cells.extend(text, ends.unwrap_or_default(), self.given);
        self.given += text.len();
        let mut used = input.get(..taken).unwrap_or(input);
        let last = match result {
            ReadRecordResult::Record => used.split_off_last(),
            _ => None,
        };
        self.count_breaks(used, cells);
        if let Some(last) = last {
            self.after_return = *last == b'\r';
        }
        (result, taken)
    }

    /// CR, LF and CRLF are one break each, also where the pieces part a CRLF.
    fn count_breaks(&mut self, used: &[u8], cells: &mut Cells) {
        let Some(first) = memchr::memchr2(b'\n', b'\r', used) else {
            self.after_return &= used.is_empty();
            return;
        };
        self.after_return &= first == 0;
        for byte in used.get(first..).unwrap_or_default() {
            let inside_pair = *byte == b'\n' && self.after_return;
            self.after_return = *byte == b'\r';
            cells.breaks += u64::from(self.after_return || (*byte == b'\n' && !inside_pair));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::cells::MAX_CELLS;

    #[derive(Debug, PartialEq)]
    struct Seen {
        rows: Vec<Vec<Vec<u8>>>,
        lines: Vec<u64>,
        end: End,
    }

    /// Splits `input`, given in pieces of `size`.
    fn split(input: &[u8], delimiter: u8, size: usize, limit: usize) -> Seen {
        let (mut engine, mut cells) = (Engine::new(delimiter), Cells::new(limit));
        let mut seen = Seen { rows: Vec::new(), lines: Vec::new(), end: End::Nothing };
        let mut line = 1;
        for mut piece in input.chunks(size) {
            while !piece.is_empty() {
                let (taken, step) = engine.feed(piece, &mut cells);
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
        seen.end = engine.finish(&mut cells);
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
            let (mut engine, mut cells) = (Engine::new(b','), Cells::new(4));
            for piece in input.chunks(size) {
                engine.feed(piece, &mut cells);
            }
            let texts: Vec<_> = cells.iter().map(|cell| std::str::from_utf8(cell).unwrap()).collect();
            assert_eq!((texts, &cells.cut[..], cells.breaks), (vec!["aé", "0123", "b"], &[0, 1][..], 1));
        }
    }

    /// The engine gives no more than a block of text and of ends at once.
    #[test]
    fn rows_larger_than_a_block_are_whole() {
        let long = |size: usize| format!("\"{}\"\"é\n\"", "é\r\n".repeat(size / 4));
        let cells = [TEXT - 8, TEXT - 4, TEXT, TEXT * 3 + 1].map(long).join(",");
        let input = [cells, "x,".repeat(ENDS * 2), "y\nz\n".into()].concat();
        for size in [7, 1000, input.len()] {
            let seen = split(input.as_bytes(), b',', size, 1_000_000);
            assert!(seen.rows == oracle(input.as_bytes(), b','), "in pieces of {size}");
            assert_eq!(seen.lines, [1, input.matches('\n').count() as u64]);
        }
        let seen = split(input.as_bytes(), b',', 1000, TEXT + 1);
        assert!(seen.rows[0].iter().all(|cell| std::str::from_utf8(cell).is_ok() && cell.len() <= TEXT + 1));
        assert_eq!((seen.rows[0].len(), seen.rows[0].last().unwrap().as_slice()), (ENDS * 2 + 4, &b"y"[..]));
    }

    #[test]
    fn a_byte_order_mark_is_text_here() {
        assert_eq!(split(b"\xef\xbb\xbfa\n", b',', 100, 100).rows, [[b"\xef\xbb\xbfa"]]);
    }

    #[test]
    fn endless_cells_are_counted_only() {
        let mut cells = Cells::new(9);
        let input = [vec![b','; MAX_CELLS + 5], b"x\n".to_vec()].concat();
        assert_eq!(Engine::new(b',').feed(&input, &mut cells), (MAX_CELLS + 7, Step::Row));
        assert_eq!((cells.count(), cells.ends.len()), (MAX_CELLS as u64 + 6, MAX_CELLS));
    }
}
