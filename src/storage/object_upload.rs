//! An object being written: small ones with one request, large ones in parts. It appears when it is finished; if it
//! is dropped before, its parts are removed.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use object_store::multipart::MultipartStore;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, GetOptions, ObjectStore, PutMultipartOptions, PutOptions, WriteMultipart,
};

use super::blocking::{BlockingStore, broken};
use super::error::StoreError;
use super::upload_log::UploadLog;
use super::upload_parts::UploadParts;
use crate::file::{FileError, Output, RemoteError};

/// The size of a part. S3 requires this minimum for all but the last part, and allows 10,000 parts (50 GB).
pub(super) const PART: usize = 5 * 1024 * 1024;
/// The maximum number of parts in flight.
const IN_FLIGHT: usize = 2;
/// Metadata of the object that identifies the upload that wrote it.
const MARK: Attribute = Attribute::Metadata(std::borrow::Cow::Borrowed("deskferry-upload"));

/// Memory: the part being filled, and the parts in flight.
pub(super) struct ObjectUpload {
    link: Arc<BlockingStore>,
    path: Path,
    name: String,
    log: Arc<UploadLog>,
    /// Identifies this upload; unique.
    mark: String,
    bytes: u64,
    part: Vec<u8>,
    parts: Option<WriteMultipart>,
}

impl ObjectUpload {
    pub(super) fn new(link: Arc<BlockingStore>, path: Path, name: String, log: Arc<UploadLog>) -> Self {
        Self { link, path, name, log, mark: mark(), bytes: 0, part: Vec::new(), parts: None }
    }

    fn attributes(&self) -> Attributes {
        Attributes::from_iter([(MARK, self.mark.clone())])
    }

    fn send(&mut self) -> Result<(), StoreError> {
        let part = Bytes::from(std::mem::replace(&mut self.part, Vec::with_capacity(PART)));
        let mut parts = match self.parts.take() {
            Some(parts) => parts,
            None => self.begin()?,
        };
        let done = self.link.wait(async move {
            let free = parts.wait_for_capacity(IN_FLIGHT).await;
            if free.is_ok() {
                parts.put(part);
            }
            (parts, free)
        });
        let (parts, free) = done.ok_or_else(broken)?;
        self.parts = Some(parts);
        free.map_err(|error| StoreError::from_store(&error))
    }

    /// The upload is logged before its first part is sent.
    fn begin(&self) -> Result<WriteMultipart, StoreError> {
        let path = self.path.clone();
        let options = PutMultipartOptions::from(self.attributes());
        let id = self.link.run(|store| async move { store.create_multipart_opts(&path, options).await })?;
        let begun = self.log.note(&self.mark, self.path.as_ref(), &id);
        let parts = UploadParts::new(self.link.store(), self.path.clone(), id, begun);
        Ok(WriteMultipart::new_with_chunk_size(Box::new(parts), PART))
    }

    fn complete(&mut self) -> Result<(), StoreError> {
        let last = Bytes::from(std::mem::take(&mut self.part));
        let path = self.path.clone();
        let options = PutOptions::from(self.attributes());
        match self.parts.take() {
            None => self
                .link
                .run(|store| async move { store.put_opts(&path, last.into(), options).await.map(|_| ()) }),
            // Aborts the upload itself on an error.
            Some(mut parts) => self.link.run(|_| async move {
                parts.put(last);
                parts.finish().await.map(|_| ())
            }),
        }
    }

    /// Checks the object after an error at the end, because the store may have completed the upload anyway. An
    /// object appears completely or not at all.
    fn check_object(&self, fault: StoreError) -> Result<(), StoreError> {
        if fault.is_refusal() {
            return Err(fault);
        }
        // The crate retries after a 5xx response; a completed upload is then unknown.
        let fault = match fault {
            StoreError::Missing => StoreError::Refused { code: "NoSuchUpload".to_owned() },
            fault => fault,
        };
        let path = self.path.clone();
        let options = GetOptions { head: true, ..GetOptions::default() };
        match self.link.run(|store| async move { store.get_opts(&path, options).await }) {
            Ok(found) if found.attributes.get(&MARK).is_some_and(|mark| mark.as_ref() == self.mark) => {
                if found.meta.size != self.bytes {
                    return Err(StoreError::Uncertain { fault: Box::new(fault) });
                }
                tracing::warn!("{}: {fault}; but the object exists and is complete", self.name);
                Ok(())
            }
            Ok(_) | Err(StoreError::Missing) => Err(fault),
            Err(_) => Err(StoreError::Uncertain { fault: Box::new(fault) }),
        }
    }
}

/// Process and time, which no two uploads share.
fn mark() -> String {
    static NUMBER: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    format!("{now:x}-{:x}-{number:x}", std::process::id())
}

impl Write for ObjectUpload {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = bytes.len().min(PART - self.part.len());
        self.part.extend(bytes.iter().take(count));
        self.bytes += count as u64;
        if self.part.len() == PART {
            self.send().map_err(|fault| io::Error::other(RemoteError::from(fault)))?;
        }
        Ok(count)
    }

    /// Nothing to flush: there are no partial objects.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output for ObjectUpload {
    fn finish(mut self: Box<Self>) -> Result<(), FileError> {
        let done = self.complete().or_else(|fault| self.check_object(fault));
        done.map_err(|fault| fault.at(&self.name))
    }
}

impl Drop for ObjectUpload {
    fn drop(&mut self) {
        if let Some(parts) = self.parts.take() {
            // If this fails too, the earlier error has been reported.
            _ = self.link.wait(parts.abort());
        }
    }
}
