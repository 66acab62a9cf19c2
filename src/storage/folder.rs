//! A folder in the file system. Only its owner can read folders (mode 0700) and files (0600). A file in a published folder
//! gets the owner and mode of the file that it replaces, or of those beside it: another user may have made them, and
//! root may work for that user.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::storage_trait::{Storage, StorageEntry, checked};
use crate::file::{AtomicFile, FileError, KeptOwner, Output, check_file_type, name_of, open_regular};
use crate::system::{private_folders, sync_folder};

/// Prefixes of folders that are being filled or removed.
const DRAFT: &str = ".deskferry-draft-";
const REMOVED: &str = ".deskferry-removed-";

pub(super) struct Folder {
    root: PathBuf,
    name: String,
}

impl Folder {
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), name: name_of(root) }
    }

    fn path(&self, name: &str) -> Result<PathBuf, FileError> {
        Ok(self.root.join(checked(name)?))
    }

    /// Refuses links inside the folder, because they may lead out of it.
    fn refuse_links(&self, name: &str) -> Result<(), FileError> {
        let mut path = self.root.clone();
        for part in name.split('/') {
            path.push(part);
            if let Some(found) = path.symlink_metadata().ok().filter(fs::Metadata::is_symlink) {
                return check_file_type(&path, found.file_type());
            }
        }
        Ok(())
    }

    /// The folders whose names have this prefix, without the prefix.
    fn ours(&self, mark: &str) -> Result<Vec<String>, FileError> {
        let folders = listed(&self.root)?.into_iter().filter(|(_, kind)| kind.is_dir());
        Ok(folders.filter_map(|(name, _)| name.strip_prefix(mark).map(ToOwned::to_owned)).collect())
    }

    /// Renames a folder durably.
    fn rename(&self, from: &str, to: &str) -> Result<(), FileError> {
        let from = self.path(from)?;
        let to = self.path(to)?;
        let renamed = fs::rename(&from, &to).and_then(|()| sync(&self.root));
        renamed.map_err(|error| writing(&to, error))
    }
}

impl Storage for Folder {
    fn name(&self) -> &str {
        &self.name
    }

    fn create(&self, name: &str) -> Result<Box<dyn Output>, FileError> {
        let path = self.path(name)?;
        let folder = path.parent().unwrap_or(&self.root);
        make(folder).map_err(|error| writing(folder, error))?;
        let file = AtomicFile::create(&path)?;
        Ok(Box::new(match name.contains('/') && !is_ours_alone(name) {
            true => match KeptOwner::of(&path).or_else(|| owner_beside(folder)) {
                Some(owner) => file.offered_to(owner),
                None => file,
            },
            false => file,
        }))
    }

    fn open(&self, name: &str) -> Result<Box<dyn Read + Send>, FileError> {
        let path = self.path(name)?;
        self.refuse_links(name)?;
        Ok(Box::new(open_regular(&path)?))
    }

    fn size(&self, name: &str) -> Result<Option<u64>, FileError> {
        let path = self.path(name)?;
        match path.symlink_metadata() {
            Ok(found) => Ok(found.is_file().then_some(found.len())),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(reading(&path, error)),
        }
    }

    fn files(&self, folder: &str) -> Result<Vec<StorageEntry>, FileError> {
        let mut found = Vec::new();
        let path = if folder.is_empty() { self.root.clone() } else { self.path(folder)? };
        list_files(&path, "", &mut found)?;
        found.sort_unstable();
        Ok(found)
    }

    fn keeps_versions(&self, _name: &str) -> Result<bool, FileError> {
        Ok(false)
    }

    fn folders(&self) -> Result<Vec<String>, FileError> {
        let folders =
            listed(&self.root)?.into_iter().filter(|(name, kind)| kind.is_dir() && !is_ours_alone(name));
        let mut names: Vec<String> = folders.map(|(name, _)| name).collect();
        names.sort_unstable();
        Ok(names)
    }

    fn delete(&self, name: &str) -> Result<(), FileError> {
        let path = self.path(name)?;
        match fs::remove_file(&path) {
            Err(error) if !is_missing(&error) => Err(writing(&path, error)),
            _ => Ok(()),
        }
    }

    fn draft(&self, folder: &str) -> String {
        format!("{DRAFT}{folder}")
    }

    fn publish(&self, folder: &str) -> Result<(), FileError> {
        let draft = self.draft(folder);
        sync_all(&self.path(&draft)?).map_err(|error| writing(&self.root, error))?;
        let to = self.path(folder)?;
        if to.exists() {
            return Err(writing(&to, ErrorKind::AlreadyExists.into()));
        }
        self.rename(&draft, folder)
    }

    fn discard(&self, folder: &str) -> Result<(), FileError> {
        remove_all(&self.path(&self.draft(folder))?)
    }

    fn drafts(&self) -> Result<Vec<String>, FileError> {
        let mut drafts = self.ours(DRAFT)?;
        drafts.sort_unstable();
        Ok(drafts)
    }

    fn sweep(&self, age: Duration) -> Result<(), FileError> {
        // What a killed process has begun to write in a backup.
        for folder in self.folders()? {
            AtomicFile::sweep_older(&self.path(&folder)?, age);
        }
        for removed in self.ours(REMOVED)? {
            remove_all(&self.path(&format!("{REMOVED}{removed}"))?)?;
        }
        Ok(())
    }

    fn remove(&self, folder: &str, _first: &str) -> Result<(), FileError> {
        let away = format!("{REMOVED}{folder}");
        // Left by an interrupted removal.
        remove_all(&self.path(&away)?)?;
        self.rename(folder, &away)?;
        remove_all(&self.path(&away)?)
    }
}

/// Creates a folder and its parents, each synced in its parent.
fn make(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    make(above)?;
    match private_folders().create(folder) {
        // Another thread has created it.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made.and_then(|()| sync(above)),
    }
}

/// The owner of the first file in a folder.
fn owner_beside(folder: &Path) -> Option<KeptOwner> {
    let paths = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let files = paths.filter(|path| path.is_file() && !AtomicFile::is_unfinished(path));
    KeptOwner::of(&files.min()?)
}

fn sync(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    sync_folder(folder)
}

/// Syncs a folder and its subfolders; files were synced when they were finished.
fn sync_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_all(&entry.path())?;
        }
    }
    sync(folder)
}

/// Lists files recursively; links are neither followed nor listed.
fn list_files(folder: &Path, below: &str, found: &mut Vec<StorageEntry>) -> Result<(), FileError> {
    for (name, kind) in listed(folder)? {
        let path = folder.join(&name);
        if kind.is_dir() {
            list_files(&path, &format!("{below}{name}/"), found)?;
        } else if kind.is_file() && !AtomicFile::is_unfinished(&path) {
            let bytes = path.metadata().map_err(|error| reading(&path, error))?.len();
            found.push(StorageEntry { name: format!("{below}{name}"), bytes });
        }
    }
    Ok(())
}

/// The entries of a folder; names that are not UTF-8 are not ours.
fn listed(folder: &Path) -> Result<Vec<(String, fs::FileType)>, FileError> {
    let fault = |error| reading(folder, error);
    let entries = match fs::read_dir(folder) {
        Err(error) if is_missing(&error) => return Ok(Vec::new()),
        entries => entries.map_err(fault)?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(fault)?;
        let kind = entry.file_type().map_err(fault)?;
        found.extend(entry.file_name().into_string().ok().map(|name| (name, kind)));
    }
    Ok(found)
}

fn is_ours_alone(name: &str) -> bool {
    name.starts_with(DRAFT) || name.starts_with(REMOVED)
}

fn remove_all(folder: &Path) -> Result<(), FileError> {
    match fs::remove_dir_all(folder) {
        Err(error) if !is_missing(&error) => Err(writing(folder, error)),
        _ => Ok(()),
    }
}

fn is_missing(error: &io::Error) -> bool {
    error.kind() == ErrorKind::NotFound
}

fn reading(path: &Path, error: io::Error) -> FileError {
    FileError::reading(&path.display().to_string(), error)
}

fn writing(path: &Path, error: io::Error) -> FileError {
    FileError::writing(&path.display().to_string(), error)
}
