//! Blank texts of the help desk: they show nothing, so there is nothing to protect or to lose.

use rstest::rstest;
use serde_json::{Value, json};

use super::{PLAIN, import};
use crate::command_line::{Desk, Ran};

const CSV: &str = "Name,Email,Memo,Segment\nAda,ada@example.org,Call Ada,Gold\n";

/// Replaced, emptied, added to, filled, protected.
fn values(ran: &Ran) -> [u64; 5] {
    let counts = ran.report_json()["facts"]["changes"]["values"].clone();
    ["replaced", "emptied", "added_to", "filled", "protected"].map(|name| counts[name].as_u64().unwrap_or(0))
}

#[rstest]
#[case("--write memo=if_empty --write customFields.segment=if_empty")]
#[case("--write memo=append --write customFields.segment=append")]
#[case("")]
fn a_blank_text_is_filled(#[case] flags: &str, #[values(" ", "\n\t", "\u{a0}")] blank: &str) {
    let customer = json!({
        "id": "1", "name": "Ada", "email": "ada@example.org", "memo": blank, "customFields": {"segment": blank},
    });
    let desk = Desk::holding([customer]);
    let ran = import(&desk, PLAIN, CSV, flags).status(0);
    assert_eq!(values(&ran), [0, 0, 0, 2, 0], "{ran}");
    assert_eq!(ran.results().column("_changes"), ["filled: memo, customFields.segment"]);
    let now = desk.customer("id", "1");
    assert_eq!((&now["memo"], &now["customFields"]["segment"]), (&json!("Call Ada"), &json!("Gold")));
}

/// Tags, and a company as an object.
#[rstest]
#[case("tags", json!([""]), json!(["vip"]))]
#[case("tags", json!([" ", null]), json!(["vip"]))]
#[case("company", json!({"id": null, "name": " "}), json!("vip"))]
fn other_blank_values_are_filled(#[case] field: &str, #[case] blank: Value, #[case] then: Value) {
    let mut customer = json!({"id": "1", "name": "Ada", "email": "ada@example.org"});
    customer[field] = blank;
    let desk = Desk::holding([customer]);
    let mapping = PLAIN.replace("memo = {", &format!("{field} = {{ from = \"New\" }}\nmemo = {{"));
    let csv = "Name,Email,New\nAda,ada@example.org,vip\n";
    let ran = import(&desk, &mapping, csv, "--write if_empty").status(0);
    assert_eq!((values(&ran), &desk.customer("id", "1")[field]), ([0, 0, 0, 1, 0], &then), "{ran}");
}

/// A field that has become blank since the plan was made is still empty.
#[test]
fn a_field_that_became_blank_after_the_plan_is_filled() {
    let customer = |memo: &str| json!({"id": "1", "name": "Ada", "email": "ada@example.org", "memo": memo});
    let desk = Desk::holding([customer("")]);
    let flags = "--write memo=if_empty --dry-run --plan-out p.jsonl";
    let csv = "Name,Email,Memo\nAda,ada@example.org,Call Ada\n";
    let dry = import(&desk, PLAIN, csv, flags).status(0);
    desk.put(customer(" ")).unwrap();
    let ran = dry.then().sandbox(&desk).line("apply p.jsonl").fast().run().status(0);
    assert_eq!(values(&ran)[3..], [1, 0], "{ran}");
    assert_eq!(desk.customer("id", "1")["memo"], "Call Ada", "{ran}");
}
