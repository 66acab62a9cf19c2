//! Match keys that the help desk stores in another form are compared as it stores them: a second import writes nothing.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

fn by(key: &str) -> String {
    format!(
        "version = 1\n[match]\nkeys = [\"{key}\"]\n[fields]\nname = {{ from = \"Name\", as = \"text\" }}\n\
         phoneNumber = {{ from = \"Phone\", as = \"text\" }}\nmemo = {{ from = \"Memo\" }}\n\
         [custom_fields]\nlegacyId = {{ from = \"Code\", as = \"text\" }}\n"
    )
}

fn row(at: usize) -> String {
    format!("ada  BYRON {at},+39 02 55-{at:04},M,Ab  c-{at}\n")
}

fn csv(rows: &str) -> String {
    format!("Name,Phone,Memo,Code\n{rows}")
}

fn rows(count: usize) -> String {
    csv(&(0..count).map(row).collect::<String>())
}

fn desk(stores: &str) -> Desk {
    Desk::with(|options| options.set("stores", stores).unwrap())
}

fn import(ferry: Ferry, desk: &Desk, key: &str, csv: &str) -> Ran {
    let ferry = ferry.file("a.csv", csv).file("m.toml", by(key));
    ferry.line("import a.csv -m m.toml --settle-for 300ms").fast().sandbox(desk).run()
}

fn numbers(ran: &Ran) -> [u64; 4] {
    ["inserted", "updated", "unchanged", "rejected"].map(|name| ran.count(name))
}

#[rstest]
#[case("zeros:phoneNumber", "phoneNumber")]
#[case("compact:phoneNumber", "phoneNumber")]
#[case("digits:phoneNumber", "phoneNumber")]
#[case("grouped:phoneNumber", "phoneNumber")]
#[case("lower:name,blanks:name", "name")]
#[case("title:name", "name")]
#[case("trim:customFields.legacyId,blanks:customFields.legacyId", "customFields.legacyId")]
#[case("upper:customFields.legacyId", "customFields.legacyId")]
fn a_second_import_writes_nothing(#[case] stores: &str, #[case] key: &str, #[values(3, 12)] count: usize) {
    let desk = desk(stores);
    let first = import(Ferry::new(), &desk, key, &rows(count)).status(0);
    assert_eq!(numbers(&first), [count as u64, 0, 0, 0], "{first}");
    desk.clear_requests();
    let again = import(first.then(), &desk, key, &rows(count)).status(0);
    assert_eq!(numbers(&again), [0, 0, count as u64, 0], "{again}");
    for kind in [RequestKind::Insert, RequestKind::Update] {
        assert!(desk.requests_of(kind).is_empty(), "{again}");
    }
    again.then().line("verify latest").fast().sandbox(&desk).run().status(0);
    assert_eq!(desk.customers().len(), count);
}

/// The first import shows the form in the middle. What was there before is found by it.
#[test]
fn the_rest_of_the_first_import_is_matched_by_the_form_that_it_shows() {
    let desk = desk("zeros:phoneNumber");
    desk.put(json!({"name": "Old", "phoneNumber": "003902550009", "memo": "old"})).unwrap();
    let ran = import(Ferry::new(), &desk, "phoneNumber", &rows(12)).status(0);
    assert_eq!(numbers(&ran), [11, 1, 0, 0], "{ran}");
    assert_eq!(desk.customers().len(), 12);
    assert_eq!(desk.customer("phoneNumber", "003902550009")["memo"], "M");
}

/// The first inserts show nothing; a later one does. Whom the run has doubled until then is told.
#[test]
fn a_later_insert_shows_the_form_too() {
    let desk = desk("zeros:phoneNumber");
    desk.put(json!({"name": "Old", "phoneNumber": "003902550010"})).unwrap();
    let plain = |at: usize| format!("Plain {at},0255{at:04},M,P{at}\n");
    let mixed: String = (0..10).map(plain).chain((10..40).map(row)).collect();
    let ran = import(Ferry::new(), &desk, "phoneNumber", &csv(&mixed));
    let doubled = desk.customers().len() - 40;
    assert_eq!((ran.status, doubled), (i32::from(doubled > 0), doubled.min(1)), "{ran}");
    assert_eq!(ran.stderr.contains("Row 12 has a duplicate in the help desk"), doubled > 0, "{ran}");
    let again = import(ran.then(), &desk, "phoneNumber", &csv(&mixed));
    assert_eq!(again.count("inserted") + again.count("updated"), 0, "{again}");
}

/// Two rows whose keys differ and are stored alike are refused, also if the form is learned in between. Another spelling
/// of one row's key is no problem.
#[rstest]
#[case::known_before(true, [0, 0, 10, 2], &["ada  BYRON 0", "Eve"])]
#[case::learned_in_between(false, [11, 0, 0, 1], &["Eve"])]
fn keys_that_become_one_are_never_merged(
    #[case] is_known: bool,
    #[case] expected: [u64; 4],
    #[case] refused: &[&str],
) {
    let desk = desk("zeros:phoneNumber");
    let ferry = match is_known {
        true => import(Ferry::new(), &desk, "phoneNumber", &rows(12)).status(0).then(),
        false => Ferry::new(),
    };
    let eve = format!("{}Eve,+39 (02) 550000,Other,E\n", (0..11).map(row).collect::<String>());
    let eve = eve.replace("+39 02 55-0010", "+39 02 55 0010");
    let ran = import(ferry, &desk, "phoneNumber", &csv(&eve)).status(1);
    assert_eq!(numbers(&ran), expected, "{ran}");
    let told = ran.rejects();
    assert_eq!(told.column("Name"), refused, "{ran}");
    let message = told.cell(refused.len() - 1, "_message").to_owned();
    assert!(message.contains("row 2 has another phoneNumber"), "{message}");
    assert!(desk.customers().iter().all(|one| one["memo"] != "Other"), "{:?}", desk.customers());
}

/// The list lags, and the second file has the keys as the help desk stores them.
#[test]
fn recent_inserts_are_found_by_the_stored_form() {
    let desk = Desk::with(|options| {
        options.set("stores", "zeros:phoneNumber").unwrap();
        options.set("index-lag", "60s").unwrap();
    });
    let first = import(Ferry::new(), &desk, "phoneNumber", &rows(7));
    assert_eq!(first.count("inserted"), 7, "{first}");
    let stored = rows(7).replace("+39 02 55-", "00390255");
    let again = import(first.then(), &desk, "phoneNumber", &stored);
    assert_eq!((again.count("inserted"), desk.customers().len()), (0, 7), "{again}");
}

#[test]
fn an_insert_in_doubt_is_found_by_the_stored_form() {
    let desk = desk("zeros:phoneNumber");
    desk.fail_where(RequestKind::Insert, "BYRON 9", SimulatedFault::DropAfter);
    let ran = import(Ferry::new(), &desk, "phoneNumber", &rows(12)).status(0);
    assert_eq!((numbers(&ran), ran.count("unknown")), ([12, 0, 0, 0], 0), "{ran}");
    assert_eq!(desk.customers().len(), 12);
}

/// Two customers with the stored form of a row's key are told, by the import and by `verify`.
#[test]
fn a_key_that_stands_twice_in_its_stored_form_is_told() {
    let desk = desk("zeros:phoneNumber");
    let first = import(Ferry::new(), &desk, "phoneNumber", &rows(3)).status(0);
    desk.put(json!({"name": "Double", "phoneNumber": "003902550001"})).unwrap();
    let verified = first.then().line("verify latest").fast().sandbox(&desk).run().status(1);
    assert!(verified.stdout.contains("key") || verified.stderr.contains("key"), "{verified}");
    let again =
        import(first.then(), &desk, "phoneNumber", &rows(3)).status(1).says("2 customers have this key");
    assert_eq!(again.run_json()["keys_twice"]["rows"], 1, "{again}");
}

/// Searches look for both forms.
#[test]
fn a_search_finds_both_forms() {
    let desk = Desk::with(|options| {
        options.page_size = 5;
        options.start = (0..100)
            .map(|at| json!({"name": format!("P {at}"), "phoneNumber": format!("+39 02 44-{at:04}"), "memo": "old"}))
            .collect();
        options.set("stores", "zeros:phoneNumber").unwrap();
    });
    let first = import(Ferry::new(), &desk, "phoneNumber", &rows(1)).status(0);
    let both = format!("{}P 7,+39 02 44-0007,M,\n", row(0));
    let again = import(first.then(), &desk, "phoneNumber", &csv(&both)).status(0);
    assert_eq!(numbers(&again), [0, 1, 1, 0], "{again}");
    let how = again.run_json()["matching"].as_str().unwrap().to_owned();
    assert!(how.contains("4 searches"), "{how}");
}

/// A form in which another key may be stored too is never looked for: the run stops, as it always did.
#[rstest]
#[case("digits:customFields.legacyId", "customFields.legacyId")]
#[case("cut:name", "name")]
#[case("lower:name,cut:name", "name")]
fn a_form_that_loses_something_stops_the_import(#[case] stores: &str, #[case] key: &str) {
    let desk = desk(stores);
    let ran = import(Ferry::new(), &desk, key, &rows(12)).status(4);
    let ran = ran.says("stores the match key in another form");
    let inserted = desk.customers().len();
    assert!(inserted <= 5, "{ran}");
    let again =
        ran.then().line("import a.csv -m m.toml --anew --settle-for 300ms").fast().sandbox(&desk).run();
    again.status(4).says("nothing was sent");
    assert_eq!(desk.customers().len(), inserted);
}

/// After a probe, not even the first import inserts somebody whom it could not find again.
#[rstest]
#[case("cut:name")]
#[case("lower:name,cut:name")]
fn a_cut_key_that_a_probe_has_found_stops_the_first_import(#[case] stores: &str) {
    let desk = desk(stores);
    let ran = Ferry::new().line("doctor --probe --yes").fast().sandbox(&desk).run().status(0);
    let before = desk.customers();
    let ran = import(ran.then(), &desk, "name", &rows(3)).status(4).says("nothing was sent");
    assert_eq!(desk.customers(), before, "{ran}");
    let short = csv("Short,+39 02 1,M,\n");
    let ran = import(ran.then(), &desk, "name", &short).status(0);
    assert_eq!(numbers(&ran), [1, 0, 0, 0], "a key that is not cut is no problem: {ran}");
}

/// What a file says falsely adds a form, and takes none away.
#[rstest]
#[case(json!({"phoneNumber": ["compact", "zeros"]}))]
#[case(json!({"phoneNumber": ["digits"]}))]
fn a_false_form_finds_what_was_found_before(#[case] changes: Value) {
    let desk = desk("none");
    let first = import(Ferry::new(), &desk, "phoneNumber", &rows(3)).status(0);
    let state = first.path().join(".local/state/deskferry");
    let files = std::fs::read_dir(&state).unwrap().map(|entry| entry.unwrap().path());
    let db = files.into_iter().find(|path| path.to_string_lossy().ends_with(".inserts.db")).unwrap();
    let file = db.to_string_lossy().replace(".inserts.db", ".stored.json");
    std::fs::write(file, json!({"read_back": 2, "changes": changes}).to_string()).unwrap();
    let again = import(first.then(), &desk, "phoneNumber", &rows(3)).status(0);
    assert_eq!(numbers(&again), [0, 0, 3, 0], "{again}");
}
