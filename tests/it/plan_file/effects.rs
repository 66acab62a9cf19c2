//! An apply does what its dry run showed: the same counts, rows, and customers.

use std::os::unix::fs::PermissionsExt;

use deskferry::sandbox::PutMode;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{NOTED, apply, customer, noted, plan, runs_of};
use crate::command_line::{Desk, Ferry, Ran};
use crate::import::dry_run::{Case, case, config, mapping, rows};
use crate::import::{import, is_write, writes};

#[test]
fn a_plan_is_applied_as_a_run_of_its_own() {
    let (desk, dry) = noted(&["a", "b"]);
    assert!(writes(&desk).is_empty() && dry.stderr.contains("deskferry apply plan.jsonl"), "{dry}");
    let mode = dry.path().join("plan.jsonl").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it holds customers' data");
    for file in ["a.csv", "m.toml"] {
        std::fs::remove_file(dry.path().join(file)).unwrap();
    }
    let ran = apply(&dry, &desk, "").run().status(0);
    assert_eq!(["inserted", "updated", "rows"].map(|name| ran.count(name)), [2, 2, 4], "{ran}");
    assert_eq!(ran.results().column("Name"), ["Name a", "Name b", "Eve", "Fay"], "the cells of the source");
    let run = ran.run_json();
    assert_eq!(
        (&run["command"], &run["planned"], &run["dry_run"]),
        (&json!("apply"), &json!(true), &json!(false))
    );
    assert_eq!(run["applies"]["sha256"], dry.run_json()["saved_plan"]["sha256"]);
    assert_eq!((&run["mapping"], &run["mode"]), (&dry.run_json()["mapping"], &json!("upsert")));
    let (planned, applied) = (dry.report_json(), ran.report_json());
    assert_eq!(
        applied["facts"]["survey"], planned["facts"]["survey"],
        "what was seen of the source goes along"
    );
    assert_eq!(planned["facts"]["survey"]["sources"][0]["columns"][2]["name"], "Memo");
    assert_eq!(applied["about"]["plan"]["sha256"], run["applies"]["sha256"]);
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    assert!(
        page.contains("Columns of the source") && page.contains(run["applies"]["sha256"].as_str().unwrap())
    );
    let mut expected = customer("a");
    expected["memo"] = "new".into();
    assert_eq!(desk.customer("email", "a@example.org"), expected);
    // It can be verified and undone like any other run.
    ran.then().sandbox(&desk).line("verify latest").run().status(0);
    ran.then().sandbox(&desk).line("undo latest --yes").fast().run().status(0);
    assert_eq!(desk.customers(), [customer("a"), customer("b")]);
}

#[test]
fn a_plan_can_be_piped_and_compressed() {
    let desk = Desk::holding([customer("a")]);
    let ferry =
        Ferry::new().file("m.toml", NOTED).file("a.csv", "Name,Email,Memo\nName a,a@example.org,new\n");
    let line = "import a.csv -m m.toml --dry-run --plan-out";
    let dry = ferry.sandbox(&desk).line(line).args(["-"]).fast().run().status(0);
    assert_eq!(dry.stdout.lines().count(), 3, "{dry}");
    assert!(dry.folder().is_dir() && !dry.stderr.contains("deskferry apply"), "{dry}");
    let packed = dry.then().sandbox(&desk).line(line).args(["plan.jsonl.gz"]).fast().run().status(0);
    assert_eq!(std::fs::read(packed.path().join("plan.jsonl.gz")).unwrap()[..2], [0x1f, 0x8b]);
    let ran = dry.then().sandbox(&desk).line("apply -").stdin(&dry.stdout).fast().run().status(0);
    assert_eq!((ran.count("updated"), ran.run_json()["applies"]["file"].as_str()), (1, Some("-")), "{ran}");
    let ran = packed.then().sandbox(&desk).line("apply plan.jsonl.gz").fast().run().status(0);
    assert_eq!(ran.count("unchanged"), 1, "{ran}");
}

#[test]
fn a_plan_keeps_its_settings() {
    let desk = Desk::holding([customer("a")]);
    desk.configure(|options| options.put = PutMode::Merge);
    let csv = "Name,Email,Memo,Segment\nName a,a@example.org,new,Gold\nEve,eve@example.org,,\n";
    let flags = "--put partial --marker customFields.ref --settle-for 7s --max-failures 9 --concurrency 3";
    let dry = plan(&desk, NOTED, csv, flags).status(0);
    let ran = apply(&dry, &desk, "--max-failures 5").run().status(0);
    let settings = ran.run_json()["settings"].clone();
    let of = ["put_partial", "marker", "settle_millis", "max_failures", "concurrency"];
    assert_eq!(
        of.map(|name| settings[name].clone()),
        [json!(true), json!("ref"), json!(7000), json!(5), json!(3)]
    );
    let sent: Vec<Value> = writes(&desk).iter().map(|request| request.json()).collect();
    assert!(sent.contains(&json!({"memo": "new"})), "the patch alone: {sent:?}");
    let run = ran.run_json()["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.customer("name", "Eve")["customFields"]["ref"], format!("{run}/2"));
}

#[test]
fn a_plan_does_not_overwrite_its_source() {
    let desk = Desk::new();
    let csv = "Name,Email\nEve,eve@example.org\n";
    let ferry = Ferry::new().file("m.toml", NOTED).file("a.plan", csv).sandbox(&desk);
    let ran = ferry.line("import a.plan -m m.toml --dry-run --plan-out ./a.plan").run().status(2);
    assert_eq!(ran.says("would overwrite the source").text("a.plan"), csv);
    let missing = "import a.csv -m m.toml --dry-run --plan-out none/plan.jsonl";
    let ran =
        Ferry::new().file("m.toml", NOTED).file("a.csv", csv).sandbox(&desk).line(missing).run().status(2);
    assert!(
        ran.folders().is_empty() && desk.requests().is_empty(),
        "it is said before anything is read: {ran}"
    );
    let alone = "import a.csv -m m.toml --plan-out plan.jsonl";
    Ferry::new()
        .file("m.toml", NOTED)
        .file("a.csv", csv)
        .sandbox(&desk)
        .line(alone)
        .run()
        .status(2)
        .says("--dry-run");
}

/// The planned action of each row, from the journal of a run.
fn actions(ran: &Ran) -> Vec<Vec<Option<String>>> {
    let journal = rusqlite::Connection::open(ran.folder().join("journal.db")).unwrap();
    let sql = "SELECT r.row, r.line, r.cells, r.issues, kind, key, search, payload, base, server_id, note, outcome \
               FROM action a JOIN row r ON r.id = a.id ORDER BY a.id";
    let mut select = journal.prepare(sql).unwrap();
    let row = |row: &rusqlite::Row<'_>| (0..12).map(|at| text(row, at)).collect::<rusqlite::Result<Vec<_>>>();
    select.query_map([], row).unwrap().collect::<Result<_, _>>().unwrap()
}

fn text(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Option<String>> {
    use rusqlite::types::ValueRef;
    Ok(match row.get_ref(at)? {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        other => Some(other.as_str()?.to_owned()),
    })
}

/// The customers without the ids that the server assigned.
fn without_ids(desk: &Desk) -> Vec<Value> {
    let mut customers = desk.customers();
    customers.iter_mut().for_each(|one| drop(one.as_object_mut().unwrap().remove("id")));
    customers.sort_by_key(Value::to_string);
    customers
}

const COUNTS: [&str; 6] = ["rows", "planned_inserts", "planned_updates", "unchanged", "skipped", "rejected"];
const DONE: [&str; 6] = ["rows", "inserted", "updated", "unchanged", "skipped", "rejected"];

fn check(case: &Case, mode: &str) {
    let desk = || {
        Desk::with(|options| {
            options.start = case.held.iter().map(|person| person.customer()).collect();
            options.page_size = case.page_size;
        })
    };
    let (planned, imported) = (desk(), desk());
    let (mapping, csv) = (mapping(case.keys, case.on_duplicate), case.csv());
    let flags = format!("--mode {mode} --on-multiple {}", case.on_multiple);
    let dry = plan(&planned, &mapping, &csv, &flags);
    assert!(!planned.requests().iter().any(is_write), "{dry}");
    let wet = apply(&dry, &planned, "").run();
    assert_eq!(DONE.map(|name| wet.count(name)), COUNTS.map(|name| dry.count(name)), "{dry}{wet}");
    assert_eq!(actions(&wet), actions(&dry), "{dry}{wet}");
    assert_eq!(rows(&wet), rows(&dry), "{dry}{wet}");
    assert_eq!(writes(&planned).len() as u64, wet.count("inserted") + wet.count("updated"), "{wet}");
    // An import of the same state does the same.
    import(&imported, &mapping, &csv, &flags).run();
    assert_eq!(without_ids(&planned), without_ids(&imported), "{dry}{wet}");
    // A second apply writes nothing.
    planned.clear_requests();
    let again = apply(&wet, &planned, "").run();
    let wrote = wet.count("inserted") + wet.count("updated") > 0;
    assert_eq!(again.status == 5, wrote, "{wet}{again}");
    assert!(writes(&planned).is_empty(), "{again}");
    assert_eq!(runs_of(&again, "apply").len(), if wrote { 1 } else { 2 });
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_applied_upsert_does_what_its_dry_run_said(case in case()) {
        check(&case, "upsert");
    }

    #[test]
    fn an_applied_insert_does_what_its_dry_run_said(case in case()) {
        check(&case, "insert");
    }

    #[test]
    fn an_applied_update_does_what_its_dry_run_said(case in case()) {
        check(&case, "update");
    }
}
