//! The value of one field in one row.

use super::rule_context::RuleContext;
use crate::convert::{Conversion, Converted};
use crate::customer::{FieldTarget, FieldValue};
use crate::issue::{Code, Complaint, Issue};
use crate::mapping::custom_field_check::{custom_value_complaint, unknown_custom_field};
use crate::mapping::rule::RuleInput;

impl<'a> RuleContext<'a> {
    pub(crate) fn value(
        &self,
        view: Option<&minijinja::Value>,
        issues: &mut Vec<Issue>,
    ) -> Option<FieldValue<'a>> {
        if let RuleInput::Constant(value) = &self.rule.input {
            return Some(value.clone());
        }
        let gathered = match self.gather(view) {
            Ok(gathered) => gathered,
            Err(complaint) => return self.invalid(complaint, "", issues),
        };
        if gathered.odd {
            issues.extend(self.odd_cells());
        }
        if let Some(value) = self.split_value(&gathered, view, issues) {
            return value;
        }
        if !gathered.is_there() {
            return self.fallback_country(issues).unwrap_or_else(|| self.empty(issues));
        }
        match self.convert(&gathered) {
            // The conversion removed all of the text, which is not the same as an empty cell.
            Ok(Converted { value: None, warning: Some(complaint) }) => {
                issues.push(self.issue(Issue::warning(*complaint), &gathered.text));
                self.unusable(issues)
            }
            Ok(Converted { value, warning }) => {
                issues
                    .extend(warning.map(|complaint| self.issue(Issue::warning(*complaint), &gathered.text)));
                value.or_else(|| self.empty(issues))
            }
            Err(complaint) if complaint.code == Code::PhonePlace && is_refused("state", issues) => None,
            Err(complaint) => self.invalid(complaint, &gathered.text, issues),
        }
    }

    /// Checks the value against the definition of its custom field.
    pub(super) fn checked_by_definition(
        &self,
        value: FieldValue<'a>,
        issues: &mut Vec<Issue>,
    ) -> Option<FieldValue<'a>> {
        let Some(complaint) = self.definition_complaint(&value) else { return Some(value) };
        let default = self.invalid(complaint, &value.text(), issues)?;
        let Some(complaint) = self.definition_complaint(&default) else { return Some(default) };
        issues.push(self.issue(Issue::error(complaint), &default.text()));
        None
    }

    fn definition_complaint(&self, value: &FieldValue<'_>) -> Option<Complaint> {
        let (FieldTarget::Custom(name), Some(definitions)) = (&self.rule.target, &self.bound.definitions)
        else {
            return None;
        };
        if matches!(self.rule.conversion, Conversion::Exported(_)) {
            return None;
        }
        match value {
            FieldValue::Clear => {
                definitions.get(name).is_none().then(|| unknown_custom_field(definitions, name))
            }
            value => custom_value_complaint(definitions, name, &value.text()),
        }
    }
}

/// True if this field has an error.
fn is_refused(field: &str, issues: &[Issue]) -> bool {
    issues.iter().any(|issue| issue.is_error() && issue.field.as_deref() == Some(field))
}
