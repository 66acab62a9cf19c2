//! Events of a run, and the trait that receives them. A listener can't fail or delay a run.

use crate::journal::{CommittedOutcome, FieldChangeCounts, RowCounts};

/// Something that happened in a run.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A source was opened.
    Opened {
        /// The path as the user gave it.
        file: String,
        /// Format, encoding, delimiter, sheet.
        read_as: String,
        /// The size of the file in bytes, if known.
        bytes: Option<u64>,
    },
    /// Rows were read and checked.
    Read {
        /// Rows so far, of all sources.
        rows: u64,
        /// Bytes of the current source read so far, before decompression.
        bytes: u64,
    },
    /// The lookup of customers begins.
    Matching {
        /// How they are looked up, as a sentence.
        how: String,
        /// The total number of steps: pages, customers or rows.
        steps: u64,
    },
    /// Steps of the lookup are done.
    Matched {
        /// Steps so far.
        steps: u64,
    },
    /// The plan is complete.
    Planned {
        /// The number of rows by action.
        counts: RowCounts,
        /// How many calls watching for customers that others insert takes, as far as that can be said.
        watching: u64,
        /// Nothing of it is written by this run.
        dry_run: bool,
    },
    /// What the plan does to values of existing customers; right after [`Event::Planned`].
    PlannedChanges(FieldChangeCounts),
    /// Writing begins or continues.
    Writing {
        /// The number of pending rows.
        pending: u64,
        /// True if every write is a delete.
        deletes: bool,
    },
    /// The outcome of a write is durable in the journal.
    Committed(CommittedOutcome),
    /// Everything else is written, and inserts in doubt remain to be resolved; at most twice a second.
    Resolving {
        /// The number of inserts in doubt.
        waiting: u64,
        /// Seconds until a missing insert counts as absent; `None` when that time is over.
        seconds_left: Option<f64>,
    },
    /// Reading back customers begins, to compare them with what was written.
    ReadingBack {
        /// The number of customers.
        customers: u64,
    },
    /// Customers were read back.
    ReadBack {
        /// The number of customers so far.
        customers: u64,
    },
    /// The state of writing; at most twice a second.
    State {
        /// The concurrency limit, which adapts to the server.
        limit: usize,
        /// The number of requests in flight.
        in_flight: usize,
        /// Seconds until throttled requests continue; `None` without throttling.
        paused_seconds: Option<f64>,
        /// Rows with an outcome per second, over the last few seconds.
        rate: f64,
        /// Round-trip times of the requests since the last event, in microseconds.
        trips: Vec<u32>,
    },
    /// A stage of known length begins, such as one pass over the list.
    Stage {
        /// What is done, as text.
        what: String,
        /// The total number of steps.
        steps: u64,
    },
    /// Steps of the stage are done.
    Step {
        /// Steps so far.
        steps: u64,
    },
    /// The help desk can't be reached; once until it is reached again.
    Away {
        /// Why.
        reason: String,
        /// For how many seconds in all it is tried again.
        patience: u64,
    },
    /// A line of text for the user.
    Note(String),
    /// The run stops before its end.
    Stopping {
        /// Why, as a sentence.
        reason: String,
    },
}

/// Receives every event, on the thread where it happens.
pub trait Listener: Send + Sync {
    /// Receives one event.
    fn hear(&self, event: &Event);
}

/// Ignores every event.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Listener for Silent {
    fn hear(&self, _: &Event) {}
}
