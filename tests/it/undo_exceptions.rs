//! `deskferry undo` does not delete customers that someone has worked with.

use deskferry::sandbox::Sandbox;
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

const CSV: &str = "Name,Email\nAda,ada@x.org\nBob,bob@x.org\nCy,cy@x.org\n";

fn imported(desk: &Desk) -> Ran {
    let ferry = Ferry::new().file("a.csv", CSV).file("m.toml", SIMPLE);
    let ran = ferry.line("import a.csv -m m.toml").fast().sandbox(desk).run().status(0);
    assert_eq!(ran.count("inserted"), 3);
    ran
}

/// A help desk that fills two fields by itself.
fn filling() -> Desk {
    Desk::with(|options| {
        options
            .set("fills", "registrationChannel:API,language:en,memo:made by the import,customFields.tier:1")
            .unwrap();
    })
}

fn change(desk: &Sandbox, name: &str, field: &str, value: Value) {
    let mut customer = desk.customers().into_iter().find(|customer| customer["name"] == name).unwrap();
    match field.strip_prefix("customFields.") {
        Some(custom) => customer["customFields"][custom] = value,
        None => customer[field] = value,
    }
    desk.put(customer).unwrap();
}

fn names(desk: &Sandbox) -> Vec<String> {
    desk.customers().iter().map(|customer| customer["name"].as_str().unwrap().to_owned()).collect()
}

fn undo(ran: &Ran, desk: &Desk, more: &str) -> Ran {
    ran.then().line("undo latest --yes").line(more).fast().sandbox(desk).run()
}

#[rstest]
#[case::a_field("city", json!("Rome"), "city")]
#[case::a_note("phoneNumber", json!("1"), "phoneNumber")]
#[case::a_custom_field("customFields.segment", json!("Gold"), "customFields.segment")]
#[case::tags("tags", json!(["vip"]), "tags")]
#[case::tickets("ticketCount", json!(2), "2 tickets")]
#[case::one_ticket("ticketCount", json!(1), "a ticket")]
#[case::an_object("account", json!({"id": "7"}), "account")]
fn a_customer_with_more_fields_is_kept(#[case] field: &str, #[case] value: Value, #[case] said: &str) {
    let desk = Desk::new();
    let ran = imported(&desk);
    change(&desk, "Bob", field, value);
    let undone = undo(&ran, &desk, "").status(1).says("--even-changed");
    assert_eq!((undone.count("deleted"), undone.rejects().codes()), (2, vec!["E504"]));
    assert!(undone.rejects().cell(0, "_message").contains(said), "{undone}");
    assert_eq!(names(&desk), ["Bob"]);
    let again = undo_of(&ran, &undone, &desk);
    assert_eq!((again.count("deleted"), names(&desk).len()), (1, 0), "{again}");
}

/// Undoes the import again, with the flag.
fn undo_of(import: &Ran, last: &Ran, desk: &Desk) -> Ran {
    let id = import.folder();
    let id = id.file_name().unwrap().to_str().unwrap().to_owned();
    last.then().line(&format!("undo {id} --yes --even-changed")).fast().sandbox(desk).run().status(0)
}

#[test]
fn fields_that_the_help_desk_fills_do_not_prevent_an_undo() {
    let desk = filling();
    let ran = imported(&desk);
    let fills = &ran.run_json()["stored"]["fills"];
    assert_eq!(fills["registrationChannel"], "API");
    assert_eq!(fills["memo"], "made by the import");
    let undone = undo(&ran, &desk, "").status(0);
    assert_eq!((undone.count("deleted"), names(&desk).len()), (3, 0));
}

#[rstest]
#[case("memo", json!("called twice"))]
#[case("language", json!("it"))]
#[case("topClient", json!(true))]
fn a_customer_with_another_value_than_the_default_is_kept(#[case] field: &str, #[case] value: Value) {
    let desk = filling();
    let ran = imported(&desk);
    change(&desk, "Bob", field, value);
    let undone = undo(&ran, &desk, "").status(1);
    assert_eq!((undone.count("deleted"), names(&desk)), (2, vec!["Bob".to_owned()]));
    assert!(undone.rejects().cell(0, "_message").contains(field), "{undone}");
}

/// A customer with a changed field of the import is kept, even with the flag.
#[test]
fn a_changed_field_of_the_import_always_keeps_the_customer() {
    let desk = Desk::new();
    let ran = imported(&desk);
    change(&desk, "Bob", "email", json!("robert@x.org"));
    let undone = undo(&ran, &desk, "--even-changed").status(1);
    assert_eq!((undone.count("deleted"), undone.rejects().codes()), (2, vec!["E504"]));
}

/// A run of an older version does not know which fields the help desk fills.
#[test]
fn an_old_run_ignores_fields_that_help_desks_fill() {
    let desk = Desk::with(|options| options.set("fills", "registrationChannel:API,language:en").unwrap());
    let ran = imported(&desk);
    let path = ran.folder().join("run.json");
    let mut run: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert!(run.as_object_mut().unwrap().remove("stored").is_some());
    std::fs::write(&path, run.to_string()).unwrap();
    change(&desk, "Bob", "city", json!("Rome"));
    let undone = undo(&ran, &desk, "").status(1);
    assert_eq!((undone.count("deleted"), names(&desk)), (2, vec!["Bob".to_owned()]));
}

/// A restore is undone by the same rules.
#[test]
fn an_undone_restore_keeps_customers_with_more_fields() {
    let old = Desk::holding([
        json!({"name": "Ada", "email": "ada@x.org"}),
        json!({"name": "Bob", "email": "bob@x.org"}),
    ]);
    let backup = Ferry::new().line("backup b").fast().sandbox(&old).run();
    let desk = Desk::new();
    let restored = backup.then().line("restore b/latest").fast().sandbox(&desk).run().status(0);
    change(&desk, "Bob", "ticketCount", json!(3));
    let undone = undo(&restored, &desk, "").status(1);
    assert_eq!((undone.count("deleted"), names(&desk)), (1, vec!["Bob".to_owned()]));
}
