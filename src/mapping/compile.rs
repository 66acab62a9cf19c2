//! From the mapping file to rules: everything that can be wrong without a source is found here.

mod conversion;

use std::collections::BTreeMap;

use regex::Regex;
use toml::Spanned;

use super::did_you_mean::near_key;
use super::error::MappingProblem;
use super::merge_rules;
use super::repair::{self, Repair};
use super::rule::{ANY, ColumnName, Fallback, LookupTable, Rule, RuleInput};
use super::spec::{Apostrophe, FallbackSpec, FieldRule, FromSpec, LookupElse, OnInvalid};
use super::split_cell;
use super::template::Templates;
use crate::convert::{
    Conversion, ConversionInput as Cell, Take,
    country::{self, subdivisions},
};
use crate::customer::{ACCOUNT, FIELDS, FieldKind, FieldTarget, FieldValue, PHOTO};
use crate::issue::Code;

type Fields = BTreeMap<Spanned<String>, FieldRule>;

/// All rules in the order in which fields are sent.
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
    repair::spread(&mut rules, usual);
    split_cell::share(&mut rules);
    // A phone number may need the row's country, so it comes when that is known.
    rules.sort_by_key(|rule| matches!(rule.conversion, Conversion::Phone(_)));
    Ok(rules)
}

/// Where a rule takes the other addresses of a cell, nothing is lost by one that takes the first.
fn share_addresses(rules: &mut [Rule]) {
    let others = rules.iter().any(|rule| rule.conversion == Conversion::Emails(Take::Others));
    for rule in rules.iter_mut().filter(|_| others) {
        if let Conversion::Emails(Take::First { alone }) = &mut rule.conversion {
            *alone = false;
        }
    }
}

fn known_field(name: &Spanned<String>) -> Result<FieldTarget, MappingProblem> {
    FieldTarget::field(name.get_ref()).ok_or_else(|| {
        let message = format!("the help desk has no writable field {:?}", name.get_ref());
        MappingProblem::new(name.span(), message).help(field_help(name.get_ref()))
    })
}

fn extra_field(name: &Spanned<String>) -> Result<FieldTarget, MappingProblem> {
    const SERVER_MADE: &[&str] = &["id", "customFields", "account", "profilePhotoUrl", "ticketCount"];
    if FieldTarget::field(name.get_ref()).is_some() || SERVER_MADE.contains(&name.get_ref().as_str()) {
        let message = format!("{:?} can't be under [extra_fields]", name.get_ref());
        return Err(MappingProblem::new(name.span(), message).help(
            "[extra_fields] is for properties that the API documentation does not name; put the others \
                   under [fields]",
        ));
    }
    Ok(FieldTarget::Extra(name.get_ref().clone()))
}

fn field_help(name: &str) -> String {
    const ALIASES: &[(&str, &str)] = &[
        ("country", "state"),
        ("phone", "phoneNumber"),
        ("mobile", "mobileNumber"),
        ("fax", "faxNumber"),
        ("zip", "postalNumber"),
        ("postalCode", "postalNumber"),
        ("notes", "memo"),
        ("birthdate", "birthDate"),
        ("vip", "topClient"),
    ];
    let near = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name)).map(|(_, field)| *field);
    let same = || FIELDS.iter().map(|field| field.name).find(|field| field.eq_ignore_ascii_case(name));
    if let Some(field) = near.or_else(same) {
        return format!("the field is called `{field}`");
    }
    let names = || FIELDS.iter().chain([&ACCOUNT, &PHOTO]).map(|field| field.name);
    let near = near_key(name, names()).map_or_else(String::new, |near| near + " ");
    let names = names().collect::<Vec<_>>().join(", ");
    format!("{near}the fields are {names}; custom fields go under [custom_fields]")
}

fn compile(
    target: FieldTarget,
    name: &Spanned<String>,
    rule: &FieldRule,
    templates: &mut Templates,
) -> Result<Rule, MappingProblem> {
    let conversion = conversion::of_rule(&target, name, rule)?;
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
        split: split_cell::of_rule(&target, rule, holds_text(&target))?,
        input: input(&target, name, rule, &conversion, templates)?,
        lookup: lookup(&target, rule, &conversion)?,
        lookup_else: lookup_else(rule)?,
        merge: merge_rules::of_rule(&target, name, rule)?,
        target,
        default,
        required: rule.required,
        case: rule.case,
        trim: rule.trim.unwrap_or(true),
        pattern,
        conversion,
        on_empty: rule.on_empty,
        on_invalid: rule.on_invalid,
        repair: repair::of_rule(rule)?,
        apostrophe: rule.apostrophe == Some(Apostrophe::Drop),
        lost_zeros: rule.lost_zeros.as_ref().is_some_and(|lost| *lost.get_ref()),
        fallback: rule.fallback.as_ref().map(|spec| fallback(spec.get_ref())).transpose()?,
    })
}

/// True for a field that holds any text.
fn holds_text(target: &FieldTarget) -> bool {
    !matches!(target, FieldTarget::Field(field) if !matches!(field.kind, FieldKind::Text | FieldKind::Url))
}

fn fallback(spec: &FallbackSpec) -> Result<Fallback, MappingProblem> {
    let fault = |message: String| {
        let known: Vec<&str> = subdivisions::known().map(|country| country.0).collect();
        MappingProblem::new(spec.country.span(), message)
            .help(format!("deskferry knows the states of {}", known.join(", ")))
    };
    let of = country::convert(&Cell::text(spec.country.get_ref()))
        .map_err(|complaint| fault(complaint.message))?;
    if !subdivisions::known().any(|known| known == of) {
        return Err(fault(format!("deskferry does not know the states of {}", spec.country.get_ref())));
    }
    Ok(Fallback { column: ColumnName { name: spec.from.get_ref().clone(), span: spec.from.span() }, of })
}

fn input(
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
    let fault = |message: &str| {
        MappingProblem::new(name.span(), message)
            .help("\"*\" = { from = \"customFields.*\", as = \"exported\" }")
    };
    if rule.required || rule.default.is_some() {
        return Err(fault("\"*\" stands for any columns, so it can't have required or default"));
    }
    match rule.from.as_ref().map(Spanned::get_ref) {
        Some(FromSpec::One(column)) if column.matches(ANY).count() == 1 && column.ends_with(ANY) => {
            Ok(RuleInput::Rest { prefix: column.trim_end_matches(ANY).to_owned(), span: name.span() })
        }
        _ => Err(fault("\"*\" needs from with one name that ends in *")),
    }
}

/// True when the rule has several columns to join.
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
        return match alternatives.is_empty() {
            true => Err(MappingProblem::new(first.span(), "the list of columns is empty")),
            false => Ok(RuleInput::First { alternatives, join, optional }),
        };
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

fn pattern(pattern: &Spanned<String>) -> Result<Regex, MappingProblem> {
    Regex::new(pattern.get_ref()).map_err(|error| {
        let message = format!("the pattern is not a regular expression: {}", last_line(&error.to_string()));
        MappingProblem::new(pattern.span(), message)
    })
}

fn last_line(text: &str) -> String {
    text.lines().last().unwrap_or(text).trim_start_matches("error: ").to_owned()
}

fn lookup(
    target: &FieldTarget,
    rule: &FieldRule,
    conversion: &Conversion,
) -> Result<Option<LookupTable>, MappingProblem> {
    let Some(entries) = &rule.lookup else { return Ok(None) };
    for value in entries.values() {
        constant(target, conversion, value)?;
    }
    let plain = entries.iter().map(|(from, to)| (from.clone(), toml_text(to.get_ref())));
    Ok(Some(LookupTable::new(plain)))
}

fn lookup_else(rule: &FieldRule) -> Result<LookupElse, MappingProblem> {
    match &rule.lookup_else {
        Some(other) if rule.lookup.is_none() => {
            Err(MappingProblem::new(other.span(), "lookup_else needs a lookup"))
        }
        other => Ok(other.as_ref().map_or_else(LookupElse::default, |other| *other.get_ref())),
    }
}

/// A value of the mapping file, converted as a cell would be.
fn constant(
    target: &FieldTarget,
    conversion: &Conversion,
    value: &Spanned<toml::Value>,
) -> Result<FieldValue<'static>, MappingProblem> {
    if let (Conversion::Tags(_), toml::Value::Array(items)) = (conversion, value.get_ref()) {
        items.iter().try_for_each(|item| single(item, value))?;
        return Ok(FieldValue::Tags(items.iter().map(|item| toml_text(item).into()).collect()));
    }
    single(value.get_ref(), value)?;
    let text = toml_text(value.get_ref());
    if text.trim().is_empty() {
        return Err(MappingProblem::new(value.span(), "the value is empty").help("remove it"));
    }
    let cell = Cell { iso_dates: true, ..Cell::text(text.trim()) };
    let converted = conversion.convert(&cell).map_err(|complaint| {
        let hint = complaint.hint_for(&target.to_string());
        MappingProblem::new(value.span(), complaint.message).help(hint)
    })?;
    if let Some(doubt) = converted.warning.filter(|warning| warning.code == Code::PhoneReadings) {
        return Err(MappingProblem::new(value.span(), doubt.message).help(doubt.hint));
    }
    let nothing = || MappingProblem::new(value.span(), "this value is empty after its conversion");
    Ok(fit(target, converted.value.ok_or_else(nothing)?).into_owned())
}

/// A list or a table is no value, though it could be written as a text.
fn single(value: &toml::Value, at: &Spanned<toml::Value>) -> Result<(), MappingProblem> {
    let what = match value {
        toml::Value::Array(_) => "a list",
        toml::Value::Table(_) => "a table",
        _ => return Ok(()),
    };
    let message = format!("{what} can't be the value here");
    Err(MappingProblem::new(at.span(), message)
        .help("write one text, number, true, false or date; only tags take a list"))
}

pub(super) fn toml_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The value as its field holds it: a text field takes the text of whatever the conversion made.
pub(crate) fn fit<'a>(target: &FieldTarget, value: FieldValue<'a>) -> FieldValue<'a> {
    match (target, value) {
        (FieldTarget::Field(field), value) if field.kind != FieldKind::Text => value,
        (_, FieldValue::Text(text)) => FieldValue::Text(text),
        (FieldTarget::Field(_), FieldValue::Clear) => FieldValue::Clear,
        (FieldTarget::Field(_), other) => FieldValue::Text(other.text().into_owned().into()),
        (_, other) => other,
    }
}
