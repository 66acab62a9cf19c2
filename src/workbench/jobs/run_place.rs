//! Where a run has written: the project's own sandbox, an account, or a sandbox outside of the project.

use std::path::Path;

use crate::file::{name_of, path_of};
use crate::journal::RunFile;

use crate::workbench::project::Project;

/// Where a run has written. Only a sandbox in the project's folder is practice: whatever is reached by an address may be
/// real, also if its server says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A sandbox in the project's folder.
    Own,
    /// A help desk at an address.
    Account,
    /// A sandbox elsewhere, with its file; empty for one in memory.
    Elsewhere(String),
}

impl Place {
    pub(crate) fn of(project: &Project, run: &RunFile) -> Self {
        match run.account.as_ref().and_then(|account| account.sandbox_file()) {
            None => Self::Account,
            Some(file) if is_own(project.folder(), &path_of(file)) => Self::Own,
            Some(file) => Self::Elsewhere(file.to_owned()),
        }
    }
}

/// True for a file right in the folder, which is no link. A copied project still names the file of the original.
fn is_own(project: &Path, file: &Path) -> bool {
    let same = |folder: &Path| Some(folder.canonicalize().ok()? == project.canonicalize().ok()?);
    let is_in = file.parent().and_then(same) == Some(true);
    is_in && !file.is_symlink()
}

/// The name of the sandbox's file of a run.
pub(crate) fn sandbox_name(run: &RunFile) -> Option<String> {
    let file = run.account.as_ref().and_then(|account| account.sandbox_file())?;
    path_of(file).file_name().map(name_of)
}

/// Why nothing can be done here with a run of such a sandbox.
pub(crate) fn elsewhere(sandbox: &str) -> String {
    match sandbox {
        "" => "this run was in a sandbox in memory, which is gone".to_owned(),
        sandbox => format!(
            "this run has written to the sandbox {sandbox:?}, which is outside of this project's folder, perhaps because \
             the project was copied or moved: open the original project, or use the command line"
        ),
    }
}
