//! Why a request, or the start of the workbench, failed.

use std::io;
use std::path::Path;

use axum::http::StatusCode;

use crate::file::{FileError, name_of};
use crate::fixes::FixesError;
use crate::journal::JournalError;
use crate::mapping::ReadingError;
use crate::source::SourceError;

/// Why the workbench can't do something. Its text is the message of the API.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkbenchError {
    /// A file can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The project is open in another workbench, or its lock can't be taken.
    #[error(transparent)]
    Lock(#[from] JournalError),
    /// A source can't be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A reading option can't be used.
    #[error(transparent)]
    Reading(#[from] ReadingError),
    /// The folder is not a project.
    #[error(
        "{folder:?} has files, but no project.toml, so it is no project's folder; name a new or an empty folder, or \
         the file to look at"
    )]
    NoProject {
        /// The folder.
        folder: String,
    },
    /// `project.toml` can't be understood.
    #[error("{path:?}: {what}; correct it in an editor, or remove it to begin again")]
    ProjectFile {
        /// The file.
        path: String,
        /// What is wrong with it.
        what: String,
    },
    /// A name on the command line that is no file.
    #[error("{name}; {remedy}")]
    Place {
        /// What is wrong with the name.
        name: String,
        /// What to do.
        remedy: &'static str,
    },
    /// The project has no such file.
    #[error("the project has no such file any more; load the page again")]
    NoFile,
    /// The mapping exists already.
    #[error("{path} exists already, and you may have edited it; say whether to replace it")]
    MappingExists {
        /// The mapping.
        path: String,
    },
    /// A file was changed outside of the page after the step that would be undone.
    #[error(
        "the project was changed elsewhere since (in an editor, or by git), so this can't be undone here"
    )]
    ChangedElsewhere,
    /// There is no mapping to check with.
    #[error("there is no mapping yet; take the suggested one in step Files first")]
    NoMapping,
    /// A look-up can't be added to the mapping.
    #[error("the mapping can't turn all of these values into another one: {0}")]
    NoLookup(String),
    /// The file of fixes can't be used.
    #[error(transparent)]
    Fixes(#[from] FixesError),
    /// The request's content can't be understood.
    #[error("the request can't be understood: {what}")]
    Request {
        /// What is wrong.
        what: String,
        /// The member of the request.
        field: Option<&'static str>,
    },
    /// The request's content is too long.
    #[error("the request is longer than {most} bytes")]
    TooLong {
        /// The limit.
        most: usize,
    },
    /// A folder or the disk refuses.
    #[error("can't write {path:?}: {source}")]
    Write {
        /// The file or folder.
        path: String,
        /// The system's error.
        source: io::Error,
    },
    /// The disk has not enough room.
    #[error("{path:?} does not fit on the disk{need}; make room, and drop the file again")]
    DiskFull {
        /// The file.
        path: String,
        /// The bytes that are missing, in words, or nothing.
        need: String,
    },
    /// An upload broke off.
    #[error("{name:?} arrived only in part, so it was not kept; drop it again")]
    BrokenUpload {
        /// The file.
        name: String,
    },
    /// A task of ours panicked.
    #[error("this failed with an internal error (a bug); please report it")]
    Defect,
    /// The port can't be used.
    #[error("can't listen on 127.0.0.1:{port}: {source}; choose another with --port, or leave it out")]
    Listen {
        /// The port.
        port: u16,
        /// The system's error.
        source: io::Error,
    },
    /// The system has no random numbers for the key.
    #[error("the system gives no random numbers, so there is no key; nothing was started")]
    NoRandomNumbers,
}

impl WorkbenchError {
    /// The error of writing a file, told apart from a full disk.
    pub(super) fn write(path: &Path, source: io::Error) -> Self {
        let path = name_of(path);
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { path, need: String::new() }
            }
            _ => Self::Write { path, source },
        }
    }

    /// The status of an answer with this error.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::NoFile => StatusCode::NOT_FOUND,
            Self::MappingExists { .. } | Self::ChangedElsewhere => StatusCode::CONFLICT,
            Self::TooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::DiskFull { .. } => StatusCode::INSUFFICIENT_STORAGE,
            Self::Request { .. } | Self::BrokenUpload { .. } => StatusCode::BAD_REQUEST,
            Self::Defect | Self::Write { .. } => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The member of the request that it is about.
    pub(super) fn field(&self) -> Option<&'static str> {
        match self {
            Self::Reading(error) => Some(error.field()),
            Self::Request { field, .. } => *field,
            Self::MappingExists { .. } => Some("replace"),
            _ => None,
        }
    }
}
