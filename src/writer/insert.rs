//! One insert. It is not idempotent: once it may have arrived, it is not sent again.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{AbortReason, RetryState, Writer, photo_body, write_issues};
use crate::api::{ApiError, Client, Delivery, RetryDecision, retry_decision};
use crate::journal::{JournalError, Outcome, PlannedKey};

impl Writer {
    /// A 429 does not prove that nothing was done: before it is sent again, the insert is looked for by its key.
    pub(super) async fn insert(
        &self,
        client: &Client,
        (row, payload): (u64, &str),
        key: Option<&PlannedKey>,
    ) -> Result<Outcome, AbortReason> {
        let marker = self.settings.marker.as_ref().map(|marker| marker.of(row));
        let body = match photo_body::may_have_photo(payload) {
            true => photo_body::body(client, as_sent(payload, marker)?).await?,
            false => Ok(body(payload, marker)?),
        };
        let body = match body {
            Ok(body) => body,
            Err(issue) => return Ok(Outcome::Rejected(*issue)),
        };
        let mut series = RetryState::new(self.settings.backoff);
        loop {
            let error = match client.insert(body.clone()).await {
                Ok(id) => return Ok(Outcome::Written { id }),
                Err(error) => error,
            };
            if error.is_unauthorized() {
                return Err(AbortReason::Unauthorized(error));
            }
            if error.is_stopped() {
                return Err(AbortReason::Stopped);
            }
            match error.delivery() {
                Delivery::Unknown => return Ok(write_issues::unknown(&error)),
                Delivery::NotDone if !worth_repeating(&error) => return Ok(write_issues::refused(&error)),
                Delivery::NotDone if series.wait_for_retry(&error, self).await? => {
                    if matches!(error, ApiError::Throttled { .. }) && self.shows(key).await {
                        return Ok(write_issues::unknown(&error));
                    }
                }
                Delivery::NotDone => return Ok(write_issues::failed(&error)),
            }
        }
    }
}

impl Writer {
    /// True where an insert is there, or nobody can say: then it is settled.
    async fn shows(&self, key: Option<&PlannedKey>) -> bool {
        match (&self.settings.lookup, key) {
            (Some(lookup), Some(key)) => lookup.finds(&key.canonical, &key.values).await.unwrap_or(true),
            _ => false,
        }
    }
}

/// Whether a call that was certainly not done may succeed later.
pub(super) fn worth_repeating(error: &ApiError) -> bool {
    retry_decision(error) == RetryDecision::Retry || matches!(error, ApiError::Token { .. })
}

fn body(payload: &str, marker: Option<(String, String)>) -> Result<Bytes, JournalError> {
    if !payload.contains("null") && marker.is_none() {
        return Ok(Bytes::copy_from_slice(payload.as_bytes()));
    }
    Ok(serde_json::to_vec(&as_sent(payload, marker)?)?.into())
}

/// An insert as it is sent: a new customer has nothing to empty, and may carry a marker.
pub(super) fn as_sent(
    payload: &str,
    marker: Option<(String, String)>,
) -> Result<Map<String, Value>, JournalError> {
    let mut members = serde_json::from_str(payload)?;
    strip_nulls(&mut members);
    if let Some((field, text)) = marker {
        let custom = members.entry("customFields").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(custom) = custom {
            custom.insert(field, Value::String(text));
        }
    }
    Ok(members)
}

/// Takes out the fields and the custom fields that are null. What stands in another object (`account`) is the customer's
/// own, and is sent as it is written.
fn strip_nulls(members: &mut Map<String, Value>) {
    members.retain(|_, member| !member.is_null());
    if let Some(custom) = members.get_mut("customFields").and_then(Value::as_object_mut) {
        custom.retain(|_, field| !field.is_null());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_customer_has_nothing_to_empty() {
        let sent = body(r#"{"name":"null","memo":null,"customFields":{"a":null,"b":"1"}}"#, None).unwrap();
        assert_eq!(sent, r#"{"name":"null","customFields":{"b":"1"}}"#);
        let whole = r#"{"name":"A","account":{"z":null,"in":{"y":null}}}"#;
        assert_eq!(body(whole, None).unwrap(), whole);
    }

    #[test]
    fn a_marker_stands_among_the_custom_fields() {
        let marker = Some(("ref".to_owned(), "run/7".to_owned()));
        let sent = body(r#"{"name":"A"}"#, marker).unwrap();
        assert_eq!(sent, r#"{"name":"A","customFields":{"ref":"run/7"}}"#);
    }
}
