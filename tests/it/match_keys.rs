//! Alternative match keys, in the help desk and within the sources: a row's first key is tried first, then the others.

use deskferry::sandbox::SandboxOptions;
use proptest::prelude::*;
use proptest::test_runner::Config;
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};
use crate::import::dry_run::cases;

fn mapping(on_duplicate: &str) -> String {
    format!(
        "version = 1\n[match]\nkeys = [[\"customFields.legacyId\"], [\"email\"]]\non_duplicate = {on_duplicate:?}\n\
         [fields]\nname = {{ value = \"Ada\" }}\nemail = {{ from = \"Email\" }}\n\
         [custom_fields]\nlegacyId = {{ from = \"ID\" }}\n"
    )
}

/// A customer or a row as `L7 a`: legacy id, and the name in the address; `-` means none.
fn parts(text: &str) -> (&str, String) {
    let (legacy, email) = text.split_once(' ').unwrap();
    let none = |text: &str| text == "-";
    let email = if none(email) { String::new() } else { format!("{email}@x.org") };
    (if none(legacy) { "" } else { legacy }, email)
}

fn customer(text: &str) -> Value {
    let (legacy, email) = parts(text);
    let mut customer = json!({"name": "Ada"});
    if !email.is_empty() {
        customer["email"] = email.into();
    }
    if !legacy.is_empty() {
        customer["customFields"] = json!({"legacyId": legacy});
    }
    customer
}

fn desk(customers: &[&str], change: impl FnOnce(&mut SandboxOptions)) -> Desk {
    Desk::with(|options| {
        options.start = customers.iter().map(|text| customer(text)).collect();
        change(options);
    })
}

fn import(desk: &Desk, rows: &[&str], on_duplicate: &str) -> Ran {
    let mut csv = "ID,Email\n".to_owned();
    for row in rows {
        let (legacy, email) = parts(row);
        csv.push_str(&format!("{legacy},{email}\n"));
    }
    let ferry = Ferry::new().file("a.csv", csv).file("m.toml", mapping(on_duplicate));
    ferry.line("import a.csv -m m.toml").fast().sandbox(desk).run()
}

/// What became of each row, in order.
fn fates(ran: &Ran, rows: usize) -> Vec<String> {
    let mut fates = vec![String::new(); rows];
    for (table, column) in [(ran.results(), "_action"), (ran.rejects(), "_codes")] {
        for at in 0..table.len() {
            let fate = table.cell(at, column).split(" #").next().unwrap_or_default();
            fates[table.cell(at, "_row").parse::<usize>().unwrap() - 2] = fate.to_owned();
        }
    }
    fates
}

/// Customers as `L7 a`, sorted, without the fillers.
fn held(desk: &Desk) -> Vec<String> {
    let text = |customer: &Value| {
        let legacy = customer["customFields"]["legacyId"].as_str().unwrap_or("-").to_owned();
        let email = customer["email"].as_str().unwrap_or("-").replace("@x.org", "");
        format!("{legacy} {email}")
    };
    let mut held: Vec<String> = desk.customers().iter().map(text).collect();
    held.retain(|text| !text.contains("filler"));
    held.sort();
    held
}

#[rstest]
#[case::by_the_own_key(&["L7 a"], &["L7 b"], &["update"], &["L7 b"])]
#[case::made_by_an_agent(&["- a"], &["L7 a"], &["update"], &["L7 a"])]
#[case::another_customer(&["L9 a"], &["L7 a"], &["insert"], &["L7 a", "L9 a"])]
#[case::one_of_two_counts(&["L9 a", "- a"], &["L7 a"], &["update"], &["L7 a", "L9 a"])]
#[case::two_count(&["- a", "- a"], &["L7 a"], &["E403"], &["- a", "- a"])]
#[case::the_own_key_goes_first(&["- a", "L7 b"], &["L7 a"], &["update"], &["- a", "L7 a"])]
#[case::nobody(&["L9 b"], &["L7 a"], &["insert"], &["L7 a", "L9 b"])]
#[case::no_legacy_id(&["L9 a"], &["- a"], &["unchanged"], &["L9 a"])]
#[case::better_after_worse(&[], &["- a", "L7 a"], &["insert", "E402"], &["- a"])]
#[case::worse_after_better(&[], &["L7 a", "- a"], &["insert", "E402"], &["L7 a"])]
#[case::two_with_one_address(&[], &["L7 a", "L8 a"], &["insert", "insert"], &["L7 a", "L8 a"])]
#[case::one_takes_it(&["- a"], &["L7 a", "L8 a"], &["update", "insert"], &["L7 a", "L8 a"])]
#[case::by_both_keys(&["L7 a"], &["L7 b", "- a"], &["update", "E402"], &["L7 b"])]
fn alternatives(
    #[case] start: &[&str],
    #[case] rows: &[&str],
    #[case] expected: &[&str],
    #[case] after: &[&str],
    #[values("list", "search")] by: &str,
) {
    // Small pages make the list more expensive than searches.
    let many: Vec<String> = (1..=24).map(|n| format!("F{n} filler{n}")).collect();
    let few = if start.is_empty() { 0 } else { 1 };
    let number = if by == "search" { many.len() } else { few };
    let mut all: Vec<&str> = many.iter().take(number).map(String::as_str).collect();
    all.extend(start);
    let desk = desk(&all, |options| {
        if by == "search" {
            options.page_size = 3;
        }
    });
    let ran = import(&desk, rows, "reject");
    assert_eq!(fates(&ran, rows.len()), expected, "{ran}");
    assert_eq!(held(&desk), after, "{ran}");
    let how = ran.run_json()["matching"].as_str().unwrap().to_owned();
    assert_eq!(how.contains("(the whole list would be"), by == "search", "{how}");
}

/// The list does not show the legacy id, so the detail decides.
#[rstest]
#[case::made_by_an_agent(&["- a"], &["L7 a"], &["update"], &["L7 a"])]
#[case::the_same(&["L7 a"], &["L7 a"], &["unchanged"], &["L7 a"])]
#[case::another_customer(&["L9 a"], &["L7 a"], &["insert"], &["L7 a", "L9 a"])]
#[case::one_takes_it(&["- a"], &["L7 a", "L8 a"], &["update", "insert"], &["L7 a", "L8 a"])]
fn a_thin_list(
    #[case] start: &[&str],
    #[case] rows: &[&str],
    #[case] expected: &[&str],
    #[case] after: &[&str],
) {
    let desk = desk(start, |options| options.thin_list = vec!["customFields".to_owned()]);
    let ran = import(&desk, rows, "reject");
    assert_eq!(fates(&ran, rows.len()), expected, "{ran}");
    assert_eq!(held(&desk), after, "{ran}");
}

#[rstest]
#[case::better_replaces_worse(&["- a", "L7 a"], &["skip", "insert"], &["L7 a"])]
#[case::worse_replaces_better(&["L7 a", "- a"], &["skip", "insert"], &["- a"])]
#[case::both_are_replaced(&["- a", "L7 b", "L7 a"], &["skip", "skip", "insert"], &["L7 a"])]
#[case::the_other_key_of_a_replacement(&["L7 -", "L7 a", "- a"], &["skip", "skip", "insert"], &["- a"])]
#[case::which_one_is_unknown(&["L7 a", "L8 a", "- a"], &["insert", "insert", "E402"], &["L7 a", "L8 a"])]
fn the_last_counts(#[case] rows: &[&str], #[case] expected: &[&str], #[case] after: &[&str]) {
    let desk = desk(&[], |_| ());
    let ran = import(&desk, rows, "last");
    assert_eq!(fates(&ran, rows.len()), expected, "{ran}");
    assert_eq!(held(&desk), after, "{ran}");
}

fn person() -> impl Strategy<Value = String> {
    let (legacy, email) =
        (prop::sample::select(vec!["-", "L1", "L2", "L3"]), prop::sample::select(vec!["-", "a", "b"]));
    (legacy, email).prop_map(|(legacy, email)| format!("{legacy} {email}"))
}

fn refs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

proptest! {
    #![proptest_config(Config { cases: cases(12), max_shrink_iters: 60, failure_persistence: None, ..Config::default() })]

    /// For any customers and rows: no customer is inserted if another one may be the same person.
    #[test]
    fn nobody_is_doubled(
        start in prop::collection::vec(person(), 0..4),
        rows in prop::collection::vec(person(), 1..6),
        on_duplicate in prop::sample::select(vec!["reject", "first", "last"]),
    ) {
        let desk = desk(&refs(&start), |_| ());
        let before: Vec<Value> = desk.customers().iter().map(|customer| customer["id"].clone()).collect();
        let ran = import(&desk, &refs(&rows), on_duplicate);
        let all = desk.customers();
        let key = |customer: &Value| {
            let legacy = customer["customFields"]["legacyId"].as_str().unwrap_or_default().to_owned();
            (legacy, customer["email"].as_str().unwrap_or_default().to_owned())
        };
        for new in all.iter().filter(|customer| !before.contains(&customer["id"])) {
            for other in all.iter().filter(|customer| customer["id"] != new["id"]) {
                let ((legacy, email), (other_legacy, other_email)) = (key(new), key(other));
                let same = match (legacy.is_empty(), other_legacy.is_empty()) {
                    (false, false) => legacy == other_legacy,
                    _ => !email.is_empty() && email == other_email,
                };
                prop_assert!(!same, "{new} beside {other}: {start:?} {rows:?} {on_duplicate}\n{ran}");
            }
        }
    }
}

/// The same address three times, without a name the last time.
fn nameless_last(mode: &str, desk: &Desk) -> Ran {
    let mapping = mapping("last").replace("name = { value = \"Ada\" }", "name = { from = \"Name\" }");
    let csv = "ID,Email,Name\n,a@x.org,First\n,a@x.org,Second\n,a@x.org,\n,b@x.org,\n,b@x.org,Named\n";
    let ferry = Ferry::new().file("a.csv", csv).file("m.toml", mapping);
    ferry.line(&format!("{mode} -m m.toml")).fast().sandbox(desk).run()
}

#[test]
fn the_last_row_with_a_name_counts() {
    let desk = Desk::new();
    let ran = nameless_last("import a.csv", &desk).status(1);
    assert_eq!(fates(&ran, 5), ["skip", "insert", "E301", "skip", "insert"], "{ran}");
    assert_eq!(desk.customer("email", "a@x.org")["name"], "Second");
    let message = ran.rejects().cell(0, "_message").to_owned();
    assert!(message.contains("row 3 has the same email and no errors"), "{message}");

    let checked = nameless_last("validate a.csv", &desk).status(1);
    assert_eq!(checked.rejects().cell(0, "_message"), message);
    assert_eq!((checked.count("rejected"), checked.count("skipped")), (1, 2), "{checked}");
}

#[test]
fn in_update_mode_the_last_row_needs_no_name() {
    let desk = desk(&["- a", "- b"], |_| ());
    let ran = nameless_last("import a.csv --mode update", &desk).status(0);
    assert_eq!(fates(&ran, 5), ["skip", "skip", "unchanged", "skip", "update"], "{ran}");
}

/// A required field, or a field that depends on another one, counts like the name: a row without it does not replace a
/// row with it.
#[test]
fn the_last_complete_row_counts() {
    let fields = serde_json::json!([
        {"name": "tier", "type": "TEXT", "required": true}, {"name": "segment", "type": "COMBO", "values": ["Gold"]},
        {"name": "level", "type": "LINKED_COMBO", "linkedField": "segment", "linkedValues": {"Gold": ["A"]}},
    ]);
    let mapping = "version = 1\n[match]\nkeys = [\"email\"]\non_duplicate = \"last\"\n[fields]\nname = { from = \"Name\" }\n\
                   email = { from = \"Email\" }\n[custom_fields]\ntier = { from = \"Tier\" }\nlevel = { from = \"Level\" }\n\
                   segment = { from = \"Segment\" }\n";
    let csv = "Name,Email,Tier,Segment,Level\nAda,a@x.org,1,Gold,A\nAda L,a@x.org,2,Gold,\nAda,a@x.org,,Gold,\nAda,a@x.org,3,,A\n\
               Bo,b@x.org,,,\nBob,b@x.org,1,,\nCy,c@x.org,,,\nCyd,c@x.org,,,\n";
    let ferry =
        Ferry::new().file("m.toml", mapping).file("a.csv", csv).file("fields.json", fields.to_string());
    let ran = ferry.line("validate a.csv -m m.toml --fields fields.json").run().status(1);
    assert_eq!(ran.rejects().codes(), ["E307", "E306", "E307"], "as the import decides it: {ran}");
    let desk = Desk::new();
    let ran =
        ran.then().line("import a.csv -m m.toml --fields fields.json").fast().sandbox(&desk).run().status(1);
    assert_eq!(fates(&ran, 8), ["skip", "insert", "E307", "E306", "skip", "insert", "skip", "E307"], "{ran}");
    assert_eq!(desk.customer("email", "a@x.org")["customFields"]["tier"], "2");
    let message = ran.rejects().cell(0, "_message").to_owned();
    assert!(message.contains("row 3 has the same email and no errors, so that row is used"), "{message}");
    let update = "import a.csv -m m.toml --fields fields.json --mode update";
    let ran = ran.then().line(update).fast().sandbox(&desk).run();
    assert_eq!(fates(&ran, 8)[..3], ["skip", "skip", "skip"], "{ran}");
}
