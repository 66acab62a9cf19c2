//! Unusual workbooks that other programs can open: deskferry opens them too and drops no row.

use rstest::rstest;

use super::case;
use super::workbook_parts::{MAIN, book, relations, row, rows, sheet, taken, text, types, validate, xlsx};
use crate::zip_archives::{self, Entry};

const ADA: &str = "Ada|ada@x.org|";

fn two() -> [String; 2] {
    [row(1, &["Name", "Email"]), row(2, &["Ada", "ada@x.org"])]
}

#[rstest]
#[case("zip-backslashes.xlsx", &["Ann Lee|ann@example.org|", "Bob Ray|bob@example.org|"])]
#[case("dimension-A0.xlsx", &["Ann Lee|ann@example.org|", "Bob Ray|bob@example.org|"])]
#[case("rows-unordered.xlsx", &["Bob|bob@example.org|", "Ann|ann@example.org|"])]
#[case("sst-count-wrong.xlsx", &["Ann|ann@example.org|"])]
#[case("error-getting-data.xlsx", &["Ann Lee|ann@example.org|", "Bob Ray|bob@example.org|"])]
#[case("html-table.xls", &["Ann|ann@example.org|"])]
#[case("y_meta.xls", &["A|a@example.org|"])]
fn files_that_were_refused(#[case] name: &str, #[case] expected: &[&str]) {
    assert_eq!(taken(&validate(name, case(name), "").status(0)), expected);
}

#[rstest]
#[case("#GETTING_DATA")]
#[case("#SPILL!")]
#[case("#CALC!")]
#[case("#A_WORD_OF_TOMORROW")]
#[case("")]
fn an_error_concerns_its_cell_only(#[case] word: &str) {
    let error = format!("<row r=\"3\">{}<c r=\"B3\" t=\"e\"><v>{word}</v></c></row>", text("A3", "Bob"));
    let ran = validate("a.xlsx", rows(&[&two()[..], &[error]].concat()), "").status(1);
    assert_eq!((ran.rejects().codes(), ran.rejects().column("_row")), (vec!["E005"], vec!["3"]), "{ran}");
    assert_eq!(taken(&ran), [ADA]);
}

#[rstest]
#[case::none("")]
#[case::first_row_zero("<dimension ref=\"A0\"/>")]
#[case::one_cell("<dimension ref=\"A1\"/>")]
#[case::backwards("<dimension ref=\"B2:A1\"/>")]
#[case::nonsense("<dimension ref=\"#REF!\"/>")]
#[case::empty("<dimension/>")]
fn the_declared_extent_of_a_sheet_is_ignored(#[case] dimension: &str) {
    let xml = sheet(&two().concat(), "").replace("<sheetData>", &format!("{dimension}<sheetData>"));
    assert_eq!(taken(&validate("a.xlsx", xlsx(&xml), "").status(0)), [ADA]);
}

/// Without references, cells and rows follow one another.
#[test]
fn rows_and_cells_without_a_reference() {
    let plain = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let of =
        |cells: &[&str]| format!("<row>{}</row>", cells.iter().map(|cell| plain(cell)).collect::<String>());
    let gap = format!(
        "<row r=\"5\"><c/>{}<c r=\"A5\" t=\"inlineStr\"><is><t>Eve</t></is></c></row>",
        plain("e@x.org")
    );
    let content = rows(&[of(&["Name", "Email"]), of(&["Ada", "ada@x.org"]), gap, of(&["Bob"])]);
    let ran = validate("a.xlsx", content, "").status(0);
    assert_eq!(taken(&ran), [ADA, "Eve|e@x.org|", "Bob||"]);
}

#[test]
fn prefixes_and_strict_namespaces() {
    let strict = "xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" \
                  xmlns:rel=\"http://purl.oclc.org/ooxml/officeDocument/relationships\"";
    let prefixed = |xml: &str| xml.replace("</", "</x:").replace('<', "<x:").replace("<x:/x:", "</x:");
    let plain = format!("<sheetData>{}</sheetData>", two().concat());
    let xml = prefixed(&format!("<worksheet>{plain}</worksheet>")).replacen(
        "worksheet>",
        &format!("worksheet {strict}>"),
        1,
    );
    let main = format!(
        "<x:workbook {strict}><x:sheets><x:sheet name=\"S\" sheetId=\"1\" rel:id=\"rId1\"/></x:sheets></x:workbook>"
    );
    let strictly = |xml: String| {
        xml.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006",
            "http://purl.oclc.org/ooxml/officeDocument",
        )
    };
    let content = zip_archives::with(&xlsx(&xml), Entry::stored("xl/workbook.xml", main));
    let content = zip_archives::edit(
        &zip_archives::edit(&content, "_rels/.rels", strictly),
        "xl/_rels/workbook.xml.rels",
        strictly,
    );
    assert_eq!(taken(&validate("a.xlsx", content, "").status(0)), [ADA]);
}

fn shared(texts: &[&str]) -> String {
    let all: String = texts.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    format!("<sst {MAIN}>{all}</sst>")
}

const SHARED_ROWS: &str =
    "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c></row>";

/// The relationships name the parts, whatever their paths and names.
#[rstest]
#[case::outside("book.xml", "_rels/book.xml.rels", "texts.xml", "texts.xml", "one.xml", "one.xml")]
#[case::elsewhere(
    "a/b/main.xml",
    "a/b/_rels/main.xml.rels",
    "../t/strings.bin.xml",
    "a/t/strings.bin.xml",
    "/s/one.xml",
    "s/one.xml"
)]
#[case::usual(
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "/xl/sst.xml",
    "xl/sst.xml",
    "./worksheets/sheet1.xml",
    "xl/worksheets/sheet1.xml"
)]
#[case::case(
    "XL/Workbook.XML",
    "xl/_rels/workbook.xml.RELS",
    "SharedStrings.xml",
    "xl/sharedstrings.xml",
    "Worksheets/Sheet1.xml",
    "xl/worksheets/SHEET1.xml"
)]
#[case::coded(
    "xl/work book.xml",
    "xl/_rels/work book.xml.rels",
    "my%20texts.xml",
    "xl/my texts.xml",
    "sheet%31.xml",
    "xl/sheet1.xml"
)]
fn parts_under_other_names(
    #[case] main: &str,
    #[case] related: &str,
    #[case] texts: &str,
    #[case] texts_part: &str,
    #[case] target: &str,
    #[case] part: &str,
) {
    let content = zip_archives::pack(&[
        ("[Content_Types].xml", &types(&format!("/{main}"))),
        ("_rels/.rels", &relations(&[("rId1", "officeDocument", &main.replace(' ', "%20"))])),
        (main, &book()),
        (related, &relations(&[("rId9", "sharedStrings", texts), ("rId1", "worksheet", target)])),
        (texts_part, &shared(&["Name", "Ada"])),
        (part, &sheet(SHARED_ROWS, "")),
    ]);
    assert_eq!(taken(&validate("a.xlsx", content, "").status(0)), ["Ada||"]);
}

/// A part in UTF-16, as its XML declaration says.
#[rstest]
#[case("UTF-16", encoding_rs::UTF_16LE)]
#[case("ISO-8859-1", encoding_rs::WINDOWS_1252)]
fn parts_of_other_encodings(#[case] says: &str, #[case] encoding: &'static encoding_rs::Encoding) {
    let xml = sheet(&(row(1, &["Name"]) + &row(2, &["José"])), "");
    let xml = format!("<?xml version=\"1.0\" encoding=\"{says}\"?>{xml}");
    let bytes: Vec<u8> = match encoding == encoding_rs::UTF_16LE {
        true => format!("\u{feff}{xml}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        false => encoding.encode(&xml).0.into_owned(),
    };
    let content = zip_archives::with(&xlsx(""), Entry::stored("xl/worksheets/sheet1.xml", bytes));
    assert_eq!(taken(&validate("a.xlsx", content, "").status(0)), ["José||"]);
}

#[test]
fn a_sheet_that_breaks_off_in_its_merged_cells() {
    let whole = sheet(&two().concat(), "<mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells>");
    let cut = whole.split("<mergeCell ").next().unwrap();
    validate("a.xlsx", xlsx(cut), "").status(2).says("it ends too early, after its cells");
}

#[test]
fn a_style_part_under_another_name_and_no_relationships_of_the_package() {
    let cell = "<c r=\"A2\" s=\"1\"><v>67</v></c>";
    let styles = format!(
        "<styleSheet {MAIN}><numFmts><numFmt numFmtId=\"164\" formatCode=\"00000\"/></numFmts><cellXfs><xf numFmtId=\"0\"/>\
         <xf numFmtId=\"164\"/></cellXfs></styleSheet>"
    );
    let content = zip_archives::pack(&[
        ("[Content_Types].xml", &types("/xl/workbook.xml")),
        ("xl/workbook.xml", &book()),
        (
            "xl/_rels/workbook.xml.rels",
            &relations(&[
                ("rId7", "styles", "looks/formats.xml"),
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ]),
        ),
        ("xl/looks/formats.xml", &styles),
        (
            "xl/worksheets/sheet1.xml",
            &sheet(&(row(1, &["Name"]) + &format!("<row r=\"2\">{cell}</row>")), ""),
        ),
    ]);
    assert_eq!(taken(&validate("a.xlsx", content, "").status(0)), ["00067||"]);
}

#[test]
fn parts_that_a_mac_adds_are_ignored() {
    let mut content = xlsx(&sheet(&two().concat(), ""));
    for name in [
        "__MACOSX/xl/._workbook.xml",
        "__MACOSX/._[Content_Types].xml",
        "__MACOSX/xl/worksheets/._sheet1.xml",
    ] {
        content = zip_archives::with(&content, Entry::stored(name, *b"\0\x05\x16\x07junk"));
    }
    assert_eq!(taken(&validate("a.xlsx", content, "").status(0)), [ADA]);
}

#[test]
fn a_text_document_is_named_in_the_message() {
    let kind = types("/word/document.xml").replace("spreadsheetml.sheet", "wordprocessingml.document");
    let content = zip_archives::pack(&[("[Content_Types].xml", &kind), ("word/document.xml", "<x/>")]);
    validate("a.xlsx", content, "")
        .status(2)
        .says("is a text document (DOCX), which deskferry does not read");
}

/// The texts of the cells by position, as calamine reads them.
fn by_calamine(path: &str, sheet: &str) -> Vec<(usize, usize, String)> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, sheet).unwrap();
    let (row, column) = range.start().unwrap();
    let place = |(at, beside, cell): (usize, usize, &calamine::Data)| {
        let calamine::Data::String(text) = cell else { return None };
        let text = text.clone();
        Some((at + row as usize, beside + column as usize, text))
    };
    range.used_cells().filter_map(place).filter(|(.., text)| !text.trim().is_empty()).collect()
}

/// Every text below the header is where another reader (calamine) has it.
#[rstest]
#[case("tests/fixtures/books.xlsx", "Customers", 3)]
#[case("tests/fixtures/epoch-1904.xlsx", "", 1)]
#[case("samples/generic-contacts.xlsx", "", 1)]
fn texts_are_the_same_as_another_readers(#[case] name: &str, #[case] sheet: &str, #[case] header: u64) {
    use deskferry::source::{ReadOptions, open};
    let path = format!("{}/{name}", env!("CARGO_MANIFEST_DIR"));
    let stated = Some(sheet.to_owned()).filter(|sheet| !sheet.is_empty());
    let options =
        ReadOptions { header_row: Some(header), sheet: stated, name_columns: true, ..ReadOptions::default() };
    let mut source = open(&path, &options).unwrap();
    let read_sheet = source.origin().sheet.clone().unwrap();
    let mut own = std::collections::BTreeMap::new();
    while let Some(batch) = source.next_batch(100).unwrap() {
        for row in batch.rows {
            let cells = row.record.iter().enumerate();
            own.extend(
                cells.map(|(column, cell)| ((row.record.row as usize - 1, column), cell.text.to_owned())),
            );
        }
    }
    let others = by_calamine(&path, &read_sheet);
    let below: Vec<_> = others.into_iter().filter(|(row, ..)| *row >= header as usize).collect();
    assert!(below.len() > 1, "{below:?}");
    for (row, column, text) in below {
        assert_eq!(
            own.get(&(row, column)).map(String::as_str),
            Some(text.as_str()),
            "row {row}, column {column}"
        );
    }
}
