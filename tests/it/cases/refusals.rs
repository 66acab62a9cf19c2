//! Requests that are refused instead of being half understood.

use deskferry::sandbox::RequestKind;
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, SIMPLE};

fn people() -> [Value; 3] {
    [
        json!({"id": "a", "name": "Ada", "city": "Rome", "nick": "ace", "customFields": {"segment": "Gold", "own": "x"}}),
        json!({"id": "b", "name": "Bob", "city": "Rome"}),
        json!({"id": "c", "name": "Cy", "city": "Pisa"}),
    ]
}

fn export(desk: &Desk, flags: &str) -> Ferry {
    Ferry::new().sandbox(desk).line("export").line(flags).fast()
}

#[rstest]
#[case("--where citty=Rome", "--where: there is no field \"citty\": did you mean \"city\"?")]
#[case("--where E-Mail=a", "did you mean \"email\"?")]
#[case("--where segment=Gold", "write a custom field as customFields.segment")]
#[case("--where nick=ace", "a property that the API documentation does not list as extraFields.nick")]
#[case("--where city=Rome --where customFields=x", "there is no field \"customFields\"")]
#[case("--fields id,nmae", "--fields: there is no field \"nmae\": did you mean \"name\"?")]
#[case("--fields id,nick", "extraFields.nick")]
fn an_unknown_field_is_refused_before_anything_is_read(#[case] flags: &str, #[case] said: &str) {
    let desk = Desk::holding(people());
    let ran = export(&desk, &format!("-o out.jsonl {flags}")).run().status(2).says(said);
    ran.says("the fields are id, name, birthDate, email");
    assert_eq!(desk.stats().total, 0);
}

/// Searching for a value in a form other than the help desk's would silently find nobody.
#[rstest]
#[case("state=Italia", "no customer has state=Italia, because the help desk stores it as IT; write state=IT")]
#[case(
    "state=Lombardia",
    "\"Lombardia\" is not a two-letter ISO country code; write for example state=IT (a region is in the field province"
)]
#[case("topClient=yes", "write topClient=true")]
fn a_value_that_no_customer_can_have_is_refused(#[case] filter: &str, #[case] said: &str) {
    let desk = Desk::holding(people());
    export(&desk, &format!("-o out.jsonl --where {filter}")).run().status(2).says(said);
    Ferry::new().sandbox(&desk).line("customer find").args([filter]).run().status(2).says(said);
    export(&desk, &format!("-o out.jsonl --where extraFields.{filter}")).run().status(0);
}

#[test]
fn a_custom_field_is_checked_against_the_definitions() {
    let desk = Desk::holding(people());
    let ran = export(&desk, "-o out.jsonl --where customFields.segmnet=Gold").run().status(2);
    ran.says("--where: there is no field \"customFields.segmnet\": did you mean \"customFields.segment\"?");
    assert_eq!(desk.stats().of(RequestKind::List), 0, "nothing was read");
    let find = Ferry::new().sandbox(&desk).line("customer find customFields.segmnet=Gold").run().status(2);
    find.says("did you mean \"customFields.segment\"?");
    for (filter, found) in [("customFields.segment=gold", 1), ("extraFields.customFields.own=x", 1)] {
        let ran = export(&desk, &format!("-o out.jsonl --where {filter}")).run().status(0);
        assert_eq!(ran.text("out.jsonl").lines().count(), found, "{filter}");
    }
    // If the account names no definitions, its custom fields are unknown.
    desk.configure(|options| options.set("custom-fields", "none").unwrap());
    export(&desk, "-o out.jsonl --where customFields.own=x").run().status(0);
}

#[test]
fn an_undocumented_property_needs_its_own_syntax() {
    let desk = Desk::holding(people());
    let ran =
        export(&desk, "-o out.csv --fields id,extraFields.nick --where extraFields.nick=ACE").run().status(0);
    assert_eq!(ran.text("out.csv"), "id,nick\na,ace\n");
    let ran = export(&desk, "-o out.csv --fields id,extraFields.none").run().status(2);
    ran.says("there is no field \"none\"");
}

#[test]
fn searching_by_an_unknown_field_is_refused() {
    let desk = Desk::holding(people());
    let ran = Ferry::new().sandbox(&desk).line("customer find citty=Rome").run().status(2);
    ran.says("there is no field \"citty\": did you mean \"city\"?");
    assert_eq!(desk.stats().total, 0);
    let ran = Ferry::new().sandbox(&desk).line("customer find extraFields.nick=ace").run().status(0);
    assert!(ran.stdout.contains("\"Ada\""), "{ran}");
}

#[rstest]
fn an_export_that_nobody_can_open_is_not_written(
    #[values(
        "out.xls",
        "out.parquet",
        "out.doc",
        "out.xlsm",
        "out.ods",
        "out.txt",
        "out.xls.gz",
        "out.csv.zip"
    )]
    name: &str,
) {
    let desk = Desk::holding(people());
    let ran = export(&desk, &format!("-o {name}")).run().status(2);
    let ran = ran.says(&format!("-o {name}: the output is JSON Lines, JSON, CSV or XLSX"));
    let ran = ran.says(".jsonl, .ndjson, .json, .csv or .xlsx").says("--format");
    assert!(!ran.path().join(name).exists());
    assert_eq!(desk.stats().total, 0);
}

#[rstest]
#[case("-o out.xls --format csv", "out.xls")]
#[case("-o customers", "customers")]
#[case("-o out.NDJSON", "out.NDJSON")]
#[case("-o out.csv.gz", "out.csv.gz")]
fn a_stated_format_or_a_neutral_file_name_is_accepted(#[case] flags: &str, #[case] name: &str) {
    let desk = Desk::holding(people());
    let ran = export(&desk, flags).run().status(0);
    assert!(ran.path().join(name).is_file());
}

#[rstest]
#[case("validate a.csv -m m.toml -o out.csv", "the output is JSON Lines, but .csv means another format")]
#[case("validate a.csv -m m.toml -o out.xlsx", ".jsonl or .ndjson")]
#[case("mapping suggest a.csv -o out.json", "the output is a mapping in TOML")]
#[case("customer fields -o out.csv", "the output is a JSON array")]
#[case(
    "import a.csv -m m.toml --dry-run --plan-out out.xlsx",
    "--plan-out out.xlsx: the output is JSON Lines"
)]
fn other_output_files_are_named_by_their_content(#[case] line: &str, #[case] said: &str) {
    let desk = Desk::holding(people());
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\nAda,a@x.org\n");
    let ran = ferry.line(line).sandbox(&desk).run().status(2).says(said);
    let out = line.rsplit(' ').next().unwrap();
    assert!(!ran.path().join(out).exists() && ran.folders().is_empty(), "{ran}");
    assert_eq!(desk.stats().total, 0);
}

#[test]
fn a_report_does_not_replace_a_file_of_another_kind() {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\nAda,a@x.org\n");
    let ran = ferry.line("validate a.csv -m m.toml").run().status(0);
    ran.then()
        .line("report latest -o r.pdf")
        .run()
        .status(2)
        .says(".html, .htm, .json, .txt or .xml, or give --format");
    let ran = ran.then().line("report latest -o r.log --format text").run().status(0);
    assert!(ran.path().join("r.log").is_file());
}

#[test]
fn a_chosen_export_claims_only_what_it_asked_for() {
    let desk = Desk::holding(people());
    let ran = export(&desk, "-o out.jsonl --where city=rome --where topClient=").run().status(0);
    let said = "exactly the customers matching city=\"rome\" and topClient=\"\" (as the server's search \
    finds them) in the account at one moment between";
    let ran = ran.says(said);
    let evidence: Value = serde_json::from_str(&ran.text("out.jsonl.manifest.json")).unwrap();
    assert!(evidence["completeness"].as_str().unwrap().starts_with(said), "{evidence}");
    assert_eq!(evidence["verdict"], "snapshot");
    let ran = export(&desk, "-o out.jsonl --where city=rome --single-pass").run().status(0);
    ran.says("the number of customers matching city=\"rome\"");
    let ran = export(&desk, "-o out.jsonl").run().status(0);
    ran.says("exactly the customers in the account at one moment between");
}

#[test]
fn every_write_says_that_it_is_json() {
    let desk = Desk::holding(people());
    Ferry::new().sandbox(&desk).line("customer delete a --yes").run().status(0);
    assert_eq!(desk.customers().len(), 2);
    let deleted = desk.requests_of(RequestKind::Delete);
    assert_eq!(deleted.len(), 1, "it was not refused and tried again");
    assert_eq!(deleted[0].content_type, "application/json");
    Ferry::new().sandbox(&desk).line("customer get b").run().status(0);
    assert!(desk.requests_of(RequestKind::Detail).iter().all(|read| read.content_type.is_empty()));
}

#[test]
fn one_call_and_one_row_are_singular() {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\nAda,a@x.org\n");
    let ran = ferry.line("validate a.csv -m m.toml --rate 1").run().status(0);
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    assert!(page.contains("at 1 call a second"));
    assert!(!page.contains("1 calls") && !page.contains("1 rows"));
}
