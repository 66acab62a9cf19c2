//! Where the rows of a source come from.

/// The origin of rows: a file, or a sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceOrigin {
    /// The path as the user gave it; `-` for standard input.
    pub file: String,
    /// The sheet of a workbook; `None` for flat files.
    pub sheet: Option<String>,
    /// True for a rejects file: its underscore columns are not data, and ISO dates are accepted.
    pub rejects: bool,
}
