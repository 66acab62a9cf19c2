//! A dry run is right: an import of the same state does the same to every row.

use std::collections::BTreeMap;

use deskferry::sandbox::Sandbox;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Map, Value, json};

use super::{again, import, writes};
use crate::command_line::{Desk, Ferry, Ran};

/// A person as the file or the server has them; each number stands for one name, address, phone and legacy id.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    who: u8,
    named: bool,
    address: bool,
    old_id: bool,
    loud: bool,
    memo: u8,
}

fn person() -> impl Strategy<Value = Person> {
    let often = || proptest::bool::weighted(0.8);
    (0..7_u8, often(), often(), often(), any::<bool>(), 0..3_u8).prop_map(
        |(who, named, address, old_id, loud, memo)| Person { who, named, address, old_id, loud, memo },
    )
}

impl Person {
    fn name(&self) -> String {
        let name = format!("Person {}", self.who);
        if self.loud { name.to_uppercase() } else { name }
    }

    fn memo(&self) -> &'static str {
        ["", "one", "two"][usize::from(self.memo)]
    }

    fn row(&self) -> String {
        let cell = |there: bool, text: String| if there { text } else { String::new() };
        format!(
            "{},{},{},{},{}\n",
            cell(self.named, self.name()),
            cell(self.address, format!("p{}@example.org", self.who)),
            format_args!("+44 20 7946 000{}", self.who),
            cell(self.old_id, format!("L-{}", self.who)),
            self.memo()
        )
    }

    pub(crate) fn customer(&self) -> Value {
        let address = format!("p{}@example.org", self.who);
        let mut customer = Map::new();
        customer.insert("name".into(), self.name().into());
        customer.insert("phoneNumber".into(), format!("+44 20 7946 000{}", self.who).into());
        customer.insert("city".into(), format!("City {}", self.memo).into());
        if self.address {
            customer.insert("email".into(), if self.loud { address.to_uppercase() } else { address }.into());
        }
        if !self.memo().is_empty() {
            customer.insert("memo".into(), self.memo().into());
        }
        let mut custom = json!({"segment": "Gold"});
        if self.old_id {
            custom["legacyId"] = format!("L-{}", self.who).into();
        }
        customer.insert("customFields".into(), custom);
        Value::Object(customer)
    }
}

const KEYS: [&str; 3] =
    [r#"["email"]"#, r#"[["customFields.legacyId"], ["email"]]"#, r#"["name", "phoneNumber"]"#];

pub(crate) fn mapping(keys: &str, on_duplicate: &str) -> String {
    format!(
        "version = 1\nname = \"Property\"\n[match]\nkeys = {keys}\non_duplicate = \"{on_duplicate}\"\n[fields]\n\
         name = {{ from = \"Name\" }}\nemail = {{ from = \"Email\", as = \"email\" }}\n\
         phoneNumber = {{ from = \"Phone\" }}\nmemo = {{ from = \"Memo\" }}\n\
         [custom_fields]\nlegacyId = {{ from = \"Old id\" }}\n"
    )
}

/// The outcome of each row, and its customer; a customer that the run inserted has no id to compare.
pub(crate) fn rows(ran: &Ran) -> BTreeMap<String, String> {
    let mut rows = BTreeMap::new();
    let results = ran.results();
    for at in 0..results.len() {
        let cell = |name| results.cell(at, name);
        let id = if cell("_action") == "insert" { "" } else { cell("_id") };
        rows.insert(cell("_row").to_owned(), format!("{} {id}", cell("_action")));
    }
    let rejects = ran.rejects();
    for at in 0..rejects.len() {
        let before = rows.insert(rejects.cell(at, "_row").to_owned(), rejects.cell(at, "_codes").to_owned());
        assert_eq!(before, None, "a row in two files");
    }
    assert_eq!(ran.unknown().len(), 0);
    rows
}

/// The fields that the mapping does not name, for every customer that was there before.
fn unmapped(sandbox: &Sandbox, ids: &[String]) -> Vec<Value> {
    let mut customers = sandbox.customers();
    customers.retain(|customer| ids.iter().any(|id| customer["id"] == *id));
    for customer in &mut customers {
        for name in ["name", "email", "phoneNumber", "memo"] {
            customer.as_object_mut().unwrap().remove(name);
        }
        customer["customFields"].as_object_mut().unwrap().remove("legacyId");
    }
    customers
}

#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) held: Vec<Person>,
    rows: Vec<Person>,
    pub(crate) keys: &'static str,
    pub(crate) on_duplicate: &'static str,
    pub(crate) on_multiple: &'static str,
    pub(crate) page_size: usize,
}

impl Case {
    pub(crate) fn csv(&self) -> String {
        format!("Name,Email,Phone,Old id,Memo\n{}", self.rows.iter().map(Person::row).collect::<String>())
    }
}

pub(crate) fn case() -> impl Strategy<Value = Case> {
    let people = |most| proptest::collection::vec(person(), 0..most);
    let word = |words: [&'static str; 3]| proptest::sample::select(words.to_vec());
    (
        people(9),
        people(12),
        word(KEYS),
        word(["reject", "first", "last"]),
        word(["reject", "first", "last"]),
        proptest::sample::select(vec![1_usize, 4, 25]),
    )
        .prop_map(|(held, mut rows, keys, on_duplicate, on_multiple, page_size)| {
            // A file without rows is refused; another test covers that.
            if rows.is_empty() {
                rows = held.iter().take(1).cloned().collect();
            }
            if rows.is_empty() {
                rows.push(Person { who: 0, named: true, address: true, old_id: true, loud: false, memo: 1 });
            }
            Case { held, rows, keys, on_duplicate, on_multiple, page_size }
        })
}

fn check(case: &Case, mode: &str) {
    let desk = Desk::with(|options| {
        options.start = case.held.iter().map(Person::customer).collect();
        options.page_size = case.page_size;
    });
    let ids: Vec<String> =
        desk.customers().iter().map(|customer| customer["id"].as_str().unwrap().to_owned()).collect();
    let before = desk.customers();
    let csv = case.csv();
    let flags = format!("--mode {mode} --on-multiple {}", case.on_multiple);

    let dry =
        import(&desk, &mapping(case.keys, case.on_duplicate), &csv, &format!("{flags} --dry-run")).run();
    assert!(writes(&desk).is_empty(), "a dry run sent a write: {dry}");
    assert_eq!(desk.customers(), before, "a dry run changed a customer: {dry}");
    let others = unmapped(&desk, &ids);

    let wet = again(&dry, &desk, &flags).run();
    assert_eq!(rows(&wet), rows(&dry), "{dry}{wet}");
    assert_eq!(rows(&wet).len(), case.rows.len());
    assert_eq!(
        ["inserted", "updated", "unchanged", "skipped", "rejected", "pending"].map(|name| wet.count(name)),
        ["planned_inserts", "planned_updates", "unchanged", "skipped", "rejected", "planned_none"]
            .map(|name| if name == "planned_none" { 0 } else { dry.count(name) }),
        "{dry}{wet}"
    );
    assert_eq!(wet.status, i32::from(wet.count("rejected") > 0), "{wet}");
    assert_eq!(writes(&desk).len() as u64, wet.count("inserted") + wet.count("updated"), "{wet}");
    assert_eq!(desk.customers().len() as u64, before.len() as u64 + wet.count("inserted"), "{wet}");
    assert_eq!(unmapped(&desk, &ids), others, "a field changed that the mapping does not name: {wet}");

    let after = desk.customers();
    desk.clear_requests();
    let second = again(&wet, &desk, &flags).run();
    assert!(writes(&desk).is_empty(), "the second import sent a write: {wet}{second}");
    assert_eq!(desk.customers(), after);
    let done = |ran: &Ran| ran.count("inserted") + ran.count("updated") + ran.count("unchanged");
    if mode == "upsert" {
        assert_eq!(second.count("unchanged"), done(&wet), "{wet}{second}");
    }
}

/// A row with fewer key fields is the same customer as a fuller row, in either order.
#[rstest]
fn one_customer_by_two_keys_of_one_file_is_not_doubled(
    #[values("reject", "first", "last")] on_duplicate: &str,
    #[values(
        "Ada,ada@example.org,,,\nAda,ada@example.org,,L-1,\n",
        "Ada,ada@example.org,,L-1,\nAda,ada@example.org,,,\n"
    )]
    rows: &str,
) {
    let desk = Desk::new();
    let csv = format!("Name,Email,Phone,Old id,Memo\n{rows}");
    let ran = import(&desk, &mapping(KEYS[1], on_duplicate), &csv, "").run();
    assert_eq!(desk.customers().len(), 1, "{ran}");
    let others =
        if on_duplicate == "reject" { ran.rejects().codes() == ["E402"] } else { ran.count("skipped") == 1 };
    assert!(others, "{ran}");
}

#[test]
fn customers_that_share_a_key_besides_their_own_are_two() {
    let desk = Desk::new();
    let csv = "Name,Email,Phone,Old id,Memo\nAda,family@example.org,,L-1,\nBob,family@example.org,,L-2,\n";
    let ran = import(&desk, &mapping(KEYS[1], "reject"), csv, "").run().status(0);
    assert_eq!(desk.customers().len(), 2, "{ran}");
}

#[test]
fn a_later_row_may_take_the_place_of_a_rejected_one() {
    let csv =
        "Name,Email,Phone,Old id,Memo\n,ada@example.org,,,\nAda,ada@example.org,,,\n,ada@example.org,,,\n";
    let desk = Desk::new();
    import(&desk, &mapping(KEYS[0], "last"), csv, "").run().status(1);
    assert_eq!(desk.customer("email", "ada@example.org")["name"], "Ada");
    let ferry = Ferry::new().file("m.toml", mapping(KEYS[0], "last")).file("a.csv", csv);
    let ran = ferry.line("validate a.csv -m m.toml").run().status(1);
    // The last row has no name, so it does not replace the one before, which replaces the first.
    assert_eq!(["rows", "rejected", "skipped", "pending"].map(|name| ran.count(name)), [3, 1, 1, 1], "{ran}");
}

/// Number of cases for a property: few, or `PROPTEST_CASES` (`.ci/campaigns` sets more).
pub(crate) fn cases(few: u32) -> u32 {
    std::env::var("PROPTEST_CASES").map_or(few, |text| text.parse().unwrap())
}

pub(crate) fn config() -> ProptestConfig {
    ProptestConfig {
        cases: cases(5),
        failure_persistence: None,
        max_shrink_iters: 40,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_upsert_does_what_its_dry_run_said(case in case()) {
        check(&case, "upsert");
    }

    #[test]
    fn an_insert_does_what_its_dry_run_said(case in case()) {
        check(&case, "insert");
    }

    #[test]
    fn an_update_does_what_its_dry_run_said(case in case()) {
        check(&case, "update");
    }
}
