//! `deskferry apply`

use std::path::PathBuf;
use std::time::Duration;

use clap::Args as ClapArgs;
use deskferry::config::{Config, parse_positive_duration};
use deskferry::exit_status::ExitStatus;
use deskferry::file::Interrupt;
use deskferry::import::{RefreshJob, Refreshed, refresh};
use deskferry::journal::RunFileSettings;
use deskferry::monitor::JobFacts;
use deskferry::planfile::{ApplyJob, PlanReader, apply};
use deskferry::writer::MaxFailures;

use super::args::{ChangedSettings, GlobalArgs, LockArgs, MonitoringArgs, file_name};
use super::command_error::CommandResult;
use super::connection::ConnectedClient;
use super::output_extension::PLAN;
use super::run_report::{document_run, job_counts, report};
use super::runtime::block_on;
use super::{console, document};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
apply makes no new decisions. It reads each customer again before changing it.
If a field to be written has changed since the plan was made, the row is
rejected and the newer value is kept; a field with the policy if_empty is left
as it is, and the rest of the row is written. Before each insert, it looks up
the match key again. A plan that was edited, cut off, already applied, or made
for another account is refused with exit status 5. Mode, keys, --write, --put
and --marker come from the plan.

Examples:
  deskferry import contacts.csv -m my.toml --dry-run --plan-out plan.jsonl
  deskferry apply plan.jsonl
  deskferry apply plan.jsonl --all-or-nothing --rate 300/m
  deskferry apply plan.jsonl --refresh --plan-out new.jsonl")]
pub(crate) struct Args {
    /// Plan written by `import` or `restore` with --dry-run --plan-out; `-` is standard input
    #[arg(value_parser = file_name())]
    plan: String,
    /// Check every record first, and send nothing if one has changed (exit status 5)
    #[arg(long)]
    all_or_nothing: bool,
    /// Write nothing: plan again from the same sources, and show what is different
    #[arg(long, conflicts_with_all = ["all_or_nothing", "again", "anew"])]
    refresh: bool,
    /// Save the new plan
    #[arg(long, value_name = "FILE", requires = "refresh")]
    plan_out: Option<PathBuf>,
    /// Apply a plan again; customers that already exist are found by the match key
    #[arg(long)]
    again: bool,
    /// Apply even if an earlier run with rows of this plan is unfinished; inserts it may have made are looked up
    #[arg(long)]
    anew: bool,
    /// Stop after this many failed writes; 0 = never [default: as in the plan]
    #[arg(long, value_name = "N")]
    max_failures: Option<MaxFailures>,
    /// How long to wait before an insert without an answer counts as not written [default: as in the plan]
    #[arg(long, value_name = "TIME", value_parser = parse_positive_duration)]
    settle_for: Option<Duration>,
    /// Before sending an insert, repeat a lookup older than this if the list does not show new customers
    /// [default: as in the plan]
    #[arg(long, value_name = "TIME", value_parser = parse_positive_duration)]
    match_age: Option<Duration>,
    #[command(flatten)]
    lock: LockArgs,
    #[command(flatten)]
    watch: MonitoringArgs,
}

pub(crate) fn run(global: &GlobalArgs, mut args: Args) -> CommandResult {
    args.plan_out.as_deref().map_or(Ok(()), |path| PLAN.check_extension(path))?;
    document::keep_output("--plan-out", args.plan_out.as_deref())?;
    let watch = std::mem::take(&mut args.watch);
    watch.over(&global.connection, "apply", |facts| {
        facts.dry_run = args.refresh;
        if args.refresh { run_refresh(global, &args) } else { run_apply(global, &args, facts) }
    })
}

fn run_apply(global: &GlobalArgs, args: &Args, facts: &mut JobFacts) -> CommandResult {
    let finished = block_on(async {
        let interrupt = Interrupt::default();
        let plan = PlanReader::open(&args.plan, &interrupt)?;
        let settings = plan.head().settings.clone();
        let remote = ConnectedClient::open_as(&global.connection, &global.output, plan.head()).await?;
        let _account = remote.lock_account(Some(args.lock), &global.output).await?;
        let write = remote.write_job(&global.output, settings_over(args, &remote.config, settings))?;
        let run_dir = remote.config.run_dir()?.to_owned();
        let again = args.again;
        let anew = args.anew;
        let all_or_nothing = args.all_or_nothing;
        let job = ApplyJob { plan, interrupt, again, anew, all_or_nothing, run_dir, write };
        let finished = apply(job).await?;
        remote.close().await;
        Ok(finished)
    })?;
    facts.counts.extend(job_counts(&finished.counts));
    report(&global.output, &finished)
}

fn run_refresh(global: &GlobalArgs, args: &Args) -> CommandResult {
    let Refreshed { finished, differences } = block_on(async {
        let plan = PlanReader::open(&args.plan, &Interrupt::default())?;
        let settings = plan.head().settings.clone();
        let remote = ConnectedClient::open_as(&global.connection, &global.output, plan.head()).await?;
        let write = remote.write_job(&global.output, settings_over(args, &remote.config, settings))?;
        let run_dir = remote.config.run_dir()?.to_owned();
        let refreshed = refresh(RefreshJob { plan, plan_out: args.plan_out.clone(), run_dir, write }).await?;
        remote.close().await;
        Ok(refreshed)
    })?;
    document_run(&finished.folder)?;
    document::set("differences", &differences.document())?;
    if !global.output.quiet() {
        console::diff(&differences.lines()?);
        console::say(if differences.is_none() { SAME } else { OTHER });
    }
    console::folder_or_stderr(args.plan_out.as_deref(), finished.folder.path());
    Ok(if differences.is_none() { ExitStatus::Success } else { ExitStatus::Unproven })
}

const SAME: &str =
    "Nothing was written: the plan is still up to date\nSee report.html in the run's folder:\n";
const OTHER: &str = "Nothing was written: the plan is stale\nSee report.html in the run's folder:\n";

impl Args {
    fn changed(&self) -> ChangedSettings {
        let Self { max_failures, settle_for, match_age, .. } = self;
        ChangedSettings { max_failures: *max_failures, settle_for: *settle_for, match_age: *match_age }
    }
}

/// The settings of the plan with the given flags in their place. Where the journal is, is not in the plan.
fn settings_over(args: &Args, config: &Config, of: RunFileSettings) -> RunFileSettings {
    args.changed().over(config, of).journal_in(config.journal_address())
}
