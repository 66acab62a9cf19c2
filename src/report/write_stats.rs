//! Statistics of writing a run: attempts, retries, in-doubt inserts and causes of failures, in all and over time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::histogram::Histogram;
use super::latency_log::{self, LatencySpan};
use crate::journal::{AttemptRow, AttemptStatus, JournalError, JournalReader, RowOutcome, RunFolder};

/// The maximum number of parts of the run's time.
const PARTS: i64 = 60;
/// The shortest part in milliseconds. Spans of latencies are a second or slightly longer.
const LEAST: i64 = 2000;
/// The maximum number of causes that are kept.
const CAUSES: usize = 20;
/// The maximum number of causes that are counted separately.
const MOST_CAUSES: usize = 500;

/// The statistics of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WriteStats {
    /// The number of attempts.
    pub attempts: u64,
    /// Rows with more than one attempt.
    pub retried: u64,
    /// Rows with an attempt whose outcome was unknown at first.
    pub doubtful: u64,
    /// Those of them that are now known to be written.
    pub settled: u64,
    /// Why attempts failed, most frequent first.
    pub causes: Vec<FailureCause>,
    /// The number of attempts with further causes.
    pub causes_left_out: u64,
    /// The seconds from the first intent to the last outcome, including pauses between processes.
    pub seconds: f64,
    /// The round trips of single requests; `None` if no process that wrote ended normally.
    pub latency: Option<Latency>,
    /// How long the server made all requests wait, in seconds.
    pub paused_seconds: f64,
    /// The statistics of equal parts of the time.
    pub parts: Vec<WriteStatsPart>,
}

/// Why attempts failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureCause {
    /// How the attempts ended: not with a write that arrived.
    pub status: AttemptStatus,
    /// The cause in words.
    pub cause: String,
    /// The number of attempts.
    pub count: u64,
}

/// Round trips, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// The number of round trips.
    pub requests: u64,
    /// The median.
    pub p50: f64,
    /// The 95th percentile.
    pub p95: f64,
    /// The 99th percentile.
    pub p99: f64,
}

/// The statistics of a part of the time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WriteStatsPart {
    /// Its start in seconds after the beginning.
    pub at: f64,
    /// Attempts that succeeded in it.
    pub written: u64,
    /// Attempts that failed in it, or whose outcome was unknown.
    pub failed: u64,
    /// The round trips that ended in it.
    pub latency: Option<Latency>,
    /// How long the server made all requests wait in it, in seconds.
    pub paused_seconds: f64,
}

impl Latency {
    fn from_trips(trips: &Histogram) -> Option<Self> {
        let at = |share| Some((trips.quantile(share)? / 10.0).round() / 100.0);
        Some(Self { requests: trips.count(), p50: at(0.5)?, p95: at(0.95)?, p99: at(0.99)? })
    }
}

impl WriteStats {
    /// Collects the statistics from a run's folder; `None` if nothing was sent.
    pub fn from_run(folder: &RunFolder, reader: &JournalReader) -> Result<Option<Self>, JournalError> {
        let Some((first, last)) = reader.span()? else { return Ok(None) };
        let mut counter = WriteStatsCounter::new(first, last);
        reader.each_attempt(|attempt| counter.add(&attempt))?;
        Ok(Some(counter.finish(&latency_log::load(folder)?)))
    }
}

/// Counts attempts.
struct WriteStatsCounter {
    first: i64,
    width: i64,
    stats: WriteStats,
    causes: BTreeMap<(AttemptStatus, String), u64>,
    /// The last row in doubt. Attempts are sorted by row.
    doubted: Option<u64>,
}

impl WriteStatsCounter {
    fn new(first: i64, last: i64) -> Self {
        let length = (last - first).max(1);
        let width = (length / PARTS + 1).max(LEAST);
        let parts = length / width + 1;
        let part = |at: i64| WriteStatsPart { at: (at * width) as f64 / 1000.0, ..WriteStatsPart::default() };
        let stats = WriteStats {
            seconds: length as f64 / 1000.0,
            parts: (0..parts).map(part).collect(),
            ..WriteStats::default()
        };
        Self { first, width, stats, causes: BTreeMap::new(), doubted: None }
    }

    fn part(&mut self, time: i64) -> Option<&mut WriteStatsPart> {
        let at = usize::try_from((time - self.first).max(0) / self.width).ok()?;
        let last = self.stats.parts.len().checked_sub(1)?;
        self.stats.parts.get_mut(at.min(last))
    }

    fn add(&mut self, attempt: &AttemptRow<'_>) {
        let status = attempt.status;
        if status == AttemptStatus::Withdrawn {
            return;
        }
        self.stats.attempts += 1;
        self.stats.retried += u64::from(attempt.number == 2);
        let good = matches!(status, AttemptStatus::Written | AttemptStatus::Unchanged);
        if let Some(part) = attempt.ended.and_then(|ended| self.part(ended)) {
            *(if good { &mut part.written } else { &mut part.failed }) += 1;
        }
        let doubtful = matches!(
            status,
            AttemptStatus::Unknown | AttemptStatus::Open | AttemptStatus::Found | AttemptStatus::Absent
        );
        if doubtful && self.doubted.replace(attempt.row) != Some(attempt.row) {
            self.stats.doubtful += 1;
            self.stats.settled += u64::from(attempt.outcome == Some(RowOutcome::Written));
        }
        if !good {
            self.blame(status, attempt.cause.unwrap_or("the deskferry process ended during the attempt"));
        }
    }

    fn blame(&mut self, status: AttemptStatus, cause: &str) {
        let key = (status, nameless(cause).chars().take(200).collect());
        if self.causes.len() < MOST_CAUSES || self.causes.contains_key(&key) {
            *self.causes.entry(key).or_default() += 1;
        } else {
            self.stats.causes_left_out += 1;
        }
    }

    fn finish(mut self, spans: &[LatencySpan]) -> WriteStats {
        let mut trips = vec![Histogram::default(); self.stats.parts.len()];
        let mut all = Histogram::default();
        for span in spans {
            all.merge(&span.trips);
            let paused = span.paused as f64 / 1000.0;
            self.stats.paused_seconds += paused;
            let at = usize::try_from((span.began - self.first).max(0) / self.width).unwrap_or(usize::MAX);
            if let Some(trips) = trips.get_mut(at) {
                trips.merge(&span.trips);
            }
            self.part(span.began).into_iter().for_each(|part| part.paused_seconds += paused);
        }
        for (part, trips) in self.stats.parts.iter_mut().zip(&trips) {
            part.latency = Latency::from_trips(trips);
        }
        self.stats.latency = Latency::from_trips(&all);
        let cause = |((status, cause), count)| FailureCause { status, cause, count };
        let mut causes: Vec<FailureCause> = self.causes.into_iter().map(cause).collect();
        causes.sort_by_key(|cause| std::cmp::Reverse(cause.count));
        self.stats.causes_left_out += causes.iter().skip(CAUSES).map(|cause| cause.count).sum::<u64>();
        causes.truncate(CAUSES);
        self.stats.causes = causes;
        self.stats
    }
}

/// A cause without the ids of customers, so that causes that differ only in these are one.
pub(super) fn nameless(cause: &str) -> String {
    let listed = cause.find(LISTED).map_or(cause, |at| &cause[..at + LISTED.len()]);
    let mut last = "";
    let mut before = "";
    let mut words = Vec::new();
    for word in listed.split(' ') {
        let bare = word.trim_end_matches([':', ',', ';']);
        let of_customer = before == "the" && matches!(last, "customer" | "id") && bare != "of";
        let told = if of_customer { "…".to_owned() } else { path_without_id(bare) };
        words.push(told + &word[bare.len()..]);
        before = last;
        last = word;
    }
    words.join(" ")
}

/// The text before the ids of several customers.
const LISTED: &str = " customers have this key";

/// `/customer/update/…` for a path with an id; other words do not change.
fn path_without_id(word: &str) -> String {
    const CUSTOMER: &str = "/customer/";
    match word.strip_prefix(CUSTOMER).map(|rest| rest.split_once('/').unwrap_or(("", rest))) {
        None | Some(("", "insert" | "list")) => word.to_owned(),
        Some(("", _)) => format!("{CUSTOMER}…"),
        Some((deed, _)) => format!("{CUSTOMER}{deed}/…"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_counted_by_row_and_time() {
        let mut counter = WriteStatsCounter::new(0, 600_000);
        let add = |counter: &mut WriteStatsCounter, row, number, ended, status, outcome| {
            let intended = 0;
            let cause = (status != AttemptStatus::Written).then_some("HTTP 500");
            counter.add(&AttemptRow { row, number, intended, ended, status, cause, outcome });
        };
        add(&mut counter, 1, 1, Some(500), AttemptStatus::Written, Some(RowOutcome::Written));
        add(&mut counter, 2, 1, Some(300_000), AttemptStatus::Unknown, Some(RowOutcome::Written));
        add(&mut counter, 2, 2, Some(600_000), AttemptStatus::Written, Some(RowOutcome::Written));
        add(&mut counter, 3, 1, Some(600_000), AttemptStatus::Failed, Some(RowOutcome::Failed));
        add(&mut counter, 4, 1, Some(600_000), AttemptStatus::Withdrawn, None);
        add(&mut counter, 5, 1, Some(600_000), AttemptStatus::Absent, Some(RowOutcome::Written));
        add(&mut counter, 5, 2, Some(600_000), AttemptStatus::Written, Some(RowOutcome::Written));
        add(&mut counter, 6, 1, Some(600_000), AttemptStatus::Found, Some(RowOutcome::Written));
        let mut trips = Histogram::default();
        trips.add(20_000);
        let stats = counter.finish(&[LatencySpan { began: 300_000, trips, paused: 1500 }]);
        assert_eq!((stats.attempts, stats.retried, stats.doubtful, stats.settled), (7, 2, 3, 3));
        let parts: Vec<_> = stats.parts.iter().map(|part| (part.written, part.failed)).collect();
        assert_eq!((parts[0], parts[29], parts[59]), ((1, 0), (0, 1), (2, 3)));
        assert_eq!(stats.parts[29].paused_seconds, 1.5);
        assert_eq!(stats.latency.map(|latency| latency.requests), Some(1));
        let causes: Vec<_> = stats.causes.iter().map(|cause| (cause.status.as_str(), cause.count)).collect();
        assert_eq!(causes, [("absent", 1), ("failed", 1), ("found", 1), ("unknown", 1)]);
    }

    #[rstest::rstest]
    #[case("PUT /customer/update/17: refused (HTTP 400)", "PUT /customer/update/…: refused (HTTP 400)")]
    #[case(
        "GET /customer/c%2F1: no such customer (HTTP 404); it",
        "GET /customer/…: no such customer (HTTP 404); it"
    )]
    #[case("POST /customer/insert: refused", "POST /customer/insert: refused")]
    #[case("GET /customer/list (page 2): forbidden", "GET /customer/list (page 2): forbidden")]
    #[case(
        "the customer 17 has changed in the meantime (fields: memo)",
        "the customer … has changed in the meantime (fields: memo)"
    )]
    #[case("the help desk answered with the id 17, which", "the help desk answered with the id …, which")]
    #[case(
        "no answer, and now 2 customers have this key: 1, 2",
        "no answer, and now 2 customers have this key"
    )]
    fn causes_are_shown_without_customers(#[case] cause: &str, #[case] told: &str) {
        assert_eq!(nameless(cause), told);
    }
}
