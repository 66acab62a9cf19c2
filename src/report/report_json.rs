//! `report.json`: everything in the report of a run, for programs and for rendering. Format version 1.

use serde::{Deserialize, Serialize};

use super::issue_stats::{IssueGroup, IssueStats};
use super::left_out_text::left_out;
use super::planned_changes::PlannedChanges;
use super::question_words::has_question;
use super::report_question::ReportQuestion;
use super::write_stats::WriteStats;
use super::written_warnings::WrittenWarnings;
use crate::account::HelpDeskAccount;
use crate::exit_status::ExitStatus;
use crate::fixes::FixesSummary;
use crate::journal::{
    AppliedPlan, ChangesOf, CorrectedRejects, InputFile, JournalError, JournalReader, KeptRate, RowCounts,
    RunCommand, RunFile, RunFolder, SavedPlan, apply_line,
};
use crate::language::ReportLanguage;
use crate::mapping::{FieldOrigin, Mapping};
use crate::plan::{ImportMode, WritePolicies};
use crate::profile::{LeftOut, ReadingProfile};
use crate::sample::Sample;

const FILE: &str = "report.json";
const ANEW: &str =
    "move it away: an import's report is then created again from its journal; a validation must be run again";

/// The report of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunReport {
    /// The format version: 1.
    pub version: u32,
    /// The id of the run.
    pub run: String,
    /// The command that made the run.
    pub command: RunCommand,
    /// The run was not to send anything.
    pub dry_run: bool,
    /// The account is a sandbox inside the program: nothing was written to a help desk. `about.account` has its file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sandbox: bool,
    /// When the run started: UTC, RFC 3339.
    pub started: String,
    /// When the run ended: UTC, RFC 3339.
    pub ended: Option<String>,
    /// The exit status.
    pub exit: Option<ExitStatus>,
    /// How the run ended, as a sentence.
    pub verdict: String,
    /// The number of rows by outcome.
    pub counts: RowCounts,
    /// What someone must answer, and what the run assumed. A report of an earlier version lacks it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<ReportQuestion>,
    /// The issues by code: errors first, then the most frequent.
    pub issues: Vec<IssueGroup>,
    /// The rejected rows whose errors all have questions of their own.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rejected_asked: u64,
    /// Sources, mapping and settings.
    #[serde(default)]
    pub about: ReportRun,
    /// The sample that was read instead of all rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sample>,
    /// Further facts.
    #[serde(default)]
    pub facts: ReportFacts,
    /// What the run leaves out; absent without sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<LeftOut>,
    /// A cell in the result files would be computed by a spreadsheet.
    #[serde(default)]
    pub formulas: bool,
    /// What of rejects.csv is not in rejects.xlsx, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_in_workbook: Option<String>,
    /// Values are masked.
    #[serde(default)]
    pub redacted: bool,
    /// The language of report.html; absent in reports of earlier versions. The texts in this file are English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<ReportLanguage>,
}

/// The sources, mapping and settings of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportRun {
    /// The version of deskferry.
    pub tool: String,
    /// The sources.
    pub inputs: Vec<ReportInput>,
    /// The name of the mapping; empty without one.
    pub mapping: String,
    /// The path of its file as the user gave it; empty without one, and in a report of an earlier version.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mapping_file: String,
    /// The SHA-256 of its text.
    pub mapping_sha256: String,
    /// Where each field gets its value from.
    pub fields: Vec<FieldOrigin>,
    /// The run that this run takes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
    /// `upsert`, `insert` or `update`.
    pub mode: ImportMode,
    /// The match keys.
    pub match_keys: Vec<Vec<String>>,
    /// What an update may overwrite; absent if every field is always written.
    #[serde(skip_serializing_if = "WritePolicies::are_always")]
    pub write_policies: WritePolicies,
    /// How customers were looked up.
    pub matching: Option<String>,
    /// The account.
    pub account: Option<HelpDeskAccount>,
    /// The file in which the plan was saved, or from which it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanNote>,
    /// The requests and the time for the rest of the plan.
    pub estimate: Estimate,
    /// The rate that was kept, if another process of the machine has set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_rate: Option<KeptRate>,
    /// What became of the rejected rows of earlier runs, if a source is a rejects file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<CorrectedRejects>,
    /// The fixes of the sources (`--fixes`), and how many were applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixes: Option<FixesSummary>,
}

/// A source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportInput {
    /// Its path as the user gave it.
    pub file: String,
    /// How it was read, in words.
    pub read_as: String,
    /// The number of its rows.
    pub rows: u64,
    /// The number of blank rows between them, which were skipped.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub blank_rows: u64,
    /// The SHA-256 of the raw file, if it was read to its end.
    pub sha256: Option<String>,
}

/// A plan file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanNote {
    /// Its path as the user gave it.
    pub file: String,
    /// The SHA-256 of everything before its last line. That line contains it too.
    pub sha256: String,
    /// The command that writes it, with the flags that select the help desk; absent if it was applied, or went to
    /// standard output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// If it was applied: when it was made (UTC, RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// If it was applied: the dry run that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
}

/// The requests and the time for the rows that are not written yet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// One request for an insert, two for an update or a delete, which read first, and those for watching.
    pub calls: u64,
    /// Those of them that watch for customers that others insert.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub watching: u64,
    /// The number of inserts. Reports of earlier versions lack these three numbers.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub inserts: u64,
    /// The number of updates.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub updates: u64,
    /// The number of deletes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub deletes: u64,
    /// The limit of requests per second; `null` without one.
    pub rate: Option<f64>,
    /// The seconds at that rate; `null` without a limit.
    pub seconds: Option<f64>,
    /// The same as a sentence; absent if nothing is to be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// Facts beyond counts and issues; `None` if they do not apply.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportFacts {
    /// The profile of the sources.
    pub survey: Option<ReadingProfile>,
    /// What the updates change, and what policies protect.
    pub changes: Option<PlannedChanges>,
    /// What happened while writing.
    pub writing: Option<WriteStats>,
    /// The warnings about what is written, which raise questions; absent in a report of an earlier version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warnings: Option<WrittenWarnings>,
}

impl ReportFacts {
    /// Collects the facts from the journal and the folder of a run.
    pub fn collect(folder: &RunFolder, reader: &JournalReader, run: &RunFile) -> Result<Self, JournalError> {
        let of = if run.dry_run { ChangesOf::Plan } else { ChangesOf::Written };
        let undone = undone_journal(folder, run);
        let changes = PlannedChanges::from_journal(reader, of, undone.as_ref())?;
        let writing = if run.dry_run { None } else { WriteStats::from_run(folder, reader)? };
        let survey = if run.undoes.is_some() { None } else { ReadingProfile::load(folder)? };
        let warnings = Some(WrittenWarnings::from_journal(reader, &run.write_policies)?);
        Ok(Self { survey, changes: (!changes.is_empty()).then_some(changes), writing, warnings })
    }
}

/// The journal of the run that a run undoes; `None` if it is not beside it any more.
fn undone_journal(folder: &RunFolder, run: &RunFile) -> Option<JournalReader> {
    let undone = folder.path().parent()?.join(run.undoes.as_ref()?).join("journal.db");
    JournalReader::look(&undone).ok()
}

impl RunReport {
    /// The format version that is written, and the newest that can be read.
    pub const VERSION: u32 = 1;

    /// Makes the report of a run.
    pub fn new(run: &RunFile, counts: RowCounts, stats: &IssueStats, facts: ReportFacts) -> Self {
        Self {
            version: Self::VERSION,
            run: run.id.clone(),
            command: run.command.clone(),
            dry_run: run.dry_run,
            sandbox: run.account.as_ref().is_some_and(HelpDeskAccount::is_sandbox),
            started: run.started.clone(),
            ended: run.ended.clone(),
            exit: run.end.as_ref().map(|end| end.exit),
            verdict: run.end.as_ref().map_or_else(String::new, |end| end.reason.clone()),
            counts,
            questions: Vec::new(),
            issues: stats.groups().into_iter().cloned().collect(),
            rejected_asked: stats.rejected_only_for(|code| has_question(code, run.mode)),
            about: ReportRun::new(run, &counts, facts.survey.as_ref()),
            left_out: facts.survey.as_ref().and_then(|survey| left_out(run, survey, facts.warnings.as_ref())),
            sample: run.sample.clone(),
            facts,
            formulas: stats.formulas,
            not_in_workbook: stats.not_in_workbook.clone(),
            redacted: false,
            language: run.settings.language,
        }
    }

    /// Writes `report.json` into the run's folder.
    pub fn save(&self, folder: &RunFolder) -> Result<(), JournalError> {
        let mut text = self.to_json()?;
        text.push('\n');
        folder.write_file(FILE, text.as_bytes())
    }

    /// The text of `report.json`, without a line break at its end.
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

    /// The language of the page.
    pub(super) fn page_language(&self) -> ReportLanguage {
        self.language.unwrap_or_default()
    }

    /// True if the run was to write.
    pub fn writes(&self) -> bool {
        !self.dry_run && !self.is_validation()
    }

    /// True if nothing is left to write, so that nothing is left to decide.
    pub(super) fn is_over(&self) -> bool {
        self.writes() && self.counts.pending == 0
    }

    pub(super) fn is_validation(&self) -> bool {
        self.command == RunCommand::Validate
    }

    /// True if the rows come from sources, and not from a backup or another run.
    pub(super) fn is_of_sources(&self) -> bool {
        matches!(self.command, RunCommand::Validate | RunCommand::Import | RunCommand::Apply)
            && !self.about.inputs.is_empty()
    }

    /// True if the help desk keeps values that the source has otherwise.
    pub(super) fn protects(&self) -> bool {
        let values = self.facts.changes.as_ref().and_then(|changes| changes.values.as_ref());
        values.is_some_and(|values| values.all.protected > 0)
    }
}

impl ReportRun {
    fn new(run: &RunFile, counts: &RowCounts, survey: Option<&ReadingProfile>) -> Self {
        let mapped = !run.mapping.file.is_empty() && run.undoes.is_none();
        // The mapping was valid when the run began, but a later version of deskferry may refuse it.
        let mapping = mapped.then(|| Mapping::parse(&run.mapping.file, &run.mapping.text).ok()).flatten();
        let rate = run.kept_rate.as_ref().map_or(run.settings.rate, |kept| kept.per_second);
        Self {
            tool: run.tool.version.clone(),
            inputs: run.inputs.iter().map(ReportInput::from_input).collect(),
            mapping: if mapped { run.mapping.name.clone() } else { String::new() },
            mapping_file: if mapped { run.mapping.file.clone() } else { String::new() },
            mapping_sha256: run.mapping.sha256.clone(),
            fields: survey
                .and_then(ReadingProfile::origins)
                .or_else(|| Some(mapping?.origins()))
                .unwrap_or_default(),
            undoes: run.undoes.clone(),
            mode: run.mode,
            match_keys: run.match_keys.clone(),
            write_policies: run.write_policies.clone(),
            matching: run.matching.clone(),
            account: run.account.clone(),
            plan: PlanNote::from_run(run),
            estimate: Estimate::new(counts, rate, run.watching.unwrap_or_default()),
            kept_rate: run.kept_rate.clone(),
            corrected: run.corrected.clone(),
            fixes: run.fixes.clone().map(|fixes| FixesSummary { path: String::new(), ..fixes }),
        }
    }
}

impl PlanNote {
    fn from_run(run: &RunFile) -> Option<Self> {
        let kept = run.saved_plan.clone().map(|SavedPlan { file, sha256 }| Self {
            command: (file != "-").then(|| apply_line(&file, &run.settings)),
            file,
            sha256,
            ..Self::default()
        });
        let applied = run.applies.clone().map(|plan| {
            let AppliedPlan { file, sha256, made, run } = plan;
            Self { file, sha256, command: None, made: Some(made), run: Some(run) }
        });
        applied.or(kept)
    }
}

impl ReportInput {
    fn from_input(input: &InputFile) -> Self {
        let InputFile { file, read_as, rows, blank_rows, sha256, .. } = input.clone();
        Self { file, read_as, rows, blank_rows, sha256 }
    }
}

impl Estimate {
    /// The estimate for the pending rows. `watching` are the calls for watching the whole run.
    pub fn new(counts: &RowCounts, rate: Option<f64>, watching: u64) -> Self {
        let written = counts.inserted + counts.updated;
        let planned = counts.planned_inserts + counts.planned_updates;
        // If part of the plan is written, the rest is assumed to have the same mix of inserts and updates.
        let updates = match (written, planned) {
            (0, _) => counts.planned_updates,
            (_, 0) => 0,
            _ => counts.pending * counts.planned_updates / planned,
        };
        let deletes = if planned == 0 { counts.pending } else { 0 };
        let watching = if counts.pending < planned { watching * counts.pending / planned } else { watching };
        let watching = if counts.pending == 0 { 0 } else { watching };
        let calls = counts.pending + updates + deletes + watching;
        let rate = rate.filter(|rate| *rate > 0.0);
        let seconds = rate.map(|rate| calls as f64 / rate);
        let inserts = counts.pending.saturating_sub(updates + deletes);
        Self { calls, watching, inserts, updates, deletes, rate, seconds, text: None }
    }
}
