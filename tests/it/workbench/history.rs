//! What the page has changed can be undone and done again, also after a restart.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Answer, RunningWorkbench, ferry, office_file};

fn moved(workbench: &RunningWorkbench, direction: &str) -> Value {
    workbench.undo_or_redo(direction)
}

fn asked(workbench: &RunningWorkbench, direction: &str, did: &Value) -> Answer {
    workbench.send(workbench.request(Method::POST, &format!("api/{direction}")).body(did.to_string()))
}

fn office() -> (RunningWorkbench, String) {
    let workbench = RunningWorkbench::open(ferry().file("clienti.csv", office_file()), "clienti.csv");
    let id = workbench.project()["files"][0]["id"].as_str().unwrap().to_owned();
    (workbench, id)
}

fn header_row(workbench: &RunningWorkbench) -> Value {
    workbench.project()["files"][0]["reading"]["header_row"].clone()
}

#[test]
fn each_change_is_undone_and_done_again_in_its_order() {
    let (workbench, id) = office();
    assert_eq!((&workbench.project()["undo"], &workbench.project()["redo"]), (&Value::Null, &Value::Null));
    workbench.stated(&id, json!({"header_row": 4}));
    workbench.map(&id, false);
    let mapping = workbench.folder().join("mapping.toml");
    let written = std::fs::read_to_string(&mapping).unwrap();
    let ferry = workbench.kill();
    let workbench = RunningWorkbench::open(ferry, "deskferry-project");
    assert_eq!(workbench.offered("undo"), json!({"what": "mapping", "about": ""}));
    assert_eq!(moved(&workbench, "undo")["what"], "mapping");
    assert!(!mapping.exists());
    assert_eq!(moved(&workbench, "undo"), json!({"what": "reading", "about": "clienti.csv"}));
    assert_eq!(header_row(&workbench), Value::Null);
    assert_eq!(moved(&workbench, "undo"), Value::Null);
    assert_eq!(moved(&workbench, "redo")["what"], "reading");
    assert_eq!(header_row(&workbench), 4);
    assert_eq!(moved(&workbench, "redo")["what"], "mapping");
    assert_eq!(std::fs::read_to_string(&mapping).unwrap(), written);
    assert_eq!(moved(&workbench, "redo"), Value::Null);
}

#[test]
fn a_new_change_ends_what_could_be_done_again() {
    let (workbench, id) = office();
    workbench.stated(&id, json!({"header_row": 4}));
    moved(&workbench, "undo");
    workbench.stated(&id, json!({"header_row": 5}));
    assert_eq!(workbench.project()["redo"], Value::Null);
    moved(&workbench, "undo");
    assert_eq!(header_row(&workbench), Value::Null);
    // A change that changes nothing is no step.
    workbench.stated(&id, json!({"header_row": null}));
    assert_eq!(workbench.project()["redo"]["what"], "reading");
}

/// An edit by hand is worth more than a step back.
#[test]
fn what_was_edited_elsewhere_is_not_overwritten() {
    let (workbench, id) = office();
    workbench.map(&id, false);
    let mapping = workbench.folder().join("mapping.toml");
    let did = workbench.project()["undo"].clone();
    std::fs::write(&mapping, "mine").unwrap();
    assert_eq!(workbench.project()["undo"], Value::Null);
    let refused = asked(&workbench, "undo", &did).refused(409);
    assert!(refused["message"].as_str().unwrap().contains("changed elsewhere"), "{refused}");
    assert_eq!(std::fs::read_to_string(&mapping).unwrap(), "mine");
}

/// The step that a tab shows is the one that it undoes.
#[test]
fn a_step_of_another_tab_is_not_undone_unseen() {
    let (workbench, id) = office();
    workbench.stated(&id, json!({"header_row": 4}));
    let seen = workbench.project()["undo"].clone();
    workbench.map(&id, false);
    let refused = asked(&workbench, "undo", &seen).refused(409);
    assert!(refused["message"].as_str().unwrap().contains("in the meantime"), "{refused}");
    assert!(workbench.folder().join("mapping.toml").exists());
}

#[test]
fn a_removed_file_keeps_nothing_from_being_undone() {
    let (workbench, id) = office();
    workbench.map(&id, false);
    workbench.stated(&id, json!({"header_row": 4}));
    assert_eq!(workbench.send(workbench.request(Method::DELETE, &format!("api/files/{id}"))).status, 204);
    assert_eq!(moved(&workbench, "undo")["what"], "mapping");
    assert!(!workbench.folder().join("mapping.toml").exists());
    // A file with the same name is another file.
    assert_eq!(workbench.project()["undo"], Value::Null);
}

/// A project may come from anybody: its history reads and writes nothing but its own texts.
#[rstest]
#[case::written_elsewhere("../own.txt", "{kept}", "null")]
#[case::read_elsewhere("mapping.toml", "\"../secret\"", "null")]
#[case::read_by_its_path("mapping.toml", "\"{secret}\"", "null")]
#[case::another_content("mapping.toml", "{other}", "null")]
fn a_hostile_history_does_nothing(#[case] name: &str, #[case] before: &str, #[case] after: &str) {
    let (workbench, _) = office();
    let ferry = workbench.kill().file("deskferry-project/secret", "secret").file("own.txt", "own");
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
    let workbench = RunningWorkbench::open(ferry, "deskferry-project");
    // The step itself is the one that is asked for.
    let step = format!("{{\"did\":{{\"what\":\"mapping\",\"about\":\"\"}},\"changes\":[{change}]}}");
    let step = deskferry::file::sha256_hex(step.as_bytes())[..16].to_owned();
    let refused =
        asked(&workbench, "undo", &json!({"what": "mapping", "about": "", "step": step})).refused(409);
    assert!(!refused["message"].as_str().unwrap().contains("in the meantime"), "{refused}");
    assert!(!workbench.folder().join("mapping.toml").exists());
    assert_eq!(std::fs::read_to_string(workbench.path().join("own.txt")).unwrap(), "own");
}

/// It is no reason to refuse the project.
#[test]
fn a_history_that_cannot_be_read_begins_anew() {
    for content in [&b"{"[..], b"\xff\xfe"] {
        let (workbench, id) = office();
        workbench.stated(&id, json!({"header_row": 4}));
        let steps = workbench.folder().join(".history/steps.json");
        std::fs::write(&steps, content).unwrap();
        assert_eq!(workbench.project()["undo"], Value::Null);
        workbench.stated(&id, json!({"header_row": 5}));
        assert_eq!(moved(&workbench, "undo")["what"], "reading");
        assert_eq!(header_row(&workbench), 4);
    }
}
