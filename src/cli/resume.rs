//! `deskferry resume` and `deskferry retry`

use std::sync::Arc;
use std::time::Duration;

use clap::Args as ClapArgs;
use deskferry::api::Backoff;
use deskferry::config::{Config, span};
use deskferry::import::{Finished, ImportError, ImportJob, UndoJob, resume, resume_undo, retry, retry_undo};
use deskferry::journal::{JournalError, RunFile, RunFolder, RunLock, Settings};
use deskferry::mapping::Mapping;
use deskferry::writer::{MaxFailures, Stop, WriterSettings};

use super::fault::Fault;
use super::global::{Global, Remote, block_on};
use super::import::report;
use super::{Outcome, progress, signals};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry resume latest
  deskferry retry 20261123T204500Z-contacts-3f9a0c --rate 300/m
  deskferry resume deskferry-runs/20261123T204500Z-contacts-3f9a0c")]
pub(crate) struct Args {
    /// The run: its id, a beginning of it, its folder, or `latest`
    run: String,
    /// Stop after so many failed writes; 0 never [default: as the run]
    #[arg(long, value_name = "N")]
    max_failures: Option<MaxFailures>,
    /// How long an insert that got no answer must be missing before it counts as absent [default: as the run]
    #[arg(long, value_name = "TIME", value_parser = span)]
    settle_for: Option<Duration>,
    /// Work beside another import into this account
    #[arg(long)]
    allow_parallel: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    Resume,
    Retry,
}

pub(crate) fn run(global: &Global, args: &Args, again: Again) -> Outcome {
    let finished = block_on(async {
        let folder = RunFolder::open(&args.run, &global.config()?.run_dir)?;
        let _lock = RunLock::take(&folder)?;
        let run = RunFile::load(&folder)?;
        let remote = global.connect_with(global.as_in(&run)?).await?;
        let _account = if args.allow_parallel { None } else { remote.lock_account()? };
        let finished = match run.undoes {
            Some(_) => undo_again(global, args, again, &remote, folder, run).await?,
            None => import_again(global, args, again, &remote, folder, run).await?,
        };
        if let Some(sandbox) = remote.sandbox {
            sandbox.stop().await;
        }
        Ok(finished)
    })?;
    report(global, &finished)
}

async fn import_again(
    global: &Global,
    args: &Args,
    again: Again,
    remote: &Remote,
    folder: RunFolder,
    run: RunFile,
) -> Result<Finished, Fault> {
    let stop = Stop::default();
    signals::listen(&stop)?;
    let job = ImportJob {
        sources: run
            .inputs
            .iter()
            .map(|input| input.path.clone().unwrap_or_else(|| input.file.clone()))
            .collect(),
        read: run.settings.reading.options(),
        mapping: Arc::new(mapping(&run)?),
        mode: run.mode,
        on_multiple: run.on_multiple,
        dry_run: false,
        run_dir: remote.config.run_dir.clone(),
        settings: run.settings.clone(),
        account: remote.known_as(),
        client: remote.client.clone(),
        writer: writer_settings(args, &remote.config, &run.settings),
        listener: progress::listener(global),
        stop,
    };
    Ok(match again {
        Again::Resume => resume(job, folder, run).await?,
        Again::Retry => retry(job, folder, run).await?,
    })
}

/// An undo has its whole plan in its own journal: it needs neither the sources nor the mapping.
async fn undo_again(
    global: &Global,
    args: &Args,
    again: Again,
    remote: &Remote,
    folder: RunFolder,
    run: RunFile,
) -> Result<Finished, Fault> {
    let stop = Stop::default();
    signals::listen(&stop)?;
    let job = UndoJob {
        account: remote.known_as(),
        client: remote.client.clone(),
        writer: writer_settings(args, &remote.config, &run.settings),
        listener: progress::listener(global),
        stop,
    };
    Ok(match again {
        Again::Resume => resume_undo(&job, folder, run).await?,
        Again::Retry => retry_undo(&job, folder, run).await?,
    })
}

fn mapping(run: &RunFile) -> Result<Mapping, Fault> {
    let parsed = Mapping::parse(&run.mapping.file, &run.mapping.text);
    parsed.map_err(|error| ImportError::Journal(JournalError::Damaged(error.to_string())).into())
}

fn writer_settings(args: &Args, config: &Config, settings: &Settings) -> WriterSettings {
    let max_failures = args.max_failures.unwrap_or_else(|| MaxFailures::of(settings.max_failures));
    WriterSettings {
        concurrency: config.concurrency,
        max_failures,
        backoff: Backoff::default(),
        put_partial: settings.put_partial,
        lookup: None,
        marker: None,
        settle_for: args.settle_for.unwrap_or(Duration::from_millis(settings.settle_millis)),
    }
}
