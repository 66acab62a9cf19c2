//! What a person states about reading a file, as typed: on a command line, or in the workbench.

use serde::{Deserialize, Serialize};

use super::did_you_mean::near_name;
use super::source_defaults::SourceDefaults;
use crate::source::{
    MergedCells, ReadOptions, ReadingFlags, ShortRows, SourceFormat, StatedCharacter, TextEncoding,
};

/// The reading options as typed. `None` means that the mapping decides, or the file's content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StatedReading {
    /// `--delimiter`: one character, or `tab`
    pub delimiter: Option<String>,
    /// `--quote`: one character, or `none`
    pub quote: Option<String>,
    /// `--escape`: one character, or `none`
    pub escape: Option<String>,
    /// `--short-rows`: `reject` or `fill`
    pub short_rows: Option<String>,
    /// `--encoding`
    pub encoding: Option<String>,
    /// `--sheet`: a name, or a number from 1
    pub sheet: Option<String>,
    /// `--header-row`, from 1
    pub header_row: Option<u64>,
    /// `--no-header`
    pub no_header: bool,
    /// `--merged`: `first` or `fill`
    pub merged: Option<String>,
    /// `--records`
    pub records: Option<String>,
    /// `--format`
    pub format: Option<String>,
}

/// A reading option with a value that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadingError {
    /// Not one character.
    #[error("--delimiter needs one character or `tab`, not {0:?}")]
    Delimiter(String),
    /// A quote or an escape that is not one character.
    #[error("--{option} needs one ASCII character or `none`, not {text:?}")]
    Sign {
        /// `quote` or `escape`.
        option: &'static str,
        /// The text as typed.
        text: String,
    },
    /// Not `reject` or `fill`.
    #[error("--short-rows needs `reject` or `fill`, not {0:?}")]
    ShortRows(String),
    /// No encoding has this name.
    #[error("unknown encoding {0:?}; {1}try one of {names}", names = ENCODINGS.join(", "))]
    Encoding(String, String),
    /// Not `fill` or `first`.
    #[error("--merged needs `fill` or `first`, not {0:?}")]
    Merged(String),
    /// No format has this name.
    #[error("unknown format {0:?}; {1}use one of {names}", names = SourceFormat::ALL.map(SourceFormat::name).join(", "))]
    Format(String, String),
    /// Rows count from 1.
    #[error("--header-row starts at 1")]
    HeaderRow,
}

impl ReadingError {
    /// The option, by its name in [`StatedReading`].
    pub fn field(&self) -> &'static str {
        match self {
            Self::Delimiter(_) => "delimiter",
            Self::Sign { option, .. } => option,
            Self::ShortRows(_) => "short_rows",
            Self::Encoding(..) => "encoding",
            Self::Merged(_) => "merged",
            Self::Format(..) => "format",
            Self::HeaderRow => "header_row",
        }
    }
}

impl StatedReading {
    /// The options: what is stated takes precedence over the mapping, and the mapping over detection.
    ///
    /// # Errors
    /// A value that can't be used.
    pub fn options(&self, defaults: &SourceDefaults) -> Result<ReadOptions, ReadingError> {
        let encoding = self.encoding.as_deref().or(defaults.encoding.as_deref());
        let options = ReadOptions {
            delimiter: self.delimiter.as_deref().map(delimiter).transpose()?.or(defaults.delimiter),
            quote: self.quote.as_deref().map(|text| sign("quote", text)).transpose()?.or(defaults.quote),
            escape: self.escape.as_deref().map(|text| sign("escape", text)).transpose()?.or(defaults.escape),
            short_rows: self
                .short_rows
                .as_deref()
                .map(short_rows)
                .transpose()?
                .unwrap_or(defaults.short_rows),
            encoding: encoding.map(encoding_named).transpose()?,
            sheet: self.sheet.clone().or_else(|| defaults.sheet.clone()),
            header_row: self.header_row.or(defaults.header_row).filter(|_| !self.no_header),
            no_header: self.no_header || (defaults.no_header && self.header_row.is_none()),
            records: self.records.clone().or_else(|| defaults.records.clone()),
            format: self.format.as_deref().map(format_named).transpose()?,
            exported: defaults.exported,
            merged: self.merged.as_deref().map(merged_named).transpose()?.unwrap_or(defaults.merged),
            name_columns: defaults.name_columns,
            flags: self.flags(),
            ..ReadOptions::default()
        };
        match options.header_row {
            Some(0) => Err(ReadingError::HeaderRow),
            _ => Ok(options),
        }
    }

    /// The words of the command line that state the same, unquoted.
    ///
    /// ```
    /// use deskferry::mapping::StatedReading;
    ///
    /// let stated = StatedReading { delimiter: Some(";".into()), no_header: true, ..StatedReading::default() };
    /// assert_eq!(stated.words(), ["--delimiter", ";", "--no-header"]);
    /// ```
    pub fn words(&self) -> Vec<String> {
        let header_row = self.header_row.map(|row| row.to_string());
        let each = [
            ("--delimiter", self.delimiter.as_deref()),
            ("--quote", self.quote.as_deref()),
            ("--escape", self.escape.as_deref()),
            ("--short-rows", self.short_rows.as_deref()),
            ("--encoding", self.encoding.as_deref()),
            ("--sheet", self.sheet.as_deref()),
            ("--header-row", header_row.as_deref()),
            ("--merged", self.merged.as_deref()),
            ("--records", self.records.as_deref()),
            ("--format", self.format.as_deref()),
        ];
        let stated = each.into_iter().filter_map(|(flag, value)| Some([flag, value?]));
        let no_header = self.no_header.then_some("--no-header");
        stated.flatten().chain(no_header).map(ToOwned::to_owned).collect()
    }

    fn flags(&self) -> ReadingFlags {
        ReadingFlags {
            delimiter: self.delimiter.is_some(),
            quote: self.quote.is_some(),
            escape: self.escape.is_some(),
            encoding: self.encoding.is_some(),
            sheet: self.sheet.is_some(),
            header_row: self.header_row.is_some(),
            no_header: self.no_header,
        }
    }
}

fn delimiter(text: &str) -> Result<u8, ReadingError> {
    match text {
        "tab" | "\\t" | "\t" => Ok(b'\t'),
        _ => match text.as_bytes() {
            [byte] if byte.is_ascii_graphic() && *byte != b'"' => Ok(*byte),
            _ => Err(ReadingError::Delimiter(text.to_owned())),
        },
    }
}

fn sign(option: &'static str, text: &str) -> Result<StatedCharacter, ReadingError> {
    StatedCharacter::parse(text).ok_or_else(|| ReadingError::Sign { option, text: text.to_owned() })
}

fn short_rows(word: &str) -> Result<ShortRows, ReadingError> {
    ShortRows::parse(word).ok_or_else(|| ReadingError::ShortRows(word.to_owned()))
}

/// Common encodings. Others are accepted, too.
pub const ENCODINGS: [&str; 10] = [
    "utf-8",
    "utf-16le",
    "windows-1252",
    "cp850",
    "macintosh",
    "gbk",
    "big5",
    "shift_jis",
    "euc-jp",
    "euc-kr",
];

/// `did you mean "gbk"? `, or nothing.
fn hint(typed: &str, names: impl Iterator<Item = &'static str>) -> String {
    near_name(typed, names).map_or_else(String::new, |near| format!("{near} "))
}

fn encoding_named(label: &str) -> Result<TextEncoding, ReadingError> {
    let unknown = || ReadingError::Encoding(label.to_owned(), hint(label, ENCODINGS.into_iter()));
    ReadOptions::encoding_named(label).ok_or_else(unknown)
}

fn merged_named(word: &str) -> Result<MergedCells, ReadingError> {
    MergedCells::parse(word).ok_or_else(|| ReadingError::Merged(word.to_owned()))
}

fn format_named(name: &str) -> Result<SourceFormat, ReadingError> {
    let names = || SourceFormat::ALL.into_iter().map(SourceFormat::name);
    SourceFormat::parse(name).ok_or_else(|| ReadingError::Format(name.to_owned(), hint(name, names())))
}
