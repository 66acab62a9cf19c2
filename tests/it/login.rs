//! Logging in and out: what is asked, tried and kept, and to which address it goes.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use deskferry::sandbox::{API_TOKEN, CLIENT_ID};
use rstest::rstest;

use crate::command_line::{Desk, Ferry, Ran};
use crate::own_room::OwnRoom;

const LOGINS: &str = ".config/deskferry/logins.json";

fn both() -> String {
    format!("{CLIENT_ID}\n{API_TOKEN}\n")
}

/// Logs in by pipe at an address.
fn logged_in(desk: &Desk, flags: &str) -> Ran {
    let ferry = Ferry::new().line("login --base-url").args([desk.base_url()]).line(flags);
    let ran = ferry.stdin(both()).run().status(0);
    assert!(!ran.stderr.contains(API_TOKEN) && !ran.stderr.contains(CLIENT_ID), "{ran}");
    ran
}

fn at(ferry: Ferry, desk: &Desk) -> Ferry {
    ferry.args(["--base-url", desk.base_url()])
}

fn mode(ran: &Ran, name: &str) -> u32 {
    std::fs::metadata(ran.path().join(name)).unwrap().permissions().mode() & 0o777
}

#[test]
fn without_a_keyring_the_token_is_in_a_file_that_it_names() {
    let desk = Desk::new();
    let ran = logged_in(&desk, "").says("there is no keyring on this system").says("(mode 0600)");
    let ran = ran.says(LOGINS).says(desk.base_url());
    assert_eq!((mode(&ran, LOGINS), mode(&ran, ".config/deskferry")), (0o600, 0o700));
    assert!(ran.text(LOGINS).contains(API_TOKEN));
    let requests = desk.requests().len();
    assert!(requests >= 2, "a token and a page: {:?}", desk.requests());
    at(ran.then().line("customer find"), &desk).run().status(1);
    assert!(desk.requests().len() > requests);
}

#[test]
fn a_terminal_asks_and_does_not_show_the_token() {
    let desk = Desk::new();
    let ferry = at(Ferry::new().line("login --profile test"), &desk);
    let id = format!("{CLIENT_ID}\n");
    let token = format!("wrong\x15{API_TOKEN}x\x7f\n");
    let ran = ferry.in_dialogue(&[("Client id: ", &id), ("API token (not shown): ", &token)]).status(0);
    let ran = ran.says(&format!("Log in to {}", desk.base_url())).says("profile test").says("Logged in to");
    assert!(!ran.stderr.contains(API_TOKEN), "{ran}");
    assert!(!ran.stderr.contains("wrong"), "{ran}");
    ran.then().line("customer find --profile test").run().status(1);
}

#[rstest]
#[case("\x03", 4, "interrupted; nothing was kept")]
#[case("\n", 2, "both not empty")]
#[case("\x04", 2, "both not empty")]
fn a_dialogue_can_be_left(#[case] typed: &str, #[case] status: i32, #[case] says: &str) {
    let desk = Desk::new();
    let ferry = at(Ferry::new().line("login"), &desk);
    let ran = ferry.in_dialogue(&[("Client id: ", "me\n"), ("API token", typed)]).status(status).says(says);
    assert!(!ran.path().join(LOGINS).exists() && desk.requests().is_empty(), "{ran}");
}

#[test]
fn a_pipe_has_two_lines() {
    let desk = Desk::new();
    for stdin in ["", "one\n", "\n\n", "a\nb\nc\n"] {
        let ran = at(Ferry::new().line("login"), &desk).stdin(stdin).run().status(2);
        assert!(!ran.path().join(LOGINS).exists());
        ran.says("two lines").says("printf");
    }
    let bytes = [CLIENT_ID.as_bytes(), b"\nto\xffken\n"].concat();
    let ran = at(Ferry::new().line("login"), &desk).stdin(bytes).run().status(2);
    ran.says("line 2 of standard input is not UTF-8 text").says("nothing was kept");
    at(Ferry::new().line("login"), &desk).stdin(format!("\r\n {CLIENT_ID} \r\n{API_TOKEN}")).run().status(0);
    Ferry::new().line("login --sandbox").stdin(both()).run().status(2).says("needs no login");
}

#[test]
fn refused_credentials_are_not_kept() {
    let desk = Desk::new();
    let _room = OwnRoom::of(desk.base_url(), "hush-hush-hush");
    for (id, token) in [(CLIENT_ID, "hush-hush-hush"), ("hush-hush-hush", API_TOKEN)] {
        let ferry = at(Ferry::new().line("login -vv"), &desk).stdin(format!("{id}\n{token}\n"));
        let ran = ferry.run().status(3).says("nothing was kept");
        assert!(!ran.stderr.contains("hush") && !ran.path().join(".config").exists(), "{ran}");
    }
    let _nowhere = OwnRoom::at("http://127.0.0.1:9");
    let ferry = Ferry::new().line("login --base-url http://127.0.0.1:9").stdin(both());
    let ran = ferry.run().status(4).says("nothing was kept");
    assert!(!ran.path().join(".config").exists());
}

#[test]
fn a_login_goes_only_to_its_address_and_profile() {
    let (desk, other) = (Desk::new(), Desk::new());
    let ran = logged_in(&desk, "");
    for line in ["customer find", "customer find --base-url"] {
        let ferry = ran.then().line(line);
        let ferry = if line.ends_with("url") { ferry.args([other.base_url()]) } else { ferry };
        ferry.run().status(2).says("no credentials").says("deskferry login");
    }
    let ferry = ran.then().line("customer find").env("DESKERO_BASE_URL", other.base_url());
    ferry.run().status(2).says(&format!("deskferry login --base-url {}", other.base_url()));
    let profiles = ran.then().file("deskferry.toml", "[profile.test]\nrate = 5\n");
    at(profiles.line("customer find --profile test"), &desk).run().status(2).says("login --profile test");
    assert!(other.requests().is_empty());
    let unknown = at(ran.then().line("customer find --profile tset"), &desk).run().status(2);
    unknown.says("no profile \"tset\"").says("did you mean \"test\"");
}

#[test]
fn a_profile_of_a_login_has_its_address() {
    let (desk, other) = (Desk::new(), Desk::new());
    let ran = logged_in(&desk, "--profile a");
    ran.then().line("customer find --profile a").run().status(1);
    let before = desk.requests().len();
    let elsewhere = at(ran.then().line("customer find --profile a"), &other).run().status(2);
    elsewhere.says("no credentials");
    ran.then().line("customer find").run().status(2).says("no credentials");
    assert_eq!((desk.requests().len(), other.requests().len()), (before, 0));
    at(ran.then().line("login --profile a"), &other).stdin(both()).run().status(0);
    ran.then().line("customer find --profile a").run().status(1);
    assert!(!other.requests().is_empty(), "a profile has one login");
}

#[test]
fn the_environment_and_a_settings_file_come_before_a_login() {
    let desk = Desk::new();
    let ran = logged_in(&desk, "");
    let wrong = at(ran.then().line("customer find"), &desk).env("DESKERO_API_TOKEN", "wrong");
    wrong.env("DESKERO_CLIENT_ID", CLIENT_ID).run().status(3);
    let settings = format!("base_url = {:?}\nclient_id = \"a\"\napi_token_file = \"t\"\n", desk.base_url());
    let file = ran.then().file("s.toml", settings).file("t", "wrong").line("customer find --config s.toml");
    file.run().status(3);
    let other = at(ran.then().line("customer find"), &desk).env("DESKERO_CLIENT_ID", "another");
    other.run().status(2).says("DESKERO_CLIENT_ID names another client than the login");
    let again = at(ran.then().line("login"), &desk).stdin(both()).env("DESKERO_API_TOKEN", "wrong");
    again.env("DESKERO_CLIENT_ID", "b").run().status(0).says("DESKERO_API_TOKEN has credentials too");
}

/// The user has logged in to exactly the address that the folder names.
#[test]
fn a_found_address_gets_the_login_for_it_and_no_other_credentials() {
    let (desk, other) = (Desk::new(), Desk::new());
    let ran = logged_in(&desk, "");
    let here = |desk: &Desk| ran.then().file("deskferry.toml", format!("base_url = {:?}\n", desk.base_url()));
    here(&desk).line("customer find").run().status(1);
    let before = desk.requests().len();
    let ferry = here(&other).line("customer find").env("DESKERO_CLIENT_ID", CLIENT_ID);
    ferry.env("DESKERO_API_TOKEN", API_TOKEN).run().status(2).says("are not sent there");
    here(&other).line("login").stdin(both()).run().status(2).says("pass --base-url");
    assert_eq!((desk.requests().len(), other.requests().len()), (before, 0));
}

#[test]
fn a_login_can_be_replaced_and_ended() {
    let desk = Desk::new();
    let ran = logged_in(&desk, "");
    let again = at(ran.then().line("login --profile b"), &desk).stdin(both()).run().status(0);
    at(again.then().line("login"), &desk).stdin(both()).run().status(0);
    assert_eq!(again.text(LOGINS).matches("client_id").count(), 2);
    let ended = at(ran.then().line("logout"), &desk).run().status(0).says("Logged out of");
    assert_eq!(ended.text(LOGINS).matches(API_TOKEN).count(), 1);
    at(ran.then().line("customer find"), &desk).run().status(2).says("no credentials");
    at(ran.then().line("logout"), &desk).run().status(2).says("no login for").says("logout --profile b");
    ran.then().line("logout --profile b").run().status(0);
    ran.then().line("logout --profile b").run().status(2).says("there is none at all");
    assert!(!ran.text(LOGINS).contains(API_TOKEN));
}

#[test]
fn logins_that_others_can_read_or_that_are_damaged_are_refused() {
    let desk = Desk::new();
    let ran = logged_in(&desk, "");
    let path: PathBuf = ran.path().join(LOGINS);
    let find = || at(ran.then().line("customer find"), &desk).run();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    find().status(2).says("chmod 600");
    at(ran.then().line("login"), &desk).stdin(both()).run().status(2).says("chmod 600");
    ran.then().line("validate --help").run().status(0);
    ran.then().line("runs").run().status(0);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
    find().status(1);
    std::fs::write(&path, &ran.text(LOGINS)[..60]).unwrap();
    let told = find().status(2).says("move it away and log in again");
    assert!(!told.stderr.contains(API_TOKEN), "{told}");
    let environment = at(ran.then().line("customer find"), &desk).sandbox(&desk);
    environment.run().status(1);
}

#[test]
fn a_keyring_that_was_asked_for_must_be_there() {
    let desk = Desk::new();
    let ferry = at(Ferry::new().line("login --keep-in keyring"), &desk).stdin(both());
    let ran =
        ferry.run().status(2).says("there is no keyring").says("--keep-in file").says("nothing was kept");
    assert!(!ran.path().join(LOGINS).exists());
    let ran = logged_in(&desk, "--keep-in file");
    assert!(!ran.stderr.contains("keyring"), "{ran}");
    let kept = ran.text(LOGINS).replace("\"kept_in\": \"file\"", "\"kept_in\": \"keyring\"");
    std::fs::write(ran.path().join(LOGINS), kept).unwrap();
    let find = at(ran.then().line("customer find"), &desk).run().status(2);
    find.says("there is no keyring").says("deskferry login --base-url").says("--keep-in file");
    at(ran.then().line("logout"), &desk).run().status(2).says("nothing was changed");
}

#[test]
fn logins_at_once_lose_none() {
    let desk = Desk::new();
    let ferry = Ferry::new();
    std::thread::scope(|scope| {
        for name in ["a", "b", "c", "d"] {
            let ferry = at(ferry.then().line("login --profile").args([name]), &desk);
            let mut command = ferry.command();
            scope.spawn(move || {
                use std::io::Write as _;
                let mut child = command.stdin(std::process::Stdio::piped()).spawn().unwrap();
                child.stdin.take().unwrap().write_all(both().as_bytes()).unwrap();
                assert!(child.wait().unwrap().success());
            });
        }
    });
    let kept = std::fs::read_to_string(ferry.path().join(LOGINS)).unwrap();
    assert_eq!(kept.matches("\"profile\"").count(), 4, "{kept}");
}

#[test]
fn without_a_home_folder_it_says_so() {
    let desk = Desk::new();
    let ferry = at(Ferry::new().line("login"), &desk).stdin(both()).env("HOME", "");
    ferry.run().status(2).says("HOME is not set");
}
