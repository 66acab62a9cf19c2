//! A value as it was sent, and as the help desk stores it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::change::{Change, made, start_of_day};
use super::diff::{differences, is_empty_value};
use super::field::{PHOTO, is_secret};
use super::flat_fields::field_value;
use super::same_number::same_number;

type Object = Map<String, Value>;

/// The field with the custom fields.
pub(super) const CUSTOM: &str = "customFields";

/// A field that came back in another form than it was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedFields {
    /// `email`, `customFields.segment`.
    pub field: String,
    /// As it was sent.
    pub sent: Value,
    /// As it came back; null if it did not.
    pub stored: Value,
    /// How it was changed; `None` if no known changes explain it.
    pub changes: Option<BTreeSet<Change>>,
}

/// The fields that came back different from what was sent.
pub fn changed_fields(sent: &Object, stored: &Object) -> Vec<ChangedFields> {
    let rest = differences(sent, stored);
    let changed = flat(&rest).filter(|(field, _)| field != PHOTO.name && !is_secret(field));
    let changed = changed.map(|(field, want)| {
        let stored = get(stored, &field).cloned().unwrap_or_default();
        let changes = changes_between(want, &stored).or_else(|| vanished(&field, want, &stored));
        ChangedFields { field, sent: want.clone(), stored, changes }
    });
    changed.collect()
}

/// True if these changes make exactly the stored value of the sent one.
pub(super) fn is_stored_form(sent: &Value, stored: &Value, changes: &BTreeSet<Change>) -> bool {
    match (sent, stored) {
        (Value::Number(sent), Value::Number(stored)) => {
            changes.contains(&Change::Day) && start_of_day(sent).is_some_and(|day| same_number(&day, stored))
        }
        (_, Value::Null) => text(sent).is_some_and(|sent| made(sent, changes).is_empty()),
        _ => text(sent).zip(text(stored)).is_some_and(|(sent, stored)| made(sent, changes) == stored),
    }
}

/// The fields of phone numbers, in which a help desk may keep nothing but digits.
pub(crate) const PHONES: [&str; 3] = ["phoneNumber", "mobileNumber", "faxNumber"];

/// The change that leaves nothing of a phone number without digits, such as `ask at the desk`.
fn vanished(field: &str, sent: &Value, stored: &Value) -> Option<BTreeSet<Change>> {
    let left = Change::SignedDigits.apply(text(sent)?);
    let is_explained = PHONES.contains(&field) && is_empty_value(stored) && left.is_empty();
    is_explained.then(|| BTreeSet::from([Change::SignedDigits]))
}

/// The fewest changes that make the stored value of the sent one; `None` if no known changes do.
pub(super) fn changes_between(sent: &Value, stored: &Value) -> Option<BTreeSet<Change>> {
    match (sent, stored) {
        (Value::Number(sent), Value::Number(stored)) => {
            let day = start_of_day(sent).filter(|day| same_number(day, stored) && !same_number(day, sent));
            day.map(|_| BTreeSet::from([Change::Day]))
        }
        _ => text(sent).zip(text(stored)).and_then(|(sent, stored)| Change::between(sent, stored)),
    }
}

pub(super) fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Object(company) => company.get("name").and_then(Value::as_str),
        _ => None,
    }
}

/// The value of a field such as `customFields.segment`; `None` if it is empty.
pub(super) fn get<'a>(customer: &'a Object, field: &str) -> Option<&'a Value> {
    field_value(customer, field).filter(|value| !is_empty_value(value))
}

/// All fields with a value; each custom field counts as a field.
pub(super) fn flat(customer: &Object) -> impl Iterator<Item = (String, &Value)> {
    let custom = customer.get(CUSTOM).and_then(Value::as_object).into_iter().flatten();
    let custom = custom.map(|(name, value)| (format!("{CUSTOM}.{name}"), value));
    let known = customer.iter().filter(|(name, value)| *name != CUSTOM || !value.is_object());
    known.map(|(name, value)| (name.clone(), value)).chain(custom).filter(|(_, value)| !is_empty_value(value))
}

/// The number of fields with a value; each custom field counts.
pub fn field_count(customer: &Object) -> usize {
    flat(customer).count()
}
