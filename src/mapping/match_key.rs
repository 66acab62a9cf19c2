//! The match key: the fields by which a row finds its customer.

use std::borrow::Cow;

use super::merge::MergeRules;
use super::spec::{OnDuplicate, OnNoKey};
use crate::customer::{Customer, FieldValue, KeySpelling, field_value};
use crate::record::fold_case;
use serde_json::{Map, Value as Json};

/// The checked `[match]`.
#[derive(Debug, Clone)]
pub struct MatchRules {
    /// The alternatives in order. The first whose fields all have a value is the row's own key. Later ones are
    /// tried if no customer has it.
    pub alternatives: Vec<KeyAlternative>,
    /// What to do with a row without any key.
    pub on_no_key: OnNoKey,
    /// What to do with a second row with the same key.
    pub on_duplicate: OnDuplicate,
    /// How each field is merged.
    pub merging: MergeRules,
    /// How the help desk stores the fields of the keys.
    pub spelling: KeySpelling,
}

/// A form in which a row's key is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyForm {
    /// The canonical form.
    pub canonical: String,
    /// The values, as sent in a search.
    pub values: Vec<String>,
}

/// Fields that form a key together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyAlternative {
    /// Their API names: `email`, `customFields.legacyId`.
    pub fields: Vec<String>,
}

/// The key of one row or customer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MatchKey {
    /// The number of the alternative, from 0. Keys of different alternatives never match.
    pub alternative: usize,
    /// The values, trimmed and folded ([`fold_case`]).
    pub folded: Vec<String>,
    /// The values to search for.
    pub values: Vec<String>,
}

/// Separates the parts of a canonical key. No folded value contains it.
const SEPARATOR: char = '\u{1f}';

impl MatchKey {
    fn new(alternative: usize, values: Vec<String>) -> Self {
        Self { alternative, folded: values.iter().map(|text| fold(text).into_owned()).collect(), values }
    }

    /// A text that is equal for equal keys: the number of the alternative and the folded values, separated by
    /// U+001F.
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

/// The text of a field of a row's customer, or `None` if it is empty.
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

    /// Like [`MatchKey::canonical`], but without building the key. `None` if the customer has no such key.
    fn canonical<'b>(&self, at: usize, customer: &Customer<'_>, buffer: &'b mut String) -> Option<&'b str> {
        buffer.clear();
        match char::from_digit(u32::try_from(at).unwrap_or(u32::MAX), 10) {
            Some(digit) => buffer.push(digit),
            None => buffer.push_str(&at.to_string()),
        }
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

/// The text of a field of a customer from the server, or `None` if it is empty.
fn remote_text(record: &Map<String, Json>, field: &str) -> Option<String> {
    let value = field_value(record, field)?;
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
    /// The canonical key for a first alternative of one field.
    pub fn canonical_of(text: &str) -> String {
        format!("0{SEPARATOR}{}", fold(text))
    }

    /// The match rules for the keys stored in `run.json`, or `None` without keys.
    pub fn by(keys: &[Vec<String>]) -> Option<Self> {
        (!keys.is_empty()).then(|| Self::by_keys(keys))
    }

    /// The match rules for these keys, in order. Each key has at least one field.
    pub fn by_keys(keys: &[Vec<String>]) -> Self {
        let alternatives = keys.iter().map(|fields| KeyAlternative { fields: fields.clone() }).collect();
        Self {
            alternatives,
            on_no_key: OnNoKey::default(),
            on_duplicate: OnDuplicate::default(),
            merging: MergeRules::default(),
            spelling: KeySpelling::default(),
        }
    }

    /// The same rules, with what is known of how the help desk stores keys.
    #[must_use]
    pub fn spelled(self, spelling: &KeySpelling) -> Self {
        Self { spelling: spelling.clone(), ..self }
    }

    /// True if the help desk may store a key in another form.
    pub fn is_respelled(&self) -> bool {
        self.spelling.touches(self.alternatives.iter().flat_map(|key| &key.fields))
    }

    /// The forms in which a customer may have the key of a row: as the row has it, and as the help desk stores it if that
    /// is another one.
    pub fn forms_of(&self, canonical: &str, values: &[String]) -> Vec<KeyForm> {
        let own = KeyForm { canonical: canonical.to_owned(), values: values.to_vec() };
        let at = alternative_of_key(canonical);
        let stored =
            at.and_then(|at| self.stored_form(at, values)).filter(|stored| stored.canonical != canonical);
        std::iter::once(own).chain(stored).collect()
    }

    fn stored_form(&self, alternative: usize, values: &[String]) -> Option<KeyForm> {
        let fields = &self.alternatives.get(alternative)?.fields;
        let each = fields.iter().zip(values);
        let values: Vec<String> = each
            .map(|(field, text)| self.spelling.stored(field, text).unwrap_or_else(|| text.clone()))
            .collect();
        let key = (values.len() == fields.len()).then(|| MatchKey::new(alternative, values))?;
        Some(KeyForm { canonical: key.canonical(), values: key.values })
    }

    /// True if a customer of the server has the key of a row.
    pub fn has(&self, record: &Map<String, Json>, canonical: &str, values: &[String]) -> bool {
        let forms = self.forms_of(canonical, values);
        let own = self.remote_keys(record);
        own.iter().map(MatchKey::canonical).any(|own| forms.iter().any(|form| form.canonical == own))
    }

    /// Calls `each` with the alternative and the canonical form of every key of a row. The row's own key comes
    /// first.
    pub fn each_key(&self, customer: &Customer<'_>, mut each: impl FnMut(usize, &str)) {
        // Few keys are longer.
        let mut buffer = String::with_capacity(64);
        for (at, fields) in self.alternatives.iter().enumerate() {
            if let Some(canonical) = fields.canonical(at, customer, &mut buffer) {
                each(at, canonical);
            }
        }
    }

    /// All keys of a row, its own first.
    pub fn keys(&self, customer: &Customer<'_>) -> Vec<MatchKey> {
        let each = self.alternatives.iter().enumerate();
        each.filter_map(|(at, fields)| fields.of_customer(at, customer)).collect()
    }

    /// All keys under which a customer of the server can be found.
    pub fn remote_keys(&self, record: &Map<String, Json>) -> Vec<MatchKey> {
        let each = self.alternatives.iter().enumerate();
        each.filter_map(|(at, fields)| fields.of_record(at, record)).collect()
    }

    /// A canonical key with its fields' names, sorted, instead of the number of the alternative. It is equal for
    /// equal keys of different mappings.
    pub(crate) fn named(&self, canonical: &str) -> Option<String> {
        let mut parts = canonical.split(SEPARATOR);
        let fields = &self.alternatives.get(parts.next()?.parse::<usize>().ok()?)?.fields;
        let mut pairs: Vec<(&String, &str)> = fields.iter().zip(parts).collect();
        pairs.sort_unstable();
        Some(pairs.iter().map(|(field, value)| format!("{field}{SEPARATOR}{value}{SEPARATOR}")).collect())
    }

    /// True if a customer of the server does not contradict the key of a row: each field is empty or equal.
    pub fn allows(&self, record: &Map<String, Json>, canonical: &str, values: &[String]) -> bool {
        self.forms_of(canonical, values).iter().any(|form| self.allows_form(record, &form.canonical))
    }

    fn allows_form(&self, record: &Map<String, Json>, canonical: &str) -> bool {
        let mut parts = canonical.split(SEPARATOR);
        let alternative = parts.next().and_then(|at| self.alternatives.get(at.parse::<usize>().ok()?));
        let fields = alternative.map_or(&[][..], |alternative| &alternative.fields);
        fields
            .iter()
            .zip(parts)
            .all(|(field, wanted)| remote_text(record, field).is_none_or(|text| fold(&text) == wanted))
    }
}

/// The number of the alternative in a canonical key.
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
    fn an_empty_field_does_not_rule_out_a_key() {
        let fields = ["name", "phoneNumber"].map(ToOwned::to_owned).to_vec();
        let matching = MatchRules {
            alternatives: vec![KeyAlternative { fields }],
            on_no_key: OnNoKey::Reject,
            on_duplicate: OnDuplicate::Reject,
            merging: MergeRules::default(),
            spelling: KeySpelling::default(),
        };
        for (record, allowed) in [
            (json!({"name": "ADA", "phoneNumber": "1"}), true),
            (json!({"name": "Ada", "phoneNumber": null}), true),
            (json!({}), true),
            (json!({"name": "Ada", "phoneNumber": "2"}), false),
            (json!({"name": "Eve"}), false),
        ] {
            assert_eq!(
                matching.allows(record.as_object().unwrap(), "0\u{1f}ada\u{1f}1", &[]),
                allowed,
                "{record}"
            );
        }
    }

    #[test]
    fn named_keys_do_not_depend_on_the_order_in_the_mapping() {
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
    fn a_remote_customer_has_a_key_for_each_alternative() {
        let alternatives = [&["customFields.legacyId"][..], &["email"][..]];
        let matching = MatchRules {
            alternatives: alternatives
                .map(|fields| KeyAlternative { fields: fields.iter().map(ToString::to_string).collect() })
                .to_vec(),
            on_no_key: OnNoKey::Reject,
            on_duplicate: OnDuplicate::Reject,
            merging: MergeRules::default(),
            spelling: KeySpelling::default(),
        };
        let record = json!({"email": "A@x.org", "customFields": {"legacyId": "7"}});
        let keys: Vec<_> =
            matching.remote_keys(record.as_object().unwrap()).iter().map(MatchKey::canonical).collect();
        assert_eq!(keys, ["0\u{1f}7", "1\u{1f}a@x.org"]);
    }

    #[test]
    fn a_key_is_looked_for_as_the_help_desk_stores_it_too() {
        let form = json!({"read_back": 1, "changes": {"phoneNumber": ["compact", "zeros"]}});
        let matching = MatchRules::by_keys(&[vec!["phoneNumber".to_owned()], vec!["email".to_owned()]]);
        let spelled = matching.clone().spelled(&KeySpelling::of(serde_json::from_value(form).unwrap()));
        let values = ["+39 02-1".to_owned()];
        let own = MatchRules::canonical_of(&values[0]);
        for (stored, has) in [("003902 1", false), ("0039021", true), ("+39 02-1", true), ("39021", false)] {
            let record = json!({ "phoneNumber": stored });
            let record = record.as_object().unwrap();
            assert_eq!(spelled.has(record, &own, &values), has, "{stored}");
            assert_eq!(spelled.allows(record, &own, &values), has, "{stored}");
            assert_eq!(matching.has(record, &own, &values), stored == "+39 02-1", "{stored}");
        }
        assert_eq!(spelled.forms_of("1\u{1f}a@x.org", &["a@x.org".to_owned()]).len(), 1);
        assert!(spelled.is_respelled() && !matching.is_respelled());
    }
}
