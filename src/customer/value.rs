//! Values of fields, and a customer made of them.

use std::borrow::Cow;

use super::field::FieldTarget;
use crate::record::has_any_byte;

/// A current ISO 3166-1 country, as two upper-case letters. Only the conversion creates one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country(pub &'static str);

/// A language that the help desk knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// `en`
    English,
    /// `it`
    Italian,
    /// `es`
    Spanish,
    /// `fr`
    French,
}

impl Language {
    /// The code that is sent.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Italian => "it",
            Self::Spanish => "es",
            Self::French => "fr",
        }
    }
}

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BirthDate {
    /// Days since 1970-01-01, negative before.
    pub days: i32,
}

impl BirthDate {
    /// 00:00 UTC of the day, in epoch milliseconds.
    pub fn millis(self) -> i64 {
        i64::from(self.days) * 86_400_000
    }

    /// The day as `2020-01-31`.
    pub fn iso(self) -> String {
        let epoch = jiff::civil::date(1970, 1, 1);
        let day = epoch.checked_add(jiff::Span::new().days(self.days));
        day.map_or_else(|_| self.millis().to_string(), |day| day.to_string())
    }
}

/// One converted value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue<'a> {
    /// Text; also a number, which the API keeps as text.
    Text(Cow<'a, str>),
    /// A country.
    Country(Country),
    /// A language.
    Language(Language),
    /// A day.
    Date(BirthDate),
    /// A truth value.
    Bool(bool),
    /// Tags, in order.
    Tags(Vec<Cow<'a, str>>),
    /// JSON that is sent unchanged: an exported value that has no other kind.
    Json(Cow<'a, str>),
    /// The field is to be emptied (`on_empty = "clear"`).
    Clear,
}

impl FieldValue<'_> {
    /// The value as text, for custom fields and match keys.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Json(text) => Cow::Borrowed(text),
            Self::Country(country) => Cow::Borrowed(country.0),
            Self::Language(language) => Cow::Borrowed(language.code()),
            Self::Date(date) => Cow::Owned(date.iso()),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            Self::Tags(tags) => Cow::Owned(tags.join(", ")),
            Self::Clear => Cow::Borrowed(""),
        }
    }

    /// The same value without borrowed data.
    pub fn into_owned(self) -> FieldValue<'static> {
        match self {
            Self::Text(text) => FieldValue::Text(Cow::Owned(text.into_owned())),
            Self::Json(text) => FieldValue::Json(Cow::Owned(text.into_owned())),
            Self::Tags(tags) => {
                FieldValue::Tags(tags.into_iter().map(|tag| Cow::Owned(tag.into_owned())).collect())
            }
            Self::Country(country) => FieldValue::Country(country),
            Self::Language(language) => FieldValue::Language(language),
            Self::Date(date) => FieldValue::Date(date),
            Self::Bool(value) => FieldValue::Bool(value),
            Self::Clear => FieldValue::Clear,
        }
    }

    /// Writes the value after a key that ends with the quote of a text.
    fn write_after(&self, key: &str, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) if !has_escapes(text) => {
                out.extend_from_slice(key.as_bytes());
                out.extend_from_slice(text.as_bytes());
                out.push(b'"');
            }
            _ => {
                out.extend_from_slice(&key.as_bytes()[..key.len() - 1]);
                self.write_json(out);
            }
        }
    }

    fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => write_string(out, text),
            // Writing a number into memory can't fail.
            Self::Date(date) => drop(serde_json::to_writer(out, &date.millis())),
            Self::Bool(_) => out.extend_from_slice(self.text().as_bytes()),
            Self::Tags(tags) => write_list(out, tags),
            Self::Json(text) => out.extend_from_slice(text.as_bytes()),
            Self::Clear => out.extend_from_slice(b"null"),
            Self::Country(_) | Self::Language(_) => write_string(out, &self.text()),
        }
    }
}

/// True if JSON writes a byte of the text in another way.
fn has_escapes(text: &str) -> bool {
    has_any_byte(text.as_bytes(), 0x20, [b'"', b'\\'])
}

fn write_string(out: &mut Vec<u8>, text: &str) {
    if has_escapes(text) {
        // Writing a string into memory can't fail.
        return drop(serde_json::to_writer(out, text));
    }
    out.reserve(text.len() + 2);
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

fn write_list(out: &mut Vec<u8>, tags: &[Cow<'_, str>]) {
    drop(serde_json::to_writer(out, tags));
}

/// The customer of a row: the mapped fields that have a value, in the order of the mapping.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Customer<'a> {
    values: Vec<(&'a FieldTarget, FieldValue<'a>)>,
}

impl<'a> Customer<'a> {
    /// An empty customer with room for `fields`.
    pub fn with_capacity(fields: usize) -> Self {
        Self { values: Vec::with_capacity(fields) }
    }

    /// Adds a field; call it once per target.
    #[inline]
    pub fn push(&mut self, target: &'a FieldTarget, value: FieldValue<'a>) {
        self.values.push((target, value));
    }

    /// The value of a field by its API name; custom fields as `customFields.NAME`.
    pub fn get(&self, name: &str) -> Option<&FieldValue<'a>> {
        let custom = name.strip_prefix("customFields.");
        let same = |target: &FieldTarget| match (target, custom) {
            (FieldTarget::Custom(own), Some(custom)) => own == custom,
            (FieldTarget::Custom(_), None) | (_, Some(_)) => false,
            (plain, None) => plain.name() == name,
        };
        self.values.iter().find(|(target, _)| same(target)).map(|(_, value)| value)
    }

    /// All fields and values.
    pub fn iter(&self) -> impl Iterator<Item = (&'a FieldTarget, &FieldValue<'a>)> {
        self.values.iter().map(|(target, value)| (*target, value))
    }

    /// Appends the customer as a JSON object on one line. It has only the mapped fields, custom fields as strings under
    /// `customFields`, and `null` for a field to be emptied.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        out.push(b'{');
        let start = out.len();
        let mut has_custom = false;
        for (target, value) in &self.values {
            match target {
                FieldTarget::Field(field) => {
                    let key = if out.len() > start { field.json_start } else { &field.json_start[1..] };
                    value.write_after(key, out);
                }
                FieldTarget::Extra(_) => {
                    separate(out, start);
                    write_key(out, target);
                    value.write_json(out);
                }
                FieldTarget::Custom(_) => has_custom = true,
            }
        }
        if has_custom {
            separate(out, start);
            self.write_custom(out);
        }
        out.push(b'}');
    }

    fn write_custom(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\"customFields\":{");
        let start = out.len();
        for (target, value) in self.values.iter().filter(|(target, _)| is_custom(target)) {
            separate(out, start);
            write_key(out, target);
            match value {
                FieldValue::Clear => out.extend_from_slice(b"null"),
                other => write_string(out, &other.text()),
            }
        }
        out.push(b'}');
    }
}

fn write_key(out: &mut Vec<u8>, target: &FieldTarget) {
    write_string(out, target.name());
    out.push(b':');
}

fn is_custom(target: &FieldTarget) -> bool {
    matches!(target, FieldTarget::Custom(_))
}

fn separate(out: &mut Vec<u8>, start: usize) {
    if out.len() > start {
        out.push(b',');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::customer::{ACCOUNT, FIELDS, PHOTO};

    proptest! {
        #[test]
        fn texts_are_written_as_serde_does(text in "[ -~\u{0}-\u{24}\\\\\u{7d}-\u{a0}é]{0,40}") {
            let targets = [FieldTarget::field("name"), Some(FieldTarget::Custom(text.clone()))].map(Option::unwrap);
            let mut customer = Customer::default();
            targets.iter().for_each(|target| customer.push(target, FieldValue::Text(text.as_str().into())));
            let mut json = Vec::new();
            customer.write_json(&mut json);
            let wanted = serde_json::json!({ "name": text, "customFields": { &text: text } });
            prop_assert_eq!(String::from_utf8(json).unwrap(), wanted.to_string());
        }
    }

    #[test]
    fn keys_of_fields_need_no_escape() {
        for field in FIELDS.iter().chain([&ACCOUNT, &PHOTO]) {
            assert_eq!(field.json_start, format!(",{}:\"", serde_json::to_string(field.name).unwrap()));
        }
    }

    #[test]
    fn a_customer_is_written_as_one_json_line() {
        let name = FieldTarget::field("name").unwrap();
        let birth = FieldTarget::field("birthDate").unwrap();
        let top = FieldTarget::field("topClient").unwrap();
        let custom = FieldTarget::Custom("since".into());
        let mut customer = Customer::with_capacity(4);
        customer.push(&name, FieldValue::Text("Ada \"A\"\n".into()));
        customer.push(&birth, FieldValue::Date(BirthDate { days: -842 }));
        customer.push(&custom, FieldValue::Date(BirthDate { days: -1 }));
        customer.push(&top, FieldValue::Clear);
        let mut json = Vec::new();
        customer.write_json(&mut json);
        assert_eq!(
            String::from_utf8(json).unwrap(),
            r#"{"name":"Ada \"A\"\n","birthDate":-72748800000,"topClient":null,"customFields":{"since":"1969-12-31"}}"#
        );
        assert_eq!(customer.get("customFields.since").unwrap().text(), "1969-12-31");
        assert_eq!(customer.get("since"), None);
    }
}
