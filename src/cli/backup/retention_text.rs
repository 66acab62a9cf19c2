//! What the rules of retention did, or would do.

use deskferry::backup::{BackupName, BackupState, PrunePlan, RetentionDecision};
use serde_json::{Value, json};

use super::super::args::OutputArgs;
use super::super::console;

/// Warns of backups that can't be read, and says how many were removed; `None` in a dry run.
pub(super) fn report_retention(output: &OutputArgs, plan: &PrunePlan, removed: Option<&[BackupName]>) {
    for left in &plan.left {
        if let BackupState::Unreadable(error) = &left.found {
            console::warn(&format!("{} was not removed: {error}", left.name));
        }
    }
    if !output.quiet() {
        console::say(&counts(plan, removed));
    }
}

fn counts(plan: &PrunePlan, removed: Option<&[BackupName]>) -> String {
    let kept = plan.decisions.iter().filter(|keep| keep.is_kept()).count();
    let gone = plan.decisions.len() - kept;
    let Some(removed) = removed else {
        return format!("Backups: {kept} would be kept, {gone} would be removed\n");
    };
    let left = match gone - removed.len() {
        0 => String::new(),
        left => format!(", {left} not removed yet"),
    };
    format!("Backups: {kept} kept, {} removed{left}\n", removed.len())
}

/// One line for each backup, the newest first: what happened to it, and the rules that keep it.
pub(super) fn retained_lines(plan: &PrunePlan, removed: Option<&[BackupName]>) -> String {
    let line = |keep: &RetentionDecision| {
        let rules: Vec<String> = keep.rules.iter().map(ToString::to_string).collect();
        let line = format!("{:<7}  {}  {}", word(keep, removed), keep.name, rules.join(", "));
        line.trim_end().to_owned() + "\n"
    };
    plan.decisions.iter().map(line).collect()
}

fn word(keep: &RetentionDecision, removed: Option<&[BackupName]>) -> &'static str {
    match (keep.is_kept(), removed) {
        (true, None) => "keep",
        (false, None) => "remove",
        (true, Some(_)) => "kept",
        (false, Some(removed)) if removed.contains(&keep.name) => "removed",
        (false, Some(_)) => "left",
    }
}

/// The lines of the backups that were removed, or would be; if `all`, also of the others.
pub(super) fn changed_lines(plan: &PrunePlan, removed: Option<&[BackupName]>, all: bool) -> String {
    let lines = retained_lines(plan, removed);
    let lines = lines.lines().zip(&plan.decisions).filter(|(_, keep)| all || !keep.is_kept());
    lines.map(|(line, _)| format!("  {line}\n")).collect()
}

/// The same as one JSON array.
pub(super) fn retained_json(plan: &PrunePlan, removed: Option<&[BackupName]>) -> Value {
    let one = |keep: &RetentionDecision| {
        let rules: Vec<String> = keep.rules.iter().map(ToString::to_string).collect();
        let is_removed = removed.is_some_and(|removed| removed.contains(&keep.name));
        json!({"id": keep.name.to_string(), "kept": keep.is_kept(), "rules": rules, "removed": is_removed})
    };
    plan.decisions.iter().map(one).collect()
}
