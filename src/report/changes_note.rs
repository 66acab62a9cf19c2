//! What happens to the fields of one customer, for results.csv.

use crate::customer::FieldEffect;
use crate::plan::ProtectedValue;

/// `left out: memo`, of a new customer; empty if it gets every field.
pub(super) fn left_out_fields(left_out: &[ProtectedValue]) -> String {
    if left_out.is_empty() { String::new() } else { format!("left out: {}", names(left_out).join(", ")) }
}

fn names(values: &[ProtectedValue]) -> Vec<&str> {
    values.iter().map(|value| value.field.as_str()).collect()
}

/// `replaced: city; added to: memo; protected: name, email`; empty if nothing happens.
pub(super) fn changes_note(effects: &[(String, FieldEffect)], protected: &[ProtectedValue]) -> String {
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
        let protected =
            [ProtectedValue::new("name".to_owned(), WritePolicy::OnInsert, json!("a"), json!("b"))];
        assert_eq!(
            changes_note(&effects, &protected),
            "replaced: email; added to: memo; filled: city, customFields.segment; protected: name"
        );
        assert_eq!(changes_note(&[], &[]), "");
    }
}
