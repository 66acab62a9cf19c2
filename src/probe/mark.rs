//! The mark of a customer that a probe inserts, and how the customer is recognized by it.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};

use serde_json::Value;

use crate::api::Object;
use crate::customer::{FIELDS, is_empty_value, ticket_count};
use crate::journal::ProbedCustomer;

/// As long as the shortest text that a help desk is known to keep, so that a mark at the beginning of a text survives.
const LENGTH: usize = 10;

/// A new mark: two letters, which show changes of case, then hexadecimal digits.
pub(super) fn new_mark() -> String {
    let random = RandomState::new();
    let letter = |number: u8| ["a", "b", "c", "d", "e", "f"][(random.hash_one(number) % 6) as usize];
    let digits = format!("{:016x}", random.hash_one(2_u8));
    format!("{}{}{}", letter(0), letter(1), &digits[..LENGTH - 2])
}

/// An e-mail address that nobody has: `.invalid` is never registered.
pub(super) fn email_of(mark: &str) -> String {
    format!("{mark}probe@deskferry.invalid")
}

/// The name of a customer of the probe.
pub(super) fn name_of(mark: &str) -> String {
    format!("{mark} deskferry probe (delete me)")
}

/// True if name or e-mail address has the mark, in any case: the help desk may change what it stores.
pub(super) fn carries(customer: &Object, mark: &str) -> bool {
    let has = |field: &str| {
        let text = customer.get(field).and_then(Value::as_str).unwrap_or_default();
        text.to_lowercase().contains(mark)
    };
    !mark.is_empty() && (has("name") || has("email"))
}

/// True for a customer that carries the mark, or has the e-mail address with which it was inserted: that begins with a mark
/// too, which may be that of the other customer.
pub(super) fn is_ours(customer: &Object, inserted: &ProbedCustomer) -> bool {
    let text = customer.get("email").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let sent = inserted.email.get(..LENGTH).unwrap_or_default();
    carries(customer, &inserted.mark) || !sent.is_empty() && text.contains(sent)
}

/// Fields that help desks fill in themselves.
pub(super) const OFTEN_FILLED: [&str; 4] = ["insertByAgentId", "registrationChannel", "language", "account"];

/// The fields with values that the probe has not written, and that a help desk does not fill by itself: the customer may
/// be somebody's, whom the help desk took for ours.
pub(super) fn strange_fields(customer: &Object, own: &BTreeSet<String>) -> Vec<String> {
    let is_strange = |name: &str| {
        let value = customer.get(name);
        let is_filled = value.is_some_and(|value| !is_nothing(value));
        is_filled && !own.contains(name) && !OFTEN_FILLED.contains(&name)
    };
    let fields = FIELDS.iter().map(|field| field.name).chain(["customFields", "tags"]);
    let mut strange: Vec<String> = fields.filter(|name| is_strange(name)).map(ToOwned::to_owned).collect();
    strange.dedup();
    if ticket_count(customer) > 0 {
        strange.push("ticketCount".to_owned());
    }
    strange
}

/// True for a value that says nothing about a person.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Bool(is_so) => !is_so,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::Object(members) => members.values().all(is_nothing),
        Value::Array(items) => items.is_empty(),
        value => is_empty_value(value),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn marks_differ_and_are_found_in_changed_texts() {
        let mark = new_mark();
        assert_eq!(mark.len(), LENGTH);
        assert_ne!(mark, new_mark());
        for shown in [
            json!({"name": name_of(&mark).to_uppercase()}),
            json!({"name": "X", "email": email_of(&mark)[..LENGTH].to_owned()}),
        ] {
            assert!(carries(&object(shown.clone()), &mark), "{shown}");
        }
        for other in [json!({"name": "Ada", "memo": mark}), json!({})] {
            assert!(!carries(&object(other.clone()), &mark), "{other}");
        }
        assert!(!carries(&object(json!({"name": "Ada"})), ""));
    }

    #[test]
    fn fields_of_somebody_else_are_noticed() {
        let own = BTreeSet::from(["name".to_owned(), "email".to_owned()]);
        let strange = |customer: Value| strange_fields(&object(customer), &own);
        let ours = json!({"id": "1", "name": "a", "email": "b", "language": "en", "topClient": false,
            "ticketCount": 0, "memo": "", "customFields": {"x": null}, "madeAt": 7});
        assert!(strange(ours).is_empty());
        assert_eq!(strange(json!({"name": "a", "city": "Rome", "ticketCount": 2})), ["city", "ticketCount"]);
        assert_eq!(strange(json!({"customFields": {"tier": "gold"}})), ["customFields"]);
    }
}
