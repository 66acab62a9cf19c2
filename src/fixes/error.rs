//! Why a file of fixes can't be used. Nothing is read or sent then.

use crate::file::FileError;
use crate::source::SourceError;

/// Why a file of fixes can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FixesError {
    /// The file can't be read as a table.
    #[error("--fixes: {0}")]
    Source(SourceError),
    /// The file is no table of fixes. The advice of the reader is about sources, so it is left out.
    #[error(
        "--fixes: {what}; save the fixes as a CSV file in UTF-8 with commas between the cells, whose first row names the \
         columns"
    )]
    NoTable {
        /// What is wrong.
        what: String,
    },
    /// Its encoding is not certain.
    #[error("--fixes: the encoding of {file:?} is not certain; save it as UTF-8")]
    Encoding {
        /// The file.
        file: String,
    },
    /// Standard input has no name by which a resumed run could find it again.
    #[error("--fixes: the fixes can't come from standard input; name a file")]
    Stdin,
    /// A column is missing.
    #[error(
        "--fixes: {file:?} has no column {column:?}; its first row must name the columns row_key, column, was and now (note, \
         file and row are optional)"
    )]
    NoColumn {
        /// The file.
        file: String,
        /// The column.
        column: &'static str,
    },
    /// A line can't be understood.
    #[error("--fixes: {file:?}, line {line}{}: {what}; {remedy}", column_words(.column))]
    Line {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The column of the table of fixes.
        column: Option<&'static str>,
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// The file is too large to be held in memory.
    #[error("--fixes: {file:?} has more than {what}; correct the source itself, or split the import")]
    TooMany {
        /// The file.
        file: String,
        /// The limit.
        what: String,
    },
    /// The file can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// No line was removed.
    #[error("--prune-fixes: no line of {file:?} was removed: {what}")]
    NotPruned {
        /// The file.
        file: String,
        /// Why.
        what: String,
    },
    /// The rows of a source can't be read.
    #[error(transparent)]
    Rows(SourceError),
    /// Nobody wants the rows any more.
    #[error("the reading was stopped")]
    Stopped,
    /// A rejects file is corrected itself.
    #[error(
        "--fixes: {file:?} is a rejects file, and its rows have their corrections already; correct its cells, and leave \
         out --fixes"
    )]
    Rejects {
        /// The source.
        file: String,
    },
}

impl From<SourceError> for FixesError {
    fn from(error: SourceError) -> Self {
        let text = error.to_string();
        let is_about_sources = ["[source]", "--"].iter().any(|advice| text.contains(advice));
        match is_about_sources {
            true => Self::NoTable { what: text.split("; ").next().unwrap_or_default().to_owned() },
            false => Self::Source(error),
        }
    }
}

fn column_words(column: &Option<&'static str>) -> String {
    column.map_or_else(String::new, |column| format!(", column {column}"))
}
