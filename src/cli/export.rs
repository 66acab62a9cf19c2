//! `deskferry export`

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use deskferry::export::{self, Evidence, ExportJob, FinishedExport, ReadListJob};
use deskferry::file::name_of;
use deskferry::lookup::{Filter, FilterError, field_name};
use deskferry::monitor::JobFacts;
use deskferry::report::sandbox_list_banner;
use deskferry::sink::{SinkColumns, SinkFormat};
use deskferry::trace::TraceKind;

use super::args::{GlobalArgs, ListReadArgs, MonitoringArgs, OutputArgs, TraceArgs, TracedJob};
use super::command_error::{CommandError, CommandResult};
use super::connection::ConnectedClient;
use super::list_read_summary::summary;
use super::output_extension::{OutputContent, keep_mapping};
use super::runtime::block_on;
use super::{console, document, progress, signals};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The list shifts while customers are added or deleted, so export reads it until
it can tell how complete the result is. FILE.manifest.json records it:
`snapshot`, exactly the customers at one moment; `steady`, every customer that
existed the whole time, if the list keeps its order; `counted`, one pass with
as many customers as the server counts; `unproven`, exit 5, with the largest
number of customers that may be missing. With --where, this applies to the
customers that match.

Exit status: 0 snapshot, steady or counted; 2 usage, or the output can't be
created; 3 not authorized; 4 stopped, or the output can't be completed: no new
file is written; 5 unproven: the file is written.

Examples:
  deskferry export -o customers.jsonl
  deskferry export -o customers.csv.gz --excel-safe
  deskferry export -o customers.xlsx --fields id,name,customFields.segment
  deskferry export -o s3://bucket/nightly/ --format csv
  deskferry export -o exports/                  a file named after the time
  deskferry export -o - | jq .email             the verdict goes to stderr
  deskferry export -o it.jsonl --where state=IT --where language=it
  deskferry export -o quick.jsonl --single-pass")]
pub(crate) struct Args {
    /// File, folder (the file is named after the time), s3://bucket/NAME or s3://bucket/prefix/, or `-` for standard
    /// output; compressed if the name ends with .gz or .zst
    #[arg(short, long, value_name = "FILE|DIR|URL|-")]
    output: PathBuf,
    /// jsonl, json, csv or xlsx [default: by the output's extension, else jsonl]
    #[arg(long)]
    format: Option<SinkFormat>,
    /// Only these fields, in this order: id,email,customFields.segment; extraFields.NAME is a property that the API
    /// documentation does not list
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    fields: Vec<String>,
    /// CSV: stop spreadsheets from running cells as formulas; an import removes the added apostrophe
    #[arg(long)]
    excel_safe: bool,
    /// Where to write the evidence [default: FILE.manifest.json]
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Only customers with this value, checked again after the search; if you give several, all must match
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    filters: Vec<String>,
    /// Write customers in the order of the list, not the order in which answers arrive
    #[arg(long)]
    ordered: bool,
    #[command(flatten)]
    list_read: ListReadArgs,
    #[command(flatten)]
    watch: MonitoringArgs,
    #[command(flatten)]
    trace: TraceArgs,
}

const CUSTOMERS: OutputContent = OutputContent {
    flag: "-o",
    what: "JSON Lines, JSON, CSV or XLSX",
    endings: &["jsonl", "ndjson", "json", "csv", "xlsx"],
    remedy: " (.gz or .zst may follow), or give --format",
};

impl Args {
    /// The format; an error if flags contradict each other.
    fn format(&self) -> Result<SinkFormat, CommandError> {
        match self.format {
            None => CUSTOMERS.check_extension(&self.output)?,
            Some(_) => keep_mapping("-o", &self.output)?,
        }
        self.manifest.as_deref().map_or(Ok(()), |path| keep_mapping("--manifest", path))?;
        let named = self.output.to_str().and_then(SinkFormat::from_path);
        let format = self.format.or(named).unwrap_or(SinkFormat::Jsonl);
        format.check()?;
        if self.excel_safe && format != SinkFormat::Csv {
            return Err(CommandError::usage(format!(
                "--excel-safe is only for CSV; {format} has no formulas"
            )));
        }
        if format == SinkFormat::Xlsx && self.output.as_os_str() == "-" && std::io::stdout().is_terminal() {
            let message = "a terminal can't show a workbook; name a file, or redirect the output";
            return Err(CommandError::usage(message));
        }
        Ok(format)
    }

    fn columns(&self) -> Result<SinkColumns, CommandError> {
        if self.fields.is_empty() {
            return Ok(SinkColumns::all());
        }
        let names: Result<Vec<&str>, _> = self.fields.iter().map(|name| field_name(name)).collect();
        let names = names.map_err(|error| CommandError::usage(format!("--fields: {error}")))?;
        SinkColumns::chosen(names).map_err(|error| CommandError::usage(format!("--fields: {error}")))
    }

    fn filter(&self) -> Result<Filter, CommandError> {
        Filter::parse(&self.filters).map_err(|error| {
            CommandError::usage(match error {
                FilterError::NotAPair(pair) => format!("--where needs FIELD=VALUE, not {pair:?}"),
                error => format!("--where: {error}"),
            })
        })
    }
}

pub(crate) fn run(global: &GlobalArgs, mut args: Args) -> CommandResult {
    let watch = std::mem::take(&mut args.watch);
    let target = name_of(&args.output);
    let traced = TracedJob { args: args.trace, kind: TraceKind::Export, drill: false, target: &target };
    watch.over_traced(&global.connection, "export", traced, |facts| run_watched(global, args, facts))
}

fn run_watched(global: &GlobalArgs, args: Args, facts: &mut JobFacts) -> CommandResult {
    let format = args.format()?;
    let columns = args.columns()?;
    let filter = args.filter()?;
    document::keep_output("-o", Some(&args.output))?;
    document::keep_output("--manifest", args.manifest.as_deref())?;
    let finished = block_on(async {
        let remote = ConnectedClient::open(&global.connection, &global.output).await?;
        let stop = remote.stop.clone();
        signals::listen_with(&stop, FIRST, LAST)?;
        let drain = remote.read_list_job(&args.list_read, filter, progress::listener(&global.output));
        let job = ExportJob {
            drain: ReadListJob { ordered: args.ordered, ..drain },
            output: args.output,
            store: remote.config.store.clone(),
            format,
            columns,
            excel_safe: args.excel_safe,
            manifest: args.manifest,
            stop,
        };
        let finished = export::export(&job).await;
        let account = remote.known_as();
        remote.close().await;
        if !global.output.quiet() {
            console::banner(sandbox_list_banner(&account));
        }
        Ok(finished?)
    })?;
    facts.counts.extend(job_counts(&finished.evidence));
    facts.verdict = Some(finished.evidence.verdict.name());
    report(&global.output, &finished)
}

/// What follows the first signal.
const FIRST: &str = "stopping; a file is written whole or not at all";
/// What follows the second one.
const LAST: &str = "no new file was written";

/// The counts for the metrics.
fn job_counts(evidence: &Evidence) -> [(&'static str, u64); 3] {
    [
        ("customers", evidence.file.customers),
        ("requests", evidence.requests.total),
        ("bytes", evidence.file.bytes),
    ]
}

/// Prints the verdict. The path of the file goes to stdout, unless the data went there.
fn report(output: &OutputArgs, finished: &FinishedExport) -> CommandResult {
    let evidence = &finished.evidence;
    document::set("output", &name_of(&finished.output))?;
    document::set("manifest", &finished.manifest.as_ref().map(name_of))?;
    document::set("evidence", evidence)?;
    evidence.file.notes.iter().for_each(|note| console::warn(note));
    let told = evidence.malformed.text().into_iter().chain(evidence.refined.text());
    told.for_each(|text| console::warn(&text));
    if !output.quiet() {
        console::block(&summary(evidence));
    }
    if let Some(manifest) = finished.manifest.as_ref().filter(|_| !output.quiet()) {
        console::say(&format!("The evidence: {}\n", manifest.display()));
    }
    let is_data = |path: &std::path::Path| path.as_os_str() == "-";
    if !is_data(&finished.output) && !finished.manifest.as_deref().is_some_and(is_data) {
        console::folder(&finished.output);
    }
    Ok(evidence.verdict.status())
}
