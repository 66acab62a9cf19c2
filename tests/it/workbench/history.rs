//! What the page has changed can be undone and done again, also after a restart.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Answer, RunningWorkbench, ferry, office_file};

fn moved(bench: &RunningWorkbench, direction: &str) -> Value {
    bench.undo_or_redo(direction)
}

fn asked(bench: &RunningWorkbench, direction: &str, did: &Value) -> Answer {
    bench.send(bench.request(Method::POST, &format!("api/{direction}")).body(did.to_string()))
}

fn office() -> (RunningWorkbench, String) {
    let bench = RunningWorkbench::open(ferry().file("clienti.csv", office_file()), "clienti.csv");
    let id = bench.project()["files"][0]["id"].as_str().unwrap().to_owned();
    (bench, id)
}

fn header_row(bench: &RunningWorkbench) -> Value {
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
    let bench = RunningWorkbench::open(ferry, "deskferry-project");
    assert_eq!(bench.offered("undo"), json!({"what": "mapping", "about": ""}));
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
    let did = bench.project()["undo"].clone();
    std::fs::write(&mapping, "mine").unwrap();
    assert_eq!(bench.project()["undo"], Value::Null);
    let refused = asked(&bench, "undo", &did).refused(409);
    assert!(refused["message"].as_str().unwrap().contains("changed elsewhere"), "{refused}");
    assert_eq!(std::fs::read_to_string(&mapping).unwrap(), "mine");
}

/// The step that a tab shows is the one that it undoes.
#[test]
fn a_step_of_another_tab_is_not_undone_unseen() {
    let (bench, id) = office();
    bench.stated(&id, json!({"header_row": 4}));
    let seen = bench.project()["undo"].clone();
    bench.map(&id, false);
    let refused = asked(&bench, "undo", &seen).refused(409);
    assert!(refused["message"].as_str().unwrap().contains("in the meantime"), "{refused}");
    assert!(bench.folder().join("mapping.toml").exists());
}

#[test]
fn a_removed_file_keeps_nothing_from_being_undone() {
    let (bench, id) = office();
    bench.map(&id, false);
    bench.stated(&id, json!({"header_row": 4}));
    assert_eq!(bench.send(bench.request(Method::DELETE, &format!("api/files/{id}"))).status, 204);
    assert_eq!(moved(&bench, "undo")["what"], "mapping");
    assert!(!bench.folder().join("mapping.toml").exists());
    // A file with the same name is another file.
    assert_eq!(bench.project()["undo"], Value::Null);
}

/// A project may come from anybody: its history reads and writes nothing but its own texts.
#[rstest]
#[case::written_elsewhere("../own.txt", "{kept}", "null")]
#[case::read_elsewhere("mapping.toml", "\"../secret\"", "null")]
#[case::read_by_its_path("mapping.toml", "\"{secret}\"", "null")]
#[case::another_content("mapping.toml", "{other}", "null")]
fn a_hostile_history_does_nothing(#[case] name: &str, #[case] before: &str, #[case] after: &str) {
    let (bench, _) = office();
    let ferry = bench.kill().file("deskferry-project/secret", "secret").file("own.txt", "own");
    let folder = ferry.path().join("deskferry-project/.history");
    std::fs::create_dir_all(&folder).unwrap();
    let (kept, other) = (deskferry::file::sha256_hex(b"kept"), "0".repeat(64));
    std::fs::write(folder.join(&kept), "kept").unwrap();
    std::fs::write(folder.join(&other), "another").unwrap();
    let secret = ferry.path().join("deskferry-project/secret").display().to_string();
    let before = before.replace("{kept}", &format!("\"{kept}\"")).replace("{other}", &format!("\"{other}\""));
    let before = before.replace("{secret}", &secret);
    let change = format!("{{\"text\":{{\"name\":\"{name}\",\"before\":{before},\"after\":{after}}}}}");
    let did = json!({"what": "mapping", "about": ""});
    let steps = format!("{{\"done\":1,\"steps\":[{{\"did\":{did},\"changes\":[{change}]}}]}}");
    std::fs::write(folder.join("steps.json"), steps).unwrap();
    let bench = RunningWorkbench::open(ferry, "deskferry-project");
    // The step itself is the one that is asked for.
    let step = format!("{{\"did\":{{\"what\":\"mapping\",\"about\":\"\"}},\"changes\":[{change}]}}");
    let step = deskferry::file::sha256_hex(step.as_bytes())[..16].to_owned();
    let refused = asked(&bench, "undo", &json!({"what": "mapping", "about": "", "step": step})).refused(409);
    assert!(!refused["message"].as_str().unwrap().contains("in the meantime"), "{refused}");
    assert!(!bench.folder().join("mapping.toml").exists());
    assert_eq!(std::fs::read_to_string(bench.path().join("own.txt")).unwrap(), "own");
}

/// It is no reason to refuse the project.
#[test]
fn a_history_that_cannot_be_read_begins_anew() {
    for content in [&b"{"[..], b"\xff\xfe"] {
        let (bench, id) = office();
        bench.stated(&id, json!({"header_row": 4}));
        let steps = bench.folder().join(".history/steps.json");
        std::fs::write(&steps, content).unwrap();
        assert_eq!(bench.project()["undo"], Value::Null);
        bench.stated(&id, json!({"header_row": 5}));
        assert_eq!(moved(&bench, "undo")["what"], "reading");
        assert_eq!(header_row(&bench), 4);
    }
}
