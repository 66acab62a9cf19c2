//! `--fixes-of`: one table of fixes for several files.

use serde_json::json;

use super::{PEOPLE, fixes_of, key, ready};
use crate::command_line::Desk;

const NAMES: [&str; 2] = ["Name", "Email"];

/// A fix of Bob's address for a file, and one of a row that only another file has.
fn table(bob: &str, other: &str) -> String {
    let bob_key = key(&NAMES, &["Bob", "bob(at)example.org"]);
    format!(
        "row_key,column,was,now,note,file,row\n{bob_key},Email,bob(at)example.org,bob@example.org,,{bob},3\n\
         r00000000000000aa,Email,x,y,,{other},2\n"
    )
}

/// A command of last week stays right when somebody mends rows of another file.
#[test]
fn a_command_takes_the_fixes_of_its_own_file_only() {
    let desk = Desk::new();
    for (bob, is_own) in
        [("a.csv", true), ("files/a.csv", true), ("/tmp/x/a.csv", true), ("", true), ("aa.csv", false)]
    {
        let fixes = table(bob, "files/b.csv");
        let line = "validate a.csv -m m.toml --fixes fixes.csv --fixes-of a.csv";
        let ran = ready(PEOPLE, &fixes).line(line).run().status(i32::from(!is_own));
        let expected = match is_own {
            true => json!({"of": "a.csv", "cells": 1, "left_out": {"files/b.csv": 1}}),
            false => json!({"of": "a.csv", "left_out": {"aa.csv": 1, "files/b.csv": 1}}),
        };
        assert_eq!(fixes_of(&ran), expected, "{bob}");
        let line = format!("for other files {}", if is_own { 1 } else { 2 });
        ran.says(&line);
    }
    // Without it, an import refuses what does not fit, and says how to leave it out.
    let fixes = table("a.csv", "files/b.csv");
    let import = |more: &str| {
        let line = format!("import a.csv -m m.toml --fixes fixes.csv {more}");
        ready(PEOPLE, &fixes).sandbox(&desk).line(&line).fast().run()
    };
    import("").status(2).says("1 fix of fixes.csv no longer fits").says("it was row 2 of files/b.csv");
    assert!(desk.customers().is_empty());
    import("--fixes-of a.csv").status(0);
    assert_eq!(desk.customers().len(), 3);
}

/// A masked report names no file.
#[test]
fn a_masked_report_has_no_names_of_other_files() {
    let fixes = table("a.csv", "secret-clients.csv");
    let line = "validate a.csv -m m.toml --fixes fixes.csv --fixes-of a.csv";
    let ran = ready(PEOPLE, &fixes).line(line).run().status(0);
    let masked = ran.then().line("report latest --redact --format json -o -").run().status(0);
    assert!(masked.stdout.contains("other-source-1.csv"), "{masked}");
    assert!(!masked.stdout.contains("secret-clients"), "{masked}");
}
