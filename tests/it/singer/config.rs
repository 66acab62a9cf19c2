//! `--config` below `singer` is JSON: settings and flags.

use rstest::rstest;
use serde_json::json;

use super::{MAPPING, people, states};
use crate::command_line::{Desk, Ferry};

#[test]
fn a_config_has_settings_and_flags() {
    let desk = Desk::new();
    let config = json!({
        "base_url": desk.base_url(), "client_id": deskferry::sandbox::CLIENT_ID, "rate": 0, "run_dir": "here",
        "concurrency": 2, "mapping": "m.toml", "stream": "people", "batch_size_rows": 2, "dry_run": false,
        "write": ["always", "city=if_empty"], "no_progress": true, "sandbox": null
    });
    let ferry = Ferry::new().file("m.toml", MAPPING).file("c.json", config.to_string());
    let ferry =
        ferry.env("DESKERO_API_TOKEN", deskferry::sandbox::API_TOKEN).line("singer target --config c.json");
    let ran = ferry.stdin(people(1..=3, 3)).run().status(0);
    assert_eq!(states(&ran.stdout), [3]);
    assert_eq!(desk.customers().len(), 3);
    let runs = std::fs::read_dir(ran.path().join("here")).unwrap().count();
    assert_eq!(runs, 3, "two runs and the folder of batches");
    // A setting of ours may stand between the two words.
    let between = ran.then().env("DESKERO_API_TOKEN", deskferry::sandbox::API_TOKEN);
    between.line("singer --config c.json target").stdin(people(1..=3, 3)).run().status(0);
    // A flag that is given comes before the file.
    let again = ran.then().env("DESKERO_API_TOKEN", deskferry::sandbox::API_TOKEN);
    let again = again.line("singer target --config=c.json --batch-size-rows 9 -m nowhere.toml");
    again.stdin(people(1..=3, 3)).run().status(2).says("nowhere.toml");
}

#[rstest]
#[case(r#"{"maping": "m.toml"}"#, "c.json: there is no setting \"maping\"; did you mean \"mapping\"?")]
#[case(
    r#"{"api_token": "hush"}"#,
    "c.json: there is no setting \"api_token\"; credentials do not belong into this file"
)]
#[case(r#"{"stream": {"a": 1}}"#, "c.json: stream can't be an object")]
#[case(r#"{"mode": "replace"}"#, "'replace' for '--mode <MODE>'")]
#[case("{\n\"concurrency\": \"many\"}", "c.json: line 2, column 16: invalid type: string \"many\"")]
#[case(r#"{"rate": 5"#, "c.json: it is no JSON object: EOF while parsing")]
fn a_wrong_config_is_one_message(#[case] config: &str, #[case] expected: &str) {
    let ferry = Ferry::new().file("m.toml", MAPPING).file("c.json", config);
    let ran = ferry.line("singer target --config c.json --sandbox -m m.toml").run().status(2).says(expected);
    assert!(!ran.stderr.contains("hush"), "{ran}");
}

#[test]
fn a_config_may_also_be_toml() {
    let ferry = Ferry::new().file("m.toml", MAPPING).file("c.toml", "rate = 0\n");
    let ran = ferry
        .line("singer target --config c.toml --sandbox -m m.toml")
        .stdin(people(1..=1, 1))
        .run()
        .status(0);
    assert_eq!(states(&ran.stdout), [1]);
}
