//! `deskferry singer target`

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args as ClapArgs;
use deskferry::config::is_json_settings;
use deskferry::exit_status::ExitStatus;
use deskferry::file::{name_of, read_text};
use deskferry::import::{ImportJob, import};
use deskferry::journal::{ReadSettings, RowCounts, RunFileSettings};
use deskferry::mapping::{Mapping, StatedReading};
use deskferry::monitor::JobFacts;
use deskferry::plan::OnMultiple;
use deskferry::run::{CustomFields, check_not_taken_over};
use deskferry::singer::{
    BatchFolder, BatchLimits, FinishedTarget, RecordBatch, SingerError, TargetJob, left_batches, load,
    read_messages,
};
use deskferry::source::ReadOptions;
use deskferry::wording::counted;

use super::super::args::{
    ChangedSettings, GlobalArgs, ModeArg, MonitoringArgs, OutputArgs, WriteArgs, file_name,
};
use super::super::command_error::{CommandError, CommandResult};
use super::super::connection::ConnectedClient;
use super::super::locked_run::LockedRun;
use super::super::run_report::{job_counts, report_on_stderr};
use super::super::runtime::block_on;
use super::super::{console, progress, signals};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Each batch is an ordinary run: see `deskferry runs`, and its rejects. A STATE
goes to standard output, its value on a line, when all records before it have
an outcome on disk. After a stop or a kill, start the tap with the last STATE:
the target first continues the batch that was interrupted, then recognizes the
customers that come again by the [match] of the mapping, which it needs.

Exit status: 0 all records succeeded; 1 some were rejected or failed; 2 usage,
settings, mapping or a broken line; 3 not authorized; 4 stopped early.

Examples:
  tap-csv --config csv.json | deskferry singer target -m my.toml --sandbox
  tap-hubspot --config h.json --catalog c.json --state s.json |
    deskferry singer target --config target.json --stream contacts >> state.jsonl
  deskferry singer target -m my.toml --dry-run < messages.jsonl")]
pub(crate) struct Args {
    /// Mapping: a file, or the name of a built-in mapping (see `deskferry mapping list`)
    #[arg(short, long, value_name = "MAPPING", value_parser = file_name())]
    mapping: Option<String>,
    /// Stream with the customers; others are not imported [default: the only one]
    #[arg(long, value_name = "NAME")]
    stream: Option<String>,
    /// Import a batch after so many records
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    batch_size_rows: u64,
    /// Import a batch so many seconds after its first record
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    batch_wait_limit_seconds: u64,
    /// Check custom fields against a file saved by `deskferry customer fields`; `none` skips the check
    /// [default: the help desk is asked]
    #[arg(long, value_name = "FILE", value_parser = file_name())]
    fields: Option<String>,
    /// Refuse records with values in properties that no rule uses
    #[arg(long)]
    strict_columns: bool,
    /// upsert: update matches, insert the rest; insert: only new customers; update: only matches
    #[arg(long, value_enum, default_value = "upsert")]
    mode: ModeArg,
    /// Read, check and match everything, show the plans, write nothing, and pass on no STATE
    #[arg(long)]
    dry_run: bool,
    /// What to do if several customers match: reject the record, or take the first or last in the help desk's list
    #[arg(long, value_name = "WHAT", default_value = "reject")]
    on_multiple: OnMultiple,
    /// Leave batches that an earlier target has not finished; inserts that they may have made are looked up
    #[arg(long)]
    anew: bool,
    #[command(flatten)]
    writing: WriteArgs,
    #[command(flatten)]
    watch: MonitoringArgs,
}

/// The counts of all batches together.
type JobCounts = [(&'static str, u64); 8];

/// What a batch may have in bytes, which limits the memory of STATEs that wait for it.
const BATCH_BYTES: usize = 64 << 20;

impl From<(SingerError, bool)> for CommandError {
    fn from((error, has_written): (SingerError, bool)) -> Self {
        Self::new(error.status(has_written), error.to_string())
    }
}

pub(crate) fn run(global: &GlobalArgs, mut args: Args) -> CommandResult {
    std::mem::take(&mut args.watch)
        .over(&global.connection, "singer target", |facts| run_watched(global, &args, facts))
}

fn run_watched(global: &GlobalArgs, args: &Args, facts: &mut JobFacts) -> CommandResult {
    let inputs = args.inputs()?;
    facts.dry_run = args.dry_run;
    let output = &global.output;
    let mut counts = job_counts(&RowCounts::default());
    let finished = block_on(async {
        let fields = inputs.custom_fields.as_ref();
        let remote = ConnectedClient::open_new(&global.connection, output, fields).await?;
        let _lock = remote.lock_account(args.writing.lock(args.dry_run), output).await?;
        signals::listen_with(&remote.stop, signals::REQUESTS, "the run's folder shows what was sent")?;
        let run_dir = remote.config.run_dir()?.to_owned();
        let folder = BatchFolder::open(&run_dir, &remote.known_as())?;
        let target = OpenTarget { global, args, inputs: &inputs, remote: &remote, run_dir };
        let left = target.finish_left(folder.path()).await?;
        let finished = match left.is_finished() {
            true => target.load(folder, &mut counts).await?.after(left),
            false => FinishedTarget::that_stopped(left),
        };
        remote.close().await;
        Ok(finished)
    });
    facts.counts.extend(counts);
    let finished = finished?;
    if !output.quiet() {
        say(&finished, args.dry_run);
    }
    Ok(finished.exit)
}

fn say(finished: &FinishedTarget, dry_run: bool) {
    let records = counted(finished.records, "record", "records");
    let batches = counted(finished.batches, "batch", "batches");
    let states = match dry_run {
        true => "no STATE was passed on: nothing was written".to_owned(),
        false => format!("passed on: {}", counted(finished.states, "STATE", "STATEs")),
    };
    console::say(&format!("{records} in {batches}; {states}.\n"));
}

/// After the first batch, no error means that nothing was sent.
fn later(fault: CommandError, has_written: bool) -> CommandError {
    let status = match fault.status {
        ExitStatus::Usage if has_written => ExitStatus::Stopped,
        status => status,
    };
    CommandError { status, ..fault }
}

/// What the flags say about the records.
struct TargetInputs {
    mapping: Arc<Mapping>,
    read: ReadOptions,
    custom_fields: Option<CustomFields>,
}

impl Args {
    fn inputs(&self) -> Result<TargetInputs, CommandError> {
        let Some(mapping) = &self.mapping else {
            return Err(CommandError::usage(
                "no mapping given: -m MAPPING, or \"mapping\" in the file of --config",
            ));
        };
        let mapping = Arc::new(Mapping::load(mapping)?);
        if mapping.matching().is_none() {
            return Err(CommandError::usage(format!(
                "the mapping {} has no [match], so a record that the tap sends again would be a second customer; add \
                 [match] with keys = [\"email\"]",
                mapping.file()
            )));
        }
        let records = StatedReading {
            format: Some("jsonl".to_owned()),
            records: Some(".".to_owned()),
            ..StatedReading::default()
        };
        let read = ReadOptions { strict_columns: self.strict_columns, ..records.options(mapping.source())? };
        let custom_fields = self.fields.as_deref().map(CustomFields::of_file).transpose()?;
        Ok(TargetInputs { mapping, read, custom_fields })
    }

    fn limits(&self) -> BatchLimits {
        let age = Duration::from_secs(self.batch_wait_limit_seconds);
        BatchLimits { rows: self.batch_size_rows, age, bytes: BATCH_BYTES }
    }
}

/// A target with its connection.
struct OpenTarget<'a> {
    global: &'a GlobalArgs,
    args: &'a Args,
    inputs: &'a TargetInputs,
    remote: &'a ConnectedClient,
    run_dir: PathBuf,
}

impl OpenTarget<'_> {
    fn output(&self) -> &OutputArgs {
        &self.global.output
    }

    /// Finishes the batches that an interrupted target has left, so that their inserts in doubt are decided before the
    /// same records come again.
    async fn finish_left(&self, batches: &Path) -> CommandResult {
        let account = self.remote.known_as();
        let in_memory = account.sandbox_file() == Some("");
        if self.args.dry_run || self.args.anew || in_memory {
            return Ok(ExitStatus::Success);
        }
        let mut worst = ExitStatus::Success;
        for folder in left_batches(&self.run_dir, batches, &account)? {
            console::say(&format!("Continuing the batch that was interrupted: {}\n", folder.id()));
            let LockedRun { folder, run, lock: _lock } = LockedRun::open(folder)?;
            check_not_taken_over(&folder, &run)?;
            let changed = ChangedSettings { max_failures: None, settle_for: None, match_age: None };
            let settings = changed.over(&self.remote.config, run.settings.clone());
            let write = self.remote.unheard_job(self.output(), settings);
            let exit = report_on_stderr(self.output(), &write.resume(folder, run, false).await?)?;
            worst = worst.max(exit);
            if !exit.is_finished() {
                break;
            }
        }
        Ok(worst)
    }

    async fn load(
        &self,
        folder: BatchFolder,
        counts: &mut JobCounts,
    ) -> Result<FinishedTarget, CommandError> {
        let job = TargetJob {
            stream: self.args.stream.clone(),
            columns: self.inputs.mapping.known_columns(|_| false).used.to_vec(),
            limits: self.args.limits(),
            folder,
            dry_run: self.args.dry_run,
            listener: progress::listener(self.output()),
            stop: self.remote.stop.clone(),
        };
        let import = async |batch: &RecordBatch| {
            let has_written = counts.iter().any(|(_, rows)| *rows > 0);
            let finished =
                import(self.import_job(batch)?).await.map_err(|error| later(error.into(), has_written))?;
            counts.iter_mut().zip(job_counts(&finished.counts)).for_each(|(sum, (_, rows))| sum.1 += rows);
            let exit = report_on_stderr(self.output(), &finished)?;
            console::say(&format!("{}\n", name_of(finished.folder.path())));
            Ok::<_, CommandError>(exit)
        };
        load(job, read_messages(std::io::stdin()), std::io::stdout(), import).await
    }

    fn import_job(&self, batch: &RecordBatch) -> Result<ImportJob, CommandError> {
        let TargetInputs { mapping, read, custom_fields } = self.inputs;
        let settings = RunFileSettings {
            reading: ReadSettings::of(read),
            ..self.args.writing.settings(&self.remote.config)
        };
        let mut write = self.remote.unheard_job(self.output(), settings);
        self.mend_reach(&mut write.settings.reach);
        let overrides = self.args.writing.write_overrides()?;
        Ok(ImportJob {
            sources: vec![name_of(&batch.path)],
            policies: mapping.write_policies(&overrides).map_err(CommandError::usage)?,
            read: ReadOptions { more_columns: Arc::clone(&batch.columns), ..read.clone() },
            mapping: Arc::clone(mapping),
            mode: self.args.mode.into(),
            on_multiple: self.args.on_multiple,
            stated: None,
            custom_fields: custom_fields.clone().unwrap_or_default(),
            fixes: None,
            dry_run: self.args.dry_run,
            plan_out: None,
            // Records that come again may make the very file of a batch that was left.
            anew: true,
            run_dir: self.run_dir.clone(),
            write,
        })
    }

    /// Meltano removes the file of `--config`, so another command line names the address instead.
    fn mend_reach(&self, reach: &mut Vec<String>) {
        let config = self.global.connection.config.as_deref();
        let is_json = |path: &Path| read_text(path).is_ok_and(|text| is_json_settings(&text));
        let Some(at) =
            reach.iter().position(|word| word == "--config").filter(|_| config.is_some_and(is_json))
        else {
            return;
        };
        reach.drain(at..(at + 2).min(reach.len()));
        if self.remote.known_as().sandbox_file().is_none() && !reach.iter().any(|word| word == "--base-url") {
            reach.extend(["--base-url".to_owned(), self.remote.config.base_url.value.to_string()]);
        }
    }
}
