//! The exported file: its format, columns and compression, and what the format cannot keep.

use std::io::Read;

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use super::{desk, ids, names, records};
use crate::command_line::{Desk, Ferry, Ran};

const LONG: usize = 1_000_000;

fn people() -> Vec<Value> {
    vec![
        json!({"id": "a", "name": "Ada", "phoneNumber": "+39 02 123", "memo": "=1+1", "nick": "A",
            "customFields": {"segment": "Gold", "own": "x"}}),
        json!({"id": "b", "name": "Bob", "ticketCount": -12, "memo": "two\nlines"}),
    ]
}

fn export(desk: &Desk, line: &str) -> Ferry {
    Ferry::new().sandbox(desk).line("export").line(line).fast()
}

/// The bytes of a file, decompressed.
fn unpacked(ran: &Ran, name: &str) -> Vec<u8> {
    let path = ran.path().join(name);
    let mut input = deskferry::file::InputStream::open(path.to_str().unwrap(), &Default::default()).unwrap();
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).unwrap();
    bytes
}

fn evidence(ran: &Ran, name: &str) -> Value {
    serde_json::from_str(&ran.text(&format!("{name}.manifest.json"))).unwrap()
}

/// How a file of each format begins.
fn start(format: &str) -> &'static [u8] {
    match format {
        "jsonl" => b"{\"id\":",
        "json" => b"[\n{\"id\":",
        "csv" => b"id,name,birthDate,email,",
        _ => b"PK\x03\x04",
    }
}

#[rstest]
#[case("a.jsonl", "", "jsonl", "none")]
#[case("a.ndjson.zst", "", "jsonl", "zstd")]
#[case("a.json.gz", "", "json", "gzip")]
#[case("A.CSV", "", "csv", "none")]
#[case("a.csv.gz", "", "csv", "gzip")]
#[case("a.xlsx", "", "xlsx", "none")]
#[case("a", "", "jsonl", "none")]
#[case("a.txt", "--format csv", "csv", "none")]
#[case("a.jsonl.zst", "--format CSV", "csv", "zstd")]
#[case("a.out", "--format xlsx", "xlsx", "none")]
#[case("a.out", "--format json", "json", "none")]
fn the_format_is_stated_or_taken_from_the_file_name(
    #[case] name: &str,
    #[case] flags: &str,
    #[case] format: &str,
    #[case] compression: &str,
) {
    let desk = Desk::holding(people());
    let ran = export(&desk, &format!("-o {name} {flags}")).run().status(0).says("2 customers, snapshot");
    let bytes = unpacked(&ran, name);
    assert!(bytes.starts_with(start(format)), "{}", String::from_utf8_lossy(&bytes));
    let file = &evidence(&ran, name)["file"];
    assert_eq!((&file["format"], &file["compression"]), (&json!(format), &json!(compression)));
    let size = std::fs::metadata(ran.path().join(name)).unwrap().len();
    assert_eq!((&file["bytes"], &file["customers"]), (&json!(size), &json!(2)), "of what is stored");
    assert_eq!(names(ran.path()), [name.to_owned(), format!("{name}.manifest.json")]);
}

#[rstest]
fn each_format_can_go_to_standard_output(#[values("jsonl", "json", "csv", "xlsx")] format: &str) {
    let desk = Desk::holding(people());
    let ferry = export(&desk, &format!("-o - --format {format}"));
    let output = ferry.command().output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stdout.starts_with(start(format)), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(names(ferry.path()), [""; 0]);
}

#[test]
fn a_folder_gets_a_name_with_the_format() {
    let desk = desk(3, "");
    let ran = export(&desk, "-o exports --format csv").file("exports/x", "").run().status(0);
    let path = ran.stdout.trim();
    assert!(path.starts_with("exports/customers-20") && path.ends_with("Z.csv"), "{path}");
    assert_eq!(ran.text(path).lines().count(), 4);
}

#[rstest]
#[case::csv("csv", "customFields.segment,name,id\nGold,Ada,a\n,Bob,b\n")]
#[case::jsonl(
    "jsonl",
    "{\"customFields\":{\"segment\":\"Gold\"},\"name\":\"Ada\",\"id\":\"a\"}\n{\"name\":\"Bob\",\"id\":\"b\"}\n"
)]
fn fields_are_picked_and_put_in_order(#[case] format: &str, #[case] expected: &str) {
    let desk = Desk::holding(people());
    let name = format!("out.{format}");
    let ran = export(&desk, &format!("-o {name} --ordered --fields customFields.segment,name,id")).run();
    let ran = ran.status(0);
    assert_eq!(ran.text(&name), expected);
    assert_eq!(evidence(&ran, &name)["file"]["fields"], json!(["customFields.segment", "name", "id"]));
}

#[test]
fn a_custom_field_that_only_the_account_knows_is_a_column() {
    let desk = Desk::holding(people());
    let ran = export(&desk, "-o out.csv --ordered --fields id,customFields.vatNumber").run().status(0);
    assert_eq!(ran.text("out.csv"), "id,customFields.vatNumber\na,\nb,\n");
    desk.fail_next(RequestKind::Fields, 1, SimulatedFault::StatusBefore(403));
    let ran = export(&desk, "-o out.csv --ordered --fields id,customFields.own").run().status(0);
    assert_eq!(ran.text("out.csv"), "id,customFields.own\na,x\nb,\n", "a customer has it");
    let ran = ran.says("the definitions of the custom fields are not available");
    assert_eq!(names(ran.path()), ["out.csv", "out.csv.manifest.json"]);
}

#[rstest]
#[case("csv", "id,Email", "there is no field \"Email\": did you mean \"email\"?")]
#[case("jsonl", "id,customFields.none", "there is no field \"customFields.none\"")]
#[case("xlsx", "id,id", "--fields: the field \"id\" is given twice")]
fn an_unknown_field_is_refused(#[case] format: &str, #[case] fields: &str, #[case] said: &str) {
    let desk = Desk::holding(people());
    let name = format!("out.{format}");
    let ferry = export(&desk, &format!("-o {name} --fields {fields}")).file(&name, "old");
    let ran = ferry.run().status(2).says(said);
    assert_eq!((names(ran.path()), ran.text(&name)), (vec![name], "old".to_owned()));
}

#[test]
fn a_spreadsheet_computes_nothing() {
    let desk = Desk::holding(people());
    let fields = "--ordered --fields name,phoneNumber,memo,ticketCount";
    let ran = export(&desk, &format!("-o out.csv {fields} --excel-safe")).run().status(0);
    let expected = "name,phoneNumber,memo,ticketCount\nAda,+39 02 123,'=1+1,\nBob,,\"two\nlines\",-12\n";
    assert_eq!(ran.text("out.csv"), format!("\u{feff}{expected}"));
    assert_eq!(evidence(&ran, "out.csv")["file"]["excelSafe"], true);
    let ran = export(&desk, &format!("-o out.csv {fields}")).run().status(0);
    assert_eq!(ran.text("out.csv"), expected.replace("'=", "="));
}

#[rstest]
#[case("-o out.jsonl --excel-safe", "--excel-safe is only for CSV")]
#[case("-o out --format yaml", "unknown format \"yaml\"; use one of jsonl, json, csv, xlsx")]
#[case("-o nowhere/", "there is no folder \"nowhere\"")]
#[case("-o out.csv --manifest out.csv", "--manifest names the output itself")]
#[case("-o gs://bucket/out.csv", "gs:// addresses are not supported")]
#[case("-o out.csv --metrics-file nowhere/x.prom", "there is no folder \"nowhere\"")]
fn wrong_arguments_are_refused_before_anything_is_read(#[case] line: &str, #[case] said: &str) {
    let desk = Desk::holding(people());
    let ran = export(&desk, line).run().status(2).says(said);
    assert_eq!((names(ran.path()).len(), desk.stats().total), (0, 0));
}

#[test]
fn a_cell_of_a_megabyte_stays_whole_where_there_is_room() {
    let long = "x".repeat(LONG);
    let desk = Desk::holding([json!({"id": "a", "name": "Ada", "memo": long})]);
    for name in ["out.csv", "out.jsonl", "out.json"] {
        let ran = export(&desk, &format!("-o {name} --fields id,memo")).run().status(0);
        assert!(ran.text(name).contains(&long), "{name}");
        assert!(!ran.stderr.contains("warning"), "{ran}");
        assert_eq!(evidence(&ran, name)["file"]["notes"], json!([]));
    }
}

#[test]
fn a_text_too_long_for_a_cell_is_cut_and_reported() {
    let fits = json!({"id": "b", "name": "Bob", "memo": "x".repeat(32_767)});
    let desk = Desk::holding([json!({"id": "a", "name": "Ada", "memo": "x".repeat(LONG)}), fits]);
    let said = "memo: 1 text was cut to 32767 characters";
    for flags in ["", "--quiet"] {
        let ran = export(&desk, &format!("-o out.xlsx {flags}")).run().status(0).says(said);
        let notes = &evidence(&ran, "out.xlsx")["file"]["notes"];
        let note = notes[0].as_str().unwrap();
        assert!(note.starts_with(said) && note.contains("the longest had 1000000; customers a)"), "{note}");
        assert_eq!(notes.as_array().unwrap().len(), 1);
    }
}

#[test]
fn what_a_table_can_not_keep_is_reported() {
    let desk = Desk::holding([json!({"id": "a", "name": "Ada", "company": {"name": "Acme", "vat": "1"}})]);
    let ran = export(&desk, "-o out.csv")
        .run()
        .status(0)
        .says("warning: company: 1 customer has a value that a table can't show");
    assert_eq!(evidence(&ran, "out.csv")["file"]["notes"].as_array().unwrap().len(), 1);
}

#[test]
fn metrics_count_customers_requests_and_bytes() {
    let desk = desk(30, "");
    let ran = export(&desk, "-o out.csv --metrics-file x.prom").run().status(0);
    let metrics = ran.text("x.prom");
    let size = ran.text("out.csv").len();
    let requests = evidence(&ran, "out.csv")["requests"]["total"].clone();
    for (of, count) in [("customers", json!(30)), ("bytes", json!(size)), ("requests", requests)] {
        let line = format!("deskferry_last_run_count{{command=\"export\",of=\"{of}\"}} {count}\n");
        assert!(metrics.contains(&line), "{metrics}");
    }
    desk.configure(|options| options.total_lie = 7);
    let ran =
        ran.then().sandbox(&desk).line("export -o out.csv --metrics-file x.prom").fast().run().status(5);
    assert!(ran.text("x.prom").contains("deskferry_last_run_exit_status{command=\"export\"} 5\n"));
}

#[test]
fn the_manifest_can_go_to_standard_output() {
    let desk = desk(3, "");
    let ran = export(&desk, "-o out.csv --manifest -").run().status(0);
    let evidence: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&evidence["verdict"], names(ran.path())), (&json!("snapshot"), vec!["out.csv".to_owned()]));
}

#[test]
fn an_array_is_one_document() {
    let desk = desk(30, "");
    let ran = export(&desk, "-o out.json").run().status(0);
    let array: Vec<Value> = serde_json::from_str(&ran.text("out.json")).unwrap();
    assert_eq!(ids(&array), ids(&desk.customers()));
    let ran = export(&desk, "-o out.jsonl").run().status(0);
    assert_eq!(ids(&records(&ran.text("out.jsonl"))), ids(&array));
}
