//! A cell of a workbook as text, as its owner sees it.

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType};

use crate::record::CellKind;

use super::mask::Mask;

/// A number of this magnitude may have lost digits: a workbook keeps fifteen.
pub(super) const DIGITS_END: f64 = 1e15;

/// A cell: its text and what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) text: String,
    pub(super) kind: CellKind,
}

impl Value {
    pub(super) fn new(text: impl Into<String>, kind: CellKind) -> Self {
        Self { text: text.into(), kind }
    }

    /// A cell as the reader has it; `None` where there is nothing.
    pub(super) fn of(cell: DataRef<'_>) -> Option<Self> {
        let value = match cell {
            DataRef::Empty => return None,
            DataRef::String(text) => Self::new(text, CellKind::Text),
            DataRef::SharedString(text) => Self::new(text, CellKind::Text),
            DataRef::Bool(truth) => Self::new(if truth { "true" } else { "false" }, CellKind::Bool),
            DataRef::Int(number) => int(number),
            DataRef::Float(number) => float(number),
            DataRef::DateTime(moment) => date_time(&moment),
            DataRef::DateTimeIso(text) => Self::new(without_midnight(&text), CellKind::Date),
            DataRef::DurationIso(text) => Self::new(iso_duration(&text).unwrap_or(text), CellKind::Text),
            DataRef::Error(error) => Self::new(error.to_string(), CellKind::Error),
        };
        (!value.text.is_empty()).then_some(value)
    }

    /// The same, where the format of the cell may show more digits than the number has.
    pub(super) fn masked(cell: DataRef<'_>, mask: Option<&Mask>) -> Option<Self> {
        let number = match cell {
            DataRef::Float(number) => Some(number),
            DataRef::Int(number) if number.unsigned_abs() < DIGITS_END as u64 => Some(number as f64),
            _ => None,
        };
        let shown = mask.zip(number).and_then(|(mask, number)| mask.shown(number));
        shown.map_or_else(|| Self::of(cell), |text| Some(Self::new(text, CellKind::Text)))
    }
}

fn int(number: i64) -> Value {
    let lost = number.unsigned_abs() >= DIGITS_END as u64;
    Value::new(number.to_string(), if lost { CellKind::LostDigits } else { CellKind::Number })
}

/// Whole numbers have no `.0`; others at most fifteen digits, as a spreadsheet shows them: what a formula leaves
/// beyond (`0.30000000000000004`) is noise, not data.
fn float(number: f64) -> Value {
    let number = if number == 0.0 { 0.0 } else { number };
    if number.abs() >= DIGITS_END || !number.is_finite() {
        return Value::new(number.to_string(), CellKind::LostDigits);
    }
    if number.fract() == 0.0 {
        return Value::new((number as i64).to_string(), CellKind::Number);
    }
    let rounded = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    Value::new(rounded.to_string(), CellKind::Number)
}

const SECONDS_A_DAY: i64 = 86_400;
/// The last day that Excel knows, 9999-12-31.
const LAST_DAY: i64 = 2_958_465;
/// Days from the epoch of 1900 to that of 1904.
const EPOCHS_APART: i64 = 1_462;

/// A date, a date with a time, a time alone (`10:00:00`) or a duration (`36:00:00`); the last two are plain text.
fn date_time(moment: &ExcelDateTime) -> Value {
    let serial = moment.as_f64();
    let seconds = (serial * SECONDS_A_DAY as f64).round();
    if !seconds.is_finite() || seconds.abs() >= ((LAST_DAY + 1) * SECONDS_A_DAY) as f64 {
        return float(serial);
    }
    let seconds = not_the_next_day(seconds as i64, serial);
    let is_1904 = is_1904(moment);
    if moment.is_duration() || ((0.0..1.0).contains(&serial) && !(is_1904 && seconds == 0)) {
        return Value::new(clock(seconds), CellKind::Text);
    }
    let (day, time) = (seconds.div_euclid(SECONDS_A_DAY), seconds.rem_euclid(SECONDS_A_DAY));
    let Some(date) = calendar_day(day, is_1904) else { return float(serial) };
    let text = if time == 0 { date } else { format!("{date}T{}", clock(time)) };
    Value::new(text, CellKind::Date)
}

/// The last moment of a day, as databases have it (23:59:59.997), is not rounded into the next one. What is nearer to
/// midnight than half a millisecond is midnight, for a workbook's numbers are not exact.
fn not_the_next_day(seconds: i64, serial: f64) -> i64 {
    let before = seconds as f64 - serial * SECONDS_A_DAY as f64;
    seconds - i64::from(seconds.rem_euclid(SECONDS_A_DAY) == 0 && before > 0.000_5)
}

/// The reader does not tell the epoch, but a moment equals only one of the same epoch.
fn is_1904(moment: &ExcelDateTime) -> bool {
    let duration = moment.is_duration();
    let kind = if duration { ExcelDateTimeType::TimeDelta } else { ExcelDateTimeType::DateTime };
    *moment == ExcelDateTime::new(moment.as_f64(), kind, true)
}

/// A day as ISO 8601. The epoch of 1900 has the 29 February 1900 that Excel believes in as its day 60; it comes out
/// as it is shown, and no calendar will accept it.
fn calendar_day(serial: i64, is_1904: bool) -> Option<String> {
    let days = match serial {
        _ if is_1904 => serial + EPOCHS_APART,
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

fn without_midnight(text: &str) -> &str {
    text.strip_suffix("T00:00:00").or_else(|| text.strip_suffix("T00:00:00.000")).unwrap_or(text)
}

/// `PT10H30M00S`, as ODS has times, as `10:30:00`.
fn iso_duration(text: &str) -> Option<String> {
    let span: jiff::SignedDuration = text.parse().ok()?;
    Some(clock(span.as_secs()))
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1.0, "1", CellKind::Number)]
    #[case(-0.0, "0", CellKind::Number)]
    #[case(12345.5, "12345.5", CellKind::Number)]
    #[case(0.1 + 0.2, "0.3", CellKind::Number)]
    #[case(39_391_234_567.0, "39391234567", CellKind::Number)]
    #[case(999_999_999_999_999.0, "999999999999999", CellKind::Number)]
    #[case(1e15, "1000000000000000", CellKind::LostDigits)]
    #[case(-4.111_111_111_111_111e15, "-4111111111111111", CellKind::LostDigits)]
    #[case(1e-7, "0.0000001", CellKind::Number)]
    fn numbers(#[case] number: f64, #[case] text: &str, #[case] kind: CellKind) {
        assert_eq!(Value::of(DataRef::Float(number)), Some(Value::new(text, kind)));
    }

    #[rstest]
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
    fn dates(#[case] serial: f64, #[case] is_1904: bool, #[case] text: &str) {
        let moment = ExcelDateTime::new(serial, DateTime, is_1904);
        assert_eq!(Value::of(DataRef::DateTime(moment)), Some(Value::new(text, CellKind::Date)));
    }

    #[test]
    fn times_and_durations_are_text() {
        let value =
            |serial, kind| Value::of(DataRef::DateTime(ExcelDateTime::new(serial, kind, false))).unwrap();
        assert_eq!(value(0.4375, DateTime), Value::new("10:30:00", CellKind::Text));
        assert_eq!(value(1.5, TimeDelta), Value::new("36:00:00", CellKind::Text));
        assert_eq!(value(3e6, DateTime), Value::new("3000000", CellKind::Number), "no day that exists");
    }

    #[test]
    fn iso_texts_of_open_document() {
        let date = |text: &str| Value::of(DataRef::DateTimeIso(text.into())).unwrap().text;
        assert_eq!(date("2020-01-31T00:00:00"), "2020-01-31");
        assert_eq!(date("2020-01-31T10:00:00"), "2020-01-31T10:00:00");
        let time = Value::of(DataRef::DurationIso("PT10H30M00S".into())).unwrap();
        assert_eq!(time, Value::new("10:30:00", CellKind::Text));
    }
}
