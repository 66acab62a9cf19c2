//! Finds a person everywhere, and takes her out: first of runs, then of the state folder, and of backups last, because
//! these show who she is. What was done is noted before and after each step, so that the next call goes on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::certificate::{Certificate, OUTSIDE, SearchedTarget};
use super::error::ForgetError;
use super::found_everywhere::{FoundEverywhere, unsearched};
use super::known_texts::KnownTexts;
use super::owners::{FileOwners, check_file, check_own_folder};
use super::run_scrub::{scrub_run, write_again};
use super::run_search::{FoundInRuns, RunSearch, files_of, files_of_jobs};
use super::unfinished_record::{RecordFile, UnfinishedRecord};
use crate::backup::{
    BackupName, BackupReader, ErasureError, ForgottenPerson, FoundInBackup, FoundPerson, Manifest,
    PersonSearch, Recipients, RewriteJob, RewrittenBackup, clear, key_of,
};
use crate::failpoint;
use crate::file::DecryptionKey;
use crate::journal::{JournalError, RunFile, RunFolder, RunLock, forget_inserts};
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
        let (file, record) = RecordFile::find(&self.state_dir, self.storage.name(), &self.filter);
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
        let (found, runs) = self.search(&mut person, &mut known)?;
        let mut recipients = BTreeSet::new();
        let mut keeps_versions = false;
        for (name, of) in usable(&found) {
            let backup = self.open(&name, &of.key)?;
            recipients.extend(self.recipients.of(&backup)?.into_iter().flatten());
            keeps_versions = keeps_versions || self.keeps_versions(&name)?;
        }
        Ok(FoundEverywhere { person, known, found, runs, record, file, keeps_versions, recipients })
    }

    /// The address, if it alone selects the customers. Beside other values, it may also be another customer's.
    fn selected_address(&self) -> Option<&str> {
        match self.filter.pairs() {
            [(field, address)] if field == "email" => Some(address),
            _ => None,
        }
    }

    /// Runs may know ids that the backups do not show by the values, and backups addresses that runs do not.
    fn search(
        &self,
        person: &mut ForgottenPerson,
        known: &mut KnownTexts,
    ) -> Result<(FoundPerson, FoundInRuns), ForgetError> {
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
            let runs = self.in_runs(&found.shared, &accounts).run(person, known)?;
            if person.known().len() == before {
                return Ok((found, runs));
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
        for (name, of) in usable(&everything.found) {
            if let Some(folder) = self.open(&name, &of.key)?.local_folder() {
                check_file(&Path::new(&folder).join(Manifest::NAME))?;
            }
        }
        let runs = everything.runs.concerned.iter();
        runs.flat_map(|run| files_of(run.folder.path())).try_for_each(|path| check_file(&path))
    }

    /// Takes the locks of all runs that are changed. The error names who works on one.
    pub fn lock_runs(&self, everything: &FoundEverywhere) -> Result<Vec<RunLock>, ForgetError> {
        let locks = everything.runs.concerned.iter().map(|run| RunLock::take(&run.folder));
        Ok(locks.collect::<Result<_, _>>()?)
    }

    /// Notes what is about to be done. Call it before she is deleted from the help desk.
    pub fn begin(&self, everything: &mut FoundEverywhere) -> Result<(), ForgetError> {
        let FoundEverywhere { person, record, file, .. } = everything;
        let record = record.get_or_insert_with(|| UnfinishedRecord::begin(person, &self.filter, now()));
        record.learn(person);
        file.save(record)?;
        failpoint::pass("forget-noted");
        Ok(())
    }

    /// Takes her out of everything. `deleted`: how many customers were deleted from the help desk now, if that was asked
    /// for. The certificate is at `path` before what an interruption needs is removed.
    pub fn carry_out(
        &self,
        everything: FoundEverywhere,
        locks: &[RunLock],
        deleted: Option<u64>,
        path: &Path,
    ) -> Result<Certificate, ForgetError> {
        let continued = everything
            .record
            .as_ref()
            .is_some_and(|record| !record.backups.is_empty() || !record.runs.is_empty());
        let FoundEverywhere { person, known, found, runs, record, file, keeps_versions, .. } = everything;
        let mut record = record.unwrap_or_else(|| UnfinishedRecord::begin(&person, &self.filter, now()));
        record.deleted += deleted.unwrap_or_default();
        file.save(&record)?;
        self.scrub_runs(&runs, locks, &known, &mut record, &file)?;
        failpoint::pass("forget-runs");
        self.forget_inserts(&found, &runs, &mut record, &file)?;
        self.rewrite_backups(&person, &found, &mut record, &file)?;
        let again = self.search(&mut person.clone(), &mut known.clone())?;
        let certificate =
            self.certificate(&known, (found, runs), record, again, (keeps_versions, continued, deleted))?;
        certificate.save(path)?;
        file.remove()?;
        Ok(certificate)
    }

    fn scrub_runs(
        &self,
        runs: &FoundInRuns,
        locks: &[RunLock],
        known: &KnownTexts,
        record: &mut UnfinishedRecord,
        file: &RecordFile,
    ) -> Result<(), ForgetError> {
        let is_locked = |id: &String| runs.concerned.iter().any(|run| run.folder.id() == *id);
        let again: Vec<String> = record.begun_runs.iter().filter(|id| !is_locked(id)).cloned().collect();
        for id in again {
            self.end_interrupted(&id)?;
            record.begun_runs.remove(&id);
        }
        for (run, lock) in runs.concerned.iter().zip(locks) {
            self.check_stop()?;
            record.begun_runs.insert(run.folder.id());
            file.save(record)?;
            let erased = scrub_run(run, lock, known)?;
            record.begun_runs.remove(&run.folder.id());
            record.runs.push(erased);
            file.save(record)?;
        }
        Ok(())
    }

    /// Ends what an interrupted call has begun in a run that has nothing of hers in its rows any more.
    fn end_interrupted(&self, id: &str) -> Result<(), ForgetError> {
        let folder = match RunFolder::open(id, &self.run_dir) {
            // The call was interrupted after the folder was removed.
            Err(JournalError::NoRun { .. }) => return Ok(()),
            found => found?,
        };
        let _lock = RunLock::take(&folder)?;
        let owners = FileOwners::of(folder.path());
        write_again(&folder, &BTreeSet::new())?;
        owners.give_back()
    }

    fn forget_inserts(
        &self,
        found: &FoundPerson,
        runs: &FoundInRuns,
        record: &mut UnfinishedRecord,
        file: &RecordFile,
    ) -> Result<(), ForgetError> {
        let known = found.customers.keys().chain(&runs.ids).filter(|(_, id)| !id.is_empty());
        let customers: BTreeSet<(String, String)> = known.cloned().collect();
        let ids: Vec<(String, String)> = customers.into_iter().collect();
        record.inserts += forget_inserts(&self.state_dir, &ids)?;
        file.save(record)
    }

    /// Backups that have the wanted values come last: until then, they show who she is.
    fn rewrite_backups(
        &self,
        person: &ForgottenPerson,
        found: &FoundPerson,
        record: &mut UnfinishedRecord,
        file: &RecordFile,
    ) -> Result<(), ForgetError> {
        clear(&*self.storage, Timestamp::now())?;
        let job = RewriteJob {
            storage: &self.storage,
            person,
            filter: &self.filter,
            recipients: &self.recipients,
            stop: &self.stop,
        };
        let mut backups: Vec<_> =
            found.backups.iter().filter_map(|one| Some((&one.name, one.found.as_ref().ok()?))).collect();
        backups.sort_by_key(|(_, of)| of.is_selected);
        for (name, of) in backups {
            self.check_stop()?;
            self.keep_swapped(name, &of.key, record)?;
            let mut note = |about: &RewrittenBackup| {
                record.backups.push(about.clone());
                let saved = file.save(record);
                saved.map_err(|error| ErasureError::Stopped(error.to_string()))
            };
            job.run(name, of, &mut note)?;
            self.note_manifest(name, &of.key, record)?;
        }
        file.save(record)
    }

    /// Of what an interrupted call was about to do in a backup, only what its manifest shows was done.
    fn keep_swapped(
        &self,
        name: &BackupName,
        key: &DecryptionKey,
        record: &mut UnfinishedRecord,
    ) -> Result<(), ForgetError> {
        let text = name.to_string();
        if record.backups.iter().any(|about| about.backup == text) {
            let backup = self.open(&text, key)?;
            let has = |hash: &str| backup.manifest().files.iter().any(|file| file.sha256 == hash);
            record.backups.retain(|about| about.backup != text || about.customers_after().is_some_and(has));
        }
        Ok(())
    }

    fn note_manifest(
        &self,
        name: &BackupName,
        key: &DecryptionKey,
        record: &mut UnfinishedRecord,
    ) -> Result<(), ForgetError> {
        let text = name.to_string();
        for about in record.backups.iter_mut().filter(|about| about.backup == text) {
            self.open(&text, key)?.manifest_sha256().clone_into(&mut about.manifest_after);
        }
        Ok(())
    }

    fn open(&self, name: &str, key: &DecryptionKey) -> Result<BackupReader, ForgetError> {
        Ok(BackupReader::open_in(Arc::clone(&self.storage), name, key.clone())?)
    }

    fn check_stop(&self) -> Result<(), ForgetError> {
        self.stop.reason().map_or(Ok(()), |reason| Err(ForgetError::Stopped(reason)))
    }

    /// The files of runs, of the state folder and of plans that have an address or an id of the person. An id counts only
    /// within the person's accounts.
    fn still_in(
        &self,
        known: &KnownTexts,
        accounts: &BTreeSet<&str>,
        plans: &BTreeSet<PathBuf>,
    ) -> Result<Vec<String>, ForgetError> {
        let without_ids = known.without_ids();
        let is_elsewhere = |folder: &RunFolder| {
            let account = RunFile::load(folder).ok().and_then(|file| file.account.as_ref().map(key_of));
            account.is_some_and(|account| !accounts.contains(account.as_str()))
        };
        let mut still = Vec::new();
        let mut look = |path: &Path, known: &KnownTexts| {
            if std::fs::read(path).is_ok_and(|bytes| known.is_in(&bytes)) {
                still.push(crate::file::name_of(path));
            }
        };
        for folder in RunFolder::all(&self.run_dir)? {
            let known = if is_elsewhere(&folder) { &without_ids } else { known };
            files_of(folder.path()).iter().for_each(|path| look(path, known));
        }
        files_of(&self.run_dir).iter().for_each(|path| look(path, known));
        files_of_jobs(&self.run_dir, plans).iter().for_each(|path| look(path, known));
        for path in files_of(&self.state_dir) {
            // The ids in databases are those of recent inserts, which are removed account by account.
            let is_database = path.extension().is_some_and(|end| end == "db");
            look(&path, if is_database { &without_ids } else { known });
        }
        plans.iter().for_each(|path| look(path, known));
        Ok(still)
    }

    fn certificate(
        &self,
        known: &KnownTexts,
        (found, runs): (FoundPerson, FoundInRuns),
        record: UnfinishedRecord,
        (found_again, runs_again): (FoundPerson, FoundInRuns),
        (keeps_versions, continued, deleted): (bool, bool, Option<u64>),
    ) -> Result<Certificate, ForgetError> {
        let records: u64 = usable(&found_again).map(|(_, of)| of.records).sum();
        let rows: u64 = runs_again.concerned.iter().map(|run| run.rows.len() as u64).sum();
        let mentions = usable(&found).map(|(_, of)| of.mentions).sum::<u64>();
        let accounts = found.customers.keys().chain(&runs.ids).map(|(account, _)| account.as_str()).collect();
        let still = self.still_in(known, &accounts, &runs_again.plans)?;
        Ok(Certificate {
            version: 1,
            tool: concat!("deskferry ", env!("CARGO_PKG_VERSION")),
            reference: self.reference.clone(),
            began: record.began,
            ended: now(),
            continued,
            searched_by: self.filter.pairs().iter().map(|(field, _)| field.clone()).collect(),
            customers: found.customers.len().max(runs.ids.len()) as u64,
            target: SearchedTarget {
                target: self.target.clone(),
                searched: usable(&found).count() as u64,
                changed: record.backups,
                not_searched: unsearched(&found, &runs),
                keeps_versions,
            },
            runs_searched: runs.runs,
            runs: record.runs,
            recent_inserts: record.inserts,
            deleted_from_help_desk: (deleted.is_some() || record.deleted > 0).then_some(record.deleted),
            mentions,
            shared_rows: runs.shared_rows,
            found_again: records + rows,
            still_in: still,
            outside: OUTSIDE,
        })
    }
}

/// The backups that were searched.
fn usable(found: &FoundPerson) -> impl Iterator<Item = (String, &FoundInBackup)> {
    found.backups.iter().filter_map(|one| Some((one.name.to_string(), one.found.as_ref().ok()?)))
}

fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
