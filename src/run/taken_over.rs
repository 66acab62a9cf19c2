//! A run whose remaining rows another run has taken over.

use super::error::ImportError;
use crate::journal::{RunFile, RunFolder, RunState, RunSummary};

/// Refuses to go on with a run whose remaining rows were taken over, and names the run that has them.
pub fn check_not_taken_over(folder: &RunFolder, run: &RunFile) -> Result<(), ImportError> {
    let Some(by) = &run.continued_by else { return Ok(()) };
    let newer = folder.beside(by);
    let summary = RunSummary::of(newer.clone());
    let advice = match (&summary.run, &summary.state) {
        (None, _) => ", whose folder no longer exists; to be sure, import the source again".to_owned(),
        (Some(_), RunState::Finished) => ", which is finished: there is nothing to continue".to_owned(),
        (Some(_), RunState::Running(_)) => ", which is still running: wait until it ends".to_owned(),
        (Some(newer_run), _) => {
            format!("; continue that run: {}", newer.command_line("resume", &newer_run.settings))
        }
    };
    let id = &run.id;
    Err(ImportError::Usage(format!("{id}: its remaining rows were taken over by the run {by}{advice}")))
}
