//! Values in the mapping file itself: `value`, `default` and the entries of `lookup`.

use toml::Spanned;

use crate::convert::{Conversion, ConversionInput as Cell};
use crate::customer::{FieldTarget, FieldValue};
use crate::issue::Code;
use crate::mapping::error::MappingProblem;
use crate::mapping::lookup_table::LookupTable;
use crate::mapping::rule::fit;
use crate::mapping::spec::{FieldRule, LookupElse, toml_text};

/// Converts a value of the mapping file like a cell.
pub(super) fn constant(
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

/// Rejects lists and tables.
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

pub(super) fn lookup(
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

pub(super) fn lookup_else(rule: &FieldRule) -> Result<LookupElse, MappingProblem> {
    match &rule.lookup_else {
        Some(other) if rule.lookup.is_none() => {
            Err(MappingProblem::new(other.span(), "lookup_else needs a lookup"))
        }
        other => Ok(other.as_ref().map_or_else(LookupElse::default, |other| *other.get_ref())),
    }
}
