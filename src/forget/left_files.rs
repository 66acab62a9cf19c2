//! Looks for the files that have an address or an id of a person, in all places that are searched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::byte_search::ByteSearch;
use super::certificate::Unsearched;
use super::file_search::holds;
use super::known_texts::KnownTexts;
use super::run_files::{files_in, files_of};
use crate::backup::key_of;
use crate::file::{AtomicFile, name_of};
use crate::journal::{JournalError, RunFile, RunFolder, jobs_dir, singer_dir, traces_dir};

/// The places.
pub(super) struct SearchedPlaces<'a, B> {
    pub(super) run_dir: &'a Path,
    pub(super) state_dir: &'a Path,
    /// The accounts in which ids of hers count.
    pub(super) accounts: BTreeSet<String>,
    /// Plan files that runs have saved, and files of fixes that they have used.
    pub(super) plans: &'a BTreeSet<PathBuf>,
    /// The folders of local backups: their customers are searched, but an interrupted process may have left a file.
    pub(super) backups: B,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct LeftFiles {
    /// The files that have an address or an id, by names without values.
    pub(super) still: Vec<String>,
    /// Files and folders that can't be read.
    pub(super) unread: Vec<Unsearched>,
}

/// Whom to look for in files.
struct Wanted<'a> {
    known: &'a KnownTexts,
    search: ByteSearch,
    without_ids: ByteSearch,
}

impl<B: Iterator<Item = String>> SearchedPlaces<'_, B> {
    pub(super) fn search(self, known: &KnownTexts) -> LeftFiles {
        let mut left = LeftFiles::default();
        let (search, without_ids) = (ByteSearch::of(known), ByteSearch::of(&known.without_ids()));
        let wanted = Wanted { known, search, without_ids };
        self.in_runs(&wanted, &mut left);
        self.in_state_folder(&wanted, &mut left);
        self.in_jobs_and_plans(&wanted, &mut left);
        for folder in self.backups {
            left.look_for_unfinished(Path::new(&folder), known);
        }
        left.unread.sort();
        left
    }

    fn in_runs(&self, wanted: &Wanted<'_>, left: &mut LeftFiles) {
        let is_elsewhere = |folder: &RunFolder| {
            let account = RunFile::load(folder).ok().and_then(|file| file.account.as_ref().map(key_of));
            account.is_some_and(|account| !self.accounts.contains(&account))
        };
        match RunFolder::all(self.run_dir) {
            Ok(folders) => folders.iter().for_each(|folder| {
                let search = if is_elsewhere(folder) { &wanted.without_ids } else { &wanted.search };
                left.look_at(folder.path(), files_of(folder.path()), wanted.known, search);
            }),
            Err(error) => left.cannot(self.run_dir, &error.to_string(), wanted.known),
        }
        left.look_at(self.run_dir, files_in(self.run_dir), wanted.known, &wanted.search);
        let traces = traces_dir(self.run_dir);
        left.look_at(&traces, files_of(&traces), wanted.known, &wanted.search);
    }

    fn in_state_folder(&self, wanted: &Wanted<'_>, left: &mut LeftFiles) {
        // The ids in databases are those of recent inserts, which are removed account by account.
        let is_database = |path: &PathBuf| path.extension().is_some_and(|end| end == "db");
        let (databases, others) = match files_of(self.state_dir) {
            Ok(files) => files.into_iter().partition(is_database),
            Err(error) => {
                left.cannot(self.state_dir, &error.to_string(), wanted.known);
                (Vec::new(), Vec::new())
            }
        };
        left.look_at(self.state_dir, Ok(databases), wanted.known, &wanted.without_ids);
        left.look_at(self.state_dir, Ok(others), wanted.known, &wanted.search);
    }

    fn in_jobs_and_plans(&self, wanted: &Wanted<'_>, left: &mut LeftFiles) {
        let jobs = jobs_dir(self.run_dir);
        let real = |path: &PathBuf| path.canonicalize().ok();
        let known_plans: BTreeSet<PathBuf> = self.plans.iter().filter_map(real).collect();
        let is_known = |path: &PathBuf| real(path).is_some_and(|path| known_plans.contains(&path));
        let of_jobs = files_of(&jobs).map(|files| files.into_iter().filter(|path| !is_known(path)).collect());
        left.look_at(&jobs, of_jobs, wanted.known, &wanted.search);
        left.look_at_each_folder(&singer_dir(self.run_dir), wanted);
        let plans = self.plans.iter().filter(|path| path.exists()).cloned().collect();
        left.look_at(self.run_dir, Ok(plans), wanted.known, &wanted.search);
    }
}

impl LeftFiles {
    fn look_at(
        &mut self,
        folder: &Path,
        files: Result<Vec<PathBuf>, JournalError>,
        known: &KnownTexts,
        search: &ByteSearch,
    ) {
        match files {
            Err(error) => self.cannot(folder, &error.to_string(), known),
            Ok(files) => {
                for path in files {
                    match holds(&path, search) {
                        Ok(false) => {}
                        Ok(true) => self.still.push(known.shown(&name_of(&path))),
                        Err(reason) => self.cannot(&path, &reason, known),
                    }
                }
            }
        }
    }

    /// The folders in a folder that may not exist.
    fn look_at_each_folder(&mut self, above: &Path, wanted: &Wanted<'_>) {
        for entry in std::fs::read_dir(above).into_iter().flatten().flatten() {
            self.look_at(&entry.path(), files_of(&entry.path()), wanted.known, &wanted.search);
        }
    }

    fn look_for_unfinished(&mut self, folder: &Path, known: &KnownTexts) {
        match files_of(folder) {
            Err(error) => self.cannot(folder, &error.to_string(), known),
            Ok(files) => {
                for path in files.iter().filter(|path| AtomicFile::is_unfinished(path)) {
                    self.cannot(path, "an interrupted process has left it", known);
                }
            }
        }
    }

    fn cannot(&mut self, path: &Path, reason: &str, known: &KnownTexts) {
        self.unread.push(Unsearched { name: known.shown(&name_of(path)), reason: reason.to_owned() });
    }
}
