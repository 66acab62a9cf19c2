//! Values that are as wanted because somebody else wrote them, and inserts that turn out to exist.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use super::PLAIN;
use crate::command_line::{Desk, Ferry, Ran};
use crate::import::{Running, writes};

const CSV: &str = "Name,Email,City,Memo,Segment\nAda Byron,ada@example.org,Rome,From the file,Silver\n";

fn bare() -> Value {
    json!({"id": "1", "name": "Ada Byron", "email": "ada@example.org", "city": "Turin"})
}

fn change(desk: &Desk, field: &str, value: Value) {
    let mut customer = desk.customer("id", "1");
    customer[field] = value;
    desk.put(customer).unwrap();
}

fn run(ran: &Ran, desk: &Desk, line: &str) -> Ran {
    ran.then().sandbox(desk).line(line).fast().run()
}

/// Replaced, filled and protected.
fn values(ran: &Ran) -> [u64; 3] {
    let values = &ran.report_json()["facts"]["changes"]["values"];
    ["replaced", "filled", "protected"].map(|name| values[name].as_u64().unwrap())
}

#[rstest]
#[case::filled("memo", json!("From the file"), "replaced: city; filled: customFields.segment")]
#[case::replaced("city", json!("Rome"), "filled: memo, customFields.segment")]
#[case::a_custom_field("customFields", json!({"segment": "Silver"}), "replaced: city; filled: memo")]
fn what_somebody_else_wrote_is_not_counted_and_not_undone(
    #[case] field: &str,
    #[case] value: Value,
    #[case] changes: &str,
    #[values("", "--write if_empty --write city=always")] flags: &str,
) {
    let desk = Desk::holding([bare()]);
    let ferry = Ferry::new().file("m.toml", PLAIN).file("a.csv", CSV).sandbox(&desk);
    let line = "import a.csv -m m.toml --dry-run --plan-out plan.jsonl";
    let dry = ferry.line(line).line(flags).fast().run().status(0);
    assert_eq!(values(&dry), [1, 2, 0], "{dry}");
    change(&desk, field, value.clone());
    let ran = run(&dry, &desk, "apply plan.jsonl").status(0);
    assert_eq!(ran.results().column("_changes"), [changes], "{ran}");
    assert_eq!(values(&ran), if field == "city" { [0, 2, 0] } else { [1, 1, 0] }, "{ran}");
    run(&ran, &desk, "verify latest").status(0);
    let undone = run(&ran, &desk, "undo latest --yes").status(0);
    let now = desk.customer("id", "1");
    assert_eq!(now[field], value, "{undone}{now}");
    let city = if field == "city" { "Rome" } else { "Turin" };
    assert_eq!(now["city"], city, "{undone}{now}");
}

/// The run's own write, of which it does not know whether it arrived, is its own.
#[rstest]
#[case::no_answer("")]
#[case::killed("sent")]
fn an_own_write_stays_its_own(#[case] point: &str) {
    let desk = Desk::holding([bare()]);
    let ferry = Ferry::new().file("m.toml", PLAIN).file("a.csv", CSV).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --rate 0 --no-progress");
    let ran = if point.is_empty() {
        desk.plan(RequestKind::Update, [Some(SimulatedFault::DropAfter)]);
        ferry.run().status(0)
    } else {
        let then = ferry.then();
        Running::start(ferry.env("DESKFERRY_FAIL_POINT", point)).end();
        then.sandbox(&desk).line("resume latest --rate 0").run().status(0)
    };
    assert_eq!(values(&ran), [1, 2, 0], "{ran}");
    run(&ran, &desk, "undo latest --yes").status(0);
    let now = desk.customer("id", "1");
    assert!(now["memo"].as_str().unwrap_or_default().is_empty() && now["city"] == "Turin", "{now}");
    assert_eq!(writes(&desk).len(), 2);
}

/// An insert whose customer somebody has added: what is never written is protected, as in a plan for that customer.
#[test]
fn an_insert_that_exists_on_resume_protects_what_is_never_written() {
    let flags = "--write memo=never --write customFields.segment=never --write city=on_insert";
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", PLAIN).file("a.csv", CSV).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --rate 0").line(flags);
    let then = ferry.then();
    Running::start(ferry.env("DESKFERRY_FAIL_POINT", "plan-named")).end();
    let theirs =
        json!({"id": "1", "name": "Ada", "email": "ada@example.org", "memo": "Theirs", "city": "Oslo"});
    desk.put(theirs.clone()).unwrap();
    let ran = then.sandbox(&desk).line("resume latest --rate 0").run().status(0);
    let changes = "added to: name; protected: city, memo; left out: customFields.segment";
    assert_eq!(ran.results().column("_changes"), [changes], "{ran}");
    assert_eq!(values(&ran), [0, 0, 2], "{ran}");
    let plain = Desk::holding([theirs]);
    let straight = run(&ran, &plain, &format!("import a.csv -m m.toml {flags}")).status(0);
    assert_eq!(straight.results().column("_changes"), [changes], "{straight}");
    assert_eq!(desk.customer("id", "1")["memo"], "Theirs");
}

/// An insert that stays one writes nothing of what is never written, also after a resume.
#[test]
fn a_resumed_insert_leaves_out_what_is_never_written() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", PLAIN).file("a.csv", CSV).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --rate 0 --write memo=never");
    let then = ferry.then();
    Running::start(ferry.env("DESKFERRY_FAIL_POINT", "plan-named")).end();
    let ran = then.sandbox(&desk).line("resume latest --rate 0").run().status(0);
    assert_eq!(ran.count("inserted"), 1, "{ran}");
    let now = desk.customer("email", "ada@example.org");
    assert!(now["memo"].as_str().unwrap_or_default().is_empty() && now["city"] == "Rome", "{now}");
}

/// Nobody knows what such custom fields hold. What is not written can't destroy them.
#[rstest]
#[case("--write customFields.segment=never", 0)]
#[case("--write customFields.segment=on_insert", 0)]
#[case("--write customFields.segment=if_empty", 1)]
#[case("", 1)]
fn custom_fields_of_unknown_structure_reject_only_what_writes_them(
    #[case] flags: &str,
    #[case] rejected: u64,
) {
    let desk = Desk::holding([bare()]);
    change(&desk, "customFields", json!(["odd"]));
    let same = CSV.replace("Rome,From the file", "Turin,");
    let ferry = Ferry::new().file("m.toml", PLAIN).file("a.csv", CSV).file("b.csv", same).sandbox(&desk);
    let line = format!("import a.csv -m m.toml --dry-run {flags}");
    let dry = ferry.line(&line).fast().run().status(i32::from(rejected > 0));
    assert_eq!((dry.count("rejected"), dry.count("planned_updates")), (rejected, 1 - rejected), "{dry}");
    let line = format!("import b.csv -m m.toml {flags}");
    let ran = run(&dry, &desk, &line).status(i32::from(rejected > 0));
    assert_eq!((ran.count("rejected"), ran.count("unchanged")), (rejected, 1 - rejected), "{ran}");
    assert_eq!(desk.customer("id", "1")["customFields"], json!(["odd"]));
    if rejected == 0 {
        let note = ran.results().cell(0, "_note").to_owned();
        assert!(note.contains(r#"help desk has "odd", file has "Silver""#), "{note}");
    }
}

/// A company with an id is one, even if the help desk gives it no name.
#[rstest]
#[case(json!({"id": 5}), true)]
#[case(json!({"id": "c5", "name": ""}), true)]
#[case(json!({"name": "Beta"}), true)]
#[case(json!({"name": ""}), false)]
#[case(json!({"id": null, "name": null}), false)]
#[case(json!({}), false)]
fn a_company_that_is_an_object_is_protected_unless_it_is_empty(
    #[case] company: Value,
    #[case] protected: bool,
) {
    let desk = Desk::holding([bare()]);
    change(&desk, "company", company.clone());
    let mapping =
        PLAIN.replace("memo = {", "company = { from = \"Company\", write = \"if_empty\" }\nmemo = {");
    let csv = "Name,Email,Company\nAda Byron,ada@example.org,Acme\n";
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", csv).sandbox(&desk);
    let ran = ferry.line("import a.csv -m m.toml").fast().run().status(0);
    let now = desk.customer("id", "1")["company"].clone();
    assert_eq!(now, if protected { company } else { json!("Acme") }, "{ran}");
    let changes = if protected { "protected: company" } else { "filled: company" };
    assert_eq!(ran.results().column("_changes"), [changes], "{ran}");
}
