//! What `doctor` says of settings and credentials that can't be used: whole, on the right line, with a remedy that helps.

use deskferry::sandbox::{API_TOKEN, CLIENT_ID};
use rstest::rstest;

use super::{remedy, same_in_both, text, verdict};
use crate::command_line::{Desk, Ferry};
use crate::own_room::OwnRoom;

const USERS: &str = ".config/deskferry/deskferry.toml";

#[rstest]
#[case(
    "ratte = 1",
    "deskferry.toml: line 1, column 1: unknown field `ratte`, expected one of",
    "did you mean `rate`?"
)]
#[case("rate = [", "deskferry.toml: line 1, column 9: ", "correct the file at this place")]
#[case(
    "rate = \"a; b: c\"",
    "rate in deskferry.toml, line 1 can't be \"a; b: c\"",
    "give requests per second"
)]
#[case("profile = 1", "deskferry.toml: profile is integer, but must be a section: [profile.NAME]", "correct")]
#[case(
    "token_command = [\"id\"]",
    "has a token_command, but a folder may come from anybody",
    "move token_command to"
)]
fn a_text_ends_where_its_remedy_begins(
    #[case] settings: &str,
    #[case] says: &str,
    #[case] remedy_begins: &str,
) {
    let found = same_in_both(|| Ferry::new().file("deskferry.toml", settings).line("doctor"), 2);
    assert!(text(&found, "settings").contains(says), "{found}");
    assert!(remedy(&found, "settings").starts_with(remedy_begins), "{found}");
}

#[test]
fn a_client_id_with_a_line_break_is_a_credential() {
    let desk = Desk::new();
    let _room = OwnRoom::of(desk.base_url(), "a\nb");
    let ferry = || Ferry::new().line("doctor").sandbox(&desk).env("DESKERO_CLIENT_ID", "a\nb");
    let found = same_in_both(ferry, 2);
    assert_eq!(text(&found, "reachability").split(' ').nth(2), Some("answers"), "{found}");
    assert!(verdict(&found, "credentials").starts_with("problem"), "{found}");
    let all = found.to_string();
    assert!(all.contains("the client id contains a line break") && all.contains("copy it again"), "{found}");
}

/// A settings file that is passed over would be a rate that nobody keeps, or another account.
#[rstest]
fn a_settings_file_that_is_none_is_said(
    #[values("deskferry.toml", USERS)] name: &str,
    #[values("a folder", "a pipe", "a dangling link")] kind: &str,
) {
    let begun = Ferry::new().file(&format!("{name}/x"), "");
    let path = begun.path().join(name);
    if kind != "a folder" {
        std::fs::remove_dir_all(&path).unwrap();
    }
    match kind {
        "a pipe" => assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success()),
        "a dangling link" => std::os::unix::fs::symlink("nowhere", &path).unwrap(),
        _ => {}
    }
    let ferry = || begun.then();
    let says = match kind {
        "a folder" => "is a directory",
        "a pipe" => "it is a pipe, but must be a regular file",
        _ => "No such file",
    };
    for line in ["runs", "config show", "customer find"] {
        let ran = ferry().line(line).run().status(2).says("can't read the settings file").says(says);
        ran.says("--config");
    }
    let found = same_in_both(|| ferry().line("doctor"), 2);
    assert!(
        text(&found, "settings").contains(says) && remedy(&found, "settings").contains("--config"),
        "{found}"
    );
    ferry().file("other.toml", "rate = 1\n").line("config show --config other.toml").run().status(0);
}

#[test]
fn a_token_file_is_not_called_a_settings_file() {
    let desk = Desk::new();
    let settings = format!("base_url = {:?}\nclient_id = {CLIENT_ID:?}\n", desk.base_url());
    for (setting, content, says) in [
        ("token_file", None, "can't read the token file t: No such file"),
        ("api_token_file", None, "name another one as api_token_file"),
        ("api_token_file", Some(" \n"), "the token file t is empty"),
    ] {
        let ferry = || {
            let ferry = Ferry::new().file("deskferry.toml", format!("{settings}{setting} = \"t\"\n"));
            content.into_iter().fold(ferry, |ferry, content| ferry.file("t", content))
        };
        let ran = ferry().line("customer find").run().status(2).says(says);
        assert!(!ran.stderr.contains("settings file"), "{ran}");
        let found = same_in_both(|| ferry().line("doctor"), 2);
        assert!(text(&found, "credentials").contains("the token file t"), "{found}");
        assert_eq!(verdict(&found, "reachability"), "ok", "{found}");
    }
}

#[test]
fn nobody_is_told_to_unlock_a_keyring_that_is_not_there() {
    let desk = Desk::new();
    let login = Ferry::new().line("login --keep-in file --base-url").args([desk.base_url()]);
    let ran = login.stdin(format!("{CLIENT_ID}\n{API_TOKEN}\n")).run().status(0);
    let file = ran.path().join(".config/deskferry/logins.json");
    let listed = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, listed.replace("\"kept_in\": \"file\"", "\"kept_in\": \"keyring\"")).unwrap();
    let found = same_in_both(|| ran.then().line("doctor --base-url").args([desk.base_url()]), 2);
    assert!(text(&found, "credentials").starts_with("there is no keyring on this system"), "{found}");
    assert!(
        remedy(&found, "credentials").starts_with("start one, as a desktop session does, or log in"),
        "{found}"
    );
    for line in ["customer find", "logout", "login --keep-in keyring"] {
        let ferry = ran.then().line(line).args(["--base-url", desk.base_url()]);
        let told = ferry.stdin(format!("{CLIENT_ID}\n{API_TOKEN}\n")).run().status(2).says("no keyring");
        assert!(!told.stderr.contains("unlock"), "{told}");
    }
}

#[test]
fn a_variable_with_a_wrong_name_is_said() {
    let desk = Desk::new();
    let ferry = || Ferry::new().sandbox(&desk).env("DESKERO_API_TOKN", "hush-hush").env("DESKFERRY_X", "y");
    let found = same_in_both(|| ferry().line("doctor"), 0);
    assert_eq!(verdict(&found, "settings"), "ok,warning,warning");
    assert_eq!(remedy(&found, "settings"), "did you mean \"DESKERO_API_TOKEN\"?");
    let shown =
        ferry().line("config show").run().status(0).says("DESKERO_API_TOKN is set, but means nothing");
    let shown = shown.says("did you mean \"DESKERO_API_TOKEN\"?").says("DESKFERRY_X is set");
    assert!(!shown.stderr.contains("hush") && !found.to_string().contains("hush"), "{shown}");
    let ferry = Ferry::new().sandbox(&desk).env("DESKFERRY_NOTIFY_URL", "http://127.0.0.1:9/hush");
    let known = ferry.line("config show").run().status(0);
    assert!(!known.stderr.contains("DESKFERRY_NOTIFY_URL is set"), "{known}");
}
