//! Applying a plan that was already applied, in full or in part.

use deskferry::sandbox::RequestKind;
use serde_json::json;

use super::{NOTED, apply, noted, plan, runs_of};
use crate::command_line::Desk;
use crate::import::{Running, stored_names, writes};

#[test]
fn a_plan_is_applied_once() {
    let (desk, dry) = noted(&["a", "b"]);
    let first = apply(&dry, &desk, "").run().status(0);
    let after = desk.customers();
    let id = first.run_json()["id"].as_str().unwrap().to_owned();
    let ran = apply(&dry, &desk, "").run().status(5);
    let ran = ran.says("was already applied").says(&id).says("--again");
    assert_eq!(runs_of(&ran, "apply").len(), 1, "{ran}");
    let ran = apply(&dry, &desk, "--again").run().status(0);
    assert_eq!((ran.count("unchanged"), ran.count("inserted")), (4, 0), "{ran}");
    assert_eq!(desk.customers(), after);
    // Another run folder does not know of the apply; the keys prevent duplicates.
    let ran = apply(&dry, &desk, "--run-dir elsewhere").run().status(0);
    assert_eq!((ran.count("unchanged"), ran.count("inserted")), (4, 0), "{ran}");
}

#[test]
fn inserts_without_a_key_are_never_applied_again() {
    let desk = Desk::new();
    let keyless = NOTED.replace("[match]\nkeys = [\"email\"]\n", "");
    let csv = "Name,Email,Memo\nEve,eve@example.org,new\nFay,,new\n";
    let dry = plan(&desk, &keyless, csv, "--mode insert").status(0);
    apply(&dry, &desk, "").run().status(0);
    let ran = apply(&dry, &desk, "").run().status(5).says("was already applied");
    assert!(!ran.stderr.contains("pass --again"), "{ran}");
    let ran = apply(&dry, &desk, "--again").run().status(5).says("2 of its inserts have no match key");
    assert_eq!(stored_names(&desk).values().sum::<usize>(), 2, "{ran}");
}

#[test]
fn a_half_applied_plan_is_resumed() {
    let (desk, dry) = noted(&["a", "b"]);
    let killed = Running::start(apply(&dry, &desk, "--concurrency 1").env("DESKFERRY_FAIL_POINT", "sent:2"))
        .end_of_many();
    assert_eq!(killed, -1);
    let ran =
        apply(&dry, &desk, "--again").run().status(2).says("applies the same plan").says("deskferry resume");
    let sent = writes(&desk).len();
    assert!((1..=2).contains(&sent), "{sent}");
    let run = runs_of(&ran, "apply")[0]["id"].as_str().unwrap().to_owned();
    // Neither the plan nor the source is needed.
    std::fs::remove_file(ran.path().join("plan.jsonl")).unwrap();
    std::fs::remove_file(ran.path().join("a.csv")).unwrap();
    let ran = ran
        .then()
        .sandbox(&desk)
        .line("resume")
        .args([&run])
        .line("--settle-for 0.3s")
        .fast()
        .run()
        .status(0);
    assert_eq!(ran.count("inserted") + ran.count("updated") + ran.count("unchanged"), 4, "{ran}");
    let names = stored_names(&desk);
    assert!(names.len() == 4 && names.values().all(|times| *times == 1), "{names:?}");
}

/// After a kill, a customer inserted by someone else is left alone, as in an uninterrupted apply.
#[test]
fn a_resumed_apply_does_not_change_newcomers() {
    let (desk, dry) = noted(&[]);
    let killed =
        Running::start(apply(&dry, &desk, "").env("DESKFERRY_FAIL_POINT", "folder-named")).end_of_many();
    assert_eq!((killed, desk.customers().len()), (-1, 0));
    desk.put(json!({"name": "Eve", "email": "eve@example.org", "memo": "hers"})).unwrap();
    let ran = dry.then().sandbox(&desk).line("resume latest").fast().run().status(1);
    assert_eq!((ran.rejects().codes(), ran.count("inserted")), (vec!["E504"], 1), "{ran}");
    assert_eq!(desk.customer("name", "Eve")["memo"], "hers");
    assert!(desk.requests_of(RequestKind::Update).is_empty());
}

#[test]
fn a_process_killed_before_its_plan_is_complete_has_sent_nothing() {
    let (desk, dry) = noted(&["a"]);
    let killed =
        Running::start(apply(&dry, &desk, "").env("DESKFERRY_FAIL_POINT", "folder-making")).end_of_many();
    assert_eq!(killed, -1);
    assert!(writes(&desk).is_empty());
    let ran = apply(&dry, &desk, "").run().status(0);
    assert_eq!(ran.count("updated"), 1);
}
