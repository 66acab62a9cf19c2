//! What a number format makes of a number: a date, a time, a duration, a row of digits, or nothing special.

use std::rc::Rc;

use crate::record::CellKind;

use super::cell_value::CellValue;
use super::date_time;
use super::digit_mask::DigitMask;

/// A number format that changes the meaning of a number. Other formats are `None`: the number itself is the data.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NumberFormat {
    /// A date, perhaps with a time.
    Date,
    /// A time of day without a date.
    Time,
    /// A duration, which may exceed a day.
    Span,
    /// A format that adds digits to the number.
    Mask(DigitMask),
}

/// The formats of a workbook, by number; many are the same.
pub(crate) type NumberFormats = Vec<Option<Rc<NumberFormat>>>;

impl NumberFormat {
    /// Parses a format code (`dd/mm/yyyy`).
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        moment(code).or_else(|| DigitMask::from_code(code).map(Self::Mask))
    }

    /// A built-in format (ECMA-376, 18.8.30), including those of East Asia. Some of these are dates in one language and
    /// times in another.
    pub(crate) fn built_in(number: u16) -> Option<Self> {
        match number {
            18..=21 | 32 | 33 | 45 | 47 => Some(Self::Time),
            14..=17 | 22 | 27..=31 | 34..=36 | 50..=58 => Some(Self::Date),
            46 => Some(Self::Span),
            _ => None,
        }
    }
}

/// A number shown in this format.
pub(crate) fn number(number: f64, number_format: Option<&NumberFormat>, is_1904: bool) -> Option<CellValue> {
    let value = match number_format {
        Some(NumberFormat::Date) => date_time::date(number, is_1904),
        Some(NumberFormat::Time) => date_time::time(number),
        Some(NumberFormat::Span) => date_time::span(number),
        Some(NumberFormat::Mask(mask)) => match mask.shown(number) {
            Some(shown) => CellValue::new(shown, CellKind::Text),
            None => CellValue::number(number),
        },
        None => CellValue::number(number),
    };
    (!value.text.is_empty()).then_some(value)
}

/// Replaces literal text in the output of [`plain`].
const LITERAL: char = '\u{1}';
/// Letters of date and time codes, including eras and the `T` and `Z` of ISO 8601. A word with other letters
/// (`Standard`, `Uhr`) is unquoted text, or the name of the general format.
const LETTERS: &str = "dmyhsebgtz";

/// The format if its first section has date or time codes. Codes in brackets (`[h]`) count beyond a day.
fn moment(code: &str) -> Option<NumberFormat> {
    let section = plain(code)?.to_ascii_lowercase().replace("am/pm", " h ").replace("a/p", " h ");
    if section.contains('[') {
        return Some(NumberFormat::Span);
    }
    if has_places(&section) {
        return None;
    }
    let mut day = false;
    let mut month = false;
    let mut time = false;
    let words = section.split(|letter: char| !is_of_word(letter)).filter(|word| is_of_moment(word));
    for word in words {
        day |= word.contains(['d', 'y']) || word.contains("mmm");
        month |= word.contains('m');
        time |= word.contains(['h', 's']);
    }
    match (day, month, time) {
        (true, ..) | (_, true, false) => Some(NumberFormat::Date),
        (false, _, true) => Some(NumberFormat::Time),
        _ => None,
    }
}

/// The first section of a format, with literals replaced. `[` remains for hours, minutes or seconds in brackets. `None`
/// if no date or time is possible, which is so for nearly all formats.
fn plain(code: &str) -> Option<String> {
    if !code.contains(['d', 'm', 'y', 'h', 's', 'D', 'M', 'Y', 'H', 'S']) {
        return None;
    }
    let mut plain = String::with_capacity(code.len());
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' | '_' | '*' => {
                letters.next();
                plain.push(LITERAL);
            }
            '"' => {
                letters.by_ref().take_while(|letter| *letter != '"').for_each(drop);
                plain.push(LITERAL);
            }
            '[' => {
                let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                plain.push(if is_unit(&inside) { '[' } else { LITERAL });
            }
            ';' => break,
            other => plain.push(other),
        }
    }
    Some(plain)
}

/// True for `h`, `mm`, `ss` and the like.
fn is_unit(inside: &str) -> bool {
    let unit = inside.to_ascii_lowercase();
    let only = |letter: &str| unit.replace(letter, "").is_empty();
    !unit.is_empty() && ["h", "m", "s"].into_iter().any(only)
}

/// True if there is a digit placeholder, except for fractions of seconds (`ss.000`).
fn has_places(section: &str) -> bool {
    let mut before = ' ';
    section.chars().any(|letter| {
        let part = matches!(before, '.' | ',' | '0');
        let place = matches!(letter, '#' | '?') || letter == '0' && !part;
        before = letter;
        place
    })
}

/// True for Latin letters. East Asian characters separate the parts of dates.
fn is_of_word(letter: char) -> bool {
    letter.is_alphabetic() && letter < '\u{250}'
}

fn is_of_moment(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| LETTERS.contains(letter))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("dd/mm/yyyy", Some(NumberFormat::Date))]
    #[case("D. MMM YY", Some(NumberFormat::Date))]
    #[case(r"[$-409]d\ mmm\ yyyy;@", Some(NumberFormat::Date))]
    #[case("yyyy-mm-ddThh:mm:ssZ", Some(NumberFormat::Date))]
    #[case("yyyy年m月d日", Some(NumberFormat::Date))]
    #[case(r#"m"M"d"D";@"#, Some(NumberFormat::Date))]
    #[case("d de mmmm de yyyy", Some(NumberFormat::Date))]
    #[case("mmm", Some(NumberFormat::Date))]
    #[case("m", Some(NumberFormat::Date))]
    #[case("dd/mm/yyyy hh:mm:ss.000", Some(NumberFormat::Date))]
    #[case("h:mm AM/PM", Some(NumberFormat::Time))]
    #[case("hAM/PM", Some(NumberFormat::Time))]
    #[case("h:mm", Some(NumberFormat::Time))]
    #[case("mm:ss.0", Some(NumberFormat::Time))]
    #[case("hh:mm Uhr", Some(NumberFormat::Time))]
    #[case("[h]:mm:ss", Some(NumberFormat::Span))]
    #[case("[mm]:ss", Some(NumberFormat::Span))]
    #[case("[ss].00", Some(NumberFormat::Span))]
    #[case("General", None)]
    #[case("GENERAL", None)]
    #[case("Standard", None)]
    #[case("[Red]Standard;-Standard", None)]
    #[case("Standaard", None)]
    #[case("Estándar", None)]
    #[case("Yleinen", None)]
    #[case("Geral", None)]
    #[case("@", None)]
    #[case("0.00", None)]
    #[case("0 days", None)]
    #[case("0.0 h", None)]
    #[case("#,##0 Std", None)]
    #[case(r#"0.00" days""#, None)]
    #[case(r"0\d", None)]
    #[case("[Red]0.00", None)]
    #[case("#,##0_);(#,##0)", None)]
    #[case("0;d", None)]
    #[case("#,##0*y", None)]
    #[case("", None)]
    #[case("[", None)]
    #[case("\"d", None)]
    fn number_formats_are_classified(#[case] code: &str, #[case] expected: Option<NumberFormat>) {
        assert_eq!(NumberFormat::from_code(code), expected, "{code}");
    }

    #[rstest]
    #[case(14, Some(NumberFormat::Date))]
    #[case(20, Some(NumberFormat::Time))]
    #[case(22, Some(NumberFormat::Date))]
    #[case(46, Some(NumberFormat::Span))]
    #[case(1, None)]
    fn built_in_formats_are_classified(#[case] number: u16, #[case] expected: Option<NumberFormat>) {
        assert_eq!(NumberFormat::built_in(number), expected);
    }
}
