//! One date format, compiled once. Formats of digits, names and literals are read by our own code, others by jiff.

use jiff::civil::{Date, date};
use jiff::fmt::strtime;

use super::names;

/// The result of reading a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FormatResult {
    /// A day, in days since 1970-01-01.
    Day(i32),
    /// The form is right, but there is no such day.
    NoSuchDay,
    /// Two possible days.
    Either {
        /// In days since 1970-01-01.
        day_first: i32,
        /// In days since 1970-01-01.
        month_first: i32,
    },
    /// A day and a month without a year.
    NoYear,
    /// A year with two digits and no pivot.
    ShortYear,
    /// A year instead of a count of days or seconds.
    YearAlone,
    /// Another form.
    Other,
}

/// The last year that two digits can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pivot(u16);

impl Pivot {
    pub(super) fn new(year: i64) -> Result<Self, String> {
        match u16::try_from(year) {
            Ok(year @ 1900..=2199) => Ok(Self(year)),
            _ => Err(format!("the pivot {year} is not a year from 1900 to 2199")),
        }
    }

    /// The year for two digits. With the pivot 2026, 26 is 2026 and 27 is 1927.
    pub(super) fn year(self, digits: u16) -> u16 {
        self.0 - (self.0 + 100 - digits) % 100
    }
}

/// One part of a format. The flag requires two digits, because no literal ends the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FormatItem {
    Year,
    ShortYear(Pivot),
    MonthName,
    Weekday,
    Half,
    Month(bool),
    Day(bool),
    Hour(bool),
    Minute(bool),
    Second(bool),
    Literal(u8),
    Blank,
}

/// A compiled format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DateFormat {
    text: String,
    /// `None` if jiff reads the format.
    steps: Option<Vec<FormatItem>>,
}

impl DateFormat {
    /// `%Y-%m-%d`.
    pub(super) fn iso() -> Self {
        let steps = vec![
            FormatItem::Year,
            FormatItem::Literal(b'-'),
            FormatItem::Month(false),
            FormatItem::Literal(b'-'),
            FormatItem::Day(false),
        ];
        Self { text: "%Y-%m-%d".to_owned(), steps: Some(steps) }
    }

    /// Compiles a format, or says why it can't be used.
    pub(super) fn new(text: &str, pivot: Option<Pivot>) -> Result<Self, String> {
        let text = text.trim();
        let steps = compile(text, pivot);
        let short = short_year(text);
        if let Some(directive) =
            short.filter(|directive| *directive != 'y' || pivot.is_none() || steps.is_none())
        {
            return Err(format!(
                "the date format {text:?} has a two-digit year (%{directive}); use %Y for four digits, or %y \
                 with the last year it can mean, for example pivot = 2026"
            ));
        }
        let format = Self { text: text.to_owned(), steps };
        for day in probes(pivot.filter(|_| short.is_some())) {
            let written = strtime::format(text, day.at(13, 14, 15, 0))
                .map_err(|error| format!("the date format {text:?} can't be used: {error}"))?;
            if format.read(&written) != FormatResult::Day(days_of(day)) {
                return Err(format!(
                    "the date format {text:?} is not a complete date; it needs %Y, %m (or %B, %b) and %d"
                ));
            }
        }
        Ok(format)
    }

    /// The format as stated.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Reads a trimmed text, which must match completely.
    pub(super) fn read(&self, text: &str) -> FormatResult {
        match &self.steps {
            Some(steps) => read_steps(steps, text),
            None => self.read_by_jiff(text),
        }
    }

    fn read_by_jiff(&self, text: &str) -> FormatResult {
        let Ok(parsed) = strtime::parse(&self.text, text) else { return FormatResult::Other };
        let Ok(day) = parsed.to_date() else { return FormatResult::NoSuchDay };
        // jiff accepts shorter and signed years. Here the text must contain all four digits.
        let year = format!("{:04}", day.year());
        let mut numbers = text.split(|letter: char| !letter.is_ascii_digit());
        let stands = numbers.any(|number| number == year || (number.len() > 4 && number.contains(&year)));
        if stands && day.year() > 0 { FormatResult::Day(days_of(day)) } else { FormatResult::Other }
    }
}

/// Days that every format must be able to express.
fn probes(pivot: Option<Pivot>) -> [Date; 3] {
    let (old, new, leap) =
        pivot.map_or((1865, 1999, 2024), |Pivot(last)| (last - 80, last - 27, last / 4 * 4));
    let year = |year: u16| i16::try_from(year).unwrap_or(1970);
    // 1900 and 2100 are not leap years, so they are tried with the 28th.
    let last = if leap == 1900 || leap == 2100 { 28 } else { 29 };
    [date(year(old), 2, 3), date(year(new), 12, 31), date(year(leap), 2, last)]
}

/// The first directive for a year without its century.
fn short_year(text: &str) -> Option<char> {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            continue;
        }
        let directive =
            letters.find(|letter| !matches!(letter, '-' | '_' | '0'..='9' | '^' | '#' | ':' | '.'))?;
        if matches!(directive, 'y' | 'g' | 'D' | 'C' | 'x' | 'c') {
            return Some(directive);
        }
    }
    None
}

/// The steps of a format, or `None` if it has more than numbers, names and ASCII literals.
fn compile(text: &str, pivot: Option<Pivot>) -> Option<Vec<FormatItem>> {
    let text = text.replace("%F", "%Y-%m-%d").replace("%T", "%H:%M:%S").replace("%R", "%H:%M");
    let mut steps = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let step = match byte {
            b'%' => directive(bytes.next()?, pivot)?,
            blank if blank.is_ascii_whitespace() => FormatItem::Blank,
            literal if literal.is_ascii() => FormatItem::Literal(literal),
            _ => return None,
        };
        steps.push(step);
    }
    let numbers: Vec<bool> = steps.iter().map(|step| is_number(*step)).collect();
    for (index, step) in steps.iter_mut().enumerate() {
        let before = index > 0 && numbers.get(index - 1) == Some(&true);
        *step = with_width(*step, before || numbers.get(index + 1) == Some(&true));
    }
    Some(steps)
}

fn directive(byte: u8, pivot: Option<Pivot>) -> Option<FormatItem> {
    Some(match byte {
        b'Y' => FormatItem::Year,
        b'y' => FormatItem::ShortYear(pivot?),
        b'B' | b'b' | b'h' => FormatItem::MonthName,
        b'A' | b'a' => FormatItem::Weekday,
        b'p' | b'P' => FormatItem::Half,
        b'm' => FormatItem::Month(false),
        b'd' | b'e' => FormatItem::Day(false),
        b'H' | b'I' => FormatItem::Hour(false),
        b'M' => FormatItem::Minute(false),
        b'S' => FormatItem::Second(false),
        b'%' => FormatItem::Literal(b'%'),
        _ => return None,
    })
}

fn is_number(step: FormatItem) -> bool {
    match step {
        FormatItem::Literal(byte) => byte.is_ascii_digit(),
        FormatItem::Blank | FormatItem::MonthName | FormatItem::Weekday | FormatItem::Half => false,
        _ => true,
    }
}

fn with_width(step: FormatItem, full: bool) -> FormatItem {
    match step {
        FormatItem::Month(_) => FormatItem::Month(full),
        FormatItem::Day(_) => FormatItem::Day(full),
        FormatItem::Hour(_) => FormatItem::Hour(full),
        FormatItem::Minute(_) => FormatItem::Minute(full),
        FormatItem::Second(_) => FormatItem::Second(full),
        other => other,
    }
}

fn read_steps(steps: &[FormatItem], text: &str) -> FormatResult {
    let mut rest = text;
    let mut parts = DateParts::default();
    for step in steps {
        let Some((value, left)) = take(*step, rest) else { return FormatResult::Other };
        if !parts.set(*step, value) {
            return FormatResult::Other;
        }
        rest = left;
    }
    if rest.is_empty() { days_from(parts.year, parts.month, parts.day) } else { FormatResult::Other }
}

#[derive(Default)]
struct DateParts {
    year: u16,
    month: u16,
    day: u16,
}

impl DateParts {
    /// Stores a number. False if it is not a valid time of day.
    fn set(&mut self, step: FormatItem, value: u16) -> bool {
        match step {
            FormatItem::Year => self.year = value,
            FormatItem::ShortYear(pivot) => self.year = pivot.year(value),
            FormatItem::Month(_) | FormatItem::MonthName => self.month = value,
            FormatItem::Day(_) => self.day = value,
            FormatItem::Hour(_) => return value < 24,
            FormatItem::Minute(_) => return value < 60,
            FormatItem::Second(_) => return value < 61,
            FormatItem::Literal(_) | FormatItem::Blank | FormatItem::Weekday | FormatItem::Half => {}
        }
        true
    }
}

/// Reads one step: its number (0 if it has none) and the rest of the text.
fn take(step: FormatItem, text: &str) -> Option<(u16, &str)> {
    match step {
        FormatItem::Year => number(text, 4, true),
        FormatItem::ShortYear(_) => number(text, 2, true),
        FormatItem::Month(full)
        | FormatItem::Day(full)
        | FormatItem::Hour(full)
        | FormatItem::Minute(full)
        | FormatItem::Second(full) => number(text, 2, full),
        FormatItem::Literal(byte) => text.strip_prefix(char::from(byte)).map(|rest| (0, rest)),
        FormatItem::Blank => {
            let rest = text.trim_start_matches(|letter: char| letter.is_ascii_whitespace());
            (rest.len() < text.len()).then_some((0, rest))
        }
        FormatItem::MonthName => {
            let (word, rest) = text.split_at_checked(names::word_len(text))?;
            Some((names::month(word)?, rest))
        }
        FormatItem::Weekday => {
            let (word, rest) = text.split_at_checked(names::word_len(text))?;
            names::is_weekday(word).then_some((0, rest))
        }
        FormatItem::Half => {
            let (word, rest) = text.split_at_checked(2)?;
            ["am", "pm"].iter().any(|half| word.eq_ignore_ascii_case(half)).then_some((0, rest))
        }
    }
}

/// Reads up to `most` digits, or exactly that many if `full`.
fn number(text: &str, most: usize, full: bool) -> Option<(u16, &str)> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if count == 0 || (full && count < most) {
        return None;
    }
    let (digits, rest) = text.split_at(count);
    Some((digits.bytes().fold(0, |value, digit| value * 10 + u16::from(digit - b'0')), rest))
}

/// Reads `2020-01-31` with all its digits.
pub(super) fn read_iso_day(text: &str) -> FormatResult {
    const STEPS: [FormatItem; 5] = [
        FormatItem::Year,
        FormatItem::Literal(b'-'),
        FormatItem::Month(true),
        FormatItem::Literal(b'-'),
        FormatItem::Day(true),
    ];
    read_steps(&STEPS, text)
}

/// Days since 1970-01-01 in the Gregorian calendar, for the years 1 to 9999.
pub(super) fn days_from(year: u16, month: u16, day: u16) -> FormatResult {
    const BEFORE: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    const LONG: [u16; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let index = usize::from(month).wrapping_sub(1);
    let (Some(before), Some(long)) = (BEFORE.get(index), LONG.get(index)) else {
        return FormatResult::NoSuchDay;
    };
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    if year == 0 || day == 0 || day > long + u16::from(leap && month == 2) {
        return FormatResult::NoSuchDay;
    }
    let past = i32::from(year) - 1;
    let whole = past * 365 + past / 4 - past / 100 + past / 400;
    FormatResult::Day(whole + before + i32::from(leap && month > 2) + i32::from(day) - 719_163)
}

/// Days since 1970-01-01 of a jiff date.
fn days_of(day: Date) -> i32 {
    match (u16::try_from(day.year()), u16::try_from(day.month()), u16::try_from(day.day())) {
        (Ok(year), Ok(month), Ok(day)) => match days_from(year, month, day) {
            FormatResult::Day(days) => days,
            _ => 0,
        },
        _ => 0,
    }
}
