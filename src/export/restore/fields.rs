//! Which fields of a record are written, and what a customer is to be like.

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::backup::Object;
use crate::customer::{FIELDS, PHOTO, Target, is_empty_value, written_company};
use crate::journal::RestoredFields;

/// Made by the server, or, of the last, never shown by it: photos come back by themselves.
const SERVER_MADE: [&str; 4] = ["id", "profilePhotoUrl", "ticketCount", "profilePhotoBlob"];
/// A customer must have the one, and the other says who made it: neither is ever emptied.
const NEVER_EMPTIED: [&str; 2] = ["name", "insertByAgentId"];
const CUSTOM: &str = "customFields";
const COMPANY: &str = "company";
const ACCOUNT: &str = "account";

impl RestoredFields {
    /// What a new customer is made of: a record without what is empty in it, without what only the server makes, and
    /// without what is not wanted.
    pub(super) fn payload(&self, record: &Object) -> Object {
        let wanted = record.iter().filter(|(name, value)| self.takes(name) && !is_empty_value(value));
        let value = |name: &str, value: &Value| match (name, value) {
            (CUSTOM, Value::Object(fields)) => Value::Object(self.custom(fields)),
            (COMPANY, Value::Object(company)) => written_company(company),
            (_, other) => other.clone(),
        };
        let fields = wanted.map(|(name, own)| (name.clone(), value(name, own)));
        fields.filter(|(_, value)| !is_empty_value(value)).collect()
    }

    /// A hash of what a record is made of, whatever the order of its members: two that are just alike have one.
    pub(super) fn print(&self, record: &Object) -> i64 {
        let mut payload = Value::Object(self.payload(record));
        payload.sort_all_objects();
        xxh3_64(payload.to_string().as_bytes()).cast_signed()
    }

    /// What a customer is to be like: the payload, and null for each field that the backup has empty.
    pub(super) fn wanted(&self, payload: &Object, living: &Object) -> Object {
        let mut wanted = payload.clone();
        if self.keep_added {
            return wanted;
        }
        for field in FIELDS.iter().map(|field| field.name).filter(|name| self.empties(name)) {
            if has(living, field) && !has(payload, field) {
                wanted.insert(field.to_owned(), Value::Null);
            }
        }
        if let Some(Value::Object(living)) = living.get(CUSTOM).filter(|_| self.takes(CUSTOM)) {
            let added = living.keys().filter(|name| has(living, name) && self.takes_custom(name));
            empty_custom(&mut wanted, added.cloned().collect());
        }
        wanted
    }

    /// Photos come back, where the backup has them.
    pub(super) fn take_photos(&self) -> bool {
        !self.without.iter().any(|without| without == PHOTO.name)
    }

    fn takes(&self, name: &str) -> bool {
        let known = || Target::field(name).is_some() || name == CUSTOM || name == ACCOUNT;
        !SERVER_MADE.contains(&name)
            && (name != ACCOUNT || self.with_account)
            && (!self.known_only || known())
            && !self.without.iter().any(|without| without == name)
    }

    fn takes_custom(&self, name: &str) -> bool {
        !self.without.iter().any(|without| without.strip_prefix("customFields.") == Some(name))
    }

    fn empties(&self, name: &str) -> bool {
        self.takes(name) && !NEVER_EMPTIED.contains(&name)
    }

    fn custom(&self, fields: &Object) -> Object {
        let wanted = fields.iter().filter(|(name, value)| self.takes_custom(name) && !is_empty_value(value));
        wanted.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

fn has(object: &Object, name: &str) -> bool {
    object.get(name).is_some_and(|value| !is_empty_value(value))
}

/// Adds null for the custom fields that are not wanted. Where the wanted ones have a shape that nobody knows, they are
/// left as they are.
fn empty_custom(wanted: &mut Object, added: Vec<String>) {
    let mut custom = match wanted.get(CUSTOM) {
        None => Object::new(),
        Some(Value::Object(custom)) => custom.clone(),
        Some(_) => return,
    };
    for name in added {
        custom.entry(name).or_insert(Value::Null);
    }
    if !custom.is_empty() {
        wanted.insert(CUSTOM.to_owned(), Value::Object(custom));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        value.as_object().cloned().unwrap()
    }

    fn record() -> Object {
        object(json!({
            "id": "7", "name": "Ada", "memo": "", "city": null, "profilePhotoUrl": "http://p", "ticketCount": 3,
            "company": {"id": "c", "name": "Acme"}, "account": {"id": "a"}, "score": 1, "tags": [],
            "customFields": {"segment": "Gold", "tier": null}
        }))
    }

    #[test]
    fn what_the_server_makes_is_left_out() {
        let payload = |rules: RestoredFields| Value::Object(rules.payload(&record()));
        let all = json!({"name": "Ada", "company": "Acme", "score": 1, "customFields": {"segment": "Gold"}});
        assert_eq!(payload(RestoredFields::default()), all);
        let account = payload(RestoredFields { with_account: true, ..RestoredFields::default() });
        assert_eq!(account["account"], json!({"id": "a"}));
        let without = vec!["company".to_owned(), "customFields.segment".to_owned()];
        let less = payload(RestoredFields { known_only: true, without, ..RestoredFields::default() });
        assert_eq!(less, json!({"name": "Ada"}));
    }

    #[test]
    fn what_the_backup_has_empty_is_emptied_where_it_can_be() {
        let living = object(json!({
            "id": "7", "name": "Eve", "memo": "new", "topClient": true, "insertByAgentId": "1", "score": 2, "odd": "x",
            "account": {"id": "b"}, "ticketCount": 9, "customFields": {"segment": "Iron", "tier": "2", "e": ""}
        }));
        let wanted = |rules: RestoredFields| {
            let payload = rules.payload(&record());
            rules.wanted(&payload, &living)
        };
        assert_eq!(
            Value::Object(wanted(RestoredFields::default())),
            json!({
                "name": "Ada", "company": "Acme", "score": 1, "customFields": {"segment": "Gold", "tier": null},
                "topClient": null, "memo": null
            })
        );
        let kept = RestoredFields { keep_added: true, ..RestoredFields::default() };
        assert_eq!(wanted(kept.clone()), kept.payload(&record()));
        let without = vec!["memo".to_owned(), "customFields.tier".to_owned()];
        let less = wanted(RestoredFields { without, ..RestoredFields::default() });
        assert!(!less.contains_key("memo"));
        assert_eq!(less["customFields"], json!({"segment": "Gold"}));
    }

    #[test]
    fn custom_fields_that_are_all_new_are_emptied() {
        let rules = RestoredFields::default();
        let living = object(json!({"customFields": {"tier": "2"}}));
        let wanted = rules.wanted(&object(json!({"name": "A"})), &living);
        assert_eq!(Value::Object(wanted), json!({"name": "A", "customFields": {"tier": null}}));
        let odd = object(json!({"customFields": ["x"]}));
        assert!(!rules.wanted(&object(json!({"name": "A"})), &odd).contains_key("customFields"));
    }
}
