//! How the help desk changes the customers that it stores: which values it rewrites, and which fields it fills. A run
//! learns this from its first inserts, which it reads back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use super::change::{Change, made, start_of_day, with_other_titles};
use super::cut_texts::CutTexts;
use super::diff::{differences, is_empty_value};
use super::field::{FIELDS, PHOTO};
use super::same_letters::is_rewritten;
use super::stored_value::{
    CUSTOM, ChangedFields, changed_fields, changes_between, flat, get, is_stored_form, text,
};

type Object = Map<String, Value>;

/// How the help desk changes customers. The default stores everything unchanged.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StoredChanges {
    /// The number of customers read back to learn this.
    pub read_back: u64,
    /// The changes of each changed field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub changes: BTreeMap<String, BTreeSet<Change>>,
    /// Fields whose texts are cut.
    #[serde(default, skip_serializing_if = "CutTexts::is_empty")]
    pub cut: CutTexts,
    /// Fields whose texts may come back with other signs, in a form that can't be computed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub rewritten: BTreeSet<String>,
    /// Hashes of match keys that came back in a form by which their customers are not found again.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub lost_keys: BTreeSet<String>,
    /// Fields that came back but were not sent, each with its value; null if the values differ.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fills: BTreeMap<String, Value>,
    /// Why nothing more may be written; `None` if writing may go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

impl StoredChanges {
    /// Like [`differences`], without those that the help desk causes itself.
    pub fn differences(&self, wanted: &Object, base: &Object) -> Object {
        self.without_own(wanted, base, Self::is_own_change)
    }

    /// Like [`Self::differences`], without texts that would be cut to what the help desk has already.
    pub fn differences_after_cut(&self, wanted: &Object, base: &Object) -> Object {
        let form = |field: &str, text: &str| {
            self.changes.get(field).map_or_else(|| text.to_owned(), |changes| made(text, changes))
        };
        self.cut.without_cut(self.differences(wanted, base), base, form)
    }

    /// Like [`Self::differences`] for an inserted customer: fields that were sent empty and that the help desk fills are
    /// no differences either. For an update they are, because it may have emptied them.
    pub fn differences_of_insert(&self, sent: &Object, base: &Object) -> Object {
        self.without_own(sent, base, |form, field, want, have| {
            if is_empty_value(want) {
                have.is_some_and(|have| form.fills(field, have))
            } else {
                form.is_own_change(field, want, have)
            }
        })
    }

    pub(super) fn without_own(
        &self,
        wanted: &Object,
        base: &Object,
        is_own: impl Fn(&Self, &str, &Value, Option<&Value>) -> bool,
    ) -> Object {
        let mut rest = differences(wanted, base);
        rest.retain(|name, want| match (want, base.get(name)) {
            (Value::Object(inner), have) if name == CUSTOM => {
                let have = have.and_then(Value::as_object);
                inner.retain(|field, want| {
                    let have = have.and_then(|have| have.get(field));
                    !is_own(self, &format!("{CUSTOM}.{field}"), want, have)
                });
                !inner.is_empty()
            }
            (want, have) => !is_own(self, name, want, have),
        });
        rest
    }

    fn is_own_change(&self, field: &str, want: &Value, have: Option<&Value>) -> bool {
        let Some(changes) = self.changes.get(field) else { return false };
        is_stored_form(want, have.unwrap_or(&Value::Null), changes)
    }

    /// True if the help desk fills the field with this value, or with varying values.
    fn fills(&self, field: &str, have: &Value) -> bool {
        self.fills.get(field).is_some_and(|value| value.is_null() || value == have)
    }

    /// Learns from inserted customers, each as sent and as read back. Returns the first change of each field and kind.
    pub fn learn(&mut self, customers: &[(Object, Object)]) -> Vec<ChangedFields> {
        self.read_back += customers.len() as u64;
        let told = self.learn_changes(customers);
        let added: Vec<_> =
            customers.iter().map(|(sent, stored)| (sent, added_fields(sent, stored))).collect();
        for field in added.iter().flat_map(|(_, added)| added.keys()) {
            let unsent = added.iter().filter(|(sent, _)| get(sent, field).is_none());
            let all = unsent.clone().all(|(_, added)| added.contains_key(field));
            // A field that people can write may be from an existing customer that the server took for this one.
            if is_server_made(field) || all && unsent.clone().count() > 1 {
                self.fills.insert(field.clone(), common(unsent.filter_map(|(_, added)| added.get(field))));
            }
        }
        told
    }

    /// Learns only how texts and numbers are changed, from customers as sent and as read back. Returns the first change
    /// of each field and kind. Changes that one of these customers disproves are not learned: somebody may have edited
    /// another one in the meantime.
    pub fn learn_changes(&mut self, customers: &[(Object, Object)]) -> Vec<ChangedFields> {
        let before = self.changes.clone();
        let mut told = Vec::<ChangedFields>::new();
        for changed in customers.iter().flat_map(|(sent, stored)| changed_fields(sent, stored)) {
            if let Some(changes) = &changed.changes {
                self.changes.entry(changed.field.clone()).or_default().extend(changes);
            }
            if is_rewritten(&changed) {
                self.rewritten.insert(changed.field.clone());
            }
            if let Some(changes) = self.cut.learn(&changed).filter(|changes| !changes.is_empty()) {
                self.changes.entry(changed.field.clone()).or_default().extend(&changes);
            }
            if told.iter().all(|one| (&one.field, &one.changes) != (&changed.field, &changed.changes)) {
                told.push(changed);
            }
        }
        self.cut.forget_disproved(customers, &self.changes);
        let doubtful: Vec<String> =
            self.changes.keys().filter(|field| self.is_disproved(field, customers)).cloned().collect();
        let mut disproved = Vec::new();
        for field in doubtful {
            if self.try_other_titles(&field, customers) {
                continue;
            }
            match before.get(&field) {
                Some(changes) => drop(self.changes.insert(field.clone(), changes.clone())),
                None => drop(self.changes.remove(&field)),
            }
            disproved.push(field);
        }
        told.retain(|changed| !disproved.contains(&changed.field));
        self.cut.learn_order(customers, &mut self.changes);
        told
    }

    /// Takes the first way to begin words that explains these customers, such as `(acme)` next to `Acme Ltd`; otherwise leaves
    /// the field as it is. True if one does.
    fn try_other_titles(&mut self, field: &str, customers: &[(Object, Object)]) -> bool {
        let Some(known) = self.changes.get(field).cloned() else { return false };
        for tried in with_other_titles(&known) {
            self.changes.insert(field.to_owned(), tried);
            if !self.is_disproved(field, customers) {
                return true;
            }
        }
        self.changes.insert(field.to_owned(), known);
        false
    }

    /// True if the changes of a field do not explain a customer that other changes, or none, explain.
    fn is_disproved(&self, field: &str, customers: &[(Object, Object)]) -> bool {
        let Some(changes) = self.changes.get(field) else { return false };
        customers.iter().any(|(sent, stored)| {
            let (Some(sent), Some(stored)) = (get(sent, field), get(stored, field)) else { return false };
            let explained = sent == stored
                || changes_between(sent, stored).is_some_and(|changes| !changes.contains(&Change::Case));
            explained && !is_stored_form(sent, stored, changes)
        })
    }

    /// Adds changes that were learned earlier, without those that these customers disprove.
    #[must_use]
    pub fn with_changes_of(mut self, before: &Self, customers: &[(Object, Object)]) -> Self {
        self.cut.extend(&before.cut);
        self.rewritten.extend(before.rewritten.iter().cloned());
        self.lost_keys.extend(before.lost_keys.iter().cloned());
        for (field, changes) in &before.changes {
            let form =
                Self { changes: BTreeMap::from([(field.clone(), changes.clone())]), ..Self::default() };
            let mut both =
                customers.iter().filter_map(|(sent, stored)| Some((get(sent, field)?, get(stored, field))));
            // The text came back unchanged, although the earlier changes would have changed it.
            let shown = both.any(|(sent, stored)| Some(sent) == stored && form.changes_text(field, sent));
            if !shown {
                self.changes.entry(field.clone()).or_default().extend(changes);
            }
        }
        let fields: Vec<String> = self.changes.keys().cloned().collect();
        for field in fields {
            if self.is_disproved(&field, customers) {
                self.try_other_titles(&field, customers);
            }
        }
        self.cut.forget_disproved(customers, &self.changes);
        self.cut.learn_order(customers, &mut self.changes);
        self
    }

    /// A customer as the help desk is expected to store it.
    pub fn applied(&self, sent: &Object) -> Object {
        let mut stored = sent.clone();
        let none = BTreeSet::new();
        let fields: BTreeSet<&str> =
            self.changes.keys().map(String::as_str).chain(self.cut.fields()).collect();
        for field in fields {
            let changes = self.changes.get(field).unwrap_or(&none);
            let value = match field.strip_prefix(CUSTOM).and_then(|rest| rest.strip_prefix('.')) {
                Some(name) => stored.get_mut(CUSTOM).and_then(|custom| custom.get_mut(name)),
                None => stored.get_mut(field),
            };
            match value {
                Some(Value::String(text)) => {
                    *text = self.cut.applied(field, text, |text| made(text, changes));
                }
                Some(Value::Number(number)) if changes.contains(&Change::Day) => {
                    start_of_day(number).into_iter().for_each(|day| *number = day);
                }
                _ => {}
            }
        }
        stored
    }

    /// A text of a field in the form in which it is compared with another: as the help desk stores it.
    pub fn comparable(&self, field: &str, text: &str) -> String {
        let text: String = text.nfc().collect();
        match self.changes.get(field) {
            None => text,
            Some(changes) if changes.contains(&Change::Case) => made(&text, changes).to_lowercase(),
            Some(changes) => made(&text, changes),
        }
    }

    fn changes_text(&self, field: &str, sent: &Value) -> bool {
        let Some(sent) = text(sent) else { return false };
        self.changes.get(field).is_some_and(|changes| made(sent, changes) != sent)
    }

    /// The fields of a customer that were neither inserted nor filled by the help desk. Without learned changes, only
    /// fields that people can write count.
    pub fn added(form: Option<&Self>, sent: &Object, now: &Object) -> Vec<String> {
        let added = added_fields(sent, now).into_iter();
        let by_others = added.filter(|(field, value)| match form.filter(|form| form.read_back > 0) {
            Some(form) => !form.fills(field, value),
            None => !is_server_made(field),
        });
        by_others.map(|(field, _)| field).collect()
    }
}

/// Fields that people can write, but servers often fill.
const OFTEN_FILLED: [&str; 3] = ["insertByAgentId", "registrationChannel", "language"];

/// True for a field that people can't write or that servers often fill.
fn is_server_made(field: &str) -> bool {
    let written = FIELDS.iter().any(|known| known.name == field) || field.starts_with(CUSTOM);
    !written || OFTEN_FILLED.contains(&field)
}

/// The common value of all; null if they differ. Also null for numbers, times and ids, which may agree by chance.
fn common<'a>(mut values: impl Iterator<Item = &'a Value>) -> Value {
    let first = values.next().cloned().unwrap_or_default();
    let word = match &first {
        Value::String(text) => !text.contains(|letter: char| letter.is_numeric()),
        other => other.is_boolean(),
    };
    if word && values.all(|value| *value == first) { first } else { Value::Null }
}

/// The fields that came back but were not sent. False, 0, the id and the number of tickets do not count.
fn added_fields(sent: &Object, stored: &Object) -> BTreeMap<String, Value> {
    let nothing = |value: &Value| value == &Value::Bool(false) || value.as_i64() == Some(0);
    let own = |field: &str| match field {
        "id" | TICKETS => true,
        // The server adds the URL of a photo that was sent.
        "profilePhotoUrl" | "profilePhotoBlob" => get(sent, PHOTO.name).is_some(),
        _ => get(sent, field).is_some(),
    };
    let added = flat(stored).filter(|(field, value)| !own(field) && !nothing(value));
    added.map(|(field, value)| (field, value.clone())).collect()
}

/// The member with the number of tickets of a customer.
const TICKETS: &str = "ticketCount";

/// The number of tickets of a customer; 0 if the help desk does not count them.
pub fn ticket_count(customer: &Object) -> u64 {
    let count = customer.get(TICKETS);
    count.and_then(|count| count.as_u64().or_else(|| count.as_str()?.parse().ok())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn changes_made_by_the_server_are_not_differences() {
        let sent = json!({"name": "Ada", "email": "A@x.org", "customFields": {"a": "X "}});
        let stored = json!({"id": "1", "name": "Ada", "email": "a@x.org", "customFields": {"a": "X"}});
        let form = StoredChanges::learned(&[(sent, stored)]);
        let rest = |wanted: Value, have: Value| form.differences(&object(wanted), &object(have));
        let wanted = json!({"email": "BOB@x.org", "customFields": {"a": " Y"}});
        assert!(rest(wanted.clone(), json!({"email": "bob@x.org", "customFields": {"a": "Y"}})).is_empty());
        let other = rest(wanted, json!({"email": "eve@x.org", "customFields": {"a": "y"}}));
        assert_eq!(Value::Object(other), json!({"email": "BOB@x.org", "customFields": {"a": " Y"}}));
    }

    #[test]
    fn an_edit_by_hand_is_not_learned_against_the_evidence() {
        let lower = (json!({"email": "Ada@X.org"}), json!({"email": "ada@x.org"}));
        let kept = (json!({"email": "Bob@X.org"}), json!({"email": "Bob@X.org"}));
        assert!(StoredChanges::learned(&[lower.clone(), kept]).changes.is_empty());
        let both = (json!({"email": " Eve@X.org"}), json!({"email": "eve@x.org"}));
        let form = StoredChanges::learned(&[lower, both]);
        assert_eq!(json!(form.changes), json!({"email": ["trimmed", "lower"]}));
    }

    #[test]
    fn words_end_at_blanks_if_only_that_explains_all() {
        let title = (json!({"company": "acme LTD"}), json!({"company": "Acme Ltd"}));
        let kept = (json!({"company": "(acme)"}), json!({"company": "(acme)"}));
        let form = StoredChanges::learned(&[title, kept]);
        assert_eq!(json!(form.changes), json!({"company": ["title-at-blanks"]}));
    }

    #[test]
    fn a_change_of_case_that_can_not_be_computed_hides_no_difference() {
        let sent = json!({"name": "ada byron"});
        let form = StoredChanges::learned(&[(sent.clone(), json!({"name": "Ada byron"}))]);
        assert_eq!(json!(form.changes), json!({"name": ["case"]}));
        assert_eq!(form.differences(&object(sent), &object(json!({"name": "ADA BYRON"}))).len(), 1);
    }

    #[test]
    fn a_time_that_is_stored_as_its_day_is_no_difference() {
        let noon = json!({"birthDate": 86_443_200_000_i64});
        let form = StoredChanges::learned(&[(noon.clone(), json!({"birthDate": 86_400_000_000_i64}))]);
        let differs = |have: Value| !form.differences(&object(noon.clone()), &object(have)).is_empty();
        assert!(!differs(json!({"birthDate": 86_400_000_000_i64})));
        assert!(differs(json!({"birthDate": 86_486_400_000_i64})), "another day");
    }

    #[test]
    fn a_server_filled_field_is_a_difference_except_after_an_insert() {
        let sent = json!({"name": "A", "language": null});
        let stored = json!({"name": "A", "language": "en"});
        let form = StoredChanges::learned(&[(sent.clone(), stored.clone())]);
        let sent = object(sent);
        let stored = object(stored);
        assert!(form.differences_of_insert(&sent, &stored).is_empty());
        assert_eq!(Value::Object(form.differences(&sent, &stored)), json!({"language": null}));
    }

    #[test]
    fn a_field_counts_as_server_filled_if_all_customers_have_it() {
        let sent = |name: &str| json!({"name": name});
        let stored = |name: &str, city: Value| json!({"name": name, "city": city, "registrationChannel": "API", "made": 1});
        let both = [(sent("A"), stored("A", json!("Rome"))), (sent("B"), stored("B", json!(null)))];
        let form = StoredChanges::learned(&both);
        assert_eq!(json!(form.fills), json!({"registrationChannel": "API", "made": null}));
        let now = object(
            json!({"name": "C", "registrationChannel": "WEB", "made": 2, "memo": "x", "topClient": false}),
        );
        let added = |form| StoredChanges::added(form, &object(json!({"name": "C"})), &now);
        assert_eq!(added(Some(&form)), ["memo", "registrationChannel"]);
        assert_eq!(added(None), ["memo"]);
        let one = StoredChanges::learned(&both[..1]);
        assert_eq!(json!(one.fills), json!({"registrationChannel": "API", "made": null}));
    }
}
