//! `mapping suggest` and phone numbers: they are checked, no row is rejected for one, and odd cells are shown.

use super::suggest::{has_line, suggested};

const CSV: &str = "Name,Email,Phone,Zz\n\
    Ada,ada@x.org,02 5551234,x\nBo,bo@x.org,+39 02 5551235,y\nCy,cy@x.org,ask Paolo,z\n\
    Di,di@x.org,02 5551236,x\nEd,ed@x.org,02 5551237,y\nFi,fi@x.org,02 5551238,z\n";

#[test]
fn phone_numbers_are_checked_and_what_is_none_is_shown() {
    let ran = suggested(CSV).status(0);
    let text = ran.text("my.toml");
    let rule = "phoneNumber = { from = \"Phone\", as = \"phone\", on_invalid = \"keep\" }";
    assert!(has_line(&text, rule), "{text}");
    let why =
        "# REVIEW (column name; 1 of 6 values is no phone number and is kept as typed: \"ask Paolo\"); ";
    assert!(text.lines().any(|line| line.starts_with(why)), "{text}");
    let ran = ran.says("1 column unmapped; 1 to review (REVIEW and UNSURE in my.toml)\n");
    let ran = ran.says("\nUnmapped: Zz\nTo review: Phone\n");
    let ran = ran.then().line("import a.csv -m my.toml --sandbox --dry-run").fast().run().status(0);
    let report = ran.report_json();
    let questions = report["questions"].as_array().unwrap();
    let about: Vec<_> =
        questions.iter().map(|one| (one["about"].as_str().unwrap(), one["count"].as_u64())).collect();
    assert_eq!(about, [("E213", Some(4)), ("E212", Some(1))], "{report}");
}

#[test]
fn a_column_of_good_numbers_needs_no_review() {
    let ran =
        suggested("Name,Email,Mobile\nAda,ada@x.org,+39 333 1234567\nBo,bo@x.org,333 1234568\n").status(0);
    let rule = "mobileNumber = { from = \"Mobile\", as = \"phone\", on_invalid = \"keep\" }";
    assert!(has_line(&ran.text("my.toml"), rule), "{ran}");
    assert!(!ran.stderr.contains("to review") && !ran.stderr.contains("Unmapped"), "{ran}");
}

/// Up to ten columns are named, and then the first ten.
#[test]
fn the_first_ten_unmapped_columns_are_named() {
    let columns = |most: usize| (1..=most).map(|at| format!("Zz{at}")).collect::<Vec<_>>();
    let csv = |most: usize| {
        format!("Name,Email,{}\nAda,ada@x.org,{}\n", columns(most).join(","), ["x"].repeat(most).join(","))
    };
    suggested(&csv(10)).status(0).says(&format!("Unmapped: {}\n", columns(10).join(", ")));
    let ran = suggested(&csv(12)).status(0);
    let line = ran
        .stderr
        .lines()
        .skip_while(|line| !line.starts_with("Unmapped: "))
        .take(2)
        .collect::<Vec<_>>()
        .join(" ");
    assert!(line.contains("Zz10,") && line.contains("and 2 more"), "{ran}");
}
