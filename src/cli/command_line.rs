//! The command line: its commands, and how each one ends.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Parser, Subcommand};
use deskferry::exit_status::ExitStatus;
use deskferry::file::{is_hidden, on_one_line};

use super::args::GlobalArgs;
use super::command_error::{CommandError, CommandResult};
use super::usage_notice::notify_usage_error;
#[cfg(feature = "workbench")]
use super::workbench;
use super::{
    apply, backup, check, completions, config, console, customer, doctor, duplicates, explain, export,
    forget, history, import, login, logout, man, mapping, report, restore, resume, runs, sandbox, singer,
    undo, validate, verify,
};

/// Moves customers between files and a Deskero help desk, without losses or duplicates.
#[derive(Debug, Parser)]
#[command(name = "deskferry", version = VERSION, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: GlobalArgs,
}

const VERSION: &str = if cfg!(feature = "bench-no-journal") {
    concat!(env!("CARGO_PKG_VERSION"), " WITHOUT A JOURNAL: for measurements only")
} else {
    env!("CARGO_PKG_VERSION")
};

const EXAMPLES: &str = "\
Examples:
  deskferry import contacts.csv -m hubspot --sandbox   try without an account
  deskferry validate contacts.xlsx -m my.toml          check rows, send nothing
  deskferry import contacts.csv -m hubspot --dry-run   plan, write nothing
  deskferry import contacts.csv -m hubspot             write
  deskferry export -o customers.jsonl                  export all customers

Exit status: 0 all rows succeeded; 1 some rows were rejected or failed;
2 usage, settings or mapping; 3 not authorized; 4 stopped early;
5 damaged, stale or unproven; 6 a backup lost too much; 70 internal error.

Credentials: deskferry login; or DESKERO_CLIENT_ID and DESKERO_API_TOKEN (or
DESKERO_TOKEN, a bearer). Also: DESKERO_BASE_URL, DESKFERRY_LANGUAGE (of reports).";

#[derive(Debug, Subcommand)]
enum Command {
    /// Import customers from files into the help desk
    Import(Box<import::Args>),
    /// Write exactly what the saved plan of a dry run says
    Apply(apply::Args),
    /// Restore a backup into the help desk, after making a plan
    Restore(restore::Args),
    /// Check every row of files against a mapping, without network access
    Validate(validate::Args),
    /// Continue a run that was stopped or interrupted
    Resume(resume::Args),
    /// Retry the failed writes of a run
    Retry(resume::Args),
    /// Read back every customer that a run wrote, and report differences
    Verify(verify::Args),
    /// Undo a run: delete what it inserted, restore what it changed
    Undo(undo::Args),
    /// Create a run's report again as HTML, text, JSON or JUnit, masked if you like, or compare two runs
    Report(report::Args),
    /// List, show and remove runs
    Runs(runs::Args),
    /// Export the customers to a file, and say whether it is complete
    Export(export::Args),
    /// Back up all customers to a folder or bucket, for example every night; list and compare backups
    Backup(Box<backup::Args>),
    /// Show the life of a customer over all backups: each value of each field, and when it changed
    History(history::Args),
    /// Forget a customer: take them out of all backups, of runs and, if you like, of the help desk
    Forget(forget::Args),
    /// Check a backup's files and records; optionally compare it with the help desk, or run a drill
    Check(check::Args),
    /// Find customers that may be the same, by e-mail, phone and name
    Duplicates(duplicates::Args),
    /// Show and change single customers
    Customer(customer::Args),
    /// List, show, check and suggest mappings
    Mapping(mapping::Args),
    /// Explain an issue code, and what to do about it
    Explain(explain::Args),
    /// Try the client id and the API token, and keep them for the next commands
    Login(login::Args),
    /// Forget the client id and the API token of a login
    #[command(after_help = "\
Examples:
  deskferry logout
  deskferry logout --profile test")]
    Logout,
    /// Show the settings and the places that they come from
    Config(config::Args),
    /// Check settings, files, connection, clock and credentials, and say what to do
    Doctor(doctor::Args),
    /// Be a tap or a target of Singer, for Meltano and the taps and targets of others
    Singer(singer::Args),
    /// Serve a simulated API, for trial runs and other programs
    Sandbox(sandbox::Args),
    /// Map, check, plan and run an import in the browser, on this machine alone
    #[cfg(feature = "workbench")]
    Workbench(workbench::Args),
    /// Print the script by which a shell completes commands and names
    Completions(completions::Args),
    /// Write the manual pages
    Man(man::Args),
}

pub(crate) fn main() -> ExitCode {
    std::panic::set_hook(Box::new(console::internal_error));
    completions::answer_shell(Cli::command);
    let status = std::panic::catch_unwind(run).unwrap_or(ExitStatus::InternalError);
    ExitCode::from(status.number())
}

fn run() -> ExitStatus {
    let words = match singer::with_config_members(std::env::args_os().collect(), Cli::command) {
        Ok(words) => words,
        Err(fault) => return console::failed(&fault),
    };
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(error) => return usage(error),
    };
    cli.global.output.prepare();
    let status = carry_out(cli.command, &cli.global).unwrap_or_else(|fault| console::failed(&fault));
    if cli.global.output.quiet() && !console::has_printed() {
        in_short(status).into_iter().for_each(console::say);
    }
    if !cli.global.output.quiet() {
        console::ended(status);
    }
    status
}

/// What a quiet command says if it did not end well and has not said so itself.
fn in_short(status: ExitStatus) -> Option<&'static str> {
    match status {
        ExitStatus::Incomplete => Some("finished, but with errors or differences (exit status 1)\n"),
        ExitStatus::Unproven => Some("unproven, damaged or stale (exit status 5)\n"),
        ExitStatus::Alarm => Some("too much is gone since the last accepted backup (exit status 6)\n"),
        _ => None,
    }
}

fn carry_out(command: Command, global: &GlobalArgs) -> CommandResult {
    match command {
        Command::Import(args) => import::run(global, *args),
        Command::Apply(args) => apply::run(global, args),
        Command::Restore(args) => restore::run(global, &args),
        Command::Validate(args) => validate::run(global, args),
        Command::Resume(args) => resume::run(global, &args, resume::Continuation::Resume),
        Command::Retry(args) => resume::run(global, &args, resume::Continuation::Retry),
        Command::Verify(args) => verify::run(global, &args),
        Command::Undo(args) => undo::run(global, &args),
        Command::Report(args) => report::run(&global.connection, &args),
        Command::Runs(args) => runs::run(global, &args),
        Command::Export(args) => export::run(global, args),
        Command::Backup(args) => backup::run(global, &args),
        Command::History(args) => history::run(global, &args),
        Command::Forget(args) => forget::run(global, &args),
        Command::Check(args) => check::run(global, &args),
        Command::Duplicates(args) => duplicates::run(global, &args),
        Command::Customer(args) => customer::run(global, args),
        Command::Mapping(args) => mapping::run(&args),
        Command::Explain(args) => explain::run(&global.connection, &args),
        Command::Login(args) => login::run(global, &args),
        Command::Logout => logout::run(global),
        Command::Config(args) => config::run(global, &args),
        Command::Doctor(args) => doctor::run(global, &args),
        Command::Singer(args) => singer::run(global, args),
        Command::Sandbox(args) => sandbox::run(global, args),
        #[cfg(feature = "workbench")]
        Command::Workbench(args) => workbench::run(global, args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args, Cli::command()),
    }
}

/// Help and version go to stdout and are a success; an error of usage goes to stderr.
fn usage(error: clap::Error) -> ExitStatus {
    // An argument that is not valid Unicode is shown as far as it is.
    let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let wants_json = args.windows(2).any(|pair| pair == ["--log-format", "json"])
        || args.iter().any(|arg| arg == "--log-format=json");
    if wants_json && error.use_stderr() {
        console::prepare(true);
        let status = console::failed(&CommandError::usage(error.to_string()));
        notify_usage_error(&args, &error);
        console::ended(status);
        return status;
    }
    // Parse again with invisible characters written out, so that the message shows them.
    let again = args
        .iter()
        .any(|arg| arg.contains(is_hidden))
        .then(|| args.iter().map(|arg| on_one_line(arg).into_owned()));
    let again = again.and_then(|args| Cli::try_parse_from(args).err());
    let mut error = again.unwrap_or(error);
    drop_odd_tip(&mut error);
    let error = &error;
    // If the terminal is gone, there is nowhere to report the error.
    drop(error.print());
    if matches!(error.kind(), ErrorKind::MissingRequiredArgument | ErrorKind::ArgumentConflict)
        && is_of_backup(error)
        && let Some(hint) = backup::folder_hint(&args)
    {
        console::say(&format!("{hint}\n"));
    }
    if let Some(flag) = runs::flag_of_list(error) {
        console::say(&format!("{flag} is a flag of `deskferry runs list`\n"));
    }
    if !error.use_stderr() {
        return ExitStatus::Success;
    }
    notify_usage_error(&args, error);
    ExitStatus::Usage
}

/// Drops the tip to pass an unknown flag as a value: nobody means that.
fn drop_odd_tip(error: &mut clap::Error) {
    let is_flag = |value: &ContextValue| value.to_string().starts_with("--");
    if error.get(ContextKind::InvalidArg).is_some_and(is_flag) {
        error.remove(ContextKind::Suggested);
    }
}

/// True if the command line is one of `backup`. Its arguments do not tell: `backup` may also be the name of a file.
fn is_of_backup(error: &clap::Error) -> bool {
    let usage = error.get(ContextKind::Usage).map(ToString::to_string).unwrap_or_default();
    usage.split_whitespace().nth(2) == Some("backup")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_flags_are_consistent() {
        <super::Cli as clap::CommandFactory>::command().debug_assert();
    }
}
