//! The keys of rows, as a person finds them in the workbench.

use deskferry::record::{Header, Record, RowHasher, RowKey};

/// The key of the first row with these cells.
pub fn key(names: &[&str], cells: &[&str]) -> String {
    nth_key(names, cells, 1, 1)
}

/// The key of one of several rows with these cells.
pub fn nth_key(names: &[&str], cells: &[&str], nth: u32, of: u32) -> String {
    let header = Header::of_source(names.iter().map(ToString::to_string).collect());
    let mut record = Record::new(2, 2);
    cells.iter().for_each(|cell| record.push(cell));
    RowKey { hash: RowHasher::new(&header).hash(&record), nth, of }.to_string()
}
