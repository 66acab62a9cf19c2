//! Finds a person everywhere, and looks whether everything can be changed. Changes nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::ForgetError;
use super::found_everywhere::{Finding, FoundEverywhere};
use super::known_texts::KnownTexts;
use super::owners::{check_file, check_own_folder};
use super::run_files::files_of;
use super::run_search::RunSearch;
use super::unfinished_record::{RecordFile, UnfinishedRecord};
use crate::backup::{BackupReader, ForgottenPerson, Manifest, PersonSearch, Recipients};
use crate::file::DecryptionKey;
use crate::journal::RunLock;
use crate::lookup::Filter;
use crate::storage::Storage;
use crate::writer::Stop;

/// What a job needs.
pub struct ForgetJob {
    /// The target.
    pub storage: Arc<dyn Storage>,
    /// The target, as the user has named it.
    pub target: String,
    /// Opens the backups.
    pub key: DecryptionKey,
    /// The values that she has.
    pub filter: Filter,
    /// The recipients of backups that do not record theirs.
    pub recipients: Recipients,
    /// The folder with the folders of runs.
    pub run_dir: PathBuf,
    /// The state folder.
    pub state_dir: PathBuf,
    /// What the certificate is about for the user, such as the number of a case.
    pub reference: Option<String>,
    /// Ends it between two steps.
    pub stop: Stop,
}

impl ForgetJob {
    /// Finds her in all backups and runs. Changes nothing.
    pub fn find(&self) -> Result<FoundEverywhere, ForgetError> {
        let (file, record) = RecordFile::find(&self.state_dir, self.storage.name(), &self.filter)?;
        let known_before = record.as_ref().and_then(UnfinishedRecord::person);
        let mut person = match known_before {
            Some(person) => person,
            None => ForgottenPerson::new().ok_or(ForgetError::NoRandom)?,
        };
        let mut known = KnownTexts::default();
        if let Some(address) = self.selected_address() {
            person.add_address(address);
            known.add_unique(address);
        }
        let finding = self.search(&mut person, &mut known)?;
        let mut recipients = BTreeSet::new();
        let mut keeps_versions = false;
        for (name, of) in finding.backups() {
            let backup = self.open(&name, &of.key)?;
            recipients.extend(self.recipients.of(&backup)?.into_iter().flatten());
            keeps_versions = keeps_versions || self.keeps_versions(&name)?;
        }
        let customers = finding.customers();
        let continued = record.is_some();
        Ok(FoundEverywhere {
            person,
            known,
            finding,
            customers,
            continued,
            record,
            file,
            keeps_versions,
            recipients,
        })
    }

    /// The address, if it alone selects the customers. Beside other values, it may also be another customer's.
    fn selected_address(&self) -> Option<&str> {
        match self.filter.pairs() {
            [(field, address)] if field == "email" => Some(address),
            _ => None,
        }
    }

    /// Runs may know ids that the backups do not show by the values, and backups addresses that runs do not.
    pub(super) fn search(
        &self,
        person: &mut ForgottenPerson,
        known: &mut KnownTexts,
    ) -> Result<Finding, ForgetError> {
        self.in_runs(&BTreeSet::new(), &BTreeSet::new()).run(person, known)?;
        loop {
            let search = PersonSearch {
                storage: &self.storage,
                key: &self.key,
                filter: &self.filter,
                stop: &self.stop,
            };
            let found = search.run(person)?;
            for ((_, id), seen) in &found.customers {
                known.add_id(id);
                seen.addresses.iter().for_each(|address| known.add_unique(address));
                seen.names.iter().for_each(|name| known.add_name(name));
                seen.texts.iter().for_each(|text| known.add_value(text));
            }
            found.shared.iter().for_each(|address| known.remove(address));
            let before = person.known().len();
            let accounts = found.customers.keys().map(|(account, _)| account.clone()).collect();
            let mut runs = self.in_runs(&found.shared, &accounts).run(person, known)?;
            if person.known().len() == before {
                runs.look_at_files(&accounts, known);
                return Ok(Finding { found, runs });
            }
        }
    }

    fn in_runs<'a>(&'a self, shared: &'a BTreeSet<String>, accounts: &'a BTreeSet<String>) -> RunSearch<'a> {
        RunSearch { run_dir: &self.run_dir, filter: &self.filter, shared, accounts }
    }

    fn keeps_versions(&self, name: &str) -> Result<bool, ForgetError> {
        Ok(self.storage.keeps_versions(&format!("{name}/{}", Manifest::NAME))?)
    }

    /// Fails if new files in a backup, a run or the state folder would not be their owner's. Changes nothing.
    pub fn check_owners(&self, everything: &FoundEverywhere) -> Result<(), ForgetError> {
        check_own_folder(&self.state_dir)?;
        for (name, of) in everything.finding.backups() {
            if let Some(folder) = self.open(&name, &of.key)?.local_folder() {
                check_file(&Path::new(&folder).join(Manifest::NAME))?;
            }
        }
        for run in &everything.finding.runs.concerned {
            files_of(run.folder.path())?.iter().try_for_each(|path| check_file(path))?;
        }
        Ok(())
    }

    /// Takes the locks of all runs that are changed. The error names who works on one.
    pub fn lock_runs(&self, everything: &FoundEverywhere) -> Result<Vec<RunLock>, ForgetError> {
        let locks = everything.finding.runs.concerned.iter().map(|run| RunLock::take(&run.folder));
        Ok(locks.collect::<Result<_, _>>()?)
    }

    pub(super) fn open(&self, name: &str, key: &DecryptionKey) -> Result<BackupReader, ForgetError> {
        Ok(BackupReader::open_in(Arc::clone(&self.storage), name, key.clone())?)
    }
}
