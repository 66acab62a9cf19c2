//! Conversions checked with tables from other projects (tests/tables/README.md).

mod countries;
mod emails;
mod names;
mod phones;

use std::path::Path;

use deskferry::convert::{Conversion, ConversionInput};
use deskferry::issue::Code;

/// The rows of a table without its header.
fn table(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables").join(name);
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(ToOwned::to_owned).collect()).collect()
}

/// What a conversion makes of a cell of a text file.
fn converted(conversion: &Conversion, text: &str) -> Result<String, Code> {
    let converted = conversion.convert(&ConversionInput::text(text)).map_err(|complaint| complaint.code)?;
    Ok(converted.value.map_or_else(String::new, |value| value.text().into_owned()))
}

/// Prints a figure; `cargo test --test it tables:: -- --nocapture` shows it.
#[expect(clippy::print_stderr, reason = "figures for people")]
fn say(figure: &str) {
    eprintln!("{figure}");
}
