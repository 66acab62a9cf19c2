//! A rejects file that nobody corrected is rejected again, and typed cells keep their meaning.

use rstest::rstest;
use rust_xlsxwriter::{Formula, Workbook};
use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran, SIMPLE, Table};

const HINT: &str = "correct the row, or empty its _codes cell to accept it as it is";

fn check(ran: &Ran, rejects: &Table) -> Ran {
    ran.then().file("again.csv", rejects.to_csv()).line("validate again.csv -m m.toml").run()
}

/// The rejects of one row; unless corrected, they must be rejected again.
fn stays(first: &Ran, code: &str) -> Table {
    let rejects = first.rejects();
    let cell = rejects.cell(0, "_codes").to_owned();
    let check_of = cell.strip_prefix(code).and_then(|rest| rest.strip_prefix(" #"));
    let hexadecimal = |check: &str| check.len() == 8 && check.bytes().all(|byte| byte.is_ascii_hexdigit());
    let two = check_of.and_then(|checks| checks.split_once('~'));
    let are_checks = two.is_some_and(|(exact, bent)| hexadecimal(exact) && hexadecimal(bent));
    assert!(rejects.len() == 1 && are_checks, "{cell}\n{first}");
    let mut again = check(first, &rejects).status(1);
    for _ in 0..2 {
        let rejects = again.rejects();
        assert_eq!((again.count("rows"), again.count("rejected")), (1, 1), "{again}");
        assert_eq!(rejects.cell(0, "_codes"), cell, "{again}");
        let message = rejects.cell(0, "_message");
        assert!(message.starts_with("the row has not changed since it was rejected: "), "{message}");
        assert!(message.ends_with(&format!(" ({HINT})")), "{message}");
        again = check(&again, &rejects).status(1);
    }
    rejects
}

fn passes(first: &Ran, rejects: &Table) {
    let ran = check(first, rejects).status(0);
    assert_eq!(ran.count("pending"), 1, "{ran}");
}

#[rstest]
#[case::shifted("E001", b"Name,Email\nAda,a@x.org,\"one\ntwo\"\n".to_vec())]
#[case::cut("E002", [b"Name,Email\n", "x".repeat(1_000_001).as_bytes(), b",a@x.org\n"].concat())]
#[case::nul("E003", b"Name,Email\nN\0L,a@x.org\n".to_vec())]
#[case::bytes("E004", ["Name,Email\n".as_bytes(), "Zoë,\n".repeat(20).as_bytes(), b"Jos\xe9,a@x.org\n"].concat())]
#[case::unclosed("E007", b"Name,Email\n\"Ada,a@x.org\n".to_vec())]
fn a_fault_of_the_text_is_not_forgotten(#[case] code: &str, #[case] content: Vec<u8>) {
    let mapping = SIMPLE.replace("keys = [\"email\"]", "keys = [\"email\"]\non_no_key = \"insert\"");
    let first = Ferry::new().file("a.csv", content).file("m.toml", mapping);
    let first = first.line("validate a.csv -m m.toml").run().status(1);
    let rejects = stays(&first, code);
    let (mut corrected, mut released) = (rejects.clone(), rejects);
    // The text beyond the last column is in its cell, which makes the cell an invalid address.
    if code == "E001" {
        corrected.set(0, "Email", "a@x.org");
        released.set(0, "Email", "a@x.org");
    }
    corrected.set(0, "Name", "Ada Byron");
    passes(&first, &corrected);
    released.set(0, "_codes", "");
    passes(&first, &released);
}

#[test]
fn rewritten_line_breaks_are_not_a_correction() {
    let text = "Name,Email\n\"Ada\r\nByron\",a@x.org,more\n";
    let first = Ferry::new().file("a.csv", text).file("m.toml", SIMPLE);
    let first = first.line("validate a.csv -m m.toml").run().status(1);
    let mut rejects = first.rejects();
    rejects.set(0, "Name", "Ada\nByron");
    assert_eq!(check(&first, &rejects).status(1).rejects().codes(), ["E001"]);
}

#[test]
fn a_json_line_that_is_not_an_object_stays_a_reject() {
    let text = "{\"Name\":\"Ada\",\"Email\":\"a@x.org\"}\n{\"Name\":\"Bob\"\n";
    let first = Ferry::new().file("a.jsonl", text).file("m.toml", SIMPLE);
    let first = first.line("validate a.jsonl -m m.toml").run().status(1);
    let mut rejects = stays(&first, "E008");
    rejects.set(0, "Name", "Bob");
    rejects.set(0, "Email", "b@x.org");
    passes(&first, &rejects);
}

fn typed_mapping() -> String {
    format!(
        "{SIMPLE}phoneNumber = {{ from = \"Phone\", optional = true }}\n[custom_fields]\n\
         total = {{ from = \"Total\", as = \"decimal\", decimal = \",\", optional = true }}\n\
         vip = {{ from = \"VIP\", as = \"bool\", true_values = [\"ja\"], false_values = [\"nein\"], optional = true }}\n"
    )
}

/// A workbook of one row, whose address is `email`.
fn workbook(email: &str, name: &str, write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Ran {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in (0..).zip(["Name", "Email", name]) {
        sheet.write(0, column, text).unwrap();
    }
    sheet.write(1, 0, "Ada").unwrap().write(1, 1, email).unwrap();
    write(sheet);
    let ferry = Ferry::new().file("a.xlsx", book.save_to_buffer().unwrap()).file("m.toml", typed_mapping());
    ferry.line("validate a.xlsx -m m.toml").run().status(1)
}

#[test]
fn lost_digits_of_a_workbook_are_not_forgotten() {
    let first = workbook("a@x.org", "Phone", |sheet| {
        sheet.write(1, 2, 4.912_345_678_901_234e15).unwrap();
    });
    let mut rejects = stays(&first, "E006");
    rejects.set(0, "Phone", "+39 333 1234567");
    passes(&first, &rejects);
}

#[test]
fn an_error_of_a_workbook_is_not_forgotten() {
    let first = workbook("a@x.org", "Phone", |sheet| {
        sheet.write_formula(1, 2, Formula::new("=NA()").set_result("#N/A")).unwrap();
    });
    let mut rejects = check(&first, &first.rejects()).status(1).rejects();
    assert_eq!((rejects.cell(0, "_codes"), rejects.cell(0, "_column")), ("E005", "Phone"));
    rejects = check(&first, &rejects).status(1).rejects();
    assert_eq!((rejects.cell(0, "_codes"), rejects.cell(0, "_sheet")), ("E005", "Sheet1"));
    rejects.set(0, "Phone", "");
    passes(&first, &rejects);
}

#[test]
fn a_duplicate_does_not_overwrite_the_first() {
    let desk = Desk::new();
    let first = Ferry::new().file("a.csv", "Name,Email\nAda,a@x.org\nEve,A@x.org\n").file("m.toml", SIMPLE);
    let first = first.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(1);
    let rejects = first.rejects();
    let import = |rejects: &Table| {
        let ferry = first.then().file("again.csv", rejects.to_csv()).line("import again.csv -m m.toml");
        ferry.fast().sandbox(&desk).run()
    };
    let again = import(&rejects).status(1);
    assert_eq!((again.rejects().codes(), again.count("updated")), (vec!["E402"], 0));
    assert_eq!(desk.customer("email", "a@x.org")["name"], "Ada");
    let mut released = rejects;
    released.set(0, "_codes", "");
    import(&released).status(0);
    assert_eq!(desk.customer("email", "a@x.org")["name"], "Eve", "by its owner's will");
}

#[test]
fn rows_that_the_server_refused_may_be_imported_again_unchanged() {
    let desk = Desk::new();
    desk.fail_where(
        deskferry::sandbox::RequestKind::Insert,
        "a@x.org",
        deskferry::sandbox::SimulatedFault::StatusBefore(400),
    );
    let first = Ferry::new().file("a.csv", "Name,Email\nAda,a@x.org\n").file("m.toml", SIMPLE);
    let first = first.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(1);
    assert_eq!(first.rejects().column("_codes"), ["E501"]);
    let ferry = first.then().file("again.csv", first.rejects().to_csv()).line("import again.csv -m m.toml");
    ferry.fast().sandbox(&Desk::new()).run().status(0);
}

/// The totals of a row with an invalid address, after the address was corrected.
fn total(number: f64) -> Result<String, String> {
    let first = workbook("wrong", "Total", |sheet| {
        sheet.write(1, 2, number).unwrap();
    });
    let mut rejects = check(&first, &first.rejects()).status(1).rejects();
    rejects.set(0, "Email", "a@x.org");
    let ferry = first.then().file("again.csv", rejects.to_csv()).line("validate again.csv -m m.toml -o -");
    let ran = ferry.run();
    if ran.status == 0 {
        let customer: serde_json::Value = serde_json::from_str(ran.stdout.trim()).unwrap();
        return Ok(customer["customFields"]["total"].as_str().unwrap().to_owned());
    }
    let rejects = ran.rejects();
    assert_eq!(rejects.column("_codes"), ["E210"], "{ran}");
    Err(rejects.cell(0, "_message").to_owned())
}

#[rstest]
#[case(1234.5, "1234.5")]
#[case(-12.25, "-12.25")]
#[case(0.125, "0.125")]
#[case(1234.0, "1234")]
fn a_number_of_a_workbook_is_still_one(#[case] number: f64, #[case] expected: &str) {
    assert_eq!(total(number).as_deref(), Ok(expected));
}

#[test]
fn a_number_that_reads_as_thousands_is_asked_for() {
    let told = total(1.234).unwrap_err();
    assert!(told.contains("write 1,234 or 1234)"), "{told}");
}

#[test]
fn in_a_text_file_the_stated_decimal_mark_applies() {
    let text = "Name,Email,Total\nAda,wrong,1.234\n";
    let first = Ferry::new().file("a.csv", text).file("m.toml", typed_mapping());
    let mut rejects = first.line("validate a.csv -m m.toml").run().status(1).rejects();
    rejects.set(0, "Email", "a@x.org");
    let ran = Ferry::new().file("again.csv", rejects.to_csv()).file("m.toml", typed_mapping());
    let ran = ran.line("validate again.csv -m m.toml -o -").run().status(0);
    assert!(ran.stdout.contains("\"total\":\"1234\""), "{ran}");
}

#[test]
fn numbers_of_json_are_typed_too() {
    let text = "{\"Name\":\"Ada\",\"Email\":\"wrong\",\"Total\":1.234}\n";
    let first = Ferry::new().file("a.jsonl", text).file("m.toml", typed_mapping());
    let first = first.line("validate a.jsonl -m m.toml").run().status(1);
    let mut rejects = check(&first, &first.rejects()).status(1).rejects();
    rejects.set(0, "Email", "a@x.org");
    assert_eq!(check(&first, &rejects).status(1).rejects().codes(), ["E210"]);
}

#[test]
fn a_boolean_needs_no_correction() {
    let first = workbook("wrong", "VIP", |sheet| {
        sheet.write(1, 2, true).unwrap();
    });
    let mut rejects = first.rejects();
    rejects.set(0, "Email", "a@x.org");
    for text in ["true", "TRUE"] {
        rejects.set(0, "VIP", text);
        let ferry = first.then().file("again.csv", rejects.to_csv());
        let ran = ferry.line("validate again.csv -m m.toml -o -").run().status(0);
        let customer: serde_json::Value = serde_json::from_str(ran.stdout.trim()).unwrap();
        assert_eq!(customer["customFields"]["vip"], json!("true"), "{ran}");
    }
}

#[test]
fn a_corrected_file_saved_as_a_workbook_is_judged_alike() {
    let first = Ferry::new().file("a.csv", "Name,Email\nAda,a@x.org,more\n").file("m.toml", SIMPLE);
    let first = first.line("validate a.csv -m m.toml").run().status(1);
    let rejects = first.rejects();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(std::iter::once(&rejects.header).chain(&rejects.rows)) {
        for (column, text) in (0..).zip(cells) {
            sheet.write(row, column, text).unwrap();
        }
    }
    let ferry = first.then().file("again.xlsx", book.save_to_buffer().unwrap());
    let again = ferry.line("validate again.xlsx -m m.toml").run().status(1);
    assert_eq!(again.rejects().codes(), ["E001"]);
}
