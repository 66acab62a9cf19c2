//! `deskferry restore`: a backup restored into an empty account, into an account in use, and after a kill.

mod exports;
mod few_calls;
mod photos;
mod plan;
mod recent_inserts;
mod resume;
mod selection;

use std::collections::BTreeMap;

use deskferry::sandbox::{CompanyForm, RequestKind, Sandbox, UnknownNames};
use rstest::rstest;
use serde_json::{Value, json};

use crate::backup_fixture::{NOWHERE, Shelf, edited};
use crate::command_line::{Desk, Ferry, Ran, Table};

/// A backup as a folder: the customers, one a line, and a manifest.
pub(crate) fn backup(customers: &[Value]) -> Ferry {
    let ferry = Ferry::new();
    Shelf::new(customers).detailed().put(&ferry.path().join("b"));
    ferry
}

/// A backup whose account is this sandbox, unless the test has named one.
pub(crate) fn at(ferry: Ferry, desk: &Sandbox) -> Ferry {
    let path = ferry.path().join("b/manifest.json");
    if let Ok(manifest) = std::fs::read_to_string(&path) {
        std::fs::write(path, edited(&manifest, NOWHERE, desk.base_url())).unwrap();
    }
    ferry.sandbox(desk)
}

pub(crate) fn restored(ferry: Ferry, desk: &Sandbox, more: &str) -> Ran {
    at(ferry, desk).line(&format!("restore b {more}")).fast().run()
}

/// The customers without what the server adds, where null, absent and empty are the same; sorted.
pub(crate) fn bodies(customers: &[Value]) -> Vec<String> {
    let mut all: Vec<String> = customers.iter().map(|customer| filled(customer).to_string()).collect();
    all.sort();
    all
}

fn filled(customer: &Value) -> Value {
    let Value::Object(members) = customer else { return customer.clone() };
    let server_made = ["id", "profilePhotoUrl", "ticketCount"];
    let empty = [json!(null), json!(""), json!([]), json!({})];
    let members = members.iter().filter(|(name, _)| !server_made.contains(&name.as_str()));
    let members = members.map(|(name, value)| (name.clone(), filled(value)));
    let sorted: BTreeMap<String, Value> = members.filter(|(_, value)| !empty.contains(value)).collect();
    sorted.into_iter().collect()
}

/// The customers by id, with all fields.
pub(crate) fn state(desk: &Sandbox) -> BTreeMap<String, String> {
    let by_id =
        |customer: &Value| (customer["id"].as_str().unwrap().to_owned(), filled(customer).to_string());
    desk.customers().iter().map(by_id).collect()
}

pub(crate) fn id_map(ran: &Ran) -> Table {
    Table::read(&ran.folder().join("id-map.csv"))
}

fn writes(desk: &Sandbox) -> usize {
    [RequestKind::Insert, RequestKind::Update, RequestKind::Delete]
        .map(|kind| desk.requests_of(kind).len())
        .iter()
        .sum()
}

/// A customer with all kinds of values.
fn full(id: &str, email: &str) -> Value {
    json!({
        "id": id, "name": "Ada \"A\" Ωmega\n", "email": email, "birthDate": -72_748_800_000_i64, "state": "GB",
        "topClient": false, "company": {"id": "c1", "name": "Acme"}, "tags": ["a", "b, c"], "memo": "=1+1\r\n😀",
        "customFields": {"segment": "Gold", "vatNumber": null}, "account": {"id": "secret"}, "ticketCount": 3,
        "profilePhotoUrl": "https://x.org/p", "insertByAgentId": "agent-1"
    })
}

#[rstest]
#[case(CompanyForm::Text)]
#[case(CompanyForm::Object)]
fn a_restore_into_an_empty_account(#[case] company: CompanyForm) {
    let mut customers: Vec<Value> =
        (0..60).map(|at| full(&format!("{at}"), &format!("a{at}@x.org"))).collect();
    customers.push(json!({"id": "keyless", "name": "Nobody"}));
    let desk = Desk::with(|options| options.company = company);
    let ran = restored(backup(&customers), &desk, "").status(0);
    assert_eq!((ran.count("inserted"), ran.count("rows")), (61, 61));

    for customer in &mut customers {
        customer.as_object_mut().unwrap().remove("account");
        if customer["company"].is_object() {
            customer["company"] = "Acme".into();
        }
    }
    assert_eq!(bodies(&desk.customers()), bodies(&customers));
    let map = id_map(&ran);
    assert_eq!(map.header, ["old", "new", "action"]);
    assert_eq!(
        map.column("old"),
        customers.iter().map(|one| one["id"].as_str().unwrap()).collect::<Vec<_>>()
    );
    let address = |id: &str| desk.customer("id", id)["email"].clone();
    for (old, new) in map.column("old").into_iter().zip(map.column("new")).take(60) {
        assert_eq!(address(new), format!("a{old}@x.org"));
    }
    assert_eq!(ran.results().column("id"), map.column("old"));
    assert_eq!(ran.results().column("_id"), map.column("new"));
    let run = ran.run_json();
    assert_eq!(
        (&run["command"], &run["restores"]["id"]),
        (&json!("restore"), &json!("20261124T020000Z-3f9a0c"))
    );
    assert_eq!(run["restores"]["manifest_sha256"].as_str().unwrap().len(), 64);

    let verified = ran.then().line("verify latest").fast().sandbox(&desk).run().status(0);
    verified.says("61 customers checked, all match");
}

#[test]
fn the_account_of_a_customer_comes_back_only_when_asked_for() {
    let desk = Desk::new();
    restored(backup(&[full("1", "a@x.org")]), &desk, "--with-account --without memo,customFields.segment")
        .status(0);
    let customer = desk.customer("email", "a@x.org");
    assert_eq!((&customer["account"]["id"], &customer["memo"]), (&json!("secret"), &json!(null)));
    assert!(filled(&customer).get("customFields").is_none());
}

/// Same is unchanged, Changed must be changed back, Gone must be inserted, Moved has a new id, New is not in the
/// backup.
fn living() -> (Desk, Vec<Value>) {
    let backup = vec![
        json!({"id": "s1", "name": "Same", "email": "same@x.org", "customFields": {"tier": "1"}}),
        json!({"id": "c1", "name": "Changed", "email": "changed@x.org", "city": "Rome", "customFields": {"a": "1"}}),
        json!({
            "id": "g1", "name": "Gone", "email": "gone@x.org", "company": {"id": "9", "name": "Acme"},
            "customFields": {"b": "1"}
        }),
        json!({"id": "m1", "name": "Moved", "email": "Moved@x.org", "memo": "kept"}),
    ];
    let desk = Desk::holding([
        json!({"id": "s1", "name": "Same", "email": "same@x.org", "customFields": {"tier": "1"}}),
        json!({
            "id": "c1", "name": "Chnged", "email": "other@x.org", "city": "Rome", "memo": "added",
            "customFields": {"a": "2", "b": "3"}, "score": {"name": "not a company"}
        }),
        json!({"id": "m2", "name": "Moved again", "email": "moved@X.org"}),
        json!({"id": "n1", "name": "New", "email": "new@x.org"}),
    ]);
    desk.configure(|options| options.unknown = UnknownNames::Keep);
    (desk, backup)
}

#[test]
fn a_restore_into_an_account_in_use() {
    let (desk, customers) = living();
    let before = state(&desk);
    let ran = restored(backup(&customers), &desk, "").status(0);
    assert_eq!((ran.count("inserted"), ran.count("updated"), ran.count("unchanged")), (1, 2, 1));
    let changed = desk.customer("id", "c1");
    let expected = json!({
        "name": "Changed", "email": "changed@x.org", "city": "Rome", "customFields": {"a": "1"},
        "score": {"name": "not a company"}
    });
    assert_eq!(
        filled(&changed),
        filled(&expected),
        "as it was, and what the API does not name is left alone"
    );
    let moved = desk.customer("id", "m2");
    assert_eq!((&moved["name"], &moved["memo"]), (&json!("Moved"), &json!("kept")));
    assert_eq!(desk.customer("id", "n1")["name"], "New");
    assert_eq!(desk.customer("email", "gone@x.org")["company"], "Acme");
    let gone = desk.customer("email", "gone@x.org")["id"].as_str().unwrap().to_owned();
    let expected = [
        ["s1", "s1", "unchanged"],
        ["c1", "c1", "updated"],
        ["g1", &gone, "inserted"],
        ["m1", "m2", "updated"],
    ];
    assert_eq!(id_map(&ran).rows, expected);
    ran.then().line("verify latest").fast().sandbox(&desk).run().status(0);

    let twice = restored(ran.then(), &desk, "").status(0);
    assert_eq!((twice.count("unchanged"), twice.count("rows")), (4, 4), "a second restore finds all done");

    let undo = format!("undo {} --yes", ran.folder().file_name().unwrap().to_str().unwrap());
    ran.then().line(&undo).fast().sandbox(&desk).run().status(0);
    assert_eq!(state(&desk), before);
}

#[rstest]
#[case("--keep-added", 2, 1)]
#[case("--mode insert", 0, 1)]
#[case("--mode update", 2, 0)]
#[case("--by-id-only", 1, 2)]
fn ways_to_restore_less(#[case] flags: &str, #[case] updated: u64, #[case] inserted: u64) {
    let (desk, customers) = living();
    let ran = restored(backup(&customers), &desk, flags).status(0);
    assert_eq!((ran.count("updated"), ran.count("inserted")), (updated, inserted), "{ran}");
    let changed = desk.customer("id", "c1");
    let keeps = flags.contains("added") || flags.contains("insert");
    assert_eq!(changed["memo"] == "added", keeps);
    assert_eq!(changed["customFields"]["b"] == "3", keeps);
}

#[test]
fn a_dry_run_says_what_would_change_and_writes_nothing() {
    let (desk, customers) = living();
    let before = state(&desk);
    let ran = restored(backup(&customers), &desk, "--dry-run").status(0);
    let ran = ran
        .says("Values of existing customers: what the plan does\n")
        .says("  memo                               0         1         0         1         0\n")
        .says("  customFields.b                     0         1         0         0         0\n");
    let ran = ran.says("Dry run, nothing was written");
    assert_eq!((writes(&desk), state(&desk)), (0, before));
    let counts = ["planned_inserts", "planned_updates", "unchanged"].map(|name| ran.count(name));
    assert_eq!(counts, [1, 2, 1]);
    assert_eq!(ran.results().column("_action"), ["unchanged", "update", "insert", "update"]);
    assert!(!ran.folder().join("id-map.csv").exists());
    ran.then().line("resume latest").fast().sandbox(&desk).run().status(2).says("was a dry run");
    ran.then().line("runs show latest").run().status(0);
}

#[test]
fn two_records_never_become_one_customer() {
    let one = |id: &str, name: &str| json!({"id": id, "name": name, "email": "family@x.org"});
    let desk = Desk::holding([one("9", "Eve")]);
    let ran = restored(backup(&[one("1", "Ada"), one("2", "Eve"), one("3", "Eve")]), &desk, "").status(0);
    assert_eq!((ran.count("inserted"), ran.count("unchanged")), (2, 1));
    let map = id_map(&ran);
    assert_eq!(
        (map.cell(1, "new"), map.cell(1, "action")),
        ("9", "unchanged"),
        "who is as it was goes first"
    );
    let names: Vec<Value> = desk.customers().into_iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["Eve", "Ada", "Eve"]);
}

#[test]
fn a_record_with_several_candidates_is_rejected() {
    let one =
        |id: &str, name: &str| json!({"id": id, "name": name, "email": "family@x.org", "phoneNumber": id});
    let desk = Desk::holding([one("8", "Bob"), one("9", "Eve")]);
    let before = state(&desk);
    let customers = [one("1", "Ada")];
    let ran = restored(backup(&customers), &desk, "").status(1);
    assert_eq!(ran.rejects().codes(), ["E403"]);
    assert_eq!((state(&desk), ran.rejects().column("id")), (before, vec!["1"]));
    let ran = restored(ran.then(), &desk, "--key name,phoneNumber --dry-run").status(0);
    assert_eq!(ran.count("planned_inserts"), 1);
    restored(ran.then(), &desk, "--on-multiple last").status(0);
    assert_eq!(
        (&desk.customer("id", "9")["name"], &desk.customer("id", "8")["name"]),
        (&json!("Ada"), &json!("Bob"))
    );
}

#[test]
fn fields_that_the_server_refuses_can_be_left_out() {
    let desk = Desk::new();
    let customers = [
        serde_json::from_str(r#"{"id": "1", "name": "Ada", "email": "a@x.org", "score": 1.50}"#).unwrap(),
        json!({"id": "2", "name": "B"}),
    ];
    let ran = restored(backup(&customers), &desk, "").status(1).says("--known-fields-only");
    assert_eq!((ran.rejects().codes(), ran.count("inserted")), (vec!["E501"], 1));
    assert!(ran.rejects().cell(0, "_message").contains("unknown field 'score'"));
    assert_eq!(id_map(&ran).column("old"), ["2"]);
    let again = format!("--known-fields-only --id-map {}", ran.folder().join("id-map.csv").display());
    let ran = restored(ran.then(), &desk, &again).status(0);
    assert_eq!(
        (ran.count("inserted"), ran.count("unchanged")),
        (1, 1),
        "who has no key is known by the id map"
    );
    assert_eq!(id_map(&ran).column("old"), ["1", "2"]);

    let kept = Desk::with(|options| options.unknown = UnknownNames::Keep);
    restored(backup(&customers), &kept, "").status(0);
    assert_eq!(kept.customer("name", "Ada")["score"].to_string(), "1.50", "as the server wrote it");
}

#[test]
fn a_thin_list_hides_nothing() {
    let desk = Desk::with(|options| {
        options.thin_list = vec!["memo".into(), "customFields".into()];
        options.start = (0..30).map(|at| {
            json!({"id": format!("{at}"), "name": "N", "email": format!("{at}@x.org"), "memo": "new", "customFields": {"a": "1"}})
        }).collect();
    });
    let mut customers: Vec<Value> = (0..30)
        .map(|at| json!({"id": format!("{at}"), "name": "N", "email": format!("{at}@x.org")}))
        .collect();
    customers[7] = desk.customer("id", "7");
    let ran = restored(backup(&customers), &desk, "").status(0).says("the list does not show every field");
    assert_eq!((ran.count("updated"), ran.count("unchanged")), (29, 1));
    assert_eq!(bodies(&desk.customers()), bodies(&customers));
}

#[test]
fn a_backup_that_is_not_whole_is_refused() {
    let desk = Desk::new();
    let customers: Vec<Value> = (0..20).map(|at| full(&format!("{at}"), "a@x.org")).collect();
    let whole = backup(&customers);
    let packed = std::fs::read(whole.path().join("b/customers.jsonl.zst")).unwrap();
    let refused = |ferry: Ferry, status: i32, said: &str| {
        let ran = restored(ferry, &desk, "").status(status).says(said);
        assert_eq!((ran.folders().len(), writes(&desk)), (0, 0), "nothing is left, nothing was sent");
    };
    refused(whole.then().file("b/customers.jsonl.zst", &packed[..packed.len() / 2]), 5, "damaged or cut off");
    let lines = |count: usize| customers[..count].iter().map(|one| format!("{one}\n")).collect::<String>();
    let other = zstd::encode_all(lines(20).replace("Ada", "Eve").as_bytes(), 1).unwrap();
    refused(
        whole.then().file("b/customers.jsonl.zst", other),
        5,
        "does not match the manifest: its size or SHA-256",
    );
    let fewer = Ferry::new();
    Shelf::of_lines(lines(19), 20).put(&fewer.path().join("b"));
    refused(fewer, 5, "its manifest counts 20 customers, but 19");
    refused(Ferry::new().file("b/notes.txt", ""), 2, "is not a backup");
    refused(Ferry::new(), 2, "there is no file \"b\"");
    let cut = Ferry::new().file("b", lines(2).trim_end_matches("}\n"));
    let ran = restored(cut, &desk, "").status(1);
    assert_eq!((ran.rejects().codes(), ran.rejects().column("_row")), (vec!["E008"], vec!["2"]));
}

#[rstest]
#[case("--key emial", "customers have no field \"emial\"")]
#[case("--key email --by-id-only", "cannot be used with")]
fn wrong_flags_are_refused(#[case] flags: &str, #[case] said: &str) {
    let desk = Desk::new();
    restored(backup(&[]), &desk, flags).status(2).says(said);
}

/// The other account has given the same ids to other people.
#[test]
fn ids_of_another_account_mean_nothing() {
    let stranger = json!({"id": "7", "name": "Stranger", "email": "stranger@x.org"});
    let own = json!({"id": "7", "name": "Ada", "email": "ada@x.org"});
    let desk = Desk::holding([stranger.clone()]);
    let of = |base_url: &str| {
        let ferry = backup(std::slice::from_ref(&own));
        let manifest = std::fs::read_to_string(ferry.path().join("b/manifest.json")).unwrap();
        ferry.file("b/manifest.json", manifest.replace(NOWHERE, base_url))
    };
    let other = "https://other.example.org";
    let ran = restored(of(other), &desk, "")
        .status(0)
        .says("The backup is from a different account (https://other");
    assert_eq!((ran.count("inserted"), desk.customer("id", "7")["name"].clone()), (1, json!("Stranger")));
    let restores = &ran.run_json()["restores"];
    assert_eq!((&restores["by_id"], &restores["account"]["base_url"]), (&json!(false), &json!(other)));

    let planned = |ferry: Ferry, more: &str| {
        let desk = Desk::holding([stranger.clone()]);
        restored(ferry, &desk, &format!("--dry-run {more}")).status(0).count("planned_updates")
    };
    assert_eq!(planned(of(other), "--ids match"), 1);
    let alone = || Ferry::new().file("b", format!("{own}\n"));
    assert_eq!(planned(alone(), ""), 1, "nobody says of which account it is");
    assert_eq!(planned(alone(), "--ids ignore"), 0);
    let ran = restored(of(desk.base_url()), &desk, "--dry-run").status(0);
    assert_eq!(ran.count("planned_updates"), 1, "its own account: {ran}");
}
