//! How much may be gone since the last accepted backup.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What may be lost: a percentage of what was there, a number, or as much as either of them allows.
#[derive(Debug, Clone, PartialEq)]
pub struct LossLimit {
    percent: Option<f64>,
    number: Option<u64>,
    text: String,
}

/// A text that is no limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("give what may be lost: a percentage (5%), a number (100), or both (5%,20)")]
pub struct LimitError;

impl FromStr for LossLimit {
    type Err = LimitError;

    fn from_str(text: &str) -> Result<Self, LimitError> {
        let text = text.trim();
        let mut limit = Self { percent: None, number: None, text: text.to_owned() };
        for part in text.split(',').map(str::trim) {
            match part.strip_suffix('%') {
                Some(percent) if limit.percent.is_none() => limit.percent = Some(percentage(percent)?),
                None if limit.number.is_none() => limit.number = Some(number(part)?),
                _ => return Err(LimitError),
            }
        }
        Ok(limit)
    }
}

fn percentage(text: &str) -> Result<f64, LimitError> {
    let is_plain = text.starts_with(|letter: char| letter.is_ascii_digit());
    let percent = text.trim_end().parse().ok().filter(|percent| (0.0..=100.0).contains(percent));
    percent.filter(|_| is_plain).ok_or(LimitError)
}

fn number(text: &str) -> Result<u64, LimitError> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain).ok_or(LimitError)
}

impl fmt::Display for LossLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl LossLimit {
    /// True if so many of so many may be lost.
    pub fn allows(&self, lost: u64, of: u64) -> bool {
        let by_percent = self.percent.is_some_and(|percent| lost as f64 * 100.0 <= of as f64 * percent);
        lost == 0 || by_percent || self.number.is_some_and(|number| lost <= number)
    }

    /// True if everything may be lost: only `100%` says so.
    pub(super) fn allows_all(&self) -> bool {
        self.percent.is_some_and(|percent| percent >= 100.0)
    }

    fn by_default(percent: f64, number: u64) -> Self {
        Self { percent: Some(percent), number: Some(number), text: format!("{percent}%,{number}") }
    }
}

/// What may be gone since the last accepted backup.
#[derive(Debug, Clone, PartialEq)]
pub struct LossLimits {
    /// Customers that may be gone.
    pub removed: LossLimit,
    /// Values of a field that may be emptied.
    pub emptied: LossLimit,
    /// The same for single fields; custom fields as `customFields.NAME`.
    pub fields: BTreeMap<String, LossLimit>,
}

impl Default for LossLimits {
    fn default() -> Self {
        let (removed, emptied) = (LossLimit::by_default(5.0, 20), LossLimit::by_default(20.0, 20));
        Self { removed, emptied, fields: BTreeMap::new() }
    }
}

impl LossLimits {
    /// The limit of a field, and how a command line writes it.
    pub(super) fn of(&self, field: &str) -> (&LossLimit, String) {
        match self.fields.get(field) {
            Some(limit) => (limit, format!("--max-emptied {field}={limit}")),
            None => (&self.emptied, format!("--max-emptied {}", self.emptied)),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("5%", 5, 100, true)]
    #[case("5%", 6, 100, false)]
    #[case("0.5%", 1, 200, true)]
    #[case("0.5%", 2, 200, false)]
    #[case("20", 20, 20, true)]
    #[case("20", 21, 1_000_000, false)]
    #[case("5%,20", 20, 30, true)]
    #[case("5%,20", 21, 30, false)]
    #[case("20, 5%", 50, 1000, true)]
    #[case("5%,20", 51, 1000, false)]
    #[case("0", 0, 0, true)]
    #[case("0", 1, 1_000_000, false)]
    #[case("0%", 1, 1_000_000, false)]
    #[case("100%", 7, 7, true)]
    fn a_limit_says_what_may_be_lost(
        #[case] limit: &str,
        #[case] lost: u64,
        #[case] of: u64,
        #[case] allowed: bool,
    ) {
        assert_eq!(limit.parse::<LossLimit>().unwrap().allows(lost, of), allowed);
    }

    #[rstest]
    fn other_texts_are_no_limits(
        #[values(
            "", "%", "x", "-1", "+5", "5%%", "101%", "-1%", "nan%", "inf%", "5,5", "5%,5%", "5%,5,5", "1.5",
            "1e3"
        )]
        text: &str,
    ) {
        assert_eq!(text.parse::<LossLimit>(), Err(LimitError));
    }

    #[test]
    fn the_defaults_are_written_as_a_user_would() {
        let limits = LossLimits::default();
        assert_eq!(
            (limits.removed.to_string(), limits.emptied.to_string()),
            ("5%,20".into(), "20%,20".into())
        );
        assert_eq!("5%,20".parse(), Ok(limits.removed));
    }
}
