//! Match keys of a run that several customers of the account have: `verify` and the end of an import tell.

use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

const CSV: &str = "Name,Email\nAda,ada@x.org\nBob,bob@x.org\nEve,eve@x.org\n";

fn import(desk: &Desk, line: &str) -> Ran {
    let ferry = Ferry::new().file("a.csv", CSV).file("m.toml", SIMPLE);
    ferry.line("import a.csv -m m.toml --settle-for 300ms").line(line).fast().sandbox(desk).run()
}

fn lines(ran: &Ran) -> Vec<Value> {
    let text = ran.text(ran.stdout.trim_end());
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Somebody else inserts the same customer after the run: the run's own customers are as they were written.
#[rstest]
#[case::in_the_list(&[])]
#[case::by_searches(&[("start-customers", "400"), ("page-size", "10")])]
fn verify_finds_a_key_that_stands_twice(#[case] switches: &[(&str, &str)]) {
    let desk =
        Desk::with(|options| switches.iter().for_each(|(name, value)| options.set(name, value).unwrap()));
    let ran = import(&desk, "").status(0);
    let good = ran.then().line("verify latest").fast().sandbox(&desk).run().status(0);
    assert_eq!(good.stdout, "");
    desk.put(json!({"name": "Robert", "email": "BOB@x.org"})).unwrap();
    let found = ran.then().line("verify latest").fast().sandbox(&desk).run().status(1);
    let found = found
        .says("3 customers checked, all match")
        .says("1 row has a match key that several customers have");
    let all = lines(&found);
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!((&all[0]["what"], &all[0]["row"]), (&json!("key-twice"), &json!(3)));
    assert_eq!(all[0]["ids"].as_array().unwrap().len(), 2);
}

#[test]
fn a_list_that_never_holds_still_is_said() {
    let desk = Desk::new();
    let ran = import(&desk, "").status(0);
    desk.configure(|options| options.set("total-lie", "40").unwrap());
    let found = ran.then().line("verify latest").fast().sandbox(&desk).run().status(0);
    found.says("whether match keys of this run stand twice could not be checked");
}

/// The list was read to match the rows, so the end of the import knows.
#[rstest]
#[case("--on-multiple first", 0)]
#[case("", 1)]
fn the_end_of_an_import_tells(#[case] line: &str, #[case] status: i32) {
    let desk = Desk::holding([
        json!({"name": "Bob", "email": "bob@x.org"}),
        json!({"name": "Bobby", "email": "Bob@x.org"}),
        json!({"name": "Unrelated", "email": "twice@x.org"}),
        json!({"name": "Unrelated", "email": "twice@x.org"}),
    ]);
    let ran = import(&desk, line).status(status);
    let ran = ran.says("Rows whose match key several customers have").says("a.csv, row 3: customers ");
    let twice = &ran.run_json()["keys_twice"];
    assert_eq!((&twice["rows"], twice["first"][0]["ids"].as_array().unwrap().len()), (&json!(1), 2));
}

#[test]
fn an_import_into_a_clean_account_says_nothing() {
    let desk = Desk::holding([json!({"name": "Bob", "email": "bob@x.org"})]);
    let ran = import(&desk, "").status(0);
    assert!(!ran.stderr.contains("several customers"), "{ran}");
    assert!(ran.run_json().get("keys_twice").is_none());
}
