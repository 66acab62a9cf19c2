//! `deskferry singer tap`

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use deskferry::exit_status::ExitStatus;
use deskferry::file::{name_of, read_text};
use deskferry::lookup::Filter;
use deskferry::monitor::JobFacts;
use deskferry::singer::{CustomerStream, FinishedTap, Selection, TapJob, custom_fields, tap};
use serde_json::Value;

use super::super::args::{GlobalArgs, ListReadArgs, MonitoringArgs, OutputArgs};
use super::super::command_error::{CommandError, CommandResult};
use super::super::connection::ConnectedClient;
use super::super::list_read_summary::summary;
use super::super::runtime::block_on;
use super::super::{console, progress, signals};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The stream is `customers`, its key `id`. The help desk has no list of what has
changed, so each run sends all customers. Nothing is sent before the list is
read, and a run ends with a STATE that says how complete it is.

Exit status: 0 snapshot, steady or counted; 1 some customers could not be sent;
2 usage; 3 not authorized; 4 stopped; 5 unproven: all that was read is sent.

Examples:
  deskferry singer tap --config tap.json --discover > catalog.json
  deskferry singer tap --config tap.json --catalog catalog.json | target-csv
  deskferry singer tap --sandbox=trial.db | target-jsonl")]
pub(crate) struct Args {
    /// Print the catalog, and send nothing
    #[arg(long)]
    discover: bool,
    /// Catalog that selects properties; what it does not name is selected
    #[arg(long, value_name = "FILE", alias = "properties")]
    catalog: Option<PathBuf>,
    /// STATE of an earlier run; it is checked, but each run sends all customers
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    #[command(flatten)]
    list_read: ListReadArgs,
    #[command(flatten)]
    watch: MonitoringArgs,
}

pub(crate) fn run(global: &GlobalArgs, mut args: Args) -> CommandResult {
    std::mem::take(&mut args.watch)
        .over(&global.connection, "singer tap", |facts| run_watched(global, &args, facts))
}

fn run_watched(global: &GlobalArgs, args: &Args, facts: &mut JobFacts) -> CommandResult {
    let selection = args.selection()?;
    let state = args.state.as_deref().map(state).transpose()?;
    let finished = block_on(async {
        let remote = ConnectedClient::open(&global.connection, &global.output).await?;
        let stop = remote.stop.clone();
        signals::listen_with(&stop, "stopping", "the tap has not sent its STATE")?;
        let listener = progress::listener(&global.output);
        let stream = match selection.leaves_all_out() {
            true => Vec::new(),
            false => custom_fields(&remote.client, &*listener).await?,
        };
        let stream = CustomerStream::new(stream, selection);
        let finished = if args.discover {
            print_catalog(&stream)?;
            None
        } else {
            let drain = remote.read_list_job(&args.list_read, Filter::default(), listener);
            Some(tap(TapJob::new(drain, stream, state, stop)).await)
        };
        remote.close().await;
        Ok(finished.transpose()?)
    })?;
    facts.counts.extend(finished.iter().filter_map(|finished| finished.evidence.as_ref()).flat_map(
        |evidence| [("customers", evidence.file.customers), ("requests", evidence.requests.total)],
    ));
    Ok(finished.map_or(ExitStatus::Success, |finished| report(&global.output, &finished, facts)))
}

impl Args {
    fn selection(&self) -> Result<Selection, CommandError> {
        let Some(path) = self.catalog.as_deref().filter(|_| !self.discover) else {
            return Ok(Selection::default());
        };
        let text = read("--catalog", path)?;
        Selection::of_catalog(&name_of(path), &text).map_err(|error| CommandError::usage(error.to_string()))
    }
}

fn read(flag: &str, path: &Path) -> Result<String, CommandError> {
    read_text(path).map_err(|error| CommandError::usage(format!("{flag} {}: {error}", name_of(path))))
}

/// A file of `--state` holds the value of a STATE, or nothing yet.
fn state(path: &Path) -> Result<Value, CommandError> {
    let text = read("--state", path)?;
    let text = if text.trim().is_empty() { "{}" } else { &text };
    let fault = |what: String| {
        CommandError::usage(format!(
            "--state {}: {what}; give the last line that the target has written",
            name_of(path)
        ))
    };
    let state: Value =
        serde_json::from_str(text).map_err(|error| fault(format!("it is no JSON: {error}")))?;
    if state.is_object() { Ok(state) } else { Err(fault("it is no JSON object".to_owned())) }
}

fn print_catalog(stream: &CustomerStream) -> Result<(), CommandError> {
    let text = serde_json::to_string_pretty(&stream.catalog()).unwrap_or_default();
    Ok(writeln!(std::io::stdout().lock(), "{text}")?)
}

fn report(output: &OutputArgs, finished: &FinishedTap, facts: &mut JobFacts) -> ExitStatus {
    finished.lacks.iter().for_each(|lack| console::warn(lack));
    let lacks = ExitStatus::incomplete_if(!finished.lacks.is_empty());
    let Some(evidence) = &finished.evidence else {
        console::warn("the catalog does not select the stream customers, so nothing was sent");
        return ExitStatus::Success;
    };
    facts.verdict = Some(evidence.verdict.name());
    if !output.quiet() {
        console::block(&summary(evidence));
    }
    evidence.verdict.status().max(lacks)
}
