//! Rows that are the same customer made one: which of two values a field keeps.
//!
//! It works on customers as JSON, as the journal has them: the first row's, into which each later one goes.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::{Map, Value};
use toml::Spanned;

use super::error::Fault;
use super::rule::{ANY, Rule};
use super::spec::{FieldRule, MatchSpec, MergeWord, OnDuplicate, OnInvalid};
use crate::customer::{Kind, Target, is_empty_value};

type Object = Map<String, Value>;

/// Between texts that are joined.
const BETWEEN: &str = ", ";

/// What a field does where several rows are one customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Merge {
    /// The first value there is; later rows fill what earlier ones leave empty.
    #[default]
    Fill,
    /// What the first row has, even if that is nothing.
    First,
    /// The last value there is.
    Last,
    /// All values, each once, with a text between them.
    Join(String),
}

/// What each field does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merging {
    fields: HashMap<String, Merge>,
    others: Merge,
    /// Custom fields that are joined, and whose values must be in their lists.
    listed: Vec<String>,
}

/// A field in which two rows have different values, of which one is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// `phoneNumber`, `customFields.segment`.
    pub field: String,
    /// The value that does not count.
    pub value: String,
    /// True where it is the later row's.
    pub later: bool,
}

impl Merging {
    /// Puts a later row's customer into that of the rows before it; tells the values that are lost.
    pub fn merge(&self, into: &mut Object, later: &Object) -> Vec<Lost> {
        let mut lost = Vec::new();
        for (name, value) in later {
            match (name.as_str(), value) {
                ("customFields", Value::Object(inner)) => {
                    let own = into.entry(name.clone()).or_insert_with(|| Value::Object(Object::new()));
                    if let Value::Object(own) = own {
                        inner.iter().for_each(|(name, value)| {
                            let field = format!("customFields.{name}");
                            lost.extend(self.of(&field).put(own, name, &field, value));
                        });
                    }
                }
                _ => lost.extend(self.of(name).put(into, name, name, value)),
            }
        }
        lost
    }

    /// The custom fields, by their own names, in which values of several rows may stand side by side, and which are not
    /// to be kept as they are whatever they hold.
    pub(crate) fn joined_custom_fields(&self) -> &[String] {
        &self.listed
    }

    fn of(&self, field: &str) -> &Merge {
        self.fields.get(field).unwrap_or(&self.others)
    }
}

impl Merge {
    fn put(&self, into: &mut Object, name: &str, field: &str, later: &Value) -> Option<Lost> {
        let own = into.get(name).filter(|own| !is_empty_value(own));
        let lost = |value: &Value, later| Lost { field: field.to_owned(), value: shown(value), later };
        if is_empty_value(later) {
            // A row that empties the field counts only where nobody has a value; and nobody may have said so yet.
            if own.is_none() && *self != Self::First {
                into.insert(name.to_owned(), later.clone());
            }
            return None;
        }
        let (new, lost) = match (self, own) {
            (Self::First, None) => return Some(lost(later, true)),
            (_, None) => (later.clone(), None),
            (_, Some(own)) if own == later => return None,
            (Self::Fill | Self::First, Some(_)) => return Some(lost(later, true)),
            (Self::Last, Some(own)) => (later.clone(), Some(lost(own, false))),
            (Self::Join(between), Some(own)) => match joined(own, later, between) {
                Some(new) => (new, None),
                None => return Some(lost(later, true)),
            },
        };
        into.insert(name.to_owned(), new);
        lost
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// Two texts, or two lists; `None` where there is nothing to join.
fn joined(own: &Value, later: &Value, between: &str) -> Option<Value> {
    match (own, later) {
        (Value::String(own), Value::String(later)) => {
            let there = own == later || own.split(between).any(|part| part == later);
            Some(if there { own.clone() } else { format!("{own}{between}{later}") }.into())
        }
        (Value::Array(own), Value::Array(later)) => {
            let new = later.iter().filter(|item| !own.contains(item));
            Some(own.iter().chain(new).cloned().collect())
        }
        _ => None,
    }
}

impl Merging {
    /// What `[match]` and the rules say.
    pub(super) fn compile(spec: &MatchSpec, rules: &[Rule]) -> Result<Self, Fault> {
        let others = match &spec.merge {
            Some(word) if *word.get_ref() == MergeWord::Join => {
                return Err(Fault::new(word.span(), "not every field can be joined")
                    .help("say merge = \"join\" of single fields"));
            }
            word => named(word.as_ref().map(Spanned::get_ref), None),
        };
        let fields = rules.iter().filter_map(|rule| {
            Some((rule.target.to_string(), rule.merge.as_ref().map(|(merge, _)| merge.clone())?))
        });
        let listed = rules.iter().filter_map(listed).collect();
        let merging = Self { fields: fields.collect(), others, listed };
        let joined = |field: &str| matches!(merging.of(field), Merge::Join(_));
        match spec.keys.get_ref().fields().find(|field| joined(field)) {
            None => Ok(merging),
            Some(field) => {
                let message = format!("`{field}` belongs to the match key, so it can't be joined");
                Err(Fault::new(spec.keys.span(), message))
            }
        }
    }
}

/// Finds a `merge` where no rows are merged.
pub(super) fn check(spec: Option<&MatchSpec>, rules: &[Rule]) -> Result<(), Fault> {
    if spec.is_some_and(|spec| spec.on_duplicate == OnDuplicate::Merge) {
        return Ok(());
    }
    let general = spec.and_then(|spec| spec.merge.as_ref()).map(Spanned::span);
    let single = rules.iter().find_map(|rule| rule.merge.as_ref().map(|(_, span)| span.clone()));
    general.or(single).map_or(Ok(()), |span| {
        let message = "merge says what happens where rows are merged, and this mapping merges none";
        Err(Fault::new(span, message).help("say on_duplicate = \"merge\" under [match]"))
    })
}

fn listed(rule: &Rule) -> Option<String> {
    let joined = matches!(rule.merge, Some((Merge::Join(_), _))) && rule.on_invalid != OnInvalid::Keep;
    match &rule.target {
        Target::Custom(name) if joined => Some(name.clone()),
        _ => None,
    }
}

fn named(word: Option<&MergeWord>, between: Option<&str>) -> Merge {
    match word {
        None | Some(MergeWord::Fill) => Merge::Fill,
        Some(MergeWord::First) => Merge::First,
        Some(MergeWord::Last) => Merge::Last,
        Some(MergeWord::Join) => Merge::Join(between.unwrap_or(BETWEEN).to_owned()),
    }
}

/// What the rule of one field says, with its place.
pub(super) fn of_rule(
    target: &Target,
    name: &Spanned<String>,
    rule: &FieldRule,
) -> Result<Option<(Merge, Range<usize>)>, Fault> {
    let joins = rule.merge.as_ref().filter(|word| *word.get_ref() == MergeWord::Join);
    if let Some(between) = rule.merge_join.as_ref().filter(|_| joins.is_none()) {
        return Err(Fault::new(between.span(), "merge_join belongs to merge = \"join\""));
    }
    let Some(word) = &rule.merge else { return Ok(None) };
    if name.get_ref() == ANY {
        return Err(Fault::new(word.span(), "\"*\" takes no merge")
            .help("merge under [match] holds for all fields that say nothing else"));
    }
    let single = |target: &Target| matches!(target, Target::Field(field) if !matches!(field.kind, Kind::Text | Kind::Tags));
    if joins.is_some() && single(target) {
        return Err(Fault::new(word.span(), format!("the field `{target}` can't hold several values")));
    }
    let between = rule.merge_join.as_ref().map(|text| text.get_ref().as_str());
    Ok(Some((named(Some(word.get_ref()), between), word.span())))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        value.as_object().cloned().unwrap()
    }

    #[rstest]
    #[case::fill(Merge::Fill, json!("a"), json!("b"), json!("a"), Some(true))]
    #[case::fill_a_gap(Merge::Fill, json!(null), json!("b"), json!("b"), None)]
    #[case::first(Merge::First, json!("a"), json!("b"), json!("a"), Some(true))]
    #[case::first_and_empty(Merge::First, json!(null), json!("b"), json!(null), Some(true))]
    #[case::last(Merge::Last, json!("a"), json!("b"), json!("b"), Some(false))]
    #[case::last_is_empty(Merge::Last, json!("a"), json!(null), json!("a"), None)]
    #[case::same(Merge::Last, json!("a"), json!("a"), json!("a"), None)]
    #[case::join(Merge::Join("; ".into()), json!("a; b"), json!("c"), json!("a; b; c"), None)]
    #[case::join_what_is_there(Merge::Join("; ".into()), json!("a; b"), json!("b"), json!("a; b"), None)]
    #[case::join_lists(Merge::Join(String::new()), json!(["a", "b"]), json!(["b", "c"]), json!(["a", "b", "c"]), None)]
    #[case::join_what_can_not_be(Merge::Join("; ".into()), json!(true), json!(false), json!(true), Some(true))]
    fn two_values(
        #[case] how: Merge,
        #[case] first: Value,
        #[case] later: Value,
        #[case] expected: Value,
        #[case] loses_the_later: Option<bool>,
    ) {
        let fields = [("customFields.x".to_owned(), how)].into();
        let merging = Merging { fields, ..Merging::default() };
        let mut into = object(json!({"name": "Ada", "customFields": {"x": first}}));
        let lost = merging.merge(&mut into, &object(json!({"name": "Ada", "customFields": {"x": later}})));
        assert_eq!(Value::Object(into), json!({"name": "Ada", "customFields": {"x": expected}}));
        assert_eq!(lost.first().map(|lost| lost.later), loses_the_later);
        assert!(lost.len() < 2);
    }

    #[test]
    fn fields_that_only_one_row_has_come_together() {
        let mut into = object(json!({"name": "Ada"}));
        let lost =
            Merging::default().merge(&mut into, &object(json!({"memo": "m", "customFields": {"x": "1"}})));
        assert_eq!(
            (Value::Object(into), lost.len()),
            (json!({"name": "Ada", "memo": "m", "customFields": {"x": "1"}}), 0)
        );
    }
}
