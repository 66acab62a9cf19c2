//! `deskferry resume` and `deskferry retry`

use std::sync::Arc;
use std::time::Duration;

use clap::Args as ClapArgs;
use deskferry::config::{Config, parse_positive_duration};
use deskferry::import::{FixesOfJob, ImportJob, replan};
use deskferry::journal::{InputFile, RunFile};
use deskferry::mapping::Mapping;
use deskferry::monitor::JobFacts;
use deskferry::run::{CustomFields, RunError, WriteJob, check_not_taken_over};
use deskferry::writer::MaxFailures;

use super::args::{ChangedSettings, GlobalArgs, LockArgs, NotifyArgs, file_name};
use super::command_error::{CommandError, CommandResult};
use super::connection::ConnectedClient;
use super::latest_run::WorkOnRun;
use super::locked_run::LockedRun;
use super::run_report::{job_counts, report};
use super::runtime::block_on;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry resume latest
  deskferry retry 20261123T204500Z-contacts-3f9a0c --rate 300/m
  deskferry resume deskferry-runs/20261123T204500Z-contacts-3f9a0c")]
pub(crate) struct Args {
    /// The run: its id, the start of its id, `latest`, or its folder
    #[arg(value_parser = file_name())]
    run: String,
    /// Stop after this many failed writes; 0 = never [default: as in the run]
    #[arg(long, value_name = "N")]
    max_failures: Option<MaxFailures>,
    /// How long to wait before an insert without an answer counts as not written [default: as in the run]
    #[arg(long, value_name = "TIME", value_parser = parse_positive_duration)]
    settle_for: Option<Duration>,
    /// Before sending an insert, repeat a lookup older than this if the list does not show new customers
    /// [default: as in the run]
    #[arg(long, value_name = "TIME", value_parser = parse_positive_duration)]
    match_age: Option<Duration>,
    #[command(flatten)]
    lock: LockArgs,
    /// Confirm that the run's folder was moved, copied or restored, and that the original is gone
    #[arg(long)]
    moved: bool,
    #[command(flatten)]
    notify: NotifyArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Continuation {
    Resume,
    Retry,
}

impl Continuation {
    /// `latest` means the newest run that writes.
    fn latest(self) -> WorkOnRun {
        let doing = match self {
            Self::Resume => "resuming",
            Self::Retry => "retrying",
        };
        WorkOnRun { doing, names_it: false, suits: RunFile::writes }
    }
}

pub(crate) fn run(global: &GlobalArgs, args: &Args, again: Continuation) -> CommandResult {
    let command = match again {
        Continuation::Resume => "resume",
        Continuation::Retry => "retry",
    };
    args.notify.over(&global.connection, command, |facts| run_watched(global, args, again, facts))
}

fn run_watched(global: &GlobalArgs, args: &Args, again: Continuation, facts: &mut JobFacts) -> CommandResult {
    let changed = ChangedSettings {
        max_failures: args.max_failures,
        settle_for: args.settle_for,
        match_age: args.match_age,
    };
    let finished = block_on(async {
        let run_dir = global.connection.config()?.run_dir()?.to_owned();
        let named = again.latest().folder(&args.run, &run_dir, &global.output)?;
        let LockedRun { folder, mut run, lock: _lock } = LockedRun::open(named)?;
        check_not_taken_over(&folder, &run)?;
        let remote = ConnectedClient::open_of(&global.connection, &global.output, &run).await?;
        let _account = remote.lock_account(Some(args.lock), &global.output).await?;
        run.settings.language = remote.config.language.value;
        let write = remote.write_job(&global.output, changed.over(&remote.config, run.settings.clone()))?;
        let finished = match again {
            Continuation::Resume if !run.planned => {
                replan(import_job(write, &remote.config, &run)?, folder, run).await?
            }
            Continuation::Resume => write.resume(folder, run, args.moved).await?,
            Continuation::Retry => write.retry(folder, run, args.moved).await?,
        };
        remote.close().await;
        Ok(finished)
    })?;
    facts.counts.extend(job_counts(&finished.counts));
    report(&global.output, &finished)
}

/// The job that repeats phase one. Only a run with an unfinished plan needs its sources and its mapping.
fn import_job(write: WriteJob, config: &Config, run: &RunFile) -> Result<ImportJob, CommandError> {
    let path = |input: &InputFile| input.path.clone().unwrap_or_else(|| input.file.clone());
    Ok(ImportJob {
        sources: run.inputs.iter().map(path).collect(),
        read: run.settings.reading.options(),
        mapping: Arc::new(mapping(run)?),
        mode: run.mode,
        on_multiple: run.on_multiple,
        policies: run.write_policies.clone(),
        stated: None,
        custom_fields: CustomFields::of_run(run.custom_fields.as_ref()),
        fixes: FixesOfJob::of_run(run.fixes.as_ref())?,
        dry_run: false,
        plan_out: None,
        anew: true,
        run_dir: config.run_dir()?.to_owned(),
        write,
    })
}

fn mapping(run: &RunFile) -> Result<Mapping, CommandError> {
    run.mapping.reparse().map_err(|why| RunError::Usage(why).into())
}
