//! `deskferry import`

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use deskferry::file::path_of;
use deskferry::import::{ImportJob, import};
use deskferry::journal::{JournalReader, ReadSettings, RowCounts, RunFileSettings, quoted};
use deskferry::plan::{ImportMode, OnMultiple};
use deskferry::report::{issues_text, outcome_table, preview_changes, rejects_text};
use deskferry::run::FinishedRun;

use super::command_error::CommandError;
use super::global_args::{GlobalArgs, block_on};
use super::monitoring_args::{JobCounts, MonitoringArgs};
use super::output_extension::PLAN;
use super::source_args::SourceArgs;
use super::write_args::WriteArgs;
use super::{CommandResult, console};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry import contacts.csv -m hubspot --sandbox
  deskferry import contacts.xlsx --sheet Customers -m my.toml --dry-run
  deskferry import contacts.csv -m my.toml --dry-run --plan-out plan.jsonl
  deskferry import a.csv b.csv.gz -m my.toml --mode update --rate 300/m
  deskferry import deskferry-runs/…/rejects.csv -m hubspot      (corrected)")]
pub(crate) struct Args {
    #[command(flatten)]
    source: SourceArgs,
    /// upsert: update matches, insert the rest; insert: only new customers; update: only matches
    #[arg(long, value_enum, default_value = "upsert")]
    mode: ModeArg,
    /// Read, check and match everything, show the plan, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Save the plan of the dry run, for `deskferry apply`; `-` is standard output
    #[arg(long, value_name = "FILE", requires = "dry_run")]
    plan_out: Option<PathBuf>,
    /// What to do if several customers match: reject the row, or take the first or last in the help desk's list
    #[arg(long, value_name = "WHAT", default_value = "reject")]
    on_multiple: OnMultiple,
    /// Import even if an earlier run of the same source and mapping is unfinished; inserts it may have made are looked up
    #[arg(long)]
    anew: bool,
    #[command(flatten)]
    writing: WriteArgs,
    #[command(flatten)]
    watch: MonitoringArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ModeArg {
    Upsert,
    Insert,
    Update,
}

impl From<ModeArg> for ImportMode {
    fn from(mode: ModeArg) -> Self {
        match mode {
            ModeArg::Upsert => Self::Upsert,
            ModeArg::Insert => Self::Insert,
            ModeArg::Update => Self::Update,
        }
    }
}

pub(crate) fn run(global: &GlobalArgs, mut args: Args) -> CommandResult {
    std::mem::take(&mut args.watch).over(global, "import", |tally| run_watched(global, args, tally))
}

fn run_watched(global: &GlobalArgs, args: Args, tally: &mut JobCounts) -> CommandResult {
    args.plan_out.as_deref().map_or(Ok(()), |path| PLAN.check_extension(path))?;
    let mapping = args.source.mapping()?;
    if mapping.matching().is_none() && !matches!(args.mode, ModeArg::Insert) {
        return Err(CommandError::usage(format!(
            "the mapping {} has no [match], so existing customers can't be recognized; add [match] with \
             keys = [\"email\"], or import with --mode insert",
            mapping.file()
        )));
    }
    let read = args.source.read_options(mapping.source())?;
    let custom_fields = args.source.custom_fields()?;
    let finished = block_on(async {
        let remote = global.connect().await?;
        let _lock = args.writing.lock(&remote, args.dry_run)?;
        let settings = RunFileSettings {
            reading: ReadSettings::of(&read),
            limit: args.source.limit,
            ..args.writing.settings(&remote.config)
        };
        let write = remote.write_job(global, settings)?;
        let job = ImportJob {
            sources: args.source.sources.clone(),
            read: read.clone(),
            mapping,
            mode: args.mode.into(),
            on_multiple: args.on_multiple,
            custom_fields: custom_fields.unwrap_or_default(),
            dry_run: args.dry_run,
            plan_out: args.plan_out.clone(),
            anew: args.anew,
            run_dir: remote.config.run_dir()?.to_owned(),
            write,
        };
        let finished = import(job).await?;
        if let Some(sandbox) = remote.sandbox {
            sandbox.stop().await;
        }
        Ok(finished)
    })?;
    tally.extend(counted(&finished.counts));
    report(global, &finished)
}

/// For the metrics.
pub(crate) fn counted(counts: &RowCounts) -> [(&'static str, u64); 8] {
    [
        ("inserted", counts.inserted),
        ("updated", counts.updated),
        ("unchanged", counts.unchanged),
        ("skipped", counts.skipped),
        ("merged", counts.merged),
        ("rejected", counts.rejected),
        ("failed", counts.failed),
        ("unknown", counts.unknown),
    ]
}

/// Says what happened. The run's folder is data: it goes to stdout.
pub(crate) fn report(global: &GlobalArgs, finished: &FinishedRun) -> CommandResult {
    let (exit, reason) = finished.run.end.as_ref().map_or((0, ""), |end| (end.exit, end.reason.as_str()));
    if !global.quiet() {
        let bad = finished.counts.rejected + finished.counts.failed + finished.counts.unknown;
        match finished.run.dry_run {
            true => console::diff(&preview_changes(&JournalReader::open(&finished.folder.journal())?)?),
            false => console::block(&outcome_table(&finished.counts)),
        }
        console::block(&rejects_text(&finished.issues, bad));
        let warnings = match bad {
            0 => "results.csv has all warnings, in the column _note.",
            _ => "results.csv has the warnings of all other rows, in the column _note.",
        };
        console::block(&issues_text(&finished.issues, warnings, &finished.folder));
        console::say(&format!(
            "{}{reason}\n{}See report.html in the run's folder:\n",
            dry(finished),
            next(finished)
        ));
    }
    if global.quiet() && exit != 0 {
        console::say(&format!("{reason}\n{}", next(finished)));
    }
    let plan = finished.run.saved_plan.as_ref().map(|plan| path_of(&plan.file));
    console::folder_beside(plan.as_deref(), finished.folder.path());
    Ok(exit)
}

fn dry(finished: &FinishedRun) -> &'static str {
    if finished.run.dry_run { "Dry run, nothing was written: " } else { "" }
}

/// What to do with a plan that was kept, or when rows are left that were not written.
fn next(finished: &FinishedRun) -> String {
    if let Some(plan) = finished.run.saved_plan.as_ref().filter(|plan| plan.file != "-") {
        let reach = finished.run.settings.reach.iter().map(|word| format!(" {}", quoted(word)));
        let plan = quoted(&plan.file);
        let flags = reach.collect::<String>();
        return format!("To write exactly this plan: deskferry apply {plan}{flags}\n");
    }
    let stopped = finished.run.end.as_ref().is_some_and(|end| [3, 4].contains(&end.exit));
    if finished.run.dry_run || finished.counts.pending == 0 && !stopped {
        return String::new();
    }
    if finished.run.stored.as_ref().is_some_and(|stored| stored.refused.is_some()) {
        return "Nothing is lost, but resume would stop in the same way. Change the mapping as described, then \
                start a new import.\n"
            .to_owned();
    }
    format!(
        "Nothing is lost; to continue: {}\n",
        finished.folder.command_line("resume", &finished.run.settings)
    )
}
