//! `doctor --probe`: it leaves nobody behind and touches nobody else, whatever happens in the middle.
//!
//! That it finds out every behavior is tested in `tests/it/probed_switches`.

mod broken_off;
mod faults;
mod foreign;
mod foreign_id;
mod kept;
mod learned;
mod lost;
mod refusals;
mod refused_inserts;

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use deskferry::sandbox::start_customers;
use rstest::rstest;
use serde_json::Value;

use crate::command_line::{Desk, Ferry, Ran};

/// An account with this many customers.
fn desk(customers: usize) -> Desk {
    Desk::with(|options| options.start = start_customers(customers))
}

fn probe() -> Ferry {
    Ferry::new().line(PROBE)
}

const PROBE: &str = "doctor --probe --yes --rate 0";

/// Every customer, byte for byte.
fn texts(desk: &Desk) -> Vec<String> {
    desk.customers().iter().map(ToString::to_string).collect()
}

/// The file in the state folder that ends so.
fn state_file(ran: &Ran, end: &str) -> Option<PathBuf> {
    let folder = std::fs::read_dir(ran.path().join(".local/state/deskferry")).ok()?;
    folder.map(|entry| entry.unwrap().path()).find(|path| path.to_string_lossy().ends_with(end))
}

#[rstest]
#[case(0)]
#[case(100)]
fn nobody_is_left_and_nobody_else_is_touched(#[case] customers: usize) {
    let desk = desk(customers);
    let before = texts(&desk);
    let ran = probe().args(["--json"]).sandbox(&desk).run().status(0);
    assert_eq!(texts(&desk), before, "{ran}");
    let calls = desk.stats().total;
    assert!(calls <= 60, "{calls} calls");
    let said: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(said["behavior"]["calls"], calls, "it counts all of its calls");
    assert_eq!((&said["status"], &said["trouble"]), (&Value::from(0), &Value::Null));
    assert!(said["left"].as_array().unwrap().is_empty());
    assert_eq!(state_file(&ran, ".probe.json"), None, "the record is removed");
    let kept = state_file(&ran, ".behavior.json").unwrap();
    assert_eq!(kept.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let kept: Value = serde_json::from_slice(&std::fs::read(kept).unwrap()).unwrap();
    assert_eq!(kept, said["behavior"]);
    let inserts = desk.requests_of(deskferry::sandbox::RequestKind::Insert);
    assert_eq!(inserts.len(), 2);
}

#[test]
fn the_table_fits_a_terminal_and_says_what_everything_means() {
    let desk = desk(100);
    let ran = probe().sandbox(&desk).run().status(0).says("aspects found out, in ");
    for line in ran.stdout.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let words = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("put replace a PUT empties the fields that it leaves out;"), "{ran}");
    assert!(words.contains("retry-after ? no answer asked to wait;"), "an unknown one has its reason: {ran}");
}

#[test]
fn doctor_says_what_is_known_and_how_old_it_is() {
    let desk = desk(3);
    let ran = Ferry::new().line("doctor").sandbox(&desk).run().status(0);
    assert!(
        ran.stdout.contains("API behavior")
            && ran.stdout.contains("not known; run `deskferry doctor --probe`")
    );
    let ran = ran.then().line(PROBE).sandbox(&desk).run().status(0);
    let later =
        ran.then().line("doctor").env("DESKFERRY_CLOCK_SHIFT", "259200").sandbox(&desk).run().status(0);
    assert!(later.stdout.contains("aspects known, found out 3 days ago by deskferry"), "{later}");
    let kept = state_file(&ran, ".behavior.json").unwrap();
    for (text, reason) in
        [("{", "it is damaged"), (r#"{"form": 99}"#, "a newer version of deskferry has written it")]
    {
        std::fs::write(&kept, text).unwrap();
        let ran = ran.then().line("doctor").sandbox(&desk).run().status(0);
        assert!(ran.stdout.contains("warning  API behavior") && ran.stdout.contains(reason), "{ran}");
    }
    ran.then().line(PROBE).sandbox(&desk).run().status(0);
    let again = ran.then().line("doctor").sandbox(&desk).run().status(0);
    assert!(again.stdout.contains("ok       API behavior"), "{again}");
}

#[test]
fn no_output_and_no_file_has_a_secret() {
    let desk = desk(0);
    let ran = probe().args(["-vv"]).sandbox(&desk).run().status(0);
    for secret in [deskferry::sandbox::API_TOKEN, deskferry::sandbox::CLIENT_ID] {
        assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{ran}");
        crate::command_line::assert_not_in_files(&ran.path().join(".local"), secret);
    }
}
