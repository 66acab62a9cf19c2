//! A file of how the account behaves that can't be used, or whose date is wrong: every command says so.

use std::path::PathBuf;

use deskferry::account::HelpDeskAccount;
use deskferry::behavior::AccountBehavior;
use deskferry::journal::BehaviorFile;
use deskferry::sandbox::CLIENT_ID;

use super::{examined, remedy, text, verdict};
use crate::command_line::{Desk, Ferry, Ran};

/// An account that was probed at this time, as deskferry notes it.
fn probed(desk: &Desk, at: &str) -> (Ferry, PathBuf) {
    let ferry = Ferry::new().sandbox(desk);
    let state = ferry.path().join(".local/state/deskferry");
    let file = BehaviorFile::of(&HelpDeskAccount::new(desk.base_url(), CLIENT_ID), &state);
    let behavior = AccountBehavior { form: 1, probed_at: at.to_owned(), ..AccountBehavior::default() };
    file.save(&behavior).unwrap();
    (ferry, file.path().to_owned())
}

fn has_forged_line(ran: &Ran) -> bool {
    let all = format!("{}{}", ran.stdout, ran.stderr);
    all.contains('\x1b') || all.lines().any(|line| line.starts_with("ok       fake"))
}

#[test]
fn no_file_forges_a_line() {
    let desk = Desk::new();
    let forged = r"x\u001b[31m\nok       fake   line";
    let damaged = format!(r#"{{"form": 1, "aspects": {{"put": {{"found": "{forged}"}}}}}}"#);
    let dated = format!(
        r#"{{"form": 1, "probed_at": "{forged}", "deskferry": "{forged}", "calls": 1, "seconds": 1.0}}"#
    );
    for content in [damaged, dated] {
        let (ferry, file) = probed(&desk, "2026-11-29T20:15:00Z");
        std::fs::write(file, content).unwrap();
        let doctor = ferry.line("doctor").run().status(0);
        assert!(!has_forged_line(&doctor) && doctor.stdout.contains("fake   line"), "{doctor}");
        let shown = doctor.then().line("config show").sandbox(&desk).run().status(0);
        assert!(!has_forged_line(&shown) && shown.stderr.contains("fake   line"), "{shown}");
    }
}

#[test]
fn a_date_in_the_future_is_a_warning() {
    let desk = Desk::new();
    let (ferry, _) = probed(&desk, "2099-01-01T00:00:00Z");
    let ran = ferry.line("doctor --json").run().status(0);
    let found = examined(&ran);
    assert_eq!(verdict(&found, "API behavior"), "warning", "{ran}");
    assert!(text(&found, "API behavior").contains("found out at 2099-01-01T00:00:00Z"), "{ran}");
    assert!(remedy(&found, "API behavior").contains("its date is not in the past"), "{ran}");
}

/// They go on as if the account had never been probed, and say why.
#[test]
fn a_file_that_can_not_be_used_is_named() {
    let desk = Desk::new();
    for (content, reason) in [("{", "it is damaged"), (r#"{"form": 99}"#, "a newer version of deskferry")] {
        let (ferry, file) = probed(&desk, "2026-11-29T20:15:00Z");
        std::fs::write(&file, content).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let told = |ran: Ran| {
            let words = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(&name) && words.contains(&format!("can't be used: {reason}")), "{ran}");
            ran
        };
        let shown = told(ferry.line("config show").run().status(0));
        let imitated = told(shown.then().line("export -o a.jsonl --sandbox").sandbox(&desk).run());
        let off = imitated.then().line("export -o b.jsonl --sandbox --sandbox-switch behavior=default");
        let off = off.sandbox(&desk).run();
        assert!(!off.stderr.contains("can't be used"), "{off}");
    }
}

/// Without credentials none are sent, so an address without encryption is reached all the same.
#[test]
fn an_address_without_a_login_has_one_problem_for_each_cause() {
    let ran = Ferry::new().line("doctor --json --base-url http://nobody.invalid").run().status(2);
    let found = examined(&ran);
    assert_eq!(verdict(&found, "credentials"), "problem", "{ran}");
    assert_eq!(verdict(&found, "reachability"), "problem", "{ran}");
    assert!(!remedy(&found, "reachability").contains("--allow-http"), "{ran}");
}
