//! Which fields of a record are written, and the values that a customer should have.

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::restore_source::Object;
use crate::customer::{FIELDS, FieldTarget, PHOTO, is_empty_value, written_company};
use crate::journal::RestoredFields;
use crate::lookup::{ShownFields, shows};

/// Set by the server; `profilePhotoBlob` is never shown by it, and photos are restored separately.
pub(super) const SERVER_MADE: [&str; 4] = ["id", "profilePhotoUrl", "ticketCount", "profilePhotoBlob"];
/// Never emptied: a customer must have a name, and `insertByAgentId` is who created it.
const NEVER_EMPTIED: [&str; 2] = ["name", "insertByAgentId"];
const CUSTOM: &str = "customFields";
const COMPANY: &str = "company";
const ACCOUNT: &str = "account";

impl RestoredFields {
    /// The fields of a new customer: those of the record without empty ones, without those of the server, and without
    /// those that are not wanted.
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

    /// A hash of the payload of a record that does not depend on the order of its members.
    pub(super) fn print(&self, record: &Object) -> i64 {
        let mut payload = Value::Object(self.payload(record));
        payload.sort_all_objects();
        xxh3_64(payload.to_string().as_bytes()).cast_signed()
    }

    /// The values that a customer should have: the payload, and null for each field that the backup lacks here but was
    /// seen to have elsewhere. A field that was never seen may have been hidden from the backup, so it stays.
    pub(super) fn wanted(&self, payload: &Object, living: &Object, seen: &ShownFields) -> Object {
        let mut wanted = payload.clone();
        let (known, custom): (Vec<_>, Vec<_>) = self
            .added(payload, living)
            .into_iter()
            .filter(|field| seen.has(field))
            .partition(|field| !is_custom(field));
        for field in known {
            wanted.insert(field, Value::Null);
        }
        empty_custom(&mut wanted, &custom);
        wanted
    }

    /// The fields of a customer that its payload lacks and that a restore may empty.
    pub(super) fn added(&self, payload: &Object, living: &Object) -> Vec<String> {
        if self.keep_added {
            return Vec::new();
        }
        let known = FIELDS.iter().map(|field| field.name).filter(|name| self.empties(name));
        let mut added: Vec<String> = known
            .filter(|name| shows(living, name) && !shows(payload, name))
            .map(ToOwned::to_owned)
            .collect();
        if let Some(Value::Object(custom)) = living.get(CUSTOM).filter(|_| self.takes(CUSTOM)) {
            let custom =
                custom.keys().filter(|name| self.takes_custom(name)).map(|name| format!("{CUSTOM}.{name}"));
            added.extend(custom.filter(|field| shows(living, field) && !shows(payload, field)));
        }
        added
    }

    /// True if photos are restored.
    pub(super) fn take_photos(&self) -> bool {
        !self.without.iter().any(|without| without == PHOTO.name) && self.is_chosen(PHOTO.name)
    }

    /// True if all fields are wanted, or this one.
    fn is_chosen(&self, name: &str) -> bool {
        let is_it = |only: &String| only == name || name == CUSTOM && is_custom(only);
        self.only.is_empty() || self.only.iter().any(is_it)
    }

    fn takes(&self, name: &str) -> bool {
        let known = || FieldTarget::field(name).is_some() || name == CUSTOM || name == ACCOUNT;
        !SERVER_MADE.contains(&name)
            && self.is_chosen(name)
            && (name != ACCOUNT || self.with_account)
            && (!self.known_only || known())
            && !self.without.iter().any(|without| without == name)
    }

    fn takes_custom(&self, name: &str) -> bool {
        let is_it = |field: &String| field.strip_prefix("customFields.") == Some(name);
        !self.without.iter().any(is_it) && (self.only.is_empty() || self.only.iter().any(is_it))
    }

    fn empties(&self, name: &str) -> bool {
        self.takes(name) && !NEVER_EMPTIED.contains(&name)
    }

    fn custom(&self, fields: &Object) -> Object {
        let wanted = fields.iter().filter(|(name, value)| self.takes_custom(name) && !is_empty_value(value));
        wanted.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

fn is_custom(field: &str) -> bool {
    field.starts_with(CUSTOM)
}

/// Adds null for custom fields, given as `customFields.NAME`. Does nothing if the wanted custom fields are not an
/// object.
fn empty_custom(wanted: &mut Object, added: &[String]) {
    let mut custom = match wanted.get(CUSTOM) {
        None => Object::new(),
        Some(Value::Object(custom)) => custom.clone(),
        Some(_) => return,
    };
    for name in added.iter().filter_map(|field| field.strip_prefix(CUSTOM)?.strip_prefix('.')) {
        custom.entry(name.to_owned()).or_insert(Value::Null);
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
    fn fields_made_by_the_server_are_left_out() {
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
    fn fields_empty_in_the_backup_are_emptied_if_possible() {
        let living = object(json!({
            "id": "7", "name": "Eve", "memo": "new", "topClient": true, "insertByAgentId": "1", "score": 2, "odd": "x",
            "account": {"id": "b"}, "ticketCount": 9, "customFields": {"segment": "Iron", "tier": "2", "e": ""}
        }));
        let names = ["memo", "topClient", "insertByAgentId", "customFields.tier", "score"];
        let seen = ShownFields::of(&names.map(ToOwned::to_owned));
        let wanted = |rules: RestoredFields| {
            let payload = rules.payload(&record());
            rules.wanted(&payload, &living, &seen)
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
    fn fields_never_seen_in_the_backup_are_not_touched() {
        let rules = RestoredFields::default();
        let payload = object(json!({"name": "A"}));
        let living =
            object(json!({"memo": "x", "city": "Rome", "customFields": {"tier": "2", "segment": "Gold"}}));
        let names = ["memo", "customFields.tier"].map(ToOwned::to_owned);
        let wanted = rules.wanted(&payload, &living, &ShownFields::of(&names));
        assert_eq!(Value::Object(wanted), json!({"name": "A", "memo": null, "customFields": {"tier": null}}));
        assert_eq!(rules.wanted(&payload, &living, &ShownFields::default()), payload);
        assert_eq!(
            rules.added(&payload, &living),
            ["city", "memo", "customFields.tier", "customFields.segment"]
        );
        let odd = object(json!({"customFields": ["x"]}));
        assert!(!rules.wanted(&payload, &odd, &ShownFields::of(&names)).contains_key("customFields"));
    }
}
