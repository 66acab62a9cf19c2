//! What `runs` lists: runs, and the traces of jobs that are no runs.

use std::path::Path;

use deskferry::account::HelpDeskAccount;
use deskferry::config::Config;
use deskferry::exit_status::ExitStatus;
use deskferry::journal::{RunFolder, RunState, RunSummary, Undone};
use deskferry::trace::{FoundTrace, Trace, TraceState, traces};
use jiff::Timestamp;

use super::super::console;

/// A run or a trace.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entry<'a> {
    Run(&'a RunSummary),
    Trace(&'a FoundTrace),
}

/// The traces beside the runs and in the state folder, in the order of time. What can't be read is a warning.
pub(super) fn all_traces(run_dir: &Path, config: &Config) -> Vec<FoundTrace> {
    let mut all = Vec::new();
    for place in [run_dir, &config.state_dir] {
        match traces(place) {
            Ok(found) => all.extend(found),
            Err(error) => console::warn(&format!("the traces of exports, backups and checks: {error}")),
        }
    }
    all.sort_by_cached_key(|found| found.folder.age());
    all
}

/// Runs and traces together, the newest last.
pub(super) fn entries<'a>(runs: &'a [RunSummary], traces: &'a [FoundTrace]) -> Vec<Entry<'a>> {
    let mut all: Vec<Entry<'a>> =
        runs.iter().map(Entry::Run).chain(traces.iter().map(Entry::Trace)).collect();
    all.sort_by_cached_key(|entry| entry.folder().age());
    all
}

impl<'a> Entry<'a> {
    pub(super) fn folder(&self) -> &'a RunFolder {
        match self {
            Self::Run(run) => &run.folder,
            Self::Trace(found) => &found.folder,
        }
    }

    /// True if it is of this kind, as `--kind` names it.
    pub(super) fn is_of(&self, kind: &str) -> bool {
        match self {
            Self::Run(run) => run.run.as_ref().is_some_and(|run| run.command.as_str() == kind),
            Self::Trace(found) => match &found.trace {
                Some(trace) => trace.kinds().contains(&kind),
                None => found.kind().is_some_and(|known| known.word() == kind),
            },
        }
    }

    /// When it began. Of what can't be read, the time of its folder.
    pub(super) fn began(&self) -> Option<Timestamp> {
        let (noted, folder) = match self {
            Self::Run(run) => (run.run.as_ref().and_then(|run| run.started.parse().ok()), &run.folder),
            Self::Trace(found) => (found.began(), &found.folder),
        };
        let made = || folder.path().metadata().and_then(|found| found.modified()).ok();
        noted.or_else(|| Timestamp::try_from(made()?).ok())
    }

    /// True if it did not end with status 0, and is not at work.
    pub(super) fn is_failed(&self) -> bool {
        match self {
            Self::Trace(found) => found.is_failed(),
            Self::Run(run) => match run.state {
                RunState::Running(_) | RunState::Continued(_) => false,
                RunState::Finished => exit(run) != Some(ExitStatus::Success),
                _ => true,
            },
        }
    }

    /// True for a trace of the state folder: its job had no run folder, and may have worked in any folder.
    pub(super) fn is_elsewhere(&self, run_dir: &Path) -> bool {
        matches!(self, Self::Trace(found) if !found.folder.path().starts_with(run_dir))
    }

    /// Command, state, rows and bad ones, as the list has them.
    pub(super) fn columns(&self, runs: &[RunSummary]) -> [String; 4] {
        match self {
            Self::Run(run) => columns(run, runs),
            Self::Trace(found) => trace_columns(found),
        }
    }

    /// What else there is to say.
    pub(super) fn notes(&self, runs: &[RunSummary]) -> Vec<String> {
        match self {
            Self::Run(run) => notes(run, runs),
            Self::Trace(found) => found.trace.as_ref().map(trace_notes).unwrap_or_default(),
        }
    }
}

fn exit(run: &RunSummary) -> Option<ExitStatus> {
    Some(run.run.as_ref()?.end.as_ref()?.exit)
}

fn known(number: Option<u64>) -> String {
    number.map_or_else(|| "-".to_owned(), |number| number.to_string())
}

fn columns(run: &RunSummary, runs: &[RunSummary]) -> [String; 4] {
    let is_undone = run.undone(runs).is_some_and(|undone| undone.whole);
    let state = if is_undone { "undone" } else { run.state.word() };
    let rows = known(run.counts.map(|counts| counts.rows));
    let bad = known(run.counts.map(|counts| counts.rejected + counts.failed + counts.unknown));
    [command(run).to_owned(), state.to_owned(), rows, bad]
}

fn command(summary: &RunSummary) -> &str {
    match &summary.run {
        Some(run) if run.dry_run => "dry run",
        Some(run) => run.command.as_str(),
        None => "-",
    }
}

fn notes(run: &RunSummary, runs: &[RunSummary]) -> Vec<String> {
    let account = run.run.as_ref().and_then(|run| run.account.as_ref());
    let sandbox = account.is_some_and(HelpDeskAccount::is_sandbox).then(|| "sandbox".to_owned());
    let sample = run.run.as_ref().is_some_and(|run| run.sample.is_some()).then(|| "sample".to_owned());
    let by = match (&run.state, run.undone(runs)) {
        (RunState::Refused, _) => reason(run).map(|reason| short(&reason)),
        (RunState::Continued(by), _) => Some(format!("continued by {by}")),
        (_, Some(Undone { by, whole: true })) => Some(format!("undone by {by}")),
        (_, Some(Undone { by, whole: false })) => Some(format!("undone in part by {by}")),
        _ => None,
    };
    sandbox.into_iter().chain(sample).chain(by).collect()
}

fn reason(run: &RunSummary) -> Option<String> {
    Some(run.run.as_ref()?.end.as_ref()?.reason.clone())
}

/// The first line of a reason, as far as a line of the list has room.
fn short(reason: &str) -> String {
    let line = reason.lines().next().unwrap_or_default().trim_end_matches(':');
    match line.char_indices().nth(REASON) {
        Some((at, _)) => format!("{}...", line[..at].trim_end()),
        None => line.to_owned(),
    }
}

/// The most letters of a reason.
const REASON: usize = 70;

/// The customers or backups of a trace, and what is bad about them.
fn trace_columns(found: &FoundTrace) -> [String; 4] {
    let counts = found.trace.as_ref().and_then(|trace| trace.end.as_ref()).map(|end| &end.counts);
    let count = |names: [&str; 2]| {
        let number = |name: &str| counts?.get(name)?.as_u64();
        known(names.into_iter().find_map(number))
    };
    let kind = found.kind().map_or("-", |kind| kind.word());
    [
        kind.to_owned(),
        found.state.word().to_owned(),
        count(["customers", "backups"]),
        count(["findings", "bad"]),
    ]
}

fn trace_notes(trace: &Trace) -> Vec<String> {
    let end = trace.end.as_ref();
    let exit = end.filter(|end| end.exit != ExitStatus::Success).map(|end| format!("exit {}", end.exit));
    let verdict = end.and_then(|end| end.verdict.clone());
    let took = end.map(|end| duration(end.seconds));
    let drill = (trace.drill && trace.kinds()[0] != "drill").then(|| "drill".to_owned());
    let sandbox = trace.sandbox.then(|| "sandbox".to_owned());
    // What matters most comes first: a line has room for two or three.
    let verdict = verdict.filter(|_| exit.is_none());
    [exit, verdict, drill, sandbox, took].into_iter().flatten().collect()
}

/// `0.4 s`, `12 s`, `11 min 12 s`, `2 h 5 min`.
pub(super) fn duration(seconds: f64) -> String {
    let whole = seconds as u64;
    match whole {
        0..10 => format!("{seconds:.1} s"),
        10..60 => format!("{whole} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
    }
}

/// True for a trace whose job did not end.
pub(super) fn is_interrupted(found: &FoundTrace) -> bool {
    found.state == TraceState::Interrupted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short() {
        let texts = [0.43, 9.96, 59.9, 672.4, 7500.0].map(duration);
        assert_eq!(texts, ["0.4 s", "10.0 s", "59 s", "11 min 12 s", "2 h 5 min"]);
    }
}
