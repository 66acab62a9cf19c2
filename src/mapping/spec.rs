//! The mapping file as written: TOML as plain structs, with the position of each value.
//!
//! Nothing is resolved here. The TOML reader itself rejects unknown keys and wrong types. Everything about fields,
//! conversions or columns is checked in `compile`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::customer::WritePolicy;

/// The complete file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MappingSpec {
    pub version: Spanned<u32>,
    pub name: Option<String>,
    pub description: Option<String>,
    #[serde(default)]
    pub source: SourceSpec,
    #[serde(rename = "match")]
    pub matching: Option<MatchSpec>,
    #[serde(default)]
    pub fields: BTreeMap<Spanned<String>, FieldRule>,
    #[serde(default)]
    pub custom_fields: BTreeMap<Spanned<String>, FieldRule>,
    #[serde(default)]
    pub extra_fields: BTreeMap<Spanned<String>, FieldRule>,
    #[serde(default)]
    pub when: Vec<Spanned<WhenSpec>>,
    #[serde(default)]
    pub tests: Vec<Spanned<TestSpec>>,
}

/// The field name for every column that no other rule takes.
pub(crate) const ANY: &str = "*";

/// `[source]`: how to read the source. All keys are optional.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct SourceSpec {
    pub delimiter: Option<Spanned<String>>,
    pub quote: Option<Spanned<String>>,
    pub escape: Option<Spanned<String>>,
    pub short_rows: Option<ShortRowsWord>,
    pub encoding: Option<Spanned<String>>,
    pub sheet: Option<String>,
    pub header_row: Option<Spanned<u64>>,
    pub records: Option<Spanned<String>>,
    pub null: Option<Vec<String>>,
    pub merged: Option<Spanned<String>>,
    pub repair: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    pub exported: bool,
    #[serde(default)]
    pub name_columns: bool,
    #[serde(default)]
    pub no_header: bool,
    #[serde(default)]
    pub leave_out: Vec<Spanned<String>>,
}

/// What to do with a row that has fewer cells than the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ShortRowsWord {
    Reject,
    Fill,
}

/// `[match]`: how a row finds its customer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct MatchSpec {
    pub keys: Spanned<KeysSpec>,
    #[serde(default)]
    pub on_no_key: OnNoKey,
    #[serde(default)]
    pub on_duplicate: OnDuplicate,
    pub merge: Option<Spanned<MergeWord>>,
    pub write: Option<Spanned<WritePolicy>>,
}

/// `["email"]`, `["name", "phoneNumber"]`, or alternatives `[["customFields.legacyId"], ["email"]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "expected a list of fields, or a list of such lists")]
pub(crate) enum KeysSpec {
    Together(Vec<String>),
    Alternatives(Vec<Vec<String>>),
}

impl KeysSpec {
    /// The fields of all alternatives.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &String> {
        let (together, alternatives) = match self {
            Self::Together(fields) => (fields.as_slice(), &[][..]),
            Self::Alternatives(all) => (&[][..], all.as_slice()),
        };
        together.iter().chain(alternatives.iter().flatten())
    }
}

/// What to do with a row without a match key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnNoKey {
    /// It is rejected.
    #[default]
    Reject,
    /// It is inserted without looking for a customer.
    Insert,
}

/// What to do if two rows have the same match key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnDuplicate {
    /// The first row counts. Later ones are rejected.
    #[default]
    Reject,
    /// The first row counts. Later ones are skipped.
    First,
    /// The last row counts. Earlier ones are skipped.
    Last,
    /// The rows are merged into the first one.
    Merge,
}

/// How a field is merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MergeWord {
    Fill,
    First,
    Last,
    Join,
}

/// The rule of one field.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a rule such as { from = \"Column\" }")]
pub(crate) struct FieldRule {
    pub from: Option<Spanned<FromSpec>>,
    pub first: Option<Spanned<Vec<Spanned<FromSpec>>>>,
    pub join: Option<Spanned<String>>,
    pub value: Option<Spanned<toml::Value>>,
    pub template: Option<Spanned<String>>,
    pub default: Option<Spanned<toml::Value>>,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub optional: bool,
    #[serde(rename = "as")]
    pub conversion: Option<Spanned<String>>,
    pub formats: Option<Spanned<Vec<String>>>,
    pub true_values: Option<Spanned<Vec<String>>>,
    pub false_values: Option<Spanned<Vec<String>>>,
    pub values: Option<Spanned<Vec<String>>>,
    pub separator: Option<Spanned<String>>,
    pub split: Option<Spanned<String>>,
    pub decimal: Option<Spanned<String>>,
    pub pivot: Option<Spanned<i64>>,
    pub order: Option<Spanned<String>>,
    pub format: Option<Spanned<String>>,
    pub region: Option<Spanned<String>>,
    pub trust_country: Option<Spanned<bool>>,
    pub take: Option<Spanned<String>>,
    pub scheme: Option<Spanned<String>>,
    pub lost_zeros: Option<Spanned<bool>>,
    pub fallback: Option<Spanned<FallbackSpec>>,
    pub folder: Option<Spanned<String>>,
    pub apostrophe: Option<Apostrophe>,
    pub repair: Option<Spanned<Vec<Spanned<String>>>>,
    pub lookup: Option<BTreeMap<String, Spanned<toml::Value>>>,
    pub lookup_file: Option<Spanned<LookupFileSpec>>,
    pub lookup_else: Option<Spanned<LookupElse>>,
    pub pattern: Option<Spanned<String>>,
    pub case: Option<Case>,
    pub trim: Option<bool>,
    #[serde(default)]
    pub on_empty: OnEmpty,
    #[serde(default)]
    pub on_invalid: OnInvalid,
    pub merge: Option<Spanned<MergeWord>>,
    pub merge_join: Option<Spanned<String>>,
    pub write: Option<Spanned<WritePolicy>>,
}

/// A lookup table in a file of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct LookupFileSpec {
    pub file: String,
    pub key: String,
    pub value: String,
}

/// `from`: one column, or several columns to join.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "expected the name of a column, or a list of names")]
pub(crate) enum FromSpec {
    One(String),
    Several(Vec<String>),
}

/// `fallback`: a column of states, and their country.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct FallbackSpec {
    pub from: Spanned<String>,
    pub country: Spanned<String>,
}

/// What to do with a leading apostrophe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Apostrophe {
    Keep,
    Drop,
}

/// The case to convert a text to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Case {
    Upper,
    Lower,
    Title,
    Name,
}

/// What to do with a value that is not in the lookup table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LookupElse {
    #[default]
    Reject,
    Keep,
}

/// What an empty cell does on update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OnEmpty {
    #[default]
    Keep,
    Clear,
}

/// What to do with a value that can't be converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OnInvalid {
    #[default]
    Reject,
    Default,
    Empty,
    Keep,
}

/// One `[[when]]`: a condition over `row`, and what to do with rows for which it is true.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct WhenSpec {
    pub skip: Option<Spanned<String>>,
    pub reject: Option<Spanned<String>>,
    pub note: Option<String>,
    /// Ignore the rule if the source lacks one of its columns.
    #[serde(default)]
    pub optional: bool,
}

/// One of `[[tests]]`: a row, and the expected fields or codes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct TestSpec {
    pub name: Option<String>,
    pub row: BTreeMap<String, Spanned<toml::Value>>,
    /// The row's customer in the help desk; without it there is none.
    pub current: Option<Spanned<toml::Table>>,
    #[serde(default)]
    pub expect: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
    #[serde(default)]
    pub issues: Vec<String>,
    #[serde(default)]
    pub skip: bool,
}

/// A TOML value as the text of a cell.
pub(crate) fn toml_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
