//! Refused plans: nothing is sent, and no run folder is left.

use deskferry::sandbox::{RequestKind, Sandbox, SimulatedFault};
use proptest::prelude::*;
use serde_json::json;

use super::{apply, forge, noted};
use crate::command_line::{Desk, Ferry, Ran};
use crate::import::dry_run::cases;

/// Replaces the bytes of the plan and applies it: it is refused, and nothing is sent.
#[track_caller]
fn refused(dry: &Ran, desk: &Sandbox, plan: &[u8]) -> Ran {
    std::fs::write(dry.path().join("plan.jsonl"), plan).unwrap();
    desk.clear_requests();
    let ran = apply(dry, desk, "").run().status(5);
    assert!(desk.requests().is_empty(), "{ran}");
    assert_eq!((ran.folders().len(), ran.stdout.as_str()), (1, ""), "no run is left but the dry run: {ran}");
    ran
}

#[test]
fn a_plan_that_was_touched_or_cut_is_refused() {
    let (desk, dry) = noted(&["a", "b"]);
    let plan = std::fs::read(dry.path().join("plan.jsonl")).unwrap();
    let lines: Vec<&[u8]> = plan.split_inclusive(|byte| *byte == b'\n').collect();
    assert_eq!(lines.len(), 6);
    let joined = |order: &[usize]| order.iter().map(|at| lines[*at]).collect::<Vec<_>>().concat();
    refused(&dry, &desk, &joined(&[0, 1, 2, 3, 4])).says("is cut off: it ends after line 5,");
    refused(&dry, &desk, &plan[..plan.len() - 1]).says("is cut");
    refused(&dry, &desk, &plan[..lines[0].len() + 10]).says("is cut off: it ends after line 1,");
    refused(&dry, &desk, b"").says("is cut");
    refused(&dry, &desk, &joined(&[0, 2, 1, 3, 4, 5]))
        .says("was edited: line 2 is not as deskferry wrote it");
    refused(&dry, &desk, &joined(&[0, 1, 2, 3, 5])).says("was edited");
    refused(&dry, &desk, &joined(&[0, 1, 2, 2, 3, 4, 5])).says("was edited: line 4");
    refused(&dry, &desk, &joined(&[0, 1, 2, 3, 4, 5, 5])).says("was edited");
    refused(&dry, &desk, &[&plan[..], b"\n"].concat()).says("was edited");
    let edited = String::from_utf8(plan.clone()).unwrap().replacen("\"new\"", "\"mew\"", 1);
    let ran = refused(&dry, &desk, edited.as_bytes()).says("SHA-256").says("--dry-run --plan-out");
    assert!(
        !ran.stderr.contains("mew") && !ran.stderr.contains("example.org"),
        "no data in a message: {ran}"
    );
    refused(&dry, &desk, b"Name,Email\nAda,ada@example.org\n").says("plan.jsonl is not a deskferry plan");
    refused(&dry, &desk, b"{\"deskferry_plan\": \"one\"}\n").says("is not a deskferry plan");
    // With its original bytes, it can be applied.
    std::fs::write(dry.path().join("plan.jsonl"), &plan).unwrap();
    apply(&dry, &desk, "").run().status(0);
}

#[test]
fn a_missing_plan_is_a_usage_error() {
    let desk = Desk::new();
    let ran = Ferry::new().sandbox(&desk).line("apply none.jsonl").run().status(2).says("none.jsonl");
    assert!(ran.folders().is_empty());
    Ferry::new().sandbox(&desk).line("apply .").run().status(2);
}

#[test]
fn a_plan_for_another_account_or_of_a_newer_format_is_refused() {
    let (desk, dry) = noted(&["a"]);
    let plan = std::fs::read(dry.path().join("plan.jsonl")).unwrap();
    let other = Desk::new();
    let ran = apply(&dry, &other, "").run().status(5);
    let ran = ran.says("is for another account").says(desk.base_url().trim_end_matches('/'));
    assert!(
        ran.stderr.contains(other.base_url().trim_end_matches('/')) && other.requests().is_empty(),
        "{ran}"
    );
    let ran = apply(&dry, &desk, "").env("DESKERO_CLIENT_ID", "somebody-else").run().status(5);
    ran.says("is for another account");
    forge(&dry, |lines| lines[0]["deskferry_plan"] = json!(3));
    let newer = std::fs::read(dry.path().join("plan.jsonl")).unwrap();
    refused(&dry, &desk, &newer).says("format version 3; this one reads up to 2");
    // A correct hash does not make invalid lines acceptable.
    for change in [
        json!({"action": "delete"}),
        json!({"before_sha256": "00"}),
        json!({"source": 7}),
        json!({"more": 1}),
    ] {
        std::fs::write(dry.path().join("plan.jsonl"), &plan).unwrap();
        forge(&dry, |lines| lines[1].as_object_mut().unwrap().extend(change.as_object().unwrap().clone()));
        let forged = std::fs::read(dry.path().join("plan.jsonl")).unwrap();
        refused(&dry, &desk, &forged).says("line 2 is not as deskferry wrote it");
    }
}

#[test]
fn an_old_plan_is_reported_as_old() {
    let (desk, dry) = noted(&["a"]);
    let made = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24 * 3 + 1);
    forge(&dry, |lines| lines[0]["made"] = json!(made.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()));
    let ran = apply(&dry, &desk, "").run().status(0).says("The plan is 3 days old");
    assert_eq!(ran.count("updated"), 1);
    let (desk, dry) = noted(&["a"]);
    let ran = apply(&dry, &desk, "").run().status(0);
    assert!(!ran.stderr.contains("days old"), "{ran}");
}

/// Whatever stops an apply before its first write leaves no run, and the plan can be applied later.
#[test]
fn a_stop_before_the_first_write_leaves_no_run() {
    let (desk, dry) = noted(&["a"]);
    let stopped = |ran: Ran, status| {
        let ran = ran.status(status);
        assert_eq!((ran.folders().len(), ran.stdout.as_str()), (1, ""), "{ran}");
        assert!(desk.customers().len() == 1, "{ran}");
    };
    stopped(apply(&dry, &desk, "").env("DESKERO_API_TOKEN", "wrong").run(), 3);
    desk.plan(RequestKind::List, [Some(SimulatedFault::StatusBefore(400))]);
    stopped(apply(&dry, &desk, "").run(), 4);
    desk.clear_plan();
    desk.plan(RequestKind::Detail, [Some(SimulatedFault::StatusBefore(400))]);
    stopped(apply(&dry, &desk, "--all-or-nothing").run(), 4);
    desk.clear_plan();
    apply(&dry, &desk, "").run().status(0);
}

#[test]
fn a_plan_that_can_not_be_saved_is_reported() {
    let (desk, dry) = noted(&["a"]);
    let line = "import a.csv -m m.toml --dry-run --plan-out /dev/full";
    let ran = dry.then().sandbox(&desk).line(line).fast().run().status(2).says("/dev/full");
    assert_eq!(desk.customer("id", "a")["memo"], "old", "{ran}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(20), failure_persistence: None, ..ProptestConfig::default() })]

    /// A unit test next to the plan reader tries every byte and every length, without starting a process each time.
    #[test]
    fn a_changed_byte_or_a_cut_plan_is_refused(at in any::<prop::sample::Index>(), bits in 1..=255_u8, cut in any::<bool>()) {
        thread_local!(static MADE: (Desk, Ran) = noted(&["a", "b"]));
        MADE.with(|(desk, dry)| {
            let whole = dry.path().join("whole.jsonl");
            if !whole.exists() {
                std::fs::copy(dry.path().join("plan.jsonl"), &whole).unwrap();
            }
            let mut plan = std::fs::read(whole).unwrap();
            let at = at.index(plan.len());
            if cut { plan.truncate(at) } else { plan[at] ^= bits }
            refused(dry, desk, &plan);
        });
    }
}
