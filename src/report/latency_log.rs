//! Round trips and pauses while a run is written, which the journal does not contain.
//!
//! `pace.json` in the run's folder has them for each process that wrote and ended normally.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::histogram::Histogram;
use crate::event::{Event, Listener};
use crate::journal::{JournalError, RunFolder};

const FILE: &str = "pace.json";
/// The maximum number of spans of one process. Beyond that, two spans become one.
const SPANS: usize = 240;

/// The measurements of a span of time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LatencySpan {
    /// When it began, in milliseconds since 1970.
    pub began: i64,
    /// The round trips that ended in it.
    pub trips: Histogram,
    /// How long the server made all requests wait, in milliseconds.
    pub paused: u64,
}

/// Records the events of a writer, and passes them on.
pub struct LatencyLog {
    inner: Arc<dyn Listener>,
    recorder: Mutex<LatencyRecorder>,
}

struct LatencyRecorder {
    width: Duration,
    last: Instant,
    spans: Vec<LatencySpan>,
}

impl LatencyLog {
    /// Passes all events on to `inner`.
    pub fn over(inner: Arc<dyn Listener>) -> Self {
        let recorder =
            LatencyRecorder { width: Duration::from_secs(1), last: Instant::now(), spans: Vec::new() };
        Self { inner, recorder: Mutex::new(recorder) }
    }

    /// Adds the spans to `pace.json`.
    pub fn save(&self, folder: &RunFolder) -> Result<(), JournalError> {
        let mut spans = load(folder)?;
        spans.append(&mut self.recorder.lock().unwrap_or_else(PoisonError::into_inner).spans);
        folder.write_file(FILE, &serde_json::to_vec(&spans)?)
    }
}

/// The spans of all processes that wrote a run.
pub(super) fn load(folder: &RunFolder) -> Result<Vec<LatencySpan>, JournalError> {
    let spans = folder.read_json(FILE, "move it away: reports then omit round trips and pauses")?;
    Ok(spans.unwrap_or_default())
}

impl Listener for LatencyLog {
    fn hear(&self, event: &Event) {
        if let Event::State { trips, paused_seconds, .. } = event {
            let mut recorder = self.recorder.lock().unwrap_or_else(PoisonError::into_inner);
            recorder.note(Timestamp::now().as_millisecond(), trips, paused_seconds.is_some());
        }
        self.inner.hear(event);
    }
}

impl LatencyRecorder {
    fn note(&mut self, now: i64, trips: &[u32], paused: bool) {
        let since = std::mem::replace(&mut self.last, Instant::now()).elapsed();
        let width = i64::try_from(self.width.as_millis()).unwrap_or(i64::MAX);
        if self.spans.last().is_none_or(|span| now >= span.began + width) {
            self.spans.push(LatencySpan { began: now, ..LatencySpan::default() });
        }
        if let Some(span) = self.spans.last_mut() {
            trips.iter().for_each(|micros| span.trips.add(*micros));
            span.paused += if paused { u64::try_from(since.as_millis()).unwrap_or(0) } else { 0 };
        }
        if self.spans.len() > SPANS {
            self.halve();
        }
    }

    fn halve(&mut self) {
        self.width *= 2;
        let join = |pair: &[LatencySpan]| {
            let mut joined = pair[0].clone();
            for other in &pair[1..] {
                joined.trips.merge(&other.trips);
                joined.paused += other.paused;
            }
            joined
        };
        self.spans = self.spans.chunks(2).map(join).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Silent;

    #[test]
    fn the_number_of_spans_is_limited() {
        let pace = LatencyLog::over(Arc::new(Silent));
        let mut recorder = pace.recorder.lock().unwrap();
        for second in 0..10_000 {
            recorder.note(second * 1000, &[1000, 2000], false);
        }
        assert!(
            recorder.spans.len() <= SPANS && recorder.spans.len() > SPANS / 4,
            "{}",
            recorder.spans.len()
        );
        assert_eq!(recorder.spans.iter().map(|span| span.trips.count()).sum::<u64>(), 20_000);
        assert!(recorder.spans.windows(2).all(|two| two[0].began < two[1].began));
    }
}
