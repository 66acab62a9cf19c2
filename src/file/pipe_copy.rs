//! What was read of a pipe, kept so that it can be read once more.
//!
//! Keeping begins with the first byte and ends where nobody needs it: a source that is read only once costs a few
//! megabytes of memory and no file. What is more goes to a temporary file without a name.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::error::FileError;
use super::input_stream::InputStream;
use super::pipe::Interrupt;

/// So many bytes stay in memory.
const IN_MEMORY: usize = 4 * 1024 * 1024;

/// The temporary file can't be made or written, mostly because its disk is full.
#[derive(Debug, thiserror::Error)]
#[error(
    "can't write a temporary file in {}: {source}; standard input and compressed files need one: make room there, or set TMPDIR to another folder",
    folder.display()
)]
pub struct NoRoom {
    folder: PathBuf,
    source: io::Error,
}

impl NoRoom {
    pub(super) fn new(source: io::Error) -> Self {
        Self { folder: std::env::temp_dir(), source }
    }

    fn passed(source: io::Error) -> io::Error {
        io::Error::other(Self::new(source))
    }
}

/// The bytes that were read so far, shared by their reader and by whoever wants them again.
#[derive(Debug)]
pub(super) struct PipeCopy {
    wanted: AtomicBool,
    bytes: Mutex<CopiedBytes>,
}

#[derive(Debug, Default)]
struct CopiedBytes {
    /// Those that are not in the file yet.
    memory: Vec<u8>,
    file: Option<Arc<File>>,
    length: u64,
    ended: bool,
}

impl PipeCopy {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { wanted: AtomicBool::new(true), bytes: Mutex::default() })
    }

    fn lock(&self) -> MutexGuard<'_, CopiedBytes> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on nothing is kept.
    fn forget(&self) {
        self.wanted.store(false, Ordering::Relaxed);
        let mut kept = self.lock();
        (kept.memory, kept.file) = (Vec::new(), None);
    }

    fn add(&self, read: &[u8], ended: bool) -> io::Result<()> {
        let mut kept = self.lock();
        if !self.wanted.load(Ordering::Relaxed) {
            return Ok(());
        }
        kept.ended |= ended;
        kept.length += read.len() as u64;
        kept.memory.extend_from_slice(read);
        if kept.memory.len() > IN_MEMORY { kept.write_down().map(drop) } else { Ok(()) }
    }

    /// The file with all bytes, and how many there are.
    fn file(&self) -> io::Result<(Arc<File>, u64)> {
        let mut kept = self.lock();
        if !kept.ended || !self.wanted.load(Ordering::Relaxed) {
            return Err(io::Error::other("it was not stored completely, so it can't be read again"));
        }
        let file = kept.write_down()?;
        Ok((file, kept.length))
    }
}

impl CopiedBytes {
    fn write_down(&mut self) -> io::Result<Arc<File>> {
        let file = match &self.file {
            Some(file) => Arc::clone(file),
            None => Arc::new(tempfile::tempfile().map_err(NoRoom::passed)?),
        };
        (&*file).write_all(&self.memory).map_err(NoRoom::passed)?;
        self.memory = Vec::new();
        self.file = Some(Arc::clone(&file));
        Ok(file)
    }
}

/// A reader of which everything is kept as long as somebody may want it.
pub(super) struct CopyingReader<R> {
    inner: R,
    kept: Arc<PipeCopy>,
}

impl<R: Read> CopyingReader<R> {
    pub(super) fn new(inner: R, kept: Arc<PipeCopy>) -> Self {
        Self { inner, kept }
    }
}

impl<R: Read> Read for CopyingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if self.kept.wanted.load(Ordering::Relaxed) {
            let ended = count == 0 && !buffer.is_empty();
            self.kept.add(buffer.get(..count).unwrap_or_default(), ended)?;
        }
        Ok(count)
    }
}

/// The bytes of the temporary file from its start, apart from all others who read it.
pub(super) struct FromStart {
    file: Arc<File>,
    at: u64,
}

impl Read for FromStart {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_at(buffer, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// Where the bytes of an opened file are found again.
#[derive(Debug, Clone)]
pub(super) enum ReopenFrom {
    Path(PathBuf),
    Kept(Arc<PipeCopy>),
}

/// The way to read an opened file once more from its start.
#[derive(Debug, Clone)]
pub struct Reopen {
    pub(super) name: String,
    pub(super) origin: ReopenFrom,
}

impl Reopen {
    /// True for what can be read once more only after it was read to its end.
    pub fn is_kept(&self) -> bool {
        matches!(self.origin, ReopenFrom::Kept(_))
    }

    /// Opens it from its start.
    ///
    /// # Errors
    /// As for any file; and where a pipe was not read to its end before.
    pub fn open(&self) -> Result<InputStream, FileError> {
        match &self.origin {
            ReopenFrom::Path(path) => InputStream::open(&path.to_string_lossy(), &Interrupt::default()),
            ReopenFrom::Kept(kept) => {
                let (file, length) = kept.file().map_err(|source| FileError::reading(&self.name, source))?;
                InputStream::kept(&self.name, FromStart { file, at: 0 }, (length, Arc::clone(kept)))
            }
        }
    }

    /// Says that nobody will read it once more.
    pub fn forget(&self) {
        if let ReopenFrom::Kept(kept) = &self.origin {
            kept.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn read(input: &mut InputStream) -> Vec<u8> {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_pipe_is_read_as_often_as_is_asked() {
        let packed = zstd::encode_all(&b"one,two"[..], 1).unwrap();
        for (raw, text) in [(packed, b"one,two".to_vec()), (vec![7; 9_000_000], vec![7; 9_000_000])] {
            let mut input = InputStream::from_reader("-", Cursor::new(raw.clone())).unwrap();
            let again = input.again();
            assert!(read(&mut input) == text);
            for _ in 0..2 {
                let mut second = again.open().unwrap();
                assert_eq!(second.progress().total(), Some(raw.len() as u64));
                assert!(read(&mut second) == text);
                assert_eq!(second.digest().get(), input.digest().get());
                assert!(read(&mut second.again().open().unwrap()) == text);
            }
        }
    }

    #[test]
    fn what_is_forgotten_is_gone() {
        let mut input = InputStream::from_reader("-", Cursor::new(b"one".to_vec())).unwrap();
        input.again().forget();
        read(&mut input);
        assert!(input.again().open().is_err());
    }
}
