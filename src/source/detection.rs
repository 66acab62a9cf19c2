//! What was detected about a source and what the user stated.

use std::fmt;

use crate::file::Compression;

use super::read_options::{SourceFormat, StatedCharacter};

/// A property and whether it was detected or stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provenance<T> {
    /// Detected from the content.
    Found(T),
    /// Guessed, because the content leaves a doubt.
    Guessed(T),
    /// Stated by the user.
    Stated(T),
}

impl<T> Provenance<T> {
    /// The property itself.
    pub fn get(&self) -> &T {
        match self {
            Self::Found(value) | Self::Guessed(value) | Self::Stated(value) => value,
        }
    }

    /// True if the user stated it.
    pub fn is_stated(&self) -> bool {
        matches!(self, Self::Stated(_))
    }

    /// True if it is only the best guess.
    pub fn is_guessed(&self) -> bool {
        matches!(self, Self::Guessed(_))
    }
}

/// The first and last row above the header that are not blank, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TitleRows {
    /// The first row.
    pub first: u64,
    /// The last row.
    pub last: u64,
    /// True if the user stated the header row; otherwise the rows look like a title.
    pub stated: bool,
}

impl fmt::Display for TitleRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, last, stated } = *self;
        let several = match last - first {
            0 => write!(f, "row {first}").map(|()| false),
            1 => write!(f, "rows {first} and {last}").map(|()| true),
            _ => write!(f, "rows {first} to {last}").map(|()| true),
        }?;
        f.write_str(match (stated, several) {
            (true, false) => " is ignored",
            (true, true) => " are ignored",
            (false, false) => " looks like a title",
            (false, true) => " look like a title",
        })
    }
}

/// What is known about a source. Displayed as one line: `csv, gzip, windows-1252, delimiter ';'`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    /// The format.
    pub format: Provenance<SourceFormat>,
    /// How the file is compressed.
    pub compression: Compression,
    /// The encoding of text. It is `US-ASCII so far` until the first other byte: UTF-8 and Windows-1252 differ only
    /// beyond ASCII, so the decision waits for that byte.
    pub encoding: Option<Provenance<&'static str>>,
    /// The byte between the cells of delimited text.
    pub delimiter: Option<Provenance<u8>>,
    /// The quote of delimited text, if it was stated or is not the double quote.
    pub quote: Option<Provenance<StatedCharacter>>,
    /// The escape of delimited text, if it was stated or found.
    pub escape: Option<Provenance<StatedCharacter>>,
    /// The sheet of a workbook.
    pub sheet: Option<Provenance<String>>,
    /// The row of the header, from 1; 0 if there is none, as in JSON.
    pub header_row: u64,
    /// The rows above the header.
    pub title: Option<TitleRows>,
    /// True if the user stated that there is no header.
    pub no_header: bool,
    /// The path of the list of customers in JSON.
    pub records: Option<Provenance<String>>,
    /// True for a rejects file of an earlier run.
    pub rejects: bool,
}

impl fmt::Display for Detection {
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
        match &self.quote {
            Some(quote) if *quote.get() == StatedCharacter::None => {
                write!(f, ", quotes are text{}", stated(quote))?
            }
            Some(quote) => write!(f, ", quote {}{}", quote.get(), stated(quote))?,
            None => {}
        }
        if let Some(escape) = &self.escape {
            let mark = if *escape.get() == StatedCharacter::None { "" } else { "'" };
            write!(f, ", escape {mark}{}{mark}{}", escape.get(), stated(escape))?;
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
        if self.no_header {
            f.write_str(", no header (set by you)")?;
        }
        if let Some(title) = &self.title {
            write!(f, "; {title}")?;
        }
        f.write_str(if self.rejects { ", rejects of an earlier run" } else { "" })
    }
}

fn stated<T>(property: &Provenance<T>) -> &'static str {
    match property {
        Provenance::Found(_) => "",
        Provenance::Guessed(_) => " (a guess)",
        Provenance::Stated(_) => " (set by you)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detection_is_described_in_one_line() {
        let mut detection = Detection {
            format: Provenance::Found(SourceFormat::Csv),
            compression: Compression::Gzip,
            encoding: Some(Provenance::Stated("windows-1252")),
            delimiter: Some(Provenance::Found(b'\t')),
            quote: None,
            escape: None,
            sheet: None,
            header_row: 1,
            title: None,
            no_header: false,
            records: None,
            rejects: false,
        };
        assert_eq!(detection.to_string(), "csv, gzip, windows-1252 (set by you), delimiter '\\t'");
        detection.escape = Some(Provenance::Found(StatedCharacter::Byte(b'\\')));
        assert!(detection.to_string().ends_with(", escape '\\'"));
        detection.quote = Some(Provenance::Found(StatedCharacter::None));
        detection.escape = Some(Provenance::Stated(StatedCharacter::None));
        assert!(detection.to_string().ends_with(", quotes are text, escape none (set by you)"));
        detection.quote = Some(Provenance::Stated(StatedCharacter::Byte(b'\'')));
        assert!(detection.to_string().contains(", quote ' (set by you)"));
        detection.quote = None;
        detection.escape = None;
        detection.sheet = Some(Provenance::Found("Customers".into()));
        detection.encoding = None;
        detection.delimiter = None;
        detection.header_row = 3;
        assert_eq!(detection.to_string(), "csv, gzip, sheet \"Customers\", header in row 3");
        let title = |first, last, stated| TitleRows { first, last, stated }.to_string();
        detection.title = Some(TitleRows { first: 1, last: 2, stated: false });
        assert!(
            detection.to_string().ends_with("header in row 3; rows 1 and 2 look like a title"),
            "{detection}"
        );
        assert_eq!(title(1, 3, false), "rows 1 to 3 look like a title");
        assert_eq!(title(1, 1, true), "row 1 is ignored");
    }
}
