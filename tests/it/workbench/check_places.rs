//! What a check reads and where it writes: pipes, links, other encodings, files of look-ups.

use std::path::Path;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{RunningWorkbench, eventually, ferry};
use crate::command_line::SIMPLE;

const PEOPLE: &str = "Name,Email\nBob,bob(at)example.org\nAda,ada@example.org\n";

fn opened(csv: &str, mapping: &str) -> (RunningWorkbench, String) {
    let ferry = ferry().file("a.csv", csv).file("deskferry-project/project.toml", "version = 1\n");
    let workbench = RunningWorkbench::open(ferry.file("deskferry-project/mapping.toml", mapping), "a.csv");
    let id = workbench.project()["files"][0]["id"].as_str().unwrap().to_owned();
    (workbench, id)
}

fn pipe(path: &Path) {
    drop(std::fs::remove_file(path));
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn a_pipe_is_never_waited_for() {
    let (workbench, id) = opened(PEOPLE, SIMPLE);
    pipe(&workbench.folder().join("fixes.csv"));
    let soon = |method: Method, path: &str| workbench.request(method, path).timeout(Duration::from_secs(10));
    workbench.send(soon(Method::GET, "api/check/fixes")).refused(422);
    std::fs::remove_file(workbench.folder().join("fixes.csv")).unwrap();
    pipe(&workbench.path().join("a.csv"));
    let body = json!({"file": id}).to_string();
    let refused = workbench.send(soon(Method::POST, "api/check").body(body)).refused(422);
    assert!(refused["message"].as_str().unwrap().contains("a.csv"), "{refused}");
    assert_eq!(workbench.get("api/check").json()["running"], false);
}

#[test]
fn a_check_writes_through_no_link() {
    let (workbench, id) = opened(PEOPLE, SIMPLE);
    let elsewhere = workbench.path().join("repo");
    std::fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, workbench.folder().join(".check")).unwrap();
    let refused = workbench.post("check", json!({"file": id})).refused(422);
    assert!(refused["message"].as_str().unwrap().contains("is a link"), "{refused}");
    assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 0);
}

#[test]
fn a_changed_file_of_look_ups_makes_a_check_stale() {
    let mapping = format!(
        "{SIMPLE}state = {{ from = \"Land\", lookup_file = {{ file = \"l.csv\", key = \"k\", value = \"v\" }} }}\n"
    );
    let (workbench, id) = opened("Name,Email,Land\nBob,b@example.org,Deutschl\n", SIMPLE);
    let lookups = workbench.folder().join("l.csv");
    std::fs::write(&lookups, "k,v\nItalia,IT\n").unwrap();
    std::fs::write(workbench.folder().join("mapping.toml"), mapping).unwrap();
    let first = workbench.checked(&id);
    assert_eq!((&first["error"], &first["counts"]["rejected"]), (&Value::Null, &json!(1)), "{first}");
    assert_eq!(workbench.checked(&id)["shown"], first["shown"]);
    std::fs::write(&lookups, "k,v\nItalia,IT\nDeutschl,DE\n").unwrap();
    assert_eq!(workbench.checked(&id)["counts"]["rejected"], 0);
}

/// Excel saves `ä` as one byte: commands read that, and clicks that are about other things go on.
#[test]
fn fixes_in_another_encoding_block_nothing_else() {
    let (workbench, id) = opened(PEOPLE, SIMPLE);
    workbench.checked(&id);
    let row = workbench.rows("")["rows"][0].clone();
    workbench.mend(&row, "Email", "bob(at)example.org", "bob@example.org");
    let text = workbench.fixes().replace(",,", ",gepr\u{fc}ft am Freitag,");
    let bytes: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    std::fs::write(workbench.folder().join("fixes.csv"), bytes).unwrap();
    let state = workbench.checked(&id);
    assert_eq!((&state["error"], &state["fixes"]["cells"]), (&Value::Null, &json!(1)), "{state}");
    assert_eq!(state["counts"], workbench.as_command());
    let edits = json!({"file": id, "edits": [{"rule": {"field": "city", "rule": {"value": "Roma"}}}]});
    workbench.send(workbench.request(Method::PATCH, "api/mapping").body(edits.to_string())).json();
    let mending = json!({"key": row["key"], "column": "Name", "was": "Bob", "now": "Bo", "file": "a.csv"});
    let refused = workbench.post("check/mend", mending).refused(422);
    assert!(refused["message"].as_str().unwrap().contains("save it as UTF-8"), "{refused}");
}

/// With corrections, all rows are read once before they are checked: that is seen, and stopped. Without, none is.
#[test]
fn the_first_reading_is_seen_and_stopped() {
    let mut csv = "Name,Email\n".to_owned();
    (0..150_000).for_each(|at| csv.push_str(&format!("N{at},n{at}@example.org\n")));
    let (workbench, id) = opened(&csv, SIMPLE);
    let progress = || workbench.get("api/check").json()["progress"].clone();
    let stopped = |has_begun: &dyn Fn() -> bool| {
        workbench.post("check", json!({"file": id})).json();
        eventually("rows are read", has_begun);
        assert_eq!(workbench.send(workbench.request(Method::DELETE, "api/check")).status, 204);
        eventually("it is stopped", || workbench.get("api/check").json()["error"] == "the check was stopped");
        progress()
    };
    let seen = stopped(&|| progress()["rows"].as_u64().unwrap() > 0);
    assert_eq!(seen["reading"], false, "{seen}");
    assert!(seen["rows"].as_u64().unwrap() < 150_000, "{seen}");
    let fix = "row_key,column,was,now,note,file,row\nr0000000000000001,Name,N1,N2,,,\n";
    std::fs::write(workbench.folder().join("fixes.csv"), fix).unwrap();
    let seen = stopped(&|| progress()["part"].as_f64().unwrap() > 0.0);
    assert_eq!((&seen["reading"], &seen["rows"]), (&json!(true), &json!(0)), "{seen}");
    assert!(seen["part"].as_f64().unwrap() < 0.6, "the check itself is still to come: {seen}");
}
