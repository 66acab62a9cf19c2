//! Updates and deletes without an answer, in a run that then ends or can't look: they stay in doubt.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use serde_json::{Value, json};

use super::resumes::resume;
use super::{NOTED, Running, import, wait_until};
use crate::command_line::{Desk, Ran};

const CSV: &str = "Name,Email,Memo,Segment\nAda,ada@x.org,new,Gold\n";

/// Ada with an old note, or without one.
fn desk(memo: Option<&str>) -> Desk {
    let mut ada = json!({"name": "Ada", "email": "ada@x.org", "customFields": {"segment": "Gold"}});
    memo.into_iter().for_each(|memo| ada["memo"] = memo.into());
    Desk::holding([ada])
}

fn memo(desk: &Desk) -> Value {
    desk.customer("name", "Ada")["memo"].clone()
}

/// The next `good` reads of a customer succeed. The two after them get 401, with the old token and with a new one.
fn refuse_after(desk: &Desk, good: usize) {
    desk.plan(RequestKind::Detail, std::iter::repeat_n(None, good));
    desk.fail_next(RequestKind::Detail, 2, SimulatedFault::StatusBefore(401));
}

fn again(ran: &Ran, desk: &Desk, line: &str) -> Ran {
    ran.then().line(line).fast().sandbox(desk).run()
}

#[test]
fn an_update_that_may_have_arrived_stays_in_doubt_if_the_credentials_are_refused() {
    let desk = desk(Some("old"));
    desk.fail_next(RequestKind::Update, 1, SimulatedFault::DropAfter);
    refuse_after(&desk, 2);
    let ran = import(&desk, NOTED, CSV, "").run().status(3);
    assert_eq!((ran.count("pending"), memo(&desk)), (1, json!("new")), "{ran}");
    let resumed = resume(ran.then(), &desk, "--rate 0").status(0);
    assert_eq!((resumed.count("updated"), resumed.count("unchanged")), (1, 0), "it was this run: {resumed}");
    again(&resumed, &desk, "undo latest --yes").status(0);
    assert_eq!(memo(&desk), json!("old"));
}

#[test]
fn an_update_with_a_field_not_stored_stays_in_doubt_if_the_run_ends() {
    let desk = desk(None);
    let ran = import(&desk, NOTED, CSV, "").run().status(0);
    desk.clear_requests();
    refuse_after(&desk, 1);
    let undo = again(&ran, &desk, "undo latest --yes").status(3);
    assert_eq!((desk.requests_of(RequestKind::Update).len(), memo(&desk)), (1, Value::Null), "{undo}");
    let resumed = resume(undo.then(), &desk, "--rate 0").status(0);
    assert_eq!((resumed.count("updated"), resumed.count("unchanged")), (1, 0), "it was this run: {resumed}");
}

#[test]
fn an_update_of_an_earlier_process_that_cannot_be_looked_at_is_unknown() {
    let desk = desk(Some("old"));
    let ferry = import(&desk, NOTED, CSV, "");
    let then = ferry.then();
    assert_eq!(Running::start(ferry.env("DESKFERRY_FAIL_POINT", "sent")).end().status, -1);
    assert_eq!(memo(&desk), json!("new"));
    desk.fail_next(RequestKind::Detail, 1, SimulatedFault::StatusBefore(400));
    let ran = resume(then, &desk, "--rate 0").status(1);
    assert_eq!((ran.count("unknown"), ran.count("failed")), (1, 0), "{ran}");
    let retried = again(&ran, &desk, "retry latest").status(0);
    assert_eq!(retried.count("updated"), 1, "{retried}");
}

/// Someone else makes the same change between two attempts; the first attempt was certainly not done.
#[test]
fn an_update_that_was_not_done_is_not_reported_as_written() {
    let desk = desk(Some("old"));
    desk.fail_next(RequestKind::Update, 1, SimulatedFault::Busy { status: 429, wait: 1 });
    let running = Running::start(import(&desk, NOTED, CSV, ""));
    wait_until("the update", || !desk.requests_of(RequestKind::Update).is_empty());
    let mut ada = desk.customer("name", "Ada");
    ada["memo"] = "new".into();
    desk.put(ada).unwrap();
    let ended = running.end();
    assert_eq!(ended.status, 0, "{ended}");
    let counts = &ended.run_json()["counts"];
    assert_eq!((&counts["updated"], &counts["unchanged"]), (&json!(0), &json!(1)), "{ended}");
}

/// Inserts Bob and undoes the import while the deletes meet these faults.
fn undo_bob(desk: &Desk, faults: &[SimulatedFault], good_reads: Option<usize>) -> Ran {
    let ran = import(desk, NOTED, "Name,Email,Memo,Segment\nBob,bob@x.org,,\n", "").run().status(0);
    desk.plan(RequestKind::Delete, faults.iter().copied().map(Some));
    good_reads.into_iter().for_each(|good| refuse_after(desk, good));
    again(&ran, desk, "undo latest --yes")
}

fn bobs(desk: &Desk) -> usize {
    desk.customers().iter().filter(|customer| customer["name"] == "Bob").count()
}

#[test]
fn a_delete_that_may_have_been_done_stays_in_doubt_if_the_credentials_are_refused() {
    let desk = desk(None);
    let undo = undo_bob(&desk, &[SimulatedFault::DropAfter], Some(1)).status(3);
    assert_eq!(bobs(&desk), 0, "{undo}");
    let resumed = resume(undo.then(), &desk, "--rate 0").status(0);
    assert_eq!((resumed.count("deleted"), resumed.count("unchanged")), (1, 0), "{resumed}");
}

#[test]
fn a_last_delete_that_got_no_answer_is_looked_at_once_more() {
    let desk = desk(None);
    let before = SimulatedFault::DropBefore;
    let undo = undo_bob(&desk, &[before, before, before, before, SimulatedFault::DropAfter], None);
    assert_eq!((undo.status, undo.count("deleted"), bobs(&desk)), (0, 1, 0), "{undo}");

    let undo = undo_bob(&desk, &[before; 5], None);
    // One look after the last attempt does not prove that the delete will not be done late.
    assert_eq!((undo.status, undo.count("unknown"), undo.count("failed")), (1, 1, 0), "{undo}");
    assert_eq!(bobs(&desk), 1);
    let retried = again(&undo, &desk, "retry latest").status(0);
    assert_eq!((retried.count("deleted"), bobs(&desk)), (1, 0), "{retried}");
}

/// Bob was deleted before the undo sent anything; failing reads do not change that.
#[test]
fn a_customer_that_somebody_else_deleted_was_not_deleted_by_the_run() {
    let desk = desk(None);
    let ran = import(&desk, NOTED, "Name,Email,Memo,Segment\nBob,bob@x.org,,\n", "").run().status(0);
    desk.remove(desk.customer("name", "Bob")["id"].as_str().unwrap()).unwrap();
    desk.fail_next(RequestKind::Detail, 5, SimulatedFault::StatusBefore(500));
    let undo = again(&ran, &desk, "undo latest --yes").status(0);
    assert_eq!((undo.count("deleted"), undo.count("unchanged")), (0, 1), "{undo}");
}
