//! Fields that were filled between plan and write.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use super::PLAIN;
use crate::command_line::{Desk, Ferry, Ran};
use crate::import::{Running, writes};

const FLAGS: &str = "--write memo=if_empty --write customFields.segment=if_empty";
const CSV: &str = "Name,Email,City,Memo,Segment\nAda Byron,ada@example.org,Rome,From the file,Silver\n";

/// A customer without memo and segment.
fn bare() -> Value {
    json!({"id": "1", "name": "Ada Byron", "email": "ada@example.org", "city": "Turin"})
}

fn change(desk: &Desk, field: &str, value: Value) {
    let mut customer = desk.customer("id", "1");
    customer[field] = value;
    desk.put(customer).unwrap();
}

/// A saved plan that gives the customer a city, a memo and a segment.
fn planned(desk: &Desk) -> Ran {
    let ferry = Ferry::new().file("m.toml", PLAIN).file("a.csv", CSV).sandbox(desk);
    let ferry = ferry.line("import a.csv -m m.toml --dry-run --plan-out plan.jsonl").line(FLAGS);
    ferry.fast().run().status(0)
}

fn apply(dry: &Ran, desk: &Desk, flags: &str) -> Ran {
    dry.then().sandbox(desk).line("apply plan.jsonl").line(flags).fast().run()
}

fn run(ran: &Ran, desk: &Desk, line: &str) -> Ran {
    ran.then().sandbox(desk).line(line).fast().run()
}

#[rstest]
fn a_field_that_was_filled_since_is_protected(#[values("", "--all-or-nothing")] flags: &str) {
    let desk = Desk::holding([bare()]);
    let dry = planned(&desk);
    let head: Value = serde_json::from_str(dry.text("plan.jsonl").lines().next().unwrap()).unwrap();
    let policies = json!({"fields": {"customFields.segment": "if_empty", "memo": "if_empty"}});
    assert_eq!((&head["deskferry_plan"], &head["write_policies"]), (&json!(2), &policies));
    change(&desk, "memo", json!("By an agent"));
    let ran = apply(&dry, &desk, flags).status(0);
    assert_eq!((ran.count("updated"), ran.count("rejected")), (1, 0), "{ran}");
    let now = desk.customer("id", "1");
    assert_eq!((&now["memo"], &now["city"]), (&json!("By an agent"), &json!("Rome")));
    assert_eq!(now["customFields"]["segment"], json!("Silver"));
    assert!(ran.stderr.contains("1 value was filled in the help desk after the plan was made."), "{ran}");
    let note = "memo stays (if_empty: help desk has \"By an agent\", file has \"From the file\")";
    assert_eq!(ran.results().column("_note"), [note]);
    assert_eq!(ran.run_json()["write_policies"], policies);
    run(&ran, &desk, "verify latest").status(0);
    let undone = run(&ran, &desk, "undo latest --yes").status(0);
    let now = desk.customer("id", "1");
    assert_eq!((&now["memo"], &now["city"]), (&json!("By an agent"), &json!("Turin")), "{undone}");
    assert!(now["customFields"]["segment"].as_str().unwrap_or_default().is_empty(), "{now}");
}

#[test]
fn a_row_of_which_nothing_is_left_is_unchanged() {
    let desk = Desk::holding([bare()]);
    let dry = planned(&desk);
    change(&desk, "memo", json!("By an agent"));
    change(&desk, "city", json!("Rome"));
    change(&desk, "customFields", json!({"segment": "Gold"}));
    let ran = apply(&dry, &desk, "").status(0);
    assert_eq!((ran.count("updated"), ran.count("unchanged")), (0, 1), "{ran}");
    assert!(writes(&desk).is_empty(), "{ran}");
    assert_eq!(ran.results().cell(0, "_note").matches(" stays (").count(), 2, "{ran}");
    run(&ran, &desk, "verify latest").status(0);
}

/// A field that has become what the row wants is neither protected nor stale.
#[test]
fn a_field_that_holds_what_the_row_wants_is_not_protected() {
    let desk = Desk::holding([bare()]);
    let dry = planned(&desk);
    change(&desk, "memo", json!("From the file"));
    let ran = apply(&dry, &desk, "").status(0);
    assert_eq!(ran.count("updated"), 1, "{ran}");
    assert_eq!(ran.results().column("_note"), [""]);
}

/// Another field of the row has changed: that is a conflict, and nothing is written or protected.
#[test]
fn another_field_is_still_stale() {
    let desk = Desk::holding([bare()]);
    let dry = planned(&desk);
    change(&desk, "memo", json!("By an agent"));
    change(&desk, "city", json!("Milan"));
    let ran = apply(&dry, &desk, "").status(1);
    let message = ran.rejects().cell(0, "_message").to_owned();
    assert!(message.contains("(fields: city)"), "{message}");
    assert_eq!(desk.customer("id", "1")["city"], json!("Milan"));
}

/// The plan appends; somebody writes into the text. Their text stays, and the next import adds to it.
#[test]
fn a_text_that_changed_before_an_addition_is_stale() {
    let desk = Desk::holding([bare()]);
    let ferry = Ferry::new().file("m.toml", PLAIN).file("a.csv", CSV).sandbox(&desk);
    let line = "import a.csv -m m.toml --write memo=append";
    let dry = ferry.line(line).line("--dry-run --plan-out plan.jsonl").fast().run().status(0);
    change(&desk, "memo", json!("By an agent"));
    let ran = apply(&dry, &desk, "").status(1);
    assert_eq!(
        (ran.rejects().codes(), desk.customer("id", "1")["memo"].clone()),
        (vec!["E504"], json!("By an agent"))
    );
    let ran = run(&ran, &desk, line).status(0);
    assert_eq!(desk.customer("id", "1")["memo"], json!("By an agent\nFrom the file"), "{ran}");
}

/// The process dies at `point`; somebody fills the memo if it is still empty; the run is resumed.
#[rstest]
#[case::before_the_write("update-read", 1, json!("By an agent"), 1)]
#[case::before_the_read("intent-committed", 1, json!("By an agent"), 1)]
#[case::after_the_write("sent", 1, json!("From the file"), 0)]
#[case::before_the_outcome("outcome-written", 1, json!("From the file"), 0)]
fn a_resumed_run_protects_and_counts_once(
    #[case] point: &str,
    #[case] updated: u64,
    #[case] memo: Value,
    #[case] protected: usize,
) {
    let desk = Desk::holding([bare()]);
    let ferry = Ferry::new().file("m.toml", PLAIN).file("a.csv", CSV).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --rate 0").line(FLAGS).env("DESKFERRY_FAIL_POINT", point);
    let then = ferry.then();
    let ended = Running::start(ferry).end();
    assert_eq!(ended.status, -1, "{ended}");
    if desk.customer("id", "1")["memo"].as_str().unwrap_or_default().is_empty() {
        change(&desk, "memo", json!("By an agent"));
    }
    let ran = then.sandbox(&desk).line("resume latest --rate 0").run().status(0);
    assert_eq!(desk.customer("id", "1")["memo"], memo, "{ran}");
    assert_eq!((ran.count("updated"), writes(&desk).len() as u64), (updated, 1), "{ran}");
    assert_eq!(ran.results().cell(0, "_note").matches(" stays (").count(), protected, "{ran}");
    assert_eq!(ran.count("rejected"), 0, "{ran}");
}

/// A plan shows what it protects, and a refresh says when that changes.
#[test]
fn a_refresh_compares_what_is_protected() {
    let desk = Desk::holding([bare()]);
    change(&desk, "memo", json!("By an agent"));
    let dry = planned(&desk);
    let plan = dry.text("plan.jsonl");
    let line: Value = serde_json::from_str(plan.lines().nth(1).unwrap()).unwrap();
    let protected = json!([{
        "field": "memo", "policy": "if_empty", "wanted": "From the file", "current": "By an agent"
    }]);
    assert_eq!(line["protected"], protected, "{line}");
    run(&dry, &desk, "apply plan.jsonl --refresh").status(0);
    change(&desk, "memo", json!(""));
    let ran = run(&dry, &desk, "apply plan.jsonl --refresh").status(5);
    assert!(ran.stderr.contains("= memo stays (if_empty"), "{ran}");
    let ran = apply(&dry, &desk, "").status(0);
    assert_eq!(desk.customer("id", "1")["memo"], json!(""), "the plan does not fill it: {ran}");
}

/// An insert whose customer somebody has added becomes an update under the same policies.
#[test]
fn a_rematched_insert_follows_the_policies() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", PLAIN).file("a.csv", CSV).sandbox(&desk);
    let line = "import a.csv -m m.toml --rate 0 --write if_empty";
    let ferry = ferry.line(line).env("DESKFERRY_FAIL_POINT", "plan-named");
    let then = ferry.then();
    Running::start(ferry).end();
    desk.put(json!({"id": "1", "name": "Ada", "email": "ada@example.org", "memo": "Theirs", "city": ""}))
        .unwrap();
    let ran = then.sandbox(&desk).line("resume latest --rate 0").run().status(0);
    let now = desk.customer("id", "1");
    assert_eq!([&now["name"], &now["memo"], &now["city"]], [&json!("Ada"), &json!("Theirs"), &json!("Rome")]);
    assert_eq!(ran.results().cell(0, "_note").matches(" stays (").count(), 2, "{:?}", ran.results());
}

/// A write arrives without an answer, and the help desk stores the text in another form: that is nobody else's value.
#[rstest]
#[case("none")]
#[case("upper:memo")]
fn an_unanswered_write_is_not_taken_for_somebody_elses(#[case] stores: &str) {
    let desk = Desk::with(|options| {
        options.start = vec![bare()];
        options.set("stores", stores).unwrap();
    });
    desk.plan(RequestKind::Update, [Some(SimulatedFault::DropAfter)]);
    let ferry = Ferry::new().file("m.toml", PLAIN).file("a.csv", CSV).sandbox(&desk);
    let ran = ferry.line("import a.csv -m m.toml").line(FLAGS).fast().run().status(0);
    assert_eq!((ran.count("updated"), ran.results().column("_note")), (1, vec![""]), "{ran}");
    assert_eq!(writes(&desk).len(), 1, "{ran}");
}
