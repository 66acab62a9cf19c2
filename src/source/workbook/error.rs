//! Why a workbook can't be read, before the name of the file is known.

use std::fmt;
use std::io;

use crate::source::encoding::EncodingReading;
use crate::source::error::SourceError;
use crate::source::read_options::SourceFormat;

use super::limits;

/// Why a workbook can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WorkbookError {
    /// It is encrypted.
    Password,
    /// Invalid content; the text says what is wrong.
    Damaged(String),
    /// It ends too early.
    Cut(String),
    /// A limit is exceeded; the text says which.
    TooMuch(String),
    /// Its encoding is uncertain; these are the likely readings.
    Encoding(Vec<EncodingReading>),
    /// It declares this encoding, but its bytes are in another; these are the likely readings.
    Contradicts(&'static str, Vec<EncodingReading>),
    /// An HTML page without a table.
    NoTable,
    /// Its texts are in a code page that is unknown, or in an unnamed one (`None`).
    CodePage(Option<u16>),
    /// A temporary file can't be used, for this reason.
    Temporary(String),
}

impl WorkbookError {
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged(what.into())
    }

    pub(crate) fn cut(what: impl Into<String>) -> Self {
        Self::Cut(what.into())
    }

    /// A row has more text than [`limits::ROW`].
    pub(crate) fn row_too_long() -> Self {
        Self::TooMuch(format!("it has a row of more than {} MB of text", limits::ROW / 1024 / 1024))
    }

    /// Adds a place to the message.
    pub(crate) fn at(self, place: &str) -> Self {
        match self {
            Self::Password | Self::Encoding(_) | Self::Contradicts(..) | Self::NoTable => self,
            Self::CodePage(_) | Self::Temporary(_) => self,
            Self::Damaged(what) => Self::Damaged(format!("{place}: {what}")),
            Self::Cut(what) => Self::Cut(format!("{place}: {what}")),
            Self::TooMuch(what) => Self::TooMuch(format!("{what}, {place}")),
        }
    }

    /// The error for the user. `after` is the last row that was read.
    pub(crate) fn into_source_error(
        self,
        file: &str,
        format: SourceFormat,
        after: Option<u64>,
    ) -> SourceError {
        let file = file.to_owned();
        let place = after.filter(|row| *row > 0).map_or_else(String::new, |row| format!(", after row {row}"));
        match self {
            Self::Password => SourceError::Encrypted { file },
            Self::Encoding(readings) => SourceError::Encoding { file, readings, mixed: false },
            Self::Contradicts(said, readings) => SourceError::PageEncoding { file, said, readings },
            Self::NoTable => SourceError::PageWithoutTable { file },
            Self::CodePage(page) => SourceError::CodePage { file, page },
            Self::Temporary(what) => {
                SourceError::Temporary { file, folder: std::env::temp_dir().display().to_string(), what }
            }
            Self::Cut(what) => SourceError::CutOff { file, what: what + &place },
            Self::Damaged(what) => SourceError::Workbook { file, format, what: what + &place },
            Self::TooMuch(what) => SourceError::TooMuch { file, what: what + &place },
        }
    }
}

impl fmt::Display for WorkbookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Password => f.write_str("it is encrypted"),
            Self::Encoding(_) => f.write_str("it is not UTF-8, and its encoding is uncertain"),
            Self::Contradicts(said, _) => write!(f, "it declares the encoding {said}, but does not use it"),
            Self::Damaged(what) | Self::TooMuch(what) | Self::Cut(what) => f.write_str(what),
            Self::NoTable => f.write_str("it has no table"),
            Self::CodePage(_) => f.write_str("its code page is unknown"),
            Self::Temporary(what) => write!(f, "its temporary file: {what}"),
        }
    }
}

impl std::error::Error for WorkbookError {}

/// Lets the error pass through readers that only know `io::Error`; `From<io::Error>` restores it.
impl From<WorkbookError> for io::Error {
    fn from(error: WorkbookError) -> Self {
        Self::other(error)
    }
}

impl From<&io::Error> for WorkbookError {
    fn from(error: &io::Error) -> Self {
        let own = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>());
        own.cloned().unwrap_or_else(|| Self::damaged(error.to_string()))
    }
}

impl From<io::Error> for WorkbookError {
    fn from(error: io::Error) -> Self {
        Self::from(&error)
    }
}

impl From<zip::result::ZipError> for WorkbookError {
    fn from(error: zip::result::ZipError) -> Self {
        use zip::result::ZipError;
        match error {
            ZipError::Io(error) => error.into(),
            ZipError::InvalidPassword => Self::Password,
            ZipError::UnsupportedArchive(what) if what == ZipError::PASSWORD_REQUIRED => Self::Password,
            other => Self::damaged(other.to_string()),
        }
    }
}

impl From<quick_xml::Error> for WorkbookError {
    fn from(error: quick_xml::Error) -> Self {
        match error {
            quick_xml::Error::Io(error) => Self::from(error.as_ref()),
            other => Self::damaged(other.to_string()),
        }
    }
}
