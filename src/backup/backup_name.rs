//! The name of a backup's folder: the second in which it began (UTC), and a short id.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const FORMAT: &str = "%Y%m%dT%H%M%SZ";
/// The length of the time, and of the id after the dash.
const TIME: usize = 16;
const ID: usize = 6;

/// `20261124T020000Z-3f9a0c`. Names order by time, then by id, as their texts do.
///
/// ```
/// use deskferry::backup::BackupName;
///
/// let name: BackupName = "20261124T020000Z-3f9a0c".parse()?;
/// assert_eq!(name.time().to_string(), "2026-11-24T02:00:00Z");
/// assert!("latest".parse::<BackupName>().is_err());
/// # Ok::<(), deskferry::backup::ManifestError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BackupName {
    time: DateTime,
    id: String,
}

impl BackupName {
    /// A new name for a backup that begins now.
    pub fn new(now: Timestamp) -> Self {
        let id = RandomState::new().hash_one((now.as_nanosecond(), std::process::id()));
        let time = TimeZone::UTC.to_datetime(now);
        Self {
            time: time.with().subsec_nanosecond(0).build().unwrap_or(time),
            id: format!("{:06x}", id & 0xff_ffff),
        }
    }

    /// When the backup began, to the second.
    pub fn time(&self) -> Timestamp {
        TimeZone::UTC.to_timestamp(self.time).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The same as a date in UTC, for the rules of the retention.
    pub(crate) fn clock(&self) -> DateTime {
        self.time
    }
}

/// A text that is not the name of a backup.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is not a backup name; they look like 20261124T020000Z-3f9a0c")]
pub struct NameError {
    name: String,
}

impl FromStr for BackupName {
    type Err = NameError;

    /// Accepts only the exact form, so that no other folder counts as a backup.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let fault = || NameError { name: text.chars().take(200).collect() };
        let (time, id) = text.split_once('-').ok_or_else(fault)?;
        let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if time.len() != TIME || id.len() != ID || !id.bytes().all(hex) {
            return Err(fault());
        }
        let time = DateTime::strptime(FORMAT, time).map_err(|_| fault())?;
        let name = Self { time, id: id.to_owned() };
        // `strptime` is lenient: it accepts a leap second, and a blank for a digit.
        if name.to_string() == text { Ok(name) } else { Err(fault()) }
    }
}

impl fmt::Display for BackupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.time.strftime(FORMAT), self.id)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("20261124T020000Z-3f9a0c")]
    #[case("20280229T235959Z-000000")]
    fn a_name_round_trips(#[case] text: &str) {
        assert_eq!(text.parse::<BackupName>().unwrap().to_string(), text);
    }

    #[rstest]
    #[case("")]
    #[case("20261124T020000Z")]
    #[case("20261124T020000Z-")]
    #[case("20261124T020000Z-3f9a0")]
    #[case("20261124T020000Z-3f9a0c1")]
    #[case("20261124T020000Z-3F9A0C")]
    #[case("20261124T020000Z-3f9a0g")]
    #[case("20261124T020000z-3f9a0c")]
    #[case("20261324T020000Z-3f9a0c")]
    #[case("20270229T020000Z-3f9a0c")]
    #[case("20261124T240000Z-3f9a0c")]
    #[case("20261124T235960Z-3f9a0c")]
    #[case("2026-11-24T02:00:00Z")]
    #[case(" 0261124T020000Z-3f9a0c")]
    #[case("20261124T020000Z-hubspot-3f9a0c")]
    #[case(".deskferry-draft-20261124T020000Z-3f9a0c")]
    fn invalid_names_are_refused(#[case] text: &str) {
        let fault = text.parse::<BackupName>().unwrap_err();
        assert!(fault.to_string().contains("20261124T020000Z-3f9a0c"));
    }

    #[test]
    fn names_sort_like_their_texts() {
        let texts = ["20251231T235959Z-ffffff", "20261124T020000Z-3f9a0b", "20261124T020000Z-3f9a0c"];
        let names: Vec<BackupName> = texts.iter().map(|text| text.parse().unwrap()).collect();
        assert!(names.is_sorted());
    }

    #[test]
    fn a_new_name_is_read_back() {
        let now: Timestamp = "2026-11-24T02:00:00.987Z".parse().unwrap();
        let one = BackupName::new(now);
        let two = BackupName::new(now);
        assert_ne!(one, two);
        assert_eq!(one.to_string().parse(), Ok(one.clone()));
        assert_eq!(one.time().to_string(), "2026-11-24T02:00:00Z");
    }
}
