//! Tables of HTML and MIME, and workbooks of Excel 2003 in XML, under the name of a workbook.

use rstest::rstest;

use super::books::{taken, validate};

const ROWS: &str = "<tr><th>Name</th><th>Email</th></tr><tr><td>Ada</td><td>ada@x.org</td></tr>";
const ADA: &str = "Ada|ada@x.org|";

#[rstest]
#[case::plain("<table>{}</table>")]
#[case::upper("<HTML><BODY><TABLE border=1>{}</TABLE></BODY></HTML>")]
#[case::doctype(
    "<!DOCTYPE html>\n<html lang=en><head><title>x</title><style>td { color: red }</style></head><table><tbody>{}</table>"
)]
#[case::office(
    "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><!--[if gte mso 9]><xml><x:ExcelWorkbook/></xml><![endif]--></head><body><table>{}</table></body></html>"
)]
#[case::comment("<!-- made by a report --><div><table>{}</table></div>")]
#[case::layout(
    "<html><table><tr><td>Export</td></tr></table><table><tr><td><table>{}</table></td></tr></table></html>"
)]
#[case::xhtml(
    "<?xml version=\"1.0\" encoding=\"utf-8\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><table>{}</table></body></html>"
)]
#[case::mark("\u{feff}<table>{}</table>")]
fn a_table_of_a_page(#[case] page: &str) {
    let ran =
        validate("a.xls", page.replace("{}", ROWS), "").status(0).says("Reading a.xls: html, sheet \"table ");
    assert_eq!(taken(&ran), [ADA]);
}

#[test]
fn cells_are_as_a_browser_shows_them() {
    let rows = "<tr><td>Name<td>Email<td>Company\
                <tr><td> Zo&euml;\n   M&uuml;ller <td>z@x.org<td style='mso-number-format:\"\\@\"'>00123\
                <tr><td>&nbsp;<b>Bob</b> <i>Ray</i><td><a href=\"mailto:b@x.org\">b@x.org</a><td>two<br>lines &amp; more\
                <tr><td>Eve<td><td x:num=\"393912345678\">3,93391E+11\
                <tr><td><script>if (1 < 2) document.write('<td>')</script>Max<td><td><p>one</p><p>two</p>";
    let ran = validate("a.xls", format!("<table>{rows}</table>"), "").status(0);
    assert_eq!(
        taken(&ran),
        [
            "Zoë Müller|z@x.org|00123",
            "Bob Ray|b@x.org|two\nlines & more",
            "Eve||393912345678",
            "Max||one\ntwo"
        ]
    );
}

#[rstest]
#[case("<meta charset=windows-1250>", encoding_rs::WINDOWS_1250)]
#[case(
    "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-2\">",
    encoding_rs::ISO_8859_2
)]
#[case("<meta charset=\"utf-8\">", encoding_rs::UTF_8)]
#[case("", encoding_rs::UTF_8)]
#[case("", encoding_rs::UTF_16LE)]
fn letters_are_read_as_the_page_says(#[case] says: &str, #[case] encoding: &'static encoding_rs::Encoding) {
    let page = format!("{says}<table><tr><td>Name<tr><td>Łukasz Żółć</table>");
    let content = match encoding == encoding_rs::UTF_16LE {
        true => page.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        false => encoding.encode(&page).0.into_owned(),
    };
    assert_eq!(taken(&validate("a.xls", content, "").status(0)), ["Łukasz Żółć||"]);
}

#[test]
fn of_several_tables_one_is_read() {
    let small = "<table><tr><td>Menu</td></tr></table>";
    let ran = validate("a.xls", format!("{small}<table>{ROWS}</table>{small}"), "").status(0);
    assert_eq!(taken(&ran.says("html, sheet \"table 2\"")), [ADA]);
    let page = format!("<table>{ROWS}</table><table>{}</table>", ROWS.replace("Ada", "Bob"));
    validate("a.xls", &page, "")
        .status(2)
        .says("several sheets with data: \"table 1\", \"table 2\"; state one with --sheet");
    assert_eq!(taken(&validate("a.xls", &page, "--sheet 2").status(0)), ["Bob|ada@x.org|"]);
}

#[rstest]
#[case("<!DOCTYPE html><html><body><form>Log in</form></body></html>")]
#[case("<html><table></table><table><tr><td> &nbsp; </td></tr></table>")]
fn a_page_without_a_table(#[case] page: &str) {
    validate("a.xls", page, "")
        .status(2)
        .says("\"a.xls\" is an HTML page without a table; it may be a login or an error page");
}

#[test]
fn cells_over_several_rows() {
    let page = "<table><tr><td>Name<td>Company<tr><td>Ada<td rowspan=2>Acme<tr><td>Bob<tr><td colspan=2>Eve<tr><td>Zoe<td>Beta</table>";
    let ran = validate("a.xls", page, "").status(0).says("W018");
    assert_eq!(taken(&ran), ["Ada||Acme", "Bob||", "Eve||", "Zoe||Beta"]);
    let ran = validate("a.xls", page, "--merged fill").status(0);
    assert_eq!(taken(&ran), ["Ada||Acme", "Bob||Acme", "Eve||", "Zoe||Beta"]);
}

#[rstest]
#[case::quoted("quoted-printable", "<table><tr><td style=3D'x'>Name<tr><td>Zo=EB =\r\nM=FCller</table>")]
#[case::base64("base64", "PHRhYmxlPjx0cj48dGQ+TmFtZTx0cj48dGQ+Wm/rIE38bGxlcjwv\r\ndGFibGU+")]
fn a_page_in_mime(#[case] packing: &str, #[case] body: &str) {
    let page = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"b-1\"\r\n\r\nNothing\r\n--b-1\r\n\
         Content-Type: text/html;\r\n charset=\"windows-1252\"\r\nContent-Transfer-Encoding: {packing}\r\n\r\n{body}\r\n--b-1\r\n\
         Content-Type: image/png\r\n\r\n<table><tr><td>no<td>table</table>\r\n--b-1--\r\n"
    );
    assert_eq!(taken(&validate("a.mht", page, "").status(0)), ["Zoë Müller||"]);
}

fn xml2003(rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook \
         xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
         <Styles><Style ss:ID=\"z\"><NumberFormat ss:Format=\"00000\"/></Style></Styles>\
         <Worksheet ss:Name=\"Empty\"><Table/></Worksheet><Worksheet ss:Name=\"People\"><Table ss:ExpandedRowCount=\"1\">{rows}\
         </Table></Worksheet></Workbook>"
    )
}

fn data(text: &str) -> String {
    format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>")
}

#[test]
fn a_workbook_of_excel_2003_in_xml() {
    let rows = [
        format!("<Row>{}{}{}</Row>", data("Name"), data("Email"), data("Company")),
        format!("<Row ss:Index=\"3\">{}<Cell ss:Index=\"3\" ss:StyleID=\"z\"><Data ss:Type=\"Number\">67</Data></Cell></Row>", data("Ada &amp; Bob")),
        "<Row><Cell><ss:Data ss:Type=\"String\" xmlns=\"http://www.w3.org/TR/REC-html40\">Zoe <B>Ray</B></ss:Data><Comment><ss:Data>no</ss:Data></Comment></Cell></Row>".to_owned(),
        "<Row><Cell><Data ss:Type=\"String\">Eve</Data></Cell><Cell><Data ss:Type=\"Error\">#N/A</Data></Cell></Row>".to_owned(),
    ];
    let ran = validate("a.xls", xml2003(&rows.concat()), "")
        .status(1)
        .says("Reading a.xls: xml2003, sheet \"People\"");
    assert_eq!(taken(&ran), ["Ada & Bob||00067", "Zoe Ray||"]);
    assert_eq!((ran.rejects().codes(), ran.rejects().column("_row")), (vec!["E005"], vec!["5"]));
}

#[rstest]
#[case(
    "<?xml version=\"1.0\"?><office:document xmlns:office=\"x\" office:mimetype=\"y\"/>",
    "is a flat OpenDocument file (.fods), not a table"
)]
#[case("<?xml version=\"1.0\"?><rss version=\"2.0\"/>", "is an XML file, not a table")]
fn other_xml_is_refused_by_its_name(#[case] content: &str, #[case] what: &str) {
    validate("a.xls", content, "").status(2).says(what);
}

/// A small page can ask for much.
#[rstest]
#[case::text(format!("<table><tr><td>{}", "a".repeat(9_000_000)), "it has a cell of more than 8 MB")]
#[case::tag(format!("<table a=\"{}\">", "a".repeat(9_000_000)), "it has a cell of more than 8 MB")]
#[case::rows(format!("<table>{}", "<tr><td>x".repeat(1_100_000)), "it has a table with more rows")]
#[case::spans(format!("<table><tr>{}{}", "<td rowspan=65534 colspan=1000>x".repeat(16), "<tr><td>x".repeat(70_000)), "it has a table with more rows, or cells over more rows")]
#[case::tables("<table>".repeat(300), "it has tables 256 deep")]
#[case::many("<table></table>".repeat(20_000), "it has more than 10000 tables")]
fn pages_that_ask_for_too_much(#[case] page: String, #[case] what: &str) {
    validate("a.xls", page, "").status(2).says(&format!("\"a.xls\" is refused: {what}"));
}
