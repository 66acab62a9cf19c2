//! The match key: which fields tell that a row and a customer are the same.

use std::borrow::Cow;
use std::fmt::Write;

use super::merge::MergeRules;
use super::spec::{OnDuplicate, OnNoKey};
use crate::customer::{Customer, FieldValue};
use crate::record::fold_case;
use serde_json::{Map, Value as Json};

/// `[match]`, checked.
#[derive(Debug, Clone)]
pub struct MatchRules {
    /// The first whose fields all have a value is the row's own key; the later ones are tried where nobody has it.
    pub alternatives: Vec<KeyAlternative>,
    /// What becomes of a row without any key.
    pub on_no_key: OnNoKey,
    /// What becomes of a second row with the same key.
    pub on_duplicate: OnDuplicate,
    /// What each field does where rows are merged.
    pub merging: MergeRules,
}

/// Fields that together make a key, as the API names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyAlternative {
    /// `email`, or `customFields.legacyId`.
    pub fields: Vec<String>,
}

/// The key of one row or one customer, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MatchKey {
    /// Which alternative it is, from 0; keys of different alternatives never match.
    pub alternative: usize,
    /// The values, trimmed and folded ([`fold_case`]).
    pub folded: Vec<String>,
    /// The values as they are sent in a search.
    pub values: Vec<String>,
}

/// Stands between the parts of a canonical key; no folded value holds it.
const SEPARATOR: char = '\u{1f}';

impl MatchKey {
    fn new(alternative: usize, values: Vec<String>) -> Self {
        Self { alternative, folded: values.iter().map(|text| fold(text).into_owned()).collect(), values }
    }

    /// One text that is equal for equal keys: the alternative's number, and the values with a separator that no
    /// folded value holds.
    pub fn canonical(&self) -> String {
        format!("{}{SEPARATOR}{}", self.alternative, self.folded.join("\u{1f}"))
    }
}

fn fold(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let plain = |byte: u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase() || byte == b' ';
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    fold_case(text).chars().filter(|letter| *letter != SEPARATOR).collect()
}

/// A field of a row's customer as text; `None` where it is empty.
fn own_text<'c>(customer: &'c Customer<'_>, field: &str) -> Option<Cow<'c, str>> {
    let text = customer.get(field).filter(|value| **value != FieldValue::Clear)?.text();
    (!text.trim().is_empty()).then_some(text)
}

impl KeyAlternative {
    fn of_customer(&self, alternative: usize, customer: &Customer<'_>) -> Option<MatchKey> {
        let value = |field: &String| own_text(customer, field).map(Cow::into_owned);
        let values: Vec<String> = self.fields.iter().map(value).collect::<Option<_>>()?;
        Some(MatchKey::new(alternative, values))
    }

    /// [`MatchKey::canonical`] of a customer's key, without making the key; `None` where it has none.
    fn canonical<'b>(&self, at: usize, customer: &Customer<'_>, buffer: &'b mut String) -> Option<&'b str> {
        buffer.clear();
        // Writing into memory can't fail.
        let _ = write!(buffer, "{at}");
        for field in &self.fields {
            buffer.push(SEPARATOR);
            buffer.push_str(&fold(&own_text(customer, field)?));
        }
        Some(buffer)
    }

    fn of_record(&self, alternative: usize, record: &Map<String, Json>) -> Option<MatchKey> {
        let values: Vec<String> =
            self.fields.iter().map(|field| remote_text(record, field)).collect::<Option<_>>()?;
        Some(MatchKey::new(alternative, values))
    }
}

/// The text of a field of a customer as the server gives it; `None` where it is empty.
fn remote_text(record: &Map<String, Json>, field: &str) -> Option<String> {
    let value = match field.strip_prefix("customFields.") {
        Some(custom) => record.get("customFields")?.get(custom)?,
        None => record.get(field)?,
    };
    let text = match value {
        Json::String(text) => text.clone(),
        Json::Number(number) if field == "birthDate" => iso_day(number)?,
        Json::Number(_) | Json::Bool(_) => value.to_string(),
        Json::Object(members) => members.get("name")?.as_str()?.to_owned(),
        Json::Null | Json::Array(_) => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

fn iso_day(millis: &serde_json::Number) -> Option<String> {
    let days = i32::try_from(millis.as_i64()?.div_euclid(86_400_000)).ok()?;
    Some(crate::customer::BirthDate { days }.iso())
}

impl MatchRules {
    /// The canonical form of a key of the first alternative, which is one field.
    pub fn canonical_of(text: &str) -> String {
        format!("0{SEPARATOR}{}", fold(text))
    }

    /// The keys of a run as its `run.json` has them, to look customers up; `None` where it has none.
    pub fn by(keys: &[Vec<String>]) -> Option<Self> {
        (!keys.is_empty()).then(|| Self::by_keys(keys))
    }

    /// Keys that are tried in order; each is of one field or more.
    pub fn by_keys(keys: &[Vec<String>]) -> Self {
        let alternatives = keys.iter().map(|fields| KeyAlternative { fields: fields.clone() }).collect();
        Self {
            alternatives,
            on_no_key: OnNoKey::default(),
            on_duplicate: OnDuplicate::default(),
            merging: MergeRules::default(),
        }
    }

    /// Hands every key of a row to `each`, by its alternative and in its canonical form; the row's own comes first,
    /// that of the first alternative whose values are all there.
    pub fn each_key(&self, customer: &Customer<'_>, mut each: impl FnMut(usize, &str)) {
        let mut buffer = String::new();
        for (at, fields) in self.alternatives.iter().enumerate() {
            if let Some(canonical) = fields.canonical(at, customer, &mut buffer) {
                each(at, canonical);
            }
        }
    }

    /// Every key of a row, its own first.
    pub fn keys(&self, customer: &Customer<'_>) -> Vec<MatchKey> {
        let each = self.alternatives.iter().enumerate();
        each.filter_map(|(at, fields)| fields.of_customer(at, customer)).collect()
    }

    /// Every key under which a customer of the server can be found.
    pub fn remote_keys(&self, record: &Map<String, Json>) -> Vec<MatchKey> {
        let each = self.alternatives.iter().enumerate();
        each.filter_map(|(at, fields)| fields.of_record(at, record)).collect()
    }

    /// A canonical key with the names of its fields in place of its alternative's number, in the order of the names: equal
    /// for equal keys of different mappings.
    pub(crate) fn named(&self, canonical: &str) -> Option<String> {
        let mut parts = canonical.split(SEPARATOR);
        let fields = &self.alternatives.get(parts.next()?.parse::<usize>().ok()?)?.fields;
        let mut pairs: Vec<(&String, &str)> = fields.iter().zip(parts).collect();
        pairs.sort_unstable();
        Some(pairs.iter().map(|(field, value)| format!("{field}{SEPARATOR}{value}{SEPARATOR}")).collect())
    }

    /// True when nothing in a customer of the server speaks against a canonical key: each field of it is empty there,
    /// or the same.
    pub fn allows(&self, record: &Map<String, Json>, canonical: &str) -> bool {
        let mut parts = canonical.split(SEPARATOR);
        let alternative = parts.next().and_then(|at| self.alternatives.get(at.parse::<usize>().ok()?));
        let fields = alternative.map_or(&[][..], |alternative| &alternative.fields);
        fields
            .iter()
            .zip(parts)
            .all(|(field, wanted)| remote_text(record, field).is_none_or(|text| fold(&text) == wanted))
    }
}

/// The alternative of a canonical key.
pub(crate) fn alternative_of_key(canonical: &str) -> Option<usize> {
    canonical.split(SEPARATOR).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_fold_case_and_composition() {
        assert_eq!(fold(" E\u{301}TE\u{301}@X.org "), fold("été@x.ORG"));
        assert_eq!(fold("STRASSE"), fold("straße"));
        assert_eq!(fold("IŞIK\u{1f}"), fold("ışık"));
    }

    #[test]
    fn an_empty_field_does_not_speak_against_a_key() {
        let fields = ["name", "phoneNumber"].map(ToOwned::to_owned).to_vec();
        let matching = MatchRules {
            alternatives: vec![KeyAlternative { fields }],
            on_no_key: OnNoKey::Reject,
            on_duplicate: OnDuplicate::Reject,
            merging: MergeRules::default(),
        };
        for (record, allowed) in [
            (json!({"name": "ADA", "phoneNumber": "1"}), true),
            (json!({"name": "Ada", "phoneNumber": null}), true),
            (json!({}), true),
            (json!({"name": "Ada", "phoneNumber": "2"}), false),
            (json!({"name": "Eve"}), false),
        ] {
            assert_eq!(
                matching.allows(record.as_object().unwrap(), "0\u{1f}ada\u{1f}1"),
                allowed,
                "{record}"
            );
        }
    }

    #[test]
    fn named_keys_are_equal_whatever_the_mapping() {
        let by = |keys: &[&[&str]]| {
            let keys: Vec<Vec<String>> =
                keys.iter().map(|key| key.iter().map(ToString::to_string).collect()).collect();
            MatchRules::by_keys(&keys)
        };
        let one = by(&[&["email"], &["name", "phoneNumber"]]);
        let other = by(&[&["phoneNumber", "name"], &["email"]]);
        assert_eq!(one.named("0\u{1f}a@x.org"), other.named("1\u{1f}a@x.org"));
        assert_eq!(one.named("1\u{1f}ada\u{1f}7"), other.named("0\u{1f}7\u{1f}ada"));
        assert_ne!(one.named("1\u{1f}ada\u{1f}7"), other.named("0\u{1f}ada\u{1f}7"));
        assert_eq!(one.named("2\u{1f}ada"), None);
    }

    #[test]
    fn a_customer_of_the_server_has_all_its_keys() {
        let alternatives = [&["customFields.legacyId"][..], &["email"][..]];
        let matching = MatchRules {
            alternatives: alternatives
                .map(|fields| KeyAlternative { fields: fields.iter().map(ToString::to_string).collect() })
                .to_vec(),
            on_no_key: OnNoKey::Reject,
            on_duplicate: OnDuplicate::Reject,
            merging: MergeRules::default(),
        };
        let record = json!({"email": "A@x.org", "customFields": {"legacyId": "7"}});
        let keys: Vec<_> =
            matching.remote_keys(record.as_object().unwrap()).iter().map(MatchKey::canonical).collect();
        assert_eq!(keys, ["0\u{1f}7", "1\u{1f}a@x.org"]);
    }
}
