//! An import of rejects goes on with the settings of the run that rejected the rows.

use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

const MAPPING: &str = "\
version = 1
name = \"CRM\"
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
city = { from = \"City\" }
memo = { from = \"Memo\" }
birthDate = { from = \"Born\" }
";
const FLAGS: &str = "--mode update --write if_empty --write memo=append";
const AS_IN: &str = ": --mode update, --write if_empty, --write memo=append.";

/// Ada is in the help desk, and an agent has typed her memo. Bob is not.
fn desk() -> Desk {
    Desk::holding([json!({
        "id": "1", "name": "Ada", "email": "ada@x.org", "city": "Turin", "memo": "Prefers mail",
    })])
}

/// Two rows with invalid dates.
fn first(desk: &Desk, flags: &str) -> Ran {
    let csv = "Name,Email,City,Memo,Born\nAda,ada@x.org,Rome,Call,soon\nBob,bob@x.org,Rome,Call,late\n";
    let ferry = Ferry::new().file("crm.csv", csv).file("m.toml", MAPPING);
    let ran = ferry.line("import crm.csv -m m.toml").line(flags).fast().sandbox(desk).run().status(1);
    assert_eq!(ran.rejects().len(), 2, "{ran}");
    ran
}

/// The rejects of a run with valid dates.
fn corrected(ran: &Ran) -> Ferry {
    let mut rejects = ran.rejects();
    (0..rejects.len()).for_each(|row| rejects.set(row, "Born", "1990-05-17"));
    ran.then().file("corrected.csv", rejects.to_csv())
}

fn import(ferry: Ferry, desk: &Desk, flags: &str) -> Ran {
    ferry.line("import corrected.csv -m m.toml").line(flags).fast().sandbox(desk).run()
}

/// What it said, on one line.
fn told(ran: &Ran) -> String {
    ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Asserts that the agent's memo stays, and that nobody is inserted.
#[track_caller]
fn assert_as_in(ran: &Ran, earlier: &Ran, desk: &Desk) {
    let line = format!("As in run {}{AS_IN}", id(earlier));
    assert!(told(ran).contains(&line), "{line:?}\n{ran}");
    let ada = desk.customer("id", "1");
    let kept = (&ada["city"], &ada["memo"], &ada["birthDate"]);
    let born = json!(642_902_400_000_i64);
    assert_eq!(kept, (&json!("Turin"), &json!("Prefers mail\nCall"), &born), "{ran}");
    assert_eq!((desk.customers().len(), ran.count("skipped")), (1, 1), "{ran}");
}

fn id(ran: &Ran) -> String {
    ran.run_json()["id"].as_str().unwrap().to_owned()
}

#[test]
fn the_flags_of_the_run_hold_for_its_rejects() {
    let desk = desk();
    let run = first(&desk, FLAGS);
    let ran = import(corrected(&run), &desk, "").status(0);
    assert_as_in(&ran, &run, &desk);
    assert_eq!(ran.run_json()["write_policies"], run.run_json()["write_policies"]);
}

/// The workbook in the run's own folder, when the folder of runs is another one now.
#[test]
fn a_run_is_found_beside_its_rejects() {
    let desk = desk();
    let run = first(&desk, FLAGS);
    let file = run.folder().join("rejects.xlsx");
    let ferry = run.then().line("import -m m.toml --dry-run --run-dir others").args([&file]).fast();
    let ran = ferry.sandbox(&desk).run().status(1);
    assert!(told(&ran).contains(&format!("As in run {}{AS_IN}", id(&run))), "{ran}");
}

/// Nobody can read standard input twice, except deskferry.
#[test]
fn rejects_from_standard_input_bring_them_too() {
    let desk = desk();
    let run = first(&desk, FLAGS);
    let ferry = corrected(&run);
    let text = std::fs::read(run.path().join("corrected.csv")).unwrap();
    let ran = ferry.stdin(text).line("import - -m m.toml").fast().sandbox(&desk).run().status(0);
    assert_as_in(&ran, &run, &desk);
}

#[test]
fn a_dry_run_and_its_plan_have_them() {
    let desk = desk();
    let run = first(&desk, FLAGS);
    let dry = import(corrected(&run), &desk, "--dry-run --plan-out plan.jsonl").status(0);
    assert_eq!(dry.count("skipped"), 1, "{dry}");
    let applied = dry.then().line("apply plan.jsonl").fast().sandbox(&desk).run().status(0);
    let ada = desk.customer("id", "1");
    assert_eq!((&ada["city"], &ada["memo"]), (&json!("Turin"), &json!("Prefers mail\nCall")), "{applied}");
    assert_eq!(desk.customers().len(), 1);
}

/// The rejects of an applied plan bring the flags of its dry run.
#[test]
fn rejects_of_an_applied_plan_bring_them() {
    let desk = desk();
    let dry = first(&desk, &format!("{FLAGS} --dry-run --plan-out plan.jsonl"));
    let applied = dry.then().line("apply plan.jsonl").fast().sandbox(&desk).run();
    let ran = import(corrected(&applied), &desk, "").status(0);
    assert_as_in(&ran, &applied, &desk);
}

#[test]
fn rejects_of_rejects_bring_them() {
    let desk = desk();
    let run = first(&desk, FLAGS);
    let ferry = run.then().file("corrected.csv", run.rejects().to_csv());
    let second = import(ferry, &desk, "").status(1);
    let ran = import(corrected(&second), &desk, "").status(0);
    assert_as_in(&ran, &second, &desk);
}

/// A validation between two imports forgets nothing.
#[test]
fn a_validation_takes_the_mode_over() {
    let desk = desk();
    let run = first(&desk, FLAGS);
    let mut rejects = run.rejects();
    // In mode update, a row needs no name.
    rejects.set(0, "Name", "");
    rejects.set(0, "Born", "1990-05-17");
    let ferry = run.then().file("corrected.csv", rejects.to_csv());
    let checked = ferry.line("validate corrected.csv -m m.toml").run().status(1);
    assert!(told(&checked).contains(&format!("As in run {}{AS_IN}", id(&run))), "{checked}");
    assert_eq!((checked.count("rejected"), &checked.run_json()["mode"]), (1, &json!("update")), "{checked}");
    let ran = import(corrected(&checked), &desk, "").status(0);
    assert!(told(&ran).contains(&format!("As in run {}{AS_IN}", id(&checked))), "{ran}");
    assert_eq!((desk.customers().len(), ran.count("skipped")), (1, 1), "{ran}");
}

#[rstest]
#[case(
    "--mode upsert",
    "--write if_empty, --write memo=append. Not as there: --mode upsert (there: update)."
)]
#[case(
    "--write memo=always",
    "--mode update, --write if_empty. Not as there: --write memo=always (there: append)."
)]
#[case("--write always", "--write memo=append. Not as there: --write always (there: if_empty).")]
#[case("--on-multiple first", "--write memo=append. Not as there: --on-multiple first (there: reject).")]
#[case(FLAGS, "")]
fn a_stated_flag_wins(#[case] flags: &str, #[case] line: &str) {
    let desk = desk();
    let run = first(&desk, FLAGS);
    let ran = import(corrected(&run), &desk, flags).status(0);
    assert!(told(&ran).contains(line), "{ran}");
    assert_eq!(told(&ran).contains("s in run"), !line.is_empty(), "{ran}");
    let ada = desk.customer("id", "1");
    let memo = if flags == "--write memo=always" { "Call" } else { "Prefers mail\nCall" };
    let city = if flags == "--write always" { "Rome" } else { "Turin" };
    assert_eq!((&ada["city"], &ada["memo"]), (&json!(city), &json!(memo)), "{ran}");
    assert_eq!(desk.customers().len(), if flags == "--mode upsert" { 2 } else { 1 }, "{ran}");
}

#[test]
fn a_run_without_flags_is_not_mentioned() {
    let desk = desk();
    let run = first(&desk, "");
    let ran = import(corrected(&run), &desk, "").status(0);
    assert!(!told(&ran).contains("s in run"), "{ran}");
    assert_eq!((ran.count("updated"), ran.count("inserted")), (1, 1), "{ran}");
}

/// The rows of two runs in one file, or two files: nothing is planned unless the flags are stated.
#[test]
fn runs_with_different_flags_are_refused() {
    let desk = desk();
    let run = first(&desk, FLAGS);
    let other = run.then().line("import crm.csv -m m.toml --mode insert").fast().sandbox(&desk);
    let other = other.run().status(1);
    let mut both = run.rejects();
    both.rows.extend(other.rejects().rows);
    let sent = desk.requests().len();
    let writes = |desk: &Desk| desk.customers();
    let before = writes(&desk);
    let ferry = run.then().file("corrected.csv", both.to_csv());
    let ran = import(ferry, &desk, "").status(2);
    let said = told(&ran);
    assert!(said.contains("the rows are from several runs, which had different flags"), "{ran}");
    assert!(
        said.contains(&format!("run {}: --mode update --write if_empty --write memo=append", id(&run))),
        "{ran}"
    );
    assert!(said.contains(&format!("run {}: --mode insert", id(&other))), "{ran}");
    assert!(
        desk.requests().len() <= sent + 2 && writes(&desk) == before && ran.folders().len() == 2,
        "{ran}"
    );
    let ran = import(ran.then(), &desk, FLAGS).status(1);
    assert_eq!(ran.count("rejected"), 4, "{ran}");
    let files = ran.then().file("corrected.csv", run.rejects().to_csv());
    let ran = import(files, &desk, "crm.csv").status(2);
    assert!(told(&ran).contains("crm.csv has no rejects: none"), "{ran}");
}

/// The settings travel with the rejects.
#[test]
fn rejects_of_a_run_that_is_not_here_keep_its_settings() {
    let desk = desk();
    let run = first(&desk, FLAGS);
    assert!(run.rejects().cell(0, "_decided").ends_with("mode: update; write: if_empty; write.memo: append"));
    let mut rejects = run.rejects();
    (0..rejects.len()).for_each(|row| rejects.set(row, "Born", "1990-05-17"));
    (0..rejects.len()).for_each(|row| rejects.set(row, "_run", ""));
    let ferry = run.then().file("corrected.csv", rejects.to_csv());
    let ran = import(ferry, &desk, "--dry-run").status(0);
    assert!(told(&ran).contains("As in the run that rejected these rows: --mode update"), "{ran}");
    let ferry = corrected(&run);
    std::fs::remove_dir_all(run.folder()).unwrap();
    let other = import(ferry, &desk, "--dry-run --write always").status(0);
    assert!(told(&other).contains(": --mode update, --write memo=append."), "a stated flag wins: {other}");
    let ran = import(other.then(), &desk, "").status(0);
    assert!(told(&ran).contains(AS_IN) && !told(&ran).contains("are not known"), "{ran}");
    let ada = desk.customer("id", "1");
    assert_eq!((&ada["city"], &ada["memo"]), (&json!("Turin"), &json!("Prefers mail\nCall")), "{ran}");
    assert_eq!((desk.customers().len(), ran.count("skipped")), (1, 1), "{ran}");
}

#[test]
fn a_run_that_is_not_here_is_named() {
    let desk = desk();
    let run = first(&desk, FLAGS);
    let line = format!("Run {} is not here: its --mode and --write are not known", id(&run));
    // An earlier version did not write its settings into the rejects.
    let mut rejects = run.rejects();
    (0..rejects.len()).for_each(|row| rejects.set(row, "Born", "1990-05-17"));
    (0..rejects.len()).for_each(|row| rejects.set(row, "_decided", ""));
    let text = rejects.to_csv();
    // Its rows do not silently take the flags of a run that is known.
    rejects.set(1, "_run", "20250101T000000Z-a-0a0a0a");
    let mixed = run.then().file("corrected.csv", rejects.to_csv());
    let ran = import(mixed, &desk, "--dry-run").status(2);
    assert!(told(&ran).contains("run 20250101T000000Z-a-0a0a0a: not known"), "{ran}");
    let ferry = ran.then().file("corrected.csv", text);
    std::fs::remove_dir_all(run.folder()).unwrap();
    let ran = import(ferry, &desk, "--dry-run").status(0);
    assert!(told(&ran).contains(&line), "{ran}");
    let ran = import(ran.then(), &desk, FLAGS).status(0);
    assert!(!told(&ran).contains("is not here"), "{ran}");
}

/// A field that the other mapping does not fill needs no policy.
#[test]
fn another_mapping_is_named() {
    let desk = desk();
    let run = first(&desk, FLAGS);
    let edited = format!("{MAPPING}# edited\n");
    let ran = import(corrected(&run).file("m.toml", edited), &desk, "--dry-run").status(0);
    assert!(told(&ran).contains(&format!("The mapping m.toml has changed since run {}.", id(&run))), "{ran}");
    let other = MAPPING.replace("\"CRM\"", "\"Shop\"").replace("memo = { from = \"Memo\" }\n", "");
    let ferry = ran.then().file("o.toml", other).line("import corrected.csv -m o.toml --dry-run").fast();
    let ran = ferry.sandbox(&desk).run().status(0);
    let said = told(&ran);
    assert!(
        said.contains("rejected these rows with the mapping CRM (m.toml), and this is Shop (o.toml)."),
        "{ran}"
    );
    assert!(said.contains(": --mode update, --write if_empty."), "{ran}");
}

/// A run of an earlier version has no policies in its run.json.
#[test]
fn an_earlier_run_has_no_policies() {
    let desk = desk();
    let run = first(&desk, "--mode update");
    let mut file = run.run_json();
    let text = file.as_object_mut().map(|members| {
        members.remove("write_policies");
        Value::Object(members.clone()).to_string()
    });
    std::fs::write(run.folder().join("run.json"), text.unwrap()).unwrap();
    let ran = import(corrected(&run), &desk, "").status(0);
    assert!(told(&ran).contains(": --mode update."), "{ran}");
    assert_eq!(desk.customer("id", "1")["memo"], "Call");
}

/// Rejects of a run that needed no key to match.
#[test]
fn a_mapping_without_keys_goes_on_with_inserts() {
    let desk = desk();
    let mapping = MAPPING.replace("[match]\nkeys = [\"email\"]\n", "");
    let csv = "Name,Email,City,Memo,Born\nBob,bob@x.org,Rome,Call,late\n";
    let ferry = Ferry::new().file("a.csv", csv).file("m.toml", mapping);
    let run = ferry.line("import a.csv -m m.toml --mode insert").fast().sandbox(&desk).run().status(1);
    let ran = import(corrected(&run), &desk, "").status(0);
    assert_eq!(ran.count("inserted"), 1, "{ran}");
}
