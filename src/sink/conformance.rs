//! Tests for every sink: the source and the mapping `deskferry` must read back what it wrote.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value as Json, json};

use super::*;
use crate::api::Object;
use crate::customer::{FIELDS, FieldKind, is_empty_value};
use crate::file::{Compression, compressed, create};
use crate::mapping::Mapping;
use crate::source::{self, ReadOptions};

static MAPPING: LazyLock<Arc<Mapping>> = LazyLock::new(|| Arc::new(Mapping::load("deskferry").unwrap()));

/// Fields that an import does not write.
const SERVER_MADE: [&str; 4] = ["id", "profilePhotoUrl", "ticketCount", "account"];

fn object(value: Json) -> Object {
    value.as_object().cloned().unwrap()
}

/// Customers with all fields, unusual scripts and characters. The same each time.
fn generated(count: usize) -> Vec<Object> {
    const TEXTS: [&str; 24] = [
        "Ada",
        " Ada ",
        "a,b;c\t|\"d\"",
        "two\nlines",
        "cr\r\nlf\rcr",
        "'quoted'",
        "'=1+1",
        "''=x",
        "=1+1",
        "+39 02 123",
        "-12.5",
        "@sum",
        "＝全角",
        "N/A",
        "null",
        "true",
        "007",
        "1e5",
        "שלום עולם",
        "日本語 😀 👩‍👩‍👧",
        "e\u{301} \u{feff}\u{200f}",
        "\u{1}\u{b}\u{1f}\u{7f}\u{85}",
        "_x0041_ _x005F_ &amp; <b>",
        "#N/A",
    ];
    let text = |number: usize| TEXTS[number % TEXTS.len()];
    (0..count)
        .map(|number| {
            let mut customer = Object::new();
            customer.insert("id".to_owned(), format!("id-{number}").into());
            for (at, field) in FIELDS.iter().enumerate() {
                let value = match field.kind {
                    FieldKind::Bool => json!(number % 2 == 0),
                    FieldKind::Date => {
                        json!((number as i64 - 50) * 86_400_000 * 97 + (number as i64 % 3) * 3_600_001)
                    }
                    FieldKind::Tags => json!([text(number), text(number + 1), "a, b"]),
                    _ => json!(text(number + at)),
                };
                customer.insert(field.name.to_owned(), value);
            }
            customer.insert("ticketCount".to_owned(), number.into());
            customer.insert(
                "customFields".to_owned(),
                json!({"a.b": text(number), "=odd": text(number + 3), "n": null}),
            );
            customer.insert("nick".to_owned(), json!(text(number + 5)));
            customer.insert("nested".to_owned(), json!({"a": [1, {"b": text(number)}], "n": number}));
            customer
        })
        .collect()
}

fn begin(format: SinkFormat, path: &Path, customers: &[Object], options: &SinkOptions) -> Box<dyn Sink> {
    let mut columns = SinkColumns::all();
    customers.iter().for_each(|customer| columns.observe(customer));
    let name = path.to_str().unwrap();
    let out = compressed(name, create(path).unwrap(), Compression::of(name).1).unwrap();
    open_sink(format, &columns, options, out).unwrap()
}

fn write(path: &Path, customers: &[Object], options: &SinkOptions) -> SinkSummary {
    let format = SinkFormat::from_path(path.to_str().unwrap()).unwrap();
    let mut sink = begin(format, path, customers, options);
    for customer in customers {
        sink.write(serde_json::to_string(customer).unwrap().as_bytes()).unwrap();
    }
    sink.finish().unwrap()
}

/// Reads the customers of a file, as an import would insert them.
fn read(path: &Path, sheet: Option<&str>) -> Vec<Object> {
    let defaults = MAPPING.source();
    let sheet = sheet.map(ToOwned::to_owned);
    let options = ReadOptions { exported: defaults.exported, sheet, ..ReadOptions::default() };
    let mut source = source::open(path.to_str().unwrap(), &options).unwrap();
    let bound = MAPPING.bind(source.origin(), source.header()).unwrap();
    let mut customers = Vec::new();
    while let Some(batch) = source.next_batch(100).unwrap() {
        for row in &batch.rows {
            assert!(row.issues.is_empty(), "{:?}", row.issues);
            let draft = bound.apply(&row.record);
            assert!(draft.issues.is_empty(), "{:?}", draft.issues);
            let mut json = Vec::new();
            draft.customer.write_json(&mut json);
            customers.push(serde_json::from_slice(&json).unwrap());
        }
    }
    customers
}

/// The part of a customer that survives: without fields of the server, and without null and empty fields.
fn essence(customer: &Object) -> Json {
    let mut essence = customer.clone();
    SERVER_MADE.iter().for_each(|name| drop(essence.remove(*name)));
    if let Some(Json::Object(fields)) = essence.get_mut("customFields") {
        fields.retain(|_, value| !is_empty_value(value));
    }
    essence.retain(|_, value| !is_empty_value(value) && *value != json!({}));
    essence.sort_keys();
    if let Some(Json::Object(fields)) = essence.get_mut("customFields") {
        fields.sort_keys();
    }
    Json::Object(essence)
}

#[track_caller]
fn same(original: &[Object], back: &[Object]) {
    assert_eq!(original.len(), back.len());
    for (one, other) in original.iter().zip(back) {
        assert_eq!(essence(one), essence(other));
    }
}

#[rstest]
fn a_round_trip_changes_nothing(
    #[values("jsonl", "json", "csv", "xlsx", "csv.gz", "jsonl.zst", "json.gz", "xlsx.zst")] ending: &str,
    #[values(false, true)] excel_safe: bool,
) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("customers.{ending}"));
    let customers = generated(300);
    let options = SinkOptions { excel_safe, ..SinkOptions::new("x") };
    let summary = write(&path, &customers, &options);
    assert_eq!((summary.customers, summary.notes), (300, Vec::new()));
    same(&customers, &read(&path, None));
}

#[rstest]
fn no_file_exists_before_the_end(#[values("jsonl", "json", "csv", "xlsx")] ending: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("customers.{ending}"));
    let customers = generated(50);
    let mut sink = begin(ending.parse().unwrap(), &path, &customers, &SinkOptions::new("x"));
    for customer in &customers {
        sink.write(serde_json::to_string(customer).unwrap().as_bytes()).unwrap();
    }
    assert!(!path.exists());
    drop(sink);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[rstest]
fn malformed_records_are_kept(#[values("jsonl", "json", "csv", "xlsx")] ending: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("customers.{ending}"));
    let mut sink = begin(ending.parse().unwrap(), &path, &[], &SinkOptions::new("out"));
    for customer in [&b"{\"id\":\"1\"}"[..], b"[1]", b"{\"id\":\"2\",\"memo\":\"\\ud83d\"}"] {
        sink.write(customer).unwrap();
    }
    assert_eq!(sink.finish().unwrap().customers, 3);
    if ending == "jsonl" {
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "{\"id\":\"1\"}\n[1]\n{\"id\":\"2\",\"memo\":\"\\ud83d\"}\n");
    }
}

#[rstest]
fn a_record_on_several_lines_is_refused(#[values("jsonl", "json")] ending: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("customers.{ending}"));
    let mut sink = begin(ending.parse().unwrap(), &path, &[], &SinkOptions::new("out"));
    sink.write(b"{\"id\":\"1\"}").unwrap();
    let fault = sink.write(b"{\n}").unwrap_err();
    assert_eq!(
        fault.to_string(),
        "customer 2 of \"out\" is not a JSON object on one line; the temporary copy is damaged: check the disk, and export again"
    );
}

#[rstest]
fn a_cell_of_a_megabyte_round_trips(#[values("jsonl", "json", "csv")] ending: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("customers.{ending}"));
    let customers = [object(json!({"id": "1", "name": "Ada", "memo": "é\n\"x, ".repeat(200_000)}))];
    assert_eq!(write(&path, &customers, &SinkOptions::new("x")).notes, []);
    same(&customers, &read(&path, None));
}

#[test]
fn a_workbook_cuts_long_texts_with_a_note() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("customers.xlsx");
    let long = |id: &str, memo: String| object(json!({"id": id, "name": "Ada", "memo": memo}));
    let customers =
        [long("1", "x".repeat(32_767)), long("2", "y".repeat(32_768)), long("3", "😀".repeat(20_000))];
    let notes: Vec<String> =
        write(&path, &customers, &SinkOptions::new("x")).notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        ["memo: 2 texts were cut to 32767 characters, the limit of a workbook cell (the longest had 40000; \
          customers 2, 3); JSON Lines and CSV keep the full text"]
    );
    let back = read(&path, None);
    assert_eq!(back[0]["memo"], customers[0]["memo"]);
    assert_eq!(back[1]["memo"], "y".repeat(32_767));
    assert_eq!(back[2]["memo"], "😀".repeat(16_383));
}

#[test]
fn a_full_sheet_is_followed_by_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("customers.xlsx");
    let customers = generated(7);
    let summary = write(&path, &customers, &SinkOptions { sheet_rows: 4, ..SinkOptions::new("x") });
    assert_eq!(summary.notes, [Note::Sheets { count: 3 }]);
    let sheets = ["customers", "customers-2", "customers-3"].map(|sheet| read(&path, Some(sheet)));
    assert_eq!(sheets.each_ref().map(Vec::len), [3, 3, 1]);
    same(&customers, &sheets.concat());
}

#[test]
fn values_that_a_table_loses_are_noted_and_json_lines_keep_them() {
    let folder = tempfile::tempdir().unwrap();
    let line = r#"{"id":"1","name":"Ada","company":{"id":"7","name":"Acme"},"customFields":{"n":1.50},"x":{"y":[1E5]}}"#;
    let customer: Object = serde_json::from_str(line).unwrap();
    let table = folder.path().join("customers.csv");
    let notes = write(&table, std::slice::from_ref(&customer), &SinkOptions::new("x")).notes;
    let partial = |column: &str| Note::Partial { column: column.to_owned(), count: 1 };
    assert_eq!(notes, [partial("company"), partial("customFields.n")]);
    let path = folder.path().join("customers.jsonl");
    let mut sink = begin(SinkFormat::Jsonl, &path, &[], &SinkOptions::new("x"));
    sink.write(line.as_bytes()).unwrap();
    sink.finish().unwrap();
    assert_eq!(std::fs::read_to_string(path).unwrap(), format!("{line}\n"));
}

#[rstest]
#[case("csv", "customFields.b,id\nx,1\n")]
#[case("jsonl", "{\"customFields\":{\"b\":\"x\"},\"id\":\"1\"}\n")]
#[case("json", "[\n{\"customFields\":{\"b\":\"x\"},\"id\":\"1\"}\n]\n")]
fn only_chosen_fields_are_written(#[case] ending: &str, #[case] expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    let customer = object(json!({"id": "1", "name": "Ada", "customFields": {"a": "y", "b": "x"}}));
    let mut columns = SinkColumns::chosen(["customFields.b", "id"]).unwrap();
    columns.observe(&customer);
    let mut sink =
        open_sink(ending.parse().unwrap(), &columns, &SinkOptions::new("x"), create(&path).unwrap()).unwrap();
    sink.write(serde_json::to_string(&customer).unwrap().as_bytes()).unwrap();
    sink.finish().unwrap();
    assert_eq!(std::fs::read_to_string(path).unwrap(), expected);
}

#[test]
fn column_names_that_cannot_be_imported_are_noted() {
    let folder = tempfile::tempdir().unwrap();
    let customer = object(json!({"id": "1", "customFields.a": 1, "customFields": {"a": "x"}}));
    let notes = write(&folder.path().join("x.csv"), &[customer], &SinkOptions::new("x")).notes;
    assert!(notes[0].to_string().contains("names the column \"customFields.a\" twice"), "{}", notes[0]);
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "['=+@\"\t\r\n ,;0-9x_-]{0,8}", "[\\PC]{0,12}"]
        .prop_map(|text| text.replace('\0', ""))
}

fn any_customer() -> impl Strategy<Value = Object> {
    let texts = prop::collection::vec(any_text(), FIELDS.len());
    let custom = prop::collection::btree_map("[a-c=;\"]{1,3}", any_text(), 0..4);
    let tags = prop::collection::vec(any_text(), 0..3);
    let millis = prop_oneof![
        -4_000_000_000_000..4_000_000_000_000_i64,
        (-50_000..50_000_i64).prop_map(|d| d * 86_400_000)
    ];
    (texts, custom, tags, millis, any::<bool>(), any_text(), any::<i64>()).prop_map(
        |(texts, custom, tags, millis, truth, nick, number)| {
            let mut customer = Object::new();
            customer.insert("id".to_owned(), json!("1"));
            for (field, text) in FIELDS.iter().zip(texts) {
                let value = match field.kind {
                    FieldKind::Bool => json!(truth),
                    FieldKind::Date => json!(millis),
                    FieldKind::Tags => json!(tags),
                    _ => json!(text),
                };
                customer.insert(field.name.to_owned(), value);
            }
            customer.insert("customFields".to_owned(), json!(custom));
            customer.insert("nick".to_owned(), json!(nick));
            customer.insert("level".to_owned(), json!(number));
            customer.insert("nested".to_owned(), json!({nick: [number, custom]}));
            customer
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_customers_round_trip(customers in prop::collection::vec(any_customer(), 1..6), excel_safe: bool) {
        let folder = tempfile::tempdir().unwrap();
        for ending in ["jsonl", "json", "csv", "xlsx"] {
            let path = folder.path().join(format!("customers.{ending}"));
            let options = SinkOptions { excel_safe, ..SinkOptions::new("x") };
            write(&path, &customers, &options);
            let back = read(&path, None);
            prop_assert_eq!(back.len(), customers.len());
            for (one, other) in customers.iter().zip(&back) {
                prop_assert_eq!(essence(one), essence(other), "{}", ending);
            }
        }
    }
}
