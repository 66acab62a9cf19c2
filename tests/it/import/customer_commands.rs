//! `deskferry customer`: the six calls of the API, one customer at a time.

use std::time::Duration;

use deskferry::sandbox::{PutMode, RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use super::writes;
use crate::command_line::{Desk, Ferry, Ran};

fn desk() -> Desk {
    let desk = Desk::new();
    let customer = |n: u32| {
        json!({"id": format!("c{n}"), "name": format!("Customer {n}"), "email": format!("c{n}@example.org"),
            "city": "Rome", "company": "Acme", "customFields": {"segment": "Gold", "vatNumber": format!("IT{n}")}})
    };
    (1..=40).for_each(|n| drop(desk.put(customer(n)).unwrap()));
    desk
}

fn customer<const N: usize>(desk: &Desk, args: [&str; N]) -> Ran {
    Ferry::new().sandbox(desk).args(["customer"]).args(args).args(["--rate", "0"]).run()
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn get_prints_one_customer() {
    let desk = desk();
    let ran = customer(&desk, ["get", "c7"]).status(0);
    let printed: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(printed, desk.customer("name", "Customer 7"));
}

#[rstest]
fn a_customer_that_is_not_there_ends_with_1(#[values(204, 400, 404)] missing: u16) {
    let desk = desk();
    desk.configure(|options| options.missing = missing);
    customer(&desk, ["get", "c99"]).status(1).says("no customer has the id \"c99\"");
    customer(&desk, ["update", "c99", "memo=x"]).status(1).says("no customer has the id \"c99\"");
    let ran = customer(&desk, ["delete", "c99", "--yes"]).status(1);
    assert_eq!(ran.stdout, "", "{ran}");
    assert_eq!(desk.customers().len(), 40);
}

#[rstest]
fn find_compares_on_our_side(#[values("exact", "substring", "ignored", "case")] search: &str) {
    let desk = desk();
    desk.configure(|options| options.set("search", search).unwrap());
    let ran = customer(&desk, ["find", "email=c1@example.org"]).status(0);
    assert_eq!(lines(&ran), [desk.customer("name", "Customer 1")], "{ran}");
    // Also if the address is in a case that the server's own search does not find.
    let ran = customer(&desk, ["find", "email=C1@EXAMPLE.org"]).status(0);
    assert_eq!(ran.stdout.lines().count(), 1, "{ran}");
    let ran = customer(&desk, ["find", "customFields.vatNumber=IT2", "company=Acme"]).status(0);
    assert_eq!(lines(&ran), [desk.customer("name", "Customer 2")], "{ran}");
    let ran = customer(&desk, ["find", "email=@example.org"]).status(1);
    assert_eq!(ran.stdout, "", "{ran}");
    let ran = customer(&desk, ["find", "city=Rome", "--limit", "30"]).status(0);
    assert_eq!(lines(&ran).len(), 30, "{ran}");
    let ran = customer(&desk, ["find"]).status(0);
    assert_eq!(lines(&ran).len(), 40, "{ran}");
}

#[test]
fn insert_prints_the_id() {
    let desk = Desk::new();
    let pairs = ["insert", "name=Ada Byron", "topClient=true", "birthDate=-1", "customFields.segment=Gold"];
    let ran = customer(&desk, pairs).status(0);
    let id = ran.stdout.trim().to_owned();
    let expected = json!({"id": id, "name": "Ada Byron", "topClient": true, "birthDate": -1,
        "customFields": {"segment": "Gold"}});
    assert_eq!(desk.customers(), [expected], "{ran}");
    customer(&desk, ["insert", r#"{"name": "Bob"}"#]).status(0);
    let ferry = Ferry::new().sandbox(&desk).line("customer insert -").stdin(r#"{"name": "Cyd"}"#);
    ferry.run().status(0);
    assert_eq!(desk.customers().len(), 3);
}

#[test]
fn insert_is_sent_once_and_doubt_is_reported() {
    for fault in [
        SimulatedFault::StatusAfter(500),
        SimulatedFault::DropAfter,
        SimulatedFault::Truncated,
        SimulatedFault::Html,
    ] {
        let desk = Desk::new();
        desk.fail_next(RequestKind::Insert, 1, fault);
        let ran = customer(&desk, ["insert", "name=Ada"]).status(1).says("before you try again");
        assert_eq!((desk.stats().of(RequestKind::Insert), desk.customers().len()), (1, 1), "{fault}: {ran}");
    }
    let desk = Desk::new();
    desk.fail_next(RequestKind::Insert, 1, SimulatedFault::SlowAfter(Duration::from_secs(60)));
    customer(&desk, ["insert", "name=Ada", "--timeout", "4"]).status(1).says("before you try again");
    assert_eq!(desk.stats().of(RequestKind::Insert), 1);
}

#[test]
fn insert_shows_what_the_server_refuses() {
    let desk = Desk::new();
    customer(&desk, ["insert", "colour=red", "name=Ada"]).status(1).says("unknown field 'colour'");
    customer(&desk, ["insert", "email=a@example.org"]).status(1).says("field 'name' is required");
    customer(&desk, ["insert", "nonsense"]).status(2).says("FIELD=VALUE");
    assert!(desk.customers().is_empty());
}

#[rstest]
fn update_merges(
    #[values(PutMode::Replace, PutMode::Merge)] put: PutMode,
    #[values(PutMode::Replace, PutMode::Merge)] custom: PutMode,
) {
    let desk = desk();
    desk.configure(|options| (options.put, options.put_custom) = (put, custom));
    let mut expected = desk.customer("name", "Customer 7");
    customer(&desk, ["update", "c7", "memo=called back", "customFields.segment=Silver"]).status(0);
    expected["memo"] = "called back".into();
    expected["customFields"]["segment"] = "Silver".into();
    assert_eq!(desk.customer("name", "Customer 7"), expected);
    let sent = writes(&desk).len();
    customer(&desk, ["update", "c7", "memo=called back"]).status(0).says("nothing to change");
    assert_eq!(writes(&desk).len(), sent, "what is as wanted costs no write");
    customer(&desk, ["update", "c7", "memo=null"]).status(0);
    assert!(desk.customer("name", "Customer 7")["memo"].as_str().unwrap_or_default().is_empty());
}

#[test]
fn delete_needs_confirmation() {
    let desk = desk();
    customer(&desk, ["delete", "c7"]).status(2).says("--yes");
    assert_eq!((desk.customers().len(), desk.stats().total), (40, 0));
    let ran = customer(&desk, ["delete", "c7", "--yes"]).status(0);
    assert_eq!((desk.customers().len(), ran.stdout.as_str()), (39, "c7\n"));
}

#[rstest]
fn an_id_is_one_segment_of_the_path(#[values("../list", "a b", "a/b?c#d", "é", "%2e%2e")] id: &str) {
    let desk = Desk::new();
    desk.put(json!({"id": id, "name": "Odd"})).unwrap();
    let ran = customer(&desk, ["get", id]).status(0);
    assert!(ran.stdout.contains("Odd"), "{ran}");
    customer(&desk, ["delete", id, "--yes"]).status(0);
    assert!(desk.customers().is_empty());
}

#[rstest]
fn an_id_that_no_path_can_hold_is_refused_before_anything_is_sent(#[values("", ".", "..")] id: &str) {
    let desk = Desk::new();
    let ran = customer(&desk, ["delete", id, "--yes"]);
    assert_ne!(ran.status, 0, "{ran}");
    assert_eq!(desk.stats().of(RequestKind::Delete) + desk.stats().of(RequestKind::Other), 0, "{ran}");
}
