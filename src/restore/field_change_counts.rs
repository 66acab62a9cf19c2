//! Counts what a restore changes in each field, so that a dry run shows what would be lost.

use std::collections::BTreeMap;

use super::restore_source::Object;
use crate::customer::{flat_fields, is_empty_value};

/// The number of customers by field.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FieldChangeCounts {
    fields: BTreeMap<String, ChangeCount>,
    /// Customers that keep a field because no customer of the backup has it.
    left: BTreeMap<String, u64>,
    /// Customers that keep a field because the backup may not have all of their fields.
    unknown: BTreeMap<String, u64>,
}

/// Customers in which a field changes.
#[derive(Debug, Default, PartialEq, Eq)]
struct ChangeCount {
    changed: u64,
    /// Of these, customers in which it becomes empty.
    emptied: u64,
}

/// Fields named in a sentence.
const SHOWN: usize = 12;

impl FieldChangeCounts {
    pub(super) fn add(&mut self, patch: &Object) {
        for (field, value) in flat_fields(patch) {
            let counts = self.fields.entry(field).or_default();
            counts.changed += 1;
            counts.emptied += u64::from(is_empty_value(value));
        }
    }

    /// Adds fields that a customer keeps. `unknown`: the backup may not have every field of this customer.
    pub(super) fn leave(&mut self, unknown: bool, fields: impl Iterator<Item = String>) {
        let left = if unknown { &mut self.unknown } else { &mut self.left };
        fields.for_each(|field| *left.entry(field).or_default() += 1);
    }

    /// `Not touched, because …: memo 12`, the highest counts first.
    pub(super) fn left(&self) -> impl Iterator<Item = String> {
        let reasons = [
            (&self.left, "no customer in the backup has these fields"),
            (&self.unknown, "the backup may not have every field of these customers"),
        ];
        reasons.into_iter().filter_map(|(fields, reason)| {
            let fields = most_first(fields, |count| *count, |name, count| format!("{name} {count}"))?;
            Some(format!("Not touched, because {reason}: {fields}"))
        })
    }

    /// `Fields to change (number of customers): memo 12 (3 emptied), city 1`, most changed first; `None` if nothing
    /// changes.
    pub(super) fn text(&self) -> Option<String> {
        let one = |name: &String, counts: &ChangeCount| match counts.emptied {
            0 => format!("{name} {}", counts.changed),
            emptied => format!("{name} {} ({emptied} emptied)", counts.changed),
        };
        let fields = most_first(&self.fields, |counts| counts.changed, one)?;
        Some(format!("Fields to change (number of customers): {fields}"))
    }
}

/// `memo 12, city 1, and 3 more`, the highest counts first; `None` without fields.
fn most_first<C>(
    fields: &BTreeMap<String, C>,
    count: impl Fn(&C) -> u64,
    text: impl Fn(&String, &C) -> String,
) -> Option<String> {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_by_key(|(_, counts)| std::cmp::Reverse(count(counts)));
    let mut parts: Vec<String> = sorted.iter().take(SHOWN).map(|(name, counts)| text(name, counts)).collect();
    if let Some(more) = sorted.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        parts.push(format!("and {more} more"));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_most_changed_field_comes_first() {
        let mut counts = FieldChangeCounts::default();
        assert_eq!(counts.text(), None);
        for patch in
            [json!({"city": "Rome", "memo": null}), json!({"memo": "x", "customFields": {"a": null}})]
        {
            counts.add(patch.as_object().unwrap());
        }
        let expected = "Fields to change (number of customers): memo 2 (1 emptied), city 1, customFields.a 1 (1 emptied)";
        assert_eq!(counts.text().unwrap(), expected);
        (0..20).for_each(|at| counts.add(json!({format!("f{at}"): 1}).as_object().unwrap()));
        assert!(counts.text().unwrap().ends_with(", f16 1, and 11 more"), "{:?}", counts.text());
    }

    #[test]
    fn untouched_fields_are_counted() {
        let mut counts = FieldChangeCounts::default();
        assert_eq!(counts.left().count(), 0);
        for field in ["memo", "city", "memo"] {
            counts.leave(false, std::iter::once(field.to_owned()));
        }
        counts.leave(true, std::iter::once("memo".to_owned()));
        let expected = [
            "Not touched, because no customer in the backup has these fields: memo 2, city 1",
            "Not touched, because the backup may not have every field of these customers: memo 1",
        ];
        assert_eq!(counts.left().collect::<Vec<_>>(), expected);
    }
}
