//! Cells and fields as short texts for people.

use serde_json::{Map, Value};

use super::cut_pair::cut_pair;
use crate::customer::{
    BirthDate, HIDDEN, PHOTO, flat_fields, is_secret, list_in_words, photo, written_company,
};

/// The maximum number of characters of a cell or field.
const CELL_CHARS: usize = 200;

/// The fields of a customer as short texts; custom fields are named `customFields.NAME`.
pub(crate) fn display_fields(customer: &Map<String, Value>) -> Vec<(String, String)> {
    let fields = whole_fields(customer).into_iter();
    fields.map(|(name, text)| (name, shorten(&text))).collect()
}

/// Two values of a field as short texts that show their difference.
pub(crate) fn display_pair(before: &str, after: &str) -> (String, String) {
    cut_pair(before, after, CELL_CHARS, |_| 1)
}

/// Like [`display_fields`], but not shortened.
pub(crate) fn whole_fields(customer: &Map<String, Value>) -> Vec<(String, String)> {
    let text = |(name, value): (String, &Value)| {
        let text = match value {
            value if is_secret(&name) && !value.is_null() => HIDDEN.to_owned(),
            value if name == PHOTO.name => photo::in_words(value).unwrap_or_else(|| value_text(value)),
            value if name == "birthDate" => day(value),
            Value::Object(company) if name == "company" => value_text(&written_company(company)),
            value => value_text(value),
        };
        (name, text)
    };
    flat_fields(customer).into_iter().map(text).collect()
}

/// The API sends a birth date in milliseconds; the text is its day.
fn day(value: &Value) -> String {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let days = value.as_i64().and_then(|millis| i32::try_from(millis.div_euclid(DAY)).ok());
    days.map_or_else(|| value_text(value), |days| BirthDate { days }.iso())
}

/// A value as text; `null` is empty.
fn value_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => list_in_words(other).unwrap_or_else(|| other.to_string()),
    }
}

/// A text cut to 200 characters, with `…` where it was longer.
pub(crate) fn shorten(text: &str) -> String {
    shorten_to(text, CELL_CHARS)
}

/// A text cut to some characters, with `…` where it was longer.
pub(super) fn shorten_to(text: &str, chars: usize) -> String {
    if text.len() <= chars {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(chars).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
