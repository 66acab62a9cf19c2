//! Dates in the formats of the mapping. Day and month are never guessed.

use super::day_order::{DateSeparator, DayOrder, DayOrders};
use super::format::{self, DateFormat, FormatResult, Pivot};
use super::format_words::format_in_words;
use super::serial::Serial;
use super::time_of_day::without_clock;
use super::{auto, compact};
use crate::convert::conversion_input::ConversionInput;
use crate::customer::BirthDate;
use crate::issue::{Code, Complaint};
use crate::record::CellKind;

/// The accepted formats. By default `%Y-%m-%d`, and `20200131`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormats {
    forms: Vec<DateForm>,
    stated: bool,
    order: DayOrder,
}

/// One of the formats.
#[derive(Debug, Clone, PartialEq, Eq)]
enum DateForm {
    /// A format in strftime notation.
    Stated(DateFormat),
    /// `2020-01-31`, optionally with a time and a zone.
    Iso,
    /// A number of days, seconds or milliseconds.
    Serial(Serial),
    /// Any form with a certain reading.
    Auto(Option<Pivot>),
    /// `20200131`, if the mapping has no format.
    Compact,
}

impl DateForm {
    fn new(text: &str, pivot: Option<Pivot>) -> Result<Self, String> {
        Ok(match (text.trim(), Serial::named(text.trim())) {
            ("iso", _) => Self::Iso,
            ("auto", _) => Self::Auto(pivot),
            (_, Some(serial)) => Self::Serial(serial),
            (text, None) => Self::Stated(DateFormat::new(text, pivot)?),
        })
    }

    fn text(&self) -> &str {
        match self {
            Self::Stated(format) => format.text(),
            Self::Iso => "iso",
            Self::Serial(serial) => serial.name(),
            Self::Auto(_) => "auto",
            Self::Compact => "%Y%m%d",
        }
    }

    /// The form for people.
    fn in_words(&self) -> String {
        match self {
            Self::Auto(_) => {
                "YYYY-MM-DD, a day, month and year with . / or - between them, or the name of the month"
                    .to_owned()
            }
            Self::Iso => "YYYY-MM-DD".to_owned(),
            other => format_in_words(other.text()),
        }
    }

    fn read(&self, text: &str) -> FormatResult {
        match self {
            Self::Stated(format) => format.read(text),
            Self::Iso => format::read_iso_day(without_clock(text)),
            Self::Serial(serial) => serial.read(text),
            Self::Auto(pivot) => auto::read(text, *pivot),
            Self::Compact => compact::read(text).unwrap_or(FormatResult::Other),
        }
    }
}

impl Default for DateFormats {
    fn default() -> Self {
        Self {
            forms: vec![DateForm::Stated(DateFormat::iso()), DateForm::Compact],
            stated: false,
            order: DayOrder::Unknown,
        }
    }
}

impl DateFormats {
    /// Formats in strftime notation, such as `%d/%m/%Y`. A time of day is accepted and dropped. Days, months and
    /// hours may have one digit if a literal separates them. Names of months and weekdays are English, Italian,
    /// French, Spanish or German. Other forms are `iso`, `excel`, `excel1904`, `epoch`, `epoch_ms` and `auto`.
    ///
    /// # Errors
    /// A sentence that says why a format can't be used: it is unknown, gives no complete date, or lacks the
    /// century.
    pub fn new(formats: &[String]) -> Result<Self, String> {
        Self::with(formats, None, None)
    }

    /// Formats with a `pivot`, the last year that two digits can mean, and an `order` (`dmy` or `mdy`) for `auto`.
    ///
    /// # Errors
    /// Those of [`DateFormats::new`], and a sentence for a `pivot` or an `order` that no format uses.
    pub fn with(formats: &[String], pivot: Option<i64>, order: Option<&str>) -> Result<Self, String> {
        let pivot = pivot.map(Pivot::new).transpose()?;
        let order = match order {
            None => DayOrder::Unknown,
            Some("dmy") => DayOrder::DayFirst,
            Some("mdy") => DayOrder::MonthFirst,
            Some(other) => return Err(format!("the order {other:?} is neither \"dmy\" nor \"mdy\"")),
        };
        let forms: Vec<DateForm> =
            formats.iter().map(|format| DateForm::new(format, pivot)).collect::<Result<_, _>>()?;
        let automatic = forms.iter().any(|form| matches!(form, DateForm::Auto(_)));
        if order != DayOrder::Unknown && !automatic {
            return Err("order belongs to formats = [\"auto\"]; a format such as %d/%m/%Y has its own order"
                .to_owned());
        }
        if pivot.is_some() && !automatic && !formats.iter().any(|format| format.contains("%y")) {
            return Err("pivot belongs to a format with %y, or to \"auto\"".to_owned());
        }
        let defaults = Self::default();
        let stated = !forms.is_empty();
        Ok(Self { forms: if stated { forms } else { defaults.forms }, stated, order })
    }

    /// True if the complete column must show the order of day and month.
    pub fn asks_column(&self) -> bool {
        self.order == DayOrder::Unknown && self.forms.iter().any(|form| matches!(form, DateForm::Auto(_)))
    }

    /// The separator of a text, and the order of day and month that it shows: unknown if both are possible. `None`
    /// for another form, or if both orders give the same day.
    pub fn shown(&self, text: &str) -> Option<(DateSeparator, DayOrder)> {
        self.forms.iter().find_map(|form| match form {
            DateForm::Auto(pivot) => auto::shown(text, *pivot),
            _ => None,
        })
    }

    /// For formats with `auto`: whether eight digits are a date (`20200131`). `None` for any other text.
    pub fn shown_compact(&self, text: &str) -> Option<bool> {
        let automatic = self.forms.iter().any(|form| matches!(form, DateForm::Auto(_)));
        let reading = compact::read(text).filter(|_| automatic)?;
        Some(matches!(reading, FormatResult::Day(_)))
    }

    /// Reads the date of a cell. A date cell of a workbook is used directly. Text is read in all formats, and
    /// rejected if two of them give different days.
    pub(crate) fn convert(&self, input: &ConversionInput<'_>) -> Result<BirthDate, Complaint> {
        let iso = (input.iso_dates || input.kind == CellKind::Date).then(|| read_iso(input.text));
        if let (CellKind::Date, Some(FormatResult::Day(days))) = (input.kind, &iso) {
            return Ok(BirthDate { days: *days });
        }
        let order = self.order_of(input);
        if order == DayOrder::YearFirst && auto::has_short_year(input.text) {
            return Err(year_first());
        }
        if input.orders.refuses_compact() && self.shown_compact(input.text).is_some() {
            return Err(no_digits());
        }
        let mut found = None;
        let mut worst = FormatResult::Other;
        let against = self.against_order(input.text);
        let fits = |form: &&DateForm| against.is_none() || !matches!(form, DateForm::Auto(_));
        let stated = self.forms.iter().filter(fits).map(|form| (form.text(), form.read(input.text)));
        for (format, reading) in stated.chain(iso.map(|reading| ("%Y-%m-%d", reading))) {
            match (resolved(reading, order), found) {
                (FormatResult::Day(days), None) => found = Some((days, format)),
                (FormatResult::Day(days), Some((other, first))) if days != other => {
                    return Err(two_days((other, first), (days, format)));
                }
                (FormatResult::Day(_) | FormatResult::Other, _) => {}
                (FormatResult::Either { day_first, month_first }, _) => {
                    return Err(two_orders(day_first, month_first, order));
                }
                (other, _) => worst = other,
            }
        }
        let complaint = || against.map_or_else(|| self.complaint(input, worst), other_order);
        found.map(|(days, _)| BirthDate { days }).ok_or_else(complaint)
    }

    /// The only order that a date can have, if the mapping states the other one.
    fn against_order(&self, text: &str) -> Option<DayOrder> {
        let (_, shown) = self.shown(text)?;
        match (self.order, shown) {
            (DayOrder::DayFirst, DayOrder::MonthFirst) | (DayOrder::MonthFirst, DayOrder::DayFirst) => {
                Some(shown)
            }
            _ => None,
        }
    }

    /// The order of day and month from the mapping, or from dates with the same separator in the column.
    fn order_of(&self, input: &ConversionInput<'_>) -> DayOrder {
        match self.order {
            DayOrder::Unknown if input.orders == DayOrders::default() => DayOrder::Unknown,
            DayOrder::Unknown => input.orders.of(auto::mark_of(input.text)),
            stated => stated,
        }
    }

    fn complaint(&self, input: &ConversionInput<'_>, reading: FormatResult) -> Complaint {
        let (message, hint) = match reading {
            FormatResult::NoSuchDay => ("this day does not exist", "correct the date"),
            FormatResult::NoYear => no_year(),
            FormatResult::Other if is_yearless(input.text) => no_year(),
            FormatResult::YearAlone => (
                "the number looks like a year, not a count of days or seconds",
                "write the date with its day and month, or leave the cell empty",
            ),
            FormatResult::ShortYear => (
                "the year has two digits, and its century is unknown",
                "write all four digits, or set the last year that two digits can mean in the mapping, for \
                 example pivot = 2026",
            ),
            _ => return self.other_form(input),
        };
        Complaint::new(Code::Date, message, hint)
    }

    fn other_form(&self, input: &ConversionInput<'_>) -> Complaint {
        let shown = self.forms.iter().filter(|form| **form != DateForm::Compact);
        let formats: Vec<String> = shown.map(DateForm::in_words).collect();
        let formats = formats.join(" or ");
        let hint = match (input.kind, self.stated) {
            (CellKind::Number, _) => {
                "format the column as a date in the spreadsheet, write the date as text, \
                                      or say in the mapping which kind of date number this is, for example FIELD = { …, \
                                      formats = [\"excel\"] }"
                    .to_owned()
            }
            (_, true) => format!(
                "write the date in one of these forms: {formats}; or add its format to the mapping: FIELD = {{ \
                                  …, formats = [...] }}"
            ),
            (_, false) => "write the date as YYYY-MM-DD, or set its order of day and month in the mapping, \
                           for example FIELD = { …, formats = [\"%d/%m/%Y\"] } for day/month/year"
                .to_owned(),
        };
        let message = match self.forms.as_slice() {
            [DateForm::Auto(_)] => "the value is not a date in a known form".to_owned(),
            _ => format!("the value is not a date in the form {formats}"),
        };
        Complaint::new(Code::Date, message, hint)
    }
}

fn no_year() -> (&'static str, &'static str) {
    let hint = "write the date with its year, or empty the cell; FIELD = { …, on_invalid = \"empty\" } in the \
                mapping leaves out invalid dates";
    ("the date has no year", hint)
}

/// True for `--04-12` and `--0412`, a birthday without a year in vCards.
fn is_yearless(text: &str) -> bool {
    let digits =
        |rest: &str| rest.len() >= 4 && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    text.trim().strip_prefix("--").is_some_and(digits)
}

/// Resolves a reading with two possible days, if the order is known.
fn resolved(reading: FormatResult, order: DayOrder) -> FormatResult {
    match (reading, order) {
        (FormatResult::Either { day_first, .. }, DayOrder::DayFirst) => FormatResult::Day(day_first),
        (FormatResult::Either { month_first, .. }, DayOrder::MonthFirst) => FormatResult::Day(month_first),
        (other, _) => other,
    }
}

/// Reads `2020-01-31`. A time after `T` or a space is dropped.
fn read_iso(text: &str) -> FormatResult {
    let day = text.split(['T', ' ']).next().unwrap_or_default();
    let time = text.get(day.len()..).unwrap_or_default();
    let clock = |byte: u8| byte.is_ascii_digit() || b":.+-Z".contains(&byte);
    if !time.is_empty() && (time.len() < 6 || !time.bytes().skip(1).all(clock)) {
        return FormatResult::Other;
    }
    format::read_iso_day(day)
}

fn iso(days: i32) -> String {
    BirthDate { days }.iso()
}

fn two_days(one: (i32, &str), other: (i32, &str)) -> Complaint {
    let reading = |(days, format)| format!("{} ({})", iso(days), format_in_words(format));
    let message = format!("the date can be {} or {}", reading(one), reading(other));
    let hint = "set one order of day and month in the mapping, such as FIELD = { …, formats = [\"%d/%m/%Y\"] \
                } for day/month/year, or write the date as YYYY-MM-DD";
    Complaint::new(Code::DateAmbiguous, message, hint)
}

fn year_first() -> Complaint {
    let message =
        "the year may be the first or the last number: other dates in the column begin with the year";
    let hint = "write the date as YYYY-MM-DD, or set one form in the mapping, for example FIELD = { …, \
                formats = [\"%y-%m-%d\"] } for year-month-day";
    Complaint::new(Code::DateAmbiguous, message, hint)
}

fn no_digits() -> Complaint {
    let message = "the eight digits may not be a date: other eight-digit values in the column are not dates";
    let hint = "write the date as YYYY-MM-DD, or set FIELD = { …, formats = [\"%Y%m%d\"] } (year, month and \
                day without a separator) in the mapping";
    Complaint::new(Code::Date, message, hint)
}

fn other_order(shown: DayOrder) -> Complaint {
    let (shown, stated, other, form) = match shown {
        DayOrder::MonthFirst => ("month", "dmy", "mdy", "31.12.2020"),
        _ => ("day", "mdy", "dmy", "12/31/2020"),
    };
    let message =
        format!("the first number can only be the {shown}, but the mapping says order = \"{stated}\"");
    let hint = format!(
        "write the date as {form} or YYYY-MM-DD; if the column has this order, set order = \"{other}\" in the mapping"
    );
    Complaint::new(Code::Date, message, hint)
}

fn two_orders(day_first: i32, month_first: i32, order: DayOrder) -> Complaint {
    let column = if order == DayOrder::Both {
        ", and the column has dates in both orders"
    } else {
        ", and no other date in the column with this separator shows which"
    };
    let message = format!(
        "the date can be {} (day first) or {} (month first){column}",
        iso(day_first),
        iso(month_first)
    );
    let hint = "set the order in the mapping, FIELD = { …, order = \"dmy\" } or \"mdy\", or write the date as \
                YYYY-MM-DD";
    Complaint::new(Code::DateAmbiguous, message, hint)
}

#[cfg(test)]
mod tests;
