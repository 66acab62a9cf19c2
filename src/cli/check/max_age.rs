//! `--max-age`: the oldest that a backup may be.

use std::time::Duration;

use deskferry::backup::BackupAge;
use deskferry::config::parse_positive_duration;

/// A limit, and how the user has written it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MaxAge {
    pub(super) time: Duration,
    text: String,
}

impl MaxAge {
    /// Parses `26h`. A bare number is refused: seconds are not what anybody means here.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim().to_owned();
        let time = parse_positive_duration(&text).ok().filter(|_| text.parse::<f64>().is_err());
        let time = time.ok_or_else(|| "give a time with its unit, such as 90m, 26h, 7d or 2w".to_owned())?;
        Ok(Self { time, text })
    }

    /// What to call a good backup that misses the limit.
    pub(super) fn verdict(age: BackupAge) -> &'static str {
        if age.is_future() { "good, but dated in the future" } else { "good, but too old" }
    }

    /// The age of a backup that misses the limit, and why it does.
    pub(super) fn missed(&self, age: BackupAge) -> String {
        match age.is_future() {
            true => format!("{}, so its age can't be told: check the clocks", age.in_words()),
            false => format!("{}: more than --max-age {} allows", age.in_words(), self.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_needs_a_unit() {
        assert_eq!(MaxAge::parse(" 26h ").map(|most| most.time), Ok(Duration::from_secs(26 * 3600)));
        for bad in ["", "26", "0h", "-1h", "h", "soon"] {
            assert!(MaxAge::parse(bad).is_err(), "{bad:?}");
        }
    }
}
