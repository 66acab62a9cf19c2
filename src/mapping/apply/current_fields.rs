//! Fields whose templates read `current`: computed again when the customer of the row is known.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::row_draft::MappedRowDraft;
use crate::customer::{
    FieldTarget, HIDDEN, WriteOverrides, WritePolicy, differences, is_empty_value, is_secret, list_in_words,
    merged,
};
use crate::issue::{Code, Complaint, Issue};
use crate::mapping::bound_mapping::BoundMapping;
use crate::mapping::mapping_file::Mapping;
use crate::mapping::rule::{Rule, RuleInput};
use crate::mapping::template::current_value;
use crate::record::Record;

type Object = Map<String, Value>;

const CUSTOM: &str = "customFields";
/// Stands for the id that the help desk gives to a new customer.
pub(crate) const NEW_ID: &str = "(new)";

/// The fields of a row that read `current`, computed for one customer.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct CurrentValues {
    /// Their values, of the same shape as a customer. Fields without a value are left out.
    pub values: Object,
    /// Their errors and warnings.
    pub issues: Vec<Issue>,
}

impl Mapping {
    /// The fields whose templates read `current`.
    pub(crate) fn current_fields(&self) -> Vec<FieldTarget> {
        let reads = |rule: &&Rule| match &rule.input {
            RuleInput::Template { name } => self.templates.reads_current(name),
            _ => false,
        };
        self.rules.iter().filter(reads).map(|rule| rule.target.clone()).collect()
    }
}

impl Mapping {
    /// Those of these fields that every import writes. A policy such as `if_empty` stops a template that grows.
    fn always_written(&self, fields: Vec<FieldTarget>) -> Vec<FieldTarget> {
        let policies = self.write_policies(&WriteOverrides::default()).unwrap_or_default();
        let always = |field: &FieldTarget| policies.of(&field.to_string()) == WritePolicy::Always;
        fields.into_iter().filter(always).collect()
    }
}

impl BoundMapping {
    /// Computes `fields` for a customer as the help desk has it.
    pub(crate) fn current_values(
        &self,
        fields: &[FieldTarget],
        record: &Record,
        current: &Object,
    ) -> CurrentValues {
        let view = self.view(record);
        let current = current_value(Some(current));
        let draft = self.apply_rules(record, view.as_ref(), Some(&current), Vec::new());
        let all = written(&draft);
        let mut values = Object::new();
        for field in fields {
            if let Some(value) = value_of(&all, field) {
                set_value(&mut values, field, value.clone());
            }
        }
        let names: Vec<String> = fields.iter().map(ToString::to_string).collect();
        let own = |issue: &Issue| issue.field.as_ref().is_some_and(|field| names.contains(field));
        let issues = draft.issues.into_iter().filter(own).collect();
        CurrentValues { values, issues }
    }

    /// Maps the row of a test. `current` is the customer that it gives. An error says that the template of a field would
    /// change its own result.
    pub(crate) fn tested<'a>(
        &'a self,
        record: &'a Record,
        current: Option<&Object>,
        view: &'a minijinja::Value,
    ) -> MappedRowDraft<'a> {
        let mut draft = self.apply_with(record, Some(view));
        let fields = self.mapping.always_written(self.mapping.current_fields());
        if fields.is_empty() || draft.skip.is_some() || draft.issues.iter().any(Issue::is_error) {
            return draft;
        }
        let first = written(&draft);
        let mut stored = merged(current.unwrap_or(&Object::new()), &first);
        if current.is_none() {
            stored.insert("id".to_owned(), NEW_ID.into());
        }
        let again = self.current_values(&fields, record, &stored);
        let wanted = again.put_into(&first, &fields);
        if again.is_refused() || !differences(&wanted, &stored).is_empty() {
            draft.issues.extend(self.unstable(&fields, &first, &wanted));
        }
        draft
    }

    /// The issue of a template that would change its own result again. `None` if `again` has the same values.
    pub(crate) fn unstable(&self, fields: &[FieldTarget], first: &Object, again: &Object) -> Option<Issue> {
        let differ = |field: &&FieldTarget| {
            let values =
                [first, again].map(|values| value_of(values, field).filter(|one| !is_empty_value(one)));
            values[0] != values[1]
        };
        let changing: Vec<&FieldTarget> = fields.iter().filter(differ).collect();
        let field = *changing.first()?;
        let message = unstable_message(&changing, first, again);
        let column = self.columns_of(field).into_iter().next().unwrap_or_else(|| "Notes".to_owned());
        let mark = if column.contains('\'') { '"' } else { '\'' };
        let hint = format!(
            "make the template return `current` unchanged if it has the text already, as in {{% if row[{mark}{column}{mark}] in \
             current.{field} %}}{{{{ current.{field} }}}}{{% else %}}...{{% endif %}}"
        );
        let issue = Issue::error(Complaint::new(Code::Unstable, message, hint)).in_field(field.to_string());
        let mut columns: Vec<String> = changing.iter().flat_map(|field| self.columns_of(field)).collect();
        let mut seen = BTreeSet::new();
        columns.retain(|column| seen.insert(column.clone()));
        Some(if columns.is_empty() { issue } else { issue.in_column(columns.join(" + ")) })
    }

    /// The columns that the template of a field uses.
    fn columns_of(&self, field: &FieldTarget) -> Vec<String> {
        let mut rules = self.mapping.rules.iter().zip(&self.inputs);
        let Some((_, input)) = rules.find(|(rule, _)| rule.target == *field) else { return Vec::new() };
        input.columns().into_iter().filter_map(|column| self.header.names().get(column)).cloned().collect()
    }
}

/// Names every field that would change again, with both values.
fn unstable_message(changing: &[&FieldTarget], first: &Object, again: &Object) -> String {
    let both = |field: &FieldTarget| {
        [first, again].map(|values| match is_secret(&field.to_string()) {
            true => HIDDEN.to_owned(),
            false => shown(value_of(values, field)),
        })
    };
    if let [field] = changing {
        let [once, twice] = both(field);
        return format!(
            "the template of `{field}` would change the field with every run: it gives {once}, and with that in the \
             help desk {twice}"
        );
    }
    let names: Vec<String> = changing.iter().map(|field| format!("`{field}`")).collect();
    let each = changing.iter().map(|field| {
        let [once, twice] = both(field);
        format!("`{field}` gives {once}, and with that in the help desk {twice}")
    });
    format!(
        "the templates of {} would change the fields with every run: {}",
        names.join(", "),
        each.collect::<Vec<_>>().join("; ")
    )
}

impl CurrentValues {
    /// True if a value has an error.
    pub(crate) fn is_refused(&self) -> bool {
        self.issues.iter().any(Issue::is_error)
    }

    /// A row's customer with these values instead of those that it has for `fields`.
    pub(crate) fn put_into(&self, wanted: &Object, fields: &[FieldTarget]) -> Object {
        let mut all = wanted.clone();
        for field in fields {
            match value_of(&self.values, field) {
                Some(value) => set_value(&mut all, field, value.clone()),
                None => remove_value(&mut all, field),
            }
        }
        all
    }
}

/// The most letters of a value in the message.
const SHOWN: usize = 60;

/// A value for the message. Of a long text it shows the end, where most templates add something.
fn shown(value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => return "no value".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => list_in_words(other).unwrap_or_else(|| other.to_string()),
    };
    let letters = text.chars().count();
    let end: String = text.chars().skip(letters.saturating_sub(SHOWN)).collect();
    if letters > SHOWN { format!("{:?}", format!("…{end}")) } else { format!("{text:?}") }
}

fn written(draft: &MappedRowDraft<'_>) -> Object {
    let mut json = Vec::new();
    draft.customer.write_json(&mut json);
    serde_json::from_slice(&json).unwrap_or_default()
}

fn value_of<'o>(object: &'o Object, field: &FieldTarget) -> Option<&'o Value> {
    match field {
        FieldTarget::Custom(name) => object.get(CUSTOM)?.get(name),
        other => object.get(other.name()),
    }
}

fn set_value(object: &mut Object, field: &FieldTarget, value: Value) {
    let FieldTarget::Custom(name) = field else {
        object.insert(field.name().to_owned(), value);
        return;
    };
    let custom = object.entry(CUSTOM).or_insert_with(|| Value::Object(Object::new()));
    if let Value::Object(custom) = custom {
        custom.insert(name.clone(), value);
    }
}

fn remove_value(object: &mut Object, field: &FieldTarget) {
    let FieldTarget::Custom(name) = field else {
        object.shift_remove(field.name());
        return;
    };
    if let Some(Value::Object(custom)) = object.get_mut(CUSTOM) {
        custom.shift_remove(name);
        if custom.is_empty() {
            object.shift_remove(CUSTOM);
        }
    }
}
