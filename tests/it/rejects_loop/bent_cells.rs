//! A cell that only a spreadsheet has changed is not a correction: it takes its original value.

use super::{delimited, western};
use crate::command_line::{Desk, Ferry, Ran};

pub(super) const MAPPING: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
city = { from = \"City\" }
postalNumber = { from = \"CAP\" }
phoneNumber = { from = \"Tel\" }
memo = { from = \"Note\" }
";
pub(super) const TEXT: &str = "Name,Email,City,CAP,Tel,Note\nAda,a@@x,Łódź,00184,+39061234567,1/2\n";

/// The rejects of one row, whose address has been corrected, with these other values.
fn corrected(desk: &Desk, values: &[(&str, &str)]) -> (Ran, Vec<u8>) {
    let first = Ferry::new().file("a.csv", TEXT).file("m.toml", MAPPING).line("import a.csv -m m.toml");
    let first = first.fast().sandbox(desk).run().status(1);
    let mut rejects = first.rejects();
    rejects.set(0, "Email", "ada@x.org");
    values.iter().for_each(|(column, value)| rejects.set(0, column, value));
    (first, western(&delimited(&rejects, b';', false)))
}

fn imported(first: &Ran, desk: &Desk, file: Vec<u8>) -> Ran {
    first.then().file("saved.csv", file).line("import saved.csv -m m.toml").fast().sandbox(desk).run()
}

const BENT: [(&str, &str); 4] =
    [("City", "?ód?"), ("CAP", "184"), ("Tel", "39061234567"), ("Note", "01-feb")];

#[test]
fn what_only_a_spreadsheet_has_changed_takes_its_original_value() {
    let desk = Desk::new();
    let (first, file) = corrected(&desk, &BENT);
    let ran = imported(&first, &desk, file).status(0);
    let customer = desk.customer("email", "ada@x.org");
    for (field, value) in
        [("city", "Łódź"), ("postalNumber", "00184"), ("phoneNumber", "+39061234567"), ("memo", "1/2")]
    {
        assert_eq!(customer[field], value, "{ran}");
    }
    let issues = ran.report_json()["issues"].clone();
    let warned = issues.as_array().unwrap().iter().find(|group| group["code"] == "W025").cloned().unwrap();
    assert_eq!(warned["count"], 4);
    let text = warned.to_string();
    for part in ["?ód?", "Łódź", "City", "is taken", first.run_json()["id"].as_str().unwrap()] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn what_a_person_has_changed_stays() {
    let desk = Desk::new();
    let values = [("City", "Warszawa"), ("CAP", "00185"), ("Tel", "39061234568"), ("Note", "1/3")];
    let (first, file) = corrected(&desk, &values);
    let ran = imported(&first, &desk, file).status(0);
    let customer = desk.customer("email", "ada@x.org");
    for (field, value) in
        [("city", "Warszawa"), ("postalNumber", "00185"), ("phoneNumber", "39061234568"), ("memo", "1/3")]
    {
        assert_eq!(customer[field], value, "{ran}");
    }
    assert!(!ran.report_json()["issues"].to_string().contains("W025"), "{ran}");
}

#[test]
fn without_the_rejects_of_the_run_it_is_said_that_nothing_is_compared() {
    let desk = Desk::new();
    let (first, file) = corrected(&desk, &BENT);
    std::fs::remove_dir_all(first.folder()).unwrap();
    let ran = imported(&first, &desk, file).status(0);
    let told = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        told.matches("so a cell that a spreadsheet has changed in saved.csv is not found").count(),
        1,
        "{ran}"
    );
    assert_eq!(desk.customer("email", "ada@x.org")["postalNumber"], "184");
}
