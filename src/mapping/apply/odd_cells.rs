//! Warnings for cells that are used although they look damaged, or look like a word for an empty cell.

use super::rule_context::RuleContext;
use crate::convert::{text::unwrapped, without_zero_fraction};
use crate::customer::FieldTarget;
use crate::issue::{Complaint, Issue};
use crate::mapping::damage;

/// Fields of digits, where `.0` can't be intended.
const DIGITS: [&str; 4] = ["postalNumber", "phoneNumber", "mobileNumber", "faxNumber"];

impl RuleContext<'_> {
    /// The warnings for the cells that give the value.
    pub(super) fn odd_cells(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        for column in self.used_columns().iter() {
            let cell = self.record.get(*column).map_or("", |cell| unwrapped(cell.text.trim()).trim());
            let odd = self.used_parts(cell).into_iter().filter(|text| self.is_odd_text(text));
            let meant = odd.filter(|text| !self.bound.mapping().is_null(text));
            for (text, complaint) in
                meant.flat_map(|text| self.complaints(text).into_iter().map(move |one| (text, one)))
            {
                let issue = Issue::warning(complaint).in_field(self.rule.target.to_string()).with_value(text);
                issues.push(issue.in_column(self.header_name(*column).unwrap_or_default()));
            }
        }
        issues
    }

    /// The words in this row that programs write for an empty cell.
    fn empty_words(&self) -> impl Iterator<Item = &str> {
        let cells = self.record.iter().map(|cell| unwrapped(cell.text.trim()).trim());
        cells.filter(|text| damage::is_empty_word(text))
    }

    /// Adds to a complaint how to treat the word as empty, if it may mean that.
    pub(super) fn with_null_hint(&self, complaint: Complaint, text: &str) -> Complaint {
        if !damage::is_empty_word(text) {
            return complaint;
        }
        let hint = damage::null_hint(&self.bound.mapping().null, self.empty_words());
        Complaint { hint, ..complaint }
    }

    fn complaints(&self, text: &str) -> Vec<Complaint> {
        let mut found =
            if self.damage.is_possible() { damage::complaints(text, self.rule.repair) } else { Vec::new() };
        if damage::is_empty_word(text) {
            found.push(damage::empty_word(text, &self.bound.mapping().null, self.empty_words()));
        }
        let digits = matches!(&self.rule.target, FieldTarget::Field(field) if DIGITS.contains(&field.name));
        if let Some(whole) = without_zero_fraction(text).filter(|_| digits && !self.rule.repair.float) {
            found.push(damage::fraction_left(text, whole));
        }
        found
    }
}
