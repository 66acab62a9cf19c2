//! From cells to the JSON that the server receives, field by field.

use deskferry::sandbox::RequestKind;
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry};

/// Imports one row and returns the body of the insert. The columns are `A`, `B` and `C`.
fn sent(fields: &str, cells: [&str; 3]) -> Value {
    let desk = Desk::new();
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["A", "B", "C"]).unwrap();
    csv.write_record(cells).unwrap();
    let mapping = format!("version = 1\n[fields]\nname = {{ value = \"N\" }}\n{fields}\n");
    let ferry = Ferry::new().file("a.csv", csv.into_inner().unwrap()).file("m.toml", mapping);
    let ran = ferry.line("import a.csv -m m.toml --mode insert --fields none").fast().sandbox(&desk).run();
    assert_eq!(ran.status, 0, "{ran}\n{:?}", ran.rejects().rows);
    let bodies = desk.requests_of(RequestKind::Insert);
    assert_eq!(bodies.len(), 1);
    let mut body = bodies[0].json();
    body.as_object_mut().unwrap().remove("name");
    body
}

#[rstest]
#[case("birthDate = { from = \"A\" }", "1967-09-12", json!({"birthDate": -72_748_800_000_i64}))]
#[case("birthDate = { from = \"A\", formats = [\"%d/%m/%Y\"] }", "31/12/1969", json!({"birthDate": -86_400_000}))]
#[case("birthDate = { from = \"A\" }", "1970-01-01", json!({"birthDate": 0}))]
#[case("state = { from = \"A\" }", "UK", json!({"state": "GB"}))]
#[case("state = { from = \"A\" }", "Deutschland", json!({"state": "DE"}))]
#[case("state = { from = \"A\" }", "usa", json!({"state": "US"}))]
#[case("state = { from = \"A\" }", "276", json!({"state": "DE"}))]
#[case("state = { from = \"A\" }", "NA", json!({"state": "NA"}))]
#[case("state = { from = \"A\" }", "N/A", json!({}))]
#[case("topClient = { from = \"A\" }", "Yes", json!({"topClient": true}))]
#[case("topClient = { from = \"A\" }", "0", json!({"topClient": false}))]
#[case("topClient = { from = \"A\" }", "", json!({}))]
#[case("tags = { from = \"A\", separator = \";\" }", "a; b;;a", json!({"tags": ["a", "b"]}))]
#[case("language = { from = \"A\" }", "Italian", json!({"language": "it"}))]
#[case("email = { from = \"A\" }", " Ada@Example.ORG ", json!({"email": "ada@example.org"}))]
#[case("website = { from = \"A\" }", "https://example.org/a", json!({"website": "https://example.org/a"}))]
#[case("postalNumber = { from = \"A\" }", "01234", json!({"postalNumber": "01234"}))]
#[case("phoneNumber = { from = \"A\" }", "+39 02 1234", json!({"phoneNumber": "+39 02 1234"}))]
#[case("state = { from = \"B\", optional = true, lookup = { y = \"IT\" } }\nphoneNumber = { from = \"A\", as = \"phone\" }", "02 / 5551234", json!({"state": "IT", "phoneNumber": "+39025551234"}))]
#[case("phoneNumber = { from = \"A\", as = \"phone\", region = \"GB\" }", "(020) 7946 0958 x12", json!({"phoneNumber": "+442079460958 ext. 12"}))]
#[case("phoneNumber = { from = \"A\", as = \"phone\", region = \"GB\", format = \"keep\" }", "(020) 7946 0958", json!({"phoneNumber": "(020) 7946 0958"}))]
#[case("phoneNumber = { from = \"A\", as = \"phone\", on_invalid = \"keep\" }", "ask Bo", json!({"phoneNumber": "ask Bo"}))]
#[case("state = { from = \"C\", fallback = { from = \"A\", country = \"US\" } }", "CA", json!({"state": "US"}))]
#[case("state = { from = \"A\" }", "Georgia", json!({"state": "GE"}))]
#[case("state = { from = \"A\", lost_zeros = true }", "8", json!({"state": "AL"}))]
#[case("email = { from = \"A\", take = \"first\" }\n[custom_fields]\nmore = { from = \"A\", as = \"email\", take = \"others\" }", "Ada <a@x.org>; b@x.org", json!({"email": "a@x.org", "customFields": {"more": "b@x.org"}}))]
#[case("website = { from = \"A\", scheme = \"https\" }", "example.org/a", json!({"website": "https://example.org/a"}))]
#[case("city = { from = \"A\", case = \"name\" }", "L'AQUILA", json!({"city": "L'Aquila"}))]
#[case("postalNumber = { from = \"A\", apostrophe = \"drop\" }", "'00184", json!({"postalNumber": "00184"}))]
#[case("address = { from = \"A\" }", "1 Quay St_x000D_\nGalway", json!({"address": "1 Quay St\nGalway"}))]
#[case("topClient = { from = \"A\" }", "✓", json!({"topClient": true}))]
#[case("birthDate = { from = \"A\", formats = [\"%d %b %y\"], pivot = 2026 }", "12 set 67", json!({"birthDate": -72_748_800_000_i64}))]
#[case("birthDate = { from = \"A\", formats = [\"epoch_ms\"] }", "-72748800000", json!({"birthDate": -72_748_800_000_i64}))]
#[case("company = { from = \"A\" }", "Acme \"&\" Söhne", json!({"company": "Acme \"&\" Söhne"}))]
#[case("memo = { from = \"A\", case = \"upper\" }", "straße", json!({"memo": "STRASSE"}))]
#[case("memo = { from = \"A\", as = \"integer\" }", " 42 ", json!({"memo": "42"}))]
#[case("memo = { from = \"A\", default = \"none\" }", " ", json!({"memo": "none"}))]
#[case("memo = { from = \"A\", on_empty = \"clear\" }", "x", json!({"memo": "x"}))]
#[case("memo = { from = \"A\", lookup = { lead = \"Silver\" } }", "LEAD", json!({"memo": "Silver"}))]
#[case("registrationChannel = { value = \"IMPORT\" }", "", json!({"registrationChannel": "IMPORT"}))]
#[case("memo = { template = \"{{ row['A'] }} ({{ row['B'] | upper }})\" }", "x", json!({"memo": "x (Y)"}))]
#[case("memo = { from = [\"A\", \"C\", \"B\"], join = \"-\" }", "x", json!({"memo": "x-y"}))]
#[case("memo = { first = [\"C\", \"B\", \"A\"] }", "x", json!({"memo": "y"}))]
#[case("[custom_fields]\nvat = { from = \"A\" }\nseats = { from = \"B\", default = \"0\" }", "IT1", json!({"customFields": {"vat": "IT1", "seats": "y"}}))]
#[case("[custom_fields]\nborn = { from = \"A\", as = \"date\" }", "1967-09-12", json!({"customFields": {"born": "1967-09-12"}}))]
#[case("[custom_fields]\nvip = { from = \"A\", as = \"bool\" }", "yes", json!({"customFields": {"vip": "true"}}))]
#[case("city = { from = \"A\", case = \"name\" }", "'S-HERTOGENBOSCH", json!({"city": "'s-Hertogenbosch"}))]
#[case("city = { from = \"A\", case = \"name\" }", "E\u{301}LOI\u{308}SE", json!({"city": "E\u{301}loi\u{308}se"}))]
#[case("postalNumber = { from = \"A\" }", "=\"00184\"", json!({"postalNumber": "00184"}))]
#[case("postalNumber = { template = \"{{ row['A'] }}\" }", "=\"00184\"", json!({"postalNumber": "00184"}))]
#[case("memo = { from = \"A\" }", "=\"a\"&\"b\"", json!({"memo": "=\"a\"&\"b\""}))]
#[case("memo = { from = \"A\", lookup = { VIP = \"1\", vip = \"2\", Lead = \"3\", lead = \"3\" }, lookup_else = \"keep\" }", "Vip", json!({"memo": "Vip"}))]
#[case("memo = { from = \"A\", lookup = { VIP = \"1\", vip = \"2\", Lead = \"3\", lead = \"3\" }, lookup_else = \"keep\" }", "LEAD", json!({"memo": "3"}))]
#[case("tags = { from = \"A\" }", "[\"a\", \"b, c\"]", json!({"tags": ["a", "b, c"]}))]
#[case("tags = { from = \"A\" }", "\"vip\",\"press, radio\"", json!({"tags": ["vip", "press, radio"]}))]
#[case("tags = { from = \"A\" }", "a\r\nb", json!({"tags": ["a", "b"]}))]
#[case("phoneNumber = { from = \"A\", as = \"phone\", region = \"DE\" }", "030 1234567-12", json!({"phoneNumber": "+4930123456712"}))]
#[case("phoneNumber = { from = \"A\", as = \"phone\", region = \"DE\" }", "033051/12345", json!({"phoneNumber": "+493305112345"}))]
#[case("phoneNumber = { from = \"A\", as = \"phone\", region = \"IT\" }", "+4933051/12345", json!({"phoneNumber": "+493305112345"}))]
#[case("state = { from = \"A\", on_invalid = \"empty\" }\nphoneNumber = { template = \"+39025551234\", as = \"phone\", region = \"IT\" }", "Korea", json!({"phoneNumber": "+39025551234"}))]
fn a_cell_becomes_a_value(#[case] fields: &str, #[case] cell: &str, #[case] expected: Value) {
    assert_eq!(sent(fields, [cell, "y", ""]), expected);
}

#[test]
fn every_text_field_arrives() {
    let fields = [
        "phoneNumber",
        "faxNumber",
        "mobileNumber",
        "address",
        "city",
        "province",
        "postalNumber",
        "skypeAddress",
        "msnAddress",
        "gtalkAddress",
        "registrationChannel",
        "signature",
        "memo",
        "company",
    ];
    let rules: String = fields.map(|field| format!("{field} = {{ from = \"A\" }}\n")).concat();
    let expected: Value = fields
        .iter()
        .map(|field| ((*field).to_owned(), json!("é 1")))
        .collect::<serde_json::Map<_, _>>()
        .into();
    assert_eq!(sent(&rules, ["é 1", "", ""]), expected);
    let fields = [
        "twitterAccountUrl",
        "facebookAccountUrl",
        "linkedinAccountUrl",
        "googleAccountUrl",
        "youtubeAccountUrl",
        "website",
    ];
    let rules: String = fields.map(|field| format!("{field} = {{ from = \"A\" }}\n")).concat();
    let url = "https://example.org/x";
    let expected: Value = fields
        .iter()
        .map(|field| ((*field).to_owned(), json!(url)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    assert_eq!(sent(&rules, [url, "", ""]), expected);
}

#[rstest]
#[case("email = { from = \"A\" }", "a@b", "E201")]
#[case("state = { from = \"A\" }", "Atlantis", "E202")]
#[case("state = { from = \"A\" }", "Korea", "E203")]
#[case("state = { from = \"A\" }", "YU", "E204")]
#[case("language = { from = \"A\" }", "Klingon", "E205")]
#[case("birthDate = { from = \"A\", formats = [\"%d/%m/%Y\"] }", "31/02/2020", "E206")]
#[case("birthDate = { from = \"A\", formats = [\"%d/%m/%Y\", \"%m/%d/%Y\"] }", "03/04/2020", "E207")]
#[case("topClient = { from = \"A\" }", "maybe", "E208")]
#[case("memo = { from = \"A\", as = \"integer\" }", "1.5", "E209")]
#[case("memo = { from = \"A\", as = \"decimal\" }", "1,234", "E210")]
#[case("website = { from = \"A\" }", "ftp://x", "E211")]
#[case("phoneNumber = { from = \"A\", as = \"phone\", region = \"IT\" }", "02 5551234/5", "E212")]
#[case("phoneNumber = { from = \"A\", as = \"phone\" }", "02 5551234", "E213")]
#[case("state = { from = \"A\", fallback = { from = \"B\", country = \"US\" } }", "Georgia", "E203")]
#[case(
    "state = { from = \"A\" }\nphoneNumber = { template = \"02 5551234\", as = \"phone\" }",
    "Atlantis",
    "E202"
)]
#[case("birthDate = { from = \"A\", formats = [\"auto\"] }", "03/04/2020", "E207")]
#[case(
    "state = { from = \"A\", on_invalid = \"empty\" }\nphoneNumber = { template = \"02 5551234\", as = \"phone\", region = \"IT\" }",
    "Korea",
    "E213"
)]
#[case(
    "state = { from = \"A\", default = \"IT\", on_invalid = \"default\" }\nphoneNumber = { template = \"02 5551234\", as = \"phone\" }",
    "Korea",
    "E213"
)]
#[case("phoneNumber = { from = \"A\", as = \"phone\", region = \"IT\" }", "3331234567.0", "E212")]
#[case("phoneNumber = { from = \"A\", as = \"phone\", region = \"IT\" }", "02 5551234-35", "E212")]
#[case("phoneNumber = { from = \"A\", as = \"phone\", region = \"IT\" }", "02 5551234 – 5", "E212")]
#[case("phoneNumber = { from = \"A\", as = \"phone\", region = \"IT\" }", "06 5555 1234-5", "E212")]
#[case("phoneNumber = { from = \"A\", as = \"phone\", region = \"IT\" }", "+39 06 5555123-4-5", "E212")]
#[case("phoneNumber = { from = \"A\", as = \"phone\", region = \"LU\" }", "26 12 34 56-57", "E212")]
#[case("phoneNumber = { from = \"A\", as = \"phone\", region = \"DE\" }", "02 5551234/5551235", "E212")]
#[case("state = { from = \"A\", fallback = { from = \"B\", country = \"US\" } }", "Géorgie", "E203")]
#[case("birthDate = { from = \"A\", formats = [\"excel\"] }", "1987", "E206")]
#[case("birthDate = { from = \"A\", formats = [\"excel\"] }", "310120", "E206")]
#[case("birthDate = { from = \"A\", formats = [\"epoch\"] }", "1987", "E206")]
#[case("email = { from = \"A\" }", "'ada@example.org", "E201")]
#[case("email = { from = \"A\" }", "mailto:%20ada@example.org", "E201")]
#[case("language = { from = \"A\" }", "it-EN", "E205")]
#[case("language = { from = \"A\" }", "French (Creole)", "E205")]
#[case("website = { from = \"A\" }", "https://example.org\u{200b}", "E211")]
#[case("memo = { from = \"A\" }", "#N/A", "E005")]
#[case("memo = { from = \"A\" }", "#####", "E005")]
#[case("memo = { from = [\"A\", \"B\"] }", "#N/A", "E005")]
#[case("memo = { from = \"A\", lookup = { x = \"y\" }, lookup_else = \"keep\" }", "#RIF!", "E005")]
#[case("memo = { template = \"{{ row['A'] }} {{ row['B'] }}\" }", "#N/A", "E104")]
#[case("memo = { from = \"A\", lookup = { VIP = \"1\", vip = \"2\" } }", "Vip", "E102")]
#[case("memo = { from = \"A\", required = true }", "", "E101")]
#[case("memo = { from = \"A\", lookup = { a = \"b\" } }", "c", "E102")]
#[case("memo = { from = \"A\", pattern = \"^x$\" }", "xx", "E103")]
#[case("memo = { template = \"{{ row['A'] + 1 }}\" }", "xx", "E104")]
#[case("memo = { from = \"A\", values = [\"Gold\"] }", "Tin", "E105")]
fn a_cell_is_refused(#[case] fields: &str, #[case] cell: &str, #[case] code: &str) {
    let mapping = format!("version = 1\n[fields]\nname = {{ value = \"N\" }}\n{fields}\n");
    let ferry = Ferry::new().file("a.csv", format!("A,B\n\"{cell}\",y\n")).file("m.toml", mapping);
    let ran = ferry.line("import a.csv -m m.toml --mode insert --sandbox").fast().run().status(1);
    assert_eq!(ran.rejects().column("_codes"), [code], "{ran}");
    assert_eq!(ran.rejects().cell(0, "A"), cell);
}

#[test]
fn all_issues_of_a_row_are_gathered() {
    let mapping = "version = 1\n[fields]\nname = { from = \"A\", required = true }\nstate = { from = \"B\" }\n\
                   topClient = { from = \"C\" }\nlanguage = { from = \"C\", on_invalid = \"empty\" }\n";
    let ferry = Ferry::new().file("a.csv", "A,B,C\n,Atlantis,maybe\n").file("m.toml", mapping);
    let ran = ferry.line("validate a.csv -m m.toml").run().status(1);
    let rejects = ran.rejects();
    assert_eq!(
        (rejects.len(), rejects.cell(0, "_codes"), rejects.cell(0, "_column")),
        (1, "E101 E202 E208", "A; B; C")
    );
    for part in ["`name` is required", "Atlantis", "maybe"] {
        assert!(ran.stderr.contains(part), "{part}: {ran}");
    }
}

#[test]
fn an_empty_cell_keeps_or_clears() {
    let start = json!({"name": "Ada", "email": "a@x.org", "memo": "old", "city": "Rome", "customFields": {"a": "1", "b": "2"}});
    let mapping = "version = 1\n[match]\nkeys = [\"email\"]\n[fields]\nname = { from = \"Name\" }\nemail = { from = \"Email\" }\n\
                   city = { from = \"City\" }\nmemo = { from = \"Notes\", on_empty = \"clear\" }\n\
                   [custom_fields]\na = { from = \"A\", on_empty = \"clear\" }\n";
    let desk = Desk::holding([start]);
    let ferry =
        Ferry::new().file("a.csv", "Name,Email,City,Notes,A\nAda,a@x.org,,,\n").file("m.toml", mapping);
    let ran = ferry.line("import a.csv -m m.toml --fields none").fast().sandbox(&desk).run().status(0);
    assert_eq!(ran.results().column("_action"), ["update"]);
    let ada = desk.customer("email", "a@x.org");
    assert_eq!((&ada["city"], &ada["customFields"]["b"]), (&json!("Rome"), &json!("2")));
    let empty = |value: &Value| value.is_null() || value == "";
    assert!(empty(&ada["memo"]) && empty(&ada["customFields"]["a"]), "{ada}");
    let again = ran.then().line("import a.csv -m m.toml --fields none").fast().sandbox(&desk).run().status(0);
    assert_eq!((again.count("unchanged"), again.count("updated")), (1, 0), "an empty field is empty");
}

const BORN: &str = "version = 1\n[fields]\nname = { from = \"Name\" }\nbirthDate = { from = \"Born\", formats = [\"auto\"] }\n\
                    email = { from = \"Email\" }\n";

/// A file with this many rows `01/02/1990` and with other dates at the end.
fn born(rows: usize, others: &[&str]) -> String {
    let plain = (0..rows).map(|row| format!("N{row},01/02/1990,n{row}@x.org\n"));
    let others = others.iter().enumerate().map(|(row, born)| format!("M{row},{born},m{row}@x.org\n"));
    format!("Name,Born,Email\n{}", plain.chain(others).collect::<String>())
}

#[rstest]
#[case(&["31/12/1990"], 0, "1990-02-01", "birthDate: day before month, as in row 702 alone")]
#[case(&["12/31/1990"], 0, "1990-01-02", "birthDate: month before day, as in row 702 alone")]
#[case(&["1990-05-06"], 700, "", "birthDate: no value shows whether the day or the month comes first")]
#[case(&["31/12/1990", "12/31/1990"], 700, "", "birthDate: day before month in row 702, and month before day in row 703")]
fn the_last_row_may_decide_the_date_order_of_the_first(
    #[case] others: &[&str],
    #[case] rejected: usize,
    #[case] day: &str,
    #[case] said: &str,
) {
    let ferry = Ferry::new().file("a.csv", born(700, others)).file("m.toml", BORN);
    let ran = ferry.line("validate a.csv -m m.toml -o out.jsonl").run().status(i32::from(rejected > 0));
    assert_eq!(ran.rejects().len(), rejected, "{ran}");
    assert!(ran.run_json()["inputs"][0]["read_as"].as_str().unwrap().contains(said), "{}", ran.run_json());
    assert!(ran.stderr.contains(said), "{ran}");
    if rejected == 0 {
        let first: Value = serde_json::from_str(ran.text("out.jsonl").lines().next().unwrap()).unwrap();
        let millis = first["birthDate"].as_i64().unwrap();
        assert_eq!(
            jiff::Timestamp::from_millisecond(millis).unwrap().to_string(),
            format!("{day}T00:00:00Z")
        );
    } else {
        assert_eq!(ran.rejects().column("_codes"), vec!["E207"; rejected], "{ran}");
        assert!(ran.stderr.contains("1990-02-01 (day first) or 1990-01-02 (month first)"), "{ran}");
    }
}

#[rstest]
#[case::dots_say_nothing_of_strokes("", &["31.12.1990"], &["E207"])]
#[case::each_mark_has_its_order("", &["31.12.1990", "12/31/1990", "03.04.1990"], &[])]
#[case::the_year_may_come_first(", pivot = 2026", &["65-12-31", "20-01-31", "31/12/1990"], &["E207", "E207"])]
fn the_date_order_is_found_for_each_separator(
    #[case] pivot: &str,
    #[case] others: &[&str],
    #[case] codes: &[&str],
) {
    let mapping = BORN.replace("[\"auto\"]", &format!("[\"auto\"]{pivot}"));
    let ferry = Ferry::new().file("a.csv", born(1, others)).file("m.toml", mapping);
    let ran = ferry.line("validate a.csv -m m.toml -o out.jsonl").run().status(i32::from(!codes.is_empty()));
    if codes.is_empty() {
        let born = |line: &str| serde_json::from_str::<Value>(line).unwrap()["birthDate"].as_i64().unwrap();
        let days: Vec<i64> = ran.text("out.jsonl").lines().map(|line| born(line) / 86_400_000).collect();
        assert_eq!(days, [7_306, 7_669, 7_669, 7_397], "2 January, 31 December twice, 3 April");
    } else {
        assert_eq!(ran.rejects().column("_codes"), codes, "{ran}");
    }
}

#[test]
fn the_date_order_is_found_on_standard_input_too_and_not_from_rejects() {
    let ferry =
        Ferry::new().file("m.toml", BORN).file("a.csv", born(1, &["31/12/1990", "30/12/1990", "12/31/1990"]));
    let ran =
        ferry.line("validate - -m m.toml").stdin("Name,Born,Email\nAda,31/12/1990,a@x.org\n").run().status(0);
    assert!(ran.stderr.contains("birthDate: day before month, as in row 2"), "{ran}");
    let ran = ran.then().line("validate a.csv -m m.toml").run().status(1);
    // Without the other rows, a row of the rejects file could be read in either order; its reading must be kept.
    let path = ran.folder().join("rejects.csv");
    let kept = std::fs::read_to_string(&path).unwrap();
    assert_eq!(ran.rejects().len(), 1, "{kept}");
    std::fs::write(
        &path,
        format!("{kept}{}", kept.lines().nth(1).unwrap().replacen("01/02/1990", "12/31/1990", 1) + "\n"),
    )
    .unwrap();
    let again = ran.then().args(["validate", path.to_str().unwrap(), "-m", "m.toml"]).run().status(1);
    assert_eq!(again.rejects().column("_codes"), ["E207"], "{again}");
}
