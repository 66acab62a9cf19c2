//! Only what will be written raises a question on page one.

use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

const MAPPING: &str = "\
version = 1
name = \"Asked\"
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
phoneNumber = { from = \"Phone\", as = \"phone\", region = \"IT\" }
birthDate = { from = \"Born\", as = \"date\", formats = [\"auto\"] }
website = { from = \"Web\", as = \"url\", on_invalid = \"empty\" }
";

/// Ann has all values in the help desk, Bo has none; Cy and Di are new. So a row of Ann with nothing to write raises no
/// question at all. Ed is rejected. Each of the others has a phone
/// number without a country, a date that can be read in two ways, and no web address; Di has none of these.
const CSV: &str = "\
Name,Email,Phone,Born,Web
Ann,ann@example.org,02 5551234,03/04/1985,no address
Bo,bo@example.org,02 5551235,04/05/1985,no address
Cy,cy@example.org,02 5551236,05/06/1985,no address
Di,di@example.org,,31/12/1990,
Ed,wrong,02 5551237,06/07/1985,no address
";

fn desk() -> Desk {
    let ann = json!({"id": "c1", "name": "Ann", "email": "ann@example.org", "phoneNumber": "+39 1",
        "birthDate": 0, "website": "https://example.org/"});
    Desk::holding([ann, json!({"id": "c2", "name": "Bo", "email": "bo@example.org"})])
}

fn ran(line: &str, csv: &str, mapping: &str) -> Ran {
    let desk = desk();
    Ferry::new().file("m.toml", mapping).file("a.csv", csv).sandbox(&desk).fast().line(line).run()
}

/// How often each thing is asked: phones, dates, web addresses.
fn asked(ran: &Ran) -> [u64; 3] {
    let report = ran.report_json();
    let questions = report["questions"].as_array().cloned().unwrap_or_default();
    ["phone_region", "date_order", "E211"].map(|about| {
        let own = questions.iter().find(|question| question["about"] == about);
        own.map_or(0, |question| question["count"].as_u64().unwrap())
    })
}

#[rstest]
#[case("", [3, 3, 3])]
#[case("--write if_empty", [2, 2, 2])]
#[case("--write on_insert", [1, 1, 1])]
#[case("--write phoneNumber=never --write birthDate=never --write website=never", [0, 0, 0])]
#[case("--write phoneNumber=on_insert --write birthDate=if_empty", [1, 2, 2])]
#[case("--mode insert", [1, 1, 1])]
#[case("--mode update", [2, 2, 2])]
fn only_what_is_written_is_asked(#[case] flags: &str, #[case] expected: [u64; 3]) {
    let line = format!("import a.csv -m m.toml --dry-run {flags}");
    let planned = ran(&line, CSV, MAPPING).status(1);
    assert_eq!(asked(&planned), expected, "{flags}");
    let written = ran(&format!("import a.csv -m m.toml {flags}"), CSV, MAPPING);
    assert_eq!(asked(&written), expected, "{flags}: the page of the write asks the same");
}

/// The plan of a dry run takes the numbers along.
#[test]
fn an_applied_plan_asks_what_its_dry_run_asked() {
    let desk = desk();
    let ferry = Ferry::new().file("m.toml", MAPPING).file("a.csv", CSV).sandbox(&desk).fast();
    let line = "import a.csv -m m.toml --dry-run --plan-out p.jsonl --write if_empty";
    let planned = ferry.line(line).run().status(1);
    let applied = planned.then().sandbox(&desk).fast().line("apply p.jsonl").run();
    assert_eq!(asked(&applied), asked(&planned));
}

/// Rows that repeat a customer are skipped, or replace the earlier one; merged rows are written with it.
#[rstest]
#[case("first", [3, 3, 3])]
#[case("last", [2, 2, 2])]
#[case("merge", [4, 3, 4])]
fn a_row_that_is_left_out_raises_no_question(#[case] duplicates: &str, #[case] expected: [u64; 3]) {
    let keys = format!("keys = [\"email\"]\non_duplicate = \"{duplicates}\"");
    let mapping = MAPPING.replace("keys = [\"email\"]", &keys);
    // The first row of Di has a number and no web address, her second has neither.
    let csv = CSV
        .replace("Di,di@example.org,,31/12/1990,\n", "Di,di@example.org,02 5551238,31/12/1990,no address\n")
        + "Di,di@example.org,,,\n";
    let csv = match duplicates {
        "last" => csv.replace("Cy,cy@example.org,02 5551236,05/06/1985,no address\n", ""),
        _ => csv,
    };
    let expected = if duplicates == "first" { [4, 3, 4] } else { expected };
    let validated = ran("validate a.csv -m m.toml", &csv, &mapping).status(1);
    assert_eq!(asked(&validated), expected, "{duplicates}: validate");
    let planned = ran("import a.csv -m m.toml --dry-run", &csv, &mapping).status(1);
    assert_eq!(asked(&planned), expected, "{duplicates}: import");
}

#[test]
fn a_validation_asks_about_valid_rows() {
    let validated = |mapping: &str| ran("validate a.csv -m m.toml", CSV, mapping).status(1);
    assert_eq!(asked(&validated(MAPPING)), [3, 3, 3]);
    let never = MAPPING.replace("region = \"IT\"", "region = \"IT\", write = \"never\"");
    assert_eq!(asked(&validated(&never)), [0, 3, 3], "what is never written is not asked");
}

/// The second run of an import changes nothing, so it asks nothing about values.
#[test]
fn a_plan_that_writes_nothing_asks_nothing() {
    let desk = desk();
    let ferry = Ferry::new().file("m.toml", MAPPING).file("a.csv", CSV).sandbox(&desk).fast();
    let first = ferry.line("import a.csv -m m.toml").run().status(1);
    let second = first.then().sandbox(&desk).fast().line("import a.csv -m m.toml --dry-run").run().status(1);
    assert_eq!(second.count("planned_updates"), 0, "{second}");
    assert_eq!(asked(&second), [0, 0, 0]);
}

/// Page one speaks of fields as people do; the settings stand behind it.
#[test]
fn page_one_has_no_word_of_the_program() {
    let page = |language: &str| {
        let line = format!("import a.csv -m m.toml --dry-run --language {language} --write website=never");
        std::fs::read_to_string(ran(&line, CSV, MAPPING).folder().join("report.html")).unwrap()
    };
    for (language, phone) in
        [("en", "Telephone"), ("it", "Telefono"), ("fr", "Téléphone"), ("es", "Teléfono"), ("de", "Telefon")]
    {
        let page = page(language);
        let (one, details) = page.split_once("id=\"answer-settings\"").unwrap();
        let one = one.split_once("<div class=\"one\">").unwrap().1;
        // The rejects that the page can save are data, which nobody reads here.
        let (before, after) = one.split_once("<script").unwrap();
        let one = before.to_owned() + after.split_once("</script>").unwrap().1;
        assert!(one.contains(phone), "{language}: {one}");
        for inside in
            ["phoneNumber", "birthDate", "if_empty", "on_duplicate", "on_invalid", "--write", "region ="]
        {
            assert!(!one.contains(inside), "{language}: {inside}: {one}");
        }
        assert!(details.contains("--write if_empty") && details.contains("phoneNumber"), "{language}");
    }
    let report: Value = ran("import a.csv -m m.toml --dry-run", CSV, MAPPING).report_json();
    let client = report["about"]["account"]["client"].as_str().unwrap();
    let page = page("en");
    let place = page.split_once("id=\"where\"").unwrap().1.split_once("</section>").unwrap().0;
    assert!(!place.contains(client), "no hash: {place}");
    assert!(page.contains(client), "it is among the technical details");
}

/// Tags are a list for people, in the terminal and on the page.
#[test]
fn tags_are_no_json() {
    let ann = json!({"id": "c1", "name": "Ann", "email": "ann@example.org", "tags": ["old", "a, b"]});
    let desk = Desk::holding([ann]);
    let csv = "Name,Email,Phone,Born,Web,Tags\nAnn,ann@example.org,,,,\"vip, new\"\n";
    let ran = ferry_of(&desk, csv).line("import a.csv -m m.toml --dry-run --sample 5").run().status(0);
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    let ran = ran.says("- tags: old, “a, b”").says("+ tags: vip, new");
    assert!(page.contains("vip, new") && page.contains("old, “a, b”"), "{page}");
    assert!(!page.contains("[&quot;") && !page.contains("[\"vip") && !ran.stderr.contains("[\""), "{ran}");
    let kept =
        ferry_of(&desk, csv).line("import a.csv -m m.toml --dry-run --write tags=on_insert").run().status(0);
    kept.says("\"old, “a, b”\"").says("\"vip, new\"");
}

fn ferry_of(desk: &Desk, csv: &str) -> Ferry {
    let mapping = format!("{MAPPING}tags = {{ from = \"Tags\" }}\n");
    Ferry::new().file("m.toml", mapping).file("a.csv", csv).sandbox(desk).fast()
}
