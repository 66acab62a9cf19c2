//! What the rules of retention did, or would do.

use deskferry::backup::{BackupState, Pruned};

use super::super::args::OutputArgs;
use super::super::console;

/// Says which backups were removed, and warns of those that can't be read.
pub(super) fn tell_retained(output: &OutputArgs, pruned: &Pruned, dry_run: bool) {
    for left in &pruned.left {
        if let BackupState::Unreadable(error) = &left.found {
            console::warn(&format!("{} was not removed: {error}", left.name));
        }
    }
    if !output.quiet() {
        console::say(&retained(pruned, dry_run, output.is_verbose()));
    }
}

fn retained(pruned: &Pruned, dry_run: bool, verbose: bool) -> String {
    let (kept, gone): (Vec<_>, Vec<_>) = pruned.judged.iter().partition(|keep| keep.is_kept());
    let (would, verb) = if dry_run { ("would be ", "Would remove") } else { ("", "Removed") };
    let mut text = format!("Backups: {} {would}kept, {} {would}removed\n", kept.len(), gone.len());
    for keep in gone {
        text.push_str(&format!("  {verb} {}\n", keep.name));
    }
    for keep in kept.iter().filter(|_| verbose) {
        let rules: Vec<String> = keep.rules.iter().map(ToString::to_string).collect();
        text.push_str(&format!("  Kept {}: {}\n", keep.name, rules.join(", ")));
    }
    text
}
