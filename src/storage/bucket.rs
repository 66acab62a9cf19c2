//! A prefix of an S3 bucket. Objects appear atomically and can't be renamed.

use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, Bytes};
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{GetOptions, GetRange, MultipartUpload as _, ObjectStore, ObjectStoreExt};

use super::blocking::BlockingStore;
use super::error::StoreError;
use super::object_upload::ObjectUpload;
use super::options::StoreOptions;
use super::storage_trait::{Storage, StorageEntry, checked};
use super::upload_log::UploadLog;
use crate::file::{FileError, Output, RemoteError};

/// The size of a read request. Separate requests stay within their timeout, and each can be retried.
const BLOCK: u64 = 8 * 1024 * 1024;

pub(super) struct Bucket {
    link: Arc<BlockingStore>,
    log: Arc<UploadLog>,
    prefix: Path,
    name: String,
}

impl Bucket {
    pub(super) fn new(bucket: &str, prefix: &str, options: &StoreOptions) -> Result<Self, FileError> {
        let prefix = Path::parse(prefix).map_err(|_| FileError::Name { name: prefix.to_owned() })?;
        let name = format!("s3://{bucket}/{prefix}");
        let link = options.client(bucket).and_then(BlockingStore::new);
        let link = link.map_err(|fault| fault.at(&name))?;
        let log = Arc::new(options.upload_log(bucket));
        Ok(Self { link: Arc::new(link), log, prefix, name })
    }

    fn path(&self, name: &str) -> Result<Path, FileError> {
        let key = format!("{}/{}", self.prefix, checked(name)?);
        // `Path::from` would encode the name differently from how it is listed.
        Path::parse(key).map_err(|_| FileError::Name { name: name.to_owned() })
    }

    fn full(&self, name: &str) -> String {
        format!("{}/{name}", self.name.trim_end_matches('/'))
    }

    fn store_error(&self, name: &str) -> impl Fn(StoreError) -> FileError {
        let full = self.full(name);
        move |fault| fault.at(&full)
    }
}

impl Bucket {
    /// Checks that a file can be written, by beginning and aborting an upload.
    pub(super) fn try_create(&self, name: &str) -> Result<(), FileError> {
        self.log.sweep(&self.link);
        let path = self.path(name)?;
        let tried = self.link.run(|store| async move { store.put_multipart(&path).await?.abort().await });
        tried.map_err(self.store_error(name))
    }
}

impl Storage for Bucket {
    fn name(&self) -> &str {
        &self.name
    }

    fn create(&self, name: &str) -> Result<Box<dyn Output>, FileError> {
        Ok(Box::new(ObjectUpload::new(
            Arc::clone(&self.link),
            self.path(name)?,
            self.full(name),
            Arc::clone(&self.log),
        )))
    }

    fn open(&self, name: &str) -> Result<Box<dyn Read + Send>, FileError> {
        let object = BucketObject::open(Arc::clone(&self.link), self.path(name)?);
        Ok(Box::new(object.map_err(self.store_error(name))?))
    }

    fn size(&self, name: &str) -> Result<Option<u64>, FileError> {
        let path = self.path(name)?;
        match self.link.run(|store| async move { store.head(&path).await }) {
            Ok(found) => Ok(Some(found.size)),
            Err(StoreError::Missing) => Ok(None),
            Err(fault) => Err(self.store_error(name)(fault)),
        }
    }

    fn files(&self, folder: &str) -> Result<Vec<StorageEntry>, FileError> {
        let folder_path = if folder.is_empty() { self.prefix.clone() } else { self.path(folder)? };
        let prefix = folder_path.clone();
        let listed =
            self.link.run(|store| async move { store.list(Some(&prefix)).try_collect::<Vec<_>>().await });
        let below = if folder_path.is_root() { String::new() } else { format!("{folder_path}/") };
        let entry = |found: object_store::ObjectMeta| {
            let name = found.location.as_ref().strip_prefix(&below)?.to_owned();
            Some(StorageEntry { name, bytes: found.size })
        };
        let mut found: Vec<StorageEntry> =
            listed.map_err(self.store_error(folder))?.into_iter().filter_map(entry).collect();
        found.sort_unstable();
        Ok(found)
    }

    /// A bucket that has ever kept versions names the version of an object; one with object lock must keep them.
    fn keeps_versions(&self, name: &str) -> Result<bool, FileError> {
        let path = self.path(name)?;
        let found = self.link.run(|store| async move { store.head(&path).await });
        found.map(|found| found.version.is_some()).map_err(self.store_error(name))
    }

    fn folders(&self) -> Result<Vec<String>, FileError> {
        let prefix = self.prefix.clone();
        let listed = self.link.run(|store| async move { store.list_with_delimiter(Some(&prefix)).await });
        let listed = listed.map_err(|fault| fault.at(&self.name))?;
        let mut names: Vec<String> =
            listed.common_prefixes.iter().filter_map(|path| path.filename().map(ToOwned::to_owned)).collect();
        names.sort_unstable();
        Ok(names)
    }

    fn delete(&self, name: &str) -> Result<(), FileError> {
        let path = self.path(name)?;
        match self.link.run(|store| async move { store.delete(&path).await }) {
            Err(StoreError::Missing) | Ok(()) => Ok(()),
            Err(fault) => Err(self.store_error(name)(fault)),
        }
    }

    fn draft(&self, folder: &str) -> String {
        folder.to_owned()
    }

    fn publish(&self, _folder: &str) -> Result<(), FileError> {
        Ok(())
    }

    /// Deletes up to a thousand objects per request.
    fn discard(&self, folder: &str) -> Result<(), FileError> {
        let files = self.files(folder)?.into_iter().map(|file| self.path(&format!("{folder}/{}", file.name)));
        let paths = files.collect::<Result<Vec<_>, _>>()?;
        let paths = futures::stream::iter(paths).map(Ok).boxed();
        let gone = self
            .link
            .run(|store| async move { store.delete_stream(paths).map_ok(drop).try_collect::<()>().await });
        gone.map_err(self.store_error(folder))
    }

    fn drafts(&self) -> Result<Vec<String>, FileError> {
        Ok(Vec::new())
    }

    fn sweep(&self, _age: Duration) -> Result<(), FileError> {
        self.log.sweep(&self.link);
        Ok(())
    }

    fn remove(&self, folder: &str, first: &str) -> Result<(), FileError> {
        self.delete(&format!("{folder}/{first}"))?;
        self.discard(folder)
    }
}

/// An object that is read block by block, all of the same version.
struct BucketObject {
    link: Arc<BlockingStore>,
    path: Path,
    tag: Option<String>,
    size: u64,
    at: u64,
    block: Bytes,
}

impl BucketObject {
    /// Reads the first block, which also tells size and version: a small object takes one request.
    fn open(link: Arc<BlockingStore>, path: Path) -> Result<Self, StoreError> {
        let asked = path.clone();
        let options = GetOptions { range: Some(GetRange::Bounded(0..BLOCK)), ..GetOptions::default() };
        let got = link.run(|store| async move {
            let got = store.get_opts(&asked, options).await?;
            Ok((got.meta.clone(), got.bytes().await?))
        });
        let (found, block) = match got {
            // An empty object has no first block: S3 refuses the range.
            Err(fault @ StoreError::Refused { .. }) => {
                let asked = path.clone();
                let found = link.run(|store| async move { store.head(&asked).await })?;
                if found.size > 0 {
                    return Err(fault);
                }
                (found, Bytes::new())
            }
            got => got?,
        };
        let at = block.len() as u64;
        Ok(Self { link, path, tag: found.e_tag, size: found.size, at, block })
    }

    fn fetch(&mut self) -> Result<(), StoreError> {
        let path = self.path.clone();
        let range = GetRange::Bounded(self.at..self.size.min(self.at + BLOCK));
        let options = GetOptions { range: Some(range), if_match: self.tag.clone(), ..GetOptions::default() };
        let got = self.link.run(|store| async move { store.get_opts(&path, options).await?.bytes().await });
        self.block = got?;
        if self.block.is_empty() {
            return Err(StoreError::Changed);
        }
        self.at += self.block.len() as u64;
        Ok(())
    }
}

impl Read for BucketObject {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.block.is_empty() && self.at < self.size {
            self.fetch().map_err(|fault| io::Error::other(RemoteError::from(fault)))?;
        }
        let count = self.block.as_ref().read(buffer)?;
        self.block.advance(count);
        Ok(count)
    }
}
