//! `deskferry customer` on single customers, their accounts and their photos.

use deskferry::sandbox::RequestKind;
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

fn inserted(args: &[&str], stdin: &str) -> Value {
    let desk = Desk::new();
    let ferry = Ferry::new().args(["customer", "insert"]).args(args).stdin(stdin);
    let ran = ferry.args(["--rate", "0"]).sandbox(&desk).run();
    assert_eq!(ran.status, 0, "{ran}");
    desk.requests_of(RequestKind::Insert)[0].json()
}

#[rstest]
#[case("state=Italy", json!({"state": "IT"}))]
#[case("language=Italian", json!({"language": "it"}))]
#[case("email= Ada@Example.ORG ", json!({"email": "ada@example.org"}))]
#[case("topClient=yes", json!({"topClient": true}))]
#[case("topClient=no", json!({"topClient": false}))]
#[case("birthDate=1990-04-03", json!({"birthDate": 639_100_800_000_i64}))]
#[case("birthDate=19900403", json!({"birthDate": 639_100_800_000_i64}))]
#[case("birthDate=639100800000", json!({"birthDate": 639_100_800_000_i64}))]
#[case("birthDate=-72748800000", json!({"birthDate": -72_748_800_000_i64}))]
#[case("tags=a, b", json!({"tags": ["a", "b"]}))]
#[case("tags=[\"a, b\", \"c\"]", json!({"tags": ["a, b", "c"]}))]
#[case("customFields={\"segment\": \"Gold\", \"seats\": 3}", json!({"customFields": {"segment": "Gold", "seats": "3"}}))]
#[case("customFields.segment=Gold", json!({"customFields": {"segment": "Gold"}}))]
#[case("account={\"id\": \"7\", \"login\": \"x\"}", json!({"account": {"id": "7", "login": "x"}}))]
#[case("memo=[urgent] {call}", json!({"memo": "[urgent] {call}"}))]
#[case("memo=", json!({"memo": ""}))]
#[case("memo=null", json!({"memo": null}))]
#[case("postalNumber=00184", json!({"postalNumber": "00184"}))]
fn a_field_value_pair_is_converted_by_its_field(#[case] pair: &str, #[case] expected: Value) {
    let mut body = inserted(&["name=Ada", pair], "");
    body.as_object_mut().unwrap().remove("name");
    assert_eq!(body, expected);
}

#[rstest]
#[case::typed(
    r#"{"name": "Ada", "state": "Germany", "topClient": "ja", "birthDate": "1990-04-03", "tags": "a,b"}"#,
    ""
)]
#[case::read(
    "-",
    r#"{"name": "Ada", "state": "DE", "topClient": true, "birthDate": 639100800000, "tags": ["a", "b"]}"#
)]
fn a_json_object_is_converted_like_pairs(#[case] arg: &str, #[case] stdin: &str) {
    let expected = json!({"name": "Ada", "state": "DE", "topClient": true, "birthDate": 639_100_800_000_i64, "tags": ["a", "b"]});
    assert_eq!(inserted(&[arg], stdin), expected);
}

#[rstest]
#[case("state=Narnia", "the field state can't hold \"Narnia\": ")]
#[case("state=Korea", "the field state can't hold \"Korea\": ")]
#[case("language=Klingon", "the field language can't hold \"Klingon\": ")]
#[case("email=ada", "the field email can't hold \"ada\": ")]
#[case("topClient=maybe", "the field topClient can't hold \"maybe\": ")]
#[case("birthDate=1990", "the field birthDate can't hold \"1990\": ")]
#[case("birthDate=199004031200", "the field birthDate can't hold \"199004031200\": ")]
#[case(r#"{"name": "Ada", "birthDate": 19900403}"#, "the field birthDate can't hold 19900403: write a date")]
#[case("birthDate=31/12/1990", "the field birthDate can't hold \"31/12/1990\": ")]
#[case("website=ftp://x", "the field website can't hold \"ftp://x\": ")]
#[case("phoneNumber=3.93391E+11", "the field phoneNumber can't hold \"3.93391E+11\": ")]
#[case("account=secret7", "the field account can't hold this: it takes an object")]
#[case("account={\"secret7\"", "the field account can't hold this: it starts like JSON")]
#[case("customFields=x", "the field customFields can't hold \"x\": ")]
#[case("customFields={\"a\": [1]}", "the field customFields.a can't hold [1]: ")]
#[case("tags=[1]", "the field tags can't hold [1]: write a list of text values")]
#[case(
    r#"{"name": "Ada", "postalNumber": 184}"#,
    "the field postalNumber can't hold 184: it takes one text value"
)]
#[case(r#"{"name": "Ada", "birthDate": 1.5}"#, "the field birthDate can't hold 1.5: write a date")]
#[case(r#"{"name": "Ada", "#, "not a JSON object: ")]
#[case(r#"{"name": "Ada", "name": "Bob"}"#, "the field name is given twice")]
#[case("name", "expected FIELD=VALUE")]
#[case("=Ada", "expected FIELD=VALUE")]
#[case("customFields.=Ada", "expected FIELD=VALUE")]
fn an_invalid_value_is_refused_and_not_sent(#[case] value: &str, #[case] said: &str) {
    for command in [&["insert"][..], &["update", "7"]] {
        let desk = Desk::new();
        let ferry = Ferry::new().args(["customer"]).args(command.iter().copied()).args([value]);
        let ran = ferry.args(["--rate", "0"]).sandbox(&desk).run().status(2).says(said);
        assert!(!ran.to_string().contains("secret7") || !value.starts_with("account"), "{ran}");
        assert!(
            desk.requests_of(RequestKind::Insert).is_empty()
                && desk.requests_of(RequestKind::Update).is_empty()
        );
    }
}

#[rstest]
#[case(&["name=Ada", "name=Bob"], "the field name is given twice")]
#[case(&["name=Ada", "name=Ada"], "the field name is given twice")]
#[case(&["customFields.a=1", "customFields.a=2"], "the field customFields.a is given twice")]
#[case(&["customFields={\"a\": \"1\"}", "customFields.a=2"], "the field customFields.a is given twice")]
#[case(&["customFields.a=1", "customFields={\"b\": \"2\"}"], "the field customFields is given twice")]
fn one_field_has_one_value(#[case] pairs: &[&str], #[case] said: &str) {
    let desk = Desk::new();
    let ferry = Ferry::new().args(["customer", "insert"]).args(pairs.iter().copied()).args(["--rate", "0"]);
    ferry.sandbox(&desk).run().status(2).says(said);
    assert!(desk.requests_of(RequestKind::Insert).is_empty());
}

#[test]
fn a_customer_as_it_was_printed_can_be_written_back() {
    let desk = Desk::holding([json!({"name": "Ada", "twitterAccountUrl": "@ada", "company": "Acme"})]);
    let id = desk.customer("name", "Ada")["id"].as_str().unwrap().to_owned();
    let get = Ferry::new().args(["customer", "get", &id, "--rate", "0"]).sandbox(&desk).run().status(0);
    let edited = get.stdout.replace("\"name\": \"Ada\"", "\"name\": \"Ada Byron\"");
    let update = Ferry::new().args(["customer", "update", &id, "-", "--rate", "0"]).stdin(edited);
    update.sandbox(&desk).run().status(0);
    let ada = desk.customer("name", "Ada Byron");
    assert_eq!(ada["twitterAccountUrl"], json!("@ada"));
    let other = Ferry::new().args(["customer", "update", &id, "twitterAccountUrl=@eve", "--rate", "0"]);
    other.sandbox(&desk).run().status(2).says("the field twitterAccountUrl can't hold \"@eve\"");
}

const WITH_ACCOUNT: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\" }
account = { from = \"Account\", as = \"json\" }
";

/// The printed output and all files of the run folder except those that contain the original rows (and the page, which
/// embeds the rejects).
fn shown(ran: &Ran) -> String {
    let rejects = ran.count("rejected") > 0;
    let files = std::fs::read_dir(ran.folder()).unwrap().map(|entry| entry.unwrap().path());
    let told = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let has_rows = ["results.csv", "rejects.csv", "unknown.csv"].contains(&name)
            || name.starts_with("journal.db")
            || rejects && name == "report.html";
        !has_rows
    };
    let texts =
        files.filter(told).map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned());
    texts.chain([ran.to_string()]).collect()
}

#[test]
fn an_account_is_an_object_and_never_shown() {
    let csv = "Name,Email,Account\nAda,ada@x.org,\"{\"\"id\"\": \"\"7\"\", \"\"password\"\": \"\"s3cret\"\"}\"\nBob,bob@x.org,\n";
    let ferry = || Ferry::new().file("m.toml", WITH_ACCOUNT).file("a.csv", csv);
    let desk = Desk::holding([json!({"name": "Bob", "email": "bob@x.org", "account": {"id": "1"}})]);
    let dry =
        ferry().line("import a.csv -m m.toml --fields none --dry-run").fast().sandbox(&desk).run().status(0);
    assert!(dry.stdout.contains("(hidden)") || dry.stderr.contains("(hidden)"), "{dry}");
    let ran = ferry().line("import a.csv -m m.toml --fields none").fast().sandbox(&desk).run().status(0);
    assert_eq!(desk.customer("name", "Ada")["account"], json!({"id": "7", "password": "s3cret"}));
    assert_eq!(desk.customer("name", "Bob")["account"], json!({"id": "1"}), "an empty cell changes nothing");
    for ran in [&dry, &ran] {
        assert!(!shown(ran).contains("s3cret"), "{}", shown(ran));
    }
}

#[rstest]
#[case("s3cret")]
#[case("[\"\"s3cret\"\"]")]
#[case("{\"\"password\"\": s3cret}")]
fn an_account_that_is_not_an_object_is_refused_and_not_shown(#[case] cell: &str) {
    let csv = format!("Name,Email,Account\nAda,ada@x.org,\"{cell}\"\n");
    let ferry = Ferry::new().file("m.toml", WITH_ACCOUNT).file("a.csv", csv);
    let ran = ferry.line("validate a.csv -m m.toml").run().status(1);
    let ran = ran.says("column \"Account\"").says("is not a JSON object").says("E217");
    assert!(!shown(&ran).contains("s3cret"), "{}", shown(&ran));
}

#[test]
fn an_account_takes_no_other_conversion() {
    for word in ["text", "exported"] {
        let mapping = WITH_ACCOUNT.replace("\"json\"", &format!("\"{word}\""));
        let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", "Name,Email,Account\n");
        ferry.line("validate a.csv -m m.toml").run().status(2).says("use as = \"json\"");
    }
}

#[test]
fn an_object_of_json_is_sent_whole() {
    let account =
        json!({"a.b": "x", "e": "", "o": {}, "l": [1, "2"], "n": 1.50, "z": null, "i": {"z": null}});
    let lines = format!(
        "{{\"Name\":\"Ada\",\"Email\":\"ada@x.org\",\"Account\":{account}}}\n\
         {{\"Name\":\"Bob\",\"Email\":\"bob@x.org\",\"Account\":{{}}}}\n"
    );
    let ferry = Ferry::new().file("m.toml", WITH_ACCOUNT).file("a.jsonl", lines);
    let desk = Desk::new();
    ferry.line("import a.jsonl -m m.toml --fields none").fast().sandbox(&desk).run().status(0);
    assert_eq!(desk.customer("name", "Ada")["account"], account);
    let sent = desk.requests_of(RequestKind::Insert);
    assert!(sent.iter().any(|request| request.json()["account"] == json!({})));
}

#[test]
fn an_object_of_json_lines_is_taken_by_its_name() {
    let lines = "{\"Name\":\"Ada\",\"Email\":\"ada@x.org\",\"Account\":{\"id\":7,\"on\":true,\"login\":{\"name\":\"s3cret\"}}}\n\
        {\"Name\":\"Bob\",\"Email\":\"bob@x.org\",\"Account\":null}\n";
    let ferry = Ferry::new().file("m.toml", WITH_ACCOUNT).file("a.jsonl", lines);
    let desk = Desk::new();
    let ran = ferry.line("import a.jsonl -m m.toml --fields none").fast().sandbox(&desk).run().status(0);
    let account = json!({"id": 7, "on": true, "login": {"name": "s3cret"}});
    assert_eq!(desk.customer("name", "Ada")["account"], account);
    assert!(!shown(&ran).contains("s3cret"), "{}", shown(&ran));
}
