//! Which ways to change a value would show in the customers that were written so far.

use std::collections::{BTreeMap, HashMap};

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::customer::{Change, PHOTO, TextLook};
use crate::lookup::CUSTOM;

type Object = Map<String, Value>;

/// For each field, a bit for each change that a value of it would show. A custom field is `customFields.NAME`.
#[derive(Debug, Default)]
pub(super) struct ShownChanges {
    fields: HashMap<String, u32>,
}

impl ShownChanges {
    /// Adds the changes that would alter a value of the customer; true if one is new.
    pub(super) fn add(&mut self, sent: &Object) -> bool {
        let custom = sent.get(CUSTOM).and_then(Value::as_object).into_iter().flatten();
        let custom = custom.map(|(name, value)| (format!("{CUSTOM}.{name}"), value));
        let plain =
            sent.iter().filter(|(name, _)| *name != CUSTOM).map(|(name, value)| (name.clone(), value));
        let mut is_new = false;
        for (field, value) in plain.chain(custom) {
            let shown = self.fields.entry(field).or_default();
            let before = *shown;
            *shown |= further(before, |change| change.is_shown_by(value)).fold(0, |bits, bit| bits | bit);
            is_new |= *shown != before;
        }
        is_new
    }

    /// False if [`Self::add`] would surely add nothing for this insert.
    pub(super) fn may_grow_by(&self, payload: &str) -> bool {
        let Ok(members) = serde_json::from_str::<BTreeMap<&str, &RawValue>>(payload) else { return true };
        members.into_iter().filter(|(name, _)| *name != PHOTO.name).any(|(name, value)| {
            if name != CUSTOM || !value.get().starts_with('{') {
                return self.may_grow_by_value(name, value.get());
            }
            let Ok(custom) = serde_json::from_str::<BTreeMap<&str, &RawValue>>(value.get()) else {
                return true;
            };
            custom
                .into_iter()
                .any(|(name, value)| self.may_grow_by_value(&format!("{CUSTOM}.{name}"), value.get()))
        })
    }

    fn may_grow_by_value(&self, field: &str, json: &str) -> bool {
        let shown = self.fields.get(field).copied().unwrap_or_default();
        let text = json.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        match text {
            Some(text) if !text.contains('\\') => {
                let look = TextLook::of(text);
                let is_shown = |change: Change| look.may_show(change) && change.is_shown_by_text(text);
                further(shown, is_shown).next().is_some()
            }
            _ if matches!(json, "null" | "true" | "false") => false,
            _ => serde_json::from_str::<Value>(json)
                .is_ok_and(|value| further(shown, |change| change.is_shown_by(&value)).next().is_some()),
        }
    }
}

/// The bits of further changes for which `is_shown` is true.
fn further(shown: u32, is_shown: impl Fn(Change) -> bool) -> impl Iterator<Item = u32> {
    let bits = Change::ALL.into_iter().enumerate().map(|(at, change)| (1 << at, change));
    bits.filter(move |(bit, change)| shown & bit == 0 && is_shown(*change)).map(|(bit, _)| bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_shows_something_new_is_added() {
        let mut shown = ShownChanges::default();
        let mut adds = |payload: &str| {
            let expected = shown.may_grow_by(payload);
            let is_new = shown.add(&serde_json::from_str(payload).unwrap());
            assert!(expected || !is_new, "{payload}");
            (expected, is_new)
        };
        let new = (true, true);
        assert_eq!(adds(r#"{"name":"Ada","customFields":{"a":"x"},"n":1}"#), new);
        assert_eq!(adds(r#"{"name":"Bob","customFields":{"a":"y"},"n":86400000,"x":null}"#), (false, false));
        assert_eq!(adds(r#"{"name":"Bob ","customFields":{"a":"y"}}"#), new, "a blank at the end");
        assert_eq!(adds(r#"{"name":"Bob","customFields":{"a":"y "}}"#), new, "a custom field");
        assert_eq!(adds(r#"{"name":"Bob","n":86400001}"#), (false, false), "1 was no full day, either");
        assert_eq!(adds(r#"{"name":"B\u00e9b"}"#), new, "an escaped letter");
        assert_eq!(adds(r#"{"name":"C\u00e9c"}"#), (false, false));
        assert_eq!(adds(r#"{"n\u0061me":"Ada"}"#), (true, false), "an escaped name is parsed");
    }
}
