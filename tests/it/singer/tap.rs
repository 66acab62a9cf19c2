//! What the tap sends: a schema that every record fits, all customers, and a STATE at the end.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry};
use crate::export::records;

fn tap(desk: &Desk, flags: &str) -> Ferry {
    Ferry::new().sandbox(desk).line("singer tap").line(flags).fast()
}

fn desk() -> Desk {
    Desk::holding([
        json!({"id": "1", "name": "Ada", "email": "ada@example.org", "birthDate": -4_906_051_200_000_i64, "topClient": true,
            "tags": ["vip", "press"], "company": {"id": "9", "name": "Acme"}, "customFields": {"segment": "Gold"},
            "loyalty": {"points": 7}}),
        json!({"id": "2", "name": "Bob \u{2028}\n\"B\"", "ticketCount": 3, "customFields": null}),
        json!({"id": "3", "name": null, "city": 5, "customFields": {"undefined": "x"}}),
    ])
}

/// Checks the order of the messages, and every record against the schema; returns the records.
#[track_caller]
fn checked(stdout: &str) -> Vec<Value> {
    let messages = records(stdout);
    let kinds: Vec<&str> = messages.iter().map(|message| message["type"].as_str().unwrap()).collect();
    assert_eq!((kinds[0], kinds[kinds.len() - 1]), ("SCHEMA", "STATE"));
    assert!(kinds[1..kinds.len() - 1].iter().all(|kind| *kind == "RECORD"));
    assert_eq!(messages[0]["key_properties"], json!(["id"]));
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("s.json", messages[0]["schema"].clone()).unwrap();
    let schema = compiler.compile("s.json", &mut schemas).unwrap();
    let sent = &messages[1..messages.len() - 1];
    for message in sent {
        assert_eq!(message["stream"], "customers");
        if let Err(fault) = schemas.validate(&message["record"], schema) {
            panic!("{message}: {fault}");
        }
    }
    sent.iter().map(|message| message["record"].clone()).collect()
}

#[test]
fn every_customer_is_a_record_that_fits_the_schema() {
    let desk = desk();
    let ran = tap(&desk, "").run().status(0);
    let mut sent = checked(&ran.stdout);
    sent.sort_by_key(|record| record["id"].as_str().unwrap().to_owned());
    let ada = &sent[0];
    assert_eq!(ada["birthDate"], "1814-07-15");
    assert_eq!(ada["company"], "Acme");
    assert_eq!(ada["tags"], json!(["vip", "press"]));
    assert_eq!(ada["customFields"]["segment"], "Gold");
    assert_eq!(ada["extraFields"], json!({"loyalty": {"points": 7}}));
    assert_eq!(sent[1]["name"], "Bob \u{2028}\n\"B\"");
    assert_eq!((&sent[2]["name"], &sent[2]["city"]), (&json!(null), &json!("5")));
    assert_eq!(sent[2]["customFields"]["undefined"], "x");
    let names = |record: &Value| record.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&sent[0]), names(&sent[1]), "targets take their columns from the first record");
    let state = records(&ran.stdout).pop().unwrap();
    let told = &state["value"]["bookmarks"]["customers"];
    assert_eq!((&told["customers"], &told["verdict"]), (&json!(3), &json!("snapshot")));
    ran.says("3 customers, snapshot");
}

#[test]
fn a_catalog_selects_properties() {
    let desk = desk();
    let found = tap(&desk, "--discover").run().status(0);
    let mut catalog: Value = serde_json::from_str(&found.stdout).unwrap();
    let stream = &catalog["streams"][0];
    assert_eq!((&stream["tap_stream_id"], &stream["key_properties"]), (&json!("customers"), &json!(["id"])));
    assert!(stream["schema"]["properties"]["customFields"]["properties"]["segment"].is_object(), "{stream}");
    for entry in catalog["streams"][0]["metadata"].as_array_mut().unwrap() {
        let keeps = matches!(entry["breadcrumb"][1].as_str(), None | Some("name" | "id"));
        entry["metadata"]["selected"] = keeps.into();
    }
    let tap = |flag: &str, catalog: &Value| {
        found
            .then()
            .sandbox(&desk)
            .file("c.json", catalog.to_string())
            .line("singer tap")
            .fast()
            .args([flag, "c.json"])
    };
    for flag in ["--catalog", "--properties"] {
        let sent = checked(&tap(flag, &catalog).run().status(0).stdout);
        let names: BTreeSet<&String> =
            sent.iter().flat_map(|record| record.as_object().unwrap().keys()).collect();
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["id", "name"]);
    }
    catalog["streams"][0]["metadata"][0]["metadata"]["selected"] = false.into();
    let none =
        tap("--catalog", &catalog).file("s.json", "{\"at\": 1}").args(["--state", "s.json"]).run().status(0);
    assert_eq!(none.stdout, "{\"type\":\"STATE\",\"value\":{\"at\":1}}\n");
    none.says("does not select the stream customers");
    tap("--catalog", &json!({})).run().status(2).says("the catalog c.json: it has no list \"streams\"");
}

#[test]
fn a_list_that_can_t_be_read_sends_nothing() {
    let desk = desk();
    let ran = tap(&desk, "").env("DESKERO_API_TOKEN", "wrong").run().status(3);
    assert_eq!(ran.stdout, "");
    let state = |text: &str| tap(&desk, "--state s.json").file("s.json", text).run();
    state("[1]").status(2).says("--state s.json: it is no JSON object");
    state("nothing").status(2).says("it is no JSON");
    checked(&state("").status(0).stdout);
}

#[test]
fn an_unproven_list_ends_with_its_status() {
    let desk = Desk::with(|options| {
        options.set("start-customers", "40").unwrap();
        options.set("churn", "insert:1").unwrap();
        options.set("order", "scattered").unwrap();
    });
    let ran = tap(&desk, "--single-pass").run();
    let told = records(&ran.stdout).pop().unwrap();
    let verdict = told["value"]["bookmarks"]["customers"]["verdict"].as_str().unwrap().to_owned();
    assert_eq!(ran.status == 5, verdict == "unproven", "{ran}");
}

#[test]
fn our_tap_feeds_our_target() {
    let from = desk();
    let into = Desk::new();
    let sent = tap(&from, "").run().status(0);
    let mapping = "version = 1\n[match]\nkeys = [\"name\"]\n[fields]\nname = { from = \"name\", required = true }\n\
                   birthDate = { from = \"birthDate\" }\n[custom_fields]\nsegment = { from = \"customFields.segment\" }\n";
    let target = Ferry::new().file("m.toml", mapping).sandbox(&into).line("singer target -m m.toml").fast();
    let ran = target.stdin(&sent.stdout).run().status(1);
    assert_eq!(ran.stdout.lines().count(), 1);
    let ada = into.customer("name", "Ada");
    assert_eq!(
        (&ada["birthDate"], &ada["customFields"]["segment"]),
        (&json!(-4_906_051_200_000_i64), &json!("Gold"))
    );
    assert_eq!(into.customers().len(), 2, "the third has no name");
}
