//! Whole and decimal numbers, kept as text.

use std::borrow::Cow;

use super::conversion_input::ConversionInput;
use crate::issue::{Code, Complaint};
use crate::record::CellKind;

/// Accepts a whole number with an optional sign, and keeps it exactly, with leading zeros.
pub(super) fn integer(text: &str) -> Result<Cow<'_, str>, Complaint> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.is_empty() && is_digits(digits) {
        return Ok(Cow::Borrowed(text));
    }
    let grouped = text.bytes().any(|byte| byte.is_ascii_digit()) && !text.chars().any(char::is_alphabetic);
    let hint =
        if grouped { "write digits only, with nothing between or after them" } else { "correct the cell" };
    Err(Complaint::new(Code::Integer, "the value is not a whole number", hint))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DecimalMark {
    /// A point or a comma, if there is only one reading: `1,234` is rejected, `1.234,5` is not.
    #[default]
    Certain,
    /// Always a point. Commas group thousands.
    Point,
    /// Always a comma. Points group thousands.
    Comma,
}

/// Why a text is not a decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NumberError {
    NotANumber,
    TwoReadings,
}

impl DecimalMark {
    /// The `decimal` of a mapping: `.` or `,`. `None` means [`DecimalMark::Certain`].
    ///
    /// # Errors
    /// A sentence, for any other mark.
    pub fn new(mark: Option<&str>) -> Result<Self, String> {
        match mark {
            None => Ok(Self::Certain),
            Some(".") => Ok(Self::Point),
            Some(",") => Ok(Self::Comma),
            Some(other) => Err(format!("the decimal mark {other:?} is neither \".\" nor \",\"")),
        }
    }

    /// Writes a number with a decimal point and without grouping. Digits are never added, cut or rounded. A sign
    /// and leading zeros stay. Number cells always have a point. Text that may come from a number cell may have a
    /// point even if the mapping states a comma, unless the point could group thousands.
    pub(super) fn convert<'a>(self, input: &ConversionInput<'a>) -> Result<Cow<'a, str>, Complaint> {
        match (input.kind, self) {
            (CellKind::Number, _) => Self::Point.read(input.text).map_err(complaint),
            (CellKind::MaybeNumber, Self::Comma) => {
                Self::Certain.read(input.text).map_err(|error| of_workbook(error, input.text))
            }
            _ => self.read(input.text).map_err(complaint),
        }
    }

    fn read(self, text: &str) -> Result<Cow<'_, str>, NumberError> {
        let (sign, body) = split_sign(text);
        if !body.is_empty() && is_digits(body) {
            return Ok(Cow::Borrowed(text));
        }
        if let Some((mantissa, exponent)) = body.split_once(['E', 'e']) {
            let plain = self.read_body(mantissa)?;
            return Ok(Cow::Owned(format!("{sign}{}", shifted(&plain, exponent)?)));
        }
        let plain = self.read_body(body)?;
        if plain == body { Ok(Cow::Borrowed(text)) } else { Ok(Cow::Owned(format!("{sign}{plain}"))) }
    }

    /// Reads a number without its sign and exponent.
    fn read_body(self, body: &str) -> Result<String, NumberError> {
        let (whole, decimals) = match self.mark_at(body)? {
            Some((mark, _)) if body.matches(mark).count() > 1 => return Err(NumberError::NotANumber),
            Some((_, at)) => (body.get(..at).unwrap_or_default(), body.get(at + 1..)),
            None => (body, None),
        };
        let whole = if whole.is_empty() && decimals.is_some() { "0".to_owned() } else { ungrouped(whole)? };
        match decimals {
            None => Ok(whole),
            Some(decimals) if !decimals.is_empty() && is_digits(decimals) => {
                Ok(format!("{whole}.{decimals}"))
            }
            Some(_) => Err(NumberError::NotANumber),
        }
    }

    /// The decimal mark and its position, if there is one.
    fn mark_at(self, body: &str) -> Result<Option<(char, usize)>, NumberError> {
        let only = |mark: char| Ok(body.rfind(mark).map(|at| (mark, at)));
        match self {
            Self::Point => return only('.'),
            Self::Comma => return only(','),
            Self::Certain => {}
        }
        let Some(last) = body.rfind(['.', ',']) else { return Ok(None) };
        let (before, after) = body.split_at(last);
        let mark = if after.starts_with('.') { '.' } else { ',' };
        if before.contains(mark) {
            // A mark that occurs twice groups thousands.
            return Ok(None);
        }
        let like_thousands = after.len() == 4 && matches!(before.len(), 1..=3) && !before.starts_with('0');
        if is_digits(before) && like_thousands {
            Err(NumberError::TwoReadings)
        } else {
            Ok(Some((mark, last)))
        }
    }
}

fn split_sign(text: &str) -> (&str, &str) {
    text.split_at(usize::from(text.starts_with(['+', '-'])))
}

/// The digits of a whole number, without one kind of thousands separator.
fn ungrouped(whole: &str) -> Result<String, NumberError> {
    if !whole.is_empty() && is_digits(whole) {
        return Ok(whole.to_owned());
    }
    let separator = whole.chars().find(|letter| !letter.is_ascii_digit()).ok_or(NumberError::NotANumber)?;
    if !matches!(separator, '.' | ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}') {
        return Err(NumberError::NotANumber);
    }
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or_default();
    // A leading zero is not followed by groups: 0.125 is a fraction.
    let fits = matches!(first.len(), 1..=3) && is_digits(first) && !first.starts_with('0');
    if fits && groups.all(|group| group.len() == 3 && is_digits(group)) {
        return Ok(whole.replace(separator, ""));
    }
    Err(NumberError::NotANumber)
}

/// Applies an exponent: `3.93391` and `+11` give `393391000000`.
fn shifted(plain: &str, exponent: &str) -> Result<String, NumberError> {
    let (sign, digits) = split_sign(exponent);
    if digits.is_empty() || digits.len() > 2 || !is_digits(digits) {
        return Err(NumberError::NotANumber);
    }
    let places: usize = digits.parse().map_err(|_| NumberError::NotANumber)?;
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    let (whole, decimals) = if sign == "-" {
        let padded = format!("{}{whole}", "0".repeat(places));
        let (left, right) = padded.split_at(whole.len());
        (left.to_owned(), format!("{right}{decimals}"))
    } else {
        let padded = format!("{decimals}{}", "0".repeat(places.saturating_sub(decimals.len())));
        let (left, right) = padded.split_at(places);
        (format!("{whole}{left}"), right.to_owned())
    };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    Ok(if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") })
}

fn complaint(error: NumberError) -> Complaint {
    match error {
        NumberError::NotANumber => Complaint::new(
            Code::Decimal,
            "the value is not a number",
            "write digits with a point before the decimals, without currency or unit",
        ),
        NumberError::TwoReadings => Complaint::new(
            Code::Decimal,
            "the separator may mark decimals or thousands",
            "write the number without a thousands separator, or set the decimal mark in the mapping",
        ),
    }
}

/// For a rejects file, the hint of [`complaint`] would be wrong: its mapping states the mark, which must be used.
fn of_workbook(error: NumberError, text: &str) -> Complaint {
    let complaint = complaint(error);
    if error != NumberError::TwoReadings {
        return complaint;
    }
    let decimals = text.replace('.', ",");
    let thousands = text.replace('.', "");
    let hint = format!(
        "the row comes from a workbook or JSON, where the point may mark decimals, but the mapping says it \
         groups thousands: write {decimals} or {thousands}"
    );
    Complaint { hint, ..complaint }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(mark: DecimalMark, text: &str) -> Option<String> {
        mark.convert(&ConversionInput::text(text)).ok().map(Cow::into_owned)
    }

    #[test]
    fn integers_are_unchanged() {
        for text in ["1234", "-5", "+7", "007", "0", "123456789012345678901234567890"] {
            assert!(matches!(integer(text), Ok(Cow::Borrowed(same)) if same == text));
        }
        for text in ["1.0", "1,234", "1 234", "", "-", "--1", "1-", "１", "1e3", "0x1", "−1", "ten"] {
            assert_eq!(integer(text).unwrap_err().code, Code::Integer, "{text}");
        }
    }

    #[test]
    fn unambiguous_decimals_are_converted() {
        for (text, wanted) in [
            ("1234", "1234"),
            ("1.5", "1.5"),
            ("1,5", "1.5"),
            ("-1,50", "-1.50"),
            ("1.234,56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("1'234.50", "1234.50"),
            ("1’234", "1234"),
            ("1 234,567", "1234.567"),
            ("1\u{202f}234\u{202f}567", "1234567"),
            ("1.234.567", "1234567"),
            ("1,234,567.8", "1234567.8"),
            ("0.125", "0.125"),
            ("0,125", "0.125"),
            ("1234.567", "1234.567"),
            ("1.2345", "1.2345"),
            (".5", "0.5"),
            ("3.93391E+11", "393391000000"),
            ("3,93E+11", "393000000000"),
            ("1.5E-03", "0.0015"),
            ("12.5e1", "125"),
            ("-1e2", "-100"),
        ] {
            assert_eq!(decimal(DecimalMark::Certain, text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn ambiguous_decimals_are_refused_unless_the_mark_is_stated() {
        for text in ["1,234", "1.234", "-12.345", "999,000"] {
            let complaint = DecimalMark::Certain.convert(&ConversionInput::text(text)).unwrap_err();
            assert!(complaint.message.contains("thousands"), "{text}");
        }
        for (mark, text, wanted) in [
            (DecimalMark::Point, "1,234", Some("1234")),
            (DecimalMark::Point, "1.234", Some("1.234")),
            (DecimalMark::Comma, "1,234", Some("1.234")),
            (DecimalMark::Comma, "1.234", Some("1234")),
            (DecimalMark::Comma, "1.5", None),
            (DecimalMark::Point, "1,5", None),
            (DecimalMark::Point, "1.234.567", None),
        ] {
            assert_eq!(decimal(mark, text).as_deref(), wanted, "{mark:?} {text}");
        }
        let typed = ConversionInput { kind: CellKind::Number, ..ConversionInput::text("1.234") };
        assert_eq!(DecimalMark::Comma.convert(&typed).unwrap(), "1.234");
    }

    #[test]
    fn a_possible_number_cell_is_read_with_a_decimal_point_if_unambiguous() {
        let maybe = |mark: DecimalMark, text| {
            mark.convert(&ConversionInput { kind: CellKind::MaybeNumber, ..ConversionInput::text(text) })
        };
        for (text, wanted) in
            [("1234", "1234"), ("1234.5", "1234.5"), ("-0.125", "-0.125"), ("1234.567", "1234.567")]
        {
            assert_eq!(maybe(DecimalMark::Comma, text).unwrap(), wanted, "{text}");
        }
        let complaint = maybe(DecimalMark::Comma, "-1.234").unwrap_err();
        assert!(complaint.hint.contains("write -1,234 or -1234"), "{}", complaint.hint);
        assert_eq!(maybe(DecimalMark::Point, "1.234").unwrap(), "1.234");
        assert!(maybe(DecimalMark::Certain, "1.234").is_err());
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "-",
            ".",
            ",",
            "5.",
            "1..5",
            "1,2,3",
            "1,23,456.7",
            "1 23",
            "12 34",
            "1.234,5.6",
            "1,234,56",
            "€5",
            "5%",
            "(5)",
            "1_000",
            "1e",
            "e5",
            "1e+",
            "1e999",
            "1.5.E+11",
            "NaN",
            "inf",
            "１",
            "1 234'567",
            "- 5",
            "1.2,3.4",
        ] {
            assert_eq!(decimal(DecimalMark::Certain, text), None, "{text}");
        }
        assert!(DecimalMark::new(Some(";")).is_err());
        assert_eq!(DecimalMark::new(Some(",")), Ok(DecimalMark::Comma));
    }
}
