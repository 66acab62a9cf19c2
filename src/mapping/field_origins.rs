//! Describes where each field comes from.

use serde::{Deserialize, Serialize};

use super::bound_mapping::BoundInput;
use super::column_name::ColumnName;
use super::rule::{Rule, RuleInput};
use super::template::Templates;
use crate::record::Header;

/// Where a field of the customer comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldOrigin {
    /// As the API names it (`customFields.segment`).
    pub field: String,
    /// The columns, the value or the template, in words.
    pub from: String,
    /// The conversion (`as` in the mapping).
    #[serde(rename = "as")]
    pub conversion: String,
    /// Other settings, in words: required, a default, a table.
    pub notes: Vec<String>,
    /// The sources in which it comes from there; empty if there is one source, or if that is so in all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
}

impl FieldOrigin {
    /// Where a rule takes its field from, whatever the source has.
    pub(super) fn new(rule: &Rule, templates: &Templates) -> Self {
        let from = match &rule.input {
            RuleInput::Template { name } => describe_template(templates.asked(name)),
            input => describe_input(input),
        };
        Self::described(rule, from, notes(rule))
    }

    /// Where a rule takes its field from in one source; `None` if that source has nothing for it.
    pub(super) fn bound(
        rule: &Rule,
        input: &BoundInput,
        fallback: Option<usize>,
        templates: &Templates,
        header: &Header,
    ) -> Option<Self> {
        let own = describe_found(rule, input, templates, header);
        let other = fallback.map(|at| format!("its state or province in {}", column(header, at)));
        let default = rule.default.as_ref().map(|value| format!("always “{}”", value.text()));
        let from = match (own, other) {
            (Some(own), Some(other)) => format!("{own}, or {other}"),
            (own, other) => own.or(other).or(default)?,
        };
        Some(Self::described(rule, from, notes(rule)))
    }

    fn described(rule: &Rule, from: String, notes: Vec<String>) -> Self {
        let field = rule.target.to_string();
        let conversion = rule.conversion.name().to_owned();
        Self { field, from, conversion, notes, files: Vec::new() }
    }
}

/// What a source has for a rule.
fn describe_found(rule: &Rule, input: &BoundInput, templates: &Templates, header: &Header) -> Option<String> {
    let joined =
        |columns: &[usize]| columns.iter().map(|at| column(header, *at)).collect::<Vec<_>>().join(" and ");
    match (input, &rule.input) {
        (_, RuleInput::Template { name }) => {
            let named = templates.named(name);
            let found: Vec<String> =
                named.iter().filter(|name| header.find(name).is_some()).cloned().collect();
            (named.is_empty() || !found.is_empty()).then(|| describe_template(found))
        }
        (BoundInput::One(at), _) => Some(column(header, *at)),
        (BoundInput::Join(columns), _) => (!columns.is_empty()).then(|| joined(columns)),
        (BoundInput::First(found), _) => match found.as_slice() {
            [] => None,
            [one] => Some(joined(one)),
            several => Some(first_of(several.iter().map(|columns| joined(columns)))),
        },
        (_, input) => Some(describe_input(input)),
    }
}

fn column(header: &Header, at: usize) -> String {
    format!("“{}”", header.label(at).trim())
}

fn describe_template(columns: Vec<String>) -> String {
    let columns: Vec<String> = columns.iter().map(|column| format!("“{column}”")).collect();
    if columns.is_empty() {
        "a template".to_owned()
    } else {
        format!("a template of {}", columns.join(" and "))
    }
}

fn first_of(each: impl Iterator<Item = String>) -> String {
    format!("the first non-empty of {}", each.collect::<Vec<_>>().join(", "))
}

fn describe_input(input: &RuleInput) -> String {
    let joined = |columns: &[ColumnName]| {
        columns.iter().map(|column| format!("“{}”", column.name)).collect::<Vec<_>>().join(" and ")
    };
    match input {
        RuleInput::Join { columns, .. } => joined(columns),
        RuleInput::First { alternatives, .. } => first_of(alternatives.iter().map(|columns| joined(columns))),
        RuleInput::Constant(value) => format!("always “{}”", value.text()),
        RuleInput::Template { name } => format!("the template {name}"),
        RuleInput::Rest { prefix, .. } => format!("every other column that begins with “{prefix}”"),
    }
}

fn notes(rule: &Rule) -> Vec<String> {
    let default = rule.default.as_ref().map(|value| format!("default “{}”", value.text()));
    let told = [
        rule.required.then(|| "required".to_owned()),
        default,
        rule.lookup.as_ref().map(|_| "by a lookup".to_owned()),
        rule.pattern.as_ref().map(|_| "must match a pattern".to_owned()),
    ];
    told.into_iter().flatten().collect()
}
