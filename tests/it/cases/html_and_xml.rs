//! Tables in HTML and MIME, and Excel 2003 XML workbooks, named like workbooks.

use rstest::rstest;

use super::workbook_parts::{taken, validate};

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
        .says("several sheets with data: \"table 1\", \"table 2\"; choose one, for example --sheet");
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
    "is OpenDocument in one XML file (.fods), which deskferry does not read; open it in a spreadsheet and save it as XLSX or ODS"
)]
#[case("<?xml version=\"1.0\"?><rss version=\"2.0\"/>", "is an XML file, which deskferry does not read")]
fn other_xml_is_refused_by_its_name(#[case] content: &str, #[case] what: &str) {
    validate("a.xls", content, "").status(2).says(what);
}

/// A small page that would need much memory.
#[rstest]
#[case::text(format!("<table><tr><td>{}", "a".repeat(9_000_000)), "it has a cell of more than 8 MB")]
#[case::tag(format!("<table a=\"{}\">", "a".repeat(9_000_000)), "it has a cell of more than 8 MB")]
#[case::rows(format!("<table>{}", "<tr><td>x".repeat(1_100_000)), "its table has more rows than deskferry accepts")]
#[case::spans(format!("<table><tr>{}{}", "<td rowspan=65534 colspan=1000>x".repeat(16), "<tr><td>x".repeat(70_000)), "its table has more rows than deskferry accepts")]
#[case::tables("<table>".repeat(300), "it has tables nested 256 deep")]
#[case::many("<table></table>".repeat(20_000), "it has more than 10000 tables")]
fn pages_that_ask_for_too_much(#[case] page: String, #[case] what: &str) {
    validate("a.xls", page, "").status(2).says(&format!("\"a.xls\" was not read, because {what}"));
}

/// A cut page must not lose the end of a customer, or the customers after it.
#[rstest]
#[case::cell(
    "<table><tr><td>Name<td>Email<tr><td>Ada<td>ada@x.org<tr><td>Bob<td>bob@",
    "is incomplete (the page ends inside its table 1); copy, download or export it again"
)]
#[case::row(
    "<html><body><table><tr><td>Name</td></tr><tr><td>Ada</td></tr>",
    "is incomplete (the page ends inside its table 1); copy, download or export it again"
)]
#[case::comment(
    "<table><tr><td>Name<tr><td>Ada<!-- </table>",
    "is incomplete (the page ends inside its table 1)"
)]
#[case::inner(
    "<table><tr><td><table><tr><td>Name<tr><td>Ada",
    "is incomplete (the page ends inside its table 2)"
)]
fn a_page_that_is_cut(#[case] page: &str, #[case] what: &str) {
    validate("a.xls", page, "").status(2).says(what);
}

#[rstest]
#[case::ended("<html><body><table>{}</body></html>")]
#[case::outer("<table><tr><td><table>{}</table>")]
fn a_table_that_is_whole(#[case] page: &str) {
    assert_eq!(taken(&validate("a.xls", page.replace("{}", ROWS), "").status(0)), [ADA]);
}

fn mime(head: &str, body: &str, tail: &str) -> String {
    format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html{head}\r\n\r\n{body}\r\n{tail}"
    )
}

#[test]
fn a_message_that_is_cut_or_broken() {
    let page = format!("<table>{ROWS}</table>");
    assert_eq!(taken(&validate("a.mht", mime("", &page, "--b--\r\n"), "").status(0)), [ADA]);
    let cut = "is incomplete (it ends before the last boundary of its parts";
    validate("a.mht", mime("", &page, ""), "").status(2).says(cut);
    validate("a.mht", mime("", &format!("<table>{ROWS}"), "--b--\r\n"), "")
        .status(2)
        .says("is incomplete (the page ends inside its table 1); copy, download or export it again");
    let packing = "\r\nContent-Transfer-Encoding: base64";
    let packed = "PHRhYmxlPjx0cj48dGQ+TmFtZTx0cj48dGQ+QWRhPHRyPjx0ZD5Cb2I8L3RhYmxlPg==";
    let names = |body: &str| validate("a.mht", mime(packing, body, "--b--\r\n"), "");
    assert_eq!(taken(&names(packed).status(0)), ["Ada||", "Bob||"]);
    names(&packed.replacen("TmFt", "Tm!t", 1)).status(2).says("line 8: its base64 is broken");
    names(&packed.replacen("TmFt", "TmF", 1)).status(2).says("its base64");
    names(&packed[..40])
        .status(2)
        .says("is incomplete (the page ends inside its table 1); copy, download or export it again");
    names(&packed[..42]).status(2).says("its base64 ends too early");
    validate("a.mht", mime("\r\nContent-Transfer-Encoding: x-uuencode", &page, "--b--\r\n"), "")
        .status(2)
        .says("one of its pages has the unknown encoding \"x-uuencode\"");
}

/// If a page declares one encoding and its bytes show another, deskferry asks.
#[rstest]
#[case("<meta charset=\"utf-8\">", encoding_rs::WINDOWS_1252, "UTF-8", "windows-1252")]
#[case("<meta charset=iso-8859-1>", encoding_rs::UTF_8, "windows-1252", "utf-8")]
fn a_page_that_says_the_wrong_encoding(
    #[case] says: &str,
    #[case] encoding: &'static encoding_rs::Encoding,
    #[case] said: &str,
    #[case] flag: &str,
) {
    let late = format!("<!--{}-->", "x".repeat(300_000));
    for filler in ["", &late] {
        let page = format!("{says}<table>{filler}<tr><td>Name<tr><td>José Müller<tr><td>Zoë</table>");
        let content = encoding.encode(&page).0.into_owned();
        let ran = validate("a.xls", &content, "").status(2);
        let ran = ran.says(&format!("declares the encoding {said}, but its bytes are in another one"));
        let ran = ran.says(&format!("--encoding {flag}"));
        assert!(ran.stderr.contains("José Müller"), "{ran}");
        let stated = validate("a.xls", &content, &format!("--encoding {flag}")).status(0);
        assert_eq!(taken(&stated), ["José Müller||", "Zoë||"]);
        let part = format!("<table><tr><td>Name<tr><td>José Müller</table>{filler}");
        let label = says.split('=').next_back().unwrap().trim_matches(|letter| "\">".contains(letter));
        let message = mime(&format!("; charset={label}"), &part, "--b--\r\n");
        let message = encoding.encode(&message).0.into_owned();
        validate("a.mht", &message, "").status(2).says(&format!("declares the encoding {said}"));
        let stated = validate("a.mht", &message, &format!("--encoding {flag}")).status(0);
        assert_eq!(taken(&stated), ["José Müller||"]);
    }
}

#[test]
fn hidden_elements_are_not_text() {
    let rows = "<tr><td>Name<td>Email<td>Company\
                <tr><td><span style=\"color:red; Display : NONE\">0042</span>Ann<td><span hidden>x <span>y</span></span>a@x.org\
                <td><select><option>one<option selected>two<option>three</select>\
                <tr><td>Bob<div hidden>never closed<td>b@x.org<td><select><option>first</option><option>second</option></select>\
                <tr><td>Eve <br hidden>Lee<td><p style='display:none'>x<p>e@x.org<td><textarea>as typed</textarea>\
                <tr style='display:none'><td>Zoe<td>z@x.org<td><table hidden><tr><td>no</table>";
    let ran = validate("a.xls", format!("<table>{rows}</table>"), "").status(0);
    assert_eq!(
        taken(&ran),
        ["Ann|a@x.org|two", "Bob|b@x.org|first", "Eve\nLee|e@x.org|as typed", "Zoe|z@x.org|"]
    );
}

#[test]
fn a_hidden_table_is_read_if_it_is_named() {
    let hidden = format!(
        "<div style=\"display:none\"><table>{}</table></div>",
        ROWS.replace("Ada", "Bob") + &"<tr><td>x<td>y@x.org".repeat(9)
    );
    let page = format!("{hidden}<table>{ROWS}</table>");
    assert_eq!(taken(&validate("a.xls", &page, "").status(0).says("sheet \"table 2\"")), [ADA]);
    assert_eq!(taken(&validate("a.xls", &page, "--sheet 1").status(0))[0], "Bob|ada@x.org|");
    validate("a.xls", &hidden, "").status(2).says("has data only in hidden sheets: \"table 1\"");
}

/// `rowspan=0` reaches to the end of the section; filled cells must not reach further.
#[test]
fn a_cell_down_to_the_end_of_its_section() {
    let page = "<table><tbody><tr><td>Company<td>Name<tr><td rowspan=0>Acme<td>Ada<tr><td>Bob</tbody>\
                <tbody><tr><td>Beta<td>Eve<tr><td><td>Zoe</table>";
    let ran = validate("a.xls", page, "--merged fill").status(0);
    assert_eq!(taken(&ran), ["Ada||Acme", "Bob||Acme", "Eve||Beta", "Zoe||"]);
}

#[test]
fn a_formula_of_a_page_without_its_result() {
    let page = "<table><tr><td>Name<td>Email<tr><td>Ada<td x:fmla=\"=A1\"></td><tr><td>Bob<td x:str x:fmla=\"=A1\"></td>\
                <tr><td>Eve<td x:fmla=\"=A1\">e@x.org</table>";
    let ran = validate("a.xls", page, "").status(1);
    assert_eq!((ran.rejects().codes(), ran.rejects().column("Name")), (vec!["E016"], vec!["Ada"]));
    assert_eq!(taken(&ran), ["Bob||", "Eve|e@x.org|"]);
}

#[rstest]
#[case("utf-16", encoding_rs::UTF_16LE, true)]
#[case("UTF-16", encoding_rs::UTF_16BE, true)]
#[case("UTF-16", encoding_rs::UTF_16LE, false)]
#[case("windows-1252", encoding_rs::WINDOWS_1252, false)]
#[case("ISO-8859-1", encoding_rs::WINDOWS_1252, false)]
fn a_workbook_in_xml_of_another_encoding(
    #[case] says: &str,
    #[case] encoding: &'static encoding_rs::Encoding,
    #[case] marked: bool,
) {
    let rows = format!("<Row>{}</Row><Row>{}</Row>", data("Name"), data("José Müller"));
    let text = xml2003(&rows).replacen("?>", &format!(" encoding=\"{says}\"?>"), 1);
    let wide =
        |unit: u16| if encoding == encoding_rs::UTF_16BE { unit.to_be_bytes() } else { unit.to_le_bytes() };
    let mark = if marked { "\u{feff}" } else { "" };
    let content: Vec<u8> = match says.to_ascii_lowercase().starts_with("utf-16") {
        true => format!("{mark}{text}").encode_utf16().flat_map(wide).collect(),
        false => encoding.encode(&text).0.into_owned(),
    };
    assert_eq!(taken(&validate("a.xls", content, "").status(0)), ["José Müller||"]);
}

#[test]
fn formulas_of_a_workbook_in_xml_without_their_result() {
    let formula = |data: &str| format!("<Cell ss:Formula=\"=RC[-1]\">{data}</Cell>");
    let rows = [
        format!("<Row>{}{}</Row>", data("Name"), data("Email")),
        format!("<Row>{}{}</Row>", data("Ada"), formula("")),
        format!("<Row>{}{}</Row>", data("Bob"), formula("<Data ss:Type=\"Number\"></Data>")),
        format!("<Row>{}{}</Row>", data("Eve"), formula("<Data ss:Type=\"String\"></Data>")),
    ];
    let ran = validate("a.xls", xml2003(&rows.concat()), "").status(1);
    assert_eq!(
        (ran.rejects().codes(), ran.rejects().column("Name")),
        (vec!["E016", "E016"], vec!["Ada", "Bob"])
    );
    assert_eq!(taken(&ran), ["Eve||"]);
}

/// A style comes from the cell, its row or its column, or from the parent of that style.
#[test]
fn styles_of_a_workbook_in_xml() {
    let number = |style: &str| format!("<Cell{style}><Data ss:Type=\"Number\">184</Data></Cell>");
    let rows = [
        "<Column/><Column ss:StyleID=\"z\"/>".to_owned(),
        format!("<Row>{}{}{}</Row>", data("Name"), data("Email"), data("Company")),
        format!("<Row>{}{}{}</Row>", data("Ada"), number(" ss:StyleID=\"child\""), number("")),
        format!("<Row ss:StyleID=\"z\">{}{}{}</Row>", data("Bob"), number(" ss:StyleID=\"n\""), number("")),
        format!("<Row>{}{}{}</Row>", data("Eve"), number(""), number(" ss:StyleID=\"yes\"")),
    ];
    let styles = "<Style ss:ID=\"child\" ss:Parent=\"z\"/><Style ss:ID=\"n\"><NumberFormat/></Style>\
                  <Style ss:ID=\"yes\"><NumberFormat ss:Format=\"Yes/No\"/></Style></Styles>";
    let content = xml2003(&rows.concat()).replace("</Styles>", styles);
    let mapping = "version = 1\n[fields]\nname = { from = \"Name\" }\nmemo = { from = \"Email\" }\ncompany = { from = \"Company\" }\n";
    let ferry = crate::command_line::Ferry::new().file("a.xls", content).file("m.toml", mapping);
    let ran = ferry.line("validate a.xls -m m.toml -o out.jsonl").run().status(0);
    let cells: Vec<(String, String)> = ran
        .text("out.jsonl")
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|customer| {
            (customer["memo"].as_str().unwrap().to_owned(), customer["company"].as_str().unwrap().to_owned())
        })
        .collect();
    let expected = [("00184", "184"), ("184", "00184"), ("00184", "184")];
    assert_eq!(cells, expected.map(|(memo, company)| (memo.to_owned(), company.to_owned())));
}

#[test]
fn merged_cells_of_a_workbook_in_xml_end_where_they_say() {
    let rows = [
        format!("<Row>{}{}</Row>", data("Company"), data("Name")),
        format!(
            "<Row><Cell ss:MergeDown=\"1\"><Data ss:Type=\"String\">Acme</Data></Cell>{}</Row>",
            data("Ada")
        ),
        "<Row><Cell ss:Index=\"2\"><Data ss:Type=\"String\">Bob</Data></Cell></Row>".to_owned(),
        "<Row><Cell ss:Index=\"2\"><Data ss:Type=\"String\">Eve</Data></Cell></Row>".to_owned(),
    ];
    let ran = validate("a.xls", xml2003(&rows.concat()), "--merged fill").status(0);
    assert_eq!(taken(&ran), ["Ada||Acme", "Bob||Acme", "Eve||"]);
}

/// Many pages declare ISO-8859-1 regardless of their real encoding.
#[test]
fn a_page_that_names_the_western_encoding_and_is_in_another() {
    let page = |cells: &str| format!("<meta charset=iso-8859-1><table><tr><td>Name{cells}</table>");
    let polish = page("<tr><td>Łukasz Żak<tr><td>Małgorzata Łódź<tr><td>Zażółć");
    let polish = encoding_rs::WINDOWS_1250.encode(&polish).0.into_owned();
    let ran = validate("a.xls", &polish, "").status(2).says("declares the encoding windows-1252");
    assert!(ran.stderr.contains("--encoding windows-1250") && ran.stderr.contains("Łukasz"), "{ran}");
    for name in ["José", "Müller", "D’Angelo", "Citt\u{e0}"] {
        let content = encoding_rs::WINDOWS_1252.encode(&page(&format!("<tr><td>{name}"))).0.into_owned();
        assert_eq!(taken(&validate("a.xls", &content, "").status(0)), [format!("{name}||")]);
    }
}
