//! What a command says about a run that has ended.

use deskferry::exit_status::ExitStatus;
use deskferry::file::path_of;
use deskferry::journal::{JournalReader, RowCounts, quoted};
use deskferry::report::{corrected_text, issues_text, outcome_table, preview_changes, rejects_text};
use deskferry::run::FinishedRun;

use super::args::OutputArgs;
use super::command_error::CommandResult;
use super::console;

/// The counts for the metrics.
pub(crate) fn job_counts(counts: &RowCounts) -> [(&'static str, u64); 8] {
    [
        ("inserted", counts.inserted),
        ("updated", counts.updated),
        ("unchanged", counts.unchanged),
        ("skipped", counts.skipped),
        ("merged", counts.merged),
        ("rejected", counts.rejected),
        ("failed", counts.failed),
        ("unknown", counts.unknown),
    ]
}

/// Prints how the run ended. The path of its folder goes to stdout.
pub(crate) fn report(output: &OutputArgs, finished: &FinishedRun) -> CommandResult {
    let (exit, reason) =
        finished.run.end.as_ref().map_or((ExitStatus::Success, ""), |end| (end.exit, end.reason.as_str()));
    if !output.quiet() {
        let bad = finished.counts.rejected + finished.counts.failed + finished.counts.unknown;
        if finished.run.dry_run {
            console::diff(&preview_changes(&JournalReader::open(&finished.folder.journal())?)?);
        } else {
            console::block(&outcome_table(&finished.counts));
        }
        console::block(&corrected_text(&finished.run.command, finished.run.dry_run, &finished.run.corrected));
        console::block(&rejects_text(&finished.issues, bad));
        let warnings = match bad {
            0 => "results.csv has all warnings, in the column _note.",
            _ => "results.csv has the warnings of all other rows, in the column _note.",
        };
        console::block(&issues_text(&finished.issues, warnings, &finished.folder));
        console::say(&format!(
            "{}{reason}\n{}See report.html in the run's folder:\n",
            dry(finished),
            next(finished)
        ));
    }
    if output.quiet() && exit != ExitStatus::Success {
        console::say(&format!("{reason}\n{}", next(finished)));
    }
    let plan = finished.run.saved_plan.as_ref().map(|plan| path_of(&plan.file));
    console::folder_or_stderr(plan.as_deref(), finished.folder.path());
    Ok(exit)
}

fn dry(finished: &FinishedRun) -> &'static str {
    if finished.run.dry_run { "Dry run, nothing was written; " } else { "" }
}

/// How to write a saved plan, or how to continue if rows were not written.
fn next(finished: &FinishedRun) -> String {
    if let Some(plan) = finished.run.saved_plan.as_ref().filter(|plan| plan.file != "-") {
        let reach = finished.run.settings.reach.iter().map(|word| format!(" {}", quoted(word)));
        let plan = quoted(&plan.file);
        let flags = reach.collect::<String>();
        return format!("To write exactly this plan: deskferry apply {plan}{flags}\n");
    }
    let stopped = finished.run.end.as_ref().is_some_and(|end| end.exit.is_interrupted());
    if finished.run.dry_run || finished.counts.pending == 0 && !stopped {
        return String::new();
    }
    if finished.run.stored.as_ref().is_some_and(|stored| stored.refused.is_some()) {
        return "Nothing is lost, but resume would stop in the same way. Change the mapping as described, then \
                start a new import.\n"
            .to_owned();
    }
    format!(
        "Nothing is lost; to continue: {}\n",
        finished.folder.command_line("resume", &finished.run.settings)
    )
}
