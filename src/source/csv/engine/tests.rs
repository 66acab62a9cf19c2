//! Compares rows with the csv crate and line numbers with an editor, and tries every broken quote.

use proptest::prelude::*;
use rstest::rstest;

use crate::source::csv::dialect::Dialect;
use crate::source::csv::row_cells::{MAX_CELLS, RowCells};

use super::*;

type Rows = Vec<Vec<Vec<u8>>>;

#[derive(Debug, PartialEq)]
struct Seen {
    rows: Rows,
    lines: Vec<u64>,
    /// The first broken quote, or the result of the end.
    end: Result<EngineEnd, QuoteTrouble>,
}

fn texts(cells: &RowCells) -> Vec<Vec<u8>> {
    cells.iter().map(<[u8]>::to_vec).collect()
}

/// Splits `input`, in pieces of `size`, up to the first broken quote.
fn split(input: &[u8], dialect: Dialect, size: usize, limit: usize) -> Seen {
    let mut engine = Engine::new(dialect);
    let mut cells = RowCells::new(limit);
    let mut seen = Seen { rows: Vec::new(), lines: Vec::new(), end: Ok(EngineEnd::Nothing) };
    let mut line = 1;
    for mut piece in input.chunks(size) {
        while !piece.is_empty() {
            let (taken, step) = engine.feed(piece, &mut cells);
            piece = &piece[taken..];
            match step {
                EngineStep::More => continue,
                EngineStep::Row => {
                    seen.rows.push(texts(&cells));
                    seen.lines.push(line);
                }
                EngineStep::Blank => {}
                EngineStep::Broken(trouble) => return Seen { end: Err(trouble), ..seen },
            }
            line += 1 + cells.breaks;
            cells.clear();
        }
    }
    seen.end = Ok(engine.finish(&mut cells));
    if seen.end == Ok(EngineEnd::Row) {
        seen.rows.push(texts(&cells));
        seen.lines.push(line);
    }
    seen
}

fn usual(input: &[u8], size: usize) -> Seen {
    split(input, Dialect::usual(b','), size, 1_000_000)
}

fn oracle(input: &[u8], delimiter: u8) -> Rows {
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.delimiter(delimiter).flexible(true).has_headers(false).from_reader(input);
    reader.byte_records().map(|row| row.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
}

fn written(table: &[Vec<String>], style: csv::QuoteStyle, end: csv::Terminator) -> Vec<u8> {
    let mut builder = csv::WriterBuilder::new();
    let mut writer =
        builder.delimiter(b';').quote_style(style).terminator(end).flexible(true).from_writer(Vec::new());
    table.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

proptest! {
    /// The csv crate accepts text after a closing quote; without such text, all rows are the same.
    #[test]
    fn rows_are_split_as_by_the_csv_crate(
        input in proptest::collection::vec(prop::sample::select(b"ab;\",\n\r\xc3".to_vec()), 0..60),
        size in 1_usize..9,
    ) {
        let seen = split(&input, Dialect::usual(b';'), size, 1000);
        prop_assert_eq!(&seen, &split(&input, Dialect::usual(b';'), 1000, 1000), "pieces make no difference");
        let expected = oracle(&input, b';');
        match seen.end {
            Ok(EngineEnd::Nothing | EngineEnd::Row) => prop_assert_eq!(&seen.rows, &expected),
            _ => prop_assert_eq!(&seen.rows[..], &expected[..seen.rows.len()]),
        }
    }

    #[test]
    fn strictly_written_files_have_no_broken_quotes(
        table in proptest::collection::vec(proptest::collection::vec("[ ab;\"\n\r\t]{0,5}", 1..4), 1..6),
        all in any::<bool>(),
        crlf in any::<bool>(),
        size in 1_usize..9,
    ) {
        let style = if all { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let end = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let seen = split(&written(&table, style, end), Dialect::usual(b';'), size, 1000);
        let expected: Rows =
            table.iter().map(|row| row.iter().map(|cell| cell.clone().into_bytes()).collect()).collect();
        prop_assert_eq!((seen.end, seen.rows), (Ok(EngineEnd::Nothing), expected));
    }

    /// A line read alone keeps all its text except quotes and delimiters.
    #[test]
    fn a_line_read_alone_loses_no_text(line in proptest::collection::vec(prop::sample::select(b"ab;\" ".to_vec()), 0..40)) {
        let mut cells = RowCells::new(1000);
        let trouble = Engine::new(Dialect::usual(b';')).alone(&line, &mut cells);
        let letters = |text: &[u8]| text.iter().copied().filter(u8::is_ascii_alphabetic).collect::<Vec<_>>();
        prop_assert_eq!(letters(&cells.text), letters(&line));
        let seen = split(&line, Dialect::usual(b';'), 1000, 1000);
        if trouble.is_none() && !line.is_empty() {
            prop_assert_eq!(&seen.rows[..], &[texts(&cells)][..]);
        }
        prop_assert_eq!(trouble.is_some_and(|trouble| trouble.wrong != MisplacedQuote::Bare), seen.rows.is_empty() && !line.is_empty());
    }
}

#[test]
fn lines_are_counted_as_in_an_editor() {
    let seen = usual(b"a\r\n\r\n\"1\r\n2\r3\n4\"\r\nb\rc\n\n\nd", 1);
    assert_eq!(seen.lines, [1, 3, 7, 8, 11]);
}

#[rstest]
#[case::closed(b"a,\"b\nc\"", Ok(EngineEnd::Row))]
#[case::ended(b"a,b\n", Ok(EngineEnd::Nothing))]
#[case::empty_quotes(b"\"\",\"\"\r\n\"\"", Ok(EngineEnd::Row))]
#[case::spaces_around_quotes(b" \"a\" ,\t\"b\"\t\n", Ok(EngineEnd::Nothing))]
#[case::spaces_without_quotes(b" , a ,b \n", Ok(EngineEnd::Nothing))]
#[case::only_a_doubled_quote(b"\"\"\"\"\n", Ok(EngineEnd::Nothing))]
#[case::bare(b"20\" screen,x\n", Ok(EngineEnd::Nothing))]
#[case::text_after_a_quote(b"x\n\"a\"b,c\n", Err((MisplacedQuote::Text, 3)))]
#[case::text_after_a_space(b"\"a\" b\n", Err((MisplacedQuote::Text, 4)))]
#[case::two_quoted(b"\"a\" \"b\"\n", Err((MisplacedQuote::Text, 4)))]
#[case::empty_and_text(b"\"\"a\"\n", Err((MisplacedQuote::Text, 2)))]
#[case::a_quote_at_the_end(b"\"a\"\"", Err((MisplacedQuote::Open, 0)))]
#[case::text_lines_later(b"\"a\nb\n\"c\n", Err((MisplacedQuote::Text, 6)))]
fn misplaced_quotes_are_detected(
    #[case] input: &[u8],
    #[case] expected: Result<EngineEnd, (MisplacedQuote, usize)>,
) {
    for size in [1, 2, 100] {
        let end = match usual(input, size).end {
            Ok(EngineEnd::Unclosed(trouble)) => Err((MisplacedQuote::Open, trouble.opened.at)),
            other => other.map_err(|trouble| (trouble.wrong, trouble.found.at)),
        };
        assert_eq!(end, expected, "in pieces of {size}");
    }
}

#[test]
fn spaces_around_quotes_are_ignored_and_other_spaces_are_text() {
    let rows = |input: &[u8], delimiter| split(input, Dialect::usual(delimiter), 1, 100).rows;
    assert_eq!(rows(b"a, \"b, c\" , d \n", b','), [[&b"a"[..], b"b, c", b" d "]]);
    assert_eq!(rows(b"a\t\"b\"\t\t \"c\"", b'\t'), [[&b"a"[..], b"b", b"", b"c"]]);
}

#[rstest]
#[case(r#""a \"b\" c","d\\""#, Some(b'"'), &["a \"b\" c", "d\\"])]
#[case(r#""C:\temp","x""y""#, Some(b'"'), &["C:\\temp", "x\"y"])]
#[case(r#"a\,"b""#, Some(b'"'), &["a\\", "b"])]
#[case("a\\,b,\\\n\"c,d\\", None, &["a,b", "\n\"c", "d\\"])]
#[case("l1\\nl2\\tx,\\N,C:\\\\n", None, &["l1\nl2\tx", "\\N", "C:\\n"])]
#[case("\"l1\\\nl2\",\"a\\\r\nb\nc\"", Some(b'"'), &["l1\nl2", "a\r\nb\nc"])]
fn escapes_are_resolved(#[case] line: &str, #[case] quote: Option<u8>, #[case] expected: &[&str]) {
    let dialect = Dialect { delimiter: b',', quote, escape: Some(b'\\') };
    for size in [1, 100] {
        let seen = split(line.as_bytes(), dialect, size, 100);
        let expected: Vec<_> = expected.iter().map(|text| text.as_bytes().to_vec()).collect();
        assert_eq!((seen.rows, seen.end), (vec![expected], Ok(EngineEnd::Row)), "in pieces of {size}");
    }
}

#[test]
fn a_line_read_alone_keeps_its_broken_quotes() {
    let alone = |line: &[u8]| {
        let mut cells = RowCells::new(100);
        let trouble = Engine::new(Dialect::usual(b',')).alone(line, &mut cells);
        let texts: Vec<_> = cells.iter().map(|cell| String::from_utf8(cell.to_vec()).unwrap()).collect();
        (texts, trouble.map(|trouble| (trouble.wrong, trouble.found.cell)))
    };
    let texts = |texts: [&str; 3]| texts.map(ToOwned::to_owned).to_vec();
    let first = Some((MisplacedQuote::Text, 1));
    assert_eq!(alone(b"a,\"12\" desk,\"x,y\""), (texts(["a", "\"12\" desk", "x,y"]), first));
    assert_eq!(alone(b"a,\"b,c"), (texts(["a", "\"b", "c"]), Some((MisplacedQuote::Open, 1))));
    assert_eq!(alone(b"a,\"b,\"c"), (texts(["a", "\"b", "\"c"]), first));
    assert_eq!(alone(b"a,b\",\"\""), (texts(["a", "b\"", ""]), Some((MisplacedQuote::Bare, 1))));
    assert_eq!(alone(b"a,b,\"c\""), (texts(["a", "b", "c"]), None));
}

#[test]
fn a_cell_over_several_lines_is_broken_above_the_limit() {
    let broken = |input: &[u8]| split(input, Dialect::usual(b','), 2, 4).end.is_err();
    assert!(broken(b"\"ab\ncde\"\n") && broken(b"\"abcde\n\"\n"));
    assert!(!broken(b"\"abcdefg\",x\n") && !broken(b"\"a\nb\",\"abcdefg\"\n") && !broken(b"\"ab\nc\"\n"));
}

#[test]
fn a_long_cell_is_cut_between_characters_and_the_next_is_unchanged() {
    let input = "aé€x,\"0123456789\"\"\",b\n".as_bytes();
    for size in [1, 3, 100] {
        let mut engine = Engine::new(Dialect::usual(b','));
        let mut cells = RowCells::new(4);
        for piece in input.chunks(size) {
            engine.feed(piece, &mut cells);
        }
        let texts: Vec<_> = cells.iter().map(|cell| std::str::from_utf8(cell).unwrap()).collect();
        assert_eq!((texts, &cells.cut[..]), (vec!["aé", "0123", "b"], &[0, 1][..]));
    }
}

#[test]
fn large_rows_are_complete() {
    let long = |size: usize| format!("\"{}\"\"é\n\"", "é\r\n".repeat(size / 4));
    let cells = [16_376, 16_384, 49_153].map(long).join(",");
    let input = [cells, ",x".repeat(3000) + ",", "y\nz\n".into()].concat();
    for size in [7, 1000, input.len()] {
        let seen = usual(input.as_bytes(), size);
        assert!(seen.rows == oracle(input.as_bytes(), b','), "in pieces of {size}");
        assert_eq!(seen.lines, [1, input.matches('\n').count() as u64]);
    }
}

#[test]
fn a_byte_order_mark_is_text_for_the_engine() {
    assert_eq!(usual(b"\xef\xbb\xbfa\n", 100).rows, [[b"\xef\xbb\xbfa"]]);
}

#[test]
fn cells_beyond_the_limit_are_only_counted() {
    let mut cells = RowCells::new(9);
    let input = [vec![b','; MAX_CELLS + 5], b"x\n".to_vec()].concat();
    let mut engine = Engine::new(Dialect::usual(b','));
    assert_eq!(engine.feed(&input, &mut cells), (MAX_CELLS + 7, EngineStep::Row));
    assert_eq!((cells.count(), cells.ends.len()), (MAX_CELLS as u64 + 6, MAX_CELLS));
}
