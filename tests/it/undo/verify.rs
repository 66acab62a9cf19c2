//! `deskferry verify`: whether the help desk still has what a run wrote.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{MAPPING, PEOPLE, again, change, desk, id, imported};
use crate::command_line::Ferry;

#[test]
fn a_change_and_a_deletion_are_found() {
    let desk = desk();
    let import = imported(&desk, "--marker importRef");
    let good = again(&import, &desk, "verify latest").status(0).says("4 customers checked, all match");
    assert_eq!(good.stdout, "");
    change(&desk, "ada@x.org", "memo", "by hand");
    change(&desk, "cy@x.org", "memo", "not written by the run");
    let eve = desk.customer("email", "eve@x.org")["id"].as_str().unwrap().to_owned();
    desk.remove(&eve).unwrap();
    let mut dora = desk.customer("email", "dora@x.org");
    dora["customFields"]["importRef"] = "another".into();
    desk.put(dora).unwrap();

    let found = again(&import, &desk, "verify latest").status(1);
    let found = found.says("4 customers checked, 3 differ from what was written");
    let found =
        found.says("a.csv, row 2, customer ").says("memo is \"by hand\", but was written as \"called\"");
    let found = found.says("no longer exists");
    let file = PathBuf::from(found.stdout.trim());
    let text = std::fs::read_to_string(import.path().join(&file)).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told = |line: &Value| (line["row"].as_u64().unwrap(), line["what"].clone(), line["field"].clone());
    let expected = [
        (2, json!("differs"), json!("memo")),
        (5, json!("differs"), json!("customFields.importRef")),
        (6, json!("missing"), json!(null)),
    ];
    assert_eq!(lines.iter().map(told).collect::<Vec<_>>(), expected);
    assert_eq!(lines[2]["id"], eve);
}

#[test]
fn verifying_again_removes_the_old_differences() {
    let desk = desk();
    let import = imported(&desk, "");
    let list = import.folder().join("verify.jsonl");
    change(&desk, "ada@x.org", "memo", "by hand");
    again(&import, &desk, "verify latest").status(1);
    assert!(list.is_file());
    change(&desk, "ada@x.org", "memo", "called");
    again(&import, &desk, "verify latest").status(0);
    assert!(!list.exists());
}

#[test]
fn a_run_that_was_undone_says_so() {
    let desk = desk();
    let import = imported(&desk, "");
    let undo = again(&import, &desk, "undo latest --yes").status(0);
    let verified = again(&import, &desk, &format!("verify {}", id(&import))).status(1);
    verified.says(&format!("{} was undone by {}: what it wrote was taken back\n", id(&import), id(&undo)));
}

#[test]
fn latest_skips_runs_that_wrote_nothing() {
    let desk = desk();
    let import = imported(&desk, "");
    again(&import, &desk, "import a.csv -m m.toml --dry-run").status(0);
    let taken = format!("was a dry run, which wrote nothing; verifying {}\n", id(&import));
    again(&import, &desk, "verify latest").status(0).says(&taken);
    import.then().line("validate a.csv -m m.toml").run().status(0);
    let taken = format!("was a validation, which wrote nothing; undoing {}\n", id(&import));
    let undo = again(&import, &desk, "undo latest --yes").status(0).says(&taken);
    again(&import, &desk, "verify latest").status(0).says(&format!("verifying {}\n", id(&undo)));
    again(&import, &desk, "undo latest --yes").says(&format!("was an undo; undoing {}\n", id(&import)));
}

#[test]
fn a_run_that_wrote_nothing_has_nothing_to_verify() {
    let desk = desk();
    imported(&desk, "");
    let ferry = Ferry::new().file("a.csv", PEOPLE).file("m.toml", MAPPING);
    let same = ferry.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    assert_eq!(same.count("unchanged"), 5);
    let verified = again(&same, &desk, "verify latest").status(0);
    assert!(!verified.stderr.contains("all match"), "{verified}");
    verified.says(&format!("{} wrote nothing, so there is nothing to verify", id(&same)));
    again(&same, &desk, "undo latest --yes").status(0).says("wrote nothing, so there is nothing to undo");
}
