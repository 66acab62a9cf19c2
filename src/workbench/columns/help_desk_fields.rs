//! The fields of the help desk as people see them.

use serde::Serialize;

use crate::convert::countries;
use crate::customer::{
    ACCOUNT, CustomFieldDefinitions, CustomFieldKind, FIELDS, FieldKind, FieldTarget, Language, PHOTO,
};
use crate::language::{Message, ReportLanguage};

/// Groups of fields, in the order in which people look for them.
const GROUPS: [(&str, &[&str]); 4] = [
    ("contact", &["name", "email", "phoneNumber", "mobileNumber", "company", "faxNumber"]),
    ("address", &["address", "postalNumber", "city", "province", "state"]),
    (
        "about",
        &[
            "tags",
            "memo",
            "birthDate",
            "language",
            "topClient",
            "registrationChannel",
            "insertByAgentId",
            "signature",
        ],
    ),
    ("web", &["website"]),
];

/// A field of the help desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct HelpDeskField {
    /// As the API names it (`customFields.segment`).
    pub(crate) field: String,
    /// For people.
    pub(crate) name: String,
    pub(crate) group: &'static str,
    /// The word of its own conversion: `text`, `email`, ...
    pub(crate) kind: &'static str,
    /// True if every new customer needs it.
    pub(crate) required: bool,
    /// True if the account has a list of its values.
    pub(crate) listed: bool,
}

/// A value of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ListValue {
    pub(crate) value: String,
    pub(crate) name: String,
}

/// All fields: those of the API, then the custom fields of the account, and then further ones of the mapping.
pub(crate) fn help_desk_fields(
    definitions: Option<&CustomFieldDefinitions>,
    mapped: &[String],
) -> Vec<HelpDeskField> {
    let grouped = GROUPS.iter().flat_map(|(_, fields)| fields.iter().copied());
    let others = FIELDS.iter().map(|field| field.name).filter(|name| group_of(name).is_none());
    let special = [PHOTO.name, ACCOUNT.name];
    let own = grouped.chain(others).chain(special).map(|name| described(name, None));
    let mut all: Vec<HelpDeskField> = own.collect();
    let custom = definitions.into_iter().flat_map(CustomFieldDefinitions::iter);
    all.extend(custom.map(|field| described(&format!("customFields.{}", field.name), definitions)));
    for field in mapped {
        if !all.iter().any(|known| known.field == *field) {
            all.push(described(field, None));
        }
    }
    all
}

fn group_of(name: &str) -> Option<&'static str> {
    GROUPS.iter().find(|(_, fields)| fields.contains(&name)).map(|(group, _)| *group)
}

fn described(field: &str, definitions: Option<&CustomFieldDefinitions>) -> HelpDeskField {
    let custom = field.strip_prefix("customFields.");
    let definition = custom.and_then(|name| definitions?.get(name));
    let kind = match FieldTarget::field(field) {
        Some(FieldTarget::Field(spec)) => kind_word(spec.kind),
        _ => "text",
    };
    let group = match custom {
        Some(_) => "custom",
        None if FieldTarget::field(field).is_none() => "other",
        None if field == PHOTO.name || field == ACCOUNT.name => "special",
        None => group_of(field).unwrap_or("web"),
    };
    HelpDeskField {
        field: field.to_owned(),
        name: in_words(ReportLanguage::En, field),
        group,
        kind,
        required: field == "name" || definition.is_some_and(|field| field.required),
        listed: definition.is_some_and(|field| field.choice != CustomFieldKind::Any),
    }
}

fn kind_word(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Email => "email",
        FieldKind::Country => "country",
        FieldKind::Language => "language",
        FieldKind::Date => "date",
        FieldKind::Bool => "bool",
        FieldKind::Url => "url",
        FieldKind::Tags => "tags",
        FieldKind::Object => "json",
        FieldKind::Photo => "file",
    }
}

/// `Telephone` for `phoneNumber`, and `segment` for `customFields.segment`.
pub(crate) fn in_words(language: ReportLanguage, field: &str) -> String {
    if let Some(custom) = field.strip_prefix("customFields.") {
        return custom.to_owned();
    }
    if !field.chars().all(|letter| letter.is_ascii_alphabetic()) {
        return field.to_owned();
    }
    let said = Message::new(language, format!("field-{field}")).in_its_language();
    said.unwrap_or_else(|| field.to_owned())
}

/// The values that a field may have, by the word of its conversion; empty if it takes any.
pub(crate) fn list_of(
    field: &str,
    conversion: &str,
    allowed: &[String],
    definitions: Option<&CustomFieldDefinitions>,
) -> Vec<ListValue> {
    let plain = |value: &String| ListValue { value: value.clone(), name: value.clone() };
    let pair = |value: &str, name: &str| ListValue { value: value.to_owned(), name: name.to_owned() };
    let definition = field.strip_prefix("customFields.").and_then(|name| definitions?.get(name));
    match definition.map(|field| &field.choice) {
        Some(CustomFieldKind::One(values)) => return values.iter().map(plain).collect(),
        Some(CustomFieldKind::Linked { children, .. }) => {
            let mut values: Vec<ListValue> = children.values().flatten().map(plain).collect();
            values.dedup();
            return values;
        }
        _ => {}
    }
    match conversion {
        "enum" => allowed.iter().map(plain).collect(),
        "country" => {
            let mut all: Vec<ListValue> = countries().map(|(code, name)| pair(code, name)).collect();
            all.sort_by(|one, other| one.name.cmp(&other.name));
            all
        }
        "language" => {
            let all = [
                (Language::English, "English"),
                (Language::Italian, "Italian"),
                (Language::Spanish, "Spanish"),
                (Language::French, "French"),
            ];
            all.iter().map(|(language, name)| pair(language.code(), name)).collect()
        }
        "bool" => vec![pair("true", "yes"), pair("false", "no")],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_api_is_there_once_in_plain_words() {
        let all = help_desk_fields(None, &["email".into(), "customFields.x".into(), "level".into()]);
        for field in FIELDS.iter().chain([&ACCOUNT, &PHOTO]) {
            let own: Vec<_> = all.iter().filter(|known| known.field == field.name).collect();
            assert_eq!(own.len(), 1, "{}", field.name);
            assert!(own[0].name.starts_with(char::is_uppercase), "{}", own[0].name);
        }
        let groups: Vec<_> =
            all.iter().rev().take(2).map(|field| (field.field.as_str(), field.group)).collect();
        assert_eq!(groups, [("level", "other"), ("customFields.x", "custom")]);
        assert!(all[0].required && all[0].field == "name");
        assert_eq!(list_of("state", "country", &[], None).len(), 249);
    }
}
