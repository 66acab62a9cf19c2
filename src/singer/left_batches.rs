//! The runs of batches that a killed or stopped target has left unfinished.

use std::path::Path;

use crate::account::HelpDeskAccount;
use crate::file::path_of;
use crate::journal::{InputFile, JournalError, RunFile, RunFolder, RunLock, RunState, runs};
use crate::run::UnfinishedRun;

/// The unfinished runs of batches from this folder, the oldest first. A run whose plan is not complete has sent nothing
/// and its tap sends the records again, so it is removed.
pub fn left_batches(
    run_dir: &Path,
    batches: &Path,
    account: &HelpDeskAccount,
) -> Result<Vec<RunFolder>, JournalError> {
    let batches = std::path::absolute(batches).map_err(|error| JournalError::file(batches, error))?;
    let mut left = Vec::new();
    for summary in runs(run_dir)? {
        let is_ours = |run: &RunFile| run.account.as_ref() == Some(account) && is_of(run, &batches);
        let Some(run) = summary.run.as_ref().filter(|run| !run.dry_run && is_ours(run)) else { continue };
        if summary.state != RunState::Unfinished {
            continue;
        }
        if run.planned && run.end.is_none() {
            left.push(summary.folder);
        } else if run.planned {
            // One that ended has nothing to continue if only outcomes are left that nobody can find out.
            left.extend(UnfinishedRun::of(summary, account).map(UnfinishedRun::into_folder));
        } else {
            let lock = RunLock::take(&summary.folder)?;
            summary.folder.remove(&lock)?;
        }
    }
    Ok(left)
}

fn is_of(run: &RunFile, batches: &Path) -> bool {
    let is_here =
        |input: &InputFile| input.path.as_deref().is_some_and(|path| path_of(path).starts_with(batches));
    !run.inputs.is_empty() && run.inputs.iter().all(is_here)
}
