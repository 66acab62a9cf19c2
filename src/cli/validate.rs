//! `deskferry validate`

use std::path::PathBuf;

use clap::Args as ClapArgs;
use deskferry::import::{CustomFields, Finished, ValidateJob, validate};
use deskferry::journal::Settings;
use deskferry::report::{issues_text, rejects_text, validation_table};

use super::ending::Written;
use super::global::Global;
use super::import::ModeArg;
use super::source::SourceArgs;
use super::{Outcome, progress, talk};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry validate contacts.csv -m hubspot
  deskferry validate contacts.xlsx -m my.toml -o customers.jsonl")]
pub(crate) struct Args {
    #[command(flatten)]
    source: SourceArgs,
    /// Mode of the later import: with update, a row needs no name
    #[arg(long, value_enum, default_value = "upsert")]
    mode: ModeArg,
    /// Save the mapped customers, one JSON object per line; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

const CUSTOMERS: Written =
    Written { flag: "-o", what: "JSON Lines", endings: &["jsonl", "ndjson"], remedy: "" };

pub(crate) fn run(global: &Global, args: Args) -> Outcome {
    args.output.as_deref().map_or(Ok(()), |path| CUSTOMERS.check(path))?;
    let mapping = args.source.mapping()?;
    let read = args.source.read_options(mapping.source())?;
    let custom_fields = args.source.custom_fields()?;
    let to_stdout = args.output.as_ref().is_some_and(|path| path.as_os_str() == "-");
    let config = global.config()?;
    let job = ValidateJob {
        sources: args.source.sources,
        read,
        mapping,
        mode: args.mode.into(),
        custom_fields: custom_fields.unwrap_or(CustomFields::Unchecked),
        limit: args.source.limit,
        run_dir: config.run_dir()?.to_owned(),
        output: args.output,
        settings: Settings { limit: args.source.limit, rate: config.rate, ..Settings::default() },
        listener: progress::listener(global),
    };
    report(global, &validate(&job)?, to_stdout)
}

fn report(global: &Global, finished: &Finished, to_stdout: bool) -> Outcome {
    let folder = format!("{}\n", finished.folder.path().display());
    let (exit, reason) = finished.run.end.as_ref().map_or((0, ""), |end| (end.exit, end.reason.as_str()));
    if !global.quiet() {
        talk::block(&validation_table(&finished.counts));
        talk::block(&rejects_text(&finished.issues, finished.counts.rejected));
        talk::block(&issues_text(
            &finished.issues,
            "report.html lists the first warnings of each kind, with their rows.",
            &finished.folder,
        ));
        talk::say(&format!("Validation: {reason}\nThe run's folder, with report.html to read:\n"));
    } else if exit != 0 {
        talk::say(&format!("Validation: {reason}\n"));
    }
    match to_stdout {
        true => talk::say(&folder),
        false => talk::folder(finished.folder.path()),
    }
    Ok(exit)
}
