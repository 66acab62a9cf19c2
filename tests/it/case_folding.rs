//! Keys compare by full Unicode case folding, everywhere that keys are compared.

use rstest::rstest;
use serde_json::json;

use crate::command_line::{Desk, Ferry};

const BY_NAME: &str = "version = 1\n[match]\nkeys = [\"name\"]\n[fields]\nname = { from = \"Name\" }\nmemo = { from = \"Memo\" }\n";

/// Two spellings of one name, in two places.
#[rstest]
#[case("Hans Straße", "HANS STRASSE")]
#[case("HANS STRAẞE", "hans strasse")]
#[case("Οδυσσεύς", "ΟΔΥΣΣΕΎΣ")]
#[case("Aşkın Işık", "AŞKIN IŞIK")]
#[case("İsmail", "ismail")]
#[case("ismail", "ISMAIL")]
#[case("ısmail", "İSMAİL")]
#[case("Jose\u{301}", "JOSÉ")]
#[case("ﬁnn", "FINN")]
fn one_person_is_one_in_every_place(
    #[case] there: &str,
    #[case] row: &str,
    #[values(false, true)] many: bool,
) {
    let desk = Desk::with(|options| {
        options.start = vec![json!({"name": there, "memo": "old"})];
        if many {
            // Enough customers that the server's search would be cheaper than the list.
            options.page_size = 5;
            options.start.extend((0..60).map(|n| json!({"name": format!("Other {n}")})));
        }
    });
    let ferry = Ferry::new().file("m.toml", BY_NAME);
    let csv = format!("Name,Memo\n{row},new\n{there},twice\n");
    let ran = ferry.file("a.csv", csv).line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(1);
    assert_eq!(ran.rejects().codes(), ["E402"], "duplicates in the file: {ran}");
    assert_eq!((ran.count("updated"), ran.count("inserted")), (1, 0), "the help desk's list: {ran}");
    assert_eq!(desk.customers()[0]["memo"], "new");

    let export = format!("name={row}");
    let found = Ferry::new().line("export -o o.jsonl --where").args([export]).fast();
    desk.configure(|options| options.set("search", "ignored").unwrap());
    assert_eq!(found.sandbox(&desk).run().status(0).text("o.jsonl").lines().count(), 1, "--where");
}

#[rstest]
#[case("o'Hara", "ohara")]
#[case("Muller", "Müller")]
#[case("Lodz", "Łódź")]
#[case("Soren", "Søren")]
fn two_people_stay_two(#[case] there: &str, #[case] row: &str) {
    let desk = Desk::with(|options| options.start = vec![json!({"name": there})]);
    let ferry = Ferry::new().file("m.toml", BY_NAME).file("a.csv", format!("Name,Memo\n{row},\n"));
    let ran = ferry.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    assert_eq!((ran.count("inserted"), desk.customers().len()), (1, 2), "{ran}");
}

#[rstest]
#[case("Straße", "STRASSE")]
#[case("ΟΔΟΣ", "οδος")]
#[case("ılık", "ILIK")]
#[case("İl", "il")]
fn lookup_tables_and_enums_fold_case_too(#[case] key: &str, #[case] cell: &str) {
    let table = format!("memo = {{ from = \"Memo\", lookup = {{ \"{key}\" = \"found\" }} }}");
    let file = "memo = { from = \"Memo\", lookup_file = { file = \"t.csv\", key = \"K\", value = \"V\" } }";
    let choice = format!("memo = {{ from = \"Memo\", as = \"enum\", values = [\"{key}\"] }}");
    for rule in [table.as_str(), file, choice.as_str()] {
        let mapping = BY_NAME.replace("memo = { from = \"Memo\" }", rule);
        let ferry = Ferry::new().file("m.toml", mapping).file("t.csv", format!("K,V\n{key},found\n"));
        let ran =
            ferry.file("a.csv", format!("Name,Memo\nAda,{cell}\n")).line("validate a.csv -m m.toml").run();
        assert_eq!(ran.status, 0, "{rule}: {ran}");
    }
}
