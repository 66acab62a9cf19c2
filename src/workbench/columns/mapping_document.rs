//! The text of a mapping, changed without losing its comments and its order.

use serde_json::{Map, Value as Json};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use crate::customer::FieldTarget;
use crate::mapping::{exactly, leaves_out};
use crate::record::fold_name;

use super::toml_values::{in_order, inline, json_of_item, json_of_table, toml_of};

/// The tables with rules.
const SECTIONS: [&str; 3] = ["fields", "custom_fields", "extra_fields"];

/// A mapping as written. It may have mistakes that only a check finds.
#[derive(Debug, Clone)]
pub(crate) struct MappingDocument(DocumentMut);

/// A rule as written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WrittenRule {
    /// As the API names it (`customFields.segment`).
    pub(crate) field: String,
    pub(crate) rule: Map<String, Json>,
    /// `email = { from = "E-mail" }`
    pub(crate) toml: String,
}

/// The table and the key of a field: `customFields.segment` is `segment` in `custom_fields`.
pub(crate) fn place_of(field: &str) -> (&'static str, &str) {
    match field.strip_prefix("customFields.") {
        Some(custom) => ("custom_fields", custom),
        None if FieldTarget::field(field).is_some() => ("fields", field),
        None => ("extra_fields", field),
    }
}

impl MappingDocument {
    /// Parses a text; the error is that of the TOML reader.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|error: toml_edit::TomlError| error.to_string())
    }

    pub(crate) fn text(&self) -> String {
        self.0.to_string()
    }

    /// All rules, in the order in which they stand.
    pub(crate) fn rules(&self) -> Vec<WrittenRule> {
        let mut rules = Vec::new();
        for section in SECTIONS {
            let Some(table) = self.0.get(section).and_then(Item::as_table_like) else { continue };
            for (key, item) in table.iter() {
                let Some(rule) = item.as_table_like() else { continue };
                let field =
                    if section == "custom_fields" { format!("customFields.{key}") } else { key.to_owned() };
                rules.push(WrittenRule { field, rule: json_of_table(rule), toml: line(key, rule) });
            }
        }
        rules
    }

    /// The rule of a field.
    pub(crate) fn rule(&self, field: &str) -> Option<Map<String, Json>> {
        let (section, key) = place_of(field);
        Some(json_of_table(self.0.get(section)?.get(key)?.as_table_like()?))
    }

    /// A table of the mapping as JSON, for example `match`; `null` if there is none.
    pub(crate) fn table(&self, name: &str) -> Json {
        self.0.get(name).map_or(Json::Null, json_of_item)
    }

    /// Gives a field this rule. Options that stay keep their place.
    pub(crate) fn set_rule(&mut self, field: &str, rule: &Map<String, Json>) {
        let (section, key) = place_of(field);
        let Some(table) = self.section(section) else { return };
        let Some(own) = table.get_mut(key).and_then(Item::as_table_like_mut) else {
            table.insert(key, Item::Value(Value::InlineTable(inline(rule))));
            return;
        };
        let gone: Vec<String> = own
            .iter()
            .map(|(name, _)| name.to_owned())
            .filter(|name| rule.get(name).is_none_or(Json::is_null))
            .collect();
        gone.iter().for_each(|name| drop(own.remove(name)));
        set_all(own, rule);
        self.tidy(section, key);
    }

    /// Sets options of a field, and removes those that are `null`. A field without a rule gets one.
    pub(crate) fn set_options(&mut self, field: &str, options: &Map<String, Json>) {
        let mut rule = self.rule(field).unwrap_or_default();
        rule.extend(options.clone());
        self.set_rule(field, &rule);
    }

    /// Adds entries to the look-up table of a field, and removes those that are `null`. The other entries stay as they are,
    /// with their comments. A value that is not in the table goes on as it is, if the table is new.
    pub(crate) fn set_lookup(&mut self, field: &str, entries: &Map<String, Json>) {
        let (section, key) = place_of(field);
        let own =
            self.0.get_mut(section).and_then(|table| table.get_mut(key)).and_then(Item::as_table_like_mut);
        let known = own.and_then(|rule| rule.get_mut("lookup")).and_then(Item::as_table_like_mut);
        let Some(lookup) = known else { return self.add_lookup(field, entries) };
        set_all(lookup, entries);
        if lookup.is_empty() {
            let none = ["lookup", "lookup_else"].map(|name| (name.to_owned(), Json::Null));
            return self.set_options(field, &Map::from_iter(none));
        }
        self.tidy(section, key);
    }

    fn add_lookup(&mut self, field: &str, entries: &Map<String, Json>) {
        let mut entries = entries.clone();
        entries.retain(|_, value| !value.is_null());
        if entries.is_empty() {
            return;
        }
        let mut options = Map::from_iter([("lookup".to_owned(), entries.into())]);
        if !self.rule(field).is_some_and(|rule| rule.contains_key("lookup_else")) {
            options.insert("lookup_else".to_owned(), "keep".into());
        }
        self.set_options(field, &options);
    }

    /// Sets options of a table of the mapping (`match`, `source`), or of its top (an empty name).
    pub(crate) fn set_table(&mut self, name: &str, options: &Map<String, Json>) {
        if name.is_empty() {
            set_all(self.0.as_table_mut(), options);
            return;
        }
        let Some(table) = self.section(name) else { return };
        set_all(table, options);
        let is_empty = self.0.get(name).and_then(Item::as_table_like).is_some_and(TableLike::is_empty);
        if is_empty {
            self.0.remove(name);
        }
    }

    /// Takes a column out of those that are left out on purpose.
    ///
    /// # Errors
    /// The name in the mapping that leaves it out, if it is one for several columns.
    pub(crate) fn take_up(&mut self, column: &str) -> Result<(), String> {
        self.leave_out(&exactly(column), false);
        let names = self.0.get("source").and_then(|source| source.get("leave_out")).and_then(Item::as_array);
        let mut names = names.into_iter().flatten().filter_map(Value::as_str);
        match names.find(|name| leaves_out(name, column)) {
            Some(name) => Err(name.to_owned()),
            None => Ok(()),
        }
    }

    /// Adds a name to the columns that are left out on purpose, or removes it.
    pub(crate) fn leave_out(&mut self, name: &str, out: bool) {
        let Some(source) = self.section("source") else { return };
        let item = source.entry("leave_out").or_insert_with(|| Item::Value(Array::new().into()));
        let Some(names) = item.as_array_mut() else { return };
        let own = names
            .iter()
            .position(|known| known.as_str().is_some_and(|known| fold_name(known) == fold_name(name)));
        match (own, out) {
            (None, true) => names.push(name),
            (Some(at), false) => {
                let gone = names.remove(at);
                // The next name takes the place of the first one, without the blank before it.
                if let Some(first) = names.get_mut(0).filter(|_| at == 0) {
                    *first.decor_mut() = gone.decor().clone();
                }
            }
            _ => {}
        }
        if names.is_empty() {
            self.set_table("source", &Map::from_iter([("leave_out".to_owned(), Json::Null)]));
        }
    }

    /// A table of the mapping, which is made if it is missing: `[match]` and `[source]` before the fields, others after.
    /// `None` if something else has its name.
    fn section(&mut self, name: &str) -> Option<&mut dyn TableLike> {
        let position = self.0.get("fields").and_then(Item::as_table).and_then(Table::position);
        let shift = if matches!(name, "match" | "source") { -1 } else { 0 };
        let item = self.0.entry(name).or_insert_with(|| {
            let mut table = Table::new();
            table.set_position(position.map(|position| position + shift));
            table.decor_mut().set_prefix("\n");
            Item::Table(table)
        });
        item.as_table_like_mut()
    }

    /// Spaces as usual in a rule on one line.
    fn tidy(&mut self, section: &str, key: &str) {
        let item = self.0.get_mut(section).and_then(|table| table.get_mut(key));
        if let Some(table) = item.and_then(Item::as_inline_table_mut) {
            let inner = table.iter_mut().filter_map(|(_, value)| value.as_inline_table_mut());
            inner.for_each(InlineTable::fmt);
            table.fmt();
        }
    }
}

/// Sets members; `null` removes one. Those with the same value are left alone.
fn set_all(table: &mut dyn TableLike, options: &Map<String, Json>) {
    for (name, json) in in_order(options) {
        match (toml_of(json), table.get_mut(name)) {
            (None, _) => drop(table.remove(name)),
            (Some(_), Some(old)) if json_of_item(old) == *json => {}
            (Some(new), Some(old)) => replace_value(old, new),
            (Some(new), None) => drop(table.insert(name, Item::Value(new))),
        }
    }
}

/// Replaces a value; a comment behind it stays with the line.
fn replace_value(old: &mut Item, mut new: Value) {
    if let Some(value) = old.as_value() {
        *new.decor_mut() = value.decor().clone();
    }
    *old = Item::Value(new);
}

/// A rule on one line.
fn line(key: &str, rule: &dyn TableLike) -> String {
    let members = json_of_table(rule);
    let value: InlineTable = inline(&members);
    let mut table = Table::new();
    table.insert(key, Item::Value(Value::InlineTable(value)));
    table.to_string().trim_end().to_owned()
}
