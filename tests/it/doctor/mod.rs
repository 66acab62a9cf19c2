//! `doctor`: each line says what was found and what to do, and changes nothing.

mod behavior_file;
mod folders;
mod network;
mod settings;
mod tls_server;

use std::os::unix::fs::PermissionsExt;

use deskferry::sandbox::{API_TOKEN, BEARER, CLIENT_ID};
use rstest::rstest;
pub use serde_json::Value;

use crate::account::can_mount;
use crate::command_line::{Desk, Ferry, Ran};
use crate::own_room::OwnRoom;

/// The findings as JSON. The text has the same ones.
fn same_in_both(ferry: impl Fn() -> Ferry, status: i32) -> Value {
    let json = ferry().args(["--json"]).run().status(status);
    let found = examined(&json);
    let text = ferry().run().status(status).stdout;
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = squeezed(&text);
    for finding in found["findings"].as_array().unwrap() {
        let word = |name: &str| finding[name].as_str().unwrap_or_default();
        // How long it took, how much is free, and the seconds in an error of TLS differ each time.
        let is_time = ["reachability", "token"].contains(&word("check")) && word("verdict") == "ok";
        if is_time || word("check").starts_with("disk of ") || word("text").contains("(UNIX)") {
            continue;
        }
        let verdict = if word("verdict") == "problem" { "PROBLEM" } else { word("verdict") };
        let arrow = if finding["remedy"].is_null() { "" } else { "->" };
        let line =
            squeezed(&format!("{verdict} {} {} {arrow} {}", word("check"), word("text"), word("remedy")));
        assert!(text.contains(&line), "{line}\n{text}");
    }
    assert_eq!(found["status"], Value::from(status));
    found
}

fn text<'a>(examined: &'a Value, check: &str) -> &'a str {
    let all = examined["findings"].as_array().unwrap();
    let found = all.iter().find(|finding| finding["check"] == check);
    found.unwrap_or_else(|| panic!("no {check}: {examined}"))["text"].as_str().unwrap()
}

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
    let _nowhere = OwnRoom::at("http://127.0.0.1:9");
    let nowhere = Ferry::new().line("doctor --json").sandbox(&desk);
    let nowhere = nowhere.env("DESKERO_BASE_URL", "http://127.0.0.1:9").run().status(4);
    let found = examined(&nowhere);
    assert!(remedy(&found, "reachability").contains("check the port"), "{nowhere}");
    assert_eq!((verdict(&found, "clock"), verdict(&found, "token")), ("unknown".into(), "unknown".into()));
    let https = desk.base_url().replace("http://", "https://");
    let _https = OwnRoom::at(&https);
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

/// An examination after a script that mounts something at `/var/tmp`.
fn on_disk(desk: &Desk, script: &str) -> Ran {
    let script = format!("{script}; exec \"$0\" \"$@\"");
    let ferry = Ferry::new().line("doctor --json").sandbox(desk);
    ferry.under(&["unshare", "--mount", "sh", "-c", &script]).run()
}

#[test]
fn a_room_that_can_t_be_written_to_is_said() {
    if !can_mount() {
        return;
    }
    let desk = Desk::new();
    let say = |script: &str, why: &str, what_to_do: &str| {
        let ran = on_disk(&desk, script).status(2);
        let found = examined(&ran);
        assert!(ran.stdout.contains(why) && remedy(&found, "account's room").contains(what_to_do), "{ran}");
        assert_eq!(verdict(&found, "credentials"), "ok", "the rest is examined all the same: {ran}");
    };
    say(
        "mount -t tmpfs -o ro,mode=1777 tmpfs /var/tmp",
        "/var/tmp: Read-only file system",
        "/var/lib/deskferry",
    );
    // The room is there, but nothing can be written in it.
    let room = crate::account::room(&desk);
    let read_only = "mount --bind /var/tmp /var/tmp; mount -o remount,ro,bind /var/tmp";
    say(read_only, "Read-only file system", "/var/lib/deskferry");
    let full = "mount -t tmpfs -o size=40k,mode=1777 tmpfs /var/tmp; \"$0\" \"$@\" >/dev/null; \
                dd if=/dev/zero of=/var/tmp/x bs=1k count=99 2>/dev/null";
    say(full, "No space left on device", "free some space");
    let left = std::fs::read_dir(room.dir()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_str().unwrap().starts_with(".deskferry-")));
}

#[test]
fn settings_that_can_t_be_used_are_a_finding() {
    for (settings, says) in
        [("rate = [", "line 1"), ("rate = \"fast\"", "rate in deskferry.toml"), ("rte = 1", "rate")]
    {
        let ran = Ferry::new().file("deskferry.toml", settings).line("doctor --json").run().status(2);
        let found = examined(&ran);
        assert_eq!(
            (verdict(&found, "settings").as_str(), &found["status"]),
            ("problem", &Value::from(2)),
            "{ran}"
        );
        assert!(found.to_string().contains(says) && verdict(&found, "token") == "unknown", "{ran}");
        let text = Ferry::new().file("deskferry.toml", settings).line("doctor").run().status(2).stdout;
        assert!(text.contains("PROBLEM  settings"), "{text}");
    }
    let http =
        Ferry::new().line("doctor --json --base-url http://a.example").env("DESKERO_CLIENT_ID", CLIENT_ID);
    let _room = OwnRoom::at("http://a.example");
    let ran = http.env("DESKERO_API_TOKEN", API_TOKEN).run().status(2);
    assert!(remedy(&examined(&ran), "reachability").contains("--allow-http"), "{ran}");
}

#[test]
fn a_given_token_was_not_fetched() {
    let desk = Desk::new();
    let ran = Ferry::new().line("doctor").sandbox(&desk).env("DESKERO_TOKEN", BEARER).run().status(0);
    assert!(ran.stdout.contains("given, not fetched; it is used until"), "{ran}");
}

#[test]
fn a_login_for_another_address_is_named() {
    let desk = Desk::new();
    let ferry = Ferry::new().line("login --base-url").args([desk.base_url()]);
    let ran = ferry.stdin(format!("{CLIENT_ID}\n{API_TOKEN}\n")).run().status(0);
    // The default address is not asked for in a test.
    let other =
        ran.then().line("doctor --json").env("DESKERO_BASE_URL", "http://127.0.0.1:9").run().status(2);
    let found = examined(&other);
    let flag = format!("you have logged in to {0}/, so pass --base-url {0}/", desk.base_url());
    assert!(remedy(&found, "credentials").contains(&flag), "{other}");
    let find = ran.then().line("customer find").env("DESKERO_BASE_URL", "http://127.0.0.1:9");
    find.run().status(2).says("no credentials for http://127.0.0.1:9").says("you have logged in to");
    // A profile has a login of its own.
    let profile = ran.then().file("p.toml", "[profile.x]\nbase_url = \"http://127.0.0.1:9\"\n");
    let profile = profile.line("doctor --json --config p.toml --profile x").run().status(2);
    assert!(
        remedy(&examined(&profile), "credentials").contains(&format!("{flag} without --profile")),
        "{profile}"
    );
}
