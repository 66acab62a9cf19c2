//! `apply --refresh`: compares the plan with the one that would be made now.

use deskferry::sandbox::Sandbox;
use serde_json::json;

use super::{NOTED, apply, lines, noted, plan};
use crate::command_line::{Desk, Ferry, Ran};
use crate::import::writes;

fn refresh(dry: &Ran, desk: &Sandbox, flags: &str) -> Ferry {
    apply(dry, desk, "--refresh").line(flags)
}

#[test]
fn a_plan_without_changes_is_up_to_date() {
    let (desk, dry) = noted(&["a", "b"]);
    let ran = refresh(&dry, &desk, "").run().status(0).says("the plan is still up to date");
    assert!(ran.run_json()["dry_run"] == true && writes(&desk).is_empty(), "{ran}");
    let counted = ran.stderr.lines().find(|line| line.contains("rows as planned"));
    assert!(counted.is_some_and(|line| line.ends_with(" 4")), "{ran}");
}

#[test]
fn differences_are_shown_and_saved_in_a_new_plan() {
    let (desk, dry) = noted(&["a", "b", "c"]);
    for (id, memo) in [("a", "somebody's"), ("b", "new")] {
        let mut one = desk.customer("id", id);
        one["memo"] = memo.into();
        desk.put(one).unwrap();
    }
    desk.remove("c").unwrap();
    desk.put(json!({"name": "Eva", "email": "eve@example.org", "memo": "new"})).unwrap();
    let ran = refresh(&dry, &desk, "--plan-out new.jsonl").run().status(5).says("the plan is stale");
    for (what, rows) in [
        ("rows as planned", 1),
        ("update, with other values", 1),
        ("update, now unchanged", 1),
        ("update, now insert", 1),
        ("insert, now update", 1),
    ] {
        let line = ran.stderr.lines().find(|line| line.contains(what));
        assert!(line.is_some_and(|line| line.ends_with(&format!(" {rows}"))), "{what}: {ran}");
    }
    let ran = ran
        .says("    as planned: update b (b@example.org)\n")
        .says("    as it would be now: unchanged b (b@");
    let ran = ran.says("- memo: somebody's").says("- memo: old").says("- name: Eva");
    assert!(writes(&desk).is_empty(), "{ran}");
    assert_eq!(lines(&dry)[1]["action"], "update", "the plan itself stays");
    let ran = dry.then().sandbox(&desk).line("apply new.jsonl --all-or-nothing").fast().run().status(0);
    assert_eq!(["inserted", "updated", "unchanged"].map(|name| ran.count(name)), [2, 2, 1], "{ran}");
    assert_eq!(desk.customer("email", "eve@example.org")["name"], "Eve");
}

#[test]
fn a_source_that_has_changed_is_refused() {
    let (desk, dry) = noted(&["a"]);
    let csv = dry.text("a.csv").replace("Bronze", "Ivory");
    std::fs::write(dry.path().join("a.csv"), csv).unwrap();
    desk.clear_requests();
    let ran =
        refresh(&dry, &desk, "").run().status(5).says("a.csv is not the file that plan.jsonl was made from");
    assert!(desk.requests().is_empty() && ran.folders().len() == 1, "{ran}");
    std::fs::remove_file(dry.path().join("a.csv")).unwrap();
    refresh(&dry, &desk, "").run().status(2).says("a.csv");
}

#[test]
fn a_plan_of_part_of_a_source_can_be_refreshed() {
    let desk = Desk::new();
    let rows: String = (0..3000).map(|row| format!("Name {row},n{row}@example.org\n")).collect();
    let dry = plan(&desk, NOTED, &format!("Name,Email\n{rows}"), "--limit 3").status(0);
    assert_eq!(lines(&dry).len(), 5);
    refresh(&dry, &desk, "").run().status(0);
    let longer = format!("{}Zoe,zoe@example.org\n", dry.text("a.csv"));
    std::fs::write(dry.path().join("a.csv"), longer).unwrap();
    refresh(&dry, &desk, "").run().status(5).says("its size or modification time differs");
}

#[test]
fn standard_input_can_not_be_read_again() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", NOTED).sandbox(&desk).stdin("Name,Email\nEve,eve@example.org\n");
    let dry = ferry.line("import - -m m.toml --dry-run --plan-out plan.jsonl").fast().run().status(0);
    refresh(&dry, &desk, "").run().status(5).says("standard input can't be read a second time");
    apply(&dry, &desk, "").run().status(0);
}
