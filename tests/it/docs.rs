//! Runs the documents: the mappings in them, the built-in mappings, and the samples.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod migrating;
mod pages;
mod workbook;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use deskferry::mapping::{Mapping, SHIPPED};
use rstest::rstest;

/// Minimum number of complete mappings, and of tests in them, in docs/mapping.md and README.md.
const LEAST_BLOCKS: usize = 20;
const LEAST_TESTS: usize = 40;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The fenced blocks of a document whose first line is exactly "```toml", with their line numbers.
pub(crate) fn toml_blocks(text: &str) -> Vec<(usize, String)> {
    let (mut blocks, mut open) = (Vec::new(), None::<(bool, usize, String)>);
    for (number, line) in (1..).zip(text.lines()) {
        open = match (open, line.strip_prefix("```")) {
            (None, Some(info)) => Some((info == "toml", number, String::new())),
            (Some((true, start, block)), Some("")) => {
                blocks.push((start, block));
                None
            }
            (Some((false, ..)), Some("")) | (None, None) => None,
            (Some((keep, start, block)), _) => Some((keep, start, block + line + "\n")),
        };
    }
    assert!(open.is_none(), "a block is never closed");
    blocks
}

/// Parses a mapping and runs its tests; returns the number of tests.
fn hold(place: &str, text: &str) -> usize {
    let mapping = Mapping::parse(place, text).unwrap_or_else(|error| panic!("{error}"));
    let mapping = Arc::new(mapping);
    let failures: Vec<String> = mapping.run_tests().iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    mapping.test_count()
}

#[test]
fn mappings_in_the_documents_pass_their_tests() {
    let (mut blocks, mut tests) = (0, 0);
    for document in ["docs/mapping.md", "docs/export-formats.md", "README.md"] {
        for (line, text) in toml_blocks(&read(document)) {
            let place = format!("{document}:{line}");
            let held = hold(&place, &text);
            assert!(held > 0, "{place} has no [[tests]]; mark it ```toml,fragment if it is no whole mapping");
            blocks += 1;
            tests += held;
        }
    }
    assert!(blocks >= LEAST_BLOCKS, "only {blocks} blocks were found");
    assert!(tests >= LEAST_TESTS, "only {tests} tests were found");
}

#[test]
fn blocks_are_found_by_their_info_string() {
    let text = "a\n```toml\nx = 1\n```\n```toml,fragment\ny\n```\n```console\n$ z\n```\n```toml\n```\n";
    assert_eq!(toml_blocks(text), [(2, "x = 1\n".to_owned()), (11, String::new())]);
}

#[test]
fn shipped_mappings_pass_their_tests() {
    for shipped in SHIPPED {
        let tests = hold(shipped.name, shipped.text);
        assert!(tests >= 5, "{} has only {tests} tests", shipped.name);
    }
}

#[test]
fn shipped_mappings_say_where_their_header_comes_from() {
    for shipped in SHIPPED {
        let comment: String = shipped.text.lines().take_while(|line| line.starts_with('#')).collect();
        assert!(comment.contains("grade "), "{} does not grade its header", shipped.name);
        let mapping = Mapping::parse(shipped.name, shipped.text).unwrap();
        assert!(mapping.description().is_some_and(|text| text.len() <= 65), "{}", shipped.name);
        assert_eq!(mapping.matching().unwrap().alternatives[0].fields, ["email"], "{}", shipped.name);
    }
}

/// A folder for the runs of one test.
fn run_dir() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Runs the program in the repository's root; returns its exit status and the run folder.
fn run(arguments: &[&str], run_dir: &Path) -> (Option<i32>, PathBuf) {
    let output = Command::new(crate::command_line::program())
        .current_dir(root())
        .args(arguments)
        .args(["--run-dir".as_ref(), run_dir.as_os_str()])
        .env_remove("DESKERO_CLIENT_ID")
        .output()
        .unwrap();
    let folder = String::from_utf8(output.stdout).unwrap();
    assert!(!folder.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code(), PathBuf::from(folder.trim_end()))
}

fn report(folder: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(folder.join("report.json")).unwrap()).unwrap()
}

/// The codes of the rejected rows, in order.
fn rejected(folder: &Path) -> Vec<String> {
    let mut rejects = csv::Reader::from_path(folder.join("rejects.csv")).unwrap();
    let codes = rejects.headers().unwrap().iter().position(|name| name == "_codes").unwrap();
    let bare = |cell: &str| cell.split(" #").next().unwrap_or_default().to_owned();
    rejects.records().map(|row| bare(&row.unwrap()[codes])).collect()
}

#[rstest]
#[case("hubspot", "hubspot-contacts.csv", 29, 3, &["E201", "E201", "E101", "E202", "E203", "E204", "E206", "E208", "E006", "E001", "E001", "E402"])]
#[case("generic", "generic-contacts.csv", 8, 1, &["E206", "E201", "E101", "E203 E208"])]
#[case("generic", "generic-contacts.xlsx", 6, 0, &["E006", "E005", "E203"])]
#[case("deskferry", "deskferry-customers.csv", 3, 2, &["E206"])]
#[case("deskferry", "deskferry-customers.jsonl", 3, 2, &["E206"])]
fn samples_validate(
    #[case] mapping: &str,
    #[case] sample: &str,
    #[case] good: u64,
    #[case] warned: u64,
    #[case] codes: &[&str],
) {
    let runs = run_dir();
    let (status, folder) = run(&["validate", &format!("samples/{sample}"), "-m", mapping], runs.path());
    assert_eq!(status, Some(1));
    assert_eq!(rejected(&folder), codes);
    let counts = &report(&folder)["counts"];
    let count = |name: &str| counts[name].as_u64().unwrap();
    let all = [count("rows"), count("pending"), count("warned"), count("rejected")];
    assert_eq!(all, [good + codes.len() as u64, good, warned, codes.len() as u64]);
}

#[test]
fn the_samples_of_an_export_are_the_same_customers() {
    let mapped = |sample: &str| {
        let runs = run_dir();
        let out = runs.path().join("mapped.jsonl");
        let source = format!("samples/deskferry-customers.{sample}");
        run(&["validate", &source, "-m", "deskferry", "-o", out.to_str().unwrap()], runs.path());
        let text = std::fs::read_to_string(out).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<serde_json::Value>>()
    };
    let (table, mut lines) = (mapped("csv"), mapped("jsonl"));
    let nested = lines[1].as_object_mut().unwrap().remove("preferences").unwrap();
    assert_eq!(nested, serde_json::json!({"channel": "phone", "hours": [9, 17]}));
    assert_eq!(table, lines);
    assert_eq!(table[1]["memo"], "=see the contract");
}

#[test]
fn the_command_of_the_readme_works() {
    assert!(read("README.md").contains("import samples/hubspot-contacts.csv -m hubspot --sandbox\n"));
    let runs = run_dir();
    let arguments = ["import", "samples/hubspot-contacts.csv", "-m", "hubspot", "--sandbox", "--rate", "0"];
    let (status, folder) = run(&arguments, runs.path());
    assert_eq!(status, Some(1));
    assert_eq!(report(&folder)["counts"]["inserted"], 29);
    assert_eq!(rejected(&folder).len(), 12);
}

#[test]
fn rejects_that_nobody_corrected_stay_rejects() {
    let runs = run_dir();
    let dry = |file: &str| run(&["import", file, "-m", "hubspot", "--sandbox", "--dry-run"], runs.path());
    let (_, folder) = dry("samples/hubspot-contacts.csv");
    let (status, again) = dry(folder.join("rejects.csv").to_str().unwrap());
    let counts = &report(&again)["counts"];
    assert_eq!((status, &counts["rejected"], &counts["planned_inserts"]), (Some(1), &12.into(), &0.into()));
    assert_eq!(rejected(&again), rejected(&folder));
}

#[test]
fn corrected_rejects_import_as_they_are() {
    let runs = run_dir();
    let sandbox = format!("--sandbox={}", runs.path().join("customers.db").display());
    let import = |file: &str| run(&["import", file, "-m", "generic", &sandbox, "--rate", "0"], runs.path());
    let (_, folder) = import("samples/generic-contacts.csv");
    let rejects = folder.join("rejects.csv");
    let text = std::fs::read_to_string(&rejects).unwrap();
    let corrected = text
        .replace("31/04/1990", "1990-04-30")
        .replace("renee.petit@,", "renee.petit@example.org,")
        .replace("\n,info@", "\nKöln Desk,info@")
        .replace(",Guiana,", ",GY,")
        .replace("vielleicht", "ja");
    std::fs::write(&rejects, corrected).unwrap();
    let (status, folder) = import(rejects.to_str().unwrap());
    assert_eq!((status, &report(&folder)["counts"]["inserted"]), (Some(0), &4.into()));
}
