//! Where the sandbox of a run is. A folder with both the runs and their sandbox, such as a project of the workbench, is moved
//! and copied as a whole: then its runs belong to the sandbox that is in it now.

use std::path::{Path, PathBuf};

use super::run_file::RunFile;
use crate::account::HelpDeskAccount;
use crate::file::{name_of, path_of};

/// The name of the sandbox's file, if it is right in the folder that has the folder of all runs.
pub(super) fn sandbox_beside_runs(run: &Path, file: &RunFile) -> Option<String> {
    let sandbox = sandbox_of(file)?;
    let folder = |path: &Path| path.canonicalize().ok();
    let is_beside = folder(sandbox.parent()?)? == folder(&home(run)?)?;
    is_beside.then(|| sandbox.file_name().map(name_of)).flatten()
}

/// The run with the sandbox that is beside its runs now, if it was beside them before.
pub(super) fn at_home(run: &Path, mut file: RunFile) -> RunFile {
    let sandbox = file.sandbox_beside_runs.as_ref().and_then(|name| {
        let is_name = Path::new(name).file_name().is_some_and(|last| last == name.as_str());
        let path = std::path::absolute(home(run)?.join(&*path_of(name))).ok().filter(|_| is_name)?;
        path.symlink_metadata().is_ok_and(|found| found.is_file()).then_some(path)
    });
    if let (Some(sandbox), Some(account)) = (sandbox, &mut file.account)
        && account.sandbox_file().is_some_and(|before| !is_same(&path_of(before), &sandbox))
    {
        let (name, flag) = (name_of(&sandbox), "--sandbox=");
        for word in file.settings.reach.iter_mut().filter(|word| word.starts_with(flag)) {
            *word = format!("{flag}{name}");
        }
        *account = account.clone().in_sandbox(&name);
    }
    file
}

fn sandbox_of(file: &RunFile) -> Option<PathBuf> {
    let sandbox = file.account.as_ref().and_then(HelpDeskAccount::sandbox_file)?;
    (!sandbox.is_empty()).then(|| path_of(sandbox).into_owned())
}

/// The folder that has the folder of all runs.
fn home(run: &Path) -> Option<PathBuf> {
    let run = std::path::absolute(run).ok()?;
    Some(run.parent()?.parent()?.to_owned())
}

fn is_same(one: &Path, other: &Path) -> bool {
    one == other || one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
