//! `deskferry check --max-age`: a backup that is too old fails, and is not called bad.

use deskferry::backup::CompletenessKind;
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;

use super::{check, people, put};
use crate::backup_fixture::Shelf;
use crate::command_line::Ferry;

/// A backup that began so long ago.
pub(super) fn aged(minutes: i64) -> Shelf {
    Shelf::new(&people(2)).began(Timestamp::now() - SignedDuration::from_mins(minutes))
}

#[rstest]
#[case(25 * 60, 0, "25 hours old")]
#[case(26 * 60 + 1, 5, "26 hours old: more than --max-age 26h allows")]
#[case(24 * 60 * 9, 5, "9 days old: more than --max-age 26h allows")]
#[case(-180, 5, "dated 2 hours in the future")]
fn the_limit_decides(#[case] minutes: i64, #[case] status: i32, #[case] said: &str) {
    let ferry = put(aged(minutes));
    let ran = check(&ferry, "--max-age 26h").status(status).says(said);
    let word = match (status, minutes) {
        (0, _) => "good",
        (_, ..0) => "good, but dated in the future",
        _ => "good, but too old",
    };
    assert!(ran.stderr.contains(&format!(": {word}\n")), "{ran}");
    let quiet = check(&ferry, "--max-age 26h -q").status(status);
    assert_eq!(quiet.stderr.contains(said), status == 5, "{quiet}");
    check(&ferry, "").status(0).says("made 20");
}

#[test]
fn a_damaged_one_that_is_also_too_old_is_not_good() {
    let ferry = put(aged(27 * 60).kind(CompletenessKind::Unproven));
    check(&ferry, "--max-age 26h").status(5).says(": NOT good\n").says("27 hours old: more than");
}

#[test]
fn a_limit_needs_a_unit() {
    for wrong in ["26", "0h", "soon"] {
        check(&put(aged(0)), &format!("--max-age {wrong}")).status(2).says("give a time with its unit");
    }
}

/// The nights since then were not proven complete, so the last good one is too old.
#[test]
fn an_unproven_backup_does_not_make_the_target_young() {
    let ferry = Ferry::new();
    let names = ["20261122T020000Z-000001", "20261123T020000Z-000002"];
    aged(48 * 60).named(names[0]).put(&ferry.path().join("t").join(names[0]));
    let unproven = aged(60).kind(CompletenessKind::Unproven).named(names[1]);
    unproven.put(&ferry.path().join("t").join(names[1]));
    ferry.then().line("check t/latest --max-age 26h").run().status(5).says("48 hours old: more than");
}
