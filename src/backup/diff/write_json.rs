//! The differences as members of a JSON object, written piece by piece.

use std::io;

use serde_json::{Value, json};

use super::compare::BackupDiff;
use super::difference::Difference;
use super::error::DiffError;

/// The version of the document.
const VERSION: u32 = 1;

impl BackupDiff {
    /// Writes the members, without braces around them. `put` gets its text in pieces, so that memory stays flat.
    pub fn write_members(&self, put: &mut dyn FnMut(&str) -> io::Result<()>) -> Result<(), DiffError> {
        let mut put = |text: &str| put(text).map_err(DiffError::Print);
        let head = serde_json::to_string(&self.head())?;
        // The customers are the last member.
        put(head.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(&head))?;
        put(",\"customers\":[")?;
        let mut between = "\n";
        self.each(|one| {
            put(between)?;
            between = ",\n";
            put(&serde_json::to_string(&customer(one))?)
        })?;
        put("\n]")
    }

    fn head(&self) -> Value {
        let changes = &self.changes;
        json!({
            "version": VERSION,
            "before": self.before.json(),
            "after": self.after.json(),
            "redacted": self.options.redact,
            "doubts": self.doubts(),
            "oneSidedFields": self.one_sided_fields(),
            "counts": {
                "added": changes.added,
                "changed": changes.changed,
                "gone": changes.gone,
                "unchanged": changes.unchanged,
            },
            "fields": changes.fields,
        })
    }
}

fn customer(one: Difference) -> Value {
    let fields = one.fields.into_iter();
    let fields: Vec<Value> = fields
        .map(|field| json!({"field": field.name, "before": field.before, "after": field.after}))
        .collect();
    json!({"change": one.kind.word(), "id": one.id, "who": one.who, "fields": fields})
}
