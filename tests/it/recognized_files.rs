//! A file of a known program needs no second command: a terminal is asked, and `-m generic` hears of a better mapping.

use rstest::rstest;

use crate::command_line::{Ferry, Ran};

const HUBSPOT: &str = include_str!("../../samples/hubspot-contacts.csv");
const ZOHO: &str = include_str!("../../samples/zoho-contacts.csv");
const QUESTION: &str = "This is a HubSpot export. Use the mapping hubspot? [Y/n]";

fn ferry() -> Ferry {
    let ferry =
        Ferry::new().file("h.csv", HUBSPOT).file("z.csv", ZOHO).file("plain.csv", "Name,Email\nA,a@x.org\n");
    ferry.file("a.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEMAIL:ada@x.org\r\nEND:VCARD\r\n")
}

#[track_caller]
fn used(ran: &Ran) -> String {
    ran.run_json()["mapping"]["file"].as_str().unwrap().to_owned()
}

#[rstest]
#[case("import h.csv --sandbox", "\n", 29)]
#[case("import h.csv --sandbox", "y\n", 29)]
#[case("import h.csv --sandbox", "YES\n", 29)]
#[case("import h.csv --sandbox=s.db --dry-run", "\n", 0)]
fn a_terminal_is_asked_and_the_import_goes_on(#[case] line: &str, #[case] typed: &str, #[case] written: u64) {
    let ran = ferry().line(line).fast().on_terminal(typed).status(1).says(QUESTION);
    assert_eq!((used(&ran).as_str(), ran.count("inserted")), ("mappings/hubspot.toml", written));
}

#[test]
fn validation_asks_too_and_a_card_file_is_known_by_its_format() {
    let ran = ferry().line("validate h.csv").on_terminal("\n").status(1).says(QUESTION);
    assert_eq!(used(&ran), "mappings/hubspot.toml");
    let ran =
        ferry().line("validate a.vcf").on_terminal("\n").says("This is a vCard file. Use the mapping vcard?");
    assert_eq!(used(&ran.status(0)), "mappings/vcard.toml");
}

#[rstest]
#[case("n\n")]
#[case("no\n")]
#[case("what?\n")]
#[case("\x04")]
fn any_other_answer_stops(#[case] typed: &str) {
    let ran = ferry().line("import h.csv --sandbox").on_terminal(typed).status(2).says(QUESTION);
    let ran = ran.says("no mapping given (-m). To get a suggestion").says("deskferry mapping suggest h.csv");
    assert!(ran.folders().is_empty(), "{ran}");
}

#[test]
fn an_answer_in_another_encoding_means_no_and_the_advice_keeps_the_flags() {
    let ferry = ferry().line("import h.csv --sandbox --encoding utf-8");
    let ran = ferry.on_terminal(b"\xe8\n").status(2).says(QUESTION);
    ran.says("deskferry mapping suggest h.csv --encoding utf-8 -o my.toml");
}

#[rstest]
#[case("import h.csv --sandbox --quiet")]
#[case("import h.csv --sandbox --log-format json")]
fn a_quiet_command_and_a_log_are_not_asked(#[case] line: &str) {
    let ran = ferry().line(line).on_terminal("\n").status(2).says("no mapping given (-m)");
    assert!(!ran.stderr.contains("[Y/n]"), "{ran}");
}

#[test]
fn without_a_terminal_the_error_names_the_mapping() {
    let ran = ferry().line("import h.csv --sandbox").stdin("y\n").run().status(2);
    let ran = ran.says("deskferry import h.csv --sandbox -m hubspot\n");
    assert!(!ran.stderr.contains("[Y/n]"), "{ran}");
    ferry().line("import - --sandbox").stdin(HUBSPOT).run().status(2).says("-m hubspot");
}

#[test]
fn standard_input_as_a_source_is_not_asked() {
    let ran = ferry()
        .line("import - --sandbox")
        .on_terminal("Record ID,Name\n\x04\x04\x04\x04\x04\x04\x04\x04")
        .status(2);
    assert!(!ran.stderr.contains("[Y/n]"), "{ran}");
}

#[test]
fn several_files_of_one_program_are_one_question() {
    let ferry = ferry().file("h2.csv", HUBSPOT).line("validate h.csv h2.csv");
    ferry
        .on_terminal("\n")
        .status(1)
        .says("Each of the 2 files is a HubSpot export. Use the mapping hubspot? [Y/n]");
}

#[test]
fn files_of_different_programs_are_listed() {
    for on_terminal in [true, false] {
        let ferry = ferry().line("import h.csv z.csv plain.csv --sandbox");
        let ran = if on_terminal { ferry.on_terminal("\n") } else { ferry.run() };
        let ran = ran.status(2).says("need different ones").says("  h.csv  -m hubspot\n  z.csv  -m zoho\n");
        ran.says("  plain.csv  no built-in mapping fits its header");
    }
}

#[test]
fn an_unknown_file_is_not_asked_about() {
    let ran = ferry().line("import plain.csv --sandbox").on_terminal("\n").status(2);
    assert!(!ran.stderr.contains("[Y/n]"), "{ran}");
    ran.says("no built-in mapping fits the header");
}

#[test]
fn the_general_mapping_says_that_another_is_made_for_the_file() {
    let better = "h.csv is a HubSpot export; the mapping hubspot is made for it: -m hubspot";
    let ran = ferry().line("validate h.csv -m generic").run().says(better);
    assert_eq!(
        (ran.stderr.matches("made for it").count(), used(&ran).as_str()),
        (1, "mappings/generic.toml")
    );
    ferry().line("import h.csv plain.csv -m generic --sandbox --quiet").fast().run().status(1).says(better);
    for line in ["validate plain.csv -m generic", "validate h.csv -m hubspot"] {
        let ran = ferry().line(line).run();
        assert!(!ran.stderr.contains("made for it"), "{ran}");
    }
    let own = ferry().file("generic", include_str!("../../mappings/generic.toml"));
    let ran = own.line("validate h.csv -m generic").run();
    assert!(!ran.stderr.contains("made for it"), "the user's own file: {ran}");
    let ran = ferry().line("validate - -m generic").stdin(HUBSPOT).run();
    assert!(!ran.stderr.contains("made for it"), "{ran}");
}
