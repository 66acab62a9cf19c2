//! Fields by the names that people use.

use crate::customer::{FIELDS, FieldKind};
use crate::language::{Message, ReportLanguage};

/// How the name of a custom field begins.
const CUSTOM: &str = "customFields.";

/// `Telephone` for `phoneNumber`, and `segment` for `customFields.segment`. An unknown field keeps its name.
pub(super) fn field_in_words(language: ReportLanguage, field: &str) -> String {
    let field = if field == "customFields.*" { "customFields" } else { field };
    if let Some(custom) = field.strip_prefix(CUSTOM) {
        return custom.to_owned();
    }
    let known = !field.is_empty() && field.chars().all(|letter| letter.is_ascii_alphabetic());
    let said = known.then(|| Message::new(language, format!("field-{field}")).in_its_language());
    said.flatten().unwrap_or_else(|| field.to_owned())
}

/// `Telephone (phoneNumber)`, for the details.
pub(super) fn field_with_name(language: ReportLanguage, field: &str) -> String {
    match field_in_words(language, field) {
        words if words == field || field.starts_with(CUSTOM) => words,
        words => format!("{words} ({field})"),
    }
}

/// `yes` for `true` in a field that is yes or no. All other values stay as they are.
pub(super) fn value_in_words(language: ReportLanguage, field: &str, value: &str) -> String {
    let is_choice = FIELDS.iter().any(|known| known.name == field && known.kind == FieldKind::Bool);
    let key = match value {
        "true" if is_choice => "value-yes",
        "false" if is_choice => "value-no",
        _ => return value.to_owned(),
    };
    Message::new(language, key).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::{ACCOUNT, PHOTO};

    #[test]
    fn every_field_has_a_name_for_people() {
        for field in FIELDS.iter().chain([&ACCOUNT, &PHOTO]) {
            for language in ReportLanguage::ALL {
                let key = format!("field-{}", field.name);
                assert!(
                    Message::new(language, key).in_its_language().is_some(),
                    "{language}: {}",
                    field.name
                );
            }
        }
        let italian = |field| field_in_words(ReportLanguage::It, field);
        assert_eq!(
            ["phoneNumber", "customFields.segment", "x-1"].map(italian),
            ["Telefono", "segment", "x-1"]
        );
        assert_eq!(field_with_name(ReportLanguage::De, "state"), "Land (state)");
        let value = |field, text| value_in_words(ReportLanguage::De, field, text);
        let values = [value("topClient", "true"), value("topClient", "false"), value("memo", "true")];
        assert_eq!(values, ["ja", "nein", "true"]);
    }
}
