//! Reads malformed JSON as far as it can be read, and says what is wrong with it.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;

use super::json_scanner::{elements, members};
use super::once;

/// The maximum number of faults in a message.
const MOST_SHOWN: usize = 3;
/// How deeply nested objects and arrays are repaired.
const DEPTH: usize = 3;

pub(super) fn problem_text(faults: &[String]) -> String {
    let first = faults.get(..MOST_SHOWN).unwrap_or(faults).join(", ");
    match faults.len().saturating_sub(MOST_SHOWN) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// The value of a text as far as it can be parsed; an unreadable part becomes a string.
pub(super) fn mended(text: &[u8], path: &str, depth: usize, faults: &mut Vec<String>) -> Value {
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
pub(super) fn one_line(text: &[u8]) -> Vec<u8> {
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
