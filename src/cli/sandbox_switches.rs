//! `--switch NAME=VALUE` of a sandbox.

use deskferry::mapping::near_name;
use deskferry::sandbox::{SWITCHES, SandboxError, SandboxOptions};

use super::command_error::CommandError;

/// Applies switches `NAME=VALUE`.
pub(crate) fn set_switches<'a>(
    options: &mut SandboxOptions,
    switches: impl IntoIterator<Item = &'a String>,
) -> Result<(), CommandError> {
    for switch in switches {
        let Some((name, value)) = switch.split_once('=') else {
            return Err(CommandError::usage(format!("a switch needs NAME=VALUE, not {switch:?}")));
        };
        options.set(name.trim(), value.trim()).map_err(with_near_name)?;
    }
    Ok(())
}

/// The error, with the switch that was probably meant.
fn with_near_name(error: SandboxError) -> CommandError {
    let near = match &error {
        SandboxError::UnknownSwitch(name) => near_name(name, SWITCHES.iter().map(|(name, ..)| *name)),
        _ => None,
    };
    match near {
        Some(near) => CommandError::usage(format!("{error}; {near}")),
        None => error.into(),
    }
}
