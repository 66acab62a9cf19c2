//! `from`, `first`, `value` and `template`: the input of a rule.

use toml::Spanned;

use super::constant::constant;
use crate::convert::Conversion;
use crate::customer::FieldTarget;
use crate::mapping::column_name::ColumnName;
use crate::mapping::error::MappingProblem;
use crate::mapping::rule::RuleInput;
use crate::mapping::spec::{ANY, FieldRule, FromSpec};
use crate::mapping::template::Templates;

pub(super) fn input(
    target: &FieldTarget,
    name: &Spanned<String>,
    rule: &FieldRule,
    conversion: &Conversion,
    templates: &mut Templates,
) -> Result<RuleInput, MappingProblem> {
    let given = usize::from(rule.from.is_some())
        + usize::from(rule.first.is_some())
        + usize::from(rule.value.is_some())
        + usize::from(rule.template.is_some());
    if given != 1 {
        let message =
            format!("the field {:?} needs exactly one of from, first, value and template", name.get_ref());
        return Err(MappingProblem::new(name.span(), message));
    }
    if let Some(join) = rule.join.as_ref().filter(|_| !joins(rule)) {
        return Err(MappingProblem::new(join.span(), "join needs several columns"));
    }
    if name.get_ref() == ANY {
        return rest(name, rule);
    }
    if let Some(value) = &rule.value {
        return Ok(RuleInput::Constant(constant(target, conversion, value)?));
    }
    if let Some(template) = &rule.template {
        let name = target.to_string();
        templates.add(&name, template)?;
        if rule.optional {
            templates.allow_missing(&name);
        }
        return Ok(RuleInput::Template { name });
    }
    columns(name, rule)
}

/// `"*" = { from = "customFields.*" }`
fn rest(name: &Spanned<String>, rule: &FieldRule) -> Result<RuleInput, MappingProblem> {
    let problem = |message: &str| {
        MappingProblem::new(name.span(), message)
            .help("\"*\" = { from = \"customFields.*\", as = \"exported\" }")
    };
    if rule.required || rule.default.is_some() {
        return Err(problem("\"*\" stands for any columns, so it can't have required or default"));
    }
    match rule.from.as_ref().map(Spanned::get_ref) {
        Some(FromSpec::One(column)) if column.matches(ANY).count() == 1 && column.ends_with(ANY) => {
            Ok(RuleInput::Rest { prefix: column.trim_end_matches(ANY).to_owned(), span: name.span() })
        }
        _ => Err(problem("\"*\" needs from with one name that ends in *")),
    }
}

/// True if the rule joins several columns.
fn joins(rule: &FieldRule) -> bool {
    let several = |from: &Spanned<FromSpec>| matches!(from.get_ref(), FromSpec::Several(_));
    let first = rule.first.as_ref().is_some_and(|first| first.get_ref().iter().any(several));
    first || rule.from.as_ref().is_some_and(several)
}

fn columns(name: &Spanned<String>, rule: &FieldRule) -> Result<RuleInput, MappingProblem> {
    let optional = rule.optional;
    let join = rule.join.as_ref().map_or(" ", |join| join.get_ref()).to_owned();
    if let Some(first) = &rule.first {
        let alternatives = first.get_ref().iter().map(|from| names(from.get_ref(), from.span()));
        let alternatives: Vec<_> = alternatives.collect::<Result<_, _>>()?;
        if alternatives.is_empty() {
            return Err(MappingProblem::new(first.span(), "the list of columns is empty"));
        }
        return Ok(RuleInput::First { alternatives, join, optional });
    }
    let from =
        rule.from.as_ref().ok_or_else(|| MappingProblem::new(name.span(), "the field has no column"))?;
    let columns = names(from.get_ref(), from.span())?;
    Ok(RuleInput::Join { columns, join, optional })
}

fn names(from: &FromSpec, span: std::ops::Range<usize>) -> Result<Vec<ColumnName>, MappingProblem> {
    let names = match from {
        FromSpec::One(one) => std::slice::from_ref(one),
        FromSpec::Several(several) => several,
    };
    if names.is_empty() {
        return Err(MappingProblem::new(span, "the list of columns is empty"));
    }
    Ok(names.iter().map(|name| ColumnName { name: name.clone(), span: span.clone() }).collect())
}
