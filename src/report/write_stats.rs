//! What happened while a run was written: attempts, retries, settlements, causes of failure, and all of it over time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::histogram::Histogram;
use super::latency_log::{self, LatencySpan};
use crate::journal::{AttemptRow, AttemptStatus, JournalError, JournalReader, RowOutcome, RunFolder};

/// The time of a run is cut into at most so many parts.
const PARTS: i64 = 60;
/// A part is no shorter than so many milliseconds: what is heard on the way comes in spans of a second or a little more.
const LEAST: i64 = 2000;
/// So many causes are kept.
const CAUSES: usize = 20;
/// Different causes that are told apart while counting.
const MOST_CAUSES: usize = 500;

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WriteStats {
    /// Sendings of rows.
    pub attempts: u64,
    /// Rows that were sent more than once.
    pub retried: u64,
    /// Rows of which it was in doubt whether an attempt had arrived.
    pub doubtful: u64,
    /// Of these, the ones that are known to be written now.
    pub settled: u64,
    /// Why attempts failed, most frequent first.
    pub causes: Vec<FailureCause>,
    /// Attempts with further causes.
    pub causes_left_out: u64,
    /// From the first intent to the last outcome, in seconds; pauses between two processes included.
    pub seconds: f64,
    /// Round trips of single requests; `None` where no process that wrote came to its end.
    pub latency: Option<Latency>,
    /// How long everybody waited because the server had said so, in seconds.
    pub paused_seconds: f64,
    /// The time in equal parts.
    pub parts: Vec<WriteStatsPart>,
}

/// Why attempts failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureCause {
    /// How they ended: not with a write that arrived.
    pub status: AttemptStatus,
    /// In words.
    pub cause: String,
    /// How many attempts.
    pub count: u64,
}

/// Round trips, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// How many.
    pub requests: u64,
    /// Half of them took no longer.
    pub p50: f64,
    /// 95 in a hundred took no longer.
    pub p95: f64,
    /// 99 in a hundred took no longer.
    pub p99: f64,
}

/// A part of the time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WriteStatsPart {
    /// Seconds from the beginning.
    pub at: f64,
    /// Attempts that ended well in it.
    pub written: u64,
    /// Attempts that failed in it, or whose fate was not known.
    pub failed: u64,
    /// Its round trips.
    pub latency: Option<Latency>,
    /// How long everybody waited in it, in seconds.
    pub paused_seconds: f64,
}

impl Latency {
    fn of(trips: &Histogram) -> Option<Self> {
        let at = |share| Some((trips.quantile(share)? / 10.0).round() / 100.0);
        Some(Self { requests: trips.count(), p50: at(0.5)?, p95: at(0.95)?, p99: at(0.99)? })
    }
}

impl WriteStats {
    /// Gathers it from a run's folder; `None` where nothing was sent.
    pub fn of(folder: &RunFolder, reader: &JournalReader) -> Result<Option<Self>, JournalError> {
        let Some((first, last)) = reader.span()? else { return Ok(None) };
        let mut course = WriteStatsCounter::new(first, last);
        reader.each_attempt(|attempt| course.add(&attempt))?;
        Ok(Some(course.traffic(&latency_log::load(folder)?)))
    }
}

/// The counting.
struct WriteStatsCounter {
    first: i64,
    width: i64,
    traffic: WriteStats,
    causes: BTreeMap<(AttemptStatus, String), u64>,
    /// The last row that was in doubt: attempts come row by row.
    doubted: Option<u64>,
}

impl WriteStatsCounter {
    fn new(first: i64, last: i64) -> Self {
        let length = (last - first).max(1);
        let width = (length / PARTS + 1).max(LEAST);
        let parts = length / width + 1;
        let part = |at: i64| WriteStatsPart { at: (at * width) as f64 / 1000.0, ..WriteStatsPart::default() };
        let traffic = WriteStats {
            seconds: length as f64 / 1000.0,
            parts: (0..parts).map(part).collect(),
            ..WriteStats::default()
        };
        Self { first, width, traffic, causes: BTreeMap::new(), doubted: None }
    }

    fn part(&mut self, time: i64) -> Option<&mut WriteStatsPart> {
        let at = usize::try_from((time - self.first).max(0) / self.width).ok()?;
        let last = self.traffic.parts.len().checked_sub(1)?;
        self.traffic.parts.get_mut(at.min(last))
    }

    fn add(&mut self, attempt: &AttemptRow<'_>) {
        let status = attempt.status;
        if status == AttemptStatus::Withdrawn {
            return;
        }
        self.traffic.attempts += 1;
        self.traffic.retried += u64::from(attempt.number == 2);
        let good = matches!(status, AttemptStatus::Written | AttemptStatus::Unchanged);
        if let Some(part) = attempt.ended.and_then(|ended| self.part(ended)) {
            *(if good { &mut part.written } else { &mut part.failed }) += 1;
        }
        let doubtful = matches!(
            status,
            AttemptStatus::Unknown | AttemptStatus::Open | AttemptStatus::Found | AttemptStatus::Absent
        );
        if doubtful && self.doubted.replace(attempt.row) != Some(attempt.row) {
            self.traffic.doubtful += 1;
            self.traffic.settled += u64::from(attempt.outcome == Some(RowOutcome::Written));
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
            self.traffic.causes_left_out += 1;
        }
    }

    fn traffic(mut self, spans: &[LatencySpan]) -> WriteStats {
        let mut trips = vec![Histogram::default(); self.traffic.parts.len()];
        let mut all = Histogram::default();
        for span in spans {
            all.merge(&span.trips);
            let paused = span.paused as f64 / 1000.0;
            self.traffic.paused_seconds += paused;
            let at = usize::try_from((span.began - self.first).max(0) / self.width).unwrap_or(usize::MAX);
            if let Some(trips) = trips.get_mut(at) {
                trips.merge(&span.trips);
            }
            self.part(span.began).into_iter().for_each(|part| part.paused_seconds += paused);
        }
        for (part, trips) in self.traffic.parts.iter_mut().zip(&trips) {
            part.latency = Latency::of(trips);
        }
        self.traffic.latency = Latency::of(&all);
        let cause = |((status, cause), count)| FailureCause { status, cause, count };
        let mut causes: Vec<FailureCause> = self.causes.into_iter().map(cause).collect();
        causes.sort_by_key(|cause| std::cmp::Reverse(cause.count));
        self.traffic.causes_left_out += causes.iter().skip(CAUSES).map(|cause| cause.count).sum::<u64>();
        causes.truncate(CAUSES);
        self.traffic.causes = causes;
        self.traffic
    }
}

/// A cause without the ids of customers in it, so that what happened to many is one cause.
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
        (before, last) = (last, word);
    }
    words.join(" ")
}

/// What stands before the ids of several customers.
const LISTED: &str = " customers have this key";

/// `/customer/update/…`; any other word as it is.
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
        let mut course = WriteStatsCounter::new(0, 600_000);
        let add = |course: &mut WriteStatsCounter, row, number, ended, status, outcome| {
            let intended = 0;
            let cause = (status != AttemptStatus::Written).then_some("HTTP 500");
            course.add(&AttemptRow { row, number, intended, ended, status, cause, outcome });
        };
        add(&mut course, 1, 1, Some(500), AttemptStatus::Written, Some(RowOutcome::Written));
        add(&mut course, 2, 1, Some(300_000), AttemptStatus::Unknown, Some(RowOutcome::Written));
        add(&mut course, 2, 2, Some(600_000), AttemptStatus::Written, Some(RowOutcome::Written));
        add(&mut course, 3, 1, Some(600_000), AttemptStatus::Failed, Some(RowOutcome::Failed));
        add(&mut course, 4, 1, Some(600_000), AttemptStatus::Withdrawn, None);
        add(&mut course, 5, 1, Some(600_000), AttemptStatus::Absent, Some(RowOutcome::Written));
        add(&mut course, 5, 2, Some(600_000), AttemptStatus::Written, Some(RowOutcome::Written));
        add(&mut course, 6, 1, Some(600_000), AttemptStatus::Found, Some(RowOutcome::Written));
        let mut trips = Histogram::default();
        trips.add(20_000);
        let traffic = course.traffic(&[LatencySpan { began: 300_000, trips, paused: 1500 }]);
        assert_eq!((traffic.attempts, traffic.retried, traffic.doubtful, traffic.settled), (7, 2, 3, 3));
        let parts: Vec<_> = traffic.parts.iter().map(|part| (part.written, part.failed)).collect();
        assert_eq!((parts[0], parts[29], parts[59]), ((1, 0), (0, 1), (2, 3)));
        assert_eq!(traffic.parts[29].paused_seconds, 1.5);
        assert_eq!(traffic.latency.map(|latency| latency.requests), Some(1));
        let causes: Vec<_> =
            traffic.causes.iter().map(|cause| (cause.status.as_str(), cause.count)).collect();
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
        "the customer 17 has changed since the plan in: memo",
        "the customer … has changed since the plan in: memo"
    )]
    #[case("the server answered with the id 17, which", "the server answered with the id …, which")]
    #[case(
        "no answer, and now 2 customers have this key: 1, 2",
        "no answer, and now 2 customers have this key"
    )]
    fn causes_name_no_customer(#[case] cause: &str, #[case] told: &str) {
        assert_eq!(nameless(cause), told);
    }
}
