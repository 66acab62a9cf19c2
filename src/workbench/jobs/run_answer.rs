//! A run or a trace as the page gets it: what it was, how it stands, and what can be done next.

use std::path::Path;

use serde::Serialize;

use crate::file::{name_of, path_of};
use crate::journal::{RowCounts, RunState, RunSummary, quoted, runs};
use crate::report::RunAdvice;
use crate::trace::{FoundTrace, traces};

use super::plan_page::first_customers;
use super::run_place::{Place, elsewhere};
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::Project;

/// The files of a run that the page hands out.
pub(crate) const FILES: [&str; 8] = [
    "results.csv",
    "rejects.csv",
    "rejects.xlsx",
    "unknown.csv",
    "id-map.csv",
    "verify.jsonl",
    "report.json",
    "report.html",
];

/// A run or a trace.
#[derive(Debug, Serialize)]
pub(crate) struct RunAnswer {
    pub(crate) id: String,
    /// `import`, `dry run`, `apply`, `undo`, `backup`, ...
    command: String,
    state: &'static str,
    /// Why it can't be read.
    problem: Option<String>,
    sandbox: bool,
    /// Why nothing can be done here with a run of a sandbox outside of the project.
    elsewhere: Option<String>,
    /// True for the trace of an export, a backup or a check.
    trace: bool,
    started: Option<String>,
    ended: Option<String>,
    exit: Option<u8>,
    reason: Option<String>,
    counts: Option<RowCounts>,
    /// The names of its sources.
    sources: Vec<String>,
    /// The name of the backup that it restores, and the first of its customers.
    restores: Option<String>,
    customers: Vec<String>,
    undone_by: Option<String>,
    continued_by: Option<String>,
    undoes: Option<String>,
    next: Vec<StepAnswer>,
    /// Those of [`FILES`] that are there.
    files: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct StepAnswer {
    kind: &'static str,
    about: &'static str,
    command: String,
}

/// All runs and traces of the project, the newest first.
pub(crate) fn all_runs(project: &Project) -> Result<Vec<RunAnswer>, WorkbenchError> {
    let run_dir = &project.runs();
    let (all, traced) = (runs(run_dir)?, traces(run_dir)?);
    let found = all.iter().map(|run| (run.folder.age(), run_answer(project, run, &all)));
    let mut found: Vec<_> =
        found.chain(traced.iter().map(|trace| (trace.folder.age(), trace_answer(trace)))).collect();
    found.sort_by(|(one, _), (other, _)| other.cmp(one));
    Ok(found.into_iter().map(|(_, answer)| answer).collect())
}

/// One run; `all` are the runs of the project.
pub(crate) fn run_answer(project: &Project, summary: &RunSummary, all: &[RunSummary]) -> RunAnswer {
    let run = summary.run.as_ref();
    let end = run.and_then(|run| run.end.as_ref());
    let (run_dir, place) = (project.runs(), run.map(|run| Place::of(project, run)));
    let undone = summary.undone(all).filter(|undone| undone.whole);
    let next = run.map_or_else(Vec::new, |run| {
        let flags = ["--run-dir".to_owned(), quoted(&name_of(run_dir))];
        let reach = run.settings.reach.iter().map(|word| quoted(word));
        let advice = RunAdvice {
            run,
            summary,
            is_undone: undone.is_some(),
            reference: summary.folder.id(),
            flags: flags.into_iter().chain(reach).collect(),
        };
        advice.steps().into_iter().map(StepAnswer::from).collect()
    });
    let restored = run.and_then(|run| run.restores.as_ref());
    let command = match run {
        Some(run) if run.dry_run => "dry run".to_owned(),
        Some(run) if run.restores.is_some() => "restore".to_owned(),
        Some(run) => run.command.to_string(),
        None => "-".to_owned(),
    };
    RunAnswer {
        id: summary.folder.id(),
        command,
        state: if undone.is_some() { "undone" } else { summary.state.word() },
        problem: if let RunState::Broken(reason) = &summary.state { Some(reason.clone()) } else { None },
        sandbox: place == Some(Place::Own),
        elsewhere: match &place {
            Some(Place::Elsewhere(sandbox)) => Some(elsewhere(sandbox)),
            _ => None,
        },
        trace: false,
        started: run.map(|run| run.started.clone()),
        ended: run.and_then(|run| run.ended.clone()),
        exit: end.map(|end| end.exit.number()),
        reason: end.map(|end| end.reason.clone()),
        counts: summary.counts,
        sources: run.map_or_else(Vec::new, |run| run.inputs.iter().map(|input| input.file.clone()).collect()),
        customers: restored.map_or_else(Vec::new, |_| first_customers(&summary.folder)),
        restores: restored.map(|of| path_of(&of.backup).file_name().map(name_of).unwrap_or_default()),
        undone_by: undone.map(|undone| undone.by),
        continued_by: run.and_then(|run| run.continued_by.clone()),
        undoes: run.and_then(|run| run.undoes.clone()),
        next,
        files: FILES.into_iter().filter(|name| is_file(&summary.folder.file(name))).collect(),
    }
}

impl From<crate::report::NextStep> for StepAnswer {
    fn from(step: crate::report::NextStep) -> Self {
        Self { kind: step.kind, about: step.about, command: step.words.join(" ") }
    }
}

fn trace_answer(found: &FoundTrace) -> RunAnswer {
    let trace = found.trace.as_ref();
    let end = trace.and_then(|trace| trace.end.as_ref());
    let problem = match &found.state {
        crate::trace::TraceState::Broken(reason) => Some(reason.clone()),
        _ => None,
    };
    RunAnswer {
        id: found.folder.id(),
        command: found.kind().map_or("-", |kind| kind.word()).to_owned(),
        state: found.state.word(),
        problem,
        sandbox: trace.is_some_and(|trace| trace.sandbox),
        elsewhere: None,
        trace: true,
        started: trace.map(|trace| trace.started.clone()),
        ended: end.map(|end| end.ended.clone()),
        exit: end.map(|end| end.exit.number()),
        reason: end.and_then(|end| end.verdict.clone()),
        counts: None,
        sources: Vec::new(),
        restores: None,
        customers: Vec::new(),
        undone_by: None,
        continued_by: None,
        undoes: None,
        next: Vec::new(),
        files: Vec::new(),
    }
}

fn is_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_file())
}
