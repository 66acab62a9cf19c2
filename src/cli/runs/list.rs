//! `deskferry runs list`

use std::path::Path;

use deskferry::journal::{Holder, RowCounts, RunState, RunSummary, runs};
use serde::Serialize;

use super::super::global_args::GlobalArgs;
use super::super::{CommandResult, console};

pub(super) fn run(global: &GlobalArgs, run_dir: &Path, json: bool) -> CommandResult {
    let runs = runs(run_dir)?;
    if json {
        print_json(&runs.iter().map(ListedRun::of).collect::<Vec<_>>())?;
        return Ok(0);
    }
    if runs.is_empty() && !global.quiet() {
        console::say(&format!("no runs in {}\n", run_dir.display()));
    }
    if !runs.is_empty() {
        console::data(&table(&runs))?;
    }
    Ok(0)
}

/// A run for programs.
#[derive(Debug, Serialize)]
pub(super) struct ListedRun<'a> {
    id: String,
    folder: &'a Path,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    continued_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held_by: Option<&'a Holder>,
    command: Option<&'a str>,
    dry_run: Option<bool>,
    started: Option<&'a str>,
    ended: Option<&'a str>,
    exit: Option<u8>,
    reason: Option<&'a str>,
    counts: Option<RowCounts>,
}

impl<'a> ListedRun<'a> {
    pub(super) fn of(summary: &'a RunSummary) -> Self {
        let run = summary.run.as_ref();
        let end = run.and_then(|run| run.end.as_ref());
        let problem =
            if let RunState::Broken(reason) = &summary.state { Some(reason.as_str()) } else { None };
        let held_by = if let RunState::Running(holder) = &summary.state { holder.as_ref() } else { None };
        Self {
            id: summary.folder.id(),
            folder: summary.folder.path(),
            state: summary.state.word(),
            problem,
            continued_by: run.and_then(|run| run.continued_by.as_deref()),
            held_by,
            command: run.map(|run| run.command.as_str()),
            dry_run: run.map(|run| run.dry_run),
            started: run.map(|run| run.started.as_str()),
            ended: run.and_then(|run| run.ended.as_deref()),
            exit: end.map(|end| end.exit),
            reason: end.map(|end| end.reason.as_str()),
            counts: summary.counts,
        }
    }
}

/// Prints one JSON value.
pub(super) fn print_json(value: &impl Serialize) -> std::io::Result<()> {
    console::data(&format!("{}\n", serde_json::to_string_pretty(value)?))
}

fn table(runs: &[RunSummary]) -> String {
    let ids: Vec<String> = runs.iter().map(|run| run.folder.id()).collect();
    let width = ids.iter().map(|id| id.chars().count()).max().unwrap_or_default();
    let heading =
        format!("{:<width$}  {:<8}  {:<10}  {:>8}  {:>6}\n", "RUN", "COMMAND", "STATE", "ROWS", "BAD");
    let line = |(id, run): (&String, &RunSummary)| {
        let state = run.state.word();
        let number = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        let rows = number(run.counts.map(|counts| counts.rows));
        let bad = number(run.counts.map(|counts| counts.rejected + counts.failed + counts.unknown));
        let by = match &run.state {
            RunState::Continued(by) => format!("  continued by {by}"),
            _ => String::new(),
        };
        format!("{id:<width$}  {:<8}  {state:<10}  {rows:>8}  {bad:>6}{by}\n", command(run))
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
