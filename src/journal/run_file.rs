//! `run.json`: what was run, on what, with which settings, and how it ended.

use std::fs::Metadata;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::corrected_rejects::CorrectedRejects;
use super::kept_rate::KeptRate;
use super::keys_twice::KeysTwice;
use super::mapping_copy::MappingCopy;
use super::read_settings::ReadSettings;
use super::row_counts::RowCounts;
use super::run_command::RunCommand;
use super::tool_version::ToolVersion;
use crate::account::HelpDeskAccount;
use crate::customer::StoredChanges;
use crate::exit_status::ExitStatus;
use crate::file::{name_of, path_of};
use crate::fixes::FixesSummary;
use crate::language::ReportLanguage;
use crate::plan::{ImportMode, OnMultiple, WritePolicies};
use crate::sample::Sample;

/// The content of `run.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunFile {
    /// The format version: 1.
    pub version: u32,
    /// The name of the folder.
    pub id: String,
    /// The command that made it.
    pub command: RunCommand,
    /// The run that this run undoes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
    /// The backup that this run restores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<RestoredBackup>,
    /// The saved plan that this run writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies: Option<AppliedPlan>,
    /// The plan that a dry run saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved_plan: Option<SavedPlan>,
    /// True if nothing was to be sent.
    pub dry_run: bool,
    /// UTC, RFC 3339.
    pub started: String,
    /// UTC, RFC 3339; absent while the run is in progress, and after a crash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// How it ended; absent in the same cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<RunEnd>,
    /// The version of deskferry.
    pub tool: ToolVersion,
    /// The sources.
    pub inputs: Vec<InputFile>,
    /// The mapping.
    pub mapping: MappingCopy,
    /// Which rows are written: upsert, insert or update.
    pub mode: ImportMode,
    /// The match keys; empty without `[match]`.
    pub match_keys: Vec<Vec<String>>,
    /// What to do if several customers match.
    pub on_multiple: OnMultiple,
    /// What an update may overwrite; absent if every field is always written.
    #[serde(default, skip_serializing_if = "WritePolicies::are_always")]
    pub write_policies: WritePolicies,
    /// All other settings of the run.
    pub settings: RunFileSettings,
    /// The account; absent for `validate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<HelpDeskAccount>,
    /// The definitions of custom fields used for validation; absent before they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<DefinitionsFile>,
    /// How many calls watching for customers that others insert takes, as estimated with the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watching: Option<u64>,
    /// The lowest rate that was kept, if another process of the machine has set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_rate: Option<KeptRate>,
    /// How customers were looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matching: Option<String>,
    /// Rows whose match key several customers had when the complete list was read; absent if there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys_twice: Option<KeysTwice>,
    /// How the help desk changes customers when it stores them; absent before the first inserts were read back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<StoredChanges>,
    /// True once phase one has decided every row.
    pub planned: bool,
    /// How many rows had which outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<RowCounts>,
    /// The sample that was read instead of all rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sample>,
    /// What became of the rejected rows of earlier runs, if a source is a rejects file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<CorrectedRejects>,
    /// The fixes of the sources (`--fixes`), and how many were applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixes: Option<FixesSummary>,
    /// The name of the sandbox's file, if it is in the folder that also has the folder of all runs: they are moved and copied
    /// together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandbox_beside_runs: Option<String>,
    /// The run that took over the remaining rows (`import --anew`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continued_by: Option<String>,
}

impl RunFile {
    /// The format version that this build writes, and the highest that it reads.
    pub const VERSION: u32 = 1;

    /// A run that begins now.
    pub fn begin(command: RunCommand, id: String, now: Timestamp, mapping: MappingCopy) -> Self {
        Self {
            version: Self::VERSION,
            id,
            command,
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
            write_policies: WritePolicies::default(),
            settings: RunFileSettings::default(),
            account: None,
            custom_fields: None,
            watching: None,
            kept_rate: None,
            matching: None,
            keys_twice: None,
            stored: None,
            planned: false,
            counts: None,
            sample: None,
            corrected: Vec::new(),
            fixes: None,
            sandbox_beside_runs: None,
            continued_by: None,
        }
    }

    /// True unless it is a dry run or a validation.
    pub fn writes(&self) -> bool {
        !self.dry_run && self.command != RunCommand::Validate
    }

    /// True if the source with this number is a rejects file.
    pub(crate) fn is_of_rejects(&self, source: u16) -> bool {
        self.inputs.get(usize::from(source)).is_some_and(|input| input.rejects)
    }

    /// True if its rows come from sources, and not from a backup or another run.
    pub(crate) fn is_from_sources(&self) -> bool {
        matches!(self.command, RunCommand::Import | RunCommand::Apply) && self.restores.is_none()
    }

    /// The fields that hold phone numbers: a run from sources writes none that only changes its form.
    pub(crate) fn phone_fields(&self) -> Vec<String> {
        if self.is_from_sources() { self.mapping.phone_fields() } else { Vec::new() }
    }

    /// Removes the end, because the run continues.
    pub fn reopen(&mut self) {
        (self.ended, self.end, self.counts) = (None, None, None);
        self.corrected.clear();
    }

    /// Records the end of the run.
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
    /// `finished`, or what stopped it.
    pub reason: String,
}

/// A saved plan that a run writes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AppliedPlan {
    /// The path as given.
    pub file: String,
    /// SHA-256 of the plan without its last line.
    pub sha256: String,
    /// When the plan was made; UTC, RFC 3339.
    pub made: String,
    /// The dry run that made the plan.
    pub run: String,
}

/// A plan that a dry run saved.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SavedPlan {
    /// The path as given.
    pub file: String,
    /// SHA-256 of the plan without its last line.
    pub sha256: String,
}

/// A backup that a run restores.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RestoredBackup {
    /// The path as given.
    pub backup: String,
    /// The id of the backup in its manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// SHA-256 of the manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest_sha256: Option<String>,
    /// The account from which the backup was made, if the manifest has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<HelpDeskAccount>,
    /// True if customers can be found by the ids in the backup.
    pub by_id: bool,
    /// Which fields are restored.
    pub fields: RestoredFields,
}

/// Which fields of a backup's records are written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RestoredFields {
    /// Also the field `account`.
    pub with_account: bool,
    /// Keep the current value of fields that are empty in the backup.
    pub keep_added: bool,
    /// Only the fields documented in the API.
    pub known_only: bool,
    /// Except these: `email`, `customFields.segment`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// Only these, if there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
}

/// A source of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// The path as the user gave it.
    pub file: String,
    /// How it was read: format, encoding, delimiter, sheet.
    pub read_as: String,
    /// SHA-256 of the file as stored; absent if it was not read to the end (`--limit`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The number of data rows that were read.
    pub rows: u64,
    /// The number of blank rows between them, which were skipped.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub blank_rows: u64,
    /// True for a rejects file of an earlier run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rejects: bool,
    /// What was decided from whole columns: `birthDate: 31/12/2020; country: IT`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub decided: String,
    /// The absolute path, so that the run can be planned again from another folder; absent for standard input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The size in bytes when the file was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// When the file was last modified, in epoch milliseconds, as seen when it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<i64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl InputFile {
    /// A source before it is read.
    pub fn unread(file: &str) -> Self {
        let path = std::path::absolute(path_of(file)).ok().filter(|_| file != "-");
        let seen = path.as_deref().and_then(|path| path.metadata().ok()).filter(Metadata::is_file);
        let modified = seen.as_ref().and_then(|seen| Timestamp::try_from(seen.modified().ok()?).ok());
        Self {
            file: file.to_owned(),
            read_as: String::new(),
            sha256: None,
            rows: 0,
            blank_rows: 0,
            rejects: false,
            decided: String::new(),
            path: path.map(name_of),
            bytes: seen.map(|seen| seen.len()),
            modified: modified.map(Timestamp::as_millisecond),
        }
    }

    /// True if size or modification time differ from those when the file was opened.
    pub fn has_changed(&self) -> bool {
        let now = Self::unread(self.path.as_deref().unwrap_or(&self.file));
        (now.bytes, now.modified) != (self.bytes, self.modified)
    }
}

/// The definitions of custom fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DefinitionsFile {
    /// `help desk`, the path of a file, or `none` if nothing is checked.
    pub from: String,
    /// The definitions as the API returns them.
    pub definitions: Vec<serde_json::Map<String, serde_json::Value>>,
}

/// The settings of a run. They contain no secrets.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RunFileSettings {
    /// Requests per second; `None` means no limit.
    pub rate: Option<f64>,
    /// True if the rate is the default, because nobody has stated one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rate_is_default: bool,
    /// The maximum number of requests in flight.
    pub concurrency: usize,
    /// The number of failed writes that stops the run; `None` is the built-in rule, 0 means never.
    pub max_failures: Option<u64>,
    /// The timeout of a call, in seconds.
    pub timeout_seconds: f64,
    /// `--put partial`: send only the changed fields.
    pub put_partial: bool,
    /// Whether an undo also deletes customers with fields that the run did not insert.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub even_changed: bool,
    /// How long until an insert in doubt may count as absent, in milliseconds.
    #[serde(default)]
    pub settle_millis: u64,
    /// How old a lookup may be before an insert is looked up again, in milliseconds; `None` is the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub match_millis: Option<u64>,
    /// The custom field for the marker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// The read options that were set.
    #[serde(default)]
    pub reading: ReadSettings,
    /// The flags that select the help desk and the settings: `--profile test`, `--sandbox=FILE`. Commands that
    /// continue the run need them too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reach: Vec<String>,
    /// The maximum number of rows to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// The language of the report; absent in runs of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<ReportLanguage>,
    /// The database of the journal, without a password; absent if it is a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journal: Option<String>,
    /// The maximum number of rows of a sample.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<u64>,
}

impl RunFileSettings {
    /// The same settings with the journal of a new run at this address.
    #[must_use]
    pub fn journal_in(self, journal: Option<String>) -> Self {
        Self { journal, ..self }
    }

    /// The age of a lookup after which an insert is looked up again before it is sent.
    pub fn match_age(&self) -> Duration {
        self.match_millis.map_or(MATCH_AGE, Duration::from_millis)
    }
}

/// The default of `--match-age`.
const MATCH_AGE: Duration = Duration::from_secs(600);
