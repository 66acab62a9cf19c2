//! `--sample`: the rows that show the most, instead of the first ones.

use std::collections::BTreeSet;

use deskferry::sandbox::RequestKind;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
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
    let ran =
        validate("--sample 25").status(1).says("of 309 rows show all ").says("More rows would add nothing.");
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

fn trial(ran: &Ran, line: &str) -> Ran {
    ran.then().line(line).line("--sandbox=desk.db").fast().run()
}

#[test]
fn a_trial_in_the_account_is_taken_back_and_the_whole_import_follows() {
    let begun = ferry(60)
        .line("import a.csv -m m.toml --fields none --limit 3 --sandbox=desk.db")
        .fast()
        .run()
        .status(0);
    let export = |ran: &Ran, name: &str| trial(ran, &format!("export -o {name}")).status(0).text(name);
    let before = export(&begun, "before.jsonl");
    let sample = trial(&begun, "import a.csv -m m.toml --fields none --sample 25").status(1);
    let inserted = sample.count("inserted");
    assert!(inserted > 3 && inserted < 25, "{sample}");
    assert_eq!(sample.count("rows"), sample.run_json()["inputs"][0]["rows"].as_u64().unwrap());
    let sample = sample.says("To check the sample: deskferry verify").says("To take it back: deskferry undo");
    trial(&sample, "verify latest").status(0);
    trial(&sample, "undo latest --yes").status(0);
    assert_eq!(export(&sample, "after.jsonl"), before);
    let whole = trial(&sample, "import a.csv -m m.toml --fields none").status(1);
    assert_eq!((whole.count("inserted"), whole.count("unchanged")), (62, 3), "{whole}");
    assert_eq!(whole.run_json().get("sample"), None);
}

/// Each row of a group needs all others, so this would take hours if they were added for each.
#[test]
fn a_group_as_large_as_the_file_takes_no_longer() {
    let mapping = SIMPLE.replace("keys = [\"email\"]", "keys = [\"email\"]\non_duplicate = \"merge\"");
    let rows: String = (0..20_000).map(|row| format!("P{row},same@x.org\n")).collect();
    let ferry =
        Ferry::new().file("a.csv", format!("Name,Email\n{rows}Zo\u{eb},z@x.org\n")).file("m.toml", mapping);
    let ran = ferry.line("validate a.csv -m m.toml --sample 5").run().status(0);
    assert_eq!(ran.count("rows"), 1, "{ran}");
}

#[test]
fn the_whole_import_finds_the_customers_of_the_sample() {
    let desk = Desk::new();
    let sample = ferry(60)
        .sandbox(&desk)
        .line("import a.csv -m m.toml --fields none --sample 25")
        .fast()
        .run()
        .status(1);
    let inserted = sample.count("inserted");
    let whole =
        sample.then().sandbox(&desk).line("import a.csv -m m.toml --fields none").fast().run().status(1);
    assert_eq!((whole.count("unchanged"), whole.count("inserted")), (inserted, 65 - inserted), "{whole}");
    let line = "import a.csv -m m.toml --fields none --sample 25";
    let again = whole.then().sandbox(&desk).line(line).fast().run().status(1);
    assert!(!again.stderr.contains("To take it back"), "it wrote nothing: {again}");
}

#[test]
fn a_saved_plan_of_a_sample_stays_one() {
    let desk = Desk::new();
    let run = |ran: &Ran, line: &str| ran.then().sandbox(&desk).line(line).fast().run();
    let line = "import a.csv -m m.toml --fields none --sample 25 --dry-run --plan-out plan.jsonl";
    let planned = ferry(60).sandbox(&desk).line(line).fast().run().status(1);
    let sample = planned.run_json()["sample"].clone();
    let refreshed = run(&planned, "apply plan.jsonl --refresh");
    assert_eq!(refreshed.run_json()["sample"], sample, "{refreshed}");
    let applied = run(&planned, "apply plan.jsonl").status(1).says("A sample: ");
    assert_eq!(applied.run_json()["sample"], sample);
    assert_eq!(applied.count("rows"), planned.count("rows"));
}

fn killed(desk: &Desk, flags: &str, point: &str) -> Ferry {
    let ferry = ferry(60)
        .sandbox(desk)
        .line("import a.csv -m m.toml --fields none --settle-for 300ms")
        .line(flags)
        .fast();
    let then = ferry.then();
    let mut command = ferry.env("DESKFERRY_FAIL_POINT", point).command();
    assert!(!command.output().unwrap().status.success());
    then
}

#[test]
fn a_killed_sample_is_resumed_with_the_same_rows() {
    let desk = Desk::new();
    let rows = validate_rows();
    for point in ["plan-read", "sent:3"] {
        let desk = if point == "sent:3" { &desk } else { &Desk::new() };
        let killed = killed(desk, "--sample 25", point);
        let resumed =
            killed.then().sandbox(desk).line("resume latest --settle-for 300ms").fast().run().status(1);
        assert_eq!(resumed.results().column("_row"), rows, "{point}: {resumed}");
        assert!(resumed.run_json()["sample"].is_object(), "{resumed}");
    }
}

fn validate_rows() -> Vec<String> {
    let desk = Desk::new();
    let ran = ferry(60).sandbox(&desk).line("import a.csv -m m.toml --fields none --sample 25").fast().run();
    ran.results().column("_row").into_iter().map(ToOwned::to_owned).collect()
}

#[test]
fn only_a_run_with_all_its_rows_takes_an_unfinished_run_over() {
    let desk = Desk::new();
    let run = |ferry: &Ferry, flags: &str| {
        let line = "import a.csv -m m.toml --fields none --settle-for 300ms --anew";
        ferry.then().sandbox(&desk).line(line).line(flags).fast().run()
    };
    let whole = killed(&desk, "", "sent:3");
    let sent = desk.requests_of(RequestKind::Insert).len();
    run(&whole, "--sample 25")
        .status(2)
        .says("other rows of the source")
        .says("without --limit and --sample");
    assert_eq!(desk.requests_of(RequestKind::Insert).len(), sent, "nothing was sent");
    run(&whole, "").status(1);
    let desk = Desk::new();
    let run = |ferry: &Ferry, flags: &str| {
        let line = "import a.csv -m m.toml --fields none --settle-for 300ms --anew";
        ferry.then().sandbox(&desk).line(line).line(flags).fast().run()
    };
    let sample = killed(&desk, "--sample 25", "sent:3");
    run(&sample, "--sample 4").status(2).says("other rows of the source");
    run(&sample, "").status(1);
}

/// The rows of a group end in the sample as they do in the whole file.
#[test]
fn duplicates_are_shown_as_the_whole_file_has_them() {
    let rows = "Name,Email\nAda,a@x.org\nBob,b@x.org\nCy,c@x.org\nBo,b@x.org\nAd,a@x.org\nA,a@x.org\n";
    for (rule, expected) in [
        ("reject", "error E402"),
        ("first", "skipped for an earlier one"),
        ("last", "replaces an earlier one"),
        ("merge", "rows that are merged"),
    ] {
        let mapping = SIMPLE.replace("[fields]", &format!("on_duplicate = \"{rule}\"\n[fields]"));
        let desk = Desk::new();
        let start = || Ferry::new().file("m.toml", &mapping).file("a.csv", rows).sandbox(&desk);
        let whole = start().line("import a.csv -m m.toml --fields none --dry-run").fast().run();
        let ran = start().line("import a.csv -m m.toml --fields none --dry-run --sample 6").fast().run();
        let line = |ran: &Ran, at: usize| {
            ["_row", "_action", "_note"].map(|name| ran.results().cell(at, name).to_owned())
        };
        let all: BTreeSet<_> = (0..whole.results().len()).map(|at| line(&whole, at)).collect();
        let some: BTreeSet<_> = (0..ran.results().len()).map(|at| line(&ran, at)).collect();
        assert!(some.is_subset(&all), "{rule}: {some:?} of {all:?}");
        let sample = ran.run_json()["sample"].to_string();
        assert!(sample.contains(expected) && !some.is_empty(), "{rule}: {sample}");
    }
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

fn row() -> impl Strategy<Value = [&'static str; 7]> {
    let name = prop::sample::select(vec!["Ada", "Zoë", "", "李小龍", "a  b"]);
    let email = prop::sample::select(vec![
        "a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org", "", "no", "F@X.org",
    ]);
    let country = prop::sample::select(vec!["IT", "Germany", "FRA", "380", "Atlantis", "", "Korea"]);
    let phone = prop::sample::select(vec!["+39 02 5551234", "02 5551234", "", "ask", "0049 30 901820"]);
    let born = prop::sample::select(vec!["13/01/1980", "1980-01-13", "", "soon"]);
    let city = prop::sample::select(vec!["Rome", "nowhere", "", "\"a\nb\"", "=1"]);
    let segment = prop::sample::select(vec!["v", "p", "gold", ""]);
    (name, email, country, phone, born, city, segment).prop_map(|(a, b, c, d, e, f, g)| [a, b, c, d, e, f, g])
}

/// What the customers of an output have: the fields, and the values of the segment.
fn fields(ran: &Ran) -> BTreeSet<String> {
    let out = ran.text("out.jsonl");
    let customers = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let has = |customer: Value| {
        let plain = customer.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        plain.into_iter().chain([customer["customFields"]["segment"].to_string()])
    };
    customers.flat_map(has).collect()
}

/// Rows of a file, without commas in a cell.
type Rows<'r> = &'r [[&'r str; 7]];

/// A sample that is larger than the file shows all of it, and a small one has no more rows than it may.
fn holds(rows: Rows<'_>, on_duplicate: &str, small: u64) {
    let mapping = MAPPING.replace("\"merge\"\n[fields]", &format!("\"{on_duplicate}\"\n[fields]"));
    let mapping = if on_duplicate == "merge" { mapping } else { mapping.replace(", merge = \"last\"", "") };
    let text: String = rows.iter().map(|row| row.join(",") + "\n").collect();
    let start = || Ferry::new().file("m.toml", &mapping).file("a.csv", HEADER.to_owned() + &text);
    let run = |flags: &str| start().line("validate a.csv -m m.toml -o out.jsonl").line(flags).run();
    let whole = run("");
    let large = run("--sample 1000");
    assert_eq!(issues(&large), issues(&whole), "{text}");
    assert_eq!(fields(&large), fields(&whole), "{text}");
    let sample = &large.run_json()["sample"];
    assert_eq!(&sample["shown"], &sample["things"]);
    for count in ["skipped", "merged", "planned_inserts"] {
        assert_eq!(large.count(count) > 0, whole.count(count) > 0, "{count}");
    }
    let few = run(&format!("--sample {small}"));
    assert!(few.count("rows") <= small);
    let rejected = few.count("rejected");
    assert!(whole.count("planned_inserts") == 0 || rejected <= small / 4 || 2 * rejected < few.count("rows"));
}

/// `c@x.org` and others have a row with a segment and one without, so only the merged `F@X.org` ends without any, or
/// with `VIP`: what single rows have is not what the customers have.
#[test]
fn a_value_that_is_lost_in_a_merge_is_not_shown_by_its_row() {
    let rows = [
        ["Ada", "d@x.org", "Germany", "ask", "", "=1", ""],
        ["Zoë", "F@X.org", "FRA", "+39 02 5551234", "", "Rome", ""],
        ["Ada", "b@x.org", "IT", "+39 02 5551234", "1980-01-13", "Rome", "gold"],
        ["李小龍", "a@x.org", "", "02 5551234", "13/01/1980", "\"a\nb\"", "p"],
        ["李小龍", "F@X.org", "Germany", "ask", "1980-01-13", "Rome", "v"],
        ["李小龍", "", "IT", "0049 30 901820", "soon", "nowhere", "v"],
        ["a  b", "c@x.org", "Atlantis", "", "13/01/1980", "", "gold"],
        ["Ada", "e@x.org", "IT", "02 5551234", "1980-01-13", "Rome", "gold"],
        ["Zoë", "c@x.org", "FRA", "02 5551234", "1980-01-13", "=1", "p"],
        ["a  b", "b@x.org", "FRA", "+39 02 5551234", "1980-01-13", "\"a\nb\"", "v"],
    ];
    holds(&rows, "merge", 2);
}

/// The first four rows with a feature are kept. Here all of them are merged or replaced later.
#[test]
fn a_value_is_found_after_many_rows_that_lose_theirs() {
    let row = |email, segment| ["Ada", email, "IT", "02 5551234", "13/01/1980", "Rome", segment];
    let mails = ["a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org", "f@x.org"];
    let empty = mails.iter().map(|email| row(email, "")).chain([row("g@x.org", "")]);
    let rows: Vec<_> = empty.chain(mails.iter().map(|email| row(email, "v"))).collect();
    ["merge", "last"].iter().for_each(|on_duplicate| holds(&rows, on_duplicate, 3));
}

fn run_property(cases: u32, seed: u64) {
    let config = Config {
        cases,
        max_shrink_iters: 40,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    let rows = prop::collection::vec(row(), 1..60);
    let on_duplicate = prop::sample::select(vec!["merge", "reject", "first", "last"]);
    let held =
        TestRunner::new(config).run(&(rows, on_duplicate, 1_u64..12), |(rows, on_duplicate, small)| {
            holds(&rows, on_duplicate, small);
            Ok(())
        });
    held.unwrap();
}

#[test]
fn a_large_sample_shows_what_the_whole_file_shows_and_none_is_too_large() {
    run_property(6, 15);
}

#[test]
#[ignore = "takes minutes"]
fn a_large_sample_shows_what_the_whole_file_shows_in_full() {
    (0..8).for_each(|seed| run_property(50, seed));
}
