//! Any bytes as CSV: reading them gives rows in order or an error, never a panic.
#![no_main]

use std::io::Cursor;

use deskferry::source::{ReadOptions, from_reader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions { cell_limit: 4096, ..ReadOptions::default() };
    let Ok(mut source) = from_reader("fuzz", Cursor::new(bytes.to_vec()), &options) else { return };
    let columns = source.header().len();
    let mut before = 0;
    while let Ok(Some(batch)) = source.next_batch(64) {
        for row in batch.rows {
            assert!(row.record.row > before, "rows are in order");
            assert!(row.record.len() >= columns || !row.issues.is_empty(), "a ragged row says so");
            before = row.record.row;
        }
    }
});
