//! Any column names as a header row: it is refused, or each name finds its own column and a bound mapping maps a row.
#![no_main]

use std::sync::Arc;

use deskferry::mapping::{Mapping, SHIPPED};
use deskferry::record::{Header, HeaderColumn, Record, SourceOrigin};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|names: Vec<String>| {
    let Ok(header) = Header::new(names).map(Arc::new) else { return };
    for (at, name) in header.names().iter().enumerate() {
        assert_eq!(header.find(name), Some(HeaderColumn(at)), "{name}");
    }
    let mut record = Record::new(2, 2);
    header.names().iter().for_each(|name| record.push(name));
    let origin = SourceOrigin { file: "fuzz.csv".to_owned(), sheet: None, rejects: false };
    for shipped in SHIPPED {
        let Ok(mapping) = Mapping::parse(shipped.name, shipped.text).map(Arc::new) else { continue };
        if let Ok(bound) = mapping.bind(&origin, &header) {
            bound.apply(&record).customer.write_json(&mut Vec::new());
        }
    }
});
