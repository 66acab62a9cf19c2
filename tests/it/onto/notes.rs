//! What is said of the backup: its age, its account, its marks, and what it does not have.

use deskferry::backup::CompletenessKind;
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;
use serde_json::json;

use super::{DRY, backed_up, desk, dry, ferry, said};
use crate::backup_fixture::Shelf;
use crate::command_line::{Ferry, Ran};
use crate::restore::at;

fn shelf() -> Shelf {
    Shelf::new(&[json!({"id": "ada", "name": "Ada", "email": "ada@example.org"})])
}

fn planned(shelf: Shelf) -> Ran {
    let ferry = ferry();
    shelf.put(&ferry.path().join("b"));
    run(ferry)
}

fn run(ferry: Ferry) -> Ran {
    ferry.line(DRY).line("b --sandbox=after.db --no-progress").run()
}

#[test]
fn a_backup_of_last_night_that_has_everything_needs_no_words() {
    let desk = desk();
    let ran = dry(&backed_up(&desk, "--photos"), &desk, "--sandbox=after.db").run().status(0);
    let said = said(&ran);
    for text in ["The backup is", "may lack", "another account", "is marked", "photos of"] {
        assert!(!said.contains(text), "{text}: {ran}");
    }
}

#[rstest]
#[case(25, "The backup is 25 hours old: this plan does not know what has changed since it was made.")]
#[case(24 * 9, "The backup is 9 days old: ")]
#[case(-3, "The backup is dated 2 hours in the future: ")]
fn its_age_is_told(#[case] hours: i64, #[case] text: &str) {
    let ran =
        planned(shelf().detailed().began(Timestamp::now() - SignedDuration::from_hours(hours))).status(0);
    assert!(said(&ran).contains(text), "{ran}");
}

#[test]
fn what_it_does_not_have_stays_unknown_and_that_is_told() {
    let ran = planned(shelf()).status(0);
    assert!(said(&ran).contains(
        "The backup may lack fields of its customers (it does not say which fields it looked for). A field that is \
         empty here may have a value in the help desk."
    ));
    let ran = planned(shelf().detailed().kind(CompletenessKind::Unproven)).status(0);
    assert!(said(&ran).contains("a row of a customer whom it lacks is planned as an insert"), "{ran}");
    assert!(!said(&ran).contains("may lack fields"), "{ran}");
    let photographed = json!({"id": "ada", "name": "Ada", "email": "ada@example.org",
        "profilePhotoUrl": "https://desk.invalid/customer/photo/ada"});
    let ran = planned(Shelf::new(&[photographed])).status(0);
    assert!(said(&ran).contains("The photos of 1 customer are not in the backup."), "{ran}");
    let found = ran.then().line("customer get ada --sandbox=after.db").run().status(0);
    assert!(found.stdout.contains("\"profilePhotoUrl\""), "{found}");
}

#[test]
fn customers_that_can_not_be_held_whole_are_told() {
    let odd = "{\"id\":\"ada\",\"name\":\"Ada\",\"email\":\"ada@example.org\",\"memo\":\"x\u{1}\"}\n{\"name\":\"Nobody\"}\n";
    let desk = desk();
    let shelf = Shelf::of_lines(odd.to_owned(), 2).malformed(2);
    let ferry = ferry();
    shelf.put(&ferry.path().join("b"));
    let ran = run(at(ferry, &desk)).status(0);
    let said = said(&ran);
    assert!(said.contains("1 customer of the backup, as the help desk sent it, is not valid JSON"), "{ran}");
    assert!(said.contains("1 customer of the backup without an id can't be in the sandbox."), "{ran}");
    assert!(said.contains("holds the 1 customer of the backup"), "{ran}");
}

#[test]
fn another_account_is_told() {
    let desk = desk();
    let ran = run(Ferry::sandbox(with(shelf()), &desk)).status(0);
    assert!(
        said(&ran)
            .contains("The backup is of another account (http://account.invalid/, client sandbox-client)")
    );
    let ferry = with(shelf().of("other-client"));
    let ran = run(at(ferry, &desk)).status(0);
    assert!(said(&ran).contains("client other-client) than your settings name"), "{ran}");
    let ran = run(at(with(shelf()), &desk)).status(0);
    assert!(!said(&ran).contains("another account"), "{ran}");
    // Without an account in the settings there is nothing to compare.
    assert!(!said(&planned(shelf())).contains("another account"));
}

fn with(shelf: Shelf) -> Ferry {
    let ferry = ferry();
    shelf.put(&ferry.path().join("b"));
    ferry
}
