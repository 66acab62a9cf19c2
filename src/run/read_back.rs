//! Reads back the first inserts of a run before more are sent. A help desk may answer with the id of another customer,
//! store a match key in a form that no longer matches, or change and fill fields.

use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures::{StreamExt, TryStreamExt, future, stream};

use super::check_read_back::{
    InsertJudgement, ReadBackInsert, describe_change, judge_insert, stop_for_lost_key,
};
use super::learn_written::keep_for_account;
use super::lost_keys::{LostKey, hash_of, refused_by_earlier, undo_command};
use super::sent_insert::{inserted, without_nulls};
use super::write_job::{WriteJob, marker};
use crate::api::{ApiError, Client};
use crate::customer::{KeySpelling, StoredChanges};
use crate::event::{Event, Listener};
use crate::journal::{
    JournalError, JournalReader, PlannedKind, RecentInserts, RunFile, RunFolder, StoredChangesFile,
    WrittenRow, disown,
};
use crate::mapping::MatchRules;
use crate::writer::{Interrupted, WriteBatch, WriteEnd};

/// The number of customers that are read back.
pub(super) const FIRST: u64 = 5;
/// The waits before a missing detail is read again.
const AGAIN: [Duration; 4] =
    [Duration::from_millis(250), Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];

/// Reads back the first inserts of a run once.
pub(crate) struct ReadBack {
    client: Client,
    listener: Arc<dyn Listener>,
    folder: RunFolder,
    run: RunFile,
    concurrency: usize,
    matching: Option<MatchRules>,
    account_form: Option<StoredChangesFile>,
    /// How the help desk stores match keys, if the run looks for keys by it.
    spelling: Option<KeySpelling>,
    recent: Option<RecentInserts>,
    /// The stored changes, once they are known.
    stored: Arc<OnceLock<StoredChanges>>,
    /// The first insert that was pending when this process started; `None` if none was.
    from: Option<u64>,
    /// The inserts after it that were already written.
    before: HashSet<u64>,
    given_up: AtomicBool,
}

impl ReadBack {
    /// For the pending inserts. Refuses the run if an earlier run found that a match key would be changed.
    pub(crate) fn new(
        job: &WriteJob,
        folder: &RunFolder,
        run: &RunFile,
        stored: Arc<OnceLock<StoredChanges>>,
    ) -> Result<Self, JournalError> {
        let reader = JournalReader::open(&folder.journal())?;
        let from = reader.pending_insert(0)?;
        let before = from.map_or_else(|| Ok(Vec::new()), |from| reader.inserted(from, BEFORE))?;
        // The plan of a restore looks for keys only as the backup has them, so any other form ends it.
        let spelling = Some(&job.spelling).filter(|_| run.restores.is_none()).cloned();
        let matching = MatchRules::by(&run.match_keys);
        let matching = matching.map(|matching| match &spelling {
            Some(spelling) => matching.spelled(spelling),
            None => matching,
        });
        if let (Some(account), Some(matching), None) = (&job.account_form, &matching, stored.get())
            && let Some(reason) = refused_by_earlier(account, matching, &reader, run)?
        {
            // No other code sets it.
            drop(stored.set(StoredChanges { refused: Some(reason), ..StoredChanges::default() }));
        }
        Ok(Self {
            client: job.client.clone(),
            listener: Arc::clone(&job.listener),
            folder: RunFolder::at(folder.path()),
            run: run.clone(),
            concurrency: job.settings.concurrency.max(1),
            matching,
            account_form: job.account_form.clone(),
            spelling,
            recent: job.recent.clone(),
            stored,
            from,
            before: before.into_iter().map(|row| row.id).collect(),
            given_up: AtomicBool::new(false),
        })
    }

    /// Reads back the first inserts if that is due and enough have arrived. True if they show that the help desk stores
    /// match keys in another form than was known when the rows were matched.
    pub(crate) async fn look(&self) -> Result<bool, Interrupted> {
        if let Some(reason) = self.stored.get().and_then(|stored| stored.refused.clone()) {
            return Err(Interrupted::Stop(reason));
        }
        if !self.is_due() {
            return Ok(false);
        }
        let rows = tokio::task::block_in_place(|| self.rows())?;
        if (rows.len() as u64) < FIRST && tokio::task::block_in_place(|| self.is_more_to_come())? {
            return Ok(false);
        }
        let read = stream::iter(rows).map(|row| self.read(row)).buffered(self.concurrency);
        let read = match read.try_filter_map(|read| future::ready(Ok(read))).try_collect::<Vec<_>>().await {
            Ok(read) => read,
            Err(error) if error.is_unauthorized() => return Err(Interrupted::Unauthorized(error)),
            Err(error) => {
                self.give_up(&error.to_string());
                return Ok(false);
            }
        };
        if read.is_empty() {
            return Ok(false);
        }
        self.conclude(&read)
    }

    /// True until the first inserts have been read back.
    fn is_due(&self) -> bool {
        self.from.is_some() && self.stored.get().is_none() && !self.given_up.load(Ordering::Acquire)
    }

    /// The batch that ends with the last insert to be read back; the whole plan if reading back is not due.
    pub(crate) fn next_batch(&self) -> Result<WriteBatch, JournalError> {
        if !self.is_due() {
            return Ok(WriteBatch::WHOLE);
        }
        let arrived = self.rows()?.len() as u64;
        let reader = JournalReader::open(&self.folder.journal())?;
        let rows = match reader.pending_insert(FIRST.saturating_sub(arrived + 1))? {
            Some(fifth) => reader.pending_up_to(fifth)?,
            None => return Ok(WriteBatch::WHOLE),
        };
        Ok(WriteBatch { rows, at_least: Duration::ZERO, ..WriteBatch::WHOLE })
    }

    /// Reads back the inserts of a run that ended within its first batch.
    pub(crate) async fn after(&self, ending: WriteEnd) -> Result<WriteEnd, JournalError> {
        if ending != WriteEnd::Finished {
            return Ok(ending);
        }
        match self.look().await {
            Ok(_) => Ok(ending),
            Err(Interrupted::Journal(error)) => Err(error),
            Err(Interrupted::Unauthorized(error)) => {
                Ok(WriteEnd::Unauthorized { message: error.to_string() })
            }
            Err(Interrupted::Stop(reason)) => Ok(WriteEnd::Stopped { reason }),
        }
    }

    fn is_more_to_come(&self) -> Result<bool, JournalError> {
        Ok(JournalReader::open(&self.folder.journal())?.pending_insert(0)?.is_some())
    }

    /// The first inserts that this process has written.
    fn rows(&self) -> Result<Vec<WrittenRow>, JournalError> {
        let Some(from) = self.from else { return Ok(Vec::new()) };
        let limit = self.before.len() + usize::try_from(FIRST).unwrap_or_default();
        let mut rows =
            JournalReader::open(&self.folder.journal())?.inserted(from.saturating_sub(1), limit)?;
        rows.retain(|row| !self.before.contains(&row.id));
        rows.truncate(usize::try_from(FIRST).unwrap_or_default());
        Ok(rows)
    }

    /// One customer as sent and as read back; `None` if the help desk does not show it yet. A customer that looks
    /// wrong is read again.
    async fn read(&self, row: WrittenRow) -> Result<Option<ReadBackInsert>, ApiError> {
        let PlannedKind::Insert { payload } = &row.kind else { return Ok(None) };
        let Ok(sent) = inserted(payload, row.id, marker(&self.run).as_ref()) else { return Ok(None) };
        let mut observed = None;
        let mut again = AGAIN.into_iter();
        loop {
            let found = self.client.detail(&row.server_id).await?;
            let second = observed.is_some();
            if let Some(found) = found {
                let id = row.server_id.clone();
                observed = Some(ReadBackInsert {
                    row: row.id,
                    id,
                    sent: without_nulls(sent.clone()),
                    found: found.into_object(),
                });
            }
            let judged = observed.as_ref().map(|one| judge_insert(one, self.matching.as_ref()));
            match (judged, again.next()) {
                (Some(InsertJudgement::Ours), _) | (_, None) => return Ok(observed),
                (Some(_), _) if second => return Ok(observed),
                (Some(_), _) => tokio::time::sleep(Duration::from_secs(1)).await,
                (None, Some(rest)) => tokio::time::sleep(rest).await,
            }
        }
    }

    fn judged<'r>(&self, read: &'r [ReadBackInsert]) -> Vec<(&'r ReadBackInsert, InsertJudgement)> {
        read.iter().map(|one| (one, judge_insert(one, self.matching.as_ref()))).collect()
    }

    /// Takes customers that are others away from their rows, and stops the run then.
    fn disown_others(&self, judged: &[(&ReadBackInsert, InsertJudgement)]) -> Result<(), Interrupted> {
        for (one, judgement) in judged {
            if let InsertJudgement::Another(what) = judgement {
                let disowned = || disown(&self.folder.journal(), one.row, &one.not_inserted(what));
                tokio::task::block_in_place(disowned)?;
            }
        }
        match judged.iter().find_map(|(one, judgement)| one.stop_for_another(judgement)) {
            Some(reason) => Err(Interrupted::Stop(reason)),
            None => Ok(()),
        }
    }

    fn conclude(&self, read: &[ReadBackInsert]) -> Result<bool, Interrupted> {
        let judged = self.judged(read);
        self.disown_others(&judged)?;
        let undo = tokio::task::block_in_place(|| undo_command(&self.folder, &self.run))?;
        let shown = self.run.stored.clone().unwrap_or_default().changes;
        let mut form = StoredChanges { changes: shown, ..StoredChanges::default() };
        let ours: Vec<_> = read.iter().map(|one| (one.sent.clone(), one.found.clone())).collect();
        let told = form.learn(&ours);
        self.spelling.iter().for_each(|spelling| spelling.learn(&form, &ours));
        let is_lost = judged.iter().any(|(_, judgement)| matches!(judgement, InsertJudgement::KeyLost(_)));
        let judged = self.judged(read);
        form.refused = judged.iter().find_map(|(_, judgement)| match judgement {
            InsertJudgement::KeyLost(lost) => Some(stop_for_lost_key(lost, &undo)),
            _ => None,
        });
        for changed in told.iter().filter(|_| form.refused.is_none()) {
            self.listener.hear(&Event::Note(describe_change(changed)));
        }
        let refused = form.refused.clone();
        let run = RunFile { stored: Some(form.clone()), ..self.run.clone() };
        tokio::task::block_in_place(|| self.folder.save(&run))?;
        if let Some(account) = &self.account_form {
            let lost_keys = self.lost_keys(account, &judged, &form);
            keep_for_account(account, &StoredChanges { lost_keys, ..form.clone() }, &ours, &*self.listener);
        }
        // No other code sets it.
        drop(self.stored.set(form));
        match refused {
            Some(reason) => Err(Interrupted::Stop(reason)),
            None => {
                if is_lost {
                    self.note_again();
                }
                Ok(is_lost)
            }
        }
    }

    /// Hashes of the keys that were lost in a way that can't be computed.
    fn lost_keys(
        &self,
        account: &StoredChangesFile,
        judged: &[(&ReadBackInsert, InsertJudgement)],
        form: &StoredChanges,
    ) -> BTreeSet<String> {
        let Some(matching) = &self.matching else { return BTreeSet::new() };
        let is_lost = |judgement: &InsertJudgement| match judgement {
            InsertJudgement::KeyLost(lost) => LostKey::of(lost, form) != LostKey::Explained,
            _ => false,
        };
        let lost = judged.iter().filter(|(_, judgement)| is_lost(judgement));
        lost.filter_map(|(one, _)| hash_of(one, matching, account)).collect()
    }

    /// Notes the recent inserts again, now also as the help desk stores their keys.
    fn note_again(&self) {
        let Some(recent) = &self.recent else { return };
        let noted = tokio::task::block_in_place(|| recent.take_in(&self.folder.journal(), &self.run));
        let text = noted.err().and_then(|error| recent.say_once(&error));
        text.into_iter().for_each(|text| self.listener.hear(&Event::Note(text)));
    }

    fn give_up(&self, why: &str) {
        self.given_up.store(true, Ordering::Release);
        let text = format!(
            "The first customers could not be read back, so deskferry does not know how the help desk stores \
             them: {why}"
        );
        self.listener.hear(&Event::Note(text));
    }
}

/// Maximum number of rows read at once; no more rows after the first pending insert can be written already.
const BEFORE: usize = 1024;
