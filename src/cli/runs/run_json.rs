//! A run or a trace as `runs --json` prints it.

use std::path::Path;

use deskferry::account::{HelpDeskAccount, Holder};
use deskferry::exit_status::ExitStatus;
use deskferry::journal::{RowCounts, RunState, RunSummary};
use deskferry::sample::Sample;
use deskferry::trace::{FoundTrace, TraceKind, TraceState};
use serde::Serialize;
use serde_json::{Map, Value};

use super::entry::Entry;

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Listed<'a> {
    Run(Box<ListedRun<'a>>),
    Trace(Box<ListedTrace<'a>>),
}

/// `all` are the runs in the folder.
pub(super) fn listed<'a>(entry: Entry<'a>, all: &[RunSummary], run_dir: &Path) -> Listed<'a> {
    let elsewhere = entry.is_elsewhere(run_dir);
    match entry {
        Entry::Run(run) => Listed::Run(Box::new(ListedRun::of(run, all))),
        Entry::Trace(found) => Listed::Trace(Box::new(ListedTrace::of(found, elsewhere))),
    }
}

/// A trace, with the names of a run as far as it has them.
#[derive(Debug, Serialize)]
pub(super) struct ListedTrace<'a> {
    id: String,
    folder: &'a Path,
    /// It lies in the state folder, and its job may be of another folder.
    elsewhere: bool,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a str>,
    sandbox: bool,
    command: Option<&'static str>,
    drill: Option<bool>,
    started: Option<&'a str>,
    ended: Option<&'a str>,
    seconds: Option<f64>,
    exit: Option<ExitStatus>,
    reason: Option<&'a str>,
    verdict: Option<&'a str>,
    target: Option<&'a str>,
    backup: Option<&'a str>,
    account: Option<&'a str>,
    losses: &'a [String],
    counts: Option<&'a Map<String, Value>>,
}

impl<'a> ListedTrace<'a> {
    fn of(found: &'a FoundTrace, elsewhere: bool) -> Self {
        let trace = found.trace.as_ref();
        let end = trace.and_then(|trace| trace.end.as_ref());
        let problem =
            if let TraceState::Broken(reason) = &found.state { Some(reason.as_str()) } else { None };
        Self {
            id: found.folder.id(),
            folder: found.folder.path(),
            elsewhere,
            state: found.state.word(),
            problem,
            sandbox: trace.is_some_and(|trace| trace.sandbox),
            command: found.kind().map(TraceKind::word),
            drill: trace.map(|trace| trace.drill),
            started: trace.map(|trace| trace.started.as_str()),
            ended: end.map(|end| end.ended.as_str()),
            seconds: end.map(|end| end.seconds),
            exit: end.map(|end| end.exit),
            reason: end.map(|end| end.outcome.as_str()),
            verdict: end.and_then(|end| end.verdict.as_deref()),
            target: trace.map(|trace| trace.target.as_str()),
            backup: end.and_then(|end| end.backup.as_deref()),
            account: trace.and_then(|trace| trace.account.as_deref()),
            losses: end.map_or(&[], |end| &end.losses),
            counts: end.map(|end| &end.counts),
        }
    }
}

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
    /// The undo that has undone all that the run wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    undone_by: Option<String>,
    sandbox: bool,
    command: Option<&'a str>,
    dry_run: Option<bool>,
    started: Option<&'a str>,
    ended: Option<&'a str>,
    exit: Option<ExitStatus>,
    reason: Option<&'a str>,
    counts: Option<RowCounts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample: Option<&'a Sample>,
}

impl<'a> ListedRun<'a> {
    fn of(summary: &'a RunSummary, all: &[RunSummary]) -> Self {
        let run = summary.run.as_ref();
        let end = run.and_then(|run| run.end.as_ref());
        let account = run.and_then(|run| run.account.as_ref());
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
            undone_by: summary.undone(all).filter(|undone| undone.whole).map(|undone| undone.by),
            sandbox: account.is_some_and(HelpDeskAccount::is_sandbox),
            command: run.map(|run| run.command.as_str()),
            dry_run: run.map(|run| run.dry_run),
            started: run.map(|run| run.started.as_str()),
            ended: run.and_then(|run| run.ended.as_deref()),
            exit: end.map(|end| end.exit),
            reason: end.map(|end| end.reason.as_str()),
            counts: summary.counts,
            sample: run.and_then(|run| run.sample.as_ref()),
        }
    }
}
