//! `report`: what is drawn again from a run's folder, and two validations compared.

use serde_json::Value;

use crate::ferry::{Ferry, Ran, SIMPLE};

/// Row 3 and row 5 have no address; what is before them may move.
const BEFORE: &str =
    "Name,Email\nAda,ada@example.org\nBo,bo(at)example.org\nCy,cy@example.org\nDi,<di & \"co\">\n";
/// Di stands elsewhere and is as she was, Bo is mended, Ed is new.
const AFTER: &str =
    "Name,Email\nDi,<di & \"co\">\nAda,ada@example.org\nBo,bo@example.org\nEd,ed(at)example.org\n";

fn validated(csv: &str) -> Ran {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", csv);
    ferry.line("validate a.csv -m m.toml").run().status(1)
}

fn id(ran: &Ran) -> String {
    ran.folder().file_name().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn two_validations_are_compared_by_what_their_rows_hold() {
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

#[test]
fn a_report_is_drawn_again_in_each_format() {
    let ran = validated(BEFORE);
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    std::fs::remove_file(ran.folder().join("report.html")).unwrap();
    ran.then().line("report latest").run().status(0);
    assert_eq!(std::fs::read_to_string(ran.folder().join("report.html")).unwrap(), page);
    let json = ran.then().line("report latest --format json").run().status(0);
    assert_eq!(serde_json::from_str::<Value>(&json.stdout).unwrap(), ran.report_json());
    let text = ran.then().line("report latest --format text").run().status(0);
    assert!(text.stdout.contains("E201") && text.stdout.contains("rejected"), "{text}");
    let junit = ran.then().line("report latest -o out/../r.xml").run();
    assert_eq!(junit.status, 2, "there is no folder out: {junit}");
    let junit = ran.then().line("report latest -o r.xml").run().status(0);
    let xml = junit.text("r.xml");
    assert!(xml.contains("<testsuites tests=\"1\" failures=\"1\">"), "{xml}");
    assert!(xml.contains("&lt;di &amp; ") && !xml.contains("<di"), "{xml}");
}

#[test]
fn a_masked_report_names_nobody() {
    let ran = validated(BEFORE);
    for format in ["html", "json", "text", "junit"] {
        let line = format!("report latest --redact --format {format} -o -");
        let masked = ran.then().line(&line).run().status(0).stdout;
        assert!(masked.contains("E201"), "{format}: {masked}");
        assert!(!masked.contains("bo(at)example.org"), "{format}: {masked}");
    }
}

#[test]
fn a_run_that_left_no_report_is_told() {
    let ran = Ferry::new().line("report latest").run().status(2);
    assert!(ran.stderr.contains("error:"), "{ran}");
}
