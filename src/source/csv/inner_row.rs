//! Finds rows inside a cell that spans several lines.
//!
//! If a quote loses its partner, the next quote may close the cell some rows later. The text is then well-formed, and
//! only those rows are missing. Lines inside the cell with as many cells as the header reveal it.

use crate::record::has_any_byte;
use crate::source::cell_look::CellLook;

use super::row_cells::{RowCells, is_blank};

/// Lines inside a cell that look like rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InnerRow {
    /// The cell, from 0.
    pub(super) cell: usize,
    /// The number of line breaks in the row before the cell (`begins`), the first such line and the last one.
    pub(super) begins: u64,
    pub(super) line: u64,
    pub(super) last: u64,
    /// The number of these lines.
    pub(super) count: u64,
    /// The first of these lines, as far as it is inside the cell.
    pub(super) text: Vec<u8>,
}

/// The number of cells that a row may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Widths {
    /// The number of named columns.
    pub(super) columns: u64,
    /// The number of cells in the row before.
    pub(super) usual: u64,
    /// Missing cells at the end are filled.
    pub(super) fill: bool,
    /// Lines with fewer cells may be parts of rows. In an export by deskferry, they are text.
    pub(super) parts: bool,
}

impl Widths {
    /// True if a line of `total` cells, the last `empty` of them empty, would be read as a row.
    fn fit(self, total: u64, empty: u64) -> bool {
        let short = self.fill && total > 1 && total <= self.columns;
        short || total == self.usual || total >= self.columns && total - empty.min(total) <= self.columns
    }
}

/// Finds such lines in a row that spans several lines.
pub(super) fn inner_row(cells: &RowCells, delimiter: u8, widths: Widths) -> Option<InnerRow> {
    let mut begins = 0;
    for (cell, text) in cells.iter().enumerate().filter(|_| widths.columns > 1) {
        if !has_any_byte(text, 0, [b'\n', b'\r']) {
            continue;
        }
        let lines = lines(text);
        let found = rows_among(&lines, cells, cell, delimiter, widths);
        if let (Some(first), Some(last)) = (found.first(), found.last()) {
            return Some(InnerRow {
                cell,
                begins,
                line: begins + *first as u64,
                last: begins + *last as u64,
                count: found.len() as u64,
                text: lines.get(*first).copied().unwrap_or_default().to_vec(),
            });
        }
        begins += lines.len().saturating_sub(1) as u64;
    }
    None
}

/// The lines of a cell that would be rows. The first and last line continue outside the cell, so they count only if
/// both would be rows.
fn rows_among(lines: &[&[u8]], cells: &RowCells, cell: usize, delimiter: u8, widths: Widths) -> Vec<usize> {
    let count = |line: &[u8]| memchr::memchr_iter(delimiter, line).count() as u64;
    let empty =
        |line: &[u8]| line.rsplit(|byte| *byte == delimiter).take_while(|cell| is_blank(cell)).count();
    let Some((last, before)) = lines.split_last() else { return Vec::new() };
    let Some((first, inner)) = before.split_first() else { return Vec::new() };
    let is_row = |line: &&[u8]| {
        let cells = count(line) + 1;
        (cells > 1 || !is_blank(line)) && widths.fit(cells, empty(line) as u64)
    };
    let mut rows: Vec<usize> =
        inner.iter().enumerate().filter(|(_, line)| is_row(line)).map(|(at, _)| at + 1).collect();
    let behind = cells.count() - cell as u64 - 1;
    let empty_behind = cells.iter().skip(cell + 1).filter(|cell| is_blank(cell)).count() as u64;
    let empty_last = if empty_behind == behind { behind + empty(last) as u64 } else { 0 };
    // Rows as wide as the one before are usual here, so both lines must be as wide, too.
    let fit = |total: u64, empty: u64| {
        if cells.count() == widths.usual && !widths.fill {
            total == widths.usual || widths.usual == widths.columns && widths.fit(total, empty)
        } else {
            widths.fit(total, empty)
        }
    };
    if fit(cell as u64 + count(first) + 1, empty(first) as u64) && fit(count(last) + 1 + behind, empty_last) {
        // The first line is also a row if all its cells are inside this cell.
        if first.split(|byte| *byte == delimiter).filter(|part| !is_blank(part)).count() > 1 {
            rows.insert(0, 0);
        }
        rows.push(lines.len() - 1);
    }
    if rows.is_empty() && widths.parts {
        return parts_among(lines, cells, cell, delimiter, widths.columns);
    }
    rows
}

/// The lines of a cell with several values of a row, although fewer than a row has. They have an e-mail address next
/// to a delimiter, or two delimiters without white space around them. The first line needs only one such delimiter if
/// the last line begins a complete row.
fn parts_among(lines: &[&[u8]], cells: &RowCells, cell: usize, delimiter: u8, columns: u64) -> Vec<usize> {
    let count = |line: &[u8]| memchr::memchr_iter(delimiter, line).count() as u64;
    let is_part = |line: &[u8]| {
        let may_be = (1..columns).contains(&count(line));
        may_be && (has_address(line, delimiter) || tight(line, delimiter) > 1)
    };
    let found: Vec<usize> = (0..).zip(lines).filter(|(_, line)| is_part(line)).map(|(at, _)| at).collect();
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return found };
    let is_whole = cells.count() == columns && count(last) == cell as u64 && tight(last, delimiter) == cell;
    let joins = is_whole && (cell as u64 + 1 + count(first)) < columns && tight(first, delimiter) > 0;
    if found.is_empty() && joins { vec![0] } else { found }
}

/// True for a line with an e-mail address and another value.
fn has_address(line: &[u8], delimiter: u8) -> bool {
    let looks = |text: &[u8]| std::str::from_utf8(text).map_or(CellLook::Words, CellLook::of);
    let is_address = |text: &[u8]| text.trim_ascii().len() == text.len() && looks(text) == CellLook::Email;
    let mut parts = line.split(|byte| *byte == delimiter);
    memchr::memchr(b'@', line).is_some()
        && parts.clone().any(is_address)
        && parts.any(|part| !is_blank(part) && looks(part) != CellLook::Email)
}

/// Counts the delimiters that don't separate words of a sentence or digits of a number: no white space on either
/// side, and a non-digit on at least one.
fn tight(line: &[u8], delimiter: u8) -> usize {
    let is_tight = |at: &usize| {
        let sides = [at.checked_sub(1).and_then(|before| line.get(before)), line.get(at + 1)];
        sides.iter().all(|side| side.is_some_and(|byte| !byte.is_ascii_whitespace()))
            && !sides.iter().all(|side| side.is_some_and(u8::is_ascii_digit))
    };
    memchr::memchr_iter(delimiter, line).filter(is_tight).count()
}

/// The lines of a text, split at CR, LF and CRLF.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(end) = memchr::memchr2(b'\n', b'\r', rest) {
        let (line, behind) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        lines.push(line);
        let pair = behind.starts_with(b"\r\n");
        rest = behind.get(1 + usize::from(pair)..).unwrap_or_default();
    }
    lines.push(rest);
    lines
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::source::csv::dialect::Dialect;
    use crate::source::csv::engine::{Engine, EngineStep};

    fn found(row: &str, columns: u64, usual: u64, fill: bool) -> Option<InnerRow> {
        let mut cells = RowCells::new(1000);
        let step = Engine::new(Dialect::usual(b',')).feed(row.as_bytes(), &mut cells).1;
        assert_eq!(step, EngineStep::Row);
        inner_row(&cells, b',', Widths { columns, usual, fill, parts: true })
    }

    #[rstest]
    #[case::a_complete_line("a,\"b\nc,d,e\nf\",g\n", 3, Some((1, 0, 1, "c,d,e")))]
    #[case::the_next_row("a,\"b,c\nd,e\",f\n", 3, Some((1, 0, 0, "b,c")))]
    #[case::in_the_last_cell("a,b,\"c\r\nd,e,f\"\n", 3, Some((2, 0, 1, "d,e,f")))]
    #[case::after_another_cell("a,\"b\nc\",\"d\r\re,f,g\rh\"\n", 3, Some((2, 1, 3, "e,f,g")))]
    #[case::an_address("a,\"Via Roma 1, Milano\nItaly\",c\n", 3, None)]
    #[case::a_note("a,b,\"one\ntwo, three\nfour\"\n", 3, None)]
    #[case::a_short_row_and_the_next("\"a,a@x.org\nb\",c,d,e\n", 4, Some((0, 0, 0, "a,a@x.org")))]
    #[case::a_short_row_without_an_address("\"a,Roma\nb\",c,d,e\n", 4, Some((0, 0, 0, "a,Roma")))]
    #[case::in_the_middle("a,\"b\nc,d\",e,f\n", 4, None)]
    #[case::short_in_the_middle("a,\"b,c\nd,e\",f,g\n", 4, Some((1, 0, 0, "b,c")))]
    #[case::two_delimiters("a,b,\"x\nc,d,e\ny\",z\n", 4, Some((2, 0, 1, "c,d,e")))]
    #[case::addresses("a,b,\"a@x.org,b@x.org\nc@x.org\",z\n", 4, None)]
    #[case::numbers("a,b,\"1,5\n2,50 and 3,75\",z\n", 7, None)]
    #[case::a_street("a,b,\"Via Roma 1, 20100 Milano\nItalia\",z\n", 4, None)]
    #[case::sentences("a,b,\"yes, no, maybe\nwell, so, what\",z,y\n", 8, None)]
    #[case::one_column("\"a\nb\nc\"\n", 1, None)]
    #[case::empty_cells_at_the_end("a,b,\"c\nd,e,f,\ng\",\n", 3, Some((2, 0, 1, "d,e,f,")))]
    #[case::one_row_and_an_empty_cell("a,b,\"c,\nd,e,f\",\n", 3, Some((2, 0, 1, "d,e,f")))]
    #[case::followed_by_cells_of_the_next_row("a,b,\"c\nd\",,\n", 3, Some((2, 0, 1, "d")))]
    fn rows_inside_cells_are_found(
        #[case] row: &str,
        #[case] columns: u64,
        #[case] expected: Option<(usize, u64, u64, &str)>,
    ) {
        let found = found(row, columns, columns, false)
            .map(|inner| (inner.cell, inner.begins, inner.line, String::from_utf8(inner.text).unwrap()));
        assert_eq!(found, expected.map(|(cell, begins, line, text)| (cell, begins, line, text.to_owned())));
    }

    #[test]
    fn trailing_empty_cells_may_be_usual() {
        assert_eq!(found("a,b,\"c\nd\",,\n", 3, 5, false), None);
        assert_eq!(found("a,b,\"c\nd,e,f,,\ng\",,\n", 3, 5, false).map(|inner| inner.line), Some(1));
        assert_eq!(found("a,b,\"c,,\nd,e,f\",,\n", 3, 5, false).map(|inner| inner.line), Some(1));
    }

    #[test]
    fn short_rows_count_as_rows_if_they_are_filled() {
        assert_eq!(found("a,\"b\nc,d\ne,f\"\n", 4, 4, false), None);
        assert_eq!(found("a,\"b\nc,d\ne,f\"\n", 4, 4, true).map(|inner| inner.count), Some(2));
        assert_eq!(found("a,b,c,\"d\ne\"\n", 4, 4, true), None);
    }

    #[test]
    fn all_rows_inside_a_cell_are_counted() {
        let inner = found("a,\"b\nc,d\nx\ne,f\n\ng\"\n", 2, 2, false).unwrap();
        assert_eq!((inner.line, inner.last, inner.count), (1, 3, 2));
    }
}
