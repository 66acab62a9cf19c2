//! `trace.json`: what a job was, and how it ended.

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::exit_status::ExitStatus;
use crate::file::read_regular;
use crate::journal::{JournalError, RunFolder, TRACE_FILE, ToolVersion};
use crate::monitor::JobResult;
use crate::storage::Location;
use crate::wording::in_seconds;

/// What a job was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TraceKind {
    /// `export`
    Export,
    /// `backup`
    Backup,
    /// `check`
    Check,
    /// `check --drill`
    Drill,
}

impl TraceKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Export, Self::Backup, Self::Check, Self::Drill];

    /// The kind as one word, as in the name of the folder.
    pub fn word(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::Backup => "backup",
            Self::Check => "check",
            Self::Drill => "drill",
        }
    }

    /// The kind in the name of a trace: `20261124T023000Z-backup-3f9a0c`.
    pub(super) fn of_id(id: &str) -> Option<Self> {
        let word = id.split('-').nth(1)?;
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A job that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTrace {
    /// What it is.
    pub kind: TraceKind,
    /// True if it makes a drill, too.
    pub drill: bool,
    /// Its target, its output, or the backup that it checks; without secrets.
    pub target: String,
    /// True if it uses a sandbox instead of the help desk.
    pub sandbox: bool,
    /// The account in a few words, with its client id masked.
    pub account: Option<String>,
}

/// The content of `trace.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// The format version: 1.
    pub version: u32,
    /// The name of the folder.
    pub id: String,
    /// What it is.
    pub kind: TraceKind,
    /// True if a drill was asked for.
    pub drill: bool,
    /// Its target, its output, or the backup that was checked; without secrets.
    pub target: String,
    /// True if it used a sandbox instead of the help desk.
    pub sandbox: bool,
    /// The account in a few words; absent if the job has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// UTC, RFC 3339, by the clock of the machine; the name may be later.
    pub started: String,
    /// The process that did it.
    pub pid: u32,
    /// The version of deskferry.
    pub tool: ToolVersion,
    /// How it ended; absent while it works, and if it was killed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<TraceEnd>,
}

/// How a job ended: what its notification tells, too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TraceEnd {
    /// UTC, RFC 3339.
    pub ended: String,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// The exit status of the command.
    pub exit: ExitStatus,
    /// What the exit status means.
    pub outcome: String,
    /// The verdict about the list: `snapshot`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// The backup that was made or checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<String>,
    /// What is gone beyond the limits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub losses: Vec<String>,
    /// Names and numbers: `customers`.
    pub counts: Map<String, Value>,
}

impl TraceEnd {
    /// From what everybody else is told.
    pub(super) fn of(result: &JobResult) -> Self {
        let facts = &result.facts;
        Self {
            ended: in_seconds(result.ended),
            seconds: result.seconds(),
            exit: result.exit,
            outcome: result.outcome().to_owned(),
            verdict: facts.verdict.map(ToOwned::to_owned),
            backup: facts.backup.clone(),
            losses: facts.losses.clone().unwrap_or_default(),
            counts: result.counts(),
        }
    }
}

impl Trace {
    /// The format version that this build writes, and the highest that it reads.
    const VERSION: u32 = 1;

    /// A job that begins now.
    pub(super) fn begin(new: &NewTrace, id: String, now: Timestamp) -> Self {
        let NewTrace { kind, drill, target, sandbox, account } = new.clone();
        Self {
            version: Self::VERSION,
            id,
            kind,
            drill,
            target,
            sandbox,
            account,
            started: in_seconds(now),
            pid: std::process::id(),
            tool: ToolVersion::this(),
            end: None,
        }
    }

    /// The kinds by which it is found: a drill is a check, too, and a backup may have made a drill.
    pub fn kinds(&self) -> Vec<&'static str> {
        let drill = (self.drill && self.kind != TraceKind::Drill).then_some(TraceKind::Drill);
        let check = (self.kind == TraceKind::Drill).then_some(TraceKind::Check);
        [Some(self.kind), drill, check].into_iter().flatten().map(TraceKind::word).collect()
    }

    /// Reads `trace.json`.
    pub(super) fn load(folder: &RunFolder) -> Result<Self, JournalError> {
        let path = folder.file(TRACE_FILE);
        let text = read_regular(&path).map_err(|error| JournalError::file(&path, error))?;
        let damaged = |error: serde_json::Error| JournalError::report(&path, &error, ADVICE);
        let value: Value = serde_json::from_slice(&text).map_err(damaged)?;
        match value.get("version").and_then(Value::as_u64) {
            Some(version) if version > u64::from(Self::VERSION) => {
                Err(JournalError::Newer { path, version, known: Self::VERSION })
            }
            _ => serde_json::from_value(value).map_err(damaged),
        }
    }

    /// Writes `trace.json`.
    pub(super) fn save(&self, folder: &RunFolder) -> Result<(), JournalError> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        folder.write_file(TRACE_FILE, &text)
    }
}

const ADVICE: &str = "nothing needs it: remove its folder";

/// A target as a trace shows it. Some users write their keys into an address; such an address is not valid, and only its
/// scheme is shown.
pub fn shown_target(text: &str) -> String {
    match (Location::parse(text), text.split_once("://")) {
        (Err(_), Some((scheme, _))) => format!("{scheme}://***"),
        (_, None) => without_password(text),
        _ => text.to_owned(),
    }
}

/// A path that looks like an address with a password, such as `s3:/user:password@host` or `//user:password@host`, has only
/// its end.
fn without_password(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((before, after)) if before.contains(':') && !Path::new(text).exists() => format!("***@{after}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_of_an_address_is_shown() {
        for (text, shown) in [
            ("backups", "backups"),
            ("s3://bucket/nightly/latest", "s3://bucket/nightly/latest"),
            ("s3://AKIA:hush@bucket/x", "s3://***"),
            ("s3://AKIA:hu/sh@bucket/x", "s3://***"),
            ("https://me:hush@example.org/x", "https://***"),
            ("s3://bucket/x?key=hush", "s3://***"),
            ("s3:/AKIA:hush@bucket/x", "***@bucket/x"),
            ("//AKIA:hush@bucket", "***@bucket"),
            ("AKIA:hu@sh@bucket", "***@bucket"),
            ("me@backups", "me@backups"),
        ] {
            assert_eq!(shown_target(text), shown);
        }
    }

    #[test]
    fn the_kind_stands_in_the_name() {
        assert_eq!(TraceKind::of_id("20261124T023000Z-drill-3f9a0c"), Some(TraceKind::Drill));
        assert_eq!(TraceKind::of_id("notes"), None);
    }
}
