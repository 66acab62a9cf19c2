//! What an update does to a field, and how much text it loses.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::diff::is_blank_value;
use super::field::{FieldKind, PHOTO, is_secret};
use super::grown_text::has_grown;
use super::table_cell;
use super::table_column::CustomerColumn;

/// What an update does to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldEffect {
    /// The help desk had no value.
    Filled,
    /// The help desk had a value, which the new one holds whole.
    #[serde(rename = "added_to")]
    AddedTo,
    /// The help desk had another value.
    Replaced,
    /// The help desk had a value, and has none afterwards.
    Emptied,
}

impl FieldEffect {
    /// The effect of writing `after` over `before`; `None` if both are empty. Blank texts are empty.
    pub fn of(field: &str, before: Option<&Value>, after: &Value) -> Option<Self> {
        Some(match (before.filter(|before| !is_blank_value(before)), is_blank_value(after)) {
            (None, true) => return None,
            (None, false) => Self::Filled,
            (Some(_), true) => Self::Emptied,
            (Some(before), false) if is_added_to(field, before, after) => Self::AddedTo,
            (Some(_), false) => Self::Replaced,
        })
    }

    /// True if a value of the help desk is gone afterwards, or a part of it.
    pub fn loses(self) -> bool {
        matches!(self, Self::Replaced | Self::Emptied)
    }
}

/// Text fields with one value. So has a custom field, as far as anybody knows. All other texts can have several.
const SINGLE: [&str; 11] = [
    "phoneNumber",
    "faxNumber",
    "mobileNumber",
    "city",
    "province",
    "postalNumber",
    "skypeAddress",
    "msnAddress",
    "gtalkAddress",
    "registrationChannel",
    "insertByAgentId",
];

/// True if the new value holds the old one whole: a text that got longer, tags that only got more.
fn is_added_to(field: &str, before: &Value, after: &Value) -> bool {
    if is_secret(field) {
        return false;
    }
    let column = CustomerColumn::named(field);
    let text = |value| table_cell::written(&column, value).text;
    match (column.field().map(|field| field.kind), before, after) {
        (Some(FieldKind::Tags), Value::Array(before), Value::Array(after)) => {
            before.len() < after.len() && before.iter().all(|tag| after.contains(tag))
        }
        (Some(FieldKind::Text) | None, Value::String(_) | Value::Object(_), Value::String(_)) => {
            let single = SINGLE.contains(&field) || field.starts_with("customFields.");
            has_grown(&text(before), &text(after), single)
        }
        _ => false,
    }
}

/// The number of characters of the old value that are gone: none if the new value holds it whole, otherwise all without
/// those that the new value shares with it at its beginning and its end. Of tags, those that are missing. The length of
/// a secret value is not told.
pub fn lost_characters(field: &str, before: Option<&Value>, after: &Value) -> u64 {
    let Some(before) = before.filter(|before| !is_blank_value(before) && !is_secret(field)) else { return 0 };
    if field == PHOTO.name {
        return PHOTO_LOSS;
    }
    if is_added_to(field, before, after) {
        return 0;
    }
    if let (Value::Array(before), Value::Array(after)) = (before, after) {
        let gone = before.iter().filter(|tag| !after.contains(tag));
        return gone.map(|tag| tag.as_str().map_or(1, |tag| tag.chars().count() as u64)).sum();
    }
    let column = CustomerColumn::named(field);
    let text = |value| table_cell::written(&column, value).text;
    lost(&text(before), &if is_blank_value(after) { Cow::Borrowed("") } else { text(after) })
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
        let of = |before: Option<Value>, after: Value| FieldEffect::of("x", before.as_ref(), &after);
        assert_eq!(of(None, json!("x")), Some(FieldEffect::Filled));
        assert_eq!(of(Some(json!("")), json!("x")), Some(FieldEffect::Filled));
        assert_eq!(of(Some(json!("y")), json!("x")), Some(FieldEffect::Replaced));
        assert_eq!(of(Some(json!(false)), json!(true)), Some(FieldEffect::Replaced));
        assert_eq!(of(Some(json!(["a"])), json!([])), Some(FieldEffect::Emptied));
        assert_eq!(of(Some(json!({})), Value::Null), None);
        assert_eq!(of(Some(json!(" ")), json!("x")), Some(FieldEffect::Filled));
        assert_eq!(of(Some(json!([" "])), json!(["x"])), Some(FieldEffect::Filled));
        assert_eq!(of(Some(json!("y")), json!(" ")), Some(FieldEffect::Emptied));
    }

    #[rstest]
    #[case("memo", json!("old"), json!("old\nnew"), true)]
    #[case("customFields.notes", json!("old"), json!("older; old"), true)]
    #[case("customFields.notes", json!("old"), json!("older"), false)]
    #[case("customFields.level", json!("Gold"), json!("Gold Plus"), false)]
    #[case("customFields.level", json!("10"), json!("-10"), false)]
    #[case("memo", json!("10"), json!("-10"), false)]
    #[case("memo", json!("10"), json!("10 kg"), false)]
    #[case("memo", json!("10"), json!("10\n20"), true)]
    #[case("address", json!("Via Roma 1"), json!("Via Roma 1/B"), false)]
    #[case("name", json!("Jean"), json!("Jean-Pierre"), false)]
    #[case("memo", json!("pays 10"), json!("pays 10%"), false)]
    #[case("memo", json!("10 days"), json!("-10 days"), false)]
    #[case("memo", json!("knows C"), json!("knows C#"), false)]
    #[case("memo", json!("a note"), json!("- a note\n- another"), true)]
    #[case("city", json!("York"), json!("New York"), false)]
    #[case("company", json!({"name": "Acme"}), json!("Acme Italia"), true)]
    #[case("company", json!({"id": 5}), json!("Acme 5"), false)]
    #[case("tags", json!(["a", "b"]), json!(["b", "c", "a"]), true)]
    #[case("tags", json!(["a", "b"]), json!(["b", "a"]), false)]
    #[case("tags", json!(["a", "b"]), json!(["b", "c", "d"]), false)]
    #[case("email", json!("ada@x.org"), json!("ada@x.org, b@x.org"), false)]
    #[case("account", json!("a"), json!("a b"), false)]
    #[case("extra", json!(1), json!("1 2"), false)]
    fn a_value_that_is_held_whole_is_added_to(
        #[case] field: &str,
        #[case] before: Value,
        #[case] after: Value,
        #[case] added: bool,
    ) {
        let expected = if added { FieldEffect::AddedTo } else { FieldEffect::Replaced };
        assert_eq!(FieldEffect::of(field, Some(&before), &after), Some(expected));
        assert_eq!(expected.loses(), !added);
        assert!(!added || lost_characters(field, Some(&before), &after) == 0);
    }

    #[test]
    fn tags_lose_those_that_are_missing() {
        assert_eq!(lost_characters("tags", Some(&json!(["vip", "press"])), &json!(["press"])), 3);
        assert_eq!(lost_characters("tags", Some(&json!(["vip", "press"])), &json!(["press", "vip"])), 0);
    }

    #[rstest]
    #[case("", "x", 0)]
    #[case("a note", "Read: a note. Done", 0)]
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
