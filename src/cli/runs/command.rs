//! The commands below `deskferry runs`.

use clap::{Args as ClapArgs, Subcommand};

use super::super::args::{GlobalArgs, file_name};
use super::super::command_error::CommandResult;
use super::{list, prune, show};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry runs
  deskferry runs --json | jq '.[] | select(.state == \"unfinished\") | .id'
  deskferry runs show latest
  deskferry runs prune --older-than 30d --dry-run
  deskferry runs prune --older-than 30d --keep 10 --yes")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<RunsCommand>,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum RunsCommand {
    /// List all runs, newest last
    List,
    /// Show what was run, how it ended, where its files are, and what you can do next
    #[command(after_help = "\
Examples:
  deskferry runs show latest
  deskferry runs show 20261123T204500Z
  deskferry runs show deskferry-runs/20261123T204500Z-contacts-3f9a0c")]
    Show {
        /// The run: its id, the start of its id, `latest`, or its folder
        #[arg(value_parser = file_name())]
        run: String,
    },
    /// Remove the folders of old runs, except runs that are in progress or can still be resumed
    Prune(prune::Args),
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    let run_dir = global.connection.config()?.run_dir()?.to_owned();
    match &args.command {
        None | Some(RunsCommand::List) => list::run(&global.output, &run_dir, args.json),
        Some(RunsCommand::Show { run }) => {
            show::run(global.connection.run_dir_flag(), &run_dir, run, args.json)
        }
        Some(RunsCommand::Prune(policy)) => prune::run(&global.output, &run_dir, policy, args.json),
    }
}
