//! How each field of a mapped row got its value.

use std::borrow::Cow;

use super::rule_context::RuleContext;
use crate::convert::Conversion;
use crate::customer::{Customer, FieldTarget, FieldValue, is_secret};
use crate::mapping::bound_mapping::{BoundInput, BoundMapping};
use crate::record::{CellKind, Record};

/// Where the value of a field comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueOrigin {
    /// From its own cells.
    Cells,
    /// From the column of states that replaces an empty country.
    Fallback,
    /// The default of the rule.
    Default,
}

/// How a field got its value in one row.
#[derive(Debug)]
pub(crate) struct RuleTrace<'a> {
    /// The number of the rule, as in [`BoundMapping::target_names`].
    pub number: usize,
    /// The value; `None` if the field is left alone.
    pub value: Option<&'a FieldValue<'a>>,
    pub origin: ValueOrigin,
    /// The text before its conversion.
    pub text: Cow<'a, str>,
    pub kind: CellKind,
    pub conversion: &'a Conversion,
    /// True if the values of the field are never shown.
    pub secret: bool,
    /// True for a custom field.
    pub custom: bool,
    /// Which of several alternatives was taken, from 1.
    pub alternative: Option<usize>,
    /// True if a cell has several values.
    pub several: bool,
    /// True if damage was repaired.
    pub repaired: bool,
    /// Whether the lookup table has the text; `None` without a table.
    pub found: Option<bool>,
}

impl BoundMapping {
    /// The field of each rule.
    pub(crate) fn target_names(&self) -> Vec<String> {
        let rest = self.rest.iter().map(|(rule, _)| rule);
        self.mapping.rules.iter().chain(rest).map(|rule| rule.target.to_string()).collect()
    }

    /// How each field got its value, in the order of the rules. Fields with the same value in every row are left out.
    pub(crate) fn traces<'t>(
        &'t self,
        record: &'t Record,
        customer: &'t Customer<'t>,
    ) -> impl Iterator<Item = RuleTrace<'t>> {
        let rules = self.mapping.rules.iter().zip(&self.inputs);
        let rules = rules.chain(self.rest.iter().map(|(rule, input)| (rule, input))).enumerate();
        let view = self.view(record);
        rules.filter_map(move |(number, (rule, input))| {
            let at = RuleContext::of_one_rule(self, number, rule, input, record);
            (!matches!(input, BoundInput::Constant)).then(|| at.trace(customer, view.as_ref()))
        })
    }
}

impl<'t> RuleContext<'t> {
    fn trace(&self, customer: &'t Customer<'t>, view: Option<&minijinja::Value>) -> RuleTrace<'t> {
        let rule = self.rule;
        let gathered = self.gather(view).ok();
        let there = gathered.as_ref().is_some_and(|cell| cell.is_there());
        let (text, kind) =
            gathered.map_or((Cow::Borrowed(""), CellKind::Text), |cell| (cell.text, cell.kind));
        let found = rule.lookup.as_ref().filter(|_| there).map(|table| table.get(&text).is_some());
        RuleTrace {
            number: self.number,
            value: customer.iter().find(|(target, _)| *target == &rule.target).map(|(_, value)| value),
            origin: self.origin(there),
            text,
            kind,
            conversion: &rule.conversion,
            secret: is_secret(rule.target.name()),
            custom: matches!(rule.target, FieldTarget::Custom(_)),
            alternative: self.alternative().filter(|_| there),
            several: there && self.has_several(),
            repaired: there && self.is_repaired(),
            found,
        }
    }

    fn origin(&self, there: bool) -> ValueOrigin {
        let fallback = self.bound.fallbacks.get(self.number).copied().flatten();
        match fallback.filter(|column| !there && self.cell(*column).is_there()) {
            _ if there => ValueOrigin::Cells,
            Some(_) => ValueOrigin::Fallback,
            None => ValueOrigin::Default,
        }
    }

    /// The number of the alternative that gives the value, if there are several.
    fn alternative(&self) -> Option<usize> {
        let BoundInput::First(alternatives) = self.input else { return None };
        let used = self.used_columns();
        let taken = alternatives.iter().position(|columns| columns.as_slice() == &*used)?;
        (alternatives.len() > 1).then_some(taken + 1)
    }

    fn has_several(&self) -> bool {
        let Some(split) = &self.rule.split else { return false };
        self.used_columns().iter().any(|column| split.count(&self.complete_cell(*column)) > 1)
    }

    fn is_repaired(&self) -> bool {
        let changed =
            |column: &usize| matches!(self.rule.repair.apply(self.raw(*column).text), Cow::Owned(_));
        self.used_columns().iter().any(changed)
    }
}
