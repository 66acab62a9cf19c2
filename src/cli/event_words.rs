//! What an event says to people.

use deskferry::event::Event;
use deskferry::file::on_one_line;
use deskferry::journal::ChangesOf;
use deskferry::report::change_table;
use deskferry::wording::counted;

/// The message of an event, shown with or without a bar.
pub(super) fn words(event: &Event) -> Option<String> {
    Some(match event {
        Event::Opened { file, read_as, .. } => {
            let file = if file == "-" { "standard input".into() } else { on_one_line(file) };
            format!("Reading {file}: {read_as}")
        }
        Event::Matching { how, .. } => format!("Matching against the help desk: {how}"),
        Event::ReadingBack { customers } => {
            format!("Checking {}", counted(*customers, "customer", "customers"))
        }
        Event::Planned { counts, .. } => deskferry::report::plan_table(counts),
        Event::PlannedChanges(counts) if counts.is_empty() => return None,
        Event::PlannedChanges(counts) => change_table(counts, ChangesOf::Plan),
        Event::Writing { pending: pending @ 1.., deletes } => {
            let verb = if *deletes { "Deleting" } else { "Writing" };
            format!("{verb} {}", counted(*pending, "customer", "customers"))
        }
        Event::Stage { what, .. } => what.clone(),
        Event::Away { reason, patience } => format!("{reason}; retrying for up to {patience} s"),
        Event::Note(text) => text.clone(),
        Event::Stopping { reason } => format!("Stopping: {reason}"),
        _ => return None,
    })
}
