//! A broken line is one message with its number, and what was not imported comes again.

use rstest::rstest;

use super::{addresses, addresses_of, people, states, target};
use crate::command_line::{Desk, Ferry};

#[rstest]
#[case::python(
    "Traceback (most recent call last):\n",
    "line 4: it is no message of Singer: expected value (at byte 1)"
)]
#[case::cut(
    "{\"type\":\"RECORD\",\"stream\":\"people\",\"rec",
    "line 4: it is no message of Singer: EOF while parsing"
)]
#[case::no_record("{\"type\":\"RECORD\",\"stream\":\"people\"}\n", "line 4: the RECORD has no record")]
#[case::batch(
    "{\"type\":\"BATCH\",\"stream\":\"people\",\"manifest\":[]}\n",
    "line 4: the tap sends its records in files (BATCH)"
)]
#[case::schema(
    "{\"type\":\"SCHEMA\",\"stream\":\"people\",\"schema\":5}\n",
    "line 4: the schema of the SCHEMA is no object"
)]
#[case::encoding("\u{7b}\"type\":\"\u{0}\"}\n", "line 4: it is no message of Singer: control character")]
fn a_broken_line_is_named(#[case] line: &str, #[case] expected: &str) {
    let desk = Desk::new();
    let ran = target(&desk, "").stdin(people(1..=2, 9) + line).run().status(2);
    assert_eq!(ran.stdout, "");
    ran.says(expected).says("no STATE from here on was passed on");
    assert!(desk.customers().is_empty());
}

#[test]
fn what_came_before_a_broken_line_stays_imported() {
    let desk = Desk::new();
    let ran = target(&desk, "--batch-size-rows 2").stdin(people(1..=3, 1) + "nonsense\n").run().status(4);
    // The second STATE came when all records before it were imported.
    assert_eq!(states(&ran.stdout), [1, 2]);
    assert_eq!(addresses(&desk), addresses_of(1..=2));
    let again = ran
        .then()
        .sandbox(&desk)
        .line("singer target -m m.toml")
        .fast()
        .stdin(people(3..=3, 1))
        .run()
        .status(0);
    assert_eq!(states(&again.stdout), [3]);
    assert_eq!(addresses(&desk), addresses_of(1..=3));
}

#[test]
fn a_mapping_must_recognize_customers_that_come_again() {
    let no_match = "version = 1\n[fields]\nname = { from = \"name\" }\n";
    let ferry = Ferry::new().file("m.toml", no_match).line("singer target -m m.toml --mode insert --sandbox");
    ferry.stdin(people(1..=1, 1)).run().status(2).says("has no [match]").says("would be a second customer");
    Ferry::new().line("singer target --sandbox").run().status(2).says("no mapping given: -m MAPPING");
}

#[test]
fn a_mapping_that_does_not_fit_ends_the_target() {
    let desk = Desk::new();
    let mapping = super::MAPPING.replace("place.city", "place.town");
    let ran = Ferry::new().file("m.toml", mapping).sandbox(&desk).line("singer target -m m.toml").fast();
    let ran = ran.stdin(people(1..=2, 1)).run().status(2);
    assert_eq!(ran.stdout, "");
    ran.says("place.town");
}
