//! Deletes one customer if it is still as planned. A delete may be repeated.

use super::abort_reason::AbortReason;
use super::run_writer::Writer;
use super::update::done;
use super::write_issues;
use super::write_retry::{RetryState, worth_repeating};
use crate::api::{ApiError, Client, Object};
use crate::customer::{PHOTO, StoredChanges, ticket_count};
use crate::journal::Outcome;

impl Writer {
    /// A missing customer counts as deleted if an attempt of this run may have done it. `in_doubt` means that an
    /// earlier process may have sent the delete.
    pub(super) async fn delete(
        &self,
        client: &Client,
        id: &str,
        base: &Object,
        in_doubt: bool,
    ) -> Result<Outcome, AbortReason> {
        let mut retry = RetryState::new(self.settings.backoff);
        loop {
            let error = match self.delete_once(client, id, base, &mut retry).await {
                Ok(Outcome::Unchanged) if in_doubt => return Ok(done(id, true)),
                Ok(outcome) => return Ok(outcome),
                Err(error) => error,
            };
            if let Some(abort) = retry.abort_reason(&error) {
                return Err(abort);
            }
            let in_doubt = in_doubt || retry.is_in_doubt();
            if !worth_repeating(&error) {
                return Ok(if in_doubt {
                    write_issues::unknown(&error)
                } else {
                    write_issues::refused(&error)
                });
            }
            if !retry.wait_for_retry(&error, self).await? {
                return Ok(if in_doubt {
                    look_once_more(client, id, &error).await
                } else {
                    write_issues::failed(&error)
                });
            }
        }
    }

    /// One attempt. After a failed read the customer is not in doubt, as nothing was sent.
    async fn delete_once(
        &self,
        client: &Client,
        id: &str,
        base: &Object,
        retry: &mut RetryState,
    ) -> Result<Outcome, ApiError> {
        let Some(now) = client.detail(id).await? else { return Ok(done(id, retry.is_in_doubt())) };
        if let Some(kept) = self.kept(id, base, &now) {
            return Ok(kept);
        }
        client.delete(id).await.inspect_err(|error| retry.note(error))?;
        Ok(done(id, true))
    }

    /// Why a customer is kept: it has changed since it was inserted, or someone is working with it.
    fn kept(&self, id: &str, base: &Object, now: &Object) -> Option<Outcome> {
        let stored = self.settings.stored.get();
        let mut changed = stored.cloned().unwrap_or_default().changes_by_others(base, now);
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

/// The outcome by a read after the last attempt. The server may still delete the customer later.
async fn look_once_more(client: &Client, id: &str, error: &ApiError) -> Outcome {
    match client.detail(id).await {
        Ok(None) => done(id, true),
        Ok(Some(_)) | Err(_) => write_issues::unknown(error),
    }
}
