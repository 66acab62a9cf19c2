//! `deskferry history`: the life of a customer over all backups of a target.

use clap::Args as ClapArgs;
use deskferry::backup::{FoundHistory, HistoryOptions, backup_target, find_history};
use deskferry::exit_status::ExitStatus;
use deskferry::file::FileError;
use deskferry::journal::FolderLock;
use deskferry::lookup::Filter;
use deskferry::storage::Location;
use deskferry::wording::counted;
use deskferry::writer::Stop;

use super::args::{GlobalArgs, KeyArgs, OutputArgs, file_name};
use super::command_error::{CommandError, CommandResult};
use super::progress;
use super::redaction::Redaction;
use super::runtime::block_on;
use super::signals;
use super::{console, document};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Shows everyone who has these values in any backup: when they came and went, and
each value of each field with the first backup that has it. Values are compared
without case and outer spaces. A backup without a history part is read whole,
and gets one.

Exit status: 0 found; 1 nobody has these values in any backup; 2 usage, or a
wrong or missing key; 3 not authorized by the store; 4 the store can't be
reached; 5 a backup is damaged or can't be opened, so changes may be missing.

Examples:
  deskferry history backups email=ann@example.org
  deskferry history s3://bucket/helpdesk id=c2009 --identity key.txt --json
  deskferry history backups name='Ann Miller' city=Rome --redact")]
pub(crate) struct Args {
    /// Folder that contains all backups, or s3://bucket/prefix
    #[arg(value_parser = file_name())]
    target: String,
    /// What a customer must have, in the same backup: email=..., id=..., any field
    #[arg(required = true, value_name = "FIELD=VALUE")]
    values: Vec<String>,
    /// Mask the values of customers
    #[arg(long)]
    redact: bool,
    #[command(flatten)]
    key: KeyArgs,
}

impl Args {
    fn redaction(&self) -> Redaction<'_> {
        Redaction::new(self.redact, [self.target.as_str()])
    }

    fn filter(&self) -> Result<Filter, CommandError> {
        let filter = Filter::parse(&self.values).map_err(|error| self.redaction().wrong_filter(&error))?;
        match filter.pairs().iter().find(|(_, value)| value.trim().is_empty()) {
            Some((field, _)) => Err(CommandError::usage(format!("{field}= needs a value to look for"))),
            None => Ok(filter),
        }
    }
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    run_shown(global, args).map_err(|fault| args.redaction().error(fault))
}

fn run_shown(global: &GlobalArgs, args: &Args) -> CommandResult {
    let filter = args.filter()?;
    let (key, store) = args.key.read()?;
    let storage = backup_target(&args.target, &store)?;
    let (_lock, writes) = lock(&args.target)?;
    let history = block_on(async {
        let stop = Stop::default();
        signals::listen_with(&stop, signals::REQUESTS, "nothing was changed")?;
        let options = HistoryOptions { redact: args.redact, writes, stop };
        let listener = progress::listener(&global.output);
        Ok(tokio::task::block_in_place(|| find_history(&storage, &key, &filter, &options, &*listener))?)
    })?;
    print_notes(&global.output, args, &history);
    if document::is_wanted() {
        document::extend(&history.document())?;
    } else if !history.is_empty() {
        console::data(&history.text())?;
    }
    Ok(match (history.is_incomplete(), history.is_empty()) {
        (true, _) => ExitStatus::Unproven,
        (false, is_empty) => ExitStatus::incomplete_if(is_empty),
    })
}

/// History parts are written only while no other process makes or removes backups in the folder.
fn lock(target: &str) -> Result<(Option<FolderLock>, bool), CommandError> {
    Ok(match Location::parse(target).map_err(FileError::from)? {
        Location::Path(folder) => {
            let lock = FolderLock::take(&folder).ok();
            let writes = lock.is_some();
            (lock, writes)
        }
        _ => (None, true),
    })
}

fn print_notes(output: &OutputArgs, args: &Args, history: &FoundHistory) {
    let redaction = args.redaction();
    history.doubts().iter().for_each(|doubt| console::warn(&redaction.message(doubt)));
    if output.quiet() {
        return;
    }
    for note in history.notes() {
        console::say(&format!("{}\n", redaction.message(note)));
    }
    let backups = counted(history.backups(), "backup", "backups");
    let found = match history.customers() {
        0 => "nobody has these values".to_owned(),
        count => counted(count, "customer", "customers"),
    };
    console::say(&format!("{found} in {backups} of {}\n", redaction.path(&args.target)));
    if history.is_empty() {
        console::say("whole values are compared: name=Ann does not find Ann Miller\n");
    }
}
