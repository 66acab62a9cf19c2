//! The command lines that the page shows do the same as the page.

use std::process::Command;

use serde_json::json;

use super::{RunningWorkbench, ferry, office_file};

/// Runs a command line in a shell, as a person pastes it. Returns its exit status and what it said.
pub fn pasted(workbench: &RunningWorkbench, line: &str) -> (i32, String) {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_deskferry"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(workbench.path()).env("PATH", path).env("HOME", workbench.path());
    shell.envs(
        workbench
            .ferry
            .command()
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?)))
            .filter(|(name, _)| name.to_string_lossy().starts_with("DESKERO_")),
    );
    let output = shell.output().unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (output.status.code().unwrap(), said)
}

fn shown(workbench: &RunningWorkbench) -> String {
    workbench.project()["files"][0]["command"].as_str().unwrap().to_owned()
}

#[test]
fn the_mapping_of_the_page_is_that_of_the_command() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let id = workbench.dropped("i clienti's.csv", office_file());
    workbench.stated(&id, json!({"delimiter": ";", "header_row": 3, "short_rows": "fill"}));
    let line = shown(&workbench);
    assert_eq!(
        line,
        "deskferry mapping suggest 'deskferry-project/files/i clienti'\\''s.csv' -o deskferry-project/mapping.toml \
         --delimiter ';' --short-rows fill --header-row 3"
    );
    let (status, said) = pasted(&workbench, &line);
    assert_eq!(status, 0, "{said}");
    let path = workbench.folder().join("mapping.toml");
    let commanded = std::fs::read_to_string(&path).unwrap();
    assert!(commanded.contains("from = \"E-mail\"") && commanded.contains("header_row = 3"), "{commanded}");
    std::fs::remove_file(&path).unwrap();
    workbench.map(&id, false).json();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), commanded);
}

/// A list of the account's custom fields counts for the suggestion, and for its command.
#[test]
fn the_custom_fields_of_the_account_are_suggested() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let fields = json!([{"name": "segment", "type": "COMBO", "values": ["gold", "silver"]}]);
    std::fs::write(workbench.folder().join("fields.json"), fields.to_string()).unwrap();
    let id =
        workbench.dropped("a.csv", "Name,Email,Segment\nAda,ada@x.example,gold\nBob,bob@x.example,silver\n");
    let (status, said) = pasted(&workbench, &shown(&workbench));
    assert_eq!(status, 0, "{said}");
    let path = workbench.folder().join("mapping.toml");
    let commanded = std::fs::read_to_string(&path).unwrap();
    assert!(commanded.contains("\nsegment = { from = \"Segment\""), "{commanded}");
    std::fs::remove_file(&path).unwrap();
    workbench.map(&id, false).json();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), commanded);
}

#[test]
fn a_recognized_program_gives_its_mapping_and_the_command_validates() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/hubspot-contacts.csv");
    let workbench = RunningWorkbench::open(ferry().file("h.csv", std::fs::read(sample).unwrap()), "h.csv");
    let id = workbench.project()["files"][0]["id"].as_str().unwrap().to_owned();
    let project = workbench.map(&id, false).json();
    let mapping = &project["mapping"];
    assert_eq!(
        (&mapping["path"], &mapping["name"]),
        (&json!("deskferry-project/mapping.toml"), &json!("HubSpot contacts"))
    );
    let line = shown(&workbench);
    assert_eq!(line, "deskferry validate h.csv -m deskferry-project/mapping.toml");
    let (status, said) = pasted(&workbench, &line);
    assert!(status == 1 && said.contains("Validation: "), "{said}");
}

#[test]
fn a_mapping_that_exists_is_replaced_only_when_asked() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let id = workbench.dropped("c.csv", office_file());
    let path = workbench.folder().join("mapping.toml");
    std::fs::write(&path, "# mine\n").unwrap();
    assert!(workbench.project()["mapping"]["name"].is_null(), "it has an error");
    let refused = workbench.map(&id, false).refused(409);
    assert_eq!(refused["field"], "replace");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "# mine\n");
    workbench.map(&id, true).json();
    assert!(std::fs::read_to_string(&path).unwrap().contains("[fields]"));
    assert_eq!(workbench.map("000000000000", true).status, 404);
}

#[test]
fn a_file_that_no_mapping_can_be_made_for_says_why() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let id = workbench.dropped("c.pdf", "%PDF-1.7");
    let refused = workbench.map(&id, false).refused(422);
    assert!(refused["message"].as_str().unwrap().contains("a PDF document"), "{refused}");
    assert!(!workbench.folder().join("mapping.toml").exists());
}
