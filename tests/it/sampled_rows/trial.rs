//! A trial in the account with a sample: checked, taken back, resumed, applied from a plan, followed by the whole import.

use deskferry::sandbox::RequestKind;

use super::ferry;
use crate::command_line::{Desk, Ferry, Ran};

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
