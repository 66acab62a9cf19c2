//! The command line: its commands, and how each one ends.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use deskferry::exit_status::ExitStatus;
use deskferry::file::{is_hidden, on_one_line};
use deskferry::spans;

use super::args::GlobalArgs;
use super::command_error::{CommandError, CommandResult};
#[cfg(feature = "sandbox")]
use super::sandbox;
#[cfg(feature = "otlp")]
use super::telemetry;
use super::usage_notice::notify_usage_error;
#[cfg(feature = "workbench")]
use super::workbench;
use super::{
    apply, backup, check, completions, config, console, customer, doctor, document, duplicates, explain,
    export, forget, history, import, login, logout, man, mapping, missing_feature, report, restore, resume,
    runs, singer, undo, validate, verify,
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
    #[cfg(feature = "sandbox")]
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
    let status = std::panic::catch_unwind(run).unwrap_or_else(|_| {
        let fault = CommandError::new(ExitStatus::InternalError, "internal error (a bug)".to_owned());
        close_document(fault.status, Some(&fault))
    });
    ExitCode::from(status.number())
}

fn run() -> ExitStatus {
    let words = match singer::with_config_members(std::env::args_os().collect(), Cli::command) {
        Ok(words) => words,
        Err(fault) => return console::failed(&fault),
    };
    let parsed = Cli::command().try_get_matches_from(words);
    let words = parsed.as_ref().map(words_of).unwrap_or_default();
    let missing = parsed.as_ref().map_or(Ok(()), missing_feature::check);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return usage(error),
    };
    cli.global.output.prepare();
    spans::begin_run(&words.join(" "));
    let begun = if cli.global.output.wants_document() { begin_document(&words) } else { Ok(()) };
    let begun = begun.and_then(|()| missing.map_err(CommandError::from));
    let status = match begun.and_then(|()| carry_out(cli.command, &cli.global)) {
        Ok(status) => close_document(status, None),
        Err(fault) => {
            console::failed(&fault);
            close_document(fault.status, Some(&fault))
        }
    };
    spans::end_run(status.number());
    #[cfg(feature = "otlp")]
    telemetry::end();
    if cli.global.output.quiet() && !console::has_printed() {
        in_short(status).into_iter().for_each(console::say);
    }
    if !cli.global.output.quiet() {
        console::ended(status);
    }
    status
}

/// The words of a command: `["backup", "list"]`.
fn words_of(matches: &ArgMatches) -> Vec<String> {
    let below = std::iter::successors(Some(matches), |matches| Some(matches.subcommand()?.1));
    below.filter_map(|matches| Some(matches.subcommand_name()?.to_owned())).collect()
}

/// The words of a command in a wrong command line, as far as they can be told.
fn words_among(args: &[String]) -> Vec<String> {
    let (mut words, mut command) = (Vec::new(), Cli::command());
    for arg in args.iter().skip(1) {
        if let Some(below) = command.find_subcommand(arg).cloned() {
            words.push(below.get_name().to_owned());
            command = below;
        }
    }
    words
}

/// Begins the document of a command; an error if it prints none.
fn begin_document(words: &[String]) -> Result<(), CommandError> {
    let words = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        // Two commands may be called without their second word.
        ["runs"] => "runs list".to_owned(),
        ["backup", "run"] => "backup".to_owned(),
        words => words.join(" "),
    };
    let without = WITHOUT_DOCUMENT.iter().find(|(command, _)| *command == words);
    document::begin(Some(words).filter(|words| !words.is_empty()));
    match without {
        None => Ok(()),
        Some((command, why)) => {
            Err(CommandError::usage(format!("{command} has no --json: {why}; leave it out")))
        }
    }
}

/// The commands without a document, and why.
const WITHOUT_DOCUMENT: [(&str, &str); 6] = [
    ("sandbox", "it serves until it is stopped, and prints its address at once"),
    ("workbench", "it serves a page until it is stopped"),
    ("completions", "it prints a script for a shell"),
    ("man", "it writes pages for people"),
    ("singer tap", "it prints the messages of Singer"),
    ("singer target", "it prints the STATE messages of Singer"),
];

/// Prints the document, if there is one. If it can't be printed, that is the error of the command.
fn close_document(status: ExitStatus, fault: Option<&CommandError>) -> ExitStatus {
    document::end(status, fault).unwrap_or_else(|error| {
        let own = console::failed(&error.into());
        if status == ExitStatus::Success { own } else { status }
    })
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
        #[cfg(feature = "sandbox")]
        Command::Sandbox(args) => sandbox::run(global, args),
        #[cfg(feature = "workbench")]
        Command::Workbench(args) => workbench::run(global, args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args, Cli::command()),
    }
}

/// Help and version go to stdout and are a success; an error of usage goes to stderr, and into the document.
fn usage(error: clap::Error) -> ExitStatus {
    if !error.use_stderr() {
        // If the terminal is gone, there is nowhere to report the error.
        drop(error.print());
        return ExitStatus::Success;
    }
    // An argument that is not valid Unicode is shown as far as it is.
    let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let flags = || args.iter().take_while(|arg| *arg != "--");
    if flags().any(|arg| arg == "--json") {
        // Even a command without a document says in one what was wrong.
        drop(begin_document(&words_among(&args)));
    }
    let logs_json = args.windows(2).any(|pair| pair == ["--log-format", "json"])
        || flags().any(|arg| arg == "--log-format=json");
    let error = shown(error, &args);
    let hints = hints(&error, &args);
    let text = error.to_string();
    let fault = CommandError::of_command_line(text.strip_prefix("error: ").unwrap_or(&text), &hints);
    if logs_json {
        console::prepare(true);
        console::failed(&fault);
    } else {
        drop(error.print());
        hints.iter().for_each(|hint| console::say(&format!("{hint}\n")));
    }
    notify_usage_error(&args, &error);
    let status = close_document(fault.status, Some(&fault));
    console::ended(status);
    status
}

/// The error as it is shown: with invisible characters written out, and without tips that nobody needs.
fn shown(error: clap::Error, args: &[String]) -> clap::Error {
    let again = args
        .iter()
        .any(|arg| arg.contains(is_hidden))
        .then(|| args.iter().map(|arg| on_one_line(arg).into_owned()));
    let mut error = again.and_then(|args| Cli::try_parse_from(args).err()).unwrap_or(error);
    drop_odd_tip(&mut error);
    error
}

/// What was probably meant.
fn hints(error: &clap::Error, args: &[String]) -> Vec<String> {
    let is_wanting = matches!(error.kind(), ErrorKind::MissingRequiredArgument | ErrorKind::ArgumentConflict);
    let of_folder = (is_wanting && is_of_backup(error)).then(|| backup::folder_hint(args)).flatten();
    let of_list = runs::flag_of_list(error).map(|flag| format!("{flag} is a flag of `deskferry runs list`"));
    let missing = missing_feature::of_unknown_command(error).map(|feature| feature.to_string());
    of_folder.into_iter().chain(of_list).chain(missing).collect()
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
