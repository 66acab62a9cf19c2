//! What was found out about a source, and what of it the user had stated.

use std::fmt;

use crate::file::Compression;

use super::options::Format;

/// A property, and how it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told<T> {
    /// Found out from the content.
    Found(T),
    /// Stated by the user.
    Stated(T),
}

impl<T> Told<T> {
    /// The property, however it is known.
    pub fn get(&self) -> &T {
        match self {
            Self::Found(value) | Self::Stated(value) => value,
        }
    }

    /// True where the user stated it.
    pub fn is_stated(&self) -> bool {
        matches!(self, Self::Stated(_))
    }
}

/// What is known of a source. Its text is one line: `csv, gzip, windows-1252, delimiter ';'`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The format.
    pub format: Told<Format>,
    /// How the file is packed.
    pub compression: Compression,
    /// The encoding of text. `US-ASCII` as long as nothing else was seen: UTF-8 and Windows-1252 differ only
    /// beyond it, and which one it is gets decided where it first makes a difference.
    pub encoding: Option<Told<&'static str>>,
    /// The byte between cells of delimited text.
    pub delimiter: Option<Told<u8>>,
    /// The sheet of a workbook.
    pub sheet: Option<Told<String>>,
    /// The row of the header, from 1; 0 where there is none (JSON Lines).
    pub header_row: u64,
    /// Where the customers are in JSON: the names that lead to their list.
    pub records: Option<Told<String>>,
    /// True for a rejects file of an earlier run.
    pub rejects: bool,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.format.get(), stated(&self.format))?;
        if self.compression != Compression::None {
            write!(f, ", {}", self.compression)?;
        }
        if let Some(encoding) = &self.encoding {
            write!(f, ", {}{}", encoding.get().to_lowercase(), stated(encoding))?;
        }
        if let Some(delimiter) = &self.delimiter {
            write!(f, ", delimiter {:?}{}", char::from(*delimiter.get()), stated(delimiter))?;
        }
        if let Some(sheet) = &self.sheet {
            write!(f, ", sheet {:?}{}", sheet.get(), stated(sheet))?;
        }
        if let Some(records) = &self.records {
            write!(f, ", records in {:?}{}", records.get(), stated(records))?;
        }
        if self.header_row > 1 {
            write!(f, ", header in row {}", self.header_row)?;
        }
        f.write_str(if self.rejects { ", rejects of an earlier run" } else { "" })
    }
}

fn stated<T>(told: &Told<T>) -> &'static str {
    if told.is_stated() { " (stated)" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_line() {
        let mut said = Said {
            format: Told::Found(Format::Csv),
            compression: Compression::Gzip,
            encoding: Some(Told::Stated("windows-1252")),
            delimiter: Some(Told::Found(b'\t')),
            sheet: None,
            header_row: 1,
            records: None,
            rejects: false,
        };
        assert_eq!(said.to_string(), "csv, gzip, windows-1252 (stated), delimiter '\\t'");
        said.sheet = Some(Told::Found("Customers".into()));
        (said.encoding, said.delimiter, said.header_row) = (None, None, 3);
        assert_eq!(said.to_string(), "csv, gzip, sheet \"Customers\", header in row 3");
    }
}
