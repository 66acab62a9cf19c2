//! How the rules of a mapping and the header of one source fit together.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::bound_mapping::{BoundInput, BoundMapping};
use super::field_origins::FieldOrigin;
use super::mapping_file::Mapping;
use super::rule::{Rule, RuleInput};
use crate::record::Header;

/// How the rules of a mapping and the header of one source fit together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderUse {
    /// The columns that no rule uses.
    pub unused: Vec<UnusedColumn>,
    /// Where the fields come from that the source can fill.
    pub fields: Vec<FieldOrigin>,
    /// The rules that lack columns.
    pub lacking: Vec<LackingRule>,
}

/// A column that no rule uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnusedColumn {
    /// Its position, from 0.
    pub at: usize,
    /// Its name, with its number if the name is missing or repeated.
    pub name: String,
    /// `leave_out` names it.
    pub on_purpose: bool,
}

/// A rule with columns that the source lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LackingRule {
    /// Its field (`customFields.segment`), or the `[[when]]` rule.
    pub rule: String,
    /// The columns that the source lacks.
    pub columns: Vec<String>,
    /// The source has none of its columns, so it does nothing.
    pub does_nothing: bool,
}

impl Mapping {
    /// Where each field comes from, in the order of the mapping, whatever a source has.
    pub fn origins(&self) -> Vec<FieldOrigin> {
        self.rules.iter().chain(&self.rest).map(|rule| FieldOrigin::new(rule, &self.templates)).collect()
    }
}

impl BoundMapping {
    /// Compares the rules with the header.
    pub fn header_use(&self) -> HeaderUse {
        HeaderUse { unused: self.unused(), fields: self.origins(), lacking: self.lacking() }
    }

    /// The columns that no rule uses.
    pub(crate) fn unused(&self) -> Vec<UnusedColumn> {
        let used = self.used();
        let free = (0..self.header.len()).filter(|at| !used.contains(at));
        free.map(|at| {
            let name = self.header.label(at);
            let own = self.header.names().get(at).map_or("", String::as_str);
            let leave_out = &self.mapping.leave_out;
            UnusedColumn { at, on_purpose: leave_out.has(&name) || leave_out.has(own), name }
        })
        .collect()
    }

    /// The columns of fields, fallbacks, templates and `[[when]]`.
    fn used(&self) -> BTreeSet<usize> {
        let rest = self.rest.iter().map(|(_, input)| input);
        let inputs = self.inputs.iter().chain(rest).flat_map(BoundInput::columns);
        let fallbacks = self.fallbacks.iter().flatten().copied();
        let templates = self.mapping.rules.iter().filter_map(|rule| match &rule.input {
            RuleInput::Template { name } => Some(self.mapping.templates.named(name)),
            _ => None,
        });
        let conditions = self.when.iter().map(|rule| rule.named(&self.mapping.templates));
        let named = templates.chain(conditions).flatten();
        let named = named.filter_map(|name| Some(self.header.find(&name)?.0));
        inputs.chain(fallbacks).chain(named).collect()
    }

    fn origins(&self) -> Vec<FieldOrigin> {
        let rules = self.mapping.rules.iter().zip(&self.inputs).zip(&self.fallbacks);
        let rules = rules.map(|((rule, input), fallback)| (rule, input, *fallback));
        let rest = self.rest.iter().map(|(rule, input)| (rule, input, None));
        let found = rules.chain(rest).filter_map(|(rule, input, fallback)| {
            FieldOrigin::bound(rule, input, fallback, &self.mapping.templates, &self.header)
        });
        found.collect()
    }

    fn lacking(&self) -> Vec<LackingRule> {
        let rules = self.mapping.rules.iter().zip(&self.inputs).zip(&self.fallbacks);
        let fields = rules.filter_map(|((rule, input), fallback)| {
            let columns = missing(named(rule, input, self), &self.header);
            let does_nothing = input.is_absent() && fallback.is_none() && rule.default.is_none();
            let rule = rule.target.to_string();
            (!columns.is_empty()).then_some(LackingRule { rule, columns, does_nothing })
        });
        let rest = self.mapping.rest.iter().filter_map(|rule| self.lacking_rest(rule));
        let when = self.mapping.when.iter().filter_map(|rule| {
            let columns = missing(rule.named(&self.mapping.templates), &self.header);
            let does_nothing = rule.is_left_out(&self.mapping.templates, &self.header);
            let rule = rule.title();
            (!columns.is_empty()).then_some(LackingRule { rule, columns, does_nothing })
        });
        fields.chain(rest).chain(when).collect()
    }

    /// A rule for remaining columns with a prefix that no column has.
    fn lacking_rest(&self, rule: &Rule) -> Option<LackingRule> {
        let RuleInput::Rest { prefix, .. } = &rule.input else { return None };
        let any = self.header.names().iter().any(|name| name.starts_with(prefix.as_str()));
        let columns = vec![format!("{prefix}*")];
        (!any && !prefix.is_empty()).then(|| LackingRule {
            rule: rule.target.to_string(),
            columns,
            does_nothing: true,
        })
    }
}

/// The columns that a rule names. An object whose members are columns is not missing.
fn named(rule: &Rule, input: &BoundInput, bound: &BoundMapping) -> Vec<String> {
    let own: Vec<String> = match (&rule.input, input) {
        (_, BoundInput::Members(_)) => Vec::new(),
        (RuleInput::Template { name }, _) => bound.mapping.templates.named(name),
        (input, _) => input.columns().map(|column| column.name.clone()).collect(),
    };
    let fallback = rule.fallback.as_ref().map(|fallback| fallback.column.name.clone());
    own.into_iter().chain(fallback).collect()
}

fn missing(mut names: Vec<String>, header: &Header) -> Vec<String> {
    names.retain(|name| header.find(name).is_none());
    names
}
