//! Why rows are skipped: counted by reason in the terminal, on the page and in JSON.

use deskferry::sandbox::Sandbox;
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

const CSV: &str = "\
Name,Email,Status
Ada,ada@example.org,
Bo,bo@example.org,
Bo again,bo@example.org,
Cy,cy@example.org,
Di,di@example.org,deleted
";

fn mapping(on_duplicate: &str) -> String {
    format!(
        "version = 1\n[match]\nkeys = [\"email\"]\non_duplicate = \"{on_duplicate}\"\n\
         [fields]\nname = {{ from = \"Name\" }}\nemail = {{ from = \"Email\" }}\n\
         [[when]]\nskip = \"row['Status'] == 'deleted'\"\nnote = \"left the company\"\n"
    )
}

fn files(on_duplicate: &str, desk: &Sandbox) -> Ferry {
    Ferry::new().file("m.toml", mapping(on_duplicate)).file("a.csv", CSV).sandbox(desk)
}

fn desk() -> Desk {
    Desk::holding([json!({"id": "1", "name": "Ada", "email": "ada@example.org"})])
}

/// Not in the help desk, in it, duplicates, by a rule.
fn reasons(counts: &Value) -> [u64; 4] {
    let because = &counts["skipped_because"];
    ["not_in_help_desk", "in_help_desk", "duplicates", "by_rule"].map(|name| because[name].as_u64().unwrap())
}

fn page(ran: &Ran) -> String {
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    page.split_once("id=\"not-written\"").unwrap().1.split_once("</section>").unwrap().0.to_owned()
}

#[rstest]
#[case::upsert("upsert", "first", [0, 0, 1, 1])]
#[case::last("upsert", "last", [0, 0, 1, 1])]
#[case::update("update", "first", [2, 0, 1, 1])]
#[case::insert("insert", "last", [0, 1, 1, 1])]
#[case::merged("upsert", "merge", [0, 0, 0, 1])]
fn each_skipped_row_is_counted_with_its_reason(
    #[case] mode: &str,
    #[case] on_duplicate: &str,
    #[case] expected: [u64; 4],
    #[values("", "--dry-run")] dry: &str,
) {
    let desk = desk();
    let line = format!("import a.csv -m m.toml --mode {mode} {dry}");
    let ran = files(on_duplicate, &desk).line(&line).fast().run().status(0);
    assert_eq!(reasons(&ran.run_json()["counts"]), expected, "{ran}");
    assert_eq!(reasons(&ran.report_json()["counts"]), expected);
    assert_eq!(ran.count("skipped"), expected.iter().sum::<u64>());
    let page = page(&ran);
    let words = [
        "not in the help desk, and this import adds none",
        "in the help desk already, and this import changes none",
        "a duplicate, of which another row is used",
        "left out by a rule",
    ];
    let lines = ["  not in the help desk", "  in the help desk", "  duplicates", "  left out by a rule"];
    for ((word, line), rows) in words.into_iter().zip(lines).zip(expected) {
        assert_eq!(page.contains(&format!("<b>{rows}</b> of 5 rows: {word}")), rows > 0, "{word}: {page}");
        let line = format!("  {line:<24}{rows:>14}\n");
        assert_eq!(ran.stderr.contains(&line), rows > 0, "{line}{ran}");
    }
}

/// A validation knows rules and duplicates only. A saved plan takes the reasons along.
#[test]
fn validations_and_plans_count_them_too() {
    let desk = desk();
    let ran = files("last", &desk).line("validate a.csv -m m.toml").run().status(0);
    assert_eq!(reasons(&ran.report_json()["counts"]), [0, 0, 1, 1], "{ran}");
    assert!(ran.stderr.contains("  left out by a rule"), "{ran}");
    let line = "import a.csv -m m.toml --mode update --dry-run --plan-out p.jsonl";
    let dry = ran.then().sandbox(&desk).line(line).fast().run().status(0);
    let applied = dry.then().sandbox(&desk).line("apply p.jsonl").fast().run().status(0);
    assert_eq!(reasons(&applied.run_json()["counts"]), [2, 0, 1, 1], "{applied}");
}

/// A report of an earlier version has no reasons, and page one names the possible ones.
#[test]
fn a_report_without_reasons_is_still_shown() {
    let desk = desk();
    let ran = files("first", &desk).line("import a.csv -m m.toml --dry-run").fast().run().status(0);
    let path = ran.folder().join("report.json");
    let mut report = ran.report_json();
    report["counts"].as_object_mut().unwrap().remove("skipped_because");
    std::fs::write(&path, report.to_string()).unwrap();
    let page = ran.then().line("report latest -o -").run().status(0).stdout;
    assert!(page.contains("<b>2</b> of 5 rows: left out by a rule, as duplicates, or by"), "{page}");
}
