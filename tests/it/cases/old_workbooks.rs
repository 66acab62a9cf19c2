//! Excel 5 to 2003 workbooks: their code pages, and records that are too short.

use rstest::rstest;

use super::workbook_parts::{taken, validate};

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
}

/// A workbook of this version with one sheet of these records, and these records before it.
fn book(version: u16, before: &[u8], cells: &[u8]) -> Vec<u8> {
    let (old, end) = (version == 0x0500, record(0x000a, &[]));
    let begin = |kind: u16| {
        let head = [version, kind, 0, 0].map(u16::to_le_bytes).concat();
        record(0x0809, &[head, vec![0; if old { 0 } else { 8 }]].concat())
    };
    let name: &[u8] = if old { &[1, b'S'] } else { &[1, 0, b'S'] };
    let listed = |place: u32| record(0x0085, &[&place.to_le_bytes()[..], &[0, 0], name].concat());
    let place = begin(5).len() + before.len() + listed(0).len() + end.len();
    let stream =
        [begin(5), before.to_vec(), listed(place as u32), end.clone(), begin(0x10), cells.to_vec(), end];
    let mut container = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    let name = if old { "/Book" } else { "/Workbook" };
    std::io::Write::write_all(&mut container.create_stream(name).unwrap(), &stream.concat()).unwrap();
    container.into_inner().into_inner()
}

fn at(row: u16, column: u16) -> Vec<u8> {
    [row, column, 0].map(u16::to_le_bytes).concat()
}

/// An Excel 5 text cell.
fn label(row: u16, column: u16, text: &[u8]) -> Vec<u8> {
    record(0x0204, &[at(row, column), (text.len() as u16).to_le_bytes().to_vec(), text.to_vec()].concat())
}

/// An Excel 5 workbook with one name, and a code page if there is one.
fn excel_5(page: Option<u16>, name: &[u8]) -> Vec<u8> {
    let page = page.map(|page| record(0x0042, &page.to_le_bytes())).unwrap_or_default();
    book(0x0500, &page, &[label(0, 0, b"Name"), label(1, 0, name)].concat())
}

#[rstest]
#[case(437, b"Zo\x89", "Zoë")]
#[case(850, b"Jos\x82", "José")]
#[case(852, b"\x9d\xa2d\xab", "Łódź")]
#[case(857, b"I\x9f\x8dk", "Işık")]
#[case(866, b"\x88\xa2\xa0\xad", "Иван")]
#[case(10_007, b"\x88\xe2\xe0\xed", "Иван")]
#[case(10_029, b"\xfc\x97d\x90", "Łódź")]
#[case(0x8000, b"Zo\x91", "Zoë")]
#[case(1252, b"Zo\xeb", "Zoë")]
fn texts_of_a_code_page(#[case] page: u16, #[case] name: &[u8], #[case] expected: &str) {
    let ran = validate("a.xls", excel_5(Some(page), name), "").status(0);
    assert_eq!(taken(&ran), [format!("{expected}||")]);
}

/// The file declares an unknown code page or none: nothing is guessed, and the encoding can be stated.
#[rstest]
#[case(Some(1361), "contains text in code page 1361, which deskferry does not know; save it as XLSX")]
#[case(Some(1200), "contains text in code page 1200, which deskferry does not know; save it as XLSX")]
#[case(None, "contains text in an unnamed code page; save it as XLSX")]
fn a_code_page_that_is_not_known(#[case] page: Option<u16>, #[case] message: &str) {
    let ran = validate("a.xls", excel_5(page, b"Zo\xeb"), "").status(2);
    ran.says(message).says("or set the encoding, for example --encoding windows-1250");
    assert_eq!(taken(&validate("a.xls", excel_5(page, b"Ada"), "").status(0)), ["Ada||"]);
    assert_eq!(
        taken(&validate("a.xls", excel_5(page, b"Zo\xeb"), "--encoding windows-1252").status(0)),
        ["Zoë||"]
    );
    assert_eq!(taken(&validate("a.xls", excel_5(page, b"Zo\x89"), "--encoding cp850").status(0)), ["Zoë||"]);
}

/// An Excel 97 text cell, with the bytes that give its length.
fn text(row: u16, column: u16, length: u16, text: &[u8]) -> Vec<u8> {
    record(0x0204, &[at(row, column), length.to_le_bytes().to_vec(), vec![0], text.to_vec()].concat())
}

/// Ada's name and e-mail address, and a name and the records of another row.
fn excel_97(before: &[u8], cells: &[Vec<u8>]) -> Vec<u8> {
    let good = [
        text(0, 0, 4, b"Name"),
        text(0, 1, 5, b"Email"),
        text(1, 0, 3, b"Ada"),
        text(1, 1, 9, b"ada@x.org"),
        text(2, 0, 3, b"Bob"),
    ];
    book(0x0600, before, &[&good[..], cells].concat().concat())
}

/// An empty text whose bytes after the length are missing, or whose length is missing too.
#[rstest]
#[case(&[0, 0])]
#[case(&[])]
fn an_empty_text_without_its_rest(#[case] rest: &[u8]) {
    let cell = record(0x0204, &[at(2, 1), rest.to_vec()].concat());
    let ran = validate("a.xls", excel_97(&[], &[cell]), "").status(0);
    assert_eq!(taken(&ran), ["Ada|ada@x.org|", "Bob||"]);
}

#[rstest]
#[case::format(record(0x041e, &[164, 0, 6, 0, 0, b'0', b'0']))]
#[case::format_of_excel_5(record(0x041e, &[164, 0, 3, b'0', b'0']))]
#[case::xf(record(0x00e0, &[0]))]
fn a_short_record_before_the_sheets(#[case] before: Vec<u8>) {
    let ran = validate("a.xls", excel_97(&before, &[]), "").status(0);
    assert_eq!(taken(&ran), ["Ada|ada@x.org|", "Bob||"]);
}

/// The error concerns its own cell only.
#[rstest]
#[case::text(text(2, 1, 9, b"bob"))]
#[case::number(record(0x0203, &[at(2, 1), vec![0; 5]].concat()))]
#[case::small_number(record(0x027e, &[at(2, 1), vec![0; 2]].concat()))]
#[case::shared(record(0x00fd, &[at(2, 1), vec![0; 2]].concat()))]
#[case::truth(record(0x0205, &[at(2, 1), vec![1]].concat()))]
#[case::formula(record(6, &[at(2, 1), vec![0; 3]].concat()))]
#[case::text_of_a_formula([record(6, &[at(2, 1), vec![0, 0, 0, 0, 0, 0, 0xff, 0xff]].concat()), record(0x0207, &[9, 0, 0, b'b'])].concat())]
#[case::error_of_tomorrow(record(0x0205, &[at(2, 1), vec![0x77, 1]].concat()))]
fn a_short_record_is_a_fault_of_its_cell(#[case] cell: Vec<u8>) {
    let ran = validate("a.xls", excel_97(&[], &[cell]), "").status(1);
    assert_eq!(
        (ran.rejects().codes(), ran.rejects().column("Email")),
        (vec!["E005"], vec!["#ERROR!"]),
        "{ran}"
    );
    assert_eq!(taken(&ran), ["Ada|ada@x.org|"]);
}
