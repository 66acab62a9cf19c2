//! The error of a file that is not on this machine. Its type belongs to the room that reaches the file.

use std::error::Error;
use std::fmt;

/// Carries such an error, with its text and its type, through readers and writers.
pub struct RemoteError {
    error: Box<dyn Error + Send + Sync>,
    is_missing: bool,
}

impl RemoteError {
    pub(crate) fn new(error: impl Error + Send + Sync + 'static) -> Self {
        Self { error: Box::new(error), is_missing: false }
    }

    /// For a file that does not exist.
    pub(crate) fn missing(error: impl Error + Send + Sync + 'static) -> Self {
        Self { error: Box::new(error), is_missing: true }
    }

    pub(super) fn is_missing(&self) -> bool {
        self.is_missing
    }

    /// The error, if it is of this type.
    pub fn get<E: Error + 'static>(&self) -> Option<&E> {
        self.error.downcast_ref()
    }
}

impl fmt::Debug for RemoteError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, out)
    }
}

impl fmt::Display for RemoteError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, out)
    }
}

impl Error for RemoteError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.error.source()
    }
}
