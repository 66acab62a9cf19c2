//! `report`: a report rendered again from a run folder, and two validations compared.

mod asked;
mod decides;
mod diff;
mod extremes;
mod junit_and_text;
mod page_one;
mod redact;
mod schema;
mod skip_reasons;
mod told;
mod value_counts;

use serde_json::Value;

pub(crate) use extremes::odd_sources;

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// Row 3 and row 5 have invalid addresses; the rows before them may move.
const BEFORE: &str =
    "Name,Email\nAda,ada@example.org\nBo,bo(at)example.org\nCy,cy@example.org\nDi,<di & \"co\">\n";
/// Di is moved but unchanged, Bo is corrected, Ed is new.
const AFTER: &str =
    "Name,Email\nDi,<di & \"co\">\nAda,ada@example.org\nBo,bo@example.org\nEd,ed(at)example.org\n";

fn validated(csv: &str) -> Ran {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", csv);
    ferry.line("validate a.csv -m m.toml").run().status(1)
}

#[test]
fn a_report_is_rendered_again_in_each_format() {
    let ran = validated(BEFORE);
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    std::fs::remove_file(ran.folder().join("report.html")).unwrap();
    ran.then().line("report latest").run().status(0);
    assert_eq!(std::fs::read_to_string(ran.folder().join("report.html")).unwrap(), page);
    let json = ran.then().line("report latest --format json").run().status(0);
    assert_eq!(serde_json::from_str::<Value>(&json.stdout).unwrap(), ran.report_json());
    let text = ran.then().line("report latest --format text").run().status(0);
    assert!(text.stdout.contains("E201") && text.stdout.contains("rejected"), "{text}");
}

#[test]
fn a_missing_run_is_reported() {
    let ran = Ferry::new().line("report latest").run().status(2);
    assert!(ran.stderr.contains("there is no run \"latest\""), "{ran}");
}

/// A run killed while rows were read has no report. One killed later is rendered as far as it got.
#[test]
fn an_interrupted_run_is_rendered_as_far_as_it_got() {
    let desk = Desk::new();
    let import = |point: &str| {
        let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", BEFORE).sandbox(&desk);
        let line = ferry.line("import a.csv -m m.toml").fast().env("DESKFERRY_FAIL_POINT", point);
        assert_eq!(line.command().output().unwrap().status.code(), None, "it dies at {point}");
        line.then()
    };
    let ran = import("plan-read").line("report latest").run().status(2);
    let ran = ran.says("has no report: it is still running, or was interrupted before every row was read");
    assert!(ran.stderr.contains("`deskferry resume ") && ran.stdout.is_empty(), "{ran}");
    let ferry = import("plan-named");
    let ran = ferry.line("report latest --format json").run().status(0);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&report["exit"], &report["counts"]["pending"]), (&Value::Null, &Value::from(2)), "{report}");
    let text = ran.then().line("report latest --format text").run().status(0);
    assert!(text.stdout.contains("2 not written yet"), "{text}");
    let page = ran.then().line("report latest -o -").run().status(0).stdout;
    assert!(
        page.contains("Not finished: the run is still in progress") && page.contains("2 not written yet"),
        "{page}"
    );
}

#[test]
fn a_damaged_report_is_rendered_again_from_the_journal() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", BEFORE).sandbox(&desk);
    let ran = ferry.line("import a.csv -m m.toml").fast().run().status(1);
    let (file, whole) = (ran.folder().join("report.json"), ran.report_json());
    for (text, said) in
        [("{\"version\": 1, \"run\":", "EOF"), ("{\"version\": 1}", "missing field"), ("", "EOF")]
    {
        std::fs::write(&file, text).unwrap();
        let told = ran.then().line("report latest").run().status(5).says("report.json is damaged").says(said);
        assert!(
            told.stderr.contains("move it away") && !told.stderr.contains("journal is damaged"),
            "{told}"
        );
    }
    std::fs::write(&file, "{\"version\": 2}").unwrap();
    ran.then().line("report latest").run().status(2).says("written by a newer deskferry");
    std::fs::remove_file(&file).unwrap();
    let again = ran.then().line("report latest --format json").run().status(0);
    assert_eq!(serde_json::from_str::<Value>(&again.stdout).unwrap(), whole);
    for (name, said) in [("survey.json", "omit the profile of the source"), ("pace.json", "omit round trips")]
    {
        std::fs::write(ran.folder().join(name), "[").unwrap();
        ran.then().line("report latest").run().status(5).says(name).says(said);
        std::fs::remove_file(ran.folder().join(name)).unwrap();
        ran.then().line("report latest").run().status(0);
    }
}
