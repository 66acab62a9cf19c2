//! What somebody else has changed in a customer that a run inserted.

use serde_json::{Map, Value};

use super::change::made;
use super::same_letters::same_letters;
use super::stored_changes::StoredChanges;
use super::stored_value::text;

type Object = Map<String, Value>;

impl StoredChanges {
    /// Like [`Self::differences_of_insert`], to decide whether somebody has changed a customer that a run inserted: what the
    /// help desk has cut, or rewritten with the same letters and digits, is nobody's change.
    pub fn changes_by_others(&self, sent: &Object, base: &Object) -> Object {
        let rest = self.differences_of_insert(sent, base);
        self.without_own(&rest, base, |form, field, want, have| {
            let both = text(want).zip(have.and_then(text));
            both.is_some_and(|(want, have)| {
                form.is_cut_to(field, want, have) || form.is_rewritten_as(field, want, have)
            })
        })
    }

    fn is_cut_to(&self, field: &str, sent: &str, stored: &str) -> bool {
        let made =
            |text: &str| self.changes.get(field).map_or_else(|| text.to_owned(), |all| made(text, all));
        self.cut.fields().any(|cut| cut == field) && self.cut.applied(field, sent, made) == stored
    }

    fn is_rewritten_as(&self, field: &str, sent: &str, stored: &str) -> bool {
        self.rewritten.contains(field) && same_letters(sent, stored)
    }

    /// True if a later import would learn nothing else from the other.
    pub(crate) fn tells_the_same(&self, other: &Self) -> bool {
        let told = |form: &Self| {
            (form.changes.clone(), form.cut.clone(), form.rewritten.clone(), form.lost_keys.clone())
        };
        told(self) == told(other)
    }
}
