//! `--since`: a time before now, or a date.

use deskferry::config::parse_positive_duration;
use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// The first moment that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Since {
    /// So long before now.
    Before(SignedDuration),
    /// From this moment on.
    At(Timestamp),
}

impl Since {
    /// Parses `7d`, `26h`, `2026-11-24` or `2026-11-24T02:30:00Z`. A bare number is refused.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let ago = parse_positive_duration(text).ok().filter(|_| text.parse::<f64>().is_err());
        let ago = ago.and_then(|time| SignedDuration::try_from(time).ok());
        let date = || Offset::UTC.to_timestamp(text.parse::<Date>().ok()?.into()).ok();
        let at = || text.parse::<Timestamp>().ok().or_else(date);
        let since = ago.map(Self::Before).or_else(|| Some(Self::At(at()?)));
        since.ok_or_else(|| {
            "give a time with its unit, such as 26h, 7d or 2w, or a date such as 2026-11-24".to_owned()
        })
    }

    /// True for a time that counts.
    pub(super) fn has(&self, time: Timestamp, now: Timestamp) -> bool {
        match self {
            Self::Before(ago) => now.duration_since(time) <= *ago,
            Self::At(at) => time >= *at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Since {
        Since::At(Timestamp::from_second(seconds).unwrap_or_default())
    }

    #[test]
    fn times_and_dates_are_parsed() {
        assert_eq!(Since::parse("7d"), Ok(Since::Before(SignedDuration::from_hours(168))));
        assert_eq!(Since::parse("2026-11-24"), Ok(at(1_795_478_400)));
        assert_eq!(Since::parse("2026-11-24T02:30:00+01:00"), Ok(at(1_795_483_800)));
        for bad in ["", "7", "0d", "-1d", "yesterday", "2026-13-01", "24.11.2026"] {
            assert!(Since::parse(bad).is_err(), "{bad:?}");
        }
    }
}
