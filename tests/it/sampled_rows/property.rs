//! A sample that is larger than its file shows all of it, and a small one has no more rows than it may.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::{HEADER, MAPPING, issues};
use crate::command_line::{Ferry, Ran};
use crate::seeded_property::holds_for;

fn row() -> impl Strategy<Value = [&'static str; 7]> {
    let name = prop::sample::select(vec!["Ada", "Zoë", "", "李小龍", "a  b"]);
    let email = prop::sample::select(vec![
        "a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org", "", "no", "F@X.org",
    ]);
    let country = prop::sample::select(vec!["IT", "Germany", "FRA", "380", "Atlantis", "", "Korea"]);
    let phone = prop::sample::select(vec!["+39 02 5551234", "02 5551234", "", "ask", "0049 30 901820"]);
    let born = prop::sample::select(vec!["13/01/1980", "1980-01-13", "", "soon"]);
    let city = prop::sample::select(vec!["Rome", "nowhere", "", "\"a\nb\"", "=1"]);
    let segment = prop::sample::select(vec!["v", "p", "gold", ""]);
    (name, email, country, phone, born, city, segment).prop_map(|(a, b, c, d, e, f, g)| [a, b, c, d, e, f, g])
}

/// What the customers of an output have: the fields, and the values of the segment.
fn fields(ran: &Ran) -> BTreeSet<String> {
    let out = ran.text("out.jsonl");
    let customers = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let has = |customer: Value| {
        let plain = customer.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        plain.into_iter().chain([customer["customFields"]["segment"].to_string()])
    };
    customers.flat_map(has).collect()
}

/// Rows of a file, without commas in a cell.
type Rows<'r> = &'r [[&'r str; 7]];

/// A sample that is larger than the file shows all of it, and a small one has no more rows than it may. Returns the run
/// of the whole file.
fn holds(rows: Rows<'_>, on_duplicate: &str, small: u64) -> Ran {
    let mapping = MAPPING.replace("\"merge\"\n[fields]", &format!("\"{on_duplicate}\"\n[fields]"));
    let mapping = if on_duplicate == "merge" { mapping } else { mapping.replace(", merge = \"last\"", "") };
    let text: String = rows.iter().map(|row| row.join(",") + "\n").collect();
    let start = || Ferry::new().file("m.toml", &mapping).file("a.csv", HEADER.to_owned() + &text);
    let run = |flags: &str| start().line("validate a.csv -m m.toml -o out.jsonl").line(flags).run();
    let whole = run("");
    let large = run("--sample 1000");
    assert_eq!(issues(&large), issues(&whole), "{text}");
    assert_eq!(fields(&large), fields(&whole), "{text}");
    let sample = &large.run_json()["sample"];
    assert_eq!(&sample["shown"], &sample["things"]);
    for count in ["skipped", "merged", "planned_inserts"] {
        assert_eq!(large.count(count) > 0, whole.count(count) > 0, "{count}");
    }
    let few = run(&format!("--sample {small}"));
    let only = few.run_json()["sample"]["too_large"][0]["taken"] == true;
    let [taken, customers, rejected] = ["rows", "planned_inserts", "rejected"].map(|name| few.count(name));
    assert!(taken <= small || only && customers == 1 && rejected == 0, "{few}");
    let none = whole.count("planned_inserts") == 0;
    assert!(customers > 0 || none, "{text}{few}");
    assert!(none || rejected <= small / 4 || 2 * rejected < taken, "{text}{few}");
    says_only_what_is_true(&few);
    whole
}

/// Nothing that a taken row shows is listed as not shown.
fn says_only_what_is_true(few: &Ran) {
    let missing = few.run_json()["sample"]["not_shown"].as_array().cloned().unwrap_or_default();
    let lacks = |kind: &str, about: &str, detail: &str| {
        missing.iter().any(|thing| {
            let text = |name: &str| thing[name].as_str().unwrap_or_default();
            (text("kind"), text("about"), text("detail")) == (kind, about, detail)
        })
    };
    assert!(few.count("planned_inserts") == 0 || !lacks("source", "", ""), "{few}");
    assert!(few.count("merged") == 0 || !lacks("merged", "email", ""), "{few}");
    for field in fields(few).iter().filter(|field| !field.starts_with('"') && *field != "customFields") {
        assert!(!lacks("filled", field, ""), "{field}: {few}");
    }
    for issue in issues(few) {
        let parts: Vec<&str> = issue.splitn(3, ' ').map(|part| part.trim_matches('"')).collect();
        let about = if parts[1] == "error" || parts[2] == "(row)" { "" } else { parts[2] };
        assert!(!lacks(parts[1], about, parts[0]), "{issue}: {few}");
    }
}

/// `c@x.org` and others have a row with a segment and one without, so only the merged `F@X.org` ends without any, or
/// with `VIP`: what single rows have is not what the customers have.
#[test]
fn a_value_that_is_lost_in_a_merge_is_not_shown_by_its_row() {
    let rows = [
        ["Ada", "d@x.org", "Germany", "ask", "", "=1", ""],
        ["Zoë", "F@X.org", "FRA", "+39 02 5551234", "", "Rome", ""],
        ["Ada", "b@x.org", "IT", "+39 02 5551234", "1980-01-13", "Rome", "gold"],
        ["李小龍", "a@x.org", "", "02 5551234", "13/01/1980", "\"a\nb\"", "p"],
        ["李小龍", "F@X.org", "Germany", "ask", "1980-01-13", "Rome", "v"],
        ["李小龍", "", "IT", "0049 30 901820", "soon", "nowhere", "v"],
        ["a  b", "c@x.org", "Atlantis", "", "13/01/1980", "", "gold"],
        ["Ada", "e@x.org", "IT", "02 5551234", "1980-01-13", "Rome", "gold"],
        ["Zoë", "c@x.org", "FRA", "02 5551234", "1980-01-13", "=1", "p"],
        ["a  b", "b@x.org", "FRA", "+39 02 5551234", "1980-01-13", "\"a\nb\"", "v"],
    ];
    holds(&rows, "merge", 2);
}

/// The first four rows with a feature are kept. Here all of them are merged or replaced later.
#[test]
fn a_value_is_found_after_many_rows_that_lose_theirs() {
    let row = |email, segment| ["Ada", email, "IT", "02 5551234", "13/01/1980", "Rome", segment];
    let mails = ["a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org", "f@x.org"];
    let empty = mails.iter().map(|email| row(email, "")).chain([row("g@x.org", "")]);
    let rows: Vec<_> = empty.chain(mails.iter().map(|email| row(email, "v"))).collect();
    ["merge", "last"].iter().for_each(|on_duplicate| drop(holds(&rows, on_duplicate, 3)));
}

/// Most rows are Italian, so the phone number of row 2 gets a warning. It stays, though the row can't be inserted and
/// row 3 replaces it.
#[test]
fn a_warning_of_a_replaced_row_that_cannot_be_inserted_is_shown() {
    let row = |name, email, country, phone| [name, email, country, phone, "13/01/1980", "Rome", "v"];
    let replaced = row("", "a@x.org", "Germany", "02 5551234");
    let italian = ["a@x.org", "b@x.org", "c@x.org"].map(|email| row("Ada", email, "IT", "+39 02 5551234"));
    let ran = holds(&[&[replaced][..], &italian].concat(), "last", 2);
    assert!(issues(&ran).iter().any(|issue| issue.contains("W214")), "{ran}");
}

fn run_property(cases: u32, seed: u64) {
    let rows = prop::collection::vec(row(), 1..60);
    let on_duplicate = prop::sample::select(vec!["merge", "reject", "first", "last"]);
    holds_for(&(rows, on_duplicate, 1_u64..12), cases, seed, |(rows, on_duplicate, small)| {
        drop(holds(&rows, on_duplicate, small));
    });
}

#[test]
fn a_large_sample_shows_what_the_whole_file_shows_and_none_is_too_large() {
    run_property(6, 15);
}

#[test]
#[ignore = "takes minutes"]
fn a_large_sample_shows_what_the_whole_file_shows_in_full() {
    (0..8).for_each(|seed| run_property(50, seed));
}
