//! JSON Lines for mapped customers, from which lines can be removed again. UTF-8, one object on each line.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use crate::file::{self, FileError, Output};

/// A JSON Lines file that appears when it is finished; `-` is standard output.
pub struct JsonLines {
    path: PathBuf,
    /// A temporary file for lines that may still be removed.
    temporary: Option<BufWriter<File>>,
    out: Box<dyn Output>,
}

impl JsonLines {
    /// Creates a file. If it is `revisable`, its lines are kept in a temporary file until [`JsonLines::finish`], which
    /// can leave some out.
    pub fn create(path: &Path, revisable: bool) -> Result<Self, FileError> {
        let out = file::create(path)?;
        let temporary =
            revisable.then(tempfile::tempfile).transpose().map_err(|error| write_error(path, error))?;
        let temporary = temporary.map(|file| BufWriter::with_capacity(1 << 16, file));
        Ok(Self { path: path.to_owned(), temporary, out })
    }

    /// Appends an object, given without a line break.
    pub fn write(&mut self, object: &[u8]) -> Result<(), FileError> {
        let out: &mut dyn Write = match &mut self.temporary {
            Some(temporary) => temporary,
            None => &mut self.out,
        };
        line(out, object).map_err(|error| write_error(&self.path, error))
    }

    /// Gives the file its name. If it is revisable, leaves out the lines `without`, counted from 0.
    pub fn finish(mut self, without: &BTreeSet<u64>) -> Result<(), FileError> {
        let temporary = self.temporary.take();
        let copied = temporary.map_or(Ok(()), |temporary| copy(temporary, &mut self.out, without));
        copied.map_err(|error| write_error(&self.path, error))?;
        self.out.finish()
    }
}

fn line(out: &mut dyn Write, line: &[u8]) -> io::Result<()> {
    out.write_all(line)?;
    out.write_all(b"\n")
}

fn write_error(path: &Path, error: io::Error) -> FileError {
    FileError::writing(&path.display().to_string(), error)
}

fn copy(temporary: BufWriter<File>, out: &mut dyn Write, without: &BTreeSet<u64>) -> io::Result<()> {
    let mut temporary = temporary.into_inner().map_err(io::IntoInnerError::into_error)?;
    temporary.rewind()?;
    for (number, text) in (0..).zip(BufReader::with_capacity(1 << 16, temporary).split(b'\n')) {
        let text = text?;
        if !without.contains(&number) {
            line(out, &text)?;
        }
    }
    Ok(())
}
