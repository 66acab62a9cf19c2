//! What an update does to each of its fields.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::error::JournalError;
use crate::customer::{
    FieldEffect, WritePolicies, WritePolicy, flat_fields, lost_characters, remove_field, with_absent,
};

type Object = Map<String, Value>;

/// A field of an update.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedValue<'a> {
    /// Its name; custom fields are named `customFields.NAME`.
    pub field: String,
    /// What the update does to it.
    pub effect: FieldEffect,
    /// The value before, if there was one.
    pub before: Option<&'a Value>,
    /// The value after.
    pub after: &'a Value,
}

/// What an update wants, and the values before, without the fields that it left alone. An undo wants every field of its
/// base values: those that it does not name become empty.
pub(super) fn wanted_and_base(
    patch: &str,
    base: &str,
    left_alone: &[String],
) -> Result<(Object, Object), JournalError> {
    let patch: Object = serde_json::from_str(patch)?;
    let mut base: Object = serde_json::from_str(base)?;
    let mut wanted = with_absent(&patch, &base);
    for field in left_alone {
        remove_field(&mut wanted, field);
        remove_field(&mut base, field);
    }
    Ok((wanted, base))
}

/// The fields that an update writes. `base` has their values before.
pub(super) fn changed_values<'a>(
    wanted: &'a Object,
    base: &'a Object,
    policies: &WritePolicies,
) -> Vec<ChangedValue<'a>> {
    let had: BTreeMap<String, &Value> = flat_fields(base).into_iter().collect();
    let value = |(field, after): (String, &'a Value)| {
        let before = had.get(&field).copied();
        let effect = FieldEffect::of(&field, before, after)?;
        // An append keeps what is there.
        let is_append = effect == FieldEffect::Replaced && policies.of(&field) == WritePolicy::Append;
        let effect = if is_append { FieldEffect::AddedTo } else { effect };
        Some(ChangedValue { field, effect, before, after })
    };
    flat_fields(wanted).into_iter().filter_map(value).collect()
}

impl ChangedValue<'_> {
    /// The number of characters of the old value that are gone.
    pub fn lost_characters(&self) -> u64 {
        if self.effect.loses() { lost_characters(&self.field, self.before, self.after) } else { 0 }
    }
}
