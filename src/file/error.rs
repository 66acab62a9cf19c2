//! Errors of reading and writing files, with what the user can do.

use std::io;
use std::path::PathBuf;

use super::encryption::EncryptionError;
use super::remote_error::RemoteError;

/// Why a file can't be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The file does not exist.
    #[error("there is no file {path:?}; check its name and folder")]
    NotFound {
        /// The path as given.
        path: String,
        /// The system's error.
        source: io::Error,
    },
    /// The system denies access.
    #[error("no permission for {path:?}; ask its owner, or copy it to your own folder")]
    NoPermission {
        /// The path as given.
        path: String,
        /// The system's error.
        source: io::Error,
    },
    /// It is a folder.
    #[error("{path:?} is a folder; name a file in it")]
    Directory {
        /// The path as given.
        path: String,
    },
    /// It is a link, a pipe or a device.
    #[error("{path:?} is {kind}, but must be a regular file; put the file itself there")]
    NotRegular {
        /// The path as given.
        path: String,
        /// What it is instead.
        kind: &'static str,
    },
    /// It is a device or a socket, used as a source.
    #[error("{path:?} is {kind}, which has no rows; name a file, a pipe, or `-` for standard input")]
    Device {
        /// The path as given.
        path: String,
        /// What it is.
        kind: &'static str,
    },
    /// The folder for a new file does not exist.
    #[error("there is no folder {folder:?}; create it first, or name another")]
    NoFolder {
        /// The folder.
        folder: String,
    },
    /// The compressed data is damaged or truncated.
    #[error("{path:?} is compressed with {compression}, but damaged or cut off; copy or export it again")]
    Damaged {
        /// The path as given.
        path: String,
        /// The compression format.
        compression: super::Compression,
        /// The error of the decompression.
        source: io::Error,
    },
    /// Any other error of reading.
    #[error("can't read {path:?}: {source}; check the disk, or copy the file elsewhere and try again")]
    Read {
        /// The path as given.
        path: String,
        /// The system's error.
        source: io::Error,
    },
    /// The reader of standard output or of a pipe has closed it.
    #[error("{path:?} was closed by its reader before everything was written")]
    Closed {
        /// The path as given.
        path: String,
    },
    /// Any other error of writing.
    #[error("can't write {path:?}: {source}; the old content is untouched")]
    Write {
        /// The path as given.
        path: String,
        /// The system's error.
        source: io::Error,
    },
    /// A file that is not on this machine, such as an object in a store, can't be read or written.
    #[error("{path}: {fault}")]
    Remote {
        /// Its address, without credentials.
        path: String,
        /// Why.
        fault: RemoteError,
    },
    /// An encrypted file can't be opened.
    #[error(transparent)]
    Sealed(#[from] EncryptionError),
    /// A temporary file can't be written.
    #[error(transparent)]
    Temporary(#[from] NoRoom),
    /// An address that can't be used.
    #[error(transparent)]
    Target(RemoteError),
    /// A name that is not a plain name, or leads out of its folder.
    #[error(
        "{name:?} is not a plain file name in a folder; the list of files that names it is damaged or forged"
    )]
    Name {
        /// The name, shortened if it is long.
        name: String,
    },
}

/// A temporary file can't be created or written, usually because the disk is full.
#[derive(Debug, thiserror::Error)]
#[error(
    "can't write a temporary file in {}: {source}; standard input and compressed files need one: make room there, or set TMPDIR to another folder",
    folder.display()
)]
pub struct NoRoom {
    folder: PathBuf,
    source: io::Error,
}

impl NoRoom {
    pub(super) fn new(source: io::Error) -> Self {
        Self { folder: std::env::temp_dir(), source }
    }

    pub(super) fn passed(source: io::Error) -> io::Error {
        io::Error::other(Self::new(source))
    }
}

impl FileError {
    /// The error of a remote file. A missing file is reported like a missing file on disk.
    pub(crate) fn remote(path: &str, fault: RemoteError) -> Self {
        let path = path.to_owned();
        if fault.is_missing() {
            Self::NotFound { path, source: io::Error::new(io::ErrorKind::NotFound, fault) }
        } else {
            Self::Remote { path, fault }
        }
    }

    /// A question about the disk. It is empty for a remote file, whose error already says what to do.
    pub(crate) fn disk_hint(&self) -> &'static str {
        if matches!(self, Self::Remote { .. }) { "" } else { " (is the disk full?)" }
    }

    /// True if the error comes from below the decompression: from a remote file, the encryption or a temporary
    /// file.
    pub(super) fn is_below(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| {
            inner.is::<RemoteError>() || inner.is::<EncryptionError>() || inner.is::<NoRoom>()
        })
    }

    /// Unwraps the error that a reader or writer passed on inside an `io::Error`. Returns other errors unchanged.
    fn inner(path: &str, error: io::Error) -> Result<Self, io::Error> {
        let error = match error.downcast::<RemoteError>() {
            Ok(fault) => return Ok(Self::remote(path, fault)),
            Err(error) => error,
        };
        let error = match error.downcast::<NoRoom>() {
            Ok(fault) => return Ok(Self::Temporary(fault)),
            Err(error) => error,
        };
        error.downcast::<EncryptionError>().map(Self::Sealed)
    }

    /// The error of opening or reading `path`.
    pub(crate) fn reading(path: &str, source: io::Error) -> Self {
        let source = match Self::inner(path, source) {
            Ok(fault) => return fault,
            Err(source) => source,
        };
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound => Self::NotFound { path, source },
            io::ErrorKind::PermissionDenied => Self::NoPermission { path, source },
            io::ErrorKind::IsADirectory => Self::Directory { path },
            _ => Self::Read { path, source },
        }
    }

    /// The error of writing `path`.
    pub(crate) fn writing(path: &str, source: io::Error) -> Self {
        let source = match Self::inner(path, source) {
            Ok(fault) => return fault,
            Err(source) => source,
        };
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::PermissionDenied => Self::NoPermission { path, source },
            io::ErrorKind::IsADirectory => Self::Directory { path },
            io::ErrorKind::BrokenPipe => Self::Closed { path },
            _ => Self::Write { path, source },
        }
    }
}
