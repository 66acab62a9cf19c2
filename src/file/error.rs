//! What can go wrong with a file, said so that its owner can act on it.

use std::io;

use super::encryption::EncryptionError;
use super::pipe_copy::NoRoom;
use crate::storage::{LocationError, StoreError};

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
    #[error("can't read {path:?}: {source}; check the disk, or copy the file elsewhere and try again")]
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
    /// An object store did not do as it was asked.
    #[error("{path}: {fault}")]
    Store {
        /// Its address, without credentials.
        path: String,
        /// Why.
        fault: StoreError,
    },
    /// A sealed file does not open.
    #[error(transparent)]
    Sealed(#[from] EncryptionError),
    /// No place for a temporary file.
    #[error(transparent)]
    Temporary(#[from] NoRoom),
    /// A target that can't be used.
    #[error(transparent)]
    Target(#[from] LocationError),
    /// A name that leads out of its folder, or is none.
    #[error(
        "{name:?} is not a plain file name in a folder; the list of files that names it is damaged or forged"
    )]
    Name {
        /// The name, cut where it is too long.
        name: String,
    },
}

impl FileError {
    /// The refusal of an object store. What is missing there is missing as on a disk.
    pub(crate) fn store(path: &str, fault: StoreError) -> Self {
        let path = path.to_owned();
        match fault {
            StoreError::Missing => {
                Self::NotFound { path, source: io::Error::new(io::ErrorKind::NotFound, fault) }
            }
            _ => Self::Store { path, fault },
        }
    }

    /// True for a fault from below the unpacking: of a store or a seal.
    pub(super) fn is_below(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| {
            inner.is::<StoreError>() || inner.is::<EncryptionError>() || inner.is::<NoRoom>()
        })
    }

    /// The fault of a store or of a seal that came through a reader or a writer; the error itself if it is another.
    fn inner(path: &str, error: io::Error) -> Result<Self, io::Error> {
        let error = match error.downcast::<StoreError>() {
            Ok(fault) => return Ok(Self::store(path, fault)),
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
