//! `deskferry resume` and `deskferry retry`

use std::sync::Arc;
use std::time::Duration;

use clap::Args as ClapArgs;
use deskferry::config::{Config, parse_positive_duration};
use deskferry::import::{ImportJob, replan};
use deskferry::journal::{InputFile, RunFile, RunFileSettings, RunFolder, RunLock};
use deskferry::mapping::Mapping;
use deskferry::run::{CustomFields, RunError, WriteJob, check_not_taken_over};
use deskferry::writer::MaxFailures;

use super::CommandResult;
use super::command_error::CommandError;
use super::global_args::{GlobalArgs, block_on};
use super::import::report;
use super::source_args::file_name;
use super::write_args::millis;

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
    /// How old an insert's lookup may be when the insert is sent, if the list does not show new customers
    /// [default: as in the run]
    #[arg(long, value_name = "TIME", value_parser = parse_positive_duration)]
    match_age: Option<Duration>,
    /// Run even if another import into this account is running
    #[arg(long)]
    allow_parallel: bool,
    /// Confirm that the run's folder was moved, copied or restored, and that the original is gone
    #[arg(long)]
    moved: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Continuation {
    Resume,
    Retry,
}

pub(crate) fn run(global: &GlobalArgs, args: &Args, again: Continuation) -> CommandResult {
    let finished = block_on(async {
        let folder = RunFolder::open(&args.run, global.config()?.run_dir()?)?;
        let _lock = RunLock::take(&folder)?;
        let run = RunFile::load(&folder)?;
        check_not_taken_over(&folder, &run)?;
        let remote = global.connect_with(global.as_in(&run.settings)?).await?;
        let _account = if args.allow_parallel { None } else { remote.lock_account()? };
        let write = remote.write_job(global, settings(args, &remote.config, &run))?;
        let finished = match again {
            Continuation::Resume if !run.planned => {
                replan(import_job(write, &remote.config, &run)?, folder, run).await?
            }
            Continuation::Resume => write.resume(folder, run, args.moved).await?,
            Continuation::Retry => write.retry(folder, run, args.moved).await?,
        };
        if let Some(sandbox) = remote.sandbox {
            sandbox.stop().await;
        }
        Ok(finished)
    })?;
    report(global, &finished)
}

/// What phase one needs once more. A run whose plan is whole needs neither its sources nor its mapping.
fn import_job(write: WriteJob, config: &Config, run: &RunFile) -> Result<ImportJob, CommandError> {
    let path = |input: &InputFile| input.path.clone().unwrap_or_else(|| input.file.clone());
    Ok(ImportJob {
        sources: run.inputs.iter().map(path).collect(),
        read: run.settings.reading.options(),
        mapping: Arc::new(mapping(run)?),
        mode: run.mode,
        on_multiple: run.on_multiple,
        custom_fields: CustomFields::of_run(run.custom_fields.as_ref()),
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

/// Those of the run, with what the flags change.
fn settings(args: &Args, config: &Config, run: &RunFile) -> RunFileSettings {
    let of = &run.settings;
    RunFileSettings {
        rate: config.rate,
        concurrency: config.concurrency,
        max_failures: args.max_failures.map_or(of.max_failures, MaxFailures::number),
        timeout_seconds: config.timeout.as_secs_f64(),
        settle_millis: args.settle_for.map_or(of.settle_millis, millis),
        match_millis: args.match_age.map(millis).or(of.match_millis),
        ..of.clone()
    }
}
