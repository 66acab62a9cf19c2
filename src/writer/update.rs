//! One update: read, compare with the plan, merge, send the whole object.

use serde_json::{Map, Value};

use super::insert::worth_repeating;
use super::{AbortReason, RetryState, Writer, photo_body, write_issues};
use crate::api::{ApiError, Client, CustomerRecord, Delivery};
use crate::customer::{differences, leave_out, merged, with_absent};
use crate::journal::Outcome;

pub(super) type Object = Map<String, Value>;

impl Writer {
    /// Every attempt begins with a read: what is as intended is done, what is as planned is sent again, anything
    /// else is a conflict. What is as intended counts as written where an attempt of this run may have done it:
    /// one of this series, or, with `doubt`, one of an earlier process. A change by somebody else between the read and
    /// the write of one attempt is not seen.
    ///
    /// A field that `patch` leaves out, and `base` has, is to be absent: it is left out of the object that is sent. A
    /// server that keeps what is left out shows so when it is read once more, and is then sent null.
    pub(super) async fn update(
        &self,
        client: &Client,
        id: &str,
        patch: &Object,
        base: &Object,
        doubt: bool,
    ) -> Result<Outcome, AbortReason> {
        let intent = with_absent(patch, base);
        let mut series = RetryState::new(self.settings.backoff);
        let mut sent = None;
        let mut left_out = false;
        loop {
            let now = match client.detail_with(id, &intent).await {
                Ok(Some(now)) => now,
                Ok(None) => return Ok(write_issues::gone(id)),
                Err(error) if let Some(halt) = series.halt(&error) => return Err(halt),
                Err(error) if error.is_unreachable() && series.wait_for_retry(&error, self).await? => {
                    continue;
                }
                Err(error) if doubt || series.is_in_doubt() => {
                    return Ok(write_issues::unknown(sent.as_ref().unwrap_or(&error)));
                }
                Err(error) => return Ok(write_issues::failed(&error)),
            };
            let rest = self.differences(&intent, &now);
            if rest.is_empty() {
                return Ok(done(id, doubt || series.is_in_doubt()));
            }
            if let Some(outcome) = not_to_be_written(id, (patch, base), &rest, &now) {
                return Ok(outcome);
            }
            let (whole, lacks) = self.whole(&now, &rest, if left_out { &intent } else { patch });
            let body = match photo_body::body(client, whole).await? {
                Ok(body) => body,
                Err(issue) => return Ok(write_issues::unsent(*issue, doubt || series.is_in_doubt())),
            };
            let error = match client.update(id, body).await {
                Ok(()) if lacks => {
                    left_out = true;
                    series.doubt();
                    continue;
                }
                Ok(()) => return Ok(done(id, true)),
                Err(error) if let Some(halt) = series.halt(&error) => return Err(halt),
                Err(error) => error,
            };
            if let Some(outcome) = ended(id, &error) {
                return Ok(outcome);
            }
            series.note(&error);
            let again = series.wait_for_retry(&error, self).await?;
            if !again && !doubt && !series.is_in_doubt() {
                return Ok(write_issues::failed(&error));
            }
            sent = Some(error.clone()).filter(|error| error.delivery() == Delivery::Unknown).or(sent);
            if !again {
                return Ok(look_once_more(client, id, &intent, sent.as_ref().unwrap_or(&error)).await);
            }
        }
    }

    /// As [`differences`], without what the help desk makes of values by itself.
    fn differences(&self, wanted: &Object, now: &Object) -> Object {
        match self.settings.stored.get() {
            Some(stored) => stored.differences(wanted, now),
            None => differences(wanted, now),
        }
    }

    /// What is sent, and whether fields are left out of it that are there now. The changed fields alone can't say that
    /// one is to be absent: there it becomes null.
    fn whole(&self, now: &Object, rest: &Object, wanted: &Object) -> (Object, bool) {
        let mut whole = merged(now, rest);
        if !self.settings.put_partial {
            let lacks = leave_out(&mut whole, rest, wanted);
            return (whole, lacks);
        }
        // Custom fields are probably replaced as a whole, so all of them go along.
        (whole.into_iter().filter(|(name, _)| rest.contains_key(name)).collect(), false)
    }
}

/// The outcome where a customer must be left as it is: it can't be read whole, or somebody else changed it.
fn not_to_be_written(
    id: &str,
    (patch, base): (&Object, &Object),
    rest: &Object,
    now: &CustomerRecord,
) -> Option<Outcome> {
    if let Some(fault) = now.fault() {
        return Some(write_issues::malformed(id, fault));
    }
    let mut changed = conflicts(patch, base, now);
    changed.retain(|field| rest.contains_key(field.split('.').next().unwrap_or(field)));
    (!changed.is_empty()).then(|| write_issues::stale(id, &changed))
}

/// After the last attempt: what the server holds tells what became of it.
async fn look_once_more(client: &Client, id: &str, patch: &Object, error: &ApiError) -> Outcome {
    match client.detail_with(id, patch).await {
        Ok(Some(now)) if differences(patch, &now).is_empty() => done(id, true),
        Ok(None) => write_issues::gone(id),
        // One look does not prove that it will not be done late.
        Ok(Some(_)) | Err(_) => write_issues::unknown(error),
    }
}

/// Nothing is left to write; with `sent` this run may have written it.
pub(super) fn done(id: &str, sent: bool) -> Outcome {
    if sent { Outcome::Written { id: id.to_owned() } } else { Outcome::Unchanged }
}

/// The outcome, if this error leaves nothing to try.
fn ended(id: &str, error: &ApiError) -> Option<Outcome> {
    match error {
        ApiError::Missing { status, .. } if *status >= 300 => Some(write_issues::gone(id)),
        error if error.delivery() == Delivery::NotDone && !worth_repeating(error) => {
            Some(write_issues::refused(error))
        }
        _ => None,
    }
}

/// The fields of the patch that are neither as planned nor as intended.
pub(crate) fn conflicts(patch: &Object, base: &Object, now: &Object) -> Vec<String> {
    let from_plan = differences(&with_absent(base, patch), now);
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
    fields
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn conflicting(patch: Value, base: Value, now: Value) -> Vec<String> {
        let object = |value: Value| value.as_object().cloned().unwrap();
        conflicts(&object(patch), &object(base), &object(now))
    }

    #[test]
    fn a_field_as_planned_or_as_intended_is_no_conflict() {
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
    }
}
