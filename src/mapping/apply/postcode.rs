//! Checks the postcode of a row against its country.

use super::row_draft::MappedRowDraft;
use super::rule_context::RuleContext;
use crate::convert::postcode_doubt;
use crate::customer::FieldValue;
use crate::issue::Issue;
use crate::mapping::bound_mapping::BoundMapping;
use crate::record::Record;

impl BoundMapping {
    /// Warns of a postcode that the row's country can't have. It runs after all rules, when the country is known.
    pub(super) fn check_postcode(&self, record: &Record, draft: &mut MappedRowDraft<'_>) {
        let Some(number) = self.postcode else { return };
        let (Some(rule), Some(input)) = (self.mapping.rules.get(number), self.inputs.get(number)) else {
            return;
        };
        let state = draft.customer.get("state");
        let postcode = draft.customer.get(rule.target.name());
        let (Some(FieldValue::Country(country)), Some(FieldValue::Text(text))) = (state, postcode) else {
            return;
        };
        if let Some(complaint) = postcode_doubt(*country, text) {
            let at = RuleContext::of_one_rule(self, number, rule, input, record);
            let issue = at.issue(Issue::warning(complaint), text);
            draft.issues.push(issue);
        }
    }
}
