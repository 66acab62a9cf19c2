//! Destinations of bytes: a file, standard output, a device or a pipe.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::atomic_file::AtomicFile;
use super::error::FileError;
use super::input_stream::STDIN;
use super::name::name_of;
use super::pipe::OutPipe;
use super::regular_file::is_descriptor;
use super::terminal_escape::EscapingWriter;
use crate::stop::Stop;
use crate::system::{is_pipe, stdout_is_pipe};

/// An output being written. A file appears under its name only with [`Output::finish`]; if it is dropped before,
/// nothing changes.
pub trait Output: Write + Send {
    /// Completes the output: the file is on disk under its name, or all bytes are in the pipe.
    fn finish(self: Box<Self>) -> Result<(), FileError>;
}

impl Output for AtomicFile {
    fn finish(self: Box<Self>) -> Result<(), FileError> {
        Self::finish(*self)
    }
}

/// Standard output, a device or a pipe: bytes pass through as they are written.
struct PassThrough<W: Write> {
    name: String,
    writer: BufWriter<W>,
}

impl<W: Write> Write for PassThrough<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl<W: Write + Send> Output for PassThrough<W> {
    fn finish(mut self: Box<Self>) -> Result<(), FileError> {
        self.writer.flush().map_err(|error| FileError::writing(&self.name, error))
    }
}

/// Begins writing to `path`; `-` is standard output. A link is followed, so that its target is replaced and not the
/// link. A named pipe is refused, because it may have no reader.
pub fn create(path: &Path) -> Result<Box<dyn Output>, FileError> {
    match path.to_str() {
        Some(STDIN) => Ok(passing(path, EscapingWriter::new(io::stdout()))),
        _ if leads_to_pipe(path) && !is_descriptor(path) => {
            Err(FileError::NotRegular { path: name_of(path), kind: "a pipe" })
        }
        _ if is_special(path) => {
            let opened = File::options().write(true).open(path);
            Ok(passing(path, opened.map_err(|error| FileError::writing(&name_of(path), error))?))
        }
        _ => Ok(Box::new(AtomicFile::create(followed(path))?)),
    }
}

/// Like [`create`], but also writes to pipes. Waits for the pipe's reader until `stop`.
pub(crate) fn create_until(path: &Path, stop: &Stop) -> Result<Box<dyn Output>, FileError> {
    let fault = |error| FileError::writing(&name_of(path), error);
    if path.to_str() == Some(STDIN) {
        return if stdout_is_pipe() {
            Ok(passing(path, OutPipe::stdout(stop).map_err(fault)?))
        } else {
            create(path)
        };
    }
    if leads_to_pipe(path) {
        Ok(passing(path, OutPipe::open(path, stop).map_err(fault)?))
    } else {
        create(path)
    }
}

fn passing<W: Write + Send + 'static>(path: &Path, writer: W) -> Box<dyn Output> {
    let writer = BufWriter::with_capacity(1 << 16, writer);
    Box::new(PassThrough { name: name_of(path), writer })
}

fn leads_to_pipe(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| is_pipe(found.file_type()))
}

/// True if the path exists and is neither a file nor a folder: `/dev/null`, a named pipe.
fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// The file that a link leads to.
fn followed(path: &Path) -> PathBuf {
    path.canonicalize().ok().filter(|path| path.is_file()).unwrap_or_else(|| path.to_owned())
}

/// True if both paths lead to the same file.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    let plain = |path: &Path| path.canonicalize().ok().filter(|path| path.is_file());
    plain(one).is_some_and(|path| plain(other) == Some(path))
}
