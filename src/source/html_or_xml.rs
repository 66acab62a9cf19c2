//! Detects XML and HTML by the first tags.

use super::content_kind::ContentKind;
use super::encoding::{self, TextEncoding};

const SAVE_AS: &str = "open it in a spreadsheet and save it as XLSX or CSV";

/// Elements at the start of an HTML page and nowhere else, in lower case. Many systems write an HTML table to a file
/// named `.xls`.
const PAGES: [&str; 14] = [
    "!doctype html",
    "html",
    "table",
    "meta",
    "head",
    "body",
    "style",
    "script",
    "div",
    "center",
    "title",
    "thead",
    "tr",
    "font",
];
/// Elements that may come first if a table follows a little later.
#[rustfmt::skip]
const ELEMENTS: [&str; 62] = [
    "a", "abbr", "article", "aside", "b", "base", "big", "blockquote", "br", "caption", "cite", "code", "col", "colgroup",
    "dd", "details", "dl", "dt", "em", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i",
    "iframe", "img", "input", "label", "li", "link", "main", "nav", "nobr", "noscript", "object", "ol", "option", "p",
    "pre", "s", "section", "select", "small", "span", "strike", "strong", "sub", "sup", "svg", "tbody", "td", "th", "u",
    "ul", "xml",
];
/// The maximum number of bytes before the first tag.
const BEFORE: usize = 256;
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// The kind of content that begins with tags; `None` if it is neither HTML nor XML.
pub(super) fn kind(sample: &[u8]) -> Option<ContentKind> {
    let begin = sample.get(..BEFORE * 2).unwrap_or(sample);
    memchr::memchr(b'<', begin)?;
    let marked = encoding::byte_order_mark(sample).map(|(encoding, _)| encoding);
    let encoding = marked.or_else(|| encoding::utf16_by_zeros(sample)).unwrap_or(TextEncoding::UTF_8);
    let text = encoding.decode_lossy(sample).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let tags = behind_prolog(text)?;
    if !tags.starts_with('<') {
        return is_titled_page(tags).then_some(ContentKind::Page);
    }
    let is_xml = text.starts_with("<?xml") || text.starts_with("<?mso-application");
    xml(text, tags, is_xml)
        .or_else(|| is_page(tags, is_xml).then_some(ContentKind::Page))
        .or_else(|| other(tags, is_xml))
}

/// Skips XML comments and processing instructions. `None` if one has no end.
fn behind_prolog(mut text: &str) -> Option<&str> {
    loop {
        let rest = match text {
            _ if text.starts_with("<!--") => text.split_once("-->")?.1,
            _ if text.starts_with("<?") => text.split_once("?>")?.1,
            _ => return Some(text),
        };
        text = rest.trim_start();
    }
}

/// XML of office programs, detected by its namespaces.
fn xml(text: &str, tags: &str, is_xml: bool) -> Option<ContentKind> {
    let root = root(tags);
    if !is_xml && !root.contains("xmlns") {
        return None;
    }
    if root.contains("<office:document") {
        let what = "OpenDocument in one XML file (.fods)";
        return Some(ContentKind::Other(what, "open it in a spreadsheet and save it as XLSX or ODS"));
    }
    let of_excel = text.contains("urn:schemas-microsoft-com:office:spreadsheet");
    (of_excel && text.contains("workbook") && !root.starts_with("<html")).then_some(ContentKind::Xml2003)
}

fn other(tags: &str, is_xml: bool) -> Option<ContentKind> {
    let is_xml = is_xml || root(tags).contains("xmlns");
    if is_xml && (tags.contains("<html") || tags.contains("xhtml")) {
        return Some(ContentKind::Page);
    }
    (is_xml || tags.starts_with("<!doctype")).then_some(ContentKind::Other("an XML file", SAVE_AS))
}

/// The first tag.
fn root(tags: &str) -> &str {
    tags.split('>').next().unwrap_or_default()
}

/// True for an HTML page, by its first tag. If that tag is ambiguous, a table must follow. A CSV column may have the
/// name `<title>`.
fn is_page(tags: &str, is_xml: bool) -> bool {
    let first = |names: &[&str]| names.iter().any(|name| begins(tags, name));
    if first(&PAGES) {
        return !is_delimited(tags, false);
    }
    !is_xml && first(&ELEMENTS) && has_table(tags) && !is_delimited(tags, true)
}

/// True for a page with a few words before its first tag.
fn is_titled_page(text: &str) -> bool {
    let Some((title, _)) = text.split_once('<') else { return false };
    let tags = text.get(title.len()..).unwrap_or_default();
    let plain = title.len() <= BEFORE && !title.contains(DELIMITERS) && !title.contains(['"', '<', '>']);
    let known = || PAGES.iter().chain(&ELEMENTS).any(|name| begins(tags, name));
    plain && known() && has_table(tags) && !is_delimited(tags, true)
}

fn has_table(tags: &str) -> bool {
    let is =
        |name: &str| memchr::memmem::find_iter(tags.as_bytes(), name).any(|at| ends(tags, at + name.len()));
    is("<table") || is("<tr")
}

/// True if the text begins with the tag of this name.
fn begins(tags: &str, name: &str) -> bool {
    tags.get(1..).is_some_and(|rest| rest.starts_with(name)) && ends(tags, 1 + name.len())
}

/// True if a tag name ends at this index.
fn ends(tags: &str, at: usize) -> bool {
    tags.as_bytes().get(at).is_none_or(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte))
}

/// True if a delimiter follows a tag on the first line, as in delimited text with tags in its cells. Only the first
/// tag counts, except in a `doubted` line without a table.
fn is_delimited(tags: &str, doubted: bool) -> bool {
    let line = tags.lines().next().unwrap_or_default();
    let most = if doubted && !has_table(line) { usize::MAX } else { 1 };
    let mut behind = line.split('>').skip(1).take(most);
    behind.any(|rest| rest.trim_start_matches('"').starts_with(DELIMITERS))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const TABLE: &str = "<table><tr><td>Name</td></tr></table>";

    #[rstest]
    #[case("<br />")]
    #[case("<b>Report, 2024</b>")]
    #[case("<p>x</p>")]
    #[case("<h1>x</h1>")]
    #[case("<form action=x>")]
    #[case("<link rel=x>")]
    #[case("<img src=x>")]
    #[case("<hr>")]
    #[case("<a name=x>")]
    #[case("<article>")]
    #[case("<nobr>")]
    #[case("<xml></xml>")]
    #[case("Report<br>")]
    #[case("Excel export 2024\n")]
    #[case("<br />\n<b>Warning</b>: foo, bar in x.php on line <b>3</b><br />\n")]
    #[case("<?xml version=\"1.0\"?>\n")]
    #[case("<!-- c -->\n<?xml version=\"1.0\"?>\n")]
    #[case("<title>x</title>")]
    #[case("<b>Report</b>, 2024<br>")]
    #[case("<html><body>Dear <b>Ada</b>, this is it.\n")]
    fn html_pages_are_recognized(#[case] before: &str) {
        assert_eq!(kind(format!("{before}{TABLE}").as_bytes()), Some(ContentKind::Page), "{before}");
    }

    #[rstest]
    #[case("<title>,name,city\nDr,Ada,<table>\n")]
    #[case("<name>,b\n1,<table>\n")]
    #[case("<b>Name</b>,Note\nAda,<table><tr><td>x</table>\n")]
    #[case("<b>Name</b>;Note\nAda;<table>\n")]
    #[case("<title>\tname\n<table>\tAda\n")]
    #[case("Name,Note\nAda,<table><tr><td>x</table>\n")]
    #[case("\"Name\"\n\"<table>\"\n")]
    #[case("Note\n<b>no table</b>\n")]
    #[case("<p>one\n")]
    #[case("<tableau>\nx\n")]
    #[case("a < b\n")]
    fn tables_of_text_are_not_html(#[case] content: &str) {
        assert_eq!(kind(content.as_bytes()), None, "{content}");
    }

    #[rstest]
    #[case(
        "<?xml version=\"1.0\"?><office:document xmlns:xhtml=\"http://www.w3.org/1999/xhtml\" office:mimetype=\"x\"/>",
        ".fods"
    )]
    #[case("<?xml version=\"1.0\"?><dump><table name=\"x\"/></dump>", "an XML file")]
    fn other_xml_is_named(#[case] content: &str, #[case] word: &str) {
        let Some(ContentKind::Other(what, _)) = kind(content.as_bytes()) else {
            panic!("{:?}", kind(content.as_bytes()))
        };
        assert!(what.contains(word), "{what}");
    }
}
