//! `doctor`, `login` and `logout` are processes of the account like any other: they share its rate and its token.

use deskferry::sandbox::{API_TOKEN, CLIENT_ID, RequestKind};
use rstest::rstest;
use serde_json::Value;

use super::{check_rate, export, pages};
use crate::account::room;
use crate::command_line::{Desk, Ferry, Ran};
use crate::import::{Running, wait_until};
use crate::own_room::OwnRoom;

fn token_calls(desk: &Desk) -> usize {
    desk.requests_of(RequestKind::Token).len()
}

fn login(desk: &Desk, ferry: Ferry, api_token: &str) -> Ran {
    let ferry = ferry.line("login --keep-in file --base-url").args([desk.base_url()]);
    ferry.stdin(format!("{CLIENT_ID}\n{api_token}\n")).run()
}

/// What `doctor --json` says of the token.
fn token(desk: &Desk) -> String {
    let ran = Ferry::new().line("doctor --json").sandbox(desk).run().status(0);
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    let all = found["findings"].as_array().unwrap();
    all.iter().find(|finding| finding["check"] == "token").unwrap()["text"].as_str().unwrap().to_owned()
}

/// The files with a token in the room.
fn token_files(desk: &Desk) -> Vec<String> {
    let entries = std::fs::read_dir(room(desk).dir()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("token-")).collect()
}

#[test]
fn doctor_and_login_end_no_command_of_the_user() {
    let desk = pages(60, "old-tokens=end");
    let first = Running::start(export(&desk, "--rate 30"));
    wait_until("it works", || desk.requests().len() > 5);
    for _ in 0..2 {
        assert!(token(&desk).starts_with("shared by your commands, fetched "), "{}", token(&desk));
    }
    assert_eq!(token_calls(&desk), 1, "doctor uses the token that there is");
    login(&desk, Ferry::new(), API_TOKEN).status(0);
    let ended = first.end();
    assert!(ended.status == 0 && !ended.stderr.contains("401"), "{ended}");
    assert_eq!(token_calls(&desk), 2, "login tries the API token, and the export takes over what it got");
}

/// Each of them gets a token of its own, in the time that a refused call needs.
#[test]
fn logins_in_a_row_end_no_command_of_the_user() {
    let desk = pages(80, "old-tokens=end latency=30ms");
    let first = Running::start(export(&desk, "--rate 30"));
    wait_until("it works", || desk.requests().len() > 5);
    for _ in 0..5 {
        login(&desk, Ferry::new(), API_TOKEN).status(0);
    }
    let ended = first.end();
    assert!(ended.status == 0 && !ended.stderr.contains("401"), "{ended}");
}

#[test]
fn doctor_and_login_keep_the_rate() {
    let desk = pages(30, "");
    let slow = Running::start(export(&desk, "--rate 3"));
    wait_until("it works", || desk.requests().len() > 3);
    for _ in 0..2 {
        token(&desk);
        login(&desk, Ferry::new(), API_TOKEN).status(0);
    }
    assert_eq!(slow.end().status, 0);
    check_rate(&desk.requests(), 3);
}

#[test]
fn without_another_command_doctor_fetches_a_token_for_the_next() {
    let desk = pages(2, "old-tokens=end");
    let text = token(&desk);
    assert!(text.starts_with("fetched just now; it is used for 16 days more"), "{text}");
    let text = token(&desk);
    for part in ["fetched ", " second", " ago"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    export(&desk, "--rate 0").run().status(0);
    assert_eq!(token_calls(&desk), 1);
}

#[test]
fn a_login_leaves_its_token_for_the_next_command_and_logout_takes_it_away() {
    let desk = pages(2, "");
    let ran = login(&desk, Ferry::new(), API_TOKEN).status(0);
    ran.then().line("customer find --base-url").args([desk.base_url()]).run().status(0);
    assert_eq!((token_calls(&desk), token_files(&desk).len()), (1, 1));
    // Another API token of the same user has a file of its own.
    desk.configure(|options| options.api_token = "another-api-token".to_owned());
    let other = export(&desk, "--rate 0").env("DESKERO_API_TOKEN", "another-api-token");
    other.run().status(0);
    assert_eq!((token_calls(&desk), token_files(&desk).len()), (2, 2));
    let before = token_files(&desk);
    ran.then().line("logout --base-url").args([desk.base_url()]).run().status(0);
    let after = token_files(&desk);
    assert!(after.len() == 1 && before.contains(&after[0]), "{before:?} {after:?}");
    let other = export(&desk, "--rate 0").env("DESKERO_API_TOKEN", "another-api-token");
    other.run().status(0);
    assert_eq!(token_calls(&desk), 2, "the other one's token is still there");
}

#[test]
fn another_login_takes_the_token_of_the_one_that_it_replaces_away() {
    let desk = pages(2, "");
    let ran = login(&desk, Ferry::new(), API_TOKEN).status(0);
    let before = token_files(&desk);
    desk.configure(|options| options.api_token = "another-api-token".to_owned());
    login(&desk, ran.then(), "another-api-token").status(0);
    let after = token_files(&desk);
    assert!(after.len() == 1 && after != before, "{before:?} {after:?}");
}

#[rstest]
#[case("wrong-client-id", API_TOKEN)]
#[case(CLIENT_ID, "wrong-api-token")]
fn a_refused_login_leaves_no_token(#[case] client: &str, #[case] api_token: &str) {
    let desk = pages(2, "");
    let wrong = OwnRoom::of(desk.base_url(), client);
    let ferry = Ferry::new().line("login --base-url").args([desk.base_url()]);
    ferry.stdin(format!("{client}\n{api_token}\n")).run().status(3).says("nothing was kept");
    let names = std::fs::read_dir(wrong.dir()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = names.filter(|name| name.to_str().unwrap().starts_with("token-")).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Two API tokens of one user for one account, on a help desk that ends the token of one when the other fetches.
#[test]
fn two_api_tokens_do_not_overwrite_each_other() {
    let desk = pages(3, "");
    export(&desk, "--rate 0").run().status(0);
    let was = token_files(&desk);
    desk.configure(|options| options.api_token = "another-api-token".to_owned());
    let other = || export(&desk, "--rate 0").env("DESKERO_API_TOKEN", "another-api-token");
    other().run().status(0);
    desk.configure(|options| options.api_token = API_TOKEN.to_owned());
    for _ in 0..2 {
        export(&desk, "--rate 0").run().status(0);
        other().run().status(0);
    }
    assert_eq!(token_calls(&desk), 2);
    assert!(token_files(&desk).len() == 2 && token_files(&desk).contains(&was[0]));
}
