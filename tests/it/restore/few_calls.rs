//! A restore of a few customers asks for each of them, and plans the same as one that reads the whole list.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use serde_json::{Value, json};

use super::{backup, restored};
use crate::command_line::{Desk, Ran};

fn person(number: usize) -> Value {
    let email = format!("p{number}@example.org");
    json!({"id": format!("c{number:04}"), "name": format!("Person {number}"), "email": email, "memo": "old"})
}

fn stored() -> Vec<Value> {
    (1..=300).map(person).collect()
}

/// The same customers later, on pages of this size. Of the first ones: 1 has changed; 2 is gone, and a new customer has
/// the address; 3 is gone; 4 is gone, and the help desk has used the id again; 5 is gone, and 6 has the address.
fn later(page_size: usize) -> Desk {
    let mut living: Vec<Value> = stored();
    living[0]["memo"] = "new".into();
    living[5]["email"] = "p5@example.org".into();
    living[3] = json!({"id": "c0004", "name": "Zoe", "email": "zoe@example.org"});
    for gone in [4, 2, 1] {
        living.remove(gone);
    }
    living.push(json!({"id": "c0902", "name": "New", "email": "p2@example.org", "memo": "mine"}));
    Desk::with(|options| {
        options.start = living;
        options.page_size = page_size;
    })
}

const FLAGS: &str = "--id c0001 --id c0002 --id c0003 --id c0004 --id c0005";

fn plan(desk: &Desk, flags: &str) -> Ran {
    restored(backup(&stored()), desk, &format!("{flags} --dry-run --plan-out plan.jsonl")).status(0)
}

/// What the plan does with each row: the action, the customer, the values before and after, and the issues.
fn rows(plan: &Ran) -> Vec<Value> {
    let text = std::fs::read_to_string(plan.path().join("plan.jsonl")).unwrap();
    let mut rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    rows.retain(|row| row.get("action").is_some());
    rows
}

fn actions(plan: &Ran) -> Vec<String> {
    rows(plan).iter().map(|row| row["action"].as_str().unwrap().to_owned()).collect()
}

fn reads(desk: &Desk) -> usize {
    [RequestKind::List, RequestKind::Search, RequestKind::Detail]
        .iter()
        .map(|kind| desk.requests_of(*kind).len())
        .sum()
}

#[test]
fn the_plan_is_the_same_and_takes_fewer_calls() {
    let (small, whole) = (later(5), later(500));
    let few = plan(&small, FLAGS).says("(the whole list would be 60 pages)");
    let all = plan(&whole, FLAGS).says("the whole list, 1 page");
    assert_eq!(rows(&few), rows(&all));
    assert_eq!(actions(&few), ["update", "update", "insert", "update", "insert"]);
    assert!(rows(&few)[1].to_string().contains("the customer c0902 has the same key"), "{few}");
    assert!(reads(&small) < 30, "{}", reads(&small));
}

#[test]
fn values_with_few_matches_count_like_ids() {
    let desk = later(5);
    let ran = plan(&desk, "--where email=p3@example.org").says("(the whole list would be 60 pages)");
    assert_eq!(actions(&ran), ["insert"]);
    assert!(reads(&desk) < 30, "{}", reads(&desk));
}

#[test]
fn many_matches_are_found_in_the_list() {
    let desk = later(5);
    plan(&desk, "--where memo=old").says("the whole list, 60 pages");
}

/// Without a search that can be relied on, nobody can say that no customer has the address.
#[test]
fn a_customer_who_is_gone_needs_a_reliable_search_or_the_list() {
    let (small, whole) = (later(5), later(500));
    small.fail_where(RequestKind::Search, "", SimulatedFault::StatusBefore(400));
    let few = plan(&small, FLAGS).says("the whole list, 60 pages");
    assert_eq!(rows(&few), rows(&plan(&whole, FLAGS)));
    // Who is there needs no search.
    let there = later(5);
    there.fail_where(RequestKind::Search, "", SimulatedFault::StatusBefore(400));
    plan(&there, "--id c0001").says("(the whole list would be 60 pages)");
    assert_eq!(there.requests_of(RequestKind::Search).len(), 0);
}

/// A help desk that shows no details can't be asked like this.
#[test]
fn without_details_the_list_is_read() {
    let desk = later(5);
    desk.fail_where(RequestKind::Detail, "", SimulatedFault::StatusBefore(404));
    plan(&desk, "--id c0001").says("the whole list, 60 pages");
}

/// A key that many customers have takes a call for each of them: the list may take fewer.
#[test]
fn a_key_of_many_customers_ends_the_search() {
    let desk = Desk::with(|options| {
        options.start = stored();
        options.start.remove(1);
        let twin =
            |number: usize| json!({"id": format!("d{number:04}"), "name": "T", "email": "p2@example.org"});
        options.start.extend((0..200).map(twin));
        options.page_size = 20;
    });
    // Which of them is meant, nobody knows.
    let ran = restored(backup(&stored()), &desk, "--id c0002 --dry-run").status(1);
    let details = desk.requests_of(RequestKind::Detail).len();
    assert!(details < 25, "{details}\n{ran}");
    ran.says("the whole list, 25 pages");
}
