//! Sends one update: read the customer, compare it with the plan, merge, send the complete object.

use serde_json::Value;

use super::abort_reason::AbortReason;
use super::late_protection::{conflicts_in, late_protected, leave_phones};
use super::run_writer::Writer;
use super::write_retry::{RetryState, worth_repeating};
use super::writer_settings::WriterSettings;
use super::{photo_body, write_issues};
use crate::api::{ApiError, Client, CustomerRecord, Delivery, Object};
use crate::customer::{
    StoredChanges, differences, field_value, flat_fields, is_blank_value, leave_out, merged, remove_field,
    with_absent,
};
use crate::failpoint;
use crate::journal::Outcome;
use crate::plan::ProtectedValue;

/// An update as it was planned.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlannedUpdate<'a> {
    pub(super) id: &'a str,
    pub(super) patch: &'a Object,
    pub(super) base: &'a Object,
    /// An earlier process may have sent it.
    pub(super) in_doubt: bool,
}

/// What became of a write.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WriteResult {
    pub(super) outcome: Outcome,
    /// The fields that were filled after the plan was made, and that stay as they are.
    pub(super) protected: Vec<ProtectedValue>,
    /// The planned fields of a written customer that were as wanted before the first attempt: not this run wrote them.
    pub(super) same: Object,
}

impl From<Outcome> for WriteResult {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, protected: Vec::new(), same: Object::new() }
    }
}

/// The attempts at one update.
struct UpdateAttempts<'a> {
    planned: PlannedUpdate<'a>,
    /// The patch without late protected fields, and with null for every field that is to be absent.
    intent: Object,
    /// The fields that were filled after the plan was made, and that stay as they are.
    protected: Vec<ProtectedValue>,
    /// The fields that were as wanted when no attempt could have arrived.
    same: Object,
    retry: RetryState,
    /// The error of the last attempt that may have arrived.
    unanswered: Option<ApiError>,
    /// A server that got an object without some fields may have kept them: now they are sent as null.
    left_out: bool,
}

impl UpdateAttempts<'_> {
    fn may_have_arrived(&self) -> bool {
        self.planned.in_doubt || self.retry.is_in_doubt()
    }

    /// Leaves fields as they are from now on.
    fn protect(&mut self, late: Vec<ProtectedValue>) {
        for late in &late {
            remove_field(&mut self.intent, &late.field);
        }
        self.protected.extend(late);
    }

    /// Notes the fields that somebody else has made as wanted: all of the intent except the `rest` to be written.
    fn note_same(&mut self, rest: &Object) {
        self.same = self.intent.clone();
        flat_fields(rest).iter().for_each(|(field, _)| remove_field(&mut self.same, field));
    }

    /// The outcome of an update of which nothing is left to write.
    fn done(&self) -> Outcome {
        done(self.planned.id, self.may_have_arrived() && !self.intent.is_empty())
    }
}

impl Writer {
    /// Every attempt begins with a read. If the customer is as intended, nothing is sent; if it is as planned, the
    /// update is sent; anything else is a conflict. A change by someone else between the read and the write of one
    /// attempt is not noticed.
    ///
    /// A customer as intended counts as written if an attempt of this run may have done it.
    ///
    /// A field with the policy `if_empty` that was filled after the plan was made is left as it is. A field that is as
    /// wanted before the first attempt was written by somebody else, which the result says.
    ///
    /// A field that `base` has and `patch` leaves out is to be absent: the object is sent without it. If the next read
    /// shows that the server kept it, it is sent as null.
    pub(super) async fn update(
        &self,
        client: &Client,
        planned: PlannedUpdate<'_>,
    ) -> Result<WriteResult, AbortReason> {
        let mut attempts = UpdateAttempts {
            planned,
            intent: with_absent(planned.patch, planned.base),
            retry: RetryState::new(self.settings.backoff),
            unanswered: None,
            left_out: false,
            protected: Vec::new(),
            same: Object::new(),
        };
        let outcome = self.attempt(client, &mut attempts).await?;
        let written = matches!(outcome, Outcome::Written { .. });
        let protects = written || outcome == Outcome::Unchanged;
        let protected = if protects { attempts.protected } else { Vec::new() };
        let same = if written { attempts.same } else { Object::new() };
        Ok(WriteResult { outcome, protected, same })
    }

    async fn attempt(
        &self,
        client: &Client,
        attempts: &mut UpdateAttempts<'_>,
    ) -> Result<Outcome, AbortReason> {
        let planned = attempts.planned;
        let id = planned.id;
        loop {
            let now = match client.detail_with(id, &attempts.intent).await {
                Ok(Some(now)) => now,
                Ok(None) => return Ok(write_issues::gone(id)),
                Err(error) => match self.after_failed_read(attempts, error).await? {
                    Some(outcome) => return Ok(outcome),
                    None => continue,
                },
            };
            failpoint::pass("update-read");
            let mut rest = self.differences(&attempts.intent, &now);
            let WriterSettings { phones, policies, .. } = &self.settings;
            leave_phones(phones, policies, planned.base, &mut rest, &now);
            let sent = attempts.may_have_arrived();
            attempts.protect(late_protected(policies, planned.base, &mut rest, &now, sent));
            if !sent {
                attempts.note_same(&rest);
            }
            if rest.is_empty() {
                return Ok(attempts.done());
            }
            if let Some(outcome) = self.not_to_be_written(planned, &rest, &now) {
                return Ok(outcome);
            }
            if let Some(outcome) = self.send_changes(client, attempts, &now, &rest).await? {
                return Ok(outcome);
            }
        }
    }

    /// The outcome after a failed read; `None` if another attempt follows.
    async fn after_failed_read(
        &self,
        attempts: &mut UpdateAttempts<'_>,
        error: ApiError,
    ) -> Result<Option<Outcome>, AbortReason> {
        if let Some(abort) = attempts.retry.abort_reason(&error) {
            return Err(abort);
        }
        if error.is_unreachable() && attempts.retry.wait_for_retry(&error, self).await? {
            return Ok(None);
        }
        Ok(Some(if attempts.may_have_arrived() {
            write_issues::unknown(attempts.unanswered.as_ref().unwrap_or(&error))
        } else {
            write_issues::failed(&error)
        }))
    }

    /// Sends the customer with its changes; `None` if another attempt follows.
    async fn send_changes(
        &self,
        client: &Client,
        attempts: &mut UpdateAttempts<'_>,
        now: &Object,
        rest: &Object,
    ) -> Result<Option<Outcome>, AbortReason> {
        let id = attempts.planned.id;
        let wanted = if attempts.left_out { &attempts.intent } else { attempts.planned.patch };
        let (whole, lacks) = self.whole(now, rest, wanted);
        let body = match photo_body::body(client, whole).await? {
            Ok(body) => body,
            Err(issue) => return Ok(Some(write_issues::unsent(*issue, attempts.may_have_arrived()))),
        };
        match client.update(id, body).await {
            Ok(()) if lacks => {
                attempts.left_out = true;
                attempts.retry.doubt();
                Ok(None)
            }
            Ok(()) => Ok(Some(done(id, true))),
            Err(error) => self.after_failed_write(client, attempts, error).await,
        }
    }

    /// The outcome after a failed write; `None` if another attempt follows.
    async fn after_failed_write(
        &self,
        client: &Client,
        attempts: &mut UpdateAttempts<'_>,
        error: ApiError,
    ) -> Result<Option<Outcome>, AbortReason> {
        let id = attempts.planned.id;
        if let Some(abort) = attempts.retry.abort_reason(&error) {
            return Err(abort);
        }
        if let Some(outcome) = final_outcome(id, &error) {
            return Ok(Some(outcome));
        }
        attempts.retry.note(&error);
        let again = attempts.retry.wait_for_retry(&error, self).await?;
        if !again && !attempts.may_have_arrived() {
            return Ok(Some(write_issues::failed(&error)));
        }
        if error.delivery() == Delivery::Unknown {
            attempts.unanswered = Some(error.clone());
        }
        if again {
            return Ok(None);
        }
        let error = attempts.unanswered.as_ref().unwrap_or(&error);
        Ok(Some(look_once_more(client, id, &attempts.intent, error).await))
    }

    /// Like [`differences`], without the changes that the help desk makes when it stores values.
    fn differences(&self, wanted: &Object, now: &Object) -> Object {
        self.stored_changes().differences(wanted, now)
    }

    fn stored_changes(&self) -> &StoredChanges {
        self.settings.stored.get().unwrap_or(&self.settings.stored_before)
    }

    /// The outcome for a customer that must stay as it is: its record is damaged, or someone else changed it.
    fn not_to_be_written(
        &self,
        planned: PlannedUpdate<'_>,
        rest: &Object,
        now: &CustomerRecord,
    ) -> Option<Outcome> {
        let PlannedUpdate { id, patch, base, .. } = planned;
        if let Some(fault) = now.fault() {
            return Some(write_issues::malformed(id, fault));
        }
        let changed = conflicts_in(rest, conflicts(patch, base, now, self.stored_changes()));
        (!changed.is_empty()).then(|| write_issues::stale(id, &changed))
    }

    /// The object to send, and whether it leaves out fields that the customer has now. If only the changed fields are
    /// sent, a field that is to be absent becomes null.
    fn whole(&self, now: &Object, rest: &Object, wanted: &Object) -> (Object, bool) {
        let mut whole = merged(now, rest);
        if !self.settings.put_partial {
            let lacks = leave_out(&mut whole, rest, wanted);
            return (whole, lacks);
        }
        // The server probably replaces the custom fields together, so all of them are sent.
        (whole.into_iter().filter(|(name, _)| rest.contains_key(name)).collect(), false)
    }
}

/// The outcome by a read after the last attempt.
async fn look_once_more(client: &Client, id: &str, patch: &Object, error: &ApiError) -> Outcome {
    match client.detail_with(id, patch).await {
        Ok(Some(now)) if differences(patch, &now).is_empty() => done(id, true),
        Ok(None) => write_issues::gone(id),
        // The server may still carry it out later.
        Ok(Some(_)) | Err(_) => write_issues::unknown(error),
    }
}

/// The outcome if nothing is left to write; `sent` means that this run may have written it.
pub(super) fn done(id: &str, sent: bool) -> Outcome {
    if sent { Outcome::Written { id: id.to_owned() } } else { Outcome::Unchanged }
}

/// The outcome if another attempt is pointless after this error.
fn final_outcome(id: &str, error: &ApiError) -> Option<Outcome> {
    match error {
        ApiError::Missing { status, .. } if *status >= 300 => Some(write_issues::gone(id)),
        error if error.delivery() == Delivery::NotDone && !worth_repeating(error) => {
            Some(write_issues::refused(error))
        }
        _ => None,
    }
}

/// The changed fields that now have neither the planned nor the intended value. A blank one that was blank is no
/// conflict, and neither is a planned value in the form in which the help desk stores it.
pub(crate) fn conflicts(patch: &Object, base: &Object, now: &Object, stored: &StoredChanges) -> Vec<String> {
    let from_plan = stored.differences_after_cut(&with_absent(base, patch), now);
    let from_intent = differences(&with_absent(patch, base), now);
    let both = |name: &String| from_intent.contains_key(name) && from_plan.contains_key(name);
    let mut fields: Vec<String> =
        from_plan.keys().filter(|name| *name != "customFields" && both(name)).cloned().collect();
    if let (Some(Value::Object(plan)), Some(Value::Object(intent))) =
        (from_plan.get("customFields"), from_intent.get("customFields"))
    {
        let custom = plan.keys().filter(|name| intent.contains_key(*name));
        fields.extend(custom.map(|name| format!("customFields.{name}")));
    }
    fields.retain(|field| !(is_blank_in(base, field) && is_blank_in(now, field)));
    fields
}

/// True if a field shows nothing.
fn is_blank_in(customer: &Object, field: &str) -> bool {
    field_value(customer, field).is_none_or(is_blank_value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn conflicting(patch: Value, base: Value, now: Value) -> Vec<String> {
        let object = |value: Value| value.as_object().cloned().unwrap();
        conflicts(&object(patch), &object(base), &object(now), &StoredChanges::default())
    }

    #[test]
    fn a_field_with_its_base_or_wanted_value_is_not_a_conflict() {
        let patch = json!({"memo": "new", "city": "Rome", "customFields": {"a": "2"}});
        let base = json!({"memo": "old", "city": null, "customFields": {"a": "1"}});
        let now = json!({"memo": "old", "city": "Rome", "customFields": {"a": "1", "b": "x"}});
        assert!(conflicting(patch.clone(), base.clone(), now).is_empty());
        let now = json!({"memo": "other", "city": "", "customFields": {"a": "9"}});
        assert_eq!(conflicting(patch.clone(), base, now.clone()), ["memo", "customFields.a"]);
        assert_eq!(
            conflicting(patch, json!({"memo": "old"}), now),
            ["memo", "customFields.a"],
            "where it was absent"
        );
        let blank = json!({"memo": " ", "city": "\n", "customFields": {"a": " "}});
        let patch = json!({"memo": "new", "city": "Rome", "customFields": {"a": "2"}});
        assert!(conflicting(patch, json!({"memo": "", "customFields": {}}), blank).is_empty());
    }
}
