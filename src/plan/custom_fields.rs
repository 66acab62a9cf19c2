//! Checks custom fields that only the plan can check, because the result depends on whether the row inserts or
//! updates a customer.

use serde_json::{Map, Value};

use super::decide::{Action, MatchedCustomer, WriteRules, choose, decide};
use crate::customer::{
    CustomFieldDefinition, CustomFieldDefinitions, CustomFieldKind, WritePolicies, WritePolicy,
    is_blank_value, is_empty_value,
};
use crate::issue::{Code, Complaint, Issue};
use crate::mapping::linked_value_complaint;

type Object = Map<String, Value>;

/// Like [`decide`], but rejects a customer whose custom fields would not match their definitions.
pub fn decide_within(
    definitions: Option<&CustomFieldDefinitions>,
    rules: WriteRules<'_>,
    wanted: &Object,
    found: Vec<MatchedCustomer>,
) -> Action {
    let found = match choose(found, rules.on_multiple) {
        Ok(found) => found,
        Err(issue) => return Action::Reject(*issue),
    };
    let Some(definitions) = definitions else {
        return decide(rules, wanted, found.into_iter().collect());
    };
    let before = found.as_ref().and_then(|found| custom_of(&found.record)).cloned().unwrap_or_default();
    let action = decide(rules, wanted, found.into_iter().collect());
    let inserted = rules.policies.inserted(wanted);
    let (patch, is_new) = match &action {
        Action::Insert => (custom_of(inserted.as_ref().unwrap_or(wanted)), true),
        Action::Update { patch, .. } => (custom_of(patch), false),
        _ => return action,
    };
    let empty = Object::new();
    let whole = MergedCustomFields { before: &before, patch: patch.unwrap_or(&empty), is_new };
    let joined = |field| whole.joined(field, rules.policies);
    let problem = definitions
        .iter()
        .find_map(|field| whole.lacks(field).or_else(|| joined(field)).or_else(|| whole.misfit(field)));
    problem.map_or(action, Action::Reject)
}

fn custom_of(object: &Object) -> Option<&Object> {
    object.get("customFields")?.as_object()
}

/// The custom fields of a customer, and the planned changes.
struct MergedCustomFields<'a> {
    before: &'a Object,
    patch: &'a Object,
    is_new: bool,
}

impl MergedCustomFields<'_> {
    fn value(&self, name: &str) -> &str {
        self.patch.get(name).or_else(|| self.before.get(name)).and_then(Value::as_str).unwrap_or_default()
    }

    /// The issue of a required field that a new customer lacks, or that would be cleared.
    fn lacks(&self, field: &CustomFieldDefinition) -> Option<Issue> {
        let given = self.patch.get(&field.name);
        let empty = given.map_or(self.is_new, is_empty_value);
        if !field.required || !empty {
            return None;
        }
        let message = format!("the help desk requires the custom field {:?}", field.name);
        let hint = "fill in the cell, or set a default for the field under [custom_fields] in the mapping";
        Some(issue(Complaint::new(Code::CustomFieldRequired, message, hint), field))
    }

    /// The issue of a field with a list of values to which a text would be added.
    fn joined(&self, field: &CustomFieldDefinition, policies: &WritePolicies) -> Option<Issue> {
        let had_one = self.before.get(&field.name).is_some_and(|before| !is_blank_value(before));
        let added = self.patch.contains_key(&field.name) && had_one;
        let appends = policies.of(&format!("customFields.{}", field.name)) == WritePolicy::Append;
        if field.choice == CustomFieldKind::Any || !(added && appends) {
            return None;
        }
        let message = format!(
            "no text can be added to the custom field {:?}: the help desk has a list for it",
            field.name
        );
        let hint = "use write = \"if_empty\" or \"always\" for this field";
        Some(issue(Complaint::new(Code::CustomFieldValue, message, hint), field))
    }

    /// The issue of a field that would no longer match its parent, if one of the two changes.
    fn misfit(&self, field: &CustomFieldDefinition) -> Option<Issue> {
        let CustomFieldKind::Linked { parent, .. } = &field.choice else { return None };
        let child = self.value(&field.name);
        let touched = self.patch.contains_key(&field.name) || self.patch.contains_key(parent);
        if !touched || child.is_empty() {
            return None;
        }
        linked_value_complaint(field, child, self.value(parent))
            .map(|complaint| issue(complaint, field).with_value(child))
    }
}

fn issue(complaint: Complaint, field: &CustomFieldDefinition) -> Issue {
    Issue::error(complaint).in_field(format!("customFields.{}", field.name))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;
    use crate::customer::StoredChanges;
    use crate::plan::{ImportMode, OnMultiple};

    fn account() -> CustomFieldDefinitions {
        let fields = json!([
            {"name": "segment", "type": "COMBO", "values": ["Gold", "Silver"]},
            {"name": "tier", "type": "TEXT", "required": true},
            {"name": "level", "type": "LINKED_COMBO", "linkedField": "segment",
             "linkedValues": {"Gold": ["A", "B"], "Silver": ["C"]}},
        ]);
        CustomFieldDefinitions::read(fields.as_array().unwrap().iter().filter_map(Value::as_object))
    }

    #[rstest]
    #[case::a_new_customer_lacks_a_required_field(json!({"segment": "Gold"}), None, "E307")]
    #[case::no_custom_field_is_mapped(json!({}), None, "E307")]
    #[case::the_required_field_is_present(json!({"tier": "1"}), None, "insert")]
    #[case::not_required_of_an_update(json!({"segment": "Silver"}), Some(json!({"tier": null})), "update")]
    #[case::the_required_field_is_emptied(json!({"tier": null}), Some(json!({"tier": "1"})), "E307")]
    #[case::a_child_without_its_parent(json!({"tier": "1", "level": "A"}), None, "E306")]
    #[case::the_parent_fits(json!({"level": "A"}), Some(json!({"segment": "Gold"})), "update")]
    #[case::the_parent_does_not_fit(json!({"level": "A"}), Some(json!({"segment": "Silver"})), "E306")]
    #[case::the_parent_changes(json!({"segment": "Silver"}), Some(json!({"segment": "Gold", "level": "A"})), "E306")]
    #[case::the_parent_is_emptied(json!({"segment": null}), Some(json!({"segment": "Gold", "level": "A"})), "E306")]
    #[case::both_change(json!({"segment": "Silver", "level": "C"}), Some(json!({"segment": "Gold", "level": "A"})), "update")]
    #[case::already_wrong_and_unchanged(json!({"tier": "2"}), Some(json!({"segment": "Silver", "level": "A"})), "update")]
    fn required_and_dependent_fields_are_checked_on_the_complete_customer(
        #[case] custom: Value,
        #[case] before: Option<Value>,
        #[case] expected: &str,
    ) {
        let wanted = json!({"name": "Ada", "customFields": custom});
        let found = before.map(|custom| MatchedCustomer {
            id: "1".to_owned(),
            record: json!({"id": "1", "name": "Ada", "customFields": custom}).as_object().cloned().unwrap(),
        });
        let wanted = wanted.as_object().unwrap();
        let found = found.into_iter().collect();
        let rules = WriteRules {
            mode: ImportMode::Upsert,
            on_multiple: OnMultiple::Reject,
            policies: &WritePolicies::default(),
            stored: &StoredChanges::default(),
        };
        let action = decide_within(Some(&account()), rules, wanted, found);
        let word = match action {
            Action::Insert => "insert".to_owned(),
            Action::Update { .. } => "update".to_owned(),
            Action::Reject(issue) => issue.code.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(word, expected);
    }
}
