//! Replaces a file atomically: the new file is written next to the old one, and renamed when it is complete and on
//! disk.

use std::fs::{File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::NamedTempFile;

use super::error::FileError;
use super::kept_owner::KeptOwner;
use super::name::name_of;
use super::regular_file::kind;
use crate::system::{persist, sync_folder};

/// A file being written. It appears under its name only with [`AtomicFile::finish`]; if it is dropped before,
/// nothing changes. Only its owner can read it (mode 0600).
pub struct AtomicFile {
    target: PathBuf,
    writer: BufWriter<NamedTempFile>,
}

/// Prefix and suffix of the name of an unfinished file.
const PREFIX: &str = ".deskferry-";
const SUFFIX: &str = ".tmp";

impl AtomicFile {
    /// A younger file is only removed by who knows that nobody else writes there: it may not be locked yet.
    pub(crate) const YOUNG: Duration = Duration::from_secs(60);

    /// True for the name of an unfinished file.
    pub fn is_unfinished(path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with(PREFIX) && name.ends_with(SUFFIX)
    }

    /// Removes the files that killed processes left in a folder. Files being written are locked, and stay.
    pub(crate) fn sweep(folder: &Path) {
        Self::sweep_older(folder, Self::YOUNG);
    }

    /// The same for files that are older than this.
    pub(crate) fn sweep_older(folder: &Path, age: Duration) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        let unfinished = entries.flatten().map(|entry| entry.path()).filter(|path| Self::is_unfinished(path));
        for path in unfinished.filter(|path| is_left(path, age)) {
            if let Err(error) = std::fs::remove_file(&path) {
                tracing::debug!(path = %path.display(), %error, "can't remove what a killed process left \
                behind");
            }
        }
    }

    /// Creates an unfinished file in the folder of `path`, which must exist.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, FileError> {
        let target = path.as_ref().to_owned();
        if target.is_dir() || target.file_name().is_none() {
            return Err(FileError::Directory { path: name_of(target) });
        }
        // Renaming would replace a pipe or a device instead of writing to it.
        if let Ok(found) = target.metadata().map(|found| found.file_type()).as_ref()
            && !found.is_file()
        {
            return Err(FileError::NotRegular { path: name_of(&target), kind: kind(*found) });
        }
        let made = tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder(&target));
        let temporary = made.map_err(|source| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                FileError::NoFolder { folder: name_of(folder(&target)) }
            }
            _ => write_error(&target, source),
        })?;
        // If locking is not supported, no file is removed either.
        if let Err(error) = temporary.as_file().try_lock() {
            tracing::debug!(path = %temporary.path().display(), %error, "not locked");
        }
        Ok(Self { target, writer: BufWriter::with_capacity(128 * 1024, temporary) })
    }

    /// Gives the unfinished file to this owner.
    pub fn owned_by(self, owner: KeptOwner) -> Result<Self, FileError> {
        let given = owner.give(self.writer.get_ref().as_file());
        given.map_err(|source| write_error(&self.target, source))?;
        Ok(self)
    }

    /// Gives the unfinished file to this owner, if this user may do that. Otherwise it stays as it is.
    pub(crate) fn offered_to(self, owner: KeptOwner) -> Self {
        if let Err(error) = owner.give(self.writer.get_ref().as_file()) {
            tracing::debug!(path = %self.target.display(), %error, "it stays this user's");
        }
        self
    }

    /// Syncs the file to disk and renames it. From then on it survives a power failure.
    pub fn finish(self) -> Result<(), FileError> {
        let Self { target, writer } = self;
        publish(&target, writer).map_err(|source| write_error(&target, source))
    }
}

fn is_left(path: &Path, least: Duration) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let modified = file.metadata().ok().filter(Metadata::is_file).and_then(|found| found.modified().ok());
    let age = modified.and_then(|time| time.elapsed().ok()).unwrap_or_default();
    age >= least && file.try_lock().is_ok()
}

fn publish(target: &Path, writer: BufWriter<NamedTempFile>) -> io::Result<()> {
    let temporary = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
    temporary.as_file().sync_all()?;
    persist(temporary, target)?;
    sync_folder(folder(target))
}

fn folder(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn write_error(target: &Path, source: io::Error) -> FileError {
    FileError::writing(&name_of(target), source)
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_file_is_replaced_only_when_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        fs::write(&path, "old").unwrap();
        let mut file = AtomicFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.flush().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        file.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_dropped_file_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = AtomicFile::create(folder.path().join("out.csv")).unwrap();
        file.write_all(b"half").unwrap();
        file.flush().unwrap();
        drop(file);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn only_leftovers_of_killed_processes_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let old = |name: &str| {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_modified(std::time::SystemTime::now() - 2 * AtomicFile::YOUNG).unwrap();
        };
        [".deskferry-left.tmp", ".deskferry-draft-x", "mine.tmp"].iter().for_each(|name| old(name));
        File::create(folder.path().join(".deskferry-young.tmp")).unwrap();
        let mut writing = AtomicFile::create(folder.path().join("out.csv")).unwrap();
        writing.writer.get_ref().as_file().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
        AtomicFile::sweep(folder.path());
        writing.write_all(b"new").unwrap();
        writing.finish().unwrap();
        let mut names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, [".deskferry-draft-x", ".deskferry-young.tmp", "mine.tmp", "out.csv"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        AtomicFile::create(&path).unwrap().finish().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_missing_folder_is_reported() {
        let fault = AtomicFile::create("/nonexistent/deskferry/out.csv").err().unwrap();
        assert_eq!(
            fault.to_string(),
            "there is no folder \"/nonexistent/deskferry\"; create it first, or name another"
        );
    }
}
