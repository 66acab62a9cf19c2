//! The commands below `deskferry backup`.

use clap::{Args as ClapArgs, Subcommand};

use super::super::args::GlobalArgs;
use super::super::command_error::CommandResult;
use super::{accept, diff, list, prune, run as run_command, show};

#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<BackupCommand>,
    #[command(flatten)]
    run: run_command::RunArgs,
}

#[derive(Debug, Subcommand)]
enum BackupCommand {
    /// Make a backup, as without this word
    Run(Box<run_command::RunArgs>),
    /// List all backups of a target, the oldest first
    List(list::Args),
    /// Show what is in a backup, and what changed
    Show(show::Args),
    /// Compare two backups: who came, who went, and each field that changed
    Diff(diff::Args),
    /// Remove the backups that no --keep... rule keeps
    Prune(prune::Args),
    /// Accept a backup that an alarm has marked: what is gone is meant
    Accept(accept::Args),
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    match &args.command {
        None => run_command::run(global, &args.run),
        Some(BackupCommand::Run(args)) => run_command::run(global, args),
        Some(BackupCommand::List(args)) => list::run(&global.output, args),
        Some(BackupCommand::Show(args)) => show::run(&global.output, args),
        Some(BackupCommand::Diff(args)) => diff::run(&global.output, args),
        Some(BackupCommand::Prune(args)) => prune::run(global, args),
        Some(BackupCommand::Accept(args)) => accept::run(global, args),
    }
}
