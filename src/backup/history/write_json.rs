//! The history as one JSON document.

use serde_json::{Value, json};

use super::error::HistoryError;
use super::find_history::FoundHistory;
use super::life::{Life, Stage};
use crate::backup::manifest::ManifestAccount;

/// The version of the document.
const VERSION: u32 = 1;

impl FoundHistory {
    /// The document.
    pub fn json(&self) -> Result<String, HistoryError> {
        Ok(serde_json::to_string_pretty(&self.document())? + "\n")
    }

    /// The document as a value.
    pub fn document(&self) -> Value {
        let customers: Vec<Value> =
            self.lives.iter().map(|(account, life)| customer(account, life)).collect();
        json!({
            "version": VERSION,
            "redacted": self.redacted,
            "backups": {
                "count": self.backups.len(),
                "first": self.backups.first(),
                "last": self.backups.last(),
            },
            "complete": !self.is_incomplete,
            "doubts": self.doubts,
            "customers": customers,
        })
    }
}

fn customer(account: &ManifestAccount, life: &Life) -> Value {
    let turns: Vec<Value> =
        life.turns.iter().map(|(backup, turn)| json!({"backup": backup, "what": turn.name()})).collect();
    let stage =
        |stage: &Stage| json!({"backup": stage.backup, "value": stage.value, "newField": stage.is_new_field});
    let fields: Vec<Value> = life
        .fields
        .iter()
        .map(|(name, stages)| json!({"field": name, "values": stages.iter().map(stage).collect::<Vec<_>>()}))
        .collect();
    json!({
        "id": life.id,
        "account": account,
        "presence": turns,
        "lastSeen": life.last,
        "fields": fields,
    })
}
