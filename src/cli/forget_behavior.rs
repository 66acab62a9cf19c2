//! `deskferry doctor --forget`: forgets how the account behaves.

use std::io::ErrorKind;
use std::path::Path;

use deskferry::config::Config;
use deskferry::exit_status::ExitStatus;
use deskferry::file::name_of;

use super::command_error::{CommandError, CommandResult};
use super::{console, document};

/// Removes what a probe and earlier runs have found out about the account. The next run learns the latter again.
pub(crate) fn forget_behavior(config: &Config, quiet: bool) -> CommandResult {
    let (Some(behavior), Some(stored)) = (config.behavior_file(), config.stored_changes_file()) else {
        return Err(config.account_problem().map_or_else(|| CommandError::usage("no account"), Into::into));
    };
    let mut removed = Vec::new();
    for path in [behavior.path(), stored.path()] {
        if remove(path)? {
            removed.push(format!("Removed {}\n", name_of(path)));
        }
    }
    document::set("forgotten", &!removed.is_empty())?;
    let told = if removed.is_empty() { NOTHING.to_owned() } else { removed.concat() };
    if !quiet {
        console::say(&told);
    }
    Ok(ExitStatus::Success)
}

const NOTHING: &str = "Nothing was known of how this account behaves.\n";

/// Removes a file; false if there is none.
fn remove(path: &Path) -> Result<bool, CommandError> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(CommandError::usage(format!("can't remove {}: {error}", name_of(path)))),
    }
}
