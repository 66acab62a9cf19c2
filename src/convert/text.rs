//! Plain text: removes control characters, and writes line ends as `\n`.

use std::borrow::Cow;

use super::conversion_input::Converted;
use crate::customer::FieldValue;
use crate::issue::{Code, Complaint};
use crate::record::has_any_byte;

/// Cleans a text. `\r\n` and `\r` become `\n` without a warning. Control characters other than `\n` and `\t` are
/// removed with a warning, and so are their codes in workbooks (`_x000D_`). Nothing else changes, and Unicode is
/// not normalized.
pub(super) fn convert(text: &str) -> Converted<'_> {
    match clean(text) {
        Cow::Borrowed(text) => FieldValue::Text(Cow::Borrowed(text)).into(),
        Cow::Owned(cleaned) => {
            let value = (!cleaned.is_empty()).then_some(FieldValue::Text(Cow::Owned(cleaned)));
            Converted { value, warning: warning(text) }
        }
    }
}

/// The warning for a cleaned text, if anything but line ends was changed.
pub(super) fn warning(text: &str) -> Option<Box<Complaint>> {
    let codes = matches!(decoded(text), Cow::Owned(_));
    (codes || text.chars().any(is_unwanted)).then(|| Box::new(control_characters()))
}

/// Removes control characters, and trims the text again if there were any.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !may_need_cleaning(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let plain = decoded(text);
    if !plain.chars().any(|letter| letter == '\r' || is_unwanted(letter)) && plain == text {
        return Cow::Borrowed(text);
    }
    let lines = plain.replace("\r\n", "\n");
    let kept = lines.chars().map(|letter| if letter == '\r' { '\n' } else { letter });
    let kept: String = kept.filter(|letter| !is_unwanted(*letter)).collect();
    let shorter = kept.chars().count() < lines.chars().count() || plain != text;
    Cow::Owned(if shorter { kept.trim().to_owned() } else { kept })
}

/// Decodes control characters in the form `_x000D_`, as workbooks have them. `_x005F_` before such a code is an
/// escaped underscore.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains("_x00") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    while let Some(at) = rest.find("_x00") {
        let (before, code) = rest.split_at(at);
        out.push_str(before);
        let (letter, len) = match code_of(code) {
            Some('_') if code.get(6..).is_some_and(|next| code_of(next).is_some()) => ('_', 13),
            Some(letter) if letter.is_control() => (letter, 7),
            _ => ('_', 1),
        };
        found |= len > 1;
        out.push(letter);
        if len == 13 {
            out.push_str(code.get(7..13).unwrap_or_default());
        }
        rest = code.get(len..).unwrap_or_default();
    }
    out.push_str(rest);
    if found { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

/// The character of a code such as `_x000D_` at the start of a text.
fn code_of(text: &str) -> Option<char> {
    let digits = text.strip_prefix("_x00")?.get(..3)?.strip_suffix('_')?;
    let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| u8::from_str_radix(digits, 16).ok()).flatten().map(char::from)
}

/// True for a text that the conversion certainly leaves as it is, without an issue.
pub(crate) fn is_clean(text: &str) -> bool {
    !may_need_cleaning(text.as_bytes()) && !shows_lost_digits(text)
}

/// A quick test: may the text contain a control character?
fn may_need_cleaning(bytes: &[u8]) -> bool {
    // 0xC2 begins U+0080..=U+00BF, which includes the C1 controls. An underscore may begin a code.
    let may = |byte: &u8| match *byte {
        b'\n' | b'\t' => false,
        byte => byte < 0x20 || matches!(byte, 0x7f | 0xc2 | b'_'),
    };
    has_any_byte(bytes, 0x20, [0x7f, 0xc2, b'_']) && bytes.iter().any(may)
}

/// True for a control character other than a tab or a line end.
fn is_unwanted(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\t' | '\r')
}

/// The warning for removed control characters.
fn control_characters() -> Complaint {
    let hint = "no action is needed; check the value in the help desk if it is important";
    Complaint::new(Code::ControlCharacter, "control characters were removed from the text", hint)
}

/// Returns `007` for `="007"`, which programs write to stop a spreadsheet from reading a number. Any other text is
/// returned unchanged.
pub(crate) fn unwrapped(text: &str) -> &str {
    let inner = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|inner| !inner.contains('"')).unwrap_or(text)
}

/// True for a number of more than 11 digits as a spreadsheet shows it: one digit, an optional fraction, `E+`, and
/// two or three digits. Also true for such a text in another spelling (`3.9e11`).
pub(super) fn shows_lost_digits(text: &str) -> bool {
    // For nearly all texts, the first and the last byte are enough.
    let bytes = text.as_bytes();
    let begins = bytes.first().is_some_and(|first| first.is_ascii_digit() || matches!(first, b'-' | b'+'));
    if !begins || !bytes.last().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let Some(at) = (2..=5).filter_map(|places| bytes.len().checked_sub(places)).find(|at| is_e(bytes[*at]))
    else {
        return false;
    };
    let (Some(front), Some(exponent)) = (text.get(..at), text.get(at + 1..)) else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa = front.trim_end().trim_start_matches(['-', '+']);
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    match mantissa.split_once(['.', ',']) {
        Some((whole, decimals)) => {
            whole.len() == 1
                && digits(whole)
                && digits(decimals)
                && matches!(exponent.len(), 2..=3)
                && digits(exponent)
        }
        // Without a fraction, only the spreadsheet's own form is certain: 5E12 may be a product name.
        None => mantissa.len() == 1 && digits(mantissa) && text.contains("E+") && digits(exponent),
    }
}

fn is_e(byte: u8) -> bool {
    byte == b'E' || byte == b'e'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_needs_no_change_is_borrowed() {
        for text in [
            "Ada",
            "Zoë £ ½",
            "two\nlines\tand a tab",
            "Ada\u{301}",
            "\u{feff}x",
            "a_x0041_",
            "_x00",
            "a_b",
            "_x005F_",
            "_x000D",
        ] {
            let converted = convert(text);
            assert!(matches!(converted.value, Some(FieldValue::Text(Cow::Borrowed(same))) if same == text));
            assert_eq!(converted.warning, None);
        }
    }

    #[test]
    fn control_characters_cause_a_warning_and_carriage_returns_do_not() {
        for (text, kept, warned) in [
            ("a\u{7}b", Some("ab"), true),
            ("a\u{7f}b", Some("ab"), true),
            ("a\u{92}b", Some("ab"), true),
            ("a\r\nb\rc", Some("a\nb\nc"), false),
            ("\u{1} Ada", Some("Ada"), true),
            ("\u{1}\u{2}", None, true),
            ("a\0b", Some("ab"), true),
            ("1 Quay St_x000D_\nGalway", Some("1 Quay St\nGalway"), true),
            ("a_x000D_b_x0000_", Some("a\nb"), true),
            ("_x000d_", None, true),
            ("a_x005F_x000D_b", Some("a_x000D_b"), true),
        ] {
            let converted = convert(text);
            assert_eq!(converted.value, kept.map(|kept| FieldValue::Text(kept.into())), "{text:?}");
            assert_eq!(converted.warning.map(|it| it.code), warned.then_some(Code::ControlCharacter));
        }
    }

    #[test]
    fn formulas_that_hold_a_text_are_unwrapped() {
        for (text, inner) in [
            ("=\"007\"", "007"),
            ("=\"\"", ""),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
            ("=\"", "=\""),
            ("=A1", "=A1"),
            ("\"007\"", "\"007\""),
        ] {
            assert_eq!(unwrapped(text), inner);
        }
    }

    #[test]
    fn lost_digits_are_recognized_only_in_spreadsheet_notation() {
        for text in
            ["3.93391E+11", "3,93E+11", "1E+12", "-4.5E+100", "3.93391e11", "+3.93391E+11", "3.93391 E+11"]
        {
            assert!(shows_lost_digits(text), "{text}");
        }
        for text in
            ["5E12", "39.3E+11", "3.E+11", "E+11", "3.9E+1", "3.9E+11 ", "1E-05", "BLUE+12", "3.9E+1x"]
        {
            assert!(!shows_lost_digits(text), "{text}");
        }
    }
}
