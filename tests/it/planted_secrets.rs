//! Every command, on every way to fail, says no secret and leaves none in a file. A new command fails
//! `every_command_is_listed` until it has a line here.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use deskferry::sandbox::{API_TOKEN, CLIENT_ID, RequestKind, Sandbox, SimulatedFault};
use rstest::rstest;

use crate::command_line::{Desk, Ferry, Ran, SIMPLE, assert_not_in_files};

/// No secret by itself: a backup names its account by it.
const CLIENT: &str = "client-hush-90e2";
const TOKEN: &str = "YXBpLWh1c2gtNzdhOTpwYXNzd29yZC03N2E5";
const PASSPHRASE: &str = "passphrase hush 41c7";
const NOTIFIED: &str = "notify-hush-55d0";
const PINGED: &str = "ping-hush-2b61";
/// What the server makes: the access tokens.
const MADE: &str = "sandbox-token-";

/// At least one line for each command. A server or a workbench that really starts has no end, so these fail.
const LINES: &[&str] = &[
    "import a.csv -m m.toml --settle-for 1ms",
    "import a.csv -m m.toml --dry-run --plan-out again.jsonl",
    "apply plan.jsonl --settle-for 1ms",
    "restore backups/latest --dry-run",
    "restore backups/latest --settle-for 1ms",
    "validate a.csv -m m.toml",
    "resume latest",
    "retry latest --settle-for 1ms",
    "verify latest",
    "undo latest --yes",
    "report latest --format json -o -",
    "report latest --redact --format text -o -",
    "report diff latest latest",
    "runs",
    "runs list --json",
    "runs show latest",
    "runs prune --keep 50 --yes",
    "export -o out.csv",
    "export -o missing/out.xlsx",
    "backup backups",
    "backup run backups --photos",
    "backup list backups",
    "backup show backups/latest",
    "backup diff backups/latest backups/latest",
    "backup prune backups --keep-last 9",
    "backup accept backups/latest",
    "history backups email=b1@example.org",
    "forget backups email=nobody@example.org --from-help-desk --yes",
    "check backups/latest --drill",
    "check backups/latest --against-server",
    "duplicates",
    "customer get 1",
    "customer find email=b1@example.org",
    "customer insert name=Ada",
    "customer update 1 name=Eve",
    "customer fields",
    "customer delete 1 --yes",
    "mapping list",
    "mapping suggest a.csv -o -",
    "mapping show hubspot",
    "mapping check m.toml",
    "mapping test m.toml",
    "mapping schema",
    "explain E201",
    "login --keep-in file",
    "logout",
    "config show",
    "doctor",
    "doctor --probe --yes",
    "doctor --forget",
    "sandbox --listen 203.0.113.1:1",
    "singer tap",
    "singer tap --discover",
    "singer target -m m.toml --settle-for 1ms",
    #[cfg(feature = "workbench")]
    "workbench missing.csv",
    "completions bash",
    "man pages",
];

/// How the commands fail.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Situation {
    /// They need not.
    Good,
    /// The credentials are wrong.
    Refused,
    /// Nobody answers.
    Away,
    /// Every call has an error.
    Broken,
    /// The settings file can't be read.
    Settings,
}

/// `base` is the help desk; `told` is who is told how a job ended.
fn with_secrets(ferry: Ferry, base: &str, told: &str) -> Ferry {
    let notified = format!("{told}/services/{NOTIFIED}");
    let ferry =
        ferry.env("DESKERO_BASE_URL", base).env("DESKERO_CLIENT_ID", CLIENT).env("DESKERO_API_TOKEN", TOKEN);
    let pinged = format!("{told}/ping/{PINGED}");
    ferry.env("DESKFERRY_NOTIFY_URL", notified).env("DESKFERRY_PING_URL", pinged)
}

/// A passphrase costs a second each time, so only the good run has encrypted backups.
fn with_passphrase(ferry: Ferry, situation: Situation) -> Ferry {
    if situation == Situation::Good { ferry.env("DESKFERRY_PASSPHRASE", PASSPHRASE) } else { ferry }
}

/// A help desk that knows the planted credentials.
fn desk() -> Desk {
    Desk::with(|options| {
        (options.client_id, options.api_token) = (CLIENT.to_owned(), TOKEN.to_owned());
    })
}

fn fail_all(desk: &Sandbox) {
    for kind in RequestKind::ALL {
        desk.plan(kind, std::iter::repeat_n(Some(SimulatedFault::StatusBefore(400)), 10_000));
    }
}

/// Fails if a secret was said, or is in a file.
#[track_caller]
fn assert_silent(ran: &Ran, line: &str) {
    for secret in [TOKEN, PASSPHRASE, NOTIFIED, PINGED, MADE] {
        let is_said = ran.stdout.contains(secret) || ran.stderr.contains(secret);
        assert!(!is_said, "{line} says {secret}: {ran}");
        assert_not_in_files(ran.path(), secret);
    }
}

/// Settings that can't be read, with a secret in the faulty line.
fn spoil(ran: &Ran, situation: Situation) {
    if situation == Situation::Settings {
        std::fs::write(ran.path().join("deskferry.toml"), format!("api_token = [\"{TOKEN}\n")).unwrap();
    }
}

/// What a command reads from its standard input.
fn typed(line: &str) -> String {
    match line {
        line if line.starts_with("login ") => format!("{CLIENT}\n{TOKEN}\n"),
        line if line.starts_with("singer target ") => MESSAGES.to_owned(),
        _ => String::new(),
    }
}

/// What a tap sends.
const MESSAGES: &str = r#"
{"type": "SCHEMA", "stream": "people", "schema": {"properties": {"Name": {"type": "string"}, "Email": {"type": "string"}}}, "key_properties": ["Email"]}
{"type": "RECORD", "stream": "people", "record": {"Name": "Zed", "Email": "zed@example.org"}}
{"type": "STATE", "value": {"at": 1}}
"#;

/// A folder with a run, a plan and a backup.
fn prepared(desk: &Desk, situation: Situation) -> Ran {
    let mut rows = String::from("Name,Email\n");
    (0..4).for_each(|row| writeln!(rows, "B{row},b{row}@example.org").unwrap());
    let files = Ferry::new().file("m.toml", SIMPLE).file("a.csv", rows + "Bad,bad(at)example.org\n");
    let run = |ferry: Ferry, line: &str| {
        let ferry = with_secrets(ferry, desk.base_url(), desk.base_url());
        with_passphrase(ferry, situation).line(line).fast().run()
    };
    let ran = run(files, "import a.csv -m m.toml --dry-run --plan-out plan.jsonl").status(1);
    let ran = run(ran.then(), "import a.csv -m m.toml --settle-for 1ms").status(1);
    run(ran.then(), "backup backups").status(0)
}

#[rstest]
#[case(Situation::Good)]
#[case(Situation::Refused)]
#[case(Situation::Away)]
#[case(Situation::Broken)]
#[case(Situation::Settings)]
fn no_command_tells_a_secret(#[case] situation: Situation) {
    let desk = desk();
    let ran = prepared(&desk, situation);
    let mut base = desk.base_url().to_owned();
    match situation {
        Situation::Good | Situation::Settings => {}
        Situation::Refused => desk.configure(|options| options.api_token = API_TOKEN.to_owned()),
        Situation::Away => base = "http://127.0.0.1:1".to_owned(),
        Situation::Broken => fail_all(&desk),
    }
    desk.revoke_tokens();
    let home = tempfile::tempdir().unwrap();
    let mut failed = 0;
    for line in LINES {
        spoil(&ran, situation);
        // A login keeps its secrets in the home folder: that is what it is for.
        let ferry = with_secrets(ran.then(), &base, desk.base_url()).env("HOME", home.path());
        let loud = ["-vv", "--log-format", "json", "--no-progress", "--rate", "0"];
        let ran = with_passphrase(ferry, situation).line(line).args(loud).stdin(typed(line)).run();
        drop(std::fs::remove_file(ran.path().join("deskferry.toml")));
        assert_silent(&ran, line);
        failed += usize::from(ran.status > 1);
    }
    let least = if situation == Situation::Good { 2 } else { 15 };
    assert!(failed >= least, "only {failed} failed: {situation:?}");
}

/// The commands below these words, by their help.
fn commands(words: &str) -> Vec<String> {
    let help = Ferry::new().line(words).line("--help").run().status(0).stdout;
    let list = help.split_once("\nCommands:\n").map_or("", |(_, list)| list.split("\n\n").next().unwrap());
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    let names = names.filter_map(|line| line.split(' ').next()).filter(|name| *name != "help");
    names.map(|name| format!("{words} {name}").trim().to_owned()).collect()
}

#[test]
fn every_command_is_listed() {
    let mut waiting = commands("");
    let mut missing = BTreeSet::new();
    let mut seen = 0;
    while let Some(command) = waiting.pop() {
        seen += 1;
        let inner = commands(&command);
        let is_listed = LINES.iter().any(|line| *line == command || line.starts_with(&format!("{command} ")));
        if !is_listed {
            missing.insert(command);
        }
        waiting.extend(inner);
    }
    assert!(seen > 40, "only {seen} commands were found");
    assert!(missing.is_empty(), "these commands have no line in LINES: {missing:?}");
    assert_ne!(CLIENT, CLIENT_ID);
}
