//! Takes a person out: first of runs, then of the state folder, and of backups last, because these show who she is. What
//! was done is noted before and after each step, so that the next call goes on.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;

use super::certificate::{Certificate, OUTSIDE, SearchedTarget, Unsearched};
use super::certificate_text::{mentions, not_searched, still_in};
use super::error::ForgetError;
use super::forget_job::ForgetJob;
use super::found_everywhere::{Finding, FoundEverywhere};
use super::known_texts::KnownTexts;
use super::left_files::{LeftFiles, SearchedPlaces};
use super::owners::FileOwners;
use super::run_scrub::{BegunRun, scrub_run, write_again};
use super::unfinished_record::{RecordFile, UnfinishedRecord, customer_tag};
use crate::backup::{BackupName, ErasureError, ForgottenPerson, RewriteJob, RewrittenBackup, clear_all};
use crate::failpoint;
use crate::file::DecryptionKey;
use crate::journal::{RunFolder, RunLock, forget_inserts};
use crate::wording::in_seconds;

/// What the certificate is made from.
struct Outcome<'a> {
    known: &'a KnownTexts,
    before: &'a Finding,
    /// The same search after the last change.
    after: &'a Finding,
    keeps_versions: bool,
    continued: bool,
    /// The help desk was to be changed, too.
    from_help_desk: bool,
}

impl ForgetJob {
    /// Notes what is about to be done. Call it before she is deleted from the help desk.
    pub fn begin(&self, everything: &mut FoundEverywhere) -> Result<(), ForgetError> {
        let FoundEverywhere { person, record, file, customers, .. } = everything;
        let record = record.get_or_insert_with(|| UnfinishedRecord::begin(person, &self.filter, now()));
        record.learn(person, customers.iter());
        file.save(record)?;
        failpoint::pass("forget-noted");
        Ok(())
    }

    /// Notes that a customer is about to be deleted from the help desk.
    pub fn note_deleting(
        &self,
        everything: &mut FoundEverywhere,
        customer: &(String, String),
    ) -> Result<(), ForgetError> {
        let tag = customer_tag(&everything.person, customer);
        everything.note(|record| record.deleting = Some(tag))
    }

    /// Notes that the deletion was answered, and whether the customer was there.
    pub fn note_deleted(&self, everything: &mut FoundEverywhere, was_there: bool) -> Result<(), ForgetError> {
        failpoint::pass("forget-deleted");
        everything.note(|record| {
            record.deleting = None;
            record.deleted += u64::from(was_there);
        })
    }

    /// Takes her out of everything. `from_help_desk`: she was to be deleted there, too. The certificate is at `path` before
    /// what an interruption needs is removed.
    pub fn carry_out(
        &self,
        everything: FoundEverywhere,
        locks: &[RunLock],
        from_help_desk: bool,
        path: &Path,
    ) -> Result<Certificate, ForgetError> {
        let FoundEverywhere { person, known, finding, record, file, keeps_versions, continued, .. } =
            everything;
        let mut record = record.unwrap_or_else(|| UnfinishedRecord::begin(&person, &self.filter, now()));
        self.scrub_runs(&finding, locks, &known, &mut record, &file)?;
        failpoint::pass("forget-runs");
        self.forget_inserts(&finding, &mut record, &file)?;
        self.rewrite_backups(&person, &finding, &mut record, &file)?;
        let after = self.search(&mut person.clone(), &mut known.clone())?;
        let outcome = Outcome {
            known: &known,
            before: &finding,
            after: &after,
            keeps_versions,
            continued,
            from_help_desk,
        };
        let certificate = self.certificate(outcome, record);
        certificate.save(path)?;
        file.remove()?;
        Ok(certificate)
    }

    fn scrub_runs(
        &self,
        finding: &Finding,
        locks: &[RunLock],
        known: &KnownTexts,
        record: &mut UnfinishedRecord,
        file: &RecordFile,
    ) -> Result<(), ForgetError> {
        let concerned = &finding.runs.concerned;
        let is_locked = |id: &String| concerned.iter().any(|run| run.folder.id() == *id);
        let again: Vec<String> = record.begun_runs.keys().filter(|id| !is_locked(id)).cloned().collect();
        for id in again {
            let folder = self.end_interrupted(&id)?;
            let begun = record.begun_runs.remove(&id).unwrap_or_default();
            record.runs.push(begun.end(&folder, known)?);
            file.save(record)?;
        }
        for (run, lock) in concerned.iter().zip(locks) {
            self.check_stop()?;
            let id = run.folder.id();
            let begun = match record.begun_runs.remove(&id) {
                Some(begun) => begun.with_rows(&run.rows),
                None => BegunRun::begin(run, known)?,
            };
            record.begun_runs.insert(id.clone(), begun.clone());
            file.save(record)?;
            scrub_run(run, lock, known)?;
            record.begun_runs.remove(&id);
            record.runs.push(begun.end(&run.folder, known)?);
            file.save(record)?;
        }
        Ok(())
    }

    /// Ends what an interrupted call has begun in a run that has nothing of hers in its rows any more.
    fn end_interrupted(&self, id: &str) -> Result<RunFolder, ForgetError> {
        let found = RunFolder::all(&self.run_dir)?.into_iter().find(|folder| folder.id() == id);
        // The call may have been interrupted after the folder was removed, or while it was.
        let Some(folder) = found else { return Ok(RunFolder::at(&self.run_dir.join(id))) };
        let lock = RunLock::take(&folder)?;
        if folder.is_left() {
            folder.remove(&lock)?;
            return Ok(folder);
        }
        let owners = FileOwners::of(folder.path())?;
        write_again(&folder, &BTreeSet::new())?;
        owners.give_back()?;
        Ok(folder)
    }

    fn forget_inserts(
        &self,
        finding: &Finding,
        record: &mut UnfinishedRecord,
        file: &RecordFile,
    ) -> Result<(), ForgetError> {
        let ids: Vec<(String, String)> =
            finding.customers().into_iter().filter(|(_, id)| !id.is_empty()).collect();
        record.inserts += forget_inserts(&self.state_dir, &ids)?;
        file.save(record)
    }

    /// Backups that have the wanted values come last: until then, they show who she is.
    fn rewrite_backups(
        &self,
        person: &ForgottenPerson,
        finding: &Finding,
        record: &mut UnfinishedRecord,
        file: &RecordFile,
    ) -> Result<(), ForgetError> {
        clear_all(&*self.storage)?;
        let job = RewriteJob {
            storage: &self.storage,
            person,
            filter: &self.filter,
            recipients: &self.recipients,
            stop: &self.stop,
        };
        let backups = finding.found.backups.iter();
        let mut backups: Vec<_> =
            backups.filter_map(|one| Some((&one.name, one.found.as_ref().ok()?))).collect();
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

    fn check_stop(&self) -> Result<(), ForgetError> {
        self.stop.reason().map_or(Ok(()), |reason| Err(ForgetError::Stopped(reason)))
    }

    fn certificate(&self, outcome: Outcome<'_>, record: UnfinishedRecord) -> Certificate {
        let Outcome { known, before, after, keeps_versions, continued, from_help_desk } = outcome;
        let left = self.left_files(known, before, after);
        let mut not_searched: Vec<Unsearched> =
            [before.unsearched(), after.unsearched(), left.unread].into_iter().flatten().collect();
        not_searched.sort();
        not_searched.dedup();
        Certificate {
            version: 1,
            tool: concat!("deskferry ", env!("CARGO_PKG_VERSION")),
            reference: self.reference.clone(),
            began: record.began,
            ended: now(),
            continued,
            searched_by: self.filter.pairs().iter().map(|(field, _)| field.clone()).collect(),
            customers: record.customers.len() as u64,
            target: SearchedTarget {
                target: self.target.clone(),
                searched: before.backups().count() as u64,
                changed: record.backups,
                not_searched,
                keeps_versions,
            },
            runs_searched: before.runs.runs,
            runs: record.runs,
            recent_inserts: record.inserts,
            deleted_from_help_desk: (from_help_desk || record.deleted > 0).then_some(record.deleted),
            deletion_in_doubt: record.deleting.is_some(),
            mentions: before.mentions(),
            shared_rows: before.runs.shared_rows,
            found_again: after.records() + after.rows(),
            still_in: left.still,
            outside: OUTSIDE,
        }
    }

    /// The files that have an address or an id of hers; after the last change, they should have none.
    fn left_files(&self, known: &KnownTexts, before: &Finding, after: &Finding) -> LeftFiles {
        let places = SearchedPlaces {
            run_dir: &self.run_dir,
            state_dir: &self.state_dir,
            accounts: before.customers().into_iter().map(|(account, _)| account).collect(),
            plans: &after.runs.plans,
            backups: after.backups().filter_map(|(name, of)| self.open(&name, &of.key).ok()?.local_folder()),
        };
        places.search(known)
    }

    /// What is left if nobody has the values: texts of others and files that have her address, as sentences.
    pub fn left_over(&self, everything: &FoundEverywhere) -> Vec<String> {
        let finding = &everything.finding;
        let files = self.left_files(&everything.known, finding, finding);
        let mut left: Vec<String> = mentions(finding.mentions()).into_iter().collect();
        left.extend(files.still.iter().map(|file| still_in(file)));
        left.extend(files.unread.iter().map(not_searched));
        left
    }
}

fn now() -> String {
    in_seconds(Timestamp::now())
}
