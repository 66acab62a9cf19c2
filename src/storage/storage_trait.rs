//! What backups and exports need from storage.

use std::io::Read;
use std::time::Duration;

use crate::file::{FileError, Output};

/// A stored file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StorageEntry {
    /// The name below the folder that was listed, with `/` as separator.
    pub name: String,
    /// The size.
    pub bytes: u64,
}

/// A folder, or a prefix of a bucket. Names are relative, with `/` as separator. Names that could lead out of it
/// are refused, because they also come from manifests. All calls block.
pub trait Storage: Send + Sync {
    /// The name for messages: a path, or an address without credentials.
    fn name(&self) -> &str;

    /// Begins a file. It appears when it is finished, and replaces an older one.
    fn create(&self, name: &str) -> Result<Box<dyn Output>, FileError>;

    /// Opens a file to read it from start to end.
    fn open(&self, name: &str) -> Result<Box<dyn Read + Send>, FileError>;

    /// The size of a file in bytes; `None` if it does not exist.
    fn size(&self, name: &str) -> Result<Option<u64>, FileError>;

    /// All files in a folder at any depth, sorted by name, without unfinished ones. A folder that does not exist is
    /// empty. The empty name is the root.
    fn files(&self, folder: &str) -> Result<Vec<StorageEntry>, FileError>;

    /// True if the place keeps earlier versions of a file that is replaced or deleted, as far as this file shows.
    fn keeps_versions(&self, name: &str) -> Result<bool, FileError>;

    /// The folders in the root, sorted by name, without drafts.
    fn folders(&self) -> Result<Vec<String>, FileError>;

    /// Deletes a file, if it exists.
    fn delete(&self, name: &str) -> Result<(), FileError>;

    /// The name of a folder's draft.
    fn draft(&self, folder: &str) -> String;

    /// Publishes a draft. A file system renames the folder. An object store can't rename: the draft has its final
    /// name from the start, and the file that makes it valid must be written last.
    fn publish(&self, folder: &str) -> Result<(), FileError>;

    /// Removes a draft.
    fn discard(&self, folder: &str) -> Result<(), FileError>;

    /// The drafts that are being filled, or that killed processes left. Always empty for an object store.
    fn drafts(&self) -> Result<Vec<String>, FileError>;

    /// Completes interrupted removals, aborts interrupted uploads, and removes unfinished files that no process holds and
    /// that are older than this.
    fn sweep(&self, age: Duration) -> Result<(), FileError>;

    /// Removes a published folder. If it is interrupted, nothing valid remains: a file system renames the folder first;
    /// an object store begins with `first`, the file that makes it valid.
    fn remove(&self, folder: &str, first: &str) -> Result<(), FileError>;
}

/// Refuses names that are not plain relative names, as every [`Storage`] does.
pub fn check_name(name: &str) -> Result<(), FileError> {
    checked(name).map(|_| ())
}

pub(super) fn checked(name: &str) -> Result<&str, FileError> {
    let part = |part: &str| {
        let odd = |letter: char| letter.is_control() || matches!(letter, '\\' | ':');
        !part.is_empty() && part != "." && part != ".." && part.len() <= 255 && !part.contains(odd)
    };
    if name.len() <= 1000 && name.split('/').all(part) {
        return Ok(name);
    }
    Err(FileError::Name { name: name.chars().take(200).collect() })
}
