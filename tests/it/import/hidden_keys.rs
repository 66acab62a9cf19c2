//! A list that hides the match key of its customers: what reading it again at the end would cost.

use deskferry::sandbox::RequestKind;

use super::people;
use crate::command_line::{Desk, Ferry, SIMPLE};

/// The calls that the plan promises, those for writing it, and all details that were read.
fn promised_and_sent(switches: &[(&str, &str)]) -> (usize, usize, usize) {
    let desk = Desk::with(|options| {
        options.set("start-customers", "750").unwrap();
        switches.iter().for_each(|(name, value)| options.set(name, value).unwrap());
    });
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(60)).sandbox(&desk);
    let line = "import a.csv -m m.toml --settle-for 300ms";
    ferry.then().sandbox(&desk).line(line).line("--dry-run").fast().run().status(0);
    let planning = desk.requests().len();
    let ran = ferry.line(line).fast().run().status(0);
    let promised = ran.stderr.split("takes about ").nth(1).unwrap().split(' ').next().unwrap();
    let sent = desk.requests().len() - 2 * planning;
    (promised.parse().unwrap(), sent, desk.requests_of(RequestKind::Detail).len())
}

#[test]
fn a_list_that_hides_the_key_is_not_read_at_the_end() {
    let (promised, sent, details) = promised_and_sent(&[("thin-list", "email")]);
    assert!(sent <= promised + promised / 5, "{sent} calls, {promised} promised, {details} details");
    assert!(details < 100, "{details} details");
}

#[test]
fn a_list_that_shows_the_key_is_read_at_the_end() {
    let (promised, sent, _) = promised_and_sent(&[]);
    assert!(sent <= promised + promised / 5 && sent + 20 > promised, "{sent} calls, {promised} promised");
}
