//! What a manifest says about persons who were taken out of its backup: how many records and when, never who.

use serde::{Deserialize, Serialize};

/// The records that were taken out of a backup since it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ForgottenRecords {
    /// All records.
    pub records: u64,
    /// Each time when somebody was forgotten, the first one first.
    pub times: Vec<TakenOut>,
    /// Files that the manifest does not list may be there, because a `forget` is at work or was interrupted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unfinished: bool,
}

/// One time when somebody was forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TakenOut {
    /// When (UTC).
    pub at: String,
    /// How many records.
    pub records: u64,
}

impl ForgottenRecords {
    /// Adds one time.
    pub(super) fn add(&mut self, at: String, records: u64) {
        self.records += records;
        self.times.push(TakenOut { at, records });
    }
}

/// True for a file that an interrupted `forget` may have left: a file of a backup, by its name.
pub(super) fn may_be_left(name: &str) -> bool {
    const STARTS: [&str; 4] = ["customers", "changes", "history", "photos/"];
    STARTS.iter().any(|start| name.starts_with(start))
}
