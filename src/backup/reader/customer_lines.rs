//! The customers of a backup, one JSON object per line.

use std::io::{BufRead, BufReader, Read};

use super::error::BackupReadError;
use crate::api::CustomerRecord;
use crate::backup::manifest::ManifestFile;
use crate::file::{Compression, Digest, InputStream, ReadProgress};

/// The longest line that is read.
const LINE_LIMIT: u64 = 256 * 1024 * 1024;

/// What a manifest says about a file, and what was read so far.
pub(crate) struct PromisedFile {
    pub(crate) path: String,
    bytes: u64,
    sha256: String,
    /// The file belongs to an export and not to a backup.
    of_export: bool,
    pub(crate) progress: ReadProgress,
    pub(crate) digest: Digest,
}

impl PromisedFile {
    pub(super) fn new(path: String, file: &ManifestFile) -> Self {
        Self::with(path, file.bytes, file.sha256.clone(), false)
    }

    /// For the file of an export, by its evidence.
    pub(crate) fn from_evidence(path: &str, bytes: u64, sha256: String) -> Self {
        Self::with(path.to_owned(), bytes, sha256, true)
    }

    fn with(path: String, bytes: u64, sha256: String, of_export: bool) -> Self {
        let progress = ReadProgress::new(Some(bytes));
        let digest = Digest::default();
        Self { path, bytes, sha256, of_export, progress, digest }
    }

    /// True if size and hash match. An unfinished read counts as a mismatch: the file is longer than listed.
    pub(crate) fn is_kept(&self) -> bool {
        self.progress.read() == self.bytes && self.digest.get().as_ref() == Some(&self.sha256)
    }
}

/// A line that is not blank.
pub struct CustomerLine {
    /// The number of the line, from 1.
    pub number: u64,
    /// The bytes without the line break.
    pub bytes: Vec<u8>,
}

impl CustomerLine {
    /// The record, as far as it can be read.
    pub fn record(&self) -> CustomerRecord {
        CustomerRecord::read(&self.bytes)
    }

    /// The text; invalid UTF-8 is replaced.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

/// The lines of a file of customers. Needs the memory of one line. Ends after the first error.
pub struct CustomerLines {
    reader: BufReader<InputStream>,
    promise: Option<PromisedFile>,
    number: u64,
    is_over: bool,
}

impl CustomerLines {
    /// Without a promise, the file is not checked.
    pub(crate) fn new(input: InputStream, promise: Option<PromisedFile>) -> Self {
        let reader = BufReader::with_capacity(1 << 18, input);
        Self { reader, promise, number: 0, is_over: false }
    }

    /// The name of the file, for messages.
    pub fn name(&self) -> &str {
        self.reader.get_ref().name()
    }

    /// The compression of the file.
    pub fn compression(&self) -> Compression {
        self.reader.get_ref().compression()
    }

    /// How much of the stored file was read.
    pub fn progress(&self) -> ReadProgress {
        let own = || self.reader.get_ref().progress();
        self.promise.as_ref().map_or_else(own, |promise| promise.progress.clone())
    }

    /// The SHA-256 of the stored file, once it was read to its end.
    pub fn sha256(&self) -> Option<String> {
        let own = || self.reader.get_ref().digest().get();
        self.promise.as_ref().map_or_else(own, |promise| promise.digest.get())
    }

    fn line(&mut self) -> Result<Option<CustomerLine>, BackupReadError> {
        loop {
            let mut bytes = Vec::new();
            let read = self.reader.by_ref().take(LINE_LIMIT).read_until(b'\n', &mut bytes);
            let read = read.map_err(|error| self.reader.get_ref().fault(error))?;
            self.number += 1;
            let line = self.number;
            if read as u64 == LINE_LIMIT {
                return Err(BackupReadError::TooLong {
                    path: self.name().to_owned(),
                    line,
                    limit: LINE_LIMIT,
                });
            }
            if read == 0 {
                return self.end();
            }
            let text = bytes.trim_ascii();
            if text.is_empty() {
                continue;
            }
            if text.len() < bytes.len() {
                bytes = text.to_vec();
            }
            return Ok(Some(CustomerLine { number: line, bytes }));
        }
    }

    fn end(&self) -> Result<Option<CustomerLine>, BackupReadError> {
        match self.promise.as_ref().filter(|promise| !promise.is_kept()) {
            Some(PromisedFile { path, of_export: true, .. }) => {
                Err(BackupReadError::OtherExport { path: path.clone() })
            }
            Some(promise) => Err(BackupReadError::Altered { path: promise.path.clone() }),
            None => Ok(None),
        }
    }
}

impl Iterator for CustomerLines {
    type Item = Result<CustomerLine, BackupReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let line = self.line().transpose();
        self.is_over = !matches!(line, Some(Ok(_)));
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> CustomerLines {
        let input = InputStream::from_reader("b", std::io::Cursor::new(text.to_owned())).unwrap();
        CustomerLines::new(input, None)
    }

    #[test]
    fn blank_lines_are_counted_and_malformed_lines_are_returned() {
        let all: Vec<CustomerLine> = records("{\"a\":1.50}\n\n[]\r\n{\"b\":2}").map(Result::unwrap).collect();
        assert_eq!(all.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!(all[0].record()["a"].to_string(), "1.50", "as the server wrote it");
        assert!(all[1].record().fault().is_some() && all[1].text() == "[]");
    }
}
