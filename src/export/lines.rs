//! Customers as JSON Lines: each as the server gave it, one a line.

use std::io::Write;

use super::error::ExportError;
use crate::file::{FileError, Output};

/// A file of JSON Lines that is being written.
pub(super) struct Lines {
    name: String,
    out: Box<dyn Output>,
}

impl Lines {
    /// Begins with the first line.
    pub(super) fn new(name: String, out: Box<dyn Output>) -> Self {
        Self { name, out }
    }

    /// Appends one customer, without its line break.
    pub(super) fn write(&mut self, customer: &[u8]) -> Result<(), ExportError> {
        let written = self.out.write_all(customer).and_then(|()| self.out.write_all(b"\n"));
        written.map_err(|error| ExportError::Write(FileError::writing(&self.name, error)))
    }

    /// Brings the bytes to where they belong.
    pub(super) fn finish(self) -> Result<(), ExportError> {
        self.out.finish().map_err(ExportError::Write)
    }
}
