//! Cells that hold several values, with a text between them: `a@x.org ::: b@x.org`.

use memchr::memmem;
use toml::Spanned;

use super::error::MappingProblem;
use super::rule::{ColumnName, Rule, RuleInput};
use super::spec::FieldRule;
use crate::convert::Take;
use crate::customer::FieldTarget;
use crate::issue::{Code, Complaint};
use crate::wording::counted;

/// The fields that are parts of one address: what is taken of them must be of the same one.
const ADDRESS: [&str; 5] = ["address", "city", "province", "postalNumber", "state"];

/// How a rule parts its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Split {
    separator: String,
    /// All values but the first are taken.
    pub others: bool,
    /// No other rule takes the others: that they are left out is said.
    pub alone: bool,
    /// The field is a part of an address, or takes the others of one: the first value is the first one, also if it is empty.
    pub address: bool,
}

/// The `split` of a rule, with its `take`.
pub(super) fn of_rule(
    target: &FieldTarget,
    rule: &FieldRule,
    holds_text: bool,
) -> Result<Option<Split>, MappingProblem> {
    let Some(split) = &rule.split else { return Ok(None) };
    let separator = split.get_ref().trim().to_owned();
    if separator.is_empty() {
        return Err(MappingProblem::new(
            split.span(),
            "split needs the text between the values, such as \":::\"",
        ));
    }
    let take = rule.take.as_ref().map_or(Ok(Take::First { alone: true }), |take| {
        Take::new(take.get_ref()).map_err(|message| MappingProblem::new(take.span(), message))
    })?;
    let others = take == Take::Others;
    if others && !holds_text {
        let span = rule.take.as_ref().map_or_else(|| split.span(), Spanned::span);
        let message = format!("the field `{}` can't hold several values", target.name());
        return Err(MappingProblem::new(span, message).help(
            "take = \"others\" works only for text fields and custom \
            fields",
        ));
    }
    let address = ADDRESS.contains(&target.name()) && matches!(target, FieldTarget::Field(_));
    Ok(Some(Split { separator, others, alone: true, address }))
}

/// Where a rule takes the other values of a column, nothing is lost by one that takes the first. What the first value is
/// depends on the one that takes it.
pub(super) fn share(rules: &mut [Rule]) {
    let others = columns_of(rules, |split| split.others);
    let addresses = columns_of(rules, |split| split.address && !split.others);
    for rule in rules {
        let is_among = |names: &[String]| columns(&rule.input).any(|column| names.contains(&column.name));
        let shared = is_among(&others);
        let address = is_among(&addresses);
        let Some(split) = &mut rule.split else { continue };
        split.alone &= !shared;
        if split.others {
            split.address = address;
        }
    }
}

fn columns_of(rules: &[Rule], is_meant: impl Fn(&Split) -> bool) -> Vec<String> {
    let meant = rules.iter().filter(|rule| rule.split.as_ref().is_some_and(&is_meant));
    meant.flat_map(|rule| columns(&rule.input).map(|column| column.name.clone())).collect()
}

fn columns(input: &RuleInput) -> Box<dyn Iterator<Item = &ColumnName> + '_> {
    match input {
        RuleInput::Join { columns, .. } => Box::new(columns.iter()),
        RuleInput::First { alternatives, .. } => Box::new(alternatives.iter().flatten()),
        RuleInput::Constant(_) | RuleInput::Template { .. } | RuleInput::Rest { .. } => {
            Box::new(std::iter::empty())
        }
    }
}

impl Split {
    /// The first value of a text that is not empty; of a part of an address the first one, which may be empty.
    pub(super) fn first<'t>(&self, text: &'t str) -> &'t str {
        if memmem::find(text.as_bytes(), self.separator.as_bytes()).is_none() {
            return text;
        }
        let mut values = text.split(&self.separator).map(str::trim);
        values.find(|value| self.address || !value.is_empty()).unwrap_or_default()
    }

    /// The values behind the first, none of them empty.
    pub(super) fn others<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let values = text.split(&self.separator).map(str::trim);
        let passed = |value: &&str| self.address || !value.is_empty();
        values.filter(passed).skip(1).filter(|value| !value.is_empty()).collect()
    }

    /// How many values a text has, the empty ones among them; none for an empty text.
    pub(super) fn count(&self, text: &str) -> usize {
        if text.trim().is_empty() {
            return 0;
        }
        memmem::find_iter(text.as_bytes(), self.separator.as_bytes()).count() + 1
    }
}

/// What a field did not take of a cell.
pub(super) fn left_out(others: &[&str]) -> Complaint {
    let shown: Vec<String> = others.iter().take(3).map(|other| format!("{other:?}")).collect();
    let more = if others.len() > shown.len() { ", ..." } else { "" };
    let message = match others.len() {
        1 => format!("the cell has one more value, which was left out: {}", shown.concat()),
        count => format!("the cell has {count} more values, which were left out: {}{more}", shown.join(", ")),
    };
    let hint = "add a field for them to the mapping, with the same from and split, and take = \"others\"";
    Complaint::new(Code::LeftOut, message, hint)
}

/// A part of an address that may belong to another one.
pub(super) fn apart(count: usize, most: usize) -> Complaint {
    let values = counted(count, "value", "values");
    let message = format!(
        "the row has {most} addresses, but this cell has {values}: it is unknown which address that \
         belongs to, so the cell was left out"
    );
    Complaint::new(Code::SplitAddress, message, "fill in the address by hand, or keep one address in the row")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_between_separators() {
        let separator = ":::".to_owned();
        let split = Split { separator, others: false, alone: true, address: true };
        for (text, first, others, count) in [
            ("a", "a", &[][..], 1),
            ("a ::: b:::c", "a", &["b", "c"], 3),
            (" ::: b", "", &["b"], 2),
            ("a ::: ", "a", &[], 2),
            (" ", " ", &[], 0),
        ] {
            assert_eq!((split.first(text), &*split.others(text), split.count(text)), (first, others, count));
        }
        let split = Split { address: false, ..split };
        assert_eq!((split.first(" ::: b ::: c"), &*split.others(" ::: b ::: c")), ("b", &["c"][..]));
    }
}
