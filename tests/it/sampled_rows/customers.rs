//! Rows that are one customer in a sample: merged, replaced, passed over.

use std::collections::BTreeSet;

use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// A mapping with this rule for duplicates, and a file with these rows.
fn ferry(on_duplicate: &str, rows: &str) -> Ferry {
    let mapping = SIMPLE.replace("[fields]", &format!("on_duplicate = \"{on_duplicate}\"\n[fields]"));
    Ferry::new().file("m.toml", mapping).file("a.csv", format!("Name,Email\n{rows}"))
}

/// So many rows with one address.
fn same(rows: usize) -> String {
    (0..rows).map(|row| format!("P{row},same@x.org\n")).collect()
}

/// What the terminal shows, without its line breaks.
fn said(ran: &Ran) -> String {
    ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each row of a group needs all others, so this would take hours if they were added for each.
#[test]
fn a_group_as_large_as_the_file_takes_no_longer() {
    for (on_duplicate, at_most, rows) in
        [("merge", 5, 1), ("merge", 100_000, 20_001), ("last", 100_000, 3), ("first", 100_000, 3)]
    {
        let ferry = ferry(on_duplicate, &(same(20_000) + "Zo\u{eb},z@x.org\n"));
        let ran = ferry.line(&format!("validate a.csv -m m.toml --sample {at_most}")).run().status(0);
        assert_eq!(ran.count("rows"), rows, "{on_duplicate} {at_most}: {ran}");
    }
}

#[test]
fn a_customer_with_more_rows_than_the_sample_may_have_is_named() {
    let rows = same(60) + "Bob,b@x.org\nZo\u{eb},z@x.org\nBo,b@x.org\n";
    let ran = ferry("merge", &rows).line("validate a.csv -m m.toml --sample 5").run().status(0);
    assert!(said(&ran).contains("merged into one customer: row 2 and 59 more rows (same email)."), "{ran}");
    assert_eq!((ran.count("rows"), ran.count("merged")), (3, 1), "{ran}");
    let large = &ran.run_json()["sample"]["too_large"];
    assert_eq!(large, &json!([{"row": "row 2", "rows": 60, "key": "email", "taken": false}]));
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    assert!(page.contains("Too large for the sample: 60 rows"), "{page}");
}

/// A part of the rows would make another customer, and what it lacks might stay so: `on_insert`, `if_empty`.
#[test]
fn the_smallest_customer_is_taken_whole_if_none_is_small_enough() {
    let rows = same(60) + "Bob,b@x.org\nBo,b@x.org\nB,b@x.org\nBad,no\n";
    let start = || ferry("merge", &rows);
    for (at_most, taken) in [(1, 3), (2, 3), (3, 3), (60, 4)] {
        let ran = start().line(&format!("validate a.csv -m m.toml --sample {at_most}")).run();
        let few = ["rows", "merged", "planned_inserts"].map(|name| ran.count(name));
        assert_eq!(few[..2], [taken, 2], "{ran}");
        assert_eq!(few[2], 1, "{ran}");
        let told = "These are row 62 and 2 more rows (same email), which are merged into one customer.";
        assert_eq!(said(&ran).contains(told), at_most < 3, "{ran}");
    }
    let ran = ferry("merge", &same(60)).line("validate a.csv -m m.toml --sample 25").run().status(0);
    assert_eq!((ran.count("rows"), ran.count("planned_inserts")), (60, 1), "{ran}");
    let sample = &ran.run_json()["sample"];
    assert_eq!(
        (&sample["picks"][0]["more_rows"], &sample["too_large"][0]["taken"]),
        (&json!(40), &json!(true))
    );
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    assert!(
        page.contains("and 40 more rows") && page.contains("has as few rows as the sample should"),
        "{page}"
    );
}

/// What the rows of a merged customer show is shown, though only a few rows of each kind are remembered.
#[test]
fn a_customer_that_is_taken_whole_shows_what_its_rows_show() {
    let four = |at| format!("P{at},p{at}@x.org\n").repeat(3) + &format!("Q{at},p{at}@x.org\n");
    let rows = (0..30).map(four).collect::<String>() + "Zo,z@x.org\nZa,z@x.org\nZi,z@x.org\n";
    for at_most in [1, 2, 3] {
        let line = format!("validate a.csv -m m.toml --sample {at_most}");
        let ran = ferry("merge", &rows).line(&line).run().status(0);
        let missing = ran.run_json()["sample"]["not_shown"].to_string();
        for shown in ["a row that can be written", "rows that are merged", "three or more", "filled"] {
            assert!(!missing.contains(shown), "{at_most}: {shown}: {missing}");
        }
    }
}

/// Five columns with the same error are one kind: one row shows it.
#[test]
fn errors_of_one_kind_do_not_fill_a_sample() {
    let rule = |at| format!("d{at} = {{ from = \"D{at}\", as = \"date\", formats = [\"%d/%m/%Y\"] }}\n");
    let rules: String = (0..5).map(rule).collect();
    let header: String = (0..5).map(|at| format!(",D{at}")).collect();
    let dates = |bad: usize| {
        (0..5).map(|at| if at == bad { ",never" } else { ",13/01/1980" }).collect::<String>() + "\n"
    };
    let bad: String = (0..5).map(|at| format!("Bad {at},b{at}@x.org{}", dates(at))).collect();
    let good: String = (0..9).map(|at| format!("Good {at},g{at}@x.org{}", dates(9))).collect();
    let ferry = Ferry::new().file("m.toml", format!("{SIMPLE}[custom_fields]\n{rules}"));
    let ferry = ferry.file("a.csv", format!("Name,Email{header}\n{bad}{good}"));
    let ran = ferry.line("validate a.csv -m m.toml --fields none --sample 25").run().status(1);
    assert_eq!(ran.count("rejected"), 1, "{ran}");
    assert!(said(&ran).contains("They show all "), "{ran}");
}

/// A row that is skipped shows more than a plain one, and a sample without any customer is no trial.
#[test]
fn a_sample_of_one_row_is_one_that_can_be_written() {
    for on_duplicate in ["reject", "first", "last"] {
        let rows = "Ada,a@x.org\nAda,a@x.org\nBad,no\n,n@x.org\n";
        let ran = ferry(on_duplicate, rows).line("validate a.csv -m m.toml --sample 1").run().status(0);
        assert_eq!((ran.count("rows"), ran.count("planned_inserts")), (1, 1), "{on_duplicate}: {ran}");
    }
    let ran = ferry("first", "Bad,no\n").line("validate a.csv -m m.toml --sample 25").run().status(1);
    assert_eq!((ran.count("rows"), ran.count("rejected")), (1, 1), "errors are all there is to show: {ran}");
}

/// Without a name, no row of the file and no merged customer can be inserted.
#[test]
fn rows_that_cannot_be_inserted_are_rejected_in_a_sample_too() {
    for on_duplicate in ["merge", "last", "first"] {
        let rows = ",n@x.org\n,n@x.org\nAda,a@x.org\nBob,b@x.org\n";
        let start = || ferry(on_duplicate, rows);
        let whole = start().line("validate a.csv -m m.toml").run().status(1);
        let large = start().line("validate a.csv -m m.toml --sample 100").run().status(1);
        for name in ["rejected", "skipped", "merged"] {
            assert_eq!(large.count(name), whole.count(name), "{on_duplicate}: {name}: {large}");
        }
        let small = start().line("validate a.csv -m m.toml --sample 2").run().status(0);
        assert_eq!(small.count("rejected"), 0, "{on_duplicate}: {small}");
    }
}

/// The rows of a group end in the sample as they do in the whole file.
#[test]
fn duplicates_are_shown_as_the_whole_file_has_them() {
    let rows = "Ada,a@x.org\nBob,b@x.org\nCy,c@x.org\nBo,b@x.org\nAd,a@x.org\nA,a@x.org\n";
    for (rule, expected) in [
        ("reject", "error E402"),
        ("first", "skipped for an earlier one"),
        ("last", "replaces an earlier one"),
        ("merge", "rows that are merged"),
    ] {
        let desk = Desk::new();
        let start = || ferry(rule, rows).sandbox(&desk);
        let whole = start().line("import a.csv -m m.toml --fields none --dry-run").fast().run();
        let ran = start().line("import a.csv -m m.toml --fields none --dry-run --sample 6").fast().run();
        let line = |ran: &Ran, at: usize| {
            ["_row", "_action", "_note"].map(|name| ran.results().cell(at, name).to_owned())
        };
        let all: BTreeSet<_> = (0..whole.results().len()).map(|at| line(&whole, at)).collect();
        let some: BTreeSet<_> = (0..ran.results().len()).map(|at| line(&ran, at)).collect();
        assert!(some.is_subset(&all), "{rule}: {some:?} of {all:?}");
        let sample = ran.run_json()["sample"].to_string();
        assert!(sample.contains(expected) && !some.is_empty(), "{rule}: {sample}");
    }
}
