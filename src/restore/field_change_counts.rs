//! What a restore changes, field by field, so that a dry run shows what would be lost.

use std::collections::BTreeMap;

use serde_json::Value;

use super::restore_source::Object;
use crate::customer::is_empty_value;

/// Customers in which a field is changed, and in how many of these it is emptied.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FieldChangeCounts {
    fields: BTreeMap<String, (u64, u64)>,
    /// Customers that keep a field because no customer of the backup has it.
    left: BTreeMap<String, u64>,
    /// Customers that keep a field because the backup may not have all of theirs.
    unknown: BTreeMap<String, u64>,
}

/// Fields that are told one by one.
const SHOWN: usize = 12;

impl FieldChangeCounts {
    pub(super) fn add(&mut self, patch: &Object) {
        for (name, value) in patch {
            match value {
                Value::Object(custom) if name == "customFields" => {
                    custom.iter().for_each(|(field, value)| self.count(format!("{name}.{field}"), value));
                }
                value => self.count(name.clone(), value),
            }
        }
    }

    fn count(&mut self, field: String, value: &Value) {
        let (changed, emptied) = self.fields.entry(field).or_default();
        *changed += 1;
        *emptied += u64::from(is_empty_value(value));
    }

    /// Notes the fields that a customer keeps; `unknown` where the backup may not have all of its fields.
    pub(super) fn leave(&mut self, unknown: bool, fields: impl Iterator<Item = String>) {
        let left = if unknown { &mut self.unknown } else { &mut self.left };
        fields.for_each(|field| *left.entry(field).or_default() += 1);
    }

    /// `Not touched, because …: memo 12`, the most left first; nothing where nothing is.
    pub(super) fn left(&self) -> impl Iterator<Item = String> {
        let reasons = [
            (&self.left, "no customer in the backup has these fields"),
            (&self.unknown, "the backup may not have every field of these customers"),
        ];
        reasons.into_iter().filter_map(|(fields, reason)| {
            let told = told_left(fields)?;
            Some(format!("Not touched, because {reason}: {told}"))
        })
    }

    /// `Fields to change: memo 12 (3 emptied), city 1`, the most changed first; nothing where nothing changes.
    pub(super) fn text(&self) -> Option<String> {
        let mut fields: Vec<_> = self.fields.iter().collect();
        fields.sort_by_key(|(_, (changed, _))| std::cmp::Reverse(*changed));
        let one = |(name, (changed, emptied)): &(&String, &(u64, u64))| match emptied {
            0 => format!("{name} {changed}"),
            emptied => format!("{name} {changed} ({emptied} emptied)"),
        };
        let mut told: Vec<String> = fields.iter().take(SHOWN).map(one).collect();
        if let Some(more) = fields.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            told.push(format!("and {more} more"));
        }
        (!told.is_empty()).then(|| format!("Fields to change: {}", told.join(", ")))
    }
}

fn told_left(left: &BTreeMap<String, u64>) -> Option<String> {
    let mut fields: Vec<_> = left.iter().collect();
    fields.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let mut told: Vec<String> =
        fields.iter().take(SHOWN).map(|(name, count)| format!("{name} {count}")).collect();
    if let Some(more) = fields.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        told.push(format!("and {more} more"));
    }
    (!told.is_empty()).then(|| told.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_most_changed_comes_first() {
        let mut tally = FieldChangeCounts::default();
        assert_eq!(tally.text(), None);
        for patch in
            [json!({"city": "Rome", "memo": null}), json!({"memo": "x", "customFields": {"a": null}})]
        {
            tally.add(patch.as_object().unwrap());
        }
        let expected = "Fields to change: memo 2 (1 emptied), city 1, customFields.a 1 (1 emptied)";
        assert_eq!(tally.text().unwrap(), expected);
        (0..20).for_each(|at| tally.add(json!({format!("f{at}"): 1}).as_object().unwrap()));
        assert!(tally.text().unwrap().ends_with(", f16 1, and 11 more"), "{:?}", tally.text());
    }

    #[test]
    fn what_is_left_is_counted() {
        let mut tally = FieldChangeCounts::default();
        assert_eq!(tally.left().count(), 0);
        for field in ["memo", "city", "memo"] {
            tally.leave(false, std::iter::once(field.to_owned()));
        }
        tally.leave(true, std::iter::once("memo".to_owned()));
        let expected = [
            "Not touched, because no customer in the backup has these fields: memo 2, city 1",
            "Not touched, because the backup may not have every field of these customers: memo 1",
        ];
        assert_eq!(tally.left().collect::<Vec<_>>(), expected);
    }
}
