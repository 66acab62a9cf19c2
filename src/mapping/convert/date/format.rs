//! One format of dates: compiled once, read by hand where it has digits, names and literals only.

use jiff::civil::{Date, date};
use jiff::fmt::strtime;

use super::names;

/// What a format makes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A day, in days since 1970-01-01.
    Day(i32),
    /// The form fits, and there is no such day.
    NoSuchDay,
    /// Two days, as the day or the month stands first.
    Either {
        /// In days since 1970-01-01.
        day_first: i32,
        /// The same.
        month_first: i32,
    },
    /// A day and a month without a year.
    NoYear,
    /// A year of two digits, of no century that is stated.
    ShortYear,
    /// A year, where a number counts something else.
    YearAlone,
    /// Another form.
    Other,
}

/// The last of the hundred years that two digits can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pivot(u16);

impl Pivot {
    pub(super) fn new(year: i64) -> Result<Self, String> {
        match u16::try_from(year) {
            Ok(year @ 1900..=2199) => Ok(Self(year)),
            _ => Err(format!("the pivot {year} is not a year from 1900 to 2199")),
        }
    }

    /// The year of two digits: with the pivot 2026, 26 is 2026 and 27 is 1927.
    pub(super) fn year(self, digits: u16) -> u16 {
        self.0 - (self.0 + 100 - digits) % 100
    }
}

/// One part of a format; the flag says that two digits are needed, since no literal ends the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
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
pub(super) struct Format {
    text: String,
    /// `None` where jiff reads it.
    steps: Option<Vec<Step>>,
}

impl Format {
    /// `%Y-%m-%d`.
    pub(super) fn iso() -> Self {
        let steps =
            vec![Step::Year, Step::Literal(b'-'), Step::Month(false), Step::Literal(b'-'), Step::Day(false)];
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
            if format.read(&written) != Reading::Day(days_of(day)) {
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

    /// Reads a trimmed text, which must fit from end to end.
    pub(super) fn read(&self, text: &str) -> Reading {
        match &self.steps {
            Some(steps) => read_steps(steps, text),
            None => self.read_by_jiff(text),
        }
    }

    fn read_by_jiff(&self, text: &str) -> Reading {
        let Ok(parsed) = strtime::parse(&self.text, text) else { return Reading::Other };
        let Ok(day) = parsed.to_date() else { return Reading::NoSuchDay };
        // jiff takes a year of fewer digits, and a sign; here it must stand in the text with all four.
        let year = format!("{:04}", day.year());
        let mut numbers = text.split(|letter: char| !letter.is_ascii_digit());
        let stands = numbers.any(|number| number == year || (number.len() > 4 && number.contains(&year)));
        if stands && day.year() > 0 { Reading::Day(days_of(day)) } else { Reading::Other }
    }
}

/// Days that a format must be able to tell.
fn probes(pivot: Option<Pivot>) -> [Date; 3] {
    let (old, new, leap) =
        pivot.map_or((1865, 1999, 2024), |Pivot(last)| (last - 80, last - 27, last / 4 * 4));
    let year = |year: u16| i16::try_from(year).unwrap_or(1970);
    // 2100 is no leap year, and is tried on its 28th.
    let last = if leap == 1900 || leap == 2100 { 28 } else { 29 };
    [date(year(old), 2, 3), date(year(new), 12, 31), date(year(leap), 2, last)]
}

/// The first directive that reads a year without its century.
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

/// The steps of a format that has numbers, names and ASCII literals only.
fn compile(text: &str, pivot: Option<Pivot>) -> Option<Vec<Step>> {
    let text = text.replace("%F", "%Y-%m-%d").replace("%T", "%H:%M:%S").replace("%R", "%H:%M");
    let (mut steps, mut bytes) = (Vec::new(), text.bytes());
    while let Some(byte) = bytes.next() {
        let step = match byte {
            b'%' => directive(bytes.next()?, pivot)?,
            blank if blank.is_ascii_whitespace() => Step::Blank,
            literal if literal.is_ascii() => Step::Literal(literal),
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

fn directive(byte: u8, pivot: Option<Pivot>) -> Option<Step> {
    Some(match byte {
        b'Y' => Step::Year,
        b'y' => Step::ShortYear(pivot?),
        b'B' | b'b' | b'h' => Step::MonthName,
        b'A' | b'a' => Step::Weekday,
        b'p' | b'P' => Step::Half,
        b'm' => Step::Month(false),
        b'd' | b'e' => Step::Day(false),
        b'H' | b'I' => Step::Hour(false),
        b'M' => Step::Minute(false),
        b'S' => Step::Second(false),
        b'%' => Step::Literal(b'%'),
        _ => return None,
    })
}

fn is_number(step: Step) -> bool {
    match step {
        Step::Literal(byte) => byte.is_ascii_digit(),
        Step::Blank | Step::MonthName | Step::Weekday | Step::Half => false,
        _ => true,
    }
}

fn with_width(step: Step, full: bool) -> Step {
    match step {
        Step::Month(_) => Step::Month(full),
        Step::Day(_) => Step::Day(full),
        Step::Hour(_) => Step::Hour(full),
        Step::Minute(_) => Step::Minute(full),
        Step::Second(_) => Step::Second(full),
        other => other,
    }
}

fn read_steps(steps: &[Step], text: &str) -> Reading {
    let (mut rest, mut parts) = (text, Parts::default());
    for step in steps {
        let Some((value, left)) = take(*step, rest) else { return Reading::Other };
        if !parts.set(*step, value) {
            return Reading::Other;
        }
        rest = left;
    }
    if rest.is_empty() { days_from(parts.year, parts.month, parts.day) } else { Reading::Other }
}

#[derive(Default)]
struct Parts {
    year: u16,
    month: u16,
    day: u16,
}

impl Parts {
    /// Keeps a number; false when it is no time of the day.
    fn set(&mut self, step: Step, value: u16) -> bool {
        match step {
            Step::Year => self.year = value,
            Step::ShortYear(pivot) => self.year = pivot.year(value),
            Step::Month(_) | Step::MonthName => self.month = value,
            Step::Day(_) => self.day = value,
            Step::Hour(_) => return value < 24,
            Step::Minute(_) => return value < 60,
            Step::Second(_) => return value < 61,
            Step::Literal(_) | Step::Blank | Step::Weekday | Step::Half => {}
        }
        true
    }
}

/// What a step takes off the front: its number (0 for what is none), and the rest.
fn take(step: Step, text: &str) -> Option<(u16, &str)> {
    match step {
        Step::Year => number(text, 4, true),
        Step::ShortYear(_) => number(text, 2, true),
        Step::Month(full) | Step::Day(full) | Step::Hour(full) | Step::Minute(full) | Step::Second(full) => {
            number(text, 2, full)
        }
        Step::Literal(byte) => text.strip_prefix(char::from(byte)).map(|rest| (0, rest)),
        Step::Blank => {
            let rest = text.trim_start_matches(|letter: char| letter.is_ascii_whitespace());
            (rest.len() < text.len()).then_some((0, rest))
        }
        Step::MonthName => {
            let (word, rest) = text.split_at_checked(names::word_len(text))?;
            Some((names::month(word)?, rest))
        }
        Step::Weekday => {
            let (word, rest) = text.split_at_checked(names::word_len(text))?;
            names::is_weekday(word).then_some((0, rest))
        }
        Step::Half => {
            let (word, rest) = text.split_at_checked(2)?;
            ["am", "pm"].iter().any(|half| word.eq_ignore_ascii_case(half)).then_some((0, rest))
        }
    }
}

/// Up to `most` digits, or exactly so many.
fn number(text: &str, most: usize, full: bool) -> Option<(u16, &str)> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if count == 0 || (full && count < most) {
        return None;
    }
    let (digits, rest) = text.split_at(count);
    Some((digits.bytes().fold(0, |value, digit| value * 10 + u16::from(digit - b'0')), rest))
}

/// `2020-01-31`, with all its digits.
pub(super) fn read_iso_day(text: &str) -> Reading {
    const STEPS: [Step; 5] =
        [Step::Year, Step::Literal(b'-'), Step::Month(true), Step::Literal(b'-'), Step::Day(true)];
    read_steps(&STEPS, text)
}

/// Days since 1970-01-01 in the Gregorian calendar, for the years 1 to 9999.
pub(super) fn days_from(year: u16, month: u16, day: u16) -> Reading {
    const BEFORE: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    const LONG: [u16; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let index = usize::from(month).wrapping_sub(1);
    let (Some(before), Some(long)) = (BEFORE.get(index), LONG.get(index)) else { return Reading::NoSuchDay };
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    if year == 0 || day == 0 || day > long + u16::from(leap && month == 2) {
        return Reading::NoSuchDay;
    }
    let past = i32::from(year) - 1;
    let whole = past * 365 + past / 4 - past / 100 + past / 400;
    Reading::Day(whole + before + i32::from(leap && month > 2) + i32::from(day) - 719_163)
}

/// The same of a date of jiff's.
fn days_of(day: Date) -> i32 {
    match (u16::try_from(day.year()), u16::try_from(day.month()), u16::try_from(day.day())) {
        (Ok(year), Ok(month), Ok(day)) => match days_from(year, month, day) {
            Reading::Day(days) => days,
            _ => 0,
        },
        _ => 0,
    }
}
