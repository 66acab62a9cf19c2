//! Where the rows of a source come from.

/// Where rows come from: one file, or one sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceOrigin {
    /// The path as the user gave it; `-` is standard input.
    pub file: String,
    /// The sheet of a workbook; `None` for flat files.
    pub sheet: Option<String>,
    /// True for a rejects file of an earlier run: its underscore columns are not data, and ISO dates are accepted.
    pub rejects: bool,
}
