//! Correct the rejects in a spreadsheet, save them in any form, import them: nothing is lost or bent on the way.

mod bent_cells;
mod changed_cells;
mod decided;
mod forms;
mod workbook_file;

use rstest::rstest;
use rust_xlsxwriter::Workbook;
use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran, SIMPLE, Table};

/// As an office writes delimited text.
fn delimited(table: &Table, delimiter: u8, always: bool) -> String {
    let mut builder = csv::WriterBuilder::new();
    builder.delimiter(delimiter).terminator(csv::Terminator::CRLF);
    builder.quote_style(if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary });
    let mut writer = builder.from_writer(Vec::new());
    std::iter::once(&table.header).chain(&table.rows).for_each(|row| writer.write_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// As an office writes a workbook: what looks like a number becomes one.
fn workbook(table: &Table, sheet: &str, guess: bool) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name(sheet).unwrap();
    for (row, cells) in (0..).zip(std::iter::once(&table.header).chain(&table.rows)) {
        for (column, cell) in (0..).zip(cells) {
            match cell.parse::<f64>() {
                Ok(number) if guess => page.write(row, column, number).unwrap(),
                _ => page.write(row, column, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

fn western(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

#[test]
fn rejects_of_an_earlier_version_still_work() {
    let text = "Name,Email,_file,_sheet,_row,_codes,_column,_message\nAda,a@x.org,a.csv,,2,E201,Email,m\n";
    let ferry = Ferry::new().file("rejects.csv", text).file("m.toml", SIMPLE);
    let ran = ferry.line("validate rejects.csv -m m.toml").run().status(0);
    let ran = ran.says("The rejected row of an earlier run is good now.");
    assert_eq!(ran.run_json()["corrected"][0]["now_in"], 1);
}

/// The rejects of three rows: an invalid address, a duplicate and a row without a key.
fn three(desk: &Desk) -> Ran {
    let text = "Name,Email\nAda,a@x.org\nBob,wrong\nEve,a@x.org\nIvo,\n";
    let first = Ferry::new().file("a.csv", text).file("m.toml", SIMPLE);
    first.line("import a.csv -m m.toml").fast().sandbox(desk).run().status(1)
}

#[test]
fn the_summary_says_what_became_of_the_rejected_rows() {
    let desk = Desk::new();
    let first = three(&desk);
    let mut rejects = first.rejects();
    rejects.set(0, "Email", "bob@x.org");
    // The same row twice counts once; one row is deleted; one is added by hand.
    rejects.rows[2] = rejects.rows[0].clone();
    rejects.rows[2][1] = "wrong again".to_owned();
    let added = ["New", "new@x.org"].map(ToOwned::to_owned).to_vec();
    rejects.rows.push([added, vec![String::new(); 8]].concat());
    let second = first.then().file("kept.csv", rejects.to_csv()).line("import kept.csv -m m.toml");
    let second = second.fast().sandbox(&desk).run().status(1);
    let expected = json!({"run": first.run_json()["id"], "rejected": 3, "now_in": 1, "rejected_again": 1, "skipped": 0,
        "open": 0, "not_in_file": 1, "added": 1});
    assert_eq!(second.run_json()["corrected"], json!([expected]), "{second}");
    assert_eq!(second.report_json()["about"]["corrected"], json!([expected]));
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence =
        "1 is now in the help desk, 1 was rejected again and 1 is not in this file. 1 row is not among them";
    assert!(flat(&second.stderr).contains(sentence), "{second}");
    let shown = second.then().line("runs show latest").run().status(0);
    assert!(flat(&shown.stdout).contains(sentence), "{shown}");
    // A chain: the rejects of the second run are about the second run.
    let mut rejects = second.rejects();
    rejects.rows.retain(|row| row[1] == "wrong again");
    rejects.set(0, "Email", "bob@x.org");
    let third = second.then().file("kept.csv", rejects.to_csv()).line("import kept.csv -m m.toml");
    let third = third.fast().sandbox(&desk).run().status(0);
    let corrected = &third.run_json()["corrected"][0];
    assert_eq!(
        (&corrected["run"], &corrected["now_in"]),
        (&second.run_json()["id"], &json!(1)),
        "unchanged is in"
    );
    assert_eq!((&corrected["rejected"], &corrected["not_in_file"]), (&json!(2), &json!(1)));
}

#[test]
fn a_dry_run_and_a_missing_folder_are_said_as_they_are() {
    let desk = Desk::new();
    let first = three(&desk);
    let mut rejects = first.rejects();
    rejects.rows.truncate(1);
    rejects.set(0, "Email", "bob@x.org");
    let dry = first.then().file("kept.csv", rejects.to_csv()).line("import kept.csv -m m.toml --dry-run");
    let dry = dry.fast().sandbox(&desk).run().status(0);
    assert_eq!(dry.run_json()["corrected"][0]["now_in"], 1);
    let words: Vec<&str> = dry.stderr.split_whitespace().collect();
    assert!(words.join(" ").contains("1 would be in the help desk"), "{dry}");
    std::fs::remove_dir_all(first.folder()).unwrap();
    let other = dry.then().line("import kept.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    let corrected = other.run_json()["corrected"][0].clone();
    assert_eq!((&corrected["now_in"], &corrected["rejected"]), (&json!(1), &json!(null)));
}

/// A customer that mode `insert` finds is in the help desk, even if this run does not write it.
#[test]
fn rejects_that_mode_insert_finds_are_in_the_help_desk() {
    let desk = Desk::new();
    let first = three(&desk);
    let mut rejects = first.rejects();
    let rows = rejects.rows.len() as u64;
    for row in 0..rejects.rows.len() {
        rejects.set(row, "Email", &format!("r{row}@x.org"));
    }
    let kept =
        |ferry: Ferry| ferry.line("import kept.csv -m m.toml --mode insert").fast().sandbox(&desk).run();
    let in_now = kept(first.then().file("kept.csv", rejects.to_csv())).status(0);
    assert_eq!(in_now.run_json()["corrected"][0]["now_in"], rows, "{in_now}");
    let again = kept(in_now.then()).status(0);
    let corrected = &again.run_json()["corrected"][0];
    assert_eq!((&corrected["now_in"], &corrected["skipped"]), (&json!(rows), &json!(0)), "{again}");
    assert!(
        again.stderr.split_whitespace().collect::<Vec<_>>().join(" ").contains("now in the help desk"),
        "{again}"
    );
}

#[test]
fn a_hostile_run_id_leads_nowhere() {
    let rejects = "Name,Email,_file,_sheet,_row,_codes,_column,_message,_decided,_run\n\
        Ada,a@x.org,a.csv,,2,E201,Email,m,\"; country:: ZZ,\",../../etc\n";
    let ferry = Ferry::new().file("rejects.csv", rejects).file("m.toml", SIMPLE);
    let ran = ferry.line("validate rejects.csv -m m.toml").run().status(0);
    assert_eq!(ran.run_json()["corrected"][0]["rejected"], json!(null));
}

#[test]
fn a_column_added_by_hand_does_not_release_a_duplicate() {
    let desk = Desk::new();
    let first = three(&desk);
    let mut rejects = first.rejects();
    rejects.rows.retain(|row| row[0] == "Eve");
    rejects.header.push("done".to_owned());
    rejects.rows[0].push("no".to_owned());
    let second = first.then().file("b.csv", rejects.to_csv()).line("import b.csv -m m.toml");
    let second = second.fast().sandbox(&desk).run().status(1);
    assert_eq!(second.rejects().codes(), ["E402"]);
    let message = second.rejects().cell(0, "_message").to_owned();
    assert!(message.contains("if you empty its _codes cell, it overwrites the customer"), "{message}");
    assert_eq!(desk.customer("email", "a@x.org")["name"], "Ada");
}

#[test]
fn moved_columns_do_not_release_a_duplicate() {
    let desk = Desk::new();
    let first = three(&desk);
    let mut rejects = first.rejects();
    rejects.rows.retain(|row| row[0] == "Eve");
    // The address in front of our columns, the name behind them; then a column that somebody has added in front.
    let moved = |row: &Vec<String>| [&row[1..2], &row[2..], &row[..1]].concat();
    let wider = |row: &Vec<String>, cell: &str| [&[cell.to_owned()], &moved(row)[..]].concat();
    let moved_file = Table { header: moved(&rejects.header), rows: vec![moved(&rejects.rows[0])] };
    let wider_file =
        Table { header: wider(&rejects.header, "done"), rows: vec![wider(&rejects.rows[0], "no")] };
    for file in [moved_file, wider_file] {
        let second = first.then().file("b.csv", file.to_csv()).line("import b.csv -m m.toml");
        assert_eq!(second.fast().sandbox(&desk).run().status(1).rejects().codes(), ["E402"]);
    }
    assert_eq!(desk.customer("email", "a@x.org")["name"], "Ada");
}

/// Offices save over the file that they have opened.
#[test]
fn rejects_saved_over_the_file_of_their_run_are_counted() {
    let desk = Desk::new();
    let text = "Name,Email\nAda,a@x.org\nJos\u{e9} M\u{fc}ller,wrong\nEve,a@x.org\nIvo,\n";
    let first = Ferry::new().file("a.csv", text).file("m.toml", SIMPLE);
    let first = first.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(1);
    let mut rejects = first.rejects();
    rejects.rows.truncate(1);
    rejects.set(0, "Email", "jose@x.org");
    let path = first.folder().join("rejects.csv");
    for (delimiter, now) in [(b',', "inserted"), (b';', "unchanged")] {
        std::fs::write(&path, western(&delimited(&rejects, delimiter, false))).unwrap();
        let second =
            first.then().line("import -m m.toml").args([&path]).fast().sandbox(&desk).run().status(0);
        assert_eq!(second.count(now), 1);
        let corrected = &second.run_json()["corrected"][0];
        assert_eq!((&corrected["rejected"], &corrected["not_in_file"]), (&json!(3), &json!(2)));
    }
}

#[rstest]
#[case("--limit 1")]
#[case("--sample 1")]
fn rows_that_were_not_read_are_not_missing(#[case] flags: &str) {
    let first = three(&Desk::new());
    let line = format!("validate kept.csv -m m.toml {flags}");
    let ran = first.then().file("kept.csv", first.rejects().to_csv()).line(&line).run().status(1);
    let corrected = &ran.run_json()["corrected"][0];
    assert_eq!((&corrected["rejected_again"], &corrected["not_in_file"]), (&json!(1), &json!(null)), "{ran}");
}

#[test]
fn one_command_says_what_became_of_the_rejects_of_another() {
    let desk = Desk::new();
    let first = three(&desk);
    let mut rejects = first.rejects();
    rejects.set(0, "Email", "bob@x.org");
    let second = first.then().file("kept.csv", rejects.to_csv()).line("import kept.csv -m m.toml");
    let second = second.fast().sandbox(&desk).run().status(1);
    let ids = [&first, &second].map(|ran| ran.run_json()["id"].as_str().unwrap().to_owned());
    let diff = second.then().args(["report", "diff", &ids[0], &ids[1]]).run();
    let words: Vec<&str> = diff.stdout.split_whitespace().collect();
    assert!(words.join(" ").contains("1 is no longer rejected and 2 were rejected again"), "{diff}");
    let text = second.then().line("report latest --format text").run();
    assert!(text.stdout.contains("Of the 3 rejected rows of run"), "{text}");
}
