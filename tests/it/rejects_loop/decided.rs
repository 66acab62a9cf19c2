//! What a run has decided from whole columns travels with its rejects.

use serde_json::json;

use super::delimited;
use crate::command_line::{Desk, Ferry};

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
    assert_eq!(rejects.column("_decided"), ["birthDate: 31/12/2020; mode: upsert"; 2]);
    // The second run does not correct all rows, and its own rejects still know what the first run has decided.
    rejects.set(0, "Email", "still wrong");
    let second = first.then().file("b.csv", rejects.to_csv()).line("import b.csv -m m.toml");
    let second = second.fast().sandbox(&desk).run().status(1);
    let mut rejects = second.rejects();
    assert_eq!(rejects.column("_decided"), ["birthDate: 31/12/2020; mode: upsert"; 2]);
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
    assert_eq!(ran.rejects().column("_decided"), ["birthDate: 31/12/2020; mode: upsert"]);
    assert!(ran.folder().join("rejects.xlsx").exists());
}

#[test]
fn the_country_of_most_rows_travels_with_the_rejects() {
    let italian = "Ugo,u1@x.org,IT,+39 02 5550101,1990-01-01\nUgo,u2@x.org,IT,+39 02 5550102,1990-01-01\n";
    let text = format!("Name,Email,Country,Phone,Born\n{italian}Zoe,wrong,GB,348 3528686,1990-01-01\n");
    let ferry = Ferry::new().file("a.csv", text).file("m.toml", DATES);
    let first = ferry.line("validate a.csv -m m.toml").run().status(1);
    let mut rejects = first.rejects();
    assert_eq!(rejects.column("_decided"), ["country: IT; mode: upsert"], "{first}");
    rejects.set(0, "Email", "zoe@x.org");
    let second =
        first.then().file("b.csv", rejects.to_csv()).line("validate b.csv -m m.toml").run().status(0);
    let said = "+393483528686 in IT, the country of most rows";
    assert!(second.report_json()["issues"].to_string().contains(said), "{second}");
}

#[test]
fn the_rejects_of_several_sources_keep_what_was_decided_for_each() {
    let first = Ferry::new()
        .file("a.csv", "Name,Email,Born\nAda,wrong,03/04/2006\nBob,b@x.org,25/04/2006\n")
        .file("b.csv", "Email;Name;Born\nwrong;Eve;03/04/2006\nz@x.org;Zoe;04/25/2006\n")
        .file("m.toml", DATES);
    let first = first.line("validate a.csv b.csv -m m.toml").run().status(1);
    let mut rejects = first.rejects();
    assert_eq!(
        rejects.column("_decided"),
        ["birthDate: 31/12/2020; mode: upsert", "birthDate: 12/31/2020; mode: upsert"]
    );
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
