//! What a rule does if a cell is empty or invalid.

use super::rule_context::RuleContext;
use crate::customer::FieldValue;
use crate::issue::{Code, Complaint, FaultyValue, Issue};
use crate::mapping::spec::{OnEmpty, OnInvalid};
use crate::record::CellKind;

impl<'a> RuleContext<'a> {
    /// The value for an empty cell. A cell covered by a merged cell is not empty: it counts as missing, and clears
    /// nothing.
    pub(super) fn empty(&self, issues: &mut Vec<Issue>) -> Option<FieldValue<'a>> {
        let clears = || self.rule.on_empty == OnEmpty::Clear && !self.input.is_absent() && !self.is_missing();
        self.unusable(issues).or_else(|| clears().then_some(FieldValue::Clear))
    }

    /// The value if the row has no usable cell for the field: the default or nothing. It never clears the field.
    pub(super) fn unusable(&self, issues: &mut Vec<Issue>) -> Option<FieldValue<'a>> {
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

    /// True if one of the cells is part of a merged cell, or if all of them are missing. Neither is an empty cell.
    fn is_missing(&self) -> bool {
        let fallback = self.bound.fallbacks.get(self.number).copied().flatten();
        let columns = self.input.columns().into_iter().chain(fallback);
        if !self.record.has_kinds() {
            return false;
        }
        let mut kinds = columns.into_iter().map(|column| self.raw(column).kind).peekable();
        let mut any = false;
        let mut none = kinds.peek().is_some();
        for kind in kinds {
            any |= kind == CellKind::Covered;
            none &= kind == CellKind::Absent;
        }
        any || none
    }

    pub(super) fn invalid(
        &self,
        complaint: Complaint,
        text: &str,
        issues: &mut Vec<Issue>,
    ) -> Option<FieldValue<'a>> {
        let complaint = self.with_null_hint(complaint, text);
        let broken =
            text.is_empty() || matches!(complaint.code, Code::CellError | Code::NoResult | Code::DigitsLost);
        let stops =
            self.rule.on_invalid == OnInvalid::Reject || self.rule.on_invalid == OnInvalid::Keep && broken;
        if stops && self.bound.never_writes(self.rule) {
            // The cell is not empty, so a required field is not missing.
            self.warn(complaint, "; the field is never written anyway", text, issues);
            return None;
        }
        let (value, consequence) = match self.rule.on_invalid {
            OnInvalid::Keep if broken => {
                issues.push(self.issue(Issue::error(complaint), text));
                return None;
            }
            OnInvalid::Reject => {
                issues.push(self.issue(Issue::error(complaint), text));
                return None;
            }
            OnInvalid::Default => (self.rule.default.clone(), FaultyValue::Defaulted),
            OnInvalid::Empty => (None, FaultyValue::LeftOut),
            OnInvalid::Keep => (Some(FieldValue::Text(text.to_owned().into())), FaultyValue::Kept),
        };
        self.warn(complaint, consequence.words(), text, issues);
        if value.is_none() && self.rule.required {
            return self.unusable(issues);
        }
        value
    }

    /// Adds a warning that says what became of the value.
    fn warn(&self, complaint: Complaint, consequence: &str, text: &str, issues: &mut Vec<Issue>) {
        let message = format!("{}{consequence}", complaint.message);
        issues.push(self.issue(Issue::warning(Complaint { message, ..complaint }), text));
    }
}
