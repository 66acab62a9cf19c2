//! Stops a run in which too many writes fail, for example because of a wrong mapping.

use std::collections::HashSet;
use std::str::FromStr;

use crate::journal::{CommittedOutcome, Outcome};
use crate::wording::counted;

/// How many failures stop a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MaxFailures {
    /// 100 in a row, or one in ten after 200 writes.
    #[default]
    BuiltIn,
    /// This many in total.
    Count(u64),
    /// Never.
    Never,
}

impl MaxFailures {
    /// From the number on the command line.
    pub fn of(number: Option<u64>) -> Self {
        match number {
            None => Self::BuiltIn,
            Some(0) => Self::Never,
            Some(count) => Self::Count(count),
        }
    }

    /// The number for the command line; 0 means never.
    pub fn number(self) -> Option<u64> {
        match self {
            Self::BuiltIn => None,
            Self::Count(count) => Some(count),
            Self::Never => Some(0),
        }
    }
}

impl FromStr for MaxFailures {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(|number| Self::of(Some(number)))
    }
}

/// Counts outcomes and decides when to stop.
#[derive(Debug)]
pub struct CircuitBreaker {
    limit: MaxFailures,
    sent: u64,
    failed: u64,
    in_a_row: u64,
    /// Rows in doubt. They count as failed until they are resolved.
    in_doubt: HashSet<u64>,
}

const IN_A_ROW: u64 = 100;
const SENT_ENOUGH: u64 = 200;

impl CircuitBreaker {
    /// A circuit breaker that has not counted anything.
    pub fn new(limit: MaxFailures) -> Self {
        Self { limit, sent: 0, failed: 0, in_a_row: 0, in_doubt: HashSet::new() }
    }

    /// Counts one outcome; returns a reason if the run must stop. An unknown outcome counts as failed. A write that was
    /// in doubt now counts only by its outcome.
    pub fn count(&mut self, CommittedOutcome { row, outcome }: &CommittedOutcome) -> Option<String> {
        let doubted = self.in_doubt.remove(row);
        self.sent += 1;
        if matches!(outcome, Outcome::Written { .. } | Outcome::Unchanged) {
            self.in_a_row = 0;
            return None;
        }
        self.failed += 1;
        self.in_a_row += u64::from(!doubted);
        self.opens().then(|| {
            let row = self.in_a_row;
            let last = if row > 1 { format!(", the last {row} in a row") } else { String::new() };
            format!("{} of {} failed{last}", self.failed, counted(self.sent, "write", "writes"))
        })
    }

    /// Counts a write in doubt; returns a reason if the run must stop. Its outcome replaces this count later. But if as
    /// many are in doubt at once as may fail, or a hundred in a row, the server does not work properly.
    pub fn doubt(&mut self, row: u64) -> Option<String> {
        if !self.in_doubt.insert(row) {
            return None;
        }
        self.in_a_row += 1;
        let in_doubt = self.in_doubt.len() as u64;
        match self.limit {
            MaxFailures::BuiltIn if self.in_a_row >= IN_A_ROW => {
                Some(format!("the last {} writes got no answer, so their outcome is unknown", self.in_a_row))
            }
            MaxFailures::Count(count) if self.failed + in_doubt >= count => Some(format!(
                "failed writes: {}; writes without an answer, whose outcome is unknown: {in_doubt}",
                self.failed
            )),
            _ => None,
        }
    }

    fn opens(&self) -> bool {
        match self.limit {
            MaxFailures::Never => false,
            MaxFailures::Count(count) => self.failed + self.in_doubt.len() as u64 >= count,
            MaxFailures::BuiltIn => {
                self.in_a_row >= IN_A_ROW || (self.sent >= SENT_ENOUGH && self.failed * 10 >= self.sent)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::issue::{Code, Complaint, Issue};

    /// The number of writes after which it opens, when every `nth` fails.
    fn opens_after(limit: MaxFailures, nth: u64, writes: u64) -> Option<u64> {
        let mut circuit = CircuitBreaker::new(limit);
        let failed = Outcome::Failed(Issue::error(Complaint::new(Code::Failed, "", "")));
        (1..=writes).find(|write| {
            let outcome = if write % nth == 0 { failed.clone() } else { Outcome::Unchanged };
            circuit.count(&CommittedOutcome { row: *write, outcome }).is_some()
        })
    }

    #[rstest]
    #[case(MaxFailures::BuiltIn, 1, Some(100))]
    #[case(MaxFailures::BuiltIn, 10, Some(200))]
    #[case(MaxFailures::BuiltIn, 11, None)]
    #[case(MaxFailures::Count(3), 7, Some(21))]
    #[case(MaxFailures::Never, 1, None)]
    fn the_breaker_opens_after_the_limit(
        #[case] limit: MaxFailures,
        #[case] nth: u64,
        #[case] expected: Option<u64>,
    ) {
        assert_eq!(opens_after(limit, nth, 1000), expected);
    }

    fn settled(row: u64, written: bool) -> CommittedOutcome {
        let issue = || Issue::error(Complaint::new(Code::Failed, "", ""));
        let outcome = if written { Outcome::Unchanged } else { Outcome::Failed(issue()) };
        CommittedOutcome { row, outcome }
    }

    #[test]
    fn a_write_in_doubt_counts_once_and_until_it_is_resolved() {
        let mut circuit = CircuitBreaker::new(MaxFailures::Count(3));
        assert_eq!((circuit.doubt(1), circuit.doubt(2), circuit.doubt(2)), (None, None, None));
        assert_eq!(circuit.count(&settled(1, true)), None, "it was written, which takes it back");
        assert_eq!(circuit.count(&settled(2, false)), None, "it was counted as in doubt");
        assert_eq!(circuit.doubt(3), None);
        assert!(
            circuit
                .doubt(4)
                .is_some_and(|reason| reason.starts_with("failed writes: 1; writes without an answer"))
        );
    }

    #[test]
    fn a_row_in_doubt_that_then_fails_counts_once_in_a_series() {
        let mut circuit = CircuitBreaker::new(MaxFailures::BuiltIn);
        for row in 0..99 {
            assert_eq!((circuit.doubt(row), circuit.count(&settled(row, false))), (None, None));
        }
        assert!(circuit.doubt(99).is_some());
    }
}
