//! `deskferry history`: each field's life over all backups of a target.

use deskferry::backup::{BackupName, CompletenessKind};
use rstest::rstest;
use serde_json::{Value, json};

use super::{again, backup, desk};
use crate::backup_fixture::Shelf;
use crate::command_line::{Ferry, Ran};

/// The name of the backup of a night.
pub(super) fn night(at: usize) -> String {
    format!("202611{:02}T020000Z-0000{at:02x}", at + 10)
}

pub(super) fn put(ferry: &Ferry, at: usize, shelf: Shelf) {
    let name = night(at);
    let began = name.parse::<BackupName>().unwrap().time();
    shelf.named(&name).began(began).put(&ferry.path().join("t").join(name));
}

/// A complete backup for each night.
pub(super) fn nights(all: &[Vec<Value>]) -> Ferry {
    let ferry = Ferry::new();
    all.iter().enumerate().for_each(|(at, customers)| put(&ferry, at, Shelf::new(customers).detailed()));
    ferry
}

pub(super) fn history(ferry: &Ferry, line: &str) -> Ran {
    ferry.then().line(&format!("history t {line}")).run()
}

pub(super) fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|fault| panic!("{fault}: {ran}"))
}

/// The values of a field of the only customer, with the number of the night.
pub(super) fn values(ran: &Ran, field: &str) -> Vec<(String, Value)> {
    let found = document(ran);
    assert_eq!(found["customers"].as_array().unwrap().len(), 1, "{found:#}");
    let fields = found["customers"][0]["fields"].as_array().unwrap().clone();
    let life = fields.into_iter().find(|life| life["field"] == field).unwrap_or_default();
    let stage = |stage: &Value| (stage["backup"].as_str().unwrap().to_owned(), stage["value"].clone());
    life["values"].as_array().into_iter().flatten().map(stage).collect()
}

fn turns(ran: &Ran) -> Vec<(String, String)> {
    let found = document(ran);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let turns = found["customers"][0]["presence"].as_array().unwrap().clone();
    turns.iter().map(|turn| (text(&turn["backup"]), text(&turn["what"]))).collect()
}

fn ann(email: &str, more: Value) -> Value {
    let mut ann = json!({"id": "c7", "name": "Ann Miller", "email": email});
    ann.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ann
}

/// Somebody who is in every night.
fn bob() -> Value {
    json!({"id": "c8", "name": "Bob", "email": "bob@example.org", "memo": "B", "city": "Rome"})
}

/// Ann changes her address, goes, and comes back with a field that nobody had before.
fn usual() -> Ferry {
    let old = || ann("ann@example.org", json!({"city": "Bonn"}));
    let new = |more: Value| ann("ann.miller@example.org", more);
    nights(&[
        vec![bob(), old()],
        vec![old(), bob()],
        vec![bob(), new(json!({"city": "Bonn", "memo": null}))],
        vec![bob()],
        vec![bob()],
        vec![bob(), new(json!({"memo": "Calls in the\nmorning", "customFields": {"tier": "Gold"}}))],
        vec![bob(), new(json!({"memo": "Calls in the\nmorning", "customFields": {"tier": "Gold"}}))],
    ])
}

#[test]
fn people_read_what_happened_and_the_life_of_each_field() {
    let ran = history(&usual(), "email=ann@example.org").status(0);
    let [first, second, gone, back, last] = [0, 2, 3, 5, 6].map(|at| format!("2026-11-{} 02:00:00", at + 10));
    let expected = format!(
        "\
c7  Ann Miller, ann.miller@example.org
  {first}  the first backup that has this customer
  {gone}  gone
  {back}  back
  {last}  still there
name
  {first}  Ann Miller
email
  {first}  ann@example.org
  {second}  ann.miller@example.org
city
  {first}  Bonn
  {back}  (empty)
customFields.tier
  {back}  Gold
                       (no customer had this field before)
memo
  {first}  (empty)
  {back}  Calls in the\\nmorning
"
    );
    assert_eq!(ran.stdout, expected);
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 80), "{ran}");
    ran.says("1 customer in 7 backups of t");
}

#[rstest]
#[case("email=ann@example.org")]
#[case("email=ANN.Miller@example.org")]
#[case("id=c7")]
#[case("customFields.tier=gold")]
#[case("city=Bonn email=ann.miller@example.org")]
fn a_customer_is_found_by_any_value_that_it_ever_had(#[case] line: &str) {
    let ferry = usual();
    // The first time, no backup has a history part.
    for _ in 0..2 {
        let ran = history(&ferry, &format!("{line} --json")).status(0);
        assert_eq!(values(&ran, "email").len(), 2, "{ran}");
        let told = [(0, "first"), (3, "gone"), (5, "back")].map(|(at, what)| (night(at), what.to_owned()));
        assert_eq!(turns(&ran), told);
    }
}

#[test]
fn nobody_unknown_fields_and_too_many_are_said() {
    let ferry = usual();
    let ran = history(&ferry, "email=eve@example.org")
        .status(1)
        .says("nobody has these values in 7 backups")
        .says("whole values are compared");
    assert_eq!(ran.stdout, "");
    let ran = history(&ferry, "email=eve@example.org --json").status(1);
    assert_eq!(document(&ran)["customers"], json!([]));
    // The values must be in the same backup.
    history(&ferry, "email=ann@example.org customFields.tier=Gold").status(1);
    history(&ferry, "emial=ann@example.org").status(2).says("did you mean \"email\"?");
    history(&ferry, "email=").status(2).says("email= needs a value");
    history(&ferry, "").status(2);
    let many: Vec<Value> = (0..101).map(|at| json!({"id": at.to_string(), "city": "Rome"})).collect();
    history(&nights(&[many]), "city=rome").status(2).says("101 customers or more").says("at most 100");
    let empty = Ferry::new().file("t/x", "");
    history(&empty, "id=1").status(1).says("nobody has these values in 0 backups");
}

#[test]
fn an_id_that_was_used_again_is_named() {
    let cy = json!({"id": "c7", "name": "Cy Other", "email": "cy@example.org"});
    let ferry = nights(&[vec![bob()], vec![ann("a@example.org", json!({}))], vec![bob()], vec![cy]]);
    let ran = history(&ferry, "email=a@example.org --json").status(0);
    let told =
        [(1, "came"), (2, "gone"), (3, "backAsAnother")].map(|(at, what)| (night(at), what.to_owned()));
    assert_eq!(turns(&ran), told);
    assert_eq!(values(&ran, "name"), [(night(1), json!("Ann Miller")), (night(3), json!("Cy Other"))]);
    let text = history(&ferry, "id=c7").status(0);
    assert!(text.stdout.contains("back with another name and e-mail: another person?"), "{text}");
}

/// What is not proven is not claimed.
#[test]
fn unproven_backups_show_nobody_as_gone_and_lists_empty_nothing() {
    let ferry = Ferry::new();
    let full = || ann("a@example.org", json!({"memo": "m"}));
    let less = || json!({"id": "c7", "name": "Ann Miller", "email": "a@example.org"});
    put(&ferry, 0, Shelf::new(&[full()]).detailed());
    put(&ferry, 1, Shelf::new(&[bob()]).detailed().kind(CompletenessKind::Unproven));
    put(&ferry, 2, Shelf::new(&[less()]));
    put(&ferry, 3, Shelf::new(&[full()]).detailed());
    let ran = history(&ferry, "id=c7 --json").status(0).says("1 backup is not proven complete");
    let ran = ran.says("1 backup does not show that every field was looked for");
    assert_eq!(turns(&ran), [(night(0), "first".to_owned())]);
    assert_eq!(values(&ran, "memo"), [(night(0), json!("m"))]);
    put(&ferry, 4, Shelf::new(&[less()]).detailed());
    let ran = history(&ferry, "id=c7 --json").status(0);
    assert_eq!(values(&ran, "memo"), [(night(0), json!("m")), (night(4), Value::Null)]);
}

#[test]
fn two_customers_and_two_accounts_are_shown_apart() {
    let eve = json!({"id": "c9", "name": "Eve", "email": "ann@example.org"});
    let ferry = nights(&[vec![ann("ann@example.org", json!({}))], vec![eve.clone(), bob()]]);
    put(
        &ferry,
        2,
        Shelf::new(&[json!({"id": "c7", "email": "ann@example.org", "name": "X"})]).detailed().of("other"),
    );
    let ran = history(&ferry, "email=ann@example.org").status(0).says("3 customers in 3 backups");
    let heads: Vec<&str> = ran.stdout.lines().filter(|line| line.starts_with("c")).collect();
    let heads: Vec<&&str> = heads.iter().filter(|line| line.contains("ann@")).collect();
    assert_eq!(heads.len(), 3, "{ran}");
    assert!(ran.stdout.contains("(sandbox-client)") && ran.stdout.contains("(other)"), "{ran}");
    assert!(ran.stdout.contains("  2026-11-11 02:00:00  gone\n"), "{ran}");
}

#[rstest]
#[case("")]
#[case("--json")]
fn masked_values_are_nowhere(#[case] flags: &str) {
    let ran = history(&usual(), &format!("id=c7 --redact {flags}")).status(0);
    let all = format!("{}{}", ran.stdout, ran.stderr);
    for value in ["Ann", "Miller", "example.org", "Bonn", "Gold", "Calls", "morning"] {
        assert!(!all.contains(value), "{value}: {ran}");
    }
    assert!(all.contains("c7") && all.contains("customFields.tier"), "{ran}");
}

/// The backups of the program itself, with their own history parts.
#[test]
fn each_night_of_an_account_is_in_the_history() {
    let desk = desk(60, "page-size=25");
    let mut ran = backup(&desk, "").run().status(0);
    let mut names = vec![ran.stdout.trim().trim_start_matches("b/").to_owned()];
    let mut one = desk.customers()[30].clone();
    let id = one["id"].as_str().unwrap().to_owned();
    for memo in ["one", "two"] {
        one["memo"] = json!(memo);
        desk.put(one.clone()).unwrap();
        ran = again(&ran, &desk, "").run().status(0);
        names.push(ran.stdout.trim().trim_start_matches("b/").to_owned());
    }
    let found = ran.then().line(&format!("history b id={id} --json")).run().status(0);
    assert!(!found.stderr.contains("whole"), "every backup has its part: {found}");
    let memos = values(&found, "memo");
    assert_eq!(
        memos[memos.len() - 2..],
        [(names[1].clone(), json!("one")), (names[2].clone(), json!("two"))]
    );
    for name in &names {
        ran.then().args(["check", &format!("b/{name}")]).run().status(0);
    }
}
