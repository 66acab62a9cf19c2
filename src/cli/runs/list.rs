//! `deskferry runs list`

use std::path::Path;

use deskferry::exit_status::ExitStatus;
use deskferry::journal::{HelpDeskAccount, RunState, RunSummary, Undone, runs};

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

fn table(runs: &[RunSummary]) -> String {
    let ids: Vec<String> = runs.iter().map(|run| run.folder.id()).collect();
    let width = ids.iter().map(|id| id.chars().count()).max().unwrap_or_default();
    let heading =
        format!("{:<width$}  {:<8}  {:<10}  {:>8}  {:>6}\n", "RUN", "COMMAND", "STATE", "ROWS", "BAD");
    let line = |(id, run): (&String, &RunSummary)| {
        let undone = run.undone(runs);
        let state =
            if undone.as_ref().is_some_and(|undone| undone.whole) { "undone" } else { run.state.word() };
        let number = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        let rows = number(run.counts.map(|counts| counts.rows));
        let bad = number(run.counts.map(|counts| counts.rejected + counts.failed + counts.unknown));
        let by = match (&run.state, undone) {
            (RunState::Continued(by), _) => format!("  continued by {by}"),
            (_, Some(Undone { by, whole: true })) => format!("  undone by {by}"),
            (_, Some(Undone { by, whole: false })) => format!("  undone in part by {by}"),
            _ => String::new(),
        };
        let sample = run.run.as_ref().is_some_and(|run| run.sample.is_some());
        let sample = if sample { "  sample" } else { "" };
        let account = run.run.as_ref().and_then(|run| run.account.as_ref());
        let sandbox = if account.is_some_and(HelpDeskAccount::is_sandbox) { "  sandbox" } else { "" };
        format!("{id:<width$}  {:<8}  {state:<10}  {rows:>8}  {bad:>6}{sandbox}{sample}{by}\n", command(run))
    };
    heading + &ids.iter().zip(runs).map(line).collect::<String>()
}

fn command(summary: &RunSummary) -> &str {
    match &summary.run {
        Some(run) if run.dry_run => "dry run",
        Some(run) => run.command.as_str(),
        None => "-",
    }
}
