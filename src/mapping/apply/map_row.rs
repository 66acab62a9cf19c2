//! Applies all rules of a mapping to one row.

use super::row_country::country_of;
use super::row_draft::MappedRowDraft;
use super::rule_context::RuleContext;
use crate::convert::RowCountry;
use crate::customer::Customer;
use crate::issue::Issue;
use crate::mapping::bound_mapping::BoundMapping;
use crate::mapping::custom_field_check::check_linked_values;
use crate::mapping::damage::RowDamage;
use crate::mapping::row_filter::{FilterAction, first};
use crate::record::Record;

impl BoundMapping {
    /// Maps a row to a draft, which borrows the row's texts. Templates see no current customer.
    pub fn apply<'a>(&'a self, record: &'a Record) -> MappedRowDraft<'a> {
        self.apply_with(record, None)
    }

    /// Like [`BoundMapping::apply`]. `current` is the customer that templates see.
    pub(crate) fn apply_with<'a>(
        &'a self,
        record: &'a Record,
        current: Option<&'a minijinja::Value>,
    ) -> MappedRowDraft<'a> {
        let view = self.view(record);
        match first(&self.when, &self.mapping.templates, view.as_ref()) {
            Some(FilterAction::Skip(note)) => {
                MappedRowDraft { skip: Some(note), ..MappedRowDraft::default() }
            }
            Some(FilterAction::Reject(issue)) => {
                self.apply_rules(record, view.as_ref(), current, vec![issue])
            }
            None => self.apply_rules(record, view.as_ref(), current, Vec::new()),
        }
    }

    /// Applies all rules, whatever `[[when]]` says.
    pub(super) fn apply_rules<'a>(
        &'a self,
        record: &'a Record,
        view: Option<&minijinja::Value>,
        current: Option<&'a minijinja::Value>,
        issues: Vec<Issue>,
    ) -> MappedRowDraft<'a> {
        let rules = self.mapping.rules.iter().zip(&self.inputs);
        let rules = rules.chain(self.rest.iter().map(|(rule, input)| (rule, input))).enumerate();
        let customer = Customer::with_capacity(self.mapping.rules.len());
        let mut draft = MappedRowDraft { customer, issues, skip: None };
        let damage = RowDamage::of(record.text());
        let addresses = self.addresses(record);
        for (number, (rule, input)) in rules {
            let country = if rule.asks_country() { country_of(&draft) } else { RowCountry::None };
            let at =
                RuleContext { bound: self, number, rule, input, record, country, damage, addresses, current };
            let value = at.value(view, &mut draft.issues);
            let value = match &self.definitions {
                None => value,
                Some(_) => value.and_then(|value| at.checked_by_definition(value, &mut draft.issues)),
            };
            if let Some(value) = value {
                draft.customer.push(&rule.target, value);
            }
        }
        if let Some(definitions) = self.definitions.as_ref().filter(|_| !self.mapping.source.exported) {
            check_linked_values(definitions, &draft.customer, &mut draft.issues);
        }
        self.check_postcode(record, &mut draft);
        draft
    }

    /// True if `[[when]]` skips or rejects the row.
    pub(crate) fn is_filtered_out(&self, record: &Record) -> bool {
        !self.when.is_empty()
            && first(&self.when, &self.mapping.templates, self.view(record).as_ref()).is_some()
    }
}
