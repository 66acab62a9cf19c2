//! `mapping suggest`, and the suggestions if a command gets no mapping.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;

use deskferry::mapping::SHIPPED;
use rstest::rstest;

use crate::command_line::{Ferry, Ran};
use crate::samples::{sample, samples};

#[test]
fn each_sample_is_recognized_as_its_own() {
    let mut seen = Vec::new();
    for (mapping, name) in samples() {
        let ferry = Ferry::new().file(&name, sample(&name));
        let ran = ferry.args(["import", &name, "--sandbox", "--run-dir", "runs of mine"]).run().status(2);
        assert!(ran.stdout.is_empty() && !ran.path().join("runs of mine").exists(), "{ran}");
        if mapping == "generic" {
            ran.says(&format!("deskferry mapping suggest {name} -o my.toml"));
            continue;
        }
        let others = SHIPPED.iter().filter(|shipped| shipped.name != mapping);
        for other in others {
            assert!(!ran.stderr.contains(&format!("`{}`", other.name)), "{ran}");
        }
        ran.says(&format!("deskferry import {name} --sandbox --run-dir 'runs of mine' -m {mapping}\n"));
        seen.push(mapping);
    }
    seen.dedup();
    assert_eq!(seen.len(), SHIPPED.len() - 1, "{seen:?}");
}

#[test]
fn the_suggested_command_works() {
    let ferry = Ferry::new().file("z.csv", sample("zoho-contacts.csv"));
    let ran = ferry.line("validate z.csv").run().status(2);
    let shown = |line: &&str| line.ends_with(" -m zoho");
    let line = ran.stderr.lines().find(shown).unwrap().trim().strip_prefix("deskferry ").unwrap().to_owned();
    assert_eq!(ran.then().line(&line).run().status(0).count("pending"), 9);
}

#[test]
fn no_mapping_is_suggested_for_a_pipe_or_a_missing_file() {
    Ferry::new().line("validate -").stdin("Name,Email\nAda,a@x.org\n").run().status(2).says("-m");
    Ferry::new().line("validate nowhere.csv").run().status(2).says("nowhere.csv");
    Ferry::new().file("empty.csv", "").line("import empty.csv --sandbox").run().status(2).says("empty.csv");
}

/// A German file with the kinds of columns that people keep by hand.
const GERMAN: &str = "Kundennr;Vorname;Name;E-Mail;Handy;Straße;PLZ;Ort;Land;Geburtsdatum;Kennwort;Steuer-ID;Kunde seit;Newsletter\n\
    10023;Jürgen;Müller;juergen@example.org;0171 3920014;Hauptstraße 1;01067;Dresden;Deutschland;25.12.1958;hunter2;12 345 678 901;03.04.2010;ja\n\
    10024;Katrin;Vogel;katrin@example.org;0171 3920015;Am Wall 3;89073;Ulm;Österreich;04.03.1970;letmein;12 345 678 902;04.05.2011;nein\n\
    10025;Otto;Brandt;otto@example;;;28195;Bremen;DE;31.04.1990;x;;;\n";

fn suggested(csv: &[u8]) -> Ran {
    Ferry::new().file("a.csv", csv).line("mapping suggest a.csv -o my.toml").run().status(0)
}

#[test]
fn a_suggested_mapping_is_valid_and_can_be_imported() {
    let ran = suggested(GERMAN.as_bytes()).says("deskferry validate a.csv -m my.toml");
    let text = ran.text("my.toml");
    for line in [
        "name = { from = [\"Vorname\", \"Name\"], required = true }",
        "birthDate = { from = \"Geburtsdatum\", formats = [\"%d.%m.%Y\"] }",
        "state = { from = \"Land\" }",
        "# kundeSeit = { from = \"Kunde seit\", as = \"date\", formats = [\"%d.%m.%Y\"] }",
        "# newsletter = { from = \"Newsletter\", as = \"bool\" }",
        "# \"Kennwort\": a password or key; not mapped automatically, values not shown",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}\n{text}");
    }
    for secret in ["hunter2", "letmein", "12 345"] {
        assert!(!text.contains(secret) && !ran.stderr.contains(secret), "{secret}");
    }
    ran.then().line("mapping check my.toml").run().status(0);
    let ran = ran.then().line("import a.csv -m my.toml --sandbox").fast().run().status(1);
    assert_eq!((ran.count("inserted"), ran.rejects().codes()), (2, vec!["E206 E201"]));
}

#[rstest]
#[case::twins(b"Name,Email,Phone,Phone,,Note\nAda,a@x.org,1,2,3,x\n".as_slice())]
#[case::line_breaks(b"Name,\"E\nmail\",\"a\"\"b\\c\"\nAda,a@x.org,\"x\n[fields]\"\n".as_slice())]
#[case::windows(b"Nom;Pr\xe9nom;Courriel;Ville\nLef\xe8vre;Zo\xeb;zoe@example.com;Lyon\n".as_slice())]
#[case::no_rows(b"Name,Email\n".as_slice())]
#[case::json(b"{\"name\":\"Ada\",\"mail\":\"a@x.org\",\"n\":{\"a\":1}}\n".as_slice())]
fn odd_files_get_valid_mappings(#[case] csv: &[u8]) {
    let has_rows = csv != b"Name,Email\n";
    let ran = Ferry::new().file("a.csv", csv).line("mapping suggest a.csv -o my.toml").run();
    let ran = ran.status(i32::from(!has_rows));
    ran.then().line("mapping check my.toml").run().status(0);
    let rows = i64::from(csv.iter().filter(|byte| **byte == b'\n').count() > 1);
    let ran = ran.then().line("import a.csv -m my.toml --sandbox --allow-empty").fast().run().status(0);
    let rows = if csv.starts_with(b"{") { 1 } else { rows };
    assert_eq!(i64::try_from(ran.count("inserted")).unwrap(), rows, "{ran}");
}

#[test]
fn a_recognized_file_gets_the_shipped_mapping_and_its_unmapped_columns() {
    let ran = suggested(&sample("zoho-contacts.csv"));
    let text = ran.text("my.toml");
    let shipped = SHIPPED.iter().find(|shipped| shipped.name == "zoho").unwrap().text;
    assert!(
        shipped.lines().all(|line| text.contains(&format!("{line}\n")))
            && text.contains("# spouse = { from = \"Spouse\" }"),
        "{text}"
    );
    assert!(text.contains("# \"Portal Password\": a password") && !text.contains("open sesame"), "{text}");
    assert!(!text.contains("# mailingCity ="), "what is mapped is not offered again: {text}");
    ran.then().line("mapping check my.toml").run().status(0);
    assert_eq!(ran.then().line("validate a.csv -m my.toml").run().status(0).count("pending"), 9);
}

/// The first rows could be read either way; unambiguous dates come in the middle of the file.
#[test]
fn the_date_order_is_found_long_after_the_first_rows() {
    let mut csv = "Name,Birthday,Notes\n".to_owned();
    for row in 0..30_000 {
        let day = if row < 10_000 { "03/04/1990" } else { "12/25/1990" };
        writeln!(csv, "Ada {row},{day},{}", "x".repeat(100)).unwrap();
    }
    let ran = suggested(csv.as_bytes());
    assert!(ran.text("my.toml").contains("formats = [\"%m/%d/%Y\"]"), "{}", ran.text("my.toml"));
    let head: String = csv.lines().take(2000).map(|line| format!("{line}\n")).collect();
    let ran = suggested(head.as_bytes());
    assert!(ran.text("my.toml").contains("the sample does not show which"), "{}", ran.text("my.toml"));
}

/// Two cells with the month first do not hide what ninety others show. They are named.
#[test]
fn a_few_odd_dates_do_not_hide_the_order() {
    let mut csv = "Name,Birthday\nBo,12/25/1980\nCy,soon\n".to_owned();
    (0..90).for_each(|row| writeln!(csv, "Ada {row},{}/04/1990", 13 + row % 15).unwrap());
    let text = suggested(csv.as_bytes()).text("my.toml");
    assert!(text.contains("birthDate = { from = \"Birthday\", formats = [\"%d/%m/%Y\"] }"), "{text}");
    assert!(text.contains("UNSURE") && text.contains("check \"12/25/1980\", \"soon\""), "{text}");
}

#[test]
fn an_existing_file_is_not_overwritten() {
    let ferry = Ferry::new().file("a.csv", "Name\nAda\n").file("my.toml", "mine");
    let ran = ferry.line("mapping suggest a.csv -o my.toml").run().status(2).says("my.toml already exists");
    assert_eq!(ran.text("my.toml"), "mine");
    let ran = ran.then().line("mapping suggest a.csv --interactive").run().status(2).says("needs a terminal");
    assert!(ran.stdout.is_empty());
    ran.then().line("mapping suggest nowhere.csv").run().status(2).says("nowhere.csv");
    let ran = ran.then().line("mapping suggest a.csv").run().status(0);
    assert!(
        ran.stdout.contains("\n# A suggestion for \"a.csv\"") && ran.stdout.contains("version = 1"),
        "{ran}"
    );
}

/// A terminal made by `script`, with answers typed in.
#[test]
fn on_a_terminal_it_asks_where_it_is_unsure() {
    let ferry = Ferry::new().file("a.csv", "Name,X,Born\nAda,020 7946 0101,03/04/1990\n");
    let program = env!("CARGO_BIN_EXE_deskferry");
    let line = format!("{program} mapping suggest a.csv -o my.toml --interactive");
    let mut command = std::process::Command::new("script");
    command.args(["-qec", &line, "typescript"]).current_dir(ferry.path());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("script of util-linux");
    // Column X looks like a phone number: 9 is not an answer, 3 leaves it out. Then 2 means the day comes first.
    child.stdin.take().unwrap().write_all(b"9\n3\n2\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).replace('\r', "");
    assert!(output.status.success(), "{said}");
    assert!(said.contains("Column \"X\": the values look like phone numbers"), "{said}");
    assert!(said.contains("  2  birthDate, the day first (%d/%m/%Y)"), "{said}");
    let text = std::fs::read_to_string(ferry.path().join("my.toml")).unwrap();
    assert!(text.contains("\nbirthDate = { from = \"Born\", formats = [\"%d/%m/%Y\"] }"), "{text}");
    assert!(text.contains("# \"X\": you chose this") && !text.contains("phoneNumber"), "{text}");
}

/// An account with a list, a field that depends on it, and a required field.
fn account() -> String {
    serde_json::json!([
        {"name": "segment", "type": "COMBO", "labels": {"it": "Segmento"}, "values": ["Gold", "Silver"]},
        {"name": "level", "type": "LINKED_COMBO", "linkedField": "segment", "linkedValues": {"Gold": ["A"], "Silver": ["B", "C"]}},
        {"name": "vatNumber", "type": "TEXT", "required": true},
        {"name": "note", "type": "TEXT", "required": false},
    ])
    .to_string()
}

#[test]
fn custom_fields_of_the_account_are_mapped_and_imported() {
    let csv = "Name,Email,Segmento,Klasse,VAT number,Shoe size\nAda,a@x.org,gold,A,IT1,41\nBo,b@x.org,Silver,C,IT2,42\nCy,c@x.org,SILVER,B,IT3,\n";
    let ferry = Ferry::new().file("a.csv", csv).file("fields.json", account());
    let ran = ferry.line("mapping suggest a.csv --fields fields.json -o my.toml").run().status(0);
    let ran = ran.says("deskferry validate a.csv -m my.toml --fields fields.json\n");
    let text = ran.text("my.toml");
    for line in [
        "segment = { from = \"Segmento\", values = [\"Gold\", \"Silver\"] }",
        "level = { from = \"Klasse\" }",
        "vatNumber = { from = \"VAT number\" }",
        "# shoeSize = { from = \"Shoe size\" }",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}\n{text}");
    }
    ran.then().line("mapping check my.toml --fields fields.json").run().status(0);
    ran.then().line("validate a.csv -m my.toml --fields fields.json").run().status(0);
    let ran =
        ran.then().line("import a.csv -m my.toml --fields fields.json --sandbox").fast().run().status(0);
    assert_eq!(ran.count("inserted"), 3);
    let ran = ran.then().line("mapping suggest a.csv --fields none").run().status(0);
    assert!(!ran.stdout.contains("\nsegment = "), "{ran}");
    ran.then().line("mapping suggest a.csv --fields nowhere.json").run().status(2).says("nowhere.json");
}

#[test]
fn required_fields_without_a_column_are_reported() {
    let ferry = Ferry::new().file("a.csv", "Name,Email\nAda,a@x.org\n").file("fields.json", account());
    let ran = ferry.line("mapping suggest a.csv --fields fields.json -o my.toml").run().status(0);
    let ran = ran.says("Required for new customers, but no column fits: \"vatNumber\"\n");
    let text = ran
        .text("my.toml")
        .replace("# vatNumber = { from = \"The column of vatNumber\" }", "vatNumber = { value = \"none\" }");
    let ran =
        ran.then().file("my.toml", text).line("mapping check my.toml --fields fields.json").run().status(0);
    ran.then().line("import a.csv -m my.toml --fields fields.json --sandbox").fast().run().status(0);
}

/// The custom fields are added to a built-in mapping, which knows nothing of the account.
#[test]
fn a_recognized_file_gets_the_custom_fields_too() {
    let fields = serde_json::json!([{"name": "leadSource", "type": "TEXT"}, {"name": "spouse", "type": "COMBO", "values": ["yes", "no"]}]);
    let ferry =
        Ferry::new().file("a.csv", sample("zoho-contacts.csv")).file("fields.json", fields.to_string());
    let ran = ferry.line("mapping suggest a.csv --fields fields.json -o my.toml").run().status(0);
    let text = ran.text("my.toml");
    assert!(text.contains("\nleadSource = { from = \"Lead Source\" }"), "{text}");
    ran.then().line("mapping check my.toml --fields fields.json").run().status(0);
    ran.then().line("mapping test my.toml").run().status(0);
    let rejected = |line: &str| ran.then().line(line).run().count("rejected");
    assert_eq!(
        rejected("validate a.csv -m my.toml --fields fields.json"),
        rejected("validate a.csv -m zoho")
    );
}

/// In a short file, one bad address is a large share of the column.
#[test]
fn a_column_of_addresses_is_the_key_although_one_is_bad() {
    let csv = "Name,Email,Phone\nAda,ada@x.org,+39 02 5550101\nBob,bob(at)x.org,+39 02 5550102\n\
        Eve,eve@x.org,+39 02 5550103\nZoe,zoe@x.org,+39 02 5550104\nIvo,,+39 02 5550105\n";
    let ran = suggested(csv.as_bytes());
    let text = ran.text("my.toml");
    assert!(text.contains("\nkeys = [\"email\"]\n") && !text.contains("keys = [\"name\""), "{text}");
    let said = "# Of the 5 rows looked at, 1 has no valid address (E201) and 1 has none (E401). They are rejected until\n";
    assert!(text.contains(said), "{text}");
    let ran = ran.then().line("import a.csv -m my.toml --sandbox").fast().run().status(1);
    assert_eq!((ran.count("inserted"), ran.rejects().codes()), (3, vec!["E201", "E401"]), "{ran}");
}
