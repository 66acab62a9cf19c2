//! At its end, a run reports duplicates that the watch could not prevent, and inserts that did not create a customer.

use std::time::Duration;

use deskferry::sandbox::{DuplicateEmails, ListOrder, RequestKind, SandboxOptions};
use rstest::rstest;
use serde_json::{Value, json};

use super::{HELD, Running, people, wait_until};
use crate::command_line::{Desk, Ferry, SIMPLE};

const PHONES: &str = "version = 1\n[match]\nkeys = [\"phoneNumber\"]\n[fields]\nname = { from = \"Name\" }\n\
                      email = { from = \"Email\", as = \"email\" }\nphoneNumber = { from = \"Phone\" }\n";

fn old(count: usize) -> Vec<Value> {
    (1..=count)
        .map(|n| json!({"name": format!("Old {n}"), "email": format!("old{n}@example.org"), "phoneNumber": format!("+3906{n:07}")}))
        .collect()
}

fn started(desk: &Desk, rows: usize, flags: &str) -> (Ferry, Running) {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(rows)).sandbox(desk);
    let line = format!("import a.csv -m m.toml --no-progress --rate 30 {flags}");
    let running = Running::start(ferry.then().line(&line).sandbox(desk));
    (ferry, running)
}

fn after(desk: &Desk, inserts: usize) {
    wait_until("inserts", || desk.requests_of(RequestKind::Insert).len() >= inserts);
}

fn by_hand(row: usize) -> Value {
    json!({"name": "By Hand", "email": format!("p{row}@example.org")})
}

/// The help desk merges customers with the same address; the run matches phone numbers by searches.
#[rstest]
#[case::merged(DuplicateEmails::Merge, "was in the list before the run began")]
#[case::answered(DuplicateEmails::Answer, "was in the list before the run began")]
fn an_old_customer_does_not_count_as_an_insert(#[case] dedup: DuplicateEmails, #[case] said: &str) {
    let desk = Desk::with(|options| {
        options.start = old(600);
        options.start[299].as_object_mut().unwrap().remove("phoneNumber");
        options.dedup = dedup;
    });
    let id = desk.customer("email", "old300@example.org")["id"].clone();
    let mut rows: String = (1..=9).map(|n| format!("New {n},new{n}@example.org,+39029900{n:03}\n")).collect();
    rows.push_str("Old 300,old300@example.org,+39029900300\n");
    let ferry = Ferry::new().file("m.toml", PHONES).file("a.csv", format!("Name,Email,Phone\n{rows}"));
    let ran = ferry.sandbox(&desk).line("import a.csv -m m.toml --rate 0 --settle-for 1s").run().status(1);
    assert_eq!(ran.count("inserted"), 9, "{ran}");
    let rejects = ran.rejects();
    assert_eq!(rejects.codes(), ["E506"], "{ran}");
    assert!(rejects.cell(0, "_message").contains(said), "{ran}");
    ran.then().sandbox(&desk).line("undo latest --yes --rate 0").run().status(0);
    assert_eq!(desk.customer("email", "old300@example.org")["id"], id);
    assert_eq!(desk.customers().len(), 600);
}

/// Eve has the address of row 12; the run matches phone numbers by searches.
fn merging_eve() -> Desk {
    let desk = Desk::with(|options| {
        (options.start, options.dedup, options.page_size) = (old(300), DuplicateEmails::Merge, 5);
    });
    desk.put(json!({"name": "Eve", "email": "new12@example.org", "id": "eve"})).unwrap();
    for n in 301..=310 {
        desk.put(json!({"name": "Late", "email": format!("late{n}@example.org")})).unwrap();
    }
    desk
}

fn new_people(count: usize) -> String {
    let row = |n| format!("New {n},new{n}@example.org,+39029900{n:03}\n");
    format!("Name,Email,Phone\n{}", (1..=count).map(row).collect::<String>())
}

fn is_told_and_kept(ferry: &Ferry, desk: &Desk) {
    let ran = ferry.then().sandbox(desk).line("report latest --format json -o report.json").run();
    let report = std::fs::read_to_string(ran.path().join("report.json")).unwrap();
    assert!(report.contains("E506"), "{report}");
    ferry.then().sandbox(desk).line("undo latest --yes --rate 0").run();
    assert_eq!(desk.customer("id", "eve")["email"], "new12@example.org");
}

/// Someone else inserts a customer at the same time, so the list grows by the expected number.
#[test]
fn an_old_customer_does_not_count_as_an_insert_even_if_the_total_fits() {
    let desk = merging_eve();
    let ferry = Ferry::new().file("m.toml", PHONES).file("a.csv", new_people(20)).sandbox(&desk);
    let line = "import a.csv -m m.toml --no-progress --rate 10 --settle-for 1s";
    let running = Running::start(ferry.then().line(line).sandbox(&desk));
    after(&desk, 7);
    desk.put(json!({"name": "Stranger", "email": "stranger@example.org"})).unwrap();
    let ended = running.end();
    assert_eq!((ended.status, desk.customers().len()), (1, 311 + 20), "{ended}");
    is_told_and_kept(&ferry, &desk);
}

#[test]
fn an_old_customer_does_not_count_as_an_insert_of_a_resumed_run() {
    let desk = merging_eve();
    let ferry = Ferry::new().file("m.toml", PHONES).file("a.csv", new_people(20)).sandbox(&desk);
    let line = "import a.csv -m m.toml --no-progress --rate 0 --settle-for 1s";
    let killed = ferry.then().line(line).sandbox(&desk).env("DESKFERRY_FAIL_POINT", "sent:17");
    assert!(killed.command().output().unwrap().status.code().is_none());
    let resumed = ferry.then().line("resume latest --rate 0 --settle-for 1s").sandbox(&desk).run();
    resumed.status(1).says("was in the list before the run began");
    is_told_and_kept(&ferry, &desk);
}

#[test]
fn an_old_customer_does_not_count_as_an_insert_without_match_keys() {
    let desk = merging_eve();
    let mapping = "version = 1\n[fields]\nname = { from = \"Name\" }\n\
                   email = { from = \"Email\", as = \"email\" }\n";
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", new_people(20)).sandbox(&desk);
    let line = "import a.csv -m m.toml --mode insert --rate 0 --settle-for 1s";
    let ran = ferry.then().line(line).sandbox(&desk).run().status(1);
    assert_eq!(ran.rejects().column("Email"), ["new12@example.org"], "{ran}");
    is_told_and_kept(&ferry, &desk);
}

/// An unsorted list can't show who is new, but its total counts.
#[test]
fn an_unsorted_list_that_grows_too_little_is_reported() {
    let desk = merging_eve();
    desk.configure(|options| options.order = ListOrder::Scattered);
    let ferry = Ferry::new().file("m.toml", PHONES).file("a.csv", new_people(20)).sandbox(&desk);
    let ran = ferry.line("import a.csv -m m.toml --rate 0 --settle-for 1s").run();
    ran.says("counts 19 customers more than before this run, which inserted 20");
}

/// An agent inserts a customer with a row's address and without its phone, the row's first key.
#[test]
fn a_duplicate_by_another_key_of_the_row_is_reported() {
    let mapping = "version = 1\n[match]\nkeys = [[\"phoneNumber\"], [\"email\"]]\n[fields]\n\
                   name = { from = \"Name\" }\nemail = { from = \"Email\", as = \"email\" }\n\
                   phoneNumber = { from = \"Phone\" }\n";
    let desk = Desk::holding(old(30));
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", new_people(20)).sandbox(&desk);
    let line = "import a.csv -m m.toml --no-progress --rate 10";
    let running = Running::start(ferry.then().line(line).sandbox(&desk));
    after(&desk, 8);
    let id = desk.put(json!({"name": "By Hand", "email": "new3@example.org"})).unwrap();
    // A different phone number is a different person.
    let other = json!({"name": "Other", "email": "new4@example.org", "phoneNumber": "+39061"});
    let other = desk.put(other).unwrap();
    let ended = running.end();
    assert_eq!(ended.status, 1, "{ended}");
    assert!(ended.stderr.contains("W507") && ended.stderr.contains(&id), "{ended}");
    assert!(!ended.stderr.contains(&other), "{ended}");
}

/// The customer in the server's answer has another name, so the row is not in the help desk.
#[test]
fn a_newcomer_of_the_same_write_batch_does_not_count_as_an_insert() {
    let desk = Desk::with(|options| (options.start, options.dedup) = (old(30), DuplicateEmails::Answer));
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(20)).sandbox(&desk);
    // The second batch has the rows 6 to 15.
    desk.plan(RequestKind::Insert, (0..8).map(|at| (at == 7).then_some(HELD)));
    let line = "import a.csv -m m.toml --no-progress --rate 10 --concurrency 1";
    let running = Running::start(ferry.then().line(line).sandbox(&desk));
    after(&desk, 8);
    desk.put(by_hand(13)).unwrap();
    desk.end_delays();
    let ended = running.end();
    assert_eq!((ended.status, desk.customers().len()), (1, 50), "{ended}");
    assert!(ended.stderr.contains("its name is \"By Hand\""), "{ended}");
}

/// An agent changes the address of a customer that the run inserted: it is still the run's own.
#[test]
fn a_customer_whose_key_was_edited_is_still_the_runs_own() {
    let desk = Desk::holding(old(30));
    let (_, running) = started(&desk, 60, "");
    after(&desk, 30);
    let mut own = desk.customer("email", "p10@example.org");
    own["email"] = json!("p10@elsewhere.org");
    desk.put(own).unwrap();
    let ended = running.end();
    assert_eq!(ended.status, 0, "{ended}");
}

/// The same with a newcomer who came while the run wrote.
#[test]
fn a_newcomers_id_in_an_answer_does_not_count_as_an_insert() {
    let duplicated =
        std::iter::repeat_with(answered_with_a_newcomers_id).take(10).any(|newcomers| newcomers > 0);
    assert!(duplicated, "each time, the newcomers came in a later write batch, or too late");
}

/// The number of customers who are in the help desk only because somebody else inserted them.
fn answered_with_a_newcomers_id() -> usize {
    let desk = Desk::with(|options| (options.start, options.dedup) = (old(30), DuplicateEmails::Answer));
    let (_, running) = started(&desk, 60, "--settle-for 1s");
    after(&desk, 20);
    for row in 22..=24 {
        desk.put(by_hand(row)).unwrap();
    }
    let ended = running.end();
    assert_eq!(desk.customers().len(), 90, "{ended}");
    // Rows of later write batches were updated instead.
    let by_hand = desk.customers().iter().filter(|one| one["name"] == "By Hand").count();
    assert_eq!(by_hand > 0, ended.status == 1, "{ended}");
    assert_eq!(by_hand, ended.stderr.matches("its name is \"By Hand\"").count(), "{ended}");
    by_hand
}

/// A list that shows none of the run's customers can't show who else came.
#[rstest]
#[case::longer_than_the_patience(60_000, 0)]
#[case::shorter(900, 1)]
fn a_list_that_lags_proves_nothing(#[case] lag: u64, #[case] status: i32) {
    let desk = Desk::with(|options| {
        (options.start, options.index_lag) = (old(30), Duration::from_millis(lag));
    });
    let (_, running) = started(&desk, 60, "--settle-for 5s");
    after(&desk, 59);
    desk.put(by_hand(3)).unwrap();
    let ended = running.end();
    assert_eq!(ended.status, status, "{ended}");
    assert!(!ended.stderr.contains("no duplicates"), "{ended}");
    assert_eq!(ended.stderr.contains("duplicates can't be ruled out"), status == 0, "{ended}");
}

/// An agent puts a row's address into an old customer, or later into a new one.
#[rstest]
#[case::edited(false)]
#[case::filled_in_later(true)]
fn an_address_that_is_filled_in_later_is_reported(#[case] new: bool) {
    let desk = Desk::with(|options| options.start = old(30));
    let (_, running) = started(&desk, 60, "");
    after(&desk, 8);
    let mut card = match new {
        true => {
            let id = desk.put(json!({"name": "Phone caller"})).unwrap();
            json!({"id": id, "name": "Phone caller"})
        }
        false => desk.customer("email", "old3@example.org"),
    };
    after(&desk, 30);
    card["email"] = json!("p5@example.org");
    desk.put(card).unwrap();
    let ended = running.end();
    assert_eq!(ended.status, 1, "{ended}");
    assert!(ended.stderr.contains("W507"), "{ended}");
}

/// Two machines import the same file at the same time: one of them stops at the first look that shows it. Without the
/// lock, two processes of one machine are like two machines.
#[test]
fn two_imports_of_one_file_do_not_double_it() {
    let desk = Desk::with(|options: &mut SandboxOptions| options.order = ListOrder::OldestFirst);
    let state = tempfile::tempdir().unwrap();
    let both = [started(&desk, 200, ""), {
        let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(200)).sandbox(&desk);
        let line = "import a.csv -m m.toml --no-progress --rate 30 --allow-parallel";
        let elsewhere = ferry.then().env("XDG_STATE_HOME", state.path()).line(line).sandbox(&desk);
        (ferry, Running::start(elsewhere))
    }];
    let (mut stopped, mut stops_of) = (0, None);
    for (ferry, running) in both {
        let ended = running.end();
        let stops = ended.stderr.contains("someone else is importing the same customers");
        assert!(!stops || ended.stderr.contains("has a duplicate in the help desk"), "{ended}");
        stopped += usize::from(stops);
        stops_of = stops_of.or(stops.then_some(ferry));
        assert_ne!(ended.status, 0, "{ended}");
    }
    assert!(stopped > 0);
    let there = desk.customers().len();
    assert!(there < 250, "{there}");
    // The other import is over, so the customers that it inserted are no reason to stop again.
    let resumed = stops_of.unwrap().then().sandbox(&desk).line("resume latest --rate 0").run().status(1);
    assert_eq!((resumed.count("pending"), desk.customers().len() >= 200), (0, true), "{resumed}");
}

/// Its customers were undone and imported again, so nobody is there twice.
#[test]
fn an_undone_run_reports_no_duplicates() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(3)).sandbox(&desk);
    let first = ferry.line("import a.csv -m m.toml --rate 0").run().status(0);
    let folder = first.folder();
    first.then().sandbox(&desk).line("undo latest --yes --rate 0").run().status(0);
    first.then().sandbox(&desk).line("import a.csv -m m.toml --rate 0").run().status(0);
    let resumed = first.then().sandbox(&desk).line("resume --rate 0").args([folder]).run().status(0);
    assert!(!resumed.stderr.contains("W507"), "{resumed}");
}
