//! Simulated faults, and how likely each is.

use super::error::SandboxError;
use super::{duration, random};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// What goes wrong with one request. "Before" and "after" mean before and after a write is committed.
///
/// [`FromStr`] reads the form that switches and control endpoints use: `drop-before`, `drop-after`,
/// `status-before:503`, `status-after:500`, `slow-before:2s`, `slow-after:2s`, `busy:429:1`, `truncated`, `html`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SimulatedFault {
    /// Nothing is done; the answer has this status.
    StatusBefore(u16),
    /// The work is done, but the answer has this status.
    StatusAfter(u16),
    /// Nothing is done; the connection closes without an answer.
    DropBefore,
    /// The work is done; the connection closes without an answer.
    DropAfter,
    /// The work begins after this delay, even if the client no longer waits.
    SlowBefore(Duration),
    /// The work is done at once; the answer comes after this delay.
    SlowAfter(Duration),
    /// Nothing is done; the answer has this status and a `Retry-After`.
    Busy {
        /// 429 or 503.
        status: u16,
        /// `Retry-After`, in seconds.
        wait: u64,
    },
    /// The work is done; the answer announces its full length and breaks off halfway.
    Truncated,
    /// The work is done; the answer is 200 with a page of HTML.
    Html,
}

impl FromStr for SimulatedFault {
    type Err = SandboxError;

    fn from_str(text: &str) -> Result<Self, SandboxError> {
        parse(text).ok_or_else(|| SandboxError::UnknownFault(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<SimulatedFault> {
    let (name, argument) = text.split_once(':').unwrap_or((text, ""));
    Some(match (name, argument) {
        ("drop-before", "") => SimulatedFault::DropBefore,
        ("drop-after", "") => SimulatedFault::DropAfter,
        ("truncated", "") => SimulatedFault::Truncated,
        ("html", "") => SimulatedFault::Html,
        ("status-before", status) => SimulatedFault::StatusBefore(parse_status(status)?),
        ("status-after", status) => SimulatedFault::StatusAfter(parse_status(status)?),
        ("slow-before", time) => SimulatedFault::SlowBefore(duration::parse(time)?),
        ("slow-after", time) => SimulatedFault::SlowAfter(duration::parse(time)?),
        ("busy", rest) => {
            let (status, wait) = rest.split_once(':').unwrap_or((rest, "1"));
            SimulatedFault::Busy { status: parse_status(status)?, wait: wait.parse().ok()? }
        }
        _ => return None,
    })
}

/// Parses an HTTP status of an answer.
pub(super) fn parse_status(text: &str) -> Option<u16> {
    text.parse().ok().filter(|status| (200..600).contains(status))
}

impl fmt::Display for SimulatedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StatusBefore(status) => write!(f, "status-before:{status}"),
            Self::StatusAfter(status) => write!(f, "status-after:{status}"),
            Self::DropBefore => f.write_str("drop-before"),
            Self::DropAfter => f.write_str("drop-after"),
            Self::SlowBefore(time) => write!(f, "slow-before:{}ms", time.as_millis()),
            Self::SlowAfter(time) => write!(f, "slow-after:{}ms", time.as_millis()),
            Self::Busy { status, wait } => write!(f, "busy:{status}:{wait}"),
            Self::Truncated => f.write_str("truncated"),
            Self::Html => f.write_str("html"),
        }
    }
}

/// The probability of each fault, from 0 to 1. Their sum must not exceed 1; a fault beyond it never occurs.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultRates {
    /// [`SimulatedFault::StatusBefore`]
    pub status_before: f64,
    /// [`SimulatedFault::StatusAfter`]
    pub status_after: f64,
    /// [`SimulatedFault::DropBefore`]
    pub drop_before: f64,
    /// [`SimulatedFault::DropAfter`]
    pub drop_after: f64,
    /// [`SimulatedFault::SlowBefore`]
    pub slow_before: f64,
    /// [`SimulatedFault::SlowAfter`]
    pub slow_after: f64,
    /// [`SimulatedFault::Truncated`]
    pub truncated: f64,
    /// [`SimulatedFault::Html`]
    pub html: f64,
    /// The status of `status_before` and `status_after`.
    pub status: u16,
    /// The shortest and longest delay of `slow_before` and `slow_after`.
    pub delay: (Duration, Duration),
}

impl Default for FaultRates {
    fn default() -> Self {
        Self {
            status_before: 0.0,
            status_after: 0.0,
            drop_before: 0.0,
            drop_after: 0.0,
            slow_before: 0.0,
            slow_after: 0.0,
            truncated: 0.0,
            html: 0.0,
            status: 500,
            delay: (Duration::from_millis(100), Duration::from_secs(1)),
        }
    }
}

impl FaultRates {
    /// The fault, if any, of the `n`-th request under a seed.
    pub(super) fn decide(&self, seed: u64, n: u64) -> Option<SimulatedFault> {
        let mut left = random::unit(random::draw(seed, n.wrapping_mul(2)));
        let delay = self.delay(random::unit(random::draw(seed, n.wrapping_mul(2).wrapping_add(1))));
        for (rate, fault) in self.table(delay) {
            if left < rate {
                return Some(fault);
            }
            left -= rate;
        }
        None
    }

    fn table(&self, delay: Duration) -> [(f64, SimulatedFault); 8] {
        [
            (self.status_before, SimulatedFault::StatusBefore(self.status)),
            (self.status_after, SimulatedFault::StatusAfter(self.status)),
            (self.drop_before, SimulatedFault::DropBefore),
            (self.drop_after, SimulatedFault::DropAfter),
            (self.slow_before, SimulatedFault::SlowBefore(delay)),
            (self.slow_after, SimulatedFault::SlowAfter(delay)),
            (self.truncated, SimulatedFault::Truncated),
            (self.html, SimulatedFault::Html),
        ]
    }

    fn delay(&self, fraction: f64) -> Duration {
        let (low, high) = self.delay;
        low + high.saturating_sub(low).mul_f64(fraction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_fault_round_trips() {
        for text in [
            "drop-before",
            "drop-after",
            "status-before:503",
            "status-after:500",
            "slow-before:2000ms",
            "slow-after:5ms",
            "busy:429:3",
            "truncated",
            "html",
        ] {
            assert_eq!(text.parse::<SimulatedFault>().unwrap().to_string(), text);
        }
        for text in ["drop", "status-after", "status-after:99", "slow-after:x", "html:1", "busy:429:x"] {
            assert!(text.parse::<SimulatedFault>().is_err(), "{text}");
        }
    }

    #[test]
    fn fault_rates_are_met_and_reproducible() {
        let rates = FaultRates { drop_after: 0.1, html: 0.2, ..FaultRates::default() };
        let series = |seed| (0..10_000).map(|n| rates.decide(seed, n)).collect::<Vec<_>>();
        let count = |fault| series(1).iter().filter(|seen| **seen == Some(fault)).count();
        assert!((900..1_100).contains(&count(SimulatedFault::DropAfter)));
        assert!((1_800..2_200).contains(&count(SimulatedFault::Html)));
        assert_eq!(series(1), series(1));
        assert_ne!(series(1), series(2));
    }
}
