//! Counts the fields that a restore leaves as they are because the backup may not have them.

use std::collections::BTreeMap;

/// The number of customers by field.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct UntouchedFields {
    /// Customers that keep a field because no customer of the backup has it.
    left: BTreeMap<String, u64>,
    /// Customers that keep a field because the backup may not have all of their fields.
    unknown: BTreeMap<String, u64>,
}

/// Fields named in a sentence.
const SHOWN: usize = 12;

impl UntouchedFields {
    /// Adds fields that a customer keeps. `unknown`: the backup may not have every field of this customer.
    pub(super) fn leave(&mut self, unknown: bool, fields: impl Iterator<Item = String>) {
        let left = if unknown { &mut self.unknown } else { &mut self.left };
        fields.for_each(|field| *left.entry(field).or_default() += 1);
    }

    /// `Not touched, because …: memo 12`, the highest counts first.
    pub(super) fn sentences(&self) -> impl Iterator<Item = String> {
        let reasons = [
            (&self.left, "no customer in the backup has these fields"),
            (&self.unknown, "the backup may not have every field of these customers"),
        ];
        reasons.into_iter().filter_map(|(fields, reason)| {
            Some(format!("Not touched, because {reason}: {}", most_first(fields)?))
        })
    }
}

/// `memo 12, city 1, and 3 more`, the highest counts first; `None` without fields.
fn most_first(fields: &BTreeMap<String, u64>) -> Option<String> {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let mut parts: Vec<String> =
        sorted.iter().take(SHOWN).map(|(name, count)| format!("{name} {count}")).collect();
    if let Some(more) = sorted.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        parts.push(format!("and {more} more"));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn untouched_fields_are_counted() {
        let mut fields = UntouchedFields::default();
        assert_eq!(fields.sentences().count(), 0);
        for field in ["memo", "city", "memo"] {
            fields.leave(false, std::iter::once(field.to_owned()));
        }
        fields.leave(true, std::iter::once("memo".to_owned()));
        let expected = [
            "Not touched, because no customer in the backup has these fields: memo 2, city 1",
            "Not touched, because the backup may not have every field of these customers: memo 1",
        ];
        assert_eq!(fields.sentences().collect::<Vec<_>>(), expected);
        fields.leave(false, (0..20).map(|at| format!("f{at}")));
        assert!(fields.sentences().next().unwrap().ends_with(", and 10 more"));
    }
}
