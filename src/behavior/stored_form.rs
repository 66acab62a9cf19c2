//! Which changes turn a value that was sent into the one that was read back.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::aspects::StoredAs;
use crate::customer::Change;

/// How the values of a field are stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredForm {
    /// The fewest changes that explain what was read back; empty if no known changes do.
    pub changes: BTreeSet<StoredAs>,
    /// To how many characters [`StoredAs::Cut`] shortens it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
}

/// In the order in which they are tried. Of changes with the same effect, the first one counts.
const ORDER: [StoredAs; 11] = [
    StoredAs::Trim,
    StoredAs::Blanks,
    StoredAs::Lower,
    StoredAs::Upper,
    StoredAs::Title,
    StoredAs::Compact,
    StoredAs::Zeros,
    StoredAs::Grouped,
    StoredAs::Digits,
    StoredAs::Day,
    StoredAs::Cut,
];

/// More changes at once explain nothing: they might fit by chance.
const MOST: u32 = 3;

impl StoredForm {
    /// The fewest changes between two values; `None` if they are equal.
    pub fn between(sent: &Value, stored: &Value) -> Option<Self> {
        match (sent, stored) {
            (sent, stored) if sent == stored => None,
            (Value::String(sent), Value::String(stored)) => Some(Self::of_texts(sent, stored)),
            (sent, _) if sent.is_number() && Change::Day.alters(sent) && is_day_of(sent, stored) => {
                Some(Self { changes: BTreeSet::from([StoredAs::Day]), length: None })
            }
            _ => Some(Self::default()),
        }
    }

    fn of_texts(sent: &str, stored: &str) -> Self {
        let length = stored.chars().count();
        let mut masks: Vec<u32> =
            (1..1 << ORDER.len()).filter(|mask: &u32| mask.count_ones() <= MOST).collect();
        masks.sort_by_key(|mask| (mask.count_ones(), *mask));
        let of = |mask: u32| {
            ORDER.into_iter().enumerate().filter(move |(at, _)| mask >> at & 1 == 1).map(|(_, how)| how)
        };
        let explains =
            |mask: &u32| of(*mask).fold(sent.to_owned(), |text, how| applied(how, &text, length)) == stored;
        let changes: BTreeSet<StoredAs> = masks.into_iter().find(explains).into_iter().flat_map(of).collect();
        let length = changes.contains(&StoredAs::Cut).then_some(length as u64);
        Self { changes, length }
    }
}

fn is_day_of(sent: &Value, stored: &Value) -> bool {
    let millis = sent.as_i64().map(|millis| millis - millis.rem_euclid(86_400_000));
    millis.is_some() && millis == stored.as_i64()
}

fn applied(how: StoredAs, text: &str, length: usize) -> String {
    match how {
        StoredAs::Trim => text.trim().to_owned(),
        StoredAs::Blanks => text.split_whitespace().collect::<Vec<_>>().join(" "),
        StoredAs::Lower => text.to_lowercase(),
        StoredAs::Upper => text.to_uppercase(),
        StoredAs::Title => text.split(' ').map(capital).collect::<Vec<_>>().join(" "),
        StoredAs::Compact => Change::Compact.apply(text),
        StoredAs::Zeros => Change::Zeros.apply(&Change::Compact.apply(text)),
        StoredAs::Grouped => Change::Grouped.apply(text),
        StoredAs::Digits => Change::Digits.apply(text),
        StoredAs::Day => Change::Day.apply(text),
        StoredAs::Cut => text.chars().take(length).collect(),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + &letters.as_str().to_lowercase()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(json!(" x  Y "), json!("x  Y"), &[StoredAs::Trim], None)]
    #[case(json!(" x  Y "), json!("x Y"), &[StoredAs::Blanks], None)]
    #[case(json!(" x  Y "), json!("x  y"), &[StoredAs::Trim, StoredAs::Lower], None)]
    #[case(json!("ab c"), json!("Ab C"), &[StoredAs::Title], None)]
    #[case(json!("+44  2079-460 123 "), json!("+44 20 7946 0123"), &[StoredAs::Grouped], None)]
    #[case(json!("+44  2079-460 123 "), json!("00442079460123"), &[StoredAs::Zeros], None)]
    #[case(json!("+44  2079-460 123 "), json!("+442079460123"), &[StoredAs::Compact], None)]
    #[case(json!("+44  2079-460 123 "), json!("442079460123"), &[StoredAs::Digits], None)]
    #[case(json!("abcdef"), json!("abc"), &[StoredAs::Cut], Some(3))]
    #[case(json!("ABcdef"), json!("abc"), &[StoredAs::Lower, StoredAs::Cut], Some(3))]
    #[case(json!(43_200_000), json!(0), &[StoredAs::Day], None)]
    #[case(json!("abc"), json!("xyz"), &[], None)]
    #[case(json!("abc"), json!(null), &[], None)]
    fn the_fewest_changes_are_found(
        #[case] sent: Value,
        #[case] stored: Value,
        #[case] changes: &[StoredAs],
        #[case] length: Option<u64>,
    ) {
        let form = StoredForm::between(&sent, &stored).unwrap();
        assert_eq!(form.changes, changes.iter().copied().collect());
        assert_eq!(form.length, length);
        assert_eq!(StoredForm::between(&sent, &sent), None);
    }
}
