//! One file a command, thin.

mod apply;
mod backup;
mod check;
mod customer;
mod draining;
mod drill;
mod explain;
mod export;
mod fault;
mod global;
mod import;
mod key;
mod mapping;
mod progress;
mod restore;
mod resume;
mod runs;
mod sandbox;
mod signals;
mod source;
mod suggest;
mod talk;
mod undo;
mod validate;
mod verify;
mod watch;
mod writing;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use fault::Fault;
use global::Global;

/// Moves customers between files and a Deskero help desk: nothing lost, nothing doubled.
#[derive(Debug, Parser)]
#[command(name = "deskferry", version = VERSION, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

const VERSION: &str = if cfg!(feature = "bench-no-journal") {
    concat!(env!("CARGO_PKG_VERSION"), " WITHOUT A JOURNAL: for measurements only")
} else {
    env!("CARGO_PKG_VERSION")
};

const EXAMPLES: &str = "\
Examples:
  deskferry import contacts.csv -m hubspot --sandbox     rehearse without an account
  deskferry validate contacts.xlsx -m my-mapping.toml    check every row, send nothing
  deskferry import contacts.csv -m hubspot --dry-run     plan against the account, write nothing
  deskferry import contacts.csv -m hubspot               write
  deskferry export -o customers.jsonl                    all customers

Exit status: 0 everything arrived; 1 some rows were rejected or failed; 2 usage, settings or
mapping; 3 not authorised; 4 stopped before the end; 5 damaged, stale, unproven; 70 a defect of ours.

Environment: DESKERO_CLIENT_ID, DESKERO_API_TOKEN (or DESKERO_TOKEN, a bearer), DESKERO_BASE_URL.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring customers from files into the help desk
    Import(import::Args),
    /// Write exactly what a dry run has planned and kept
    Apply(apply::Args),
    /// Bring a backup back into the help desk, with a plan first
    Restore(restore::Args),
    /// Check every row of files against a mapping, without the network
    Validate(validate::Args),
    /// Go on with a run that was stopped or broken off
    Resume(resume::Args),
    /// Try the failed writes of a run again
    Retry(resume::Args),
    /// Read back every customer that a run wrote, and compare
    Verify(verify::Args),
    /// Take back what a run wrote: delete what it inserted, restore what it changed
    Undo(undo::Args),
    /// List, show and remove the folders of runs
    Runs(runs::Args),
    /// Bring the customers of the help desk into a file, and say whether it is all of them
    Export(export::Args),
    /// Keep all customers in a folder or bucket of backups, for the nightly job
    Backup(backup::Args),
    /// Check a backup: its files, its records, and on demand against the help desk or by a drill
    Check(check::Args),
    /// Look at, and change, single customers
    Customer(customer::Args),
    /// List, show, check and suggest mappings
    Mapping(mapping::Args),
    /// Say what an issue code means and what to do
    Explain(explain::Args),
    /// Serve an imitation of the API for rehearsals and other programs
    Sandbox(sandbox::Args),
}

/// What a command comes to: its exit status, or why it failed.
type Outcome = Result<u8, Fault>;

/// The status of a defect of ours.
const DEFECT: u8 = 70;

pub(crate) fn main() -> ExitCode {
    std::panic::set_hook(Box::new(talk::defect));
    let status = std::panic::catch_unwind(run).unwrap_or(DEFECT);
    ExitCode::from(status)
}

fn run() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    cli.global.prepare();
    let outcome = match cli.command {
        Command::Import(args) => import::run(&cli.global, args),
        Command::Apply(args) => apply::run(&cli.global, args),
        Command::Restore(args) => restore::run(&cli.global, &args),
        Command::Validate(args) => validate::run(&cli.global, args),
        Command::Resume(args) => resume::run(&cli.global, &args, resume::Again::Resume),
        Command::Retry(args) => resume::run(&cli.global, &args, resume::Again::Retry),
        Command::Verify(args) => verify::run(&cli.global, &args),
        Command::Undo(args) => undo::run(&cli.global, &args),
        Command::Runs(args) => runs::run(&cli.global, &args),
        Command::Export(args) => export::run(&cli.global, args),
        Command::Backup(args) => backup::run(&cli.global, &args),
        Command::Check(args) => check::run(&cli.global, &args),
        Command::Customer(args) => customer::run(&cli.global, args),
        Command::Mapping(args) => mapping::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Sandbox(args) => sandbox::run(&cli.global, args),
    };
    outcome.unwrap_or_else(|fault| talk::failed(&fault))
}

/// Help and version go to stdout with status 0, a fault of usage to stderr with 2.
fn usage(error: &clap::Error) -> u8 {
    // There is nobody to tell when the terminal is gone.
    drop(error.print());
    u8::try_from(error.exit_code()).unwrap_or(2)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_flags_are_consistent() {
        <super::Cli as clap::CommandFactory>::command().debug_assert();
    }
}
