//! JSON Lines for mapped customers. UTF-8, one object on each line.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::file::{self, FileError, Output};

/// A JSON Lines file that appears when it is finished; `-` is standard output.
pub struct JsonLines {
    path: PathBuf,
    out: Box<dyn Output>,
}

impl JsonLines {
    /// Creates a file.
    pub fn create(path: &Path) -> Result<Self, FileError> {
        Ok(Self { path: path.to_owned(), out: file::create(path)? })
    }

    /// Appends an object, given without a line break.
    pub fn write(&mut self, object: &[u8]) -> Result<(), FileError> {
        let written = line(&mut self.out, object);
        written.map_err(|error| FileError::writing(&self.path.display().to_string(), error))
    }

    /// Gives the file its name.
    pub fn finish(self) -> Result<(), FileError> {
        self.out.finish()
    }
}

fn line(out: &mut dyn Write, line: &[u8]) -> io::Result<()> {
    out.write_all(line)?;
    out.write_all(b"\n")
}
