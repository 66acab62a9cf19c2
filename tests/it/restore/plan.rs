//! A restore with a saved plan: planned, shown, and applied later.

use deskferry::sandbox::RequestKind;
use serde_json::{Value, json};

use super::{at, backup, bodies, id_map, living, restored, state, writes};
use crate::command_line::{Desk, Ran};

/// A dry run of a restore that saves its plan.
fn planned(desk: &Desk, customers: &[Value], flags: &str) -> Ran {
    restored(backup(customers), desk, &format!("--dry-run --plan-out plan.jsonl {flags}")).status(0)
}

fn apply(ran: &Ran, desk: &Desk, flags: &str) -> Ran {
    ran.then().sandbox(desk).line("apply plan.jsonl").line(flags).fast().run()
}

const PLACES: [&str; 5] = ["rows", "inserted", "updated", "unchanged", "rejected"];

#[test]
fn an_applied_restore_does_what_a_restore_does() {
    let ((desk, customers), (twin, _)) = (living(), living());
    let before = state(&desk);
    let dry = planned(&desk, &customers, "");
    assert_eq!((writes(&desk), state(&desk)), (0, before.clone()), "{dry}");
    assert!(dry.stderr.contains("deskferry apply plan.jsonl"), "{dry}");
    std::fs::remove_dir_all(dry.path().join("b")).unwrap();
    let ran = apply(&dry, &desk, "").status(0);
    let direct = restored(backup(&customers), &twin, "").status(0);
    assert_eq!(
        PLACES.map(|place| ran.count(place)),
        PLACES.map(|place| direct.count(place)),
        "{ran}{direct}"
    );
    assert_eq!(bodies(&desk.customers()), bodies(&twin.customers()));
    let told =
        |ran: &Ran| id_map(ran).rows.iter().map(|row| [row[0].clone(), row[2].clone()]).collect::<Vec<_>>();
    assert_eq!(told(&ran), told(&direct));
    let run = ran.run_json();
    assert_eq!(
        (&run["command"], &run["restores"]["id"]),
        (&json!("apply"), &json!("20261124T020000Z-3f9a0c"))
    );
    ran.then().line("verify latest").fast().sandbox(&desk).run().status(0);
    ran.then().line("undo latest --yes").fast().sandbox(&desk).run().status(0);
    assert_eq!(state(&desk), before);
}

/// One record matches the existing customer, the other is inserted, also when the plan is applied.
#[test]
fn two_records_with_one_address_stay_two() {
    let desk = Desk::holding([json!({"id": "there", "name": "One", "email": "same@x.org", "memo": "old"})]);
    let customers = [
        json!({"id": "1", "name": "One", "email": "same@x.org"}),
        json!({"id": "2", "name": "Two", "email": "same@x.org", "memo": "two"}),
    ];
    let dry = planned(&desk, &customers, "");
    let ran = apply(&dry, &desk, "").status(0);
    assert_eq!(PLACES.map(|place| ran.count(place)), [2, 1, 1, 0, 0], "{ran}");
    let names: Vec<_> = desk.customers().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["One", "Two"]);
    // They have no key of their own, so a second apply could not recognize them.
    apply(&dry, &desk, "").status(5).says("was already applied");
    apply(&dry, &desk, "--again").status(5).says("have no match key");
    assert_eq!(desk.customers().len(), 2);
}

#[test]
fn customers_changed_since_the_plan_are_left_alone() {
    let (desk, customers) = living();
    let dry = planned(&desk, &customers, "");
    desk.put(json!({"id": "c1", "name": "Newest", "email": "other@x.org"})).unwrap();
    desk.put(json!({"id": "g7", "name": "Gone", "email": "gone@x.org", "memo": "back again"})).unwrap();
    let ran = apply(&dry, &desk, "--all-or-nothing").status(5).says("c1 has changed (fields: name)");
    assert_eq!(writes(&desk), 0, "{ran}");
    let ran = apply(&dry, &desk, "").status(1);
    assert_eq!((ran.rejects().codes(), ran.count("updated")), (vec!["E504", "E504"], 1), "{ran}");
    assert_eq!(desk.customer("id", "c1")["name"], "Newest");
    assert_eq!(desk.requests_of(RequestKind::Insert).len(), 0, "who is back is not doubled: {ran}");
    let ran = apply(&dry, &desk, "--refresh").status(5).says("is the plan of a restore");
    assert!(ran.stdout.is_empty(), "{ran}");
}

#[test]
fn a_plan_does_not_overwrite_its_backup() {
    let (desk, customers) = living();
    let ferry = at(backup(&customers), &desk).file("c.jsonl", format!("{}\n", customers[0]));
    let ran = ferry
        .line("restore c.jsonl --dry-run --plan-out c.jsonl")
        .fast()
        .run()
        .status(2)
        .says("would overwrite");
    assert_eq!(ran.text("c.jsonl"), format!("{}\n", customers[0]));
    ran.then().sandbox(&desk).line("restore b --plan-out plan.jsonl").run().status(2).says("--dry-run");
}
