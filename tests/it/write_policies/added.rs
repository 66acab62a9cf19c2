//! Added to: a value that the new one holds whole. Nothing is lost, so it is not replaced.

use serde_json::{Value, json};

use super::{PLAIN, again, import};
use crate::command_line::{Desk, Ran};

const LONG: &str = "Pays within ten days; wants to be contacted by e-mail only; a key account since 2014, \
                    looked after by the office in Turin; never calls before ten, and never on a Friday; \
                    the invoices go to the head office and to nobody else";

const CSV: &str = "Name,Email,City,Memo,Segment\nAda Byron,ada@example.org,Turin,Call back,\n";

fn numbers(counts: &Value) -> [u64; 5] {
    ["replaced", "emptied", "added_to", "filled", "protected"].map(|name| counts[name].as_u64().unwrap())
}

fn values(ran: &Ran) -> [u64; 5] {
    numbers(&ran.report_json()["facts"]["changes"]["values"])
}

/// The line of a table of the terminal that begins with a word, without it.
#[track_caller]
fn line(text: &str, title: &str, word: &str) -> Vec<String> {
    let table = text.split_once(title).unwrap_or_else(|| panic!("no {title:?}: {text}")).1;
    let line = table.lines().find_map(|line| line.trim_start().strip_prefix(word));
    line.unwrap_or_else(|| panic!("no {word}: {table}")).split_whitespace().map(str::to_owned).collect()
}

const PLANNED: &str = "Values of existing customers: what the plan does\n";
const WRITTEN: &str = "Values of existing customers: what was written\n";

fn desk(memo: &str) -> Desk {
    Desk::holding([json!({
        "id": "1", "name": "Ada Byron", "email": "ada@example.org", "city": "Turin", "memo": memo,
        "tags": ["vip"], "customFields": {"segment": "Gold", "vatNumber": "IT1"},
    })])
}

#[test]
fn appended_text_is_added_to_in_every_place() {
    let desk = desk(LONG);
    let flags = "--write memo=append";
    let dry = import(&desk, PLAIN, CSV, &format!("{flags} --dry-run --plan-out p.jsonl")).status(0);
    assert_eq!(line(&dry.stderr, PLANNED, "memo"), ["0", "0", "1", "0", "0"]);
    assert_eq!(values(&dry), [0, 0, 1, 0, 0]);
    assert_eq!(dry.results().column("_changes"), ["added to: memo"]);
    let shown = dry.stderr.split_once("What would change").unwrap().1;
    assert!(shown.contains("to nobody else\n"), "the end of the old text: {shown}");
    assert!(shown.contains("to nobody else\\nCall back\n"), "what is added: {shown}");
    let change = &dry.report_json()["facts"]["changes"]["samples"][0]["fields"][0];
    assert_eq!((&change["effect"], change.get("lost")), (&json!("added_to"), None));
    let of = |name: &str| change[name].as_str().unwrap().to_owned();
    assert!(of("before").starts_with('…') && of("before").ends_with("nobody else"), "{change}");
    assert!(of("after").ends_with("nobody else\nCall back"), "{change}");
    let page = std::fs::read_to_string(dry.folder().join("report.html")).unwrap();
    assert!(page.contains("<dt>added to, nothing lost</dt><dd>1</dd>"), "{page}");
    assert!(!page.contains("The values that lose most") && page.contains("1 added to"), "{page}");
    let ran = dry.then().sandbox(&desk).line("apply p.jsonl").fast().run().status(0);
    assert_eq!(line(&ran.stderr, PLANNED, "memo"), ["0", "0", "1", "0", "0"]);
    assert_eq!(line(&ran.stderr, WRITTEN, "memo"), ["0", "0", "1", "0", "0"]);
    assert_eq!((values(&ran), ran.results().column("_changes")), ([0, 0, 1, 0, 0], vec!["added to: memo"]));
    let second = again(&ran, &desk, flags).status(0);
    assert_eq!((second.count("unchanged"), second.results().column("_changes")), (1, vec![""]), "{second}");
}

/// Taking back what was added loses it.
#[test]
fn an_undo_replaces_what_was_added_to() {
    let desk = desk("Prefers mail");
    let ran = import(&desk, PLAIN, CSV, "--write memo=append").status(0);
    let undone = ran.then().sandbox(&desk).line("undo latest --yes").fast().run().status(0);
    assert_eq!(
        (values(&undone), desk.customer("id", "1")["memo"].as_str()),
        ([1, 0, 0, 0, 0], Some("Prefers mail"))
    );
    assert_eq!(undone.results().column("_changes"), ["replaced: memo"]);
}

/// Whatever makes the text longer: a template, tags, a custom field, or the file itself.
#[test]
fn any_value_that_is_held_whole_is_added_to() {
    let template = "{% if row.Memo in current.memo %}{{ current.memo }}{% else %}{{ current.memo }} / {{ row.Memo }}{% endif %}";
    let mapping = PLAIN
        .replace(
            "memo = { from = \"Memo\", optional = true }",
            &format!("memo = {{ template = \"{template}\" }}"),
        )
        .replace("topClient =", "tags = { from = \"Tags\" }\ntopClient =")
        .replace("segment = {", "vatNumber = {");
    let csv = "Name,Email,City,Memo,Segment,Tags\n\
               Ada Byron,ada@example.org,New Turin,Call back,IT1; IT2,\"vip, press\"\n";
    let desk = desk("Prefers mail");
    let ran = import(&desk, &mapping, csv, "").status(0);
    assert_eq!(values(&ran), [1, 0, 3, 0, 0], "{ran}");
    let changes = ran.results().cell(0, "_changes").to_owned();
    assert!(changes.starts_with("replaced: city; added to: "), "{changes}");
    for field in ["memo", "tags", "customFields.vatNumber"] {
        assert!(changes.contains(field), "{changes}");
    }
    let again = again(&ran, &desk, "").status(0);
    assert_eq!((again.count("unchanged"), again.count("updated")), (1, 0), "{again}");
}

/// What loses nothing is not among the values that lose most, and a cut value shows where it differs.
#[test]
fn page_one_shows_the_difference_of_what_is_lost() {
    let desk = Desk::holding([
        json!({"id": "1", "name": "Ada", "email": "ada@example.org", "memo": format!("{LONG} (Mrs. Bell)")}),
        json!({"id": "2", "name": "Bo", "email": "bo@example.org", "memo": "Old"}),
    ]);
    let csv =
        format!("Name,Email,Memo\nAda,ada@example.org,\"{LONG} (Mr. Ray)\"\nBo,bo@example.org,Old; new\n");
    let ran = import(&desk, PLAIN, &csv, "--dry-run").status(0);
    assert_eq!(values(&ran), [1, 0, 1, 0, 0], "{ran}");
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    let lost = page.split_once("The values that lose most").unwrap().1.split_once("</ul>").unwrap().0;
    assert_eq!(lost.matches("<li>").count(), 1, "{lost}");
    assert!(lost.contains("(Mrs. Bell)</del>") && lost.contains("(Mr. Ray)</ins>"), "{lost}");
    let shown = ran.stderr.split_once("What would change").unwrap().1;
    assert!(shown.contains("(Mrs. Bell)\n") && shown.contains("(Mr. Ray)\n"), "{shown}");
}

/// The terminal shows a protected value once, next to its policy.
#[test]
fn a_protected_value_stands_once_on_the_terminal() {
    let desk = desk("Prefers mail");
    let csv = "Name,Email,City,Memo,Segment\nAda Byron,ada@example.org,Rome,Call back,Silver\n";
    let flags = "--write customFields.segment=if_empty";
    for flags in [format!("{flags} --dry-run"), flags.to_owned()] {
        let ran = import(&desk, PLAIN, csv, &flags).status(0).says("file has:      \"Silver\"");
        assert_eq!(ran.stderr.matches("Silver").count(), 1, "{ran}");
        let changes = "replaced: city, memo; protected: customFields.segment";
        assert_eq!(ran.results().column("_changes"), [changes]);
    }
}
