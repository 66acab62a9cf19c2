//! `deskferry export`

use std::path::PathBuf;

use clap::Args as ClapArgs;
use deskferry::export::{self, DrainJob, ExportJob, Finished};
use deskferry::lookup::Filter;
use deskferry::writer::Stop;

use super::draining::{DrainArgs, summary};
use super::fault::Fault;
use super::global::{Global, block_on};
use super::{Outcome, progress, signals, talk};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The list shifts while customers come and go, so it is read until something can
be claimed of it, and FILE.manifest.json says what: `snapshot`, exactly the
account of one moment; `steady`, everybody who stood throughout, if the list
keeps its order; `counted`, one pass with as many as the server counts;
`unproven`, exit 5, with the most that may be missing.

Exit status: 0 snapshot, steady or counted; 2 the output can't be begun;
3 not authorised; 4 stopped, or the output can't be finished: there is no new
file then; 5 unproven, the file is there.

Examples:
  deskferry export -o customers.jsonl
  deskferry export -o exports/                  a file named by the time
  deskferry export -o - | jq .email             the verdict goes to stderr
  deskferry export -o it.jsonl --where state=IT --where language=it
  deskferry export -o quick.jsonl --single-pass")]
pub(crate) struct Args {
    /// File, folder (the file is named by the time), or `-` for standard output
    #[arg(short, long, value_name = "FILE|DIR|-")]
    output: PathBuf,
    /// Where the evidence goes [default: FILE.manifest.json]
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Only customers with this value, compared again here; several must all hold
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    filters: Vec<String>,
    /// In the order of the list, not of arrival
    #[arg(long)]
    ordered: bool,
    #[command(flatten)]
    drain: DrainArgs,
}

pub(crate) fn run(global: &Global, args: Args) -> Outcome {
    let bad = |pair: String| Fault::usage(format!("--where takes FIELD=VALUE, not {pair:?}"));
    let filter = Filter::parse(&args.filters).map_err(bad)?;
    let finished = block_on(async {
        let remote = global.connect().await?;
        let stop = Stop::default();
        signals::listen(&stop)?;
        let drain = args.drain.job(&remote, filter, progress::listener(global));
        let drain = DrainJob { ordered: args.ordered, ..drain };
        let job = ExportJob { drain, output: args.output, manifest: args.manifest, stop };
        let finished = export::export(&job).await;
        if let Some(sandbox) = remote.sandbox {
            sandbox.stop().await;
        }
        Ok(finished?)
    })?;
    report(global, &finished)
}

/// Says what is claimed. The file's path is data, unless the data itself went there.
fn report(global: &Global, finished: &Finished) -> Outcome {
    let evidence = &finished.evidence;
    if !global.quiet() {
        talk::block(&summary(evidence));
    }
    if let Some(manifest) = finished.manifest.as_ref().filter(|_| !global.quiet()) {
        talk::say(&format!("The evidence: {}\n", manifest.display()));
    }
    if finished.output.as_os_str() != "-" {
        talk::folder(&finished.output);
    }
    Ok(evidence.verdict.status())
}
