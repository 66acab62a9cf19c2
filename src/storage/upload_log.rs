//! A log of multipart uploads. Parts of an unfinished upload cost money and are not listed, and a killed process
//! leaves them behind. Each upload therefore has a locked file in the state folder while it runs. If its process
//! dies, the kernel releases the lock, and the next run removes the parts.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use object_store::multipart::MultipartStore;
use object_store::path::Path as Key;
use serde::{Deserialize, Serialize};

use super::blocking::BlockingStore;
use super::error::StoreError;
use crate::system::{SafeOpen as _, link_count, own_user, owner, private_folders};

/// The log of uploads to one bucket.
#[derive(Debug, Default)]
pub(super) struct UploadLog {
    /// `None` if nothing is logged.
    pub(super) folder: Option<PathBuf>,
    pub(super) endpoint: String,
    pub(super) bucket: String,
}

impl UploadLog {
    /// Logs an upload. An upload that can't be logged is made anyway.
    pub(super) fn note(&self, name: &str, key: &str, id: &str) -> Option<UploadLogEntry> {
        let endpoint = self.endpoint.clone();
        let bucket = self.bucket.clone();
        let upload = LoggedUpload { endpoint, bucket, key: key.to_owned(), id: id.to_owned() };
        let begun = UploadLogEntry::note(self.folder.as_ref()?, name, &upload);
        begun.inspect_err(|error| tracing::debug!("can't record an upload: {error}")).ok()
    }

    /// Removes the parts of uploads whose process is dead, with a warning.
    pub(super) fn sweep(&self, link: &BlockingStore) {
        let Some(folder) = &self.folder else { return };
        for (begun, LoggedUpload { bucket, key, id, .. }) in
            interrupted_uploads(folder, &self.endpoint, &self.bucket)
        {
            let Ok(path) = Key::parse(&key) else { continue };
            let gone = link.run(|store| async move { store.abort_multipart(&path, &id).await });
            match gone {
                Ok(()) => tracing::warn!(
                    "s3://{bucket}/{key}: an upload was interrupted because its process ended; removing \
                     its parts"
                ),
                Err(StoreError::Missing) => {}
                Err(fault) => {
                    tracing::warn!(
                        "s3://{bucket}/{key}: can't remove the parts of an interrupted upload: {fault}"
                    );
                    continue;
                }
            }
            begun.end();
        }
    }
}

/// An upload, identified as the store needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LoggedUpload {
    /// The store's address; empty for AWS.
    pub(super) endpoint: String,
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) id: String,
}

/// The file of an upload. If it is dropped, the file stays for the next run.
#[derive(Debug)]
pub(super) struct UploadLogEntry {
    path: PathBuf,
    _lock: File,
}

const PREFIX: &str = "upload-";

impl UploadLogEntry {
    /// Logs an upload of this process under a unique name.
    pub(super) fn note(folder: &Path, name: &str, upload: &LoggedUpload) -> io::Result<Self> {
        private_folders().recursive(true).create(folder)?;
        let path = folder.join(format!("{PREFIX}{name}"));
        let mut file = loop {
            let file = OpenOptions::new().write(true).create_new(true).private().open(&path)?;
            // Before the file is locked here, another process may take it for an empty leftover and remove it.
            file.lock()?;
            if link_count(&file)? > 0 {
                break file;
            }
        };
        file.write_all(&serde_json::to_vec(upload)?)?;
        Ok(Self { path, _lock: file })
    }

    /// Removes the file of an upload that is finished or aborted.
    pub(super) fn end(self) {
        // A file that remains only causes another check by the next run.
        drop(std::fs::remove_file(&self.path));
    }
}

/// The uploads to one bucket whose processes are dead.
pub(super) fn interrupted_uploads(
    folder: &Path,
    endpoint: &str,
    bucket: &str,
) -> Vec<(UploadLogEntry, LoggedUpload)> {
    let is_ours = folder.metadata().is_ok_and(|found| owner(&found) == own_user());
    let Some(entries) = std::fs::read_dir(folder).ok().filter(|_| is_ours) else { return Vec::new() };
    let named = |path: &PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(PREFIX))
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(named);
    let found = paths.filter_map(read);
    found.filter(|(_, upload)| upload.endpoint == endpoint && upload.bucket == bucket).collect()
}

fn read(path: PathBuf) -> Option<(UploadLogEntry, LoggedUpload)> {
    let mut file = File::open(&path).ok()?;
    file.try_lock().ok()?;
    // The upload has just ended.
    link_count(&file).ok().filter(|names| *names > 0)?;
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    let begun = UploadLogEntry { path, _lock: file };
    match serde_json::from_str(&text) {
        Ok(upload) => Some((begun, upload)),
        // The process died before the entry was completely written.
        Err(fault) if fault.is_eof() => {
            begun.end();
            None
        }
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupted_upload_is_found_once() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("deeper");
        let upload =
            LoggedUpload { endpoint: "e".into(), bucket: "b".into(), key: "k".into(), id: "i".into() };
        let begun = UploadLogEntry::note(&folder, "1", &upload).unwrap();
        assert!(interrupted_uploads(&folder, "e", "b").is_empty(), "it is still under way");
        drop(begun);
        assert!(interrupted_uploads(&folder, "other", "b").is_empty());
        let found = interrupted_uploads(&folder, "e", "b");
        assert_eq!(found.iter().map(|(_, upload)| upload).collect::<Vec<_>>(), [&upload]);
        found.into_iter().for_each(|(begun, _)| begun.end());
        assert!(interrupted_uploads(&folder, "e", "b").is_empty());
    }

    #[test]
    fn concurrent_readers_do_not_disturb_entries_and_empty_entries_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let upload =
            LoggedUpload { endpoint: "e".into(), bucket: "b".into(), key: "k".into(), id: "i".into() };
        for (name, text) in
            [("upload-empty", ""), ("upload-cut", "{\"endpoint\":\"e"), ("upload-newer", "{}")]
        {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        std::thread::scope(|scope| {
            let looks =
                scope.spawn(|| (0..300).all(|_| interrupted_uploads(folder.path(), "e", "b").is_empty()));
            for name in 0..300 {
                let begun = UploadLogEntry::note(folder.path(), &name.to_string(), &upload).unwrap();
                assert!(begun.path.exists());
                begun.end();
            }
            assert!(looks.join().unwrap());
        });
        let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(names.collect::<Vec<_>>(), ["upload-newer"]);
    }
}
