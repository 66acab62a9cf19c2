//! `split`: cells with several values and a separator, such as `a@x.org ::: b@x.org`.

use memchr::memmem;
use toml::Spanned;

use super::error::MappingProblem;
use super::spec::FieldRule;
use crate::convert::Take;
use crate::customer::FieldTarget;
use crate::issue::{Code, Complaint};
use crate::wording::counted;

/// The fields of an address. Their values must come from the same address.
const ADDRESS: [&str; 5] = ["address", "city", "province", "postalNumber", "state"];

/// How a rule splits its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Split {
    separator: String,
    /// True to take all values but the first.
    pub others: bool,
    /// True if no other rule takes the other values, so leaving them out needs a warning.
    pub alone: bool,
    /// True for the fields of an address, where an empty first value counts as the first.
    pub address: bool,
}

/// The `split` of a rule, with its `take`.
pub(super) fn split_of_rule(
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

impl Split {
    /// The first value that is not empty. For addresses, the first value even if it is empty.
    pub(super) fn first<'t>(&self, text: &'t str) -> &'t str {
        if memmem::find(text.as_bytes(), self.separator.as_bytes()).is_none() {
            return text;
        }
        let mut values = text.split(&self.separator).map(str::trim);
        values.find(|value| self.address || !value.is_empty()).unwrap_or_default()
    }

    /// All values after the first, without empty ones.
    pub(super) fn others<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let values = text.split(&self.separator).map(str::trim);
        let passed = |value: &&str| self.address || !value.is_empty();
        values.filter(passed).skip(1).filter(|value| !value.is_empty()).collect()
    }

    /// The number of values including empty ones, or 0 for an empty text.
    pub(super) fn count(&self, text: &str) -> usize {
        if text.trim().is_empty() {
            return 0;
        }
        memmem::find_iter(text.as_bytes(), self.separator.as_bytes()).count() + 1
    }
}

/// The warning for values that were left out.
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

/// The warning for a part that may belong to another address.
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
    fn a_cell_is_split_at_separators() {
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
