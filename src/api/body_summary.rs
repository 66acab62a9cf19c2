//! Describes a body in a message: what it is and where it is malformed, without any value.

use serde_json::Value;

use super::json_scanner::{elements, members};
use super::malformed_json::{kind, shown};
use crate::wording::counted;

/// The maximum number of members named.
const NAMED: usize = 8;
/// A longer body is described by its size only.
const LOOKED_AT: usize = 8 << 20;

/// A short description of a body.
pub(super) fn body_summary(body: &[u8]) -> String {
    let text = body.trim_ascii();
    let size = bytes(body.len());
    if text.is_empty() {
        return "an empty body".to_owned();
    }
    if text.starts_with(b"<") {
        return format!("{size} of HTML or XML");
    }
    if text.len() > LOOKED_AT {
        return size;
    }
    let broken = serde_json::from_slice::<Value>(text).err();
    let broken = broken.map(|fault| {
        format!(", broken at line {}, column {}: {}", fault.line(), fault.column(), kind(&fault))
    });
    match (members(text), elements(text)) {
        (Some((members, true)), _) => {
            let names =
                members.iter().map(|(name, _)| String::from_utf8_lossy(name).trim_matches('"').to_owned());
            let names: Vec<String> = names.map(|name| shown(&name).to_owned()).collect();
            format!("{size}, {}{}", named(&names), broken.unwrap_or_default())
        }
        (_, Some(elements)) => {
            format!("{size}, an array of length {}{}", elements.len(), broken.unwrap_or_default())
        }
        _ if text.starts_with(b"{") || text.starts_with(b"[") => {
            format!("{size} of JSON{}", broken.unwrap_or_default())
        }
        _ if broken.is_none() => format!("{size}, a single JSON value"),
        _ => format!("{size}, not JSON"),
    }
}

fn named(names: &[String]) -> String {
    let more = if names.len() > NAMED { " and more" } else { "" };
    match names {
        [] => "an object without members".to_owned(),
        [one] => format!("an object with the member {one}"),
        names => {
            format!("an object with the members {}{more}", names.get(..NAMED).unwrap_or(names).join(", "))
        }
    }
}

fn bytes(length: usize) -> String {
    counted(length, "byte", "bytes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("", "an empty body")]
    #[case("<html>secret</html>", "19 bytes of HTML or XML")]
    #[case("secret", "6 bytes, not JSON")]
    #[case("\"secret\"", "8 bytes, a single JSON value")]
    #[case("[{},\"secret\"]", "13 bytes, an array of length 2")]
    #[case("{}", "2 bytes, an object without members")]
    #[case(r#"{"error":"secret","se.cr@et":1}"#, "31 bytes, an object with the members error, (a member)")]
    #[case(r#"{"a":"secret","b":"secr"#, "23 bytes of JSON, broken at line 1, column 23: it ends too early")]
    #[case(
        r#"{"a":"secret","b":"\ud83d"}"#,
        "27 bytes, an object with the members a, b, broken at line 1, column 26: half a character (a \
         single \\ud800 to \\udfff)"
    )]
    fn no_customer_data_is_shown(#[case] body: &str, #[case] expected: &str) {
        assert_eq!(body_summary(body.as_bytes()), expected);
    }
}
