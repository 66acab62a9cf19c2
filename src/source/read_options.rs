//! What the user can state about a source. Everything else is detected.

use std::fmt;
use std::sync::Arc;

use crate::file::Interrupt;

use super::earlier_words::EarlierWords;
use super::encoding::TextEncoding;

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceFormat {
    /// Delimited text.
    Csv,
    /// JSON, usually one object per line.
    Jsonl,
    /// Excel since 2007, with or without macros.
    Xlsx,
    /// Excel before 2007.
    Xls,
    /// Excel's binary workbook.
    Xlsb,
    /// OpenDocument, as LibreOffice writes it.
    Ods,
    /// The tables of an HTML page, plain or in MIME.
    Html,
    /// A workbook of Excel 2003 as one XML file.
    Xml2003,
    /// vCard: one contact per card.
    Vcard,
}

impl SourceFormat {
    /// All formats.
    pub const ALL: [Self; 9] = [
        Self::Csv,
        Self::Jsonl,
        Self::Xlsx,
        Self::Xls,
        Self::Xlsb,
        Self::Ods,
        Self::Html,
        Self::Xml2003,
        Self::Vcard,
    ];

    /// The name in options and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Xlsb => "xlsb",
            Self::Ods => "ods",
            Self::Html => "html",
            Self::Xml2003 => "xml2003",
            Self::Vcard => "vcard",
        }
    }

    /// Finds a format by its name, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(name.trim()))
    }

    /// True for formats with sheets.
    pub fn is_workbook(self) -> bool {
        !matches!(self, Self::Csv | Self::Jsonl | Self::Vcard)
    }
}

impl fmt::Display for SourceFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How to read a cell that is merged over several rows. Its value is in the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MergedCells {
    /// Only the first row gets the value; the others get a warning.
    #[default]
    First,
    /// Every row gets the value.
    Fill,
}

impl MergedCells {
    /// Finds a variant by its name in mappings and flags.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "first" => Some(Self::First),
            "fill" => Some(Self::Fill),
            _ => None,
        }
    }
}

/// A character that the user states, or the statement that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatedCharacter {
    /// No character has this meaning.
    None,
    /// One ASCII character.
    Byte(u8),
}

impl StatedCharacter {
    /// Parses `none` or one visible ASCII character.
    pub fn parse(text: &str) -> Option<Self> {
        match text.as_bytes() {
            _ if text.eq_ignore_ascii_case("none") => Some(Self::None),
            [byte] if byte.is_ascii_graphic() => Some(Self::Byte(*byte)),
            _ => None,
        }
    }

    /// The character, if there is one.
    pub fn byte(self) -> Option<u8> {
        match self {
            Self::None => None,
            Self::Byte(byte) => Some(byte),
        }
    }
}

impl fmt::Display for StatedCharacter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Byte(byte) => write!(f, "{}", char::from(*byte)),
        }
    }
}

/// What to do with a row that has fewer cells than the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShortRows {
    /// Reject it.
    #[default]
    Reject,
    /// Treat the missing cells as empty.
    Fill,
}

impl ShortRows {
    /// The name in options and mappings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reject => "reject",
            Self::Fill => "fill",
        }
    }

    /// Finds a variant by its name, in any case.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Reject, Self::Fill].into_iter().find(|own| own.name().eq_ignore_ascii_case(word.trim()))
    }
}

/// What is known about the columns before a file is opened.
#[derive(Debug, Clone, Default)]
pub struct KnownColumns {
    /// The columns that the mapping uses.
    pub used: Arc<[String]>,
    /// The columns, by [`crate::record::fold_name`], whose JSON objects stay JSON text.
    pub objects: Arc<[String]>,
    /// True for a common column name.
    pub is_known: Option<fn(&str) -> bool>,
}

/// What the user states about a source; `None` means that it is detected.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The byte between the cells of delimited text.
    pub delimiter: Option<u8>,
    /// The quote of delimited text.
    pub quote: Option<StatedCharacter>,
    /// The escape of delimited text: it makes the quote after it text.
    pub escape: Option<StatedCharacter>,
    /// What to do with rows of delimited text that have fewer cells than the header.
    pub short_rows: ShortRows,
    /// The encoding of delimited text, JSON or vCards. A byte order mark in the file overrides it.
    pub encoding: Option<TextEncoding>,
    /// The sheet of a workbook: its name, or its number from 1.
    pub sheet: Option<String>,
    /// The row of the header, from 1. By default it is detected.
    pub header_row: Option<u64>,
    /// The format.
    pub format: Option<SourceFormat>,
    /// The path of the list of customers in JSON, joined by dots (`customer.records`). `.` means that the objects
    /// themselves are the customers.
    pub records: Option<String>,
    /// The maximum size of a cell in bytes of UTF-8.
    pub cell_limit: usize,
    /// Interrupts waiting for a pipe that sends nothing.
    pub interrupt: Interrupt,
    /// The file is an export by deskferry. Formula guards are removed, JSON objects get the cells of a table, and
    /// cells may have up to [`ReadOptions::EXPORTED_CELL`] bytes.
    pub exported: bool,
    /// How to read cells that are merged over several rows.
    pub merged: MergedCells,
    /// Gives a name to columns without one and to repeated names: `column 3`, `Phone (2)`. Otherwise a mapping can't
    /// use such columns, because their names are not unique.
    pub name_columns: bool,
    /// There is no header: the first row is data, and the columns are `A`, `B`, ... as in a spreadsheet.
    pub no_header: bool,
    /// What is known about the columns; it helps to find the header.
    pub known: KnownColumns,
    /// The texts of the runs whose rejects are read; they show the encoding of a file that an office has saved.
    pub earlier_words: Option<EarlierWords>,
    /// A source without rows is not an error.
    pub allow_empty: bool,
    /// A column with values that no rule uses is an error.
    pub strict_columns: bool,
    /// Columns that JSON has even if no record has a member for them, such as those of a schema.
    pub more_columns: Arc<[String]>,
    /// Which of these the command line states. The others are from a mapping, and a rejects file ignores them.
    pub flags: ReadingFlags,
}

/// The reading options that the command line states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadingFlags {
    /// `--delimiter`
    pub delimiter: bool,
    /// `--quote`
    pub quote: bool,
    /// `--escape`
    pub escape: bool,
    /// `--encoding`
    pub encoding: bool,
    /// `--sheet`
    pub sheet: bool,
    /// `--header-row`
    pub header_row: bool,
    /// `--no-header`
    pub no_header: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            delimiter: None,
            quote: None,
            escape: None,
            short_rows: ShortRows::Reject,
            encoding: None,
            sheet: None,
            header_row: None,
            format: None,
            records: None,
            cell_limit: 1_000_000,
            interrupt: Interrupt::default(),
            exported: false,
            merged: MergedCells::default(),
            name_columns: false,
            no_header: false,
            known: KnownColumns::default(),
            earlier_words: None,
            allow_empty: false,
            strict_columns: false,
            more_columns: Arc::default(),
            flags: ReadingFlags::default(),
        }
    }
}

impl ReadOptions {
    /// The maximum size of a cell of an export, in bytes.
    pub const EXPORTED_CELL: usize = 64 * 1024 * 1024;

    /// The options for a rejects file, whose form has nothing to do with that of its source: only flags count.
    pub(super) fn for_rejects(&self) -> Self {
        let flags = self.flags;
        Self {
            delimiter: self.delimiter.filter(|_| flags.delimiter),
            quote: self.quote.filter(|_| flags.quote),
            escape: self.escape.filter(|_| flags.escape),
            short_rows: ShortRows::Reject,
            encoding: self.encoding.filter(|_| flags.encoding),
            sheet: self.sheet.clone().filter(|_| flags.sheet),
            header_row: self.header_row.filter(|_| flags.header_row),
            no_header: self.no_header && flags.no_header,
            exported: false,
            merged: MergedCells::default(),
            ..self.clone()
        }
    }

    /// The maximum size of a cell, in bytes.
    pub(super) fn limit(&self) -> usize {
        if self.exported { self.cell_limit.max(Self::EXPORTED_CELL) } else { self.cell_limit }
    }

    /// Finds an encoding by one of its names (`windows-1252`, `latin1`, `utf-16le`, `cp850`, `mac-roman`); `ansi` is
    /// Windows-1252.
    pub fn encoding_named(label: &str) -> Option<TextEncoding> {
        TextEncoding::named(label)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("none", Some(StatedCharacter::None))]
    #[case("'", Some(StatedCharacter::Byte(b'\'')))]
    #[case("\\", Some(StatedCharacter::Byte(b'\\')))]
    #[case("", None)]
    #[case("''", None)]
    #[case("«", None)]
    #[case(" ", None)]
    fn stated_characters_are_parsed(#[case] text: &str, #[case] expected: Option<StatedCharacter>) {
        assert_eq!(StatedCharacter::parse(text), expected);
        assert!(expected.is_none_or(|sign| sign.to_string() == text));
    }
}
