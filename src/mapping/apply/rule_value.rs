//! The value of one field in one row.

use super::rule_context::RuleContext;
use crate::convert::{Conversion, Converted, text::is_clean};
use crate::customer::{FieldTarget, FieldValue};
use crate::issue::{Code, Complaint, Issue};
use crate::mapping::custom_field_check::{custom_value_complaint, unknown_custom_field};
use crate::mapping::rule::RuleInput;
use crate::mapping::short_way::ShortWay;
use crate::record::CellKind;

impl<'a> RuleContext<'a> {
    pub(crate) fn value(
        &self,
        view: Option<&minijinja::Value>,
        issues: &mut Vec<Issue>,
    ) -> Option<FieldValue<'a>> {
        if let RuleInput::Constant(value) = &self.rule.input {
            return Some(value.clone());
        }
        let way = self.short_way();
        if let ShortWay::Text(column) | ShortWay::Convert(column) = way {
            let cell = self.raw(column);
            let is_text = matches!(way, ShortWay::Text(_));
            if cell.text.is_empty() && cell.kind == CellKind::Text {
                return self.nothing(issues);
            }
            if is_text && self.is_ordinary(cell) && is_clean(cell.text) {
                return Some(FieldValue::Text(cell.text.into()));
            }
            if !is_text && self.is_ordinary(cell) {
                return self.accepted(self.convert_text(cell.text, cell.kind), cell.text, issues);
            }
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
            return self.nothing(issues);
        }
        self.accepted(self.convert(&gathered), &gathered.text, issues)
    }

    /// The value if the cells of the rule are empty.
    fn nothing(&self, issues: &mut Vec<Issue>) -> Option<FieldValue<'a>> {
        self.fallback_country(issues).unwrap_or_else(|| self.empty(issues))
    }

    /// The value after its conversion, or what the rule does instead.
    fn accepted(
        &self,
        converted: Result<Converted<'a>, Complaint>,
        text: &str,
        issues: &mut Vec<Issue>,
    ) -> Option<FieldValue<'a>> {
        match converted {
            // The conversion removed all of the text, which is not the same as an empty cell.
            Ok(Converted { value: None, warning: Some(complaint) }) => {
                issues.push(self.issue(Issue::warning(*complaint), text));
                self.unusable(issues)
            }
            Ok(Converted { value, warning }) => {
                issues.extend(warning.map(|complaint| self.issue(Issue::warning(*complaint), text)));
                value.or_else(|| self.empty(issues))
            }
            Err(complaint) if complaint.code == Code::PhonePlace && is_refused("state", issues) => None,
            Err(complaint) => self.invalid(complaint, text, issues),
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
