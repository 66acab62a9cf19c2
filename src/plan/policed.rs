//! What the policies of writing leave of the differences between a row and its customer.

use serde_json::{Map, Value};

use super::append::appended;
use super::protected_value::ProtectedValue;
use crate::customer::{StoredChanges, WritePolicies, WritePolicy, differences, is_blank_value};

type Object = Map<String, Value>;

const CUSTOM: &str = "customFields";

/// The differences of a row, by what its policies do with them.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Policed {
    /// What is written.
    pub(super) patch: Object,
    /// What stays as it is in the help desk.
    pub(super) protected: Vec<ProtectedValue>,
}

/// Compares the wanted fields with a customer, field by field. A difference that the help desk makes when it stores
/// values is not protected: there is nothing to protect.
pub(super) fn policed(
    wanted: &Object,
    record: &Object,
    policies: &WritePolicies,
    stored: &StoredChanges,
) -> Policed {
    let mut patch = differences(wanted, record);
    if policies.are_always() {
        return Policed { patch, protected: Vec::new() };
    }
    let real = stored.differences(&patch, record);
    let mut sieve = Sieve { policies, stored, protected: Vec::new() };
    sieve.sift(&mut patch, &real, record, "");
    Policed { patch, protected: sieve.protected }
}

struct Sieve<'a> {
    policies: &'a WritePolicies,
    stored: &'a StoredChanges,
    protected: Vec<ProtectedValue>,
}

impl Sieve<'_> {
    fn sift(&mut self, patch: &mut Object, real: &Object, have: &Object, prefix: &str) {
        let none = Object::new();
        patch.retain(|name, want| match want {
            Value::Object(custom) if name == CUSTOM && prefix.is_empty() => {
                let real = real.get(CUSTOM).and_then(Value::as_object).unwrap_or(&none);
                let have = custom_of(custom, have.get(CUSTOM));
                self.sift(custom, real, &have, "customFields.");
                !custom.is_empty()
            }
            want => {
                let field = format!("{prefix}{name}");
                let current = have.get(name).cloned().unwrap_or_default();
                self.keeps(field, want, current, real.contains_key(name))
            }
        });
    }

    /// True if a field is written. `append` replaces what is wanted by the complete text.
    fn keeps(&mut self, field: String, want: &mut Value, current: Value, is_real: bool) -> bool {
        let policy = self.policies.of(&field);
        match policy {
            WritePolicy::Always => return true,
            WritePolicy::IfEmpty if is_blank_value(&current) => return true,
            WritePolicy::IfEmpty | WritePolicy::OnInsert | WritePolicy::Never => {}
            WritePolicy::Append => {
                // Nothing can be added to what is no text, and a row without a text empties nothing.
                let added = text(want).filter(|added| !added.is_empty());
                if let Some((added, now)) = added.zip(text(&current)) {
                    let form = |text: &str| self.stored.comparable(&field, text);
                    let whole = appended(&now, &added, self.policies.separator(&field), form);
                    return whole.map(|whole| *want = whole.into()).is_some();
                }
            }
        }
        // Where both are blank, nothing is kept and nothing is left out.
        if is_real && !(is_blank_value(want) && is_blank_value(&current)) {
            self.protected.push(ProtectedValue::new(field, policy, want.clone(), current));
        }
        false
    }
}

/// The custom fields of a customer. Ones with an unknown structure are the value of every wanted field.
fn custom_of(wanted: &Object, have: Option<&Value>) -> Object {
    match have {
        Some(Value::Object(custom)) => custom.clone(),
        Some(odd) if !is_blank_value(odd) => wanted.keys().map(|name| (name.clone(), odd.clone())).collect(),
        _ => Object::new(),
    }
}

/// A value as text; a blank one is the empty text. A company that the help desk returns as an object has a name.
fn text(value: &Value) -> Option<String> {
    match value {
        blank if is_blank_value(blank) => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Object(members) => {
            let name = members.get("name")?.as_str()?;
            (!name.is_empty()).then(|| name.to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        value.as_object().cloned().unwrap()
    }

    fn sifted(policies: &[(&str, WritePolicy)], wanted: Value, record: Value) -> (Value, Vec<String>) {
        let fields = policies.iter().map(|(field, policy)| ((*field).to_owned(), *policy)).collect();
        let policies = WritePolicies { fields, ..WritePolicies::default() };
        let policed = policed(&object(wanted), &object(record), &policies, &StoredChanges::default());
        let shown = policed
            .protected
            .iter()
            .map(|one| format!("{} {}: {} for {}", one.field, one.policy.name(), one.current, one.wanted));
        (Value::Object(policed.patch), shown.collect())
    }

    #[rstest]
    #[case(WritePolicy::Always, json!("new"), json!("old"), json!({"memo": "new"}), 0)]
    #[case(WritePolicy::IfEmpty, json!("new"), json!("old"), json!({}), 1)]
    #[case(WritePolicy::IfEmpty, json!("new"), json!(""), json!({"memo": "new"}), 0)]
    #[case(WritePolicy::IfEmpty, json!("new"), json!(null), json!({"memo": "new"}), 0)]
    #[case(WritePolicy::IfEmpty, json!("new"), json!(" "), json!({"memo": "new"}), 0)]
    #[case(WritePolicy::IfEmpty, json!("new"), json!([""]), json!({"memo": "new"}), 0)]
    #[case(WritePolicy::Append, json!("new"), json!(" "), json!({"memo": "new"}), 0)]
    #[case(WritePolicy::Append, json!(" "), json!("old"), json!({}), 1)]
    #[case(WritePolicy::IfEmpty, json!(null), json!("old"), json!({}), 1)]
    #[case(WritePolicy::IfEmpty, json!(true), json!(false), json!({}), 1)]
    #[case(WritePolicy::IfEmpty, json!(5), json!(0), json!({}), 1)]
    #[case(WritePolicy::IfEmpty, json!("same"), json!("same"), json!({}), 0)]
    #[case(WritePolicy::OnInsert, json!("new"), json!(""), json!({}), 1)]
    #[case(WritePolicy::Never, json!("new"), json!("old"), json!({}), 1)]
    #[case(WritePolicy::Append, json!("new"), json!("old"), json!({"memo": "old\nnew"}), 0)]
    #[case(WritePolicy::Append, json!("new"), json!("new\nold"), json!({}), 0)]
    #[case(WritePolicy::Append, json!(null), json!("old"), json!({}), 1)]
    #[case(WritePolicy::Append, json!("new"), json!(7), json!({"memo": "7\nnew"}), 0)]
    #[case(WritePolicy::Append, json!("new"), json!(["old"]), json!({}), 1)]
    fn each_policy_keeps_what_it_may_write(
        #[case] policy: WritePolicy,
        #[case] wanted: Value,
        #[case] current: Value,
        #[case] patch: Value,
        #[case] protected: usize,
    ) {
        let (written, kept) =
            sifted(&[("memo", policy)], json!({"memo": wanted.clone()}), json!({"memo": current.clone()}));
        assert_eq!((written, kept.len()), (patch.clone(), protected));
        let custom = |value: &Value| json!({"customFields": {"a": value}});
        let (written, kept) = sifted(&[("customFields.a", policy)], custom(&wanted), custom(&current));
        let patch = patch.get("memo").map_or_else(|| json!({}), custom);
        assert_eq!((written, kept.len()), (patch, protected));
    }

    /// A company without a name may still be one: its id is a value.
    #[rstest]
    #[case(json!({"id": 5}), false, false)]
    #[case(json!({"id": 5, "name": ""}), false, false)]
    #[case(json!({"name": "Acme"}), false, true)]
    #[case(json!({"id": null, "name": ""}), true, true)]
    #[case(json!({}), true, true)]
    fn a_company_without_name_and_id_is_empty(
        #[case] company: Value,
        #[case] fills: bool,
        #[case] adds: bool,
    ) {
        let written = |policy| {
            let wanted = json!({"company": "Beta"});
            let (patch, kept) = sifted(&[("company", policy)], wanted, json!({"company": company.clone()}));
            assert_eq!(kept.len(), usize::from(patch == json!({})));
            patch != json!({})
        };
        assert_eq!(written(WritePolicy::IfEmpty), fills);
        assert_eq!(written(WritePolicy::Append), adds);
    }

    /// Custom fields in a form that nobody knows can't be told apart; they stay as they are.
    #[test]
    fn custom_fields_of_unknown_structure_are_protected() {
        let policies = [("customFields.*", WritePolicy::OnInsert)];
        let wanted = json!({"customFields": {"a": "1"}});
        let (patch, protected) = sifted(&policies, wanted, json!({"customFields": ["odd"]}));
        assert_eq!(patch, json!({}));
        assert_eq!(protected, [r#"customFields.a on_insert: ["odd"] for "1""#]);
    }

    #[test]
    fn custom_fields_are_sifted_one_by_one() {
        let policies = [("customFields.*", WritePolicy::IfEmpty), ("customFields.b", WritePolicy::Always)];
        let wanted = json!({"name": "A", "customFields": {"a": "1", "b": "1", "c": "1"}});
        let record = json!({"name": "B", "customFields": {"a": "0", "b": "0"}});
        let (patch, protected) = sifted(&policies, wanted, record);
        assert_eq!(patch, json!({"name": "A", "customFields": {"b": "1", "c": "1"}}));
        assert_eq!(protected, [r#"customFields.a if_empty: "0" for "1""#]);
    }

    #[test]
    fn a_secret_value_is_not_kept() {
        let policies = [("account", WritePolicy::IfEmpty)];
        let (_, protected) =
            sifted(&policies, json!({"account": {"p": "1"}}), json!({"account": {"p": "2"}}));
        assert_eq!(protected, [r#"account if_empty: "(hidden)" for "(hidden)""#]);
        let policies = [("account", WritePolicy::OnInsert)];
        let (_, left_out) = sifted(&policies, json!({"account": {"p": "1"}}), json!({"account": {"p": ""}}));
        assert_eq!(left_out, [r#"account on_insert: null for "(hidden)""#], "nothing is protected");
    }
}
