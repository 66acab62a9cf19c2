//! The backup whose customers an in-process sandbox holds, as `run.json` keeps it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A backup against which a dry run plans (`import --onto`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBackup {
    /// Its folder or address.
    pub backup: String,
    /// Its id in its manifest.
    pub id: String,
    /// When it began, as in RFC 3339.
    pub began: String,
}

impl HeldBackup {
    /// `24 November 2026, 02:00 UTC`.
    pub fn time(&self) -> String {
        let time = self.began.parse::<Timestamp>();
        time.map_or_else(|_| self.began.clone(), |time| time.strftime("%-d %B %Y, %H:%M UTC").to_string())
    }
}
