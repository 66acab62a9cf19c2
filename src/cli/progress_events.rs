//! Progress for programs: with `--log-format json` each event is one line on standard error (docs/events.md).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use deskferry::event::{Event, Listener};
use deskferry::journal::{CommittedOutcome, Outcome};
use serde_json::{Map, Value, json};

use super::console;
use super::event_words::words;

/// The pause between two lines about the same work.
const PAUSE: Duration = Duration::from_secs(1);

/// Writes a line for each event; counts are told once a second, and at the end.
#[derive(Default)]
pub(super) struct EventLines {
    written: Mutex<Written>,
}

/// How far the writing is.
#[derive(Debug, Default)]
struct Written {
    settled: u64,
    failed: u64,
    pending: u64,
    flow: Map<String, Value>,
    /// When a line about counts was told, and whether something is new since.
    told: Option<Instant>,
    is_new: bool,
}

/// The listener for the flags.
pub(super) fn event_lines() -> Arc<dyn Listener> {
    Arc::new(EventLines::default())
}

impl Listener for EventLines {
    fn hear(&self, event: &Event) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if let Event::Committed(settled) = event {
            written.settle(settled);
        } else if let Event::State { .. } = event {
            written.flow = flow(event);
            written.is_new = true;
        } else if let Some((name, fields)) = fact(event) {
            if let Event::Writing { pending, .. } = event {
                *written = Written { pending: *pending, ..Written::default() };
            }
            if !is_count(event) || written.is_due() {
                let text = words(event).unwrap_or_default();
                console::event(name, &text, fields);
            }
        }
        if written.is_new && written.is_due() {
            written.tell();
        }
    }
}

/// The last counts are told even if they are young.
impl Drop for EventLines {
    fn drop(&mut self) {
        let written = self.written.get_mut().unwrap_or_else(PoisonError::into_inner);
        if written.is_new {
            written.tell();
        }
    }
}

impl Written {
    fn settle(&mut self, settled: &CommittedOutcome) {
        self.settled += 1;
        self.is_new = true;
        let (word, issue) = match &settled.outcome {
            Outcome::Written { .. } | Outcome::Unchanged => return,
            Outcome::Rejected(issue) => ("rejected", issue),
            Outcome::Failed(issue) => ("failed", issue),
            Outcome::Unknown(issue) => ("unknown", issue),
        };
        self.failed += 1;
        let fields = json!({
            "row": settled.row, "outcome": word, "code": issue.code.id(), "field": issue.field,
            "reason": issue.message,
        });
        console::event("failed", &format!("{word}: {}", issue.message), fields);
    }

    /// True once in a while; notes it.
    fn is_due(&mut self) -> bool {
        let is_due = self.told.is_none_or(|told| told.elapsed() >= PAUSE);
        if is_due {
            self.told = Some(Instant::now());
        }
        is_due
    }

    fn tell(&mut self) {
        self.is_new = false;
        let Self { settled, failed, pending, flow, .. } = &*self;
        let mut fields = flow.clone();
        fields.extend([
            ("settled".to_owned(), json!(settled)),
            ("failed".to_owned(), json!(failed)),
            ("pending".to_owned(), json!(pending)),
        ]);
        let rate = flow.get("rate").and_then(Value::as_f64).filter(|rate| *rate > 0.0);
        if let Some(rate) = rate {
            let left = pending.saturating_sub(*settled) as f64 / rate;
            fields.insert("seconds_left".to_owned(), json!(left.round()));
        }
        console::event(
            "written",
            &format!("written {settled} of {pending} ({failed} failed)"),
            fields.into(),
        );
    }
}

/// True for events that come often.
fn is_count(event: &Event) -> bool {
    matches!(
        event,
        Event::Read { .. }
            | Event::Matched { .. }
            | Event::Step { .. }
            | Event::ReadBack { .. }
            | Event::Resolving { .. }
    )
}

fn flow(event: &Event) -> Map<String, Value> {
    let Event::State { limit, in_flight, paused_seconds, rate, .. } = event else { return Map::new() };
    let all = [
        ("limit", json!(limit)),
        ("in_flight", json!(in_flight)),
        ("paused_seconds", json!(paused_seconds)),
        ("rate", json!((rate * 10.0).round() / 10.0)),
    ];
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The name of an event and its members; `None` for an event that is told otherwise.
fn fact(event: &Event) -> Option<(&'static str, Value)> {
    Some(match event {
        Event::Opened { file, read_as, bytes } => {
            ("opened", json!({"file": file, "read_as": read_as, "bytes": bytes}))
        }
        Event::Read { rows, bytes } => ("read", json!({"rows": rows, "bytes": bytes})),
        Event::Matching { how, steps } => ("matching", json!({"how": how, "steps": steps})),
        Event::Matched { steps } => ("matched", json!({"steps": steps})),
        Event::Planned { counts, dry_run, .. } => ("planned", json!({"counts": counts, "dry_run": dry_run})),
        Event::PlannedChanges(_) => ("changes", json!({})),
        Event::Writing { pending, deletes } => ("writing", json!({"pending": pending, "deletes": deletes})),
        Event::Resolving { waiting, seconds_left } => {
            ("resolving", json!({"waiting": waiting, "seconds_left": seconds_left}))
        }
        Event::ReadingBack { customers } => ("reading_back", json!({"customers": customers})),
        Event::ReadBack { customers } => ("read_back", json!({"customers": customers})),
        Event::Stage { what, steps } => ("stage", json!({"what": what, "steps": steps})),
        Event::Step { steps } => ("step", json!({"steps": steps})),
        Event::Away { reason, patience } => ("away", json!({"reason": reason, "patience_seconds": patience})),
        Event::Note(_) => ("note", json!({})),
        Event::Stopping { reason } => ("stopping", json!({"reason": reason})),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_that_of_the_rate() {
        let state = Event::State {
            limit: 8,
            in_flight: 5,
            paused_seconds: Some(2.5),
            rate: 12.34,
            trips: Vec::new(),
        };
        let flow = flow(&state);
        assert_eq!(
            Value::Object(flow),
            json!({"limit": 8, "in_flight": 5, "paused_seconds": 2.5, "rate": 12.3})
        );
    }

    #[test]
    fn counts_are_told_once_a_second() {
        let mut written = Written::default();
        assert!(written.is_due() && !written.is_due());
        written.told = Instant::now().checked_sub(PAUSE);
        assert!(written.is_due());
    }
}
