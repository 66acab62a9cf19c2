//! `deskferry backup diff`: who came, who went, and each field with its old and its new value.

use age::secrecy::ExposeSecret;
use deskferry::backup::CompletenessKind;
use deskferry::file::Encryption;
use rstest::rstest;
use serde_json::{Value, json};

use super::{again, backup, changes, desk};
use crate::backup_fixture::Shelf;
use crate::command_line::{Ferry, Ran, Table};

const A: &str = "a/20261123T020000Z-00000a";
const B: &str = "b/20261124T020000Z-00000b";

fn earlier() -> Vec<Value> {
    vec![
        json!({"id": "1", "name": "Ada Byron", "email": "ada@example.org", "memo": "old\nmemo", "city": "", "tags": ["a"]}),
        json!({"id": "2", "name": "Bob Miller", "email": "bob@example.org", "phoneNumber": "+44 20 7946 0018"}),
        json!({"id": "3", "name": "Cy Same", "email": "cy@example.org", "memo": null, "birthDate": 86_400_000}),
        json!({"id": "4", "name": "Di", "email": "di@example.org", "customFields": {"tier": "Gold", "vat": "7"}}),
    ]
}

fn later() -> Vec<Value> {
    vec![
        json!({"id": "4", "email": "di@example.org", "name": "Di", "customFields": {"tier": "Silver"}}),
        json!({"email": "cy@example.org", "id": "3", "name": "Cy Same", "city": "", "tags": [], "birthDate": 86_400_000.0}),
        json!({"id": "1", "name": "Ada Byron", "email": "ada@example.org", "memo": "=new", "city": null, "tags": ["a", "b"]}),
        json!({"id": "5", "name": "Eve New", "email": "eve@example.org", "topClient": true}),
    ]
}

/// Both backups, each in a folder.
fn both(before: Shelf, after: Shelf) -> Ferry {
    let ferry = Ferry::new();
    for (path, shelf) in [(A, before), (B, after)] {
        let name = path.split_once('/').unwrap().1;
        let began = name.parse::<deskferry::backup::BackupName>().unwrap().time();
        shelf.named(name).began(began).put(&ferry.path().join(path));
    }
    ferry
}

fn usual() -> Ferry {
    both(Shelf::new(&earlier()).detailed(), Shelf::new(&later()).detailed())
}

fn diff(ferry: &Ferry, flags: &str) -> Ran {
    ferry.then().args(["backup", "diff", A, B]).line(flags).run()
}

fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|fault| panic!("{fault}: {ran}"))
}

#[test]
fn people_read_counts_then_who_came_and_went_and_each_value() {
    let ran = diff(&usual(), "").status(0);
    let expected = "\
From a/20261123T020000Z-00000a
  to b/20261124T020000Z-00000b
added 1, changed 2, gone 1, unchanged 1
        1  customFields.tier
        1  customFields.vat
        1  memo
        1  tags
only the first backup has values in: customFields.vat, phoneNumber
only the second backup has values in: topClient

added    5  Eve New, eve@example.org

gone     2  Bob Miller, bob@example.org

changed  1  Ada Byron, ada@example.org
  memo
    - old\\nmemo
    + =new
  tags
    - a
    + a, b
changed  4  Di, di@example.org
  customFields.tier
    - Gold
    + Silver
  customFields.vat
    - 7
    + (empty)
";
    assert_eq!(ran.stdout, expected);
    assert_eq!(ran.stderr, "reading a/20261123T020000Z-00000a\nreading b/20261124T020000Z-00000b\n");
}

#[test]
fn programs_read_json() {
    let found = document(&diff(&usual(), "--json").status(0));
    assert_eq!(found["counts"], json!({"added": 1, "changed": 2, "gone": 1, "unchanged": 1}));
    assert_eq!(found["fields"]["memo"], 1);
    assert_eq!((&found["before"]["path"], &found["after"]["customers"]), (&json!(A), &json!(4)));
    let customers = found["customers"].as_array().unwrap();
    let heads: Vec<Value> = customers.iter().map(|one| json!([one["change"], one["id"]])).collect();
    assert_eq!(json!(heads), json!([["added", "5"], ["gone", "2"], ["changed", "1"], ["changed", "4"]]));
    let expected = json!([
        {"field": "memo", "before": "old\nmemo", "after": "=new"},
        {"field": "tags", "before": ["a"], "after": ["a", "b"]},
    ]);
    assert_eq!(customers[2]["fields"], expected);
    assert_eq!(customers[3]["who"], json!(["Di", "di@example.org"]));
    let gone = json!({"field": "phoneNumber", "before": "+44 20 7946 0018", "after": null});
    assert!(customers[1]["fields"].as_array().unwrap().contains(&gone), "{found}");
}

#[test]
fn offices_read_csv() {
    let ran = diff(&usual(), "-o changes.csv --excel-safe").status(0).says("added 1, changed 2");
    assert_eq!(ran.stdout, "changes.csv\n");
    let table = Table::read(&ran.path().join("changes.csv"));
    assert_eq!(table.header, ["change", "id", "field", "before", "after"]);
    let rows: Vec<String> = table.rows.iter().map(|row| row.join("|")).collect();
    for row in [
        "added|5|topClient||true",
        "gone|2|email|bob@example.org|",
        "changed|1|memo|old\nmemo|'=new",
        "changed|1|tags|[\"a\"]|[\"a\",\"b\"]",
        "changed|4|customFields.vat|7|",
    ] {
        assert!(rows.contains(&row.to_owned()), "{row}: {rows:#?}");
    }
    assert_eq!(rows.len(), 3 + 3 + 4, "{rows:#?}");
    diff(&usual(), "-o - --json").status(2).says("both need standard output");
    diff(&usual(), "-o changes.xlsx").status(2).says("the output is CSV");
}

#[rstest]
#[case("")]
#[case("--json")]
#[case("-o -")]
fn masked_values_are_nowhere(#[case] flags: &str) {
    let ran = diff(&usual(), &format!("--redact {flags}")).status(0);
    let all = format!("{}{}", ran.stdout, ran.stderr);
    for value in ["Ada", "Byron", "Bob", "example", "7946", "Gold", "Silver", "=new", "Eve"] {
        assert!(!all.contains(value), "{value}: {ran}");
    }
    assert!(all.contains("changed") && all.contains("customFields.tier") && all.contains("S***"), "{ran}");
}

#[test]
fn long_values_are_cut_where_they_differ() {
    let customer =
        |end: &str| [json!({"id": "1", "name": "Ada", "memo": format!("{} {end}", "long ".repeat(60))})];
    let ferry = both(Shelf::new(&customer("before")).detailed(), Shelf::new(&customer("after")).detailed());
    let ran = diff(&ferry, "").status(0);
    assert!(ran.stdout.contains("before") && ran.stdout.contains("after"), "{ran}");
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 80), "{ran}");
    let whole = document(&diff(&ferry, "--json"));
    assert_eq!(whole["customers"][0]["fields"][0]["after"].as_str().unwrap().len(), 306);
}

#[test]
fn a_difference_that_is_not_proven_is_a_doubt() {
    let shelf = |customers: &[Value]| Shelf::new(customers).detailed();
    let unproven = both(shelf(&earlier()), shelf(&later()).kind(CompletenessKind::Unproven));
    let ran = diff(&unproven, "").status(5).says("b/20261124T020000Z-00000b is not proven complete");
    assert!(ran.stdout.contains("gone     2"), "{ran}");
    let counted = both(shelf(&earlier()).kind(CompletenessKind::Counted), shelf(&later()));
    diff(&counted, "").status(0).says("was read once");
    let quiet = both(Shelf::new(&earlier()), shelf(&later()));
    diff(&quiet, "").status(0).says("a/20261123T020000Z-00000a does not say which fields it looked for");
    let other = both(shelf(&earlier()), shelf(&later()).of("another-client"));
    diff(&other, "").status(0).says("of different accounts").says("another-client");
    let twice = [earlier(), vec![json!({"id": "2", "name": "Bob again"})]].concat();
    let twice = both(shelf(&twice), shelf(&later()));
    let ran = diff(&twice, "").status(0).says("1 record has an id of an earlier record");
    assert!(ran.stdout.contains("gone     2  Bob again"), "{ran}");
    let doubts = document(&diff(&twice, "--json"))["doubts"].clone();
    assert_eq!(doubts.as_array().unwrap().len(), 1);
    let back = usual();
    let back = back.then().args(["backup", "diff", B, A]).run().status(0);
    back.says("the first backup is newer than the second");
}

#[test]
fn damage_gives_no_differences() {
    let ferry = usual();
    let path = ferry.path().join(B).join("customers.jsonl.zst");
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    for flags in ["", "--json", "-o changes.csv"] {
        let ran = diff(&ferry, flags).status(5).says("the backups were not compared");
        assert_eq!(ran.stdout.is_empty(), flags != "--json", "{ran}");
        assert!(!ran.path().join("changes.csv").exists());
    }
}

/// What `check` and `restore` refuse is not compared either.
#[rstest]
#[case("", 4, "the manifest counts 4, but there are 3")]
#[case("{broken\n", 4, "line 4: not a JSON object")]
#[case("[1,2]\n", 4, "line 4: not a JSON object")]
#[case("{\"name\":\"X\"}\n", 4, "line 4: it has no id")]
fn records_that_are_damaged_are_not_compared(#[case] line: &str, #[case] count: usize, #[case] said: &str) {
    let good: String = earlier().iter().take(3).map(|customer| format!("{customer}\n")).collect();
    let ferry = both(Shelf::new(&earlier()), Shelf::of_lines(good + line, count));
    let ran = diff(&ferry, "").status(5).says(said).says("the backups were not compared");
    assert_eq!(ran.stdout, "");
}

#[test]
fn sealed_backups_need_their_key() {
    let identity = age::x25519::Identity::generate();
    let seal = || Encryption::to_recipients([identity.to_public().to_string().as_str()]).unwrap();
    let shelf = |customers: &[Value]| Shelf::new(customers).detailed();
    let ferry = both(shelf(&earlier()).sealed(seal()), shelf(&later()).under("correct horse"));
    let ferry = ferry.file("key.txt", identity.to_string().expose_secret());
    diff(&ferry, "").status(2).says("the backups were not compared");
    let ran = ferry.then().args(["backup", "diff", A, B, "--identity", "key.txt"]);
    let ran = ran.env("DESKFERRY_PASSPHRASE", "correct horse").run().status(0);
    assert!(ran.stdout.contains("added 1, changed 2, gone 1, unchanged 1"), "{ran}");
}

/// The same comparison as the one that a backup makes itself.
#[test]
fn the_counts_are_those_of_the_later_backup() {
    let desk = desk(40, "");
    let first = backup(&desk, "").run().status(0);
    let mut all = desk.customers();
    desk.remove(all[0]["id"].as_str().unwrap()).unwrap();
    for (at, customer) in all.iter_mut().enumerate().skip(1).step_by(3) {
        customer["memo"] = json!(format!("changed {at}"));
        customer["customFields"]["segment"] = json!(["Gold", "Silver", ""][at % 3]);
        desk.put(customer.clone()).unwrap();
    }
    let second = again(&first, &desk, "").run().status(0);
    let [one, other] = [&first, &second].map(|ran| ran.stdout.trim().to_owned());
    let ran = second.then().args(["backup", "diff", &one, &other, "--json"]).run().status(0);
    let (own, found) = (changes(&second)["changes"].clone(), document(&ran));
    for name in ["added", "changed", "gone", "unchanged"] {
        assert_eq!(found["counts"][name], own[name], "{name}");
    }
    assert_eq!(found["fields"], own["fields"]);
    assert!(found["counts"]["changed"].as_u64().unwrap() >= 13, "{}", found["counts"]);
}

/// The help desk has got fields since: two for everybody, one for some, and one is gone.
#[test]
fn a_schema_that_grew_is_told_once_and_field_by_field() {
    let before = |at: usize| json!({"id": at.to_string(), "name": format!("P{at}"), "fax": "1", "memo": "m"});
    let after = |at: usize| {
        let mut after = json!({
            "id": at.to_string(), "name": format!("P{at}"), "memo": "m",
            "score": at, "customFields": {"region": "North", "since": null},
        });
        if at == 3 {
            after["social"] = json!({"x": "@p3"});
        }
        after
    };
    let all = |make: &dyn Fn(usize) -> Value| (0..50).map(make).collect::<Vec<Value>>();
    let ferry = both(Shelf::new(&all(&before)).detailed(), Shelf::new(&all(&after)).detailed());
    let ran = diff(&ferry, "").status(0);
    for line in [
        "added 0, changed 50, gone 0, unchanged 0",
        "       50  customFields.region",
        "       50  fax",
        "       50  score",
        "        1  social",
        "only the first backup has values in: fax",
        "only the second backup has values in: customFields.region, score, social",
    ] {
        assert!(ran.stdout.lines().any(|said| said == line), "{line}: {ran}");
    }
    let found = document(&diff(&ferry, "--json").status(0));
    assert_eq!(found["fields"], json!({"customFields.region": 50, "fax": 50, "score": 50, "social": 1}));
    // A backup that did not look for the field does not claim that it was empty.
    let ferry = both(Shelf::new(&all(&before)), Shelf::new(&all(&after)).detailed());
    diff(&ferry, "").status(0).says("so a field that it lacks may have had values");
}
