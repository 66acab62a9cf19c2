//! What an update may overwrite: the policies of writing, with the real program and a sandbox.

mod added;
mod blank_values;
mod faulty_values;
mod flags;
mod known_numbers;
mod late;
mod moved_numbers;
mod new_customers;
mod not_ours;
mod property;
mod restored;
mod same_values;

use deskferry::sandbox::Sandbox;
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};
use crate::docs::toml_blocks;

/// A field of each kind, all of them always written unless a flag says otherwise.
const PLAIN: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\" }
city = { from = \"City\", optional = true, on_empty = \"clear\" }
memo = { from = \"Memo\", optional = true }
topClient = { from = \"Top\", optional = true }
[custom_fields]
segment = { from = \"Segment\", optional = true }
";

/// An import of `a.csv` by `m.toml`.
fn import(desk: &Sandbox, mapping: &str, csv: &str, flags: &str) -> Ran {
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", csv).sandbox(desk);
    ferry.line("import a.csv -m m.toml").line(flags).fast().run()
}

/// The same import again.
fn again(ran: &Ran, desk: &Sandbox, flags: &str) -> Ran {
    ran.then().sandbox(desk).line("import a.csv -m m.toml").line(flags).fast().run()
}

/// A customer with a value in every field.
fn ada() -> Value {
    json!({
        "id": "1", "name": "Ada Byron", "email": "ada@example.org", "city": "Turin", "memo": "Prefers mail",
        "topClient": false, "customFields": {"segment": "Gold", "vatNumber": "IT1"},
    })
}

/// The example of docs/mapping.md does what the page says.
#[test]
fn the_example_of_the_document_protects_what_people_keep() {
    let page = include_str!("../../../docs/mapping.md");
    let blocks = toml_blocks(page);
    let (_, mapping) = blocks.iter().find(|(_, block)| block.contains("write = \"append\"")).unwrap();
    let desk = Desk::holding([ada()]);
    let csv = "Name,Email,Phone,City,Notes,Segment,VAT\n\
               Ada,ada@example.org,+39 02 5550199,Rome,Call back,Silver,IT2\n\
               Bob,bob@example.org,+39 02 5550198,Rome,Call Bob,Silver,IT3\n";
    let dry = import(&desk, mapping, csv, "--dry-run").status(0);
    assert!(dry.stderr.contains("help desk has: \"Ada Byron\""), "{dry}");
    assert!(dry.stderr.contains("file has:      \"Ada\""), "{dry}");
    let lines: Vec<String> =
        dry.stderr.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert!(lines.contains(&"name on_insert 1".to_owned()), "{dry}");
    let ran = again(&dry, &desk, "").status(0).says("Protected values (not written)");
    assert_eq!([ran.count("updated"), ran.count("inserted")], [1, 1], "{ran}");
    let note = "customFields.segment stays (if_empty: help desk has \"Gold\", file has \"Silver\")";
    assert!(ran.results().cell(0, "_note").contains(note), "{:?}", ran.results());
    let ada = desk.customer("id", "1");
    let kept = ["name", "phoneNumber", "city", "memo"].map(|field| ada[field].as_str().unwrap());
    assert_eq!(kept, ["Ada Byron", "+39 02 5550199", "Rome", "Prefers mail\n--\nCall back"]);
    assert_eq!(ada["customFields"], json!({"segment": "Gold", "vatNumber": "IT1"}));
    let bob = desk.customer("name", "Bob");
    assert_eq!((&bob["memo"], &bob["customFields"]), (&json!("Call Bob"), &json!({"segment": "Silver"})));
    let ran = again(&ran, &desk, "").status(0);
    assert_eq!([ran.count("updated"), ran.count("inserted"), ran.count("unchanged")], [0, 0, 2], "{ran}");
    assert_eq!(desk.customer("id", "1"), ada, "a second run adds nothing");
    assert_eq!(desk.customer("name", "Bob"), bob);
}

#[rstest]
#[case::replaced("", "Rome,New,true", json!(["Rome", "New", true]), 0)]
#[case::emptied("", ",,", json!(["", "Prefers mail", false]), 0)]
#[case::filled_only("--write if_empty", "Rome,New,true", json!(["Turin", "Prefers mail", false]), 3)]
#[case::not_emptied("--write if_empty", ",,", json!(["Turin", "Prefers mail", false]), 1)]
#[case::inserts_only("--write on_insert", "Rome,New,true", json!(["Turin", "Prefers mail", false]), 3)]
#[case::one_field("--write city=never", "Rome,New,true", json!(["Turin", "New", true]), 1)]
#[case::one_field_of_all("--write if_empty --write memo=always", "Rome,New,true", json!(["Turin", "New", false]), 2)]
#[case::added("--write memo=append", "Turin,New,false", json!(["Turin", "Prefers mail\nNew", false]), 0)]
#[case::added_before("--write memo=append", "Turin, Prefers  mail,false", json!(["Turin", "Prefers mail", false]), 0)]
fn each_policy_leaves_what_it_protects(
    #[case] flags: &str,
    #[case] cells: &str,
    #[case] then: Value,
    #[case] protected: usize,
) {
    let desk = Desk::holding([ada()]);
    let csv = format!("Name,Email,City,Memo,Top\nAda Byron,ada@example.org,{cells}\n");
    let ran = import(&desk, PLAIN, &csv, flags).status(0);
    let now = desk.customer("id", "1");
    let empty = |value: &Value| if value.is_null() { json!("") } else { value.clone() };
    assert_eq!(json!([empty(&now["city"]), now["memo"], now["topClient"]]), then, "{ran}");
    assert_eq!(ran.results().cell(0, "_note").matches(" stays (").count(), protected, "{ran}");
    let ran = again(&ran, &desk, flags).status(0);
    assert_eq!([ran.count("unchanged"), ran.count("updated")], [1, 0], "{ran}");
}

/// A row of which nothing that differs may be written changes nothing, and sends nothing.
#[test]
fn a_row_with_nothing_but_protected_fields_is_unchanged() {
    let desk = Desk::holding([ada()]);
    let csv = "Name,Email,Segment\nEve,ada@example.org,Silver\n";
    let ran = import(&desk, PLAIN, csv, "--write if_empty").status(0);
    assert_eq!((ran.count("unchanged"), ran.count("updated")), (1, 0), "{ran}");
    assert!(crate::import::writes(&desk).is_empty());
    assert_eq!(ran.results().column("_action"), ["unchanged"]);
    assert!(ran.stderr.contains("help desk has: \"Gold\""), "{ran}");
    let ran = ran.then().sandbox(&desk).line("import a.csv -m m.toml --quiet --write if_empty").fast().run();
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
}

/// A company that the help desk returns as an object is shown by its name.
#[test]
fn a_protected_company_is_shown_by_its_name() {
    let desk = Desk::with(|options| {
        options.start =
            vec![json!({"id": "1", "name": "Ada", "email": "ada@example.org", "company": "Acme"})];
        options.set("company", "object").unwrap();
    });
    let mapping = PLAIN.replace("memo = {", "company = { from = \"Company\" }\nmemo = {");
    let csv = "Name,Email,Company\nAda,ada@example.org,Beta\n";
    let ran = import(&desk, &mapping, csv, "--write if_empty").status(0);
    let note = "company stays (if_empty: help desk has \"Acme\", file has \"Beta\")";
    assert_eq!(ran.results().column("_note"), [note]);
}

/// A rejected row has no customer from which a field could be left out.
#[test]
fn a_rejected_row_does_not_stop_a_run_that_never_writes_a_field() {
    let desk = Desk::holding([ada()]);
    let csv = "Name,Email,Memo\nEve,no address,New\nAda Byron,ada@example.org,New\nBob,bob@example.org,New\n";
    let ran = import(&desk, PLAIN, csv, "--write memo=never").status(1);
    assert_eq!(["rejected", "inserted", "unchanged"].map(|name| ran.count(name)), [1, 1, 1], "{ran}");
    assert!(desk.customer("name", "Bob")["memo"].as_str().unwrap_or_default().is_empty());
}

/// Rows of one customer are joined first, then added as one text.
#[test]
fn merged_rows_are_added_as_one_text() {
    let mapping =
        PLAIN.replace("keys = [\"email\"]", "keys = [\"email\"]\non_duplicate = \"merge\"").replace(
            "memo = { from = \"Memo\"",
            "memo = { from = \"Memo\", merge = \"join\", merge_join = \"\\n\", write = \"append\"",
        );
    let desk = Desk::holding([ada()]);
    let csv =
        "Name,Email,City,Memo\nAda Byron,ada@example.org,Turin,One\nAda Byron,ada@example.org,Turin,Two\n";
    let ran = import(&desk, &mapping, csv, "").status(0);
    assert_eq!(desk.customer("id", "1")["memo"], json!("Prefers mail\nOne\nTwo"), "{ran}");
    let ran = again(&ran, &desk, "").status(0);
    assert_eq!((ran.count("updated"), ran.count("unchanged")), (0, 1), "{ran}");
}

/// The help desk changes what it stores; that is known after the first inserts, and no text is added twice.
#[rstest]
#[case("lower:memo")]
#[case("trim:memo")]
#[case("blanks:memo")]
fn a_text_is_added_once_whatever_the_help_desk_does_to_it(#[case] change: &str) {
    let desk = Desk::with(|options| {
        options.start = vec![ada()];
        options.set("stores", change).unwrap();
    });
    let csv = "Name,Email,City,Memo\nBob,bob@example.org,, Note  for BOB \nAda Byron,ada@example.org,Turin,Call BACK\n";
    let mapping = PLAIN.replace("memo = {", "memo = { trim = false,");
    let mut ran = import(&desk, &mapping, csv, "--write memo=append").status(0);
    let stored = desk.customer("id", "1")["memo"].clone();
    for _ in 0..2 {
        ran = again(&ran, &desk, "--write memo=append").status(0);
        assert_eq!(desk.customer("id", "1")["memo"], stored, "{ran}");
    }
}

#[test]
fn a_validation_says_when_policies_are_decided() {
    let mapping = PLAIN.replace("memo = {", "memo = { write = \"append\",");
    let csv = "Name,Email\nAda,ada@example.org\n";
    let ferry = Ferry::new().file("m.toml", &mapping).file("p.toml", PLAIN).file("a.csv", csv);
    let ran = ferry.line("validate a.csv -m m.toml").run().status(0);
    let text = "What an update may overwrite (append: memo) is decided when the import is planned.";
    assert!(ran.stderr.contains(text), "{ran}");
    let plain = ran.then().line("validate a.csv -m p.toml").run().status(0);
    assert!(!plain.stderr.contains("may overwrite"), "{plain}");
}
