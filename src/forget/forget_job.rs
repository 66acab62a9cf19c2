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
use crate::backup::{BackupReader, ForgottenPerson, FoundPerson, Manifest, PersonSearch, Recipients};
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

    /// Runs may know ids that the backups do not show by the values, and backups addresses that runs do not. An id alone
    /// counts only in the account whose backups show it; if none does, in that whose runs do.
    pub(super) fn search(
        &self,
        person: &mut ForgottenPerson,
        known: &mut KnownTexts,
    ) -> Result<Finding, ForgetError> {
        let mut in_any_account = self.filter.only_id().is_some() && person.known().is_empty();
        let given = known.clone();
        if !in_any_account {
            self.in_runs(&BTreeSet::new(), &BTreeSet::new(), false).run(person, known)?;
        }
        loop {
            let (storage, key, filter, stop) = (&self.storage, &self.key, &self.filter, &self.stop);
            let found = PersonSearch { storage, key, filter, in_any_account, stop }.run(person)?;
            // What the turn before has learned may be of others who have one of her addresses.
            known.clone_from(&given);
            learn(known, &found);
            let before = person.known().len();
            let accounts: BTreeSet<String> =
                found.customers.keys().map(|(account, _)| account.clone()).collect();
            if in_any_account {
                // A record without an id is known by the address.
                let with_id = found.customers.keys().filter(|(_, id)| !id.is_empty());
                self.check_account(&with_id.map(|(account, _)| account.clone()).collect())?;
                in_any_account = accounts.is_empty();
            }
            let mut runs = self.in_runs(&found.shared, &accounts, in_any_account).run(person, known)?;
            self.take_account(&runs.named_in, person)?;
            if person.known().len() == before {
                runs.look_at_files(&accounts, known);
                return Ok(Finding { found, runs });
            }
            in_any_account = false;
        }
    }

    /// An id alone means one customer, so it must be of one account.
    fn check_account(&self, accounts: &BTreeSet<String>) -> Result<(), ForgetError> {
        match self.filter.only_id() {
            Some(id) if accounts.len() > 1 => {
                let accounts = accounts.iter().cloned().collect::<Vec<_>>().join("; ");
                Err(ForgetError::SeveralAccounts { id: id.to_owned(), accounts })
            }
            _ => Ok(()),
        }
    }

    /// No backup shows the id: it is of the account whose runs do.
    fn take_account(
        &self,
        accounts: &BTreeSet<String>,
        person: &mut ForgottenPerson,
    ) -> Result<(), ForgetError> {
        self.check_account(accounts)?;
        for (account, id) in accounts.iter().zip(self.filter.only_id()) {
            person.add_id(account, id);
        }
        Ok(())
    }

    fn in_runs<'a>(
        &'a self,
        shared: &'a BTreeSet<String>,
        accounts: &'a BTreeSet<String>,
        in_any_account: bool,
    ) -> RunSearch<'a> {
        RunSearch { run_dir: &self.run_dir, filter: &self.filter, shared, accounts, in_any_account }
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

/// Her texts in backups.
fn learn(known: &mut KnownTexts, found: &FoundPerson) {
    for ((_, id), seen) in &found.customers {
        known.add_id(id);
        seen.addresses.iter().for_each(|address| known.add_unique(address));
        seen.names.iter().for_each(|name| known.add_name(name));
        seen.texts.iter().for_each(|text| known.add_value(text));
    }
    found.shared.iter().for_each(|address| known.remove(address));
}
