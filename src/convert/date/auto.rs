//! Dates as people and programs usually write them, without a format in the mapping.
//!
//! Of three numbers, the one with four digits is the year. A number above 12 is the day. Otherwise the rest of the
//! column decides. If the month is a name, nothing is ambiguous.

use super::compact;
use super::day_order::{DateSeparator, DayOrder, MARKS};
use super::format::{FormatResult, Pivot, days_from};
use super::names::{is_weekday, month};
use super::time_of_day::without_clock;

/// Words that may come between day, month and year.
const FILLERS: &[&str] = &["de", "del", "di", "of", "the", "le", "den", "d", "il", "el", "of the"];

/// Reads a date in any form.
pub(super) fn read(text: &str, pivot: Option<Pivot>) -> FormatResult {
    let day = without_clock(text);
    if day.len() > 64 {
        return FormatResult::Other;
    }
    if let Some(reading) = compact::read(text) {
        return reading;
    }
    if day.chars().any(char::is_alphabetic) { with_words(day, pivot) } else { numeric(day, pivot) }
}

/// The separator of a date, and the order of day and month that it shows: unknown if both are possible. `None` for
/// another form, or if both orders give the same day.
pub(super) fn shown(text: &str, pivot: Option<Pivot>) -> Option<(DateSeparator, DayOrder)> {
    let text = without_clock(text);
    let [first, second, last] = three_numbers(text)?;
    if first.len() > 2 {
        return None;
    }
    let is_day = |year, month, day| matches!(days_from(year, month, day), FormatResult::Day(_));
    let one = short(first)?;
    let two = short(second)?;
    let year = year_of(last, pivot)?;
    let order = match (is_day(year, two, one), is_day(year, one, two)) {
        (true, false) => DayOrder::DayFirst,
        (false, true) => DayOrder::MonthFirst,
        (true, true) if one != two => DayOrder::Unknown,
        (false, false) if is_day(year_of(first, pivot)?, two, short(last)?) => DayOrder::YearFirst,
        _ => return None,
    };
    Some((mark(text)?, order))
}

/// The separator of a date.
pub(super) fn mark_of(text: &str) -> Option<DateSeparator> {
    mark(without_clock(text))
}

/// True for three numbers whose last is not a four-digit year and whose first may be a two-digit year.
pub(super) fn has_short_year(text: &str) -> bool {
    three_numbers(without_clock(text)).is_some_and(|parts| parts.iter().all(|part| part.len() <= 2))
}

fn numeric(text: &str, pivot: Option<Pivot>) -> FormatResult {
    let Some([first, second, third]) = three_numbers(text) else {
        return if two_numbers(text) { FormatResult::NoYear } else { FormatResult::Other };
    };
    let (Some(one), Some(two)) = (short(first), short(second)) else {
        let year = long(first);
        let parts = (short(second), short(third));
        return match (year, parts) {
            (Some(year), (Some(month), Some(day))) => days_from(year, month, day),
            _ => FormatResult::Other,
        };
    };
    match (year_of(third, pivot), third.len()) {
        (Some(year), _) => either(days_from(year, two, one), days_from(year, one, two)),
        (None, 2) => FormatResult::ShortYear,
        (None, _) => FormatResult::Other,
    }
}

/// Combines two readings of the same numbers.
fn either(day_first: FormatResult, month_first: FormatResult) -> FormatResult {
    match (day_first, month_first) {
        (FormatResult::Day(one), FormatResult::Day(other)) if one != other => {
            FormatResult::Either { day_first: one, month_first: other }
        }
        (FormatResult::Day(_), _) => day_first,
        (_, other) => other,
    }
}

fn with_words(text: &str, pivot: Option<Pivot>) -> FormatResult {
    let split = |letter: char| letter.is_whitespace() || matches!(letter, ',' | '.' | '-' | '/' | '\'' | '’');
    let words: Vec<&str> = text.split(split).filter(|word| !word.is_empty()).collect();
    let named = words.iter().filter(|word| month(word).is_some()).count();
    let mut numbers = Vec::new();
    let mut found = None;
    for (at, word) in words.iter().enumerate() {
        let first_of_more = at == 0 && (named > 1 || month(word).is_none());
        if FILLERS.iter().any(|filler| word.eq_ignore_ascii_case(filler))
            || (first_of_more && is_weekday(word))
        {
            continue;
        }
        match (without_suffix(word), month(word)) {
            (Some(number), _) => numbers.push(number),
            (None, Some(month)) if found.is_none() => found = Some(month),
            _ => return FormatResult::Other,
        }
    }
    found.map_or(FormatResult::Other, |month| in_month(month, &numbers, pivot))
}

fn in_month(month: u16, numbers: &[&str], pivot: Option<Pivot>) -> FormatResult {
    let (day, year) = match *numbers {
        [year, day] if year.len() == 4 => (day, year),
        [day, year] => (day, year),
        [day] if day.len() <= 2 => return FormatResult::NoYear,
        _ => return FormatResult::Other,
    };
    match (short(day), year_of(year, pivot)) {
        (Some(day), Some(year)) => days_from(year, month, day),
        (Some(_), None) if year.len() == 2 => FormatResult::ShortYear,
        _ => FormatResult::Other,
    }
}

/// The digits of an ordinal number or plain number: `1st`, `1er`, `1º`.
fn without_suffix(word: &str) -> Option<&str> {
    let end = word.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(word.len());
    let (number, suffix) = word.split_at(end);
    let ordinal = ["", "st", "nd", "rd", "th", "er", "º", "°", "ª"]
        .iter()
        .any(|known| suffix.eq_ignore_ascii_case(known));
    (ordinal && !number.is_empty()).then_some(number)
}

/// Three numbers with the same separator, with or without spaces around it.
fn three_numbers(text: &str) -> Option<[&str; 3]> {
    let DateSeparator(at) = mark(text)?;
    let mark = *MARKS.get(at)?;
    let mut parts = text.split(mark).map(str::trim);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    let whole = parts.next().is_none() && three.iter().all(|part| is_number(part));
    whole.then_some(three)
}

fn mark(text: &str) -> Option<DateSeparator> {
    let place = |letter| MARKS.iter().position(|mark| *mark == letter);
    let first = text.chars().find(|letter| !letter.is_ascii_digit())?;
    let solid = || text.chars().filter(|letter| *letter != ' ').find_map(place);
    (if first == ' ' { solid().or_else(|| place(' ')) } else { place(first) }).map(DateSeparator)
}

fn two_numbers(text: &str) -> bool {
    text.split_once(MARKS).is_some_and(|(one, other)| {
        let other = other.trim_end_matches('.').trim();
        [one, other].iter().all(|part| is_number(part) && part.len() <= 2)
    })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number with one or two digits.
fn short(text: &str) -> Option<u16> {
    (is_number(text) && text.len() <= 2).then(|| text.parse().ok()).flatten()
}

/// A number with four digits.
fn long(text: &str) -> Option<u16> {
    (is_number(text) && text.len() == 4).then(|| text.parse().ok()).flatten()
}

/// A year with four digits, or with two if the mapping has a `pivot`.
fn year_of(text: &str, pivot: Option<Pivot>) -> Option<u16> {
    long(text).or_else(|| Some(pivot?.year(short(text).filter(|_| text.len() == 2)?)))
}
