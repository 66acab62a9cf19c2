//! How a job ended: what its metrics, its notification and its trace tell. No data of customers, no names of files.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::exit_status::ExitStatus;

/// What a command finds out about its job, for its metrics and its notification.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JobFacts {
    /// Names and numbers: `("customers", 1200)`.
    pub counts: Vec<(&'static str, u64)>,
    /// The verdict about a list: `snapshot`.
    pub verdict: Option<&'static str>,
    /// The name of the backup.
    pub backup: Option<String>,
    /// When the newest complete and accepted backup began, or the one that was checked.
    pub accepted_backup: Option<Timestamp>,
    /// The name of that backup.
    pub accepted_name: Option<String>,
    /// What is gone beyond the limits: `21 of 40 customers are gone`; `None` if nothing was held against limits.
    pub losses: Option<Vec<String>>,
    /// What is wrong, in a few words without data: `the backup is too old`.
    pub problem: Option<&'static str>,
    /// Nothing was written.
    pub dry_run: bool,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq)]
pub struct JobResult {
    /// The command: `backup`.
    pub command: &'static str,
    /// When the job began.
    pub began: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// Its duration.
    pub took: Duration,
    /// Its exit status.
    pub exit: ExitStatus,
    /// What it found out.
    pub facts: JobFacts,
    /// The help desk, as `config show` names it: address and masked client id; `None` if there is none.
    pub account: Option<String>,
}

impl JobResult {
    /// Its duration in seconds.
    pub fn seconds(&self) -> f64 {
        self.took.as_millis() as f64 / 1000.0
    }

    /// The names and numbers, in their order.
    pub fn counts(&self) -> Map<String, Value> {
        self.facts.counts.iter().map(|(name, number)| ((*name).to_owned(), json!(number))).collect()
    }

    /// What the exit status means, in a few words.
    pub fn outcome(&self) -> &'static str {
        match self.exit {
            ExitStatus::Success => "done",
            ExitStatus::Incomplete => "finished, with errors or differences",
            ExitStatus::Usage => "wrong usage, settings or files",
            ExitStatus::Unauthorized => "not authorized",
            ExitStatus::Stopped => "stopped before the end",
            ExitStatus::Unproven => "not proven complete, damaged, too old or out of date",
            ExitStatus::Alarm => "too much is gone since the last accepted backup",
            ExitStatus::InternalError => "internal error (a bug)",
            ExitStatus::ClosedPipe => "the output was closed",
            ExitStatus::Other(_) => "unknown",
        }
    }

    /// The age of the newest complete and accepted backup.
    pub(super) fn backup_age(&self) -> Option<Duration> {
        let age = self.ended.duration_since(self.facts.accepted_backup?);
        Some(Duration::try_from(age).unwrap_or_default())
    }
}
