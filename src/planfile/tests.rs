//! Tests that a plan file is proved complete, byte by byte.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::{PlanError, PlanFile, PlanReader};
use crate::account::HelpDeskAccount;
use crate::exit_status::ExitStatus;
use crate::file::Interrupt;
use crate::journal::{MappingCopy, PlanRow, PlanWriter, RowAction, RunCommand, RunFile, RunFolder};

fn rows() -> Vec<PlanRow> {
    let row = |id: u64, kind: RowAction| PlanRow {
        id,
        row: id + 1,
        line: id + 1,
        cells: "[\"Ada\",\"é \\\"q\\\" \\u0001\"]".to_owned(),
        kind,
        source: 0,
        issues: None,
        key: None,
        search: None,
        payload: None,
        base: None,
        server_id: None,
        note: None,
        carrier: None,
        protected: Vec::new(),
        mended: Vec::new(),
    };
    let text = |text: &str| Some(text.to_owned());
    let keys = r#"[{"key":"0\u001fada","values":["ada@example.org"]}]"#;
    vec![
        PlanRow {
            key: text("0\u{1f}ada"),
            search: text(keys),
            payload: text(r#"{"name":"Ada","birthDate":-72748800000}"#),
            ..row(1, RowAction::Insert)
        },
        PlanRow {
            search: text(keys),
            payload: text(r#"{"memo":"new"}"#),
            base: text(r#"{"memo":1.50}"#),
            server_id: text("17"),
            ..row(2, RowAction::Update)
        },
        PlanRow { server_id: text("18"), payload: text("{}"), ..row(3, RowAction::Unchanged) },
        PlanRow { note: text("row 2 has the same key"), ..row(4, RowAction::Skip) },
        PlanRow { issues: text("[]"), ..row(5, RowAction::Reject) },
    ]
}

/// A folder with a plan file, the path of the file, and its bytes.
fn saved() -> (tempfile::TempDir, PathBuf, Vec<u8>) {
    saved_as("plan.jsonl")
}

fn saved_as(name: &str) -> (tempfile::TempDir, PathBuf, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    let mapping = MappingCopy::none();
    let now: Timestamp = "2026-11-23T20:45:00Z".parse().unwrap();
    let mut run = RunFile::begin(RunCommand::Import, RunFolder::name("a.csv", now), now, mapping);
    run.account = Some(HelpDeskAccount::new("https://api.example.org/", "client"));
    let (folder, _lock) = RunFolder::with_journal(dir.path(), &run).unwrap();
    let plan_writer = PlanWriter::open(&folder.journal()).unwrap();
    plan_writer.add_source(0, "a.csv", None, &["Name".to_owned(), "Note".to_owned()]).unwrap();
    rows().iter().for_each(|row| plan_writer.add_plan_row(row).unwrap());
    plan_writer.finish(&run.id).unwrap();
    let path = dir.path().join(name);
    PlanFile::create(&path, &[]).unwrap().save(&folder, &mut run).unwrap();
    let text = std::fs::read(&path).unwrap();
    (dir, path, text)
}

fn read(path: &Path) -> Result<(String, Vec<PlanRow>), PlanError> {
    let mut rows = Vec::new();
    let plan = PlanReader::open(path.to_str().unwrap(), &Interrupt::default())?;
    let sha256 = plan.each(|row| {
        rows.push(row);
        Ok(())
    })?;
    Ok((sha256, rows))
}

/// The error of a file with these bytes; panics if the plan is accepted.
#[track_caller]
fn fault(path: &Path, text: &[u8]) -> PlanError {
    std::fs::write(path, text).unwrap();
    match read(path) {
        Ok(plan) => panic!("not refused: {plan:?}"),
        Err(PlanError::Run(error)) => panic!("not refused: {error:?}"),
        Err(fault) => fault,
    }
}

#[test]
fn a_plan_round_trips() {
    let (_dir, path, text) = saved();
    let (sha256, found) = read(&path).unwrap();
    assert_eq!(found, rows(), "each text byte for byte");
    assert_eq!(sha256.len(), 64);
    let last = text.split(|byte| *byte == b'\n').rev().nth(1).unwrap();
    let expected = format!(
        r#"{{"end":{{"rows":{{"all":5,"insert":1,"update":1,"unchanged":1,"skip":1,"reject":1}},"sha256":"{sha256}"}}}}"#
    );
    assert_eq!(last, expected.as_bytes());
}

#[test]
fn every_changed_byte_is_detected() {
    let (_dir, path, text) = saved();
    for at in 0..text.len() {
        let bit = text[at] ^ (1 << (at % 8));
        let ends = [b'\n', b' '].into_iter().filter(|byte| at % 8 == 0 && *byte != text[at]);
        for byte in ends.chain([bit]) {
            let mut touched = text.clone();
            touched[at] = byte;
            fault(&path, &touched);
        }
    }
}

/// Some bits of a compressed file carry no data, such as the time in a gzip header. Then the plan is unchanged.
#[test]
fn a_changed_compressed_plan_is_refused_or_unchanged() {
    for name in ["plan.jsonl.gz", "plan.jsonl.zst"] {
        let (_dir, path, packed) = saved_as(name);
        let whole = read(&path).unwrap();
        let refused = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            match read(&path) {
                Ok(found) => {
                    assert_eq!(found, whole, "{name}");
                    false
                }
                Err(error) => {
                    assert_eq!(error.status(), ExitStatus::Unproven, "{name}: {error}");
                    true
                }
            }
        };
        let flips = (0..packed.len()).filter(|at| {
            let mut touched = packed.clone();
            touched[*at] ^= 1 << (at % 8);
            refused(&touched)
        });
        assert!(flips.count() > packed.len() - 12, "{name}: {} bytes", packed.len());
        assert!((0..packed.len()).all(|length| refused(&packed[..length])), "{name}");
    }
}

#[test]
fn every_truncation_and_extension_is_detected() {
    let (_dir, path, text) = saved();
    for length in 0..text.len() {
        let whole = text[..length].iter().filter(|byte| **byte == b'\n').count() as u64;
        let found = fault(&path, &text[..length]);
        assert!(matches!(found, PlanError::Cut { lines, .. } if lines == whole), "{length}: {found}");
    }
    for more in [&b"\n"[..], b" ", b"x", b"{}\n"] {
        fault(&path, &[&text[..], more].concat());
    }
}

#[test]
fn removed_repeated_and_swapped_lines_are_detected() {
    let (_dir, path, text) = saved();
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    for one in 0..lines.len() {
        let mut without = lines.clone();
        without.remove(one);
        fault(&path, &without.concat());
        let mut doubled = lines.clone();
        doubled.insert(one, lines[one]);
        fault(&path, &doubled.concat());
        for other in one + 1..lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(one, other);
            fault(&path, &swapped.concat());
        }
    }
}

#[test]
fn a_plan_error_shows_no_customer_data() {
    let (_dir, path, text) = saved();
    let text = String::from_utf8(text).unwrap();
    for touched in [text.replace("\"memo\":\"new\"", "\"memo\":"), text.replace("Ada", "Eve")] {
        let said = fault(&path, touched.as_bytes()).to_string();
        assert!(!said.contains("Ada") && !said.contains("Eve") && !said.contains("memo"), "{said}");
        assert!(said.contains("--dry-run --plan-out"), "{said}");
    }
}
