//! `rejects.xlsx`: what it shows, and its way through an office and back.

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook};

use super::three;
use crate::command_line::{Desk, Ferry, SIMPLE};

/// A workbook's cells as text, by row.
fn cells(path: &Path) -> Vec<Vec<String>> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, "rejects").unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// A part of a workbook.
fn part(path: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
    text
}

#[test]
fn the_workbook_has_every_cell_as_text_and_shows_what_is_wrong() {
    let text = "Name,Email,Zip\n=1+1,wrong,007\nEve,eve@x.org,\nEve,EVE@x.org,12345678901234567890\n";
    let ferry = Ferry::new().file("a.csv", text).file("m.toml", SIMPLE);
    let ran = ferry.line("validate a.csv -m m.toml").run().status(1);
    let path = ran.folder().join("rejects.xlsx");
    let rejects = ran.rejects();
    let all: Vec<Vec<String>> = std::iter::once(rejects.header.clone()).chain(rejects.rows.clone()).collect();
    assert_eq!(cells(&path), all, "the same cells as rejects.csv");
    let sheet = part(&path, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<v>") && !sheet.contains("<f>"), "texts only: {sheet}");
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter"), "{sheet}");
    assert!(part(&path, "xl/styles.xml").contains("FFFFC7CE"));
    let notes = part(&path, "xl/comments1.xml");
    assert!(notes.contains("ref=\"B2\"") && notes.contains("E201 the value has no @"), "{notes}");
    assert!(
        notes.contains("ref=\"B3\"") && notes.contains("row 3 has the same email; that row is used"),
        "{notes}"
    );
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions()) & 0o777,
        0o600
    );
    let shown = ran.then().line("runs show latest").run().status(0);
    assert!(shown.stdout.contains("rejects.xlsx  rows that were rejected"), "{shown}");
}

#[test]
fn a_run_without_rejects_has_no_workbook() {
    let ferry = Ferry::new().file("a.csv", "Name,Email\nAda,a@x.org\n").file("m.toml", SIMPLE);
    let ran = ferry.line("validate a.csv -m m.toml").run().status(0);
    assert!(!ran.folder().join("rejects.xlsx").exists());
}

#[test]
fn texts_stay_texts_however_often_they_pass_through_a_workbook() {
    let mapping =
        format!("{SIMPLE}[custom_fields]\nsum = {{ from = \"Sum\", as = \"decimal\", decimal = \",\" }}\n");
    let mut ran = Ferry::new().file("a.csv", "Name,Email,Sum\nAda,wrong,1.234\n").file("m.toml", mapping);
    for source in ["a.csv", "w.xlsx", "w.xlsx"] {
        let rejected = ran.line(&format!("validate {source} -m m.toml --fields none")).run().status(1);
        assert_eq!((rejected.rejects().codes(), rejected.rejects().cell(0, "_sheet")), (vec!["E201"], ""));
        let book = std::fs::read(rejected.folder().join("rejects.xlsx")).unwrap();
        ran = rejected.then().file("w.xlsx", book);
    }
}

#[test]
fn the_workbook_itself_can_be_imported_after_it_was_saved_by_an_office() {
    let desk = Desk::new();
    let first = three(&desk);
    let path = first.folder().join("rejects.xlsx");
    let mut all = cells(&path);
    let header = all.remove(0);
    all[0][1] = "bob@x.org".to_owned();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("rejects").unwrap();
    let text = Format::new().set_num_format("@");
    for (row, cells) in (0..).zip(std::iter::once(&header).chain(&all)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_with_format(row, column, cell, &text).unwrap();
        }
    }
    book.save(&path).unwrap();
    let second =
        first.then().args(["import"]).args([&path]).line("-m m.toml").fast().sandbox(&desk).run().status(1);
    assert_eq!(second.run_json()["corrected"][0]["now_in"], 1);
    assert_eq!(desk.customer("email", "bob@x.org")["name"], "Bob");
    let third =
        second.then().args(["validate"]).args([second.folder().join("rejects.xlsx")]).line("-m m.toml");
    assert_eq!(third.run().status(1).rejects().codes(), ["E402", "E401"]);
}
