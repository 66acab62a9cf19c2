//! What a command says about a run that has ended.

use deskferry::exit_status::ExitStatus;
use deskferry::file::{name_of, path_of};
use deskferry::journal::{ChangesOf, JournalReader, RowCounts, RunFolder, apply_line};
use deskferry::report::{
    RunReport, change_table, corrected_text, fixes_text, issues_text, keys_twice_text, outcome_table,
    preview_changes, protected_text, rejects_text, sample_text, sandbox_banner,
};
use deskferry::run::FinishedRun;
use deskferry::spans;

use super::args::OutputArgs;
use super::command_error::{CommandError, CommandResult};
use super::{console, document};

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

/// What a program reads of a run: its folder, and report.json.
pub(crate) fn document_run(folder: &RunFolder) -> Result<(), CommandError> {
    spans::name_run(&folder.id());
    if document::is_wanted() {
        document::set("folder", &name_of(folder.path()))?;
        document::set("report", &RunReport::from_folder(folder)?)?;
    }
    Ok(())
}

/// Prints how the run ended. The path of its folder goes to stdout.
pub(crate) fn report(output: &OutputArgs, finished: &FinishedRun) -> CommandResult {
    let exit = report_on_stderr(output, finished)?;
    let plan = finished.run.saved_plan.as_ref().map(|plan| path_of(&plan.file));
    console::folder_or_stderr(plan.as_deref(), finished.folder.path());
    Ok(exit)
}

/// Prints how the run ended, without the path of its folder.
pub(crate) fn report_on_stderr(output: &OutputArgs, finished: &FinishedRun) -> CommandResult {
    let (exit, reason) =
        finished.run.end.as_ref().map_or((ExitStatus::Success, ""), |end| (end.exit, end.reason.as_str()));
    document_run(&finished.folder)?;
    if !output.quiet() {
        console::banner(sandbox_of(finished));
        if let Some(sample) = &finished.run.sample {
            console::block(&sample_text(sample));
        }
        let bad = finished.counts.rejected + finished.counts.failed + finished.counts.unknown;
        let reader = JournalReader::open(&finished.folder.journal())?.under(&finished.run.write_policies);
        if finished.run.dry_run {
            console::diff(&preview_changes(&reader)?);
        } else {
            console::block(&outcome_table(&finished.counts));
            let written = reader.field_change_counts(ChangesOf::Written)?;
            console::block(&change_table(&written, ChangesOf::Written));
        }
        console::block(&fixes_text(finished.run.fixes.as_ref()));
        console::block(&corrected_text(&finished.run.command, finished.run.dry_run, &finished.run.corrected));
        console::block(&rejects_text(&finished.issues, bad));
        console::block(&protected_text(&reader)?);
        let warnings = match bad {
            0 => "results.csv has all warnings, in the column _note.",
            _ => "results.csv has the warnings of all other rows, in the column _note.",
        };
        console::block(&keys_twice_text(finished.run.keys_twice.as_ref(), &reader)?);
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
    Ok(exit)
}

/// The banner of a sandbox. If there is a plan, it stands above the plan, which is already printed.
pub(crate) fn sandbox_of(finished: &FinishedRun) -> Option<String> {
    finished.run.account.as_ref().filter(|_| !console::has_told_sandbox()).and_then(sandbox_banner)
}

/// What to do after the trial with a sample.
fn after_sample(finished: &FinishedRun) -> String {
    if finished.run.sample.is_none() {
        return String::new();
    }
    let whole = "For the whole import, leave out --sample.\n";
    let in_memory = finished.run.settings.reach.iter().any(|word| word == "--sandbox");
    let wrote = finished.counts.inserted + finished.counts.updated > 0;
    if finished.run.dry_run || in_memory || !wrote {
        return whole.to_owned();
    }
    let command = |word| finished.folder.command_line(word, &finished.run.settings);
    format!("To check the sample: {}\nTo take it back: {}\n{whole}", command("verify"), command("undo"))
}

fn dry(finished: &FinishedRun) -> &'static str {
    if finished.run.dry_run { "Dry run, nothing was written; " } else { "" }
}

/// How to write a saved plan, or how to continue if rows were not written.
fn next(finished: &FinishedRun) -> String {
    if let Some(plan) = finished.run.saved_plan.as_ref().filter(|plan| plan.file != "-") {
        let apply = apply_line(&plan.file, &finished.run.settings);
        return format!("To write exactly this plan: {apply}\n");
    }
    let stopped = finished.run.end.as_ref().is_some_and(|end| end.exit.is_interrupted());
    if finished.run.dry_run || finished.counts.pending == 0 && !stopped {
        return after_sample(finished);
    }
    if finished.run.account.as_ref().and_then(|account| account.sandbox_file()) == Some("") {
        return "The sandbox was in memory and is gone, so this run can't go on: start it again.\n"
            .to_owned();
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
