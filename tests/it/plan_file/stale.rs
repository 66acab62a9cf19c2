//! Changes in the help desk between plan and apply.

use deskferry::sandbox::RequestKind;
use rstest::rstest;
use serde_json::{Value, json};

use super::{NOTED, apply, customer, noted, plan};
use crate::command_line::Desk;
use crate::import::writes;

fn change(desk: &Desk, id: &str, field: &str, value: Value) -> Value {
    let mut changed = desk.customer("id", id);
    changed[field] = value;
    desk.put(changed.clone()).unwrap();
    changed
}

#[test]
fn a_field_that_would_be_written_and_has_changed_is_left_alone() {
    let (desk, dry) = noted(&["same", "changed", "deleted", "elsewhere", "done"]);
    let changed = change(&desk, "changed", "memo", "somebody's".into());
    desk.remove("deleted").unwrap();
    let mut elsewhere = change(&desk, "elsewhere", "city", "Turin".into());
    change(&desk, "done", "memo", "new".into());
    let ran = apply(&dry, &desk, "").run().status(1);
    let rejects = ran.rejects();
    assert_eq!(rejects.column("_codes"), ["E504", "E505"], "{ran}");
    assert_eq!(rejects.column("Name"), ["Name changed", "Name deleted"], "{ran}");
    assert!(rejects.cell(0, "_message").contains("memo"), "{rejects:?}");
    let counts = ["inserted", "updated", "unchanged", "rejected"].map(|name| ran.count(name));
    assert_eq!(counts, [2, 2, 1, 2], "{ran}");
    assert_eq!(desk.customer("id", "changed"), changed);
    elsewhere["memo"] = "new".into();
    assert_eq!(desk.customer("id", "elsewhere"), elsewhere, "what the plan does not name stays");
    let urls: Vec<String> =
        desk.requests_of(RequestKind::Update).iter().map(|request| request.path.clone()).collect();
    assert!(urls.len() == 2 && !urls.iter().any(|url| url.contains("changed")), "{urls:?}");
}

/// The plan inserts Eve, but someone else has inserted her.
#[rstest]
#[case::the_same("upsert", json!({"name": "Eve", "email": "eve@example.org", "memo": "new"}), "unchanged", 0)]
#[case::another("upsert", json!({"name": "Eve", "email": "eve@example.org", "memo": "other"}), "E504", 1)]
#[case::not_to_be_changed("insert", json!({"name": "Eva", "email": "eve@example.org"}), "skip", 0)]
#[case::somebody_else("upsert", json!({"name": "Eve", "email": "eva@example.org"}), "insert", 0)]
fn an_insert_matches_its_key_again(
    #[case] mode: &str,
    #[case] newcomer: Value,
    #[case] becomes: &str,
    #[case] status: i32,
) {
    let desk = Desk::new();
    let csv = "Name,Email,Memo\nEve,eve@example.org,new\nFay,fay@example.org,new\n";
    let dry = plan(&desk, NOTED, csv, &format!("--mode {mode}")).status(0);
    desk.put(newcomer.clone()).unwrap();
    let before = desk.customers();
    let ran = apply(&dry, &desk, "").run().status(status);
    let inserted = u64::from(becomes == "insert");
    assert_eq!(ran.count("inserted"), 1 + inserted, "{ran}");
    let place = match becomes {
        "E504" => ran.rejects().codes().concat(),
        _ => ran.results().cell(0, "_action").to_owned(),
    };
    assert_eq!(place, becomes, "{ran}");
    assert_eq!(desk.customers().len() as u64, 2 + inserted);
    assert_eq!(desk.customers()[0], before[0], "who came is as he was");
}

#[test]
fn all_or_nothing_sends_nothing_where_one_row_is_stale() {
    type Change = fn(&Desk);
    let changes: [(Change, &str); 4] = [
        (
            |desk| drop(change(desk, "b", "memo", "somebody's".into())),
            "row 3: the customer b has changed (fields: memo)",
        ),
        (
            |desk| drop(change(desk, "b", "memo", Value::Null)),
            "row 3: the customer b has changed (fields: memo)",
        ),
        (|desk| assert!(desk.remove("b").unwrap()), "row 3: the customer b no longer exists"),
        (|desk| newcomer(desk, "Eve", "hers"), "row 4: the customer now exists in the help desk"),
    ];
    for (change, why) in changes {
        let (desk, dry) = noted(&["a", "b"]);
        change(&desk);
        let before = desk.customers();
        let ran = apply(&dry, &desk, "--all-or-nothing").run().status(5);
        let ran = ran.says(&format!("a.csv, {why}")).says("1 row can't be written as planned");
        assert!(writes(&desk).is_empty() && desk.customers() == before, "{ran}");
        assert_eq!(ran.folders().len(), 1, "no run is left but the dry run: {ran}");
        // Without the flag, the other rows are written.
        let ran = apply(&dry, &desk, "").run().status(1);
        assert_eq!(ran.count("inserted") + ran.count("updated"), 3, "{ran}");
    }
}

fn newcomer(desk: &Desk, name: &str, memo: &str) {
    let email = format!("{}@example.org", name.to_lowercase());
    desk.put(json!({"name": name, "email": email, "memo": memo})).unwrap();
}

#[test]
fn a_newcomer_with_the_planned_values_does_not_make_a_plan_stale() {
    let (desk, dry) = noted(&["a"]);
    newcomer(&desk, "Fay", "x");
    let ran = apply(&dry, &desk, "--all-or-nothing").run().status(0);
    assert_eq!(["inserted", "updated", "unchanged"].map(|name| ran.count(name)), [1, 1, 1], "{ran}");
    assert_eq!(desk.customer("name", "Fay")["memo"], "x");
}

#[test]
fn all_or_nothing_writes_all_where_nothing_is_stale() {
    let (desk, dry) = noted(&["a", "b"]);
    change(&desk, "a", "city", "Turin".into());
    change(&desk, "b", "memo", "new".into());
    let ran = apply(&dry, &desk, "--all-or-nothing").run().status(0);
    assert_eq!(["inserted", "updated", "unchanged"].map(|name| ran.count(name)), [2, 1, 1], "{ran}");
}

#[test]
fn all_or_nothing_names_the_first_rows_of_many() {
    let ids: Vec<String> = (10..35).map(|n| format!("c{n}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let (desk, dry) = noted(&ids);
    ids.iter().for_each(|id| drop(change(&desk, id, "memo", "somebody's".into())));
    let ran = apply(&dry, &desk, "--all-or-nothing").run().status(5);
    let ran = ran.says("25 rows can't be written as planned (the first 10)").says("--refresh");
    assert_eq!(ran.stderr.matches("has changed (fields: memo)").count(), 10, "{ran}");
    assert_eq!(desk.customer("id", "c10"), {
        let mut one = customer("c10");
        one["memo"] = "somebody's".into();
        one
    });
}
