//! Taps and targets of others, and Meltano. `.ci/singer` installs them from PyPI.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::{MAPPING, addresses};
use crate::command_line::{Desk, Ferry, Ran};

/// The folder with their environments.
fn installed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/singer")
}

/// A program of others.
fn program(name: &str) -> String {
    let path = installed().join(name).join("bin").join(name);
    assert!(path.is_file(), "{} is missing: run .ci/singer", path.display());
    path.to_str().unwrap().to_owned()
}

/// Pipes messages into a program of others, in the folder of a command.
#[track_caller]
fn pipe_into(ran: &Ran, name: &str, args: &[&str]) -> String {
    std::fs::write(ran.path().join("messages.jsonl"), &ran.stdout).unwrap();
    let input = std::fs::File::open(ran.path().join("messages.jsonl")).unwrap();
    let out = Command::new(program(name)).args(args).current_dir(ran.path()).stdin(input).output().unwrap();
    assert!(out.status.success(), "{name}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn customers() -> Desk {
    Desk::holding([
        json!({"id": "1", "name": "Ada", "email": "ada@example.org", "topClient": true, "tags": ["vip"],
            "customFields": {"segment": "Gold"}, "loyalty": {"points": 7}}),
        json!({"id": "2", "name": "Bob, \"B\"", "ticketCount": 3}),
    ])
}

/// The only file of a kind in a folder.
#[track_caller]
fn only_file(folder: &Path, end: &str) -> PathBuf {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|own| own == end)).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
#[ignore = "needs programs from PyPI; .ci/run runs it"]
fn two_public_targets_read_our_tap() {
    let desk = customers();
    let ran = Ferry::new().sandbox(&desk).line("singer tap").fast().run().status(0);
    let config = r#"{"destination_path": "out", "do_timestamp_file": false}"#;
    for folder in ["out", "tables"] {
        std::fs::create_dir(ran.path().join(folder)).unwrap();
    }
    std::fs::write(ran.path().join("c.json"), config).unwrap();
    let state = pipe_into(&ran, "target-jsonl", &["--config", "c.json"]);
    assert_eq!(serde_json::from_str::<Value>(&state).unwrap()["bookmarks"]["customers"]["customers"], 2);
    let text = std::fs::read_to_string(only_file(&ran.path().join("out"), "jsonl")).unwrap();
    let records: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), 2);
    let ada = records.iter().find(|record| record["name"] == "Ada").unwrap();
    assert_eq!((&ada["tags"], &ada["extraFields"]["loyalty"]["points"]), (&json!(["vip"]), &json!(7)));

    // This one checks each record against the schema.
    std::fs::write(ran.path().join("t.json"), r#"{"output_path": "tables"}"#).unwrap();
    pipe_into(&ran, "target-csv", &["--config", "t.json"]);
    let mut table = csv::Reader::from_path(only_file(&ran.path().join("tables"), "csv")).unwrap();
    let header = table.headers().unwrap().clone();
    let at = |name: &str| {
        header.iter().position(|own| own == name).unwrap_or_else(|| panic!("{name}: {header:?}"))
    };
    let (name, custom) = (at("name"), at("customFields"));
    let mut rows: Vec<_> = table.records().map(|row| row.unwrap()).collect();
    rows.sort_by_key(|row| row[name].to_owned());
    assert_eq!((&rows[0][name], &rows[1][name]), ("Ada", "Bob, \"B\""));
    assert!(rows[0][custom].contains("Gold"), "{rows:?}");
}

const PEOPLE: &str = r#"{"id": 1, "name": "Ada", "email": "ada@example.org", "place": {"city": "London"}}
{"id": 2, "name": "Bob", "email": "bob(at)example.org", "place": null}
{"id": 3, "name": "Carla", "email": "carla@example.org"}
"#;

#[test]
#[ignore = "needs programs from PyPI; .ci/run runs it"]
fn a_public_tap_feeds_our_target() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("people.jsonl", PEOPLE).file("m.toml", MAPPING).file(
        "c.json",
        r#"{"path": "people.jsonl", "stream_name": "people", "primary_keys": ["id"], "emit_state_every": 1}"#,
    );
    let out = Command::new(program("tap-jsonl"))
        .args(["--config", "c.json"])
        .current_dir(ferry.path())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let run =
        |ferry: Ferry| ferry.sandbox(&desk).line("singer target -m m.toml").fast().stdin(&out.stdout).run();
    let ran = run(ferry).status(1);
    assert_eq!(addresses(&desk), ["ada@example.org", "carla@example.org"]);
    assert_eq!(desk.customer("name", "Ada")["city"], "London");
    let state: Value = serde_json::from_str(ran.stdout.lines().last().unwrap()).unwrap();
    assert!(state["bookmarks"]["people"].is_object(), "{state}");
    // The tap sends all of it again.
    run(ran.then()).status(1);
    assert_eq!(desk.customers().len(), 2);
}

#[test]
#[ignore = "needs Meltano from PyPI; .ci/campaigns runs it"]
fn meltano_runs_both_pipelines_in_full() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("people.jsonl", PEOPLE);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/meltano");
    std::fs::create_dir(ferry.path().join("bin")).unwrap();
    for file in ["meltano.yml", "people.toml", "bin/tap-deskferry", "bin/target-deskferry"] {
        std::fs::copy(root.join(file), ferry.path().join(file)).unwrap();
    }
    let program_of_tests = Path::new(env!("CARGO_BIN_EXE_deskferry"));
    let folders = [
        program_of_tests.parent().unwrap().to_owned(),
        installed().join("tap-jsonl/bin"),
        installed().join("target-jsonl/bin"),
    ];
    let path = std::env::join_paths(
        folders.into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )
    .unwrap();
    let env = format!(
        "DESKERO_BASE_URL={}\nDESKERO_CLIENT_ID={}\nDESKERO_API_TOKEN={}\n",
        desk.base_url(),
        deskferry::sandbox::CLIENT_ID,
        deskferry::sandbox::API_TOKEN
    );
    std::fs::write(ferry.path().join(".env"), env).unwrap();
    std::fs::create_dir(ferry.path().join("output")).unwrap();
    let meltano = |args: &[&str]| {
        let mut command = Command::new(program("meltano"));
        command.args(args).current_dir(ferry.path()).env("PATH", &path).env("HOME", ferry.path());
        command.env("NO_COLOR", "1").env("MELTANO_SEND_ANONYMOUS_USAGE_STATS", "false");
        let out = command.output().unwrap();
        let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
        (out.status.code(), said)
    };
    let (_, said) = meltano(&["run", "tap-jsonl", "target-deskferry"]);
    assert_eq!(addresses(&desk), ["ada@example.org", "carla@example.org"], "{said}");
    let (_, states) = meltano(&["state", "list"]);
    assert!(
        states.contains("dev:tap-jsonl-to-target-deskferry"),
        "the state is kept although a record was rejected: {states}"
    );
    let (status, said) = meltano(&["run", "tap-deskferry", "target-jsonl"]);
    assert_eq!(status, Some(0), "{said}");
    let text = std::fs::read_to_string(only_file(&ferry.path().join("output"), "jsonl")).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
}
