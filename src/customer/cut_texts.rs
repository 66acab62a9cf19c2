//! Fields whose texts the help desk cuts. Sending such a text again changes nothing, so a plan leaves it out. It stays
//! a difference for everything else: the rest of the text is lost.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::change::{Change, made};
use super::stored_value::{CUSTOM, ChangedFields, get, text};

type Object = Map<String, Value>;

/// The beginning of a changed text explains something only if it has at least this many characters.
const SHORTEST: usize = 3;

/// A change may shorten a text by so many characters, or lengthen it by so many.
const SHORTER: usize = 256;
const LONGER: usize = 16;

/// How the texts of a field are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Cut {
    /// So many characters stay of a text after its other changes.
    Changed(usize),
    /// So many characters stay of a text as it was sent; then it is changed.
    Sent {
        /// The number of characters.
        sent: usize,
    },
}

impl Cut {
    fn kept(self) -> usize {
        match self {
            Self::Changed(kept) | Self::Sent { sent: kept } => kept,
        }
    }

    /// A text as it is stored; `made` makes the other changes.
    fn applied(self, text: &str, made: impl Fn(&str) -> String) -> String {
        match self {
            Self::Changed(kept) => beginning(&made(text), kept).to_owned(),
            Self::Sent { sent } => made(beginning(text, sent)),
        }
    }

    /// True if a text came back whole, of which less would have come back.
    fn is_disproved(self, sent: &str, stored: &str, changes: &BTreeSet<Change>) -> bool {
        let made = |text: &str| made(text, changes);
        let is_longer = sent == stored && sent.chars().count() > self.kept();
        is_longer || made(sent) == stored && self.applied(sent, made) != stored
    }
}

fn beginning(text: &str, length: usize) -> &str {
    let end = text.char_indices().nth(length);
    end.map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}

/// How texts are cut, by field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CutTexts(BTreeMap<String, Cut>);

impl CutTexts {
    /// Fields of which so many characters are kept, as a probe has found.
    pub fn after(fields: impl IntoIterator<Item = (String, usize)>) -> Self {
        Self(fields.into_iter().map(|(field, kept)| (field, Cut::Changed(kept))).collect())
    }

    /// True if nothing is known to be cut.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Takes what was found now instead of what was known of the same fields.
    pub(crate) fn replace(&mut self, found: &Self) {
        self.0.extend(found.0.clone());
    }

    /// Learns from a text of which only the beginning came back, or only the beginning of its changed form. The longest
    /// beginning counts. Also returns the changes of that form, which the caller has to note; `None` if it is no cut.
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
        let kept = stored.chars().count();
        match self.0.entry(changed.field.clone()).or_insert(Cut::Changed(kept)) {
            Cut::Changed(most) => *most = kept.max(*most),
            Cut::Sent { .. } => {}
        }
        Some(changes)
    }

    /// Finds out whether a text is cut before or after its other changes, from customers as they were sent and stored.
    /// Blanks at the end of a cut text may be removed then: a change that is added.
    pub(super) fn learn_order(
        &mut self,
        customers: &[(Object, Object)],
        changes: &mut BTreeMap<String, BTreeSet<Change>>,
    ) {
        for (field, cut) in &mut self.0 {
            let pairs: Vec<(&str, &str)> = customers
                .iter()
                .filter_map(|(sent, stored)| text(get(sent, field)?).zip(text(get(stored, field)?)))
                .collect();
            let own = changes.get(field).cloned().unwrap_or_default();
            let mut trimmed = own.clone();
            trimmed.insert(Change::Trimmed);
            let found = order(*cut, &pairs, &own).map(|found| (found, &own));
            let found = found.or_else(|| order(*cut, &pairs, &trimmed).map(|found| (found, &trimmed)));
            if let Some((found, all)) = found {
                *cut = found;
                if *all != own {
                    changes.insert(field.clone(), all.clone());
                }
            }
        }
    }

    /// A text as it is stored; `made` makes the other changes.
    pub(super) fn applied(&self, field: &str, text: &str, made: impl Fn(&str) -> String) -> String {
        self.0.get(field).map_or_else(|| made(text), |cut| cut.applied(text, &made))
    }

    /// Adds what was learned earlier.
    pub(crate) fn extend(&mut self, before: &Self) {
        for (field, before) in &before.0 {
            let own = self.0.entry(field.clone()).or_insert(*before);
            *own = match (*own, *before) {
                (Cut::Changed(own), Cut::Changed(before)) => Cut::Changed(own.max(before)),
                (Cut::Changed(_), before) => before,
                (own, _) => own,
            };
        }
    }

    /// Forgets the fields in which a longer text came back whole, unchanged or with the other changes of its field.
    pub(super) fn forget_disproved(
        &mut self,
        customers: &[(Object, Object)],
        changes: &BTreeMap<String, BTreeSet<Change>>,
    ) {
        let none = BTreeSet::new();
        self.0.retain(|field, cut| {
            let changes = changes.get(field).unwrap_or(&none);
            !customers.iter().any(|(sent, stored)| {
                let both = get(sent, field).and_then(text).zip(get(stored, field).and_then(text));
                both.is_some_and(|(sent, stored)| cut.is_disproved(sent, stored, changes))
            })
        });
    }

    /// The wanted fields without those that would be cut to what the help desk has already. `form` makes the other
    /// changes of a field's text.
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
        let Some(cut) = self.0.get(field) else { return false };
        let have = get(base, field).and_then(text);
        have.zip(text(want)).is_some_and(|(have, want)| match *cut {
            Cut::Changed(kept) => {
                let want = form(field, want);
                want.len() > have.len() && have.chars().count() == kept && want.starts_with(have)
            }
            Cut::Sent { sent } => want.chars().count() > sent && form(field, beginning(want, sent)) == have,
        })
    }
}

/// The cut that explains all of these values as sent and as stored: the one that is known, a longer beginning, or a cut
/// before the changes. A shorter beginning than before may come from such a cut, but not from one after the changes.
fn order(known: Cut, pairs: &[(&str, &str)], changes: &BTreeSet<Change>) -> Option<Cut> {
    let made = |text: &str| made(text, changes);
    let explains = |cut: &Cut| pairs.iter().all(|(sent, stored)| cut.applied(sent, made) == *stored);
    let (sent, stored) = pairs.iter().find(|(sent, stored)| made(sent) != *stored)?;
    let (kept, sent) = (stored.chars().count(), sent.chars().count());
    let longest = pairs.iter().map(|(_, stored)| stored.chars().count()).max().unwrap_or_default();
    let lengths = kept.saturating_sub(LONGER)..=sent.min(kept + SHORTER);
    let before = std::iter::once(known.kept()).chain(lengths).map(|sent| Cut::Sent { sent });
    let after = Some(Cut::Changed(longest)).filter(|_| longest >= known.kept());
    std::iter::once(known).chain(after).chain(before).find(explains)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::stored_changes::StoredChanges;
    use super::super::stored_value::changed_fields;
    use super::*;

    impl StoredChanges {
        /// What is learned from customers as they were sent and as they came back.
        pub(in crate::customer) fn learned(customers: &[(Value, Value)]) -> Self {
            let object = |value: &Value| value.as_object().cloned().unwrap();
            let customers: Vec<_> =
                customers.iter().map(|(sent, stored)| (object(sent), object(stored))).collect();
            let mut form = Self::default();
            form.learn(&customers);
            form
        }
    }

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

    #[test]
    fn a_longer_text_that_came_back_whole_disproves_a_cut() {
        let edited =
            (json!({"memo": "call back", "city": "New York"}), json!({"memo": "call", "city": "New"}));
        let whole = (json!({"memo": "ring", "city": "York"}), json!({"memo": "ring", "city": "York"}));
        assert_eq!(StoredChanges::learned(std::slice::from_ref(&edited)).cut.fields().count(), 2);
        assert_eq!(
            StoredChanges::learned(&[edited.clone(), whole.clone()]).cut.fields().collect::<Vec<_>>(),
            ["memo"]
        );
        let whole = [(object(whole.0), object(whole.1))];
        let kept = StoredChanges::default().with_changes_of(&StoredChanges::learned(&[edited]), &whole);
        assert_eq!(kept.cut.fields().collect::<Vec<_>>(), ["memo"], "also what was learned earlier");
    }

    #[test]
    fn a_longer_text_that_came_back_whole_but_changed_disproves_a_cut() {
        let edited =
            (json!({"memo": "CALL BACK", "city": "New York"}), json!({"memo": "call", "city": "New"}));
        let form = StoredChanges::learned(std::slice::from_ref(&edited));
        assert_eq!(json!(form.cut), json!({"memo": 4, "city": 3}));
        let whole =
            (json!({"memo": "RING ME", "city": " York "}), json!({"memo": "ring me", "city": "York"}));
        assert!(StoredChanges::learned(&[edited.clone(), whole.clone()]).cut.is_empty());
        let alone = StoredChanges::learned(std::slice::from_ref(&whole));
        let kept = alone.with_changes_of(&form, &[(object(whole.0), object(whole.1))]);
        assert!(kept.cut.is_empty(), "also what was learned earlier");
        let short = (json!({"memo": "RING"}), json!({"memo": "ring"}));
        assert_eq!(json!(StoredChanges::learned(&[edited, short]).cut), json!({"memo": 4, "city": 3}));
    }

    #[test]
    fn a_text_may_be_cut_before_it_is_changed() {
        let cut_of = |pairs: &[(&str, &str)]| {
            let pairs: Vec<_> = pairs
                .iter()
                .map(|(sent, stored)| (object(json!({"memo": sent})), object(json!({"memo": stored}))))
                .collect();
            let (mut cut, mut changes) = (CutTexts::default(), BTreeMap::<String, BTreeSet<Change>>::new());
            for changed in pairs.iter().flat_map(|(sent, stored)| changed_fields(sent, stored)) {
                let learned = cut.learn(&changed).unwrap_or_default();
                changes.entry("memo".to_owned()).or_default().extend(learned);
            }
            cut.learn_order(&pairs, &mut changes);
            (json!(cut), json!(changes))
        };
        let digits = [("+39 02 5512345", "3902551"), ("+39 025512345", "39025512")];
        assert_eq!(cut_of(&digits), (json!({"memo": {"sent": 10}}), json!({"memo": ["digits"]})));
        let trimmed = [("abcdefghi jkl", "abcdefghi"), ("abcdefghijkl", "abcdefghij")];
        assert_eq!(cut_of(&trimmed), (json!({"memo": {"sent": 10}}), json!({"memo": ["trimmed"]})));
        assert_eq!(cut_of(&[("Abcdef", "abc"), ("XYZuvw", "xyz")]).0, json!({"memo": 3}), "after it");
        assert_eq!(cut_of(&[("abcdef", "abc"), ("xyzuvw", "xy")]).0, json!({"memo": 3}), "edited by hand");
    }

    /// Each run reads back one row only.
    #[test]
    fn the_order_is_learned_from_one_run_to_the_next() {
        let read_back = |before: &StoredChanges, sent: &str, stored: &str| {
            let pair = [(object(json!({"memo": sent})), object(json!({"memo": stored})))];
            let mut form = StoredChanges::default();
            form.learn(&pair);
            form.with_changes_of(before, &pair)
        };
        for first in [("a long text", "a long tex"), ("  a long text", "a long t")] {
            let one = read_back(&StoredChanges::default(), first.0, first.1);
            let two = read_back(&one, "  a long text", "a long t");
            let three = read_back(&two, "a long text", "a long tex");
            let four = read_back(&three, "  a long text", "a long t");
            assert_eq!(json!(four.cut), json!({"memo": {"sent": 10}}), "{first:?}");
            let five = read_back(&four, "a long text", "a long tex");
            assert_eq!(five.cut, four.cut, "it stays so");
        }
    }

    #[test]
    fn a_text_that_is_cut_first_does_not_loop() {
        let cut: CutTexts = serde_json::from_value(json!({"memo": {"sent": 10}})).unwrap();
        let rest = |want: &str, have: &str| {
            let trim = |_: &str, text: &str| text.trim().to_owned();
            cut.without_cut(object(json!({"memo": want})), &object(json!({"memo": have})), trim)
        };
        assert!(rest("  a long text", "a long t").is_empty());
        assert!(rest("  a long text", "a long").contains_key("memo"));
        assert!(rest("  a long", "a lo").contains_key("memo"), "it is not cut");
    }
}
