//! Learns from a few of a run's writes how the help desk stores values, so that the next import of the same file writes
//! nothing. The first inserts show only what they contain; these are writes that can show something else.

use futures::{StreamExt, stream};
use serde_json::{Map, Value};

use super::check_read_back::describe_change;
use super::sent_insert::{inserted, without_nulls};
use super::shown_changes::ShownChanges;
use super::write_job::{WriteJob, marker};
use crate::customer::{ChangedFields, StoredChanges};
use crate::event::{Event, Listener};
use crate::journal::{
    JournalError, JournalReader, PlannedKind, RunFile, RunFolder, StoredChangesFile, WrittenRow,
};

type Object = Map<String, Value>;

/// The maximum number of customers that are read back.
const MOST: usize = 10;
/// The maximum number of writes among which they are chosen.
const LOOKED_AT: u64 = 50_000;
/// Rows read from the journal at once.
const PAGE: usize = 512;

/// A write to read back: the row, and what was sent.
type Sent = (WrittenRow, Object);

impl WriteJob {
    /// Reads back writes whose values the help desk may have changed in ways that are not known yet. What it learns goes
    /// into `run.json` and, for later imports, into the account's file.
    pub(crate) async fn learn_written(
        &self,
        folder: &RunFolder,
        run: &mut RunFile,
    ) -> Result<(), JournalError> {
        let known = run.stored.clone().unwrap_or_default();
        if run.undoes.is_some() || known.refused.is_some() {
            return Ok(());
        }
        let chosen = tokio::task::block_in_place(|| choose(folder, run, &known))?;
        let concurrency = self.settings.concurrency.max(1);
        let read = stream::iter(chosen).map(|(row, sent)| async move {
            let found = self.client.detail(&row.server_id).await;
            // Only a later import would profit, so a failed read is no failure of this run.
            found.ok().flatten().map(|found| (sent, found.into_object()))
        });
        let read: Vec<Option<(Object, Object)>> = read.buffered(concurrency).collect().await;
        let read: Vec<(Object, Object)> = read.into_iter().flatten().collect();
        let mut form = known.clone();
        let told = form.learn_changes(&read);
        if (&form.changes, &form.cut) == (&known.changes, &known.cut) {
            return Ok(());
        }
        for changed in told.iter().filter(|changed| is_new(changed, &known)) {
            self.note(describe_change(changed));
        }
        if let Some(account) = &self.account_form {
            keep_for_account(account, &form, &read, &*self.listener);
        }
        run.stored = Some(form);
        tokio::task::block_in_place(|| folder.save(run))
    }
}

/// True for a change that can be computed and that was not known before.
fn is_new(changed: &ChangedFields, known: &StoredChanges) -> bool {
    let before = known.changes.get(&changed.field);
    changed.changes.as_ref().is_some_and(|changes| before.is_none_or(|before| !changes.is_subset(before)))
}

/// Chooses writes with values that a change would alter, one for each field and change. Changes that the first inserts
/// have shown need no further write.
fn choose(folder: &RunFolder, run: &RunFile, known: &StoredChanges) -> Result<Vec<Sent>, JournalError> {
    let reader = JournalReader::open(&folder.journal())?;
    let mut shown = ShownChanges::default();
    let mut chosen = Vec::new();
    let mut inserts = 0;
    let mut after = 0;
    let mut looked_at = 0;
    while chosen.len() < MOST && looked_at < LOOKED_AT {
        let page = reader.written(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.id;
        looked_at += page.len() as u64;
        for row in page {
            let is_insert = matches!(row.kind, PlannedKind::Insert { .. });
            inserts += u64::from(is_insert);
            if !may_show(&row, run, &shown) {
                continue;
            }
            let Some(sent) = sent(&row, run)? else { continue };
            let is_new = shown.add(&sent);
            let was_read = is_insert && inserts <= known.read_back;
            if is_new && !was_read && chosen.len() < MOST {
                chosen.push((row, sent));
            }
        }
    }
    Ok(chosen)
}

/// False if the row surely shows no further change. Most inserts show none, and are not parsed for it.
fn may_show(row: &WrittenRow, run: &RunFile, shown: &ShownChanges) -> bool {
    match &row.kind {
        PlannedKind::Insert { payload } => marker(run).is_some() || shown.may_grow_by(payload),
        _ => true,
    }
}

/// The values as they were sent; `None` for a delete.
fn sent(row: &WrittenRow, run: &RunFile) -> Result<Option<Object>, JournalError> {
    Ok(match &row.kind {
        PlannedKind::Insert { payload } => {
            Some(without_nulls(inserted(payload, row.id, marker(run).as_ref())?))
        }
        PlannedKind::Update { patch, .. } => Some(without_nulls(patch.clone())),
        PlannedKind::Delete { .. } => None,
    })
}

/// Saves the stored changes for later imports into the account.
pub(crate) fn keep_for_account(
    account: &StoredChangesFile,
    form: &StoredChanges,
    customers: &[(Object, Object)],
    listener: &dyn Listener,
) {
    let before = account.load();
    let kept = form.clone().with_changes_of(&before, customers);
    if kept.tells_the_same(&before) {
        return;
    }
    if let Err(error) = tokio::task::block_in_place(|| account.save(&kept)) {
        let text = format!("Can't save how the help desk stores customers for later imports: {error}");
        listener.hear(&Event::Note(text));
    }
}
