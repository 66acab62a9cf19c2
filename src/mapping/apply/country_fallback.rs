//! `fallback`: a column of states that is used if the country is empty.

use super::rule_context::RuleContext;
use crate::convert::country::subdivisions;
use crate::customer::FieldValue;
use crate::issue::{Code, Complaint, Issue};

impl<'a> RuleContext<'a> {
    /// The country of the state in the fallback column, or `None` if that column is missing or empty.
    pub(super) fn fallback_country(&self, issues: &mut Vec<Issue>) -> Option<Option<FieldValue<'a>>> {
        let column = self.bound.fallbacks.get(self.number).copied().flatten()?;
        let fallback = self.rule.fallback.as_ref()?;
        let cell = self.cell(column);
        if !cell.is_there() {
            return None;
        }
        if !cell.kind.is_broken() && subdivisions::is_part(fallback.of, &cell.text) {
            return Some(Some(FieldValue::Country(fallback.of)));
        }
        let name = self.header_name(column).unwrap_or_default();
        let broken = cell.kind.is_broken().then(|| self.convert(&cell).err()).flatten();
        let complaint = broken.unwrap_or_else(|| {
            let message =
                format!("the row has no country, and its {name:?} is not a state of {}", fallback.of.0);
            Complaint::new(Code::CountryUnknown, message, "fill in the country")
        });
        let known = issues.len();
        let value = self.invalid(complaint, &cell.text, issues);
        issues.iter_mut().skip(known).for_each(|issue| issue.column = Some(name.to_owned()));
        Some(value)
    }
}
