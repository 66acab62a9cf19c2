//! How the account changes what it stores, in the form in which imports compare customers.

use std::collections::BTreeSet;

use super::account_behavior::AccountBehavior;
use super::aspects::StoredAs;
use super::stored_form::StoredForm;
use crate::customer::{Change, StoredChanges};

/// The customers that a probe reads back.
const READ_BACK: u64 = 2;

impl AccountBehavior {
    /// The changes that can be computed. A field with any other change is left out: nothing may count as equal by
    /// guessing.
    pub fn stored_changes(&self) -> StoredChanges {
        let stores = self.stores.known().into_iter().flatten();
        let changes = stores.filter_map(|(field, form)| Some((field.clone(), computable(form)?))).collect();
        StoredChanges { read_back: READ_BACK, changes, ..StoredChanges::default() }
    }
}

fn computable(form: &StoredForm) -> Option<BTreeSet<Change>> {
    let changes: Option<Vec<&[Change]>> = form.changes.iter().map(|how| of(*how)).collect();
    changes.map(|changes| changes.concat().into_iter().collect::<BTreeSet<_>>()).filter(|all| !all.is_empty())
}

fn of(how: StoredAs) -> Option<&'static [Change]> {
    Some(match how {
        StoredAs::Trim => &[Change::Trimmed],
        StoredAs::Blanks => &[Change::Blanks, Change::Trimmed],
        StoredAs::Lower => &[Change::Lower],
        StoredAs::Upper => &[Change::Upper],
        StoredAs::Title => &[Change::Title],
        StoredAs::Compact => &[Change::Compact],
        StoredAs::Zeros => &[Change::Compact, Change::Zeros],
        StoredAs::Grouped => &[Change::Grouped],
        StoredAs::Digits => &[Change::Digits],
        StoredAs::Day => &[Change::Day],
        StoredAs::Cut => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_changes_that_can_be_computed_are_expected() {
        let stores = json!({
            "email": {"changes": ["trim", "lower"]},
            "phoneNumber": {"changes": ["zeros"]},
            "memo": {"changes": ["cut"], "length": 10},
            "city": {"changes": ["cut", "lower"], "length": 9},
            "name": {"changes": []},
        });
        let mut behavior = AccountBehavior::default();
        behavior.aspects.stores = serde_json::from_value(json!({"found": stores})).unwrap();
        let changes = json!(behavior.stored_changes().changes);
        assert_eq!(changes, json!({"email": ["trimmed", "lower"], "phoneNumber": ["compact", "zeros"]}));
        assert!(AccountBehavior::default().stored_changes().changes.is_empty());
    }
}
