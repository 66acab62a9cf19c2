//! The folder of a run: its name, its files, and how it is found.

use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;

use super::error::JournalError;
use super::journal_home::{HOME_FILE, JOURNAL_FILE, JournalHome};
use super::locks::{LOCK_FILE, RunLock};
use super::nearest_run::near_run;
use super::run_file::RunFile;
use super::sandbox_place::{at_home, sandbox_beside_runs};
use crate::file::{AtomicFile, path_of, read_regular};
use crate::system::RENAMES_FOLDERS_IN_USE;

const RUN_FILE: &str = "run.json";
const MAKING: &str = ".making-";
const REMOVING: &str = ".removing-";
/// The folder of the traces: what jobs leave that are no runs.
const TRACES: &str = "traces";
/// The folder of what the workbench has started.
const JOBS: &str = "jobs";
/// The folder of what Singer's targets collect.
const SINGER: &str = "singer";

/// The folder of the workbench's jobs that stands beside the runs of a run folder.
pub(crate) fn jobs_dir(run_dir: &Path) -> PathBuf {
    run_dir.join(JOBS)
}

/// The folder of the batches of Singer's targets that stands beside the runs of a run folder.
pub(crate) fn singer_dir(run_dir: &Path) -> PathBuf {
    run_dir.join(SINGER)
}

/// What a trace has instead of `run.json`.
pub(crate) const TRACE_FILE: &str = "trace.json";
/// The time at the start of a run's name.
pub(super) const TIME: &str = "%Y%m%dT%H%M%SZ";

/// The folder of the traces that stand beside the runs of a run folder.
pub(crate) fn traces_dir(run_dir: &Path) -> PathBuf {
    run_dir.join(TRACES)
}

fn is_other(name: &std::ffi::OsStr) -> bool {
    name == TRACES || name == JOBS || name == SINGER
}

/// `RUN-DIR/<UTC time>-<source>-<short id>/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFolder {
    path: PathBuf,
}

impl RunFolder {
    /// A new, unique name: `20261123T204500Z-hubspot-contacts-3f9a0c`.
    pub fn name(source: &str, now: Timestamp) -> String {
        let stem = Self::stem(source);
        let id = RandomState::new().hash_one((now.as_nanosecond(), std::process::id()));
        let stem = if stem.is_empty() { "stdin" } else { &stem };
        format!("{}-{stem}-{:06x}", now.strftime(TIME), id & 0xff_ffff)
    }

    /// What the name of a run has of the name of its source: `hubspot-contacts`.
    pub(crate) fn stem(source: &str) -> String {
        let stem = Path::new(source).file_name().and_then(|name| name.to_str()).unwrap_or("stdin");
        let stem: String = stem.split('.').next().unwrap_or(stem).chars().take(40).map(plain).collect();
        stem.trim_matches('-').to_owned()
    }

    /// The folder at a path.
    pub(crate) fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// The folder of the run with this id.
    pub(super) fn of(run_dir: &Path, id: &str) -> Self {
        Self { path: run_dir.join(id) }
    }

    /// Another run in the same run folder.
    pub fn beside(&self, id: &str) -> Self {
        Self::of(self.path.parent().unwrap_or(Path::new("")), id)
    }

    /// The staged folder of a run that is being made.
    pub(super) fn making(run_dir: &Path, id: &str) -> Self {
        Self { path: run_dir.join(format!("{MAKING}{id}")) }
    }

    /// Finds a run by its id or an unambiguous prefix of it, by the path of its folder, or `latest` for the newest
    /// run.
    pub fn open(name: &str, run_dir: &Path) -> Result<Self, JournalError> {
        let mut known = Self::all(run_dir)?;
        known.retain(|folder| folder.left_by().is_none() && folder.file(RUN_FILE).is_file());
        let missing = |known: &[Self]| JournalError::NoRun {
            name: name.to_owned(),
            run_dir: run_dir.to_owned(),
            near: near_run(name, &known.iter().rev().map(Self::id).collect::<Vec<_>>()),
        };
        if name == "latest" {
            return known.pop().ok_or_else(|| missing(&[]));
        }
        if let Some(exact) = known.iter().find(|folder| folder.id() == name) {
            return Ok(exact.clone());
        }
        if let Some(path) = as_path(name) {
            return match path.is_dir() {
                true if path.join(TRACE_FILE).is_file() => Err(Self { path }.as_trace()),
                true => Ok(Self { path }),
                false => Err(missing(&[])),
            };
        }
        let found = |folder: &&Self| !name.is_empty() && folder.id().starts_with(name);
        match known.iter().filter(found).collect::<Vec<_>>().as_slice() {
            [] => match named_trace(name, run_dir) {
                Some(trace) => Err(trace.as_trace()),
                None => Err(missing(&known)),
            },
            [one] => Ok((*one).clone()),
            several => {
                let found = several.iter().map(|folder| folder.id()).collect::<Vec<_>>().join(", ");
                Err(JournalError::Ambiguous { name: name.to_owned(), found })
            }
        }
    }

    /// Why this trace is no run.
    fn as_trace(&self) -> JournalError {
        JournalError::Trace { id: self.id() }
    }

    /// All folders in `run_dir` but those of the traces, of the workbench's jobs and of Singer's batches, oldest first.
    pub(crate) fn all(run_dir: &Path) -> Result<Vec<Self>, JournalError> {
        let fault = |source| JournalError::RunDir { path: run_dir.to_owned(), source };
        let entries = match std::fs::read_dir(run_dir) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(fault)?,
        };
        let mut folders = Vec::new();
        for entry in entries {
            let entry = entry.map_err(fault)?;
            if entry.file_type().map_err(fault)?.is_dir() && !is_other(&entry.file_name()) {
                folders.push(Self { path: entry.path() });
            }
        }
        folders.sort_by_cached_key(Self::age);
        Ok(folders)
    }

    /// Sorts by time: by the second in the id, then by the creation time in the file system.
    pub fn age(&self) -> (String, Option<SystemTime>, String) {
        let id = self.id();
        let second = id.split('-').next().unwrap_or_default().to_owned();
        let made = self.path.metadata().and_then(|found| found.created().or_else(|_| found.modified()));
        (second, made.ok(), id)
    }

    /// The run's id: the name of the folder, without the prefix of a folder that is being made or removed.
    pub fn id(&self) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let mark = self.left_by().unwrap_or_default();
        name.strip_prefix(mark).unwrap_or(&name).to_owned()
    }

    /// The prefix of a folder that is being made or removed, or was when its process died.
    pub(super) fn left_by(&self) -> Option<&'static str> {
        let name = self.path.file_name()?.to_str()?;
        [MAKING, REMOVING].into_iter().find(|mark| name.starts_with(mark))
    }

    /// True if the folder is being made or removed, or was when its process died.
    pub(crate) fn is_left(&self) -> bool {
        self.left_by().is_some()
    }

    /// Removes the folder of a run.
    pub fn remove(&self, _lock: &RunLock) -> Result<(), JournalError> {
        let fault = |error| JournalError::file(&self.path, error);
        let aside = self.set_aside().map_err(fault)?;
        // A folder that is set aside and still there is removed by the next call.
        if let Some(home) = JournalHome::at(&aside.join(JOURNAL_FILE))?
            && let Err(error) = home.remove()
        {
            // Its journal is still there: another process writes it, or the server is away.
            std::fs::rename(&aside, &self.path).map_err(fault)?;
            return Err(error);
        }
        std::fs::remove_dir_all(&aside).map_err(fault)
    }

    /// Removes the folder. It is renamed first, so that it never exists partially, unless the lock in it prevents that.
    pub(crate) fn take_away(&self) -> std::io::Result<()> {
        std::fs::remove_dir_all(self.set_aside()?)
    }

    /// Gives the folder the name of one that is being removed, if the lock in it allows that.
    fn set_aside(&self) -> std::io::Result<PathBuf> {
        if !RENAMES_FOLDERS_IN_USE {
            return Ok(self.path.clone());
        }
        let path = self.path.with_file_name(format!("{REMOVING}{}", self.id()));
        if path != self.path {
            std::fs::rename(&self.path, &path)?;
        }
        Ok(path)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes unfinished files of an interrupted process. Call it only as the holder of the run's lock.
    pub fn sweep(&self) -> Result<(), JournalError> {
        let fault = |error| JournalError::file(&self.path, error);
        for entry in std::fs::read_dir(&self.path).map_err(fault)? {
            let path = entry.map_err(fault)?.path();
            if AtomicFile::is_unfinished(&path) {
                std::fs::remove_file(&path).map_err(|error| JournalError::file(path, error))?;
            }
        }
        Ok(())
    }

    /// The path of a file in the folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// `journal.db`
    pub fn journal(&self) -> PathBuf {
        self.file(JOURNAL_FILE)
    }

    /// True if the run has a journal, here or in a database.
    pub fn has_journal(&self) -> bool {
        [JOURNAL_FILE, HOME_FILE].iter().any(|name| self.file(name).is_file())
    }

    /// Records that another run has taken over the remaining rows. Fails while a process works on the run.
    pub fn hand_over(&self, to: &str) -> Result<(), JournalError> {
        let _lock = RunLock::take(self)?;
        let mut run = RunFile::load(self)?;
        run.continued_by = Some(to.to_owned());
        self.save(&run)
    }

    /// Replaces `run.json`.
    pub fn save(&self, run: &RunFile) -> Result<(), JournalError> {
        let beside = sandbox_beside_runs(self.path(), run);
        let run = &RunFile { sandbox_beside_runs: beside, ..run.clone() };
        let mut text = serde_json::to_vec_pretty(run)?;
        text.push(b'\n');
        let path = self.file(RUN_FILE);
        let mut file = AtomicFile::create(&path)?;
        file.write_all(&text).map_err(|error| JournalError::file(&path, error))?;
        Ok(file.finish()?)
    }
}

impl RunLock {
    /// Takes the lock of a run. The error names the holder.
    pub fn take(folder: &RunFolder) -> Result<Self, JournalError> {
        Self::at(folder.path(), &folder.id())
    }

    /// Releases the lock of a run that ends for good, and removes the lock's file.
    pub fn end(self, folder: &RunFolder) {
        // A file that remains does not block anyone.
        drop(std::fs::remove_file(folder.file(LOCK_FILE)));
    }
}

impl RunFile {
    /// Reads `run.json`.
    pub fn load(folder: &RunFolder) -> Result<Self, JournalError> {
        let path = folder.file(RUN_FILE);
        let text = read_regular(&path).map_err(|error| JournalError::file(&path, error))?;
        let damaged = |error: serde_json::Error| JournalError::DamagedRunFile {
            path: path.clone(),
            reason: error.to_string(),
        };
        let value: serde_json::Value = serde_json::from_slice(&text).map_err(damaged)?;
        match value.get("version").and_then(serde_json::Value::as_u64) {
            Some(version) if version > u64::from(Self::VERSION) => {
                Err(JournalError::Newer { path, version, known: Self::VERSION })
            }
            _ => serde_json::from_value(value).map(|run| at_home(folder.path(), run)).map_err(damaged),
        }
    }
}

/// The only trace whose id starts with a name.
fn named_trace(name: &str, run_dir: &Path) -> Option<RunFolder> {
    // If they can't be read, the name is unknown as well.
    let mut known = RunFolder::all(&traces_dir(run_dir)).unwrap_or_default();
    known.retain(|folder| !name.is_empty() && folder.id().starts_with(name));
    known.pop().filter(|_| known.is_empty())
}

/// The path that a name stands for: one with several parts, or a run's folder in the working directory. `.` has no
/// name, so it is made absolute.
fn as_path(name: &str) -> Option<PathBuf> {
    let path = path_of(name);
    let meant = path.components().count() > 1 || path.join(RUN_FILE).is_file();
    let named = || path.file_name().map(|_| path.to_path_buf()).or_else(|| path.canonicalize().ok());
    meant.then(named).flatten()
}

fn plain(letter: char) -> char {
    if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::RunCommand;

    fn begun(dir: &Path, source: &str, time: &str) -> RunFolder {
        let now: Timestamp = time.parse().unwrap();
        let mapping = crate::journal::MappingCopy {
            name: "m".into(),
            file: "m.toml".into(),
            sha256: String::new(),
            text: String::new(),
            lookup_files: Default::default(),
        };
        let run = RunFile::begin(RunCommand::Import, RunFolder::name(source, now), now, mapping);
        RunFolder::create(dir, &run, |_| Ok(())).unwrap().0
    }

    #[test]
    fn a_run_is_found_by_id_prefix_or_path() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path();
        let old = begun(dir, "b.csv", "2026-11-22T10:00:00Z");
        let new = begun(dir, "a.csv", "2026-11-23T10:00:00Z");
        std::fs::create_dir(dir.join(".making-20261124T100000Z-a-000000")).unwrap();
        std::fs::create_dir(dir.join("notes")).unwrap();
        let open = |name: &str| RunFolder::open(name, dir);
        assert_eq!(open("latest").unwrap(), new);
        assert_eq!(open("20261122").unwrap(), old);
        assert_eq!(open(&old.id()).unwrap(), old);
        assert_eq!(RunFolder::open(old.path().to_str().unwrap(), Path::new("elsewhere")).unwrap(), old);
        assert!(
            matches!(open("2026"), Err(JournalError::Ambiguous { found, .. }) if found.contains(&old.id()))
        );
        for missing in ["", "2025", "none/such", "..", "20261124", "notes"] {
            assert!(matches!(open(missing), Err(JournalError::NoRun { .. })), "{missing:?}");
        }
        assert!(matches!(RunFolder::open("latest", &dir.join("none")), Err(JournalError::NoRun { .. })));
    }

    #[test]
    fn a_run_file_that_is_newer_or_damaged_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let folder = begun(dir.path(), "a.csv", "2026-11-22T10:00:00Z");
        assert_eq!(RunFile::load(&folder).unwrap().id, folder.id());
        let text = std::fs::read_to_string(folder.file(RUN_FILE)).unwrap();
        let refusal = |text: &str| {
            std::fs::write(folder.file(RUN_FILE), text).unwrap();
            RunFile::load(&folder).unwrap_err().to_string()
        };
        let newer = refusal("{\"version\": 2, \"shape\": \"of another time\"}");
        assert!(newer.contains("was written by a newer deskferry (format version 2; this one"), "{newer}");
        let torn = refusal(&text[..text.len() / 2]);
        assert!(torn.contains("run.json is damaged (EOF while parsing"), "{torn}");
        assert!(refusal("[]").contains("is damaged"));
    }

    #[test]
    fn a_removed_run_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let folder = begun(dir.path(), "a.csv", "2026-11-22T10:00:00Z");
        let lock = RunLock::take(&folder).unwrap();
        folder.remove(&lock).unwrap();
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn names_are_plain_and_unique() {
        let now: Timestamp = "2026-11-23T20:45:00Z".parse().unwrap();
        let name = RunFolder::name("in/HubSpot Contacts (2).csv.gz", now);
        assert!(name.starts_with("20261123T204500Z-hubspot-contacts--2-"), "{name}");
        assert!(RunFolder::name("-", now).contains("-stdin-"));
        assert_ne!(name, RunFolder::name("in/HubSpot Contacts (2).csv.gz", now));
    }
}
