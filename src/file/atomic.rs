//! Atomic replacement: the new file is written beside the old one and takes its name when it is whole and on disk.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::FileError;

/// A file being written. Until [`AtomicFile::finish`] nothing stands under its name, or what stood there before;
/// dropped without it, it leaves nothing behind. Readable by its owner only (mode 0600).
pub struct AtomicFile {
    target: PathBuf,
    writer: BufWriter<NamedTempFile>,
}

/// How the name of a file begins and ends that is not finished.
const PREFIX: &str = ".deskferry-";
const SUFFIX: &str = ".tmp";

impl AtomicFile {
    /// True of the name of a file that was never finished.
    pub fn is_unfinished(path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with(PREFIX) && name.ends_with(SUFFIX)
    }

    /// Begins a file in the folder of `path`, which must exist.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, FileError> {
        let target = path.as_ref().to_owned();
        if target.is_dir() || target.file_name().is_none() {
            return Err(FileError::Directory { path: target.display().to_string() });
        }
        let made = tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder(&target));
        let temporary = made.map_err(|source| fault(&target, source))?;
        Ok(Self { target, writer: BufWriter::with_capacity(128 * 1024, temporary) })
    }

    /// Brings the file to disk and gives it its name; only then does it exist, and then it survives a power cut.
    pub fn finish(self) -> Result<(), FileError> {
        let Self { target, writer } = self;
        settle(&target, writer).map_err(|source| fault(&target, source))
    }
}

fn settle(target: &Path, writer: BufWriter<NamedTempFile>) -> io::Result<()> {
    let temporary = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
    temporary.as_file().sync_all()?;
    temporary.persist(target).map_err(|fault| fault.error)?;
    File::open(folder(target))?.sync_all()
}

fn folder(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn fault(target: &Path, source: io::Error) -> FileError {
    FileError::writing(&target.display().to_string(), source)
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
    fn replaces_only_when_finished() {
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
    fn leaves_nothing_when_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = AtomicFile::create(folder.path().join("out.csv")).unwrap();
        file.write_all(b"half").unwrap();
        file.flush().unwrap();
        drop(file);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        AtomicFile::create(&path).unwrap().finish().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_missing_folder_is_said() {
        let fault = AtomicFile::create("/nonexistent/deskferry/out.csv").err().unwrap();
        assert!(fault.to_string().contains("/nonexistent/deskferry/out.csv"), "{fault}");
    }
}
