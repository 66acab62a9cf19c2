//! Malformed records: reads show the third customer, and every tenth after it, like this.

use super::options::BadRecord;
use super::store::{Body, StoredCustomer};
use bytes::Bytes;
use serde_json::{Value, json};

/// The values of the switch.
pub(super) const CHOICES: [(&str, BadRecord); 16] = [
    ("none", BadRecord::None),
    ("lone-surrogate", BadRecord::LoneSurrogate),
    ("nested", BadRecord::Nested),
    ("long", BadRecord::Long),
    ("control", BadRecord::Control),
    ("not-utf8", BadRecord::NotUtf8),
    ("broken", BadRecord::Broken),
    ("no-id", BadRecord::NoId),
    ("number-id", BadRecord::NumberId),
    ("other-type", BadRecord::OtherType),
    ("null", BadRecord::Null),
    ("name-surrogate", BadRecord::NameSurrogate),
    ("twice", BadRecord::Twice),
    ("unclosed", BadRecord::Unclosed),
    ("extra-close", BadRecord::ExtraClose),
    ("unclosed-text", BadRecord::UnclosedText),
];

/// Marks a value that is replaced by bytes that no JSON value can hold.
const MARK: char = '\u{e000}';
const RAW: [BadRecord; 10] = [
    BadRecord::LoneSurrogate,
    BadRecord::Nested,
    BadRecord::Control,
    BadRecord::NotUtf8,
    BadRecord::Broken,
    BadRecord::NameSurrogate,
    BadRecord::Twice,
    BadRecord::Unclosed,
    BadRecord::ExtraClose,
    BadRecord::UnclosedText,
];

impl BadRecord {
    /// True for a customer that is shown malformed.
    pub(super) fn is_of(self, entry: &StoredCustomer) -> bool {
        self != Self::None && entry.seq % 10 == 3
    }

    /// Makes a record malformed.
    pub(super) fn spoil(self, view: &mut Body) {
        let memo = match self {
            Self::None | Self::Null => return,
            Self::NoId => return drop(view.shift_remove("id")),
            Self::NumberId => {
                let digits = view.get("id").and_then(Value::as_str).unwrap_or_default().bytes();
                let number =
                    digits.fold(7_u64, |number, digit| number * 31 % 1_000_000_007 + u64::from(digit));
                return drop(view.insert("id".to_owned(), json!(number)));
            }
            Self::OtherType => {
                view.insert("name".to_owned(), json!({"first": "Ada"}));
                view.insert("phoneNumber".to_owned(), json!(42));
                view.insert("customFields".to_owned(), json!("none"));
                json!([["a"], null])
            }
            Self::Long => json!("x".repeat(1_000_000)),
            raw => json!(format!("{MARK}{raw:?}")),
        };
        view.insert("memo".to_owned(), memo);
    }

    fn bytes(self) -> Vec<u8> {
        match self {
            Self::LoneSurrogate => br#""cut \ud83d""#.to_vec(),
            Self::Nested => [[b'['; 100_000], [b']'; 100_000]].concat(),
            Self::Control => b"\"a\x01b\"".to_vec(),
            Self::NotUtf8 => b"\"a\xffb\"".to_vec(),
            Self::NameSurrogate => br#""a","x\ud83d":"b""#.to_vec(),
            Self::Twice => br#""first","memo":"second""#.to_vec(),
            Self::Unclosed => b"[[[".to_vec(),
            Self::ExtraClose => b"\"a\"}".to_vec(),
            Self::UnclosedText => b"\"a".to_vec(),
            _ => Vec::new(),
        }
    }
}

/// The JSON text of a value, with the marks replaced by their bytes.
pub(super) fn text(value: &Value) -> Bytes {
    let text = value.to_string();
    if !text.contains(MARK) {
        return text.into();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, marked)) = rest.split_once(&format!("\"{MARK}")) {
        let (name, after) = marked.split_once('"').unwrap_or((marked, ""));
        out.extend_from_slice(before.as_bytes());
        let bad = RAW.iter().find(|bad| format!("{bad:?}") == name);
        out.extend(bad.map(|bad| bad.bytes()).unwrap_or_default());
        rest = after;
    }
    out.extend_from_slice(rest.as_bytes());
    out.into()
}
