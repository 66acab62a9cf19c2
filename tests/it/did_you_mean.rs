//! Every unknown name gets the name that was probably meant.

use rstest::rstest;

use crate::command_line::{Ferry, SIMPLE};

fn ferry() -> Ferry {
    let ferry = Ferry::new().file("a.csv", "Name,Email\nA,a@x.org\n").file("m.toml", SIMPLE);
    ferry.file("my-own.toml", SIMPLE).file("deskferry.toml", "rate = 0\n[profile.testing]\n[profile.live]\n")
}

#[rstest]
#[case::command("imprt a.csv -m m.toml", "import")]
#[case::flag("import a.csv -m m.toml --dry-rum", "--dry-run")]
#[case::mapping("import a.csv -m hubspt --sandbox", "did you mean \"hubspot\"?")]
#[case::mapping_file("import a.csv -m my-onw.toml --sandbox", "did you mean \"my-own.toml\"?")]
#[case::shown_mapping("mapping show zendsk", "did you mean \"zendesk\"?")]
#[case::short_mapping("mapping show odo", "did you mean \"odoo\"?")]
#[case::begun_mapping("import a.csv -m hub --sandbox", "did you mean \"hubspot\"?")]
#[case::begun_profile("runs --profile test", "did you mean \"testing\"?")]
#[case::begun_code("explain E20", "did you mean \"E201\"")]
#[case::run_without_its_end("runs show lates", "did you mean \"latest\"?")]
#[case::begun_run("report lat", "did you mean \"latest\"?")]
#[case::encoding("validate a.csv -m m.toml --encoding windos-1252", "did you mean \"windows-1252\"?")]
#[case::format("validate a.csv -m m.toml --format josnl", "did you mean \"jsonl\"?")]
#[case::written_field("import a.csv -m m.toml --sandbox --write emial=never", "did you mean \"email\"?")]
#[case::policy("import a.csv -m m.toml --sandbox --write apend", "did you mean \"append\"?")]
#[case::exported_field(
    "export -o x.csv --sandbox --fields id,nam",
    "did you mean \"name\"? Write a custom field"
)]
#[case::latest("undo latst --yes --sandbox", "did you mean \"latest\"?")]
#[case::latest_of_runs("runs show lastest", "did you mean \"latest\"?")]
#[case::profile("runs --profile tseting", "did you mean \"testing\"? it has: live, testing")]
#[case::code("explain E2O3", "did you mean \"E203\"?")]
#[case::another_code("explain E20e3", "did you mean \"E203\"?")]
#[case::switch(
    "import a.csv -m m.toml --sandbox --sandbox-switch page-sizr=3",
    "did you mean \"page-size\"?"
)]
#[case::served_switch("sandbox --switch quta=3", "did you mean \"quota\"?")]
fn a_wrong_name_gets_the_one_that_was_meant(#[case] line: &str, #[case] said: &str) {
    ferry().line(line).run().status(2).says(said);
}

#[test]
fn a_setting_and_a_run_are_named() {
    let ferry = ferry().file("deskferry.toml", "[profiles.test]\n");
    let ferry = ferry.line("runs").run().status(2).says("did you mean `profile`?").then();
    let ferry = ferry.file("deskferry.toml", "concurency = 3\n");
    let ran = ferry.line("runs").run().status(2).says("did you mean `concurrency`?");
    let ran = ran.then().file("deskferry.toml", "").line("import a.csv -m m.toml --sandbox").run().status(0);
    let id = ran.folder().file_name().unwrap().to_str().unwrap().to_owned();
    let wrong = id[..8].chars().rev().collect::<String>();
    let ran = ran.then().args(["runs", "show", &wrong]).run().status(2);
    assert!(!ran.stderr.contains("did you mean"), "nothing is near: {ran}");
    // One digit of the time is wrong.
    let digit = if id.as_bytes()[14] == b'9' { '8' } else { '9' };
    let near = format!("{}{digit}", &id[..14]);
    ran.then().args(["runs", "show", &near]).run().status(2).says(&format!("did you mean {id:?}?"));
}
