//! Customers to files. JSON Lines so far: one object a line, UTF-8.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use crate::file::{AtomicFile, FileError};

/// A JSON Lines file that appears when it is finished; `-` is standard output, which takes each line at once.
pub struct JsonLines {
    path: PathBuf,
    /// Lines that may yet be taken out wait here.
    draft: Option<BufWriter<File>>,
    out: Out,
}

enum Out {
    File(AtomicFile),
    Stdout(BufWriter<io::Stdout>),
    /// A device or a pipe, which must not be replaced.
    Special(BufWriter<File>),
}

impl Out {
    fn line(&mut self, line: &[u8]) -> io::Result<()> {
        let out: &mut dyn Write = match self {
            Self::File(file) => file,
            Self::Stdout(stdout) => stdout,
            Self::Special(special) => special,
        };
        out.write_all(line)?;
        out.write_all(b"\n")
    }
}

impl JsonLines {
    /// Begins a file. Where it is `revisable`, its lines wait in a temporary file until the end, and
    /// [`JsonLines::finish`] can leave some out.
    pub fn create(path: &Path, revisable: bool) -> Result<Self, FileError> {
        let out = match path.to_str() {
            Some("-") => Out::Stdout(BufWriter::with_capacity(1 << 16, io::stdout())),
            _ if is_special(path) => Out::Special(BufWriter::with_capacity(
                1 << 16,
                File::options().write(true).open(path).map_err(|error| fault(path, error))?,
            )),
            _ => Out::File(AtomicFile::create(followed(path))?),
        };
        let draft = revisable.then(tempfile::tempfile).transpose().map_err(|error| fault(path, error))?;
        let draft = draft.map(|file| BufWriter::with_capacity(1 << 16, file));
        Ok(Self { path: path.to_owned(), draft, out })
    }

    /// Appends one object, without its line break.
    pub fn write(&mut self, object: &[u8]) -> Result<(), FileError> {
        let written = match &mut self.draft {
            Some(draft) => draft.write_all(object).and_then(|()| draft.write_all(b"\n")),
            None => self.out.line(object),
        };
        written.map_err(|error| fault(&self.path, error))
    }

    /// Gives the file its name, without some of its lines (counted from 0) where it is revisable.
    pub fn finish(mut self, without: &BTreeSet<u64>) -> Result<(), FileError> {
        let draft = self.draft.take();
        let copied = draft.map_or(Ok(()), |draft| copy(draft, &mut self.out, without));
        copied.map_err(|error| fault(&self.path, error))?;
        match self.out {
            Out::File(file) => file.finish(),
            Out::Special(mut special) => special.flush().map_err(|error| fault(&self.path, error)),
            Out::Stdout(mut stdout) => stdout.flush().map_err(|error| fault(&self.path, error)),
        }
    }
}

/// True for what is there and is no plain file: `/dev/null`, a named pipe.
fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// The file that a link stands for: the link itself is not to be replaced.
fn followed(path: &Path) -> PathBuf {
    path.canonicalize().ok().filter(|path| path.is_file()).unwrap_or_else(|| path.to_owned())
}

/// True when both names stand for one file.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    let plain = |path: &Path| path.canonicalize().ok().filter(|path| path.is_file());
    plain(one).is_some_and(|path| plain(other) == Some(path))
}

fn fault(path: &Path, error: io::Error) -> FileError {
    FileError::writing(&path.display().to_string(), error)
}

fn copy(draft: BufWriter<File>, out: &mut Out, without: &BTreeSet<u64>) -> io::Result<()> {
    let mut draft = draft.into_inner().map_err(io::IntoInnerError::into_error)?;
    draft.rewind()?;
    for (number, line) in (0..).zip(BufReader::with_capacity(1 << 16, draft).split(b'\n')) {
        let line = line?;
        if !without.contains(&number) {
            out.line(&line)?;
        }
    }
    Ok(())
}
