//! Rejects are known in every form in which offices save them, whatever the mapping says about the source.

use rstest::rstest;
use serde_json::json;

use super::{delimited, western, workbook};
use crate::command_line::{Ferry, Ran, SIMPLE, Table};

/// The mapping of an odd source. None of its options is about the rejects.
const ODD: &str = "\
version = 1
[source]
header_row = 3
sheet = \"Customers\"
encoding = \"cp850\"
delimiter = \"|\"
quote = \"'\"
escape = \"none\"
short_rows = \"fill\"
records = \"users\"
merged = \"fill\"
name_columns = true
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
memo = { from = \"Notes\" }
";

/// The rejects of a source with this mapping: two rows with invalid addresses.
fn odd() -> Ran {
    let text = "Export\n\nName|Email|Notes\nJos\u{e9} M\u{fc}ller|jose|'a|b'\nZo\u{eb}|zoe|=1+1; \"x\"\nAda|a@x.org|\n";
    let ferry = Ferry::new().file("a.csv", oem_cp850(text)).file("m.toml", ODD);
    let ran = ferry.line("validate a.csv -m m.toml").run().status(1);
    assert_eq!(ran.rejects().column("Name"), ["José Müller", "Zoë"], "{ran}");
    ran
}

fn oem_cp850(text: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        'é' => 0x82,
        'ü' => 0x81,
        'ë' => 0x89,
        ascii => u8::try_from(ascii).unwrap(),
    };
    text.chars().map(byte).collect()
}

fn corrected(ran: &Ran) -> Table {
    let mut rejects = ran.rejects();
    rejects.set(0, "Email", "jose@x.org");
    rejects.set(1, "Email", "zoe@x.org");
    rejects
}

fn wide(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn wider(table: &Table) -> Table {
    let mut table = table.clone();
    table.header.extend([String::new(), " ".to_owned()]);
    table.rows.iter_mut().for_each(|row| row.extend([String::new(), String::new()]));
    table.rows.push(vec![String::new(); table.header.len()]);
    table
}

/// With our columns first, as somebody may arrange them.
fn turned(table: &Table) -> Table {
    let turn = |row: &Vec<String>| [&row[3..], &row[..3]].concat();
    Table { header: turn(&table.header), rows: table.rows.iter().map(turn).collect() }
}

type Form = fn(&Table) -> Vec<u8>;

#[rstest]
#[case::as_written(|table: &Table| table.to_csv())]
#[case::semicolons(|table: &Table| delimited(table, b';', false).into_bytes())]
#[case::semicolons_of_excel(|table: &Table| western(&delimited(table, b';', false)))]
#[case::commas_of_excel(|table: &Table| western(&delimited(table, b',', false)))]
#[case::tabs(|table: &Table| western(&delimited(table, b'\t', false)))]
#[case::unicode_text(|table: &Table| wide(&delimited(table, b'\t', false)))]
#[case::utf8_of_excel(|table: &Table| ["\u{feff}", &delimited(table, b';', false)].concat().into_bytes())]
#[case::sep_line(|table: &Table| ["sep=;\r\n", &delimited(table, b';', false)].concat().into_bytes())]
#[case::all_quoted(|table: &Table| delimited(table, b';', true).into_bytes())]
#[case::wider(|table: &Table| western(&delimited(&wider(table), b';', false)))]
#[case::turned(|table: &Table| delimited(&turned(table), b';', false).into_bytes())]
#[case::workbook(|table: &Table| workbook(table, "rejects", false))]
#[case::workbook_of_the_csv(|table: &Table| workbook(&wider(table), "people", true))]
#[case::workbook_turned(|table: &Table| workbook(&turned(table), "Customers 2", true))]
fn rejects_are_known_in_every_form_that_offices_save(#[case] form: Form) {
    let first = odd();
    let file = form(&corrected(&first));
    let ran = first.then().file("Kopie von Fehler (2)", file);
    let ran = ran.args(["validate", "Kopie von Fehler (2)", "-m", "m.toml", "-o", "-"]).run().status(0);
    let customers: Vec<serde_json::Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        customers,
        [
            json!({"name": "José Müller", "email": "jose@x.org", "memo": "a|b"}),
            json!({"name": "Zoë", "email": "zoe@x.org", "memo": "=1+1; \"x\""}),
        ],
        "{ran}"
    );
    assert_eq!(ran.run_json()["corrected"][0]["now_in"], 2, "{ran}");
}

#[rstest]
#[case("--header-row 3", "its header is row 1; leave out --header-row")]
#[case("--no-header", "it has a header; leave out --no-header")]
#[case("--delimiter ;", "its cells are separated by ','; leave out --delimiter")]
#[case("--delimiter ,", "")]
#[case("--header-row 1", "")]
#[case("--encoding utf-8", "")]
fn a_flag_counts_or_is_refused(#[case] flags: &str, #[case] said: &str) {
    let first = odd();
    for (name, file) in
        [("c.csv", corrected(&first).to_csv()), ("c.xlsx", workbook(&corrected(&first), "rejects", false))]
    {
        if name == "c.xlsx" && flags.starts_with("--delimiter") {
            continue;
        }
        let line = format!("validate {name} -m m.toml {flags}");
        let ran = first.then().file(name, file).line(&line).run();
        assert_eq!(ran.status, if said.is_empty() { 0 } else { 2 }, "{ran}");
        assert!(ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ").contains(said), "{ran}");
    }
}

#[rstest]
#[case::macintosh(0x88)]
#[case::windows(0xe0)]
#[case::dos(0x85)]
fn a_column_of_the_mapping_shows_the_encoding(#[case] byte: u8) {
    let mapping = SIMPLE.replace("\"Name\"", "\"Citt\u{e0}\"");
    let mapping = format!("{mapping}[source]\nencoding = \"windows-1252\"\n");
    let first = Ferry::new().file("a.csv", western("Citt\u{e0},Email\nRoma,wrong\n")).file("m.toml", mapping);
    let first = first.line("validate a.csv -m m.toml").run().status(1);
    let mut rejects = first.rejects();
    rejects.set(0, "Email", "a@x.org");
    let encoded =
        |letter: char| u8::try_from(letter).map_or(b'?', |own| if own == 0xe0 { byte } else { own });
    let file: Vec<u8> = delimited(&rejects, b';', false).chars().map(encoded).collect();
    let ran = first.then().file("b.csv", file).line("validate b.csv -m m.toml").run().status(0);
    assert_eq!(ran.count("pending"), 1, "{ran}");
}

#[rstest]
#[case::letters("no_header = true", "A", "B", "Ada,wrong\n")]
#[case::names("name_columns = true", "Name", "Name (2)", "Name,Name\nAda,wrong\n")]
fn rejects_of_a_source_without_good_names(
    #[case] option: &str,
    #[case] name: &str,
    #[case] email: &str,
    #[case] text: &str,
) {
    let mapping = format!(
        "version = 1\n[source]\n{option}\n[fields]\nname = {{ from = \"{name}\" }}\n\
         email = {{ from = \"{email}\", as = \"email\" }}\n"
    );
    let first = Ferry::new().file("a.csv", text).file("m.toml", mapping);
    let first = first.line("validate a.csv -m m.toml").run().status(1);
    let mut rejects = first.rejects();
    rejects.set(0, email, "ada@x.org");
    for (file, content) in [
        ("c.csv", delimited(&rejects, b'\t', false).into_bytes()),
        ("c.xlsx", workbook(&rejects, "x", false)),
    ] {
        let line = format!("validate {file} -m m.toml");
        let ran = first.then().file(file, content).line(&line).run().status(0);
        assert_eq!(ran.count("rows"), 1, "{ran}");
    }
}
