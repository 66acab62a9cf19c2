//! `deskferry runs prune`

use std::path::Path;

use clap::Args as ClapArgs;
use deskferry::config::parse_duration;
use deskferry::exit_status::ExitStatus;
use deskferry::journal::{PruneDecision, Removal, RunPrunePolicy, remove, runs, sort_out};
use deskferry::trace::{FoundTrace, remove_trace, sort_out_traces};
use deskferry::wording::counted;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::json;

use super::super::args::OutputArgs;
use super::super::command_error::{CommandError, CommandResult};
use super::super::{console, document};
use super::entry::Entry;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
If you give both limits, only runs beyond both are removed. A folder that is
not a run is never removed, except one that a process left behind when it died
while creating a run; such a folder is always removed. The traces of exports,
backups, checks and drills are removed by the same limits; --keep counts each
kind of them on its own.

Examples:
  deskferry runs prune --older-than 30d --dry-run
  deskferry runs prune --keep 10
  deskferry runs prune --older-than 12w --keep 10 --yes")]
pub(crate) struct Args {
    /// Remove runs that ended longer ago than this: 12h, 30d, 8w
    #[arg(long, value_name = "AGE", value_parser = age)]
    older_than: Option<SignedDuration>,
    /// Keep the newest N runs, and the newest N traces of each kind
    #[arg(long, value_name = "N")]
    keep: Option<usize>,
    /// Also remove runs that can still be resumed
    #[arg(long)]
    unfinished: bool,
    /// Show what would be removed, and remove nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask for confirmation
    #[arg(long)]
    yes: bool,
}

/// Parses an age in hours, days or weeks. Smaller units and bare numbers are refused, because someone who writes `1m`
/// for a month would lose recent runs.
fn age(text: &str) -> Result<SignedDuration, String> {
    let long = text.trim().ends_with(['h', 'd', 'w']);
    let time =
        parse_duration(text).ok().filter(|_| long).and_then(|time| SignedDuration::try_from(time).ok());
    time.ok_or_else(|| "give a number with h, d or w: 12h, 30d, 8w".to_owned())
}

pub(super) fn run(output: &OutputArgs, run_dir: &Path, traces: &[FoundTrace], args: &Args) -> CommandResult {
    let policy = RunPrunePolicy { older_than: args.older_than, keep: args.keep, unfinished: args.unfinished };
    if policy.is_empty() {
        return Err(CommandError::usage(
            "say what to remove: --older-than 30d (by age), --keep 10 (all but the newest), or both",
        ));
    }
    let (runs, now) = (runs(run_dir)?, Timestamp::now());
    let of_runs = runs.iter().map(Entry::Run).zip(sort_out(&runs, &policy, now));
    let of_traces = traces.iter().map(Entry::Trace).zip(sort_out_traces(traces, &policy, now));
    let mut decided: Vec<(Entry<'_>, PruneDecision)> = of_runs.chain(of_traces).collect();
    decided.sort_by_cached_key(|(entry, _)| entry.folder().age());
    let doomed: Vec<Entry<'_>> = decided
        .iter()
        .filter(|(_, decision)| *decision == PruneDecision::Remove)
        .map(|(entry, _)| *entry)
        .collect();
    if !args.dry_run && !doomed.is_empty() && !args.yes && !allowed(&doomed)? {
        console::say("nothing was removed\n");
        return Ok(ExitStatus::Success);
    }
    let mut lines = Vec::new();
    for (entry, decision) in decided {
        lines.push(if args.dry_run {
            PrunedRun::new(entry, decision)
        } else {
            carry_out(entry, decision, &policy)
        });
    }
    print(output, run_dir, &lines, args.dry_run)?;
    Ok(ExitStatus::incomplete_if(lines.iter().any(|line| line.failed)))
}

/// Asks for confirmation on a terminal; elsewhere `--yes` is required.
fn allowed(doomed: &[Entry<'_>]) -> Result<bool, CommandError> {
    let folders = counted(doomed.len() as u64, "folder", "folders");
    if !console::can_ask() {
        return Err(CommandError::usage(format!(
            "{folders} would be removed, but this is not a terminal: pass --yes to confirm, or \
             --dry-run to list them"
        )));
    }
    for entry in doomed {
        console::say(&format!("  {}\n", name(*entry)));
    }
    Ok(console::ask(&format!("Remove {folders}, with journals and reports?"))?)
}

fn carry_out(entry: Entry<'_>, decision: PruneDecision, policy: &RunPrunePolicy) -> PrunedRun {
    if decision != PruneDecision::Remove {
        return PrunedRun::new(entry, decision);
    }
    let removed = match entry {
        Entry::Run(run) => remove(run, policy),
        Entry::Trace(found) => remove_trace(found).map(|removed| match removed {
            true => Removal::Removed,
            false => Removal::Kept("its job works".to_owned()),
        }),
    };
    match removed {
        Ok(Removal::Removed) => PrunedRun::new(entry, PruneDecision::Remove),
        Ok(Removal::Kept(reason)) => PrunedRun::new(entry, PruneDecision::Keep(reason)),
        Err(error) => {
            PrunedRun { failed: true, ..PrunedRun::new(entry, PruneDecision::Keep(error.to_string())) }
        }
    }
}

/// What happened to a folder, or would happen in a dry run.
#[derive(Debug, Serialize)]
struct PrunedRun {
    name: String,
    removed: bool,
    reason: Option<String>,
    #[serde(skip)]
    failed: bool,
}

impl PrunedRun {
    fn new(entry: Entry<'_>, decision: PruneDecision) -> Self {
        let reason = if let PruneDecision::Keep(reason) = decision { Some(reason) } else { None };
        Self { name: name(entry), removed: reason.is_none(), reason, failed: false }
    }
}

fn name(entry: Entry<'_>) -> String {
    entry.folder().path().file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn print(output: &OutputArgs, run_dir: &Path, lines: &[PrunedRun], dry_run: bool) -> std::io::Result<()> {
    document::extend(&json!({"dry_run": dry_run, "runs": lines}))?;
    let (removed, kept) = if dry_run { ("would remove", "would keep") } else { ("removed", "kept") };
    for line in lines {
        let reason = line.reason.as_ref().map_or_else(String::new, |reason| format!("\n    {reason}"));
        console::data(&format!("{} {}{reason}\n", if line.removed { removed } else { kept }, line.name))?;
    }
    if !output.quiet() {
        let gone = lines.iter().filter(|line| line.removed).count();
        let dir = run_dir.display();
        let stay = lines.len() - gone;
        console::say(&format!("{dir}: {removed} {gone}, {kept} {stay}\n"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_parsed() {
        assert_eq!(age("12h"), Ok(SignedDuration::from_hours(12)));
        assert_eq!(age("30d"), Ok(SignedDuration::from_hours(720)));
        assert_eq!(age("0w"), Ok(SignedDuration::ZERO));
        for bad in ["", "30", "d", "-1d", "1.5d", "30m", "4294967296w", "3é"] {
            assert!(age(bad).is_err(), "{bad:?}");
        }
    }
}
