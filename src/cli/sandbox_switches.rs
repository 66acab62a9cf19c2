//! `--switch NAME=VALUE` of a sandbox.

use deskferry::sandbox::SandboxOptions;

use super::command_error::CommandError;

/// Applies switches `NAME=VALUE`.
pub(crate) fn set_switches(options: &mut SandboxOptions, switches: &[String]) -> Result<(), CommandError> {
    for switch in switches {
        let Some((name, value)) = switch.split_once('=') else {
            return Err(CommandError::usage(format!("a switch needs NAME=VALUE, not {switch:?}")));
        };
        options.set(name.trim(), value.trim())?;
    }
    Ok(())
}
