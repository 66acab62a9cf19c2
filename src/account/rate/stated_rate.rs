//! The rate that users have stated for an account, and which of them counts.

use std::fmt;

use crate::account::Holder;

/// The rate while nobody has stated another, in requests per second.
pub const DEFAULT_RATE: f64 = 10.0;

/// What the user of one process has said about the rate.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum StatedRate {
    /// Nothing: the default applies, unless somebody else has stated a rate.
    #[default]
    Nothing,
    /// `--rate 0`: no limit, unless somebody else has one.
    NoLimit,
    /// Requests per second, above 0.
    PerSecond(f64),
}

impl StatedRate {
    /// The rate of a setting that may be the default; `None` means no limit.
    pub fn of(rate: Option<f64>, stated: bool) -> Self {
        match rate.filter(|rate| *rate > 0.0) {
            _ if !stated => Self::Nothing,
            None => Self::NoLimit,
            Some(rate) => Self::PerSecond(rate),
        }
    }
}

/// The rate that all keep: the lowest that somebody has stated; without one the default, if it applies to anybody.
/// `by` is the index of the process that decides; at a tie, of the first one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct KeptRate {
    pub(super) per_second: Option<f64>,
    pub(super) by: usize,
}

/// The rate that these processes keep together.
pub(super) fn kept_rate(stated: impl Iterator<Item = StatedRate> + Clone) -> KeptRate {
    let all = stated.enumerate();
    let numbers = all.clone().filter_map(|(at, stated)| match stated {
        StatedRate::PerSecond(rate) => Some((at, rate)),
        _ => None,
    });
    let lowest = numbers.reduce(|lowest, next| if next.1 < lowest.1 { next } else { lowest });
    let default = || all.clone().find(|(_, stated)| *stated == StatedRate::Nothing);
    match (lowest, default()) {
        (Some((by, rate)), _) => KeptRate { per_second: Some(rate), by },
        (None, Some((by, _))) => KeptRate { per_second: Some(DEFAULT_RATE), by },
        (None, None) => KeptRate { per_second: None, by: 0 },
    }
}

/// Who has set the rate that a process keeps.
#[derive(Debug, Clone, PartialEq)]
pub enum RateSource {
    /// The user of this process.
    Own,
    /// Nobody: it is the default.
    Default,
    /// Another process, whose user has stated it.
    Process(Holder),
    /// Another process, whose user has stated nothing, so that the default holds for all.
    DefaultOf(Holder),
}

/// The rate that a process has to keep, and who has set it.
#[derive(Debug, Clone, PartialEq)]
pub struct RateToKeep {
    /// Requests per second; `None` means no limit.
    pub per_second: Option<f64>,
    /// Who has set it.
    pub source: RateSource,
}

impl RateToKeep {
    /// The process that has set it, if it is another.
    pub fn holder(&self) -> Option<&Holder> {
        match &self.source {
            RateSource::Process(holder) | RateSource::DefaultOf(holder) => Some(holder),
            RateSource::Own | RateSource::Default => None,
        }
    }
}

impl fmt::Display for RateToKeep {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.per_second {
            None => out.write_str("no limit on the rate")?,
            Some(1.0) => out.write_str("1 request a second")?,
            Some(rate) => write!(out, "{} requests a second", (rate * 1000.0).round() / 1000.0)?,
        }
        match &self.source {
            RateSource::Own => Ok(()),
            RateSource::Default => out.write_str(", the default"),
            RateSource::Process(holder) => write!(out, ", as {} asked", named(holder)),
            RateSource::DefaultOf(holder) => {
                write!(out, ", the default, which holds for {}", named(holder))
            }
        }
    }
}

/// `process 4711 (deskferry export …) of user anna`
fn named(holder: &Holder) -> String {
    let of = holder.user.as_ref().map(|user| format!(" of user {user}")).unwrap_or_default();
    format!("process {} ({}){of}", holder.pid, holder.command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use StatedRate::{NoLimit, Nothing, PerSecond};
    use rstest::rstest;

    #[rstest]
    #[case::alone_without_a_word(&[Nothing], Some(10.0), 0)]
    #[case::alone_without_limit(&[NoLimit], None, 0)]
    #[case::the_lowest_wins(&[PerSecond(50.0), PerSecond(20.0), PerSecond(30.0)], Some(20.0), 1)]
    #[case::at_a_tie_the_first(&[PerSecond(20.0), PerSecond(20.0)], Some(20.0), 0)]
    #[case::the_default_lowers_nobodys_rate(&[Nothing, PerSecond(50.0)], Some(50.0), 1)]
    #[case::nor_does_no_limit_raise_it(&[NoLimit, PerSecond(50.0)], Some(50.0), 1)]
    #[case::no_limit_is_no_stated_rate(&[NoLimit, Nothing], Some(10.0), 1)]
    #[case::below_the_default(&[Nothing, PerSecond(0.5)], Some(0.5), 1)]
    fn the_lowest_stated_rate_counts(
        #[case] stated: &[StatedRate],
        #[case] per_second: Option<f64>,
        #[case] by: usize,
    ) {
        assert_eq!(kept_rate(stated.iter().copied()), KeptRate { per_second, by });
    }

    #[test]
    fn a_rate_says_who_has_set_it() {
        let holder = Holder {
            pid: 4711,
            host: "desk".to_owned(),
            command: "deskferry export".to_owned(),
            since: String::new(),
            user: Some("anna".to_owned()),
        };
        let said = |per_second, source| RateToKeep { per_second, source }.to_string();
        assert_eq!(
            said(Some(10.0), RateSource::Process(holder.clone())),
            "10 requests a second, as process 4711 (deskferry export) of user anna asked"
        );
        assert_eq!(
            said(Some(10.0), RateSource::DefaultOf(holder)),
            "10 requests a second, the default, which holds for process 4711 (deskferry export) of user anna"
        );
        assert_eq!(said(Some(1.0), RateSource::Own), "1 request a second");
        assert_eq!(said(Some(10.0), RateSource::Default), "10 requests a second, the default");
        assert_eq!(said(None, RateSource::Own), "no limit on the rate");
    }
}
