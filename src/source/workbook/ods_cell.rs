//! One cell of an OpenDocument spreadsheet: its value, and the text that is shown.

use calamine::DataRef;
use quick_xml::events::{BytesStart, Event};

use crate::record::CellKind;

use super::limits;
use super::look::{self, Look};
use super::markup::{Markup, attribute, entity};
use super::trouble::Trouble;
use super::value::{DIGITS_END, Value};

/// What spreadsheets show for a formula that can't be computed. Those that are not LibreOffice write it as text.
const ERRORS: [&str; 7] = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"];

/// What kind of value a cell has (ODF 1.3, 19.389), without the text that is shown.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Nothing but what is shown, if anything.
    Shown,
    Text(Option<String>),
    /// A number; the look of an amount or a share is never the datum.
    Number(f64),
    Amount(f64),
    Truth(bool),
    Day(String),
    Time(String),
    /// A formula that could not be computed.
    Error,
}

impl Kind {
    pub(super) fn of(start: &BytesStart<'_>) -> Result<Self, Trouble> {
        if attribute(start, "calcext:value-type")?.as_deref() == Some("error") {
            return Ok(Self::Error);
        }
        let Some(kind) = attribute(start, "office:value-type")? else { return Ok(Self::Shown) };
        match attribute(start, "table:formula")?.as_deref() {
            Some("of:=TRUE()") => return Ok(Self::Truth(true)),
            Some("of:=FALSE()") => return Ok(Self::Truth(false)),
            Some(_) if kind == "string" => return Ok(Self::Text(None)),
            _ => {}
        }
        let value = |name: &str| {
            let value = attribute(start, name)?;
            value.ok_or_else(|| Trouble::damaged(format!("a cell of the type {kind:?} has no {name}")))
        };
        Ok(match kind.as_str() {
            "float" => Self::Number(number(&value("office:value")?)?),
            "percentage" | "currency" => Self::Amount(number(&value("office:value")?)?),
            "boolean" => Self::Truth(value("office:boolean-value")? == "true"),
            "date" => Self::Day(value("office:date-value")?),
            "time" => Self::Time(value("office:time-value")?),
            "string" => Self::Text(attribute(start, "office:string-value")?),
            _ => Self::Shown,
        })
    }

    /// The value as its owner sees it.
    pub(super) fn value(self, shown: String) -> Option<Value> {
        match self {
            Self::Error => Some(Value::new(shown, CellKind::Error)).filter(|value| !value.text.is_empty()),
            Self::Text(None) if ERRORS.contains(&shown.as_str()) => Some(Value::new(shown, CellKind::Error)),
            Self::Shown | Self::Text(None) => Value::of(DataRef::String(shown)),
            Self::Text(Some(text)) => Value::of(DataRef::String(text)),
            Self::Number(number) if is_row_of_digits(number, &shown) => {
                Some(Value::new(shown.trim(), CellKind::Text))
            }
            Self::Number(number) | Self::Amount(number) => {
                moment(number, &shown).or_else(|| Value::of(DataRef::Float(number)))
            }
            Self::Truth(truth) => Value::of(DataRef::Bool(truth)),
            Self::Day(text) => Value::of(DataRef::DateTimeIso(text)),
            Self::Time(text) => Value::of(DataRef::DurationIso(text)),
        }
    }
}

fn number(text: &str) -> Result<f64, Trouble> {
    text.trim().parse().map_err(|_| Trouble::damaged(format!("office:value is {text:?}, and no number")))
}

/// The day or time of a number that is shown as exactly that. SheetJS and others write no dates in ODS, but days since 1900.
fn moment(number: f64, shown: &str) -> Option<Value> {
    if !shown.contains(['/', '-', '.', ':', ' ']) {
        return None;
    }
    let parts = |text: &str| -> Vec<u64> {
        let parts = text.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty());
        parts.filter_map(|part| part.parse().ok()).collect()
    };
    let value = look::number(number, Some(&Look::Date), false)?;
    let (own, mut found) = (parts(&value.text), parts(shown));
    // Midnight, and seconds, may be left out, as may a month that has a name.
    let named = shown.chars().any(char::is_alphabetic);
    let wanted: Vec<u64> = match (own.as_slice(), value.kind, found.len()) {
        ([year, month, day, ..], CellKind::Date, 3) if !named => vec![*year, *month, *day],
        ([year, _, day, ..], CellKind::Date, 2) if named => vec![*year, *day],
        (own, _, length) if own.len() >= length && length >= 2 && shown.contains(':') => {
            own[..length].to_vec()
        }
        (own, CellKind::Date, 6) => [own, &[0, 0, 0]].concat().into_iter().take(6).collect(),
        _ => return None,
    };
    let mut short = wanted.clone();
    short.iter_mut().filter(|part| **part >= 1000).for_each(|year| *year %= 100);
    let sorted = |mut parts: Vec<u64>| {
        parts.sort_unstable();
        parts
    };
    found.sort_unstable();
    (found == sorted(wanted) || found == sorted(short)).then_some(value)
}

/// True where what is shown has the digits of a whole number, and zeros in front or signs in between that are neither
/// thousands nor decimals: `00123`, `(212) 555-1234`, `06 12 34 56 78`.
fn is_row_of_digits(number: f64, shown: &str) -> bool {
    if number < 0.0 || number.fract() != 0.0 || number >= DIGITS_END {
        return false;
    }
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    let own = (number as u64).to_string();
    let significant = digits.trim_start_matches('0');
    let same = significant == own || (number == 0.0 && significant.is_empty());
    same && (digits.len() > own.len() || (has_signs(shown) && !is_grouped(shown)))
}

/// Nothing but digits and what may stand between those of a phone number, some of it behind the first digit.
fn has_signs(shown: &str) -> bool {
    let sign = |letter: char| "-+()/. ".contains(letter);
    let shown = shown.trim();
    let inner = shown.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    shown.chars().all(|letter| letter.is_ascii_digit() || sign(letter)) && inner.contains(sign)
}

/// `1.234.567`, `1 234`: by thousands, or with decimals.
fn is_grouped(shown: &str) -> bool {
    let mut groups = shown.trim().split(['.', ' ']);
    let first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()));
    let rest: Vec<&str> = groups.collect();
    let digits = shown.trim().chars().all(|letter| letter.is_ascii_digit() || letter == '.' || letter == ' ');
    digits && (first && rest.iter().all(|group| group.len() == 3) || rest.len() == 1 && shown.contains('.'))
}

/// What is shown in the cell whose start was the last event: its paragraphs, each on a line of its own.
pub(super) fn shown(markup: &mut Markup<'_>) -> Result<String, Trouble> {
    let mut shown = Shown::default();
    let mut depth = 1;
    loop {
        let mut skipped = false;
        match markup.next()? {
            Event::Start(start) => {
                depth += 1;
                skipped = shown.start(&start)?;
            }
            Event::End(end) => {
                depth -= 1;
                if depth == 0 {
                    return Ok(shown.text);
                }
                shown.inside &= !matches!(end.name().as_ref(), "text:p" | "text:h");
            }
            Event::Text(text) => shown.words(&text.xml10_content()),
            Event::CData(text) => shown.words(&text.xml10_content()),
            Event::GeneralRef(reference) => shown.push(&entity(&reference)?),
            Event::Eof => return Err(Trouble::damaged("it ends in the middle of a cell")),
            _ => {}
        }
        if skipped {
            markup.skip()?;
            depth -= 1;
        }
    }
}

/// Text as it is put together.
#[derive(Default)]
struct Shown {
    text: String,
    /// Inside of a paragraph.
    inside: bool,
    paragraphs: usize,
    /// The last letter was blank space of the XML, of which any amount is one space.
    blank: bool,
}

impl Shown {
    /// True for what is no text of the cell: notes, drawings, tables.
    fn start(&mut self, start: &BytesStart<'_>) -> Result<bool, Trouble> {
        match start.name().as_ref() {
            "text:p" | "text:h" => {
                if self.paragraphs > 0 {
                    self.text.push('\n');
                }
                (self.paragraphs, self.inside, self.blank) = (self.paragraphs + 1, true, true);
            }
            "text:s" => {
                let count = attribute(start, "text:c")?.and_then(|count| count.parse().ok()).unwrap_or(1_u64);
                if count.saturating_add(self.text.len() as u64) > limits::CELL {
                    return Err(Trouble::TooMuch(format!("it has a cell with {count} spaces")));
                }
                self.push(&" ".repeat(count as usize));
            }
            "text:tab" => self.push("\t"),
            "text:line-break" => self.push("\n"),
            name => {
                let prefixes = ["draw:", "dr3d:", "table:", "form:"];
                return Ok(matches!(name, "office:annotation" | "text:note" | "text:ruby-text")
                    || prefixes.iter().any(|prefix| name.starts_with(prefix)));
            }
        }
        Ok(false)
    }

    fn push(&mut self, text: &str) {
        if self.inside {
            self.text.push_str(text);
            self.blank = false;
        }
    }

    fn words(&mut self, text: &str) {
        for letter in text.chars().filter(|_| self.inside) {
            let blank = matches!(letter, ' ' | '\t' | '\n' | '\r');
            if !blank {
                self.text.push(letter);
            } else if !self.blank {
                self.text.push(' ');
            }
            self.blank = blank;
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(123.0, "00123", true)]
    #[case(0.0, "00000", true)]
    #[case(123_456.0, "123456", false)]
    #[case(5_551_234.0, "555-1234", true)]
    #[case(2_125_551_234.0, "(212) 555-1234", true)]
    #[case(612_345_678.0, "06 12 34 56 78", true)]
    #[case(393_391_234_567.0, "+39 339 1234567", true)]
    #[case(1067.0, "D-01067", true)]
    #[case(1234.0, "1,234", false)]
    #[case(1234.0, "1.234", false)]
    #[case(1_234_567.0, "1 234 567", false)]
    #[case(1_234_567.0, "1.234.567", false)]
    #[case(5.0, "5.00", false)]
    #[case(5.0, "5 kg", false)]
    #[case(5.0, "€ 5", false)]
    #[case(0.0, "0", false)]
    #[case(0.0, "", false)]
    #[case(1.5, "01.5", false)]
    #[case(-5.0, "-5", false)]
    #[case(1e15, "01000000000000000", false)]
    #[case(20_200_131.0, "2020.01.31", true)]
    fn rows_of_digits(#[case] number: f64, #[case] shown: &str, #[case] expected: bool) {
        assert_eq!(is_row_of_digits(number, shown), expected, "{number} {shown}");
    }

    #[rstest]
    #[case(23_776.0, "03/02/1965", Some("1965-02-03"))]
    #[case(23_776.0, "3.2.65", Some("1965-02-03"))]
    #[case(23_776.0, "3 Feb 1965", Some("1965-02-03"))]
    #[case(43_861.437_5, "2020-01-31 10:30", Some("2020-01-31T10:30:00"))]
    #[case(43_861.0, "2020-01-31 00:00:00", Some("2020-01-31"))]
    #[case(0.395_833_333_333_333, "09:30:00", Some("09:30:00"))]
    #[case(0.395_833_333_333_333, "09:30", Some("09:30:00"))]
    #[case(23_776.0, "23,776.00", None)]
    #[case(23_776.0, "23.776", None)]
    #[case(23_776.0, "04/02/1965", None)]
    #[case(1234.5, "1,234.50", None)]
    #[case(5.0, "5 kg", None)]
    #[case(-7.0, "-7", None)]
    fn days_that_are_shown(#[case] number: f64, #[case] shown: &str, #[case] expected: Option<&str>) {
        assert_eq!(moment(number, shown).map(|value| value.text).as_deref(), expected, "{shown}");
    }

    #[test]
    fn errors_are_no_text() {
        let value = Kind::Error.value("Err:502".to_owned());
        assert_eq!(value, Some(Value::new("Err:502", CellKind::Error)));
        assert_eq!(Kind::Text(None).value("#N/A".to_owned()), Some(Value::new("#N/A", CellKind::Error)));
        assert_eq!(Kind::Error.value(String::new()), None);
    }
}
