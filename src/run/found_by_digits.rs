//! Tells of updates of customers whose keys match only because the help desk keeps nothing but digits: a number with a plus
//! and another one without it are stored alike, and nobody can say which one was meant.

use super::decide_found::Decision;
use super::error::RunError;
use super::matcher::Matcher;
use crate::event::Event;
use crate::journal::SearchKey;
use crate::mapping::MatchKey;
use crate::plan::{Action, MatchedCustomer};
use crate::wording::counted;

/// Maximum number of rows in the message.
const NAMED: usize = 5;

impl Matcher<'_> {
    /// True if these customers have a key only as the help desk stores it, and it keeps nothing but digits.
    pub(super) fn is_found_by_digits(&self, key: &SearchKey, found: &[MatchedCustomer]) -> bool {
        let Some(lookup) = self.lookup else { return false };
        let has_own = |one: &MatchedCustomer| {
            lookup.matching.remote_keys(&one.record).iter().map(MatchKey::canonical).any(|own| own == key.key)
        };
        lookup.matching.spelling.keeps_only_digits(lookup.key_fields(key).iter())
            && !found.iter().any(has_own)
    }

    /// Notes a row that updates such a customer.
    pub(super) fn note_by_digits(&self, row: u64, decision: &Decision, is_found_by_digits: bool) {
        if is_found_by_digits && matches!(decision.action, Action::Update { .. }) {
            self.stored_changes.note_by_digits(row);
        }
    }

    /// Tells the user of such rows.
    pub(super) fn tell_by_digits(&self) -> Result<(), RunError> {
        let rows = self.stored_changes.by_digits();
        let Some(lookup) = self.lookup.filter(|_| !rows.is_empty()) else { return Ok(()) };
        let mut places = Vec::new();
        for row in rows.iter().take(NAMED) {
            places.push(self.plan_writer.place_of(*row)?);
        }
        let more = if rows.len() > NAMED { ", ..." } else { "" };
        let fields = lookup.matching.alternatives.iter().flat_map(|key| &key.fields);
        let fields: Vec<&str> = fields
            .filter(|field| lookup.matching.spelling.keeps_only_digits(std::iter::once(*field)))
            .map(String::as_str)
            .collect();
        let text = format!(
            "{} found by the digits of {} only ({}{more}). The help desk stores a number with + and one without it alike, so \
             check that these rows mean the same customers (results.csv).",
            counted(rows.len() as u64, "row updates a customer", "rows update customers"),
            fields.join(", "),
            places.join("; "),
        );
        self.listener.hear(&Event::Note(text));
        Ok(())
    }
}
