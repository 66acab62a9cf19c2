//! Names of fields on the command line. An unknown name is rejected before anything is read, as a search for it would
//! find no customer, or all of them.

use crate::api::Object;
use crate::customer::CustomerColumn;
use crate::mapping::near_name;

/// The prefix of a property that the API's documentation does not list.
const EXTRA: &str = "extraFields.";
/// The prefix of a custom field.
const CUSTOM: &str = "customFields.";

/// An unknown field name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no field {name:?}{}", advice(near, hint))]
pub struct UnknownField {
    name: String,
    /// `: did you mean "city"?`, or nothing.
    near: String,
    hint: String,
}

/// The name of a field in a customer. `given` is a field of the API's documentation, `customFields.NAME`, or
/// `extraFields.NAME` for any other property.
pub fn field_name(given: &str) -> Result<&str, UnknownField> {
    let given = given.trim();
    if let Some(name) = given.strip_prefix(EXTRA).filter(|name| !name.is_empty()) {
        return Ok(name);
    }
    let custom = given.strip_prefix(CUSTOM).is_some_and(|name| !name.is_empty());
    if custom || matches!(CustomerColumn::named(given), CustomerColumn::Known(_)) {
        Ok(given)
    } else {
        Err(unknown(given))
    }
}

fn unknown(name: &str) -> UnknownField {
    let known: Vec<String> = CustomerColumn::known().map(|column| column.to_string()).collect();
    let own = if name.contains('.') || name == "customFields" { "NAME" } else { name };
    let hint = format!(
        "write a custom field as {CUSTOM}{own}, and a property that the API documentation does not list \
         as {EXTRA}{own}; the fields are {}",
        known.join(", ")
    );
    UnknownField { name: name.to_owned(), near: near(name, &known), hint }
}

/// The first of some custom fields (with `customFields.`) that the account does not define. `None` if it defines none:
/// then any name is accepted.
pub(super) fn undefined(custom: &[String], definitions: &[Object]) -> Option<UnknownField> {
    let defined = definitions.iter().filter_map(|field| field.get("name")?.as_str());
    let defined: Vec<String> = defined.map(|name| format!("{CUSTOM}{name}")).collect();
    let name = custom.iter().find(|name| !defined.is_empty() && !defined.contains(name))?;
    let hint = format!(
        "the account defines {}; use {EXTRA}{name} for one that customers have without a definition",
        defined.join(", ")
    );
    Some(UnknownField { name: name.clone(), near: near(name, &defined), hint })
}

fn near(name: &str, known: &[String]) -> String {
    let near = near_name(name, known.iter().map(String::as_str));
    near.map_or_else(String::new, |near| format!(": {near}"))
}

/// What to do: `: did you mean "city"? Write a custom field as ...`, or `; write a custom field as ...`.
fn advice(near: &str, hint: &str) -> String {
    let mut letters = hint.chars();
    match letters.next().filter(|_| !near.is_empty()) {
        Some(first) => format!("{near} {}{}", first.to_uppercase(), letters.as_str()),
        None => format!("; {hint}"),
    }
}

/// True for `customFields.NAME`.
pub(super) fn is_custom(given: &str) -> bool {
    given.trim().starts_with(CUSTOM)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case("city", "city")]
    #[case(" id ", "id")]
    #[case("tags", "tags")]
    #[case("ticketCount", "ticketCount")]
    #[case("customFields.segment", "customFields.segment")]
    #[case("extraFields.nick", "nick")]
    #[case("extraFields.customFields.old", "customFields.old")]
    fn field_names_are_accepted(#[case] given: &str, #[case] name: &str) {
        assert_eq!(field_name(given).unwrap(), name);
    }

    #[rstest]
    #[case(
        "citty",
        "there is no field \"citty\": did you mean \"city\"? Write a custom field as customFields.citty"
    )]
    #[case("E-Mail", "did you mean \"email\"?")]
    #[case(
        "segment",
        "there is no field \"segment\"; write a custom field as customFields.segment, and a property"
    )]
    #[case("customFields", "customFields.NAME")]
    #[case("customFields.", "customFields.NAME")]
    #[case("", "there is no field \"\"")]
    fn other_names_are_refused(#[case] given: &str, #[case] said: &str) {
        let message = field_name(given).unwrap_err().to_string();
        assert!(message.contains(said), "{message}");
    }

    #[test]
    fn custom_fields_are_checked_against_the_definitions() {
        let definitions = [json!({"name": "segment"}), json!({"name": "vatNumber"})];
        let definitions = definitions.map(|field| field.as_object().cloned().unwrap());
        let undefined = |name: &str, known: &[Object]| undefined(&[name.to_owned()], known);
        assert_eq!(undefined("customFields.segment", &definitions), None);
        assert_eq!(undefined("customFields.none", &[]), None);
        let message = undefined("customFields.segmnet", &definitions).unwrap().to_string();
        assert!(message.contains("did you mean \"customFields.segment\"?"), "{message}");
        assert!(message.contains("defines customFields.segment, customFields.vatNumber"), "{message}");
    }
}
