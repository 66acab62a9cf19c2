//! Later inserts may show a form of match keys that the first ones did not show.

use super::watch_state::WatchState;
use super::watcher::{InsertWatcher, WatchError};
use crate::customer::StoredChanges;
use crate::run::check_read_back::{InsertJudgement, ReadBackInsert, judge_insert, stop_for_lost_key};
use crate::run::error::RunError;
use crate::run::learn_written::keep_for_account;
use crate::run::lost_keys::{LostKey, hash_of, undo_command};
use crate::run::matcher::OnLateMatch;

impl InsertWatcher {
    /// Learns from an own insert that the list shows with another form of its key. What is not sent yet is looked up again
    /// then. True if the form can't be computed: then the detail decides.
    pub(super) fn learn_form(
        &self,
        state: &mut WatchState,
        observed: &ReadBackInsert,
    ) -> Result<bool, WatchError> {
        let Some((how, form)) = self.lost_key(observed) else { return Ok(false) };
        if how == LostKey::Explained {
            self.learn_key(observed, how, form)?;
            state.strangers = true;
            state.list.complete = false;
            state.is_respelled = true;
        }
        Ok(how == LostKey::Rewritten)
    }

    /// Learns from the detail of an own insert. Ends the run if other keys may be stored alike, or in a form that can't be
    /// computed: the next import would not find this customer. Other letters or digits are somebody's edit.
    pub(super) fn learn_detail(&self, observed: &ReadBackInsert) -> Result<(), WatchError> {
        match self.lost_key(observed) {
            None | Some((LostKey::Edited, _)) => Ok(()),
            Some((how, form)) => self.learn_key(observed, how, form),
        }
    }

    /// How the key of an own insert was lost, and the form that it shows. `None` if it is still found.
    fn lost_key(&self, observed: &ReadBackInsert) -> Option<(LostKey, StoredChanges)> {
        // The plan of a restore looks for keys only as the backup has them.
        if self.on_late_match == OnLateMatch::Refused {
            return None;
        }
        let InsertJudgement::KeyLost(lost) = judge_insert(observed, Some(&self.lookup.matching)) else {
            return None;
        };
        let mut form = StoredChanges::default();
        form.learn_changes(&[(observed.sent.clone(), observed.found.clone())]);
        Some((LostKey::of(&lost, &form), form))
    }

    fn learn_key(
        &self,
        observed: &ReadBackInsert,
        how: LostKey,
        mut form: StoredChanges,
    ) -> Result<(), WatchError> {
        let pair = [(observed.sent.clone(), observed.found.clone())];
        self.lookup.matching.spelling.learn(&form, &pair);
        if let (Some(account), LostKey::Rewritten) = (&self.account_form, how) {
            form.lost_keys.extend(hash_of(observed, &self.lookup.matching, account));
        }
        if let Some(account) = &self.account_form {
            keep_for_account(account, &form, &pair, &*self.listener);
        }
        let InsertJudgement::KeyLost(lost) = judge_insert(observed, Some(&self.lookup.matching)) else {
            return Ok(());
        };
        let reason = stop_for_lost_key(&lost, &undo_command(&self.folder, &self.run)?);
        // Only the first one counts.
        drop(self.refused.set(StoredChanges { refused: Some(reason.clone()), ..form }));
        Err(RunError::Stopped(reason).into())
    }
}
