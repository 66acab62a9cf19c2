//! The formats of files of customers.

use std::fmt;
use std::str::FromStr;

use super::error::SinkError;
use super::xlsx;
use crate::features::MissingFeature;
use crate::file::Compression;

/// A format of a file of customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SinkFormat {
    /// One JSON object on each line.
    Jsonl,
    /// One JSON array.
    Json,
    /// UTF-8 text with commas.
    Csv,
    /// A workbook.
    Xlsx,
}

impl SinkFormat {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Jsonl, Self::Json, Self::Csv, Self::Xlsx];

    /// The name, which is also the file ending.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// An error if this build does not write the format.
    pub fn check(self) -> Result<(), MissingFeature> {
        if self == Self::Xlsx { xlsx::check() } else { Ok(()) }
    }

    /// The format by the ending of a path, in upper or lower case; `.gz` or `.zst` may follow: `customers.csv.gz`.
    pub fn from_path(path: &str) -> Option<Self> {
        let (stem, _) = Compression::of(path);
        let name = stem.rsplit(['/', '\\']).next()?;
        let (_, ending) = name.rsplit_once('.')?;
        ending.parse().ok()
    }
}

impl FromStr for SinkFormat {
    type Err = SinkError;

    fn from_str(name: &str) -> Result<Self, SinkError> {
        let lower = name.trim().to_ascii_lowercase();
        let lower = if lower == "ndjson" { "jsonl" } else { &lower };
        let found = Self::ALL.into_iter().find(|format| format.name() == lower);
        found.ok_or_else(|| SinkError::Format { name: name.to_owned() })
    }
}

impl fmt::Display for SinkFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_determines_the_format() {
        for (path, format) in [
            ("customers.csv.gz", Some(SinkFormat::Csv)),
            ("a.b/x.JSONL.zst", Some(SinkFormat::Jsonl)),
            ("x.ndjson", Some(SinkFormat::Jsonl)),
            ("x.json", Some(SinkFormat::Json)),
            ("s3://bucket/x.xlsx", Some(SinkFormat::Xlsx)),
            ("x.txt", None),
            ("folder.csv/x", None),
            ("-", None),
        ] {
            assert_eq!(SinkFormat::from_path(path), format, "{path}");
        }
        assert_eq!(
            "txt".parse::<SinkFormat>().unwrap_err().to_string(),
            "unknown format \"txt\"; use one of jsonl, json, csv, xlsx"
        );
    }
}
