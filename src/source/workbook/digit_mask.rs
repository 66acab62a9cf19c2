//! Number formats that add digits to a number: postcodes (`00000`), phone numbers (`(###) ###-####`).
//!
//! Only such formats are applied, and `digit_codes` has the final say. Thousands, currencies, percentages and rounding
//! are presentation; there the number itself is the data.

use super::digit_codes::{self, is_between, is_code};

/// One part of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MaskPart {
    /// A digit, or 0 if none is left (`0`).
    Zero,
    /// A digit if one is left (`#`, `?`).
    Digit,
    /// A character shown as it is.
    Literal(char),
}

impl MaskPart {
    fn is_place(&self) -> bool {
        matches!(self, Self::Zero | Self::Digit)
    }
}

/// A section of a format.
#[derive(Debug, Clone, PartialEq)]
struct Section {
    /// A condition on the number: the comparison operator and the operand.
    condition: Option<(String, f64)>,
    /// `None` if this section does not show a row of digits.
    parts: Option<Vec<MaskPart>>,
    /// True if the format has only zeros. Then its result is always used, even if it adds no digits.
    sure: bool,
}

/// A number format that shows numbers as rows of digits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DigitMask(Vec<Section>);

/// Longer formats are ignored; Excel allows 255 characters.
const LONGEST: usize = 1024;

impl DigitMask {
    /// Parses a format code; `None` if it does not add digits to numbers.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        if code.len() > LONGEST || !code.contains(['0', '#', '?']) {
            return None;
        }
        let sections: Vec<Section> = sections(code).iter().map(|text| Section::read(text)).collect();
        sections.iter().any(|section| section.parts.is_some()).then_some(Self(sections))
    }

    /// The number as displayed; `None` if it is displayed as a plain number.
    pub(crate) fn shown(&self, number: f64) -> Option<String> {
        if number < 0.0 || number.fract() != 0.0 || number >= super::cell_value::DIGITS_END {
            return None;
        }
        let section = match self.0.as_slice() {
            // The third section is for zero, unless sections have conditions.
            [positive, _, zero, ..] if number == 0.0 && positive.condition.is_none() => zero,
            sections => sections.iter().find(|section| section.holds(number))?,
        };
        let shown = fill(section.parts.as_ref()?, number as u64);
        (section.sure || digit_codes::is_row(number, &shown)).then_some(shown)
    }
}

/// Splits a format at semicolons that are neither quoted nor escaped.
fn sections(code: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let mut quoted = false;
    let mut escaped = false;
    for letter in code.chars() {
        match letter {
            ';' if !quoted && !escaped => sections.push(String::new()),
            _ => sections.last_mut().map_or((), |section| section.push(letter)),
        }
        quoted ^= letter == '"' && !escaped;
        escaped = !escaped && !quoted && matches!(letter, '\\' | '_' | '*');
    }
    sections
}

impl Section {
    fn read(text: &str) -> Self {
        let mut condition = None;
        let mut parts = Some(Vec::new());
        let mut rest = text.chars();
        while let Some(letter) = rest.next() {
            let literal = match letter {
                '0' => Some(vec![MaskPart::Zero]),
                '#' | '?' => Some(vec![MaskPart::Digit]),
                '\\' => rest.next().map(|letter| vec![MaskPart::Literal(letter)]),
                '_' => rest.next().map(|_| vec![MaskPart::Literal(' ')]),
                '*' => rest.next().map(|_| Vec::new()),
                '"' => {
                    Some(rest.by_ref().take_while(|letter| *letter != '"').map(MaskPart::Literal).collect())
                }
                '[' => {
                    let inside: String = rest.by_ref().take_while(|letter| *letter != ']').collect();
                    condition = condition.or_else(|| condition_of(&inside));
                    (condition.is_some() || !inside.starts_with('$') || inside.starts_with("$-"))
                        .then(Vec::new)
                }
                '-' | '+' | '(' | ')' | ' ' | '\u{a0}' | '\u{202f}' => Some(vec![MaskPart::Literal(letter)]),
                _ => None,
            };
            match (&mut parts, literal) {
                (Some(parts), Some(literal)) => parts.extend(literal),
                _ => parts = None,
            }
        }
        let parts = parts.filter(|parts| is_mask(parts) || has_front(parts));
        let sure = parts.as_ref().is_some_and(|parts| is_padded(parts));
        Self { condition, parts, sure }
    }

    fn holds(&self, number: f64) -> bool {
        match &self.condition {
            None => true,
            Some((sign, other)) => match sign.as_str() {
                "<" => number < *other,
                "<=" => number <= *other,
                ">" => number > *other,
                ">=" => number >= *other,
                "=" => number == *other,
                _ => number != *other,
            },
        }
    }
}

/// Parses a condition such as `<=9999999`.
fn condition_of(text: &str) -> Option<(String, f64)> {
    let sign: String = text.chars().take_while(|letter| "<>=".contains(*letter)).collect();
    if sign.is_empty() {
        return None;
    }
    Some((sign.clone(), text.get(sign.len()..)?.trim().parse().ok()?))
}

/// From the first digit placeholder to the last; empty if there is none.
fn places(parts: &[MaskPart]) -> &[MaskPart] {
    let first = parts.iter().position(|part| part.is_place());
    let last = parts.iter().rposition(|part| part.is_place());
    first.zip(last).and_then(|(first, last)| parts.get(first..=last)).unwrap_or_default()
}

/// True for zeros before other placeholders (`00000`, `0####`), or separators between digits.
fn is_mask(parts: &[MaskPart]) -> bool {
    let places = places(parts);
    let zero = places.iter().position(|part| *part == MaskPart::Zero).unwrap_or(places.len());
    let zeros = places.iter().skip(zero + 1).any(|part| part.is_place());
    let signs = places.iter().any(|part| !part.is_place());
    let fits = |part: &MaskPart| match part {
        MaskPart::Literal(letter) => is_between(*letter) || letter.is_ascii_digit(),
        _ => true,
    };
    (zeros || signs) && places.iter().all(fits)
}

/// True for several zeros and nothing else (`00000`).
fn is_padded(parts: &[MaskPart]) -> bool {
    parts.len() > 1 && parts.iter().all(|part| *part == MaskPart::Zero)
}

/// True if the format starts with literal digits, a country code or the letters of a code: `"0"0`, `"+39 "0`, `"D-"0`.
fn has_front(parts: &[MaskPart]) -> bool {
    let first = parts.iter().position(MaskPart::is_place).unwrap_or(0);
    let number = parts[first..].iter().all(MaskPart::is_place);
    let front: String = parts[..first]
        .iter()
        .map(|part| if let MaskPart::Literal(letter) = part { *letter } else { ' ' })
        .collect();
    let fits = |text: &str| text.chars().all(|letter| letter.is_ascii_digit() || is_between(letter));
    let digits = front.find(|letter: char| letter.is_ascii_digit());
    let (letters, rest) = front.split_at_checked(digits.unwrap_or(front.len())).unwrap_or_default();
    number && (is_code(letters) && fits(rest) || digits.is_some() && fits(&front))
}

/// Fills in the digits from the right; surplus digits go before the first placeholder.
fn fill(parts: &[MaskPart], number: u64) -> String {
    let digits = if number == 0 { String::new() } else { number.to_string() };
    let mut left = digits.chars().rev();
    let first = parts.iter().position(MaskPart::is_place).unwrap_or(0);
    let mut shown = Vec::with_capacity(parts.len() + digits.len());
    for (at, part) in parts.iter().enumerate().rev() {
        match part {
            MaskPart::Literal(letter) => shown.push(*letter),
            MaskPart::Zero => shown.push(left.next().unwrap_or('0')),
            MaskPart::Digit => shown.extend(left.next()),
        }
        if at == first {
            shown.extend(left.by_ref());
        }
    }
    let shown: String = shown.into_iter().rev().collect();
    shown.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("0#########", 212_345_678.0, Some("0212345678"))]
    #[case("0####", 12.0, Some("012"))]
    #[case("0####", 12_345.0, None)]
    #[case("0####", 0.0, None)]
    #[case("# ##0", 1_234_567.0, None)]
    #[case("#\u{a0}##0", 1_234_567.0, None)]
    #[case("### ### ###", 612_345_678.0, None)]
    #[case("000 000 000", 12_345_678.0, Some("012 345 678"))]
    #[case(r"##\.###", 12_345.0, None)]
    #[case("00\u{a0}00\u{a0}00\u{a0}00\u{a0}00", 612_345_678.0, Some("06\u{a0}12\u{a0}34\u{a0}56\u{a0}78"))]
    #[case(r#""1"00"#, 7.0, Some("107"))]
    #[case(r#"0"/5""#, 5.0, None)]
    #[case("00000", 123.0, Some("00123"))]
    #[case("00???", 123.0, Some("00123"))]
    #[case("?????", 123.0, None)]
    #[case("???-????", 5_551_234.0, Some("555-1234"))]
    #[case("00000", 123_456.0, Some("123456"))]
    #[case("00000", 0.0, Some("00000"))]
    #[case(r"00000\-0000", 21_340_001.0, Some("02134-0001"))]
    #[case(r"000\-00\-0000", 12_345_678.0, Some("012-34-5678"))]
    #[case(r"[<=9999999]###\-####;\(###\)\ ###\-####", 5_551_234.0, Some("555-1234"))]
    #[case(r"[<=9999999]###\-####;\(###\)\ ###\-####", 2_125_551_234.0, Some("(212) 555-1234"))]
    #[case(r#""+39 "00 0000000"#, 21_234_567.0, Some("+39 02 1234567"))]
    #[case(r#"+## ### #######"#, 393_391_234_567.0, Some("+39 339 1234567"))]
    #[case(r#"[$-407]00000;@"#, 1067.0, Some("01067"))]
    #[case(r#"[Red]0000"#, 7.0, Some("0007"))]
    #[case(r#""D-"00000"#, 1067.0, Some("D-01067"))]
    #[case(r#""D-"00000"#, 12_345.0, Some("D-12345"))]
    #[case(r#""D-"0"#, 7.0, Some("D-7"))]
    #[case(r#""D-"0"#, 0.0, None)]
    #[case("\"D-\"#,##0", 12_345.0, None)]
    #[case(r#""K-2024-"0"#, 7.0, Some("K-2024-7"))]
    #[case(r#""A"00000"#, 1067.0, Some("A01067"))]
    #[case(r#""A"00000"#, 12_345.0, None)]
    #[case(r#""5"0"#, 5.0, Some("55"))]
    #[case(r#""0"0"#, 25_551_234.0, Some("025551234"))]
    #[case("\"0\"#########", 25_551_234.0, Some("025551234"))]
    #[case(r#""+39 "0"#, 3_331_234_567.0, Some("+39 3331234567"))]
    #[case(r#"\0\2\ 0"#, 5_551_234.0, Some("02 5551234"))]
    #[case(r#""Q1 "0"#, 7.0, None)]
    #[case(r#"+0;-0"#, 7.0, None)]
    #[case(r#"0" m2""#, 7.0, None)]
    #[case(r#""0"0.00"#, 7.0, None)]
    #[case("00000;-00000;0", 0.0, None)]
    #[case("00000;-00000;\"-\"", 0.0, None)]
    #[case("00000;;", 0.0, None)]
    #[case("00000;-00000", 0.0, Some("00000"))]
    #[case("00000;-00000;000", 0.0, Some("000"))]
    #[case("0", 7.0, None)]
    #[case("#", 7.0, None)]
    #[case("General", 7.0, None)]
    #[case("@", 7.0, None)]
    #[case("#,##0", 1234.0, None)]
    #[case("0.00", 1234.0, None)]
    #[case("00.00", 1234.0, None)]
    #[case("0%", 1.0, None)]
    #[case("00%", 1.0, None)]
    #[case("0.00E+00", 1234.0, None)]
    #[case("# ??/??", 3.0, None)]
    #[case(r#"0" kg""#, 5.0, None)]
    #[case(r#"[$EUR] 00000"#, 5.0, None)]
    #[case("00000", 1.5, None)]
    #[case("00000", -5.0, None)]
    #[case("00000", 1e15, None)]
    #[case("", 7.0, None)]
    #[case("\"00", 7.0, None)]
    #[case("[00", 7.0, None)]
    fn numbers_are_shown_with_digit_masks(
        #[case] code: &str,
        #[case] number: f64,
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(DigitMask::from_code(code).and_then(|mask| mask.shown(number)).as_deref(), expected);
    }

    proptest::proptest! {
        #[test]
        fn no_format_panics_and_no_digit_is_lost(code in "[0#\\-+() .;\\[\\]<>=9\"_*@]{0,24}", number in 1_u64..1_000_000_000) {
            if let Some(shown) = DigitMask::from_code(&code).and_then(|mask| mask.shown(number as f64)) {
                let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
                proptest::prop_assert!(digits.len() >= number.to_string().len(), "{code:?} {number} {shown:?}");
            }
        }
    }
}
