//! A server that changes texts when it stores them, and fills fields of new customers.

use super::options::SandboxOptions;
use super::store::Body;
use super::text_storage::{CUT_LENGTH, TextStorage};
use serde_json::Value;

/// Changes the texts of a customer before it is stored.
pub(super) fn change(body: &mut Body, options: &SandboxOptions) {
    for (how, field) in &options.stores {
        let value = match field.strip_prefix("customFields.") {
            Some(name) => body.get_mut("customFields").and_then(|custom| custom.get_mut(name)),
            None => body.get_mut(field.as_str()),
        };
        match value {
            Some(Value::String(text)) => *text = changed(*how, text),
            Some(Value::Number(number)) if *how == TextStorage::Day => {
                let millis = number.as_i64().map(|millis| millis - millis.rem_euclid(86_400_000));
                millis.into_iter().for_each(|millis| *number = millis.into());
            }
            _ => {}
        }
    }
}

/// Fills fields that a new customer lacks.
pub(super) fn fill(body: &mut Body, options: &SandboxOptions) {
    for (field, value) in &options.fills {
        let empty = |have: &Value| have.is_null() || have.as_str().is_some_and(str::is_empty);
        if body.get(field).is_none_or(empty) {
            body.insert(field.clone(), Value::String(value.clone()));
        }
    }
}

fn changed(how: TextStorage, text: &str) -> String {
    match how {
        TextStorage::Lower => text.to_lowercase(),
        TextStorage::Upper => text.to_uppercase(),
        TextStorage::Trim => text.trim().to_owned(),
        TextStorage::Blanks => text.split_whitespace().collect::<Vec<_>>().join(" "),
        TextStorage::Digits => text.chars().filter(char::is_ascii_digit).collect(),
        TextStorage::Compact => phone("+", text),
        TextStorage::Zeros => phone("00", text),
        TextStorage::Grouped => grouped(text),
        TextStorage::Day => day(text).unwrap_or(text).to_owned(),
        TextStorage::Title => text.split(' ').map(capital).collect::<Vec<_>>().join(" "),
        TextStorage::Cut => text.chars().take(CUT_LENGTH).collect(),
    }
}

/// The date of a text that begins with a date and a time.
fn day(text: &str) -> Option<&str> {
    let (day, _) = text.split_once('T')?;
    (day.len() == 10 && day.chars().all(|letter| letter.is_ascii_digit() || letter == '-')).then_some(day)
}

/// A phone number with its sign as `plus`, without blanks and signs between its digits.
fn phone(plus: &str, text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.trim_start().starts_with('+') { format!("{plus}{digits}") } else { digits }
}

fn grouped(text: &str) -> String {
    let number = rlibphonenumber::PhoneNumber::parse(text, None);
    let format = rlibphonenumber::PhoneNumberFormat::International;
    number.map_or_else(|_| text.to_owned(), |number| number.format_as(format).into_owned())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>());
    first.unwrap_or_default() + &letters.as_str().to_lowercase()
}

/// Parses `lower:email,digits:phoneNumber`.
pub(super) fn parse(text: &str) -> Option<Vec<(TextStorage, String)>> {
    let known = |name: &str| {
        Some(match name {
            "lower" => TextStorage::Lower,
            "upper" => TextStorage::Upper,
            "trim" => TextStorage::Trim,
            "blanks" => TextStorage::Blanks,
            "digits" => TextStorage::Digits,
            "compact" => TextStorage::Compact,
            "zeros" => TextStorage::Zeros,
            "grouped" => TextStorage::Grouped,
            "day" => TextStorage::Day,
            "title" => TextStorage::Title,
            "cut" => TextStorage::Cut,
            _ => return None,
        })
    };
    parse_fills(text)?.into_iter().map(|(how, field)| Some((known(&how)?, field))).collect()
}

/// Parses `registrationChannel:API,language:en`.
pub(super) fn parse_fills(text: &str) -> Option<Vec<(String, String)>> {
    if text == "none" {
        return Some(Vec::new());
    }
    let one = |text: &str| {
        let (field, value) = text.trim().split_once(':')?;
        (!field.is_empty() && !value.is_empty()).then(|| (field.to_owned(), value.to_owned()))
    };
    text.split(',').map(one).collect()
}
