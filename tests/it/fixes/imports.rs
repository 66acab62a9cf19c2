//! Fixes in imports: what is planned is what was mended, also after a kill.

use serde_json::json;

use super::key::key;
use super::{PEOPLE, fixes_of, mended, ready, refused_of};
use crate::command_line::{Desk, Ferry, SIMPLE};
use crate::import::Running;

const LINE: &str = "import a.csv -m m.toml --fixes fixes.csv";

#[test]
fn an_import_writes_mended_cells_and_leaves_rows_aside_out() {
    let desk = Desk::new();
    let aside = key(&["Name", "Email"], &["Cleo", "cleo@example.org"]);
    let fixes = format!("{}{aside},,,set aside,left\n", mended());
    let ran = ready(PEOPLE, &fixes).sandbox(&desk).line(LINE).fast().run().status(0);
    assert_eq!(fixes_of(&ran), json!({"cells": 1, "set_aside": 1}));
    assert_eq!(desk.customers().len(), 2);
    assert_eq!(desk.customer("name", "Bob")["email"], "bob@example.org");
    let results = ran.results();
    assert_eq!(results.column("Email"), ["ada@example.org", "bob@example.org", "cleo@example.org"]);
    assert_eq!(results.cell(2, "_note"), "set aside: left");
    ran.then().sandbox(&desk).line("verify latest").fast().run().status(0);
    let again = ran.then().sandbox(&desk).line(LINE).fast().run().status(0);
    assert_eq!(again.count("unchanged"), 2);
}

/// A mended cell that is still wrong is in the rejects, which are corrected further.
#[test]
fn the_rejects_have_the_mended_cells() {
    let desk = Desk::new();
    let fixes = mended().replace(",bob@example.org", ",bob@");
    let ran = ready(PEOPLE, &fixes).sandbox(&desk).line(LINE).fast().run().status(1);
    let mut rejects = ran.rejects();
    assert_eq!(rejects.column("Email"), ["bob@"]);
    rejects.set(0, "Email", "bob@example.org");
    let ferry =
        ran.then().file("rejects.csv", [b"\xef\xbb\xbf".to_vec(), rejects.to_csv()].concat()).sandbox(&desk);
    ferry.line("import rejects.csv -m m.toml").fast().run().status(0).says("now in the help desk");
    assert_eq!(desk.customer("name", "Bob")["email"], "bob@example.org");
}

/// Rows of one customer are merged with their mended cells.
#[test]
fn merged_rows_are_mended_first() {
    let mapping = SIMPLE.replace("keys = [\"email\"]", "keys = [\"email\"]\non_duplicate = \"merge\"");
    let mapping = format!("{mapping}memo = {{ from = \"Memo\", merge = \"last\" }}\n");
    let csv = "Name,Email,Memo\nBob,bob@example.org,old\nBob,bob(at)example.org,new\n";
    let key = key(&["Name", "Email", "Memo"], &["Bob", "bob(at)example.org", "new"]);
    let fixes = format!("row_key,column,was,now\n{key},Email,bob(at)example.org,bob@example.org\n");
    for command in ["validate", "import"] {
        let desk = Desk::new();
        let ferry =
            Ferry::new().file("m.toml", &mapping).file("a.csv", csv).file("fixes.csv", &fixes).sandbox(&desk);
        let ran = ferry.line(&LINE.replacen("import", command, 1)).run();
        assert_eq!((ran.count("merged"), ran.count("rejected")), (1, 0), "{ran}");
        assert_eq!(fixes_of(&ran), json!({"cells": 1}));
        if command == "import" {
            assert_eq!(desk.customer("name", "Bob")["memo"], "new");
        }
    }
}

/// A run that was killed while it planned plans again with the same fixes; one that was killed while it wrote goes on with
/// its journal.
#[test]
fn a_killed_run_goes_on_with_its_fixes() {
    for point in ["plan-begun", "plan-read", "plan-matched", "plan-named", "outcome-written:1"] {
        let desk = Desk::new();
        let aside = key(&["Name", "Email"], &["Cleo", "cleo@example.org"]);
        let fixes = format!("{}{aside},,,set aside,left\n", mended());
        let killed = ready(PEOPLE, &fixes).sandbox(&desk).line(LINE).line("--settle-for 1s").fast();
        let then = killed.then();
        assert_eq!(Running::start(killed.env("DESKFERRY_FAIL_POINT", point)).end().status, -1, "{point}");
        let ran = then.sandbox(&desk).line("resume latest").fast().run().status(0);
        let mut names: Vec<_> = desk.customers().iter().map(|one| one["email"].to_string()).collect();
        names.sort();
        assert_eq!(names, ["\"ada@example.org\"", "\"bob@example.org\""], "{point} {ran}");
        assert_eq!(fixes_of(&ran), json!({"cells": 1, "set_aside": 1}), "{point}");
    }
}

#[test]
fn a_plan_is_made_again_with_the_fixes_of_today() {
    let desk = Desk::new();
    let killed = ready(PEOPLE, &mended()).sandbox(&desk).line(LINE).fast();
    let then = killed.then();
    assert_eq!(Running::start(killed.env("DESKFERRY_FAIL_POINT", "plan-read")).end().status, -1);
    let then = then.file("fixes.csv", mended().replace(",bob@example.org", ",robert@example.org"));
    then.sandbox(&desk).line("resume latest").fast().run().status(0).says("fixes.csv has changed since then");
    assert_eq!(desk.customer("name", "Bob")["email"], "robert@example.org");
}

/// A plan has the mended rows; to apply it, nobody needs the fixes.
#[test]
fn a_saved_plan_has_the_mended_rows() {
    let desk = Desk::new();
    let gone = format!("{}r0000000000000001,Email,x,y,\n", mended());
    let plan = ready(PEOPLE, &gone).sandbox(&desk).line(LINE);
    let plan = plan.line("--dry-run --plan-out plan.jsonl --allow-refused-fixes").fast().run().status(1);
    let refreshed = plan.then().sandbox(&desk).line("apply plan.jsonl --refresh").fast().run();
    assert!(refreshed.status == 0 || refreshed.status == 1, "{refreshed}");
    assert!(!refreshed.stderr.contains("bob(at)"), "{refreshed}");
    let other = plan.then().file("fixes.csv", "row_key,column,was,now\n").sandbox(&desk);
    let other = other.line("apply plan.jsonl --refresh").fast().run();
    other.status(5).says("fixes.csv");
    std::fs::remove_file(plan.path().join("fixes.csv")).unwrap();
    let applied = plan.then().sandbox(&desk).line("apply plan.jsonl").fast().run().status(1);
    assert_eq!(fixes_of(&applied), json!({"cells": 1, "refused": 1, "allow_refused": true}));
    assert_eq!(refused_of(&applied).len(), 1);
    assert_eq!(desk.customer("name", "Bob")["email"], "bob@example.org");
}
