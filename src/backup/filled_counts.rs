//! In how many customers each field has a value: what the next backup is compared with if nobody can read this one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::customer::{flat_fields, is_blank_value};
use crate::export::is_documented_field;

/// The most fields that are counted; the manifest must stay small.
const MOST: usize = 10_000;

/// How many customers have a value in each field. Null, absent, empty and blank are no values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FilledCounts {
    /// By field; custom fields as `customFields.NAME`.
    pub fields: BTreeMap<String, u64>,
    /// The numbers of fields whose names are left out because the backup is encrypted, the largest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unnamed: Vec<u64>,
}

impl FilledCounts {
    /// Counts the values of one more customer.
    pub(super) fn see(&mut self, customer: &Map<String, Value>) {
        for (name, value) in flat_fields(customer) {
            if is_blank_value(value) {
                continue;
            }
            if let Some(count) = self.fields.get_mut(&name) {
                *count += 1;
            } else if self.fields.len() < MOST {
                self.fields.insert(name, 1);
            }
        }
    }

    /// Without the names of the account's own fields, for the unencrypted manifest of an encrypted backup.
    pub(super) fn sealed(&self) -> Self {
        let (known, own): (BTreeMap<_, _>, BTreeMap<_, _>) =
            self.fields.clone().into_iter().partition(|(name, _)| is_documented_field(name));
        let mut unnamed: Vec<u64> = own.into_values().chain(self.unnamed.iter().copied()).collect();
        unnamed.sort_unstable_by(|one, other| other.cmp(one));
        Self { fields: known, unnamed }
    }

    /// How many customers have a value in a field.
    pub(super) fn of(&self, field: &str) -> u64 {
        self.fields.get(field).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_counted_and_own_names_are_left_out_when_sealed() {
        let mut counts = FilledCounts::default();
        for customer in [
            json!({"id": "1", "memo": "x", "customFields": {"a": "1", "b": "2"}, "vip": true}),
            json!({"id": "2", "memo": "", "tags": [], "name": null, "customFields": {"a": "1", "b": " "}}),
        ] {
            counts.see(customer.as_object().unwrap());
        }
        let of = |names: &[&str]| names.iter().map(|name| counts.of(name)).collect::<Vec<_>>();
        assert_eq!(of(&["id", "memo", "name", "tags", "customFields.a"]), [2, 1, 0, 0, 2]);
        let sealed = counts.sealed();
        assert_eq!(sealed.unnamed, [2, 1, 1]);
        assert_eq!(sealed.fields.keys().collect::<Vec<_>>(), ["id", "memo"]);
    }
}
