//! Policies of a restore.

use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::Desk;
use crate::restore::{backup, restored};

fn customer(memo: Value, city: Value) -> Value {
    json!({"id": "1", "name": "Ada", "email": "ada@example.org", "memo": memo, "city": city})
}

#[rstest]
#[case::as_always("", json!("old"), json!(null), 0)]
#[case::keep_added("--keep-added", json!("old"), json!("Rome"), 0)]
#[case::if_empty("--write if_empty", json!("new"), json!("Rome"), 2)]
#[case::on_insert("--write on_insert", json!("new"), json!("Rome"), 2)]
#[case::one_field("--write memo=never", json!("new"), json!(null), 1)]
#[case::added("--write memo=append", json!("new\nold"), json!(null), 0)]
fn a_restore_leaves_what_the_policies_protect(
    #[case] flags: &str,
    #[case] memo: Value,
    #[case] city: Value,
    #[case] protected: usize,
) {
    // Bob shows that the backup knows cities.
    let bob = json!({"id": "2", "name": "Bob", "email": "bob@example.org", "memo": "m", "city": "Turin"});
    let desk = Desk::holding([customer(json!("new"), json!("Rome")), bob.clone()]);
    let ran = restored(backup(&[customer(json!("old"), json!(null)), bob]), &desk, flags).status(0);
    let now = desk.customer("id", "1");
    assert_eq!((&now["memo"], &now["city"]), (&memo, &city), "{ran}");
    assert_eq!(ran.results().cell(0, "_note").matches(" stays (").count(), protected, "{:?}", ran.results());
    assert_eq!(ran.stderr.contains("Protected values"), protected > 0, "{ran}");
}

/// What is never written is also left out of a customer that is inserted again.
#[test]
fn a_restored_insert_leaves_out_what_is_never_written() {
    let desk = Desk::new();
    let ran =
        restored(backup(&[customer(json!("old"), json!("Rome"))]), &desk, "--write memo=never").status(0);
    let now = desk.customer("name", "Ada");
    assert!(now["memo"].as_str().unwrap_or_default().is_empty() && now["city"] == "Rome", "{ran}{now}");
}
