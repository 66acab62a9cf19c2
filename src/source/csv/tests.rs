//! Delimited text: row numbers, dialects and issues.

use std::io::Cursor;

use proptest::prelude::*;
use rstest::rstest;

use crate::issue::Code;
use crate::source::{
    KnownColumns, ReadOptions, ReadRow, ShortRows, Source, SourceError, SourceFormat, StatedCharacter,
    TextEncoding, from_reader,
};

mod broken_quotes;

fn read(bytes: &[u8], options: &ReadOptions) -> Result<(Source, Vec<ReadRow>), SourceError> {
    let mut source = from_reader("x.csv", Cursor::new(bytes.to_vec()), options)?;
    let mut rows = Vec::new();
    while let Some(batch) = source.next_batch(7)? {
        rows.extend(batch.rows);
    }
    Ok((source, rows))
}

fn rows(bytes: &[u8]) -> Vec<ReadRow> {
    read(bytes, &ReadOptions::default()).unwrap().1
}

fn fault(bytes: &[u8]) -> String {
    read(bytes, &ReadOptions::default()).map(|_| ()).unwrap_err().to_string()
}

fn cells(row: &ReadRow) -> Vec<&str> {
    row.record.iter().map(|cell| cell.text).collect()
}

fn codes(row: &ReadRow) -> Vec<Code> {
    row.issues.iter().map(|issue| issue.code).collect()
}

#[test]
fn a_late_encoding_is_reported_as_ascii_so_far() {
    let text = [b"a,b\n".to_vec(), b"1,2\n".repeat(400_000), b"Jos\xe9,Citt\xe0\n".to_vec()].concat();
    let opened = from_reader("x.csv", Cursor::new(text.clone()), &ReadOptions::default()).unwrap();
    assert_eq!(opened.detection().to_string(), "csv, us-ascii so far, delimiter ','");
    let read = read(&text, &ReadOptions::default()).unwrap().0;
    assert_eq!(read.detection().to_string(), "csv, windows-1252, delimiter ','");
}

fn places(rows: &[ReadRow]) -> Vec<(u64, u64)> {
    rows.iter().map(|row| (row.record.row, row.record.line)).collect()
}

#[rstest]
#[case(b"a,b\n1,2\n3,4\n", &[(2, 2), (3, 3)])]
#[case(b"a,b\r\n1,2\r\n\r\n3,4", &[(2, 2), (4, 4)])]
#[case(b"a,b\r1,2\r\r3,4\r", &[(2, 2), (4, 4)])]
#[case(b"a,b\n\"1\n1\r\n1\",2\n3,4\n", &[(2, 2), (3, 5)])]
#[case(b"\n\na,b\n1,2\n", &[(4, 4)])]
#[case(b"sep=,\r\na,b\r\n1,2\r\n", &[(3, 3)])]
#[case(b"\"a\na\",b\n1,2\n\n3,4", &[(2, 3), (4, 5)])]
#[case(b"a\n1\n\"\"\n2\n \n3\n", &[(2, 2), (4, 4), (6, 6)])]
#[case(b"a,b\r\n1,2\n3,4\r5,6\r\n", &[(2, 2), (3, 3), (4, 4)])]
fn rows_and_lines_are_counted_as_in_a_spreadsheet_and_an_editor(
    #[case] text: &[u8],
    #[case] expected: &[(u64, u64)],
) {
    assert_eq!(places(&rows(text)), expected);
}

#[test]
fn the_header_row_can_be_stated() {
    let options = ReadOptions { header_row: Some(3), ..ReadOptions::default() };
    let (source, rows) = read(b"Customers\n\na;b\n1;2\n", &options).unwrap();
    assert_eq!((source.header().names().len(), places(&rows)), (2, vec![(4, 4)]));
    assert_eq!(
        source.detection().to_string(),
        "csv, us-ascii, delimiter ';', header in row 3; row 1 is ignored"
    );
    for row in [2, 9] {
        let options = ReadOptions { header_row: Some(row), ..ReadOptions::default() };
        let fault = read(b"Customers\n\na;b\n1;2\n", &options).map(|_| ()).unwrap_err();
        assert!(matches!(fault, SourceError::NoHeader { .. }), "{fault:?}");
    }
}

/// The delimiter is that of the table, not of the title above it.
#[rstest]
#[case(b"Customers, as of today\n\nName;Email\nAda;a@x.org\nBob;b@x.org\n", 3, b';')]
#[case(b"Report: Contacts\nName\tEmail\nAda\ta@x.org\n", 2, b'\t')]
#[case(b"Elenco clienti 2024;;\nName;Email;Zip\nAda;a@x.org;1,2\n", 2, b';')]
#[case(b"Name\nRossi;Milano;Italia\nVerdi;Roma;Italia\n", 1, b',')]
fn a_title_does_not_affect_the_delimiter(#[case] text: &[u8], #[case] row: u64, #[case] delimiter: u8) {
    let known =
        KnownColumns { is_known: Some(|name| ["Name", "Email"].contains(&name)), ..KnownColumns::default() };
    let options = ReadOptions { known, ..ReadOptions::default() };
    let (source, _) = read(text, &options).unwrap();
    let said = source.detection();
    assert_eq!((said.header_row, *said.delimiter.unwrap().get() as char), (row, delimiter as char));
}

#[test]
fn without_a_header_columns_are_named_by_letters() {
    let options = ReadOptions { no_header: true, ..ReadOptions::default() };
    let (source, rows) = read(b"\nann,a@x.org\nbob,b@x.org\n", &options).unwrap();
    assert_eq!(source.header().names(), ["A", "B"]);
    assert_eq!((cells(&rows[0]), places(&rows)), (vec!["ann", "a@x.org"], vec![(2, 2), (3, 3)]));
    assert!(source.detection().to_string().ends_with("no header (set by you)"), "{}", source.detection());
}

#[test]
fn duplicate_and_nameless_columns_are_read() {
    let (source, rows) = read(b"a,,a\n1,2,3\n", &ReadOptions::default()).unwrap();
    assert_eq!((source.header().find("a"), source.header().len()), (None, 3));
    assert_eq!((cells(&rows[0]), codes(&rows[0])), (vec!["1", "2", "3"], vec![]));
}

#[test]
fn is_empty_does_not_consume_a_row() {
    let mut source = from_reader("x.csv", &b"a\n1\n2\n"[..], &ReadOptions::default()).unwrap();
    assert!(!source.is_empty().unwrap() && !source.is_empty().unwrap());
    assert_eq!(source.next_batch(1).unwrap().unwrap().rows.len(), 1);
    assert_eq!(source.next_batch(9).unwrap().unwrap().rows.len(), 1);
    assert!(source.next_batch(9).unwrap().is_none() && source.count() == 2 && !source.is_empty().unwrap());
    let mut source = from_reader("x.csv", &b"a\n \n\n"[..], &ReadOptions::default()).unwrap();
    assert!(source.is_empty().unwrap());
    let allowed = ReadOptions { allow_empty: true, ..ReadOptions::default() };
    let mut source = from_reader("x.csv", &b""[..], &allowed).unwrap();
    assert!(source.is_empty().unwrap() && source.read_as() == "empty");
}

#[test]
fn options_override_detection() {
    let options = ReadOptions { delimiter: Some(b'#'), ..ReadOptions::default() };
    let (source, rows) = read(b"sep=;\na#b;c\n1#2;3\n", &options).unwrap();
    assert_eq!((source.header().names().len(), cells(&rows[0])), (2, vec!["1", "2;3"]));
    assert!(source.detection().to_string().contains("delimiter '#' (set by you)"));
    for delimiter in [b'"', b'\n', 0xe9] {
        let options = ReadOptions { delimiter: Some(delimiter), ..ReadOptions::default() };
        assert!(matches!(read(b"a\n", &options), Err(SourceError::Delimiter { .. })));
    }
}

#[test]
fn ragged_rows_keep_their_cells_in_order() {
    let rows = rows(b"a,b,c\n1,2\n1,2,3,4,5\n1,2,3\n1,2,3,\n");
    assert_eq!(cells(&rows[0]), ["1", "2"]);
    let missing = "the row has 2 cells, but the header has 3: the last cell is missing (\"c\")";
    assert_eq!(rows[0].issues[0].message, missing);
    assert_eq!(cells(&rows[1]), ["1", "2", "3,4,5"], "nothing of it is lost");
    assert!(rows[1].issues[0].message.ends_with("after the last column: \"4\", \"5\""));
    assert_eq!(codes(&rows[2]), []);
    assert_eq!(
        (cells(&rows[3]), codes(&rows[3])),
        (vec!["1", "2", "3"], vec![Code::ShiftedRow]),
        "an empty cell too many is no error"
    );
}

#[test]
fn short_rows_are_filled_on_request() {
    let options = ReadOptions { short_rows: ShortRows::Fill, ..ReadOptions::default() };
    let (_, rows) = read(b"a,b,c,\n1\n1,2\n1,2,3\n,,,4\n\"1\n1\",2\n", &options).unwrap();
    assert_eq!(cells(&rows[0]), ["1", "", ""]);
    assert_eq!(cells(&rows[1]), ["1", "2", ""]);
    assert_eq!(cells(&rows[4]), ["1\n1", "2", ""]);
    assert_eq!(rows.iter().map(|row| codes(row).len()).collect::<Vec<_>>(), [0, 0, 0, 1, 0]);
    let text = b"a,b,_file,_sheet,_row,_codes,_column,_message\n1\n";
    assert_eq!(codes(&read(text, &options).unwrap().1[0]), [Code::Ragged], "a rejects file keeps its form");
}

#[test]
fn nameless_columns_at_the_end_must_stay_empty() {
    let rows = rows(b"a,b,,\n1,2,,\n1,2\n1,2,, x\n1,2,\n");
    let expected: [&[Code]; 4] = [&[], &[], &[Code::Ragged], &[Code::ShiftedRow]];
    assert_eq!(rows.iter().map(codes).collect::<Vec<_>>(), expected);
    assert!(rows[2].issues[0].message.contains("column 4"), "{}", rows[2].issues[0].message);
    assert!([0, 1, 3].iter().all(|at| cells(&rows[*at]) == ["1", "2"]));
    assert_eq!(cells(&rows[2]), ["1", "2,, x"]);
}

#[test]
fn a_long_cell_is_cut_and_its_neighbors_are_not() {
    let options = ReadOptions { cell_limit: 10, ..ReadOptions::default() };
    let (_, rows) = read(b"a,b\n01234567890,x\n\"1\n2\n34567\",\"01234567890\"\n1,2\n", &options).unwrap();
    assert_eq!((cells(&rows[0]), codes(&rows[0])), (vec!["0123456789", "x"], vec![Code::CellTooLong]));
    assert_eq!(codes(&rows[1]), [Code::CellTooLong]);
    assert!(rows[1].issues[0].message.contains("lines 3 to 5"), "{}", rows[1].issues[0].message);
    assert_eq!((codes(&rows[2]), places(&rows)[2]), (vec![], (4, 6)));
}

#[test]
fn bad_bytes_and_nul_are_shown() {
    let rows = rows("é,b\né,é\nJos\u{1},x\0y\n".replace('\u{1}', "\u{fffd}").as_bytes());
    assert_eq!((cells(&rows[1])[1], codes(&rows[1])), ("x\\x00y", vec![Code::NulByte]));
    let bad = self::rows(b"\xc3\xa9,b\n\xc3\xa9,\xc3\xa9\nJos\xe9,x\n\xc3,\xa9\n");
    assert_eq!((cells(&bad[1]), codes(&bad[1])), (vec!["Jos\\xE9", "x"], vec![Code::BadEncoding]));
    assert_eq!(bad[1].issues[0].message, "the cell contains bytes that are not UTF-8");
    assert_eq!(cells(&bad[2]), ["\\xC3", "\\xA9"], "two halves in two cells are no letter");
}

#[test]
fn undefined_bytes_are_invalid_in_every_encoding() {
    let stated = ReadOptions { encoding: Some(TextEncoding::WINDOWS_1252), ..ReadOptions::default() };
    let (_, western) = read(b"a,b\nJos\xe9,\x81\n", &stated).unwrap();
    assert_eq!((cells(&western[0]), codes(&western[0])), (vec!["José", "\\x81"], vec![Code::BadEncoding]));
    let utf16: Vec<u8> = [b"\xff\xfe".to_vec(), b"a\0\n\0x\0\0\xd8y\0\n\0".to_vec()].concat();
    assert_eq!(cells(&rows(&utf16)[0]), ["x\\x00\\xD8y"]);
}

/// ASCII proves nothing: the first other byte decides, however late it comes.
#[rstest]
#[case("é".as_bytes(), "utf-8")]
#[case(b"\xe9t\xe9", "windows-1252")]
fn the_first_non_ascii_letter_decides_the_encoding(#[case] letter: &[u8], #[case] encoding: &str) {
    for filler in [0, 65_000, 262_140, 300_000] {
        let text =
            [b"a,b\n1,".to_vec(), vec![b'x'; filler], b"\n2,".to_vec(), letter.to_vec(), b"\n".to_vec()];
        let (source, rows) = read(&text.concat(), &ReadOptions::default()).unwrap();
        let last = rows.last().unwrap();
        assert_eq!((codes(last), cells(last)[1].chars().next()), (vec![], Some('é')));
        assert_eq!(source.detection().encoding.unwrap().get().to_lowercase(), encoding);
    }
}

/// The last byte of a block may begin a character of UTF-8; only the next block shows that it does not.
#[test]
fn a_letter_at_a_block_boundary_does_not_confuse_the_detection() {
    let text = [b"a,b\n1,".to_vec(), vec![b'x'; 256 * 1024 - 10], b"\n2,\xc9lise Durand\n".to_vec()].concat();
    assert_eq!(text[256 * 1024 - 1], 0xc9);
    assert_eq!(cells(rows(&text).last().unwrap())[1], "Élise Durand");
}

#[test]
fn a_stated_encoding_is_used() {
    let options = ReadOptions { encoding: ReadOptions::encoding_named("utf-8"), ..ReadOptions::default() };
    let (source, rows) = read(b"a\nJos\xe9\n", &options).unwrap();
    assert_eq!(codes(&rows[0]), [Code::BadEncoding]);
    assert_eq!(source.detection().to_string(), "csv, utf-8 (set by you), delimiter ','");
    let russian = encoding_rs::WINDOWS_1251.encode("имя,b\nИван,x\n").0.into_owned();
    let options = ReadOptions { encoding: ReadOptions::encoding_named("cp1251"), ..ReadOptions::default() };
    assert_eq!(cells(&read(&russian, &options).unwrap().1[0]), ["Иван", "x"]);
}

#[rstest]
#[case(b"", "is empty")]
#[case(b"\n\r\n", "is empty")]
#[case(b"\xef\xbb\xbf", "is empty")]
#[case(b"a,\"b\n1,2\n", "a double quote opens in it and is never closed")]
#[case(b"a,\xc3\xa9,\xc3\xa9\xe9\n", "it is not UTF-8")]
#[case(b"%PDF-1.4\n", "is a PDF document, which deskferry does not read")]
#[case(b"PK\x03\x04 and nothing else", "is a truncated zip archive")]
#[case(b"<html><table>", "is an HTML page without a table; it may be a login or an error page")]
#[case(b"[{\"a\":1}", "is a JSON array that ends too early, after element 0")]
#[case(b"[{\"a\":1},\n{\"a\":2},", "is a JSON array that ends too early, after element 2")]
#[case(b"[{\"a\":1}]\n{\"a\":2}", "is a JSON array that is followed by other data, after element 1")]
#[case(
    b"{\"error\":\"invalid_token\"}",
    "is an API's response to a failed request (\"error\": \"invalid_token\")"
)]
#[case(b"{\"users\":null}", "whose \"users\" is null")]
#[case(b"{\"users\":[{\"a\":1},{\"a\"", "an API response that ends too early, after record 1 of \"users\"")]
#[case(b"{\"users\":[{\"a\":1}]}\n{\"error\":1}", "no list at \"users\" in response 2")]
#[case(b"\xff\xfe\0\0a\0\0\0", "UTF-32")]
fn content_that_is_not_a_table_is_refused(#[case] bytes: &[u8], #[case] word: &str) {
    let fault = fault(bytes);
    assert!(fault.contains(word) && fault.contains("x.csv"), "{fault}");
}

#[test]
fn a_header_alone_is_valid() {
    let (source, rows) = read(b"a,b\n", &ReadOptions::default()).unwrap();
    assert_eq!((rows.len(), source.count()), (0, 0));
    assert!(source.digest().is_some());
}

#[test]
fn a_rejects_file_ignores_the_options() {
    let text = "a,é,_file,_sheet,_row,_codes,_column,_message\nx;1,é,f,,2,E201,a,m\nadded,1\nshort\n";
    let options = ReadOptions {
        delimiter: Some(b';'),
        encoding: Some(TextEncoding::WINDOWS_1252),
        header_row: Some(5),
        sheet: Some("none".into()),
        ..ReadOptions::default()
    };
    let (source, rows) = read(text.as_bytes(), &options).unwrap();
    assert!(source.origin().rejects);
    assert_eq!(source.header().names(), ["a", "é"]);
    let known = vec!["x;1", "é", "", "", "", "f", "", "2", "E201", "a"];
    assert_eq!((cells(&rows[0]), codes(&rows[0])), (known, vec![]), "and what the run knew");
    assert_eq!((cells(&rows[1]), codes(&rows[1])), (vec!["added", "1"], vec![]));
    assert_eq!((cells(&rows[2]), codes(&rows[2])), (vec!["short"], vec![Code::Ragged]));
}

/// A table, and the dialect in which it is written.
fn written() -> impl Strategy<Value = (Vec<Vec<String>>, u8, bool, u8)> {
    let cell = "[ a-c0;,|\t\"\n\ré€ß]{0,6}";
    let table = (1_usize..5)
        .prop_flat_map(move |width| proptest::collection::vec(proptest::collection::vec(cell, width), 1..8));
    (table, prop::sample::select(b",;\t|".to_vec()), any::<bool>(), 0_u8..5)
}

fn encode(text: &str, how: u8) -> Vec<u8> {
    let units = || std::iter::once(0xfeff).chain(text.encode_utf16());
    match how {
        0 => text.as_bytes().to_vec(),
        1 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        2 => units().flat_map(u16::to_le_bytes).collect(),
        3 => units().flat_map(u16::to_be_bytes).collect(),
        _ => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn written_files_round_trip((table, delimiter, crlf, how) in written()) {
        let end = if crlf { ::csv::Terminator::CRLF } else { ::csv::Terminator::Any(b'\n') };
        let mut builder = ::csv::WriterBuilder::new();
        let mut writer = builder.delimiter(delimiter).terminator(end).from_writer(Vec::new());
        let header: Vec<String> = (0..table[0].len()).map(|at| format!("h{at}")).collect();
        std::iter::once(&header).chain(&table).for_each(|row| writer.write_record(row).unwrap());
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let options = ReadOptions {
            delimiter: Some(delimiter),
            encoding: (how == 4).then_some(TextEncoding::WINDOWS_1252),
            ..ReadOptions::default()
        };
        // Two letters that form no word may raise the encoding question.
        let stated = || ReadOptions { encoding: Some(TextEncoding::UTF_8), ..options.clone() };
        let (_, rows) = match read(&encode(&text, how), &options) {
            Err(SourceError::Encoding { .. }) if how == 0 => read(&encode(&text, how), &stated()).unwrap(),
            other => other.unwrap(),
        };
        let expected: Vec<(u64, Vec<&str>)> = table.iter().enumerate()
            .filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()))
            .map(|(at, row)| (at as u64 + 2, row.iter().map(String::as_str).collect()))
            .collect();
        let seen: Vec<(u64, Vec<&str>)> = rows.iter().map(|row| (row.record.row, cells(row))).collect();
        prop_assert_eq!(seen, expected);
        // A cell may seem to contain a row.
        prop_assert!(rows.iter().flat_map(codes).all(|code| code == Code::RowInCell));
    }

    #[test]
    fn random_bytes_never_panic_and_no_row_is_lost(
        bytes in proptest::collection::vec(prop::sample::select(b"ab1,;\"\n\r\0\xc3\xa9\xff{ ".to_vec()), 0..80),
    ) {
        // With more NULs the content is binary.
        prop_assume!(memchr::memchr_iter(0, &bytes).count() <= 16);
        let text = [b"h1,h2\n".to_vec(), bytes].concat();
        let options = ReadOptions { format: Some(SourceFormat::Csv), delimiter: Some(b','), encoding: Some(TextEncoding::UTF_8), quote: Some(StatedCharacter::Byte(b'"')), escape: Some(StatedCharacter::None), ..ReadOptions::default() };
        let (_, rows) = read(&text, &options).unwrap();
        let mut builder = ::csv::ReaderBuilder::new();
        // After the last line, NULs and empty lines are padding.
        let last = text.iter().rposition(|byte| !matches!(byte, 0 | b'\n' | b'\r')).unwrap();
        let line = text[last..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let end = line.map_or(text.len(), |line| last + line + 1);
        let oracle = builder.flexible(true).has_headers(false).from_reader(&text[..end]).into_byte_records();
        let expected = oracle.skip(1).map(Result::unwrap)
            .filter(|row| !std::str::from_utf8(row.as_slice()).is_ok_and(|text| text.trim().is_empty()))
            .count();
        let broken = [Code::UnclosedQuote, Code::StrayQuote];
        let is_broken = |row: &ReadRow| codes(row).iter().any(|code| broken.contains(code));
        let parted = text.windows(2).any(|pair| pair == b" \"" || pair == b"\" ");
        prop_assert!(parted || rows.len() == expected || rows.iter().any(is_broken), "{} of {expected}", rows.len());
        for row in &rows {
            prop_assert!(row.record.len() == 2 || codes(row).contains(&Code::Ragged) || !row.issues.is_empty());
        }
        prop_assert!(rows.is_sorted_by_key(|row| (row.record.row, row.record.line)));
    }
}

proptest! {
    #[test]
    fn any_bytes_give_rows_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes, &ReadOptions::default());
    }
}
