//! `deskferry runs list`

use std::path::Path;

use deskferry::account::HelpDeskAccount;
use deskferry::exit_status::ExitStatus;
use deskferry::journal::{RunState, RunSummary, Undone, runs};

use super::super::args::OutputArgs;
use super::super::command_error::CommandResult;
use super::super::console;
use super::run_json::{ListedRun, print_json};

pub(super) fn run(output: &OutputArgs, run_dir: &Path, json: bool) -> CommandResult {
    let runs = runs(run_dir)?;
    if json {
        print_json(&runs.iter().map(|run| ListedRun::of(run, &runs)).collect::<Vec<_>>())?;
        return Ok(ExitStatus::Success);
    }
    if runs.is_empty() && !output.quiet() {
        console::say(&format!("no runs in {}\n", run_dir.display()));
    }
    if !runs.is_empty() {
        console::data(&table(&runs))?;
    }
    Ok(ExitStatus::Success)
}

/// The widest line.
const WIDTH: usize = 80;
/// The columns after the names of the runs.
const COLUMNS: [&str; 4] = ["COMMAND", "STATE", "ROWS", "BAD"];

fn table(runs: &[RunSummary]) -> String {
    let ids: Vec<String> = runs.iter().map(|run| run.folder.id()).collect();
    let cells: Vec<[String; 4]> = runs.iter().map(|run| columns(run, runs)).collect();
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
    let line = |((id, cells), run): ((&String, &[String; 4]), &RunSummary)| {
        with_notes(start(id) + &rest(cells), &notes(run, runs))
    };
    let lines = ids.iter().zip(&cells).zip(runs).map(line);
    start("RUN") + &rest(&heading) + "\n" + &lines.collect::<String>()
}

/// What is in [`COLUMNS`].
fn columns(run: &RunSummary, runs: &[RunSummary]) -> [String; 4] {
    let is_undone = run.undone(runs).is_some_and(|undone| undone.whole);
    let state = if is_undone { "undone" } else { run.state.word() };
    let number = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let rows = number(run.counts.map(|counts| counts.rows));
    let bad = number(run.counts.map(|counts| counts.rejected + counts.failed + counts.unknown));
    [command(run).to_owned(), state.to_owned(), rows, bad]
}

/// What else there is to say about a run.
fn notes(run: &RunSummary, runs: &[RunSummary]) -> Vec<String> {
    let account = run.run.as_ref().and_then(|run| run.account.as_ref());
    let sandbox = account.is_some_and(HelpDeskAccount::is_sandbox).then(|| "sandbox".to_owned());
    let sample = run.run.as_ref().is_some_and(|run| run.sample.is_some()).then(|| "sample".to_owned());
    let by = match (&run.state, run.undone(runs)) {
        (RunState::Continued(by), _) => Some(format!("continued by {by}")),
        (_, Some(Undone { by, whole: true })) => Some(format!("undone by {by}")),
        (_, Some(Undone { by, whole: false })) => Some(format!("undone in part by {by}")),
        _ => None,
    };
    sandbox.into_iter().chain(sample).chain(by).collect()
}

/// The line of a run with its notes; those that do not fit are below it.
fn with_notes(line: String, notes: &[String]) -> String {
    let (mut out, mut used) = (String::new(), line.lines().last().map_or(0, |last| last.chars().count()));
    for note in notes {
        let length = note.chars().count();
        if used + 2 + length > WIDTH {
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

fn command(summary: &RunSummary) -> &str {
    match &summary.run {
        Some(run) if run.dry_run => "dry run",
        Some(run) => run.command.as_str(),
        None => "-",
    }
}
