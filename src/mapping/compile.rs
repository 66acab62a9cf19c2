//! From the mapping file to rules: everything that can be wrong without a source is found here.

use std::collections::BTreeMap;

use regex::Regex;
use toml::Spanned;

use super::convert::{BoolWords, Choices, Conversion, DateFormats, DecimalMark, Input as Cell, Separator};
use super::error::Fault;
use super::merge;
use super::rule::{ANY, ColumnName, Input, Lookup, Rule};
use super::spec::{Case, FieldRule, From, LookupElse, OnInvalid};
use super::suggest::near_key;
use super::template::Templates;
use crate::customer::{FIELDS, Kind, Target, Value};
use crate::record::CellKind;

type Fields = BTreeMap<Spanned<String>, FieldRule>;

/// All rules in the order in which fields are sent.
pub(crate) fn rules(
    fields: &Fields,
    custom: &Fields,
    extra: &Fields,
    templates: &mut Templates,
) -> Result<Vec<Rule>, Fault> {
    let mut rules = Vec::new();
    for (name, rule) in fields {
        rules.push(compile(known_field(name)?, name, rule, templates)?);
    }
    rules.sort_by_key(|rule| FIELDS.iter().position(|field| field.name == rule.target.name()));
    for (name, rule) in extra {
        rules.push(compile(extra_field(name)?, name, rule, templates)?);
    }
    for (name, rule) in custom {
        rules.push(compile(Target::Custom(name.get_ref().clone()), name, rule, templates)?);
    }
    Ok(rules)
}

fn known_field(name: &Spanned<String>) -> Result<Target, Fault> {
    Target::field(name.get_ref()).ok_or_else(|| {
        let message = format!("the help desk has no field {:?} that can be written", name.get_ref());
        Fault::new(name.span(), message).help(field_help(name.get_ref()))
    })
}

fn extra_field(name: &Spanned<String>) -> Result<Target, Fault> {
    const SERVER_MADE: &[&str] = &["id", "customFields", "account", "profilePhotoUrl", "ticketCount"];
    if Target::field(name.get_ref()).is_some() || SERVER_MADE.contains(&name.get_ref().as_str()) {
        let message = format!("{:?} can't stand under [extra_fields]", name.get_ref());
        return Err(Fault::new(name.span(), message)
            .help("it is for properties that the API's documentation does not name; the others stand under [fields]"));
    }
    Ok(Target::Extra(name.get_ref().clone()))
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
    let names = || FIELDS.iter().map(|field| field.name);
    let near = near_key(name, names()).map_or_else(String::new, |near| near + " ");
    let names = names().collect::<Vec<_>>().join(", ");
    format!("{near}the fields are {names}; custom fields stand under [custom_fields]")
}

fn compile(
    target: Target,
    name: &Spanned<String>,
    rule: &FieldRule,
    templates: &mut Templates,
) -> Result<Rule, Fault> {
    let conversion = conversion(&target, name, rule)?;
    let pattern = rule.pattern.as_ref().map(pattern).transpose()?;
    let default = rule.default.as_ref().map(|value| constant(&target, &conversion, value)).transpose()?;
    if rule.on_invalid == OnInvalid::Default && default.is_none() {
        return Err(Fault::new(name.span(), "on_invalid = \"default\" needs a default"));
    }
    Ok(Rule {
        input: input(&target, name, rule, &conversion, templates)?,
        lookup: lookup(&target, rule, &conversion)?,
        lookup_else: lookup_else(rule)?,
        merge: merge::of_rule(&target, name, rule)?,
        target,
        default,
        required: rule.required,
        case: rule.case,
        trim: rule.trim.unwrap_or(true),
        pattern,
        conversion,
        on_empty: rule.on_empty,
        on_invalid: rule.on_invalid,
    })
}

fn input(
    target: &Target,
    name: &Spanned<String>,
    rule: &FieldRule,
    conversion: &Conversion,
    templates: &mut Templates,
) -> Result<Input, Fault> {
    let given = usize::from(rule.from.is_some())
        + usize::from(rule.first.is_some())
        + usize::from(rule.value.is_some())
        + usize::from(rule.template.is_some());
    if given != 1 {
        let message =
            format!("the field {:?} needs exactly one of from, first, value and template", name.get_ref());
        return Err(Fault::new(name.span(), message));
    }
    if let Some(join) = rule.join.as_ref().filter(|_| !joins(rule)) {
        return Err(Fault::new(join.span(), "join needs several columns"));
    }
    if name.get_ref() == ANY {
        return rest(name, rule);
    }
    if let Some(value) = &rule.value {
        return Ok(Input::Constant(constant(target, conversion, value)?));
    }
    if let Some(template) = &rule.template {
        let name = target.to_string();
        templates.add(&name, template)?;
        return Ok(Input::Template { name });
    }
    columns(name, rule)
}

/// `"*" = { from = "customFields.*" }`
fn rest(name: &Spanned<String>, rule: &FieldRule) -> Result<Input, Fault> {
    let fault = |message: &str| {
        Fault::new(name.span(), message).help("\"*\" = { from = \"customFields.*\", as = \"exported\" }")
    };
    if rule.required || rule.default.is_some() {
        return Err(fault(
            "\"*\" stands for whatever columns there are; it takes no required and no default",
        ));
    }
    match rule.from.as_ref().map(Spanned::get_ref) {
        Some(From::One(column)) if column.matches(ANY).count() == 1 && column.ends_with(ANY) => {
            Ok(Input::Rest { prefix: column.trim_end_matches(ANY).to_owned() })
        }
        _ => Err(fault("\"*\" needs from with one name that ends in *")),
    }
}

/// True when the rule has several columns to join.
fn joins(rule: &FieldRule) -> bool {
    let several = |from: &Spanned<From>| matches!(from.get_ref(), From::Several(_));
    let first = rule.first.as_ref().is_some_and(|first| first.get_ref().iter().any(several));
    first || rule.from.as_ref().is_some_and(several)
}

fn columns(name: &Spanned<String>, rule: &FieldRule) -> Result<Input, Fault> {
    let optional = rule.optional;
    let join = rule.join.as_ref().map_or(" ", |join| join.get_ref()).to_owned();
    if let Some(first) = &rule.first {
        let alternatives = first.get_ref().iter().map(|from| names(from.get_ref(), from.span()));
        let alternatives: Vec<_> = alternatives.collect::<Result<_, _>>()?;
        return match alternatives.is_empty() {
            true => Err(Fault::new(first.span(), "the list of columns is empty")),
            false => Ok(Input::First { alternatives, join, optional }),
        };
    }
    let from = rule.from.as_ref().ok_or_else(|| Fault::new(name.span(), "the field names no column"))?;
    let columns = names(from.get_ref(), from.span())?;
    Ok(Input::Join { columns, join, optional })
}

fn names(from: &From, span: std::ops::Range<usize>) -> Result<Vec<ColumnName>, Fault> {
    let names = match from {
        From::One(one) => std::slice::from_ref(one),
        From::Several(several) => several,
    };
    if names.is_empty() {
        return Err(Fault::new(span, "the list of columns is empty"));
    }
    Ok(names.iter().map(|name| ColumnName { name: name.clone(), span: span.clone() }).collect())
}

fn conversion(target: &Target, name: &Spanned<String>, rule: &FieldRule) -> Result<Conversion, Fault> {
    let native = match target {
        Target::Field(field) => native(field.kind),
        _ => "text",
    };
    let (word, span) = match &rule.conversion {
        Some(word) => (word.get_ref().as_str(), word.span()),
        None if rule.values.is_some() && native == "text" => ("enum", name.span()),
        None if rule.formats.is_some() && native == "text" => ("date", name.span()),
        None => (native, name.span()),
    };
    fits(target, word, &span)?;
    options_belong(word, rule)?;
    if word == "exported" {
        return Ok(Conversion::Exported(target.clone()));
    }
    named(word, span, rule)
}

fn native(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Email => "email",
        Kind::Country => "country",
        Kind::Language => "language",
        Kind::Date => "date",
        Kind::Bool => "bool",
        Kind::Url => "url",
        Kind::Tags => "tags",
    }
}

/// A field of a fixed kind takes the conversion of that kind only.
fn fits(target: &Target, word: &str, span: &std::ops::Range<usize>) -> Result<(), Fault> {
    let Target::Field(field) = target else { return Ok(()) };
    let only = native(field.kind);
    let free = field.kind == Kind::Text && word != "tags" || field.kind == Kind::Url && word == "text";
    if free || word == only || word == "exported" {
        return Ok(());
    }
    let message = format!("the field `{}` can't hold what `as = \"{word}\"` makes", field.name);
    Err(Fault::new(span.clone(), message).help(format!("leave `as` out, or write as = \"{only}\"")))
}

fn options_belong(word: &str, rule: &FieldRule) -> Result<(), Fault> {
    let options = [
        ("formats", "date", rule.formats.as_ref().map(Spanned::span)),
        ("true_values", "bool", rule.true_values.as_ref().map(Spanned::span)),
        ("false_values", "bool", rule.false_values.as_ref().map(Spanned::span)),
        ("values", "enum", rule.values.as_ref().map(Spanned::span)),
        ("separator", "tags", rule.separator.as_ref().map(Spanned::span)),
        ("decimal", "decimal", rule.decimal.as_ref().map(Spanned::span)),
    ];
    for (option, owner, span) in options {
        if let Some(span) = span.filter(|_| word != owner) {
            let message = format!("{option} belongs to as = \"{owner}\", and this field is as = \"{word}\"");
            return Err(Fault::new(span, message));
        }
    }
    Ok(())
}

fn named(word: &str, span: std::ops::Range<usize>, rule: &FieldRule) -> Result<Conversion, Fault> {
    Ok(match word {
        "text" => Conversion::Text,
        "email" => Conversion::Email,
        "country" => Conversion::Country,
        "language" => Conversion::Language,
        "integer" => Conversion::Integer,
        "decimal" => Conversion::Decimal(marked(rule.decimal.as_ref(), DecimalMark::new)?),
        "url" => Conversion::Url,
        "date" => Conversion::Date(date_formats(rule)?),
        "bool" => Conversion::Bool(bool_words(rule)?),
        "tags" => Conversion::Tags(marked(rule.separator.as_ref(), Separator::new)?),
        "enum" => Conversion::Enum(allowed(rule, span)?),
        other => {
            return Err(Fault::new(span, format!("unknown conversion {other:?}")).help(
                "one of text, email, country, language, date, bool, integer, decimal, url, tags, enum, exported",
            ));
        }
    })
}

fn date_formats(rule: &FieldRule) -> Result<DateFormats, Fault> {
    match &rule.formats {
        None => Ok(DateFormats::default()),
        Some(formats) => {
            DateFormats::new(formats.get_ref()).map_err(|message| Fault::new(formats.span(), message))
        }
    }
}

fn bool_words(rule: &FieldRule) -> Result<BoolWords, Fault> {
    match (&rule.true_values, &rule.false_values) {
        (None, None) => Ok(BoolWords::default()),
        (Some(yes), Some(no)) => {
            BoolWords::new(yes.get_ref(), no.get_ref()).map_err(|message| Fault::new(yes.span(), message))
        }
        (Some(one), None) | (None, Some(one)) => {
            Err(Fault::new(one.span(), "true_values and false_values go together"))
        }
    }
}

/// An option that is one text, checked by its conversion.
fn marked<T>(
    option: Option<&Spanned<String>>,
    check: impl Fn(Option<&str>) -> Result<T, String>,
) -> Result<T, Fault> {
    let text = option.map(|option| option.get_ref().as_str());
    let span = option.map_or(0..0, Spanned::span);
    check(text).map_err(|message| Fault::new(span, message))
}

fn allowed(rule: &FieldRule, span: std::ops::Range<usize>) -> Result<Choices, Fault> {
    let Some(values) = &rule.values else {
        return Err(Fault::new(span, "as = \"enum\" needs the values that are allowed")
            .help("values = [\"Gold\", \"Silver\"]"));
    };
    Choices::new(values.get_ref()).map_err(|message| Fault::new(values.span(), message))
}

fn pattern(pattern: &Spanned<String>) -> Result<Regex, Fault> {
    Regex::new(pattern.get_ref()).map_err(|error| {
        let message = format!("the pattern is not a regular expression: {}", last_line(&error.to_string()));
        Fault::new(pattern.span(), message)
    })
}

fn last_line(text: &str) -> String {
    text.lines().last().unwrap_or(text).trim_start_matches("error: ").to_owned()
}

fn lookup(target: &Target, rule: &FieldRule, conversion: &Conversion) -> Result<Option<Lookup>, Fault> {
    let Some(entries) = &rule.lookup else { return Ok(None) };
    for value in entries.values() {
        constant(target, conversion, value)?;
    }
    let plain = entries.iter().map(|(from, to)| (from.clone(), toml_text(to.get_ref())));
    Ok(Some(Lookup::new(plain)))
}

fn lookup_else(rule: &FieldRule) -> Result<LookupElse, Fault> {
    match &rule.lookup_else {
        Some(other) if rule.lookup.is_none() => Err(Fault::new(other.span(), "lookup_else needs a lookup")),
        other => Ok(other.as_ref().map_or_else(LookupElse::default, |other| *other.get_ref())),
    }
}

/// A value of the mapping file, converted as a cell would be.
fn constant(
    target: &Target,
    conversion: &Conversion,
    value: &Spanned<toml::Value>,
) -> Result<Value<'static>, Fault> {
    if let (Conversion::Tags(_), toml::Value::Array(items)) = (conversion, value.get_ref()) {
        return Ok(Value::Tags(items.iter().map(|item| toml_text(item).into()).collect()));
    }
    let text = toml_text(value.get_ref());
    if text.trim().is_empty() {
        return Err(Fault::new(value.span(), "the value is empty").help("leave it out"));
    }
    let cell = Cell { text: text.trim(), kind: CellKind::Text, iso_dates: true };
    let converted = conversion
        .convert(&cell)
        .map_err(|complaint| Fault::new(value.span(), complaint.message).help(complaint.hint))?;
    let nothing = || Fault::new(value.span(), "nothing is left of this value");
    Ok(fit(target, converted.value.ok_or_else(nothing)?).into_owned())
}

pub(super) fn toml_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The value as its field holds it: a text field takes the text of whatever the conversion made.
pub(crate) fn fit<'a>(target: &Target, value: Value<'a>) -> Value<'a> {
    match (target, value) {
        (Target::Field(field), value) if field.kind != Kind::Text => value,
        (_, Value::Text(text)) => Value::Text(text),
        (Target::Field(_), Value::Clear) => Value::Clear,
        (Target::Field(_), other) => Value::Text(other.text().into_owned().into()),
        (_, other) => other,
    }
}

impl Case {
    /// True when the text is already so.
    pub(crate) fn changes(self, text: &str) -> bool {
        self.apply(text) != text
    }
}
