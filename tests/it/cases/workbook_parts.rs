//! Builds small workbooks as other programs write them, part by part.

use crate::command_line::{Ferry, Ran};
use crate::zip_archives;

/// Name and e-mail address, and the company if there is one.
pub const MAPPING: &str = "\
version = 1
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", optional = true }
company = { from = \"Company\", optional = true }
";

/// The namespaces of a transitional workbook.
pub const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                        xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

/// Runs `validate` and writes the customers to out.jsonl.
pub fn validate(name: &str, content: impl AsRef<[u8]>, flags: &str) -> Ran {
    let ferry = Ferry::new().file(name, content).file("m.toml", MAPPING);
    ferry.line(&format!("validate {name} -m m.toml -o out.jsonl")).line(flags).run()
}

/// The accepted customers, one line each: `name|email|company`.
pub fn taken(ran: &Ran) -> Vec<String> {
    let line = |line: &str| {
        let customer: serde_json::Value = serde_json::from_str(line).unwrap();
        ["name", "email", "company"]
            .map(|field| customer[field].as_str().unwrap_or_default().to_owned())
            .join("|")
    };
    ran.text("out.jsonl").lines().map(line).collect()
}

/// A text cell with its reference.
pub fn text(reference: &str, text: &str) -> String {
    format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// A row of texts, from column A on; an empty text is left out.
pub fn row(number: u32, cells: &[&str]) -> String {
    let cell = |(at, cell): (usize, &&str)| match *cell {
        "" => String::new(),
        cell => text(&format!("{}{number}", char::from(b'A' + at as u8)), cell),
    };
    format!("<row r=\"{number}\">{}</row>", cells.iter().enumerate().map(cell).collect::<String>())
}

/// The XML of a sheet with these rows, and with this XML after them.
pub fn sheet(rows: &str, behind: &str) -> String {
    format!("<worksheet {MAIN}><sheetData>{rows}</sheetData>{behind}</worksheet>")
}

/// Relationships: id, last word of the type, target.
pub fn relations(all: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
    };
    let all: String = all.iter().map(one).collect();
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>"
    )
}

/// The list of content types, with the workbook's part.
pub fn types(part: &str) -> String {
    format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"{part}\" \
         ContentType=\"{TYPE}\"/></Types>"
    )
}

/// The workbook part of a workbook with one sheet.
pub fn book() -> String {
    format!("<workbook {MAIN}><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>")
}

/// A workbook with the usual parts and this sheet XML.
pub fn xlsx(sheet: &str) -> Vec<u8> {
    zip_archives::pack(&[
        ("[Content_Types].xml", &types("/xl/workbook.xml")),
        ("_rels/.rels", &relations(&[("rId1", "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", &book()),
        ("xl/_rels/workbook.xml.rels", &relations(&[("rId1", "worksheet", "worksheets/sheet1.xml")])),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// The same from rows alone.
pub fn rows(rows: &[String]) -> Vec<u8> {
    xlsx(&sheet(&rows.concat(), ""))
}

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
}

/// Merged cells: first row, last row, column, from 0.
pub type Merged = (u16, u16, u16);

/// An Excel 97 workbook with one sheet of texts, in this order: row and column from 0.
pub fn xls(cells: &[(u16, u16, &str)], merged: &[Merged]) -> Vec<u8> {
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let long = |text: &str| {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&(text.encode_utf16().count() as u16).to_le_bytes()[..], &[1], &units].concat()
    };
    let cell = |(row, column, text): &(u16, u16, &str)| {
        record(0x0204, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[0, 0], &long(text)].concat())
    };
    let range =
        |(first, last, column): &Merged| [*first, *last, *column, *column].map(u16::to_le_bytes).concat();
    let ranges: Vec<u8> = merged.iter().flat_map(range).collect();
    let merges = record(0x00e5, &[&(merged.len() as u16).to_le_bytes()[..], &ranges].concat());
    let end = record(0x000a, &[]);
    let sheet = [begin(0x10), cells.iter().flat_map(cell).collect(), merges, end.clone()].concat();
    let listed = |place: u32| record(0x0085, &[&place.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat());
    let place = begin(5).len() + listed(0).len() + end.len();
    let stream = [begin(5), listed(place as u32), end, sheet].concat();
    let mut container = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    std::io::Write::write_all(&mut container.create_stream("/Workbook").unwrap(), &stream).unwrap();
    container.into_inner().into_inner()
}

/// A binary workbook whose first sheet is replaced by another sheet of texts.
pub fn xlsb(cells: &[(u16, u16, &str)], merged: &[Merged]) -> Vec<u8> {
    let record = |kind: u16, body: &[u8]| {
        let kind =
            if kind < 128 { vec![kind as u8] } else { vec![(kind & 0x7f) as u8 | 0x80, (kind >> 7) as u8] };
        [kind, vec![body.len() as u8], body.to_vec()].concat()
    };
    let long = |number: u16| u32::from(number).to_le_bytes();
    let (mut sheet, mut last) = (record(145, &[]), None);
    for (row, column, text) in cells {
        if last != Some(row) {
            sheet.extend(record(0, &[&long(*row)[..], &[0; 8]].concat()));
        }
        last = Some(row);
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = long(text.encode_utf16().count() as u16);
        sheet.extend(record(6, &[&long(*column)[..], &[0; 4], &length, &units].concat()));
    }
    sheet.extend(record(146, &[]));
    for (first, end, column) in merged {
        sheet.extend(record(176, &[*first, *end, *column, *column].map(long).concat()));
    }
    let path = format!("{}/tests/fixtures/books.xlsb", env!("CARGO_MANIFEST_DIR"));
    let part = zip_archives::Entry::stored("xl/worksheets/sheet1.bin", sheet);
    zip_archives::with(&std::fs::read(path).unwrap(), part)
}
