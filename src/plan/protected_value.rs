//! A value of a row that its field's policy does not write.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::customer::{HIDDEN, WritePolicy, is_blank_value, is_secret};

/// A field whose wanted value differs from the help desk's, and that stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtectedValue {
    /// `email`, `customFields.segment`.
    pub field: String,
    /// Why it is not written.
    pub policy: WritePolicy,
    /// What the row has; null if it would empty the field.
    pub wanted: Value,
    /// What the help desk has.
    pub current: Value,
}

impl ProtectedValue {
    /// A protected field. Of a secret field only whether it has a value is kept.
    pub fn new(field: String, policy: WritePolicy, wanted: Value, current: Value) -> Self {
        if is_secret(&field) {
            let hidden = |value: Value| if is_blank_value(&value) { Value::Null } else { HIDDEN.into() };
            return Self { field, policy, wanted: hidden(wanted), current: hidden(current) };
        }
        Self { field, policy, wanted, current }
    }

    /// True if the help desk has no value that could be protected.
    pub fn is_left_out(&self) -> bool {
        is_blank_value(&self.current)
    }
}
