//! One delete: only of a customer that still is as the plan saw it. It may be repeated.

use super::insert::worth_repeating;
use super::update::{Object, done};
use super::{AbortReason, RetryState, Writer, write_issues};
use crate::api::{ApiError, Client};
use crate::customer::{PHOTO, StoredChanges, ticket_count};
use crate::journal::Outcome;

impl Writer {
    /// One that is gone counts as deleted where an attempt of this run may have done it: one of this series, or,
    /// with `doubt`, one of an earlier process.
    pub(super) async fn delete(
        &self,
        client: &Client,
        id: &str,
        base: &Object,
        doubt: bool,
    ) -> Result<Outcome, AbortReason> {
        let mut series = RetryState::new(self.settings.backoff);
        loop {
            let error = match self.delete_once(client, id, base, &mut series).await {
                Ok(Outcome::Unchanged) if doubt => return Ok(done(id, true)),
                Ok(outcome) => return Ok(outcome),
                Err(error) => error,
            };
            if let Some(halt) = series.halt(&error) {
                return Err(halt);
            }
            let doubt = doubt || series.is_in_doubt();
            if !worth_repeating(&error) {
                return Ok(if doubt { write_issues::unknown(&error) } else { write_issues::refused(&error) });
            }
            if !series.wait_for_retry(&error, self).await? {
                return Ok(if doubt {
                    look_once_more(client, id, &error).await
                } else {
                    write_issues::failed(&error)
                });
            }
        }
    }

    /// One attempt. A read that fails leaves no doubt: nothing was sent yet.
    async fn delete_once(
        &self,
        client: &Client,
        id: &str,
        base: &Object,
        series: &mut RetryState,
    ) -> Result<Outcome, ApiError> {
        let Some(now) = client.detail(id).await? else { return Ok(done(id, series.is_in_doubt())) };
        if let Some(kept) = self.kept(id, base, &now) {
            return Ok(kept);
        }
        client.delete(id).await.inspect_err(|error| series.note(error))?;
        Ok(done(id, true))
    }

    /// Why a customer is not deleted: it is no longer as it was inserted, or somebody works with it.
    fn kept(&self, id: &str, base: &Object, now: &Object) -> Option<Outcome> {
        let stored = self.settings.stored.get();
        let mut changed = stored.cloned().unwrap_or_default().differences_of_insert(base, now);
        changed.shift_remove(PHOTO.name);
        if !changed.is_empty() {
            let fields: Vec<String> = changed.keys().cloned().collect();
            return Some(write_issues::stale(id, &fields));
        }
        if self.settings.even_changed {
            return None;
        }
        let tickets = ticket_count(now);
        if tickets > 0 {
            return Some(write_issues::has_tickets(id, tickets));
        }
        let added = StoredChanges::added(stored, base, now);
        (!added.is_empty()).then(|| write_issues::added(id, &added))
    }
}

/// After the last attempt: one that is there may still be deleted late.
async fn look_once_more(client: &Client, id: &str, error: &ApiError) -> Outcome {
    match client.detail(id).await {
        Ok(None) => done(id, true),
        Ok(Some(_)) | Err(_) => write_issues::unknown(error),
    }
}
