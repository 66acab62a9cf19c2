//! Small OpenDocument workbooks that expand enormously, and workbooks with a password.

use rstest::rstest;

use super::{MIB, NAME, SHEET, refused, validate, xlsx};
use crate::zip_archives::{self, Entry};

const MIMETYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

pub fn ods_content(rows: &str) -> String {
    format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"><office:body>\
         <office:spreadsheet><table:table table:name=\"S\">{rows}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    )
}

pub fn ods(content: Entry) -> Vec<u8> {
    let manifest =
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    let parts =
        [Entry::stored("mimetype", MIMETYPE), content, Entry::stored("META-INF/manifest.xml", manifest)];
    zip_archives::join(&parts)
}

fn ods_rows(rows: &str) -> Vec<u8> {
    ods(Entry::stored("content.xml", ods_content(rows)))
}

fn cell(attributes: &str, text: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"string\" {attributes}><text:p>{text}</text:p></table:table-cell>"
    )
}

fn row(attributes: &str, cells: &str) -> String {
    format!("<table:table-row {attributes}>{cells}</table:table-row>")
}

#[test]
fn empty_cells_that_stand_for_a_whole_sheet() {
    let rows = row("", &(cell("", "Name") + "<table:table-cell table:number-columns-repeated=\"16383\"/>"))
        + &row(
            "table:number-rows-repeated=\"3\"",
            "<table:table-cell table:number-columns-repeated=\"16384\"/>",
        )
        + &row("table:number-rows-repeated=\"2\"", &cell("", "Ada"))
        + &row(
            "table:number-rows-repeated=\"1048570\"",
            "<table:table-cell table:number-columns-repeated=\"16384\"/>",
        );
    let ran = validate("a.ods", ods_rows(&rows), "").status(0);
    assert_eq!(ran.text("out.jsonl"), "{\"name\":\"Ada\"}\n".repeat(2));
}

#[rstest]
#[case(
    "table:number-columns-repeated=\"16384\"",
    "table:number-rows-repeated=\"1048570\"",
    "row 2 repeats its cells 1048570 times"
)]
#[case("table:number-columns-repeated=\"16385\"", "", "it has cells beyond column 16384, row 2")]
#[case(
    "table:number-columns-repeated=\"18446744073709551615\"",
    "",
    "it has cells beyond column 16384, row 2"
)]
#[case("", "table:number-rows-repeated=\"18446744073709551615\"", "it has cells below row 1048576")]
#[case(
    "table:number-columns-repeated=\"0\"",
    "",
    "row 2: table:number-columns-repeated is \"0\", which is not a number"
)]
#[case("table:number-columns-repeated=\"-1\"", "", "row 2: table:number-columns-repeated is \"-1\"")]
#[case(
    "",
    "table:number-rows-repeated=\"many\"",
    "table:number-rows-repeated is \"many\", which is not a number"
)]
fn cells_that_stand_for_too_many(#[case] cells: &str, #[case] rows: &str, #[case] what: &str) {
    let content = row("", &cell("", "Name")) + &row(rows, &cell(cells, "Ada"));
    refused("a.ods", ods_rows(&content), what);
}

#[test]
fn spaces_without_end() {
    let spaces = "<text:s text:c=\"9000000\"/>".repeat(1_000);
    let content = row("", &cell("", "Name")) + &row("", &cell("", &spaces));
    refused("a.ods", ods_rows(&content), "it has a cell with 9000000 spaces, row 2");
}

#[test]
fn a_table_without_end() {
    let head = ods_content("");
    let (head, tail) = head.split_once("</table:table>").unwrap();
    let head = format!("{head}<table:table-row>");
    let cells = "<table:table-cell/>".repeat(MIB / 19);
    let content =
        Entry::repeated("content.xml", &head, cells.as_bytes(), 30, &format!("</table:table-row>{tail}"));
    refused("a.ods", ods(content), "unpacks to far more than a table of its size should");
    let content =
        Entry::repeated("content.xml", &format!("{head}<table:table-cell><text:p>"), &[b'a'; MIB], 100, tail);
    refused("a.ods", ods(content), "its part \"content.xml\" has a cell of more than 8 MB");
    refused("a.ods", ods(Entry::stored("content.xml", head)), "it ends too early");
}

#[test]
fn a_text_document_with_a_table() {
    let rows = row("", &cell("", "Name")) + &row("", &cell("", "Ada"));
    let kind = Entry::stored("mimetype", "application/vnd.oasis.opendocument.text");
    let content = zip_archives::with(&ods_rows(&rows), kind);
    refused("a.ods", content, "its type is \"application/vnd.oasis.opendocument.text\"");
}

#[test]
fn encrypted_workbooks() {
    let manifest = "<manifest:manifest><manifest:file-entry manifest:full-path=\"content.xml\"><manifest:encryption-data/>\
                    </manifest:file-entry></manifest:manifest>";
    let content = zip_archives::with(&ods_rows(""), Entry::stored("META-INF/manifest.xml", manifest));
    let message = "is protected with a password; open it in a spreadsheet and save it without one";
    validate("a.ods", content, "").status(2).says(message);
    let mut locked = Entry::stored(SHEET, "x".repeat(100));
    locked.flags = 1;
    validate("a.xlsx", zip_archives::with(&xlsx(NAME), locked), "").status(2).says(message);
}
