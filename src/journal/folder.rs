//! The folder of a run: made whole, then named.

use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::error::JournalError;
use super::run_file::RunFile;
use super::spool::Spool;
use crate::file::AtomicFile;

/// `RUN-DIR/<UTC time>-<source>-<short id>/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFolder {
    path: PathBuf,
}

impl RunFolder {
    /// A name that no other run has: `20261123T204500Z-hubspot-contacts-3f9a0c`.
    pub fn name(source: &str, now: Timestamp) -> String {
        let stem = Path::new(source).file_name().and_then(|name| name.to_str()).unwrap_or("stdin");
        let stem: String = stem.split('.').next().unwrap_or(stem).chars().take(40).map(plain).collect();
        let stem = stem.trim_matches('-');
        let id = RandomState::new().hash_one((now.as_nanosecond(), std::process::id()));
        let stem = if stem.is_empty() { "stdin" } else { stem };
        format!("{}-{stem}-{:06x}", now.strftime("%Y%m%dT%H%M%SZ"), id & 0xff_ffff)
    }

    /// Makes the folder under another name with all that `fill` puts into it, then gives it its name.
    pub fn create(
        run_dir: &Path,
        run: &RunFile,
        fill: impl FnOnce(&Path) -> Result<(), JournalError>,
    ) -> Result<Self, JournalError> {
        std::fs::create_dir_all(run_dir).map_err(|error| JournalError::file(run_dir, error))?;
        let making = run_dir.join(format!(".making-{}", run.id));
        private_dir(&making)?;
        let folder = Self { path: making.clone() };
        folder.save(run)?;
        fill(&making)?;
        let path = run_dir.join(&run.id);
        std::fs::rename(&making, &path).map_err(|error| JournalError::file(&path, error))?;
        sync_dir(run_dir)?;
        Ok(Self { path })
    }

    /// As [`RunFolder::create`], with an empty journal.
    pub fn with_journal(run_dir: &Path, run: &RunFile) -> Result<Self, JournalError> {
        Self::create(run_dir, run, |folder| Spool::prepare(&folder.join("journal.db")))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// `journal.db`
    pub fn journal(&self) -> PathBuf {
        self.file("journal.db")
    }

    /// Replaces `run.json`.
    pub fn save(&self, run: &RunFile) -> Result<(), JournalError> {
        let mut text = serde_json::to_vec_pretty(run)?;
        text.push(b'\n');
        let path = self.file("run.json");
        let mut file = AtomicFile::create(&path)?;
        file.write_all(&text).map_err(|error| JournalError::file(&path, error))?;
        Ok(file.finish()?)
    }
}

fn plain(letter: char) -> char {
    if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' }
}

/// Customers' data lies here: nobody but the owner may look.
fn private_dir(path: &Path) -> Result<(), JournalError> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| JournalError::file(path, error))
}

fn sync_dir(path: &Path) -> Result<(), JournalError> {
    let synced = std::fs::File::open(path).and_then(|folder| folder.sync_all());
    synced.map_err(|error| JournalError::file(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_differ() {
        let now: Timestamp = "2026-11-23T20:45:00Z".parse().unwrap();
        let name = RunFolder::name("in/HubSpot Contacts (2).csv.gz", now);
        assert!(name.starts_with("20261123T204500Z-hubspot-contacts--2-"), "{name}");
        assert!(RunFolder::name("-", now).contains("-stdin-"));
        assert_ne!(name, RunFolder::name("in/HubSpot Contacts (2).csv.gz", now));
    }
}
