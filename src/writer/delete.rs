//! One delete: only of a customer that still is as the plan saw it. It may be repeated.

use super::insert::worth_repeating;
use super::update::{Object, done};
use super::{Halt, Series, Writer, fault};
use crate::api::{ApiError, Client};
use crate::customer::differences;
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
    ) -> Result<Outcome, Halt> {
        let mut series = Series::new(self.settings.backoff);
        loop {
            let error = match delete_once(client, id, base, &mut series).await {
                Ok(Outcome::Unchanged) if doubt => return Ok(done(id, true)),
                Ok(outcome) => return Ok(outcome),
                Err(error) => error,
            };
            if let Some(halt) = series.halt(&error) {
                return Err(halt);
            }
            let doubt = doubt || series.is_in_doubt();
            if !worth_repeating(&error) {
                return Ok(if doubt { fault::unknown(&error) } else { fault::refused(&error) });
            }
            if !series.again(&error, self).await? {
                return Ok(if doubt {
                    look_once_more(client, id, &error).await
                } else {
                    fault::failed(&error)
                });
            }
        }
    }
}

/// One attempt. A read that fails leaves no doubt: nothing was sent yet.
async fn delete_once(
    client: &Client,
    id: &str,
    base: &Object,
    series: &mut Series,
) -> Result<Outcome, ApiError> {
    let Some(now) = client.detail(id).await? else { return Ok(done(id, series.is_in_doubt())) };
    let changed = differences(base, &now);
    if !changed.is_empty() {
        let fields: Vec<String> = changed.keys().cloned().collect();
        return Ok(fault::stale(id, &fields));
    }
    client.delete(id).await.inspect_err(|error| series.note(error))?;
    Ok(done(id, true))
}

/// After the last attempt: one that is there may still be deleted late.
async fn look_once_more(client: &Client, id: &str, error: &ApiError) -> Outcome {
    match client.detail(id).await {
        Ok(None) => done(id, true),
        Ok(Some(_)) | Err(_) => fault::unknown(error),
    }
}
