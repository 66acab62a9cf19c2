//! A customer as the server sent it. One malformed record does not make the others unreadable.

use std::borrow::Cow;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use bytes::Bytes;
use serde_json::{Map, Value};

use super::compact_json::{self, CompactRecord};
use super::json_scanner::members;
use super::malformed_json::{mended, one_line, problem_text};

/// A JSON object as the server sent it, with its members in order.
pub type Object = Map<String, Value>;

/// The id of a record: a non-empty string, or a number as the server writes it.
pub fn id_of(record: &Object) -> Option<String> {
    match record.get("id")? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The id in an answer to a write. A number must be an integer, because the run continues with it.
pub(super) fn written_id_of(answer: &Object) -> Option<String> {
    let is_integer = |id: &String| {
        let digits = id.strip_prefix('-').unwrap_or(id);
        !answer["id"].is_number() || digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    id_of(answer).filter(is_integer)
}

/// A record of the server. Compact JSON is parsed when its object is first looked at. If the text is malformed JSON, the
/// original bytes are kept, and the object has the readable parts, with a replacement character for each unpaired
/// surrogate.
#[derive(Debug, Clone, Default)]
pub struct CustomerRecord {
    /// Empty as long as there is a compact text.
    object: Object,
    compact: Option<Box<CompactText>>,
    malformed: Option<Box<MalformedText>>,
}

#[derive(Debug, Clone)]
struct CompactText {
    bytes: Bytes,
    id: Option<Bytes>,
    object: OnceLock<Object>,
}

#[derive(Debug, Clone, PartialEq)]
struct MalformedText {
    bytes: Vec<u8>,
    fault: String,
    is_complete: bool,
}

impl CompactText {
    fn object(&self) -> &Object {
        self.object.get_or_init(|| serde_json::from_slice(&self.bytes).unwrap_or_default())
    }
}

impl From<Object> for CustomerRecord {
    fn from(object: Object) -> Self {
        Self { object, compact: None, malformed: None }
    }
}

impl PartialEq for CustomerRecord {
    fn eq(&self, other: &Self) -> bool {
        **self == **other && self.malformed == other.malformed
    }
}

impl Deref for CustomerRecord {
    type Target = Object;

    fn deref(&self) -> &Object {
        self.compact.as_ref().map_or(&self.object, |compact| compact.object())
    }
}

impl DerefMut for CustomerRecord {
    fn deref_mut(&mut self) -> &mut Object {
        if let Some(mut compact) = self.compact.take() {
            let _parsed = compact.object();
            self.object = compact.object.take().unwrap_or_default();
        }
        &mut self.object
    }
}

impl CustomerRecord {
    /// Reads the text of one record, valid or not.
    pub fn read(text: &[u8]) -> Self {
        compact_json::record(text)
            .map_or_else(|| Self::parse(text), |found| Self::compact(&Bytes::copy_from_slice(text), found))
    }

    /// The record at a place of these bytes.
    pub(super) fn compact(bytes: &Bytes, found: CompactRecord) -> Self {
        let id = found.id.map(|id| bytes.slice(id));
        let compact = CompactText { bytes: bytes.slice(found.text), id, object: OnceLock::new() };
        Self { compact: Some(Box::new(compact)), ..Self::default() }
    }

    fn parse(text: &[u8]) -> Self {
        let mut faults = Vec::new();
        let object = match mended(text, "", 0, &mut faults) {
            Value::Object(object) => object,
            _ => {
                faults.extend(faults.is_empty().then(|| "it is not a JSON object".to_owned()));
                Map::new()
            }
        };
        let malformed = (!faults.is_empty()).then(|| {
            let is_complete = members(text.trim_ascii()).is_some_and(|(_, whole)| whole);
            Box::new(MalformedText {
                bytes: one_line(text.trim_ascii()),
                fault: problem_text(&faults),
                is_complete,
            })
        });
        Self { object, compact: None, malformed }
    }

    /// Its id, like [`id_of`], without parsing compact JSON.
    pub fn id(&self) -> Option<String> {
        match &self.compact {
            Some(compact) => written_id(compact.id.as_ref()?),
            None => id_of(self),
        }
    }

    /// What is wrong with its text and where, without values. `None` for an object in valid JSON.
    pub fn fault(&self) -> Option<&str> {
        self.malformed.as_ref().map(|malformed| malformed.fault.as_str())
    }

    /// False if its text ends too early or has an unreadable part: then members may be missing.
    pub fn is_complete(&self) -> bool {
        self.malformed.as_ref().is_none_or(|malformed| malformed.is_complete)
    }

    /// Its text on one line; that of a malformed record with the original bytes.
    pub fn text(&self) -> serde_json::Result<Cow<'_, [u8]>> {
        match (&self.compact, &self.malformed) {
            (Some(compact), _) => Ok(Cow::Borrowed(&compact.bytes)),
            (_, Some(malformed)) => Ok(Cow::Borrowed(&malformed.bytes)),
            _ => serde_json::to_vec(&self.object).map(Cow::Owned),
        }
    }

    /// The readable part of the record.
    pub fn into_object(mut self) -> Object {
        std::mem::take(&mut *self)
    }
}

/// The id from the compact JSON of its value.
fn written_id(value: &[u8]) -> Option<String> {
    match value {
        [b'"', text @ .., b'"'] if !text.contains(&b'\\') => {
            std::str::from_utf8(text).ok().filter(|text| !text.is_empty()).map(ToOwned::to_owned)
        }
        _ => id_of(&Object::from_iter([("id".to_owned(), serde_json::from_slice(value).ok()?)])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case(r#"{"id":"a"}"#, Some("a"))]
    #[case(r#"{"id":"a\"\\\u0001"}"#, Some("a\"\\\u{1}"))]
    #[case(r#"{"id":7}"#, Some("7"))]
    #[case(r#"{"id":-0}"#, Some("-0"))]
    #[case(r#"{"id":[]}"#, None)]
    #[case(r#"{"id":1.50}"#, Some("1.50"))]
    #[case(r#"{"id":""}"#, None)]
    #[case(r#"{"id":null}"#, None)]
    #[case("{}", None)]
    fn an_id_is_a_text_or_a_number(#[case] record: &str, #[case] expected: Option<&str>) {
        assert_eq!(id_of(&serde_json::from_str(record).unwrap()).as_deref(), expected);
        assert_eq!(CustomerRecord::read(record.as_bytes()).id().as_deref(), expected);
        let spaced = record.replace('{', "{ ");
        assert_eq!(CustomerRecord::read(spaced.as_bytes()).id().as_deref(), expected);
    }

    #[rstest]
    #[case(r#"{"id":"1","name":"Ada"}"#, json!({"id": "1", "name": "Ada"}), None)]
    #[case(r#"{"id":"1","memo":"cut \ud83d"}"#, json!({"id": "1", "memo": "cut \u{fffd}"}), Some("memo: half a character"))]
    #[case(r#"{"a":"\ud83d\n\ude00\ud83d\ude00\"\q\u00e9\u12"}"#, json!({"a": "\u{fffd}\n\u{fffd}😀\"\\qé\\u12"}), Some("a: "))]
    #[case(r#"{"customFields":{"a":"\udead","b":"2"},"id":7}"#, json!({"customFields": {"a": "\u{fffd}", "b": "2"}, "id": 7}), Some("customFields.a: half"))]
    #[case("{\"id\":\"1\",\"memo\":\"a\u{1}b\"}", json!({"id": "1", "memo": "a\u{1}b"}), Some("memo: a control character"))]
    #[case(r#"{"id":"1","memo":,"x":2}"#, json!({"id": "1", "memo": null, "x": 2}), Some("memo: no value"))]
    #[case(r#"{"id":"1" "x":2}"#, json!({"id": "1"}), Some("not JSON"))]
    #[case(r#"{"id":"1","tags":["a","\ud800"],"ada@example.org":NaN}"#, json!({"id": "1", "tags": ["a", "\u{fffd}"], "ada@example.org": "NaN"}), Some("tags: half a character (a single \\ud800 to \\udfff), (a member): not JSON"))]
    #[case(r#"{"id":"1","\ud83d":"q"}"#, json!({"id": "1", "\u{fffd}": "q"}), Some("(a member): in its name, half a character"))]
    #[case(r#"{"id":"1","customFields":{"a\ud83d":"v","a\udc00":"w"}}"#, json!({"id": "1", "customFields": {"a\u{fffd}": "w"}}), Some("customFields.(a member): in its name, half"))]
    #[case(r#"{"id":"1","memo":"first","m\u0065mo":"second"}"#, json!({"id": "1", "memo": "second"}), Some("memo: appears twice"))]
    #[case(r#"{"id":"1","id":"2","x":1.5}"#, json!({"id": "2", "x": 1.5}), Some("id: appears twice"))]
    #[case(r#"{"id":"1","a":[{"b":{"c":{"d":1,"d":2}}}]}"#, json!({"id": "1", "a": [{"b": "{\"c\":{\"d\":1,\"d\":2}}"}]}), Some("a.b: appears twice"))]
    #[case("null", json!({}), Some("it is not a JSON object"))]
    #[case("\"x\"", json!({}), Some("it is not a JSON object"))]
    fn all_readable_members_are_read(#[case] text: &str, #[case] object: Value, #[case] fault: Option<&str>) {
        let record = CustomerRecord::read(text.as_bytes());
        assert_eq!(Value::Object((*record).clone()), object);
        assert_eq!(record.fault().is_some(), fault.is_some());
        assert!(record.fault().unwrap_or_default().starts_with(fault.unwrap_or_default()), "{record:?}");
        assert_eq!(record.text().unwrap(), text.as_bytes(), "the bytes stay");
    }

    /// The lost part of a record may contain a match key.
    #[rstest]
    #[case(r#"{"id":"7","memo":"cut \ud83d","email":"a@x.org"}"#, true)]
    #[case(r#"{"id":"7","name":"Ada "L","email":"a@x.org"}"#, false)]
    #[case(r#"{"id":"7","memo":[[[,"email":"a@x.org"}"#, false)]
    fn a_truncated_record_is_incomplete(#[case] text: &str, #[case] complete: bool) {
        assert_eq!(CustomerRecord::read(text.as_bytes()).is_complete(), complete);
    }

    #[test]
    fn a_deeply_nested_value_is_read_as_text() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let record = CustomerRecord::read(format!(r#"{{"id":"1","memo":{deep}}}"#).as_bytes());
        assert_eq!((record["id"].as_str(), record["memo"].as_str()), (Some("1"), Some(&*deep)));
        assert_eq!(record.fault(), Some("memo: nested too deeply"));
    }

    #[test]
    fn the_text_of_a_malformed_record_is_put_on_one_line() {
        let record = CustomerRecord::read(b"{\n \"id\": \"1\",\r\n \"memo\": \"a\n\\\"b\xff\"}");
        assert_eq!(record.text().unwrap(), &b"{  \"id\": \"1\",   \"memo\": \"a\\n\\\"b\xff\"}"[..]);
        assert_eq!(record["memo"], "a\n\"b\u{fffd}");
    }
}
