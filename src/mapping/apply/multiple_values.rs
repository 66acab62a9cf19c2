//! `split`: cells with several values.

use std::borrow::Cow;

use super::cell_text::CellText;
use super::rule_context::RuleContext;
use crate::convert::Converted;
use crate::customer::FieldValue;
use crate::issue::{Code, Complaint, Issue};
use crate::mapping::bound_mapping::{BoundInput, BoundMapping};
use crate::mapping::rule::RuleInput;
use crate::mapping::split_cell::{self, Split};
use crate::record::{CellKind, Record};

impl BoundMapping {
    /// The largest number of addresses in one cell of the row, or 0 if the mapping splits no addresses.
    pub(crate) fn addresses(&self, record: &Record) -> usize {
        if !self.splits_addresses {
            return 0;
        }
        let rules = self.mapping.rules.iter().zip(&self.inputs).enumerate();
        let counts = rules.filter_map(|(number, (rule, input))| {
            let split = rule.split.as_ref().filter(|split| split.address)?;
            let at = RuleContext::of_one_rule(self, number, rule, input, record);
            input.columns().iter().map(|column| split.count(&at.complete_cell(*column))).max()
        });
        counts.max().unwrap_or_default()
    }
}

impl<'a> RuleContext<'a> {
    /// The value for a cell that is split, or `None` if its first value is converted like any other.
    pub(super) fn split_value(
        &self,
        gathered: &CellText<'a>,
        view: Option<&minijinja::Value>,
        issues: &mut Vec<Issue>,
    ) -> Option<Option<FieldValue<'a>>> {
        let split = self.rule.split.as_ref()?;
        if split.others && gathered.kind.is_broken() {
            return None;
        }
        let texts = self.split_texts(view);
        if split.others {
            return Some(self.others(split, &texts, issues));
        }
        let complaint = self.left_out_warning(split, &texts)?;
        let apart = complaint.code == Code::SplitAddress;
        issues.push(self.issue(Issue::warning(complaint), &gathered.text));
        apart.then(|| self.unusable(issues))
    }

    /// Converts every value but the first of each cell, one by one, and joins the results.
    fn others(
        &self,
        split: &Split,
        texts: &[Cow<'a, str>],
        issues: &mut Vec<Issue>,
    ) -> Option<FieldValue<'a>> {
        let mut values = Vec::new();
        let mut refused = false;
        for part in texts.iter().flat_map(|text| split.others(text)) {
            let (text, kind) = self.trimmed(self.repaired_part(part), CellKind::Text);
            let one = CellText { text: Cow::Owned(text.to_owned()), kind, odd: false };
            if !one.is_there() {
                continue;
            }
            match self.convert(&one) {
                Ok(Converted { value, warning }) => {
                    issues.extend(warning.map(|complaint| self.issue(Issue::warning(*complaint), part)));
                    values.extend(value.map(|value| value.text().into_owned()));
                }
                Err(complaint) => {
                    refused = true;
                    let kept = self.invalid(complaint, part, issues);
                    values.extend(kept.map(|kept| kept.text().into_owned()));
                }
            }
        }
        match (values.is_empty(), refused) {
            (true, true) => self.unusable(issues),
            (true, false) => self.empty(issues),
            (false, _) => Some(FieldValue::Text(values.join(", ").into())),
        }
    }

    /// The warning for cells with more values than the first.
    fn left_out_warning(&self, split: &Split, texts: &[Cow<'a, str>]) -> Option<Complaint> {
        let count = texts.iter().map(|text| split.count(text)).max().unwrap_or_default();
        if split.address && count > 0 && count < self.addresses {
            return Some(split_cell::apart(count, self.addresses));
        }
        if count < 2 || !split.alone {
            return None;
        }
        let others = texts.iter().flat_map(|text| split.others(text));
        let others: Vec<&str> =
            others.filter(|part| !self.trimmed(part, CellKind::Text).0.is_empty()).collect();
        (!others.is_empty()).then(|| split_cell::left_out(&others))
    }

    /// The complete texts that the rule splits.
    fn split_texts(&self, view: Option<&minijinja::Value>) -> Vec<Cow<'a, str>> {
        match (self.input, &self.rule.input) {
            (BoundInput::Template(_), RuleInput::Template { name }) => {
                vec![self.computed(name, view).unwrap_or_default().into()]
            }
            (BoundInput::Constant, _) => Vec::new(),
            _ => self.used_columns().iter().map(|column| self.complete_cell(*column)).collect(),
        }
    }
}
