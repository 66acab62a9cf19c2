//! Why customers can't be written to a file.

use crate::file::FileError;

/// A fault that ends the writing. The file does not appear.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SinkError {
    /// The file itself.
    #[error(transparent)]
    File(#[from] FileError),
    /// A column was chosen that neither the API's page nor any customer has.
    #[error("there is no field {name:?}: {}", known(near, custom))]
    UnknownField {
        /// What was chosen.
        name: String,
        /// The name that comes nearest.
        near: Option<String>,
        /// The custom fields that there are.
        custom: Vec<String>,
    },
    /// A column was chosen twice.
    #[error("the field {name:?} is given twice; give it once")]
    FieldTwice {
        /// What was chosen.
        name: String,
    },
    /// No column was chosen.
    #[error("no field is given; give at least one, such as id")]
    NoField,
    /// More columns than a sheet has.
    #[error(
        "{file:?} would need {columns} columns, but a sheet has at most {most}; choose some with --fields, \
         or write CSV"
    )]
    TooWide {
        /// The file.
        file: String,
        /// Columns that are needed.
        columns: usize,
        /// Columns that there are.
        most: usize,
    },
    /// What was given is no customer.
    #[error(
        "customer {number} of {file:?} is not a JSON object on one line; the temporary copy is damaged: check the disk, and export again"
    )]
    NotACustomer {
        /// The file.
        file: String,
        /// Which customer it is, from 1.
        number: u64,
    },
    /// The workbook's writer refuses.
    #[error("can't write the workbook {file:?}: {source}; write CSV instead, or free up disk space")]
    Workbook {
        /// The file.
        file: String,
        /// The writer's word.
        source: Box<rust_xlsxwriter::XlsxError>,
    },
    /// No such format.
    #[error("unknown format {name:?}; use one of jsonl, json, csv, xlsx")]
    Format {
        /// What was stated.
        name: String,
    },
}

impl SinkError {
    /// True where another choice of fields or format is the remedy.
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
