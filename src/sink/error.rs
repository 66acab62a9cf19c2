//! Why customers can't be written to a file.

use crate::features::MissingFeature;
use crate::file::FileError;

/// Why customers can't be written to a file. The file does not exist then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SinkError {
    /// The file can't be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A chosen column is neither documented nor a field of any customer.
    #[error("there is no field {name:?}: {}", known(near, custom))]
    UnknownField {
        /// The chosen name.
        name: String,
        /// The most similar name.
        near: Option<String>,
        /// The names of the custom fields.
        custom: Vec<String>,
    },
    /// A column was chosen twice.
    #[error("the field {name:?} is given twice; give it once")]
    FieldTwice {
        /// The chosen name.
        name: String,
    },
    /// No column was chosen.
    #[error("no field is given; give at least one, such as id")]
    NoField,
    /// A sheet can't have so many columns.
    #[error(
        "{file:?} would need {columns} columns, but a sheet has at most {most}; choose some with --fields, \
         or write CSV"
    )]
    TooWide {
        /// The file.
        file: String,
        /// Columns that are needed.
        columns: usize,
        /// Columns that a sheet can have.
        most: usize,
    },
    /// The text is not a JSON object on one line.
    #[error(
        "customer {number} of {file:?} is not a JSON object on one line; the temporary copy is damaged: check the disk, and export again"
    )]
    NotACustomer {
        /// The file.
        file: String,
        /// The number of the customer, from 1.
        number: u64,
    },
    /// The workbook library failed.
    #[error("can't write the workbook {file:?}: {source}; write CSV instead, or free up disk space")]
    Workbook {
        /// The file.
        file: String,
        /// Its error.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// This build writes no workbooks.
    #[error("{0}; or write CSV")]
    MissingFeature(#[from] MissingFeature),
    /// The format is unknown.
    #[error("unknown format {name:?}; use one of jsonl, json, csv, xlsx")]
    Format {
        /// The given name.
        name: String,
    },
}

impl SinkError {
    /// True if other fields or another format would help.
    pub fn is_usage(&self) -> bool {
        !matches!(self, Self::File(_) | Self::NotACustomer { .. } | Self::Workbook { .. })
    }
}

/// `did you mean "email"? The custom fields are customFields.a, customFields.b`
fn known(near: &Option<String>, custom: &[String]) -> String {
    let near = near.as_ref().map_or_else(String::new, |near| format!("did you mean {near:?}? "));
    let some = custom.iter().take(10).map(String::as_str).collect::<Vec<_>>().join(", ");
    match custom.len() {
        0 => format!("{near}no customer has custom fields; the other fields are those of the documentation"),
        1..=10 => format!("{near}the custom fields are {some}"),
        more => format!("{near}the custom fields are {some} and {} more", more - 10),
    }
}
