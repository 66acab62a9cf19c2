//! The commands below `deskferry runs`.

use clap::error::ContextKind;
use clap::{Args as ClapArgs, Subcommand};

use super::super::args::{GlobalArgs, file_name};
use super::super::command_error::CommandResult;
use super::entry::all_traces;
use super::{list, prune, show};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry runs
  deskferry runs --json | jq '.runs[] | select(.state == \"unfinished\") | .id'
  deskferry runs list --kind backup --since 7d
  deskferry runs show latest
  deskferry runs prune --older-than 30d --dry-run
  deskferry runs prune --older-than 30d --keep 10 --yes")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<RunsCommand>,
}

#[derive(Debug, Subcommand)]
enum RunsCommand {
    /// List all runs, and the traces of exports, backups and checks, newest last
    List(list::Args),
    /// Show what was run, how it ended, where its files are, and what you can do next
    #[command(after_help = "\
Examples:
  deskferry runs show latest
  deskferry runs show 20261123T204500Z
  deskferry runs show deskferry-runs/20261123T204500Z-contacts-3f9a0c")]
    Show {
        /// The run or the trace: its id, the start of its id, `latest` for the newest of all, or its folder
        #[arg(value_parser = file_name())]
        run: String,
    },
    /// Remove the folders of old runs and traces, except runs that are in progress or can still be resumed
    Prune(prune::Args),
}

/// A flag of `runs list` that was given to `runs` itself.
pub(crate) fn flag_of_list(error: &clap::Error) -> Option<String> {
    let usage = error.get(ContextKind::Usage).map(ToString::to_string).unwrap_or_default();
    let flag = error.get(ContextKind::InvalidArg)?.to_string();
    let is_of_runs = usage.contains("runs [OPTIONS] [COMMAND]");
    let is_one = ["--kind", "--since", "--failed"].contains(&flag.as_str());
    (is_of_runs && is_one).then_some(flag)
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    let config = global.connection.config()?;
    let run_dir = config.run_dir()?.to_owned();
    let output = &global.output;
    match &args.command {
        None => list::run(output, &config, &run_dir, &list::Args::default()),
        Some(RunsCommand::List(args)) => list::run(output, &config, &run_dir, args),
        Some(RunsCommand::Show { run }) => {
            let traces = all_traces(&run_dir, &config);
            show::run(global.connection.run_dir_flag(), &run_dir, &traces, run)
        }
        Some(RunsCommand::Prune(policy)) => {
            prune::run(output, &run_dir, &all_traces(&run_dir, &config), policy)
        }
    }
}
