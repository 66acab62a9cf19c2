//! Customers to files. JSON Lines so far: one object a line, UTF-8.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use crate::file::{AtomicFile, FileError};

/// A JSON Lines file that appears when it is finished; `-` is standard output, which takes each line at once.
pub struct JsonLines {
    path: PathBuf,
    out: Out,
}

enum Out {
    File(AtomicFile),
    Stdout(io::BufWriter<io::Stdout>),
}

impl JsonLines {
    /// Begins a file.
    pub fn create(path: &Path) -> Result<Self, FileError> {
        let out = match path.to_str() {
            Some("-") => Out::Stdout(io::BufWriter::with_capacity(1 << 16, io::stdout())),
            _ => Out::File(AtomicFile::create(path)?),
        };
        Ok(Self { path: path.to_owned(), out })
    }

    /// Appends one object, without its line break.
    pub fn write(&mut self, object: &[u8]) -> Result<(), FileError> {
        let out: &mut dyn Write = match &mut self.out {
            Out::File(file) => file,
            Out::Stdout(stdout) => stdout,
        };
        let written = out.write_all(object).and_then(|()| out.write_all(b"\n"));
        written.map_err(|error| self.fault(error))
    }

    /// Gives the file its name.
    pub fn finish(self) -> Result<(), FileError> {
        match self.out {
            Out::File(file) => file.finish(),
            Out::Stdout(mut stdout) => {
                stdout.flush().map_err(|error| FileError::writing(&self.path.display().to_string(), error))
            }
        }
    }

    fn fault(&self, error: io::Error) -> FileError {
        FileError::writing(&self.path.display().to_string(), error)
    }
}

/// Writes a finished file anew without some of its lines (counted from 0).
pub fn without_lines(path: &Path, lines: &BTreeSet<u64>) -> Result<(), FileError> {
    let fault = |error| FileError::writing(&path.display().to_string(), error);
    let old = BufReader::with_capacity(1 << 16, std::fs::File::open(path).map_err(fault)?);
    let mut new = AtomicFile::create(path)?;
    for (number, line) in (0..).zip(old.split(b'\n')) {
        let line = line.map_err(fault)?;
        if !lines.contains(&number) {
            new.write_all(&line).and_then(|()| new.write_all(b"\n")).map_err(fault)?;
        }
    }
    new.finish()
}
