//! One rule applied to one row.

use crate::convert::{RowCountry, UsualCountry};
use crate::mapping::bound_mapping::{BoundInput, BoundMapping};
use crate::mapping::damage::RowDamage;
use crate::mapping::rule::Rule;
use crate::record::Record;

/// One rule applied to one row.
pub(crate) struct RuleContext<'a> {
    pub bound: &'a BoundMapping,
    /// The rule's number in the mapping. Rules for remaining columns have the highest numbers.
    pub number: usize,
    pub rule: &'a Rule,
    pub input: &'a BoundInput,
    pub record: &'a Record,
    /// The row's country, if the conversion needs it.
    pub country: RowCountry,
    /// Which texts of the row may be damaged.
    pub damage: RowDamage,
    /// The largest number of addresses in one cell of the row.
    pub addresses: usize,
    /// `current` in templates; `None` is the value for a row that matches no customer.
    pub current: Option<&'a minijinja::Value>,
}

impl<'a> RuleContext<'a> {
    /// A rule alone, without what other cells of the row say.
    pub(crate) fn of_one_rule(
        bound: &'a BoundMapping,
        number: usize,
        rule: &'a Rule,
        input: &'a BoundInput,
        record: &'a Record,
    ) -> Self {
        let country = RowCountry::None;
        let damage = RowDamage::default();
        let addresses = 0;
        let current = None;
        Self { bound, number, rule, input, record, country, damage, addresses, current }
    }

    pub(super) fn header_name(&self, column: usize) -> Option<&str> {
        self.bound.header.names().get(column).map(String::as_str)
    }

    /// The country of most rows, which phone numbers are compared with.
    pub(super) fn usual_country(&self) -> UsualCountry {
        match self.bound.usual_of(self.record) {
            Some(country) => UsualCountry::Is(country),
            None if self.record.phones_in_doubt => UsualCountry::Marked,
            None => UsualCountry::Unknown,
        }
    }
}
