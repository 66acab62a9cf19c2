//! How the sources of a run are read, as stored in `run.json`.

use serde::{Deserialize, Serialize};

use crate::source::{MergedCells, ReadOptions, ReadingFlags, ShortRows, SourceFormat, StatedCharacter};

/// The read options that the command line and the mapping set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReadSettings {
    /// The delimiter, a byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<u8>,
    /// The quote character, or `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// The escape character, or `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escape: Option<String>,
    /// What to do with short rows, if they are not rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_rows: Option<String>,
    /// The encoding, as a label of the Encoding Standard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// A sheet, by name or number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The number of the header row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u64>,
    /// The format: `csv`, `xlsx` and so on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The path to the list of customers in JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<String>,
    /// The sources are deskferry exports.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exported: bool,
    /// Merged cells count for every row that they cover.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub merged_fill: bool,
    /// Columns without a name get one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub name_columns: bool,
    /// The sources have no header row.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_header: bool,
    /// Sources without rows are accepted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub allow_empty: bool,
    /// Columns with values that no rule uses are refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strict_columns: bool,
    /// Those that the command line stated, by their flags: `--encoding`. The others are from the mapping.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
}

/// Each flag of the command line.
const FLAGS: [&str; 7] =
    ["--delimiter", "--quote", "--escape", "--encoding", "--sheet", "--header-row", "--no-header"];

fn flags(stated: ReadingFlags) -> Vec<String> {
    let ReadingFlags { delimiter, quote, escape, encoding, sheet, header_row, no_header } = stated;
    let each = [delimiter, quote, escape, encoding, sheet, header_row, no_header];
    FLAGS.iter().zip(each).filter(|(_, stated)| *stated).map(|(flag, _)| (*flag).to_owned()).collect()
}

impl ReadSettings {
    /// Stores the options that are set.
    pub fn of(options: &ReadOptions) -> Self {
        Self {
            delimiter: options.delimiter,
            quote: options.quote.map(|sign| sign.to_string()),
            escape: options.escape.map(|sign| sign.to_string()),
            short_rows: (options.short_rows != ShortRows::Reject)
                .then(|| options.short_rows.name().to_owned()),
            encoding: options.encoding.map(|encoding| encoding.name().to_owned()),
            sheet: options.sheet.clone(),
            header_row: options.header_row,
            format: options.format.map(|format| format.name().to_owned()),
            records: options.records.clone(),
            exported: options.exported,
            merged_fill: options.merged == MergedCells::Fill,
            name_columns: options.name_columns,
            no_header: options.no_header,
            allow_empty: options.allow_empty,
            strict_columns: options.strict_columns,
            flags: flags(options.flags),
        }
    }

    /// Restores the options.
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            delimiter: self.delimiter,
            quote: self.quote.as_deref().and_then(StatedCharacter::parse),
            escape: self.escape.as_deref().and_then(StatedCharacter::parse),
            short_rows: self.short_rows.as_deref().and_then(ShortRows::parse).unwrap_or_default(),
            encoding: self.encoding.as_deref().and_then(ReadOptions::encoding_named),
            sheet: self.sheet.clone(),
            header_row: self.header_row,
            format: self.format.as_deref().and_then(SourceFormat::parse),
            records: self.records.clone(),
            exported: self.exported,
            merged: if self.merged_fill { MergedCells::Fill } else { MergedCells::First },
            name_columns: self.name_columns,
            no_header: self.no_header,
            allow_empty: self.allow_empty,
            strict_columns: self.strict_columns,
            flags: self.stated(),
            ..ReadOptions::default()
        }
    }

    fn stated(&self) -> ReadingFlags {
        let [delimiter, quote, escape, encoding, sheet, header_row, no_header] =
            FLAGS.map(|flag| self.flags.iter().any(|own| own == flag));
        ReadingFlags { delimiter, quote, escape, encoding, sheet, header_row, no_header }
    }
}
