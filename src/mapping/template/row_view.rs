//! The row as a template sees it.

use std::sync::{Arc, Mutex, PoisonError};

use minijinja::ErrorKind;
use minijinja::value::{Object, ObjectRepr, Value};

use crate::convert::{broken_cell, text::unwrapped};
use crate::mapping::column_name::doubled_message;
use crate::mapping::damage::Repair;
use crate::record::{CellKind, ColumnMatch, Header, Record};

/// The row as a template sees it: `row['Column']`, or `row.Column`.
#[derive(Debug)]
pub(crate) struct RowView {
    pub header: Arc<Header>,
    pub record: Record,
    pub null: Arc<[String]>,
    pub repair: Repair,
}

impl Object for RowView {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let column = match self.header.look_up(key.as_str()?) {
            ColumnMatch::One(column) => column,
            ColumnMatch::None => return None,
            ColumnMatch::Several(first, second) => {
                let message = doubled_message(key.as_str().unwrap_or_default(), first, second);
                return Some(Value::from(minijinja::Error::new(ErrorKind::InvalidOperation, message)));
            }
        };
        let Some(cell) = self.record.get(column.0) else { return Some(Value::from("")) };
        let mended = self.repair.apply(cell.text);
        let text = unwrapped(mended.trim()).trim();
        let null = self.null.iter().any(|null| null == text);
        let found = if cell.kind == CellKind::Text && !null { broken_cell::kind(text) } else { None };
        let kind = found.unwrap_or(cell.kind);
        if kind.is_broken() {
            let name = key.as_str().unwrap_or_default();
            let message = match kind {
                CellKind::NoResult => format!(
                    "the cell {name:?} has a formula without a stored result; open the workbook in \
                             Excel or LibreOffice and save it again"
                ),
                _ => format!("the cell {name:?} contains {:?}", cell.text),
            };
            return Some(Value::from(minijinja::Error::new(ErrorKind::InvalidOperation, message)));
        }
        Some(Value::from(if null { "" } else { text }))
    }
}

/// A row with every possible column, which records the names that were used.
#[derive(Debug, Default)]
pub(super) struct Probe(Mutex<Vec<String>>);

impl Probe {
    /// Takes the recorded names, in order.
    pub(super) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Object for Probe {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.push(key.as_str()?.to_owned());
        Some(Value::from(""))
    }
}

/// A row in which missing columns are empty.
#[derive(Debug)]
pub(super) struct Lenient(pub(super) Value);

impl Object for Lenient {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let found = self.0.get_item(key).ok().filter(|found| !found.is_undefined());
        Some(found.unwrap_or_else(|| Value::from("")))
    }
}
