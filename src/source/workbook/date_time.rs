//! Converts the serial numbers of workbooks (days since an epoch) to dates, times and durations.

use crate::record::CellKind;

use super::cell_value::CellValue;

const SECONDS_A_DAY: i64 = 86_400;
/// 9999-12-31, the last day that Excel supports.
const LAST_DAY: i64 = 2_958_465;
/// Days between the epochs of 1900 and 1904.
const EPOCHS_APART: i64 = 1_462;

/// The serial number of an ISO 8601 date and time. XML Spreadsheet 2003 writes a time alone as a time on 1899-12-31.
pub(crate) fn serial(text: &str, is_1904: bool) -> Option<f64> {
    let moment: jiff::civil::DateTime = text.parse().ok()?;
    let days = moment.date().since(jiff::civil::date(1899, 12, 30)).ok()?.get_days();
    let days = match i64::from(days) {
        0 | 1 => 0,
        days if is_1904 => days - EPOCHS_APART,
        days @ 2..=60 => days - 1,
        days => days,
    };
    let time = moment.time();
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    let part = f64::from(time.subsec_nanosecond()) / 1e9;
    Some(days as f64 + (seconds as f64 + part) / SECONDS_A_DAY as f64)
}

/// The number under a date format: a date, a date with time, or text with a time alone (`10:00:00`) if there is no day.
pub(crate) fn date(serial: f64, is_1904: bool) -> CellValue {
    let Some(seconds) = seconds(serial) else { return CellValue::number(serial) };
    if (0.0..1.0).contains(&serial) && seconds > 0 {
        return CellValue::new(clock(seconds), CellKind::Text);
    }
    let day = seconds.div_euclid(SECONDS_A_DAY);
    let time = seconds.rem_euclid(SECONDS_A_DAY);
    let Some(date) = calendar_day(day, is_1904) else { return CellValue::number(serial) };
    let text = if time == 0 { date } else { format!("{date}T{}", clock(time)) };
    CellValue::new(text, CellKind::Date)
}

/// The number under a format with only a clock (`h:mm`): the time of day, whatever the day.
pub(crate) fn time(serial: f64) -> CellValue {
    let of_day = |seconds: i64| if seconds < 0 { seconds } else { seconds % SECONDS_A_DAY };
    seconds(serial).map_or_else(
        || CellValue::number(serial),
        |seconds| CellValue::new(clock(of_day(seconds)), CellKind::Text),
    )
}

/// The number under a format that counts hours beyond a day (`[h]:mm`): `36:00:00`.
pub(crate) fn span(serial: f64) -> CellValue {
    seconds(serial)
        .map_or_else(|| CellValue::number(serial), |seconds| CellValue::new(clock(seconds), CellKind::Text))
}

/// Converts a time of ODS (`PT10H30M00S`) to `10:30:00`. If the cell shows the time of day (`06:00` for thirty hours),
/// so does the result.
pub(crate) fn iso_time(text: &str, shown: &str) -> Option<String> {
    let span: jiff::SignedDuration = text.parse().ok()?;
    let seconds = span.as_secs();
    let hours = span.as_secs() / 3600;
    let first: String = shown
        .chars()
        .skip_while(|letter| !letter.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    let first = first.parse::<i64>().ok();
    let wrapped = hours >= 24 && first.is_some_and(|first| first < 24 && first % 12 == hours % 12);
    Some(clock(if wrapped { seconds % SECONDS_A_DAY } else { seconds }))
}

/// The number in seconds; `None` outside the dates that a workbook can show.
fn seconds(serial: f64) -> Option<i64> {
    let seconds = (serial * SECONDS_A_DAY as f64).round();
    let known = seconds.is_finite() && seconds.abs() < ((LAST_DAY + 1) * SECONDS_A_DAY) as f64;
    known.then(|| not_the_next_day(seconds as i64, serial))
}

/// Keeps the last instant of a day (23:59:59.997, common in databases) from being rounded into the next day. Within
/// half a millisecond of midnight it is midnight, because serial numbers are inexact.
fn not_the_next_day(seconds: i64, serial: f64) -> i64 {
    let before = seconds as f64 - serial * SECONDS_A_DAY as f64;
    seconds - i64::from(seconds.rem_euclid(SECONDS_A_DAY) == 0 && before > 0.000_5)
}

/// The ISO 8601 date of a serial day. In the epoch of 1900, Excel has a 29 February 1900 (day 60), and shows day 0,
/// from references to empty cells, as 0 January 1900. Both are returned as shown; date parsers reject them.
fn calendar_day(serial: i64, is_1904: bool) -> Option<String> {
    let days = match serial {
        _ if is_1904 => serial + EPOCHS_APART,
        0 => return Some("1900-01-00".to_owned()),
        60 => return Some("1900-02-29".to_owned()),
        1..60 => serial + 1,
        _ => serial,
    };
    let date = jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    Some(date.to_string())
}

fn clock(seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let seconds = seconds.abs();
    format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0.0, false, "1900-01-00")]
    #[case(-0.0, false, "1900-01-00")]
    #[case(1.0, false, "1900-01-01")]
    #[case(59.0, false, "1900-02-28")]
    #[case(60.0, false, "1900-02-29")]
    #[case(61.0, false, "1900-03-01")]
    #[case(23_776.0, false, "1965-02-03")]
    #[case(43_861.0, false, "2020-01-31")]
    #[case(43_861.416_666_666_664, false, "2020-01-31T10:00:00")]
    #[case(43_861.999_999, false, "2020-01-31T23:59:59")]
    #[case(43_861.999_999_965_3, false, "2020-01-31T23:59:59")]
    #[case(43_861.999_999_999_99, false, "2020-02-01")]
    #[case(42_399.999_999_965_3, true, "2020-01-31T23:59:59")]
    #[case(42_399.0, true, "2020-01-31")]
    #[case(0.0, true, "1904-01-01")]
    #[case(1.0, true, "1904-01-02")]
    #[case(60.0, true, "1904-03-01")]
    #[case(-3_650.0, false, "1890-01-01")]
    #[case(2_958_465.0, false, "9999-12-31")]
    fn serial_numbers_become_dates(#[case] serial: f64, #[case] is_1904: bool, #[case] text: &str) {
        assert_eq!(date(serial, is_1904), CellValue::new(text, CellKind::Date));
    }

    #[rstest]
    #[case("1899-12-31T00:00:00.000", false, Some(0.0))]
    #[case("1899-12-31T09:30:00.000", false, Some(0.395_833_333_333_333_3))]
    #[case("1900-01-01T06:00:00.000", false, Some(1.25))]
    #[case("1900-02-28T00:00:00.000", false, Some(59.0))]
    #[case("1900-03-01T00:00:00.000", false, Some(61.0))]
    #[case("2020-01-31T12:00:00", false, Some(43_861.5))]
    #[case("2020-01-31", false, Some(43_861.0))]
    #[case("2020-01-31T00:00:00.000", true, Some(42_399.0))]
    #[case("1904-01-01T06:00:00.000", true, Some(0.25))]
    #[case("tomorrow", false, None)]
    fn iso_date_times_become_serial_numbers(
        #[case] text: &str,
        #[case] is_1904: bool,
        #[case] expected: Option<f64>,
    ) {
        assert_eq!(serial(text, is_1904), expected);
    }

    #[test]
    fn times_and_durations_are_text() {
        assert_eq!(date(0.4375, false), CellValue::new("10:30:00", CellKind::Text));
        assert_eq!(time(0.4375), CellValue::new("10:30:00", CellKind::Text));
        assert_eq!(time(1.25), CellValue::new("06:00:00", CellKind::Text));
        assert_eq!(time(0.0), CellValue::new("00:00:00", CellKind::Text));
        assert_eq!(span(1.5), CellValue::new("36:00:00", CellKind::Text));
        assert_eq!(date(3e6, false), CellValue::new("3000000", CellKind::Number), "no day that exists");
        assert_eq!(time(f64::INFINITY), CellValue::new("#NUM!", CellKind::Error));
    }

    #[rstest]
    #[case("PT10H30M00S", "10:30", Some("10:30:00"))]
    #[case("PT30H00M00S", "30:00", Some("30:00:00"))]
    #[case("PT30H00M00S", "06:00", Some("06:00:00"))]
    #[case("PT42H00M00S", "6:00 PM", Some("18:00:00"))]
    #[case("PT30H00M00S", "", Some("30:00:00"))]
    #[case("tomorrow", "", None)]
    fn open_document_times_are_converted(
        #[case] text: &str,
        #[case] shown: &str,
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(iso_time(text, shown).as_deref(), expected);
    }
}
