//! Match keys that came back in a form that can't be computed. Later imports refuse to insert them again.

use std::path::Path;

use serde_json::{Map, Value};

use super::check_read_back::{ReadBackInsert, refuse_known_lost_key, refuse_lost_key};
use crate::customer::{ChangedFields, StoredChanges, is_rewritten};
use crate::journal::{JournalError, JournalReader, PlannedKind, RunFile, RunFolder, StoredChangesFile};
use crate::mapping::MatchRules;
use crate::run::sent_insert::without_nulls;

type Object = Map<String, Value>;

/// Rows read from the journal at once.
const PAGE: usize = 1024;

/// How the key of an own insert was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LostKey {
    /// By changes that are known now.
    Explained,
    /// It has the same letters and digits, in a form that can't be computed.
    Rewritten,
    /// Somebody may have edited it.
    Edited,
}

impl LostKey {
    /// What `form` says about these fields of a key.
    pub(crate) fn of(lost: &[ChangedFields], form: &StoredChanges) -> Self {
        if lost.iter().all(|one| form.explains(&one.field)) {
            Self::Explained
        } else if lost.iter().all(|one| form.explains(&one.field) || is_rewritten(one)) {
            Self::Rewritten
        } else {
            Self::Edited
        }
    }
}

/// The hash of the key of an insert; `None` if it has no key.
pub(crate) fn hash_of(
    one: &ReadBackInsert,
    matching: &MatchRules,
    account: &StoredChangesFile,
) -> Option<String> {
    own_hash(&one.sent, matching, account)
}

fn own_hash(sent: &Object, matching: &MatchRules, account: &StoredChangesFile) -> Option<String> {
    let own = matching.remote_keys(sent).into_iter().next()?;
    Some(account.hash_of(&matching.named(&own.canonical())?))
}

/// The command that takes back what a run has written so far.
pub(crate) fn undo_command(folder: &RunFolder, run: &RunFile) -> Result<String, JournalError> {
    let pending = JournalReader::open(&folder.journal())?.pending_count()?;
    let unfinished = if pending > 0 { " --unfinished" } else { "" };
    Ok(format!("{}{unfinished}", folder.command_line("undo", &run.settings)))
}

/// Why the run is refused: the first pending insert whose key, as earlier runs and probes have found, would not be found
/// again.
pub(crate) fn refused_by_earlier(
    account: &StoredChangesFile,
    matching: &MatchRules,
    reader: &JournalReader,
    run: &RunFile,
) -> Result<Option<String>, JournalError> {
    let form = account.load();
    let fields = || matching.alternatives.iter().flat_map(|key| &key.fields);
    let may_lose_keys = !form.lost_keys.is_empty() || fields().any(|field| form.explains(field));
    let mut after = 0;
    while may_lose_keys && run.undoes.is_none() {
        let pending = reader.pending(after, PAGE)?;
        let Some(last) = pending.last() else { break };
        after = last.row;
        for one in pending {
            let PlannedKind::Insert { payload } = &one.kind else { continue };
            let sent = without_nulls(serde_json::from_str(payload)?);
            if let Some(reason) = refused(&sent, &form, matching, account) {
                return Ok(Some(reason));
            }
        }
    }
    Ok(None)
}

fn refused(
    sent: &Object,
    form: &StoredChanges,
    matching: &MatchRules,
    account: &StoredChangesFile,
) -> Option<String> {
    let path: &Path = account.path();
    refuse_lost_key(sent, form, matching, path).or_else(|| {
        let hash = own_hash(sent, matching, account).filter(|_| !form.lost_keys.is_empty())?;
        form.lost_keys.contains(&hash).then(|| refuse_known_lost_key(sent, matching, path))
    })
}
