//! `deskferry runs show`, for the trace of an export, a backup or a check.

use deskferry::journal::RunFolder;
use deskferry::report::wrap;
use deskferry::trace::{FoundTrace, Trace, TraceEnd, TraceKind};

use super::entry::{duration, is_interrupted};

const INDENT: usize = 12;

/// The trace that `runs show NAME` means, or `None` if it is a run. Of `run` and the traces with the name, `latest` is
/// the newest; otherwise a run comes first.
pub(super) fn newest<'a>(found: &[&'a FoundTrace], run: Option<&RunFolder>) -> Option<&'a FoundTrace> {
    let newest = found.iter().max_by_key(|found| found.folder.age())?;
    let is_newer = run.is_none_or(|run| run.age() < newest.folder.age());
    is_newer.then_some(*newest)
}

/// Everything that is known of it.
pub(super) fn text(found: &FoundTrace, trace: &Trace) -> String {
    let mut out = format!("Trace {}\n", trace.id);
    let mut fact = |name: &str, value: &str| {
        let head = format!("  {name:<width$}", width = INDENT - 2);
        out.push_str(&(wrap(&head, INDENT, value) + "\n"));
    };
    fact("command", &format!("{}, deskferry {}", command(trace), trace.tool.version));
    fact("target", &trace.target);
    let sandbox = trace.sandbox.then_some("a sandbox, not your help desk");
    sandbox.or(trace.account.as_deref()).iter().for_each(|account| fact("account", account));
    fact("started", &trace.started);
    match &trace.end {
        Some(end) => end_facts(end, &mut fact),
        None if is_interrupted(found) => fact("ended", "never: it was killed, or the machine stopped"),
        None => fact("ended", &format!("not yet: process {} works", trace.pid)),
    }
    fact("state", found.state.word());
    out + &format!("\nIts folder: {}\n", found.folder.path().display())
}

fn end_facts(end: &TraceEnd, fact: &mut impl FnMut(&str, &str)) {
    fact("ended", &format!("{}, exit {}: {}", end.ended, end.exit, end.outcome));
    fact("took", &duration(end.seconds));
    end.verdict.iter().for_each(|verdict| fact("verdict", verdict));
    end.backup.iter().for_each(|backup| fact("backup", backup));
    end.losses.iter().for_each(|loss| fact("lost", loss));
    end.counts.iter().for_each(|(name, number)| fact(name, &number.to_string()));
}

fn command(trace: &Trace) -> String {
    match (trace.kind, trace.drill) {
        (TraceKind::Drill, _) => "check --drill".to_owned(),
        (kind, true) => format!("{} --drill", kind.word()),
        (kind, false) => kind.word().to_owned(),
    }
}
