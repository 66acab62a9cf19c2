//! A writer that hashes and counts the stored bytes, after compression and encryption, so that they can be verified
//! without a key.

use std::io::{self, Write};
use std::sync::{Arc, OnceLock};

use sha2::{Digest as _, Sha256};

use super::error::FileError;
use super::output::Output;

/// Size and hash of a stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDigest {
    /// The size in bytes.
    pub bytes: u64,
    /// SHA-256 as 64 hexadecimal digits.
    pub sha256: String,
}

/// Returns size and hash once the file is finished.
#[derive(Debug, Clone, Default)]
pub struct Receipt(Arc<OnceLock<StoredDigest>>);

impl Receipt {
    /// `None` until the file is finished.
    pub fn get(&self) -> Option<StoredDigest> {
        self.0.get().cloned()
    }
}

/// An [`Output`] that hashes and counts what it passes on.
///
/// ```
/// use deskferry::file::{Output, HashingWriter, create};
/// use std::io::Write;
///
/// let folder = tempfile::tempdir()?;
/// let (mut out, receipt) = HashingWriter::around(create(&folder.path().join("a.txt"))?);
/// out.write_all(b"abc")?;
/// out.finish()?;
/// let stored = receipt.get().ok_or("not finished")?;
/// assert_eq!(stored.bytes, 3);
/// assert!(stored.sha256.starts_with("ba7816bf8f01cfea"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct HashingWriter {
    inner: Box<dyn Output>,
    hasher: Sha256,
    bytes: u64,
    receipt: Receipt,
}

impl HashingWriter {
    /// Hashes and counts all bytes written to `inner`.
    pub fn around(inner: Box<dyn Output>) -> (Box<dyn Output>, Receipt) {
        let receipt = Receipt::default();
        let tally = Self { inner, hasher: Sha256::new(), bytes: 0, receipt: receipt.clone() };
        (Box::new(tally), receipt)
    }
}

impl Write for HashingWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.hasher.update(bytes.get(..count).unwrap_or(bytes));
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl Output for HashingWriter {
    fn finish(self: Box<Self>) -> Result<(), FileError> {
        let Self { inner, hasher, bytes, receipt } = *self;
        inner.finish()?;
        let sha256 = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        receipt.0.get_or_init(|| StoredDigest { bytes, sha256 });
        Ok(())
    }
}
