//! What the user may state about a source. What is not stated is found out.

use std::fmt;

use encoding_rs::Encoding;

use crate::file::Interrupt;

/// How the rows of a file are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
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
    /// vCard: one contact a card.
    Vcard,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 7] =
        [Self::Csv, Self::Jsonl, Self::Xlsx, Self::Xls, Self::Xlsb, Self::Ods, Self::Vcard];

    /// The name as options and reports have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Xlsb => "xlsb",
            Self::Ods => "ods",
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

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What the user states; `None` is found out from the content.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The byte between cells of delimited text.
    pub delimiter: Option<u8>,
    /// The encoding of delimited text. A byte order mark in the file goes before it.
    pub encoding: Option<&'static Encoding>,
    /// The sheet of a workbook: its name, or its number from 1.
    pub sheet: Option<String>,
    /// The row of the header, from 1; without it the first row that is not blank.
    pub header_row: Option<u64>,
    /// The format.
    pub format: Option<Format>,
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
    /// Columns without a name, and those whose name stood before, get one: `column 3`, `Phone (2)`. Otherwise such a header
    /// is refused, for a mapping could not say which column it means.
    pub name_columns: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        let (delimiter, encoding, sheet, header_row, format) = (None, None, None, None, None);
        let (interrupt, exported, name_columns) = (Interrupt::default(), false, false);
        Self {
            delimiter,
            encoding,
            sheet,
            header_row,
            format,
            records: None,
            cell_limit: 1_000_000,
            interrupt,
            exported,
            name_columns,
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

    /// Finds an encoding by one of its labels (`windows-1252`, `latin1`, `utf-16le`); `ansi` is Windows-1252.
    pub fn encoding_named(label: &str) -> Option<&'static Encoding> {
        if label.trim().eq_ignore_ascii_case("ansi") {
            return Some(encoding_rs::WINDOWS_1252);
        }
        Encoding::for_label_no_replacement(label.as_bytes())
    }
}
