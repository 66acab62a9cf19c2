//! Builds workbooks byte by byte, in all four formats, with content that no library writes.

use std::io::{Cursor, Write};

use crate::zip_archives;

/// A cell: its value and its number format.
pub struct Number {
    pub code: String,
    pub number: f64,
    /// What a spreadsheet shows for it.
    pub shown: String,
}

const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn relations(all: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let inside: String = all.iter().map(one).collect();
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inside}</Relationships>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// XLSX with these rows and these number formats (the first is number 1), and with this XML after the sheet data.
pub fn xlsx(rows: &str, codes: &[String], behind: &str) -> Vec<u8> {
    let format = |(at, code): (usize, &String)| {
        format!("<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>", 164 + at, escaped(code))
    };
    let formats: String = codes.iter().enumerate().map(format).collect();
    let xfs: String = (0..codes.len())
        .map(|at| format!("<xf numFmtId=\"{}\" applyNumberFormat=\"1\"/>", 164 + at))
        .collect();
    let styles = format!(
        "<styleSheet {MAIN}><numFmts count=\"{0}\">{formats}</numFmts><cellXfs count=\"{0}\"><xf numFmtId=\"0\"/>{xfs}\
         </cellXfs></styleSheet>",
        codes.len()
    );
    let book = format!(
        "<workbook {MAIN}><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets>{behind}</workbook>"
    );
    let parts = [("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "styles", "styles.xml")];
    zip_archives::pack(&[
        ("_rels/.rels", &relations(&[("r1", "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &relations(&parts)),
        ("xl/styles.xml", &styles),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

/// A row of XLSX; its cells go into the columns from A on.
pub fn xlsx_row(number: usize, cells: &[String]) -> String {
    format!("<row r=\"{number}\">{}</row>", cells.concat())
}

pub fn xlsx_text(text: &str) -> String {
    format!("<c t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(text))
}

/// The numbers as column B of XLSX.
pub fn numbers_xlsx(numbers: &[Number]) -> Vec<u8> {
    let mut rows = xlsx_row(1, &[xlsx_text("Name"), xlsx_text("Value")]);
    for (at, one) in numbers.iter().enumerate() {
        let cell = format!("<c s=\"{}\"><v>{}</v></c>", at + 1, one.number);
        rows += &xlsx_row(at + 2, &[xlsx_text("Ada"), cell]);
    }
    let codes: Vec<String> = numbers.iter().map(|one| one.code.clone()).collect();
    xlsx(&rows, &codes, "")
}

/// ODS with these tables.
pub fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"><office:body>\
         <office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    zip_archives::pack(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
    ])
}

pub fn ods_table(name: &str, rows: &[Vec<String>]) -> String {
    let row = |cells: &Vec<String>| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let rows: String = rows.iter().map(row).collect();
    format!("<table:table table:name=\"{name}\">{rows}</table:table>")
}

/// A cell with these attributes that shows this text.
pub fn ods_cell(attributes: &str, shown: &str) -> String {
    format!("<table:table-cell {attributes}><text:p>{}</text:p></table:table-cell>", escaped(shown))
}

pub fn ods_text(text: &str) -> String {
    ods_cell("office:value-type=\"string\"", text)
}

/// The numbers as column B of ODS.
pub fn numbers_ods(numbers: &[Number]) -> Vec<u8> {
    let mut rows = vec![vec![ods_text("Name"), ods_text("Value")]];
    for Number { code, number, shown } in numbers {
        let kind = if code.contains('%') { "percentage" } else { "float" };
        let attributes = format!("office:value-type=\"{kind}\" office:value=\"{number}\"");
        rows.push(vec![ods_text("Ada"), ods_cell(&attributes, shown)]);
    }
    ods(&ods_table("S", &rows))
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A record of XLS.
pub fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
}

/// Position and format of an XLS cell.
pub fn at(row: u16, column: u16, format: u16) -> Vec<u8> {
    [row, column, format].into_iter().flat_map(u16::to_le_bytes).collect()
}

pub fn xls_text(row: u16, column: u16, text: &str) -> Vec<u8> {
    let length = text.encode_utf16().count() as u16;
    record(0x0204, &[at(row, column, 0), length.to_le_bytes().to_vec(), vec![1], wide(text)].concat())
}

/// XLS with one sheet of these records. `computed`: the file says that a spreadsheet computed the formulas.
pub fn xls(cells: &[u8], codes: &[String], computed: bool) -> Vec<u8> {
    let begin = |kind: u16| {
        let version: Vec<u8> = [0x0600, kind].into_iter().flat_map(u16::to_le_bytes).collect();
        record(0x0809, &[version, vec![0; 12]].concat())
    };
    let mut globals = begin(5);
    if computed {
        globals.extend(record(0x01c1, &[0xc1, 1, 0, 0, 0, 0, 0, 0]));
    }
    for (number, code) in (164_u16..).zip(codes) {
        let length = code.encode_utf16().count() as u16;
        let body = [&number.to_le_bytes()[..], &length.to_le_bytes(), &[1], &wide(code)].concat();
        globals.extend(record(0x041e, &body));
    }
    for number in std::iter::once(0).chain((164_u16..).take(codes.len())) {
        globals.extend(record(0x00e0, &[&[0, 0][..], &number.to_le_bytes(), &[0; 16]].concat()));
    }
    let sheet = |place: u32| record(0x0085, &[&place.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat());
    let place = globals.len() + sheet(0).len() + 4;
    let book =
        [globals, sheet(place as u32), record(10, &[]), begin(16), cells.to_vec(), record(10, &[])].concat();
    container("/Workbook", &book)
}

/// An OLE container with one stream.
pub fn container(name: &str, content: &[u8]) -> Vec<u8> {
    let mut container = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    container.create_stream(name).unwrap().write_all(content).unwrap();
    container.into_inner().into_inner()
}

/// The numbers as column B of XLS.
pub fn numbers_xls(numbers: &[Number]) -> Vec<u8> {
    let mut cells = [xls_text(0, 0, "Name"), xls_text(0, 1, "Value")].concat();
    for (row, one) in (1..).zip(numbers) {
        cells.extend(xls_text(row, 0, "Ada"));
        cells.extend(record(0x0203, &[at(row, 1, row), one.number.to_le_bytes().to_vec()].concat()));
    }
    let codes: Vec<String> = numbers.iter().map(|one| one.code.clone()).collect();
    xls(&cells, &codes, true)
}

/// A record of XLSB.
fn binary(kind: u16, body: &[u8]) -> Vec<u8> {
    let mut record = vec![kind as u8];
    if kind >= 0x80 {
        record = vec![(kind & 0x7f) as u8 | 0x80, (kind >> 7) as u8];
    }
    let mut length = body.len();
    while length >= 0x80 {
        record.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    record.push(length as u8);
    record.extend(body);
    record
}

fn binary_text(text: &str) -> Vec<u8> {
    [&(text.encode_utf16().count() as u32).to_le_bytes()[..], &wide(text)].concat()
}

fn long(number: u32) -> Vec<u8> {
    number.to_le_bytes().to_vec()
}

/// The numbers as column B of XLSB.
pub fn numbers_xlsb(numbers: &[Number]) -> Vec<u8> {
    let text = |column: u32, text: &str| binary(6, &[long(column), long(0), binary_text(text)].concat());
    let mut sheet = [binary(145, &[]), binary(0, &long(0)), text(0, "Name"), text(1, "Value")].concat();
    let mut styles = Vec::new();
    let mut formats = binary(47, &[0; 16]);
    for (at, one) in (1..).zip(numbers) {
        let number = 163 + at as u16;
        styles.extend(binary(44, &[number.to_le_bytes().to_vec(), binary_text(&one.code)].concat()));
        formats.extend(binary(47, &[&[0, 0][..], &number.to_le_bytes(), &[0; 12]].concat()));
        sheet.extend([binary(0, &long(at)), text(0, "Ada")].concat());
        sheet.extend(binary(5, &[long(1), long(at), one.number.to_le_bytes().to_vec()].concat()));
    }
    sheet.extend(binary(146, &[]));
    let styles = [styles, binary(617, &long(0)), formats, binary(618, &[])].concat();
    let book = binary(156, &[long(0), long(1), binary_text("r1"), binary_text("S")].concat());
    let parts = [("r1", "worksheet", "worksheets/sheet1.bin"), ("r2", "styles", "styles.bin")];
    let (top, inner) = (relations(&[("r1", "officeDocument", "xl/workbook.bin")]), relations(&parts));
    zip_archives::join(&[
        zip_archives::Entry::stored("_rels/.rels", top),
        zip_archives::Entry::stored("xl/workbook.bin", book),
        zip_archives::Entry::stored("xl/_rels/workbook.bin.rels", inner),
        zip_archives::Entry::stored("xl/styles.bin", styles),
        zip_archives::Entry::stored("xl/worksheets/sheet1.bin", sheet),
    ])
}
