//! `deskferry import`

use clap::{Args as ClapArgs, ValueEnum};
use deskferry::api::Backoff;
use deskferry::import::{Finished, ImportJob, import};
use deskferry::journal::{Account, Settings};
use deskferry::plan::{Mode, OnMultiple};
use deskferry::report::{issues_text, outcome_table, rejects_text};
use deskferry::writer::{MaxFailures, Stop, WriterSettings};

use super::fault::Fault;
use super::global::{Global, Remote, block_on};
use super::source::SourceArgs;
use super::{Outcome, progress, signals, talk};

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
    /// What an update sends
    #[arg(long, value_enum, default_value = "whole")]
    put: Put,
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
        let Remote { client, config, account, sandbox } = global.connect().await?;
        let stop = Stop::default();
        signals::listen(&stop)?;
        let max_failures = args.max_failures.unwrap_or_default();
        let put_partial = args.put == Put::Partial;
        let job = ImportJob {
            sources: args.source.sources.clone(),
            read,
            mapping,
            mode: args.mode.into(),
            on_multiple: args.on_multiple,
            dry_run: args.dry_run,
            run_dir: config.run_dir.clone(),
            settings: Settings {
                rate: config.rate,
                concurrency: config.concurrency,
                max_failures: max_failures.number(),
                timeout_seconds: config.timeout.as_secs(),
                put_partial,
                limit: args.source.limit,
            },
            account: Account::new(config.base_url.as_str(), &account.client_id),
            client,
            writer: WriterSettings {
                concurrency: config.concurrency,
                max_failures,
                backoff: Backoff::default(),
                put_partial,
            },
            listener: progress::listener(global),
            stop,
        };
        let finished = import(job).await?;
        if let Some(sandbox) = sandbox {
            sandbox.stop().await;
        }
        Ok(finished)
    })?;
    report(global, &finished)
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
    talk::data(&format!("{}\n", finished.folder.path().display()))?;
    Ok(exit)
}

fn dry(finished: &Finished) -> &'static str {
    if finished.run.dry_run { "Dry run, nothing was written: " } else { "" }
}

/// What to do when rows are left that were not written.
fn next(finished: &Finished) -> &'static str {
    match (finished.counts.pending, finished.run.match_keys.is_empty()) {
        _ if finished.run.dry_run => "",
        (0, _) => "",
        (_, false) => "Nothing is lost: import the same file again; what was written is found by its key.\n",
        (_, true) => {
            "Nothing is lost: import the rows that results.csv calls pending; the mapping has no key by which \
             the others would be found.\n"
        }
    }
}
