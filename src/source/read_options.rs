//! What the user may state about a source. What is not stated is found out.

use std::fmt;
use std::sync::Arc;

use crate::file::Interrupt;

use super::encoding::TextEncoding;

/// How the rows of a file are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceFormat {
    /// Delimited text.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// Excel since 2007 (also with macros).
    Xlsx,
    /// Excel before 2007.
    Xls,
    /// Excel's binary workbook.
    Xlsb,
    /// OpenDocument, as LibreOffice writes it.
    Ods,
    /// Tables of a page, plain or in MIME.
    Html,
    /// A workbook of Excel 2003 as one XML file.
    Xml2003,
    /// vCard: one contact a card.
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

    /// The name as options and reports have it.
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

    /// True for the formats that have sheets.
    pub fn is_workbook(self) -> bool {
        !matches!(self, Self::Csv | Self::Jsonl | Self::Vcard)
    }
}

impl fmt::Display for SourceFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What becomes of a cell that is merged over several rows. Its value stands in the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MergedCells {
    /// It counts for its first row alone; the others get a warning.
    #[default]
    First,
    /// The value counts for each of its rows.
    Fill,
}

impl MergedCells {
    /// Finds it by the word that mappings and flags have for it.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "first" => Some(Self::First),
            "fill" => Some(Self::Fill),
            _ => None,
        }
    }
}

/// A character that the user states, or that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatedCharacter {
    /// No character has this meaning.
    None,
    /// One character of ASCII.
    Byte(u8),
}

impl StatedCharacter {
    /// Reads `none`, or one character of ASCII that can be seen.
    pub fn parse(text: &str) -> Option<Self> {
        match text.as_bytes() {
            _ if text.eq_ignore_ascii_case("none") => Some(Self::None),
            [byte] if byte.is_ascii_graphic() => Some(Self::Byte(*byte)),
            _ => None,
        }
    }

    /// The character.
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

/// What becomes of a row that has fewer cells than the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShortRows {
    /// It is rejected.
    #[default]
    Reject,
    /// Its missing last cells are empty.
    Fill,
}

impl ShortRows {
    /// The word of options and mappings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reject => "reject",
            Self::Fill => "fill",
        }
    }

    /// Finds it by its word, in any case.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Reject, Self::Fill].into_iter().find(|own| own.name().eq_ignore_ascii_case(word.trim()))
    }
}

/// What is known of the columns before a file is opened.
#[derive(Debug, Clone, Default)]
pub struct KnownColumns {
    /// The columns that a mapping uses.
    pub used: Arc<[String]>,
    /// The columns, by [`fold_name`], whose cells are objects of JSON: these stay as they are written.
    pub objects: Arc<[String]>,
    /// True for a name that people give to columns.
    pub is_known: Option<fn(&str) -> bool>,
}

/// What the user states; `None` is found out from the content.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The byte between cells of delimited text.
    pub delimiter: Option<u8>,
    /// What stands around cells of delimited text.
    pub quote: Option<StatedCharacter>,
    /// What makes text of a quote inside of a cell of delimited text.
    pub escape: Option<StatedCharacter>,
    /// What becomes of rows of delimited text that have fewer cells than the header.
    pub short_rows: ShortRows,
    /// The encoding of delimited text, of JSON or of vCards. A byte order mark in the file goes before it.
    pub encoding: Option<TextEncoding>,
    /// The sheet of a workbook: its name, or its number from 1.
    pub sheet: Option<String>,
    /// The row of the header, from 1; without it the first row that is not blank.
    pub header_row: Option<u64>,
    /// The format.
    pub format: Option<SourceFormat>,
    /// Where the customers are in JSON: the names that lead to their list, with dots between them (`customer.records`);
    /// `.` where the objects themselves are the customers.
    pub records: Option<String>,
    /// No cell may have more bytes (of UTF-8) than this.
    pub cell_limit: usize,
    /// Ends the reading of a pipe that sends nothing.
    pub interrupt: Interrupt,
    /// The file is an export of ours: guards of CSV come off, objects of JSON have the cells that a table would have, and
    /// cells of up to [`ReadOptions::EXPORTED_CELL`] bytes are taken.
    pub exported: bool,
    /// What becomes of cells that are merged over several rows.
    pub merged: MergedCells,
    /// Columns without a name, and those whose name stood before, get one: `column 3`, `Phone (2)`. Otherwise a mapping
    /// can't use such a column, for it could not say which one it means.
    pub name_columns: bool,
    /// There is no header: the first row is data, and the columns are `A`, `B`, ... as in a spreadsheet.
    pub no_header: bool,
    /// What is known of the columns, which helps to find the header.
    pub known: KnownColumns,
    /// A source without rows is none that broke.
    pub allow_empty: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        let delimiter = None;
        let encoding = None;
        let sheet = None;
        let header_row = None;
        let format = None;
        let interrupt = Interrupt::default();
        let exported = false;
        let name_columns = false;
        Self {
            delimiter,
            quote: None,
            escape: None,
            short_rows: ShortRows::Reject,
            encoding,
            sheet,
            header_row,
            format,
            records: None,
            cell_limit: 1_000_000,
            interrupt,
            exported,
            merged: MergedCells::default(),
            name_columns,
            no_header: false,
            known: KnownColumns::default(),
            allow_empty: false,
        }
    }
}

impl ReadOptions {
    /// No cell of an export may have more bytes than this.
    pub const EXPORTED_CELL: usize = 64 * 1024 * 1024;

    /// The most bytes of a cell.
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
    fn signs(#[case] text: &str, #[case] expected: Option<StatedCharacter>) {
        assert_eq!(StatedCharacter::parse(text), expected);
        assert!(expected.is_none_or(|sign| sign.to_string() == text));
    }
}
