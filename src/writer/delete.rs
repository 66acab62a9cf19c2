//! One delete: only of a customer that still is as the plan saw it. It may be repeated.

use super::insert::worth_repeating;
use super::update::Object;
use super::{Halt, Series, Writer, fault};
use crate::customer::differences;
use crate::journal::Outcome;

impl Writer {
    pub(super) async fn delete(&self, id: &str, base: &Object) -> Result<Outcome, Halt> {
        let mut series = Series::new(self.settings.backoff);
        loop {
            let error = match self.delete_once(id, base).await {
                Ok(outcome) => return Ok(outcome),
                Err(error) if error.is_unauthorized() => return Err(Halt::Unauthorized(error)),
                Err(error) => error,
            };
            if !worth_repeating(&error) {
                return Ok(fault::refused(&error));
            }
            if !series.again(&error).await {
                return Ok(fault::failed(&error));
            }
        }
    }

    async fn delete_once(&self, id: &str, base: &Object) -> Result<Outcome, crate::api::ApiError> {
        let Some(now) = self.client.detail(id).await? else { return Ok(Outcome::Unchanged) };
        let changed = differences(base, &now);
        if !changed.is_empty() {
            let fields: Vec<String> = changed.keys().cloned().collect();
            return Ok(fault::stale(id, &fields));
        }
        self.client.delete(id).await?;
        Ok(Outcome::Written { id: id.to_owned() })
    }
}
