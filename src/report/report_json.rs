//! `report.json`: all that a run's report says, for programs, and for drawing it again. Version 1.

use std::io::Write;

use serde::{Deserialize, Serialize};

use super::issue_stats::{IssueGroup, IssueStats};
use super::planned_changes::PlannedChanges;
use super::write_stats::WriteStats;
use crate::file::AtomicFile;
use crate::journal::{
    AppliedPlan, HelpDeskAccount, InputFile, JournalError, JournalReader, RowCounts, RunCommand, RunFile,
    RunFolder, SavedPlan,
};
use crate::mapping::{FieldOrigin, Mapping};
use crate::plan::ImportMode;
use crate::profile::ReadingProfile;

const FILE: &str = "report.json";
const ANEW: &str =
    "move it away: an import's report is then created again from its journal; a validation must be run again";

/// The whole report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunReport {
    /// Of this file's form: 1.
    pub version: u32,
    /// The run's folder.
    pub run: String,
    /// The command that made the run.
    pub command: RunCommand,
    /// True when nothing was to be sent.
    pub dry_run: bool,
    /// UTC, RFC 3339.
    pub started: String,
    /// UTC, RFC 3339.
    pub ended: Option<String>,
    /// The exit status.
    pub exit: Option<u8>,
    /// How it ended, in a sentence.
    pub verdict: String,
    /// How many rows ended where.
    pub counts: RowCounts,
    /// The issues by code, errors first, then by number.
    pub issues: Vec<IssueGroup>,
    /// What was run.
    #[serde(default)]
    pub about: ReportRun,
    /// What else is known.
    #[serde(default)]
    pub facts: ReportFacts,
    /// True where the files of the rows have a cell that a spreadsheet would compute.
    #[serde(default)]
    pub formulas: bool,
    /// True where values were masked.
    #[serde(default)]
    pub redacted: bool,
}

/// What was run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportRun {
    /// The version of deskferry.
    pub tool: String,
    /// The sources.
    pub inputs: Vec<ReportInput>,
    /// The mapping's name; empty without one.
    pub mapping: String,
    /// SHA-256 of its text.
    pub mapping_sha256: String,
    /// Where each field of the mapping comes from.
    pub fields: Vec<FieldOrigin>,
    /// upsert, insert or update.
    pub mode: ImportMode,
    /// The match keys.
    pub match_keys: Vec<Vec<String>>,
    /// How the customers of the help desk were looked up.
    pub matching: Option<String>,
    /// Which account.
    pub account: Option<HelpDeskAccount>,
    /// The file in which the plan was kept, or from which it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanNote>,
    /// What the plan costs.
    pub estimate: Estimate,
}

/// A source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportInput {
    /// The path as the user gave it.
    pub file: String,
    /// How it was read.
    pub read_as: String,
    /// Rows of data.
    pub rows: u64,
    /// Of the raw file, where it was read to its end.
    pub sha256: Option<String>,
}

/// A plan in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanNote {
    /// The path as the user gave it.
    pub file: String,
    /// Of all that stands before its last line, which has it too.
    pub sha256: String,
    /// Of a plan that is applied, when it was made; UTC, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// Of a plan that is applied, the dry run that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
}

/// What is left to be written, in calls and time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// One for an insert, two for an update or a delete, which read first.
    pub calls: u64,
    /// Calls a second; `null` is no limit.
    pub rate: Option<f64>,
    /// At that rate; `null` without a limit.
    pub seconds: Option<f64>,
}

/// What is known beyond counts and issues; `None` where it does not apply.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportFacts {
    /// What was seen while reading.
    pub survey: Option<ReadingProfile>,
    /// What the updates change.
    pub changes: Option<PlannedChanges>,
    /// What happened while writing.
    pub writing: Option<WriteStats>,
}

impl ReportFacts {
    /// Gathers what the folder of a run with a journal knows.
    pub fn of(folder: &RunFolder, reader: &JournalReader, run: &RunFile) -> Result<Self, JournalError> {
        let changes = PlannedChanges::of(reader)?;
        let writing = if run.dry_run { None } else { WriteStats::of(folder, reader)? };
        let survey = if run.undoes.is_some() { None } else { ReadingProfile::load(folder)? };
        Ok(Self { survey, changes: (changes.rows > 0).then_some(changes), writing })
    }
}

impl RunReport {
    /// The form that this build writes, and the highest that it reads.
    pub const VERSION: u32 = 1;

    /// Puts a report together.
    pub fn new(run: &RunFile, counts: RowCounts, stats: &IssueStats, facts: ReportFacts) -> Self {
        Self {
            version: Self::VERSION,
            run: run.id.clone(),
            command: run.command.clone(),
            dry_run: run.dry_run,
            started: run.started.clone(),
            ended: run.ended.clone(),
            exit: run.end.as_ref().map(|end| end.exit),
            verdict: run.end.as_ref().map_or_else(String::new, |end| end.reason.clone()),
            counts,
            issues: stats.groups().into_iter().cloned().collect(),
            about: ReportRun::of(run, &counts),
            facts,
            formulas: stats.formulas,
            redacted: false,
        }
    }

    /// Writes `report.json` into the run's folder.
    pub fn save(&self, folder: &RunFolder) -> Result<(), JournalError> {
        let mut text = self.to_json()?;
        text.push('\n');
        save_text(folder, FILE, &text)
    }

    /// As `report.json` has it.
    pub fn to_json(&self) -> Result<String, JournalError> {
        Ok(serde_json::to_string_pretty(self)?)
    }

    /// Reads `report.json` of a run.
    pub fn load(folder: &RunFolder) -> Result<Self, JournalError> {
        let path = folder.file(FILE);
        let text = crate::file::read_regular(&path).map_err(|error| JournalError::file(&path, error))?;
        let version = |value: &serde_json::Value| value.get("version").and_then(serde_json::Value::as_u64);
        let damaged = |error: serde_json::Error| JournalError::report(folder.file(FILE), &error, ANEW);
        let value: serde_json::Value = serde_json::from_slice(&text).map_err(damaged)?;
        match version(&value) {
            Some(version) if version > u64::from(Self::VERSION) => {
                Err(JournalError::Newer { path, version, known: Self::VERSION })
            }
            _ => serde_json::from_value(value).map_err(damaged),
        }
    }

    /// True for a run that was to write.
    pub fn writes(&self) -> bool {
        !self.dry_run && !self.is_validation()
    }

    pub(super) fn is_validation(&self) -> bool {
        self.command == RunCommand::Validate
    }

    pub(super) fn is_restore(&self) -> bool {
        self.command == RunCommand::Restore
    }
}

pub(super) fn save_text(folder: &RunFolder, name: &str, text: &str) -> Result<(), JournalError> {
    let path = folder.file(name);
    let mut file = AtomicFile::create(&path)?;
    file.write_all(text.as_bytes()).map_err(|error| JournalError::file(&path, error))?;
    Ok(file.finish()?)
}

impl ReportRun {
    fn of(run: &RunFile, counts: &RowCounts) -> Self {
        let mapped = !run.mapping.file.is_empty() && run.undoes.is_none();
        // The mapping was checked when the run began; a later version of this program may know it no more.
        let mapping = mapped.then(|| Mapping::parse(&run.mapping.file, &run.mapping.text).ok()).flatten();
        Self {
            tool: run.tool.version.clone(),
            inputs: run.inputs.iter().map(ReportInput::of).collect(),
            mapping: if mapped { run.mapping.name.clone() } else { String::new() },
            mapping_sha256: run.mapping.sha256.clone(),
            fields: mapping.map_or_else(Vec::new, |mapping| mapping.origins()),
            mode: run.mode,
            match_keys: run.match_keys.clone(),
            matching: run.matching.clone(),
            account: run.account.clone(),
            plan: PlanNote::of(run),
            estimate: Estimate::of(counts, run.settings.rate),
        }
    }
}

impl PlanNote {
    fn of(run: &RunFile) -> Option<Self> {
        let kept = run.saved_plan.clone().map(|SavedPlan { file, sha256 }| Self {
            file,
            sha256,
            made: None,
            run: None,
        });
        let applied = run.applies.clone().map(|plan| {
            let AppliedPlan { file, sha256, made, run } = plan;
            Self { file, sha256, made: Some(made), run: Some(run) }
        });
        applied.or(kept)
    }
}

impl ReportInput {
    fn of(input: &InputFile) -> Self {
        let InputFile { file, read_as, rows, sha256, .. } = input.clone();
        Self { file, read_as, rows, sha256 }
    }
}

impl Estimate {
    /// Of what is still pending.
    fn of(counts: &RowCounts, rate: Option<f64>) -> Self {
        let written = counts.inserted + counts.updated;
        let planned = counts.planned_inserts + counts.planned_updates;
        // Where some of the plan is written already, the kinds of the rest are taken to be mixed as the whole is.
        let updates = match (written, planned) {
            (0, _) => counts.planned_updates,
            (_, 0) => 0,
            _ => counts.pending * counts.planned_updates / planned,
        };
        let deletes = if planned == 0 { counts.pending } else { 0 };
        let calls = counts.pending + updates + deletes;
        let rate = rate.filter(|rate| *rate > 0.0);
        Self { calls, rate, seconds: rate.map(|rate| calls as f64 / rate) }
    }
}

/// Puts the report together and writes `report.json` and `report.html` into the run's folder.
pub fn save_report(
    folder: &RunFolder,
    run: &RunFile,
    counts: RowCounts,
    stats: &IssueStats,
    facts: ReportFacts,
) -> Result<(), JournalError> {
    let report = RunReport::new(run, counts, stats, facts);
    report.save(folder)?;
    save_text(folder, "report.html", &super::html::draw(&report, folder)?)
}
