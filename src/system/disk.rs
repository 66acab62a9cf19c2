//! Folders on disk: synced, renamed into, with free space.

use std::fs::File;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use tempfile::NamedTempFile;

/// True if a folder can be renamed while a file in it is open. On Windows it can't.
pub(crate) const RENAMES_FOLDERS_IN_USE: bool = cfg!(unix);

/// Syncs a folder, so that the names in it survive a power failure.
#[cfg(unix)]
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Windows can't sync a folder. NTFS logs a rename, but a power failure may undo the latest ones.
#[cfg(windows)]
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    path.metadata().map(drop)
}

/// Renames a file; fails if there is one of the new name.
#[cfg(all(unix, feature = "workbench"))]
pub(crate) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)?)
}

/// A second name for the file, which no existing file gives way to; then the first one goes. If the process is killed
/// between the two, the file has both names.
#[cfg(all(windows, feature = "workbench"))]
pub(crate) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::hard_link(from, to)?;
    std::fs::remove_file(from)
}

/// Gives a complete temporary file its name, also in place of another one.
#[cfg(unix)]
pub(crate) fn persist(temporary: NamedTempFile, target: &Path) -> io::Result<File> {
    temporary.persist(target).map_err(|fault| fault.error)
}

/// The same on Windows, where only the rename of the standard library replaces a file that others are reading. Before
/// Windows 10 it does not either, so it waits a second for them.
#[cfg(windows)]
pub(crate) fn persist(temporary: NamedTempFile, target: &Path) -> io::Result<File> {
    const STEP: std::time::Duration = std::time::Duration::from_millis(20);
    let (file, path) = temporary.keep().map_err(|fault| fault.error)?;
    let mut tries_left = 50;
    loop {
        match std::fs::rename(&path, target) {
            Ok(()) => return Ok(file),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied && tries_left > 0 => {
                tries_left -= 1;
                std::thread::sleep(STEP);
            }
            Err(error) => {
                // The error is that of the rename.
                drop(std::fs::remove_file(&path));
                return Err(error);
            }
        }
    }
}

/// The bytes that this user may still write to the disk of a folder.
#[cfg(unix)]
pub(crate) fn free_space(folder: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// No safe call of Windows tells it.
#[cfg(windows)]
pub(crate) fn free_space(_: &Path) -> io::Result<u64> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "deskferry can't ask Windows for it"))
}

/// When a name in an open folder has changed last.
#[cfg(unix)]
pub(crate) fn changed_at(folder: &File, _: &Path) -> io::Result<SystemTime> {
    folder.metadata()?.modified()
}

/// The same by the path of the folder: what is open on Windows is a file in it.
#[cfg(windows)]
pub(crate) fn changed_at(_: &File, path: &Path) -> io::Result<SystemTime> {
    path.metadata()?.modified()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_read_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "old").unwrap();
        let reader = File::open(&path).unwrap();
        let new = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
        std::fs::write(new.path(), "new").unwrap();
        persist(new, &path).unwrap();
        assert_eq!(std::io::read_to_string(reader).unwrap(), "old");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(feature = "workbench")]
    #[test]
    fn no_file_gives_way_to_a_renamed_one() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("a"), "a").unwrap();
        std::fs::write(at("b"), "b").unwrap();
        let refused = rename_new(&at("a"), &at("b")).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        rename_new(&at("a"), &at("c")).unwrap();
        assert_eq!(std::fs::read_to_string(at("b")).unwrap(), "b");
        assert_eq!(std::fs::read_to_string(at("c")).unwrap(), "a");
        assert!(!at("a").exists());
        sync_folder(folder.path()).unwrap();
    }
}
