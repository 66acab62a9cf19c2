//! Which customers are exported, and how much of each: `--where`, `--details`, `--single-pass`.

use deskferry::customer::FIELDS;
use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use super::{desk, export, exported, manifest, records};
use crate::command_line::{Desk, Ferry, Ran};

fn people() -> [Value; 4] {
    [
        json!({"id": "a", "name": "Ada", "city": "Rome", "customFields": {"segment": "Gold"}}),
        json!({"id": "b", "name": "Bob", "city": " ROME "}),
        json!({"id": "c", "name": "Cy", "city": "Romeo"}),
        json!({"id": "d", "name": "Dee"}),
    ]
}

#[track_caller]
fn chosen(ran: &Ran) -> String {
    exported(ran).into_iter().collect::<Vec<_>>().join(" ")
}

#[rstest]
#[case::exact("exact", "--where city=rome", "a", 0)]
#[case::ignored("ignored", "--where city=rome", "a b", 2)]
#[case::substring("substring", "--where city=rome", "a b", 1)]
#[case::several("ignored", "--where city=rome --where customFields.segment=gold", "a", 3)]
fn a_search_is_compared_again(
    #[case] search: &str,
    #[case] flags: &str,
    #[case] expected: &str,
    #[case] not_matching: u64,
) {
    let desk = Desk::holding(people());
    desk.configure(|options| options.set("search", search).unwrap());
    let ran = export(&desk, flags).run().status(0).says("did not match");
    assert_eq!(chosen(&ran), expected);
    let evidence = manifest(&ran);
    assert_eq!((&evidence["verdict"], &evidence["notMatching"]), (&json!("snapshot"), &json!(not_matching)));
}

#[test]
fn a_filter_on_a_field_that_the_list_hides_reads_details() {
    let desk = Desk::holding(people());
    desk.configure(|options| {
        options.set("search", "ignored").unwrap();
        options.set("thin-list", "city").unwrap();
    });
    let ran = export(&desk, "--where city=rome").run().status(0);
    assert_eq!(chosen(&ran), "a b");
    let ran =
        export(&desk, "--where city=rome --details never").run().status(0).says("4 could not be checked");
    assert_eq!(chosen(&ran), "a b c d");
}

#[test]
fn an_invalid_filter_is_refused() {
    let desk = Desk::new();
    export(&desk, "--where city").run().status(2).says("--where needs FIELD=VALUE, not \"city\"");
    assert_eq!(desk.stats().total, 0);
}

#[test]
fn details_are_read_if_the_list_is_thinner() {
    let desk = desk(120, "thin-list=memo,customFields");
    let ran = export(&desk, "").run().status(0);
    let mut found = records(&ran.text("out.jsonl"));
    found.sort_by_key(|one| one["id"].to_string());
    let mut expected = desk.customers();
    expected.sort_by_key(|one| one["id"].to_string());
    assert_eq!(found, expected);
    assert_eq!(manifest(&ran)["listIsThinner"], true);

    let ran = export(&desk, "--details never").run().status(0);
    assert!(records(&ran.text("out.jsonl")).iter().all(|one| one.get("memo").is_none()));
}

/// A customer with every field of the API's page and every custom field that the account defines.
fn whole() -> Value {
    let mut one: serde_json::Map<String, Value> =
        FIELDS.iter().map(|field| (field.name.to_owned(), json!("x"))).collect();
    for (name, value) in [("birthDate", json!(0)), ("topClient", json!(false)), ("tags", json!(["a"]))] {
        one.insert(name.to_owned(), value);
    }
    one.insert("account".to_owned(), json!({"id": "a"}));
    let fields = ["segment", "level", "vatNumber", "legacyId"].map(|name| (name.to_owned(), json!("x")));
    one.insert("customFields".to_owned(), fields.into_iter().collect());
    one.into()
}

#[test]
fn a_complete_list_costs_a_few_details() {
    let desk = Desk::new();
    let defined: Vec<Value> = ["segment", "level", "vatNumber", "legacyId"]
        .map(|name| json!({"name": name, "type": "TEXT"}))
        .into();
    desk.configure(|options| options.custom_fields = defined);
    (0..40).for_each(|_| desk.put(whole()).map(drop).unwrap());
    let ran = export(&desk, "").run().status(0).says("; other fields were not checked");
    assert_eq!(desk.stats().of(RequestKind::Detail), 5);
    assert_eq!(manifest(&ran)["listIsThinner"], false);
    export(&desk, "--details always").run().status(0);
    assert_eq!(desk.stats().of(RequestKind::Detail), 45);
    desk.configure(|options| {
        options.set("thin-list", "memo").unwrap();
        options.set("thin-every", "40").unwrap();
    });
    export(&desk, "")
        .run()
        .status(0)
        .says("not every record of the list shows memo: reading the details of 40 ");
    let backup = Ferry::new().sandbox(&desk).line("backup b").fast().run().status(0);
    backup.says("reading the details of 40 customers").says("no customer has any other field");
}

#[test]
fn a_field_that_no_record_of_the_list_shows_costs_every_detail() {
    let desk = desk(60, "");
    let ran = export(&desk, "").run().status(0);
    let ran =
        ran.says("reading the details of 60 customers, one call each (to skip this, add --details never");
    assert_eq!(desk.stats().of(RequestKind::Detail), 60);
    assert_eq!(
        (&manifest(&ran)["listIsThinner"], &manifest(&ran)["fields"]["complete"]),
        (&json!(false), &json!(true))
    );
    let ran = export(&desk, "--details never").run().status(0).says("not checked: faxNumber, ");
    assert_eq!(desk.stats().of(RequestKind::Detail), 60);
    assert_eq!(manifest(&ran)["fields"]["complete"], false);
}

#[test]
fn a_customer_gone_before_its_detail_is_kept_as_listed_and_reported() {
    let desk = Desk::holding(people());
    desk.fail_where(RequestKind::Detail, "c", SimulatedFault::StatusBefore(204));
    let ran = export(&desk, "--details always")
        .run()
        .status(0)
        .says("details read: 4; missing: 1 (these customers are kept as listed)")
        .says("; not checked: birthDate");
    assert_eq!(chosen(&ran), "a b c d");
    assert_eq!(manifest(&ran)["fields"]["complete"], false);
    assert_eq!(manifest(&ran)["goneBeforeDetail"], json!({"count": 1, "ids": ["c"]}));
}

#[test]
fn a_single_pass_says_what_it_does_not_prove() {
    let desk = desk(60, "");
    let ran = export(&desk, "--single-pass").run().status(0).says("single pass: completeness not proven");
    assert_eq!((exported(&ran).len(), &manifest(&ran)["verdict"]), (60, &json!("counted")));
    assert_eq!(desk.stats().of(RequestKind::List), 5);

    desk.configure(|options| options.total_lie = 3);
    let ran = export(&desk, "--single-pass").run().status(5).says("at most 3 customers may be missing");
    assert_eq!(exported(&ran).len(), 60);
}

#[test]
fn records_without_an_id_are_told_apart_by_their_text() {
    let desk = Desk::with(|options| {
        options.start = vec![json!({"name": "Ada"}), json!({"name": "Bob"})];
        options.thin_list = vec!["id".to_owned()];
    });
    let ran =
        export(&desk, "").run().status(0).says("2 customers have invalid records").says("one without an id");
    let names: Vec<_> = records(&ran.text("out.jsonl")).iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["Ada", "Bob"]);
    assert_eq!(manifest(&ran)["malformed"]["count"], 2);

    desk.put(json!({"name": "Bob"})).unwrap();
    let ran = export(&desk, "").run().status(5).says("at most 1 customer may be missing");
    assert!(manifest(&ran)["objections"].as_array().unwrap().contains(&json!("without-id")));
}
