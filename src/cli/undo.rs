//! `deskferry undo`

use std::path::Path;

use clap::Args as ClapArgs;
use deskferry::account::HelpDeskAccount;
use deskferry::config::Config;
use deskferry::exit_status::ExitStatus;
use deskferry::journal::{RunCommand, RunFileSettings, RunFolder, RunSummary, Undone, runs};
use deskferry::monitor::JobFacts;
use deskferry::report::sandbox_list_banner;
use deskferry::run::{Undoable, undo};
use deskferry::wording::counted;
use deskferry::writer::MaxFailures;

use super::args::{GlobalArgs, LockArgs, NotifyArgs, file_name};
use super::command_error::{CommandError, CommandResult};
use super::connection::ConnectedClient;
use super::latest_run::WorkOnRun;
use super::locked_run::LockedRun;
use super::run_report::{job_counts, report};
use super::runtime::block_on;
use super::{console, document};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
An undo is a separate run: it has its own folder, and you can resume and retry
it. If one of the written fields of a customer has changed since, undo does not
touch that customer and writes its row to rejects.csv. The same applies to an
inserted customer that now has tickets, or fields that the run did not insert
(except those that the help desk fills in itself).

Examples:
  deskferry undo latest
  deskferry undo 20261123T204500Z-contacts-3f9a0c --yes --rate 300/m")]
pub(crate) struct Args {
    /// The run: its id, the start of its id, `latest`, or its folder
    #[arg(value_parser = file_name())]
    run: String,
    /// Do not ask for confirmation
    #[arg(long)]
    yes: bool,
    /// Undo the confirmed writes even if other writes of the run are pending or unknown
    #[arg(long)]
    unfinished: bool,
    /// Delete inserted customers even if fields or tickets were added since
    #[arg(long)]
    even_changed: bool,
    /// Stop after this many failed writes; 0 = never [default: 100 in a row, or 10% after 200 writes]
    #[arg(long, value_name = "N")]
    max_failures: Option<MaxFailures>,
    #[command(flatten)]
    lock: LockArgs,
    #[command(flatten)]
    notify: NotifyArgs,
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    args.notify.over(&global.connection, "undo", |facts| run_watched(global, args, facts))
}

fn run_watched(global: &GlobalArgs, args: &Args, facts: &mut JobFacts) -> CommandResult {
    let finished = block_on(async {
        let run_dir = global.connection.config()?.run_dir()?.to_owned();
        let folder = UNDO.folder(&args.run, &run_dir, &global.output)?;
        let LockedRun { folder, run, lock: _lock } = LockedRun::open(folder)?;
        let remote = ConnectedClient::open_of(&global.connection, &global.output, &run).await?;
        let settings = settings(args, &remote.config, &run.settings);
        let undoable = Undoable::open(&folder, run, &remote.known_as())?;
        if is_undone(&folder, &run_dir)? || !is_due(args, &folder.id(), &undoable, &remote.known_as())? {
            return Ok(None);
        }
        let _account = remote.lock_account(Some(args.lock), &global.output).await?;
        warn_of_unknown(&folder.id(), &undoable);
        let job = remote.write_job(&global.output, settings)?;
        let finished = undo(&job, &undoable, remote.config.run_dir()?).await?;
        remote.close().await;
        Ok(Some(finished))
    })?;
    let Some(finished) = finished else { return Ok(ExitStatus::Success) };
    facts.counts.extend(job_counts(&finished.counts));
    report(&global.output, &finished)
}

const UNDO: WorkOnRun = WorkOnRun {
    doing: "undoing",
    names_it: true,
    suits: |run| run.writes() && run.command != RunCommand::Undo,
};

/// True if all that the run wrote is already undone; says so.
fn is_undone(folder: &RunFolder, run_dir: &Path) -> Result<bool, CommandError> {
    let undone = RunSummary::of(folder.clone()).undone(&runs(run_dir)?).filter(|undone| undone.whole);
    if let Some(Undone { by, .. }) = &undone {
        document::set("undone_by", by)?;
        console::say(&format!("{} is already undone, by {by}; nothing was changed\n", folder.id()));
    }
    Ok(undone.is_some())
}

/// Refuses a run with pending or unknown writes, and asks for confirmation.
fn is_due(args: &Args, id: &str, of: &Undoable, account: &HelpDeskAccount) -> Result<bool, CommandError> {
    let counts = of.counts();
    let open = counts.pending + counts.unknown;
    if open > 0 && !args.unfinished && !of.is_continued() {
        return Err(CommandError::usage(format!(
            "{} of {id} {} pending or unknown: resume it first, or undo only the confirmed writes with \
             --unfinished",
            counted(open, "write", "writes"),
            if open == 1 { "is" } else { "are" }
        )));
    }
    let inserted = counts.inserted;
    let updated = counts.updated;
    if inserted + updated == 0 {
        console::say(&format!("{id} wrote nothing, so there is nothing to undo\n"));
        return Ok(false);
    }
    let what = would_change(inserted, updated);
    if args.yes {
        return Ok(true);
    }
    if !console::can_ask() {
        return Err(CommandError::usage(format!(
            "{what}, but this is not a terminal: pass --yes to confirm"
        )));
    }
    console::banner(sandbox_list_banner(account));
    let agreed = console::ask(&format!("{id}: {what}. Continue?"))?;
    if !agreed {
        console::say("nothing was changed\n");
    }
    Ok(agreed)
}

/// Says which customers an undo does not reach.
fn warn_of_unknown(id: &str, of: &Undoable) {
    let unknown = of.counts().unknown;
    if unknown > 0 && !of.is_continued() {
        console::warn(&format!(
            "{} of {id} may have arrived, and {} not undone: `deskferry resume {id}` looks for {}",
            counted(unknown, "write", "writes"),
            if unknown == 1 { "is" } else { "are" },
            if unknown == 1 { "it" } else { "them" },
        ));
    }
}

/// What the undo would do, without zeros; at least one number is above zero.
fn would_change(inserted: u64, updated: u64) -> String {
    let some = |count: u64, one, many| (count > 0).then(|| counted(count, one, many));
    let deleted = some(inserted, "inserted customer would be deleted", "inserted customers would be deleted");
    let restored = some(updated, "changed customer would be restored", "changed customers would be restored");
    deleted.into_iter().chain(restored).collect::<Vec<_>>().join(", and ")
}

/// The settings of the undo: those of the run that still apply, and the flags.
fn settings(args: &Args, config: &Config, of: &RunFileSettings) -> RunFileSettings {
    RunFileSettings {
        rate: config.rate.value,
        rate_is_default: !config.rate_is_stated(),
        concurrency: config.concurrency.value,
        max_failures: args.max_failures.unwrap_or_default().number(),
        timeout_seconds: config.timeout.value.as_secs_f64(),
        put_partial: of.put_partial,
        settle_millis: of.settle_millis,
        even_changed: args.even_changed,
        language: config.language.value,
        journal: config.journal_address(),
        ..RunFileSettings::default()
    }
}
