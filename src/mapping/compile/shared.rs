//! Settings of a rule that depend on other rules.

use crate::convert::{Conversion, Take};
use crate::mapping::column_name::ColumnName;
use crate::mapping::damage::Repair;
use crate::mapping::rule::{Rule, RuleInput};
use crate::mapping::split_cell::Split;

/// If one rule takes the other addresses of a cell, a rule that takes the first loses nothing and need not warn.
pub(super) fn share_addresses(rules: &mut [Rule]) {
    let others = rules.iter().any(|rule| rule.conversion == Conversion::Emails(Take::Others));
    for rule in rules.iter_mut().filter(|_| others) {
        if let Conversion::Emails(Take::First { alone }) = &mut rule.conversion {
            *alone = false;
        }
    }
}

/// Applies the `repair` of `[source]` to all rules without their own.
pub(super) fn spread_repair(rules: &mut [Rule], usual: Repair) {
    for rule in rules.iter_mut().filter(|rule| !rule.repair.stated) {
        let exact = matches!(rule.conversion, Conversion::Exported(_))
            || matches!(rule.input, RuleInput::Constant(_));
        rule.repair = if exact { Repair::default() } else { usual };
    }
}

/// If one rule takes the other values of a column, a rule that takes the first loses nothing and need not warn.
/// Both must agree which value is the first.
pub(super) fn share_splits(rules: &mut [Rule]) {
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
