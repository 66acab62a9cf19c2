//! A help desk with its own duplicate detection: it may answer an insert with the id of an existing customer.

use deskferry::sandbox::{DuplicateEmails, RequestKind, Sandbox, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

/// Matched by a number that the help desk's duplicate detection ignores.
const BY_NUMBER: &str = "\
version = 1
[match]
keys = [\"customFields.legacyId\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
[custom_fields]
legacyId = { from = \"Id\" }
";

/// Eve is there already, with another number.
fn eve() -> Value {
    json!({"id": "eve", "name": "Eve Old", "email": "eve@x.org", "memo": "ten years of ours",
           "customFields": {"legacyId": "900"}})
}

fn desk(dedup: DuplicateEmails, start: Vec<Value>) -> Desk {
    Desk::with(|options| (options.dedup, options.start) = (dedup, start))
}

fn import(desk: &Desk, rows: &str) -> Ran {
    let csv = format!("Name,Email,Id\n{rows}");
    let ferry = Ferry::new().file("a.csv", csv).file("m.toml", BY_NUMBER);
    ferry.line("import a.csv -m m.toml").fast().sandbox(desk).run()
}

fn undo(ran: &Ran, desk: &Desk) -> Ran {
    ran.then().line("undo latest --yes").fast().sandbox(desk).run()
}

fn ids(desk: &Sandbox) -> Vec<String> {
    desk.customers().iter().map(|customer| customer["id"].as_str().unwrap().to_owned()).collect()
}

const ROWS: &str = "Ada,ada@x.org,1\nEve,eve@x.org,2\nDora,dora@x.org,3\n";

#[rstest]
#[case(DuplicateEmails::Answer)]
#[case(DuplicateEmails::Merge)]
fn an_existing_customer_does_not_count_as_an_insert_and_an_undo_keeps_it(#[case] dedup: DuplicateEmails) {
    let desk = desk(dedup, vec![eve()]);
    let ran = import(&desk, ROWS).status(1).says("E506");
    assert_eq!((ran.count("inserted"), ran.count("rejected"), ran.count("unknown")), (2, 1, 0));
    assert_eq!((ran.rejects().codes(), ran.rejects().column("Name")), (vec!["E506"], vec!["Eve"]));
    assert!(ran.rejects().cell(0, "_message").contains("the id of the existing customer eve"), "{ran}");
    assert!(!ran.results().column("_id").contains(&"eve"));
    let undone = undo(&ran, &desk).status(0);
    assert_eq!((undone.count("deleted"), ids(&desk)), (2, vec!["eve".to_owned()]));
}

#[test]
fn a_customer_matched_by_another_row_does_not_count_as_an_insert() {
    // Enough customers that deskferry searches for rows instead of reading the list.
    let mut start = vec![eve()];
    start.extend((0..300).map(|at| json!({"name": format!("N{at}"), "email": format!("n{at}@x.org"), "customFields": {"legacyId": format!("Z{at}")}})));
    let desk = Desk::with(|options| {
        (options.dedup, options.start, options.page_size) = (DuplicateEmails::Merge, start, 5);
    });
    // The row that matches Eve comes after the row whose insert is answered with Eve's id.
    let ran = import(&desk, "Eve Two,eve@x.org,2\nEve Old,eve@x.org,900\n").status(1);
    assert!(ran.run_json()["matching"].as_str().unwrap().contains("searches"), "{ran}");
    assert_eq!((ran.rejects().codes(), ran.rejects().column("Name")), (vec!["E506"], vec!["Eve Two"]));
    undo(&ran, &desk);
    assert!(ids(&desk).contains(&"eve".to_owned()));
}

/// Without a match key no customers are read, so the first inserts are read back.
#[test]
fn a_customer_read_back_with_other_values_stops_the_run_and_is_kept() {
    let desk = desk(DuplicateEmails::Answer, vec![eve()]);
    let mapping = "version = 1\n[fields]\nname = { from = \"Name\" }\nemail = { from = \"Email\" }\n";
    let rows: String = (0..20).map(|at| format!("N{at},n{at}@x.org\n")).collect();
    let csv = format!("Name,Email\nAda,ada@x.org\nEve New,eve@x.org\n{rows}");
    let ferry = Ferry::new().file("a.csv", csv).file("m.toml", mapping);
    let ran = ferry.line("import a.csv -m m.toml --mode insert").fast().sandbox(&desk).run().status(4);
    let ran = ran.says("with the id eve, but the customer with this id differs from what was sent");
    let ran =
        ran.says("its name is \"Eve Old\", but was sent as \"Eve New\"").says("an undo does not touch it");
    assert_eq!((ran.count("inserted"), ran.count("pending")), (4, 17));
    assert_eq!((ran.rejects().codes(), ran.rejects().column("Name")), (vec!["E506"], vec!["Eve New"]));
    let resumed = ran.then().line("resume latest").fast().sandbox(&desk).run().status(1);
    assert_eq!((resumed.count("inserted"), resumed.count("rejected")), (21, 1), "{resumed}");
    let undone = undo(&resumed, &desk).status(0);
    assert_eq!((undone.count("deleted"), ids(&desk)), (21, vec!["eve".to_owned()]));
}

#[test]
fn an_insert_in_doubt_does_not_adopt_an_existing_customer() {
    let desk = desk(DuplicateEmails::Merge, vec![eve()]);
    // Merged into Eve, who then has everything that was sent; the answer is lost.
    desk.fail_next(RequestKind::Insert, 1, SimulatedFault::DropAfter);
    let ferry = Ferry::new().file("a.csv", "Name,Email,Id\nEve,eve@x.org,2\n").file("m.toml", BY_NUMBER);
    let ran = ferry.line("import a.csv -m m.toml --settle-for 300ms").fast().sandbox(&desk).run().status(1);
    assert_eq!((ran.count("inserted"), ran.count("unknown")), (0, 1), "{ran}");
    ran.then().line("undo latest --yes --unfinished").fast().sandbox(&desk).run();
    assert_eq!(ids(&desk), ["eve"]);
}

#[test]
fn a_resumed_run_knows_existing_customers() {
    let desk = desk(DuplicateEmails::Answer, vec![eve()]);
    desk.fail_where(RequestKind::Insert, "eve@x.org", SimulatedFault::StatusBefore(503));
    let csv = format!("Name,Email,Id\n{ROWS}");
    let ferry = Ferry::new().file("a.csv", csv).file("m.toml", BY_NUMBER);
    let ran =
        ferry.line("import a.csv -m m.toml --settle-for 100ms --max-failures 1").fast().sandbox(&desk).run();
    assert_ne!(ran.status, 0);
    desk.clear_plan();
    let resumed = ran.then().line("resume latest --settle-for 100ms").fast().sandbox(&desk).run();
    let pending = resumed.count("pending") + resumed.count("failed");
    let last =
        if pending > 0 { resumed.then().line("retry latest").fast().sandbox(&desk).run() } else { resumed };
    assert!(last.rejects().codes().contains(&"E506"), "{last}");
    undo(&last, &desk);
    assert_eq!(ids(&desk), ["eve"]);
}

#[test]
fn a_restore_knows_existing_customers() {
    let old = Desk::holding([
        json!({"name": "Ada", "email": "ada@x.org"}),
        json!({"name": "Eve", "email": "eve2@x.org"}),
    ]);
    let backup = Ferry::new().line("backup b").fast().sandbox(&old).run();
    assert!(backup.status < 2, "{backup}");
    let desk = desk(DuplicateEmails::Answer, vec![eve()]);
    let mut two = desk.customers().remove(0);
    two["email"] = json!("eve2@x.org");
    two["name"] = json!("Somebody");
    desk.put(two).unwrap();
    let restored =
        backup.then().line("restore b/latest --key customFields.legacyId").fast().sandbox(&desk).run();
    assert_eq!((restored.count("inserted"), restored.rejects().codes()), (1, vec!["E506"]), "{restored}");
    undo(&restored, &desk);
    assert_eq!(ids(&desk), ["eve"]);
}

#[test]
fn reading_back_costs_at_most_five_calls() {
    let desk = Desk::new();
    let rows: String = (0..200).map(|at| format!("N{at},n{at}@x.org,{at}\n")).collect();
    import(&desk, &rows).status(0);
    assert_eq!(desk.requests_of(RequestKind::Detail).len(), 5);
}
