//! A copy of what was read from a pipe, so that it can be read again.
//!
//! Copying begins with the first byte and ends when no one needs the copy. A source that is read once costs a few
//! megabytes of memory and no file. Larger copies go to an unnamed temporary file.

use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::error::NoRoom;
use crate::system::PositionedFile as _;

/// The number of bytes kept in memory.
const IN_MEMORY: usize = 4 * 1024 * 1024;

/// The bytes read so far, shared between their reader and those who read them again.
#[derive(Debug)]
pub(super) struct PipeCopy {
    wanted: AtomicBool,
    bytes: Mutex<CopiedBytes>,
}

#[derive(Debug, Default)]
struct CopiedBytes {
    /// The bytes that are not in the file yet.
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

    /// Frees the copy and stops copying.
    pub(super) fn forget(&self) {
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

    /// A reader of all bytes from the start, and their number.
    pub(super) fn read_again(&self) -> io::Result<(FromStart, u64)> {
        let mut kept = self.lock();
        if !kept.ended || !self.wanted.load(Ordering::Relaxed) {
            return Err(io::Error::other("it was not stored completely, so it can't be read again"));
        }
        let file = kept.write_down()?;
        Ok((FromStart { file, at: 0 }, kept.length))
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

/// A reader whose bytes are copied while the copy is wanted.
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

/// Reads the temporary file from its start, independently of other readers.
pub(super) struct FromStart {
    file: Arc<File>,
    at: u64,
}

impl Read for FromStart {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_at_place(buffer, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}
