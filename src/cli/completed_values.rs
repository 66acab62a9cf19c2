//! The values that a shell completes: mappings, runs, profiles, codes and fields.
//!
//! They are attached by the name of the argument, so that each command has them without a word in its own file.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter as _};
use deskferry::config::{Config, Environment, Flags, profile_names};
use deskferry::customer::FIELDS;
use deskferry::issue::Code;
use deskferry::journal::runs;
use deskferry::language::ReportLanguage;
use deskferry::mapping::SHIPPED;

/// The command with completions for its values.
pub(crate) fn with_completed_values(command: Command) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    let command = command.mut_args(completed);
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, with_completed_values))
}

/// The argument with what its values can be.
fn completed(arg: Arg) -> Arg {
    let names = arg.get_value_names().unwrap_or_default();
    let value = names.first().map_or("", |name| name.as_str()).to_owned();
    let completer = match (arg.get_id().as_str(), value.as_str()) {
        ("mapping", _) => ArgValueCompleter::new(mappings),
        ("run", _) => ArgValueCompleter::new(run_ids),
        ("profile", _) => ArgValueCompleter::new(profiles),
        ("code", _) => ArgValueCompleter::new(codes),
        ("language", _) => ArgValueCompleter::new(languages),
        ("fields" | "field", _) | (_, "FIELD=VALUE") => ArgValueCompleter::new(fields),
        (_, "DIR" | "FOLDER") => ArgValueCompleter::new(PathCompleter::dir()),
        (_, "FILE" | "FILES" | "TARGET" | "BACKUP" | "SOURCE") => {
            ArgValueCompleter::new(PathCompleter::any())
        }
        _ => return arg,
    };
    arg.add(completer)
}

/// The candidates that begin as typed.
fn beginning(
    current: &OsStr,
    all: impl IntoIterator<Item = (String, Option<String>)>,
) -> Vec<CompletionCandidate> {
    let typed = current.to_string_lossy();
    let known = all.into_iter().filter(|(name, _)| name.starts_with(&*typed));
    known.map(|(name, help)| CompletionCandidate::new(name).help(help.map(Into::into))).collect()
}

/// The built-in mappings, and the files.
fn mappings(current: &OsStr) -> Vec<CompletionCandidate> {
    let shipped = SHIPPED.iter().map(|shipped| (shipped.name.to_owned(), Some("built in".to_owned())));
    let mut found = beginning(current, shipped);
    let is_mapping = |path: &Path| path.is_dir() || path.extension().is_some_and(|end| end == "toml");
    found.extend(PathCompleter::any().filter(is_mapping).complete(current));
    found
}

/// The runs, newest first.
fn run_ids(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(run_dir) = run_dir() else { return Vec::new() };
    let mut found = runs(&run_dir).unwrap_or_default();
    found.reverse();
    let ids = found.into_iter().map(|run| (run.folder.id(), None));
    beginning(current, std::iter::once(("latest".to_owned(), None)).chain(ids))
}

fn profiles(current: &OsStr) -> Vec<CompletionCandidate> {
    let names = profile_names(typed("--config").as_deref(), &Environment::read());
    beginning(current, names.into_iter().map(|name| (name, None)))
}

fn codes(current: &OsStr) -> Vec<CompletionCandidate> {
    let upper = current.to_string_lossy().to_uppercase();
    beginning(
        upper.as_ref(),
        Code::ALL.iter().map(|code| (code.id().to_owned(), Some(code.spec().title.to_owned()))),
    )
}

fn fields(current: &OsStr) -> Vec<CompletionCandidate> {
    beginning(current, FIELDS.iter().map(|field| (field.name.to_owned(), None)))
}

fn languages(current: &OsStr) -> Vec<CompletionCandidate> {
    beginning(current, ReportLanguage::ALL.iter().map(|language| (language.tag().to_owned(), None)))
}

/// The folder with the runs: as typed, or as in the settings.
fn run_dir() -> Option<PathBuf> {
    if let Some(typed) = typed("--run-dir") {
        return Some(typed);
    }
    let flags = Flags { config: typed("--config"), ..Flags::default() };
    Some(Config::resolve(flags, Environment::read()).ok()?.run_dir().ok()?.to_owned())
}

/// The value of a flag on the line that is being completed.
fn typed(flag: &str) -> Option<PathBuf> {
    let words: Vec<_> = std::env::args_os().collect();
    let behind = words.windows(2).find_map(|pair| match pair {
        [name, value] if name == flag => Some(PathBuf::from(value)),
        _ => None,
    });
    let joined = || {
        words.iter().find_map(|word| word.to_str()?.strip_prefix(flag)?.strip_prefix('=').map(PathBuf::from))
    };
    behind.or_else(joined)
}
