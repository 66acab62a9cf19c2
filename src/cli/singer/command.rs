//! The commands below `deskferry singer`.

use clap::{Args as ClapArgs, Subcommand};

use super::super::args::GlobalArgs;
use super::super::command_error::CommandResult;
use super::{tap, target};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Here, --config is a JSON file as Singer and Meltano write it: the settings of
deskferry.toml and the flags of the command are its members.

Examples:
  deskferry singer tap --config tap.json | target-jsonl
  tap-csv --config csv.json | deskferry singer target -m my.toml")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Send all customers as Singer messages to standard output
    Tap(tap::Args),
    /// Import the records of a Singer tap from standard input
    Target(Box<target::Args>),
}

pub(crate) fn run(global: &GlobalArgs, args: Args) -> CommandResult {
    match args.command {
        Command::Tap(args) => tap::run(global, args),
        Command::Target(args) => target::run(global, *args),
    }
}
