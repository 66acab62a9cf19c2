//! One object being written: small ones by one request, large ones in parts. It exists when it is finished; dropped
//! before that, its parts are thrown away.

use std::io::{self, Write};
use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStoreExt, WriteMultipart};

use super::super::error::FileError;
use super::super::output::Output;
use super::fault::StoreFault;
use super::link::{Link, broken};

/// Bytes of a part; S3 takes none smaller but the last, and 10,000 of them at most (50 GB).
pub(super) const PART: usize = 5 * 1024 * 1024;
/// Parts on their way at once.
const FLYING: usize = 2;

/// Memory: one part that fills, and those on their way.
pub(super) struct Upload {
    link: Arc<Link>,
    path: Path,
    name: String,
    part: Vec<u8>,
    parts: Option<WriteMultipart>,
}

impl Upload {
    pub(super) fn new(link: Arc<Link>, path: Path, name: String) -> Self {
        Self { link, path, name, part: Vec::new(), parts: None }
    }

    fn send(&mut self) -> Result<(), StoreFault> {
        let part = Bytes::from(std::mem::replace(&mut self.part, Vec::with_capacity(PART)));
        let (store, path, parts) = (self.link.store(), self.path.clone(), self.parts.take());
        let done = self.link.wait(async move {
            let mut parts = match parts {
                Some(parts) => parts,
                None => WriteMultipart::new_with_chunk_size(store.put_multipart(&path).await?, PART),
            };
            let free = parts.wait_for_capacity(FLYING).await;
            if free.is_ok() {
                parts.put(part);
            }
            Ok::<_, object_store::Error>((parts, free))
        });
        let (parts, free) = done.ok_or_else(broken)?.map_err(|error| StoreFault::from_store(&error))?;
        self.parts = Some(parts);
        free.map_err(|error| StoreFault::from_store(&error))
    }

    fn complete(&mut self) -> Result<(), StoreFault> {
        let (last, path) = (Bytes::from(std::mem::take(&mut self.part)), self.path.clone());
        match self.parts.take() {
            None => self.link.run(|store| async move { store.put(&path, last.into()).await.map(|_| ()) }),
            // On a fault this aborts by itself.
            Some(mut parts) => self.link.run(|_| async move {
                parts.put(last);
                parts.finish().await.map(|_| ())
            }),
        }
    }
}

impl Write for Upload {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = bytes.len().min(PART - self.part.len());
        self.part.extend(bytes.iter().take(count));
        if self.part.len() == PART {
            self.send().map_err(io::Error::other)?;
        }
        Ok(count)
    }

    /// Nothing to do: there is no half object.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output for Upload {
    fn finish(mut self: Box<Self>) -> Result<(), FileError> {
        let done = self.complete();
        done.map_err(|fault| FileError::store(&self.name, fault))
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Some(parts) = self.parts.take() {
            // A store that refuses this too is told of by the fault that came before.
            _ = self.link.wait(parts.abort());
        }
    }
}
