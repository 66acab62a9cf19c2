//! A run stops by itself when too much fails, so that a wrong mapping can't burn an account.

use std::str::FromStr;

use crate::journal::Outcome;

/// When failures stop a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MaxFailures {
    /// 100 in a row, or one in ten once 200 were sent.
    #[default]
    BuiltIn,
    /// So many in all.
    Count(u64),
    /// Never.
    Never,
}

impl MaxFailures {
    /// From the number of the command line.
    pub fn of(number: Option<u64>) -> Self {
        match number {
            None => Self::BuiltIn,
            Some(0) => Self::Never,
            Some(count) => Self::Count(count),
        }
    }

    /// As the command line has it: a number, 0 for never.
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

/// Counts outcomes, and says when it is enough.
#[derive(Debug)]
pub struct Circuit {
    limit: MaxFailures,
    sent: u64,
    failed: u64,
    in_a_row: u64,
}

const IN_A_ROW: u64 = 100;
const SENT_ENOUGH: u64 = 200;

impl Circuit {
    /// A circuit that is closed.
    pub fn new(limit: MaxFailures) -> Self {
        Self { limit, sent: 0, failed: 0, in_a_row: 0 }
    }

    /// Counts one outcome; a reason when the run must stop. A write whose fate stays unknown counts as failed.
    pub fn count(&mut self, outcome: &Outcome) -> Option<String> {
        self.sent += 1;
        if matches!(outcome, Outcome::Written { .. } | Outcome::Unchanged) {
            self.in_a_row = 0;
            return None;
        }
        self.failed += 1;
        self.in_a_row += 1;
        self.opens().then(|| {
            format!("{} of {} writes failed, the last {} in a row", self.failed, self.sent, self.in_a_row)
        })
    }

    /// Counts a write whose fate is not known yet: it has not failed, but a hundred in a row are a server that is ill.
    pub fn doubt(&mut self) -> Option<String> {
        self.in_a_row += 1;
        (self.limit == MaxFailures::BuiltIn && self.in_a_row >= IN_A_ROW)
            .then(|| format!("the last {} writes got no answer that tells their fate", self.in_a_row))
    }

    fn opens(&self) -> bool {
        match self.limit {
            MaxFailures::Never => false,
            MaxFailures::Count(count) => self.failed >= count,
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
        let mut circuit = Circuit::new(limit);
        let failed = Outcome::Failed(Issue::error(Complaint::new(Code::Failed, "", "")));
        (1..=writes).find(|write| {
            let outcome = if write % nth == 0 { failed.clone() } else { Outcome::Unchanged };
            circuit.count(&outcome).is_some()
        })
    }

    #[rstest]
    #[case(MaxFailures::BuiltIn, 1, Some(100))]
    #[case(MaxFailures::BuiltIn, 10, Some(200))]
    #[case(MaxFailures::BuiltIn, 11, None)]
    #[case(MaxFailures::Count(3), 7, Some(21))]
    #[case(MaxFailures::Never, 1, None)]
    fn opens(#[case] limit: MaxFailures, #[case] nth: u64, #[case] expected: Option<u64>) {
        assert_eq!(opens_after(limit, nth, 1000), expected);
    }
}
