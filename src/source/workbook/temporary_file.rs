//! An unnamed temporary file, whose errors are separate from those of the workbook.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use super::error::WorkbookError;

/// An unnamed temporary file.
pub(crate) struct Temporary(File);

impl Temporary {
    pub(crate) fn new() -> Result<Self, WorkbookError> {
        Ok(Self(tempfile::tempfile().map_err(own)?))
    }

    pub(crate) fn into_file(self) -> File {
        self.0
    }
}

fn own(error: io::Error) -> io::Error {
    match error.kind() {
        // Readers and writers retry this one.
        io::ErrorKind::Interrupted => error,
        _ => WorkbookError::Temporary(error.to_string()).into(),
    }
}

impl Read for Temporary {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(own)
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(own)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(own)
    }
}

impl Seek for Temporary {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to).map_err(own)
    }
}
