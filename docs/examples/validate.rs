//! Checks every row of a file without a help desk, and tells a wrong file from wrong rows.
#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use std::sync::Arc;

use deskferry::import::validate;
use deskferry::{ImportError, Mapping, ValidateJob};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runs = tempfile::tempdir()?;
    let mapping = Arc::new(Mapping::load("hubspot")?);
    let job = |file: &str| ValidateJob::new(file, Arc::clone(&mapping), runs.path());

    let finished = validate(&job("samples/hubspot-contacts.csv"))?;
    println!("{} of {} rows are rejected", finished.counts.rejected, finished.counts.rows);
    for group in finished.issues.groups() {
        println!("{} rows: {}: {}", group.count, group.code.id(), group.title);
    }
    assert_eq!(finished.counts.rejected, 12);

    match validate(&job("missing.csv")) {
        Err(ImportError::Source(error)) => println!("not readable: {error}"),
        other => return Err(format!("not expected: {other:?}").into()),
    }
    Ok(())
}
