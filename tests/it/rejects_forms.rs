//! Which files are rejects files, in which encoding they are read, and what of them counts as corrected.

use rstest::rstest;
use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran, SIMPLE, Table};

/// Two rejected rows with few letters beyond ASCII, whose encoding alone is in doubt.
fn few(names: [&str; 2]) -> Ran {
    let text = format!("Name,Email\n{},wrong\n{},wrong\nAda,a@x.org\n", names[0], names[1]);
    let ferry = Ferry::new().file("a.csv", text).file("m.toml", SIMPLE);
    ferry.line("validate a.csv -m m.toml").run().status(1)
}

fn corrected(ran: &Ran) -> Table {
    let mut rejects = ran.rejects();
    (0..rejects.len()).for_each(|row| rejects.set(row, "Email", &format!("{row}@x.org")));
    rejects
}

/// The rejects as an office saves them in an encoding.
fn saved(table: &Table, label: &str) -> Vec<u8> {
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
    let text = table.to_csv();
    let (bytes, _, lost) = encoding.encode(std::str::from_utf8(&text).unwrap());
    assert!(!lost);
    bytes.into_owned()
}

fn names(ran: &Ran) -> Vec<String> {
    let customers = ran.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    customers.map(|customer| customer["name"].as_str().unwrap().to_owned()).collect()
}

fn told(ran: &Ran) -> String {
    ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[rstest]
#[case("windows-1252", ["Çelik", "Bo"])]
#[case("windows-1252", ["Ève", "Øyvind"])]
#[case("macintosh", ["Zoë", "José"])]
#[case("windows-1250", ["Łucja", "Novák"])]
#[case("windows-1251", ["Анна", "Bo"])]
#[case("utf-8", ["Ã© Bar", "Bo"])]
fn the_run_knows_in_which_encoding_its_rejects_are(#[case] label: &str, #[case] written: [&str; 2]) {
    let first = few(written);
    let ferry = first.then().file("kept.csv", saved(&corrected(&first), label));
    let ran = ferry.line("validate kept.csv -m m.toml -o -").run().status(0);
    assert_eq!(names(&ran), written, "{ran}");
    assert!(!told(&ran).contains("guess"), "{ran}");
}

#[test]
fn without_its_run_the_encoding_is_a_guess_and_said() {
    let first = few(["½ Müller", "Zoë"]);
    std::fs::remove_dir_all(first.folder()).unwrap();
    let table = Table {
        header: ["Name", "Email", "_file", "_sheet", "_row", "_codes", "_column", "_message"]
            .map(ToOwned::to_owned)
            .to_vec(),
        rows: vec![
            ["A\u{192}b", "a@x.org", "a.csv", "", "2", "E201", "Email", "m"].map(ToOwned::to_owned).to_vec(),
        ],
    };
    let ferry = first.then().file("kept.csv", saved(&table, "windows-1252"));
    let ran = ferry.line("validate kept.csv -m m.toml -o -").run().status(0);
    assert!(told(&ran).contains("kept.csv is read as") && told(&ran).contains("which is a guess"), "{ran}");
    let stated = ran.then().line("validate kept.csv -m m.toml -o - --encoding windows-1252").run().status(0);
    assert_eq!(names(&stated), ["A\u{192}b"]);
    assert!(!told(&stated).contains("guess"), "{stated}");
}

/// An office opens rejects.csv in another encoding than UTF-8.
#[test]
fn rejects_that_were_opened_in_the_wrong_encoding_are_refused() {
    let first = few(["Zoë", "José"]);
    let bytes = corrected(&first).to_csv();
    let bytes = [b"\xef\xbb\xbf", bytes.as_slice()].concat();
    let misread = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned();
    let ran = first.then().file("kept.csv", misread).line("validate kept.csv -m m.toml").run().status(2);
    assert!(told(&ran).contains("kept.csv") && told(&ran).contains("correct rejects.xlsx instead"), "{ran}");
}

/// A ragged row and a row whose number has lost its digits.
fn sticky() -> Ran {
    let text = "Name,Email,Zip,Phone,Born\nBo,b@x.org,00185,+393483528687\nEve,e@x.org,00186,4.91512E+11,03/04/2006\n";
    let mapping =
        format!("{SIMPLE}postalNumber = {{ from = \"Zip\" }}\nphoneNumber = {{ from = \"Phone\" }}\n");
    let ferry = Ferry::new().file("a.csv", text).file("m.toml", mapping);
    let ran = ferry.line("validate a.csv -m m.toml").run().status(1);
    assert_eq!(ran.rejects().codes(), ["E001", "E006"], "{ran}");
    ran
}

#[rstest]
#[case::leading_zeros(0, &[("Zip", "185")], 1)]
#[case::long_number(0, &[("Phone", "3.93484E+11")], 1)]
#[case::sign(0, &[("Phone", "393483528687"), ("Zip", "185")], 1)]
#[case::digits_that_stay_lost(1, &[("Phone", "491512000000"), ("Born", "2006-04-03")], 1)]
#[case::other_zip(0, &[("Zip", "186")], 0)]
#[case::whole_number(1, &[("Phone", "491512345678")], 0)]
#[case::released(0, &[("Zip", "185"), ("_codes", "")], 0)]
fn what_an_office_bends_is_no_correction(
    #[case] row: usize,
    #[case] changes: &[(&str, &str)],
    #[case] rejected: u64,
) {
    let first = sticky();
    let mut rejects = first.rejects();
    rejects.rows.swap(0, row);
    rejects.rows.truncate(1);
    changes.iter().for_each(|(column, cell)| rejects.set(0, column, cell));
    let ran = first.then().file("kept.csv", rejects.to_csv()).line("validate kept.csv -m m.toml").run();
    assert_eq!((ran.status, ran.count("rejected")), (i32::from(rejected > 0), rejected), "{ran}");
    assert_eq!(ran.run_json()["corrected"][0]["rejected_again"], rejected, "{ran}");
}

const OWN: [&str; 8] = ["_file", "_sheet", "_row", "_codes", "_column", "_message", "_decided", "_run"];

#[rstest]
#[case::all(&OWN, "rejects of an earlier run")]
#[case::an_earlier_version(&OWN[..6], "rejects of an earlier run")]
#[case::no_sheet(&["_file", "_row", "_codes", "_column", "_message", "_run"], "not as rejects of an earlier run, because it has no _sheet")]
#[case::four(&["_codes", "_file", "_row", "_run"], "")]
#[case::no_codes(&["_file", "_sheet", "_row", "_column", "_message"], "")]
fn a_file_with_all_our_columns_is_a_rejects_file(#[case] own: &[&str], #[case] said: &str) {
    let cells = own.iter().map(|name| if *name == "_codes" { "E201" } else { "x" });
    let text = format!("Name,Email,{}\nAda,a@x.org,{}\n", own.join(","), cells.collect::<Vec<_>>().join(","));
    let ran = Ferry::new().file("s.csv", text).file("m.toml", SIMPLE).line("validate s.csv -m m.toml").run();
    let ran = ran.status(0);
    let is_rejects = said.starts_with("rejects");
    assert_eq!(ran.run_json()["corrected"].is_array(), is_rejects, "{ran}");
    assert_eq!(told(&ran).contains("rejects of an earlier run"), !said.is_empty(), "{ran}");
    assert!(told(&ran).contains(said), "{ran}");
    assert_eq!(told(&ran).contains("No rule uses"), !is_rejects, "{ran}");
}

#[test]
fn rows_with_an_unknown_outcome_are_not_called_rejected() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("a.csv", "Name,Email\nAda,wrong\n").file("m.toml", SIMPLE);
    let first = ferry.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(1);
    let mut unknown = first.rejects();
    unknown.set(0, "Email", "ada@x.org");
    unknown.set(0, "_codes", "E503");
    let second = first.then().file("unknown.csv", unknown.to_csv()).line("import unknown.csv -m m.toml");
    let second = second.fast().sandbox(&desk).run().status(0);
    let corrected = &second.run_json()["corrected"][0];
    assert_eq!((&corrected["unknown"], &corrected["now_in"]), (&json!(true), &json!(1)), "{second}");
    let id = first.run_json()["id"].as_str().unwrap().to_owned();
    assert!(
        told(&second).contains(&format!("The row of run {id} with an unknown outcome is now in")),
        "{second}"
    );
    assert!(!told(&second).contains("rejected row"), "{second}");
}

#[test]
fn an_undo_does_not_say_that_rejects_are_in() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("a.csv", "Name,Email\nAda,wrong\n").file("m.toml", SIMPLE);
    let first = ferry.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(1);
    let second = first.then().file("kept.csv", corrected(&first).to_csv()).line("import kept.csv -m m.toml");
    let second = second.fast().sandbox(&desk).run().status(0).says("is now in the help desk");
    let undone = second.then().line("undo latest --yes").fast().sandbox(&desk).run().status(0);
    assert!(!undone.stderr.contains("now in") && undone.run_json()["corrected"].is_null(), "{undone}");
    assert_eq!(desk.customers().len(), 0);
}
