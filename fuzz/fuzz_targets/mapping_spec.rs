//! Any text as a mapping file: it is refused with a position, or it maps a row. It never panics.
#![no_main]

use std::sync::Arc;

use deskferry::mapping::Mapping;
use deskferry::record::{Header, Record, SourceOrigin};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mapping = match Mapping::parse("fuzz.toml", text) {
        Ok(mapping) => Arc::new(mapping),
        Err(error) => {
            assert!(error.line >= 1 && error.line <= text.lines().count() + 1, "a place in the file");
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    drop(mapping.run_tests());
    let names = ["Name", "Email", "a", "b"].map(str::to_owned).to_vec();
    let Ok(header) = Header::new(names).map(Arc::new) else { return };
    let origin = SourceOrigin { file: "fuzz.csv".to_owned(), sheet: None, rejects: false };
    let Ok(bound) = mapping.bind(&origin, &header) else { return };
    let mut record = Record::new(2, 2);
    ["Ada", "ada@example.org", "31/01/2020", "é"].iter().for_each(|cell| record.push(cell));
    let draft = bound.apply(&record);
    let mut json = Vec::new();
    draft.customer.write_json(&mut json);
    assert!(std::str::from_utf8(&json).is_ok());
});
