//! Real-world files, read by the real binary: no customer is lost, no value is garbled or invented.
//!
//! `tests/fixtures/cases` has one file for each bug once found. Its `manifest.tsv` says what was wrong and what is
//! right.

mod absent_members;
mod cell_order;
mod damaged_tables;
mod encodings;
mod formulas;
mod header;
mod html_and_xml;
mod json;
mod merged_cells;
mod merging;
mod multiple_values;
mod old_workbooks;
mod phones;
mod photos;
mod quotes;
mod refusals;
mod single_customers;
mod suggest;
mod suggest_names;
mod suggest_phones;
mod suggest_terminal;
mod values;
mod vcard;
mod workbook_parts;
mod workbooks;

use crate::command_line::Ran;

/// A file that was once read wrongly.
fn case(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cases");
    std::fs::read(folder.join(name)).unwrap()
}

/// The customers that a run wrote to its output, one object each.
fn customers(ran: &Ran) -> Vec<serde_json::Value> {
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
