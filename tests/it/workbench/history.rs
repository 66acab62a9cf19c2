//! What the page has changed can be undone and done again, also after a restart.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Bench, ferry, office_file};

fn moved(bench: &Bench, direction: &str) -> Value {
    bench.send(bench.request(Method::POST, &format!("api/{direction}"))).json()["did"].clone()
}

fn office() -> (Bench, String) {
    let bench = Bench::open(ferry().file("clienti.csv", office_file()), "clienti.csv");
    let id = bench.project()["files"][0]["id"].as_str().unwrap().to_owned();
    (bench, id)
}

fn header_row(bench: &Bench) -> Value {
    bench.project()["files"][0]["reading"]["header_row"].clone()
}

#[test]
fn each_change_is_undone_and_done_again_in_its_order() {
    let (bench, id) = office();
    assert_eq!((&bench.project()["undo"], &bench.project()["redo"]), (&Value::Null, &Value::Null));
    bench.stated(&id, json!({"header_row": 4}));
    bench.map(&id, false);
    let mapping = bench.folder().join("mapping.toml");
    let written = std::fs::read_to_string(&mapping).unwrap();
    let ferry = bench.kill();
    let bench = Bench::open(ferry, "deskferry-project");
    assert_eq!(bench.project()["undo"], json!({"what": "mapping", "about": ""}));
    assert_eq!(moved(&bench, "undo")["what"], "mapping");
    assert!(!mapping.exists());
    assert_eq!(moved(&bench, "undo"), json!({"what": "reading", "about": "clienti.csv"}));
    assert_eq!(header_row(&bench), Value::Null);
    assert_eq!(moved(&bench, "undo"), Value::Null);
    assert_eq!(moved(&bench, "redo")["what"], "reading");
    assert_eq!(header_row(&bench), 4);
    assert_eq!(moved(&bench, "redo")["what"], "mapping");
    assert_eq!(std::fs::read_to_string(&mapping).unwrap(), written);
    assert_eq!(moved(&bench, "redo"), Value::Null);
}

#[test]
fn a_new_change_ends_what_could_be_done_again() {
    let (bench, id) = office();
    bench.stated(&id, json!({"header_row": 4}));
    moved(&bench, "undo");
    bench.stated(&id, json!({"header_row": 5}));
    assert_eq!(bench.project()["redo"], Value::Null);
    moved(&bench, "undo");
    assert_eq!(header_row(&bench), Value::Null);
    // A change that changes nothing is no step.
    bench.stated(&id, json!({"header_row": null}));
    assert_eq!(bench.project()["redo"]["what"], "reading");
}

/// An edit by hand is worth more than a step back.
#[test]
fn what_was_edited_elsewhere_is_not_overwritten() {
    let (bench, id) = office();
    bench.map(&id, false);
    let mapping = bench.folder().join("mapping.toml");
    std::fs::write(&mapping, "mine").unwrap();
    assert_eq!(bench.project()["undo"], Value::Null);
    let answer = bench.send(bench.request(Method::POST, "api/undo"));
    assert_eq!(answer.status, 409);
    assert!(answer.text.contains("changed elsewhere"), "{}", answer.text);
    assert_eq!(std::fs::read_to_string(&mapping).unwrap(), "mine");
}

/// A project may come from anybody: its history writes nothing but the two texts.
#[test]
fn a_hostile_history_writes_nothing_elsewhere() {
    let (bench, _) = office();
    let ferry = bench.kill();
    let folder = ferry.path().join("deskferry-project/.history");
    std::fs::create_dir_all(&folder).unwrap();
    let hash = "0".repeat(64);
    std::fs::write(folder.join(&hash), "owned").unwrap();
    let change = json!({"text": {"name": "../own.txt", "before": hash, "after": null}});
    let steps = json!({"done": 1, "steps": [{"did": {"what": "mapping", "about": ""}, "changes": [change]}]});
    std::fs::write(folder.join("steps.json"), steps.to_string()).unwrap();
    let bench = Bench::open(ferry, "deskferry-project");
    assert_eq!(bench.send(bench.request(Method::POST, "api/undo")).status, 409);
    assert!(!bench.path().join("own.txt").exists());
    // A history that can't be read is no reason to refuse the project.
    std::fs::write(folder.join("steps.json"), "{").unwrap();
    assert_eq!(bench.project()["undo"], Value::Null);
}
