//! Rules whose cells hold several values.

use std::borrow::Cow;

use super::super::bind::{Bound, BoundInput};
use super::super::convert::Converted;
use super::super::rule::Input;
use super::super::split::{self, Split};
use super::{Gathered, Place};
use crate::customer::Value;
use crate::issue::{Code, Complaint, Issue};
use crate::record::Record;

impl Bound {
    /// The most addresses that a cell of the row holds, where the mapping parts them.
    pub(super) fn addresses(&self, record: &Record) -> usize {
        let rules = self.mapping.rules.iter().zip(&self.inputs);
        let parted = rules
            .filter_map(|(rule, input)| Some((rule.split.as_ref().filter(|split| split.address)?, input)));
        let text = |column: usize| record.get(column).map_or("", |cell| cell.text);
        let counts = parted.flat_map(|(split, input)| {
            input.columns().into_iter().map(move |column| split.count(text(column)))
        });
        counts.max().unwrap_or_default()
    }
}

/// The row as a template sees it, and what is wrong with the row.
type Sides<'s> = (Option<&'s minijinja::Value>, &'s mut Vec<Issue>);

impl<'a> Place<'a> {
    /// What several values come to; `None` where the first of them is taken like any other.
    pub(super) fn one_of_several(
        &self,
        gathered: &Gathered<'a>,
        (view, issues): Sides<'_>,
    ) -> Option<Option<Value<'a>>> {
        let split = self.rule.split.as_ref()?;
        if split.others {
            return Some(self.others(split, gathered, issues));
        }
        let complaint = self.more(split, view)?;
        let apart = complaint.code == Code::SplitAddress;
        issues.push(self.issue(Issue::warning(complaint), &gathered.text));
        apart.then(|| self.empty(issues))
    }

    /// Every value but the first, converted one by one.
    fn others(&self, split: &Split, gathered: &Gathered<'a>, issues: &mut Vec<Issue>) -> Option<Value<'a>> {
        let mut texts = Vec::new();
        for part in split.others(&gathered.text) {
            match self.convert_text(part, gathered.kind) {
                Ok(Converted { value, warning }) => {
                    issues.extend(warning.map(|complaint| self.issue(Issue::warning(*complaint), part)));
                    texts.extend(value.map(|value| value.text().into_owned()));
                }
                Err(complaint) => {
                    texts.extend(self.invalid(complaint, part, issues).map(|kept| kept.text().into_owned()))
                }
            }
        }
        if texts.is_empty() { self.empty(issues) } else { Some(Value::Text(texts.join(", ").into())) }
    }

    /// What is to be said of a cell of which the first value is taken.
    fn more(&self, split: &Split, view: Option<&minijinja::Value>) -> Option<Complaint> {
        let text = self.whole(view);
        let count = split.count(&text);
        if split.address && count > 0 && count < self.addresses {
            return Some(split::apart(count, self.addresses));
        }
        let others = if count > 1 && split.alone { split.others(&text) } else { Vec::new() };
        (!others.is_empty()).then(|| split::left_out(&others))
    }

    /// The text of which the rule takes the first value.
    fn whole(&self, view: Option<&minijinja::Value>) -> Cow<'a, str> {
        let text = |column: &usize| self.record.get(*column).map_or("", |cell| cell.text);
        match (self.input, &self.rule.input) {
            (BoundInput::One(column), _) => text(column).into(),
            (BoundInput::Join(columns), _) => {
                columns.iter().map(text).max_by_key(|text| text.len()).unwrap_or("").into()
            }
            (BoundInput::First(all), _) => {
                let taken = all.iter().find(|columns| !self.joined(columns).text.is_empty());
                let texts = taken.map_or(&[][..], |columns| columns).iter().map(text);
                texts.max_by_key(|text| text.len()).unwrap_or("").into()
            }
            (BoundInput::Template(_), Input::Template { name }) => {
                let row = view.cloned().unwrap_or_default();
                self.bound.mapping.templates.render(name, row).unwrap_or_default().into()
            }
            _ => "".into(),
        }
    }
}
