//! One insert. It is not idempotent: once it may have arrived, it is not sent again.

use bytes::Bytes;
use serde_json::Value;

use super::{Halt, Series, Writer, fault};
use crate::api::{ApiError, Client, Fate, Verdict, verdict};
use crate::journal::{JournalError, Outcome};

impl Writer {
    pub(super) async fn insert(&self, client: &Client, payload: &str) -> Result<Outcome, Halt> {
        let body = body(payload)?;
        let mut series = Series::new(self.settings.backoff);
        loop {
            let error = match client.insert(body.clone()).await {
                Ok(id) => return Ok(Outcome::Written { id }),
                Err(error) => error,
            };
            if error.is_unauthorized() {
                return Err(Halt::Unauthorized(error));
            }
            match error.fate() {
                Fate::Unknown => return Ok(fault::unknown(&error)),
                Fate::NotDone if !worth_repeating(&error) => return Ok(fault::refused(&error)),
                Fate::NotDone if series.again(&error).await => {}
                Fate::NotDone => return Ok(fault::failed(&error)),
            }
        }
    }
}

/// Whether a call that was certainly not done may succeed later.
pub(super) fn worth_repeating(error: &ApiError) -> bool {
    verdict(error) == Verdict::Retry || matches!(error, ApiError::Token { .. })
}

/// What is sent: a new customer has nothing to empty.
fn body(payload: &str) -> Result<Bytes, JournalError> {
    if !payload.contains("null") {
        return Ok(Bytes::copy_from_slice(payload.as_bytes()));
    }
    let mut value: Value = serde_json::from_str(payload)?;
    strip_nulls(&mut value);
    Ok(serde_json::to_vec(&value)?.into())
}

fn strip_nulls(value: &mut Value) {
    if let Value::Object(members) = value {
        members.retain(|_, member| !member.is_null());
        members.values_mut().for_each(strip_nulls);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_customer_has_nothing_to_empty() {
        let sent = body(r#"{"name":"null","memo":null,"customFields":{"a":null,"b":"1"}}"#).unwrap();
        assert_eq!(sent, r#"{"name":"null","customFields":{"b":"1"}}"#);
    }
}
