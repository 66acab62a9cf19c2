//! Why a target ends before its input does.

use std::io;

use crate::exit_status::ExitStatus;
use crate::file::FileError;
use crate::journal::JournalError;

/// Why a target ends.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SingerError {
    /// A line of the input is no message.
    #[error(
        "standard input, line {line}: {what}; no STATE from here on was passed on, so the tap sends these records again"
    )]
    Line {
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// The input can't be read.
    #[error("can't read standard input: {0}")]
    Input(io::Error),
    /// The tap sends several streams, and nobody has said which one has the customers.
    #[error(
        "standard input, line {line}: the tap sends the streams {first:?} and {second:?}; say which of them has the \
         customers: --stream NAME, or \"stream\" in the file of --config"
    )]
    SeveralStreams {
        /// The line, from 1.
        line: u64,
        /// The first stream.
        first: String,
        /// Another stream.
        second: String,
    },
    /// The tap does not send the stream.
    #[error(
        "the tap has not sent the stream {wanted:?}, but {sent}; check --stream, and what the tap selects"
    )]
    NoStream {
        /// The stream.
        wanted: String,
        /// The streams that it has sent.
        sent: String,
    },
    /// A file of records can't be written.
    #[error("can't store the records of the tap: {0}{hint}", hint = FileError::disk_hint(.0))]
    Batch(#[from] FileError),
    /// The folder of these files can't be used.
    #[error(transparent)]
    Folder(#[from] JournalError),
    /// A STATE can't be passed on.
    #[error("can't write the STATE to standard output: {0}")]
    Output(io::Error),
    /// Somebody has asked to stop.
    #[error("{0}; the records since the last STATE were not imported, and the tap sends them again")]
    Stopped(String),
}

impl SingerError {
    /// How the command ends; `has_written` is true if a batch was imported before.
    pub fn status(&self, has_written: bool) -> ExitStatus {
        match self {
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitStatus::ClosedPipe,
            Self::Stopped(_) | Self::Input(_) | Self::Output(_) => ExitStatus::Stopped,
            _ if has_written => ExitStatus::Stopped,
            _ => ExitStatus::Usage,
        }
    }
}
