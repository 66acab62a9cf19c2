//! One delete: only of a customer that still is as the plan saw it. It may be repeated.

use super::insert::worth_repeating;
use super::update::Object;
use super::{Halt, Series, Writer, fault};
use crate::api::{ApiError, Client, Fate};
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
        mut doubt: bool,
    ) -> Result<Outcome, Halt> {
        let mut series = Series::new(self.settings.backoff);
        loop {
            let error = match delete_once(client, id, base).await {
                Ok(Outcome::Unchanged) if doubt => return Ok(Outcome::Written { id: id.to_owned() }),
                Ok(outcome) => return Ok(outcome),
                Err(error) if error.is_unauthorized() => return Err(Halt::Unauthorized(error)),
                Err(error) => error,
            };
            doubt |= error.fate() == Fate::Unknown;
            if !worth_repeating(&error) {
                return Ok(fault::refused(&error));
            }
            if !series.again(&error, self).await? {
                return Ok(fault::failed(&error));
            }
        }
    }
}

async fn delete_once(client: &Client, id: &str, base: &Object) -> Result<Outcome, ApiError> {
    let Some(now) = client.detail(id).await? else { return Ok(Outcome::Unchanged) };
    let changed = differences(base, &now);
    if !changed.is_empty() {
        let fields: Vec<String> = changed.keys().cloned().collect();
        return Ok(fault::stale(id, &fields));
    }
    client.delete(id).await?;
    Ok(Outcome::Written { id: id.to_owned() })
}
