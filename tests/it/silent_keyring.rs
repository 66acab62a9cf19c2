//! A keyring that never answers: a bus on which somebody listens, but nobody speaks.

use std::os::unix::net::UnixListener;

use deskferry::sandbox::{API_TOKEN, CLIENT_ID};

use crate::command_line::{Desk, Ferry};

fn silent(ferry: Ferry, line: &str, desk: &Desk) -> Ferry {
    let bus = format!("unix:path={}", ferry.path().join("bus").display());
    let ferry = ferry.line(line).args(["--timeout", "3s", "--base-url", desk.base_url()]);
    ferry.env("DBUS_SESSION_BUS_ADDRESS", bus).stdin(format!("{CLIENT_ID}\n{API_TOKEN}\n"))
}

#[test]
fn a_keyring_that_never_answers_has_the_timeout() {
    let desk = Desk::new();
    let ferry = Ferry::new();
    let _listener = UnixListener::bind(ferry.path().join("bus")).unwrap();
    let says = "the system's keyring did not answer within 3 s; --timeout gives it more time";
    for line in ["login", "login --keep-in keyring"] {
        let ran = silent(ferry.then(), line, &desk).run().status(2).says(says).says("nothing was kept");
        assert!(!ran.path().join(".config/deskferry/logins.json").exists(), "{ran}");
    }
    let kept = silent(ferry.then(), "login --keep-in file", &desk).run().status(0);
    let file = kept.path().join(".config/deskferry/logins.json");
    let listed = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, listed.replace("\"kept_in\": \"file\"", "\"kept_in\": \"keyring\"")).unwrap();
    let before = desk.requests().len();
    silent(ferry.then(), "customer find", &desk).run().status(2).says(says).says("--keep-in file");
    silent(ferry.then(), "logout", &desk).run().status(2).says(says).says("nothing was changed");
    let doctor = silent(ferry.then(), "doctor --json", &desk).run().status(2);
    assert!(doctor.stdout.contains("did not answer within 3 s"), "{doctor}");
    assert!(desk.requests().len() <= before + 1, "doctor asks whether the server answers, and nothing else");
}
