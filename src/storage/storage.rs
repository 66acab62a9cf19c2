//! What backups and exports need of a place.

use std::io::Read;

use crate::file::{FileError, Output};

/// A file of a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StorageEntry {
    /// Its name below the folder that was asked for, with `/` between the parts.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// A folder, or a bucket's prefix. Names are relative, with `/` between their parts; anything that could lead out of
/// the place is refused, because names come from manifests too. All calls block.
pub trait Storage: Send + Sync {
    /// What it is called in messages: a path or an address, without credentials.
    fn name(&self) -> &str;

    /// Begins a file. It appears when it is finished, and replaces what stood there.
    fn create(&self, name: &str) -> Result<Box<dyn Output>, FileError>;

    /// Opens a file, to be read from its beginning to its end.
    fn open(&self, name: &str) -> Result<Box<dyn Read + Send>, FileError>;

    /// The size of a file; `None` if there is none.
    fn size(&self, name: &str) -> Result<Option<u64>, FileError>;

    /// All files below a folder, at any depth, in the order of their names. Unfinished ones are left out. A folder
    /// that does not exist is empty; the empty name is the place itself.
    fn files(&self, folder: &str) -> Result<Vec<StorageEntry>, FileError>;

    /// The folders of the place itself, in the order of their names, without drafts.
    fn folders(&self) -> Result<Vec<String>, FileError>;

    /// Deletes a file; that there is none is no fault.
    fn delete(&self, name: &str) -> Result<(), FileError>;

    /// The name under which a folder is filled until it is published.
    fn draft(&self, folder: &str) -> String;

    /// Gives a draft its name. A folder gets it by one rename. An object store has no rename: there the draft has the
    /// name from the beginning, and the file that makes it count must be written last.
    fn publish(&self, folder: &str) -> Result<(), FileError>;

    /// Throws a draft away.
    fn discard(&self, folder: &str) -> Result<(), FileError>;

    /// The drafts that stand there: being filled, or left by a process that was killed. An object store can't tell.
    fn drafts(&self) -> Result<Vec<String>, FileError>;

    /// Ends removals that were broken off.
    fn sweep(&self) -> Result<(), FileError>;

    /// Removes a published folder with all in it. Broken off at any point, it leaves nothing that counts: a folder is
    /// renamed away first; on an object store `first` goes first, which made it count.
    fn remove(&self, folder: &str, first: &str) -> Result<(), FileError>;
}

/// Refuses a name that is no plain relative one, as every [`Storage`] does.
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
