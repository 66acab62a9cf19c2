//! Match keys that come back in a form that deskferry can't compute: the run stops, no later import inserts the customers
//! again, and `undo` takes them back.

use deskferry::sandbox::RequestKind;
use rstest::rstest;

use crate::command_line::{Desk, Ferry, Ran};

const BY_PHONE: &str = "\
version = 1
[match]
keys = [\"phoneNumber\"]
[fields]
name = { from = \"Name\" }
phoneNumber = { from = \"Phone\", as = \"text\" }
";

/// A number with so many signs that it is not taken for one.
fn signs(at: usize) -> String {
    format!("+39 02 - / - / - / - / - / - / - / - / 111{at:04}")
}

fn plain(at: usize) -> String {
    format!("+390200000{at:02}")
}

fn bracketed(at: usize) -> String {
    format!("(+39) 02 11111{at:02}")
}

fn csv(phones: impl Iterator<Item = String>) -> String {
    let rows: String = phones.enumerate().map(|(at, phone)| format!("Person {at},{phone}\n")).collect();
    format!("Name,Phone\n{rows}")
}

fn desk(stores: &str) -> Desk {
    Desk::with(|options| options.set("stores", stores).unwrap())
}

fn import(ferry: Ferry, desk: &Desk, csv: &str) -> Ran {
    let ferry = ferry.file("a.csv", csv).file("m.toml", BY_PHONE);
    ferry.line("import a.csv -m m.toml --anew --settle-for 300ms").fast().sandbox(desk).run()
}

fn writes(desk: &Desk) -> usize {
    [RequestKind::Insert, RequestKind::Update].map(|kind| desk.requests_of(kind).len()).iter().sum()
}

/// The first inserts come back as they were sent; a later one shows that the help desk rewrites others.
#[rstest]
#[case::at_the_end(6, 9)]
#[case::in_the_middle(6, 60)]
fn a_key_that_is_rewritten_later_stops_the_run(#[case] good: usize, #[case] count: usize) {
    let desk = desk("grouped:phoneNumber");
    let file = csv((0..good).map(plain).chain((good..count).map(signs)));
    let first = import(Ferry::new(), &desk, &file).status(4);
    let first = first
        .says("the help desk stores the match key in another form (phoneNumber was sent as \"+39 02 - / ");
    let first =
        first.says("deskferry undo ").says("then change the mapping to send phoneNumber as the help desk");
    let inserted = desk.customers().len();
    desk.clear_requests();
    let again = import(first.then(), &desk, &file).status(4).says("nothing was sent");
    let again = again.says("as an earlier run found").says(".stored.json");
    assert_eq!((writes(&desk), desk.customers().len()), (0, inserted), "{again}");
    // Rows whose keys were not lost are no problem.
    let others = csv((0..good).map(plain));
    let again = import(again.then(), &desk, &others).status(0);
    assert_eq!((again.count("unchanged"), writes(&desk)), (good as u64, 0), "{again}");
}

/// A resume gets the same answer.
#[test]
fn a_resume_sends_nothing_more() {
    let desk = desk("grouped:phoneNumber");
    let file = csv((0..6).map(plain).chain((6..400).map(signs)));
    let first = import(Ferry::new(), &desk, &file).status(4);
    let inserted = desk.customers().len();
    let again = first.then().line("resume latest --settle-for 300ms").fast().sandbox(&desk).run().status(4);
    let again = again.says("the help desk stores the match key in another form");
    assert_eq!(desk.customers().len(), inserted, "{again}");
}

/// The advice of the message: the mapping sends what the help desk stores.
#[test]
fn the_corrected_file_finds_the_customers() {
    let desk = desk("grouped:phoneNumber");
    let first = import(Ferry::new(), &desk, &csv((0..6).map(plain).chain((6..9).map(signs)))).status(4);
    let sent_as_stored = csv((0..6).map(plain).chain((6..9).map(|at| format!("+39 02 111 {at:04}"))));
    let again = import(first.then(), &desk, &sent_as_stored).status(0);
    assert_eq!((again.count("inserted"), desk.customers().len()), (0, 9), "{again}");
}

/// What can be computed is found again.
#[test]
fn a_country_code_in_brackets_is_found_again() {
    let desk = desk("grouped:phoneNumber");
    let file = csv((0..6).map(plain).chain((6..9).map(bracketed)));
    let mut ran = import(Ferry::new(), &desk, &file).status(0);
    for _ in 0..2 {
        desk.clear_requests();
        ran = import(ran.then(), &desk, &file).status(0);
        assert_eq!((ran.count("unchanged"), writes(&desk), desk.customers().len()), (9, 0, 9), "{ran}");
    }
    ran.then().line("verify latest").fast().sandbox(&desk).run().status(0);
}

/// The customers for which a run has stopped are its own, and the help desk has rewritten their keys.
#[rstest]
#[case::rewritten_at_once("grouped:phoneNumber", 0, 40)]
#[case::rewritten_later("grouped:phoneNumber", 6, 60)]
#[case::rewritten_at_the_end("grouped:phoneNumber", 6, 9)]
#[case::cut("cut:phoneNumber", 0, 40)]
#[case::cut_later("cut:phoneNumber", 0, 3)]
fn undo_takes_back_those_for_whom_it_stopped(
    #[case] stores: &str,
    #[case] good: usize,
    #[case] count: usize,
) {
    let desk = desk(stores);
    let ran =
        import(Ferry::new(), &desk, &csv((0..good).map(plain).chain((good..count).map(signs)))).status(4);
    let inserted = desk.customers().len();
    assert!(inserted > 0 && ran.stderr.contains("undo this run"), "{ran}");
    let undone = ran.then().line("undo latest --yes --unfinished").fast().sandbox(&desk).run().status(0);
    assert_eq!((undone.count("deleted"), desk.customers().len()), (inserted as u64, 0), "{undone}");
}

/// Somebody's edit of such a customer is still kept.
#[test]
fn an_edit_is_not_taken_for_a_rewriting() {
    let desk = desk("grouped:phoneNumber");
    let ran = import(Ferry::new(), &desk, &csv((0..40).map(signs))).status(4);
    let mut edited = desk.customer("name", "Person 2");
    edited["phoneNumber"] = "+39 02 999 9999".into();
    desk.put(edited).unwrap();
    let undone = ran.then().line("undo latest --yes --unfinished").fast().sandbox(&desk).run().status(1);
    assert_eq!(desk.customers().len(), 1, "{undone}");
}
