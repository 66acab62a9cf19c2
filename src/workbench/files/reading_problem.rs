//! Why a file can't be read yet, and the choices that would settle it.

use serde::Serialize;

use crate::file::FileError;
use crate::source::{ReadOptions, SourceError, TextEncoding};

/// A problem, in the words of the command line.
#[derive(Debug, Serialize)]
pub(crate) struct ReadingProblem {
    message: String,
    /// Why the file has no rows for anybody: `empty`, `no_table`, `encrypted`, `damaged`, `missing`.
    cause: Option<&'static str>,
    /// The reading option that settles it.
    field: Option<&'static str>,
    choices: Vec<Choice>,
}

/// A value of the option.
#[derive(Debug, Serialize)]
struct Choice {
    value: String,
    /// Cells of the file as this choice reads them.
    cells: Vec<String>,
}

impl ReadingProblem {
    pub(crate) fn of(error: &SourceError) -> Self {
        let (field, choices) = settled_by(error);
        Self { message: error.to_string(), cause: cause(error), field, choices }
    }

    /// The first encoding that is offered.
    pub(crate) fn likely_encoding(&self) -> Option<TextEncoding> {
        let first = self.first_of("encoding")?;
        ReadOptions::encoding_named(first)
    }

    /// The first sheet that is offered.
    pub(crate) fn likely_sheet(&self) -> Option<String> {
        self.first_of("sheet").map(ToOwned::to_owned)
    }

    fn first_of(&self, field: &str) -> Option<&str> {
        let choice = self.choices.first().filter(|_| self.field == Some(field));
        choice.map(|choice| choice.value.as_str())
    }
}

fn cause(error: &SourceError) -> Option<&'static str> {
    match error {
        SourceError::Empty { .. } => Some("empty"),
        SourceError::NotATable { .. } | SourceError::PageWithoutTable { .. } => Some("no_table"),
        SourceError::Encrypted { .. } => Some("encrypted"),
        SourceError::CutOff { .. }
        | SourceError::Workbook { .. }
        | SourceError::File(FileError::Damaged { .. }) => Some("damaged"),
        SourceError::File(FileError::NotFound { .. }) => Some("missing"),
        _ => None,
    }
}

fn settled_by(error: &SourceError) -> (Option<&'static str>, Vec<Choice>) {
    let plain = |value: &String| Choice { value: value.clone(), cells: Vec::new() };
    let row = |row: &u64| vec![Choice { value: row.to_string(), cells: Vec::new() }];
    match error {
        SourceError::Encoding { readings, .. } | SourceError::PageEncoding { readings, .. } => {
            let choice = |reading: &crate::source::EncodingReading| Choice {
                value: reading.encoding.clone(),
                cells: reading.cells.clone(),
            };
            (Some("encoding"), readings.iter().map(choice).collect())
        }
        SourceError::SeveralSheets { sheets, .. }
        | SourceError::NoSheet { sheets, .. }
        | SourceError::OnlyHidden { sheets, .. } => (Some("sheet"), sheets.iter().map(plain).collect()),
        SourceError::DataInsteadOfHeader { row: at, .. } => {
            let none = Choice { value: "none".to_owned(), cells: Vec::new() };
            (Some("header_row"), std::iter::once(none).chain(row(at)).collect())
        }
        SourceError::CustomersAboveHeader { header, .. } => (Some("header_row"), row(header)),
        SourceError::NoHeader { .. } => (Some("header_row"), Vec::new()),
        SourceError::Delimiter { .. } => (Some("delimiter"), Vec::new()),
        SourceError::Records { .. } => (Some("records"), Vec::new()),
        SourceError::HeaderText { .. } | SourceError::CodePage { .. } => (Some("encoding"), Vec::new()),
        _ => (None, Vec::new()),
    }
}
