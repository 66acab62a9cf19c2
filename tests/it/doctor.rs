//! `doctor`: each line says what was found and what to do, and changes nothing.

use std::os::unix::fs::PermissionsExt;

use deskferry::sandbox::{API_TOKEN, CLIENT_ID};
use rstest::rstest;
use serde_json::Value;

use crate::command_line::{Desk, Ferry, Ran};

fn examined(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"))
}

/// The verdicts of all findings with this name.
fn verdict(examined: &Value, check: &str) -> String {
    let all = examined["findings"].as_array().unwrap();
    let of_check = all.iter().filter(|finding| finding["check"] == check);
    of_check.map(|finding| finding["verdict"].as_str().unwrap()).collect::<Vec<_>>().join(",")
}

fn remedy<'a>(examined: &'a Value, check: &str) -> &'a str {
    let all = examined["findings"].as_array().unwrap();
    let found = all.iter().find(|finding| finding["check"] == check && !finding["remedy"].is_null());
    found.unwrap_or_else(|| panic!("no remedy for {check}: {examined}"))["remedy"].as_str().unwrap()
}

#[test]
fn a_sound_account_has_no_problem() {
    let desk = Desk::new();
    let ran = Ferry::new().line("doctor --json -vv").sandbox(&desk).run().status(0);
    let found = examined(&ran);
    for check in [
        "versions",
        "settings",
        "file modes",
        "runs",
        "account's room",
        "reachability",
        "clock",
        "credentials",
        "token",
    ] {
        assert_eq!(verdict(&found, check), "ok", "{check}: {ran}");
    }
    assert_eq!((verdict(&found, "TLS").as_str(), &found["status"]), ("warning", &Value::from(0)));
    let all = format!("{}{}", ran.stdout, ran.stderr);
    assert!(!all.contains(API_TOKEN) && !all.contains(CLIENT_ID), "{ran}");
    assert!(ran.folders().is_empty() && !ran.path().join(".config").exists(), "it changes nothing");
    let calls = desk.requests().len();
    assert!(calls <= 3, "{:?}", desk.requests());
    let text = ran.then().line("doctor").sandbox(&desk).run().status(0).stdout;
    assert!(text.contains("ok       clock") && text.contains("DESKERO_BASE_URL"), "{text}");
    let quiet = ran.then().line("doctor --quiet").sandbox(&desk).run().status(0).stdout;
    assert!(quiet.contains("warning  TLS") && !quiet.contains("ok "), "{quiet}");
}

#[test]
fn every_kind_of_problem_has_its_status_and_remedy() {
    let desk = Desk::new();
    let none = Ferry::new().line("doctor --json").env("DESKERO_BASE_URL", desk.base_url()).run().status(2);
    let found = examined(&none);
    assert_eq!(
        (verdict(&found, "reachability"), verdict(&found, "credentials")),
        ("ok".into(), "problem".into())
    );
    assert!(remedy(&found, "credentials").contains("deskferry login"), "{none}");
    let offline = Ferry::new().line("doctor --base-url http://127.0.0.1:9").run().status(2);
    assert!(offline.stdout.contains("PROBLEM  reachability"), "settings are corrected first: {offline}");
    let wrong = Ferry::new().line("doctor --json").sandbox(&desk).env("DESKERO_API_TOKEN", "hush-hush-hush");
    let wrong = wrong.run().status(3);
    assert!(remedy(&examined(&wrong), "credentials").contains("check the API token"), "{wrong}");
    assert!(!wrong.stdout.contains("hush"), "{wrong}");
    let nowhere = Ferry::new().line("doctor --json").sandbox(&desk);
    let nowhere = nowhere.env("DESKERO_BASE_URL", "http://127.0.0.1:9").run().status(4);
    let found = examined(&nowhere);
    assert!(remedy(&found, "reachability").contains("check the port"), "{nowhere}");
    assert_eq!((verdict(&found, "clock"), verdict(&found, "token")), ("unknown".into(), "unknown".into()));
    let https = desk.base_url().replace("http://", "https://");
    Ferry::new().line("doctor").sandbox(&desk).env("DESKERO_BASE_URL", https).run().status(4);
    let disk = Ferry::new().line("doctor --json --run-dir /proc/runs").sandbox(&desk).run().status(2);
    assert!(remedy(&examined(&disk), "disk of the runs").contains("--run-dir"), "{disk}");
    Ferry::new().line("doctor --sandbox").run().status(2).says("needs no doctor");
}

#[rstest]
#[case("-3600", "behind")]
#[case("3600", "ahead of")]
fn a_wrong_clock_is_said(#[case] shift: &str, #[case] says: &str) {
    let desk = Desk::new();
    let ferry = Ferry::new().line("doctor --json").sandbox(&desk).env("DESKFERRY_CLOCK_SHIFT", shift);
    let ran = ferry.run().status(0);
    assert_eq!(verdict(&examined(&ran), "clock"), "warning", "{ran}");
    assert!(ran.stdout.contains(says) && remedy(&examined(&ran), "clock").contains("set the clock"), "{ran}");
}

#[test]
fn files_that_others_can_read_or_change_are_said() {
    let desk = Desk::new();
    let settings =
        format!("base_url = {:?}\nclient_id = {CLIENT_ID:?}\napi_token_file = \"t\"\n", desk.base_url());
    let ferry = Ferry::new().file("s.toml", settings).file("t", API_TOKEN);
    let set = |name: &str, mode: u32| {
        std::fs::set_permissions(ferry.path().join(name), PermissionsExt::from_mode(mode)).unwrap();
    };
    let examine = || {
        let ran = ferry.then().line("doctor --json --config s.toml").run().status(0);
        examined(&ran)
    };
    set("s.toml", 0o644);
    set("t", 0o600);
    assert_eq!(verdict(&examine(), "file modes"), "ok");
    set("t", 0o640);
    set("s.toml", 0o664);
    let found = examine();
    assert_eq!(verdict(&found, "file modes"), "warning,warning");
    let text = found.to_string();
    assert!(text.contains("chmod 600 t") && text.contains("chmod go-w s.toml"), "{text}");
}

#[test]
fn an_unfinished_run_is_said() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("a.csv", "Name,Email\nA,a@x.org\nB,b@x.org\n");
    let ferry = ferry.file("m.toml", crate::command_line::SIMPLE).line("import a.csv -m m.toml").fast();
    let stopped = ferry.env("DESKFERRY_FAIL_POINT", "intent-committed").sandbox(&desk);
    let mut child = stopped.command();
    assert!(!child.output().unwrap().status.success());
    let ran = stopped.then().line("doctor --json").sandbox(&desk).run().status(0);
    assert!(remedy(&examined(&ran), "runs").contains("resume"), "{ran}");
}
