//! Rows of one customer, merged in the order of the file.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

/// Two keys, and a field for each kind of merging.
const TWO_KEYS: &str = "\
version = 1
[match]
keys = [[\"email\"], [\"phoneNumber\"]]
on_duplicate = \"merge\"
[fields]
name = { from = \"Name\" }
email = { from = \"Email\" }
phoneNumber = { from = \"Phone\" }
city = { from = \"City\" }
province = { from = \"Province\", merge = \"last\" }
memo = { from = \"Notes\", merge = \"join\", merge_join = \"; \" }
";
const HEADER: &str = "Name,Email,Phone,City,Province,Notes\n";

fn validate(rows: &str) -> Ran {
    let ferry = Ferry::new().file("m.toml", TWO_KEYS).file("a.csv", format!("{HEADER}{rows}"));
    ferry.line("validate a.csv -m m.toml -o out.jsonl").run()
}

fn customers(ran: &Ran) -> Vec<Value> {
    ran.text("out.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The third row joins the first two, which were two customers until then.
const JOINS: &str = "Ada,,0039111,Rome,RM,one\nAda,ada@x.org,,Milan,MI,two\nAda,ada@x.org,0039111,,,three\n";

#[test]
fn a_row_that_joins_two_groups_reports_what_is_lost() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", TWO_KEYS).file("a.csv", format!("{HEADER}{JOINS}"));
    let ran = ferry.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    let ada = desk.customer("name", "Ada");
    assert_eq!(
        (&ada["city"], &ada["province"], &ada["memo"]),
        (&json!("Rome"), &json!("MI"), &json!("one; two; three"))
    );
    assert_eq!(ran.results().column("_action"), ["insert", "merged", "merged"]);
    let note = ran.results().cell(1, "_note").to_owned();
    for said in [
        "merged into row 2; W405",
        "row 2 is the same customer and has a different `city`, which is used instead of this row's",
        "row 2 is the same customer and has a different `province`, which is not written because this row is later",
    ] {
        assert!(note.contains(said), "{note}");
    }
    assert_eq!(ran.results().cell(2, "_note"), "merged into row 2");
    let issues = ran.report_json()["issues"].to_string();
    assert!(issues.contains("Milan") && issues.contains("RM"), "{issues}");
}

#[test]
fn values_come_in_the_order_of_the_file() {
    // Rows 2 and 5 are one group, rows 3 and 4 another; row 6 joins them.
    let rows = "Ada,,1,,A,a\nAda,e@x.org,,Milan,B,b\nAda,e@x.org,,,C,c\nAda,,1,Rome,D,d\nAda,e@x.org,1,,,e\n";
    let ran = validate(rows).status(0);
    let found = customers(&ran);
    assert_eq!(found.len(), 1, "{ran}");
    let values = [&found[0]["city"], &found[0]["province"], &found[0]["memo"]];
    assert_eq!(values, [&json!("Milan"), &json!("D"), &json!("a; b; c; d; e")]);
    let issues = ran.report_json()["issues"].to_string();
    for (row, lost) in [(5, "Rome"), (3, "A"), (4, "B"), (5, "C")] {
        assert!(issues.contains(&format!("\"{lost}\"")), "row {row}: {lost}: {issues}");
    }
    assert!(
        issues.contains("row 3 is the same customer and has a different `city`, which is used"),
        "{issues}"
    );
}

#[test]
fn the_other_keys_of_joined_groups_lead_to_the_same_customer() {
    let three = TWO_KEYS.replace("[\"phoneNumber\"]]", "[\"phoneNumber\"], [\"faxNumber\"]]");
    let three = format!("{three}faxNumber = {{ from = \"Fax\" }}\n");
    let rows = "Name,Email,Phone,City,Province,Notes,Fax\n\
                Ada,,1,,,a,\nAda,e@x.org,,,,b,\nAda,e@x.org,,,,c,9\nAda,e@x.org,1,,,d,\nAda,e@x.org,,,,e,9\nAda,,,,,f,9\n";
    let ferry = Ferry::new().file("m.toml", three).file("a.csv", rows);
    let ran = ferry.line("validate a.csv -m m.toml -o out.jsonl").run().status(0);
    let found = customers(&ran);
    assert_eq!((found.len(), &found[0]["memo"]), (1, &json!("a; b; c; d; e; f")), "{ran}");
    assert_eq!(ran.report_json()["facts"]["survey"]["duplicates"]["groups"][0]["count"], 6, "{ran}");
}

#[test]
fn a_row_that_matches_two_customers_is_reported_with_a_remedy() {
    // The phone belongs to two customers that have their own addresses.
    let ran = validate("Ada,a@x.org,1,,,\nBob,b@x.org,1,,,\nEve,,1,,,\n").status(1);
    assert_eq!(ran.rejects().codes(), ["E402"]);
    ran.says("give the row a key that only one of them has");
    let reject = TWO_KEYS.replace("on_duplicate = \"merge\"\n", "").replace(", merge = \"last\"", "");
    let reject = reject.replace(", merge = \"join\", merge_join = \"; \"", "");
    let rows = format!("{HEADER}Ada,a@x.org,,,,\nAda,a@x.org,,,,\n");
    let ferry = Ferry::new().file("m.toml", reject).file("a.csv", rows);
    ferry.line("validate a.csv -m m.toml").run().status(1).says("\"merge\" under [match] in the mapping");
}

/// The time to make one customer of this many rows, each with its own note. The rows take turns with one key, the other
/// key, and both, so that groups are joined all the time.
fn time(rows: usize) -> Duration {
    let line = |row: usize| {
        let (email, phone) = [("e@x.org", ""), ("", "1"), ("e@x.org", "1")][row % 3];
        format!("Ada,{email},{phone},,,note {row}\n")
    };
    let text: String = (0..rows).map(line).collect();
    let ferry = Ferry::new().file("m.toml", TWO_KEYS).file("a.csv", format!("{HEADER}{text}"));
    let ferry = ferry.line("validate a.csv -m m.toml -o out.jsonl");
    let begun = Instant::now();
    let ran = ferry.run().status(0);
    let took = begun.elapsed();
    let found = customers(&ran);
    assert_eq!((found.len(), found[0]["memo"].as_str().unwrap().split("; ").count()), (1, rows));
    took
}

#[test]
fn many_rows_of_one_customer_take_linear_time() {
    // Four times the rows take four times the time, or sixteen times if each row checks all rows before it.
    let ratio = || time(16_000).as_secs_f64() / time(4_000).as_secs_f64();
    let ratios: Vec<f64> = std::iter::repeat_with(ratio).take(3).take_while(|ratio| *ratio >= 9.0).collect();
    assert!(ratios.len() < 3, "{ratios:?}");
}

#[test]
fn many_pairs_of_customers_that_become_one_take_linear_time() {
    // A long chain: each row joins the group before it with the next customer.
    let time = |rows: usize| {
        let own = (0..rows).map(|row| format!("Ada,e{row}@x.org,,,,{row}\nAda,,{row},,,\n"));
        let links = (0..rows).rev().map(|row| format!("Ada,e{row}@x.org,{},,,\n", row.saturating_sub(1)));
        let text: String = own.chain(links).collect();
        let ferry = Ferry::new().file("m.toml", TWO_KEYS).file("a.csv", format!("{HEADER}{text}"));
        let begun = Instant::now();
        ferry.line("validate a.csv -m m.toml").run().status(0);
        begun.elapsed().as_secs_f64()
    };
    let ratio = || time(4_000) / time(1_000);
    let ratios: Vec<f64> = std::iter::repeat_with(ratio).take(3).take_while(|ratio| *ratio >= 9.0).collect();
    assert!(ratios.len() < 3, "{ratios:?}");
}

/// Warnings refer to the merged values, not to those of a single row.
#[test]
fn warnings_are_those_of_the_merged_customer() {
    let mapping = TWO_KEYS.to_owned() + "state = { from = \"Country\" }\npostalNumber = { from = \"ZIP\" }\n";
    let rows = "Name,Email,Phone,City,Province,Notes,Country,ZIP\n\
                Ada,,1,,,,Italy,\nAda,ada@x.org,1,,,,,184\nBob,,2,,,,,\nBob,,2,,,,,\n";
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", rows);
    let ran = ferry.line("validate a.csv -m m.toml -o out.jsonl").run().status(0);
    let report = ran.report_json();
    let of = |code: &str| report["issues"].as_array().unwrap().iter().find(|issue| issue["code"] == code);
    assert_eq!(of("W302").unwrap()["count"], 1, "{ran}");
    let odd = of("W215").unwrap().to_string();
    assert!(odd.contains("00184") && odd.contains("come from several rows of this customer"), "{odd}");
}

/// A value that comes again later is kept, so no warning says that it was lost.
#[test]
fn a_value_that_comes_again_later_is_not_reported_as_lost() {
    let rows = "Ada,ada@x.org,,,RM,\nAda,ada@x.org,,,MI,\nAda,ada@x.org,,,RM,\n";
    let ran = validate(rows).status(0);
    assert_eq!(customers(&ran)[0]["province"], json!("RM"));
    let report = ran.report_json();
    let lost = report["issues"].as_array().unwrap().iter().find(|issue| issue["code"] == "W405").unwrap();
    let samples = lost["samples"].as_array().unwrap();
    let values: Vec<(&Value, &Value)> =
        samples.iter().map(|sample| (&sample["row"], &sample["value"])).collect();
    assert_eq!(values, [(&json!(4), &json!("MI"))], "{ran}");
}
