//! Facts about a run, and the trait that listens to them. A listener only listens: it can't fail or delay a run.

use crate::journal::{CommittedOutcome, RowCounts};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A source was opened.
    Opened {
        /// The path as the user gave it.
        file: String,
        /// Format, encoding, delimiter, sheet.
        read_as: String,
        /// Bytes of the file, where known.
        bytes: Option<u64>,
    },
    /// Rows have been read and checked.
    Read {
        /// Rows so far, of all sources.
        rows: u64,
        /// Bytes read so far of the current source, before unpacking.
        bytes: u64,
    },
    /// Customers of the help desk are looked up.
    Matching {
        /// How, in a sentence.
        how: String,
        /// Steps to go in all: pages, or rows.
        steps: u64,
    },
    /// One step of the look-up is done.
    Matched {
        /// Steps so far.
        steps: u64,
    },
    /// The plan is whole.
    Planned(RowCounts),
    /// Writing begins, or goes on.
    Writing {
        /// The rows that are pending.
        pending: u64,
        /// True if each of them is a deletion.
        deletes: bool,
    },
    /// One write is settled, and that is on disk.
    Settled(CommittedOutcome),
    /// Everything else is written, and inserts in doubt are waited for; at most twice a second.
    Settling {
        /// How many.
        waiting: u64,
        /// Until the last of them has been missing for long enough; `None` once that is over.
        seconds_left: Option<f64>,
    },
    /// Customers are read back, to be compared with what was written.
    ReadingBack {
        /// How many.
        customers: u64,
    },
    /// Some of them were.
    ReadBack {
        /// How many so far.
        customers: u64,
    },
    /// How writing goes; at most twice a second.
    State {
        /// The most requests that may be in flight by now: it adapts to the server.
        limit: usize,
        /// The requests in flight.
        in_flight: usize,
        /// How much longer everybody waits because the server said so, in seconds.
        paused_seconds: Option<f64>,
        /// Rows settled in a second, over the last few seconds.
        rate: f64,
        /// Round trips of the requests that ended since the last time, in microseconds.
        trips: Vec<u32>,
    },
    /// A stage of known length begins, such as one pass over the list.
    Stage {
        /// What is done, and how much of it.
        what: String,
        /// Steps to go in all.
        steps: u64,
    },
    /// One step of the stage is done.
    Step {
        /// Steps so far.
        steps: u64,
    },
    /// Something worth a line.
    Note(String),
    /// The run stops before its end.
    Stopping {
        /// Why, in a sentence.
        reason: String,
    },
}

/// Hears every event, on whichever thread it happens.
pub trait Listener: Send + Sync {
    /// Takes note of an event.
    fn hear(&self, event: &Event);
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Listener for Silent {
    fn hear(&self, _: &Event) {}
}
