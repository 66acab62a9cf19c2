//! Later inserts may show a form of match keys that the first ones did not show.

use super::watch_state::WatchState;
use super::watcher::{InsertWatcher, WatchError};
use crate::customer::StoredChanges;
use crate::run::check_read_back::{InsertJudgement, ReadBackInsert, judge_insert, key_lost};
use crate::run::error::RunError;
use crate::run::learn_written::keep_for_account;
use crate::run::matcher::OnLateMatch;

impl InsertWatcher {
    /// Learns from an own insert that the list shows with another form of its key. What is not sent yet is looked up again
    /// then. Ends the run if other keys may be stored alike. A value that no known change explains is somebody's edit.
    pub(super) fn learn_form(
        &self,
        state: &mut WatchState,
        observed: &ReadBackInsert,
    ) -> Result<(), WatchError> {
        let judge = || judge_insert(observed, Some(&self.lookup.matching));
        // The plan of a restore looks for keys only as the backup has them.
        if self.on_late_match == OnLateMatch::Refused {
            return Ok(());
        }
        let InsertJudgement::KeyLost(lost) = judge() else { return Ok(()) };
        let pair = [(observed.sent.clone(), observed.found.clone())];
        let mut form = StoredChanges::default();
        form.learn_changes(&pair);
        if lost.iter().any(|field| !form.explains(&field.field)) {
            return Ok(());
        }
        self.lookup.matching.spelling.learn(&form, &pair);
        if let Some(account) = &self.account_form {
            keep_for_account(account, &form, &pair, &*self.listener);
        }
        if let InsertJudgement::KeyLost(lost) = judge() {
            return Err(RunError::Stopped(key_lost(&lost)).into());
        }
        state.strangers = true;
        state.list.complete = false;
        state.is_respelled = true;
        Ok(())
    }
}
