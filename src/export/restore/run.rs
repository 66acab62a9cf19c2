//! A restore from its first call to its results.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::backup::Backup;
use super::id_map;
use super::keys::Keys;
use super::ledger::Ledger;
use super::passes::Passes;
use super::spooling::Spooler;
use super::tally::Tally;
use crate::api::Client;
use crate::event::{Event, Listener};
use crate::import::{Finished, ImportError, check_same, closing, finish, write_pending};
use crate::journal::{
    Account, Counts, InputFile, MappingFile, RestoredBackup, RunFile, RunFolder, Settings, Spool,
    take_back_failures,
};
use crate::lookup::{Lookup, Remote, Step, pages};
use crate::mapping::Matching;
use crate::plan::{Mode, OnMultiple};
use crate::writer::{Ending, Marker, Stop, WriterSettings};

/// What the ids in a backup are worth. Another account may have given the same ids to other people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ids {
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
    pub ids: Ids,
    /// Fields that tell who is who where an id is gone: keys that are tried in order, each of one field or more.
    pub keys: Vec<Vec<String>>,
    /// `id-map.csv` of an earlier restore of the same backup.
    pub id_map: Option<PathBuf>,
    /// Which customers may be written.
    pub mode: Mode,
    /// What several customers with one key do.
    pub on_multiple: OnMultiple,
    /// The plan only.
    pub dry_run: bool,
    /// The folder of all runs.
    pub run_dir: PathBuf,
    /// For `run.json`.
    pub settings: Settings,
    /// The help desk, as runs know it.
    pub account: Account,
    /// The help desk.
    pub client: Client,
    /// How to write; how inserts in doubt are looked up is known here.
    pub writer: WriterSettings,
    /// Hears what happens.
    pub listener: Arc<dyn Listener>,
    /// Asks it to stop.
    pub stop: Stop,
}

/// What planning leaves beside the journal.
struct Plan {
    input: InputFile,
    counts: Counts,
    tally: Tally,
}

/// Restores a backup. An `Err` means that nothing was sent, or that the run's folder can no longer be written.
pub async fn restore(job: &RestoreJob, mut backup: Backup) -> Result<Finished, ImportError> {
    backup.about.by_id = job.trusts_ids(&backup.about);
    let keys = Keys::new(&job.keys);
    // Reads change nothing, so nobody waits for one that is under way.
    let (remote, how) = tokio::select! {
        drained = job.drain(&keys.matching) => drained?,
        () = job.stop.requested() => return Err(ImportError::Stopped(job.stop.reason().unwrap_or_default())),
    };
    let mut run = job.run_file(backup.about.clone(), how);
    let mut plan = None;
    let (folder, _lock) = tokio::task::block_in_place(|| {
        RunFolder::create_or(&job.run_dir, &run, |folder| {
            plan = Some(job.plan(backup, &folder.join("journal.db"), &remote, &keys)?);
            Ok::<_, ImportError>(())
        })
    })?;
    drop(remote);
    if let Some(Plan { input, counts, tally }) = plan {
        run.inputs = vec![input];
        folder.save(&run)?;
        tally.text().into_iter().for_each(|text| job.listener.hear(&Event::Note(text)));
        job.listener.hear(&Event::Planned(counts));
    }
    match job.dry_run {
        true => finish(folder, run, &Ending::Finished),
        false => job.write_whole(folder, run).await,
    }
}

/// Goes on with a restore that was broken off. The lock must be held by the caller.
pub async fn resume_restore(
    job: &RestoreJob,
    folder: RunFolder,
    mut run: RunFile,
) -> Result<Finished, ImportError> {
    check_same(&run, &job.account, "write")?;
    folder.sweep()?;
    run.reopen();
    folder.save(&run)?;
    job.write_whole(folder, run).await
}

/// As [`resume_restore`], after its failures have been made pending again.
pub async fn retry_restore(
    job: &RestoreJob,
    folder: RunFolder,
    run: RunFile,
) -> Result<Finished, ImportError> {
    check_same(&run, &job.account, "write")?;
    let rows = take_back_failures(&folder.journal())?;
    job.listener.hear(&Event::Note(format!("Trying again: {rows} failed writes.")));
    resume_restore(job, folder, run).await
}

impl RestoreJob {
    /// Whether the ids of a backup are those of this account; says where the backup is of another.
    fn trusts_ids(&self, about: &RestoredBackup) -> bool {
        let other = about.account.as_ref().filter(|account| **account != self.account);
        let trusted = self.ids == Ids::Match || self.ids == Ids::Auto && other.is_none();
        if let Some(account) = other {
            let worth = match trusted {
                true => "its ids count, as was asked for",
                false => "its ids mean nothing here (if it is the same after all: --ids match)",
            };
            let (from, to) = (in_words(account), in_words(&self.account));
            let text = format!("The backup is of another account ({from}) than this ({to}); {worth}.");
            self.listener.hear(&Event::Note(text));
        }
        trusted
    }

    fn run_file(&self, about: RestoredBackup, how: String) -> RunFile {
        let now = Timestamp::now();
        let stem = format!("restore-{}", about.id.as_deref().unwrap_or_else(|| stem(&about.backup)));
        let mut run = RunFile::begin("restore", RunFolder::name(&stem, now), now, MappingFile::none());
        run.restores = Some(about);
        (run.dry_run, run.mode, run.on_multiple) = (self.dry_run, self.mode, self.on_multiple);
        (run.match_keys, run.settings) = (self.keys.clone(), self.settings.clone());
        (run.account, run.matching) = (Some(self.account.clone()), Some(how));
        run.planned = true;
        run
    }

    /// The customers that are there before anything is written, and how they were read.
    async fn drain(&self, matching: &Matching) -> Result<(Remote, String), ImportError> {
        let first = self.client.list(1, &[]).await?;
        let Some(pages) = pages(&first) else {
            let remote = Remote::new(Some(matching))?;
            return Ok((remote, "no look-up: the help desk has no customers".to_owned()));
        };
        let mut how = format!("the whole list, {pages} pages");
        self.listener.hear(&Event::Matching { how: how.clone(), steps: pages });
        let mut details = None;
        let lookup = self.lookup(matching.clone());
        let remote = lookup
            .index_whole(&first, |step| {
                self.listener.hear(&self.stepped(step, &mut details));
                self.stop.reason().map_or(Ok(()), |reason| Err(ImportError::Stopped(reason)))
            })
            .await?;
        if let Some(of) = details {
            how = format!("{how}; it does not show every field, so each of {of} customers was read");
        }
        Ok((remote, how))
    }

    fn stepped(&self, step: Step, details: &mut Option<u64>) -> Event {
        match step {
            Step::Pages(steps) => Event::Matched { steps },
            Step::Details { of, .. } if details.replace(of).is_none() => {
                let how = format!("the list does not show every field, so {of} details are read");
                Event::Matching { how, steps: of }
            }
            Step::Details { done: steps, .. } => Event::Matched { steps },
        }
    }

    fn lookup(&self, matching: Matching) -> Lookup {
        Lookup { client: self.client.clone(), matching, concurrency: self.writer.concurrency }
    }

    fn plan(
        &self,
        backup: Backup,
        journal: &Path,
        remote: &Remote,
        keys: &Keys,
    ) -> Result<Plan, ImportError> {
        Spool::prepare(journal)?;
        let (filled, ledger, fields) = (Spool::open(journal)?, Ledger::new()?, backup.about.fields.clone());
        let (spool, ledger, fields) = (&filled, &ledger, &fields);
        let (listener, stop) = (&*self.listener, &self.stop);
        self.id_map.as_deref().map_or(Ok(()), |path| id_map::read(path, ledger))?;
        let (mode, on_multiple, by_id) = (self.mode, self.on_multiple, backup.about.by_id);
        let input = Spooler { spool, ledger, keys, fields, listener, stop }.run(backup)?;
        let passes = Passes { spool, ledger, remote, keys, fields, by_id, mode, on_multiple, listener, stop };
        let tally = passes.run()?;
        let counts = spool.counts()?;
        filled.finish()?;
        Ok(Plan { input, counts, tally })
    }

    async fn write_whole(&self, folder: RunFolder, mut run: RunFile) -> Result<Finished, ImportError> {
        let mut settings = self.writer.clone();
        let marker = run.settings.marker.clone();
        settings.lookup = self.settling_lookup(&run);
        settings.marker = marker.map(|field| Marker { field, run: run.id.clone() });
        let written = write_pending(&folder, self.client.clone(), settings, &self.listener, &self.stop).await;
        let ending = closing(written, &folder, &mut run)?;
        finish(folder, run, &ending)
    }

    /// Inserts in doubt are looked up by their marker, else by a key that is theirs alone.
    fn settling_lookup(&self, run: &RunFile) -> Option<Lookup> {
        let matching = match &run.settings.marker {
            Some(field) => Matching::by(format!("customFields.{field}")),
            None if run.match_keys.is_empty() => return None,
            None => Matching::by_keys(&run.match_keys),
        };
        Some(self.lookup(matching))
    }
}

fn in_words(account: &Account) -> String {
    format!("{}, client {}", account.base_url, account.client)
}

/// The last part of a path, of a folder or a file.
fn stem(backup: &str) -> &str {
    Path::new(backup).file_name().and_then(|name| name.to_str()).unwrap_or("backup")
}
