//! How the help desk spells match keys: the form in which it stores the key of a row.

use std::sync::{Arc, PoisonError, RwLock};

use serde_json::{Map, Value};

use super::change::{Change, made, respelled};
use super::stored_changes::StoredChanges;
use super::stored_value::PHONES;

type Object = Map<String, Value>;

/// What is known of how the help desk stores the fields of match keys. The parts of a run share it, because the run may
/// learn more. It only adds a form in which a key is looked for; the form of the row is always looked for too.
#[derive(Debug, Clone, Default)]
pub struct KeySpelling(Arc<RwLock<StoredChanges>>);

impl KeySpelling {
    /// What earlier runs and probes have found.
    pub fn of(form: StoredChanges) -> Self {
        Self(Arc::new(RwLock::new(form)))
    }

    /// Adds what was learned from customers, each as it was sent and as it was read back.
    pub fn learn(&self, form: &StoredChanges, customers: &[(Object, Object)]) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *known = form.clone().with_changes_of(&known, customers);
    }

    /// A text of a field as it is stored, if that is another spelling of it. `None` if it is stored as it is, or so that
    /// different keys may become one.
    pub fn stored(&self, field: &str, text: &str) -> Option<String> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).respelled(field, text)
    }

    /// True if only the digits of one of these fields are stored: a number with a plus and one without become the same.
    pub fn keeps_only_digits<'f>(&self, mut fields: impl Iterator<Item = &'f String>) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        fields.any(|field| known.changes.get(field).is_some_and(|all| all.contains(&Change::Digits)))
    }

    /// True if any of these fields may be stored in another form.
    pub fn touches<'f>(&self, mut fields: impl Iterator<Item = &'f String>) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        fields.any(|field| known.changes.contains_key(field))
    }
}

impl StoredChanges {
    /// True if it is known how a field is changed or cut.
    pub fn explains(&self, field: &str) -> bool {
        self.changes.contains_key(field) || self.cut.fields().any(|cut| cut == field)
    }

    fn respelled(&self, field: &str, text: &str) -> Option<String> {
        let changes = self.changes.get(field)?;
        let stored = respelled(text, changes, PHONES.contains(&field))?;
        let is_whole = self.cut.applied(field, text, |text| made(text, changes)) == stored;
        (stored != text && is_whole).then_some(stored)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case("phoneNumber", "zeros", "+39 02-555", Some("003902555"))]
    #[case("phoneNumber", "digits", "+39 02-555", Some("3902555"))]
    #[case("phoneNumber", "digits", "3902555", None)]
    #[case("name", "lower", "Ada B", Some("ada b"))]
    #[case("name", "blanks", "Ada  B", Some("Ada B"))]
    #[case::another_number("phoneNumber", "signed-digits", "+39 02 ext. 5", None)]
    #[case::another_code("customFields.code", "digits", "A-12", None)]
    #[case::another_code_too("customFields.code", "compact", "1-23", None)]
    #[case::another_time("customFields.at", "day", "2024-05-01T10:00:00Z", None)]
    #[case::nothing_is_left("phoneNumber", "digits", "+", None)]
    #[case::cut("memo", "lower", "A text", None)]
    fn only_another_spelling_is_looked_for(
        #[case] field: &str,
        #[case] change: &str,
        #[case] text: &str,
        #[case] stored: Option<&str>,
    ) {
        let changes = if change == "zeros" { json!(["compact", "zeros"]) } else { json!([change]) };
        let form = json!({"read_back": 1, "changes": {field: changes}, "cut": {"memo": 3}});
        let spelling = KeySpelling::of(serde_json::from_value(form).unwrap());
        assert_eq!(spelling.stored(field, text).as_deref(), stored);
        assert_eq!(KeySpelling::default().stored(field, text), None);
    }
}
