//! Dates as numbers: serials of spreadsheets, and seconds or milliseconds since 1970.

use super::format::FormatResult;

/// The days from 0001-01-01 to 9999-12-31, counted from 1970-01-01.
const DAYS: std::ops::RangeInclusive<i64> = -719_162..=2_932_896;

/// Numbers that are probably years: as a serial, 1987 would be a day in 1905.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2100;

/// Serials beyond the year 2173. Such numbers are probably something else, such as a date in digits (310120). The last
/// possible day is not included.
const FAR: std::ops::Range<i64> = 100_000..2_957_003;

/// The unit of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Serial {
    /// Serials of Excel: 1 is 1900-01-01. Excel has a day 60 that never existed.
    Excel,
    /// Serials of old Macintosh workbooks: 0 is 1904-01-01.
    Excel1904,
    /// Seconds since 1970-01-01 in UTC.
    Epoch,
    /// Milliseconds since 1970-01-01 in UTC.
    EpochMillis,
}

impl Serial {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "excel" => Self::Excel,
            "excel1904" => Self::Excel1904,
            "epoch" => Self::Epoch,
            "epoch_ms" => Self::EpochMillis,
            _ => return None,
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Excel => "excel",
            Self::Excel1904 => "excel1904",
            Self::Epoch => "epoch",
            Self::EpochMillis => "epoch_ms",
        }
    }

    /// Reads the day. Decimals are a time of day, and are dropped.
    pub(super) fn read(self, text: &str) -> FormatResult {
        let Some(number) = whole_number(text) else { return FormatResult::Other };
        if YEARS.contains(&number) {
            return FormatResult::YearAlone;
        }
        let days = match self {
            Self::Excel | Self::Excel1904 if FAR.contains(&number) => return FormatResult::Other,
            Self::Excel if number == 60 || number < 1 => return FormatResult::NoSuchDay,
            Self::Excel if number < 60 => number - 25_568,
            Self::Excel => number - 25_569,
            Self::Excel1904 if number < 0 => return FormatResult::NoSuchDay,
            Self::Excel1904 => number - 24_107,
            Self::Epoch => number.div_euclid(86_400),
            Self::EpochMillis => number.div_euclid(86_400_000),
        };
        let known = i32::try_from(days).ok().filter(|_| DAYS.contains(&days));
        known.map_or(FormatResult::NoSuchDay, FormatResult::Day)
    }
}

/// The whole part of a number. Numbers with leading zeros (010120) are not counts.
fn whole_number(text: &str) -> Option<i64> {
    let (front, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let bare = front.strip_prefix('-').unwrap_or(front);
    let padded = bare.len() > 1 && bare.starts_with('0');
    let plain = digits(bare) && digits(decimals) && !padded;
    let number: i64 = plain.then(|| front.parse().ok()).flatten()?;
    // A negative fraction rounds down to the day before.
    let below = front.starts_with('-') && decimals.bytes().any(|byte| byte != b'0');
    number.checked_sub(i64::from(below))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::BirthDate;

    #[test]
    fn serial_numbers_are_read_as_days() {
        for (serial, text, wanted) in [
            (Serial::Excel, "1", "1900-01-01"),
            (Serial::Excel, "59", "1900-02-28"),
            (Serial::Excel, "61", "1900-03-01"),
            (Serial::Excel, "43831", "2020-01-01"),
            (Serial::Excel, "43831.75", "2020-01-01"),
            (Serial::Excel, "2958465", "9999-12-31"),
            (Serial::Excel1904, "0", "1904-01-01"),
            (Serial::Excel1904, "42369", "2020-01-01"),
            (Serial::Epoch, "0", "1970-01-01"),
            (Serial::Epoch, "-1", "1969-12-31"),
            (Serial::Epoch, "-0.5", "1969-12-31"),
            (Serial::Epoch, "1577836800", "2020-01-01"),
            (Serial::EpochMillis, "1577836799999", "2019-12-31"),
            (Serial::EpochMillis, "-154915200000", "1965-02-03"),
        ] {
            let FormatResult::Day(days) = serial.read(text) else { panic!("{serial:?} {text}") };
            assert_eq!(BirthDate { days }.iso(), wanted, "{serial:?} {text}");
        }
    }

    #[test]
    fn other_numbers_are_not_days() {
        for (serial, text) in [
            (Serial::Excel, "0"),
            (Serial::Excel, "60"),
            (Serial::Excel, "2958466"),
            (Serial::Excel1904, "-1"),
            (Serial::Epoch, "999999999999999"),
        ] {
            assert_eq!(serial.read(text), FormatResult::NoSuchDay, "{serial:?} {text}");
        }
        for (serial, text) in [
            (Serial::Excel, "1987"),
            (Serial::Excel, "2020.0"),
            (Serial::Excel1904, "1987"),
            (Serial::Epoch, "1900"),
            (Serial::EpochMillis, "2100"),
        ] {
            assert_eq!(serial.read(text), FormatResult::YearAlone, "{serial:?} {text}");
        }
        for text in ["310120", "100000", "999999", "1012020", "010120", "00043861"] {
            assert_eq!(Serial::Excel.read(text), FormatResult::Other, "{text}");
        }
        for text in ["", "1.", ".5", "1e9", "+1", "1,5", "2020-01-31", "99999999999999999999", "--1"] {
            assert_eq!(Serial::Epoch.read(text), FormatResult::Other, "{text}");
        }
    }
}
