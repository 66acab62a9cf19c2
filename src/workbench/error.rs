//! Why a request, or the start of the workbench, failed.

use std::io;
use std::path::Path;

use axum::http::StatusCode;

use crate::file::{FileError, name_of};
use crate::fixes::FixesError;
use crate::journal::JournalError;
use crate::mapping::ReadingError;
use crate::source::SourceError;
use crate::wording::counted;

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
    UnusablePath {
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
    /// The mapping has a mistake, or would have one after a change.
    #[error("{}", .0.message)]
    Mapping(#[from] crate::mapping::MappingError),
    /// The mapping was changed while its text was edited.
    #[error("{path} was changed elsewhere while you edited it; copy your text, and load the mapping again")]
    MappingChanged {
        /// The mapping.
        path: String,
    },
    /// The mapping does not fill the field.
    #[error("the mapping has no rule for `{0}`")]
    NoRule(String),
    /// The saved custom fields of the account can't be used.
    #[error("{0}")]
    CustomFields(String),
    /// Another tab has added or undone a step.
    #[error(
        "something else was done in the meantime, perhaps in another window; look again, and repeat it if you like"
    )]
    AnotherStep,
    /// The rows of a check are not kept any more.
    #[error("the rows of this check are gone: other files, or the same one, were checked since; check again")]
    AnotherCheck,
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
    #[error("{path:?} does not fit on the disk{need}; make room, and try again")]
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
    /// A job is at work; only one may be.
    #[error("there is a job at work already ({kind}): wait for it, or stop it")]
    Busy {
        /// What it does.
        kind: &'static str,
    },
    /// A job can't be stopped.
    #[error("this job is not running any more")]
    NotRunning,
    /// The process of a job can't be started.
    #[error(
        "can't start deskferry itself: {source}; if it was replaced by another version, start the workbench again"
    )]
    Start {
        /// The system's error.
        source: io::Error,
    },
    /// The project has no such job.
    #[error("the project has no such job any more; load the page again")]
    NoJob,
    /// The project has no such run.
    #[error("the project has no such run any more; load the page again")]
    NoRun,
    /// The project has no such backup.
    #[error("the project has no such backup any more; load the page again")]
    NoBackup,
    /// Something can't be done as the project is.
    #[error("{what}")]
    Refused {
        /// Why, and what to do.
        what: String,
    },
    /// Writing to a real account needs a confirmation.
    #[error(
        "this changes {} of a real account: confirm it with that number",
        counted(*wanted, "customer", "customers")
    )]
    Unconfirmed {
        /// How many customers.
        wanted: u64,
    },
    /// The settings can't be used.
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
    /// A backup can't be read.
    #[error(transparent)]
    Backup(#[from] crate::backup::BackupReadError),
    /// The history of a customer can't be found.
    #[error(transparent)]
    History(#[from] crate::backup::HistoryError),
    /// The mapping can't be changed here.
    #[error("mapping.toml can't be changed here: {what}; change it in its own text")]
    MappingRefused {
        /// Why.
        what: String,
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
        if is_full(&source) {
            Self::DiskFull { path, need: String::new() }
        } else {
            Self::Write { path, source }
        }
    }

    /// The error of reading a file.
    pub(super) fn reading(path: &Path, source: io::Error) -> Self {
        FileError::reading(&name_of(path), source).into()
    }

    /// The status of an answer with this error.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::NoFile | Self::NoJob | Self::NoRun | Self::NoBackup => StatusCode::NOT_FOUND,
            Self::MappingExists { .. }
            | Self::MappingChanged { .. }
            | Self::ChangedElsewhere
            | Self::AnotherCheck
            | Self::AnotherStep => StatusCode::CONFLICT,
            Self::Busy { .. } | Self::NotRunning => StatusCode::CONFLICT,
            Self::TooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::DiskFull { .. } => StatusCode::INSUFFICIENT_STORAGE,
            Self::Request { .. } | Self::BrokenUpload { .. } => StatusCode::BAD_REQUEST,
            Self::File(FileError::Write { source, .. }) if is_full(source) => {
                StatusCode::INSUFFICIENT_STORAGE
            }
            Self::Defect | Self::Write { .. } | Self::Start { .. } => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The member of the request that it is about.
    pub(super) fn field(&self) -> Option<&'static str> {
        match self {
            Self::Reading(error) => Some(error.field()),
            Self::Request { field, .. } => *field,
            Self::MappingExists { .. } => Some("replace"),
            Self::Unconfirmed { .. } => Some("confirm"),
            _ => None,
        }
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}
