//! `restore` of an export: it works without a manifest; a manifest next to it must match it.

use serde_json::json;

use super::{bodies, writes};
use crate::command_line::{Desk, Ferry, Ran};
use crate::export::desk;

fn export(desk: &Desk, line: &str) -> Ran {
    Ferry::new().sandbox(desk).line("export -o out.jsonl.gz").line(line).fast().run()
}

fn restore(ran: &Ran, desk: &Desk, flags: &str) -> Ran {
    ran.then().sandbox(desk).line("restore out.jsonl.gz").line(flags).fast().run()
}

#[test]
fn an_export_is_restored_into_an_empty_account() {
    let (from, to) = (desk(60, ""), Desk::new());
    let ran = restore(&export(&from, "").status(0), &to, "").status(0);
    let ran = ran.says("The backup is from a different account");
    assert_eq!(bodies(&to.customers()), bodies(&from.customers()));
    assert_eq!(ran.run_json()["restores"]["account"]["base_url"], from.base_url());
}

#[test]
fn a_changed_export_is_refused() {
    let (from, to) = (desk(60, ""), Desk::new());
    let refused = |ran: Ran, said: &str| {
        let ran = restore(&ran, &to, "").status(5).says(said);
        assert_eq!((ran.folders().len(), writes(&to)), (0, 0), "nothing is left, nothing was sent");
        ran
    };
    let ran = export(&from, "").status(0);
    let other = export(&desk(61, ""), "").status(0);
    std::fs::copy(other.path().join("out.jsonl.gz"), ran.path().join("out.jsonl.gz")).unwrap();
    let ran = refused(ran, "does not match out.jsonl.gz.manifest.json");
    std::fs::write(ran.path().join("out.jsonl.gz.manifest.json"), "{").unwrap();
    let ran = refused(ran, "is not the evidence of an export");
    std::fs::remove_file(ran.path().join("out.jsonl.gz.manifest.json")).unwrap();
    restore(&ran, &to, "").status(0);
    assert_eq!(to.customers().len(), 61);
}

#[test]
fn a_newer_manifest_is_not_reported_as_damage() {
    let ran = export(&desk(3, ""), "").status(0);
    let path = ran.path().join("out.jsonl.gz.manifest.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, text.replace("\"version\": 1", "\"version\": 2")).unwrap();
    restore(&ran, &Desk::new(), "").status(2).says("is from a newer deskferry");
}

/// Fields that the export does not have would look empty, and would be emptied.
#[test]
fn an_export_of_some_fields_empties_no_others() {
    let desk = Desk::holding([json!({"id": "1", "name": "Ada", "email": "a@x.org", "memo": "dear"})]);
    let ran = export(&desk, "--fields id,name,email").status(0);
    let ran = restore(&ran, &desk, "").status(2).says("is an export of only some fields (id, name, email)");
    assert_eq!(ran.folders().len(), 0);
    restore(&ran, &desk, "--keep-added").status(0);
    assert_eq!(desk.customer("id", "1")["memo"], "dear");
}

#[test]
fn what_the_export_may_lack_is_reported() {
    let lying = desk(20, "page-size=10 total-lie=3");
    let ran = export(&lying, "--details never").status(5);
    let ran = restore(&ran, &Desk::new(), "--dry-run").status(0);
    ran.says("This export may not have all customers").says("a restore empties no field");
}

/// A table loses too much, and a JSON array is read differently: the message says to import both.
#[test]
fn other_formats_are_refused_with_an_import_command() {
    let desk = desk(3, "");
    for line in ["-o out.csv", "-o out.json.gz", "-o out.xlsx", "-o odd --format csv"] {
        let ran = Ferry::new().sandbox(&desk).line("export").line(line).fast().run().status(0);
        let name = line.split_whitespace().nth(1).unwrap();
        let ran = ran.then().sandbox(&desk).args(["restore", name]).fast().run().status(2);
        let ran = ran.says(&format!("use: deskferry import {name} -m deskferry"));
        assert_eq!(ran.folders().len(), 0);
    }
}
