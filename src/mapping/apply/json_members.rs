//! Rebuilds an object of JSON Lines whose members were read as separate columns.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::cell_text::CellText;
use super::rule_context::RuleContext;
use crate::mapping::rule::RuleInput;
use crate::record::{Cell, CellKind};

impl<'a> RuleContext<'a> {
    /// The object with these members (`account.id`, `account.login`), or the cell of its own column. Empty if the
    /// row has neither.
    pub(super) fn members(&self, columns: &[usize]) -> CellText<'a> {
        let mut object = Map::new();
        for column in columns {
            let cell = self.record.get(*column).filter(|cell| !cell.text.is_empty());
            let path = self.header_name(*column).and_then(|name| name.strip_prefix(self.object_name()?));
            if path == Some("") && cell.is_some() {
                return self.cell(*column);
            }
            if let (Some(cell), Some(path)) = (cell, path) {
                put(&mut object, path.trim_start_matches('.'), member(cell));
            }
        }
        if object.is_empty() {
            return CellText::empty();
        }
        CellText { text: Cow::Owned(Value::Object(object).to_string()), kind: CellKind::Text, odd: false }
    }

    fn object_name(&self) -> Option<&str> {
        match &self.rule.input {
            RuleInput::Join { columns, .. } => columns.first().map(|column| column.name.as_str()),
            _ => None,
        }
    }
}

fn member(cell: Cell<'_>) -> Value {
    let plain = matches!(cell.kind, CellKind::Number | CellKind::Bool);
    let read = plain.then(|| serde_json::from_str(cell.text).ok()).flatten();
    read.unwrap_or_else(|| Value::from(cell.text))
}

fn put(object: &mut Map<String, Value>, path: &str, value: Value) {
    let Some((first, rest)) = path.split_once('.') else {
        object.insert(path.to_owned(), value);
        return;
    };
    let inner = object.entry(first).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(inner) = inner {
        put(inner, rest, value);
    }
}
