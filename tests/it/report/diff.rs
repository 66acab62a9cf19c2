//! `report diff`: two runs compared.

use serde_json::Value;

use super::{AFTER, BEFORE, validated};
use crate::command_line::{Desk, Ran};

fn id(ran: &Ran) -> String {
    ran.folder().file_name().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn two_validations_are_compared_by_the_values_of_their_rows() {
    let first = validated(BEFORE);
    let second = first.then().file("a.csv", AFTER).line("validate a.csv -m m.toml").run().status(1);
    let line = format!("report diff {} {}", id(&first), id(&second));
    let diff: Value =
        serde_json::from_str(&first.then().line(&format!("{line} --json")).run().status(1).stdout).unwrap();
    assert_eq!(diff["unchanged"], 1, "Di, although she moved: {diff}");
    let rows = |kind: &str| -> Vec<&str> {
        diff[kind].as_array().unwrap().iter().map(|row| row["row"].as_str().unwrap()).collect()
    };
    assert_eq!((rows("fixed"), rows("changed"), rows("new")), (vec!["3"], vec![], vec!["5"]), "{diff}");
    let told = first.then().line(&line).run().status(1);
    assert!(told.stdout.contains("a.csv, row 5: E201"), "{told}");
    assert!(told.stdout.lines().all(|line| line.chars().count() <= 80), "{told}");
    let back = format!("report diff {} {}", id(&second), id(&second));
    let same = first.then().line(&back).run().status(0);
    assert!(same.stdout.contains("rejected again"), "{same}");
}

/// The comparison of two runs in one folder as text, and its remarks.
fn compared(before: &Ran, after: &Ran) -> (String, Vec<String>) {
    let line = format!("report diff {} {}", id(before), id(after));
    let told = before.then().line(&line).run();
    let diff: Value =
        serde_json::from_str(&before.then().line(&format!("{line} --json")).run().stdout).unwrap();
    assert!(told.stdout.lines().all(|line| line.chars().count() <= 80), "{told}");
    (told.stdout, serde_json::from_value(diff["remarks"].clone()).unwrap())
}

#[test]
fn other_differences_are_reported() {
    let first = validated(BEFORE);
    let (told, remarks) = compared(&first, &first);
    assert_eq!(remarks, ["The sources are identical."], "{told}");
    let corrected = first.then().file("a.csv", AFTER).line("validate a.csv -m m.toml").run().status(1);
    assert_eq!(compared(&first, &corrected).1, Vec::<String>::new(), "the file, corrected");
    let mapping = crate::command_line::SIMPLE.replace("Simple", "Other");
    let ferry = first.then().file("b.csv", AFTER).file("n.toml", mapping);
    let other = ferry.line("validate b.csv -m n.toml --mode insert").run().status(1);
    let (told, remarks) = compared(&first, &other);
    assert!(
        remarks[0].starts_with("Different sources: a.csv before, b.csv after; they are compared in order")
    );
    assert!(remarks[1].starts_with("Different mapping: \"Simple\" (SHA-256 "), "{remarks:?}");
    assert_eq!(remarks[2..], ["Different mode: upsert before, insert after."], "{remarks:?}");
    assert!(told.contains("Different sources: a.csv before, b.csv after"), "{told}");
    let two = first.then().line("validate a.csv b.csv -m m.toml").run().status(1);
    let (_, remarks) = compared(&first, &two);
    assert!(remarks[0].contains("the number of sources differs"), "{remarks:?}");
}

#[test]
fn a_validation_and_an_import_are_distinguished() {
    let (first, desk) = (validated(BEFORE), Desk::new());
    let stopped = first.then().sandbox(&desk).line("import a.csv -m m.toml").fast();
    let import = stopped.env("DESKERO_API_TOKEN", "wrong").run().status(3);
    drop(import);
    let import = first.then().sandbox(&desk).line("import a.csv -m m.toml --dry-run").fast().run().status(1);
    let (_, remarks) = compared(&first, &import);
    assert_eq!(remarks[0], "Different kind of run: a validation before, a dry run of import after.");
}
