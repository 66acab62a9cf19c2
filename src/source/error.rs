//! Why a source can't be read at all: each says what is the matter, where, and what to do.

use crate::file::{FileError, STDIN};

use super::encoding::EncodingReading;
use super::read_options::SourceFormat;

/// A fault that ends the reading of a source. A fault of one row is an issue of that row instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The file itself.
    #[error(transparent)]
    File(#[from] FileError),
    /// Nothing in it.
    #[error("{} is empty: it has no header and no rows; {}", said(.file), empty_advice(.file))]
    Empty {
        /// The file.
        file: String,
    },
    /// The header row that was stated is not there.
    #[error("{file:?}, row {row}: the header row that you set is empty or missing; correct header_row")]
    NoHeader {
        /// The file.
        file: String,
        /// The row that was stated.
        row: u64,
    },
    /// The first row is a customer's.
    #[error(
        "{file:?}, row {row} looks like a customer, not like a header, because {what}; if the file has no \
         header, add --no-header (or no_header = true under [source] in the mapping): {names}; if this row \
         is the header, add --header-row {row}; if the header is below row 20, add --header-row with its row"
    )]
    DataInsteadOfHeader {
        /// The file.
        file: String,
        /// The row.
        row: u64,
        /// What in it no column is called.
        what: String,
        /// What the columns are called without a header.
        names: String,
    },
    /// Rows above the header are customers.
    #[error(
        "{file:?}: {what}; to keep {them}, move the header to the first row; to leave {them} out, add --header-row {header} \
         (or header_row = {header} under [source] in the mapping)"
    )]
    CustomersAboveHeader {
        /// The file.
        file: String,
        /// Which rows, and what shows it.
        what: String,
        /// The row of the header.
        header: u64,
        /// `it` or `them`.
        them: &'static str,
    },
    /// Headers, and nothing below them.
    #[error(
        "{} a header but no rows; export {} again, or add --allow-empty if this is intended",
        holds(files),
        them(files)
    )]
    NoRows {
        /// The files.
        files: Vec<String>,
    },
    /// The header is not text.
    #[error("{file:?}, row {row}: can't read the header: {what}")]
    HeaderText {
        /// The file.
        file: String,
        /// The row of the header.
        row: u64,
        /// What is wrong and what to do.
        what: String,
    },
    /// Content that is no table.
    #[error("{file:?} is {what}, which deskferry does not read; {remedy}")]
    NotATable {
        /// The file.
        file: String,
        /// What it is.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A page, and nothing of a table in it.
    #[error(
        "{file:?} is an HTML page without a table; it may be a login or an error page: look at it in a browser, and \
         export the data again as CSV or XLSX"
    )]
    PageWithoutTable {
        /// The file.
        file: String,
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
        "{file:?} {}; add the flag of the line below that shows its cells correctly{}",
        doubt(readings, *mixed),
        lines(readings, *mixed)
    )]
    Encoding {
        /// The file.
        file: String,
        /// Some of its cells as the likeliest encodings read them.
        readings: Vec<EncodingReading>,
        /// Some rows are in one encoding and some in another.
        mixed: bool,
    },
    /// A page that says of its encoding what its bytes do not.
    #[error(
        "{file:?} declares the encoding {said}, but its bytes are in another one; add the flag of the line \
         below that shows its cells correctly{}",
        lines(readings, false)
    )]
    PageEncoding {
        /// The file.
        file: String,
        /// What the page says.
        said: &'static str,
        /// Some of its cells as the likeliest encodings read them.
        readings: Vec<EncodingReading>,
    },
    /// A byte that can't part cells.
    #[error(
        "{delimiter:?} can't be a delimiter; use , ; | a tab, or another character that is in no cell and is \
         not the quote or escape"
    )]
    Delimiter {
        /// What was stated.
        delimiter: char,
    },
    /// A byte that can't be a quote or an escape.
    #[error("{sign:?} can't be a quote or an escape; use one visible ASCII character, or none")]
    Sign {
        /// What was stated.
        sign: char,
    },
    /// A workbook behind a password.
    #[error("{file:?} is protected with a password; open it in a spreadsheet and save it without one")]
    Encrypted {
        /// The file.
        file: String,
    },
    /// An old workbook whose texts can't be told.
    #[error(
        "{file:?} has texts in {}; save it as XLSX in a spreadsheet that shows it correctly, or set the \
         encoding, for example --encoding windows-1250",
        code_page(*page)
    )]
    CodePage {
        /// The file.
        file: String,
        /// The number of its code page; `None` where it names none.
        page: Option<u16>,
    },
    /// A workbook that has to pass through a temporary file.
    #[error(
        "{file:?} needs a temporary file, but deskferry can't use one in {folder}: {what}; free some \
         space there, or set TMPDIR to another folder"
    )]
    Temporary {
        /// The file.
        file: String,
        /// The folder of temporary files.
        folder: String,
        /// The system's word.
        what: String,
    },
    /// A workbook that can't be read.
    #[error(
        "{file:?} is damaged, or is not a workbook of the format {format}; open it in a spreadsheet and save \
         it as XLSX; if it does not open, export it again (problem: {what})"
    )]
    Workbook {
        /// The file.
        file: String,
        /// How it was read.
        format: SourceFormat,
        /// The reader's word, and where it was.
        what: String,
    },
    /// A workbook that was not copied to its end.
    #[error("{file:?} is incomplete ({what}); copy, download or export it again")]
    CutOff {
        /// The file.
        file: String,
        /// What is missing, and where.
        what: String,
    },
    /// A workbook that asks for more than any table does.
    #[error(
        "{file:?} was not read, because {what}; if you trust its sender, open it in a spreadsheet and save it \
         as CSV"
    )]
    TooMuch {
        /// The file.
        file: String,
        /// What it asks for, and where.
        what: String,
    },
    /// Several sheets, and none named.
    #[error(
        "{file:?} has several sheets with data: {}; choose one, for example --sheet {:?}",
        list(sheets),
        first(sheets)
    )]
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
        "{file:?} has data only in hidden sheets: {}; to read one of them, add --sheet {:?}",
        list(sheets),
        first(sheets)
    )]
    OnlyHidden {
        /// The file.
        file: String,
        /// Their names.
        sheets: Vec<String>,
    },
    /// The reading thread broke down.
    #[error("reading {file:?} failed with an internal error (a bug); please report it")]
    Defect {
        /// The file.
        file: String,
    },
}

fn code_page(page: Option<u16>) -> String {
    match page {
        Some(page) => format!("code page {page}, which deskferry does not know"),
        None => "an unnamed code page".to_owned(),
    }
}

fn holds(files: &[String]) -> String {
    let verb = if files.len() == 1 { "has" } else { "have" };
    format!("{} {verb}", list(files))
}

fn them(files: &[String]) -> &'static str {
    if files.len() == 1 { "it" } else { "them" }
}

fn doubt(readings: &[EncodingReading], mixed: bool) -> &'static str {
    let utf8 = |reading: &EncodingReading| reading.encoding == "utf-8";
    if mixed {
        "has rows in two encodings"
    } else if readings.iter().any(utf8) {
        "may be UTF-8 or in another encoding"
    } else {
        "is not UTF-8, and its encoding is uncertain"
    }
}

/// Each reading on a line of its own, and what else can be done.
fn lines(readings: &[EncodingReading], mixed: bool) -> String {
    let lines: String = readings.iter().map(|reading| format!("\n  {reading}")).collect();
    let example = readings.first().map_or("utf-8", |reading| reading.encoding.as_str());
    let whole = if mixed {
        "the other rows will be wrong or rejected; if the file was put together from several files, save \
         each of them as UTF-8 first"
    } else {
        "if none does, set another encoding, or save the file as UTF-8 in a program that shows it correctly"
    };
    format!("{lines}\n{whole}; in a mapping, write encoding = {example:?} under [source]")
}

/// A file by its name.
fn said(file: &str) -> String {
    if file == STDIN { "standard input".to_owned() } else { format!("{file:?}") }
}

fn empty_advice(file: &str) -> &'static str {
    if file == STDIN { "look at the program that writes into it" } else { "export it again" }
}

fn first(names: &[String]) -> &str {
    names.first().map_or("", String::as_str)
}

/// Names in quotes; of many the first.
fn list(names: &[String]) -> String {
    let mut shown: Vec<String> = names.iter().take(LISTED).map(|name| format!("{name:?}")).collect();
    if names.len() > LISTED {
        shown.push(format!("and {} more", names.len() - LISTED));
    }
    shown.join(", ")
}

/// So many names are told.
const LISTED: usize = 20;
