//! `deskferry report`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use deskferry::exit_status::ExitStatus;
use deskferry::file::{AtomicFile, is_same_file, name_of, path_of};
use deskferry::journal::{InputFile, RunCommand, RunFile, RunFolder};
use deskferry::language::ReportLanguage;
use deskferry::report::{
    ComparedRun, IssueChange, RejectedRow, ReportDiff, RunReport, shown, wrap, write_excel_safe,
};

use super::args::{ConnectionArgs, file_name};
use super::command_error::{CommandError, CommandResult};
use super::output_extension::{OutputContent, keep_mapping};
use super::{console, document};

#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  deskferry report latest                   recreates report.html
  deskferry report latest --format text
  deskferry report latest --excel-safe      copies to open in Excel
  deskferry report latest --redact -o for-the-office.html
  deskferry report 20261123T204500Z --format junit -o deskferry.xml
  deskferry report diff 20261123T204500Z latest")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<ReportCommand>,
    /// The run: its id, the start of its id, `latest`, or its folder
    #[arg(required = true, value_parser = file_name())]
    run: Option<String>,
    /// html is written into the run's folder, the others to standard output [default: html, or by FILE's extension]
    #[arg(long, value_enum)]
    format: Option<ReportFormat>,
    /// Write to this file instead; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Mask the values of cells and customers (a***@e***.org), and the names of files
    #[arg(long)]
    redact: bool,
    /// Write copies of results.csv, rejects.csv and unknown.csv that spreadsheets can open without running formulas;
    /// an import accepts them unchanged
    #[arg(long, conflicts_with_all = ["format", "output", "redact"])]
    excel_safe: bool,
}

#[derive(Debug, Subcommand)]
enum ReportCommand {
    /// Compare two validations: which rejected rows are fixed, and which are new (then exit status 1)
    #[command(after_help = "\
Examples:
  deskferry report diff 20261123T204500Z latest
  deskferry report diff 20261123T204500Z latest --json | jq '.new[].row'")]
    Diff {
        /// The earlier run
        before: String,
        /// The later run
        after: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    Html,
    Json,
    Text,
    Junit,
}

pub(crate) fn run(connection: &ConnectionArgs, args: &Args) -> CommandResult {
    let config = connection.config()?;
    let run_dir = config.run_dir()?.to_owned();
    match &args.command {
        Some(ReportCommand::Diff { before, after }) => diff(&run_dir, before, after),
        None if args.excel_safe => excel_safe(&run_dir, args.run.as_deref().unwrap_or_default()),
        None => {
            let said = connection.language.as_ref().and(config.language.value);
            draw(&run_dir, args, &|of_run| said.or(of_run).or(config.language.value))
        }
    }
}

/// Prints the paths of the copies to stdout.
fn excel_safe(run_dir: &Path, name: &str) -> CommandResult {
    let folder = RunFolder::open(name, run_dir)?;
    let written = write_excel_safe(&folder)?;
    if written.is_empty() {
        console::say(&format!("{} has no CSV file with rows\n", folder.id()));
    }
    document::set("files", &written.iter().map(name_of).collect::<Vec<_>>())?;
    for path in written {
        console::data(&format!("{}\n", path.display()))?;
    }
    Ok(ExitStatus::Success)
}

fn open(run_dir: &Path, name: &str) -> Result<(RunReport, RunFolder), CommandError> {
    let folder = RunFolder::open(name, run_dir)?;
    match RunReport::from_folder(&folder)? {
        Some(report) => Ok((report, folder)),
        None => Err(no_report(&folder)),
    }
}

/// Why a run has no report, and what to do.
fn no_report(folder: &RunFolder) -> CommandError {
    let id = folder.id();
    let go_on = match RunFile::load(folder) {
        Ok(run) if run.command == RunCommand::Validate => "run the validation again".to_owned(),
        Ok(run) => format!("continue it with `{}`", folder.command_line("resume", &run.settings)),
        Err(error) => error.to_string(),
    };
    CommandError::usage(format!(
        "{id} has no report: it is still running, or was interrupted before every row was read; {go_on}"
    ))
}

const REPORT: OutputContent = OutputContent {
    flag: "-o",
    what: "a report",
    endings: &["html", "htm", "json", "txt", "xml"],
    remedy: ", or give --format",
};

/// Chooses the language by that of the run: a flag, then the run, then the settings.
type ChooseLanguage<'a> = &'a dyn Fn(Option<ReportLanguage>) -> Option<ReportLanguage>;

fn draw(run_dir: &Path, args: &Args, language: ChooseLanguage<'_>) -> CommandResult {
    match (args.output.as_deref(), args.format) {
        (Some(path), None) => REPORT.check_extension(path)?,
        (Some(path), Some(_)) => keep_mapping("-o", path)?,
        (None, _) => {}
    }
    check_document(args)?;
    let (report, folder) = open(run_dir, args.run.as_deref().unwrap_or_default())?;
    let report = RunReport { language: language(report.language), ..report };
    args.output.as_deref().map_or(Ok(()), |path| keep_sources(&folder, path))?;
    let report = if args.redact { report.redacted()? } else { report };
    document::set("report", &report)?;
    let format = args.format.unwrap_or_else(|| format_of(args.output.as_deref()));
    if format == ReportFormat::Html && args.output.is_none() {
        let name = if args.redact { "report-redacted.html" } else { "report.html" };
        report.save_html(&folder, name)?;
        document::set("output", &name_of(folder.file(name)))?;
        console::data(&format!("{}\n", folder.file(name).display()))?;
        return Ok(ExitStatus::Success);
    }
    document::set("output", &args.output.as_ref().map(name_of))?;
    let text = match format {
        ReportFormat::Html => report.to_html(&folder)?,
        ReportFormat::Json => report.to_json()? + "\n",
        ReportFormat::Text => report.to_text(&folder),
        ReportFormat::Junit => report.to_junit(),
    };
    match args.output.as_deref().filter(|path| path.as_os_str() != "-") {
        None => console::data(&text)?,
        Some(path) => save(path, &text)?,
    }
    Ok(ExitStatus::Success)
}

/// A document has the report; another form of it needs a file.
fn check_document(args: &Args) -> Result<(), CommandError> {
    document::keep_output("-o", args.output.as_deref())?;
    let is_printed = matches!(args.format, Some(ReportFormat::Text | ReportFormat::Junit));
    if document::is_wanted() && is_printed && args.output.is_none() {
        return Err(CommandError::usage(
            "--json and --format both need standard output: name a file with -o",
        ));
    }
    Ok(())
}

/// Refuses to overwrite a source of the run.
fn keep_sources(folder: &RunFolder, path: &Path) -> Result<(), CommandError> {
    let run = RunFile::load(folder)?;
    let read = |input: &InputFile| is_same_file(&path_of(input.path.as_deref().unwrap_or(&input.file)), path);
    if !run.inputs.iter().any(read) {
        return Ok(());
    }
    Err(CommandError::usage(format!(
        "-o {}: this file is a source of the run; name another file",
        path.display()
    )))
}

fn format_of(output: Option<&Path>) -> ReportFormat {
    match output.and_then(Path::extension).and_then(|end| end.to_str()) {
        Some("json") => ReportFormat::Json,
        Some("txt") => ReportFormat::Text,
        Some("xml") => ReportFormat::Junit,
        _ => ReportFormat::Html,
    }
}

fn save(path: &Path, text: &str) -> Result<(), CommandError> {
    let failed = |error: String| CommandError::usage(format!("can't write {}: {error}", path.display()));
    let mut file = AtomicFile::create(path).map_err(|error| failed(error.to_string()))?;
    file.write_all(text.as_bytes()).map_err(|error| failed(error.to_string()))?;
    file.finish().map_err(|error| failed(error.to_string()))
}

fn diff(run_dir: &Path, before: &str, after: &str) -> CommandResult {
    let (before, one) = open(run_dir, before)?;
    let (after, two) = open(run_dir, after)?;
    let diff = ReportDiff::new(
        ComparedRun { report: &before, folder: &one },
        ComparedRun { report: &after, folder: &two },
    )?;
    document::extend(&diff)?;
    console::data(&in_words(&diff))?;
    Ok(ExitStatus::incomplete_if(!diff.new.is_empty()))
}

/// How many rows of each kind are listed.
const NAMED: usize = 10;
/// The width of a line, in characters.
const WIDTH: usize = 80;

fn in_words(diff: &ReportDiff) -> String {
    let mut out = format!("From {}\nto   {}\n", diff.before, diff.after);
    diff.remarks.iter().for_each(|remark| out.push_str(&(wrap("  ", 2, remark) + "\n")));
    out.push('\n');
    for (name, (before, after)) in [("rows", diff.rows), ("rejected", diff.rejected)] {
        out.push_str(&format!("  {name:<24}{before:>10} -> {after:>10}\n"));
    }
    let again = diff.unchanged + diff.changed.len() as u64;
    let parts = [
        ("fixed or removed", diff.fixed.len() as u64),
        ("rejected again", again),
        ("  of these changed", diff.changed.len() as u64),
        ("new", diff.new.len() as u64),
    ];
    parts.iter().for_each(|(name, count)| out.push_str(&format!("  {name:<24}{count:>24}\n")));
    if !diff.issues.is_empty() {
        out.push_str("\nIssues by code and column\n");
        diff.issues.iter().for_each(|change| out.push_str(&issue(change)));
    }
    named(&mut out, "Newly rejected rows", &diff.new);
    named(&mut out, "Changed rows that are still rejected", &diff.changed);
    out
}

fn issue(change: &IssueChange) -> String {
    let line = format!("  {:<6}{:>8} -> {:<8}{}", change.code, change.before, change.after, change.column);
    shown(&line, WIDTH) + "\n"
}

fn named(out: &mut String, title: &str, rows: &[RejectedRow]) {
    if rows.is_empty() {
        return;
    }
    out.push_str(&format!("\n{title}\n"));
    for row in rows.iter().take(NAMED) {
        let sheet = if row.sheet.is_empty() { String::new() } else { format!(", sheet {}", row.sheet) };
        let place = format!("{}{sheet}, row {}: {}", row.file, row.row, row.codes);
        out.push_str(&format!("{}\n{}\n", wrap("  ", 4, &place), wrap("    ", 6, &row.message)));
    }
    if rows.len() > NAMED {
        out.push_str(&format!("  and {} more; --json lists all of them\n", rows.len() - NAMED));
    }
}
