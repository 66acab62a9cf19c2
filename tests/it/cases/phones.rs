//! Phone numbers that can be read in two ways, and postcodes that can't be right.

use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

const MAPPING: &str = "\
version = 1
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", optional = true }
state = { from = \"Country\" }
phoneNumber = { from = \"Phone\", as = \"phone\" }
mobileNumber = { from = \"Mobile\", as = \"phone\", optional = true }
postalNumber = { from = \"ZIP\", optional = true }
";

const MIXED: &str = "\
Name,Country,Phone
Ada,Regno Unito,348 3528686
Bob,Italia,348 3528687
Cid,Italia,02 5551234
Dee,Spagna,612 345 678
Eve,Regno Unito,020 7946 0958
Fay,Portogallo,912 345 678
Gus,Italia,+44 20 7946 0958
Hal,Italia,
Ida,Italia,
";

fn validate(mapping: &str, csv: &str) -> Ran {
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", csv);
    ferry.line("validate a.csv -m m.toml -o out.jsonl").run()
}

fn customers(ran: &Ran) -> Vec<Value> {
    ran.text("out.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn values(ran: &Ran, field: &str) -> Vec<String> {
    let text = |customer: &Value| customer[field].as_str().unwrap_or_default().to_owned();
    customers(ran).iter().map(text).collect()
}

/// The first warnings of a code, as the report has them.
fn warned(ran: &Ran, code: &str) -> Vec<Value> {
    let report = ran.report_json();
    let found = report["issues"].as_array().unwrap().iter().find(|issue| issue["code"] == code);
    found.unwrap_or_else(|| panic!("{ran}"))["samples"].as_array().unwrap().clone()
}

#[test]
fn a_number_is_not_changed_into_someone_elses() {
    let ran = validate(MAPPING, MIXED).status(0);
    let expected = [
        "348 3528686",
        "+393483528687",
        "+39025551234",
        "+34612345678",
        "020 7946 0958",
        "+351912345678",
        "+442079460958",
        "",
        "",
    ];
    assert_eq!(values(&ran, "phoneNumber"), expected, "{ran}");
    let warning = warned(&ran, "W214").remove(0);
    assert_eq!(
        (&warning["row"], &warning["column"], &warning["value"]),
        (&json!(2), &json!("Phone"), &json!("348 3528686"))
    );
    let message = warning["message"].as_str().unwrap();
    for part in ["+443483528686", "in GB, the row's country", "+393483528686 in IT, the country of most rows"]
    {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn the_most_common_country_is_reported_and_independent_of_row_order() {
    let lines: Vec<&str> = MIXED.lines().collect();
    let turned: Vec<&str> = lines[..1].iter().chain(lines[1..].iter().rev()).copied().collect();
    let (one, other) = (validate(MAPPING, MIXED), validate(MAPPING, &(turned.join("\n") + "\n")));
    let mut back = values(&other, "phoneNumber");
    back.reverse();
    assert_eq!(values(&one, "phoneNumber"), back);
    let read_as = one.run_json()["inputs"][0]["read_as"].as_str().unwrap().to_owned();
    let said = "state: most rows have Italy (IT; 5 of the 9 rows with a country)";
    assert!(read_as.contains(said), "{read_as}");
}

#[test]
fn an_import_sends_what_a_validation_shows() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", MAPPING).file("a.csv", MIXED);
    let ran = ferry
        .line("import a.csv -m m.toml --mode insert --fields none")
        .fast()
        .sandbox(&desk)
        .run()
        .status(0);
    assert_eq!(desk.customer("name", "Ada")["phoneNumber"], json!("348 3528686"), "{ran}");
    assert_eq!(desk.customer("name", "Bob")["phoneNumber"], json!("+393483528687"));
    assert!(ran.results().cell(0, "_note").contains("W214"), "{ran}");
}

/// A rejects file has other rows than its source: numbers in doubt there stay in doubt.
#[test]
fn a_rejects_file_keeps_the_doubt() {
    let csv = "Name,Email,Country,Phone\nAda,a@b,UK,020 7946 0958\nBob,b@x.org,Italy,02 5551234\n\
        Cid,c@x.org,Italy,02 5551235\n";
    let ran = validate(MAPPING, csv).status(1);
    let mut rejects = ran.rejects();
    assert!(rejects.cell(0, "_codes").contains("W214"), "{ran}");
    rejects.set(0, "Email", "ada@x.org");
    let again = |rejects: Vec<u8>| {
        Ferry::new()
            .file("m.toml", MAPPING)
            .file("r.csv", rejects)
            .line("validate r.csv -m m.toml -o out.jsonl")
            .run()
    };
    let second = again(rejects.to_csv()).status(0).says("W214");
    assert_eq!(values(&second, "phoneNumber"), ["020 7946 0958"]);
    rejects.set(0, "Phone", "+44 20 7946 0958");
    assert_eq!(values(&again(rejects.to_csv()).status(0), "phoneNumber"), ["+442079460958"]);
}

#[rstest]
#[case::zero_missing(
    "UK",
    "7911 123456",
    "",
    "7911 123456",
    "the number lacks the 0 that numbers in GB, the row's country, begin with"
)]
#[case::zero_missing_too("Deutschland", "30 1234567", "", "30 1234567", "it may be +49301234567")]
#[case::zero_missing_in_turkey("Turchia", "348 3528686", "", "348 3528686", "it may be +903483528686")]
#[case::zero_missing_in_argentina("Argentina", "11 4321 0000", "", "11 4321 0000", "it may be +541143210000")]
#[case::plus_missing(
    "Deutschland",
    "49171 1234567",
    "",
    "49171 1234567",
    "+491711234567 in DE, if its first digits are the country code"
)]
#[case::no_mobile("Italy", "", "02 5551234", "02 5551234", "not a mobile number in IT")]
fn a_number_in_doubt_is_kept(
    #[case] country: &str,
    #[case] phone: &str,
    #[case] mobile: &str,
    #[case] kept: &str,
    #[case] said: &str,
) {
    let csv = format!("Name,Country,Phone,Mobile\nAda,{country},{phone},{mobile}\n");
    let ran = validate(MAPPING, &csv).status(0).says("W214");
    let message = warned(&ran, "W214").remove(0)["message"].to_string();
    assert!(message.contains(said), "{message}");
    let field = if phone.is_empty() { "mobileNumber" } else { "phoneNumber" };
    assert_eq!(values(&ran, field), [kept]);
}

#[test]
fn a_stated_region_is_another_reading() {
    let mapping = MAPPING.replacen("as = \"phone\"", "as = \"phone\", region = \"IT\"", 1);
    let ran = validate(&mapping, "Name,Country,Phone\nAda,UK,020 7946 0958\nBob,,02 5551234\n").status(0);
    assert_eq!(values(&ran, "phoneNumber"), ["020 7946 0958", "+39025551234"]);
    let message = warned(&ran, "W214").remove(0)["message"].to_string();
    assert!(message.contains("in IT, the region set in the mapping"), "{message}");
}

#[test]
fn a_source_that_is_read_once_has_no_country_of_most_rows() {
    let ferry = Ferry::new().file("m.toml", MAPPING).stdin("Name,Country,Phone\nAda,Italy,02 5551234\n");
    let ran = ferry.line("validate - -m m.toml -o out.jsonl").run().status(0);
    assert_eq!(values(&ran, "phoneNumber"), ["+39025551234"]);
}

#[test]
fn postcodes_are_checked_against_their_country_and_not_changed() {
    let csv = "Name,Country,Phone,ZIP\nAda,Italy,,184\nBob,Germany,,1067\nCid,UK,,00184\nDee,UK,,EC4A 3DE\n\
        Eve,Switzerland,,CH-8001\nFay,,,184\nGus,United Arab Emirates,,1\nHal,Olanda,,1012\n\
        Ida,Canada,,D1A 0B1\n";
    let ran = validate(MAPPING, csv).status(0);
    assert_eq!(
        values(&ran, "postalNumber"),
        ["184", "1067", "00184", "EC4A 3DE", "CH-8001", "184", "1", "1012", "D1A 0B1"]
    );
    let warnings = warned(&ran, "W215");
    assert_eq!(warnings.len(), 5, "{warnings:?}");
    let expected = [
        ("184", "it was probably 00184"),
        ("1067", "it was probably 01067"),
        ("00184", "not a postcode of United Kingdom (GB)"),
        ("1012", "only the first part of a postcode of Netherlands (NL)"),
        ("D1A 0B1", "not a postcode of Canada (CA)"),
    ];
    for (warning, (value, part)) in warnings.iter().zip(expected) {
        assert_eq!((&warning["column"], &warning["value"]), (&json!("ZIP"), &json!(value)));
        assert!(warning["message"].as_str().unwrap().contains(part), "{warning}");
    }
}

/// Rows that a rule skips do not count for the most common country.
#[test]
fn rows_that_a_rule_skips_do_not_count_for_the_country_of_most() {
    let mapping = format!("{MAPPING}[[when]]\nskip = \"row['Gone'] == 'y'\"\n");
    let csv =
        "Name,Country,Phone,Gone\nAda,UK,348 3528686,\nBo,UK,,\nCy,Italia,,y\nDi,Italia,,y\nEd,Italia,,y\n";
    let ran = validate(&mapping, csv);
    assert!(!ran.stderr.contains("most rows have Italy"), "{ran}");
    let counted = csv.replace(",y", ",");
    assert!(validate(&mapping, &counted).stderr.contains("most rows have Italy"));
}
