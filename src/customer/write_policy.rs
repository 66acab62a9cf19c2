//! What an update may overwrite: a policy of writing for each field.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::field::FieldTarget;

/// The start of the name of a custom field.
const CUSTOM: &str = "customFields.";
/// All custom fields without a policy of their own.
const OTHER_CUSTOM: &str = "customFields.*";
/// All fields without a policy of their own that the API documentation does not list.
const OTHER: &str = "*";

/// When a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WritePolicy {
    /// Whenever the row's value differs.
    #[default]
    Always,
    /// Where the help desk has no value. What it has stays.
    IfEmpty,
    /// With a new customer only. An update leaves the field as it is.
    OnInsert,
    /// Not at all. The field may be used for matching.
    Never,
    /// The row's text is added to the help desk's, unless it is there already.
    Append,
}

impl WritePolicy {
    /// All policies, in the order of the documents.
    pub const ALL: [Self; 5] = [Self::Always, Self::IfEmpty, Self::OnInsert, Self::Never, Self::Append];

    /// The word in mappings, on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::IfEmpty => "if_empty",
            Self::OnInsert => "on_insert",
            Self::Never => "never",
            Self::Append => "append",
        }
    }
}

impl fmt::Display for WritePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for WritePolicy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|policy| policy.name() == text);
        known.ok_or_else(|| "one of always, if_empty, on_insert, never, append".to_owned())
    }
}

fn is_documented(field: &str) -> bool {
    FieldTarget::field(field).is_some()
}

/// What the command line says about policies: `--write POLICY`, `--write FIELD=POLICY`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WriteOverrides {
    /// Replaces the default of the mapping.
    pub default: Option<WritePolicy>,
    /// Replaces the policy of single fields.
    pub fields: BTreeMap<String, WritePolicy>,
}

/// The policy of every field of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WritePolicies {
    /// The policy of all fields that have none of their own.
    #[serde(default, skip_serializing_if = "is_always")]
    pub default: WritePolicy,
    /// The policies of single fields: `memo`, `customFields.segment`. `customFields.*` stands for all other custom
    /// fields, `*` for all other fields that the API documentation does not list.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, WritePolicy>,
    /// What `append` puts between two texts; a line break where none is named.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub separators: BTreeMap<String, String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_always(policy: &WritePolicy) -> bool {
    *policy == WritePolicy::Always
}

impl WritePolicies {
    /// The policy of a field.
    pub fn of(&self, field: &str) -> WritePolicy {
        let rest = || match field {
            custom if custom.starts_with(CUSTOM) => self.fields.get(OTHER_CUSTOM),
            field if is_documented(field) => None,
            _ => self.fields.get(OTHER),
        };
        self.fields.get(field).or_else(rest).copied().unwrap_or(self.default)
    }

    /// The policies that are in force: `if_empty: memo, city; on_insert: all other fields`.
    pub fn in_words(&self) -> String {
        let part = |(policy, fields): (WritePolicy, Vec<&str>)| format!("{policy}: {}", fields.join(", "));
        let mut parts: Vec<String> = self.by_policy().into_iter().map(part).collect();
        if !is_always(&self.default) {
            let others = if parts.is_empty() { "all fields" } else { "all other fields" };
            parts.push(format!("{}: {others}", self.default));
        }
        parts.join("; ")
    }

    /// The fields whose policy is not the default, by policy.
    pub fn by_policy(&self) -> Vec<(WritePolicy, Vec<&str>)> {
        let others = WritePolicy::ALL.into_iter().filter(|policy| *policy != self.default);
        let of = |policy| {
            let fields = self.fields.iter().filter(move |(_, own)| **own == policy);
            (policy, fields.map(|(field, _)| field.as_str()).collect::<Vec<_>>())
        };
        others.map(of).filter(|(_, fields)| !fields.is_empty()).collect()
    }

    /// True if a field is never written.
    pub fn leave_out(&self) -> bool {
        self.fields.values().any(|policy| *policy == WritePolicy::Never)
    }

    /// The fields of a new customer: the wanted ones without those that are never written. `None` if that are all.
    pub fn inserted(&self, wanted: &Map<String, Value>) -> Option<Map<String, Value>> {
        if !self.leave_out() {
            return None;
        }
        let mut left = wanted.clone();
        left.retain(|name, value| match value {
            Value::Object(custom) if name == "customFields" => {
                custom.retain(|name, _| self.of(&format!("{CUSTOM}{name}")) != WritePolicy::Never);
                !custom.is_empty()
            }
            _ => self.of(name) != WritePolicy::Never,
        });
        (left != *wanted).then_some(left)
    }

    /// What `append` puts between the texts of a field.
    pub fn separator(&self, field: &str) -> &str {
        self.separators.get(field).map_or("\n", String::as_str)
    }

    /// True if every field is always written.
    pub fn are_always(&self) -> bool {
        is_always(&self.default) && self.fields.values().all(is_always)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn policies(default: WritePolicy, fields: &[(&str, WritePolicy)]) -> WritePolicies {
        let fields = fields.iter().map(|(field, policy)| ((*field).to_owned(), *policy)).collect();
        WritePolicies { default, fields, ..WritePolicies::default() }
    }

    #[test]
    fn policies_are_named_with_their_fields() {
        let own =
            [("memo", WritePolicy::Append), ("city", WritePolicy::Always), ("name", WritePolicy::IfEmpty)];
        let mixed = policies(WritePolicy::IfEmpty, &own);
        assert_eq!(mixed.in_words(), "always: city; append: memo; if_empty: all other fields");
        assert_eq!(policies(WritePolicy::OnInsert, &[]).in_words(), "on_insert: all fields");
        assert_eq!(policies(WritePolicy::Always, &own).in_words(), "if_empty: name; append: memo");
        assert_eq!(policies(WritePolicy::Always, &own[1..2]).in_words(), "");
    }

    #[test]
    fn an_insert_leaves_out_what_is_never_written() {
        let own = [("memo", WritePolicy::Never), ("customFields.a", WritePolicy::Never)];
        let policies = policies(WritePolicy::Always, &own);
        let object = |value: Value| value.as_object().cloned().unwrap();
        let wanted = object(json!({"name": "A", "memo": "m", "customFields": {"a": "1"}}));
        assert_eq!(policies.inserted(&wanted), Some(object(json!({"name": "A"}))));
        assert_eq!(policies.inserted(&object(json!({"name": "A"}))), None, "nothing is left out");
    }
}
