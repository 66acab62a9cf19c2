//! How many calls watching a run takes, as far as that can be said before it writes.

use std::time::Duration;

use super::batch_size::next_batch;
use super::list_end::READ_WHOLE;
use super::reconciliation::costs_little;
use crate::journal::RowCounts;
use crate::lookup::ListEnd;
use crate::run::read_back;
use crate::run::write_job::WriteJob;

/// The rows a second of a run without a rate limit.
const UNLIMITED: f64 = 50.0;
/// The size of a page if nobody knows it.
const PAGE: u64 = 25;

impl WriteJob {
    /// The calls for watching a run that writes these rows, after its list ended with `mark`. `lookups` are the calls
    /// for looking up its inserts again, if the plan is written later. `None` if nothing is inserted.
    pub(crate) fn expected_watching(
        &self,
        counts: &RowCounts,
        mark: Option<&ListEnd>,
        lookups: u64,
    ) -> Option<u64> {
        let watched = WatchedRun {
            inserts: counts.planned_inserts,
            updates: counts.planned_updates,
            rate: self.rate(),
            list: mark.map(|mark| (mark.total, mark.per_page())),
            hidden: mark.map_or(0, ListEnd::hidden),
            page: self.behavior.as_ref().and_then(|behavior| behavior.page_size.get()),
        };
        (watched.inserts > 0).then(|| watched.calls() + lookups)
    }
}

/// A run as it is planned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WatchedRun {
    pub(crate) inserts: u64,
    pub(crate) updates: u64,
    /// Calls a second.
    pub(crate) rate: Option<f64>,
    /// The customers of the list, and those of a page.
    pub(crate) list: Option<(u64, u64)>,
    /// The details that reading the list takes.
    pub(crate) hidden: u64,
    /// The customers of a page, as a probe found, for a list that does not show it.
    pub(crate) page: Option<u64>,
}

impl WatchedRun {
    /// Reading back the first inserts, the looks between batches, and reading a short list at the end.
    pub(crate) fn calls(&self) -> u64 {
        self.inserts.min(read_back::FIRST) + self.looks() + self.last_pages()
    }

    fn rows(&self) -> u64 {
        self.inserts + self.updates
    }

    fn per_page(&self) -> u64 {
        let shown = self.list.map(|(_, per_page)| per_page).filter(|per_page| *per_page > 0);
        shown.or(self.page.filter(|page| *page > 0)).unwrap_or(PAGE)
    }

    fn looks(&self) -> u64 {
        let calls = (self.inserts + 2 * self.updates) as f64;
        let a_second = self.rate.unwrap_or(UNLIMITED) * self.rows() as f64 / calls.max(1.0);
        let (mut rows, mut all) = (0, 0);
        while rows < self.rows() {
            let elapsed = Duration::from_secs_f64(rows as f64 / a_second.max(0.001));
            let batch = next_batch(rows, elapsed);
            let in_time = (batch.at_least.as_secs_f64() * a_second) as u64;
            let next = batch.rows.max(in_time).min(self.rows() - rows);
            rows += next;
            all += self.look(next, rows);
        }
        all
    }

    /// The calls of a look after a batch: the last page, and each that begins since then. Long runs read only the newest
    /// customer.
    fn look(&self, batch: u64, rows: u64) -> u64 {
        let whole = rows <= READ_WHOLE || self.per_page() > 200;
        let before = self.list.map_or(0, |(total, _)| total) + rows - batch;
        if whole { 1 + (before % self.per_page() + batch) / self.per_page() } else { 2 }
    }

    fn last_pages(&self) -> u64 {
        let pages = self.list.map(|(total, _)| (total + self.inserts).div_ceil(self.per_page()));
        let all = pages.map(|pages| pages + self.hidden);
        all.filter(|calls| costs_little(*calls, self.rows())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_is_watched_with_few_calls() {
        let run = |inserts, total| WatchedRun {
            inserts,
            updates: 0,
            rate: Some(100.0),
            list: Some((total, 100)),
            hidden: 0,
            page: None,
        };
        let calls = |inserts, total| run(inserts, total).calls();
        assert!((30..90).contains(&calls(10_000, 100_000)), "{}", calls(10_000, 100_000));
        assert_eq!(calls(1, 100_000), 2, "the insert is read back, and the last page read");
        assert_eq!(calls(1, 99_999), 3, "the last page is full, so the next one is read");
        assert!(calls(60, 900) > calls(60, 100_000), "a short list is read at the end");
        let hidden = WatchedRun { hidden: 900, ..run(60, 900) };
        assert_eq!(hidden.calls(), calls(60, 100_000), "one that hides its keys is not");
    }
}
