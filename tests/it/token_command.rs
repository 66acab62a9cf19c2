//! `token_command`: a program prints the API token. Only the user's own choice of a program is run.

use std::os::unix::fs::PermissionsExt;

use deskferry::sandbox::{API_TOKEN, CLIENT_ID};

use crate::command_line::{Desk, Ferry, Ran, SIMPLE, assert_not_in_files};

const USERS: &str = ".config/deskferry/deskferry.toml";

fn settings(desk: &Desk, command: &str) -> String {
    format!("base_url = {:?}\nclient_id = {CLIENT_ID:?}\ntoken_command = {command}\n", desk.base_url())
}

/// The user's own settings file has this command.
fn with_command(desk: &Desk, command: &str) -> Ferry {
    Ferry::new().file(USERS, settings(desk, command))
}

fn find(desk: &Desk, command: &str) -> Ran {
    with_command(desk, command).line("customer find -vv").run()
}

#[test]
fn the_users_own_settings_and_a_named_file_may_have_it() {
    let desk = Desk::new();
    let command = format!("[\"printf\", \"%s\", \"{API_TOKEN}\"]");
    find(&desk, &command).status(1);
    let named = Ferry::new().file("deskferry.toml", settings(&desk, &command));
    named.line("customer find --config deskferry.toml").run().status(1);
    let profile = format!("[profile.p]\n{}", settings(&desk, &command));
    Ferry::new().file(USERS, profile).line("customer find --profile p").run().status(1);
}

#[test]
fn a_found_file_may_not_have_it() {
    let desk = Desk::new();
    let touch = "[\"touch\", \"was-run\"]";
    for text in [settings(&desk, touch), format!("[profile.p]\n{}", settings(&desk, touch))] {
        for line in ["customer find", "runs", "customer find --profile p", "config show"] {
            let ferry = Ferry::new().file("deskferry.toml", &text).line(line);
            let ran = ferry.run().status(2).says("a folder may come from anybody").says("--config");
            assert!(!ran.path().join("was-run").exists());
        }
    }
    assert!(desk.requests().is_empty());
}

#[test]
fn the_token_is_nowhere() {
    let desk = Desk::new();
    let script = format!("echo say {API_TOKEN} >&2; echo {API_TOKEN}");
    let ferry = with_command(&desk, "[\"./x\"]");
    let program = ferry.path().join("token.sh");
    let command = format!("[{:?}]", program.to_str().unwrap());
    let ferry = ferry.file(USERS, settings(&desk, &command));
    let ferry = ferry.file("token.sh", format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o700)).unwrap();
    let ferry = ferry.file("a.csv", "Name,Email\nAda,a@x.org\n").file("m.toml", SIMPLE);
    let ran = ferry.line("import a.csv -m m.toml -vv").fast().run().status(0).says("say ***");
    assert!(!ran.stderr.contains(API_TOKEN), "{ran}");
    assert_not_in_files(&ran.path().join("deskferry-runs"), API_TOKEN);
    let shown = ran.then().line("config show").run().status(0);
    assert!(shown.stdout.contains("token_command in") && !shown.stdout.contains(API_TOKEN), "{shown}");
}

#[test]
fn it_runs_without_a_shell_and_only_when_a_token_is_needed() {
    let desk = Desk::new();
    let ran = find(&desk, "[\"echo\", \"$(touch was-run)\"]").status(3);
    assert!(!ran.path().join("was-run").exists());
    let touch = || with_command(&desk, "[\"touch\", \"was-run\"]");
    for line in ["runs", "config show", "customer find --sandbox", "explain E201"] {
        let ran = touch().line(line).run();
        assert!(!ran.path().join("was-run").exists(), "{ran}");
    }
    assert!(touch().line("customer find").run().status(2).path().join("was-run").exists());
}

#[test]
fn it_fails_with_one_clear_message() {
    let desk = Desk::new();
    find(&desk, "[\"sh\", \"-c\", \"echo you are not signed in >&2; exit 7\"]")
        .status(2)
        .says("exit status: 7")
        .says("you are not signed in");
    find(&desk, "[\"deskferry-no-such-program\"]").status(2).says("can't start");
    find(&desk, "[]").status(2).says("names no program");
    find(&desk, "[\"./token.sh\"]").status(2).says("relative path");
    find(&desk, "[\"true\"]").status(2).says("printed nothing");
    find(&desk, "\"op read x\"").status(2).says("line 3");
    let slow = with_command(&desk, "[\"sleep\", \"30\"]").line("customer find --timeout 300ms");
    slow.run().status(2).says("did not end within 0.3 s");
    assert!(desk.requests().is_empty());
}

#[test]
fn a_file_that_others_can_change_names_no_program() {
    let desk = Desk::new();
    let ferry = with_command(&desk, "[\"touch\", \"was-run\"]");
    std::fs::set_permissions(ferry.path().join(USERS), PermissionsExt::from_mode(0o666)).unwrap();
    let ran = ferry.line("customer find").run().status(2).says("other users can change").says("chmod go-w");
    assert!(!ran.path().join("was-run").exists());
}

#[test]
fn its_token_goes_only_to_the_address_in_its_file() {
    let (desk, other) = (Desk::new(), Desk::new());
    let ferry = with_command(&desk, "[\"touch\", \"was-run\"]").line("customer find --base-url");
    let ran = ferry.args([other.base_url()]).run().status(2).says("token_command in").says(desk.base_url());
    assert!(!ran.path().join("was-run").exists() && other.requests().is_empty());
}

#[test]
fn a_folder_that_others_can_change_names_no_program() {
    let desk = Desk::new();
    let ferry = with_command(&desk, "[\"touch\", \"was-run\"]");
    let folder = ferry.path().join(".config");
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o777)).unwrap();
    let ran = ferry.line("customer find").run().status(2);
    let ran = ran.says("other users can change the folder").says(&format!("chmod go-w {}", folder.display()));
    assert!(!ran.path().join("was-run").exists());
    // In a folder with the sticky bit, nobody can replace the file of another user.
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o1777)).unwrap();
    let ran = ran.then().line("customer find").run().status(2).says("printed nothing");
    assert!(ran.path().join("was-run").exists());
}

#[test]
fn what_it_has_started_ends_with_its_time() {
    let desk = Desk::new();
    for script in ["(sleep 5; touch late) & sleep 30", "(sleep 5; touch late) & echo token"] {
        let ferry = with_command(&desk, &format!("[\"sh\", \"-c\", {script:?}]"));
        let ran = ferry.line("customer find --timeout 300ms").run().status(2).says("did not end within");
        std::thread::sleep(std::time::Duration::from_millis(5500));
        assert!(!ran.path().join("late").exists(), "{script}");
    }
}
