//! `as = "json"`: a JSON object in a cell.

use serde_json::{Map, Value as Json};

use crate::customer::FieldValue;
use crate::issue::{Code, Complaint};

/// Converts an object to one line. The message never contains the text, which may hold credentials.
pub(super) fn convert(text: &str) -> Result<FieldValue<'static>, Complaint> {
    match serde_json::from_str::<Map<String, Json>>(text) {
        Ok(object) => Ok(FieldValue::Json(Json::Object(object).to_string().into())),
        Err(error) => Err(Complaint::new(
            Code::Json,
            format!("the cell is not a JSON object ({})", reason(&error)),
            "write an object such as {\"id\": \"7\"}, or leave the cell empty",
        )),
    }
}

/// Where the JSON is invalid. The parser's own message could quote the text.
fn reason(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Data => "it is another kind of JSON".to_owned(),
        serde_json::error::Category::Eof => "it ends too early".to_owned(),
        _ => format!("it is not valid JSON from line {}, character {}", error.line(), error.column()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_accepted_on_one_line() {
        let value = convert("{\n \"id\": 7.50,\n \"login\": \"a\\nb\" }").unwrap();
        assert_eq!(value, FieldValue::Json("{\"id\":7.50,\"login\":\"a\\nb\"}".into()));
    }

    #[test]
    fn anything_but_an_object_is_refused_without_showing_it() {
        for text in ["secret", "[\"secret\"]", "\"secret\"", "7", "{\"secret\":", "{\"a\": secret}", "{} {}"]
        {
            let complaint = convert(text).unwrap_err();
            assert_eq!(complaint.code, Code::Json);
            assert!(!complaint.message.contains("secret"), "{}", complaint.message);
        }
    }
}
