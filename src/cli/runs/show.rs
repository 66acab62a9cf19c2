//! `deskferry runs show`

use std::path::Path;

use deskferry::file::{name_of, path_of};
use deskferry::journal::{RowCounts, RunCommand, RunFile, RunFolder, RunState, RunSummary};
use deskferry::mapping::SHIPPED;
use deskferry::plan::ImportMode;
use deskferry::report::{outcome_table, plan_table, validation_table, wrap};

use super::super::global_args::GlobalArgs;
use super::super::{CommandResult, console};
use super::list::{ListedRun, print_json};

pub(super) fn run(global: &GlobalArgs, run_dir: &Path, name: &str, json: bool) -> CommandResult {
    let folder = RunFolder::open(name, run_dir)?;
    // What is broken is an error here, with all of its reason.
    let run = RunFile::load(&folder)?;
    let summary = RunSummary::of(folder);
    if json {
        print_json(&ListedRun::of(&summary))?;
        return Ok(0);
    }
    let flags = flags(global, &run);
    let reference = [vec![reference(run_dir, &summary.folder)], flags.clone()].concat();
    let table = summary.counts.as_ref().map_or_else(String::new, |counts| table(&run, counts) + "\n");
    let text =
        [facts(&run, &summary.state), table, files(&summary), next(&run, &summary, (&reference, &flags))];
    console::data(&text.concat())?;
    Ok(0)
}

/// How another command finds the run: as short as can be.
fn reference(run_dir: &Path, folder: &RunFolder) -> String {
    let id = folder.id();
    let short = id.split('-').next().unwrap_or(&id).to_owned();
    let same = |name: &str| RunFolder::open(name, run_dir).is_ok_and(|found| found == *folder);
    let name = [short, id].into_iter().find(|name| same(name));
    name.unwrap_or_else(|| quoted(folder.path()))
}

/// What else another command needs: where runs lie, and the flags by which the run reached its help desk.
fn flags(global: &GlobalArgs, run: &RunFile) -> Vec<String> {
    let dir = global.run_dir_flag().map(|dir| ["--run-dir".to_owned(), quoted(dir)]);
    let reach = run.settings.reach.iter().map(|word| deskferry::journal::quoted(word));
    dir.into_iter().flatten().chain(reach).collect()
}

/// A path for a shell.
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

fn facts(run: &RunFile, state: &RunState) -> String {
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
        let rows = console::counted(input.rows, "row", "rows");
        fact(&mut out, "source", &format!("{}, {rows}, {}", input.file, input.read_as));
    }
    if !run.mapping.file.is_empty() {
        fact(&mut out, "mapping", &format!("{} ({})", run.mapping.name, run.mapping.file));
    }
    let keys: Vec<String> = run.match_keys.iter().map(|key| key.join(" + ")).collect();
    let keys = if keys.is_empty() { "no match key".to_owned() } else { format!("by {}", keys.join(", or ")) };
    let mode = format!("{:?}", run.mode).to_lowercase();
    fact(&mut out, "mode", &format!("{mode}, {keys}"));
    if let Some(plan) = &run.saved_plan {
        fact(&mut out, "plan", &format!("saved in {}", plan.file));
    }
    if let Some(account) = &run.account {
        fact(&mut out, "account", &format!("{}, client {}", account.base_url, account.client));
    }
    fact(&mut out, "started", &run.started);
    if let Some(ended) = &run.ended {
        let exit =
            run.end.as_ref().map_or_else(String::new, |end| format!(", exit {}: {}", end.exit, end.reason));
        fact(&mut out, "ended", &format!("{ended}{exit}"));
    }
    let held =
        if let RunState::Running(Some(holder)) = state { format!(", by {holder}") } else { String::new() };
    let by = run.continued_by.as_ref().map_or_else(String::new, |by| format!("continued by {by}"));
    let state = if by.is_empty() { format!("{}{held}", state.word()) } else { by };
    fact(&mut out, "state", &state);
    out.push('\n');
    out
}

fn table(run: &RunFile, counts: &RowCounts) -> String {
    match run.command {
        RunCommand::Validate => validation_table(counts),
        _ if run.dry_run => plan_table(counts),
        _ => outcome_table(counts),
    }
}

const FILES: [(&str, &str); 9] = [
    ("results.csv", "rows that were written, unchanged or skipped"),
    ("rejects.csv", "rows that were rejected or failed; correct and import them"),
    ("unknown.csv", "writes that may or may not have arrived"),
    ("id-map.csv", "the new id of each customer of the backup"),
    ("verify.jsonl", "the differences that verify found"),
    ("report.html", "the report, for people"),
    ("report.json", "the report, for programs"),
    ("run.json", "what was run, with every setting"),
    ("journal.db", "every row and its outcome"),
];

fn files(summary: &RunSummary) -> String {
    let folder = &summary.folder;
    let mut out = format!("Files in {}\n", folder.path().display());
    for (name, about) in FILES.iter().filter(|(name, _)| folder.file(name).is_file()) {
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

/// What can be done next, each with its command line.
fn next(run: &RunFile, summary: &RunSummary, words: (&[String], &[String])) -> String {
    let mut out = String::new();
    for (about, command) in steps(run, summary, words) {
        let heading = if out.is_empty() { "\nWhat you can do next\n" } else { "" };
        out.push_str(&format!("{heading}  {about}\n    {}\n", pasteable(&command)));
    }
    out
}

type NextStep = (&'static str, Vec<String>);

fn steps(run: &RunFile, summary: &RunSummary, (reference, flags): (&[String], &[String])) -> Vec<NextStep> {
    let command = |name: &str, rest: &[String]| [&["deskferry".to_owned(), name.to_owned()], rest].concat();
    let counts = summary.counts.unwrap_or_default();
    let sent = run.writes();
    let written = sent && counts.inserted + counts.updated + counts.deleted > 0;
    let undo = run.undoes.is_some();
    let rejects = summary.folder.file("rejects.csv");
    let word = deskferry::journal::quoted;
    let sources: Vec<String> = run.inputs.iter().map(|input| word(&input.file)).collect();
    let mapped = !undo && run.restores.is_none();
    let import = |sources: &[String]| {
        let mode = (run.mode != ImportMode::default()).then(|| format!("--mode={}", run.mode.name()));
        let mapping = ["-m".to_owned(), word(named(&run.mapping.file))].into_iter().chain(mode);
        command("import", &sources.iter().cloned().chain(mapping).chain(flags.to_vec()).collect::<Vec<_>>())
    };
    let plan = run.saved_plan.as_ref().map(|plan| &plan.file).filter(|plan| path_of(plan).is_file());
    let write_it = if plan.is_some() { "make a new plan, and write it" } else { "write it" };
    let steps = [
        (summary.state == RunState::Unfinished)
            .then(|| ("continue where it stopped", command("resume", reference))),
        (sent && counts.failed > 0 && counts.pending == 0 && run.continued_by.is_none())
            .then(|| ("send the failed writes again", command("retry", reference))),
        written.then(|| ("check what was written", command("verify", reference))),
        (written && !undo && (run.continued_by.is_some() || counts.pending + counts.unknown == 0))
            .then(|| ("undo it", command("undo", reference))),
        (counts.rejected > 0 && rejects.is_file() && mapped)
            .then(|| ("import the rejected rows, once corrected", import(&[quoted(&rejects)]))),
        plan.map(|plan| ("write exactly this plan", command("apply", &[&[word(plan)], flags].concat()))),
        (!sent && mapped && !sources.is_empty() && !sources.iter().any(|source| source == "-"))
            .then(|| (write_it, import(&sources))),
    ];
    let running = matches!(summary.state, RunState::Running(_));
    steps.into_iter().flatten().filter(|_| !running).collect()
}

/// What `--mapping` takes for a mapping: its path, or the name of a shipped one, which has no file of its own.
fn named(file: &str) -> &str {
    let name = file.strip_prefix("mappings/").and_then(|name| name.strip_suffix(".toml"));
    let shipped =
        |name: &&str| SHIPPED.iter().any(|mapping| mapping.name == *name) && !path_of(file).is_file();
    name.filter(shipped).unwrap_or(file)
}

/// A command line that a shell takes as it stands, in lines that fit.
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
    fn commands_fit_and_can_be_pasted() {
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
