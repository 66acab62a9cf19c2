//! Converts the fields of a customer, as typed on the command line, to their values.

use std::io::Read;

use deskferry::api::Object;
use deskferry::convert::{BoolWords, Conversion, ConversionInput, DateFormats, Separator};
use deskferry::customer::{FieldKind, FieldTarget, FieldValue as Held, is_empty_value};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::super::command_error::CommandError;
use super::super::console;
use super::complaints::not_a_pair;

/// Fields that hold JSON.
const STRUCTURED: [&str; 3] = ["tags", "account", "customFields"];

/// Parses a JSON object or FIELD=VALUE pairs.
pub(super) fn typed(fields: &[String]) -> Result<Object, CommandError> {
    match fields {
        [one] if one == "-" => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            parsed(&text)
        }
        [one] if one.trim_start().starts_with('{') => parsed(one),
        pairs => pairs.iter().try_fold(Object::new(), |object, pair| with_pair(object, pair)),
    }
}

fn parsed(text: &str) -> Result<Object, CommandError> {
    let not_one = |error| {
        CommandError::usage(format!("not a JSON object: {error}; write {{\"name\": \"Ada\"}}, or name=Ada"))
    };
    let Members(members) = serde_json::from_str(text).map_err(not_one)?;
    members.into_iter().try_fold(Object::new(), |object, (name, value)| with_value(object, name, value))
}

/// The members of an object, including repeated ones; a map would keep only the last.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

/// Adds a field; a repeated field is an error, because either value could be meant.
fn with_value(mut object: Object, name: String, value: Value) -> Result<Object, CommandError> {
    if object.contains_key(&name) {
        return Err(twice(&name));
    }
    object.insert(name, value);
    Ok(object)
}

fn twice(name: &str) -> CommandError {
    CommandError::usage(format!("the field {name} is given twice; give it once"))
}

fn with_pair(mut object: Object, text: &str) -> Result<Object, CommandError> {
    let (field, value) = pair(text)?;
    match field.strip_prefix("customFields.") {
        Some(custom) => {
            let fields = object.entry("customFields").or_insert_with(|| Value::Object(Object::new()));
            let Value::Object(fields) = fields else {
                return Err(refused(
                    "customFields",
                    None,
                    "write customFields as an object, or each field separately",
                ));
            };
            if fields.insert(custom.to_owned(), plain(value)).is_some() {
                return Err(twice(&field));
            }
            Ok(object)
        }
        None => {
            let value = structured(&field, &value)?.unwrap_or_else(|| plain(value));
            with_value(object, field, value)
        }
    }
}

fn pair(text: &str) -> Result<(String, String), CommandError> {
    let pair = text.split_once('=').filter(|(field, _)| !matches!(field.trim(), "" | "customFields."));
    let (field, value) = pair.ok_or_else(|| not_a_pair(text))?;
    Ok((field.trim().to_owned(), value.to_owned()))
}

fn plain(value: String) -> Value {
    if value == "null" { Value::Null } else { Value::String(value) }
}

/// A value written as JSON, for a field that holds JSON or an unknown one.
fn structured(field: &str, value: &str) -> Result<Option<Value>, CommandError> {
    let known = STRUCTURED.contains(&field);
    if !value.trim_start().starts_with(['{', '[']) || (!known && FieldTarget::field(field).is_some()) {
        return Ok(None);
    }
    match serde_json::from_str(value) {
        Ok(value) => Ok(Some(value)),
        Err(_) if !known => Ok(None),
        Err(error) => {
            Err(refused(field, None, &format!("it starts like JSON but is not valid ({error}); correct it")))
        }
    }
}

/// Converts every value for its field. Values that equal those in `base` are kept unchanged.
pub(super) fn held(typed: Object, base: Option<&Object>) -> Result<Object, CommandError> {
    let one = |(name, value): (String, Value)| {
        let known = base.is_some_and(|base| base.get(&name) == Some(&value));
        let value = if known { value } else { of_field(&name, value)? };
        Ok((name, value))
    };
    typed.into_iter().map(one).collect()
}

fn of_field(name: &str, value: Value) -> Result<Value, CommandError> {
    match (name, FieldTarget::field(name)) {
        ("customFields", _) => custom(value),
        ("account", _) => match value {
            Value::Null | Value::Object(_) => Ok(value),
            _ => Err(refused(name, None, "it takes an object; write account='{\"id\": \"7\"}'")),
        },
        // Encoded for the account; an error does not show the value.
        ("profilePhotoBlob", _) if !value.is_null() && !value.is_string() => Err(refused(
            name,
            None,
            "write @ and the name of an image file, such as profilePhotoBlob=@ada.jpg",
        )),
        ("profilePhotoBlob", _) => Ok(value),
        // As reads show it.
        ("company", _) if value.is_object() => Ok(value),
        (_, Some(FieldTarget::Field(field))) => of_kind(name, field.kind, value),
        _ => Ok(value),
    }
}

/// Converts the values of custom fields, which hold text.
fn custom(value: Value) -> Result<Value, CommandError> {
    let Value::Object(fields) = value else {
        let hint = "it takes an object of names and text values; write customFields.segment=Gold";
        return if value.is_null() { Ok(value) } else { Err(refused("customFields", Some(&value), hint)) };
    };
    let text = |(name, value): (String, Value)| {
        let value = match value {
            Value::Number(_) | Value::Bool(_) => Value::String(value.to_string()),
            Value::Null | Value::String(_) => value,
            _ => {
                let name = format!("customFields.{name}");
                return Err(refused(
                    &name,
                    Some(&value),
                    "a custom field takes one text value; write it in quotes",
                ));
            }
        };
        Ok((name, value))
    };
    fields.into_iter().map(text).collect::<Result<Object, CommandError>>().map(Value::Object)
}

fn of_kind(name: &str, kind: FieldKind, value: Value) -> Result<Value, CommandError> {
    match (kind, value) {
        (_, Value::Null) => Ok(Value::Null),
        (FieldKind::Date | FieldKind::Bool, Value::String(text)) if text.trim().is_empty() => Ok(Value::Null),
        (FieldKind::Date, Value::String(text)) => match millis(text.trim()) {
            Some(millis) => Ok(millis.into()),
            None => converted(name, kind, &text),
        },
        (_, Value::String(text)) => converted(name, kind, &text),
        (FieldKind::Date, Value::Number(number)) if number.as_i64().is_some_and(is_moment) => {
            Ok(number.into())
        }
        (FieldKind::Bool, Value::Bool(truth)) => Ok(truth.into()),
        (FieldKind::Tags, Value::Array(tags)) if tags.iter().all(Value::is_string) => Ok(tags.into()),
        (kind, other) => Err(refused(name, Some(&other), wanted(kind))),
    }
}

/// Parses milliseconds since 1970-01-01 UTC. Fewer than ten digits are refused: they are probably a year or a day
/// (`1990`, `19900403`). A longer number that starts like a date (`199004031200`) must be a full day.
fn millis(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let number = text.parse::<i64>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let begins_with_day = || {
        let day = text.get(..8).map(ConversionInput::text);
        day.is_some_and(|day| conversion(FieldKind::Date).convert(&day).is_ok())
    };
    let long = digits.len() < text.len() || digits.len() >= LEAST_DIGITS;
    (long && (number % DAY == 0 || !begins_with_day())).then_some(number)
}

/// True for milliseconds from the help desk, which may have few digits if they are a full day.
fn is_moment(number: i64) -> bool {
    number % DAY == 0 || millis(&number.to_string()).is_some()
}

const DAY: i64 = 86_400_000;
/// The number of digits of milliseconds, except for 1970.
const LEAST_DIGITS: usize = 10;

/// What to write for a field of this kind.
fn wanted(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Date => {
            "write a date as YYYY-MM-DD, or milliseconds since 1970-01-01 UTC (at least ten digits)"
        }
        FieldKind::Bool => "write true or false",
        FieldKind::Tags => "write a list of text values, such as [\"vip\", \"press\"]",
        _ => "it takes one text value; write it in quotes",
    }
}

/// Converts a text by the conversion of the field.
fn converted(name: &str, kind: FieldKind, text: &str) -> Result<Value, CommandError> {
    let trimmed = if kind == FieldKind::Text { text } else { text.trim() };
    if trimmed.trim().is_empty() {
        return Ok(trimmed.into());
    }
    let found = conversion(kind).convert(&ConversionInput::text(trimmed)).map_err(|complaint| {
        let hint = if kind == FieldKind::Date { wanted(kind) } else { &complaint.hint_for(name) };
        let what = format!("{}; {hint}", complaint.message);
        refused(name, Some(&Value::from(text)), &what)
    })?;
    if let Some(warning) = found.warning {
        console::warn(&format!("{name}: {}; {}", warning.message, warning.hint_for(name)));
    }
    Ok(found.value.map_or(Value::Null, as_json))
}

fn conversion(kind: FieldKind) -> Conversion {
    match kind {
        FieldKind::Text => Conversion::Text,
        FieldKind::Email => Conversion::Email,
        FieldKind::Country => Conversion::Country,
        FieldKind::Language => Conversion::Language,
        FieldKind::Date => Conversion::Date(DateFormats::default()),
        FieldKind::Bool => Conversion::Bool(BoolWords::default()),
        FieldKind::Url => Conversion::Url,
        FieldKind::Tags => Conversion::Tags(Separator::default()),
        FieldKind::Object => Conversion::Json,
        // The text is sent unchanged.
        FieldKind::Photo => Conversion::Text,
    }
}

fn as_json(value: Held<'_>) -> Value {
    match value {
        Held::Date(day) => day.millis().into(),
        Held::Bool(truth) => truth.into(),
        Held::Tags(tags) => tags.iter().map(|tag| tag.as_ref()).collect(),
        Held::Clear => Value::Null,
        other => other.text().into(),
    }
}

/// The error of a refused value; `value` is `None` for credentials, which are never shown.
pub(super) fn refused(name: &str, value: Option<&Value>, what: &str) -> CommandError {
    let shown =
        value.filter(|value| !is_empty_value(value)).map_or_else(String::new, |value| format!(" {value}"));
    CommandError::usage(format!(
        "the field {name} can't hold{}: {what}",
        if shown.is_empty() { " this" } else { &shown }
    ))
}
