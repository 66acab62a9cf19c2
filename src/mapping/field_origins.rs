//! Describes where each field comes from.

use serde::{Deserialize, Serialize};

use super::column_name::ColumnName;
use super::rule::{Rule, RuleInput};
use super::template::Templates;

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
}

impl FieldOrigin {
    pub(super) fn new(rule: &Rule, templates: &Templates) -> Self {
        let from = match &rule.input {
            RuleInput::Template { name } => {
                let columns = templates.asked(name);
                let columns: Vec<String> = columns.iter().map(|column| format!("“{column}”")).collect();
                if columns.is_empty() {
                    "a template".to_owned()
                } else {
                    format!("a template of {}", columns.join(" and "))
                }
            }
            input => describe_input(input),
        };
        let field = rule.target.to_string();
        let conversion = rule.conversion.name().to_owned();
        Self { field, from, conversion, notes: notes(rule) }
    }
}

fn describe_input(input: &RuleInput) -> String {
    let joined = |columns: &[ColumnName]| {
        columns.iter().map(|column| format!("“{}”", column.name)).collect::<Vec<_>>().join(" and ")
    };
    match input {
        RuleInput::Join { columns, .. } => joined(columns),
        RuleInput::First { alternatives, .. } => {
            let each: Vec<String> = alternatives.iter().map(|columns| joined(columns)).collect();
            format!("the first non-empty of {}", each.join(", "))
        }
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
