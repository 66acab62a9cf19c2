//! Sends one insert. It is not idempotent, so it is not sent again once it may have arrived.

use bytes::Bytes;
use serde_json::Value;

use super::abort_reason::AbortReason;
use super::run_writer::Writer;
use super::write_retry::{RetryState, worth_repeating};
use super::{photo_body, write_issues};
use crate::api::{ApiError, Client, Delivery, Object};
use crate::journal::{JournalError, Outcome, PlannedKey};

/// A row that is to be inserted.
#[derive(Debug, Clone, Copy)]
pub(super) struct InsertRow<'a> {
    pub(super) row: u64,
    /// The customer as JSON.
    pub(super) payload: &'a str,
    /// The key by which it is looked up.
    pub(super) key: Option<&'a PlannedKey>,
}

impl Writer {
    /// Sends an insert, again only if it was certainly not carried out. A 429 does not prove that, so the customer is
    /// looked up by its key first.
    pub(super) async fn insert(
        &self,
        client: &Client,
        InsertRow { row, payload, key }: InsertRow<'_>,
    ) -> Result<Outcome, AbortReason> {
        let marker = self.settings.marker.as_ref().map(|marker| marker.of(row));
        let body = if photo_body::may_have_photo(payload) {
            photo_body::body(client, as_sent(payload, marker)?).await?
        } else {
            Ok(body(payload, marker)?)
        };
        let body = match body {
            Ok(body) => body,
            Err(issue) => return Ok(Outcome::Rejected(*issue)),
        };
        let mut retry = RetryState::new(self.settings.backoff);
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
                Delivery::NotDone if retry.wait_for_retry(&error, self).await? => {
                    if matches!(error, ApiError::Throttled { .. }) && self.shows(key).await {
                        return Ok(write_issues::unknown(&error));
                    }
                }
                Delivery::NotDone => return Ok(write_issues::failed(&error)),
            }
        }
    }

    /// True if the customer of an insert is found, or the lookup fails: then the insert is in doubt.
    async fn shows(&self, key: Option<&PlannedKey>) -> bool {
        match (&self.settings.lookup, key) {
            (Some(lookup), Some(key)) => lookup.finds(&key.canonical, &key.values).await.unwrap_or(true),
            _ => false,
        }
    }
}

fn body(payload: &str, marker: Option<(String, String)>) -> Result<Bytes, JournalError> {
    if !payload.contains("null") && marker.is_none() {
        return Ok(Bytes::copy_from_slice(payload.as_bytes()));
    }
    Ok(serde_json::to_vec(&as_sent(payload, marker)?)?.into())
}

/// An insert as it is sent: without nulls, as a new customer has nothing to empty, and with the marker if there is one.
pub(super) fn as_sent(payload: &str, marker: Option<(String, String)>) -> Result<Object, JournalError> {
    let mut members = serde_json::from_str(payload)?;
    strip_nulls(&mut members);
    if let Some((field, text)) = marker {
        let custom = members.entry("customFields").or_insert_with(|| Value::Object(Object::new()));
        if let Value::Object(custom) = custom {
            custom.insert(field, Value::String(text));
        }
    }
    Ok(members)
}

/// Removes the fields and custom fields that are null. Other objects (`account`) are sent unchanged.
fn strip_nulls(members: &mut Object) {
    members.retain(|_, member| !member.is_null());
    if let Some(custom) = members.get_mut("customFields").and_then(Value::as_object_mut) {
        custom.retain(|_, field| !field.is_null());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_fields_are_left_out_of_an_insert() {
        let sent = body(r#"{"name":"null","memo":null,"customFields":{"a":null,"b":"1"}}"#, None).unwrap();
        assert_eq!(sent, r#"{"name":"null","customFields":{"b":"1"}}"#);
        let whole = r#"{"name":"A","account":{"z":null,"in":{"y":null}}}"#;
        assert_eq!(body(whole, None).unwrap(), whole);
    }

    #[test]
    fn a_marker_is_added_to_the_custom_fields() {
        let marker = Some(("ref".to_owned(), "run/7".to_owned()));
        let sent = body(r#"{"name":"A"}"#, marker).unwrap();
        assert_eq!(sent, r#"{"name":"A","customFields":{"ref":"run/7"}}"#);
    }
}
