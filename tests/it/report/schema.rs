//! `report.json` of every kind of run, checked against the published schema.

use std::path::Path;

use boon::{Compiler, SchemaIndex, Schemas};
use deskferry::sandbox::{RequestKind, SimulatedFault};
use serde_json::{Value, json};

use super::{BEFORE, validated};
use crate::command_line::{Desk, Ferry, Ran};

/// The schema, compiled and checked against its draft.
struct Validator(Schemas, SchemaIndex);

/// Readers must accept unknown members, but this version's report must not have any.
fn strict() -> Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/report.schema.json");
    let mut schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    close(&mut schema);
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("report.schema.json", schema).unwrap();
    let index =
        compiler.compile("report.schema.json", &mut schemas).unwrap_or_else(|error| panic!("{error:#}"));
    Validator(schemas, index)
}

impl Validator {
    /// What is wrong with a report, or `None`.
    fn refuses(&self, report: &Value) -> Option<String> {
        self.0.validate(report, self.1).err().map(|error| format!("{error:#}"))
    }
}

fn close(part: &mut Value) {
    match part {
        Value::Object(members) => {
            if members.contains_key("properties") && !members.contains_key("additionalProperties") {
                members.insert("additionalProperties".to_owned(), json!(false));
            }
            members.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

#[track_caller]
fn fits(report: &Value, command: &str) {
    assert_eq!(strict().refuses(report), None, "{command}");
    assert_eq!(report["command"], command);
}

const MAPPING: &str = "\
version = 1
name = \"All\"
[match]
keys = [\"email\"]
[fields]
name = { from = [\"First\", \"Last\"], join = \" \" }
email = { from = \"Email\", as = \"email\" }
state = { from = \"Country\", as = \"country\", on_invalid = \"empty\" }
memo = { from = \"Memo\", default = \"none\" }
language = { value = \"it\" }
[custom_fields]
segment = { from = \"Segment\", lookup = { g = \"Gold\" }, on_invalid = \"keep\" }
";

fn csv() -> String {
    let mut csv = "First,Last,Email,Country,Memo,Segment\n".to_owned();
    for row in 0..12 {
        csv.push_str(&format!("Ada,Byron,a{row}@example.org,Italy,note {row},g\n"));
    }
    csv + "Bo,,wrong,Atlantis,,x\nCy,,a1@example.org,DE,,g\nDi,,di@example.org,Korea,,\n,,,,,\nEd,,e@x.org,,,,more\n"
}

fn at_work(desk: &Desk) -> Ferry {
    Ferry::new().file("m.toml", MAPPING).file("a.csv", csv()).sandbox(desk)
}

fn desk() -> Desk {
    Desk::holding((0..3).map(|at| {
        json!({"id": format!("c{at}"), "name": "Ada", "email": format!("a{at}@example.org"), "memo": "old"})
    }))
}

#[test]
fn the_schema_refuses_other_json() {
    let report = validated(BEFORE).report_json();
    fits(&report, "validate");
    for (member, value) in
        [("version", json!("1")), ("more", json!(1)), ("counts", json!({})), ("issues", json!([{}]))]
    {
        let mut other = report.clone();
        other[member] = value;
        assert!(strict().refuses(&other).is_some(), "the schema takes any {member}");
    }
}

#[test]
fn validation_dry_run_and_apply() {
    let desk = desk();
    let ran = at_work(&desk).line("validate a.csv -m m.toml").run().status(1);
    fits(&ran.report_json(), "validate");
    let line = "import a.csv -m m.toml --dry-run --plan-out plan.jsonl";
    let dry = ran.then().sandbox(&desk).line(line).fast().run().status(1);
    fits(&dry.report_json(), "import");
    let masked = dry.then().line("report latest --redact --format json").run().status(0);
    fits(&serde_json::from_str(&masked.stdout).unwrap(), "import");
    let ran = dry.then().sandbox(&desk).line("apply plan.jsonl").fast().run().status(1);
    let (planned, applied) = (dry.report_json(), ran.report_json());
    fits(&applied, "apply");
    assert_eq!(applied["facts"]["survey"], planned["facts"]["survey"]);
    assert_eq!(planned["facts"]["survey"]["duplicates"]["rows"], 1, "{planned}");
    assert_eq!(applied["about"]["plan"]["sha256"], planned["about"]["plan"]["sha256"]);
    assert_eq!(applied["about"]["plan"]["run"], planned["run"]);
}

#[test]
fn import_retry_and_undo() {
    let desk = desk();
    desk.fail_next(RequestKind::Insert, 40, SimulatedFault::StatusBefore(500));
    let line = "import a.csv -m m.toml --settle-for 0.3s --max-failures 0";
    let ran = at_work(&desk).line(line).fast().run().status(1);
    fits(&ran.report_json(), "import");
    assert!(ran.report_json()["facts"]["writing"]["causes"][0]["count"].as_u64().unwrap() > 5);
    desk.clear_plan();
    let again = ran.then().sandbox(&desk).line("retry latest --settle-for 0.3s").fast().run();
    fits(&again.report_json(), "import");
    assert!(again.report_json()["facts"]["survey"]["sources"][0]["rows"] == 16, "{again}");
    let undone = again.then().sandbox(&desk).line("undo latest --yes --unfinished").fast().run().status(0);
    fits(&undone.report_json(), "undo");
}

#[test]
fn a_killed_and_a_resumed_run() {
    let desk = desk();
    let ferry = at_work(&desk).line("import a.csv -m m.toml --concurrency 1").fast();
    let killed = ferry.env("DESKFERRY_FAIL_POINT", "sent:4");
    assert_eq!(killed.command().output().unwrap().status.code(), None);
    let drawn = killed.then().line("report latest --format json").run().status(0);
    fits(&serde_json::from_str(&drawn.stdout).unwrap(), "import");
    let ran = drawn.then().sandbox(&desk).line("resume latest --settle-for 0.3s").fast().run().status(1);
    fits(&ran.report_json(), "import");
}

#[test]
fn backup_and_restore() {
    let desk = desk();
    let backed = Ferry::new().sandbox(&desk).line("backup b").fast().run().status(0);
    desk.put(json!({"id": "c1", "name": "Other", "email": "a1@example.org", "memo": "newer"})).unwrap();
    let restore = |flags: &str| -> Ran {
        backed.then().sandbox(&desk).line("restore b/latest").line(flags).fast().run().status(0)
    };
    fits(&restore("--dry-run").report_json(), "restore");
    fits(&restore("").report_json(), "restore");
}
