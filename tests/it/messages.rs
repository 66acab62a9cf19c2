//! Messages on the terminal: what is wrong, how often, and what to do next.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// A mapping without [match].
const KEYLESS: &str = "version = 1\n[fields]\nname = { from = \"Name\" }\nemail = { from = \"Email\" }\n";

fn with(mapping: &str, csv: &str) -> Ferry {
    Ferry::new().file("m.toml", mapping).file("a.csv", csv)
}

fn simple(csv: &str) -> Ferry {
    with(SIMPLE, csv)
}

#[test]
fn a_template_names_its_field_and_its_columns() {
    let mapping = format!(
        "{SIMPLE}state = {{ template = \"{{{{ row['Country'] }}}}{{{{ row['Land'] }}}}\" }}\n\
         language = {{ template = \"xx\" }}\n"
    );
    let ran = with(&mapping, "Name,Email,Country,Land\nAda,a@x.org,Narnia,\n")
        .line("validate a.csv -m m.toml")
        .run();
    let ran = ran
        .status(1)
        .says("row 2, column \"Country + Land\": \"Narnia\"")
        .says("row 2, field language: \"xx\"");
    assert!(ran.rejects().cell(0, "_column").contains("Country + Land"), "{ran}");
}

#[test]
fn a_lookup_table_may_let_other_values_through() {
    let mapping = |rest: &str| {
        format!("{SIMPLE}state = {{ from = \"Country\", lookup = {{ Kosovo = \"RS\" }}{rest} }}\n")
    };
    let csv = "Name,Email,Country\nAda,a@x.org,kosovo\nEve,e@x.org,Germany\n";
    let ran =
        with(&mapping(", lookup_else = \"keep\""), csv).line("validate a.csv -m m.toml -o -").run().status(0);
    assert!(ran.stdout.contains("\"RS\"") && ran.stdout.contains("\"DE\""), "{ran}");
    with(&mapping(", lookup_else = \"reject\""), csv)
        .line("validate a.csv -m m.toml")
        .run()
        .status(1)
        .says("E102");
    with(&mapping(""), csv).line("validate a.csv -m m.toml").run().status(1).says("E102");
    let alone = format!("{SIMPLE}state = {{ from = \"Country\", lookup_else = \"keep\" }}\n");
    with(&alone, csv).line("validate a.csv -m m.toml").run().status(2).says("lookup_else needs a lookup");
}

#[test]
fn issues_are_counted_by_code_and_column() {
    let mapping = format!("{SIMPLE}birthDate = {{ from = \"Born\" }}\n");
    let mut csv = "Name,Email,Born\nAda,a@x.org,1815-12-10\nEve,e@x.org,1815-12-10\n".to_owned();
    (0..7).for_each(|row| csv.push_str(&format!("Bob,wrong{row},\n")));
    for (line, place) in [("validate", "report.html"), ("import --sandbox", "results.csv")] {
        let ran =
            with(&mapping, &csv).line(line).line("a.csv -m m.toml").args(["--no-progress"]).run().status(1);
        let line = |code: &str, count: &str| {
            ran.stderr.lines().any(|line| {
                let words: Vec<&str> = line.split_whitespace().collect();
                words.first() == Some(&count) && words.get(1) == Some(&code)
            })
        };
        assert!(line("E201", "7") && line("W303", "2"), "{ran}");
        let ran = ran.says("rejects.xlsx lists all rows with errors").says(place);
        let long: Vec<&str> = ran.stderr.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(long.is_empty(), "{long:?}");
        let ran = ran.says(" with warnings");
        let at = |text: &str| ran.stderr.find(text).unwrap_or_else(|| panic!("{text}: {ran}"));
        assert!(at("Rows with errors") < at("Issues by code and column"), "{ran}");
    }
}

#[rstest]
#[case("Ada,a@x.org\n", 0, "finished")]
#[case("Found,lost@x.org\n", 0, "finished")]
#[case("Bob,wrong\n", 1, "finished; 1 row was rejected: see rejects.xlsx")]
#[case("Bob,wrong\nEve,wrong\n", 1, "finished; 2 rows were rejected: see rejects.xlsx")]
#[case("Lost,lost@x.org\n", 1, "finished; 1 row has an unknown outcome: see unknown.csv")]
#[case("Lost,lost@x.org\nLost,lost2@x.org\n", 1, "finished; 2 rows have an unknown outcome: see unknown.csv")]
#[case("Down,down@x.org\n", 1, "finished; 1 row failed: see rejects.xlsx")]
#[case(
    "Lost,lost@x.org\nBob,wrong\n",
    1,
    "finished; 1 row was rejected: see rejects.xlsx; 1 row has an unknown outcome: see unknown.csv"
)]
fn verdicts(#[case] rows: &str, #[case] status: i32, #[case] verdict: &str) {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "lost", SimulatedFault::StatusAfter(503));
    desk.fail_where(RequestKind::Insert, "down", SimulatedFault::StatusBefore(429));
    // With a key, the insert without an answer would be found and settled.
    let mapping = if verdict.contains("unknown") { KEYLESS } else { SIMPLE };
    let line = "import a.csv -m m.toml --mode insert";
    let ran = with(mapping, &format!("Name,Email\n{rows}")).line(line).fast().sandbox(&desk).run();
    let ran = ran.status(status).says(&format!("\n{verdict}\n"));
    if verdict.contains("unknown") {
        let message = ran.unknown().cell(0, "_message").to_owned();
        assert!(message.contains("HTTP 503") && !message.contains("try again"), "{message}");
    }
}

#[test]
fn a_dry_run_has_a_verdict_of_its_own() {
    let dry = |rows: &str| {
        simple(&format!("Name,Email\n{rows}")).line("import a.csv -m m.toml --sandbox --dry-run").run()
    };
    let ran = dry("Ada,a@x.org\n").status(0);
    ran.says("\nDry run, nothing was written; all rows can be imported\n");
    let ran = dry("Ada,a@x.org\nBob,wrong\n").status(1);
    ran.says("\nDry run, nothing was written; 1 row would be rejected: see rejects.xlsx\n");
}

fn stopped(mapping: &str, mode: &str) -> Ran {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "Bob", SimulatedFault::StatusBefore(400));
    let rows: String = (0..40).map(|row| format!("Bob,b{row}@x.org\n")).collect();
    let line = format!("import a.csv -m m.toml --max-failures 1 --concurrency 1 --mode {mode}");
    with(mapping, &format!("Name,Email\n{rows}")).line(&line).fast().sandbox(&desk).run().status(4)
}

#[test]
fn after_a_stop_the_next_step_is_shown() {
    for (mapping, mode) in [(SIMPLE, "upsert"), (KEYLESS, "insert")] {
        let ran = stopped(mapping, mode);
        let id = ran.run_json()["id"].as_str().unwrap().to_owned();
        let ran = ran.says(&format!("Nothing is lost; to continue: deskferry resume {id}"));
        assert!(ran.results().column("_action").contains(&"pending"), "{ran}");
    }
}

#[test]
fn messages_use_singular_and_plural() {
    let desk = Desk::holding([json!({"name": "Ada", "email": "a@x.org"})]);
    let ran = simple("Name,Email\nAda,a@x.org\n").line("import a.csv -m m.toml").fast().sandbox(&desk).run();
    ran.status(0).says("the whole list, 1 page (1 row would need a search)");
    let told = |command: &str, tests: &str| {
        let ran = Ferry::new()
            .file("m.toml", format!("{SIMPLE}{tests}"))
            .line(&format!("mapping {command} m.toml"))
            .run();
        ran.status(0).stdout
    };
    let test = "[[tests]]\nrow = { Name = \"Ada\" }\n";
    let check = |tests: &str| told("check", tests);
    assert_eq!(check(""), "m.toml: valid; 2 fields, no tests\n");
    assert_eq!(check(test), "m.toml: valid; 2 fields, 1 test\n");
    assert_eq!(check(&test.repeat(2)), "m.toml: valid; 2 fields, 2 tests\n");
    assert_eq!(told("test", test), "m.toml: 1 of 1 test passed\n");
    assert_eq!(told("test", &test.repeat(2)), "m.toml: 2 of 2 tests passed\n");
}

#[test]
fn finding_nobody_is_reported() {
    let ran = Ferry::new().line("customer find email=nobody@x.org --sandbox").run().status(1);
    let ran = ran.says("no customer has these values\n");
    assert_eq!(ran.stdout, "");
}

#[test]
fn a_missing_name_may_be_a_wrong_key() {
    let ran =
        simple("Name,Email\n,a@x.org\n").line("import a.csv -m m.toml --sandbox").fast().run().status(1);
    ran.says("E301").says("check the match key").says("--mode update");
    Ferry::new().line("explain E301").run().status(0);
}

#[rstest]
#[case("[fields]\nname = { from = \"Name\", requird = true }", "did you mean `required`?")]
#[case("[fields]\nnane = { from = \"Name\" }", "did you mean `name`?")]
#[case("[field]\nname = { from = \"Name\" }", "did you mean `fields`?")]
#[case("[fields]\nname = { from = \"Nmae\" }", "did you mean \"Name\"?")]
#[case("[fields]\nname = { from = \"Nmae\" }", "--header-row")]
#[case("[fields]\nname = { template = \"{{ row['Nmae'] }}\" }", "did you mean \"Name\"?")]
#[case("[fields]\nname = { from = \"Customer\" }", "--header-row")]
fn near_names_are_suggested(#[case] mapping: &str, #[case] help: &str) {
    let mapping = format!("version = 1\n{mapping}\n");
    with(&mapping, "Name,Email\n").line("validate a.csv -m m.toml").run().status(2).says(help);
}

#[test]
fn a_birth_date_may_be_a_day() {
    let desk = Desk::new();
    let run = |args: &[&str]| Ferry::new().args(args.iter().copied()).sandbox(&desk).run();
    let insert = |fields: &[&str]| {
        let id = run(&[&["customer", "insert"], fields].concat()).status(0).stdout;
        desk.customers().into_iter().find(|customer| customer["id"] == id.trim()).unwrap()
    };
    let millis = json!(486_432_000_000_i64);
    assert_eq!(insert(&["name=Ada", "birthDate=1985-06-01"])["birthDate"], millis);
    assert_eq!(insert(&["name=Ada", "birthDate=486432000000"])["birthDate"], millis);
    let ada = insert(&[r#"{"name": "Ada", "birthDate": "1985-06-01"}"#]);
    assert_eq!(ada["birthDate"], millis);
    let id = ada["id"].as_str().unwrap();
    run(&["customer", "update", id, "birthDate=1985-06-02"]).status(0);
    assert_eq!(desk.customers()[2]["birthDate"], 486_518_400_000_i64);
    run(&["customer", "insert", "name=Ada", "birthDate=1985-02-30"]).status(2).says("YYYY-MM-DD");
}
