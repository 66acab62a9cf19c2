//! `deskferry import`

use std::time::Duration;

use clap::{Args as ClapArgs, ValueEnum};
use deskferry::config::{Config, span};
use deskferry::import::{Finished, ImportJob, import};
use deskferry::journal::{Reading, Settings};
use deskferry::plan::{Mode, OnMultiple};
use deskferry::report::{issues_text, outcome_table, rejects_text};
use deskferry::source::ReadOptions;
use deskferry::writer::MaxFailures;

use super::fault::Fault;
use super::global::{Global, block_on};
use super::source::SourceArgs;
use super::{Outcome, talk};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry import contacts.csv -m hubspot --sandbox
  deskferry import contacts.xlsx --sheet Customers -m my.toml --dry-run
  deskferry import a.csv b.csv.gz -m my.toml --mode update --rate 300/m
  deskferry import deskferry-runs/…/rejects.csv -m hubspot      (corrected)")]
pub(crate) struct Args {
    #[command(flatten)]
    source: SourceArgs,
    /// upsert: update a match, insert the rest; insert: only new ones; update: only matches
    #[arg(long, value_enum, default_value = "upsert")]
    mode: ModeArg,
    /// Read, check, match and decide everything, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// What to do when several customers match: reject, first or last as the help desk lists them
    #[arg(long, value_name = "WHAT", default_value = "reject")]
    on_multiple: OnMultiple,
    /// Stop after so many failed writes; 0 never [default: 100 in a row, or 10 % once 200 were sent]
    #[arg(long, value_name = "N")]
    max_failures: Option<MaxFailures>,
    /// How long an insert that got no answer must be missing before it counts as absent: 300ms, 30s, 5m
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = span)]
    settle_for: Duration,
    /// Custom field (customFields.NAME) that takes a reference of run and row, to settle rows without a key
    #[arg(long, value_name = "FIELD", value_parser = custom_field)]
    marker: Option<String>,
    /// What an update sends
    #[arg(long, value_enum, default_value = "whole")]
    put: Put,
    /// Import although another import into this account is at work on this machine
    #[arg(long)]
    allow_parallel: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ModeArg {
    Upsert,
    Insert,
    Update,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Put {
    /// The whole customer as read, with the changes
    Whole,
    /// The changed fields alone
    Partial,
}

/// `customFields.NAME`, or the name alone.
fn custom_field(text: &str) -> Result<String, String> {
    match text.strip_prefix("customFields.").unwrap_or(text) {
        "" => Err("name a custom field, such as customFields.importRef".to_owned()),
        name => Ok(name.to_owned()),
    }
}

impl From<ModeArg> for Mode {
    fn from(mode: ModeArg) -> Self {
        match mode {
            ModeArg::Upsert => Self::Upsert,
            ModeArg::Insert => Self::Insert,
            ModeArg::Update => Self::Update,
        }
    }
}

pub(crate) fn run(global: &Global, args: Args) -> Outcome {
    let mapping = args.source.mapping()?;
    if mapping.matching().is_none() && !matches!(args.mode, ModeArg::Insert) {
        return Err(Fault::usage(format!(
            "the mapping {} has no [match], so nobody can say which customers are there already; \
             add [match] with keys = [\"email\"], or import with --mode insert",
            mapping.file()
        )));
    }
    let read = args.source.read_options(mapping.source())?;
    let finished = block_on(async {
        let remote = global.connect().await?;
        let _lock = if args.dry_run || args.allow_parallel { None } else { remote.lock_account()? };
        let write = remote.write_job(global, settings(&args, &remote.config, &read))?;
        let job = ImportJob {
            sources: args.source.sources.clone(),
            read: read.clone(),
            mapping,
            mode: args.mode.into(),
            on_multiple: args.on_multiple,
            dry_run: args.dry_run,
            run_dir: remote.config.run_dir.clone(),
            write,
        };
        let finished = import(job).await?;
        if let Some(sandbox) = remote.sandbox {
            sandbox.stop().await;
        }
        Ok(finished)
    })?;
    report(global, &finished)
}

fn settings(args: &Args, config: &Config, read: &ReadOptions) -> Settings {
    Settings {
        rate: config.rate,
        concurrency: config.concurrency,
        max_failures: args.max_failures.unwrap_or_default().number(),
        timeout_seconds: config.timeout.as_secs_f64(),
        put_partial: args.put == Put::Partial,
        settle_millis: millis(args.settle_for),
        marker: args.marker.clone(),
        reading: Reading::of(read),
        limit: args.source.limit,
    }
}

pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Says what happened. The run's folder is data: it goes to stdout.
pub(crate) fn report(global: &Global, finished: &Finished) -> Outcome {
    let (exit, reason) = finished.run.end.as_ref().map_or((0, ""), |end| (end.exit, end.reason.as_str()));
    if !global.quiet() {
        let bad = finished.counts.rejected + finished.counts.failed + finished.counts.unknown;
        if !finished.run.dry_run {
            talk::block(&outcome_table(&finished.counts));
        }
        talk::block(&rejects_text(&finished.issues, bad));
        talk::block(&issues_text(
            &finished.issues,
            "results.csv has the warnings of all other rows, under _note.",
        ));
        talk::say(&format!("{}{reason}\n{}The run's folder:\n", dry(finished), next(finished)));
    }
    talk::folder(finished.folder.path());
    Ok(exit)
}

fn dry(finished: &Finished) -> &'static str {
    if finished.run.dry_run { "Dry run, nothing was written: " } else { "" }
}

/// What to do when rows are left that were not written.
fn next(finished: &Finished) -> String {
    if finished.run.dry_run || finished.counts.pending == 0 {
        return String::new();
    }
    format!("Nothing is lost; to go on: deskferry resume {}\n", finished.run.id)
}
