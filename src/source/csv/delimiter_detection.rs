//! Detects the delimiter from the first rows of a text.

use crate::source::header::Top;

use super::dialect::Dialect;
use super::sample::SampleRows;

/// The possible delimiters, the likeliest first. The comma is the default.
pub(super) const CANDIDATES: [u8; 4] = *b",;\t|";
/// The number of rows that are examined.
const ROWS: usize = 100;
/// A row with this many column names is certainly a header.
const NAMES: usize = 2;

/// The first line `sep=;`, which Excel understands: its delimiter, and its length without the line end.
pub(super) fn sep_line(text: &[u8]) -> Option<(u8, usize)> {
    let end = memchr::memchr2(b'\n', b'\r', text).unwrap_or(text.len());
    let line = text.get(..end)?;
    let bare = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (name, delimiter) = bare.split_at_checked(4)?;
    match delimiter {
        [delimiter] if name.eq_ignore_ascii_case(b"sep=") => Some((*delimiter, end)),
        _ => None,
    }
}

/// Detects the delimiter of a sample.
///
/// The best delimiter gives the header column names. After that, these count in turn: the header is not a customer,
/// most rows are as wide as the header, and there are many cells.
///
/// `top` finds the header, which may be a different row for each delimiter. `whole` is true if the sample is the
/// complete text. If all rows from the first one on fit a delimiter, rows further down are not compared. The other
/// characters are those of `dialect`.
pub(super) fn delimiter(
    sample: &[u8],
    whole: bool,
    top: impl Fn(Dialect) -> Option<Top>,
    dialect: Dialect,
) -> u8 {
    let score = |delimiter: u8| {
        let dialect = Dialect { delimiter, ..dialect };
        let top = top(dialect);
        let from = |row| widths(sample, whole, row, dialect);
        let first = top.map_or(1, |top| top.row);
        // A single row below others proves nothing: it may be data that contains this character.
        let below = Some(from(first)).filter(|widths| first == 1 || widths.len() > 1);
        let below = below.map_or((0, 0), |widths| score(&widths));
        let from_top = score(&from(1));
        let best = (below.0, false, below.1).max((from_top.0, true, from_top.1));
        let named = best.0 > 0 && top.is_some_and(|top| top.names >= NAMES);
        let no_data = best.0 > 0 && top.is_some_and(|top| !top.is_data);
        (named, no_data, best)
    };
    let scored = CANDIDATES.iter().rev().map(|candidate| (score(*candidate), *candidate));
    scored.max_by_key(|(score, _)| *score).map_or(b',', |(_, delimiter)| delimiter)
}

/// The width of a row: all its cells, and those up to the last one that is not empty.
#[derive(Debug, Clone, Copy)]
struct Width {
    all: u64,
    filled: u64,
}

/// The rows per thousand that are as wide as the header, ignoring empty cells at their end, and the width of the
/// header.
fn score(widths: &[Width]) -> (usize, u64) {
    let Some(header) = widths.first().filter(|header| header.all > 1) else { return (0, 0) };
    let is_alike = |own: &&Width| own.all >= header.filled && own.filled <= header.all;
    let alike = widths.iter().filter(is_alike).count();
    (alike * 1000 / widths.len(), header.all)
}

/// The widths of the rows from row `first` on.
fn widths(sample: &[u8], whole: bool, first: u64, dialect: Dialect) -> Vec<Width> {
    let mut rows = SampleRows::new(sample, whole, dialect);
    let mut widths = Vec::new();
    while widths.len() < ROWS {
        let Some(row) = rows.next() else { break };
        if row.number >= first {
            let empty = |cell: &&[u8]| cell.trim_ascii().is_empty();
            let cells: Vec<&[u8]> = rows.cells().iter().collect();
            let empty = cells.iter().rev().take_while(|cell| empty(cell)).count();
            widths.push(Width { all: row.width, filled: row.width.saturating_sub(empty as u64) });
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// A header about which nothing but its row is known.
    fn top(row: u64) -> impl Fn(Dialect) -> Option<Top> {
        move |_| Some(Top { row, names: 0, is_data: false })
    }

    #[rstest]
    #[case("a,b\n1,2\n", b',')]
    #[case("a;b\n1,5;2\n3,5;4\n", b';')]
    #[case("a\tb\n1, 2, 3\t4\n", b'\t')]
    #[case("a|b|c\n1|2|3\n", b'|')]
    #[case("name\nRossi\n", b',')]
    #[case("", b',')]
    #[case("a\tb\n1\t\"x\" y, z\n2\t20\" a, b\n3\t\"c\n4\td\n5\te\" f\n", b'\t')]
    #[case("a,\"b;c;d\"\n1,\"x;y\nz;\"\n", b',')]
    #[case("a,b (x; y),c\n1,2,3\n", b',')]
    #[case("a;b\n\"1,2,3\";x\n\n\"4,5,6\";y", b';')]
    #[case("a;b;c;d\n1;2;3;4;\nx;y, z, v;;\n5;;1, 2, 3;\n", b';')]
    #[case("name;address;note\nA;Via Roma, 1, Milano;x\nB;Via Po, 2, Torino;y\n", b';')]
    fn delimiters_are_detected(#[case] sample: &str, #[case] expected: u8) {
        let found = delimiter(sample.as_bytes(), true, top(1), Dialect::usual(b','));
        assert_eq!(found as char, expected as char);
    }

    #[rstest]
    #[case("A,B,C\na; b;;a,y,\n", b',')]
    #[case("name,tags\nAda,x;y;z\nBob,x;y;z\n", b',')]
    fn a_data_row_is_not_a_header_with_another_delimiter(#[case] sample: &str, #[case] expected: u8) {
        let found = delimiter(sample.as_bytes(), true, top(2), Dialect::usual(b','));
        assert_eq!(found as char, expected as char);
    }

    #[test]
    fn rows_before_the_header_do_not_count() {
        let sample = b"Export, of, all, our, customers\n\na;b\n1;2\n";
        assert_eq!(delimiter(sample, true, top(3), Dialect::usual(b',')), b';');
    }

    #[rstest]
    #[case("sep=;\r\na;b", Some((b';', 5)))]
    #[case("SEP=\t\n", Some((b'\t', 5)))]
    #[case("\"sep=|\"\n", Some((b'|', 7)))]
    #[case("sep=\n", None)]
    #[case("separator\n", None)]
    #[case("sep=;;\n", None)]
    fn sep_lines_are_recognized(#[case] text: &str, #[case] expected: Option<(u8, usize)>) {
        assert_eq!(sep_line(text.as_bytes()), expected);
    }
}
