//! Restores a backup.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::backup_index::BackupIndex;
use super::error::RestoreError;
use super::find_few::FewRecords;
use super::id_map::read_id_map;
use super::plan_photos::{PhotoPlanner, PlannedPhotos, by_id};
use super::record_matching::RecordMatcher;
use super::restore_keys::RestoreKeys;
use super::restore_source::RestoreSource;
use super::restored_fields::SERVER_MADE;
use super::stage_records::RecordStager;
use super::untouched_fields::UntouchedFields;
use crate::account::HelpDeskAccount;
use crate::backup::BackupReader;
use crate::event::Event;
use crate::export::FieldCoverage;
use crate::journal::{
    ChangesOf, FieldChangeCounts, InputFile, JournalError, JournalReader, MappingCopy, PlanWriter,
    RestoredBackup, RowCounts, RunCommand, RunFile, RunFolder, StoredChangesFile,
};
use crate::lookup::{CustomerIndex, DrainStep, ListEnd, pages};
use crate::mapping::MatchRules;
use crate::plan::{ImportMode, OnMultiple, WritePolicies};
use crate::planfile::PlanFile;
use crate::run::{FinishedRun, RunError, WriteJob, closing, take_over_all, unless_stopped};
use crate::wording::counted;

/// Whether to trust the ids in a backup. Another account may use the same ids for other customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IdTrust {
    /// Use them, unless the manifest names another account.
    #[default]
    Auto,
    /// Use them.
    Match,
    /// Ignore them.
    Ignore,
}

/// What a restore needs besides the backup.
pub struct RestoreJob {
    /// Whether to match customers by id.
    pub ids: IdTrust,
    /// Match keys for customers whose id is gone, tried in order. Each has one field or more.
    pub keys: Vec<Vec<String>>,
    /// `id-map.csv` of an earlier restore of the same backup.
    pub id_map: Option<PathBuf>,
    /// Which customers may be written.
    pub mode: ImportMode,
    /// What to do if several customers match.
    pub on_multiple: OnMultiple,
    /// What an update may overwrite.
    pub policies: WritePolicies,
    /// Only make the plan.
    pub dry_run: bool,
    /// Restore again although another restore of the same backup is unfinished.
    pub anew: bool,
    /// Where a dry run saves its plan.
    pub plan_out: Option<PathBuf>,
    /// The folder of all runs.
    pub run_dir: PathBuf,
    /// How to write the plan.
    pub write: WriteJob,
}

/// The results of planning that are not in the journal.
struct RestorePlan {
    input: InputFile,
    counts: RowCounts,
    untouched: UntouchedFields,
    photos: PlannedPhotos,
}

/// The run that is being planned.
struct NewRun<'a> {
    id: &'a str,
    /// The folder until the plan is complete.
    folder: &'a Path,
}

/// Restores a backup. An `Err` means that nothing was sent, or that the run's folder can't be written any more.
pub async fn restore(job: &RestoreJob, mut backup: RestoreSource) -> Result<FinishedRun, RestoreError> {
    let to = job.plan_out.as_deref();
    let plan_out = to.map(|path| PlanFile::create(path, &[backup.about.backup.clone()])).transpose()?;
    backup.check_complete()?;
    let few = tokio::task::block_in_place(|| {
        let few = backup.few_selected()?;
        backup.name_fields().map(|()| few)
    })?;
    backup.notes.drain(..).for_each(|note| job.write.listener.hear(&Event::Note(note)));
    backup.about.by_id = job.trusts_ids(&backup.about);
    let same = job.unfinished_restores(&backup.about).await?;
    let keys = RestoreKeys::new(&job.keys).spelled(&job.write.spelling);
    let by_id = backup.about.by_id;
    let few = few.as_deref().map(|records| FewRecords {
        write: &job.write,
        id_map: job.id_map.as_deref(),
        on_multiple: job.on_multiple,
        records,
        keys: &keys,
        by_id,
    });
    let draining = job.drain(&keys.matching, backup.seen.as_ref(), few);
    let (mut remote, how, mark) = unless_stopped(&job.write.stop, draining).await?;
    remote.each_id(|id| job.write.known.take_in(id))?;
    let mut run = job.run_file(backup.about.clone(), how)?;
    let mut plan = None;
    let (folder, _lock) = tokio::task::block_in_place(|| {
        RunFolder::create_or(&job.run_dir, &run, |folder| {
            plan = Some(job.plan(backup, &NewRun { id: &run.id, folder }, &mut remote, &keys)?);
            Ok::<_, RestoreError>(())
        })
    })?;
    drop(remote);
    closing(take_over_all(&same, &run.id), &folder, &mut run)?;
    if let Some(RestorePlan { input, counts, untouched, photos }) = plan {
        run.inputs = vec![input];
        folder.save(&run)?;
        let notes = untouched.sentences().chain(photos.text());
        notes.for_each(|text| job.write.listener.hear(&Event::Note(text)));
        job.write.note_rate(&mut run);
        run.watching = job.write.expected_watching(&counts, mark.as_ref(), 0);
        let watching = run.watching.unwrap_or_default();
        job.write.listener.hear(&Event::Planned { counts, watching, dry_run: job.dry_run });
        let changes = tokio::task::block_in_place(|| planned_changes(&folder, &run.write_policies));
        job.write.listener.hear(&Event::PlannedChanges(closing(changes, &folder, &mut run)?));
    }
    if let Some(file) = plan_out {
        let kept = tokio::task::block_in_place(|| file.save(&folder, &mut run));
        closing(kept, &folder, &mut run)?;
    }
    Ok(job.write.write_or_finish(folder, run, mark).await?)
}

impl RestoreJob {
    /// Whether to use the ids of a backup. Notes if it is from another account.
    fn trusts_ids(&self, about: &RestoredBackup) -> bool {
        let other = about.account.as_ref().filter(|account| **account != self.write.account);
        let trusted = self.ids == IdTrust::Match || self.ids == IdTrust::Auto && other.is_none();
        if let Some(account) = other.filter(|_| self.ids != IdTrust::Ignore) {
            let worth = if trusted {
                "its ids are used, as requested"
            } else {
                "its ids are ignored (if it is the same account: --ids match)"
            };
            let from = account_text(account);
            let to = account_text(&self.write.account);
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
        run.dry_run = self.dry_run;
        run.mode = self.mode;
        run.on_multiple = self.on_multiple;
        run.write_policies = self.policies.clone();
        run.match_keys = self.keys.clone();
        run.matching = Some(how);
        run.planned = true;
        Ok(run)
    }

    /// Reads the customers before anything is written, with each field that the backup was seen to have, or with all
    /// fields if that is unknown; only those of a few records, if that takes fewer calls. Also returns how they were read.
    async fn drain(
        &self,
        matching: &MatchRules,
        seen: Option<&FieldCoverage>,
        few: Option<FewRecords<'_>>,
    ) -> Result<(CustomerIndex, String, Option<ListEnd>), RunError> {
        let first = self.write.client.list(1, &[]).await?;
        let mark = ListEnd::of(&self.write.client, &first).await?;
        let Some(pages) = pages(&first) else {
            let remote = CustomerIndex::new(Some(matching))?;
            return Ok((remote, "no lookup (the help desk has no customers)".to_owned(), mark));
        };
        if let Some(few) = few
            && let Some((remote, how)) = few.find(&first, pages).await?
        {
            return Ok((remote, how, mark));
        }
        let mut how = format!("the whole list, {}", counted(pages, "page", "pages"));
        self.write.listener.hear(&Event::Matching { how: how.clone(), steps: pages });
        let mut details = None;
        let lookup = self.write.lookup(matching.clone());
        let needed = seen.and_then(written);
        let remote = lookup
            .index_with_fields(&first, needed.as_deref(), |step| {
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
                counted(of, "customer was", "customers were")
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
                    counted(of, "customer", "customers")
                );
                Event::Matching { how, steps: of }
            }
            DrainStep::Details { done: steps, .. } => Event::Matched { steps },
        }
    }

    fn plan(
        &self,
        mut backup: RestoreSource,
        run: &NewRun<'_>,
        remote: &mut CustomerIndex,
        keys: &RestoreKeys,
    ) -> Result<RestorePlan, RestoreError> {
        let journal = run.folder.join("journal.db");
        PlanWriter::prepare(&journal)?;
        let plan_writer = PlanWriter::open(&journal)?;
        let index = BackupIndex::new()?;
        if let Some(path) = &self.id_map {
            read_id_map(path, |old, new| index.add_moved(old, new).map_err(RunError::from))?;
        }
        let fields = backup.about.fields.clone();
        let by_id = backup.about.by_id;
        let stored = backup.photos.take().filter(|_| fields.take_photos());
        let covered = backup.seen.take();
        let listed = std::mem::take(&mut backup.listed);
        let selection = backup.selection.take();
        let stager = RecordStager {
            plan_writer: &plan_writer,
            index: &index,
            keys,
            fields: &fields,
            photos: photo_ids(stored.as_ref()),
            selection: selection.as_ref(),
            without_photo: Cell::new(0),
            seen: RefCell::default(),
            listener: &*self.write.listener,
            stop: &self.write.stop,
        };
        let input = stager.run(backup)?;
        let mut seen = stager.seen.take();
        seen.retain(|field| covered.as_ref().is_some_and(|covered| covered.whole && covered.has(field)));
        self.add_recent_inserts(&plan_writer, remote, keys)?;
        index.each_other(by_id, |id| remote.take(id, &[]).map(drop).map_err(RunError::from))?;
        let stored_form = self.write.account_form.as_ref().map(StoredChangesFile::load).unwrap_or_default();
        let matcher = RecordMatcher {
            plan_writer: &plan_writer,
            index: &index,
            remote,
            keys,
            fields: &fields,
            seen: &seen,
            listed: &listed,
            by_id,
            mode: self.mode,
            on_multiple: self.on_multiple,
            policies: &self.policies,
            stored: &stored_form,
            listener: &*self.write.listener,
            stop: &self.write.stop,
        };
        let untouched = matcher.run()?;
        let photos = self.photos(stored.as_ref(), &plan_writer, &index, run)?;
        let counts = plan_writer.counts()?;
        plan_writer.finish(run.id)?;
        Ok(RestorePlan { input, counts, untouched, photos })
    }

    /// Adds customers of recent runs that the list does not show yet.
    fn add_recent_inserts(
        &self,
        plan_writer: &PlanWriter,
        remote: &mut CustomerIndex,
        keys: &RestoreKeys,
    ) -> Result<(), RunError> {
        if let Some(recent) = self.write.recent_inserts() {
            let lookup = self.write.lookup(keys.matching.clone());
            // This thread may block.
            tokio::runtime::Handle::current().block_on(recent.complete(&lookup, plan_writer, remote))?;
        }
        Ok(())
    }

    fn photos(
        &self,
        stored: Option<&BackupReader>,
        plan_writer: &PlanWriter,
        index: &BackupIndex,
        run: &NewRun<'_>,
    ) -> Result<PlannedPhotos, RunError> {
        let Some(stored) = stored else { return Ok(PlannedPhotos::default()) };
        let named = self.run_dir.join(run.id);
        let final_folder = std::path::absolute(&named).map_err(|error| JournalError::file(&named, error))?;
        let WriteJob { client, settings, listener, stop, .. } = &self.write;
        let planner = PhotoPlanner {
            plan_writer,
            policies: &self.policies,
            index,
            stored,
            client,
            concurrency: settings.concurrency,
            staged_folder: run.folder,
            final_folder,
            listener: &**listener,
            stop,
        };
        planner.run()
    }
}

/// What the plan does to values of existing customers.
fn planned_changes(folder: &RunFolder, policies: &WritePolicies) -> Result<FieldChangeCounts, RunError> {
    Ok(JournalReader::look(&folder.journal())?.under(policies).field_change_counts(ChangesOf::Plan)?)
}

/// The ids of the customers whose photos are in the backup.
fn photo_ids(stored: Option<&BackupReader>) -> HashSet<String> {
    let photos = stored.map(|stored| by_id(stored.manifest()));
    photos.into_iter().flatten().map(|(id, _)| id.to_owned()).collect()
}

/// The fields of a backup that a restore compares; `None` if some have no names.
fn written(seen: &FieldCoverage) -> Option<Vec<String>> {
    let fields = seen.seen.iter().filter(|field| !SERVER_MADE.contains(&field.as_str()));
    (seen.unnamed == 0).then(|| fields.cloned().collect())
}

fn account_text(account: &HelpDeskAccount) -> String {
    format!("{}, client {}", account.base_url, account.client)
}

/// The last part of a path.
fn stem(backup: &str) -> &str {
    Path::new(backup).file_name().and_then(|name| name.to_str()).unwrap_or("backup")
}
