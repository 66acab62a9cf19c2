//! A reader that counts and hashes the bytes it reads.

use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use sha2::{Digest as _, Sha256};

/// How much of a file has been read; shared with other threads.
#[derive(Debug, Clone, Default)]
pub struct ReadProgress {
    read: Arc<AtomicU64>,
    total: Option<u64>,
}

impl ReadProgress {
    pub(crate) fn new(total: Option<u64>) -> Self {
        Self { read: Arc::default(), total }
    }

    /// The number of bytes read so far, before decompression.
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// The counter itself.
    pub fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// The size of the file in bytes; `None` for pipes.
    pub fn total(&self) -> Option<u64> {
        self.total
    }
}

/// The SHA-256 of a file, available once the file was read to its end.
#[derive(Debug, Clone, Default)]
pub struct Digest(Arc<OnceLock<String>>);

impl Digest {
    /// 64 hexadecimal digits; `None` before the end of the file.
    pub fn get(&self) -> Option<String> {
        self.0.get().cloned()
    }
}

/// The SHA-256 of a file, as 64 hexadecimal digits.
pub(crate) fn sha256_of(path: &std::path::Path) -> io::Result<String> {
    let digest = Digest::default();
    let mut file = HashingReader::new(std::fs::File::open(path)?, ReadProgress::new(None), digest.clone());
    io::copy(&mut file, &mut io::sink())?;
    digest.get().ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// The SHA-256 of some bytes, as 64 hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Counts and hashes the bytes of `inner`.
pub(crate) struct HashingReader<R> {
    inner: R,
    hasher: Sha256,
    progress: ReadProgress,
    digest: Digest,
}

impl<R: Read> HashingReader<R> {
    pub(crate) fn new(inner: R, progress: ReadProgress, digest: Digest) -> Self {
        Self { inner, hasher: Sha256::new(), progress, digest }
    }

    fn finish(&mut self) {
        let hash = std::mem::take(&mut self.hasher).finalize();
        self.digest.0.get_or_init(|| hash.iter().map(|byte| format!("{byte:02x}")).collect());
    }
}

impl<R: Read> Read for HashingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match buffer.get(..count) {
            Some(bytes) if count > 0 => self.hasher.update(bytes),
            _ if !buffer.is_empty() => self.finish(),
            _ => {}
        }
        self.progress.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
