//! Checks `[[tests]]` before any of them runs.

use std::ops::Range;

use toml::Spanned;

use super::current::extra_fields;
use crate::customer::{FIELDS, FieldTarget};
use crate::mapping::did_you_mean::near_key;
use crate::mapping::error::MappingProblem;
use crate::mapping::rule::Rule;
use crate::mapping::spec::TestSpec;
use crate::mapping::template::{Templates, refuse_current_field};
use crate::record::Header;

/// The object with the custom fields.
const CUSTOM: &str = "customFields";

/// Rejects cells that no row can have, and fields that the mapping can't fill.
pub(crate) fn check_tests(
    tests: &[Spanned<TestSpec>],
    rules: &[Rule],
    rest: &[Rule],
    templates: &Templates,
) -> Result<(), MappingProblem> {
    tests.iter().try_for_each(|test| {
        check_current(test.get_ref(), rules, templates)?;
        check_one(test, rules, rest)
    })
}

/// Rejects a customer that no template reads, and fields that no customer has.
fn check_current(test: &TestSpec, rules: &[Rule], templates: &Templates) -> Result<(), MappingProblem> {
    let Some(current) = &test.current else { return Ok(()) };
    if templates.first_of_current().is_none() {
        let message = "the test gives a current customer, but no template of this mapping reads `current`";
        return Err(MappingProblem::new(current.span(), message).help("remove it from the test"));
    }
    let extra = extra_fields(rules);
    let mut names = current.get_ref().iter().filter(|(name, _)| *name != CUSTOM);
    let strange = names.find_map(|(name, _)| refuse_current_field(name, &extra));
    strange.map_or(Ok(()), |(message, help)| {
        Err(MappingProblem::new(current.span(), format!("in the current customer of the test: {message}"))
            .help(help))
    })
}

fn check_one(test: &Spanned<TestSpec>, rules: &[Rule], rest: &[Rule]) -> Result<(), MappingProblem> {
    let TestSpec { row, expect, .. } = test.get_ref();
    let is_no_cell = |value: &&Spanned<toml::Value>| {
        matches!(value.get_ref(), toml::Value::Array(_) | toml::Value::Table(_))
    };
    if let Some(value) = row.values().find(is_no_cell) {
        return Err(MappingProblem::new(
            value.span(),
            "a cell must be a text, a number, true, false or a date",
        ));
    }
    Header::new(row.keys().cloned().collect())
        .map_err(|error| MappingProblem::new(test.span(), error.to_string()))?;
    let known = |name: &str| may_come(name, rules, rest);
    for (name, value) in expect {
        match (name.get_ref().as_str(), value.get_ref()) {
            (CUSTOM, toml::Value::Table(inner)) => {
                let mut named = inner.keys().map(|name| format!("{CUSTOM}.{name}"));
                if let Some(strange) = named.find(|name| !known(name)) {
                    return Err(strange_field(value.span(), &strange, rules));
                }
            }
            (field, _) if !known(field) => return Err(strange_field(name.span(), field, rules)),
            _ => {}
        }
    }
    Ok(())
}

/// True for a field that the mapping may fill, and for every field of the help desk: a test can expect it to be
/// empty.
fn may_come(name: &str, rules: &[Rule], rest: &[Rule]) -> bool {
    let custom = name.strip_prefix(CUSTOM).is_some_and(|name| name.starts_with('.'));
    let is_rest = |rule: &Rule| matches!(rule.target, FieldTarget::Custom(_)) == custom;
    FIELDS.iter().any(|field| field.name == name)
        || rules.iter().any(|rule| rule.target.to_string() == name)
        || rest.iter().any(is_rest)
}

fn strange_field(span: Range<usize>, name: &str, rules: &[Rule]) -> MappingProblem {
    let targets: Vec<String> = rules.iter().map(|rule| rule.target.to_string()).collect();
    let names = targets.iter().map(String::as_str).chain(FIELDS.iter().map(|field| field.name));
    let message = format!("the test expects a field {name:?}, which this mapping does not fill");
    let near = near_key(name, names);
    let problem = MappingProblem::new(span, message);
    match near {
        Some(near) => problem.help(near),
        None => problem
            .help("put custom fields under customFields: expect = { customFields = { segment = \"Gold\" } }"),
    }
}
