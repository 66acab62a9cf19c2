//! Saves what the customers to keep can get as a plan, which `apply` writes and `undo` takes back.
//!
//! Each customer to keep is a row that fills its empty fields. Each other customer of a group is a skipped row that says
//! where it belongs: a person merges it in the help desk, because the API can't move tickets.

use std::path::Path;

use serde::Serialize;

use super::error::DuplicatesError;
use super::find_duplicates::FoundDuplicates;
use super::grade::Grade;
use super::group::{GroupHead, Member};
use super::merge_advice::MergeAdvice;
use crate::customer::WritePolicies;
use crate::journal::{
    InputFile, MappingCopy, PlanRow, PlanWriter, RowAction, RunCommand, RunFile, SavedPlan, StagedRunFolder,
};
use crate::plan::{ImportMode, WritePolicy};
use crate::planfile::PlanFile;
use crate::run::WriteJob;

/// What a saved plan does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PlannedFill {
    /// The customers that get values.
    pub filled: u64,
    /// The customers to keep that need nothing.
    pub complete: u64,
    /// The customers that a person has to merge.
    pub to_merge: u64,
    /// The groups that a person has to decide.
    pub undecided: u64,
    /// The file.
    pub saved: SavedPlan,
}

/// The source in the plan, and in the results of the run that applies it.
const SOURCE: &str = "duplicates";

const HEADER: [&str; 10] =
    ["group", "grade", "role", "id", "link", "name", "email", "phoneNumber", "mobileNumber", "tickets"];

/// Saves the plan of all groups with evidence that is strong enough. Nothing is sent.
pub fn plan_fill(
    found: &FoundDuplicates,
    job: &WriteJob,
    run_dir: &Path,
    file: PlanFile,
) -> Result<PlannedFill, DuplicatesError> {
    let mut run = job.new_run(RunCommand::Other(SOURCE.to_owned()), run_dir, SOURCE, MappingCopy::none())?;
    run.dry_run = true;
    run.planned = true;
    run.mode = ImportMode::Update;
    run.write_policies = WritePolicies { default: WritePolicy::IfEmpty, ..WritePolicies::default() };
    run.matching = Some(format!("by id, in groups of customers ({})", found.evidence.completeness));
    // Its folder has no name yet, and is removed in the end: only the file stays.
    let staged = StagedRunFolder::begin(run_dir, &run)?;
    let journal = staged.folder().journal();
    PlanWriter::prepare(&journal)?;
    let plan_writer = PlanWriter::open(&journal)?;
    plan_writer.add_source(0, SOURCE, None, &HEADER.map(str::to_owned))?;
    let mut planner = Planner { found, plan_writer: &plan_writer, rows: 0, planned: PlannedFill::default() };
    found.index.each_group(|group| planner.add(&group))?;
    let Planner { rows, mut planned, .. } = planner;
    plan_writer.finish(&run.id)?;
    run.inputs = vec![input(found, rows)];
    file.save(staged.folder(), &mut run)?;
    planned.saved = saved(&run);
    Ok(planned)
}

fn saved(run: &RunFile) -> SavedPlan {
    run.saved_plan.clone().unwrap_or_default()
}

fn input(found: &FoundDuplicates, rows: u64) -> InputFile {
    InputFile {
        file: SOURCE.to_owned(),
        read_as: format!("the list of customers ({})", found.evidence.verdict.word()),
        sha256: None,
        rows,
        blank_rows: 0,
        rejects: false,
        decided: String::new(),
        path: None,
        bytes: None,
        modified: None,
    }
}

struct Planner<'a> {
    found: &'a FoundDuplicates,
    plan_writer: &'a PlanWriter,
    rows: u64,
    planned: PlannedFill,
}

/// Rows in one transaction.
const COMMIT_ROWS: u64 = 8192;

impl Planner<'_> {
    fn add(&mut self, group: &GroupHead) -> Result<(), DuplicatesError> {
        let FoundDuplicates { index, rules, .. } = self.found;
        if group.grade > rules.joined || group.grade == Grade::Shared {
            return Ok(());
        }
        let advice = rules.advise(index, group)?;
        self.planned.undecided += u64::from(advice.doubt.is_some());
        index.each_member(group, rules.keep, |member| self.add_member(group, &advice, &member))
    }

    fn add_member(
        &mut self,
        group: &GroupHead,
        advice: &MergeAdvice,
        member: &Member,
    ) -> Result<(), DuplicatesError> {
        let number = group.number;
        let Some(kept) = &advice.kept else { return Ok(()) };
        if let Some(doubt) = &advice.doubt {
            let note = format!("group {number}: decide by hand ({doubt})");
            return self.put(group, "decide", member, RowAction::Skip, None, Some(note));
        }
        if kept.id != member.id {
            self.planned.to_merge += 1;
            let link = self.found.link.of(&kept.id);
            let note = format!("group {number}: merge it into the customer {} by hand ({link})", kept.id);
            return self.put(group, "merge", member, RowAction::Skip, None, Some(note));
        }
        if advice.fill.patch.is_empty() {
            self.planned.complete += 1;
            return self.put(group, "keep", member, RowAction::Unchanged, None, None);
        }
        self.planned.filled += 1;
        let patch = serde_json::to_string(&advice.fill.patch)?;
        let base = serde_json::to_string(&crate::plan::touched(&advice.fill.patch, &member.record))?;
        self.put(group, "keep", member, RowAction::Update, Some((patch, base)), None)
    }

    fn put(
        &mut self,
        group: &GroupHead,
        role: &str,
        member: &Member,
        kind: RowAction,
        patch: Option<(String, String)>,
        note: Option<String>,
    ) -> Result<(), DuplicatesError> {
        self.rows += 1;
        let (payload, base) = patch.unzip();
        let mut cells = vec![group.number.to_string(), group.grade.word().to_owned(), role.to_owned()];
        cells.extend([member.id.clone(), self.found.link.of(&member.id)]);
        cells.extend(["name", "email", "phoneNumber", "mobileNumber"].map(|field| member.text(field)));
        cells.push(member.tickets.map(|tickets| tickets.to_string()).unwrap_or_default());
        self.plan_writer.add_plan_row(&PlanRow {
            id: self.rows,
            source: 0,
            row: self.rows,
            line: 0,
            cells: serde_json::to_string(&cells)?,
            issues: None,
            kind,
            key: None,
            search: None,
            payload,
            base,
            server_id: Some(member.id.clone()),
            note,
            carrier: None,
            protected: Vec::new(),
            mended: Vec::new(),
        })?;
        if self.rows.is_multiple_of(COMMIT_ROWS) {
            self.plan_writer.commit()?;
        }
        Ok(())
    }
}
