//! `[source]`: how to read the source.

use toml::Spanned;

use super::error::MappingProblem;
use super::spec::{ShortRowsWord, SourceSpec};
use crate::source::{MergedCells, ReadOptions, ShortRows, StatedCharacter};

/// How to read the source. The command line overrides it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceDefaults {
    /// One ASCII character.
    pub delimiter: Option<u8>,
    /// The quote character.
    pub quote: Option<StatedCharacter>,
    /// The character that escapes a quote.
    pub escape: Option<StatedCharacter>,
    /// What to do with rows that have too few cells.
    pub short_rows: ShortRows,
    /// A label of the Encoding Standard (`windows-1252`).
    pub encoding: Option<String>,
    /// A sheet by name, or by number from 1.
    pub sheet: Option<String>,
    /// The row of the header, from 1.
    pub header_row: Option<u64>,
    /// The path to the list of customers in JSON.
    pub records: Option<String>,
    /// The file is an export by deskferry.
    pub exported: bool,
    /// What to do with cells that are merged over several rows.
    pub merged: MergedCells,
    /// Give a name to columns without a unique one.
    pub name_columns: bool,
    /// The file has no header.
    pub no_header: bool,
}

fn sign(text: &Spanned<String>, what: &str) -> Result<StatedCharacter, MappingProblem> {
    let wrong = || format!("the {what} must be one visible ASCII character, or \"none\"");
    StatedCharacter::parse(text.get_ref()).ok_or_else(|| MappingProblem::new(text.span(), wrong()))
}

pub(super) fn source_defaults(spec: &SourceSpec) -> Result<SourceDefaults, MappingProblem> {
    let delimiter = spec.delimiter.as_ref().map(|text| match text.get_ref().as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n') => Ok(*byte),
        _ => Err(MappingProblem::new(
            text.span(),
            "the delimiter must be one character, such as \",\" or \"\\t\"",
        )),
    });
    let encoding = spec.encoding.as_ref().map(|label| {
        ReadOptions::encoding_named(label.get_ref()).map(|_| label.get_ref().clone()).ok_or_else(|| {
            MappingProblem::new(label.span(), format!("unknown encoding {:?}", label.get_ref()))
        })
    });
    let header_row = spec.header_row.as_ref().map(|row| match row.get_ref() {
        0 => Err(MappingProblem::new(row.span(), "rows are counted from 1")),
        _ if spec.no_header => {
            Err(MappingProblem::new(row.span(), "a file without a header has no header row")
                .help("remove header_row or no_header"))
        }
        row => Ok(*row),
    });
    let merged = spec.merged.as_ref().map(|word| {
        let unknown = || {
            MappingProblem::new(word.span(), "merged must be \"fill\" (the value in each row) or \"first\"")
        };
        MergedCells::parse(word.get_ref()).ok_or_else(unknown)
    });
    let records = spec.records.as_ref().map(|path| match path.get_ref().trim() {
        "" => Err(MappingProblem::new(
            path.span(),
            "records must name the list of customers in JSON, such as \"users\"",
        )),
        path => Ok(path.to_owned()),
    });
    Ok(SourceDefaults {
        delimiter: delimiter.transpose()?,
        quote: spec.quote.as_ref().map(|text| sign(text, "quote")).transpose()?,
        escape: spec.escape.as_ref().map(|text| sign(text, "escape")).transpose()?,
        short_rows: match spec.short_rows {
            Some(ShortRowsWord::Fill) => ShortRows::Fill,
            _ => ShortRows::Reject,
        },
        encoding: encoding.transpose()?,
        sheet: spec.sheet.clone(),
        header_row: header_row.transpose()?,
        records: records.transpose()?,
        exported: spec.exported,
        merged: merged.transpose()?.unwrap_or_default(),
        name_columns: spec.name_columns,
        no_header: spec.no_header,
    })
}

/// Empty, and what spreadsheets and databases write for it. `\N` is from MySQL and PostgreSQL. `NA` is not
/// included, because it is the code of Namibia.
pub(crate) fn default_null_texts() -> Vec<String> {
    ["", "N/A", "n/a", "NULL", "null", "\\N"].map(ToOwned::to_owned).to_vec()
}
