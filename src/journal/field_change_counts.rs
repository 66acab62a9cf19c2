//! Counts what a run does to values of existing customers: filled, added to, replaced, emptied and protected, by field.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::report_queries::ChangeRow;
use super::row_state::RowOutcome;
use crate::customer::FieldEffect;

/// Which updates are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangesOf {
    /// All updates of the plan.
    Plan,
    /// The updates that were written.
    Written,
}

/// Numbers of values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChangeCounts {
    /// The help desk had no value, and gets one.
    pub filled: u64,
    /// The help desk had a value, which the new one holds whole. Reports of earlier versions count it as replaced.
    pub added_to: u64,
    /// The help desk had another value.
    pub replaced: u64,
    /// The help desk had a value, and the update takes it away.
    pub emptied: u64,
    /// A policy kept the help desk's value.
    pub protected: u64,
    /// The help desk has no value and gets none, because a policy does not write it. This includes values
    /// of new customers.
    #[serde(skip_serializing_if = "is_zero")]
    pub left_out: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// Numbers of values, in all and by field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldChangeCounts {
    /// All fields together.
    #[serde(flatten)]
    pub all: ChangeCounts,
    /// Each field; custom fields are named `customFields.NAME`.
    pub fields: BTreeMap<String, ChangeCounts>,
}

impl ChangeCounts {
    /// The values that are replaced or emptied.
    pub fn overwritten(&self) -> u64 {
        self.replaced + self.emptied
    }

    /// True if values of existing customers are written or protected.
    pub fn is_of_existing(&self) -> bool {
        self.overwritten() + self.added_to + self.filled + self.protected > 0
    }

    fn of(&mut self, effect: FieldEffect) -> &mut u64 {
        match effect {
            FieldEffect::Filled => &mut self.filled,
            FieldEffect::AddedTo => &mut self.added_to,
            FieldEffect::Replaced => &mut self.replaced,
            FieldEffect::Emptied => &mut self.emptied,
        }
    }
}

impl FieldChangeCounts {
    /// True if no value is written, protected or left out.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Counts a value that is written.
    pub fn add(&mut self, field: &str, effect: FieldEffect) {
        *self.all.of(effect) += 1;
        *self.field(field).of(effect) += 1;
    }

    /// Counts a value that stays, or that is left out.
    pub fn protect(&mut self, field: &str, is_left_out: bool) {
        let protect = |counts: &mut ChangeCounts| {
            *(if is_left_out { &mut counts.left_out } else { &mut counts.protected }) += 1;
        };
        protect(&mut self.all);
        protect(self.field(field));
    }

    fn field(&mut self, field: &str) -> &mut ChangeCounts {
        self.fields.entry(field.to_owned()).or_default()
    }

    /// The fields whose values are lost most often come first, then those that are protected, added to and filled most
    /// often.
    pub fn worst_first(&self) -> Vec<(&str, &ChangeCounts)> {
        let mut fields: Vec<(&str, &ChangeCounts)> =
            self.fields.iter().map(|(field, counts)| (field.as_str(), counts)).collect();
        fields.sort_by_key(|(_, counts)| {
            std::cmp::Reverse((counts.overwritten(), counts.protected, counts.added_to, counts.filled))
        });
        fields
    }

    /// The fields of existing customers, in the same order.
    pub fn of_existing(&self) -> Vec<(&str, &ChangeCounts)> {
        let mut fields = self.worst_first();
        fields.retain(|(_, counts)| counts.is_of_existing());
        fields
    }

    /// The fields that are left out, with the numbers of values, the most frequent first.
    pub fn left_out(&self) -> Vec<(&str, u64)> {
        let fields = self.fields.iter().map(|(field, counts)| (field.as_str(), counts.left_out));
        let mut fields: Vec<_> = fields.filter(|(_, values)| *values > 0).collect();
        fields.sort_by_key(|(_, values)| std::cmp::Reverse(*values));
        fields
    }
}

impl ChangesOf {
    /// True if an update counts.
    pub fn has(self, change: &ChangeRow<'_>) -> bool {
        self == Self::Plan || change.outcome == Some(RowOutcome::Written)
    }
}

impl JournalReader {
    /// Counts what the updates do to values of existing customers.
    pub fn field_change_counts(&self, of: ChangesOf) -> Result<FieldChangeCounts, JournalError> {
        let mut counts = FieldChangeCounts::default();
        self.each_change(|change| {
            if of.has(&change) {
                let (wanted, base) = change.wanted_and_base()?;
                for value in self.changed_values(&wanted, &base) {
                    counts.add(&value.field, value.effect);
                }
            }
            Ok::<_, JournalError>(())
        })?;
        self.each_protected(|kept| {
            counts.protect(&kept.value.field, kept.is_left_out());
            Ok::<_, JournalError>(())
        })?;
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_whose_values_are_lost_come_first() {
        let mut counts = FieldChangeCounts::default();
        assert!(counts.is_empty());
        (0..9).for_each(|_| counts.add("city", FieldEffect::Filled));
        (0..2).for_each(|_| counts.add("memo", FieldEffect::Emptied));
        counts.add("address", FieldEffect::Replaced);
        counts.add("signature", FieldEffect::AddedTo);
        counts.protect("phoneNumber", false);
        let names: Vec<&str> = counts.worst_first().into_iter().map(|(field, _)| field).collect();
        assert_eq!(names, ["memo", "address", "phoneNumber", "signature", "city"]);
        assert_eq!(
            counts.all,
            ChangeCounts { filled: 9, added_to: 1, replaced: 1, emptied: 2, protected: 1, left_out: 0 }
        );
        assert_eq!(counts.all.overwritten(), 3);
    }

    #[test]
    fn counts_are_flat_in_json() {
        let mut counts = FieldChangeCounts::default();
        counts.add("memo", FieldEffect::Replaced);
        let json = serde_json::to_value(&counts).unwrap();
        assert_eq!(json["replaced"], 1);
        assert_eq!(json["fields"]["memo"]["replaced"], 1);
        assert_eq!(serde_json::from_value::<FieldChangeCounts>(json).unwrap(), counts);
    }
}
