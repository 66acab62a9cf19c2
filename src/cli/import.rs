//! `deskferry import`

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args as ClapArgs;
use deskferry::exit_status::ExitStatus;
use deskferry::import::{FixesOfJob, ImportJob, StatedSettings, import};
use deskferry::journal::{ReadSettings, RunFileSettings};
use deskferry::mapping::Mapping;
use deskferry::monitor::JobFacts;
use deskferry::plan::OnMultiple;
use deskferry::run::CustomFields;
use deskferry::source::ReadOptions;

use super::args::{GlobalArgs, ModeArg, MonitoringArgs, OutputArgs, SourceArgs, WriteArgs};
use super::command_error::{CommandError, CommandResult};
use super::connection::ConnectedClient;
use super::document::keep_output;
use super::onto::{DryRunOnto, OntoArgs};
use super::output_extension::PLAN;
use super::run_report::{job_counts, report};
use super::runtime::block_on;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry import contacts.csv -m hubspot --sandbox
  deskferry import contacts.xlsx --sheet Customers -m my.toml --dry-run
  deskferry import contacts.csv -m my.toml --dry-run --plan-out plan.jsonl
  deskferry import a.csv -m my.toml --dry-run --onto b/latest --sandbox=after.db
  deskferry import contacts.csv -m my.toml --sample 25
  deskferry import a.csv b.csv.gz -m my.toml --mode update --rate 300/m
  deskferry import deskferry-runs/…/rejects.xlsx -m hubspot     (corrected)")]
pub(crate) struct Args {
    #[command(flatten)]
    source: SourceArgs,
    /// upsert: update matches, insert the rest; insert: only new customers; update: only matches
    /// [default: upsert; for rejects, as in their run]
    #[arg(long, value_enum)]
    mode: Option<ModeArg>,
    /// Read, check and match everything, show the plan, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Save the plan of the dry run, for `deskferry apply`; `-` is standard output
    #[arg(long, value_name = "FILE", requires = "dry_run")]
    plan_out: Option<PathBuf>,
    /// What to do if several customers match: reject the row, or take the first or last in the help desk's list
    /// [default: reject; for rejects, as in their run]
    #[arg(long, value_name = "WHAT")]
    on_multiple: Option<OnMultiple>,
    /// Import even if fixes no longer fit their rows; these are left out
    #[arg(long, requires = "fixes")]
    allow_refused_fixes: bool,
    /// Import even if an earlier run of the same source and mapping is unfinished; inserts it may have made are looked up
    #[arg(long)]
    anew: bool,
    #[command(flatten)]
    onto: OntoArgs,
    #[command(flatten)]
    writing: WriteArgs,
    #[command(flatten)]
    watch: MonitoringArgs,
}

pub(crate) fn run(global: &GlobalArgs, mut args: Args) -> CommandResult {
    std::mem::take(&mut args.watch)
        .over(&global.connection, "import", |facts| run_watched(global, args, facts))
}

fn run_watched(global: &GlobalArgs, args: Args, facts: &mut JobFacts) -> CommandResult {
    args.plan_out.as_deref().map_or(Ok(()), |path| PLAN.check_extension(path))?;
    keep_output("--plan-out", args.plan_out.as_deref())?;
    let onto = args.onto.wanted(args.dry_run, args.plan_out.is_some(), &global.connection)?;
    let mapping = args.source.mapping(&global.output)?;
    let stated = StatedSettings {
        mode: args.mode.map(Into::into),
        on_multiple: args.on_multiple,
        write: args.writing.write_overrides()?,
    };
    mapping.write_policies(&stated.write).map_err(CommandError::usage)?;
    let read = args.source.read_options(mapping.source())?;
    let custom_fields = args.source.custom_fields()?;
    let fixes = args.source.fixes(args.allow_refused_fixes)?;
    let (finished, exit) = block_on(async {
        let fields = custom_fields.as_ref();
        let (mut onto, remote) = match &onto {
            Some(onto) => {
                let (onto, remote) = DryRunOnto::begin(onto, global, fields).await?;
                (Some(onto), remote)
            }
            None => (None, ConnectedClient::open_new(&global.connection, &global.output, fields).await?),
        };
        let _lock = remote.lock_account(args.writing.lock(args.dry_run), &global.output).await?;
        let custom_fields = custom_fields.clone().unwrap_or_default();
        let inputs = ImportInputs { mapping, read, stated, custom_fields, fixes };
        let job = args.job(&remote, &global.output, inputs)?;
        onto.iter_mut().for_each(|onto| onto.writing_like(&job.write));
        let finished = import(job).await?;
        let exit = match onto {
            Some(onto) => onto.end(remote, &finished, &global.output).await?,
            None => {
                remote.close().await;
                ExitStatus::Success
            }
        };
        Ok((finished, exit))
    })?;
    facts.counts.extend(job_counts(&finished.counts));
    facts.dry_run = args.dry_run;
    Ok(report(&global.output, &finished)?.max(exit))
}

/// What the flags say about the rows.
struct ImportInputs {
    mapping: Arc<Mapping>,
    read: ReadOptions,
    stated: StatedSettings,
    custom_fields: CustomFields,
    fixes: Option<FixesOfJob>,
}

impl Args {
    fn job(
        &self,
        remote: &ConnectedClient,
        output: &OutputArgs,
        inputs: ImportInputs,
    ) -> Result<ImportJob, CommandError> {
        let ImportInputs { mapping, read, stated, custom_fields, fixes } = inputs;
        let settings = RunFileSettings {
            reading: ReadSettings::of(&read),
            limit: self.source.limit,
            sample: self.source.sample,
            ..self.writing.settings(&remote.config)
        };
        Ok(ImportJob {
            sources: self.source.sources.clone(),
            policies: mapping.write_policies(&stated.write).map_err(CommandError::usage)?,
            read,
            mapping,
            mode: stated.mode.unwrap_or_default(),
            on_multiple: stated.on_multiple.unwrap_or_default(),
            stated: Some(stated),
            custom_fields,
            fixes,
            dry_run: self.dry_run,
            plan_out: self.plan_out.clone(),
            anew: self.anew,
            run_dir: remote.config.run_dir()?.to_owned(),
            write: remote.write_job(output, settings)?,
        })
    }
}
