//! Fields whose texts the help desk cuts. Sending such a text again changes nothing, so a plan leaves it out. It stays a
//! difference for everything else: the rest of the text is lost.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::change::Change;
use super::stored_value::{CUSTOM, ChangedFields, get, text};

type Object = Map<String, Value>;

/// The beginning of a changed text explains something only if it has at least this many characters.
const SHORTEST: usize = 3;

/// The number of characters that are kept, by field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CutTexts(BTreeMap<String, usize>);

impl CutTexts {
    /// True if nothing is known to be cut.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Learns from a text of which only the beginning came back, or only the beginning of its changed form. The longest
    /// beginning counts. Returns the changes of that form.
    pub(super) fn learn(&mut self, changed: &ChangedFields) -> Option<BTreeSet<Change>> {
        let (sent, stored) = text(&changed.sent).zip(text(&changed.stored))?;
        if changed.changes.is_some() || stored.is_empty() {
            return None;
        }
        let changes = if sent.starts_with(stored) {
            BTreeSet::new()
        } else {
            Change::of_beginning(sent, stored).filter(|_| stored.chars().count() >= SHORTEST)?
        };
        let kept = self.0.entry(changed.field.clone()).or_default();
        *kept = (*kept).max(stored.chars().count());
        Some(changes)
    }

    /// A text as it is stored.
    pub(super) fn applied<'a>(&self, field: &str, text: &'a str) -> &'a str {
        let end = self.0.get(field).and_then(|kept| text.char_indices().nth(*kept));
        end.map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
    }

    /// Adds what was learned earlier.
    pub(super) fn extend(&mut self, before: &Self) {
        for (field, kept) in &before.0 {
            let own = self.0.entry(field.clone()).or_default();
            *own = (*own).max(*kept);
        }
    }

    /// Forgets the fields in which a longer text came back whole.
    pub(super) fn forget_disproved(&mut self, customers: &[(Object, Object)]) {
        self.0.retain(|field, kept| {
            !customers.iter().any(|(sent, stored)| {
                let whole = get(sent, field).filter(|sent| get(stored, field) == Some(sent));
                whole.and_then(text).is_some_and(|whole| whole.chars().count() > *kept)
            })
        });
    }

    /// The wanted fields, of which `form` gives the texts before the cut, without those that would be cut to what the help desk has already.
    #[must_use]
    pub fn without_cut(
        &self,
        mut wanted: Object,
        base: &Object,
        form: impl Fn(&str, &str) -> String,
    ) -> Object {
        wanted.retain(|name, want| match want {
            Value::Object(inner) if name == CUSTOM => {
                inner.retain(|field, want| !self.is_cut(&format!("{CUSTOM}.{field}"), want, base, &form));
                !inner.is_empty()
            }
            want => !self.is_cut(name, want, base, &form),
        });
        wanted
    }

    fn is_cut(&self, field: &str, want: &Value, base: &Object, form: impl Fn(&str, &str) -> String) -> bool {
        let Some(kept) = self.0.get(field) else { return false };
        let have = get(base, field).and_then(text);
        have.zip(text(want)).is_some_and(|(have, want)| {
            let want = form(field, want);
            want.len() > have.len() && have.chars().count() == *kept && want.starts_with(have)
        })
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
    fn only_the_same_beginning_counts_as_cut() {
        let mut cut = CutTexts::default();
        let changed = |field: &str, sent: &str, stored: &str| ChangedFields {
            field: field.to_owned(),
            sent: json!(sent),
            stored: json!(stored),
            changes: None,
        };
        cut.learn(&changed("memo", "a long text", "a long"));
        cut.learn(&changed("customFields.a", "abcdef", "abc"));
        cut.learn(&changed("city", "Rome", "Paris"));
        cut.learn(&changed("name", "Ada", ""));
        assert_eq!(cut.fields().collect::<Vec<_>>(), ["customFields.a", "memo"]);
        let rest = |memo: &str, have: &str| {
            let wanted =
                object(json!({"memo": memo, "name": "Ada", "customFields": {"a": "abcd", "b": "x"}}));
            cut.without_cut(
                wanted,
                &object(json!({"memo": have, "customFields": {"a": "abc"}})),
                |_, text| text.to_owned(),
            )
        };
        let others = json!({"name": "Ada", "customFields": {"b": "x"}});
        assert_eq!(Value::Object(rest("a longer text", "a long")), others);
        for (memo, have) in
            [("a longer text", "a l"), ("another", "a long"), ("a", "a long"), ("a long text", "")]
        {
            assert!(rest(memo, have).contains_key("memo"), "{memo} {have}");
        }
    }
}
