//! `--sample`: the rows that show the most, instead of the first ones.

mod customers;
mod fewest;
mod property;
mod trial;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// A mapping with many ways to get a value.
const MAPPING: &str = "\
version = 1
name = \"Odd\"
[match]
keys = [\"email\"]
on_duplicate = \"merge\"
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
state = { from = \"Country\", on_invalid = \"empty\" }
phoneNumber = { from = \"Phone\", as = \"phone\", on_invalid = \"keep\" }
birthDate = { from = \"Born\", as = \"date\", formats = [\"%d/%m/%Y\", \"%Y-%m-%d\"] }
city = { from = \"City\", merge = \"last\" }
[custom_fields]
segment = { from = \"Segment\", lookup = { v = \"VIP\", p = \"Private\" }, lookup_else = \"keep\" }
[[when]]
skip = \"row['City'] == 'nowhere'\"
note = \"no city\"
";
const HEADER: &str = "Name,Email,Country,Phone,Born,City,Segment\n";

fn plain(row: usize) -> String {
    format!("Person {row},p{row}@example.org,IT,+39 02 555{row:05},13/01/1980,Rome,v\n")
}

/// Plain rows, and odd ones after them.
const ODD: [&str; 9] = [
    "Zoë Ängström,zoe@example.org,Germany,+49 30 901820,13/01/1980,Rome,v\n",
    "Greek,greek@example.org,IT,+39 02 555123,1980-01-13,Αθήνα,p\n",
    "No Mail,,IT,+39 02 555123,13/01/1980,Rome,v\n",
    "Bad Mail,bad(at)example.org,IT,+39 02 555123,13/01/1980,Rome,v\n",
    "Atlantis,atl@example.org,Atlantis,+39 02 555123,13/01/1980,Rome,v\n",
    "Lines,lines@example.org,IT,+39 02 555123,13/01/1980,\"Rome\nnorth\",gold\n",
    "Nowhere,none@example.org,IT,+39 02 555123,13/01/1980,nowhere,v\n",
    "Formula,formula@example.org,IT,ask me,13/01/1980,=1+1,v\n",
    "Twin,p7@example.org,IT,+39 02 555123,13/01/1980,Pisa,v\n",
];

fn source(plains: usize) -> String {
    HEADER.to_owned() + &(1..=plains).map(plain).collect::<String>() + &ODD.concat()
}

fn ferry(plains: usize) -> Ferry {
    Ferry::new().file("m.toml", MAPPING).file("a.csv", source(plains))
}

fn validate(flags: &str) -> Ran {
    ferry(300).line("validate a.csv -m m.toml").line(flags).run()
}

/// A sample of a file of its own.
fn validate_file(mapping: &str, file: String, most: u64) -> Ran {
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", file);
    ferry.line("validate a.csv -m m.toml").line(&format!("--sample {most}")).run()
}

/// The issues of a report: codes with their columns.
fn issues(ran: &Ran) -> BTreeSet<String> {
    let report = ran.report_json();
    let groups = report["issues"].as_array().unwrap().clone();
    let columns = |group: &Value| group["by_column"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    groups
        .iter()
        .flat_map(|group| {
            let code = format!("{} {}", group["code"], group["severity"]);
            columns(group).into_iter().map(move |column| format!("{code} {column}"))
        })
        .collect()
}

#[test]
fn a_sample_has_the_hardest_rows_instead_of_the_first() {
    let whole = validate("");
    let first = validate("--limit 25").status(0);
    assert!(issues(&first).is_empty(), "the first rows are plain");
    let ran = validate("--sample 25").status(1).says("of 309 rows show all ").says(" and no fewer rows do.");
    assert_eq!(issues(&ran), issues(&whole));
    let (rows, of) = (ran.count("rows"), &ran.run_json()["sample"]["of_rows"]);
    assert!(rows < 20 && of == 309, "{ran}");
    assert_eq!((ran.count("skipped"), ran.count("merged"), ran.count("rejected")), (1, 1, 2));
    assert_eq!(ran.rejects().column("_row"), ["304", "305"], "the row of the file");
    let report = ran.report_json();
    assert_eq!(report["sample"], ran.run_json()["sample"]);
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    assert!(page.contains("A sample, not the whole source: ") && page.contains("Why these rows"), "{page}");
    let list = ran.then().line("runs").run();
    assert!(list.stdout.contains("  sample"), "{list}");
    assert!(ran.then().line("runs show latest").run().stdout.contains("  sample "));
}

#[test]
fn the_same_file_gives_the_same_sample() {
    let taken = |plains: usize| {
        let ran = ferry(plains).line("validate a.csv -m m.toml --sample 9 -o out.jsonl").run();
        (ran.run_json()["sample"].clone(), ran.text("out.jsonl"))
    };
    let (sample, customers) = taken(900);
    assert_eq!(taken(900), (sample.clone(), customers));
    assert_eq!((&sample["rows"], &sample["of_rows"]), (&9.into(), &909.into()));
    assert!(sample["shown"].as_u64() < sample["things"].as_u64());
    assert!(!sample["not_shown"].as_array().unwrap().is_empty());
}

#[test]
fn a_small_sample_says_what_it_does_not_show() {
    let ran = validate("--sample 3").says("  They show ").says("  Not shown: ");
    assert_eq!(ran.count("rows"), 3, "{ran}");
    let one = validate("--sample 1").status(0).says("It shows ");
    assert_eq!(one.count("rows"), 1);
}

#[test]
fn odd_numbers_of_rows_are_refused() {
    validate("--sample 0").status(2).says("--sample");
    validate("--sample 5 --limit 5").status(2).says("cannot be used with");
}

#[test]
fn standard_input_is_kept_for_the_second_reading() {
    let ferry = Ferry::new().file("m.toml", MAPPING).stdin(source(300));
    let ran = ferry.line("validate - -m m.toml --sample 25").run().status(1);
    assert_eq!(issues(&ran), issues(&validate("--sample 25")));
}

/// The order of day and month is decided by the whole column, as without a sample.
#[test]
fn columns_are_decided_by_all_rows() {
    let mapping = "version = 1\n[fields]\nname = { from = \"Name\" }\nbirthDate = { from = \"Born\", formats = [\"auto\"] }\n";
    let rows: String = (0..40).map(|row| format!("Person {row},03/04/1980\n")).collect();
    let file = format!("Name,Born\n{rows}Late,13/04/1980\n");
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", file);
    let ran = ferry.line("validate a.csv -m m.toml --sample 1 -o out.jsonl").run().status(0);
    assert_eq!(ran.count("rows"), 1);
    let third_of_april = 323_568_000_000_i64;
    assert!(ran.text("out.jsonl").contains(&format!("\"birthDate\":{third_of_april}")), "{ran}");
    ran.says("day before month");
}

#[test]
fn values_in_a_redacted_report_are_masked() {
    let ran = validate("--sample 25");
    let json =
        |flags: &str| ran.then().line("report latest --format json").line(flags).run().status(0).stdout;
    assert!(
        json("").contains("\"Private\"") && !json("--redact").contains("Private"),
        "{}",
        json("--redact")
    );
}

/// Every row gets the same value in every field, so no field shows anything.
#[test]
fn a_sample_of_rows_that_show_nothing_of_their_own_has_one() {
    let mapping = "version = 1\n[fields]\nname = { value = \"X\" }\nmemo = { from = \"Memo\" }\n";
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", "Memo,No\n,1\n,2\n");
    let ran = ferry.line("validate a.csv -m m.toml --sample 25").run().status(0);
    assert_eq!((ran.count("rows"), ran.count("planned_inserts")), (1, 1), "{ran}");
    let none = Ferry::new().file("m.toml", mapping).file("a.csv", "Memo,No\n");
    let ran = none.line("validate a.csv -m m.toml --sample 25 --allow-empty").run().status(0);
    assert!(ran.stderr.contains("A sample: 0 of 0 rows\n\n"), "{ran}");
}

/// What the rows of a sample show: the field or column, and the kind.
fn shown(ran: &Ran) -> BTreeSet<(String, String)> {
    let sample = ran.run_json()["sample"].clone();
    let picks = sample["picks"].as_array().unwrap().iter();
    let things = picks.flat_map(|pick| pick["shows"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    things.map(|thing| (text(&thing["about"]), text(&thing["kind"]))).collect()
}

/// Row 3 has values in all three fields, row 4 has none under a policy.
#[test]
fn a_row_with_values_under_a_policy_shows_it() {
    let mapping = SIMPLE.to_owned()
        + "city = { from = \"City\", write = \"if_empty\" }\nmemo = { from = \"Memo\" }\ntags = { from = \"Tags\" }\n";
    let start = |rows: &str| {
        let file = format!("Name,Email,City,Memo,Tags\n{rows}");
        Ferry::new().file("m.toml", &mapping).file("a.csv", file)
    };
    let rows = "Ada,a@x.org,,,\nBob,b@x.org,Rome,called,new\nCy,c@x.org,,,\n";
    let policies = |ran: &Ran| {
        let kinds = ["if-empty", "on-insert", "never", "append"];
        let under = shown(ran).into_iter().filter(|(_, kind)| kinds.contains(&kind.as_str()));
        under.map(|(field, kind)| format!("{field} {kind}")).collect::<Vec<_>>()
    };
    let ran = start(rows).line("validate a.csv -m m.toml --sample 9").run().status(0);
    assert_eq!(policies(&ran), ["city if-empty"]);
    let desk = Desk::new();
    let import = |rows: &str, flags: &str| {
        let line = "import a.csv -m m.toml --fields none --dry-run --sample 9";
        start(rows).sandbox(&desk).fast().line(line).line(flags).run().status(0)
    };
    let ran = import(rows, "--write memo=append --write tags=never");
    assert_eq!(policies(&ran), ["city if-empty", "memo append", "tags never"]);
    let ran = import(rows, "--write on_insert --write city=always");
    assert_eq!(policies(&ran), ["email on-insert", "memo on-insert", "name on-insert", "tags on-insert"]);
    assert!(policies(&import("Ada,a@x.org,,,\n", "")).is_empty(), "no row has a value under a policy");
}

/// The texts of a language about what rows show, without those that contain a variable.
fn texts(language: &str) -> Vec<String> {
    let path = format!("{}/src/language/locales/{language}/page.ftl", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read_to_string(path).unwrap();
    let shows = file.lines().filter(|line| line.starts_with("shows-") && !line.contains('{'));
    shows.filter_map(|line| Some(line.split_once(" = ")?.1.to_owned())).collect()
}

#[test]
fn the_page_says_what_rows_show_in_its_language() {
    let english: Vec<String> = texts("en").into_iter().filter(|text| text.contains(' ')).collect();
    for language in ["it", "fr", "es", "de"] {
        let ran = validate(&format!("--sample 25 --language {language}")).status(1);
        let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
        let section =
            page.split_once("<section id=\"sample\"").unwrap().1.split_once("</section>").unwrap().0;
        let own = texts(language).iter().filter(|text| section.contains(text.as_str())).count();
        assert!(own > 15, "{language}: {own}: {section}");
        let left = english.iter().find(|text| section.contains(text.as_str()));
        assert_eq!(left, None, "{language}: {section}");
        let kept = &ran.run_json()["sample"]["picks"][0]["shows"][0]["what"];
        assert!(texts("en").iter().any(|text| kept == text), "English in run.json: {kept}");
    }
}
