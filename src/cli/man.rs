//! `deskferry man`

use std::path::PathBuf;

use clap::{Args as ClapArgs, Command};
use deskferry::exit_status::ExitStatus;
use deskferry::file::name_of;

use super::command_error::{CommandError, CommandResult};
use super::console;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry man ~/.local/share/man/man1
  man deskferry-import")]
pub(crate) struct Args {
    /// Folder for the pages; it is made if it does not exist
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

/// Writes a page for each command.
pub(crate) fn run(args: &Args, command: Command) -> CommandResult {
    let fault = |error: std::io::Error| {
        CommandError::stopped(format!("can't write manual pages to {:?}: {error}", name_of(&args.dir)))
    };
    std::fs::create_dir_all(&args.dir).map_err(fault)?;
    clap_mangen::generate_to(command, &args.dir).map_err(fault)?;
    console::say(&format!("The manual pages are in {}\n", name_of(&args.dir)));
    Ok(ExitStatus::Success)
}
