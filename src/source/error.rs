//! Why a source can't be read at all: each says what is the matter, where, and what to do.

use crate::file::FileError;
use crate::record::HeaderError;

use super::options::Format;

/// A fault that ends the reading of a source. A fault of one row is an issue of that row instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The file itself.
    #[error(transparent)]
    File(#[from] FileError),
    /// Nothing in it.
    #[error("{file:?} is empty: it has no header and no rows; export it again")]
    Empty {
        /// The file.
        file: String,
    },
    /// The header row that was stated is not there.
    #[error("{file:?} has nothing in row {row}, which was stated as its header; correct header_row")]
    NoHeader {
        /// The file.
        file: String,
        /// The row that was stated.
        row: u64,
    },
    /// The header can't be used.
    #[error("{file:?}, row {row}: {source}; give every column one name of its own{hint}")]
    Header {
        /// The file.
        file: String,
        /// The row of the header.
        row: u64,
        /// What else may be wrong.
        hint: &'static str,
        /// What is wrong with it.
        source: HeaderError,
    },
    /// The header is not text.
    #[error("{file:?}, row {row}: the header can't be read: {what}")]
    HeaderText {
        /// The file.
        file: String,
        /// The row of the header.
        row: u64,
        /// What is wrong and what to do.
        what: String,
    },
    /// Content that is no table.
    #[error("{file:?} is {what}, not a table; {remedy}")]
    NotATable {
        /// The file.
        file: String,
        /// What it is.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A JSON array that is not whole.
    #[error("{file:?} is a JSON array {what}, after element {element}; copy or export it again")]
    Array {
        /// The file.
        file: String,
        /// What is wrong with it.
        what: String,
        /// The last whole element, from 1.
        element: u64,
    },
    /// JSON of which nobody can tell where the customers are, or that has none.
    #[error("{file:?} {what}; {remedy}")]
    Records {
        /// The file.
        file: String,
        /// What is the matter.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// Nobody can tell the encoding.
    #[error(
        "{file:?} is not UTF-8, and looks more like {guess} than windows-1252; \
         state the right one, for example --encoding {guess}"
    )]
    Encoding {
        /// The file.
        file: String,
        /// The encoding that it looks like.
        guess: &'static str,
    },
    /// A byte that can't part cells.
    #[error(
        "{delimiter:?} can't be a delimiter; use one of , ; | or a tab, or another sign that no cell holds"
    )]
    Delimiter {
        /// What was stated.
        delimiter: char,
    },
    /// A workbook behind a password.
    #[error("{file:?} is encrypted with a password; open it in a spreadsheet and save it without one")]
    Encrypted {
        /// The file.
        file: String,
    },
    /// A workbook that can't be read.
    #[error(
        "{file:?} is damaged, or not a workbook that can be read as {format} ({what}); save it again as XLSX"
    )]
    Workbook {
        /// The file.
        file: String,
        /// How it was read.
        format: Format,
        /// The reader's word, and where it was.
        what: String,
    },
    /// A workbook that asks for more than any table does.
    #[error("{file:?} is refused: {what}; if you trust it, open it in a spreadsheet and save it as CSV")]
    TooMuch {
        /// The file.
        file: String,
        /// What it asks for, and where.
        what: String,
    },
    /// Several sheets, and none named.
    #[error("{file:?} has several sheets with data: {}; state one with --sheet", list(sheets))]
    SeveralSheets {
        /// The file.
        file: String,
        /// Their names.
        sheets: Vec<String>,
    },
    /// No sheet of that name.
    #[error("{file:?} has no sheet {sheet:?}; it has {}", list(sheets))]
    NoSheet {
        /// The file.
        file: String,
        /// What was stated.
        sheet: String,
        /// What there is.
        sheets: Vec<String>,
    },
    /// Data only where nobody sees it.
    #[error(
        "{file:?} has data only in hidden sheets: {}; name one with --sheet if it is meant",
        list(sheets)
    )]
    OnlyHidden {
        /// The file.
        file: String,
        /// Their names.
        sheets: Vec<String>,
    },
    /// The reading thread broke down.
    #[error("reading {file:?} broke off; this is a defect of deskferry, please report it")]
    Defect {
        /// The file.
        file: String,
    },
}

/// Names in quotes; of many the first.
fn list(names: &[String]) -> String {
    let mut shown: Vec<String> = names.iter().take(LISTED).map(|name| format!("{name:?}")).collect();
    if names.len() > LISTED {
        shown.push(format!("{} more", names.len() - LISTED));
    }
    shown.join(", ")
}

/// So many names are told.
const LISTED: usize = 20;
