//! `--json`: every command prints one document, and docs/json.schema.json describes it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::schema::Validator;
use super::{LINES, WITHOUT, command, desk, folder};
use crate::command_line::{Desk, Ferry};

/// The commands of which there are no others below, as the manual pages name them.
fn commands() -> BTreeSet<String> {
    let ran = Ferry::new().line("man pages").run().status(0);
    let pages = std::fs::read_dir(ran.path().join("pages")).unwrap();
    let names: BTreeSet<String> = pages
        .map(|page| page.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(name.strip_suffix(".1")?.strip_prefix("deskferry-")?.replace('-', " ")))
        .collect();
    let has_others = |name: &str| names.iter().any(|other| other.starts_with(&format!("{name} ")));
    // These work without a second word.
    let works = |name: &str| ["backup", "report"].contains(&name);
    let mut leaves: BTreeSet<String> =
        names.iter().filter(|name| works(name) || !has_others(name)).cloned().collect();
    assert!(leaves.remove("backup run"), "it is the same as `backup`");
    leaves
}

#[test]
fn every_command_has_a_document_or_is_an_exception() {
    let covered = LINES.iter().map(|(name, _)| *name).chain(WITHOUT);
    assert_eq!(commands(), covered.map(ToOwned::to_owned).collect::<BTreeSet<_>>());
}

#[test]
fn the_page_lists_every_document() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/json.md")).unwrap();
    let row = |line: &str| Some(line.strip_prefix("| `")?.split_once("` | `")?.0.to_owned());
    let rows: BTreeSet<String> = page.lines().filter_map(row).collect();
    assert_eq!(rows, LINES.iter().map(|(name, _)| (*name).to_owned()).collect::<BTreeSet<_>>());
}

/// What each command prints with `--json`, in one folder.
fn documents(desk: &Desk) -> Vec<(&'static str, Value)> {
    let ferry = folder(desk);
    let print = |(name, line): (&'static str, &str)| {
        let ran = command(&ferry, desk, line).line("--json").run();
        let document = ran.document();
        assert_eq!((&document["command"], &document["status"]), (&json!(name), &json!(ran.status)), "{ran}");
        assert_eq!(document.get("error"), None, "{ran}");
        (name, document)
    };
    LINES.into_iter().map(print).collect()
}

#[test]
fn every_document_fits_the_schema() {
    let schema = Validator::new();
    let desk = desk();
    let all = documents(&desk);
    for (name, document) in &all {
        assert_eq!(schema.refuses(document), None, "{name}: {document:#}");
    }
    let of = |name: &str| &all.iter().find(|(command, _)| *command == name).unwrap().1;
    assert_eq!(of("validate")["report"]["counts"]["rejected"], 1);
    assert_eq!(of("apply")["report"]["counts"]["inserted"], 1);
    assert_eq!((&of("apply")["status"], &of("mapping test")["status"]), (&json!(1), &json!(1)));
    assert_eq!(of("mapping test")["mappings"][0]["failures"].as_array().unwrap().len(), 1);
    assert_eq!(of("backup")["drill"]["good"], true);
    assert_eq!(
        of("backup")["manifest"]["counts"]["customers"]["number"],
        json!(of("check")["backup"]["customers"])
    );
    assert_eq!(of("customer find")["customers"].as_array().unwrap().len(), 2);
    assert_eq!(of("duplicates")["groups"][0]["grade"], "email");
    assert_eq!(of("forget")["certificate"]["customers"], 2);
    assert_eq!(of("report diff")["new"], json!([]));
}

/// The schema would not notice a member that nobody has described if it were open.
#[test]
fn the_schema_knows_every_member() {
    let schema = Validator::new();
    let mut document = json!({"deskferry": "1", "command": "mapping list", "status": 0, "mappings": []});
    assert_eq!(schema.refuses(&document), None);
    document["more"] = json!(1);
    assert!(schema.refuses(&document).is_some());
    let lacking = json!({"deskferry": "1", "command": "mapping list", "status": 0});
    assert!(schema.refuses(&lacking).is_some());
}

/// Progress is on standard error, one event a line.
#[test]
fn progress_is_one_event_a_line() {
    let desk = desk();
    let ran = command(&folder(&desk), &desk, "import a.csv -m m.toml --json --log-format json").run();
    assert_eq!(ran.document()["report"]["counts"]["inserted"], 1);
    let events: Vec<Value> = ran.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.last().unwrap()["fields"]["exit"], ran.status, "{ran}");
}

#[test]
fn a_check_of_all_backups_names_each() {
    let desk = desk();
    let ferry = folder(&desk);
    command(&ferry, &desk, "backup b").run().status(0);
    let ran = command(&ferry, &desk, "backup b").run().status(0);
    std::fs::write(ran.folder().join("customers.jsonl.zst"), "x").unwrap();
    let ran = command(&ferry, &desk, "check b --all --json").run().status(5);
    let found = ran.listed("backups");
    let good: Vec<&Value> = found.iter().map(|one| &one["good"]).collect();
    assert_eq!(good, [true, false], "{ran}");
    assert_eq!(Validator::new().refuses(&ran.document()), None, "{ran}");
}
