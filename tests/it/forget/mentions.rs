//! Texts of other customers that mention the person: they stay, and so do these customers.

use deskferry::file::DecryptionKey;
use serde_json::{Value, json};

use super::{certificate, forget, found_in};
use crate::command_line::{Desk, Ferry};

const MAPPING: &str = "\
version = 1
name = \"Memos\"
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\", required = true }
email = { from = \"Email\", as = \"email\" }
memo = { from = \"Memo\" }
";
/// Short texts, which are easily taken for an address with a name.
const ROWS: &str = "\
Name,Email,Memo
Ann Miller,ann@example.org,x
Bob Ross,bob@example.org,friend of ann@example.org
Eve Fox,eve@example.org,ann@example.org
Carl,carl(at)example.org,sent by ann@example.org
";

fn imported() -> (Desk, Ferry) {
    let desk = Desk::new();
    let ferry = Ferry::new().file("source.csv", ROWS).file("source.toml", MAPPING);
    ferry.then().sandbox(&desk).line("import source.csv -m source.toml").fast().run().status(1);
    ferry.then().sandbox(&desk).line("backup t").fast().run().status(0);
    (desk, ferry)
}

fn names(desk: &Desk) -> Vec<Value> {
    let mut names: Vec<Value> = desk.customers().iter().map(|one| one["name"].clone()).collect();
    names.sort_by_key(ToString::to_string);
    names
}

#[test]
fn a_memo_that_mentions_her_makes_nobody_hers() {
    let (desk, ferry) = imported();
    let line = "email=ann@example.org --from-help-desk --yes";
    let ran = forget(&ferry, line).sandbox(&desk).fast().run().status(5);
    assert_eq!(names(&desk), ["Bob Ross", "Eve Fox"]);
    let proof = certificate(ran.path());
    assert_eq!((&proof["customers"], &proof["mentions"]), (&json!(1), &json!(2)), "{proof:#}");
    assert_eq!(proof["runs"][0]["rows"], 1);
    let still = proof["stillIn"].as_array().unwrap();
    assert!(still.iter().any(|file| file.as_str().unwrap().ends_with("results.csv")), "{proof:#}");
    let left = ferry.then().line("history t email=bob@example.org --json").run().status(0);
    assert!(left.stdout.contains("friend of ann@example.org"));
    assert_eq!(
        found_in(ferry.path(), &["Ann Miller"], &DecryptionKey::default()),
        ["source.csv: ann miller"]
    );
}

#[test]
fn a_second_call_says_what_is_left() {
    let (_desk, ferry) = imported();
    forget(&ferry, "email=ann@example.org --yes").run().status(5);
    let ran = forget(&ferry, "email=ann@example.org --yes").run().status(1);
    let ran = ran.says("nobody has these values; nothing was changed");
    let ran = ran.says("2 records of other customers have an address of the person in free text");
    ran.says("results.csv, as free text or in a plan");
    assert!(!ferry.path().join("c.json").exists());
}
