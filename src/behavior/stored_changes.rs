//! How the account changes what it stores, in the form in which imports compare customers.

use std::collections::BTreeSet;

use super::account_behavior::AccountBehavior;
use super::aspects::StoredAs;
use super::stored_form::StoredForm;
use crate::customer::{Change, CutTexts, StoredChanges};

/// The customers that a probe reads back.
const READ_BACK: u64 = 2;

impl AccountBehavior {
    /// The changes that can be computed, and the cuts. A field with no known change is left out: nothing may count as
    /// equal by guessing.
    pub fn stored_changes(&self) -> StoredChanges {
        let stores = || self.stores.known().into_iter().flatten();
        let changes = stores().map(|(field, form)| (field.clone(), changes_of(form)));
        let cut =
            stores().filter_map(|(field, form)| Some((field.clone(), usize::try_from(form.length?).ok()?)));
        StoredChanges {
            read_back: READ_BACK,
            changes: changes.filter(|(_, changes)| !changes.is_empty()).collect(),
            cut: CutTexts::after(cut),
            ..StoredChanges::default()
        }
    }
}

fn changes_of(form: &StoredForm) -> BTreeSet<Change> {
    form.changes.iter().flat_map(|how| of(*how)).copied().collect()
}

fn of(how: StoredAs) -> &'static [Change] {
    match how {
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
        StoredAs::Cut => &[],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changes_and_cuts_are_expected() {
        let stores = json!({
            "email": {"changes": ["trim", "lower"]},
            "phoneNumber": {"changes": ["zeros"]},
            "memo": {"changes": ["cut"], "length": 10},
            "city": {"changes": ["cut", "lower"], "length": 9},
            "name": {"changes": []},
        });
        let mut behavior = AccountBehavior::default();
        behavior.aspects.stores = serde_json::from_value(json!({"found": stores})).unwrap();
        let stored = behavior.stored_changes();
        let changes =
            json!({"email": ["trimmed", "lower"], "phoneNumber": ["compact", "zeros"], "city": ["lower"]});
        assert_eq!((json!(stored.changes), json!(stored.cut)), (changes, json!({"memo": 10, "city": 9})));
        assert!(AccountBehavior::default().stored_changes().changes.is_empty());
    }
}
