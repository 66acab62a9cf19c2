//! Filled, replaced, emptied and protected: what a run does to values of existing customers.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

const MAPPING: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
memo = { from = \"Memo\", on_empty = \"clear\" }
city = { from = \"City\" }
[custom_fields]
segment = { from = \"Segment\" }
";

const NOTE: &str = "Pays within ten days; wants to be contacted by e-mail only; a key account since 2014";

/// Row 2 fills, row 3 replaces, row 4 empties, row 5 replaces a long memo by a short one, row 6 is new.
const CSV: &str = "\
Name,Email,Memo,City,Segment
Ada,a@example.org,,Rome,Gold
Bo,b@example.org,,Turin,
Cy,c@example.org,,,
Di,d@example.org,short,,
Ed,e@example.org,new,Bari,
";

fn desk() -> Desk {
    Desk::holding([
        json!({"id": "c1", "name": "Ada", "email": "a@example.org"}),
        json!({"id": "c2", "name": "Bo", "email": "b@example.org", "city": "Milan"}),
        json!({"id": "c3", "name": "Cy", "email": "c@example.org", "memo": "a memo"}),
        json!({"id": "c4", "name": "Di", "email": "d@example.org", "memo": NOTE}),
    ])
}

fn run(desk: &Desk, flags: &str) -> Ran {
    let ferry = Ferry::new().file("m.toml", MAPPING).file("a.csv", CSV).sandbox(desk);
    ferry.line("import a.csv -m m.toml").line(flags).fast().run()
}

/// The numbers of one object: replaced, emptied, added to, filled, protected.
fn numbers(counts: &Value) -> [u64; 5] {
    ["replaced", "emptied", "added_to", "filled", "protected"].map(|name| counts[name].as_u64().unwrap())
}

/// The line of the terminal's table for a field, after a title.
#[track_caller]
fn line(text: &str, title: &str, field: &str) -> Vec<String> {
    let table = text.split_once(title).unwrap_or_else(|| panic!("no {title:?}: {text}")).1;
    let line = table.lines().find(|line| line.trim_start().starts_with(field));
    let line = line.unwrap_or_else(|| panic!("no {field}: {table}"));
    line.trim_start().strip_prefix(field).unwrap().split_whitespace().map(str::to_owned).collect()
}

const PLANNED: &str = "Values of existing customers: what the plan does\n";
const WRITTEN: &str = "Values of existing customers: what was written\n";

#[test]
fn a_plan_counts_values_by_field_and_in_all() {
    let ran = run(&desk(), "--dry-run").status(0);
    assert_eq!(line(&ran.stderr, PLANNED, "memo"), ["1", "1", "0", "0", "0"]);
    assert_eq!(line(&ran.stderr, PLANNED, "city"), ["1", "0", "0", "1", "0"]);
    assert_eq!(line(&ran.stderr, PLANNED, "customFields.segment"), ["0", "0", "0", "1", "0"]);
    assert_eq!(line(&ran.stderr, PLANNED, "all fields"), ["2", "1", "0", "2", "0"]);
    let values = &ran.report_json()["facts"]["changes"]["values"];
    assert_eq!(numbers(values), [2, 1, 0, 2, 0]);
    assert_eq!(numbers(&values["fields"]["memo"]), [1, 1, 0, 0, 0]);
    let text = ran.then().line("report latest --format text").run().status(0).stdout.replace('\n', " ");
    assert!(text.contains("Values of existing customers: 2 replaced, 1 emptied and 2 filled."), "{text}");
    assert!(!ran.stderr.contains(WRITTEN), "{ran}");
}

#[test]
fn a_finished_run_counts_only_what_was_written() {
    let desk = desk();
    desk.fail_where(RequestKind::Update, "c2", SimulatedFault::StatusBefore(400));
    let ran = run(&desk, "").status(1);
    assert_eq!(line(&ran.stderr, PLANNED, "city"), ["1", "0", "0", "1", "0"]);
    assert_eq!(line(&ran.stderr, WRITTEN, "city"), ["0", "0", "0", "1", "0"]);
    assert_eq!(line(&ran.stderr, WRITTEN, "all fields"), ["1", "1", "0", "2", "0"]);
    let changes = &ran.report_json()["facts"]["changes"];
    assert_eq!(numbers(&changes["values"]), [1, 1, 0, 2, 0]);
    assert_eq!((&changes["rows"], &changes["by_field"]["city"]), (&json!(4), &json!(2)), "the plan's");
    let samples = changes["samples"].as_array().unwrap();
    assert!(samples.iter().all(|sample| sample["customer"] != "b@example.org"), "{samples:?}");
    let text = ran.then().line("report latest --format text").run().status(0).stdout.replace('\n', " ");
    assert!(text.contains("Values of existing customers: 1 replaced, 1 emptied and 2 filled."), "{text}");
}

/// Applying a saved plan, continuing a killed run and undoing it all count by the same words.
#[test]
fn apply_resume_and_undo_count_in_the_same_words() {
    let desk = desk();
    let ran = run(&desk, "--dry-run --plan-out p.jsonl").status(0);
    let applied = ran.then().sandbox(&desk).line("apply p.jsonl").fast().run().status(0);
    assert_eq!(line(&applied.stderr, PLANNED, "all fields"), ["2", "1", "0", "2", "0"]);
    assert_eq!(line(&applied.stderr, WRITTEN, "all fields"), ["2", "1", "0", "2", "0"]);
    let undone = applied.then().sandbox(&desk).line("undo latest --yes").fast().run().status(0);
    // What was filled is emptied, what was emptied is filled.
    assert_eq!(line(&undone.stderr, WRITTEN, "all fields"), ["2", "2", "0", "1", "0"]);
    assert_eq!(numbers(&undone.report_json()["facts"]["changes"]["values"]), [2, 2, 0, 1, 0]);
    let desk = self::desk();
    let ferry = Ferry::new().file("m.toml", MAPPING).file("a.csv", CSV).sandbox(&desk);
    let killed = ferry.line("import a.csv -m m.toml --concurrency 1").fast();
    let killed = killed.env("DESKFERRY_FAIL_POINT", "sent:3");
    assert_eq!(killed.command().output().unwrap().status.code(), None);
    let resumed = killed.then().sandbox(&desk).line("resume latest --settle-for 0.3s").fast().run().status(0);
    assert_eq!(line(&resumed.stderr, WRITTEN, "all fields"), ["2", "1", "0", "2", "0"]);
}

#[test]
fn the_changes_that_lose_most_come_first() {
    let ran = run(&desk(), "--dry-run").status(0);
    let changes = &ran.report_json()["facts"]["changes"];
    let order: Vec<&str> =
        changes["samples"].as_array().unwrap().iter().map(|own| own["customer"].as_str().unwrap()).collect();
    assert_eq!(order, ["d@example.org", "c@example.org", "b@example.org", "a@example.org"]);
    let worst = &changes["samples"][0]["fields"][0];
    assert_eq!((&worst["field"], &worst["effect"]), (&json!("memo"), &json!("replaced")));
    assert!(worst["lost"].as_u64().unwrap() > 60, "{worst}");
    assert_eq!(changes["samples"][1]["fields"][0]["effect"], "emptied");
    let shown = ran.stderr.split_once("What would change").unwrap().1;
    let places = ["a.csv, row 5", "a.csv, row 4", "a.csv, row 3", "a.csv, row 2"];
    let places = places.map(|place| shown.find(place).unwrap_or_else(|| panic!("no {place}: {shown}")));
    assert!(places.is_sorted(), "{shown}");
}

/// Of many updates, the worst are kept, not the first.
#[test]
fn the_report_keeps_the_worst_updates() {
    let customers = (0..120).map(|at| {
        let memo = if at == 119 { NOTE.to_owned() } else { format!("m{at}") };
        json!({"id": format!("c{at}"), "name": "N", "email": format!("c{at}@example.org"), "memo": memo})
    });
    let desk = Desk::holding(customers);
    let rows = (0..120).map(|at| format!("N,c{at}@example.org,x,,\n"));
    let csv = format!("Name,Email,Memo,City,Segment\n{}", rows.collect::<String>());
    let ferry = Ferry::new().file("m.toml", MAPPING).file("a.csv", csv).sandbox(&desk);
    let ran = ferry.line("import a.csv -m m.toml --dry-run").fast().run().status(0);
    let changes = &ran.report_json()["facts"]["changes"];
    assert_eq!((changes["rows"].as_u64(), numbers(&changes["values"])), (Some(120), [120, 0, 0, 0, 0]));
    let samples = changes["samples"].as_array().unwrap();
    assert_eq!(samples.len(), 50);
    assert_eq!(samples[0]["customer"], "c119@example.org");
    assert_eq!(samples[1]["customer"], "c100@example.org", "of equal ones the first row");
}

/// The journal says what a policy protects. Reports count it, and show both values, masked if asked.
#[test]
fn protected_values_are_counted_and_shown() {
    let desk = desk();
    let ran = run(&desk, "").status(0);
    let journal = rusqlite::Connection::open(ran.folder().join("journal.db")).unwrap();
    // Row 2 (id 1) of the file would have emptied the memo; row 3 (id 2) turned out to have a city.
    let sql = "INSERT INTO protected VALUES (1, 'memo', 'if_empty', 'null', '\"Ferdinand''s memo\"', 0), \
               (2, 'city', 'if_empty', '\"Turin\"', '\"Milan\"', 1)";
    journal.execute_batch(sql).unwrap();
    drop(journal);
    std::fs::remove_file(ran.folder().join("report.json")).unwrap();
    let text = ran.then().line("report latest --format json").run().status(0).stdout;
    let report: Value = serde_json::from_str(&text).unwrap();
    let changes = &report["facts"]["changes"];
    assert_eq!(
        numbers(&changes["values"]),
        [1, 1, 0, 2, 2],
        "a value that was protected late is not replaced"
    );
    assert_eq!(numbers(&changes["values"]["fields"]["city"]), [0, 0, 0, 1, 1]);
    let kept = &changes["protected_samples"];
    assert_eq!((&kept[1]["kept"], &kept[1]["wanted"]), (&json!("Milan"), &json!("Turin")));
    let page = ran.then().line("report latest -o -").run().status(0).stdout;
    assert!(page.contains("Protected values") && page.contains("Ferdinand&#39;s memo"), "{page}");
    assert!(page.contains("only where the help desk has no value (if_empty)"), "{page}");
    let masked = ran.then().line("report latest --redact -o -").run().status(0).stdout;
    assert!(!masked.contains("Ferdinand") && !masked.contains("Milan"), "{masked}");
}
