//! `deskferry validate`

use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::builder::PossibleValuesParser;
use deskferry::exit_status::ExitStatus;
use deskferry::fixes::PruneFixes;
use deskferry::import::{ValidateJob, validate};
use deskferry::journal::RunFileSettings;
use deskferry::monitor::JobFacts;
use deskferry::report::{
    corrected_text, fixes_text, issues_text, left_out_text, rejects_text, sample_text, validation_table,
};
use deskferry::run::{CustomFields, FinishedRun};

use super::args::{GlobalArgs, ModeArg, NotifyArgs, OutputArgs, SourceArgs};
use super::command_error::CommandResult;
use super::document::keep_output;
use super::output_extension::OutputContent;
use super::run_report::document_run;
use super::{console, progress};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry validate contacts.csv -m hubspot
  deskferry validate contacts.xlsx -m my.toml -o customers.jsonl
  deskferry validate contacts.csv -m my.toml --fixes fixes.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    source: SourceArgs,
    /// Mode of the later import: with update, a row needs no name [default: upsert; for rejects, as in their run]
    #[arg(long, value_enum)]
    mode: Option<ModeArg>,
    /// Save the mapped customers, one JSON object per line; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write a new table for --fixes, with a line for each faulty cell to fill in
    #[arg(long, value_name = "FILE")]
    write_fixes: Option<PathBuf>,
    /// Remove the lines from the file of --fixes whose rows are not in the sources any more; refused if no fix has its row,
    /// unless `all` is given
    #[arg(long, value_name = "all", requires = "fixes", num_args = 0..=1, require_equals = true,
          default_missing_value = "gone", value_parser = PossibleValuesParser::new(["gone", "all"]), hide_possible_values = true)]
    prune_fixes: Option<String>,
    #[command(flatten)]
    notify: NotifyArgs,
}

const CUSTOMERS: OutputContent =
    OutputContent { flag: "-o", what: "JSON Lines", endings: &["jsonl", "ndjson"], remedy: "" };

pub(crate) fn run(global: &GlobalArgs, mut args: Args) -> CommandResult {
    std::mem::take(&mut args.notify)
        .over(&global.connection, "validate", |facts| run_watched(global, args, facts))
}

fn run_watched(global: &GlobalArgs, args: Args, facts: &mut JobFacts) -> CommandResult {
    args.output.as_deref().map_or(Ok(()), |path| CUSTOMERS.check_extension(path))?;
    keep_output("-o", args.output.as_deref())?;
    let mapping = args.source.mapping(&global.output)?;
    let read = args.source.read_options(mapping.source())?;
    let custom_fields = args.source.custom_fields()?;
    let fixes = args.source.fixes(false)?.map(|of_job| of_job.fixes);
    let to_stdout = args.output.as_ref().is_some_and(|path| path.as_os_str() == "-");
    let config = global.connection.config()?;
    let job = ValidateJob {
        sources: args.source.sources,
        read,
        mapping,
        mode: args.mode.map(Into::into).unwrap_or_default(),
        stated_mode: args.mode.map(Into::into),
        custom_fields: custom_fields.unwrap_or(CustomFields::Unchecked),
        fixes,
        write_fixes: args.write_fixes,
        prune_fixes: args.prune_fixes.map(|which| match which.as_str() {
            "all" => PruneFixes::EvenAll,
            _ => PruneFixes::IfSomeFit,
        }),
        run_dir: config.run_dir()?.to_owned(),
        output: args.output,
        settings: RunFileSettings {
            limit: args.source.limit,
            sample: args.source.sample,
            rate: config.rate.value,
            rate_is_default: !config.rate_is_stated(),
            language: Some(config.language.value.unwrap_or_default()),
            ..RunFileSettings::default()
        },
        listener: progress::listener(&global.output),
    };
    let finished = validate(&job)?;
    let counts = &finished.counts;
    facts.counts.extend([("rejected", counts.rejected), ("skipped", counts.skipped)]);
    report(&global.output, &finished, to_stdout)
}

fn report(output: &OutputArgs, finished: &FinishedRun, to_stdout: bool) -> CommandResult {
    document_run(&finished.folder)?;
    let folder = format!("{}\n", finished.folder.path().display());
    let (exit, reason) =
        finished.run.end.as_ref().map_or((ExitStatus::Success, ""), |end| (end.exit, end.reason.as_str()));
    if !output.quiet() {
        if let Some(sample) = &finished.run.sample {
            console::block(&sample_text(sample));
        }
        console::block(&validation_table(&finished.counts));
        console::block(&fixes_text(finished.run.fixes.as_ref()));
        console::paragraph(&finished.left_out.as_ref().map_or_else(String::new, left_out_text));
        console::block(&corrected_text(&finished.run.command, finished.run.dry_run, &finished.run.corrected));
        console::block(&rejects_text(&finished.issues, finished.counts.rejected));
        console::block(&issues_text(
            &finished.issues,
            "report.html lists the first warnings of each kind, with their rows.",
            &finished.folder,
        ));
        console::say(&format!("Validation: {reason}\nSee report.html in the run's folder:\n"));
    } else if exit != ExitStatus::Success {
        console::say(&format!("Validation: {reason}\n"));
    }
    if to_stdout {
        console::say(&folder);
    } else {
        console::folder(finished.folder.path());
    }
    Ok(exit)
}
