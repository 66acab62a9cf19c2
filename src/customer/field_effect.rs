//! What an update does to a field, and how much text it loses.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::diff::is_empty_value;
use super::field::{PHOTO, is_secret};
use super::table_cell;
use super::table_column::CustomerColumn;

/// What an update does to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldEffect {
    /// The help desk had no value.
    Filled,
    /// The help desk had another value.
    Replaced,
    /// The help desk had a value, and has none afterwards.
    Emptied,
}

impl FieldEffect {
    /// The effect of writing `after` over `before`; `None` if both are empty.
    pub fn of(before: Option<&Value>, after: &Value) -> Option<Self> {
        match (before.is_none_or(is_empty_value), is_empty_value(after)) {
            (true, true) => None,
            (true, false) => Some(Self::Filled),
            (false, true) => Some(Self::Emptied),
            (false, false) => Some(Self::Replaced),
        }
    }
}

/// The number of characters of the old value that are gone: all, without those that the new value shares with it at
/// its beginning and its end. So an added text loses nothing. The length of a secret value is not told.
pub fn lost_characters(field: &str, before: Option<&Value>, after: &Value) -> u64 {
    let Some(before) = before.filter(|before| !is_empty_value(before) && !is_secret(field)) else { return 0 };
    if field == PHOTO.name {
        return PHOTO_LOSS;
    }
    let column = CustomerColumn::named(field);
    let text = |value| table_cell::written(&column, value).text;
    lost(&text(before), &if is_empty_value(after) { Cow::Borrowed("") } else { text(after) })
}

/// A photo has no text. Losing one counts as much as losing a long note.
const PHOTO_LOSS: u64 = 500;

fn lost(before: &str, after: &str) -> u64 {
    let length = before.chars().count();
    let same = |(one, other): &(char, char)| one == other;
    let start = before.chars().zip(after.chars()).take_while(same).count();
    let rest = length.min(after.chars().count()) - start;
    let end = before.chars().rev().zip(after.chars().rev()).take(rest).take_while(same).count();
    (length - start - end) as u64
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[test]
    fn null_absent_and_empty_are_the_same() {
        let of = |before: Option<Value>, after: Value| FieldEffect::of(before.as_ref(), &after);
        assert_eq!(of(None, json!("x")), Some(FieldEffect::Filled));
        assert_eq!(of(Some(json!("")), json!("x")), Some(FieldEffect::Filled));
        assert_eq!(of(Some(json!("y")), json!("x")), Some(FieldEffect::Replaced));
        assert_eq!(of(Some(json!(false)), json!(true)), Some(FieldEffect::Replaced));
        assert_eq!(of(Some(json!(["a"])), json!([])), Some(FieldEffect::Emptied));
        assert_eq!(of(Some(json!({})), Value::Null), None);
    }

    #[rstest]
    #[case("", "x", 0)]
    #[case("Via Roma 1", "Via Roma 12", 0)]
    #[case("a note", "an old note", 0)]
    #[case("a long memo of thirty letters!", "short", 30)]
    #[case("Rome", "Roma", 1)]
    #[case("aa", "a", 1)]
    #[case("città", "", 5)]
    fn what_the_new_value_keeps_is_not_lost(#[case] before: &str, #[case] after: &str, #[case] gone: u64) {
        assert_eq!(lost_characters("memo", Some(&json!(before)), &json!(after)), gone);
    }

    #[test]
    fn a_secret_tells_no_length() {
        assert_eq!(lost_characters("account", Some(&json!({"id": "7"})), &Value::Null), 0);
    }
}
