//! The postcode of a row beside its country.

use super::{Draft, Place};
use crate::customer::Value;
use crate::issue::Issue;
use crate::mapping::bind::Bound;
use crate::mapping::convert::{RowCountry, postcode};
use crate::record::Record;

impl Bound {
    /// Warns of a postcode that can be none of the row's country; it comes when that is known.
    pub(super) fn check_postcode(&self, record: &Record, draft: &mut Draft<'_>) {
        let Some(number) = self.postcode else { return };
        let (Some(rule), Some(input)) = (self.mapping.rules.get(number), self.inputs.get(number)) else {
            return;
        };
        let (state, postcode) = (draft.customer.get("state"), draft.customer.get(rule.target.name()));
        let (Some(Value::Country(country)), Some(Value::Text(text))) = (state, postcode) else { return };
        if let Some(complaint) = postcode::doubt(*country, text) {
            let at = Place { bound: self, number, rule, input, record, country: RowCountry::None };
            let issue = at.issue(Issue::warning(complaint), text);
            draft.issues.push(issue);
        }
    }
}
