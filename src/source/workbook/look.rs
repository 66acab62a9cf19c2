//! What a number format makes of a number: a date, a duration, a row of digits, or nothing that matters.

use std::rc::Rc;

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType};

use super::mask::Mask;
use super::value::Value;

/// What a number format makes of a number. `None` in its place: the number is the datum.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Look {
    /// A day, a time, or both.
    Date,
    /// Hours beyond a day.
    Span,
    /// Digits that the number does not have.
    Mask(Mask),
}

/// The looks of the formats of cells, by their number; many have the same.
pub(super) type Looks = Vec<Option<Rc<Look>>>;

impl Look {
    /// By the format's code (`dd/mm/yyyy`).
    pub(super) fn of(code: &str) -> Option<Self> {
        moment(code).or_else(|| Mask::of(code).map(Self::Mask))
    }

    /// By the number of a format that has no code in the file (ECMA-376, 18.8.30; the dates of East Asia included).
    pub(super) fn built_in(number: u16) -> Option<Self> {
        match number {
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Some(Self::Date),
            46 => Some(Self::Span),
            _ => None,
        }
    }
}

/// A number in this look.
pub(super) fn number(number: f64, look: Option<&Look>, is_1904: bool) -> Option<Value> {
    let moment = |kind| DataRef::DateTime(ExcelDateTime::new(number, kind, is_1904));
    match look {
        Some(Look::Date) => Value::of(moment(ExcelDateTimeType::DateTime)),
        Some(Look::Span) => Value::of(moment(ExcelDateTimeType::TimeDelta)),
        Some(Look::Mask(mask)) => Value::masked(DataRef::Float(number), Some(mask)),
        None => Value::of(DataRef::Float(number)),
    }
}

/// Whether the first section of a format has letters of a calendar or a clock, outside of quotes and brackets. Hours,
/// minutes or seconds in brackets (`[h]`) count beyond their end.
fn moment(code: &str) -> Option<Look> {
    if code.eq_ignore_ascii_case("general") {
        return None;
    }
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            '\\' | '_' | '*' => _ = letters.next(),
            '"' => letters.by_ref().take_while(|letter| *letter != '"').for_each(drop),
            '[' => {
                let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                let unit = inside.to_ascii_lowercase();
                if ["h", "m", "s"]
                    .iter()
                    .any(|letter| !unit.is_empty() && unit.replace(letter, "").is_empty())
                {
                    return Some(Look::Span);
                }
            }
            ';' => return None,
            'd' | 'm' | 'y' | 'h' | 's' => return Some(Look::Date),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("dd/mm/yyyy", Some(Look::Date))]
    #[case("D. MMM YY", Some(Look::Date))]
    #[case(r"[$-409]d\ mmm\ yyyy;@", Some(Look::Date))]
    #[case("h:mm AM/PM", Some(Look::Date))]
    #[case("[h]:mm:ss", Some(Look::Span))]
    #[case("[mm]:ss", Some(Look::Span))]
    #[case("General", None)]
    #[case("GENERAL", None)]
    #[case("@", None)]
    #[case("0.00", None)]
    #[case(r#"0.00" days""#, None)]
    #[case(r"0\d", None)]
    #[case("[Red]0.00", None)]
    #[case("#,##0_);(#,##0)", None)]
    #[case("0;d", None)]
    #[case("", None)]
    #[case("[", None)]
    #[case("\"d", None)]
    fn formats(#[case] code: &str, #[case] expected: Option<Look>) {
        assert_eq!(Look::of(code), expected, "{code}");
    }

    #[test]
    fn a_row_of_digits() {
        let look = Look::of("00000");
        assert!(matches!(look, Some(Look::Mask(_))), "{look:?}");
        assert_eq!(number(123.0, look.as_ref(), false).unwrap().text, "00123");
        assert_eq!(number(43_861.0, Some(&Look::Date), false).unwrap().text, "2020-01-31");
        assert_eq!(number(1.5, Some(&Look::Span), false).unwrap().text, "36:00:00");
        assert_eq!(number(1.5, None, false).unwrap().text, "1.5");
    }
}
