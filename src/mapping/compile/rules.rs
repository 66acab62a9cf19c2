//! Compiles the rules of all fields.

use std::collections::BTreeMap;

use regex::Regex;
use toml::Spanned;

use super::constant::{constant, lookup, lookup_else};
use super::conversion::conversion_of_rule;
use super::input::input;
use super::shared::{share_addresses, share_splits, spread_repair};
use super::target::{extra_field, known_field};
use crate::convert::country::{self, subdivisions};
use crate::convert::{Conversion, ConversionInput as Cell};
use crate::customer::{FIELDS, FieldKind, FieldTarget};
use crate::mapping::column_name::ColumnName;
use crate::mapping::damage::{Repair, repair_of_rule};
use crate::mapping::error::MappingProblem;
use crate::mapping::merge::merge_of_rule;
use crate::mapping::rule::{Fallback, Rule};
use crate::mapping::spec::{Apostrophe, FallbackSpec, FieldRule, OnInvalid};
use crate::mapping::split_cell::split_of_rule;
use crate::mapping::template::Templates;
use crate::mapping::write_rule::write_of_rule;

type Fields = BTreeMap<Spanned<String>, FieldRule>;

/// Returns all rules in the order in which fields are sent.
pub(crate) fn rules(
    fields: &Fields,
    custom: &Fields,
    extra: &Fields,
    templates: &mut Templates,
    usual: Repair,
) -> Result<Vec<Rule>, MappingProblem> {
    let mut rules = Vec::new();
    for (name, rule) in fields {
        rules.push(compile(known_field(name)?, name, rule, templates)?);
    }
    let order = |rule: &Rule| FIELDS.iter().position(|field| field.name == rule.target.name());
    rules.sort_by_key(|rule| order(rule).unwrap_or(FIELDS.len()));
    for (name, rule) in extra {
        rules.push(compile(extra_field(name)?, name, rule, templates)?);
    }
    for (name, rule) in custom {
        rules.push(compile(FieldTarget::Custom(name.get_ref().clone()), name, rule, templates)?);
    }
    share_addresses(&mut rules);
    spread_repair(&mut rules, usual);
    share_splits(&mut rules);
    // Phone numbers may need the row's country, so they come last.
    rules.sort_by_key(|rule| matches!(rule.conversion, Conversion::Phone(_)));
    Ok(rules)
}

fn compile(
    target: FieldTarget,
    name: &Spanned<String>,
    rule: &FieldRule,
    templates: &mut Templates,
) -> Result<Rule, MappingProblem> {
    let conversion = conversion_of_rule(&target, name, rule)?;
    let pattern = rule.pattern.as_ref().map(pattern).transpose()?;
    let default = rule.default.as_ref().map(|value| constant(&target, &conversion, value)).transpose()?;
    if rule.on_invalid == OnInvalid::Default && default.is_none() {
        return Err(MappingProblem::new(name.span(), "on_invalid = \"default\" needs a default"));
    }
    if rule.on_invalid == OnInvalid::Keep && !holds_text(&target) {
        let message = format!("the field `{}` can't keep invalid text", target.name());
        return Err(MappingProblem::new(name.span(), message)
            .help("use on_invalid = \"reject\", \"empty\" or \"default\""));
    }
    Ok(Rule {
        split: split_of_rule(&target, rule, holds_text(&target))?,
        input: input(&target, name, rule, &conversion, templates)?,
        lookup: lookup(&target, rule, &conversion)?,
        lookup_else: lookup_else(rule)?,
        merge: merge_of_rule(&target, name, rule)?,
        write: write_of_rule(&target, &conversion, rule)?,
        target,
        default,
        required: rule.required,
        case: rule.case,
        trim: rule.trim.unwrap_or(true),
        pattern,
        conversion,
        on_empty: rule.on_empty,
        on_invalid: rule.on_invalid,
        repair: repair_of_rule(rule)?,
        apostrophe: rule.apostrophe == Some(Apostrophe::Drop),
        lost_zeros: rule.lost_zeros.as_ref().is_some_and(|lost| *lost.get_ref()),
        fallback: rule.fallback.as_ref().map(|spec| fallback(spec.get_ref())).transpose()?,
    })
}

fn fallback(spec: &FallbackSpec) -> Result<Fallback, MappingProblem> {
    let problem = |message: String| {
        let known: Vec<&str> = subdivisions::known().map(|country| country.0).collect();
        MappingProblem::new(spec.country.span(), message)
            .help(format!("deskferry knows the states of {}", known.join(", ")))
    };
    let of = country::convert(&Cell::text(spec.country.get_ref()))
        .map_err(|complaint| problem(complaint.message))?;
    if !subdivisions::known().any(|known| known == of) {
        return Err(problem(format!("deskferry does not know the states of {}", spec.country.get_ref())));
    }
    Ok(Fallback { column: ColumnName { name: spec.from.get_ref().clone(), span: spec.from.span() }, of })
}

fn pattern(pattern: &Spanned<String>) -> Result<Regex, MappingProblem> {
    Regex::new(pattern.get_ref()).map_err(|error| {
        let message = format!("the pattern is not a regular expression: {}", last_line(&error.to_string()));
        MappingProblem::new(pattern.span(), message)
    })
}

fn last_line(text: &str) -> String {
    text.lines().last().unwrap_or(text).trim_start_matches("error: ").to_owned()
}

/// True for a field that can hold any text.
fn holds_text(target: &FieldTarget) -> bool {
    !matches!(target, FieldTarget::Field(field) if !matches!(field.kind, FieldKind::Text | FieldKind::Url))
}
