//! Errors that stop the reading of a source. Each message says what is wrong, where, and what to do.

use crate::features::MissingFeature;
use crate::file::{FileError, STDIN};

use super::encoding::EncodingReading;
use super::read_options::SourceFormat;

/// An error that stops the reading of a source. A problem in one row is an issue of that row instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The file can't be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file is empty.
    #[error("{} is empty: it has no header and no rows; {}", quoted_name(.file), empty_advice(.file))]
    Empty {
        /// The file.
        file: String,
    },
    /// This build reads no workbooks.
    #[error("{file:?} is a workbook, an archive or a page, and {feature}; or save it as CSV")]
    MissingFeature {
        /// The file.
        file: String,
        /// The feature that reads it.
        feature: MissingFeature,
    },
    /// The stated header row is empty or missing.
    #[error("{file:?}, row {row}: the header row that you set is empty or missing; correct header_row")]
    NoHeader {
        /// The file.
        file: String,
        /// The stated row.
        row: u64,
    },
    /// A flag contradicts a rejects file.
    #[error(
        "{file:?} is a rejects file of deskferry, and {what}; leave out {flag}, which is about the source and not \
         about this file"
    )]
    RejectsFlag {
        /// The file.
        file: String,
        /// The flag.
        flag: &'static str,
        /// What the file has.
        what: String,
    },
    /// The first row is a customer.
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
        /// What in the row can't be a column name.
        what: String,
        /// The column names that `--no-header` would give.
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
        /// The rows, and the value that shows it.
        what: String,
        /// The row of the header.
        header: u64,
        /// `it` or `them`.
        them: &'static str,
    },
    /// Files with headers but without rows.
    #[error(
        "{} a header but no rows; export {} again, or add --allow-empty if this is intended",
        holds(files),
        them(files)
    )]
    NoRows {
        /// The files.
        files: Vec<String>,
    },
    /// The header can't be read as text.
    #[error("{file:?}, row {row}: can't read the header: {what}")]
    HeaderText {
        /// The file.
        file: String,
        /// The row of the header.
        row: u64,
        /// What is wrong and what to do.
        what: String,
    },
    /// The content is not a table.
    #[error("{file:?} is {what}, which deskferry does not read; {remedy}")]
    NotATable {
        /// The file.
        file: String,
        /// What it is.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// An HTML page without a table.
    #[error(
        "{file:?} is an HTML page without a table; it may be a login or an error page: look at it in a browser, and \
         export the data again as CSV or XLSX"
    )]
    PageWithoutTable {
        /// The file.
        file: String,
    },
    /// A JSON array is incomplete or damaged.
    #[error("{file:?} is a JSON array {what}, after element {element}; copy or export it again")]
    Array {
        /// The file.
        file: String,
        /// What is wrong with it.
        what: String,
        /// The last complete element, from 1.
        element: u64,
    },
    /// The customers in the JSON are not found or ambiguous.
    #[error("{file:?} {what}; {remedy}")]
    Records {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// The encoding is uncertain.
    #[error(
        "{file:?} {}; add the flag from the line below that shows its cells correctly{}",
        doubt(readings, *mixed),
        lines(readings, *mixed)
    )]
    Encoding {
        /// The file.
        file: String,
        /// Some of its cells in the likeliest encodings.
        readings: Vec<EncodingReading>,
        /// Some rows are in one encoding and some in another.
        mixed: bool,
    },
    /// The encoding that a page declares does not fit its bytes.
    #[error(
        "{file:?} declares the encoding {said}, but its bytes are in another one; add the flag from the line \
         below that shows its cells correctly{}",
        lines(readings, false)
    )]
    PageEncoding {
        /// The file.
        file: String,
        /// The declared encoding.
        said: &'static str,
        /// Some of its cells in the likeliest encodings.
        readings: Vec<EncodingReading>,
    },
    /// The stated character can't be a delimiter.
    #[error(
        "{delimiter:?} can't be a delimiter; use , ; | a tab, or another character that is in no cell and is \
         not the quote or escape"
    )]
    Delimiter {
        /// The stated character.
        delimiter: char,
    },
    /// The stated character can't be a quote or an escape.
    #[error("{sign:?} can't be a quote or an escape; use one visible ASCII character, or none")]
    Sign {
        /// The stated character.
        sign: char,
    },
    /// A workbook is protected with a password.
    #[error("{file:?} is protected with a password; open it in a spreadsheet and save it without one")]
    Encrypted {
        /// The file.
        file: String,
    },
    /// The code page of an old workbook is unknown.
    #[error(
        "{file:?} contains text in {}; save it as XLSX in a spreadsheet that shows it correctly, or set the \
         encoding, for example --encoding windows-1250",
        code_page(*page)
    )]
    CodePage {
        /// The file.
        file: String,
        /// The number of its code page; `None` if it names none.
        page: Option<u16>,
    },
    /// The temporary file for a workbook can't be used.
    #[error(
        "{file:?} needs a temporary file, but deskferry can't use one in {folder}: {what}; free some \
         space there, or set TMPDIR to another folder"
    )]
    Temporary {
        /// The file.
        file: String,
        /// The folder of temporary files.
        folder: String,
        /// The error of the operating system.
        what: String,
    },
    /// A workbook can't be read.
    #[error(
        "{file:?} is damaged, or is not a workbook of the format {format}; open it in a spreadsheet and save \
         it as XLSX; if it does not open, export it again (problem: {what})"
    )]
    Workbook {
        /// The file.
        file: String,
        /// The format it was read as.
        format: SourceFormat,
        /// The problem and its place.
        what: String,
    },
    /// A workbook is cut off.
    #[error("{file:?} is incomplete ({what}); copy, download or export it again")]
    CutOff {
        /// The file.
        file: String,
        /// What is missing, and where.
        what: String,
    },
    /// A workbook exceeds a limit that no real table reaches.
    #[error(
        "{file:?} was not read, because {what}; if you trust its sender, open it in a spreadsheet and save it \
         as CSV"
    )]
    TooMuch {
        /// The file.
        file: String,
        /// The limit it exceeds, and where.
        what: String,
    },
    /// Several sheets have data, and none was stated.
    #[error(
        "{file:?} has several sheets with data: {}; choose one, for example --sheet {:?}",
        list(sheets),
        first(sheets)
    )]
    SeveralSheets {
        /// The file.
        file: String,
        /// The names of the sheets.
        sheets: Vec<String>,
    },
    /// The stated sheet does not exist.
    #[error("{file:?} has no sheet {sheet:?}; it has {}", list(sheets))]
    NoSheet {
        /// The file.
        file: String,
        /// The stated sheet.
        sheet: String,
        /// The sheets that exist.
        sheets: Vec<String>,
    },
    /// Only hidden sheets have data.
    #[error(
        "{file:?} has data only in hidden sheets: {}; to read one of them, add --sheet {:?}",
        list(sheets),
        first(sheets)
    )]
    OnlyHidden {
        /// The file.
        file: String,
        /// The names of the hidden sheets.
        sheets: Vec<String>,
    },
    /// The reading thread panicked.
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

/// One line per reading, followed by what else can be done.
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

/// The name of a file in quotes, or `standard input`.
fn quoted_name(file: &str) -> String {
    if file == STDIN { "standard input".to_owned() } else { format!("{file:?}") }
}

fn empty_advice(file: &str) -> &'static str {
    if file == STDIN { "look at the program that writes into it" } else { "export it again" }
}

fn first(names: &[String]) -> &str {
    names.first().map_or("", String::as_str)
}

/// Names in quotes; at most [`LISTED`] of them.
fn list(names: &[String]) -> String {
    let mut shown: Vec<String> = names.iter().take(LISTED).map(|name| format!("{name:?}")).collect();
    if names.len() > LISTED {
        shown.push(format!("and {} more", names.len() - LISTED));
    }
    shown.join(", ")
}

/// The maximum number of names in a message.
const LISTED: usize = 20;
