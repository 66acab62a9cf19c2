//! The error of a file that is not on this machine. Its type is defined by the module that accesses the file.

use std::error::Error;
use std::fmt;

/// Passes an error through readers and writers, with its text and type.
pub struct RemoteError {
    error: Box<dyn Error + Send + Sync>,
    is_missing: bool,
}

impl RemoteError {
    pub(crate) fn new(error: impl Error + Send + Sync + 'static) -> Self {
        Self { error: Box::new(error), is_missing: false }
    }

    /// The error of a file that does not exist.
    pub(crate) fn missing(error: impl Error + Send + Sync + 'static) -> Self {
        Self { error: Box::new(error), is_missing: true }
    }

    pub(super) fn is_missing(&self) -> bool {
        self.is_missing
    }

    /// The error, if it has this type.
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
