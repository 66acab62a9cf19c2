//! `deskferry duplicates`: groups of customers of the account that may be the same, and the plan for them.

use deskferry::sandbox::RequestKind;
use rstest::rstest;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::command_line::{Desk, Ferry, Ran, Table};

/// Ada twice by e-mail, Bob twice by phone, Maria Rossi twice by name only, Eve twice by name and birth date.
fn people() -> Vec<Value> {
    vec![
        json!({"name": "Ada Byron", "email": "ada@x.org", "city": "London", "ticketCount": 1}),
        json!({"name": "Byron Ada", "email": "ADA@x.org", "mobileNumber": "+39 02 5551111", "city": "Paris",
               "website": "https://ada.org", "customFields": {"segment": "Gold"}, "ticketCount": 9}),
        json!({"name": "Bob Stone", "phoneNumber": "+39 02 5552222", "memo": "calls often"}),
        json!({"name": "Bob Stone", "mobileNumber": "02/5552222", "state": "IT", "email": "bob@x.org"}),
        json!({"name": "Maria Rossi", "email": "maria1@x.org", "city": "Roma"}),
        json!({"name": "Maria Rossi", "email": "maria2@x.org", "city": "Roma"}),
        json!({"name": "Eve Moon", "email": "eve1@x.org", "birthDate": 86_400_000}),
        json!({"name": "Eve Moon", "email": "eve2@x.org", "birthDate": 86_400_000}),
        json!({"name": "Zoe Alone", "email": "zoe@x.org"}),
    ]
}

fn duplicates(desk: &Desk, line: &str) -> Ran {
    Ferry::new().line("duplicates").line(line).fast().sandbox(desk).run()
}

fn report(desk: &Desk, line: &str) -> Value {
    let ran = duplicates(desk, &format!("--json {line}"));
    assert!(ran.status == 0 || ran.status == 5, "{ran}");
    serde_json::from_str(&ran.stdout).unwrap()
}

/// The groups as grade and number of customers.
fn groups(report: &Value) -> Vec<(&str, u64)> {
    let all = report["groups"].as_array().unwrap().iter();
    all.map(|group| (group["grade"].as_str().unwrap(), group["size"].as_u64().unwrap())).collect()
}

#[test]
fn groups_are_graded_by_their_evidence() {
    let desk = Desk::holding(people());
    let report = report(&desk, "");
    assert_eq!(groups(&report), [("email", 2), ("phone", 2), ("name-and-field", 2), ("name", 2)]);
    assert_eq!(report["verdict"], "snapshot");
    assert_eq!(report["counts"]["name"], json!({"groups": 1, "customers": 2}));
    let maria = &report["groups"][3];
    assert_eq!(
        (&maria["doubt"], &maria["same"][0]["value"]),
        (&json!("the evidence is weak"), &json!("maria rossi"))
    );
    let ada = &report["groups"][0];
    assert_eq!(ada["customers"][0]["tickets"], 9, "the one with the most tickets comes first");
    assert_eq!(ada["keep"], ada["customers"][0]["id"]);
    assert_eq!((&ada["fills"], &ada["differs"]), (&json!({}), &json!(["city"])));
}

#[rstest]
#[case::tickets("tickets", 9)]
#[case::complete("complete", 9)]
#[case::oldest("oldest", 1)]
fn whom_to_keep_is_a_choice(#[case] keep: &str, #[case] tickets: u64) {
    let desk = Desk::with(|options| {
        options.start = people();
        options.set("id", "number").unwrap();
    });
    let report = report(&desk, &format!("--keep {keep}"));
    assert_eq!(report["groups"][0]["customers"][0]["tickets"], tickets, "{report}");
    assert_eq!(report["keep"], keep);
}

/// The ids of this sandbox do not begin with a time.
#[test]
fn the_oldest_customer_is_not_guessed() {
    let desk = Desk::holding(people());
    let ran = duplicates(&desk, "--keep oldest").status(2);
    ran.says("do not show which customer is older").says("choose --keep tickets or --keep complete");
}

#[test]
fn a_mailbox_of_forty_people_is_one_group() {
    let person = |no: u32| json!({"name": format!("Person Number{no}"), "email": "info@acme.org"});
    let desk = Desk::holding((0..40).map(person));
    let found = report(&desk, "");
    assert_eq!(groups(&found), [("shared", 40)]);
    assert_eq!((&found["groups"][0]["names"], &found["groups"][0]["keep"]), (&json!(40), &json!(null)));
    let ran = duplicates(&desk, "--plan-out plan.jsonl").status(0);
    let ran = ran.says("shared by several people").says("40 different names: several people share this");
    let applied = ran.then().line("apply plan.jsonl").fast().sandbox(&desk).run().status(0);
    assert_eq!(applied.count("rows"), 0, "nobody is to be merged: {applied}");
}

#[test]
fn the_terminal_keeps_its_width() {
    let long = "A name that is much longer than a line of a terminal could ever show ".repeat(3);
    let mut customers = people();
    for no in 0..9 {
        customers.push(
            json!({"name": long, "email": format!("long-address-{}@{}.example.org", no % 2, "x".repeat(60))}),
        );
        customers.push(json!({"name": format!("Common Name{}", no / 3), "memo": no.to_string()}));
    }
    let desk = Desk::holding(customers);
    let ran = duplicates(&desk, "").status(0).says("Customers that may be the same").says("Same e-mail");
    let wide: Vec<&str> = ran.stderr.lines().filter(|line| line.width() > 80).collect();
    // Reading the list says in one line what it does.
    let own = |line: &&&str| !line.starts_with("the list shows no");
    assert_eq!(wide.iter().filter(own).count(), 0, "{wide:#?}");
    assert_eq!(ran.stdout, "");
}

#[test]
fn the_csv_has_a_row_for_each_customer_of_a_group() {
    let desk = Desk::holding(people());
    let ran = duplicates(&desk, "-o out.csv --link https://desk.example.org/c/{id}").status(0);
    let table = Table::read(&ran.path().join("out.csv"));
    assert_eq!(table.len(), 8);
    assert_eq!(
        table.column("role"),
        ["keep", "merge", "keep", "merge", "decide", "decide", "decide", "decide"]
    );
    let id = table.cell(0, "id");
    assert_eq!(table.cell(0, "link"), format!("https://desk.example.org/c/{id}"));
    assert_eq!((table.cell(0, "differs"), table.cell(1, "differs")), ("city", ""));
    assert_eq!(ran.stdout, "out.csv\n");
}

#[test]
fn formulas_are_guarded_if_asked() {
    let formula = |no: u32| json!({"name": "=cmd|x one", "email": "a@x.org", "memo": no.to_string()});
    let desk = Desk::holding((0..2).map(formula));
    for (flag, expected) in [("", "=cmd|x one"), ("--excel-safe", "'=cmd|x one")] {
        let ran = duplicates(&desk, &format!("-o out.csv {flag}")).status(0);
        assert_eq!(Table::read(&ran.path().join("out.csv")).cell(0, "name"), expected);
    }
}

/// The plan fills what the customer to keep lacks; nobody is deleted, and `undo` takes it back.
#[test]
fn a_plan_fills_the_customer_to_keep_and_can_be_undone() {
    let desk = Desk::holding(people());
    let before = desk.customers();
    let ran = duplicates(&desk, "--plan-out plan.jsonl").status(0);
    let ran = ran.says("customers to fill").says("deskferry apply plan.jsonl");
    assert_eq!(desk.customers(), before, "a plan writes nothing");
    assert_eq!(ran.folders().len(), 0, "no run is left behind");
    let applied = ran.then().line("apply plan.jsonl").fast().sandbox(&desk).run().status(0);
    assert_eq!((applied.count("updated"), applied.count("unchanged"), applied.count("skipped")), (1, 1, 2));
    assert_eq!(desk.requests().iter().filter(|request| request.kind == RequestKind::Delete).count(), 0);
    let results = applied.results();
    let note = results.column("_note").join("\n");
    assert!(note.contains("merge it into the customer") && note.contains("/customer/"), "{note}");
    let mut bobs = desk.customers();
    bobs.retain(|customer| customer["name"] == "Bob Stone" && customer["email"] == "bob@x.org");
    let kept = bobs.iter().find(|bob| bob["memo"] == "calls often");
    let kept = kept.unwrap_or_else(|| panic!("the more complete Bob gets the memo: {bobs:?}"));
    assert_eq!(
        (&kept["phoneNumber"], &kept["mobileNumber"]),
        (&json!("+39 02 5552222"), &json!("02/5552222"))
    );
    applied.then().line("verify latest").fast().sandbox(&desk).run().status(0);
    applied.then().line("undo latest --yes").fast().sandbox(&desk).run().status(0);
    let without_nulls = |mut customers: Vec<Value>| {
        for customer in &mut customers {
            customer.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        }
        customers
    };
    assert_eq!(without_nulls(desk.customers()), without_nulls(before));
}

#[test]
fn a_plan_of_duplicates_is_applied_once() {
    let desk = Desk::holding(people());
    let ran = duplicates(&desk, "--plan-out plan.jsonl").status(0);
    let apply = || ran.then().line("apply plan.jsonl").fast().sandbox(&desk).run();
    apply().status(0);
    let again =
        apply().says("was already applied").says("look for duplicates again with `deskferry duplicates");
    assert!(again.status != 0 && !again.stderr.contains("deskferry import"), "{again}");
}

#[test]
fn a_plan_of_duplicates_can_not_be_refreshed() {
    let desk = Desk::holding(people());
    let ran = duplicates(&desk, "--plan-out plan.jsonl").status(0);
    let refreshed = ran.then().line("apply plan.jsonl --refresh").fast().sandbox(&desk).run().status(5);
    refreshed.says("is the plan of duplicates");
}

#[test]
fn a_field_that_was_filled_meanwhile_stays() {
    let desk = Desk::holding(people());
    let ran = duplicates(&desk, "--plan-out plan.jsonl").status(0);
    let mut bob = desk.customer("email", "bob@x.org");
    bob["memo"] = json!("written by hand");
    desk.put(bob).unwrap();
    ran.then().line("apply plan.jsonl").fast().sandbox(&desk).run().status(0);
    assert_eq!(desk.customer("email", "bob@x.org")["memo"], "written by hand");
}

#[test]
fn two_names_or_two_birth_dates_are_for_a_person_to_decide() {
    let desk = Desk::holding([
        json!({"name": "Ann Stone", "email": "stone@x.org", "memo": "hers"}),
        json!({"name": "Tom Stone", "email": "stone@x.org"}),
        json!({"name": "Jo Twin", "email": "twin@x.org", "birthDate": 0, "memo": "one"}),
        json!({"name": "Jo Twin", "email": "twin@x.org", "birthDate": 86_400_000}),
    ]);
    let found = report(&desk, "");
    let doubts: Vec<&Value> =
        found["groups"].as_array().unwrap().iter().map(|group| &group["doubt"]).collect();
    assert_eq!(doubts, ["2 different names", "different birth dates"]);
    let ran = duplicates(&desk, "--plan-out plan.jsonl").status(0);
    let applied = ran.then().line("apply plan.jsonl").fast().sandbox(&desk).run().status(0);
    assert_eq!((applied.count("updated"), applied.count("skipped")), (0, 4));
}

#[test]
fn weaker_evidence_joins_only_if_asked() {
    let desk = Desk::holding(people());
    let found = report(&desk, "--join name-and-field");
    let eve = &found["groups"][2];
    assert_eq!((&eve["grade"], &eve["doubt"]), (&json!("name-and-field"), &json!(null)));
    assert_eq!(found["joinedBy"], "name-and-field");
}

/// A list that shifts, lists without a total, and lists that show less than the details.
#[rstest]
#[case::churn("churn", "insert:2,delete:3", &[0, 5])]
#[case::no_total("totals", "none", &[0, 5])]
#[case::total_lies("total-lie", "3", &[5])]
#[case::thin("thin-list", "email,phoneNumber", &[0])]
#[case::repeated("repeated-page", "2", &[0, 5])]
fn an_incomplete_list_is_said(#[case] switch: &str, #[case] value: &str, #[case] expected: &[i32]) {
    let desk = Desk::with(|options| {
        options.start = people();
        options.start.extend(
            (0..60).map(|no| json!({"name": format!("Filler N{no}"), "email": format!("n{no}@y.org")})),
        );
        options.set("page-size", "10").unwrap();
        options.set(switch, value).unwrap();
    });
    let ran = duplicates(&desk, "--json");
    assert!(expected.contains(&ran.status), "{ran}");
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    let unproven = found["verdict"] == "unproven";
    assert_eq!(ran.status == 5, unproven, "{ran}");
    assert_eq!(ran.stderr.contains("the list may be incomplete"), unproven, "{ran}");
    let grades: Vec<&str> = groups(&found).iter().map(|(grade, _)| *grade).collect();
    assert!(switch == "churn" || grades.starts_with(&["email", "phone"]), "{found}");
}

#[rstest]
#[case("--json -o -", "all need standard output")]
#[case("-o out.xlsx", "the output is CSV")]
#[case("--link https://x.org", "has no {id}")]
#[case("--keep newest", "possible values")]
#[case("--excel-safe", "--output")]
fn wrong_usage_is_one_message(#[case] line: &str, #[case] says: &str) {
    let desk = Desk::new();
    let ran = duplicates(&desk, line).status(2).says(says);
    let is_document = line.contains("--json");
    assert_eq!(ran.stdout.is_empty(), !is_document, "{ran}");
    assert_eq!(desk.requests().len(), 0, "nothing was asked");
}

#[test]
fn an_account_without_duplicates_has_no_groups() {
    let desk = Desk::holding([json!({"name": "Ada Byron", "email": "ada@x.org"})]);
    duplicates(&desk, "").status(0).says("none");
    assert_eq!(groups(&report(&desk, "")), []);
    assert_eq!(groups(&report(&Desk::new(), "")), []);
}
