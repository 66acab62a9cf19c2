//! Leaves a row of a plan out of the import: it is set aside in `fixes.csv`.

use std::path::Path;

use serde::Deserialize;

use crate::file::{is_same_file, path_of};
use crate::journal::JournalReader;

use super::job_request::run_of;
use crate::workbench::check::{Mending, find_in_file};
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::Project;

/// A row to leave out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeaveOut {
    /// The row in the journal.
    row: u64,
    /// Why.
    #[serde(default)]
    note: String,
}

/// Sets a row of the plan of a run aside. The row is found in the file as it is now, which must be that of the plan.
pub(crate) fn leave_out(project: &Project, run: &str, wanted: &LeaveOut) -> Result<(), WorkbenchError> {
    let (folder, planned) = run_of(project, run)?;
    let gone = |what: &str| WorkbenchError::Refused { what: what.to_owned() };
    let reader = JournalReader::look(&folder.journal())?;
    let row = reader.plan_row(wanted.row)?;
    let row = row.ok_or_else(|| gone("the plan has no such row any more: load the page again"))?;
    let input = planned.inputs.get(usize::from(row.source));
    let file = project.read()?;
    let is_its = |path: &Path| input.is_some_and(|input| is_same_file(&path_of(&input.file), path));
    let entry = file.entries().iter().find(|entry| is_its(&project.path(entry)));
    let entry = entry.ok_or_else(|| gone("the file of this plan is not in the project any more"))?;
    let found = find_in_file(project, entry, 1, &|| true, |number, _| number == row.row)?;
    if found.sha256.is_none() || found.sha256 != input.and_then(|input| input.sha256.clone()) {
        return Err(gone(
            "the file has changed since this plan was made, so the row may be another one: plan again",
        ));
    }
    // Another sheet has other rows with the same numbers. Sentences about its columns may follow.
    let rest = input.and_then(|input| input.read_as.strip_prefix(found.read_as.as_str()));
    if !rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("; ")) {
        return Err(gone(
            "the file is read in another way now than for this plan, so the row may be another one: plan again",
        ));
    }
    let found = found.rows.into_iter().next();
    // It may be set aside already, in another window.
    let Some(found) = found else { return Ok(()) };
    project.mend(&Mending::aside(found.key, wanted.note.clone(), entry.path.clone(), found.number))
}
