//! One message of a tap: a JSON object on a line, as the Singer specification describes it.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// A message that a target acts on.
#[derive(Debug)]
pub(super) enum Message<'l> {
    /// What the records of a stream look like.
    Schema { stream: Cow<'l, str>, schema: &'l RawValue, key_properties: Vec<String> },
    /// A record.
    Record { stream: Cow<'l, str>, record: &'l RawValue },
    /// What the tap wants to be given when it starts again.
    State(&'l RawValue),
    /// The stream is sent whole, and earlier versions of it may go.
    ActivateVersion { stream: Cow<'l, str> },
    /// A type that the specification does not name; a target ignores it.
    Other(String),
}

#[derive(Deserialize)]
struct Members<'l> {
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'l, str>>,
    #[serde(borrow)]
    stream: Option<Cow<'l, str>>,
    #[serde(borrow)]
    record: Option<&'l RawValue>,
    #[serde(borrow)]
    schema: Option<&'l RawValue>,
    key_properties: Option<Vec<String>>,
    #[serde(borrow)]
    value: Option<&'l RawValue>,
}

impl<'l> Message<'l> {
    /// Reads a line, or says what is wrong with it.
    pub(super) fn read(line: &'l [u8]) -> Result<Self, String> {
        let line = std::str::from_utf8(line).map_err(|_| "it is not UTF-8".to_owned())?;
        let members: Members<'l> = serde_json::from_str(line).map_err(|error| {
            let fault = error.to_string();
            let what = fault.split(" at line ").next().unwrap_or_default();
            format!("it is no message of Singer: {what} (at byte {})", error.column())
        })?;
        let kind = members.kind.as_deref().ok_or("the message has no type")?.to_ascii_uppercase();
        let stream = || members.stream.clone().ok_or_else(|| format!("the {kind} has no stream"));
        match kind.as_str() {
            "RECORD" => {
                Ok(Self::Record { stream: stream()?, record: object("RECORD", "record", members.record)? })
            }
            "SCHEMA" => Ok(Self::Schema {
                stream: stream()?,
                schema: object("SCHEMA", "schema", members.schema)?,
                key_properties: members.key_properties.clone().unwrap_or_default(),
            }),
            "STATE" => members.value.map(Self::State).ok_or_else(|| "the STATE has no value".to_owned()),
            "ACTIVATE_VERSION" => Ok(Self::ActivateVersion { stream: stream()? }),
            "BATCH" => Err(BATCH.to_owned()),
            _ => Ok(Self::Other(kind)),
        }
    }
}

/// The records of such a message are in files, so that ignoring it would lose them.
const BATCH: &str = "the tap sends its records in files (BATCH), which are not read; switch that off in the tap \
                     (batch_config), so that it sends RECORD messages";

fn object<'l>(kind: &str, member: &str, value: Option<&'l RawValue>) -> Result<&'l RawValue, String> {
    let value = value.ok_or_else(|| format!("the {kind} has no {member}"))?;
    if value.get().starts_with('{') {
        Ok(value)
    } else {
        Err(format!("the {member} of the {kind} is no object"))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_record_keeps_its_bytes_and_types_have_no_case() {
        let line = br#"{"type":"record","stream":"a\u0041","record":{"n":1.50, "x":null},"version":3}"#;
        let Ok(Message::Record { stream, record }) = Message::read(line) else { panic!("no record") };
        assert_eq!((&*stream, record.get()), ("aA", r#"{"n":1.50, "x":null}"#));
        assert!(
            matches!(Message::read(br#"{"type":"HEARTBEAT"}"#), Ok(Message::Other(kind)) if kind == "HEARTBEAT")
        );
    }

    #[rstest]
    #[case(r#"{"type":"RECORD","stream":"a"}"#, "the RECORD has no record")]
    #[case(r#"{"type":"RECORD","record":{}}"#, "the RECORD has no stream")]
    #[case(r#"{"type":"RECORD","stream":"a","record":[1]}"#, "the record of the RECORD is no object")]
    #[case(r#"{"type":"SCHEMA","stream":"a"}"#, "the SCHEMA has no schema")]
    #[case(r#"{"type":"STATE"}"#, "the STATE has no value")]
    #[case(r#"{"stream":"a"}"#, "the message has no type")]
    #[case(r#"{"type":"BATCH","stream":"a","encoding":{},"manifest":[]}"#, "in files (BATCH)")]
    #[case("Traceback (most recent call last):", "it is no message of Singer: expected value (at byte 1)")]
    #[case(r#"{"type":"RECORD","stream":"a","record":{"n":NaN}}"#, "(at byte")]
    fn a_broken_message_says_what_is_wrong(#[case] line: &str, #[case] expected: &str) {
        let fault = Message::read(line.as_bytes()).unwrap_err();
        assert!(fault.contains(expected), "{fault}");
    }
}
