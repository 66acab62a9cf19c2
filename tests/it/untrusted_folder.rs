//! A working folder may come from anyone: its files get no credentials, and can't send data elsewhere.

use std::os::unix::fs::symlink;

use deskferry::sandbox::{API_TOKEN, CLIENT_ID};

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// A folder with this settings file, and a user whose environment has credentials but no address.
fn folder(settings: &str) -> Ferry {
    with_credentials(Ferry::new().file("deskferry.toml", settings))
}

fn with_credentials(ferry: Ferry) -> Ferry {
    ferry.env("DESKERO_CLIENT_ID", CLIENT_ID).env("DESKERO_API_TOKEN", API_TOKEN)
}

fn next(ran: &Ran, line: &str) -> Ran {
    with_credentials(ran.then().line(line)).run()
}

fn address(desk: &Desk) -> String {
    format!("base_url = {:?}\n", desk.base_url())
}

#[test]
fn the_environments_credentials_do_not_go_to_a_found_address() {
    let desk = Desk::new();
    let id = format!("client_id = {CLIENT_ID:?}\n");
    let profile = format!("[profile.a]\n{}", address(&desk));
    for (settings, line) in [
        (address(&desk), "customer find"),
        (address(&desk) + &id, "export -o a.jsonl"),
        (profile, "customer find --profile a"),
    ] {
        let ran = folder(&settings).line(line).run().status(2);
        let ran = ran.says(&format!("--base-url {}", desk.base_url())).says("deskferry.toml");
        assert!(!ran.stderr.contains(API_TOKEN), "{ran}");
    }
    let plan = folder(&address(&desk)).file("a.csv", "Name,Email\nAda,a@x.org\n").file("m.toml", SIMPLE);
    plan.line("import a.csv -m m.toml --dry-run").run().status(2);
    assert!(desk.requests().is_empty(), "{:?}", desk.requests());
}

#[test]
fn an_address_is_confirmed_once_for_one_file() {
    let (desk, other) = (Desk::new(), Desk::new());
    let ran = folder(&address(&desk)).line("customer find --base-url").args([desk.base_url()]).run();
    let ran = next(&ran, "customer find").status(1);
    assert!(!desk.requests().is_empty(), "{ran}");
    let elsewhere = folder(&address(&desk)).env("XDG_STATE_HOME", ran.path().join(".local/state"));
    elsewhere.line("customer find").run().status(2);
    drop(ran.then().file("deskferry.toml", address(&other)));
    next(&ran, "customer find").status(2).says(other.base_url());
    assert!(other.requests().is_empty());
}

/// The state folder is a link: others must not be able to write to its target.
#[test]
fn an_address_is_remembered_behind_a_link() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    for (mode, remembered) in [(0o755, true), (0o777, false)] {
        let ferry = folder(&address(&desk));
        let (state, elsewhere) = (ferry.path().join(".local/state"), ferry.path().join("elsewhere"));
        std::fs::create_dir_all(&state).unwrap();
        std::fs::create_dir(&elsewhere).unwrap();
        std::fs::set_permissions(&elsewhere, PermissionsExt::from_mode(mode)).unwrap();
        symlink(&elsewhere, state.join("deskferry")).unwrap();
        let ran = ferry.line("customer find --base-url").args([desk.base_url()]).run().status(1);
        assert_eq!(ran.stderr.contains("other users can write to it"), !remembered, "{ran}");
        next(&ran, "customer find").status(if remembered { 1 } else { 2 });
    }
}

#[test]
fn a_settings_file_that_the_user_names_is_trusted() {
    let desk = Desk::new();
    folder(&address(&desk)).line("customer find --config deskferry.toml").run().status(1);
    assert!(!desk.requests().is_empty());
}

#[test]
fn a_settings_file_has_credentials_for_its_own_address() {
    let desk = Desk::new();
    let own = format!("{}client_id = {CLIENT_ID:?}\napi_token_file = \"token\"\n", address(&desk));
    let ferry = Ferry::new().file("deskferry.toml", own).file("token", API_TOKEN);
    let ferry = ferry.env("DESKERO_CLIENT_ID", "of-another-address").env("DESKERO_API_TOKEN", "hush-hush");
    ferry.line("customer find").run().status(1);
    assert!(!desk.requests().is_empty());
}

#[test]
fn a_found_file_can_t_send_other_files_of_the_user() {
    let (desk, secrets) = (Desk::new(), tempfile::tempdir().unwrap());
    let secret = secrets.path().join("secret");
    std::fs::write(&secret, API_TOKEN).unwrap();
    for (key, name) in
        [("token_file", secret.to_str().unwrap()), ("api_token_file", "link"), ("api_token_file", "hard")]
    {
        let settings = format!("{}client_id = {CLIENT_ID:?}\n{key} = {name:?}\n", address(&desk));
        let ferry = Ferry::new().file("deskferry.toml", settings);
        symlink(&secret, ferry.path().join("link")).unwrap();
        std::fs::hard_link(&secret, ferry.path().join("hard")).unwrap();
        let ran = ferry.line("customer find").run().status(2);
        let ran = ran.says(name).says(&format!("--base-url {}", desk.base_url()));
        assert!(!ran.stderr.contains(API_TOKEN), "{ran}");
    }
    assert!(desk.requests().is_empty(), "{:?}", desk.requests());
}

#[test]
fn the_sandbox_needs_no_trust() {
    let desk = Desk::new();
    folder(&address(&desk)).line("customer find --sandbox").run().status(1);
    assert!(desk.requests().is_empty());
}

#[test]
fn a_settings_file_names_no_endpoint_and_no_monitor() {
    for key in ["ping_url", "metrics", "aws_endpoint_url", "token_command", "allow_http"] {
        folder(&format!("{key} = \"http://127.0.0.1:9\"\n")).line("runs").run().status(2).says(key);
    }
}

#[test]
fn runs_do_not_leave_the_folder_unless_the_user_says_so() {
    let elsewhere = tempfile::tempdir().unwrap();
    let sample = || Ferry::new().file("a.csv", "Name,Email\nAda,a@x.org\n").file("m.toml", SIMPLE);
    let is_empty = || std::fs::read_dir(elsewhere.path()).unwrap().next().is_none();
    let linked = sample();
    symlink(elsewhere.path(), linked.path().join("deskferry-runs")).unwrap();
    let ran = linked.line("validate a.csv -m m.toml").run().status(2);
    let said = format!("--run-dir {}", elsewhere.path().canonicalize().unwrap().display());
    let ran = ran.says(&said).says("deskferry-runs");
    let named = format!("run_dir = {:?}\n", elsewhere.path());
    let settings = sample().file("deskferry.toml", &named);
    settings.line("validate a.csv -m m.toml").run().status(2).says("points outside this folder");
    assert!(is_empty(), "{ran}");
    let named = sample().file("deskferry.toml", named);
    named.line("validate a.csv -m m.toml --config deskferry.toml").run().status(0);
    assert!(!is_empty());
    ran.then().line("validate a.csv -m m.toml").line(&said).run().status(0);
}

/// A token belongs to the address in its settings file, or to the default address if the file has none.
#[test]
fn a_token_file_does_not_go_to_another_address() {
    let (desk, nowhere) = (Desk::new(), "http://127.0.0.1:9/");
    let own = "client_id = \"theirs\"\napi_token_file = \"token\"\n".to_owned();
    let of_another = format!("base_url = {nowhere:?}\n{own}");
    for (settings, given_for) in [(of_another, nowhere), (own, "https://api.deskero.com/")] {
        let ferry = || Ferry::new().file("deskferry.toml", &settings).file("token", API_TOKEN);
        for named in ["", " --config deskferry.toml"] {
            let line = format!("customer find{named}");
            let by_flag = ferry().line(&line).args(["--base-url", desk.base_url()]).run().status(2);
            let by_flag = by_flag.says(given_for).says(desk.base_url());
            assert!(!by_flag.stderr.contains(API_TOKEN), "{by_flag}");
            let of_environment = ferry().line(&line).env("DESKERO_BASE_URL", desk.base_url());
            let ran = of_environment.env("DESKERO_CLIENT_ID", CLIENT_ID).run().status(2);
            ran.says(given_for).says(desk.base_url());
        }
    }
    assert!(desk.requests().is_empty(), "{:?}", desk.requests());
    let same = format!("base_url = {:?}\napi_token_file = \"token\"\n", desk.base_url());
    let ferry = Ferry::new().file("deskferry.toml", same).file("token", API_TOKEN);
    let ferry = ferry.env("DESKERO_BASE_URL", desk.base_url()).env("DESKERO_CLIENT_ID", CLIENT_ID);
    ferry.line("customer find").run().status(1);
    assert!(!desk.requests().is_empty());
}

#[test]
fn a_found_file_names_no_pipe_as_its_token() {
    let ferry = folder("client_id = \"a\"\napi_token_file = \"p\"\n").env("DESKERO_API_TOKEN", "");
    let made = rustix::fs::mknodat(
        rustix::fs::CWD,
        ferry.path().join("p"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RWXU,
        0,
    );
    made.unwrap();
    let ran = ferry.under(&["timeout", "10"]).line("customer find").run().status(2);
    ran.says("it is a pipe, but must be a regular file");
}
