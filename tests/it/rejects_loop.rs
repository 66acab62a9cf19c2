//! Correct the rejects in a spreadsheet, save them in any form, import them: nothing is lost or bent on the way.

use std::path::Path;

use rstest::rstest;
use rust_xlsxwriter::{Format, Workbook};
use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran, SIMPLE, Table};

/// The mapping of an odd source. None of its options is about the rejects.
const ODD: &str = "\
version = 1
[source]
header_row = 3
sheet = \"Customers\"
encoding = \"cp850\"
delimiter = \"|\"
quote = \"'\"
escape = \"none\"
short_rows = \"fill\"
records = \"users\"
merged = \"fill\"
name_columns = true
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
memo = { from = \"Notes\" }
";

/// The rejects of a source with this mapping: two rows with invalid addresses.
fn odd() -> Ran {
    let text = "Export\n\nName|Email|Notes\nJos\u{e9} M\u{fc}ller|jose|'a|b'\nZo\u{eb}|zoe|=1+1; \"x\"\nAda|a@x.org|\n";
    let ferry = Ferry::new().file("a.csv", oem_cp850(text)).file("m.toml", ODD);
    let ran = ferry.line("validate a.csv -m m.toml").run().status(1);
    assert_eq!(ran.rejects().column("Name"), ["José Müller", "Zoë"], "{ran}");
    ran
}

fn oem_cp850(text: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        'é' => 0x82,
        'ü' => 0x81,
        'ë' => 0x89,
        ascii => u8::try_from(ascii).unwrap(),
    };
    text.chars().map(byte).collect()
}

fn corrected(ran: &Ran) -> Table {
    let mut rejects = ran.rejects();
    rejects.set(0, "Email", "jose@x.org");
    rejects.set(1, "Email", "zoe@x.org");
    rejects
}

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

fn wide(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn western(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

fn wider(table: &Table) -> Table {
    let mut table = table.clone();
    table.header.extend([String::new(), " ".to_owned()]);
    table.rows.iter_mut().for_each(|row| row.extend([String::new(), String::new()]));
    table.rows.push(vec![String::new(); table.header.len()]);
    table
}

/// With our columns first, as somebody may arrange them.
fn turned(table: &Table) -> Table {
    let turn = |row: &Vec<String>| [&row[3..], &row[..3]].concat();
    Table { header: turn(&table.header), rows: table.rows.iter().map(turn).collect() }
}

type Form = fn(&Table) -> Vec<u8>;

#[rstest]
#[case::as_written(|table: &Table| table.to_csv())]
#[case::semicolons(|table: &Table| delimited(table, b';', false).into_bytes())]
#[case::semicolons_of_excel(|table: &Table| western(&delimited(table, b';', false)))]
#[case::commas_of_excel(|table: &Table| western(&delimited(table, b',', false)))]
#[case::tabs(|table: &Table| western(&delimited(table, b'\t', false)))]
#[case::unicode_text(|table: &Table| wide(&delimited(table, b'\t', false)))]
#[case::utf8_of_excel(|table: &Table| ["\u{feff}", &delimited(table, b';', false)].concat().into_bytes())]
#[case::sep_line(|table: &Table| ["sep=;\r\n", &delimited(table, b';', false)].concat().into_bytes())]
#[case::all_quoted(|table: &Table| delimited(table, b';', true).into_bytes())]
#[case::wider(|table: &Table| western(&delimited(&wider(table), b';', false)))]
#[case::turned(|table: &Table| delimited(&turned(table), b';', false).into_bytes())]
#[case::workbook(|table: &Table| workbook(table, "rejects", false))]
#[case::workbook_of_the_csv(|table: &Table| workbook(&wider(table), "people", true))]
#[case::workbook_turned(|table: &Table| workbook(&turned(table), "Customers 2", true))]
fn rejects_are_known_in_every_form_that_offices_save(#[case] form: Form) {
    let first = odd();
    let file = form(&corrected(&first));
    let ran = first.then().file("Kopie von Fehler (2)", file);
    let ran = ran.args(["validate", "Kopie von Fehler (2)", "-m", "m.toml", "-o", "-"]).run().status(0);
    let customers: Vec<serde_json::Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        customers,
        [
            json!({"name": "José Müller", "email": "jose@x.org", "memo": "a|b"}),
            json!({"name": "Zoë", "email": "zoe@x.org", "memo": "=1+1; \"x\""}),
        ],
        "{ran}"
    );
    assert_eq!(ran.run_json()["corrected"][0]["now_in"], 2, "{ran}");
}

#[rstest]
#[case("--header-row 3", "its header is row 1; leave out --header-row")]
#[case("--no-header", "it has a header; leave out --no-header")]
#[case("--delimiter ;", "its cells are separated by ','; leave out --delimiter")]
#[case("--delimiter ,", "")]
#[case("--header-row 1", "")]
#[case("--encoding utf-8", "")]
fn a_flag_counts_or_is_refused(#[case] flags: &str, #[case] said: &str) {
    let first = odd();
    for (name, file) in
        [("c.csv", corrected(&first).to_csv()), ("c.xlsx", workbook(&corrected(&first), "rejects", false))]
    {
        if name == "c.xlsx" && flags.starts_with("--delimiter") {
            continue;
        }
        let line = format!("validate {name} -m m.toml {flags}");
        let ran = first.then().file(name, file).line(&line).run();
        assert_eq!(ran.status, if said.is_empty() { 0 } else { 2 }, "{ran}");
        assert!(ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ").contains(said), "{ran}");
    }
}

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
        notes.contains("ref=\"G3\"") && notes.contains("row 3 has the same email; that row is used"),
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

const DATES: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
state = { from = \"Country\", optional = true }
phoneNumber = { from = \"Phone\", as = \"phone\", optional = true }
birthDate = { from = \"Born\", formats = [\"auto\"] }
";

#[test]
fn what_was_decided_from_whole_columns_travels_with_the_rejects() {
    let desk = Desk::new();
    let text = "Name,Email,Born\nAda,wrong,03/04/2006\nBob,b@x.org,25/04/2006\nEve,e,2006\n";
    let first = Ferry::new().file("a.csv", text).file("m.toml", DATES);
    let first = first.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(1);
    let mut rejects = first.rejects();
    assert_eq!(rejects.column("_decided"), ["birthDate: 31/12/2020"; 2]);
    // The second run does not correct all rows, and its own rejects still know what the first run has decided.
    rejects.set(0, "Email", "still wrong");
    let second = first.then().file("b.csv", rejects.to_csv()).line("import b.csv -m m.toml");
    let second = second.fast().sandbox(&desk).run().status(1);
    let mut rejects = second.rejects();
    assert_eq!(rejects.column("_decided"), ["birthDate: 31/12/2020"; 2]);
    assert_eq!(rejects.column("_row"), ["2", "3"]);
    rejects.set(0, "Email", "ada@x.org");
    rejects.set(1, "Email", "eve@x.org");
    // What people write wins, whatever the column had.
    rejects.set(1, "Born", "12/31/2006");
    rejects.rows.reverse();
    let third = second.then().file("c.csv", delimited(&rejects, b';', true)).line("import c.csv -m m.toml");
    third.fast().sandbox(&desk).run().status(0);
    let day = |days: i64| json!(days * 86_400_000);
    assert_eq!(desk.customer("email", "ada@x.org")["birthDate"], day(13_241));
    assert_eq!(desk.customer("email", "eve@x.org")["birthDate"], day(13_513));
}

#[test]
fn the_rejects_of_an_applied_plan_know_it_too() {
    let desk = Desk::new();
    let text = "Name,Email,Born\nAda,wrong,03/04/2006\nBob,b@x.org,25/04/2006\n";
    let first = Ferry::new().file("a.csv", text).file("m.toml", DATES);
    let plan = first
        .line("import a.csv -m m.toml --dry-run --plan-out p.jsonl")
        .fast()
        .sandbox(&desk)
        .run()
        .status(1);
    let ran = plan.then().line("apply p.jsonl").fast().sandbox(&desk).run().status(1);
    assert_eq!(ran.rejects().column("_decided"), ["birthDate: 31/12/2020"]);
    assert!(ran.folder().join("rejects.xlsx").exists());
}

#[test]
fn the_country_of_most_rows_travels_with_the_rejects() {
    let italian = "Ugo,u1@x.org,IT,+39 02 5550101,1990-01-01\nUgo,u2@x.org,IT,+39 02 5550102,1990-01-01\n";
    let text = format!("Name,Email,Country,Phone,Born\n{italian}Zoe,wrong,GB,348 3528686,1990-01-01\n");
    let ferry = Ferry::new().file("a.csv", text).file("m.toml", DATES);
    let first = ferry.line("validate a.csv -m m.toml").run().status(1);
    let mut rejects = first.rejects();
    assert_eq!(rejects.column("_decided"), ["country: IT"], "{first}");
    rejects.set(0, "Email", "zoe@x.org");
    let second =
        first.then().file("b.csv", rejects.to_csv()).line("validate b.csv -m m.toml").run().status(0);
    let said = "+393483528686 in IT, the country of most rows";
    assert!(second.report_json()["issues"].to_string().contains(said), "{second}");
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
    assert!(words.join(" ").contains("1 would be written"), "{dry}");
    std::fs::remove_dir_all(first.folder()).unwrap();
    let other = dry.then().line("import kept.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    let corrected = other.run_json()["corrected"][0].clone();
    assert_eq!((&corrected["now_in"], &corrected["rejected"]), (&json!(1), &json!(null)));
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

#[rstest]
#[case::macintosh(0x88)]
#[case::windows(0xe0)]
#[case::dos(0x85)]
fn a_column_of_the_mapping_shows_the_encoding(#[case] byte: u8) {
    let mapping = SIMPLE.replace("\"Name\"", "\"Citt\u{e0}\"");
    let mapping = format!("{mapping}[source]\nencoding = \"windows-1252\"\n");
    let first = Ferry::new().file("a.csv", western("Citt\u{e0},Email\nRoma,wrong\n")).file("m.toml", mapping);
    let first = first.line("validate a.csv -m m.toml").run().status(1);
    let mut rejects = first.rejects();
    rejects.set(0, "Email", "a@x.org");
    let encoded =
        |letter: char| u8::try_from(letter).map_or(b'?', |own| if own == 0xe0 { byte } else { own });
    let file: Vec<u8> = delimited(&rejects, b';', false).chars().map(encoded).collect();
    let ran = first.then().file("b.csv", file).line("validate b.csv -m m.toml").run().status(0);
    assert_eq!(ran.count("pending"), 1, "{ran}");
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

#[rstest]
#[case::letters("no_header = true", "A", "B", "Ada,wrong\n")]
#[case::names("name_columns = true", "Name", "Name (2)", "Name,Name\nAda,wrong\n")]
fn rejects_of_a_source_without_good_names(
    #[case] option: &str,
    #[case] name: &str,
    #[case] email: &str,
    #[case] text: &str,
) {
    let mapping = format!(
        "version = 1\n[source]\n{option}\n[fields]\nname = {{ from = \"{name}\" }}\n\
         email = {{ from = \"{email}\", as = \"email\" }}\n"
    );
    let first = Ferry::new().file("a.csv", text).file("m.toml", mapping);
    let first = first.line("validate a.csv -m m.toml").run().status(1);
    let mut rejects = first.rejects();
    rejects.set(0, email, "ada@x.org");
    for (file, content) in [
        ("c.csv", delimited(&rejects, b'\t', false).into_bytes()),
        ("c.xlsx", workbook(&rejects, "x", false)),
    ] {
        let line = format!("validate {file} -m m.toml");
        let ran = first.then().file(file, content).line(&line).run().status(0);
        assert_eq!(ran.count("rows"), 1, "{ran}");
    }
}

#[test]
fn the_rejects_of_several_sources_keep_what_was_decided_for_each() {
    let first = Ferry::new()
        .file("a.csv", "Name,Email,Born\nAda,wrong,03/04/2006\nBob,b@x.org,25/04/2006\n")
        .file("b.csv", "Email;Name;Born\nwrong;Eve;03/04/2006\nz@x.org;Zoe;04/25/2006\n")
        .file("m.toml", DATES);
    let first = first.line("validate a.csv b.csv -m m.toml").run().status(1);
    let mut rejects = first.rejects();
    assert_eq!(rejects.column("_decided"), ["birthDate: 31/12/2020", "birthDate: 12/31/2020"]);
    rejects.set(0, "Email", "ada@x.org");
    rejects.set(1, "Email", "eve@x.org");
    let second = first.then().file("c.csv", rejects.to_csv()).line("validate c.csv -m m.toml -o -").run();
    let days: Vec<i64> = second
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|customer| customer["birthDate"].as_i64().unwrap() / 86_400_000)
        .collect();
    assert_eq!(days, [13_241, 13_211], "3 April and 4 March: {second}");
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
