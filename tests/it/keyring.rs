//! A real keyring: gnome-keyring on a bus of its own. `.ci/run` installs it and runs these tests.

use deskferry::sandbox::{API_TOKEN, CLIENT_ID};

use crate::command_line::{Desk, Ferry, assert_not_in_files};

/// Waits for the keyring, and runs the rest of the command line.
const THEN: &str = "until dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
                    org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q true; \
                    do sleep 0.05; done; \"$0\" \"$@\"";
/// A keyring that this password unlocks, and the same keyring if nobody unlocks it.
const UNLOCKED: &str =
    "printf pass | gnome-keyring-daemon --daemonize --unlock --components=secrets >/dev/null";
const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets >/dev/null";
/// A bus that starts no services.
const BUS: &str = "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context=\"default\">\
                   <allow send_destination=\"*\"/><allow receive_sender=\"*\"/><allow own=\"*\"/></policy></busconfig>";

fn under(ferry: Ferry, keyring: &str, desk: &Desk) -> Ferry {
    let script = format!("{keyring}; {THEN}");
    let ferry = ferry.under(&["timeout", "50", "dbus-run-session", "--", "sh", "-c", &script]);
    ferry.args(["--base-url", desk.base_url()])
}

fn both() -> String {
    format!("{CLIENT_ID}\n{API_TOKEN}\n")
}

#[test]
#[ignore = "needs gnome-keyring and dbus-run-session"]
fn a_keyring_keeps_the_token_and_forgets_it() {
    let desk = Desk::new();
    let ran = under(Ferry::new().line("login"), UNLOCKED, &desk).stdin(both()).run().status(0);
    let ran = ran.says("The API token is kept in the system's keyring.");
    assert_not_in_files(ran.path(), API_TOKEN);
    under(ran.then().line("customer find"), UNLOCKED, &desk).run().status(1);
    under(ran.then().line("logout"), UNLOCKED, &desk)
        .run()
        .status(0)
        .says("no longer in the system's keyring");
    under(ran.then().line("customer find"), UNLOCKED, &desk).run().status(2).says("no credentials");
    let again = under(ran.then().line("login --keep-in keyring"), UNLOCKED, &desk).stdin(both());
    again.run().status(0);
    let file = under(ran.then().line("login --keep-in file"), UNLOCKED, &desk).stdin(both());
    file.run().status(0).says("logins.json");
}

#[test]
#[ignore = "needs gnome-keyring and dbus-run-session"]
fn a_locked_keyring_is_said() {
    let desk = Desk::new();
    let ran = under(Ferry::new().line("login"), UNLOCKED, &desk).stdin(both()).run().status(0);
    let before = desk.requests().len();
    let find = under(ran.then().line("customer find"), LOCKED, &desk).run().status(2);
    find.says("keyring is locked").says("unlock it");
    assert_eq!(desk.requests().len(), before);
    let login = under(ran.then().line("login"), LOCKED, &desk).stdin(both()).run().status(2);
    login.says("keyring is locked").says("nothing was kept").says("--keep-in file");
    under(ran.then().line("logout"), LOCKED, &desk).run().status(2).says("nothing was changed");
    under(ran.then().line("customer find"), UNLOCKED, &desk).run().status(1);
    let file = under(ran.then().line("login --keep-in file"), LOCKED, &desk).stdin(both()).run().status(0);
    file.says("the API token of the earlier login is still in the keyring");
    under(ran.then().line("customer find"), LOCKED, &desk).run().status(1);
}

/// The earlier login's API token is still in the keyring, and `logout` must not keep that to itself.
#[test]
#[ignore = "needs gnome-keyring and dbus-run-session"]
fn a_copy_that_is_left_in_a_locked_keyring_is_said_and_removed_later() {
    let desk = Desk::new();
    let ran = under(Ferry::new().line("login"), UNLOCKED, &desk).stdin(both()).run().status(0);
    let logins = || ran.text(".config/deskferry/logins.json");
    let in_keyring = logins();
    let file = under(ran.then().line("login --keep-in file"), LOCKED, &desk).stdin(both()).run().status(0);
    file.says("is still in the keyring").says("unlock it, and deskferry logout --base-url");
    assert!(logins().contains(API_TOKEN));
    for _ in 0..2 {
        let left = under(ran.then().line("logout"), LOCKED, &desk).run().status(2);
        let left = left.says("a copy of an earlier API token is still in the system's keyring");
        left.says("keyring is locked").says("unlock it, and run: deskferry logout --base-url");
        assert!(!logins().contains(API_TOKEN), "the file has it no more");
    }
    under(ran.then().line("customer find"), UNLOCKED, &desk).run().status(2).says("no credentials");
    let gone = under(ran.then().line("logout"), UNLOCKED, &desk).run().status(0);
    gone.says("The copy of an earlier API token is no longer in the system's keyring.");
    under(ran.then().line("logout"), UNLOCKED, &desk).run().status(2).says("no login for");
    // The keyring is asked once more.
    std::fs::write(ran.path().join(".config/deskferry/logins.json"), in_keyring).unwrap();
    under(ran.then().line("customer find"), UNLOCKED, &desk)
        .run()
        .status(2)
        .says("the API token is no longer in the system's keyring");
}

#[test]
#[ignore = "needs gnome-keyring and dbus-run-session"]
fn a_bus_without_a_keyring_is_like_none() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("bus.conf", BUS).line("login --base-url").args([desk.base_url()]);
    let ferry = ferry.under(&["dbus-run-session", "--config-file=bus.conf", "--"]).stdin(both());
    ferry.run().status(0).says("there is no keyring on this system").says("logins.json");
}
