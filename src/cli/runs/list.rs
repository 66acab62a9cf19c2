//! `deskferry runs list`

use std::path::Path;

use clap::Args as ClapArgs;
use clap::builder::PossibleValuesParser;
use deskferry::config::Config;
use deskferry::exit_status::ExitStatus;
use deskferry::file::name_of;
use deskferry::journal::{RunSummary, runs};
use deskferry::report::wrap;
use jiff::Timestamp;

use super::super::args::OutputArgs;
use super::super::command_error::CommandResult;
use super::super::{console, document};
use super::entry::{Entry, all_traces, entries};
use super::run_json::listed;
use super::since::Since;

/// The commands that make runs, and those that leave traces.
const KINDS: [&str; 9] =
    ["import", "validate", "apply", "restore", "undo", "export", "backup", "check", "drill"];

#[derive(Debug, Default, ClapArgs)]
#[command(after_help = "\
A drill is `check --drill`, which is a check too, or a backup that made one.

Examples:
  deskferry runs list --kind backup --since 7d
  deskferry runs list --kind check,drill --failed
  deskferry runs list --since 2026-11-01 --json")]
pub(super) struct Args {
    /// Only these kinds, separated by commas
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = PossibleValuesParser::new(KINDS))]
    kind: Vec<String>,
    /// Only what began since: 7d, 26h, 2026-11-24 (UTC)
    #[arg(long, value_name = "TIME", value_parser = Since::parse)]
    since: Option<Since>,
    /// Only what did not end with exit status 0
    #[arg(long)]
    failed: bool,
}

impl Args {
    fn takes(&self, entry: Entry<'_>, now: Timestamp) -> bool {
        let of_kind = self.kind.is_empty() || self.kind.iter().any(|kind| entry.is_of(kind));
        let is_since = |since: &Since| entry.began().is_some_and(|began| since.has(began, now));
        of_kind && self.since.as_ref().is_none_or(is_since) && (!self.failed || entry.is_failed())
    }

    fn is_open(&self) -> bool {
        self.kind.is_empty() && self.since.is_none() && !self.failed
    }
}

pub(super) fn run(output: &OutputArgs, config: &Config, run_dir: &Path, args: &Args) -> CommandResult {
    let (runs, traces, now) = (runs(run_dir)?, all_traces(run_dir, config), Timestamp::now());
    let mut found = entries(&runs, &traces);
    found.retain(|entry| args.takes(*entry, now));
    document::set("runs", &found.iter().map(|entry| listed(*entry, &runs, run_dir)).collect::<Vec<_>>())?;
    if found.is_empty() && !output.quiet() {
        let what = if args.is_open() { "no runs" } else { "no such runs" };
        console::say(&format!("{what} in {}\n", run_dir.display()));
    }
    if !found.is_empty() {
        console::data(&table(&found, &runs, run_dir))?;
        let elsewhere = found.iter().filter(|entry| entry.is_elsewhere(run_dir)).count();
        if elsewhere > 0 && !output.quiet() {
            console::say(&(wrap("", 0, &of_state_folder(elsewhere, &config.state_dir)) + "\n"));
        }
    }
    Ok(ExitStatus::Success)
}

/// The word in the line of a trace that lies in the state folder.
const ELSEWHERE: &str = "state folder";

/// What the word means. A stranger would take such a job for one of this folder.
fn of_state_folder(count: usize, state_dir: &Path) -> String {
    let (which, job) = match count {
        1 => ("The trace marked", "its job could use no run folder, and may be of another folder"),
        _ => ("The traces marked", "their jobs could use no run folder, and may be of other folders"),
    };
    let is = if count == 1 { "is" } else { "are" };
    format!("{which} {ELSEWHERE:?} {is} in {}: {job}.", name_of(state_dir))
}

/// The widest line.
const WIDTH: usize = 80;
/// The columns after the names of the runs.
const COLUMNS: [&str; 4] = ["COMMAND", "STATE", "ROWS", "BAD"];

fn table(found: &[Entry<'_>], runs: &[RunSummary], run_dir: &Path) -> String {
    let ids: Vec<String> = found.iter().map(|entry| entry.folder().id()).collect();
    let cells: Vec<[String; 4]> = found.iter().map(|entry| entry.columns(runs)).collect();
    let heading = COLUMNS.map(ToOwned::to_owned);
    let all = || std::iter::once(&heading).chain(&cells);
    let widest = |at: usize| all().map(|cells| cells[at].chars().count()).max().unwrap_or_default();
    let [command, state, rows, bad] = [0, 1, 2, 3].map(widest);
    let rest = |[one, two, three, four]: &[String; 4]| {
        format!("{one:<command$}  {two:<state$}  {three:>rows$}  {four:>bad$}")
    };
    let width = ids.iter().map(|id| id.chars().count()).max().unwrap_or_default();
    let fits = width + 2 + rest(&heading).chars().count() <= WIDTH;
    // A long name has a line of its own.
    let start = |id: &str| if fits { format!("{id:<width$}  ") } else { format!("{id}\n  ") };
    let line = |((id, cells), entry): ((&String, &[String; 4]), &Entry<'_>)| {
        let elsewhere = entry.is_elsewhere(run_dir).then(|| ELSEWHERE.to_owned());
        let notes: Vec<String> = elsewhere.into_iter().chain(entry.notes(runs)).collect();
        with_notes(start(id) + &rest(cells), &notes, matches!(entry, Entry::Trace(_)))
    };
    let lines = ids.iter().zip(&cells).zip(found).map(line);
    start("RUN") + &rest(&heading) + "\n" + &lines.collect::<String>()
}

/// The line of a run with its notes; those that do not fit are below it. Those of a trace are left out then: `runs show`
/// has them.
fn with_notes(line: String, notes: &[String], is_trace: bool) -> String {
    let (mut out, mut used) = (String::new(), line.lines().last().map_or(0, |last| last.chars().count()));
    for note in notes {
        let length = note.chars().count();
        if used + 2 + length > WIDTH {
            if is_trace {
                continue;
            }
            out.push_str("\n    ");
            used = 4;
        } else {
            out.push_str("  ");
            used += 2;
        }
        out.push_str(note);
        used += length;
    }
    line + &out + "\n"
}
