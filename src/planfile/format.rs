//! The format of a plan file: a header line, one line per row, and a last line with counts and hash.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::hash::sha256;
use crate::account::HelpDeskAccount;
use crate::fixes::FixesSummary;
use crate::journal::{
    DefinitionsFile, InputFile, JournalError, MappingCopy, PlanRow, RestoredBackup, RowAction, RunFile,
    RunFileSettings, SourceRow, ToolVersion,
};
use crate::plan::{ImportMode, OnMultiple, ProtectedValue, WritePolicies};
use crate::profile::ReadingProfile;
use crate::sample::Sample;

/// The format version that this build writes, and the newest that it reads. Raise it with each setting that changes
/// what is sent, because older builds ignore unknown settings.
pub(super) const VERSION: u64 = 2;
/// The version of a plan that every build reads: all its fields are always written.
const PLAIN: u64 = 1;

/// The header: the first line of a plan file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanHeader {
    /// The format version.
    pub deskferry_plan: u64,
    /// The version of deskferry that made the plan.
    pub tool: ToolVersion,
    /// When the plan was made: UTC, RFC 3339.
    pub made: String,
    /// The id of the dry run.
    pub run: String,
    /// The account of the plan.
    pub account: HelpDeskAccount,
    /// Which customers may be written.
    pub mode: ImportMode,
    /// What to do with a row that matches several customers.
    pub on_multiple: OnMultiple,
    /// The match keys; empty without `[match]`.
    pub match_keys: Vec<Vec<String>>,
    /// What an update may overwrite; absent if every field is always written.
    #[serde(default, skip_serializing_if = "WritePolicies::are_always")]
    pub write_policies: WritePolicies,
    /// The definitions that custom fields were checked against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<DefinitionsFile>,
    /// How customers were looked up, as a sentence.
    pub matching: Option<String>,
    /// The other settings of the run.
    pub settings: RunFileSettings,
    /// The sources with sizes and hashes.
    pub inputs: Vec<InputFile>,
    /// The mapping.
    pub mapping: MappingCopy,
    /// The columns of each source.
    pub sources: Vec<PlanSource>,
    /// The sample that was planned instead of all rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sample>,
    /// The fixes of the sources, and how many were applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixes: Option<FixesSummary>,
    /// The backup that is restored; absent for an import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<RestoredBackup>,
    /// The reading profile, for the report of the run that applies the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey: Option<ReadingProfile>,
    /// How many calls watching for customers that others insert takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watching: Option<u64>,
}

/// A source in the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanSource {
    /// The path as the user gave it.
    pub file: String,
    /// The sheet of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The names of its columns.
    pub header: Vec<String>,
}

impl PlanHeader {
    /// The start of every plan file.
    pub(super) const START: &[u8] = b"{\"deskferry_plan\"";

    /// The header for a dry run.
    pub(super) fn of(
        run: &RunFile,
        account: HelpDeskAccount,
        sources: Vec<SourceRow>,
        survey: Option<ReadingProfile>,
    ) -> Self {
        let source = |SourceRow { file, sheet, header, .. }| PlanSource { file, sheet, header };
        Self {
            deskferry_plan: if run.write_policies.are_always() { PLAIN } else { VERSION },
            tool: run.tool.clone(),
            made: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            run: run.id.clone(),
            account,
            mode: run.mode,
            on_multiple: run.on_multiple,
            match_keys: run.match_keys.clone(),
            write_policies: run.write_policies.clone(),
            custom_fields: run.custom_fields.clone(),
            matching: run.matching.clone(),
            settings: run.settings.clone().journal_in(None),
            inputs: run.inputs.clone(),
            mapping: run.mapping.clone(),
            sources: sources.into_iter().map(source).collect(),
            sample: run.sample.clone(),
            fixes: run.fixes.clone(),
            restores: run.restores.clone(),
            survey,
            watching: run.watching,
        }
    }
}

/// A row. Its JSON values are byte for byte those of the journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanLine {
    pub id: u64,
    pub source: u16,
    pub row: u64,
    pub line: u64,
    pub action: PlannedAction,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<Box<RawValue>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Box<RawValue>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Box<RawValue>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_sha256: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub protected: Vec<ProtectedValue>,
    /// The columns whose cells were mended (`--fixes`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mended: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issues: Option<Box<RawValue>>,
    pub cells: Box<RawValue>,
}

/// What is to be done with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum PlannedAction {
    Insert,
    Update,
    Unchanged,
    Skip,
    Reject,
    Merge,
}

impl PlannedAction {
    /// The action of a row; `None` for an action that a saved plan can't have.
    fn of(action: RowAction) -> Option<Self> {
        match action {
            RowAction::Insert => Some(Self::Insert),
            RowAction::Update => Some(Self::Update),
            RowAction::Unchanged => Some(Self::Unchanged),
            RowAction::Skip => Some(Self::Skip),
            RowAction::Reject => Some(Self::Reject),
            RowAction::Merge => Some(Self::Merge),
            RowAction::Delete | RowAction::Match | RowAction::Other(_) => None,
        }
    }
}

impl From<PlannedAction> for RowAction {
    fn from(action: PlannedAction) -> Self {
        match action {
            PlannedAction::Insert => Self::Insert,
            PlannedAction::Update => Self::Update,
            PlannedAction::Unchanged => Self::Unchanged,
            PlannedAction::Skip => Self::Skip,
            PlannedAction::Reject => Self::Reject,
            PlannedAction::Merge => Self::Merge,
        }
    }
}

fn raw(text: Option<String>) -> Result<Option<Box<RawValue>>, JournalError> {
    Ok(text.map(RawValue::from_string).transpose()?)
}

fn text(raw: Option<Box<RawValue>>) -> Option<String> {
    raw.map(|raw| raw.get().to_owned())
}

impl PlanLine {
    /// The line of a row; the plan in the journal must be complete.
    pub(super) fn of(row: PlanRow) -> Result<Self, JournalError> {
        let odd =
            || JournalError::Damaged(format!("row {} of the plan is a {:?}", row.id, row.kind.as_str()));
        Ok(Self {
            action: PlannedAction::of(row.kind).ok_or_else(odd)?,
            before_sha256: row.base.as_deref().map(|base| sha256(base.as_bytes())),
            id: row.id,
            source: row.source,
            row: row.row,
            line: row.line,
            customer: row.server_id,
            key: row.key,
            keys: raw(row.search)?,
            after: raw(row.payload)?,
            before: raw(row.base)?,
            protected: row.protected,
            mended: row.mended,
            note: row.note,
            carrier: row.carrier,
            issues: raw(row.issues)?,
            cells: RawValue::from_string(row.cells)?,
        })
    }

    /// True if the line has what its action needs, and the hash of its base values is right.
    pub(super) fn is_sound(&self) -> bool {
        let before = self.before.as_ref().map(|before| sha256(before.get().as_bytes()));
        let needs = match self.action {
            PlannedAction::Insert => self.after.is_some() && self.customer.is_none(),
            PlannedAction::Update => self.after.is_some() && self.before.is_some() && self.customer.is_some(),
            PlannedAction::Unchanged | PlannedAction::Skip | PlannedAction::Reject => true,
            PlannedAction::Merge => self.carrier.is_some_and(|carrier| carrier < self.id),
        };
        needs
            && (self.action == PlannedAction::Merge) == self.carrier.is_some()
            && before == self.before_sha256
    }

    pub(super) fn into_row(self) -> PlanRow {
        PlanRow {
            id: self.id,
            source: self.source,
            row: self.row,
            line: self.line,
            cells: self.cells.get().to_owned(),
            issues: text(self.issues),
            kind: self.action.into(),
            key: self.key,
            search: text(self.keys),
            payload: text(self.after),
            base: text(self.before),
            server_id: self.customer,
            protected: self.protected,
            mended: self.mended,
            note: self.note,
            carrier: self.carrier,
        }
    }
}

/// The last line, with the counts and the hash of everything before it.
pub(super) fn last_line(counts: &ActionCounts, sha256: &str) -> Result<Vec<u8>, JournalError> {
    let mut line = serde_json::to_vec(&serde_json::json!({"end": {"rows": counts, "sha256": sha256}}))?;
    line.push(b'\n');
    Ok(line)
}

/// The start of the last line; no other line starts like this.
pub(super) const LAST: &[u8] = b"{\"end\":";

/// The number of rows by action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub(super) struct ActionCounts {
    pub all: u64,
    pub insert: u64,
    pub update: u64,
    pub unchanged: u64,
    pub skip: u64,
    pub reject: u64,
    #[serde(skip_serializing_if = "is_none")]
    pub merge: u64,
}

/// Omits the count from plans without merged rows.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_none(rows: &u64) -> bool {
    *rows == 0
}

impl ActionCounts {
    pub(super) fn count(&mut self, action: PlannedAction) {
        self.all += 1;
        *match action {
            PlannedAction::Insert => &mut self.insert,
            PlannedAction::Update => &mut self.update,
            PlannedAction::Unchanged => &mut self.unchanged,
            PlannedAction::Skip => &mut self.skip,
            PlannedAction::Reject => &mut self.reject,
            PlannedAction::Merge => &mut self.merge,
        } += 1;
    }
}
