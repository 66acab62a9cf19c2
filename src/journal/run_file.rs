//! `run.json`: what was run, on what, with which settings, and how it ended.

use std::fs::Metadata;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::RowCounts;
use super::help_desk_account::HelpDeskAccount;
use super::mapping_copy::MappingCopy;
use super::read_settings::ReadSettings;
use super::tool_version::ToolVersion;
use crate::customer::StoredChanges;
use crate::exit_status::ExitStatus;
use crate::file::{name_of, path_of};
use crate::plan::{ImportMode, OnMultiple};

/// The whole of `run.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunFile {
    /// Of this file's form: 1.
    pub version: u32,
    /// The folder's name.
    pub id: String,
    /// `import`, `validate`, `apply`, `undo` or `restore`.
    pub command: String,
    /// The run that this one takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
    /// The backup that it restores, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<RestoredBackup>,
    /// The saved plan that it writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies: Option<AppliedPlan>,
    /// Where a dry run left its plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved_plan: Option<SavedPlan>,
    /// True when phase one was all that was asked for.
    pub dry_run: bool,
    /// UTC, RFC 3339.
    pub started: String,
    /// UTC, RFC 3339; absent while it runs, and after a crash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// How it ended; absent likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<RunEnd>,
    /// Who ran it.
    pub tool: ToolVersion,
    /// The sources.
    pub inputs: Vec<InputFile>,
    /// The mapping.
    pub mapping: MappingCopy,
    /// upsert, insert or update.
    pub mode: ImportMode,
    /// The match keys; none without `[match]`.
    pub match_keys: Vec<Vec<String>>,
    /// What several matches do.
    pub on_multiple: OnMultiple,
    /// Everything else that shaped the run.
    pub settings: RunFileSettings,
    /// Which account; absent for `validate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<HelpDeskAccount>,
    /// The definitions against which custom fields are checked; absent before they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<DefinitionsFile>,
    /// How the customers of the help desk were looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matching: Option<String>,
    /// What the help desk makes of the customers that it stores; absent before the first inserts were read back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<StoredChanges>,
    /// True once phase one has decided every row.
    pub planned: bool,
    /// How many rows ended where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<RowCounts>,
    /// The run that has taken the remaining rows over: an `import --anew`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continued_by: Option<String>,
}

impl RunFile {
    /// The form that this build writes, and the highest that it reads.
    pub const VERSION: u32 = 1;

    /// A run that has just begun.
    pub fn begin(command: &str, id: String, now: Timestamp, mapping: MappingCopy) -> Self {
        Self {
            version: Self::VERSION,
            id,
            command: command.to_owned(),
            undoes: None,
            restores: None,
            applies: None,
            saved_plan: None,
            dry_run: false,
            started: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            ended: None,
            end: None,
            tool: ToolVersion::this(),
            inputs: Vec::new(),
            mapping,
            mode: ImportMode::default(),
            match_keys: Vec::new(),
            on_multiple: OnMultiple::default(),
            settings: RunFileSettings::default(),
            account: None,
            custom_fields: None,
            matching: None,
            stored: None,
            planned: false,
            counts: None,
            continued_by: None,
        }
    }

    /// Takes back how it ended, because it goes on.
    pub fn reopen(&mut self) {
        (self.ended, self.end, self.counts) = (None, None, None);
    }

    /// Notes how it ended.
    pub fn close(&mut self, exit: ExitStatus, reason: String) {
        self.ended = Some(Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        self.end = Some(RunEnd { exit, reason });
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunEnd {
    /// The exit status of the command.
    pub exit: ExitStatus,
    /// A sentence: `finished`, or what stopped it.
    pub reason: String,
}

/// A saved plan that is written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AppliedPlan {
    /// As the user gave it.
    pub file: String,
    /// Of all that stands before the plan's last line.
    pub sha256: String,
    /// When it was made; UTC, RFC 3339.
    pub made: String,
    /// The dry run that made it.
    pub run: String,
}

/// A plan that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SavedPlan {
    /// As the user gave it.
    pub file: String,
    /// Of all that stands before its last line.
    pub sha256: String,
}

/// A backup that is restored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RestoredBackup {
    /// As the user gave it.
    pub backup: String,
    /// What the backup calls itself in its manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// SHA-256 of the manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest_sha256: Option<String>,
    /// The account that it was taken from, where the manifest says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<HelpDeskAccount>,
    /// True where its ids are those of this account.
    pub by_id: bool,
    /// Which fields come back.
    pub fields: RestoredFields,
}

/// Which fields of a backup's records are written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RestoredFields {
    /// `account` too.
    pub with_account: bool,
    /// A field that the backup has empty is left as it is now.
    pub keep_added: bool,
    /// Only what the API's page names.
    pub known_only: bool,
    /// Not these: `email`, `customFields.segment`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// The path as the user gave it.
    pub file: String,
    /// How it was read: format, encoding, delimiter, sheet.
    pub read_as: String,
    /// Of the raw file; absent when it was not read to its end (`--limit`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Rows of data that were read.
    pub rows: u64,
    /// The whole path, for a run that has to plan anew from another folder; absent for standard input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Bytes of the file when it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// When it was last changed, in epoch milliseconds, as seen when it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<i64>,
}

impl InputFile {
    /// A source as it is before it is read.
    pub fn unread(file: &str) -> Self {
        let path = std::path::absolute(path_of(file)).ok().filter(|_| file != "-");
        let seen = path.as_deref().and_then(|path| path.metadata().ok()).filter(Metadata::is_file);
        let modified = seen.as_ref().and_then(|seen| Timestamp::try_from(seen.modified().ok()?).ok());
        Self {
            file: file.to_owned(),
            read_as: String::new(),
            sha256: None,
            rows: 0,
            path: path.map(name_of),
            bytes: seen.map(|seen| seen.len()),
            modified: modified.map(Timestamp::as_millisecond),
        }
    }

    /// True when the file is no longer as it was when it was opened.
    pub fn has_changed(&self) -> bool {
        let now = Self::unread(self.path.as_deref().unwrap_or(&self.file));
        (now.bytes, now.modified) != (self.bytes, self.modified)
    }
}

/// Definitions of custom fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DefinitionsFile {
    /// `help desk`, the path of a file, or `none` where nothing is checked.
    pub from: String,
    /// As the API gives them.
    pub definitions: Vec<serde_json::Map<String, serde_json::Value>>,
}

/// Settings that shaped the run. No secret stands here.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RunFileSettings {
    /// Requests a second; `None` is no limit.
    pub rate: Option<f64>,
    /// The most requests in flight.
    pub concurrency: usize,
    /// Failed writes that stop the run; `None` is the built-in rule, 0 never.
    pub max_failures: Option<u64>,
    /// Seconds for one call.
    pub timeout_seconds: f64,
    /// `--put partial`: send the changed fields alone.
    pub put_partial: bool,
    /// An undo deletes customers also where fields were added that the run did not insert.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub even_changed: bool,
    /// Milliseconds after which an insert in doubt can count as absent.
    #[serde(default)]
    pub settle_millis: u64,
    /// Milliseconds after which an insert that is still to be sent is looked up again; `None` is the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub match_millis: Option<u64>,
    /// The custom field that carries a reference of run and row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// How the sources are read, as far as it was stated.
    #[serde(default)]
    pub reading: ReadSettings,
    /// The flags by which the help desk and the settings were named: `--profile test`, `--sandbox=FILE`. Who goes on with
    /// the run needs them too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reach: Vec<String>,
    /// Only so many rows were read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl RunFileSettings {
    /// A look-up of an insert that is older is made again before the insert is sent.
    pub fn match_age(&self) -> Duration {
        self.match_millis.map_or(MATCH_AGE, Duration::from_millis)
    }
}

/// What `--match-age` is where nobody says.
const MATCH_AGE: Duration = Duration::from_secs(600);

pub(super) fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
