//! Definitions of custom fields, as the help desk returns them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What a custom field may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomFieldKind {
    /// Any text. Also for an unknown type or a list of values that can't be read.
    Any,
    /// One of these.
    One(Vec<String>),
    /// One of the values that belong to the value of another custom field.
    Linked {
        /// The other field.
        parent: String,
        /// The values allowed for each value of the other field.
        children: BTreeMap<String, Vec<String>>,
    },
}

/// A custom field of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomFieldDefinition {
    /// The internal name, used in `customFields`.
    pub name: String,
    /// Its labels, in all languages.
    pub labels: Vec<String>,
    /// True if a customer needs a value for it.
    pub required: bool,
    /// What it may hold.
    pub choice: CustomFieldKind,
}

/// The custom fields of an account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomFieldDefinitions {
    fields: Vec<CustomFieldDefinition>,
}

impl CustomFieldDefinitions {
    /// Reads the answer of the API (`customField/getAllForCustomer`). Fields without a name are skipped. An unknown form
    /// is not checked further: a check must not refuse what the help desk would accept.
    ///
    /// ```
    /// use deskferry::customer::CustomFieldDefinitions;
    ///
    /// let answer = serde_json::json!([{"name": "segment", "type": "COMBO", "values": ["Gold", "Silver"]}]);
    /// let objects: Vec<_> = answer.as_array().into_iter().flatten().filter_map(|field| field.as_object()).collect();
    /// assert!(CustomFieldDefinitions::read(objects).get("segment").is_some());
    /// ```
    pub fn read<'o>(objects: impl IntoIterator<Item = &'o Map<String, Value>>) -> Self {
        Self { fields: objects.into_iter().filter_map(definition).collect() }
    }

    /// True when the account has none.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The field with exactly this internal name.
    pub fn get(&self, name: &str) -> Option<&CustomFieldDefinition> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// All fields, in the order of the help desk.
    pub fn iter(&self) -> impl Iterator<Item = &CustomFieldDefinition> + Clone {
        self.fields.iter()
    }

    /// True if a missing value may get a customer refused: a field is required, or depends on another.
    pub fn ask_for_more(&self) -> bool {
        self.fields
            .iter()
            .any(|field| field.required || matches!(field.choice, CustomFieldKind::Linked { .. }))
    }
}

fn definition(object: &Map<String, Value>) -> Option<CustomFieldDefinition> {
    let name = object.get("name")?.as_str().filter(|name| !name.is_empty())?.to_owned();
    let labels = object.get("labels").and_then(Value::as_object);
    let labels =
        labels.into_iter().flat_map(Map::values).filter_map(|label| Some(label.as_str()?.to_owned()));
    let required = object.get("required").is_some_and(|required| *required == Value::Bool(true));
    Some(CustomFieldDefinition {
        name,
        labels: labels.collect(),
        required,
        choice: choice(object).unwrap_or(CustomFieldKind::Any),
    })
}

fn choice(object: &Map<String, Value>) -> Option<CustomFieldKind> {
    match object.get("type")?.as_str()? {
        "COMBO" => Some(CustomFieldKind::One(texts(object.get("values")?)?)),
        "LINKED_COMBO" => {
            let parent = object.get("linkedField")?.as_str().filter(|name| !name.is_empty())?.to_owned();
            let linked = object.get("linkedValues")?.as_object().filter(|linked| !linked.is_empty())?;
            let children = linked.iter().map(|(value, list)| Some((value.clone(), texts(list)?)));
            Some(CustomFieldKind::Linked { parent, children: children.collect::<Option<_>>()? })
        }
        _ => None,
    }
}

/// A list of texts that is not empty; `None` for anything else.
fn texts(list: &Value) -> Option<Vec<String>> {
    let texts = list.as_array().filter(|list| !list.is_empty())?;
    texts.iter().map(|text| Some(text.as_str()?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(json!({"type": "TEXT"}), CustomFieldKind::Any)]
    #[case(json!({"type": "COMBO", "values": ["a", "b"]}), CustomFieldKind::One(vec!["a".into(), "b".into()]))]
    #[case(json!({"type": "COMBO", "values": []}), CustomFieldKind::Any)]
    #[case(json!({"type": "COMBO", "values": [{"id": 1}]}), CustomFieldKind::Any)]
    #[case(json!({"type": "COMBO", "values": null}), CustomFieldKind::Any)]
    #[case(json!({"type": "TREE", "values": ["a"]}), CustomFieldKind::Any)]
    #[case(json!({"type": "LINKED_COMBO", "linkedField": "p", "linkedValues": {"x": "a"}}), CustomFieldKind::Any)]
    #[case(json!({"type": "LINKED_COMBO", "linkedValues": {"x": ["a"]}}), CustomFieldKind::Any)]
    #[case(
        json!({"type": "LINKED_COMBO", "linkedField": "p", "linkedValues": {"x": ["a"]}}),
        CustomFieldKind::Linked { parent: "p".into(), children: [("x".to_owned(), vec!["a".to_owned()])].into() }
    )]
    fn definitions_are_read_and_unknown_ones_restrict_nothing(
        #[case] mut object: Value,
        #[case] expected: CustomFieldKind,
    ) {
        object["name"] = json!("n");
        let read = CustomFieldDefinitions::read([object.as_object().unwrap()]);
        assert_eq!(read.get("n").unwrap().choice, expected);
    }

    #[test]
    fn definitions_without_a_name_are_left_out() {
        let odd = [json!({"type": "TEXT"}), json!({"name": 7}), json!({"name": "", "required": true})];
        assert!(CustomFieldDefinitions::read(odd.iter().filter_map(Value::as_object)).is_empty());
    }
}
