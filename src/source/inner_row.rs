//! A cell over several lines in which a row seems to stand.
//!
//! A quote that lost its partner can come out well-formed: the next one closes it, rows later, and the table only lacks
//! these rows. What shows it are lines inside of the cell that have as many delimiters as the header.

use super::cells::Cells;

/// A line inside of a cell that looks like a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InnerRow {
    /// The cell, from 0.
    pub(super) cell: usize,
    /// Line breaks of the row before the cell, and before the line.
    pub(super) begins: u64,
    pub(super) line: u64,
    /// The line, as far as it stands in the cell.
    pub(super) text: Vec<u8>,
}

/// Finds the first such line in a row that goes over several lines.
pub(super) fn inner_row(cells: &Cells, delimiter: u8, columns: usize) -> Option<InnerRow> {
    let mut begins = 0;
    for (cell, text) in cells.iter().enumerate().filter(|_| columns > 1) {
        let lines = lines(text);
        if let Some(at) = row_among(&lines, cell, delimiter, columns) {
            let text = lines.get(at).copied().unwrap_or_default().to_vec();
            return Some(InnerRow { cell, begins, line: begins + at as u64, text });
        }
        begins += lines.len().saturating_sub(1) as u64;
    }
    None
}

/// The first line of a cell that would be a row. The first and the last line stand in the file with what is before and
/// behind the cell; that they are rows is believed only of both together.
fn row_among(lines: &[&[u8]], cell: usize, delimiter: u8, columns: usize) -> Option<usize> {
    let count = |line: &[u8]| memchr::memchr_iter(delimiter, line).count();
    let (last, inner) = lines.split_last()?;
    let (first, inner) = inner.split_first()?;
    if let Some(at) = inner.iter().position(|line| count(line) + 1 == columns) {
        return Some(at + 1);
    }
    let both = count(first) + cell + 1 == columns && count(last) == cell;
    both.then_some(lines.len() - 1)
}

/// Text cut at CR, LF and CRLF.
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
    use crate::source::engine::{Engine, Step};
    use crate::source::quoting::Dialect;

    #[rstest]
    #[case::a_whole_line("a,\"b\nc,d,e\nf\",g\n", Some((1, 0, 1, "c,d,e")))]
    #[case::the_next_row("a,\"b,c\nd,e\",f\n", Some((1, 0, 1, "d,e")))]
    #[case::in_the_last_cell("a,b,\"c\r\nd,e,f\"\n", Some((2, 0, 1, "d,e,f")))]
    #[case::behind_another_cell("a,\"b\nc\",\"d\r\re,f,g\rh\"\n", Some((2, 1, 3, "e,f,g")))]
    #[case::an_address("a,\"Via Roma 1, Milano\nItaly\",c\n", None)]
    #[case::a_note("a,b,\"one\ntwo, three\nfour\"\n", None)]
    #[case::one_column("\"a\nb\nc\"\n", None)]
    fn rows_in_cells(#[case] row: &str, #[case] expected: Option<(usize, u64, u64, &str)>) {
        let mut cells = Cells::new(1000);
        let step = Engine::new(Dialect::usual(b',')).feed(row.as_bytes(), &mut cells).1;
        assert_eq!(step, Step::Row);
        let columns = cells.ends.len();
        let found = inner_row(&cells, b',', columns);
        let found =
            found.map(|inner| (inner.cell, inner.begins, inner.line, String::from_utf8(inner.text).unwrap()));
        assert_eq!(found, expected.map(|(cell, begins, line, text)| (cell, begins, line, text.to_owned())));
    }
}
