//! The fields of a customer, and the values that each takes.

use serde_json::Value;

/// The shape of a field's values; null is always allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldShape {
    Text,
    Number,
    Bool,
    /// Two letters.
    Country,
    /// A text, or an object as reads show it.
    Company,
    Object,
    /// An array of texts.
    Tags,
    /// An object of texts.
    Custom,
    /// Made by the server; accepted in a write and ignored.
    ServerMade,
}

/// Every field, in the order of the vendor's table.
pub(super) const FIELDS: &[(&str, FieldShape)] = &[
    ("id", FieldShape::ServerMade),
    ("name", FieldShape::Text),
    ("birthDate", FieldShape::Number),
    ("email", FieldShape::Text),
    ("phoneNumber", FieldShape::Text),
    ("faxNumber", FieldShape::Text),
    ("mobileNumber", FieldShape::Text),
    ("address", FieldShape::Text),
    ("city", FieldShape::Text),
    ("province", FieldShape::Text),
    ("state", FieldShape::Country),
    ("postalNumber", FieldShape::Text),
    ("skypeAddress", FieldShape::Text),
    ("msnAddress", FieldShape::Text),
    ("gtalkAddress", FieldShape::Text),
    ("twitterAccountUrl", FieldShape::Text),
    ("facebookAccountUrl", FieldShape::Text),
    ("linkedinAccountUrl", FieldShape::Text),
    ("googleAccountUrl", FieldShape::Text),
    ("youtubeAccountUrl", FieldShape::Text),
    ("registrationChannel", FieldShape::Text),
    ("topClient", FieldShape::Bool),
    ("profilePhotoUrl", FieldShape::ServerMade),
    ("profilePhotoBlob", FieldShape::Text),
    ("signature", FieldShape::Text),
    ("memo", FieldShape::Text),
    ("website", FieldShape::Text),
    ("company", FieldShape::Company),
    ("language", FieldShape::Text),
    ("account", FieldShape::Object),
    ("insertByAgentId", FieldShape::Text),
    ("customFields", FieldShape::Custom),
    ("tags", FieldShape::Tags),
    ("ticketCount", FieldShape::ServerMade),
];

/// The shape of a field; `None` for an unknown name.
pub(super) fn shape(name: &str) -> Option<FieldShape> {
    FIELDS.iter().find(|(known, _)| *known == name).map(|(_, shape)| *shape)
}

/// True for a field, or a path into one (`customFields.segment`), that a search can name.
pub(super) fn searchable(path: &str) -> bool {
    let (head, tail) = path.split_once('.').unwrap_or((path, ""));
    match shape(head) {
        Some(FieldShape::Custom | FieldShape::Object | FieldShape::Company) => true,
        Some(_) => tail.is_empty(),
        None => false,
    }
}

impl FieldShape {
    /// What the value should have been; `None` if it is right.
    pub(super) fn complaint(self, value: &Value) -> Option<&'static str> {
        let (right, wanted) = match self {
            Self::Text => (value.is_string(), "a string"),
            Self::Number => (value.is_i64(), "a whole number"),
            Self::Bool => (value.is_boolean(), "a boolean"),
            Self::Country => (value.as_str().is_some_and(is_country), "two letters"),
            Self::Company => (value.is_string() || value.is_object(), "a string"),
            Self::Object => (value.is_object(), "an object"),
            Self::Tags => (all(value.as_array(), Value::is_string), "an array of strings"),
            Self::Custom => (
                all(value.as_object().map(|fields| fields.values()), |value| {
                    value.is_string() || value.is_null()
                }),
                "an object of strings",
            ),
            Self::ServerMade => (true, ""),
        };
        (!right && !value.is_null()).then_some(wanted)
    }
}

fn is_country(text: &str) -> bool {
    text.is_empty() || (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

fn all<'a>(values: Option<impl IntoIterator<Item = &'a Value>>, right: impl Fn(&Value) -> bool) -> bool {
    values.is_some_and(|values| values.into_iter().all(right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_of_every_type_are_checked() {
        for (name, good, bad) in [
            ("name", json!("Ada"), json!(1)),
            ("birthDate", json!(-72_748_800_000_i64), json!("1967-09-11")),
            ("birthDate", json!(0), json!(1.5)),
            ("topClient", json!(true), json!("true")),
            ("state", json!("GB"), json!("GBR")),
            ("state", json!(""), json!("1A")),
            ("company", json!({"name": "Acme"}), json!(1)),
            ("account", json!({"id": "1"}), json!("1")),
            ("tags", json!(["a"]), json!([1])),
            ("tags", json!([]), json!([null])),
            ("customFields", json!({"a": "b", "c": null}), json!({"a": 1})),
            ("customFields", json!(null), json!(["a"])),
        ] {
            let shape = shape(name).unwrap();
            assert_eq!(shape.complaint(&good), None, "{name} {good}");
            assert!(shape.complaint(&bad).is_some(), "{name} {bad}");
        }
        assert_eq!(shape("colour"), None);
    }

    #[test]
    fn only_known_fields_can_be_searched() {
        for (path, known) in
            [("email", true), ("customFields.x", true), ("email.x", false), ("colour", false)]
        {
            assert_eq!(searchable(path), known, "{path}");
        }
    }
}
