//! Extreme sources: the report page stays small and valid, and runs no script.

use crate::command_line::{Ferry, Ran, SIMPLE};

/// A script whose effect would be visible.
const MARKUP: &str = "</script><script>window.hostile=1</script><img src=x onerror=window.hostile=1><!--";

/// A source that is hard to show, with its name.
pub(crate) struct Odd {
    pub(crate) name: &'static str,
    file: String,
    mapping: String,
    content: Vec<u8>,
}

impl Odd {
    fn csv(name: &'static str, content: impl Into<Vec<u8>>) -> Self {
        Self { name, file: "a.csv".to_owned(), mapping: SIMPLE.to_owned(), content: content.into() }
    }

    /// Validates it.
    pub(crate) fn validated(&self) -> Ran {
        let ferry = Ferry::new().file("m.toml", &self.mapping).file(&self.file, &self.content);
        ferry.args(["validate", &self.file, "-m", "m.toml", "--allow-empty"]).run()
    }
}

pub(crate) fn odd_sources() -> Vec<Odd> {
    vec![
        Odd::csv("empty", "Name,Email\n"),
        Odd::csv("only-rejects", "Name,Email\n,wrong\n,worse\n"),
        wide(),
        Odd::csv("long", long()),
        Odd::csv("unseen", unseen()),
        markup(),
        workbook(),
    ]
}

/// Ten thousand columns, all of them filled.
fn wide() -> Odd {
    let names: Vec<String> = (0..9998).map(|at| format!("A column with the number {at}")).collect();
    let mut csv = format!("Name,Email,{}\n", names.join(","));
    for row in 0..40 {
        let cells: Vec<String> = (0..9998).map(|at| format!("cell {at} of row {row}")).collect();
        let email = if row % 2 == 0 { "wrong" } else { "right@example.org" };
        csv.push_str(&format!("Ada {row},{email},{}\n", cells.join(",")));
    }
    Odd::csv("wide", csv)
}

/// Cells and names of a megabyte.
fn long() -> String {
    let (name, text) = ("n".repeat(100_000), "<&\"'é ".repeat(150_000));
    let quoted = text.replace('"', "\"\"");
    format!("Name,Email,{name}\n\"{quoted}\",\"{quoted}\",\"{quoted}\"\nAda,ada@example.org,\"{quoted}\"\n")
}

/// Invisible characters, and those that reverse the direction of text.
fn unseen() -> String {
    "Name,Email,a\u{202e}b\u{feff}c\n\
     Ada\u{202e}noryB,a\u{200b}da@example.org,x\u{0}y\n\
     \u{feff}Bo\u{1b}[31m,\u{7f}\u{85}\u{2028},\u{e0001}\n"
        .to_owned()
}

/// Markup wherever a name can be.
fn markup() -> Odd {
    let csv = format!("Name,\"{MARKUP}\"\n{MARKUP},{MARKUP}\n=cmd|' /C calc'!A0,+1+cmd\n{MARKUP},{MARKUP}\n");
    let mapping =
        SIMPLE.replace("\"Email\"", &format!("{MARKUP:?}")).replace("Simple", &MARKUP.replace('"', ""));
    let file = MARKUP.replace('/', "_") + ".csv";
    Odd { name: "markup", file, mapping, content: csv.into_bytes() }
}

/// A sheet name with markup, and cells with markup, a formula as text, and a right-to-left override.
fn workbook() -> Odd {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("<b>&\"'<!--").unwrap();
    for (at, text) in
        ["Name", "Email", "<i>Name</i>", "not an address", "=1+1", "\u{202e}x"].into_iter().enumerate()
    {
        sheet.write_string(at as u32 / 2, at as u16 % 2, text).unwrap();
    }
    let content = book.save_to_buffer().unwrap();
    Odd { name: "workbook", file: "a.xlsx".to_owned(), mapping: SIMPLE.to_owned(), content }
}

#[test]
fn no_source_makes_the_page_large_or_runs_a_script() {
    for odd in odd_sources() {
        let ran = odd.validated();
        let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
        assert!(page.len() < 5_000_000, "{}: {} bytes", odd.name, page.len());
        let json = std::fs::metadata(ran.folder().join("report.json")).unwrap().len();
        assert!(json < 10_000_000, "{}: {json} bytes of JSON", odd.name);
        assert!(page.matches("<script").count() <= 2 && !page.contains("<img"), "{}", odd.name);
        assert!(page.matches("<!--").count() == 0, "{}", odd.name);
        let hidden =
            |letter: char| letter.is_control() && letter != '\n' || matches!(letter, '\u{202e}' | '\u{200b}');
        // The rejects to be saved are data, so they are unchanged.
        let shown = match page.split_once("id=\"rejects\">") {
            Some((before, rest)) => format!("{before}{}", rest.split_once("</script>").unwrap().1),
            None => page.clone(),
        };
        assert_eq!(shown.chars().find(|letter| hidden(*letter)), None, "{}", odd.name);
        assert!(page.trim_end().ends_with("</html>"), "{}", odd.name);
    }
}

#[test]
fn the_omitted_columns_of_a_wide_source_are_counted() {
    let wide = odd_sources().into_iter().find(|odd| odd.name == "wide").unwrap();
    let page = std::fs::read_to_string(wide.validated().folder().join("report.html")).unwrap();
    for said in ["the first 300 of 10,000 columns of a.csv are listed", "and 9,900 more cells"] {
        assert!(page.contains(said), "not said: {said}");
    }
}

#[test]
fn invisible_characters_are_shown_escaped() {
    let unseen = odd_sources().into_iter().find(|odd| odd.name == "unseen").unwrap();
    let page = std::fs::read_to_string(unseen.validated().folder().join("report.html")).unwrap();
    for shown in ["Ada\\u{202e}noryB", "a\\u{200b}da@example.org"] {
        assert!(page.contains(shown), "not shown: {shown}");
    }
}
