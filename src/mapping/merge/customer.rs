//! Merges rows of the same customer, in the order of the file.
//!
//! It works on customers in the JSON form of the journal. Each later row goes into the first row's customer.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::rules::{MergeRule, MergeRules};
use crate::customer::{is_empty_value, list_in_words, photo};

type Object = Map<String, Value>;

/// The object with the custom fields.
const CUSTOM: &str = "customFields";

/// A customer made of several rows. `R` identifies a row.
#[derive(Debug)]
pub struct MergedCustomer<'a, R> {
    merging: &'a MergeRules,
    customer: Object,
    first: R,
    /// The row that a field's value is from, if not the first row.
    rows: HashMap<String, R>,
    /// The parts of joined fields so far.
    parts: HashMap<String, JoinedParts>,
}

/// A value that is not written, because another row has a different one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostValue<R> {
    /// `phoneNumber`, `customFields.segment`.
    pub field: String,
    /// The lost value.
    pub value: String,
    /// Why it was lost.
    pub reason: LostReason<R>,
}

/// Why a value was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LostReason<R> {
    /// It is the added row's value. This earlier row has a different one.
    Earlier(R),
    /// It is this earlier row's value. The added row has a different one.
    Later(R),
    /// It is the added row's value. Only the first row counts, and it has none.
    NoneInFirst(R),
}

/// Where a field is: in the customer or in its custom fields.
#[derive(Debug, Clone, Copy)]
struct Field {
    custom: bool,
}

impl<'a, R: Copy> MergedCustomer<'a, R> {
    /// Starts with the customer of the first row.
    pub fn new(merging: &'a MergeRules, first: R, customer: Object) -> Self {
        Self { merging, customer, first, rows: HashMap::new(), parts: HashMap::new() }
    }

    /// Merges the customer of a later row, and returns the lost values.
    pub fn add(&mut self, row: R, later: Object) -> Vec<LostValue<R>> {
        let mut lost = Vec::new();
        for (name, value) in later {
            match value {
                Value::Object(custom) if name == CUSTOM => {
                    let each = custom.into_iter();
                    lost.extend(
                        each.filter_map(|(name, value)| self.put(row, Field { custom: true }, name, value)),
                    );
                }
                value => lost.extend(self.put(row, Field { custom: false }, name, value)),
            }
        }
        lost
    }

    /// The merged customer.
    pub fn into_customer(self) -> Object {
        self.customer
    }

    fn put(&mut self, row: R, field: Field, name: String, later: Value) -> Option<LostValue<R>> {
        let path = field.path(&name);
        let how = self.merging.of(&path);
        let fields = field.within(&mut self.customer)?;
        match fields.get_mut(&name).filter(|own| !is_empty_value(own)) {
            Some(own) if is_empty_value(&later) || *own == later => None,
            Some(own) => {
                let before = self.rows.get(&path).copied().unwrap_or(self.first);
                let (value, reason) = match how {
                    MergeRule::Fill | MergeRule::First => (later, LostReason::Earlier(before)),
                    MergeRule::Last => {
                        self.rows.insert(path.clone(), row);
                        (std::mem::replace(own, later), LostReason::Later(before))
                    }
                    MergeRule::Join(between) => {
                        let parts =
                            self.parts.entry(path.clone()).or_insert_with(|| JoinedParts::of(own, between));
                        (parts.join(own, later, between).err()?, LostReason::Earlier(before))
                    }
                };
                Some(LostValue { field: path, value: shown(&value), reason })
            }
            None if *how == MergeRule::First => (!is_empty_value(&later)).then(|| LostValue {
                field: path,
                value: shown(&later),
                reason: LostReason::NoneInFirst(self.first),
            }),
            None => {
                // A row that clears the field counts only if no row has a value.
                if !is_empty_value(&later) {
                    self.rows.insert(path, row);
                }
                fields.insert(name, later);
                None
            }
        }
    }
}

impl Field {
    /// `city`, `customFields.segment`.
    fn path(self, name: &str) -> String {
        if self.custom { format!("{CUSTOM}.{name}") } else { name.to_owned() }
    }

    /// The object that holds the field. Missing custom fields are created empty.
    fn within(self, customer: &mut Object) -> Option<&mut Object> {
        if !self.custom {
            return Some(customer);
        }
        let custom = customer.entry(CUSTOM).or_insert_with(|| Value::Object(Object::new()));
        if custom.is_null() {
            *custom = Value::Object(Object::new());
        }
        custom.as_object_mut()
    }
}

/// The parts of a joined field. The set avoids searching the text for each new value.
#[derive(Debug, Default)]
struct JoinedParts(HashSet<String>);

impl JoinedParts {
    fn of(own: &Value, between: &str) -> Self {
        let mut parts = Self::default();
        match own {
            Value::String(text) => {
                parts.add_text(text, between);
            }
            Value::Array(items) => parts.0.extend(items.iter().map(Value::to_string)),
            _ => {}
        }
        parts
    }

    /// Adds a text and its parts. Returns false if the text is already there.
    fn add_text(&mut self, text: &str, between: &str) -> bool {
        if !self.0.insert(text.to_owned()) {
            return false;
        }
        if !between.is_empty() && text.contains(between) {
            self.0.extend(text.split(between).map(ToOwned::to_owned));
        }
        true
    }

    /// Joins two texts or two lists. Other values can't be joined: `Err` returns the later one.
    fn join(&mut self, own: &mut Value, later: Value, between: &str) -> Result<(), Value> {
        match (own, later) {
            (Value::String(own), Value::String(later)) => {
                if self.add_text(&later, between) {
                    own.push_str(between);
                    own.push_str(&later);
                }
            }
            (Value::Array(own), Value::Array(later)) => {
                own.extend(later.into_iter().filter(|item| self.0.insert(item.to_string())));
            }
            (_, later) => return Err(later),
        }
        Ok(())
    }
}

/// The value of a field (`city`, `customFields.segment`) as shown for a lost value.
pub(crate) fn shown_field(customer: &Object, field: &str) -> Option<String> {
    let own = field.strip_prefix(CUSTOM).and_then(|name| name.strip_prefix('.'));
    let value = match own {
        Some(name) => customer.get(CUSTOM)?.get(name),
        None => customer.get(field),
    };
    value.map(shown)
}

fn shown(value: &Value) -> String {
    let photo =
        || photo::in_words(value).or_else(|| list_in_words(value)).unwrap_or_else(|| value.to_string());
    value.as_str().map_or_else(photo, ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        value.as_object().cloned().unwrap()
    }

    const EARLIER: Option<LostReason<u8>> = Some(LostReason::Earlier(1));

    #[rstest]
    #[case::fill(MergeRule::Fill, json!("a"), json!("b"), json!("a"), EARLIER)]
    #[case::fill_a_gap(MergeRule::Fill, json!(null), json!("b"), json!("b"), None)]
    #[case::first(MergeRule::First, json!("a"), json!("b"), json!("a"), EARLIER)]
    #[case::first_is_empty(MergeRule::First, json!(null), json!("b"), json!(null), Some(LostReason::NoneInFirst(1)))]
    #[case::last(MergeRule::Last, json!("a"), json!("b"), json!("b"), Some(LostReason::Later(1)))]
    #[case::last_is_empty(MergeRule::Last, json!("a"), json!(null), json!("a"), None)]
    #[case::same(MergeRule::Last, json!("a"), json!("a"), json!("a"), None)]
    #[case::join(MergeRule::Join("; ".into()), json!("a; b"), json!("c"), json!("a; b; c"), None)]
    #[case::join_an_existing_part(MergeRule::Join("; ".into()), json!("a; b"), json!("b"), json!("a; b"), None)]
    #[case::join_without_a_separator(MergeRule::Join(String::new()), json!("ab"), json!("a"), json!("aba"), None)]
    #[case::join_lists(MergeRule::Join(String::new()), json!(["a", "b"]), json!(["b", "c", "c"]), json!(["a", "b", "c"]), None)]
    #[case::join_values_that_are_not_text(MergeRule::Join("; ".into()), json!(true), json!(false), json!(true), EARLIER)]
    fn two_values_of_a_field_are_merged(
        #[case] how: MergeRule,
        #[case] first: Value,
        #[case] later: Value,
        #[case] expected: Value,
        #[case] lost: Option<LostReason<u8>>,
    ) {
        let fields = [("customFields.x".to_owned(), how)].into();
        let merging = MergeRules { fields, ..MergeRules::default() };
        let mut merged =
            MergedCustomer::new(&merging, 1, object(json!({"name": "Ada", "customFields": {"x": first}})));
        let told = merged.add(2, object(json!({"name": "Ada", "customFields": {"x": later}})));
        let customer = Value::Object(merged.into_customer());
        assert_eq!(customer, json!({"name": "Ada", "customFields": {"x": expected}}));
        assert_eq!(told.first().map(|lost| lost.reason), lost);
        assert!(told.len() < 2);
    }

    #[test]
    fn fields_that_only_one_row_has_are_combined() {
        let merging = MergeRules::default();
        let mut merged = MergedCustomer::new(&merging, 1, object(json!({"name": "Ada"})));
        let lost = merged.add(2, object(json!({"name": "Ada", "memo": "m", "customFields": {"x": "1"}})));
        let expected = json!({"name": "Ada", "memo": "m", "customFields": {"x": "1"}});
        assert_eq!((Value::Object(merged.into_customer()), lost.len()), (expected, 0));
    }

    #[test]
    fn the_row_that_gave_the_value_is_named() {
        let fields =
            [("city".to_owned(), MergeRule::Last), ("memo".to_owned(), MergeRule::Join("; ".into()))];
        let merging = MergeRules { fields: fields.into(), ..MergeRules::default() };
        let mut merged = MergedCustomer::new(&merging, 1, object(json!({"name": "Ada"})));
        let rows = [
            json!({"city": "Rome", "province": "RM", "memo": "a"}),
            json!({"city": "Milan", "memo": "b; c"}),
        ];
        let mut lost = Vec::new();
        for (row, value) in
            (2..).zip(rows.into_iter().chain([json!({"city": "Turin", "province": "TO", "memo": "c"})]))
        {
            lost.extend(
                merged.add(row, object(value)).into_iter().map(|lost| (row, lost.value, lost.reason)),
            );
        }
        let expected = [
            (3, "Rome".to_owned(), LostReason::Later(2)),
            (4, "Milan".to_owned(), LostReason::Later(3)),
            (4, "TO".to_owned(), LostReason::Earlier(2)),
        ];
        assert_eq!(lost, expected);
        let customer = Value::Object(merged.into_customer());
        assert_eq!(customer, json!({"name": "Ada", "city": "Turin", "province": "RM", "memo": "a; b; c"}));
    }
}
