//! What can go wrong with a file, said so that its owner can act on it.

use std::io;
use std::path::PathBuf;

use super::encryption::EncryptionError;
use super::remote_error::RemoteError;

/// Why a file can't be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// Nothing stands at the path.
    #[error("there is no file {path:?}; check its name and folder")]
    NotFound {
        /// The path as it was given.
        path: String,
        /// The system's word.
        source: io::Error,
    },
    /// The system refuses.
    #[error("no permission for {path:?}; ask its owner, or copy it to your own folder")]
    NoPermission {
        /// The path as it was given.
        path: String,
        /// The system's word.
        source: io::Error,
    },
    /// A folder stands where a file is expected.
    #[error("{path:?} is a folder; name a file in it")]
    Directory {
        /// The path as it was given.
        path: String,
    },
    /// A link, a pipe or a device is in the place of a file.
    #[error("{path:?} is {kind}, but must be a regular file; put the file itself there")]
    NotRegular {
        /// The path as it was given.
        path: String,
        /// What it is.
        kind: &'static str,
    },
    /// A device or a socket as a source.
    #[error("{path:?} is {kind}, which has no rows; name a file, a pipe, or `-` for standard input")]
    Device {
        /// The path as it was given.
        path: String,
        /// What it is.
        kind: &'static str,
    },
    /// A file can't be made where there is no folder for it.
    #[error("there is no folder {folder:?}; create it first, or name another")]
    NoFolder {
        /// The folder.
        folder: String,
    },
    /// The packed data is cut short or damaged.
    #[error("{path:?} is compressed with {compression}, but damaged or cut off; copy or export it again")]
    Damaged {
        /// The path as it was given.
        path: String,
        /// How it is packed.
        compression: super::Compression,
        /// The unpacker's word.
        source: io::Error,
    },
    /// Anything else while reading.
    #[error("can't read {path:?}: {source}")]
    Read {
        /// The path as it was given.
        path: String,
        /// The system's word.
        source: io::Error,
    },
    /// Whoever reads standard output, or a pipe, has seen enough.
    #[error("{path:?} was closed by its reader before everything was written")]
    Closed {
        /// The path as it was given.
        path: String,
    },
    /// Anything else while writing.
    #[error("can't write {path:?}: {source}; the old content is untouched")]
    Write {
        /// The path as it was given.
        path: String,
        /// The system's word.
        source: io::Error,
    },
    /// A file that is not on this machine, such as an object of a store, can't be read or written.
    #[error("{path}: {fault}")]
    Remote {
        /// Its address, without credentials.
        path: String,
        /// Why.
        fault: RemoteError,
    },
    /// A sealed file does not open.
    #[error(transparent)]
    Sealed(#[from] EncryptionError),
    /// No place for a temporary file.
    #[error(transparent)]
    Temporary(#[from] NoRoom),
    /// An address that can't be used.
    #[error(transparent)]
    Target(RemoteError),
    /// A name that leads out of its folder, or is none.
    #[error(
        "{name:?} is not a plain file name in a folder; the list of files that names it is damaged or forged"
    )]
    Name {
        /// The name, cut where it is too long.
        name: String,
    },
}

/// The temporary file can't be made or written, mostly because its disk is full.
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
    /// The error of a remote file. What is missing there is reported as on a disk.
    pub(crate) fn remote(path: &str, fault: RemoteError) -> Self {
        let path = path.to_owned();
        if fault.is_missing() {
            Self::NotFound { path, source: io::Error::new(io::ErrorKind::NotFound, fault) }
        } else {
            Self::Remote { path, fault }
        }
    }

    /// Whether the error comes from below the decompression: a remote file, the encryption or a temporary file.
    pub(super) fn is_below(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| {
            inner.is::<RemoteError>() || inner.is::<EncryptionError>() || inner.is::<NoRoom>()
        })
    }

    /// The error that a reader or writer below passed on inside of an `io::Error`; any other is returned as it is.
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

    /// The fault of an attempt to open or read `path`.
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

    /// The fault of an attempt to write `path`.
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
