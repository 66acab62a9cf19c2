//! `deskferry runs show`

use std::path::Path;

use deskferry::account::HelpDeskAccount;
use deskferry::exit_status::ExitStatus;
use deskferry::file::name_of;
use deskferry::journal::{
    JournalError, RowCounts, RunCommand, RunFile, RunFolder, RunState, RunSummary, Undone, runs,
};
use deskferry::report::{
    NextStep, RunAdvice, corrected_text, fixes_text, outcome_table, plan_table, sample_sentence,
    validation_table, wrap,
};
use deskferry::trace::{FoundTrace, TraceState, find_trace};
use deskferry::wording::counted;

use super::super::command_error::{CommandError, CommandResult};
use super::super::{console, document};
use super::entry::Entry;
use super::run_json::listed;
use super::show_trace::{newest, text};

/// `flag` is `--run-dir` as it was given.
pub(super) fn run(flag: Option<&Path>, run_dir: &Path, traces: &[FoundTrace], name: &str) -> CommandResult {
    let folder = match found(run_dir, traces, name)? {
        Found::Run(folder) => folder,
        Found::Trace(found) => return show_trace(found, run_dir),
    };
    // A broken run is an error here, with its full reason.
    let run = RunFile::load(&folder)?;
    let summary = RunSummary::of(folder);
    let all = runs(run_dir)?;
    document::set("run", &listed(Entry::Run(&summary), &all, run_dir))?;
    let table = summary
        .counts
        .as_ref()
        .map_or_else(String::new, |counts| table(&run, counts) + "\n" + &corrected(&run));
    let undone = summary.undone(&all);
    let steps = RunAdvice {
        reference: reference(run_dir, &summary.folder),
        flags: flags(flag, &run),
        run: &run,
        summary: &summary,
        is_undone: undone.as_ref().is_some_and(|undone| undone.whole),
    };
    let text = [
        facts(&run, &state(&run, &summary.state, undone.as_ref())),
        table,
        files(&run, &summary),
        next_text(&steps.steps()),
    ];
    console::data(&text.concat())?;
    Ok(ExitStatus::Success)
}

enum Found<'a> {
    Run(RunFolder),
    Trace(&'a FoundTrace),
}

/// The run or the trace that a name means; `latest` is the newest of all.
fn found<'a>(run_dir: &Path, traces: &'a [FoundTrace], name: &str) -> Result<Found<'a>, CommandError> {
    let run = RunFolder::open(name, run_dir);
    if name == "latest" {
        let all: Vec<&FoundTrace> = traces.iter().collect();
        return Ok(match newest(&all, run.as_ref().ok()) {
            Some(trace) => Found::Trace(trace),
            None => Found::Run(run?),
        });
    }
    let named = find_trace(name, traces);
    match (run, named.as_slice()) {
        (run, []) => Ok(Found::Run(run?)),
        (Err(_), [one]) => Ok(Found::Trace(one)),
        (Ok(run), _) if run.id() == name => Ok(Found::Run(run)),
        (_, [one]) if one.folder.id() == name => Ok(Found::Trace(one)),
        (run, several) => {
            let run = run.ok().map(|run| run.id());
            let ids: Vec<String> =
                run.into_iter().chain(several.iter().map(|found| found.folder.id())).collect();
            Err(JournalError::Ambiguous { name: name.to_owned(), found: ids.join(", ") }.into())
        }
    }
}

fn show_trace(found: &FoundTrace, run_dir: &Path) -> CommandResult {
    document::set("run", &listed(Entry::Trace(found), &[], run_dir))?;
    match (&found.trace, &found.state) {
        (Some(trace), _) => console::data(&text(found, trace))?,
        (None, TraceState::Broken(reason)) if !document::is_wanted() => {
            return Err(CommandError::usage(reason.clone()));
        }
        (None, _) => {}
    }
    Ok(ExitStatus::Success)
}

/// The shortest text by which other commands find the run.
fn reference(run_dir: &Path, folder: &RunFolder) -> String {
    let id = folder.id();
    let short = id.split('-').next().unwrap_or(&id).to_owned();
    let same = |name: &str| RunFolder::open(name, run_dir).is_ok_and(|found| found == *folder);
    let name = [short, id].into_iter().find(|name| same(name));
    name.unwrap_or_else(|| quoted(folder.path()))
}

/// The flags that other commands need: `--run-dir`, and those by which the run reached its help desk.
fn flags(run_dir: Option<&Path>, run: &RunFile) -> Vec<String> {
    let dir = run_dir.map(|dir| ["--run-dir".to_owned(), quoted(dir)]);
    let reach = run.settings.reach.iter().map(|word| deskferry::journal::quoted(word));
    dir.into_iter().flatten().chain(reach).collect()
}

/// A path, quoted for a shell.
fn quoted(path: &Path) -> String {
    deskferry::journal::quoted(&name_of(path))
}

const WIDTH: usize = 80;
const INDENT: usize = 12;

/// `  name      value`
fn fact(out: &mut String, name: &str, value: &str) {
    let head = format!("  {name:<width$}", width = INDENT - 2);
    out.push_str(&(wrap(&head, INDENT, value) + "\n"));
}

fn facts(run: &RunFile, state: &str) -> String {
    let mut out = format!("Run {}\n", run.id);
    let dry = if run.dry_run { " (dry run)" } else { "" };
    fact(&mut out, "command", &format!("{}{dry}, deskferry {}", run.command, run.tool.version));
    if let Some(undone) = &run.undoes {
        fact(&mut out, "undoes", undone);
    }
    if let Some(restored) = &run.restores {
        fact(&mut out, "backup", &restored.backup);
    }
    if let Some(plan) = &run.applies {
        fact(&mut out, "plan", &format!("{}, made {}", plan.file, plan.made));
    }
    for input in &run.inputs {
        let mut rows = counted(input.rows, "row", "rows");
        if input.blank_rows > 0 {
            rows.push_str(&format!(" and {} skipped", counted(input.blank_rows, "blank row", "blank rows")));
        }
        fact(&mut out, "source", &format!("{}, {rows}, {}", input.file, input.read_as));
    }
    if let Some(sample) = &run.sample {
        fact(&mut out, "sample", &sample_sentence(sample));
    }
    if !run.mapping.file.is_empty() {
        fact(&mut out, "mapping", &format!("{} ({})", run.mapping.name, run.mapping.file));
    }
    let keys: Vec<String> = run.match_keys.iter().map(|key| key.join(" + ")).collect();
    let keys = if keys.is_empty() { "no match key".to_owned() } else { format!("by {}", keys.join(", or ")) };
    let mode = format!("{:?}", run.mode).to_lowercase();
    fact(&mut out, "mode", &format!("{mode}, {keys}"));
    if !run.write_policies.are_always() {
        fact(&mut out, "write", &run.write_policies.in_words());
    }
    if let Some(plan) = &run.saved_plan {
        fact(&mut out, "plan", &format!("saved in {}", plan.file));
    }
    if let Some(account) = &run.account {
        fact(&mut out, "account", &account_text(account));
    }
    fact(&mut out, "started", &run.started);
    if let Some(ended) = &run.ended {
        let exit = run.end.as_ref().map_or_else(String::new, |end| {
            // A message of several lines is shown as one paragraph.
            let reason: Vec<&str> =
                end.reason.lines().map(|line| line.trim().trim_end_matches(':')).collect();
            format!(", exit {}: {}", end.exit, reason.join("; "))
        });
        fact(&mut out, "ended", &format!("{ended}{exit}"));
    }
    fact(&mut out, "state", state);
    out.push('\n');
    out
}

/// The account, or the sandbox that was used instead.
fn account_text(account: &HelpDeskAccount) -> String {
    let held = account.holds.as_ref().map(|held| format!(", with the customers of the backup {}", held.id));
    let held = held.unwrap_or_default();
    match account.sandbox_file() {
        None => format!("{}, client {}", account.base_url, account.client),
        Some("") => format!("a sandbox in memory, not your help desk{held}"),
        Some(file) => format!("a sandbox, not your help desk: {file}{held}"),
    }
}

/// The state of the run, and which process or run has to do with it.
fn state(run: &RunFile, state: &RunState, undone: Option<&Undone>) -> String {
    match (state, &run.continued_by, undone) {
        (_, Some(by), _) => format!("continued by {by}"),
        (RunState::Running(Some(holder)), ..) => format!("{}, by {holder}", state.word()),
        (_, _, Some(Undone { by, whole: true })) => format!("undone by {by}"),
        (_, _, Some(Undone { by, whole: false })) => format!("{}, undone in part by {by}", state.word()),
        _ => state.word().to_owned(),
    }
}

fn table(run: &RunFile, counts: &RowCounts) -> String {
    match run.command {
        RunCommand::Validate => validation_table(counts),
        _ if run.dry_run => plan_table(counts),
        _ => outcome_table(counts),
    }
}

/// What became of fixes, and of the rejected rows of earlier runs.
fn corrected(run: &RunFile) -> String {
    let corrected = corrected_text(&run.command, run.dry_run, &run.corrected);
    let texts = [fixes_text(run.fixes.as_ref()), corrected];
    texts.into_iter().filter(|text| !text.is_empty()).map(|text| text + "\n").collect()
}

const FILES: [(&str, &str); 11] = [
    ("results.csv", "rows that were written, unchanged or skipped"),
    ("rejects.xlsx", "rows that were rejected or failed; correct and import them"),
    ("rejects.csv", "the same rows as text"),
    ("unknown.csv", "writes that may or may not have arrived"),
    ("id-map.csv", "the new id of each customer of the backup"),
    ("verify.jsonl", "the differences that verify found"),
    ("report.html", "the report, for people"),
    ("report.json", "the report, for programs"),
    ("run.json", "what was run, with every setting"),
    ("journal.db", "every row and its outcome"),
    ("journal.json", "the database with every row and its outcome"),
];

/// What the rejects of an undo are; nobody can correct them.
const NOT_UNDONE: &str = "rows that were not undone, and why";

fn files(run: &RunFile, summary: &RunSummary) -> String {
    let folder = &summary.folder;
    let mut out = format!("Files in {}\n", folder.path().display());
    for (name, about) in FILES.iter().filter(|(name, _)| folder.file(name).is_file()) {
        let about = if run.undoes.is_some() && *name == "rejects.xlsx" { NOT_UNDONE } else { about };
        out.push_str(&format!("  {name:<13} {about}\n"));
    }
    if summary.state == RunState::Unfinished && !folder.file("results.csv").is_file() {
        out.push_str(
            "  results.csv and the reports are missing: the run was interrupted, and resume \
        writes them\n",
        );
    }
    out
}

/// Each step with its command line; empty if there is no step.
fn next_text(steps: &[NextStep]) -> String {
    let mut out = String::new();
    for NextStep { about, words, .. } in steps {
        let heading = if out.is_empty() { "\nWhat you can do next\n" } else { "" };
        out.push_str(&format!("{heading}  {about}\n    {}\n", pasteable(words)));
    }
    out
}

/// A command line to paste into a shell, broken into lines of at most [`WIDTH`] characters.
fn pasteable(words: &[String]) -> String {
    let mut out = String::new();
    let mut column = 4;
    for word in words {
        let letters = word.chars().count();
        // Room for the word, and for a backslash after it.
        if !out.is_empty() && column + 1 + letters + 2 > WIDTH {
            out.push_str(" \\\n     ");
            column = 5;
        }
        if !out.is_empty() {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += letters;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_commands_are_wrapped_and_can_be_pasted() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(
            pasteable(&words("deskferry resume 20261123T204500Z")),
            "deskferry resume 20261123T204500Z"
        );
        let long = format!("deskferry import {} -m m.toml", "a".repeat(60));
        assert_eq!(
            pasteable(&words(&long)),
            format!("deskferry import \\\n      {} -m m.toml", "a".repeat(60))
        );
    }
}
