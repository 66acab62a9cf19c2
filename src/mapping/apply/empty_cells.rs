//! Cells without a value.

use super::RuleContext;
use crate::customer::FieldValue;
use crate::issue::{Code, Complaint, Issue};
use crate::mapping::spec::OnEmpty;

impl<'a> RuleContext<'a> {
    /// What an empty cell comes to. One that a merged cell covers is not empty: it says nothing, as a column that is not
    /// there.
    pub(super) fn empty(&self, issues: &mut Vec<Issue>) -> Option<FieldValue<'a>> {
        let clears =
            || self.rule.on_empty == OnEmpty::Clear && !self.input.is_absent() && !self.says_nothing();
        self.unsaid(issues).or_else(|| clears().then_some(FieldValue::Clear))
    }

    /// What a row comes to that says nothing of the field, or of whose cell nothing can be taken: it never empties the
    /// field in the help desk.
    pub(super) fn unsaid(&self, issues: &mut Vec<Issue>) -> Option<FieldValue<'a>> {
        if self.rule.default.is_none() && self.rule.required {
            let complaint = Complaint::new(
                Code::Required,
                format!("`{}` is required, but the row has no value for it", self.rule.target),
                "fill in the cell, or give the field a default in the mapping",
            );
            issues.push(self.place(Issue::error(complaint)));
        }
        self.rule.default.clone()
    }
}
