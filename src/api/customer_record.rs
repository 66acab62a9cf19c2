//! A customer as the server sent it. One malformed record does not make the others unreadable.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::{Deref, DerefMut};

use serde_json::{Map, Value};

use super::json_scanner::{elements, members};
use super::once;

/// A JSON object as the server sent it, with its members in order.
pub type Object = Map<String, Value>;

/// The id of a record: a non-empty string, or an integer of any size.
pub fn id_of(record: &Object) -> Option<String> {
    match record.get("id")? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()).filter(|digits| is_whole_number(digits)),
        _ => None,
    }
}

fn is_whole_number(digits: &str) -> bool {
    digits.strip_prefix('-').unwrap_or(digits).bytes().all(|byte| byte.is_ascii_digit())
}

/// A record of the server. If its text is malformed JSON, the original bytes are kept. The object then has the readable
/// parts, with a replacement character for each unpaired surrogate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CustomerRecord {
    object: Object,
    malformed: Option<Box<MalformedText>>,
}

#[derive(Debug, Clone, PartialEq)]
struct MalformedText {
    bytes: Vec<u8>,
    fault: String,
    is_complete: bool,
}

impl From<Object> for CustomerRecord {
    fn from(object: Object) -> Self {
        Self { object, malformed: None }
    }
}

impl Deref for CustomerRecord {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.object
    }
}

impl DerefMut for CustomerRecord {
    fn deref_mut(&mut self) -> &mut Object {
        &mut self.object
    }
}

impl CustomerRecord {
    /// Reads the text of one record, valid or not.
    pub fn read(text: &[u8]) -> Self {
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
        Self { object, malformed }
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
        match &self.malformed {
            Some(malformed) => Ok(Cow::Borrowed(&malformed.bytes)),
            None => serde_json::to_vec(&self.object).map(Cow::Owned),
        }
    }

    /// The readable part of the record.
    pub fn into_object(self) -> Object {
        self.object
    }
}

/// The maximum number of faults in a message.
const MOST_SHOWN: usize = 3;
/// How deeply nested objects and arrays are repaired.
const DEPTH: usize = 3;

fn problem_text(faults: &[String]) -> String {
    let first = faults.get(..MOST_SHOWN).unwrap_or(faults).join(", ");
    match faults.len().saturating_sub(MOST_SHOWN) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// The value of a text as far as it can be parsed; an unreadable part becomes a string.
fn mended(text: &[u8], path: &str, depth: usize, faults: &mut Vec<String>) -> Value {
    if text.is_empty() {
        faults.push(at(path, "no value"));
        return Value::Null;
    }
    let fault = match once::value(text) {
        Ok(value) => return value,
        Err(fault) => kind(&fault),
    };
    let before = faults.len();
    let value = parts(text, path, depth, fault, faults);
    if let Some(value) = value.filter(|_| faults.len() > before) {
        return value;
    }
    faults.push(at(path, fault));
    Value::String(if text.starts_with(b"\"") { mended_text(text) } else { lossy(text).into_owned() })
}

/// The value of an object or an array, each part repaired separately.
fn parts(text: &[u8], path: &str, depth: usize, fault: &str, faults: &mut Vec<String>) -> Option<Value> {
    if depth >= DEPTH {
        return None;
    }
    if let Some((members, whole)) = members(text) {
        if !whole {
            faults.push(at(path, NO_JSON));
        }
        let mut names = HashSet::new();
        let member = |(quoted, value): (&[u8], &[u8])| {
            let name = mended_text(quoted);
            let inner =
                if path.is_empty() { shown(&name).to_owned() } else { format!("{path}.{}", shown(&name)) };
            match serde_json::from_slice::<String>(quoted) {
                Err(fault) => faults.push(at(&inner, &format!("in its name, {}", kind(&fault)))),
                Ok(name) => faults.extend((!names.insert(name)).then(|| at(&inner, once::TWICE))),
            }
            (name, mended(value, &inner, depth + 1, faults))
        };
        return Some(Value::Object(members.into_iter().map(member).collect()));
    }
    let parts = elements(text).filter(|_| fault != TOO_DEEP)?;
    Some(parts.into_iter().map(|part| mended(part, path, depth + 1, faults)).collect())
}

fn at(path: &str, fault: &str) -> String {
    if path.is_empty() { fault.to_owned() } else { format!("{path}: {fault}") }
}

/// The name of a member in a message. A text unlike a name may be a value, so it is not shown.
pub(super) fn shown(name: &str) -> &str {
    let is_name = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-');
    if name.len() <= 40 && !name.is_empty() && name.chars().all(is_name) { name } else { "(a member)" }
}

const TOO_DEEP: &str = "nested too deeply";
const NO_JSON: &str = "not JSON";

/// A short description of a parser error; the position in the parser's message does not help here.
pub(super) fn kind(fault: &serde_json::Error) -> &'static str {
    let said = fault.to_string();
    let kinds = [
        ("surrogate", "half a character (a single \\ud800 to \\udfff)"),
        ("end of hex escape", "half a character (a single \\ud800 to \\udfff)"),
        ("recursion limit", TOO_DEEP),
        ("control character", "a control character that is not escaped"),
        ("unicode code point", "bytes that are not UTF-8"),
        ("invalid escape", "an escape that JSON does not allow"),
        ("EOF", "it ends too early"),
        (once::TWICE, once::TWICE),
    ];
    kinds.iter().find(|(sign, _)| said.contains(sign)).map_or(NO_JSON, |(_, kind)| kind)
}

fn lossy(text: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(text)
}

/// The text between two quotes. An unpaired surrogate becomes U+FFFD, and an invalid escape stays unchanged.
fn mended_text(quoted: &[u8]) -> String {
    let quoted = lossy(quoted);
    let mut rest = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(&quoted);
    let mut out = String::with_capacity(rest.len());
    while let Some((before, escape)) = rest.split_once('\\') {
        out.push_str(before);
        let (text, length) = unescaped(escape);
        out.push_str(&text);
        rest = escape.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The text of an escape, and its length without the backslash.
fn unescaped(escape: &str) -> (String, usize) {
    if let Some(code) = unit(escape) {
        let second = escape.get(5..).and_then(|rest| rest.strip_prefix('\\')).and_then(unit);
        let pair = [Some(code), second].into_iter().flatten();
        let is_pair =
            (0xd800..0xdc00).contains(&code) && second.is_some_and(|unit| (0xdc00..0xe000).contains(&unit));
        return if is_pair {
            (char::decode_utf16(pair).map(|char| char.unwrap_or('\u{fffd}')).collect(), 11)
        } else {
            (char::from_u32(code.into()).unwrap_or('\u{fffd}').to_string(), 5)
        };
    }
    let Some(first) = escape.chars().next() else { return ("\\".to_owned(), 0) };
    let plain = [
        ('n', '\n'),
        ('r', '\r'),
        ('t', '\t'),
        ('b', '\u{8}'),
        ('f', '\u{c}'),
        ('"', '"'),
        ('\\', '\\'),
        ('/', '/'),
    ];
    match plain.iter().find(|(sign, _)| *sign == first) {
        Some((_, char)) => (char.to_string(), 1),
        None => (format!("\\{first}"), first.len_utf8()),
    }
}

/// The UTF-16 unit of an escape such as `ud83d`.
fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix('u')?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

/// The bytes without line breaks: each becomes a space, or an escape in a string.
fn one_line(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut in_text = false;
    let mut escaped = false;
    for byte in text {
        match (byte, in_text) {
            (b'\n', true) => out.extend_from_slice(b"\\n"),
            (b'\r', true) => out.extend_from_slice(b"\\r"),
            (b'\n' | b'\r', false) => out.push(b' '),
            (byte, _) => out.push(*byte),
        }
        if *byte == b'"' && !escaped {
            in_text = !in_text;
        }
        escaped = *byte == b'\\' && !escaped;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

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
        assert_eq!(Value::Object(record.object.clone()), object);
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
