//! Small workbooks that expand enormously: each is refused in one line, within seconds and within the memory limit.

mod open_document;

use self::open_document::{ods, ods_content};
use crate::command_line::{Ferry, Ran};
use crate::zip_archives::{self, Entry};

const MAPPING: &str = "version = 1\n[fields]\nname = { from = \"Name\" }\n";
/// Limits for the program: address space in KiB (it uses about 300 MB by itself, mostly for threads), and processor
/// time in seconds, so that a busy machine does not matter.
const LIMITS: &str = "ulimit -v 1000000; ulimit -t 20";
const MIB: usize = 1024 * 1024;

fn validate(name: &str, content: Vec<u8>, flags: &str) -> Ran {
    let ferry = Ferry::new().file(name, content).file("m.toml", MAPPING).limited(LIMITS).patient();
    ferry.line(&format!("validate {name} -m m.toml -o out.jsonl")).line(flags).run()
}

/// Refused in one line with the file, the problem and the remedy; nothing is left behind.
#[track_caller]
fn refused(name: &str, content: Vec<u8>, what: &str) {
    let ran = validate(name, content, "").status(2).says(what);
    let errors: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("error")).collect();
    assert!(errors.len() == 1 && errors[0].contains(&format!("\"{name}\"")), "{ran}");
    assert!(
        ran.stderr.contains("; if you trust its sender") || ran.stderr.contains("and save it as XLSX; if it"),
        "{ran}"
    );
    assert!(ran.folders().is_empty() && !ran.path().join("out.jsonl").exists(), "{ran}");
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const SPREADSHEET: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                           xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const SHEET: &str = "xl/worksheets/sheet1.xml";
const SHARED: &str = "xl/sharedStrings.xml";

/// A workbook of one sheet with these rows.
fn xlsx(rows: &str) -> Vec<u8> {
    let relationship = |kind: &str, target: &str| {
        format!(
            "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
             Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" \
             Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "{HEAD}<workbook {SPREADSHEET}><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    zip_archives::pack(&[
        ("_rels/.rels", &relationship("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &relationship("worksheet", "worksheets/sheet1.xml")),
        (SHEET, &format!("{HEAD}<worksheet {SPREADSHEET}><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

const NAME: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Name</t></is></c></row>";

/// A part of XLSX: a beginning, a middle repeated many times, and an end.
fn bomb(name: &str, head: &str, middle: &[u8], times: usize, tail: &str) -> Vec<u8> {
    zip_archives::with(&xlsx(NAME), Entry::repeated(name, head, middle, times, tail))
}

fn sheet_of(middle: &[u8], times: usize, tail: &str) -> Vec<u8> {
    bomb(SHEET, &format!("<worksheet {SPREADSHEET}><sheetData>{NAME}<row r=\"2\">"), middle, times, tail)
}

#[test]
fn the_base_workbook_of_these_tests_is_good() {
    let rows = format!("{NAME}<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Ada</t></is></c></row>");
    let ran = validate("a.xlsx", xlsx(&rows), "").status(0);
    assert_eq!(ran.text("out.jsonl"), "{\"name\":\"Ada\"}\n");
}

#[test]
fn shared_texts_without_end() {
    let texts = "<si><t>a</t></si>".repeat(MIB / 17);
    let content = bomb(SHARED, "<sst>", texts.as_bytes(), 60, "</sst>");
    refused(
        "a.xlsx",
        content,
        "was not read, because its part \"xl/sharedStrings.xml\" unpacks to more than 16 MB",
    );
}

#[test]
fn one_shared_text_without_end() {
    let content = bomb(SHARED, "<sst><si><t>", &[b'a'; MIB], 100, "</t></si></sst>");
    refused("a.xlsx", content, "its part \"xl/sharedStrings.xml\" has a cell of more than 8 MB");
}

#[test]
fn a_shared_text_of_runs_without_end() {
    let runs = "<r><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></r>".repeat(MIB / 51);
    let content = bomb(SHARED, "<sst><si>", runs.as_bytes(), 100, "</si></sst>");
    refused("a.xlsx", content, "its part \"xl/sharedStrings.xml\" has a cell of more than 8 MB");
}

#[test]
fn one_cell_without_end() {
    let content = sheet_of(&[b'a'; MIB], 100, "</row></sheetData></worksheet>");
    refused("a.xlsx", content, "its part \"xl/worksheets/sheet1.xml\" has a cell of more than 8 MB");
}

#[test]
fn one_attribute_without_end() {
    let content = bomb(SHEET, "<worksheet a=\"", &[b'a'; MIB], 100, "\"/>");
    refused("a.xlsx", content, "has a cell of more than 8 MB");
}

#[test]
fn empty_cells_without_end() {
    let cells = "<c r=\"A2\"/>".repeat(MIB / 11);
    let content = sheet_of(cells.as_bytes(), 30, "</row></sheetData></worksheet>");
    refused(
        "a.xlsx",
        content,
        "unpacks to far more than a table of its size should (noticed in its part \"xl/worksheets/sheet1.xml\"",
    );
}

#[test]
fn a_directory_that_lies_about_sizes() {
    let mut entry = Entry::repeated(SHARED, "<sst><si><t>", &[b'a'; MIB], 100, "</t></si></sst>");
    entry.size = 10;
    refused(
        "a.xlsx",
        zip_archives::with(&xlsx(NAME), entry),
        "File is larger than its declared uncompressed size",
    );
}

/// Many sheets that share the same blank bytes.
#[test]
fn overlapping_zip_entries() {
    let cells = "<c r=\"A2\"/>".repeat(MIB / 11);
    let head = format!("<worksheet {SPREADSHEET}><sheetData><row r=\"2\">");
    let kernel =
        Entry::repeated("xl/kernel.xml", &head, cells.as_bytes(), 10, "</row></sheetData></worksheet>");
    let numbers = 2..100;
    let sheets: String = numbers
        .clone()
        .map(|number| format!("<sheet name=\"S{number}\" sheetId=\"{number}\" r:id=\"r{number}\"/>"))
        .collect();
    let relations: String = numbers
        .clone()
        .map(|number| {
            format!("<Relationship Id=\"r{number}\" Type=\"x/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>")
        })
        .collect();
    let book = format!("<workbook {SPREADSHEET}><sheets>{sheets}</sheets></workbook>");
    let related = format!("<Relationships>{relations}</Relationships>");
    let content = zip_archives::with(&xlsx(NAME), Entry::stored("xl/workbook.xml", book));
    let content = zip_archives::with(&content, Entry::stored("xl/_rels/workbook.xml.rels", related));
    let mut entries = zip_archives::entries(&content);
    entries.push(kernel);
    let names: Vec<(String, usize)> =
        numbers.map(|number| (format!("xl/worksheets/sheet{number}.xml"), entries.len() - 1)).collect();
    refused(
        "a.xlsx",
        zip_archives::overlapping(&entries, &names),
        "unpacks to far more than a table of its size should",
    );
}

/// Thousands of names for the same blank sheet, which would be searched for data each time.
#[test]
fn a_sheet_under_thousands_of_names() {
    let cells = format!("<c r=\"A2\" a=\"{}\"/>", "a".repeat(500)).repeat(MIB / 515);
    let head = format!("<worksheet {SPREADSHEET}><sheetData><row r=\"2\">");
    let blank = Entry::repeated(SHEET, &head, cells.as_bytes(), 3, "</row></sheetData></worksheet>");
    let sheets: String = (0..20_000)
        .map(|number| format!("<sheet name=\"S{number}\" sheetId=\"1\" r:id=\"rId1\"/>"))
        .collect();
    let book = format!("<workbook {SPREADSHEET}><sheets>{sheets}</sheets></workbook>");
    let book =
        zip_archives::with(&zip_archives::with(&xlsx(NAME), blank), Entry::stored("xl/workbook.xml", book));
    refused("a.xlsx", book, "its parts overlap");
}

/// It compresses no better than a normal sheet, so it is not read in advance; its oversized cell rejects the row.
#[test]
fn a_cell_over_the_limit_rejects_its_row() {
    let mut letter = 7_u64;
    let mut random = || {
        letter = letter.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + (letter >> 33) as u8 % 26)
    };
    let text: String = (0..2 * MIB).map(|_| random()).collect();
    let rows = format!("{NAME}<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>{text}</t></is></c></row>");
    let ran = validate("a.xlsx", xlsx(&rows), "").status(1);
    assert_eq!(ran.rejects().codes(), ["E002"], "{}", ran.stderr);
}

#[test]
fn formats_without_end() {
    let formats = "<xf numFmtId=\"14\"/>".repeat(MIB / 20);
    let content =
        bomb("xl/styles.xml", "<styleSheet><cellXfs>", formats.as_bytes(), 6, "</cellXfs></styleSheet>");
    refused("a.xlsx", content, "its part \"xl/styles.xml\" has more than 200000 cell formats");
    let code = "0".repeat(200_000);
    let formats = "<xf numFmtId=\"164\"/>".repeat(100_000);
    let styles = format!(
        "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"{code}\"/></numFmts><cellXfs>{formats}</cellXfs></styleSheet>"
    );
    // Many formats, but only one format code.
    validate(
        "a.xlsx",
        zip_archives::with(&xlsx(NAME), Entry::stored("xl/styles.xml", styles)),
        "--allow-empty",
    )
    .status(0);
}

#[test]
fn an_absurd_count_of_shared_texts_is_ignored() {
    for count in ["99999999999", "18446744073709551615", "0", "many"] {
        let texts = format!("<sst {SPREADSHEET} uniqueCount=\"{count}\"><si><t>Ada</t></si></sst>");
        let rows = format!("{NAME}<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c></row>");
        let content = zip_archives::with(&xlsx(&rows), Entry::stored(SHARED, texts));
        let ran = validate("a.xlsx", content, "").status(0);
        assert_eq!(ran.text("out.jsonl"), "{\"name\":\"Ada\"}\n", "what it says of their number is nothing");
    }
}

/// One text of 32 KB in each cell of many rows: the file is small, the rows are large.
#[test]
fn a_shared_text_in_every_cell() {
    let text = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(32_000));
    let letter = |at: u32| char::from(b'A' + at as u8);
    let cell = |at: u32, row: u32| {
        format!("<c r=\"{}{}{row}\" t=\"s\"><v>0</v></c>", letter(at / 26), letter(at % 26))
    };
    let cells = |row: u32| (0..600).map(|at| cell(at, row)).collect::<String>();
    let row = |row: u32| format!("<row r=\"{row}\">{}</row>", cells(row));
    let rows: String = std::iter::once(NAME.to_owned()).chain((2..30).map(row)).collect();
    let content = zip_archives::with(&xlsx(&rows), Entry::stored(SHARED, text));
    let ran = validate("a.xlsx", content, "")
        .status(2)
        .says("\"a.xlsx\" was not read, because it has a row of more than 16 MB of text");
    assert!(!ran.path().join("out.jsonl").exists(), "{ran}");
}

/// Just below the limit of a row; several hundred such rows are read one after another.
#[test]
fn large_rows_are_taken_one_by_one() {
    let text = format!("<sst><si><t>{}</t></si><si><t>Name</t></si></sst>", "a".repeat(32_000));
    let column = |at: u32| match at {
        0..26 => char::from(b'A' + at as u8).to_string(),
        _ => format!("{}{}", char::from(b'A' + (at / 26 - 1) as u8), char::from(b'A' + (at % 26) as u8)),
    };
    let cells = |row: u32, kind: &str| {
        (0..400).map(|at| format!("<c r=\"{}{row}\" {kind}</c>", column(at))).collect::<String>()
    };
    let names: String = (0..400)
        .map(|at| {
            format!(
                "<c r=\"{}1\" t=\"inlineStr\"><is><t>{}</t></is></c>",
                column(at),
                if at == 0 { "Name".to_owned() } else { format!("c{at}") }
            )
        })
        .collect();
    let rows: String =
        (2..100).map(|row| format!("<row r=\"{row}\">{}</row>", cells(row, "t=\"s\"><v>0</v>"))).collect();
    let content =
        zip_archives::with(&xlsx(&format!("<row r=\"1\">{names}</row>{rows}")), Entry::stored(SHARED, text));
    let ran = validate("a.xlsx", content, "").status(0);
    assert_eq!(ran.text("out.jsonl").lines().count(), 98);
}

#[test]
fn entities_that_multiply() {
    let laughs: String = (1..10)
        .map(|level| format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10)))
        .collect();
    let kind = format!("<!DOCTYPE sst [<!ENTITY l0 \"ha\">{laughs}]>");
    let texts = format!("{kind}<sst><si><t>&l9;</t></si></sst>");
    let rows = format!("{NAME}<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c></row>");
    let content = zip_archives::with(&xlsx(&rows), Entry::stored(SHARED, texts));
    let ran = validate("a.xlsx", content, "").status(2);
    assert!(ran.stderr.contains("\"a.xlsx\" is damaged") && ran.stderr.contains("l9"), "{ran}");
    let rows = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>&l9;</text:p></table:table-cell></table:table-row>";
    let content =
        format!("{kind}{}", ods_content(rows)).replace("DOCTYPE sst", "DOCTYPE office:document-content");
    refused(
        "a.ods",
        ods(Entry::stored("content.xml", content)),
        "row 1: it has the entity &l9;, which no spreadsheet writes",
    );
}

#[test]
fn endlessly_nested_elements() {
    let content = sheet_of("<a>".repeat(MIB / 3).as_bytes(), 2, "");
    refused("a.xlsx", content, "its part \"xl/worksheets/sheet1.xml\" has elements nested 257 deep");
    let content =
        Entry::repeated("content.xml", "<office:document-content>", "<a>".repeat(MIB / 3).as_bytes(), 2, "");
    refused("a.ods", ods(content), "its part \"content.xml\" has elements nested 257 deep");
}

#[test]
fn a_large_claim_about_little() {
    let rows =
        format!("{NAME}<row r=\"1048576\"><c r=\"A1048576\" t=\"inlineStr\"><is><t>Ada</t></is></c></row>");
    let claim = |xml: String| xml.replace("<sheetData>", "<dimension ref=\"A1:XFD1048576\"/><sheetData>");
    let ran = validate("a.xlsx", zip_archives::edit(&xlsx(&rows), SHEET, claim), "").status(0);
    assert_eq!(ran.text("out.jsonl"), "{\"name\":\"Ada\"}\n");
}

/// Stray cells in the last possible column, without a header, do not make a row wide.
#[test]
fn stray_cells_in_the_last_column_cost_nothing() {
    let cell = |row: u32| format!("<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>");
    let rows: String = (2..1_000).map(cell).collect();
    let ran = validate("a.xlsx", xlsx(&format!("{NAME}{rows}")), "").status(1);
    let rejects = ran.rejects();
    assert_eq!((rejects.codes().len(), rejects.codes()[0]), (998, "E001"));
    assert!(rejects.to_csv().len() < 2 * MIB, "{}", rejects.to_csv().len());
}

#[test]
fn wide_rows_of_nothing_without_end() {
    let far = "<c r=\"XFC1\" t=\"inlineStr\"><is><t>Far</t></is></c>";
    let cell = |row: u32| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>");
    let rows: String = (2..700).map(cell).collect();
    let content = xlsx(&format!("{}{rows}", NAME.replace("</row>", &format!("{far}</row>"))));
    let what =
        "\"a.xlsx\" was not read, because it has rows of 16383 columns with more than 10000000 empty cells";
    validate("a.xlsx", content, "").status(2).says(what);
}

#[test]
fn many_small_entries() {
    let mut entries = zip_archives::entries(&xlsx(NAME));
    entries.extend((0..60_000).map(|number| Entry::stored(&format!("xl/media/{number}.png"), *b"x")));
    validate("a.xlsx", zip_archives::join(&entries), "--allow-empty").status(0);
}

#[test]
fn an_archive_in_an_archive() {
    let inner = zip_archives::join(&[Entry::stored("a.xlsx", xlsx(NAME))]);
    let ran = validate("a.xlsx", inner, "").status(2);
    assert!(
        ran.stderr.contains("is a zip archive without a workbook, which deskferry does not read; unpack it"),
        "{ran}"
    );
}

/// Nothing outside the file is ever requested.
#[test]
fn sheets_of_other_files() {
    let outside = |xml: String| {
        xml.replace("worksheets/sheet1.xml\"", "http://127.0.0.1:9/sheet1.xml\" TargetMode=\"External\"")
    };
    let content = zip_archives::edit(&xlsx(NAME), "xl/_rels/workbook.xml.rels", outside);
    refused("a.xlsx", content, "\"a.xlsx\" is damaged");
}
