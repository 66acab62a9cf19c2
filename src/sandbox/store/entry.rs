//! One customer of the store, and its values as a search sees them.

use super::disk::CustomerTableRow;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::time::{Duration, Instant};

/// A customer's JSON object, without its id.
pub(in super::super) type Body = Map<String, Value>;

/// How a body is kept in memory.
#[derive(Debug, Clone)]
enum KeptBody {
    Whole(Body),
    /// As JSON, which takes a tenth of the memory: files may hold many customers.
    Text(Box<str>),
}

/// One customer.
#[derive(Debug, Clone)]
pub(in super::super) struct StoredCustomer {
    pub(in super::super) seq: u64,
    pub(in super::super) id: String,
    body: KeptBody,
    /// When it was inserted; `None` for start customers and those of an earlier process.
    pub(super) inserted: Option<Instant>,
}

impl StoredCustomer {
    /// A customer that is inserted now; `compact` keeps it in little memory.
    pub(super) fn new(seq: u64, id: String, body: Body, compact: bool) -> Self {
        let mut entry = Self { seq, id, body: KeptBody::Text("{}".into()), inserted: Some(Instant::now()) };
        entry.replace(body, compact);
        entry
    }

    pub(super) fn replace(&mut self, body: Body, compact: bool) {
        self.body = if compact { KeptBody::Text(text(&body).into()) } else { KeptBody::Whole(body) };
    }

    pub(in super::super) fn body(&self) -> Cow<'_, Body> {
        match &self.body {
            KeptBody::Whole(body) => Cow::Borrowed(body),
            KeptBody::Text(text) => Cow::Owned(serde_json::from_str(text).unwrap_or_default()),
        }
    }

    /// The texts that a search compares; `path` is a field or a path into one.
    pub(in super::super) fn texts(&self, path: &str) -> Vec<String> {
        if path == "id" {
            return vec![self.id.clone()];
        }
        let body = self.body();
        let mut parts = path.split('.');
        let mut value = parts.next().and_then(|head| body.get(head));
        for part in parts {
            value = value.and_then(|value| value.get(part));
        }
        value.map(texts).unwrap_or_default()
    }

    pub(super) fn is_visible(&self, lag: Duration) -> bool {
        self.inserted.is_none_or(|inserted| inserted.elapsed() >= lag)
    }

    /// A customer of an earlier process.
    pub(super) fn loaded(row: CustomerTableRow) -> Self {
        Self { seq: row.seq, id: row.id, body: KeptBody::Text(row.body.into()), inserted: None }
    }

    pub(super) fn row(&self) -> CustomerTableRow {
        CustomerTableRow { seq: self.seq, id: self.id.clone(), body: text(&self.body()) }
    }
}

pub(super) fn text(body: &Body) -> String {
    serde_json::to_string(body).unwrap_or_default()
}

/// Folds case, for comparisons.
pub(in super::super) fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// A value as a search sees it: a scalar as text, each element of an array, the `name` of an object.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(_) | Value::Bool(_) => vec![value.to_string()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.get("name").map(texts).unwrap_or_default(),
        Value::Null => Vec::new(),
    }
}
