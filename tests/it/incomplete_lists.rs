//! A list that shows less than the details: nobody is doubled and no field is emptied, whatever the list hides.

use deskferry::customer::FIELDS;
use deskferry::sandbox::RequestKind;
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};
use crate::export::records;
use crate::restore::{bodies, state};

/// A hundred customers: every tenth has a memo, every twentieth a rare custom field.
fn people() -> impl Iterator<Item = Value> {
    (0..100).map(|at| {
        let mut one = json!({
            "name": format!("N {at}"), "email": format!("p{at}@x.org"), "customFields": {"segment": "Gold"}
        });
        if at % 10 == 3 {
            one["memo"] = format!("memo of {at}").into();
        }
        if at % 20 == 4 {
            one["customFields"]["rare"] = "yes".into();
        }
        one
    })
}

fn desk(switches: &str) -> Desk {
    Desk::with(|options| {
        for (name, value) in switches.split_whitespace().map(|switch| switch.split_once('=').unwrap()) {
            options.set(name, value).unwrap();
        }
        options.start = people().collect();
    })
}

fn run(ran: Option<&Ran>, desk: &Desk, line: &str) -> Ran {
    ran.map_or_else(Ferry::new, Ran::then).sandbox(desk).line(line).fast().run()
}

fn manifest(ran: &Ran) -> Value {
    serde_json::from_slice(&std::fs::read(ran.folder().join("manifest.json")).unwrap()).unwrap()
}

fn restore(ran: &Ran, desk: &Desk, folder: &str) -> Ran {
    run(Some(ran), desk, &format!("restore {folder}"))
}

/// The backup's path below the folder of the test.
fn backup_of(ran: &Ran) -> String {
    format!("b/{}", ran.folder().file_name().unwrap().to_str().unwrap())
}

#[rstest]
#[case("thin-list=memo")]
#[case("thin-list=memo,customFields")]
#[case("thin-list=customFields.rare,memo")]
#[case("thin-list-null=memo,customFields.rare")]
#[case("thin-list=customFields thin-list-null=memo")]
#[case("thin-list=memo thin-every=2")]
fn a_backup_keeps_what_the_list_hides(#[case] switches: &str) {
    let desk = desk(switches);
    let ran =
        run(None, &desk, "backup b").status(0).says("reading the details of 100 customers, one call each");
    let ran = ran.says("6 fields: customFields.rare, customFields.segment, email, id, memo, name");
    let name = backup_of(&ran);
    let fields = &manifest(&ran)["completeness"]["evidence"]["fields"];
    assert_eq!(
        (&fields["complete"], fields["seen"].as_array().unwrap().len()),
        (&json!(true), 6),
        "{fields}"
    );
    let checked = run(Some(&ran), &desk, &format!("check {name} --against-server")).status(0);
    checked.says("contains 6 fields: ").says("Its fields now: 6 fields: ");
    run(Some(&ran), &desk, &format!("check {name} --drill")).status(0).says("all match; 6 fields: ");

    let before = state(&desk);
    let other = restore(&ran, &desk, &name).status(0);
    assert_eq!((other.count("unchanged"), state(&desk)), (100, before), "{other}");
    let fresh = Desk::new();
    restore(&ran, &fresh, &name).status(0);
    assert_eq!(bodies(&fresh.customers()), bodies(&desk.customers()));
}

/// The list shows every field for some customers, and hides the memo of every tenth.
#[test]
fn a_backup_keeps_a_field_hidden_for_every_tenth_customer() {
    let desk = Desk::with(|options| {
        for (name, value) in [("thin-list", "memo"), ("thin-every", "10"), ("custom-fields", "none")] {
            options.set(name, value).unwrap();
        }
        let mut whole: serde_json::Map<String, Value> =
            FIELDS.iter().map(|field| (field.name.to_owned(), json!("x"))).collect();
        let others = [("birthDate", json!(0)), ("topClient", json!(false)), ("tags", json!(["a"]))];
        whole.extend(others.map(|(name, value)| (name.to_owned(), value)));
        whole.insert("account".to_owned(), json!({"id": "a"}));
        options.start = vec![whole.into(); 100];
    });
    let ran = run(None, &desk, "backup b").status(0).says("reading the details of 100 customers");
    let (name, before) = (backup_of(&ran), state(&desk));
    desk.configure(|options| options.thin_list.clear());
    let ran = restore(&ran, &desk, &name).status(0);
    assert_eq!((ran.count("unchanged"), state(&desk)), (100, before), "{ran}");
}

/// A customer whose detail is missing is kept as the list shows it; hidden fields are not emptied.
#[test]
fn a_missing_detail_makes_the_fields_incomplete() {
    let desk = desk("thin-list=memo");
    let gone = desk.customers()[3]["id"].as_str().unwrap().to_owned();
    let others = (0..100).filter(|at| *at != 3).map(|at| desk.customers()[at].clone());
    assert_eq!(others.filter(|one| one.get("memo").is_some()).count(), 9);
    desk.fail_where(RequestKind::Detail, &gone, deskferry::sandbox::SimulatedFault::StatusBefore(204));
    let ran = run(None, &desk, "backup b").status(0).says("missing: 1 (these customers are kept as listed)");
    assert_eq!(manifest(&ran)["completeness"]["evidence"]["fields"]["complete"], false);
    desk.clear_plan();
    let (name, before) = (backup_of(&ran), state(&desk));
    restore(&ran, &desk, &name).status(0).says("For 1 customer, this backup has only what the list showed");
    assert_eq!(state(&desk), before);
}

#[test]
fn an_export_keeps_what_the_list_hides() {
    let desk = desk("thin-list=memo thin-list-null=customFields");
    let ran = run(None, &desk, "export -o out.jsonl").status(0);
    assert_eq!(bodies(&records(&ran.text("out.jsonl"))), bodies(&desk.customers()));
}

/// Fields that the backup did not look for are reported, and a restore leaves them alone.
#[test]
fn a_restore_never_empties_fields_that_the_backup_never_read() {
    let desk = desk("thin-list=memo,customFields.rare");
    let ran = run(None, &desk, "backup b --details never").status(0).says("not checked: ");
    let (name, before) = (backup_of(&ran), state(&desk));
    let fields = &manifest(&ran)["completeness"]["evidence"]["fields"];
    assert!(fields["notCovered"].as_array().unwrap().contains(&json!("memo")), "{fields}");
    run(Some(&ran), &desk, &format!("check {name}")).status(0).says("not checked: ");
    let against = run(Some(&ran), &desk, &format!("check {name} --against-server")).status(1);
    assert!(against.stdout.contains("       10  memo\n"), "{against}");
    let restored = restore(&ran, &desk, &name).status(0).says("About this backup: ");
    restored.says("may not have every field of these customers: memo 10, customFields.rare 5");
    assert_eq!(state(&desk), before);
}

/// The manifest as an older version wrote it, without its own hash.
fn unhashed(manifest: &mut Value) {
    manifest["schemaVersion"] = json!(1);
    manifest.as_object_mut().unwrap().remove("manifestSha256");
}

/// The read of every fifth customer returns another customer, or a record without an id.
#[rstest]
fn a_detail_of_another_customer_replaces_nobody(
    #[values("other", "wrapped", "no-id")] odd: &str,
    #[values("backup b", "export -o out.jsonl")] line: &str,
) {
    let desk = desk(&format!("thin-list=memo odd-detail={odd}"));
    let odd: Vec<usize> = (4..100).step_by(5).collect();
    let ids: Vec<Value> = odd.iter().map(|at| desk.customers()[*at]["id"].clone()).collect();
    let ran = run(None, &desk, line)
        .status(5)
        .says("the help desk returned the wrong customer, or one without an id, for 20");
    let ran = ran.says("the help desk returned the wrong customers for some ids");
    let (file, evidence) = match line.starts_with("backup") {
        true => (backup_of(&ran), manifest(&ran)["completeness"]["evidence"].clone()),
        false => {
            ("out.jsonl".to_owned(), serde_json::from_str(&ran.text("out.jsonl.manifest.json")).unwrap())
        }
    };
    assert_eq!(evidence["verdict"], "unproven");
    let told = evidence["anotherInstead"]["ids"].as_array().unwrap();
    assert!(told.len() == 20 && ids.iter().all(|id| told.contains(id)), "{told:?}");
    assert_eq!(
        (&evidence["anotherInstead"]["count"], &evidence["fields"]["complete"]),
        (&json!(20), &json!(false))
    );
    if line.starts_with("backup") {
        run(Some(&ran), &desk, &format!("check {file}")).status(5).says("100 customers read");
    } else {
        assert_eq!(records(&ran.text("out.jsonl")).len(), 100);
    }
    desk.configure(|options| options.set("odd-detail", "no").unwrap());
    let before = state(&desk);
    let restored = restore(&ran, &desk, &file)
        .status(0)
        .says("For 20 customers, this")
        .says("has only what the list showed");
    assert_eq!((restored.count("unchanged"), state(&desk)), (100, before), "{restored}");
}

/// An update reads the customer first; it must not write what it read from another customer.
#[test]
fn a_customer_whose_detail_belongs_to_another_is_not_updated() {
    let desk = desk("thin-list=memo odd-detail=other");
    let rows: String = (0..10).map(|at| format!("New {at},p{at}@x.org\n")).collect();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", format!("Name,Email\n{rows}"));
    let ran = ferry.line("import a.csv -m m.toml --mode upsert").fast().sandbox(&desk).run();
    let customers = desk.customers();
    assert_eq!(customers.len(), 100, "{ran}");
    for at in [4, 9] {
        assert_eq!(customers[at]["name"], format!("N {at}"), "{ran}");
    }
}

/// The list hides fields of some customers and no detail was read: nothing is emptied, whatever others show.
#[rstest]
#[case("backup b --details never", false)]
#[case("export -o out.jsonl --details never", false)]
#[case("export -o out.jsonl --details never", true)]
#[case("export -o out.jsonl", true)]
fn nothing_is_emptied_of_customers_whose_details_were_not_read(#[case] line: &str, #[case] moved: bool) {
    let desk = desk("thin-list=memo,customFields.rare thin-every=3");
    let ran = run(None, &desk, line).status(0);
    let file = if line.starts_with("backup") { backup_of(&ran) } else { "out.jsonl".to_owned() };
    if moved {
        std::fs::remove_file(ran.path().join("out.jsonl.manifest.json")).unwrap();
    }
    desk.configure(|options| options.thin_list.clear());
    let mut one = desk.customers()[1].clone();
    one["memo"] = "added since".into();
    desk.put(one).unwrap();
    let before = state(&desk);
    let restored = restore(&ran, &desk, &file).status(0).says("a restore empties no field");
    assert_eq!((restored.count("unchanged"), state(&desk)), (100, before), "{restored}");
    restored.says("Not touched, because the backup may not have every field of these customers: memo ");
}

/// A backup made by an older version from the list alone, without a list of its fields.
#[test]
fn an_old_backup_empties_nothing() {
    let desk = desk("");
    let ran = run(None, &desk, "backup b").status(0);
    let (name, path) = (backup_of(&ran), ran.folder().join("manifest.json"));
    let mut old = manifest(&ran);
    old["completeness"]["evidence"].as_object_mut().unwrap().remove("fields");
    unhashed(&mut old);
    std::fs::write(&path, old.to_string()).unwrap();
    for (at, field) in [(0, "memo"), (1, "faxNumber")] {
        let mut one = desk.customers()[at].clone();
        one[field] = "added since".into();
        desk.put(one).unwrap();
    }
    run(Some(&ran), &desk, &format!("check {name}"))
        .status(0)
        .says("does not say which fields the backup looked for");
    let ran = restore(&ran, &desk, &name).status(0).says("does not say which fields it looked for");
    let ran = ran.says("the backup may not have every field of these customers: faxNumber 1, memo 1");
    assert_eq!(ran.count("updated"), 0, "{ran}");
    let after = desk.customers();
    assert_eq!((&after[0]["memo"], &after[1]["faxNumber"]), (&json!("added since"), &json!("added since")));
}

#[test]
fn a_wrong_list_of_fields_in_the_manifest_is_found() {
    let desk = desk("");
    let ran = run(None, &desk, "backup b").status(0);
    let (name, path) = (backup_of(&ran), ran.folder().join("manifest.json"));
    let mut other = manifest(&ran);
    other["completeness"]["evidence"]["fields"]["seen"] = json!(["city", "email", "id", "name"]);
    unhashed(&mut other);
    std::fs::write(&path, other.to_string()).unwrap();
    let checked = run(Some(&ran), &desk, &format!("check {name}")).status(5);
    checked
        .says("does not list the field memo, but a customer")
        .says("lists the field city, but no customer has it");
}

/// Existing customers whose address the list hides, for all of them or for some.
#[rstest]
#[case("thin-list-null=email", 100)]
#[case("thin-list=email", 100)]
#[case("thin-list-null=email thin-every=3", 33)]
#[case("thin-list=email thin-every=25", 4)]
#[case("thin-list-null=email thin-every=25 search=ignored page-size=2", 4)]
fn a_key_that_the_list_hides_doubles_nobody(#[case] switches: &str, #[case] hidden: usize) {
    let desk = desk(switches);
    let rows: String = (0..30).map(|at| format!("N {at},P{at}@x.org\n")).collect();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", format!("Name,Email\n{rows}"));
    let ran = ferry.line("import a.csv -m m.toml").fast().sandbox(&desk).run();
    assert_eq!((ran.count("inserted"), desk.customers().len()), (0, 100), "{ran}");
    assert!(desk.stats().of(RequestKind::Detail) >= hidden as u64, "{ran}");
}

/// The pages contain only ids; that does not mean that the list repeats itself.
#[test]
fn a_list_of_ids_alone_without_totals_is_read_to_its_end() {
    let desk = Desk::with(|options| {
        for (name, value) in [("thin-list", "name,email"), ("totals", "none"), ("page-size", "1")] {
            options.set(name, value).unwrap();
        }
        let one = |at| json!({"name": format!("N {at}"), "email": format!("p{at}@x.org")});
        options.start = (0..80).map(one).collect();
    });
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\nN 79,P79@x.org\n");
    let ran = ferry.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    assert_eq!((ran.count("inserted"), desk.customers().len()), (0, 80), "{ran}");
}

/// A thousand customers. The list shows the address of three and hides that of every tenth; the others have none.
#[rstest]
#[case::fewer_searches("page-size=100", "the match key of 997 customers, so 100 searches followed", 100)]
#[case::no_search("page-size=100 search=ignored", "of 997 customers: reading each of them", 997)]
fn a_key_that_the_list_hides_for_every_tenth_customer(
    #[case] switches: &str,
    #[case] how: &str,
    #[case] details: u64,
) {
    let desk = Desk::with(|options| {
        for switch in ["thin-list-null=email", "thin-every=10"].into_iter().chain(switches.split(' ')) {
            let (name, value) = switch.split_once('=').unwrap();
            options.set(name, value).unwrap();
        }
        let one = |at: usize| match at {
            4..=6 => json!({"name": format!("V {at}"), "email": format!("v{at}@x.org")}),
            _ if at % 10 == 9 => json!({"name": format!("N {at}"), "email": format!("p{at}@x.org")}),
            _ => json!({"name": format!("N {at}")}),
        };
        options.start = (0..1000).map(one).collect();
    });
    let thin = desk.customers().iter().filter(|one| one.get("email").is_some()).count();
    assert_eq!(thin, 103);
    let rows: String = (0..100).map(|at| format!("N {0},P{0}@x.org\n", at * 10 + 9)).collect();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", format!("Name,Email\n{rows}"));
    let ran = ferry.line("import a.csv -m m.toml").fast().sandbox(&desk).run();
    assert_eq!((ran.count("inserted"), desk.customers().len()), (0, 1000), "{ran}");
    assert!(desk.stats().of(RequestKind::Detail) >= details, "{ran}");
    ran.says(how);
}
