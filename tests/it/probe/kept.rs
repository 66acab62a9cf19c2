//! What a probe keeps of its findings, beside those of an earlier one.

use deskferry::sandbox::{RequestKind, SimulatedFault};

use super::{PROBE, desk, probe, state_file};

const FAULT: Option<SimulatedFault> = Some(SimulatedFault::StatusBefore(500));

#[test]
fn a_probe_that_ends_early_leaves_what_a_fuller_one_has_found() {
    let desk = desk(3);
    let ran = probe().sandbox(&desk).run().status(0);
    let file = state_file(&ran, ".behavior.json").unwrap();
    let before = std::fs::read(&file).unwrap();
    desk.plan(RequestKind::Update, [FAULT; 200]);
    let ran = ran.then().line(PROBE).sandbox(&desk).run().status(4).says("an earlier probe found out more");
    assert_eq!(std::fs::read(&file).unwrap(), before, "{ran}");
}

/// Both count the same aspects.
#[test]
fn every_probe_has_the_same_number_of_aspects() {
    let total = |ran: &crate::command_line::Ran| {
        let (_, rest) = ran.stderr.split_once(" of ").unwrap_or_else(|| panic!("{ran}"));
        rest.split_once(" aspects").unwrap().0.to_owned()
    };
    let desk = desk(3);
    let whole = probe().sandbox(&desk).run().status(0);
    desk.configure(|options| {
        options.custom_fields.clear();
        options.set("unknown-custom", "refuse").unwrap();
    });
    let without_custom = probe().sandbox(&desk).run().status(0);
    desk.plan(RequestKind::Update, [FAULT; 200]);
    let early = probe().sandbox(&desk).run().status(4);
    assert_eq!([total(&without_custom), total(&early)], [total(&whole), total(&whole)], "{early}");
}

/// The findings can't be written. Customers that are left are told all the same, and first.
#[test]
fn what_can_not_be_kept_hides_nobody() {
    let desk = desk(3);
    let ran = probe().sandbox(&desk).run().status(0);
    let file = state_file(&ran, ".behavior.json").unwrap();
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir_all(file.join("in-the-way")).unwrap();
    desk.plan(RequestKind::Delete, [FAULT; 200]);
    let ran = ran.then().line(PROBE).sandbox(&desk).run().status(4).says("; it could not be kept");
    let place = |text: &str| ran.stderr.find(text).unwrap_or_else(|| panic!("{text}: {ran}"));
    assert!(place("may still be in the account") < place("is not up to date"), "{ran}");
}
