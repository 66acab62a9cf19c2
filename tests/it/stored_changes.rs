//! A help desk that changes values when it stores them: deskferry reads the first inserts back.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

const BY_PHONE: &str = "\
version = 1
[match]
keys = [\"phoneNumber\"]
[fields]
name = { from = \"Name\" }
phoneNumber = { from = \"Phone\", as = \"text\" }
";

fn desk(stores: &str) -> Desk {
    Desk::with(|options| options.set("stores", stores).unwrap())
}

fn import(desk: &Desk, mapping: &str, csv: &str) -> Ran {
    let ferry = Ferry::new().file("a.csv", csv).file("m.toml", mapping);
    ferry.line("import a.csv -m m.toml --settle-for 300ms").fast().sandbox(desk).run()
}

fn phones(rows: usize) -> String {
    let row = |at: usize| format!("N{at},+39 02 {at:04}\n");
    format!("Name,Phone\n{}", (0..rows).map(row).collect::<String>())
}

/// Numbers with letters, of which the help desk keeps the digits: another text may be stored alike.
fn phones_in_words(rows: usize) -> String {
    phones(rows).replace(",+39", ",tel +39")
}

/// The help desk fills in a language if an insert has none. An update that empties it is still an update.
#[rstest]
#[case::alone(0)]
#[case::behind_inserts(8)]
fn what_the_help_desk_fills_can_be_emptied(#[case] inserts: usize) {
    let desk = Desk::with(|options| options.set("fills", "language:en").unwrap());
    desk.put(json!({"name": "Old", "email": "old@x.org", "language": "en"})).unwrap();
    let mapping =
        SIMPLE.to_owned() + "language = { from = \"Language\", as = \"language\", on_empty = \"clear\" }\n";
    let new: String = (0..inserts).map(|at| format!("N{at},n{at}@x.org,\n")).collect();
    let ran = import(&desk, &mapping, &format!("Name,Email,Language\n{new}Old,old@x.org,\n")).status(0);
    assert_eq!((ran.count("updated"), ran.count("inserted")), (1, inserts as u64), "{ran}");
    assert_eq!(desk.customer("email", "old@x.org").get("language").filter(|value| !value.is_null()), None);
    let again = ran.then().line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    assert_eq!(
        again.count("updated"),
        inserts as u64,
        "what the help desk filled is emptied by the next run: {again}"
    );
    again.then().line("verify latest").fast().sandbox(&desk).run().status(0);
}

#[rstest]
#[case::many(40, 5)]
#[case::few(2, 2)]
fn a_key_that_comes_back_changed_stops_the_run(#[case] rows: usize, #[case] written: usize) {
    let desk = desk("digits:phoneNumber");
    let ran = import(&desk, BY_PHONE, &phones_in_words(rows)).status(4);
    let ran = ran.says("the help desk stores the match key in another form");
    let ran = ran.says("phoneNumber was sent as \"tel +39 02 0000\" and came back as \"39020000\"");
    let ran = ran.says("deskferry undo ").says("to send only the digits of phoneNumber");
    assert_eq!(desk.customers().len(), written);
    // A resume gets the same answer and writes nothing more.
    let resumed = ran.then().line("resume latest").fast().sandbox(&desk).run().status(4);
    let resumed = resumed.says("phoneNumber was sent as");
    assert_eq!(desk.customers().len(), written);
    assert!(!resumed.stderr.contains("to continue: deskferry resume"), "{resumed}");
    let more = if rows > written { "--unfinished" } else { "" };
    resumed.then().line("undo latest --yes").line(more).fast().sandbox(&desk).run().status(0);
    assert_eq!(desk.customers().len(), 0);
}

/// A later run inserts nobody as long as its mapping sends the same keys.
#[rstest]
#[case("import a.csv -m m2.toml")]
#[case("import a.csv -m m.toml --anew")]
fn a_later_run_stops_before_it_writes(#[case] line: &str) {
    let desk = desk("digits:phoneNumber");
    let ran = import(&desk, BY_PHONE, &phones_in_words(12)).status(4);
    assert_eq!(desk.customers().len(), 5);
    let again = ran.then().file("m2.toml", format!("# edited\n{BY_PHONE}")).line(line).fast();
    let again =
        again.sandbox(&desk).run().status(4).says("the help desk stores the match key in another form");
    let again = again.says("nothing was sent").says("resume would stop in the same way");
    assert_eq!(desk.customers().len(), 5, "{again}");
}

#[test]
fn the_advice_of_the_stop_solves_the_problem() {
    let desk = desk("digits:phoneNumber");
    let mapping = BY_PHONE.replace(
        "{ from = \"Phone\", as = \"text\" }",
        "{ template = \"{{ row['Phone'] | replace('+', '') | replace(' ', '') | replace('-', '') | replace('(', '') | replace(')', '') | replace('/', '') | replace('.', '') }}\" }",
    );
    let ran = import(&desk, &mapping, &phones(20)).status(0);
    let again = ran.then().line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    assert_eq!((again.count("unchanged"), desk.customers().len()), (20, 20));
}

const UPPER: &str = "\
version = 1
[match]
keys = [\"customFields.legacyId\"]
[fields]
name = { from = \"Name\" }
memo = { from = \"Memo\" }
[custom_fields]
legacyId = { from = \"Code\" }
";

const LOUD: &str = "Name,Code,Memo\nAda,A-1,a  b\nBob,B-2,c  d\n";

#[test]
fn stored_changes_are_reported_once_and_remembered() {
    let desk = desk("lower:customFields.legacyId,blanks:memo");
    let ran = import(&desk, UPPER, LOUD).status(0);
    let ran = ran.says("stores customFields.legacyId in lower case (\"A-1\" came back as \"a-1\")");
    let ran = ran.says("stores memo with several spaces reduced to one");
    assert_eq!(ran.stderr.matches("stores customFields.legacyId").count(), 1, "{ran}");
    let stored = &ran.run_json()["stored"];
    assert_eq!(stored["changes"], json!({"customFields.legacyId": ["lower"], "memo": ["blanks"]}));
    ran.then()
        .line("verify latest")
        .fast()
        .sandbox(&desk)
        .run()
        .status(0)
        .says("2 customers checked, all match");
    let undone = ran.then().line("undo latest --yes").fast().sandbox(&desk).run().status(0);
    assert_eq!((undone.count("deleted"), desk.customers().len()), (2, 0));
}

#[test]
fn a_really_different_value_is_still_found() {
    let desk = desk("lower:customFields.legacyId");
    let ran = import(&desk, UPPER, LOUD).status(0);
    let mut ada = desk.customer("name", "Ada");
    ada["customFields"]["legacyId"] = json!("x-9");
    desk.put(ada).unwrap();
    ran.then()
        .line("verify latest")
        .fast()
        .sandbox(&desk)
        .run()
        .status(1)
        .says("customFields.legacyId is \"x-9\"");
    let undone = ran.then().line("undo latest --yes").fast().sandbox(&desk).run().status(1);
    assert_eq!((undone.count("deleted"), desk.customers().len()), (1, 1));
}

/// Once the stored changes are known, an insert in doubt is adopted.
#[test]
fn inserts_in_doubt_are_adopted_as_the_help_desk_keeps_them() {
    let desk = desk("lower:customFields.legacyId,blanks:memo");
    let rows: String = (0..12).map(|at| format!("N{at},N-{at},a  {at}\n")).collect();
    desk.fail_where(RequestKind::Insert, "N-9", SimulatedFault::DropAfter);
    let ran = import(&desk, UPPER, &format!("Name,Code,Memo\n{rows}")).status(0);
    assert_eq!((ran.count("inserted"), ran.count("unknown"), desk.customers().len()), (12, 0, 12));
}

/// The only insert of a run is adopted too, before any stored changes are known.
#[test]
fn the_first_insert_in_doubt_is_adopted_too() {
    let desk = desk("lower:customFields.legacyId,blanks:memo");
    desk.fail_next(RequestKind::Insert, 1, SimulatedFault::DropAfter);
    let ran = import(&desk, UPPER, "Name,Code,Memo\nAda,A-1,a  b\n").status(0);
    assert_eq!((ran.count("inserted"), ran.count("unknown"), desk.customers().len()), (1, 0, 1));
}

#[test]
fn unexplained_changes_are_reported_too() {
    let desk = desk("cut:memo");
    let csv = "Name,Code,Memo\nAda,1,a long text that is cut\n";
    let ran = import(&desk, UPPER, csv).status(0);
    let ran =
        ran.says("stores memo in another form (\"a long text that is cut\" came back as \"a long tex\")");
    ran.then().line("verify latest").fast().sandbox(&desk).run().status(1);
}

/// Whatever a help desk makes of each field of these rows, alone and in pairs, a second import plans nothing.
#[rstest]
#[case("zeros:phoneNumber")]
#[case("compact:phoneNumber,title:city")]
#[case("digits:phoneNumber,upper:memo")]
#[case("grouped:phoneNumber,blanks:memo")]
#[case("zeros:phoneNumber,trim:memo")]
#[case("compact:phoneNumber,cut:memo")]
#[case("cut:memo,lower:city")]
#[case("title:memo")]
fn a_second_import_plans_nothing(#[case] stores: &str) {
    let phones =
        ["+39 02 555", "02 555-1234", "+44 20 7946 0958 ext. 5", "ask at the desk", "+1 415 555", "0039 02"];
    let row = |(at, phone): (usize, &&str)| {
        format!("N{at},n{at}@x.org,{phone},  A  memo of O'Neil-smith {at} ,new  YORK\n")
    };
    let rows: String = phones.iter().enumerate().map(row).collect();
    let mapping = SIMPLE.to_owned()
        + "phoneNumber = { from = \"Phone\", as = \"text\" }\nmemo = { from = \"Memo\" }\ncity = { from = \"City\" }\n";
    let desk = desk(stores);
    let ran = import(&desk, &mapping, &format!("Name,Email,Phone,Memo,City\n{rows}")).status(0);
    for _ in 0..2 {
        let again = ran.then().line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
        assert_eq!((again.count("unchanged"), again.count("updated")), (6, 0), "{again}");
    }
}

/// A text that was cut is not sent again and again, but it is lost, so `verify` tells it.
#[test]
fn a_cut_text_is_told_and_not_sent_again() {
    let desk = desk("cut:memo");
    let csv = "Name,Code,Memo\nAda,1,a long text that is cut\n";
    let ran = import(&desk, UPPER, csv).status(0).says("stores memo in another form");
    let again = ran.then().line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    assert_eq!((again.count("unchanged"), again.count("updated")), (1, 0), "{again}");
    let again = again.says("The help desk changes the form of memo");
    let changed = again.then().file("a.csv", "Name,Code,Memo\nAda,1,another text that is cut\n");
    let changed = changed.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    assert_eq!(changed.count("updated"), 1, "{changed}");
}

/// The next import of the same file writes nothing, and doubles nobody.
#[test]
fn a_further_import_writes_nothing() {
    let desk = desk("lower:customFields.legacyId,blanks:memo");
    let ran = import(&desk, UPPER, LOUD).status(0);
    let again = ran.then().line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    assert_eq!((again.count("unchanged"), again.count("updated")), (2, 0), "{again}");
    assert_eq!(desk.customers().len(), 2);
}

#[test]
fn a_detail_that_lags_is_waited_for() {
    let desk = Desk::new();
    desk.plan(RequestKind::Detail, [Some(SimulatedFault::StatusBefore(500)), None]);
    let csv = "Name,Email\nAda,ada@x.org\n";
    let ran = import(&desk, SIMPLE, csv).status(0);
    assert_eq!(ran.run_json()["stored"]["read_back"], 1);
}

#[test]
fn a_run_without_inserts_reads_nothing_back() {
    let desk = Desk::holding([json!({"name": "Old", "email": "ada@x.org"})]);
    let ran = import(&desk, SIMPLE, "Name,Email\nAda,ada@x.org\n").status(0);
    assert_eq!(ran.count("updated"), 1);
    assert!(ran.run_json().get("stored").is_none());
}
