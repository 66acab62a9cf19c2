//! Limits how many rows have an intent in the journal without an outcome. A killed process leaves these rows in doubt.
//!
//! A row takes a slot before its intent and frees it after its outcome was passed to the recorder, which commits in
//! order. So at no time are more rows open on disk than there are slots. At a low rate fewer rows are: a row that can't
//! be sent soon gets no intent yet.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many seconds intents are ahead of the rate.
const AHEAD: f64 = 0.2;
/// Up to this concurrency, only rows that may be in flight get an intent.
const STRICT: usize = 8;

/// The slots of a run.
#[derive(Debug)]
pub(super) struct IntentSlots {
    open: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

/// A row's slot; dropping it frees the slot.
#[derive(Debug)]
pub(super) struct IntentSlot {
    _open: Option<OwnedSemaphorePermit>,
    pub(super) departure: SentFlag,
}

/// Whether a row was sent; until then it counts as waiting. Clones share the flag.
#[derive(Debug, Clone, Default)]
pub(super) struct SentFlag {
    inner: Arc<SentState>,
}

#[derive(Debug, Default)]
struct SentState {
    departed: AtomicBool,
    waiting: Option<Arc<Semaphore>>,
}

impl IntentSlots {
    /// As many slots as requests may be in flight. With a rate in requests per second, fewer of them may wait.
    ///
    /// Beyond eight requests in flight, there is half a slot more per request. Otherwise a server that answers as fast
    /// as the disk syncs would have to wait for the disk.
    pub(super) fn new(concurrency: usize, rate: Option<f64>) -> Self {
        let open = concurrency + concurrency.saturating_sub(STRICT) / 2;
        let waiting = rate.map_or(open, |rate| (rate * AHEAD).ceil() as usize).clamp(1, open);
        Self { open: Arc::new(Semaphore::new(open)), waiting: Arc::new(Semaphore::new(waiting)) }
    }

    /// Waits for a slot, in order of arrival. The future may be dropped.
    pub(super) async fn take(&self) -> IntentSlot {
        // The semaphores are never closed, so there is a place in the end.
        let open = self.open.clone().acquire_owned().await.ok();
        if let Ok(place) = self.waiting.acquire().await {
            place.forget();
        }
        let waiting =
            SentState { departed: AtomicBool::new(false), waiting: Some(Arc::clone(&self.waiting)) };
        IntentSlot { _open: open, departure: SentFlag { inner: Arc::new(waiting) } }
    }
}

impl SentFlag {
    /// True after a request of this row was sent.
    pub(super) fn is_sent(&self) -> bool {
        self.inner.departed.load(Ordering::Acquire)
    }

    /// Notes that a request of this row is sent.
    pub(super) fn note(&self) {
        self.inner.note();
    }
}

impl SentState {
    fn note(&self) {
        if !self.departed.swap(true, Ordering::AcqRel) {
            self.waiting.iter().for_each(|waiting| waiting.add_permits(1));
        }
    }
}

impl Drop for SentState {
    fn drop(&mut self) {
        self.note();
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn all(slots: &IntentSlots) -> Vec<IntentSlot> {
        std::iter::from_fn(|| slots.take().now_or_never()).collect()
    }

    #[test]
    fn without_a_rate_there_are_as_many_slots_as_requests() {
        let slots = IntentSlots::new(8, None);
        let mut taken = all(&slots);
        assert_eq!(taken.len(), 8);
        taken[0].departure.note();
        assert_eq!(all(&slots).len(), 0, "one that has left still is open");
        taken.truncate(5);
        assert_eq!(all(&slots).len(), 3);
    }

    #[test]
    fn high_concurrency_has_additional_slots() {
        for (concurrency, slots) in [(1, 1), (8, 8), (9, 8 + 1), (24, 24 + 8), (64, 64 + 28)] {
            assert_eq!(all(&IntentSlots::new(concurrency, None)).len(), slots, "{concurrency}");
        }
    }

    #[test]
    fn at_a_low_rate_few_intents_wait() {
        for (rate, waiting) in [(0.1, 1), (10.0, 2), (20.0, 4), (1000.0, 8)] {
            let slots = IntentSlots::new(8, Some(rate));
            let first = all(&slots);
            assert_eq!(first.len(), waiting, "{rate}");
            first[0].departure.note();
            let more = all(&slots);
            assert_eq!(more.len(), usize::from(waiting < 8), "{rate}: one has left, one more may wait");
            drop((first, more));
            assert_eq!(all(&slots).len(), waiting, "{rate}: what never left gives its place back");
        }
    }
}
