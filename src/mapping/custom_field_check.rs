//! Checks values of custom fields against their definitions in the help desk. Pure functions.

use super::did_you_mean::near_names;
use crate::customer::{
    CustomFieldDefinition, CustomFieldDefinitions, CustomFieldKind, Customer, FieldTarget, FieldValue,
};
use crate::issue::{Code, Complaint, Issue};

/// The maximum number of values to list in a hint.
const LISTED: usize = 8;

/// Why a custom field can't have a value, regardless of the customer's other fields.
pub(crate) fn custom_value_complaint(
    definitions: &CustomFieldDefinitions,
    name: &str,
    value: &str,
) -> Option<Complaint> {
    let Some(field) = definitions.get(name) else { return Some(unknown_custom_field(definitions, name)) };
    match &field.choice {
        CustomFieldKind::Any => None,
        CustomFieldKind::One(values) => one_of(name, value, values.iter()),
        CustomFieldKind::Linked { children, .. } => one_of(name, value, children.values().flatten()),
    }
}

/// The complaint about an unknown custom field.
pub(crate) fn unknown_custom_field(definitions: &CustomFieldDefinitions, name: &str) -> Complaint {
    let names = || definitions.iter().map(|field| field.name.as_str());
    let labeled = definitions.iter().find(|field| field.labels.iter().any(|label| same(label, name)));
    let near = match labeled {
        Some(field) => format!("did you mean {:?}? ", field.name),
        None => near(name, names()).map_or_else(String::new, |near| near + " "),
    };
    let message = format!("the account has no custom field {name:?}");
    let hint = format!("{near}its custom fields are {}", listed(names()));
    Complaint::new(Code::CustomFieldUnknown, message, hint)
}

fn one_of<'v>(
    name: &str,
    value: &str,
    mut values: impl Iterator<Item = &'v String> + Clone,
) -> Option<Complaint> {
    let all = values.clone().map(String::as_str);
    if values.any(|known| known == value) {
        return None;
    }
    let meant = near_values(value, all.clone());
    let hint = meant_hint(&meant).unwrap_or_else(|| format!("write one of {}", listed(all)));
    let message = format!("this value is not in the list of the custom field {name:?}");
    Some(Complaint::new(Code::CustomFieldValue, message, hint).suggesting(meant))
}

/// Why a linked field can't have a value together with that of its parent.
pub(crate) fn linked_value_complaint(
    field: &CustomFieldDefinition,
    child: &str,
    parent_value: &str,
) -> Option<Complaint> {
    let CustomFieldKind::Linked { parent, children } = &field.choice else { return None };
    let name = &field.name;
    if parent_value.is_empty() {
        let message = format!("{child:?} in the custom field {name:?} needs a value in {parent:?}");
        let hint = format!("fill in {parent:?} as well, or leave {name:?} empty");
        return Some(Complaint::new(Code::CustomFieldLink, message, hint));
    }
    let fitting = children.get(parent_value).map_or(&[][..], Vec::as_slice);
    if fitting.iter().any(|known| known == child) {
        return None;
    }
    let message = format!("{child:?} in {name:?} does not match {parent_value:?} in {parent:?}");
    let hint = match fitting {
        [] => format!("no value of {name:?} matches {parent_value:?}; leave it empty"),
        fitting => format!("for {parent_value:?}, use {}", listed(fitting.iter().map(String::as_str))),
    };
    Some(Complaint::new(Code::CustomFieldLink, message, hint))
}

/// Adds an issue for each linked field that does not match its parent, if the row gives both.
pub(super) fn check_linked_values(
    definitions: &CustomFieldDefinitions,
    customer: &Customer<'_>,
    issues: &mut Vec<Issue>,
) {
    for (target, child) in customer.iter().filter(|(_, value)| **value != FieldValue::Clear) {
        let FieldTarget::Custom(name) = target else { continue };
        let Some(field) = definitions.get(name) else { continue };
        let CustomFieldKind::Linked { parent, .. } = &field.choice else { continue };
        let Some(parent) = customer.get(&format!("customFields.{parent}")) else { continue };
        let child = child.text();
        let field_name = target.to_string();
        if issues.iter().any(|issue| issue.is_error() && issue.field.as_ref() == Some(&field_name)) {
            continue;
        }
        let misfit = linked_value_complaint(field, &child, &parent.text());
        issues.extend(misfit.map(|what| Issue::error(what).in_field(field_name).with_value(&child)));
    }
}

fn near<'n>(wanted: &str, names: impl Iterator<Item = &'n str> + Clone) -> Option<String> {
    meant_hint(&near_values(wanted, names))
}

/// The name that differs only in case, else the nearest ones.
fn near_values<'n>(wanted: &str, names: impl Iterator<Item = &'n str> + Clone) -> Vec<&'n str> {
    let exactly = names.clone().find(|name| same(name, wanted));
    exactly.map_or_else(|| near_names(wanted, names), |name| vec![name])
}

fn meant_hint(names: &[&str]) -> Option<String> {
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    (!quoted.is_empty()).then(|| format!("did you mean {}?", quoted.join(" or ")))
}

fn same(one: &str, other: &str) -> bool {
    crate::record::fold_name(one) == crate::record::fold_name(other)
}

fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    let some: Vec<String> = names.iter().take(LISTED).map(|name| format!("{name:?}")).collect();
    let more = names.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", some.join(", "))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn account() -> CustomFieldDefinitions {
        let fields = json!([
            {"name": "segment", "type": "COMBO", "labels": {"it": "Segmento"}, "values": ["Gold", "Silver"]},
            {"name": "note", "type": "TEXT"},
            {"name": "level", "type": "LINKED_COMBO", "linkedField": "segment",
             "linkedValues": {"Gold": ["A", "B"], "Silver": ["C"]}},
        ]);
        CustomFieldDefinitions::read(fields.as_array().unwrap().iter().filter_map(|field| field.as_object()))
    }

    #[rstest]
    #[case("segment", "Gold", "")]
    #[case("segment", "gold", "E305 did you mean \"Gold\"?")]
    #[case("segment", "Bronze", "E305 write one of \"Gold\", \"Silver\"")]
    #[case(
        "segmant",
        "Gold",
        "E304 did you mean \"segment\"? its custom fields are \"segment\", \"note\", \"level\""
    )]
    #[case(
        "Segmento",
        "Gold",
        "E304 did you mean \"segment\"? its custom fields are \"segment\", \"note\", \"level\""
    )]
    #[case("x", "Gold", "E304 its custom fields are \"segment\", \"note\", \"level\"")]
    #[case("note", "anything", "")]
    #[case("level", "C", "")]
    #[case("level", "D", "E305 write one of \"A\", \"B\", \"C\"")]
    fn a_single_value_is_checked(#[case] name: &str, #[case] value: &str, #[case] expected: &str) {
        let said = custom_value_complaint(&account(), name, value);
        assert_eq!(said.map_or_else(String::new, |said| format!("{} {}", said.code, said.hint)), expected);
    }

    #[test]
    fn the_value_that_is_meant_is_suggested() {
        let suggested = |value: &str| custom_value_complaint(&account(), "segment", value).unwrap().suggested;
        assert_eq!(
            (suggested("gold"), suggested("Silvr")),
            (vec!["Gold".to_owned()], vec!["Silver".to_owned()])
        );
        assert!(suggested("Iron").is_empty());
    }

    #[rstest]
    #[case("A", "Gold", None)]
    #[case("C", "Gold", Some("for \"Gold\", use \"A\", \"B\""))]
    #[case("A", "Iron", Some("no value of \"level\" matches \"Iron\"; leave it empty"))]
    #[case("A", "", Some("fill in \"segment\" as well, or leave \"level\" empty"))]
    fn a_dependent_value_must_fit_its_parent(
        #[case] child: &str,
        #[case] parent: &str,
        #[case] expected: Option<&str>,
    ) {
        let account = account();
        let said = linked_value_complaint(account.get("level").unwrap(), child, parent);
        assert_eq!(said.map(|said| said.hint).as_deref(), expected);
    }
}
