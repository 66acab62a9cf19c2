//! What the customer to keep can get from the others of its group. Pure functions.

use serde_json::{Map, Value};

use super::identifiers::folded_value;
use crate::api::Object;
use crate::customer::{FIELDS, is_empty_value, written_company};

const CUSTOM: &str = "customFields";

/// Fields that say how a record came to be, and not who it is.
const OF_THE_RECORD: [&str; 3] = ["insertByAgentId", "registrationChannel", "name"];

/// What a group says about each field.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Fill {
    /// The fields that the kept customer has empty, with the only value that the others have.
    pub(super) patch: Object,
    /// The fields with two values or more, between which a person has to choose.
    pub(super) differing: Vec<String>,
}

impl Fill {
    /// The names of the filled fields; custom fields as `customFields.NAME`.
    pub(super) fn fields(&self) -> Vec<String> {
        let plain = self.patch.keys().filter(|name| *name != CUSTOM).cloned();
        let custom = self.patch.get(CUSTOM).and_then(Value::as_object).into_iter().flatten();
        plain.chain(custom.map(|(name, _)| format!("{CUSTOM}.{name}"))).collect()
    }
}

/// Compares the customer to keep with the others. Nothing that it has is replaced.
pub(super) fn fill(kept: &Object, others: &[&Object]) -> Fill {
    let mut filled = Fill::default();
    let fields = FIELDS.iter().map(|field| field.name).filter(|name| !OF_THE_RECORD.contains(name));
    for field in fields {
        let values =
            others.iter().filter_map(|other| other.get(field)).filter(|value| !is_empty_value(value));
        match choose(kept.get(field), values) {
            Choice::Nothing => {}
            Choice::Differing => filled.differing.push(field.to_owned()),
            Choice::Fill(value) => drop(filled.patch.insert(field.to_owned(), value)),
        }
    }
    fill_custom(kept, others, &mut filled);
    filled
}

fn fill_custom(kept: &Object, others: &[&Object], filled: &mut Fill) {
    let empty = Map::new();
    let own = match kept.get(CUSTOM) {
        Some(Value::Object(own)) => own,
        None | Some(Value::Null) => &empty,
        // An unknown structure: a merge could lose something.
        Some(_) => return,
    };
    let others: Vec<&Object> = others.iter().filter_map(|other| other.get(CUSTOM)?.as_object()).collect();
    let mut names: Vec<&String> = others.iter().flat_map(|other| other.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let mut patch = Map::new();
    for name in names {
        let values = others.iter().filter_map(|other| other.get(name)).filter(|value| !is_empty_value(value));
        match choose(own.get(name), values) {
            Choice::Nothing => {}
            Choice::Differing => filled.differing.push(format!("{CUSTOM}.{name}")),
            Choice::Fill(value) => drop(patch.insert(name.clone(), value)),
        }
    }
    if !patch.is_empty() {
        filled.patch.insert(CUSTOM.to_owned(), Value::Object(patch));
    }
}

/// What to do with a field.
enum Choice {
    Nothing,
    Differing,
    Fill(Value),
}

/// `values` are those of the others, without empty ones.
fn choose<'a>(own: Option<&Value>, values: impl Iterator<Item = &'a Value>) -> Choice {
    let own = own.filter(|own| !is_empty_value(own));
    let mut only: Option<&Value> = None;
    for value in values {
        match own.or(only) {
            Some(known) if !is_like(known, value) => return Choice::Differing,
            Some(_) => {}
            None => only = Some(value),
        }
    }
    match (own, only) {
        (None, Some(Value::Object(company))) => Choice::Fill(written_company(company)),
        (None, Some(value)) => Choice::Fill(value.clone()),
        _ => Choice::Nothing,
    }
}

fn is_like(one: &Value, other: &Value) -> bool {
    one == other || folded_value(one).is_some_and(|one| folded_value(other) == Some(one))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filled(kept: Value, others: &[Value]) -> (Value, Vec<String>) {
        let others: Vec<&Object> = others.iter().map(|other| other.as_object().unwrap()).collect();
        let filled = fill(kept.as_object().unwrap(), &others);
        (Value::Object(filled.patch), filled.differing)
    }

    #[test]
    fn only_empty_fields_are_filled() {
        let kept = json!({"id": "1", "name": "Ada", "memo": "", "city": "Rome", "customFields": {"a": "1"}});
        let other = json!({"id": "2", "name": "A. Byron", "memo": "m", "city": "ROME", "ticketCount": 4,
                           "insertByAgentId": "9", "customFields": {"a": "1", "b": "2"}, "tags": ["x"]});
        let (patch, differing) = filled(kept, &[other]);
        assert_eq!(patch, json!({"memo": "m", "tags": ["x"], "customFields": {"b": "2"}}));
        assert_eq!(differing, Vec::<String>::new());
    }

    #[test]
    fn a_person_chooses_between_two_values() {
        let kept = json!({"city": "Rome", "topClient": false, "customFields": null});
        let others = [
            json!({"city": "Milan", "memo": "one", "topClient": true, "customFields": {"a": "1"}}),
            json!({"city": "Rome", "memo": "two", "customFields": {"a": "2"}}),
        ];
        let (patch, differing) = filled(kept, &others);
        assert_eq!(patch, json!({}));
        assert_eq!(differing, ["city", "topClient", "memo", "customFields.a"]);
    }

    #[test]
    fn a_company_is_written_by_its_name() {
        let (patch, _) = filled(json!({}), &[json!({"company": {"id": "7", "name": "Acme"}})]);
        assert_eq!(patch, json!({"company": "Acme"}));
        let odd = json!({"customFields": ["odd"]});
        assert_eq!(filled(odd, &[json!({"customFields": {"a": "1"}})]).0, json!({}));
    }
}
