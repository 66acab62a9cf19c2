//! What can go wrong with a file, said so that its owner can act on it.

use std::io;

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
    #[error("no permission for {path:?}; ask its owner, or copy it to a folder of your own")]
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
    /// The packed data is cut short or damaged.
    #[error("{path:?} is packed with {compression} and damaged or cut short; copy or export it again")]
    Damaged {
        /// The path as it was given.
        path: String,
        /// How it is packed.
        compression: super::Compression,
        /// The unpacker's word.
        source: io::Error,
    },
    /// Anything else while reading.
    #[error("{path:?} can't be read: {source}")]
    Read {
        /// The path as it was given.
        path: String,
        /// The system's word.
        source: io::Error,
    },
    /// Anything else while writing.
    #[error("{path:?} can't be written: {source}; what stood there before is untouched")]
    Write {
        /// The path as it was given.
        path: String,
        /// The system's word.
        source: io::Error,
    },
}

impl FileError {
    /// The fault of an attempt to open or read `path`.
    pub(crate) fn reading(path: &str, source: io::Error) -> Self {
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
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::PermissionDenied => Self::NoPermission { path, source },
            io::ErrorKind::IsADirectory => Self::Directory { path },
            _ => Self::Write { path, source },
        }
    }
}
