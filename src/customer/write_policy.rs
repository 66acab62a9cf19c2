//! What an update may overwrite: a policy of writing for each field.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

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

/// The policy of every field of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WritePolicies {
    /// The policy of all fields that have none of their own.
    #[serde(default, skip_serializing_if = "is_always")]
    pub default: WritePolicy,
    /// The policies of single fields: `memo`, `customFields.segment`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, WritePolicy>,
    /// What `append` puts between two texts; a line break where none is named.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub separators: BTreeMap<String, String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_always(policy: &WritePolicy) -> bool {
    *policy == WritePolicy::Always
}

impl WritePolicies {
    /// The policy of a field.
    pub fn of(&self, field: &str) -> WritePolicy {
        self.fields.get(field).copied().unwrap_or(self.default)
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
