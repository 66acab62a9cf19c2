//! Cells that a spreadsheet would compute: deskferry warns, and writes safe copies that can be imported.

use crate::command_line::{Ferry, SIMPLE};

const ROWS: &str = "Name,Email\n\"=HYPERLINK(\"\"http://x\"\",1)\",ada(at)example.org\n'=1,bob(at)example.org\nEve,eve@example.org\n";

#[test]
fn rejects_come_back_from_their_safe_copy_as_they_were() {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", ROWS);
    let first = ferry.line("import a.csv -m m.toml --sandbox=s.db").fast().run().status(1);
    let line = first.stderr.lines().find_map(|line| line.strip_prefix("  deskferry ")).map(str::to_owned);
    let line = line.unwrap_or_else(|| panic!("no line: {first}"));
    let id = first.folder().file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(line, format!("report {id} --excel-safe"), "`latest` may be another run by then");
    let page = std::fs::read_to_string(first.folder().join("report.html")).unwrap();
    assert!(page.contains("--excel-safe</code>"), "the page says it");
    let rejects = first.rejects();
    let copies = first.then().line(&line).run().status(0);
    let copy =
        copies.stdout.lines().find(|line| line.ends_with("rejects-excel-safe.csv")).unwrap().to_owned();
    let text = copies.text(&copy);
    assert!(text.contains("\"'=HYPERLINK(\"\"http://x\"\",1)\"") && text.contains("''=1,"), "{text}");
    let again =
        copies.then().args(["import", &copy, "-m", "m.toml", "--sandbox=s.db"]).fast().run().status(1);
    let cells = |table: &crate::command_line::Table| {
        table.rows.iter().map(|row| row[..2].to_vec()).collect::<Vec<_>>()
    };
    assert_eq!(cells(&again.rejects()), cells(&rejects));
    let corrected = text.replace("(at)", "@");
    let good = again
        .then()
        .file("c.csv", corrected)
        .line("import c.csv -m m.toml --sandbox=s.db")
        .fast()
        .run()
        .status(0);
    let found = good.then().line("customer find --sandbox=s.db email=ada@example.org").run().status(0);
    assert!(found.stdout.contains("=HYPERLINK") && !found.stdout.contains("'=HYPERLINK"), "{found}");
}

#[test]
fn the_suggested_command_finds_a_run_in_another_folder() {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", ROWS);
    let first = ferry.line("validate a.csv -m m.toml --run-dir other").run().status(1);
    let line = first.stderr.lines().find_map(|line| line.strip_prefix("  deskferry ")).unwrap();
    let copies = first.then().line(line).run().status(0);
    assert!(copies.stdout.contains("other/"), "{copies}");
}

#[test]
fn the_name_of_standard_input_is_not_a_formula() {
    let rows = "Name,Email\nAda,ada(at)example.org\n-,bob@example.org\n";
    let ferry = Ferry::new().file("m.toml", SIMPLE).stdin(rows);
    let ran = ferry.line("import - -m m.toml --sandbox").fast().run().status(1);
    assert!(!ran.stderr.contains("excel-safe"), "{ran}");
}

#[test]
fn rows_without_formula_cells_get_no_advice() {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\nAda,ada(at)example.org\n");
    let ran = ferry.line("validate a.csv -m m.toml").run().status(1);
    assert!(!ran.stderr.contains("excel-safe"), "{ran}");
}
