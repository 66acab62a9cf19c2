//! Files that an earlier build wrote (`tests/fixtures/earlier`): this build reads them, and continues what they began.
//!
//! Their help desk is `/proc/self/cwd/desk.db`: the same account in every folder in which a test runs.

use std::path::Path;

use rstest::rstest;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::command_line::{Ferry, Ran, Table};

/// An import that finished: one update, two inserts and two rejected rows.
const PEOPLE: &str = "20261129T110214Z-people-cf99a0";
/// The dry run that saved `plan.jsonl`.
const LATE: &str = "20261129T110216Z-late-61fa00";
/// An import of 18 rows that was killed: 5 are written, 8 may have arrived (5 of them have), 5 are pending.
const GUESTS: &str = "20261129T110217Z-guests-890757";
const BACKUP: &str = "backups/20261129T110215Z-ab1cf3";
const SANDBOX: &str = "--sandbox=/proc/self/cwd/desk.db";

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copied = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            std::fs::copy(&path, copied).unwrap();
        }
    }
}

/// A folder with copies of the earlier files.
fn earlier() -> Ferry {
    let ferry = Ferry::new();
    copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/earlier")), ferry.path());
    ferry
}

/// Runs a line that prints JSON.
#[track_caller]
fn printed(ferry: Ferry, line: &str) -> Value {
    let ran = ferry.line(line).run().status(0);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|fault| panic!("{fault}: {ran}"))
}

/// The customers of the sandbox, by address: name and city.
fn customers(ran: &Ran) -> Vec<(String, String, String)> {
    let found = ran.then().line("customer find").args([SANDBOX]).fast().run().status(0);
    let parsed = found.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let text = |customer: &Value, field: &str| customer[field].as_str().unwrap_or_default().to_owned();
    let each = |customer: Value| ["email", "name", "city"].map(|field| text(&customer, field)).into();
    let mut all: Vec<_> = parsed.map(each).collect();
    all.sort();
    all
}

/// Changes a JSON file in the folder.
fn edit(ferry: &Ferry, name: &str, change: impl FnOnce(&mut Value)) {
    let path = ferry.path().join(name);
    let mut content: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    change(&mut content);
    std::fs::write(path, content.to_string()).unwrap();
}

#[test]
fn earlier_runs_are_listed_and_shown() {
    let runs = printed(earlier(), "runs --json")["runs"].clone();
    let columns = ["id", "command", "state", "exit"];
    let listed: Vec<Value> =
        runs.as_array().unwrap().iter().map(|run| columns.map(|column| run[column].clone()).into()).collect();
    let expected = [
        json!([PEOPLE, "import", "finished", 1]),
        json!([LATE, "import", "finished", 1]),
        json!([GUESTS, "import", "unfinished", null]),
    ];
    assert_eq!(listed, expected);
    let counts: Vec<u64> = ["rows", "inserted", "unknown", "pending"]
        .map(|name| runs[2]["counts"][name].as_u64().unwrap())
        .into();
    assert_eq!(counts, [18, 5, 8, 5], "read from the journal and its WAL");

    let people = earlier().line("runs show 20261129T110214Z").run().status(0);
    for part in ["people.csv, 5 rows", "exit 1: finished", "deskferry undo 20261129T110214Z"] {
        assert!(people.stdout.contains(part), "{part:?} in {people}");
    }
    let guests = people.then().line("runs show latest").run().status(0);
    assert!(guests.stdout.contains("deskferry resume 20261129T110217Z"), "{guests}");
}

#[test]
fn an_earlier_run_is_reported() {
    let ferry = earlier();
    let written: Value = serde_json::from_slice(
        &std::fs::read(ferry.path().join(format!("deskferry-runs/{PEOPLE}/report.json"))).unwrap(),
    )
    .unwrap();
    let report = printed(ferry, "report 20261129T110214Z --format json");
    assert_eq!(report, written, "the report is as it was written");

    let text = earlier().line("report 20261129T110214Z --format text").run().status(0);
    for code in ["E101", "E201"] {
        assert!(text.stdout.contains(code), "{text}");
    }
    let junit = text.then().line("report 20261129T110214Z --format junit").run().status(0);
    assert!(junit.stdout.contains("<testsuites tests=\"2\" failures=\"2\">"), "{junit}");
    text.then().line("report 20261129T110214Z --format html --redact -o page.html").run().status(0);
    assert!(text.path().join("page.html").exists());
}

#[test]
fn an_earlier_run_is_verified_and_undone() {
    let line = format!("verify {PEOPLE} {SANDBOX}");
    let verified = earlier().line(&line).fast().run().status(0).says("3 customers checked, all match");
    let undone = verified.then().line(&format!("undo {PEOPLE} --yes {SANDBOX}")).fast().run().status(0);
    assert_eq!((undone.count("deleted"), undone.count("updated")), (2, 1));
    let left = customers(&undone);
    assert_eq!(left.len(), 11, "its two inserts are gone: {left:?}");
    let ada = ("ada@example.org".to_owned(), "Ada".to_owned(), "Milan".to_owned());
    assert_eq!(left[0], ada, "with the city from before the run");
}

/// What may have arrived is found or sent again, and the rest is written.
#[test]
fn an_interrupted_run_is_resumed() {
    let refused = earlier().line("import guests.csv -m simple.toml").args([SANDBOX]).fast().run().status(2);
    refused.says(GUESTS);
    let copied = earlier().line(&format!("resume {GUESTS} {SANDBOX}")).fast().run().status(2);
    let copied = copied.says("pass --moved");
    let line = format!("resume {GUESTS} --moved --settle-for 300ms {SANDBOX}");
    let resumed = copied.then().line(&line).fast().run().status(0);
    assert_eq!((resumed.count("rows"), resumed.count("inserted")), (18, 18));
    assert_eq!(resumed.results().column("_action"), ["insert"; 18]);
    assert_eq!(resumed.report_json()["exit"], 0);
    let all = customers(&resumed);
    assert_eq!(all.len(), 3 + 18, "nobody is there twice: {all:?}");
    let verified = resumed.then().line(&format!("verify latest {SANDBOX}")).fast().run().status(0);
    let undone = verified.then().line(&format!("undo {GUESTS} --yes {SANDBOX}")).fast().run().status(0);
    assert_eq!(undone.count("deleted"), 18);
    assert_eq!(customers(&undone).len(), 3);
}

/// Rejects that were not corrected are refused; corrected ones are imported.
#[test]
fn earlier_rejects_are_corrected_and_imported() {
    let path = format!("deskferry-runs/{PEOPLE}/rejects.csv");
    let line = format!("import {path} -m simple.toml --settle-for 300ms {SANDBOX}");
    let ferry = earlier();
    let mut rejects = Table::read(&ferry.path().join(&path));
    let same = ferry.line(&line).fast().run().status(1);
    assert_eq!(same.count("rejected"), 2);
    rejects.set(0, "Name", "Dan");
    let corrected = same.then().file(&path, rejects.to_csv()).line(&line).fast().run().status(1);
    assert_eq!((corrected.count("inserted"), corrected.count("rejected")), (1, 1));
}

#[test]
fn a_saved_plan_is_applied_once() {
    let applied = earlier().line(&format!("apply plan.jsonl {SANDBOX}")).fast().run().status(1);
    let counts = ["inserted", "updated", "unchanged", "rejected"].map(|name| applied.count(name));
    assert_eq!(counts, [1, 1, 1, 1]);
    let now = customers(&applied);
    let has = |name: &str, city: &str| now.iter().any(|customer| customer.1 == name && customer.2 == city);
    assert!(has("Ada", "Turin") && has("Fay", "Cork"), "{now:?}");
    applied
        .then()
        .line(&format!("apply plan.jsonl {SANDBOX}"))
        .fast()
        .run()
        .status(5)
        .says("already applied");
    applied.then().line(&format!("verify latest {SANDBOX}")).fast().run().status(0);
}

#[test]
fn an_earlier_backup_is_checked_and_restored() {
    let checked = earlier().args(["check", BACKUP, "--drill"]).run().status(0);
    let checked = checked.says("3 customers restored into a sandbox and exported again, all match");
    let same = checked.then().line("apply plan.jsonl").args([SANDBOX]).fast().run().status(1);
    let against = same.then().args(["check", BACKUP, "--against-server", SANDBOX]).fast().run().status(1);
    assert!(against.stdout.starts_with("added 11, changed 1, gone 0, unchanged 2\n"), "{against}");
    let restore = ["restore", BACKUP, "--settle-for", "300ms", SANDBOX];
    let restored = against.then().args(restore).fast().run().status(0);
    assert_eq!((restored.count("updated"), restored.count("unchanged")), (1, 2));
    let next = restored.then().line(&format!("backup backups {SANDBOX}")).fast().run().status(0);
    assert!(!next.stderr.contains("there is no earlier"), "it is compared with the earlier one: {next}");
}

#[test]
fn an_earlier_export_is_restored() {
    let other = "--sandbox=other.db";
    let restored = earlier().args(["restore", "customers.jsonl", other]).fast().run().status(0);
    assert_eq!(restored.count("inserted"), 3);
    let dry = restored.then().args(["restore", "customers.jsonl", "--dry-run", SANDBOX]).fast().run();
    assert_eq!(dry.status(0).count("unchanged"), 3);
    let ferry = earlier().file("customers.jsonl", "{\"id\":\"1\",\"name\":\"Ada\"}\n");
    ferry.args(["restore", "customers.jsonl", other]).fast().run().status(5);
}

/// A number that this build does not use is kept: the run ended, so it is neither broken nor unfinished.
#[rstest]
#[case(6)]
#[case(200)]
fn an_unknown_exit_status_is_kept(#[case] exit: u8) {
    let ferry = earlier();
    for (name, place) in [("run.json", "/end/exit"), ("report.json", "/exit")] {
        let change = |content: &mut Value| *content.pointer_mut(place).unwrap() = exit.into();
        edit(&ferry, &format!("deskferry-runs/{PEOPLE}/{name}"), change);
    }
    let runs = printed(ferry, "runs --json")["runs"].clone();
    assert_eq!((&runs[0]["state"], &runs[0]["exit"]), (&json!("finished"), &json!(exit)));
}

/// The report of a run keeps the number too, and a later command can still undo the run.
#[test]
fn a_run_with_an_unknown_exit_status_is_reported_and_undone() {
    let ferry = earlier();
    let change = |content: &mut Value| content["exit"] = json!(6);
    edit(&ferry, &format!("deskferry-runs/{PEOPLE}/report.json"), change);
    let change = |content: &mut Value| content["end"]["exit"] = json!(6);
    edit(&ferry, &format!("deskferry-runs/{PEOPLE}/run.json"), change);
    let report = ferry.line("report 20261129T110214Z --format json").run().status(0);
    assert_eq!(serde_json::from_str::<Value>(&report.stdout).unwrap()["exit"], 6);
    let undone = report.then().line(&format!("undo {PEOPLE} --yes {SANDBOX}")).fast().run().status(0);
    assert_eq!(undone.count("deleted"), 2);
}

#[test]
fn an_unknown_attempt_status_in_a_report_is_kept() {
    let ferry = earlier();
    let causes = json!([{"status": "postponed", "cause": "HTTP 500", "count": 2}]);
    let change = |content: &mut Value| content["facts"]["writing"]["causes"] = causes.clone();
    edit(&ferry, &format!("deskferry-runs/{PEOPLE}/report.json"), change);
    let report = ferry.line("report 20261129T110214Z --format json").run().status(0);
    let printed: Value = serde_json::from_str(&report.stdout).unwrap();
    assert_eq!(printed["facts"]["writing"]["causes"], causes);
    report.then().line("report 20261129T110214Z -o page.html").run().status(0);
    let page = std::fs::read_to_string(report.path().join("page.html")).unwrap();
    assert!(page.contains("postponed"), "{page}");
}

/// A row with an unknown outcome counts as unknown; with an unknown action, its word is in `results.csv`.
#[test]
fn unknown_words_in_a_journal_are_kept() {
    let ferry = earlier();
    let folder = ferry.path().join(format!("deskferry-runs/{PEOPLE}"));
    let journal = Connection::open(folder.join("journal.db")).unwrap();
    let changes = "PRAGMA ignore_check_constraints = ON; \
                   UPDATE outcome SET outcome = 'postponed' WHERE row = 2; \
                   UPDATE action SET kind = 'park', outcome = 'parked' WHERE id = 4;";
    journal.execute_batch(changes).unwrap();
    drop(journal);
    let change = |content: &mut Value| drop(content.as_object_mut().unwrap().remove("counts"));
    edit(&ferry, &format!("deskferry-runs/{PEOPLE}/run.json"), change);
    let listed = ferry.line("runs --json").run().status(0);
    let runs = listed.listed("runs");
    let counts = ["inserted", "updated", "unknown", "rejected"].map(|name| runs[0]["counts"][name].clone());
    assert_eq!(counts, [json!(1), json!(1), json!(2), json!(1)]);
    assert_eq!(runs[0]["state"], "unfinished");
    let resumed = listed.then().line(&format!("resume {PEOPLE} --moved {SANDBOX}")).fast().run().status(1);
    assert_eq!(resumed.results().column("_action"), ["update", "insert", "insert", "park"]);
}

/// A verdict that this build does not know is no reason to refuse the export.
#[rstest]
#[case("perfect", false)]
#[case("unproven", true)]
fn an_unknown_verdict_of_an_export_is_read(#[case] verdict: &str, #[case] warned: bool) {
    let ferry = earlier();
    edit(&ferry, "customers.jsonl.manifest.json", |content| content["verdict"] = verdict.into());
    let dry = ferry.args(["restore", "customers.jsonl", "--dry-run", SANDBOX]).fast().run().status(0);
    assert_eq!(dry.stderr.contains("This export may not have all customers"), warned, "{dry}");
}
