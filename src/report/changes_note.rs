//! What happens to the fields of one customer, for results.csv.

use crate::customer::FieldEffect;
use crate::plan::ProtectedValue;

fn names<'a>(values: &[&'a ProtectedValue]) -> Vec<&'a str> {
    values.iter().map(|value| value.field.as_str()).collect()
}

/// `replaced: city; added to: memo; protected: name, email; left out: language`; empty if nothing happens.
pub(super) fn changes_note(
    effects: &[(String, FieldEffect)],
    protected: &[&ProtectedValue],
    left_out: &[&ProtectedValue],
) -> String {
    let with = |effect: FieldEffect| {
        let own = effects.iter().filter(move |(_, own)| *own == effect);
        own.map(|(field, _)| field.as_str()).collect::<Vec<_>>()
    };
    let parts = [
        ("replaced", with(FieldEffect::Replaced)),
        ("emptied", with(FieldEffect::Emptied)),
        ("added to", with(FieldEffect::AddedTo)),
        ("filled", with(FieldEffect::Filled)),
        ("protected", names(protected)),
        ("left out", names(left_out)),
    ];
    let some = parts.into_iter().filter(|(_, fields)| !fields.is_empty());
    some.map(|(word, fields)| format!("{word}: {}", fields.join(", "))).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::plan::WritePolicy;

    #[test]
    fn each_field_is_named_with_what_happens_to_it() {
        let effects = [
            ("city".to_owned(), FieldEffect::Filled),
            ("memo".to_owned(), FieldEffect::AddedTo),
            ("email".to_owned(), FieldEffect::Replaced),
            ("customFields.segment".to_owned(), FieldEffect::Filled),
        ];
        let kept = |field: &str, current| {
            ProtectedValue::new(field.to_owned(), WritePolicy::OnInsert, json!("a"), current)
        };
        let protected = [kept("name", json!("b")), kept("language", json!(""))];
        assert_eq!(
            changes_note(&effects, &[&protected[0]], &[&protected[1]]),
            "replaced: email; added to: memo; filled: city, customFields.segment; protected: name; \
             left out: language"
        );
        assert_eq!(changes_note(&[], &[], &[]), "");
    }
}
