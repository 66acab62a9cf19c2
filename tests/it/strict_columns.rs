//! `--strict-columns` agrees with the list of what is left out, and proposes names that fit.

use crate::command_line::{Ferry, SIMPLE};

fn with_leave_out(names: &str) -> String {
    SIMPLE.replace("[match]", &format!("[source]\nleave_out = {names}\n[match]"))
}

/// A ragged row is rejected, but the list names its value, so it counts here too.
#[test]
fn strict_columns_see_what_the_list_names() {
    let csv = "Name,Email,Notes,Old\nAda,ada@example.org,,\nBo,bo@example.org,,x,y\n";
    let ran = Ferry::new()
        .file("a.csv", csv)
        .file("m.toml", SIMPLE)
        .line("validate a.csv -m m.toml")
        .run()
        .status(1);
    let named = ran.report_json()["left_out"]["columns"].as_array().unwrap().clone();
    let filled: u64 = named.iter().map(|column| column["filled"].as_u64().unwrap()).sum();
    let strict = ran.then().line("validate a.csv -m m.toml --strict-columns").run();
    assert_eq!((filled, strict.status), (1, 2), "{ran}{strict}");
    assert!(strict.stderr.contains("\"Old\""), "{strict}");
}

/// A column without a name, and two with the same one: each cell has the name that the list of columns gives it.
#[test]
fn a_cell_of_a_nameless_column_is_shown_under_its_number() {
    let csv = "Name,Email,,Phone,Phone\nAda,ada@example.org,x,1,2\n";
    let ferry = Ferry::new().file("a.csv", csv).file("m.toml", SIMPLE);
    let ran = ferry.line("validate a.csv -m m.toml").run().status(0);
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    for (name, value) in [("column 3", "x"), ("Phone (column 4)", "1"), ("Phone (column 5)", "2")] {
        assert!(page.contains(&format!("<dt>{name}</dt><dd>{value}</dd>")), "{name}: {page}");
        assert!(ran.stderr.contains(name), "{ran}");
    }
}

#[test]
fn a_column_with_a_star_in_its_name_is_proposed_exactly() {
    let csv = "Name,Email,star*,starlet\nAda,ada@example.org,x,y\n";
    let ferry = Ferry::new().file("a.csv", csv).file("m.toml", SIMPLE);
    let ran = ferry.line("validate a.csv -m m.toml --strict-columns").run().status(2);
    let line =
        ran.stderr.lines().find_map(|line| line.trim().strip_prefix("leave_out = ")).unwrap().to_owned();
    assert!(line.contains(r"star\*"), "{ran}");
    let one = line.replace(", \"starlet\"", "");
    let ran = ran.then().file("m.toml", with_leave_out(&one));
    let ran = ran.line("validate a.csv -m m.toml --strict-columns").run().status(2);
    assert!(ran.stderr.contains("\"a.csv\": \"starlet\"\n"), "only the other column is left: {ran}");
    let ran = ran.then().file("m.toml", with_leave_out(&line));
    ran.line("validate a.csv -m m.toml --strict-columns").run().status(0);
}
