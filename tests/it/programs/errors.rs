//! With `--json`, an error is a document too.

use rstest::rstest;
use serde_json::{Value, json};

use super::schema::Validator;
use super::{command, desk, folder};
use crate::command_line::{Ferry, Ran};

#[track_caller]
fn error(ran: &Ran, status: i32) -> Value {
    let document = ran.document();
    assert_eq!((ran.status, &document["status"]), (status, &json!(status)), "{ran}");
    assert_eq!(Validator::new().refuses(&document), None, "{ran}");
    assert!(document["error"]["message"].as_str().is_some_and(|text| !text.is_empty()), "{ran}");
    document
}

#[rstest]
#[case("import --json a.csv -m m.toml --bogus", "import", "--bogus")]
#[case("backup list --json", "backup list", "required")]
#[case("runs --kind backup --json", "runs list", "--kind")]
#[case("sandbox --json", "sandbox", "serves until")]
#[case("man --json pages", "man", "pages for people")]
#[case("completions bash --json", "completions", "script")]
#[case("validate nowhere.csv -m m.toml --json", "validate", "nowhere.csv")]
#[case("export -o - --json", "export", "name a file for -o")]
#[case("import a.csv -m m.toml --dry-run --plan-out - --json", "import", "name a file for --plan-out")]
#[case("validate a.csv -m m.toml -o - --json", "validate", "name a file for -o")]
fn wrong_usage_is_a_document(#[case] line: &str, #[case] of: &str, #[case] says: &str) {
    let desk = desk();
    let ran = command(&folder(&desk), &desk, line).run();
    let document = error(&ran, 2);
    assert_eq!(document["command"], of, "{ran}");
    assert!(document["error"]["message"].as_str().unwrap().contains(says), "{ran}");
}

#[test]
fn a_wrong_command_has_no_name() {
    let document = error(&Ferry::new().line("imprt a.csv --json").run(), 2);
    assert_eq!(document["command"], Value::Null);
}

/// docs/json.md has the codes.
#[rstest]
#[case("import --json a.csv -m m.toml --bogus", 2, "command_line")]
#[case("import a.csv -m m.toml --config away.toml --json", 2, "settings")]
#[case("validate a.csv -m nobody --json", 2, "mapping")]
#[case("validate nowhere.csv -m m.toml --json", 2, "source")]
#[case("validate a.csv -m m.toml --fixes a.csv --json", 2, "fixes")]
#[case("export -o - --json", 2, "usage")]
#[case("customer find --json --base-url http://127.0.0.1:9", 4, "stopped")]
#[case("customer get nobody --json", 1, "incomplete")]
fn an_error_has_a_code(#[case] line: &str, #[case] status: i32, #[case] code: &str) {
    let desk = desk();
    let ran = command(&folder(&desk), &desk, line).run();
    let document = error(&ran, status);
    assert_eq!(document["error"]["code"], code, "{ran}");
    assert!(code_list().contains(&code.to_owned()), "docs/json.md does not list {code}");
}

/// The codes that docs/json.md lists.
fn code_list() -> Vec<String> {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/json.md")).unwrap();
    let table = page.split("| code | `status` | |").nth(1).unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with("| `"));
    rows.map(|line| line.split('`').nth(1).unwrap().to_owned()).collect()
}

#[test]
fn the_names_of_the_exit_statuses_are_codes() {
    let codes = code_list();
    for number in [1, 2, 3, 4, 5, 6, 70, 141] {
        let name = deskferry::exit_status::ExitStatus::from_number(number).name();
        assert!(codes.contains(&name.to_owned()), "{name} is not in {codes:?}");
    }
}

#[test]
fn a_flag_of_another_command_is_a_hint() {
    let document = error(&Ferry::new().line("runs --kind backup --json").run(), 2);
    assert_eq!(document["error"]["hint"], "--kind is a flag of `deskferry runs list`");
}

#[test]
fn an_error_of_a_mapping_has_its_place() {
    let wrong = "version = 1\nname = \"x\"\n[fields]\nnmae = { from = \"Name\" }\n";
    let ran = Ferry::new().file("a.csv", "Name\nAda\n").file("m.toml", wrong);
    let document = error(&ran.line("validate a.csv -m m.toml --json").run(), 2);
    let error = &document["error"];
    assert_eq!((&error["file"], &error["line"], &error["column"]), (&json!("m.toml"), &json!(4), &json!(1)));
    assert!(error["message"].as_str().unwrap().contains("nmae"), "{error}");
}

#[test]
fn an_error_of_a_source_has_its_file_and_row() {
    let ferry = Ferry::new().file("m.toml", crate::command_line::SIMPLE).file("a.csv", "");
    let document = error(&ferry.line("validate a.csv -m m.toml --json").run(), 2);
    assert_eq!(document["error"]["file"], "a.csv");
    let ferry = ferry_of("Name,Email\nAda,ada@example.org\n");
    let document = error(&ferry.line("validate a.csv -m m.toml --header-row 9 --json").run(), 2);
    assert_eq!((&document["error"]["file"], &document["error"]["row"]), (&json!("a.csv"), &json!(9)));
}

fn ferry_of(rows: &str) -> Ferry {
    Ferry::new().file("m.toml", crate::command_line::SIMPLE).file("a.csv", rows)
}

#[test]
fn refused_credentials_are_status_three() {
    let desk = desk();
    let ran = command(&folder(&desk), &desk, "customer find --json").env("DESKERO_API_TOKEN", "hush-hush");
    let ran = ran.run();
    assert_eq!(error(&ran, 3)["error"]["code"], "unauthorized");
    assert!(!ran.stdout.contains("hush-hush"), "{ran}");
}

/// The list of customers has begun when the error comes.
#[test]
fn a_list_that_ends_early_is_a_whole_document() {
    let desk = desk();
    let ferry = folder(&desk);
    let ran = command(&ferry, &desk, "customer find --json --base-url http://127.0.0.1:9").run();
    let document = error(&ran, 4);
    assert_eq!(document["customers"], json!([]), "{ran}");
}
