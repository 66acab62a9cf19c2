//! A restore of some customers, or of some fields.

use age::secrecy::ExposeSecret;
use deskferry::sandbox::RequestKind;
use rstest::rstest;
use serde_json::{Value, json};

use super::{at, backup, restored, state, writes};
use crate::command_line::{Desk, Ferry, Ran};

fn stored() -> Vec<Value> {
    vec![
        json!({"id": "1", "name": "Ada", "email": "ada@example.org", "memo": "old", "phoneNumber": "+44 1"}),
        json!({"id": "2", "name": "Bob", "email": "bob@example.org", "memo": "old", "phoneNumber": "+44 2"}),
        json!({"id": "3", "name": "Cy", "email": "cy@example.org", "customFields": {"tier": "Gold", "vat": "7"}}),
    ]
}

/// The same customers later: all have changed, in every field.
fn living() -> Vec<Value> {
    vec![
        json!({"id": "1", "name": "Ada X", "email": "ada@example.org", "memo": "new", "phoneNumber": "+44 9"}),
        json!({"id": "2", "name": "Bob X", "email": "bob@example.org", "memo": "new", "phoneNumber": "+44 9"}),
        json!({"id": "3", "name": "Cy X", "email": "cy@example.org", "memo": "new", "customFields": {"tier": "Tin", "vat": "8"}}),
    ]
}

#[rstest]
#[case("--where email=ADA@example.org", 0)]
#[case("--id 1", 0)]
#[case("--id-file ids.txt", 0)]
#[case("--id 1 --where memo=old --where name=ada", 0)]
#[case("--id 1 --id 77", 1)]
fn only_the_selected_customer_is_written(#[case] flags: &str, #[case] status: i32) {
    let desk = Desk::holding(living());
    let before = state(&desk);
    let ferry = backup(&stored()).file("ids.txt", "# Ada\n\n 1 \n");
    let ran =
        restored(ferry, &desk, flags).status(status).says("Selected 1 of the 3 customers in the backup");
    if status == 1 {
        ran.says("1 id is not in it: 77");
    }
    assert_eq!(writes(&desk), 1);
    let after = state(&desk);
    assert!(after["1"].contains("\"old\"") && after["1"].contains("\"Ada\""), "{}", after["1"]);
    assert_eq!((&after["2"], &after["3"]), (&before["2"], &before["3"]));
}

#[test]
fn a_dry_run_shows_it_and_undo_takes_it_back() {
    let desk = Desk::holding(living());
    let before = state(&desk);
    let flags = "--id 2 --field memo,phoneNumber";
    let dry = restored(backup(&stored()), &desk, &format!("{flags} --dry-run")).status(0);
    assert!(dry.stderr.contains("memo") && !dry.stderr.contains("  name "), "{dry}");
    assert_eq!((writes(&desk), state(&desk)), (0, before.clone()));
    let ran = restored(backup(&stored()), &desk, flags).status(0);
    let two = desk.customer("id", "2");
    let found = ["memo", "phoneNumber", "name"].map(|field| two[field].as_str().unwrap());
    assert_eq!(found, ["old", "+44 2", "Bob X"]);
    assert_eq!(ran.run_json()["restores"]["fields"]["only"], json!(["memo", "phoneNumber"]));
    ran.then().sandbox(&desk).line("undo latest --yes").fast().run().status(0);
    assert_eq!(state(&desk), before);
}

#[test]
fn fields_that_are_empty_in_the_backup_are_emptied_if_they_are_named() {
    let desk = Desk::holding(living());
    restored(backup(&stored()), &desk, "--id 3 --field memo,customFields.tier").status(0);
    let three = desk.customer("id", "3");
    assert!(three["memo"].as_str().unwrap_or_default().is_empty(), "{three}");
    assert_eq!(
        (&three["customFields"]["tier"], &three["customFields"]["vat"]),
        (&json!("Gold"), &json!("8"))
    );
    assert_eq!(three["name"], "Cy X");
}

#[test]
fn a_customer_who_is_gone_is_inserted_whole_or_not_at_all() {
    let desk = Desk::holding(living().split_off(1));
    let ran = restored(backup(&stored()), &desk, "--id 1 --field memo").status(0);
    assert_eq!((writes(&desk), ran.count("skipped")), (0, 1));
    let ran = restored(backup(&stored()), &desk, "--id 1").status(0);
    assert_eq!(ran.count("inserted"), 1);
    assert_eq!(desk.customer("email", "ada@example.org")["memo"], "old");
}

/// Somebody else, or the same person inserted again: nobody knows, so plan and terminal say it.
#[test]
fn another_customer_with_the_address_is_not_taken_without_a_word() {
    let mut all = living();
    all[0]["id"] = json!("77");
    let desk = Desk::holding(all);
    let said = "W407 the customer 1 of the backup is gone; the customer 77 has the same key";
    let told = |ran: &Ran| ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    let dry = restored(backup(&stored()), &desk, "--id 1 --dry-run --plan-out p.jsonl").status(0);
    assert!(told(&dry).contains(said), "{dry}");
    assert!(dry.text("p.jsonl").contains("\"W407\""));
    assert_eq!(dry.count("warned"), 1);
    let ran = restored(backup(&stored()), &desk, "--id 1").status(0);
    assert!(told(&ran).contains(said), "{ran}");
    assert!(ran.results().cell(0, "_note").contains("the customer 77 has the same key"));
    assert_eq!(desk.customer("id", "77")["memo"], "old");
    // Equal already: nothing is written, and there is nothing to warn of.
    let again = restored(backup(&stored()), &desk, "--id 1").status(0);
    assert_eq!((again.count("unchanged"), again.count("warned")), (1, 0), "{again}");
    let by_id = restored(backup(&stored()), &desk, "--id 1 --by-id-only --dry-run").status(0);
    assert_eq!((by_id.count("planned_inserts"), by_id.count("warned")), (1, 0), "{by_id}");
}

/// Two records share an address, and only one of their customers is left: it belongs to the other record.
#[test]
fn the_customer_of_a_record_that_is_not_selected_is_not_taken() {
    let twin =
        |id: &str, name: &str| json!({"id": id, "name": name, "email": "one@example.org", "memo": name});
    let desk = Desk::holding([twin("2", "Second")]);
    let ran = restored(backup(&[twin("1", "First"), twin("2", "Second")]), &desk, "--id 1").status(0);
    assert_eq!(ran.count("inserted"), 1);
    let mut memos: Vec<String> =
        desk.customers().iter().map(|one| one["memo"].as_str().unwrap().to_owned()).collect();
    memos.sort();
    assert_eq!(memos, ["First", "Second"]);
}

#[rstest]
#[case("--where email=eve@example.org", "no customer of b is selected; nothing was sent")]
#[case("--id 77 --id 78", "2 ids are not in it: 77, 78")]
#[case("--where emial=x", "--where: there is no field \"emial\": did you mean \"email\"?")]
#[case("--where email", "--where: expected FIELD=VALUE")]
#[case("--field mmeo", "--field: there is no field \"mmeo\": did you mean \"memo\"?")]
#[case("--field id", "the help desk makes id itself")]
#[case("--field memo --mode insert", "can't be used with --mode insert")]
#[case("--id-file nowhere.txt", "--id-file nowhere.txt")]
#[case("--id-file empty.txt", "empty.txt has no ids")]
fn a_wrong_selection_sends_nothing(#[case] flags: &str, #[case] said: &str) {
    let desk = Desk::holding(living());
    let ran = restored(backup(&stored()).file("empty.txt", "# nobody\n"), &desk, flags).status(2).says(said);
    assert_eq!(writes(&desk), 0);
    assert!(ran.folders().is_empty(), "{ran}");
}

#[test]
fn a_damaged_backup_is_refused_even_if_the_selected_record_is_whole() {
    let ferry: Ferry = backup(&stored());
    let path = ferry.path().join("b/customers.jsonl.zst");
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let desk = Desk::holding(living());
    at(ferry, &desk).line("restore b --id 1").fast().run().status(5);
    assert_eq!(writes(&desk), 0);
}

/// The manifest of an encrypted backup does not name the custom fields. Its customers do, so nobody else's detail is read.
#[test]
fn an_encrypted_backup_takes_no_more_calls_than_a_readable_one() {
    let identity = age::x25519::Identity::generate();
    let one = |at: usize| {
        let email = format!("p{at}@example.org");
        json!({"id": at.to_string(), "name": format!("P{at}"), "email": email, "customFields": {"tier": "Tin"}})
    };
    let others = || (10..60).map(one);
    let details = ["".to_owned(), format!("--recipient {}", identity.to_public())].map(|flags| {
        let desk = Desk::holding(stored().into_iter().chain(others()));
        let ferry = Ferry::new().file("key.txt", identity.to_string().expose_secret());
        let made = ferry.sandbox(&desk).fast().line(&format!("backup b {flags}")).run().status(0);
        desk.put(living()[0].clone()).unwrap();
        let before = desk.stats().of(RequestKind::Detail);
        let line = format!("restore {} --id 1 --identity key.txt", made.stdout.trim());
        let ran = made.then().sandbox(&desk).fast().line(&line).run().status(0);
        assert_eq!(desk.customer("id", "1")["memo"], "old", "{ran}");
        desk.stats().of(RequestKind::Detail) - before
    });
    assert!(details[0] < 50 && details[0] == details[1], "{details:?}");
}
