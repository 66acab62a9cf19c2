//! A restore from its first call to its results.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};

use super::backup_index::BackupIndex;
use super::field_change_counts::FieldChangeCounts;
use super::plan_photos::{PhotoPlanner, PlannedPhotos, by_id};
use super::read_id_map;
use super::record_matching::RecordMatcher;
use super::restore_keys::RestoreKeys;
use super::restore_source::RestoreSource;
use super::restored_fields::SERVER_MADE;
use super::stage_records::RecordStager;
use crate::backup::BackupReader;
use crate::event::{Event, many};
use crate::export::FieldCoverage;
use crate::journal::{
    HelpDeskAccount, InputFile, JournalError, MappingCopy, PlanWriter, RestoredBackup, RowCounts, RunCommand,
    RunFile, RunFolder,
};
use crate::lookup::{CustomerIndex, DrainStep, ListEnd, pages};
use crate::mapping::MatchRules;
use crate::plan::{ImportMode, OnMultiple};
use crate::planfile::PlanFile;
use crate::run::{FinishedRun, RunError, WriteJob, closing, take_over_all, unless_stopped};

/// What the ids in a backup are worth. Another account may have given the same ids to other people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IdTrust {
    /// They count, unless the manifest names another account.
    #[default]
    Auto,
    /// They count.
    Match,
    /// They do not count.
    Ignore,
}

/// What a restore needs beyond the backup.
pub struct RestoreJob {
    /// Whether ids tell who is who.
    pub ids: IdTrust,
    /// Fields that tell who is who where an id is gone: keys that are tried in order, each of one field or more.
    pub keys: Vec<Vec<String>>,
    /// `id-map.csv` of an earlier restore of the same backup.
    pub id_map: Option<PathBuf>,
    /// Which customers may be written.
    pub mode: ImportMode,
    /// What several customers with one key do.
    pub on_multiple: OnMultiple,
    /// The plan only.
    pub dry_run: bool,
    /// Although a restore of the same backup is not finished.
    pub anew: bool,
    /// Where a dry run leaves its plan.
    pub plan_out: Option<PathBuf>,
    /// The folder of all runs.
    pub run_dir: PathBuf,
    /// How to write what was planned.
    pub write: WriteJob,
}

/// What planning leaves beside the journal.
struct RestorePlan {
    input: InputFile,
    counts: RowCounts,
    tally: FieldChangeCounts,
    photos: PlannedPhotos,
}

/// Restores a backup. An `Err` means that nothing was sent, or that the run's folder can no longer be written.
pub async fn restore(job: &RestoreJob, mut backup: RestoreSource) -> Result<FinishedRun, RunError> {
    let to = job.plan_out.as_deref();
    let plan_out = to.map(|path| PlanFile::create(path, &[backup.about.backup.clone()])).transpose()?;
    backup.is_whole()?;
    backup.notes.drain(..).for_each(|note| job.write.listener.hear(&Event::Note(note)));
    backup.about.by_id = job.trusts_ids(&backup.about);
    let same = job.beside(&backup.about).await?;
    let keys = RestoreKeys::new(&job.keys);
    let draining = job.drain(&keys.matching, backup.seen.as_ref());
    let (mut remote, how, mark) = unless_stopped(&job.write.stop, draining).await?;
    remote.each_id(|id| job.write.known.take_in(id))?;
    let mut run = job.run_file(backup.about.clone(), how)?;
    let mut plan = None;
    let (folder, _lock) = tokio::task::block_in_place(|| {
        RunFolder::create_or(&job.run_dir, &run, |folder| {
            plan = Some(job.plan(backup, (&run.id, folder), &mut remote, &keys)?);
            Ok::<_, RunError>(())
        })
    })?;
    drop(remote);
    closing(take_over_all(&same, &run.id), &folder, &mut run)?;
    if let Some(RestorePlan { input, counts, tally, photos }) = plan {
        run.inputs = vec![input];
        folder.save(&run)?;
        tally
            .text()
            .into_iter()
            .chain(tally.left())
            .chain(photos.text())
            .for_each(|text| job.write.listener.hear(&Event::Note(text)));
        job.write.listener.hear(&Event::Planned(counts));
    }
    if let Some(file) = plan_out {
        let kept = tokio::task::block_in_place(|| file.save(&folder, &mut run));
        closing(kept, &folder, &mut run)?;
    }
    job.write.write_or_finish(folder, run, mark).await
}

impl RestoreJob {
    /// Whether the ids of a backup are those of this account; says where the backup is of another.
    fn trusts_ids(&self, about: &RestoredBackup) -> bool {
        let other = about.account.as_ref().filter(|account| **account != self.write.account);
        let trusted = self.ids == IdTrust::Match || self.ids == IdTrust::Auto && other.is_none();
        if let Some(account) = other.filter(|_| self.ids != IdTrust::Ignore) {
            let worth = match trusted {
                true => "its ids are used, as requested",
                false => "its ids are ignored (if it is the same account: --ids match)",
            };
            let from = in_words(account);
            let to = in_words(&self.write.account);
            let text =
                format!("The backup is from a different account ({from}) than this one ({to}); {worth}.");
            self.write.listener.hear(&Event::Note(text));
        }
        trusted
    }

    fn run_file(&self, about: RestoredBackup, how: String) -> Result<RunFile, RunError> {
        let stem = format!("restore-{}", about.id.as_deref().unwrap_or_else(|| stem(&about.backup)));
        let mut run = self.write.new_run(RunCommand::Restore, &self.run_dir, &stem, MappingCopy::none())?;
        run.restores = Some(about);
        (run.dry_run, run.mode, run.on_multiple) = (self.dry_run, self.mode, self.on_multiple);
        run.match_keys = self.keys.clone();
        run.matching = Some(how);
        run.planned = true;
        Ok(run)
    }

    /// The customers that are there before anything is written, and how they were read: with each field that the
    /// backup was seen to have, or, where nothing says which, with all.
    async fn drain(
        &self,
        matching: &MatchRules,
        seen: Option<&FieldCoverage>,
    ) -> Result<(CustomerIndex, String, Option<ListEnd>), RunError> {
        let first = self.write.client.list(1, &[]).await?;
        let mark = ListEnd::of(&self.write.client, &first).await?;
        let Some(pages) = pages(&first) else {
            let remote = CustomerIndex::new(Some(matching))?;
            return Ok((remote, "no lookup: the help desk has no customers".to_owned(), mark));
        };
        let mut how = format!("the whole list, {}", many(pages, "page", "pages"));
        self.write.listener.hear(&Event::Matching { how: how.clone(), steps: pages });
        let mut details = None;
        let lookup = self.write.lookup(matching.clone());
        let needed = seen.and_then(written);
        let remote = lookup
            .index_whole(&first, needed.as_deref(), |step| {
                self.write.listener.hear(&self.stepped(step, &mut details));
                self.write.stop.reason().map_or(Ok(()), |reason| Err(RunError::Stopped(reason)))
            })
            .await?;
        if let Some(miscounted) = remote.miscounted() {
            let text = format!("The count of the list seems to be wrong: {miscounted}.");
            self.write.listener.hear(&Event::Note(text));
        }
        if let Some(of) = details {
            how = format!(
                "{how}; it does not show every field, so {} read",
                many(of, "customer was", "customers were")
            );
        }
        Ok((remote, how, mark))
    }

    fn stepped(&self, step: DrainStep, details: &mut Option<u64>) -> Event {
        match step {
            DrainStep::Pages(steps) => Event::Matched { steps },
            DrainStep::Details { of, .. } if details.replace(of).is_none() => {
                let how = format!(
                    "the list does not show every field: reading {}",
                    many(of, "customer", "customers")
                );
                Event::Matching { how, steps: of }
            }
            DrainStep::Details { done: steps, .. } => Event::Matched { steps },
        }
    }

    fn plan(
        &self,
        mut backup: RestoreSource,
        (run, folder): (&str, &Path),
        remote: &mut CustomerIndex,
        keys: &RestoreKeys,
    ) -> Result<RestorePlan, RunError> {
        let journal = folder.join("journal.db");
        PlanWriter::prepare(&journal)?;
        let stored = backup.photos.take().filter(|_| backup.about.fields.take_photos());
        let photos =
            stored.as_ref().map(|stored| by_id(stored.manifest()).into_keys().map(ToOwned::to_owned));
        let photos = photos.map(Iterator::collect).unwrap_or_default();
        let (filled, ledger, fields) =
            (PlanWriter::open(&journal)?, BackupIndex::new()?, backup.about.fields.clone());
        let spool = &filled;
        let ledger = &ledger;
        let fields = &fields;
        let listener = &*self.write.listener;
        let stop = &self.write.stop;
        self.id_map.as_deref().map_or(Ok(()), |path| read_id_map::read(path, ledger))?;
        let mode = self.mode;
        let on_multiple = self.on_multiple;
        let by_id = backup.about.by_id;
        let without_photo = Cell::new(0);
        let covered = backup.seen.take();
        let listed = &std::mem::take(&mut backup.listed);
        let seen = RefCell::default();
        let spooler =
            RecordStager { spool, ledger, keys, fields, photos, without_photo, seen, listener, stop };
        let input = spooler.run(backup)?;
        let mut seen = spooler.seen.take();
        seen.retain(|field| covered.as_ref().is_some_and(|covered| covered.whole && covered.has(field)));
        let seen = &seen;
        if let Some(recent) = self.write.recent_inserts() {
            let lookup = self.write.lookup(keys.matching.clone());
            // This runs where the thread may block.
            tokio::runtime::Handle::current().block_on(recent.complete(&lookup, spool, remote))?;
        }
        let passes = RecordMatcher {
            spool,
            ledger,
            remote,
            keys,
            fields,
            seen,
            listed,
            by_id,
            mode,
            on_multiple,
            listener,
            stop,
        };
        let tally = passes.run()?;
        let photos = self.photos(stored.as_ref(), (spool, ledger), (run, folder))?;
        let counts = spool.counts()?;
        filled.finish(run)?;
        Ok(RestorePlan { input, counts, tally, photos })
    }

    fn photos(
        &self,
        stored: Option<&BackupReader>,
        (spool, ledger): (&PlanWriter, &BackupIndex),
        (run, folder): (&str, &Path),
    ) -> Result<PlannedPhotos, RunError> {
        let Some(stored) = stored else { return Ok(PlannedPhotos::default()) };
        let named = self.run_dir.join(run);
        let named = std::path::absolute(&named).map_err(|error| JournalError::file(&named, error))?;
        let WriteJob { client, settings, listener, stop, .. } = &self.write;
        let folder = (folder, named);
        let concurrency = settings.concurrency;
        PhotoPlanner { spool, ledger, stored, client, concurrency, folder, listener: &**listener, stop }.run()
    }
}

/// Of the fields of a backup, those that a restore compares; `None` where not all have names.
fn written(seen: &FieldCoverage) -> Option<Vec<String>> {
    let fields = seen.seen.iter().filter(|field| !SERVER_MADE.contains(&field.as_str()));
    (seen.unnamed == 0).then(|| fields.cloned().collect())
}

fn in_words(account: &HelpDeskAccount) -> String {
    format!("{}, client {}", account.base_url, account.client)
}

/// The last part of a path, of a folder or a file.
fn stem(backup: &str) -> &str {
    Path::new(backup).file_name().and_then(|name| name.to_str()).unwrap_or("backup")
}
