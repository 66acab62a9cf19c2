//! The limits of a cell's text, and its width.

use crate::record::has_any_byte;

/// The maximum number of UTF-16 code units of a cell.
pub(crate) const MAX_TEXT: usize = 32_767;

/// The beginning of a text that is too long for a cell, cut between characters; `None` if it fits.
pub(crate) fn cut(text: &str) -> Option<&str> {
    if text.len() <= MAX_TEXT || text.encode_utf16().count() <= MAX_TEXT {
        return None;
    }
    let mut units = 0;
    let fits = |letter: &(usize, char)| {
        units += letter.1.len_utf16();
        units > MAX_TEXT
    };
    let end = text.char_indices().find(fits).map_or(text.len(), |(at, _)| at);
    text.get(..end)
}

/// True if a cell can have exactly this text. The library escapes control characters as `_x0001_`; after a text such
/// as `_x000D`, that would be read as another character.
pub(crate) fn fits(text: &str) -> bool {
    if text.len() <= MAX_TEXT && !may_have_escaped(text) {
        return true;
    }
    fits_with_escapes(text)
}

fn fits_with_escapes(text: &str) -> bool {
    let is_escaped =
        |letter: char| matches!(letter, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    let is_start = |before: &str| {
        let start = before.len().checked_sub(6).and_then(|start| before.get(start..));
        let digits = start.and_then(|start| start.strip_prefix("_x"));
        digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let mut escaped = text.char_indices().filter(|(_, letter)| is_escaped(*letter));
    cut(text).is_none() && !escaped.any(|(at, _)| text.get(..at).is_some_and(is_start))
}

/// False if surely no character is escaped.
fn may_have_escaped(text: &str) -> bool {
    const OF_NONCHARACTERS: u8 = 0xef;
    has_any_byte(text.as_bytes(), b' ', [OF_NONCHARACTERS])
}

/// The characters of the longest line, at most so many; only the first lines count.
pub(crate) fn width(text: &str, most: usize) -> usize {
    if text.is_ascii() && memchr::memchr(b'\n', text.as_bytes()).is_none() {
        return text.len().min(most);
    }
    width_of_lines(text, most)
}

fn width_of_lines(text: &str, most: usize) -> usize {
    text.lines().take(20).map(|line| line.chars().take(most).count()).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        let whole = "x".repeat(MAX_TEXT);
        assert_eq!(cut(&whole), None);
        assert_eq!(cut(&"é".repeat(MAX_TEXT)), None, "it is characters that count");
        assert_eq!(cut(&format!("{whole}y")), Some(whole.as_str()));
        let pairs = "😀".repeat(MAX_TEXT);
        assert_eq!(cut(&pairs).map(|text| text.encode_utf16().count()), Some(MAX_TEXT - 1));
    }

    #[test]
    fn a_text_that_would_be_read_otherwise_does_not_fit() {
        for text in ["", "_x000D_", "_x000D\n", "\u{1}_x000D", "x000D\u{1}", "_x00\u{1}"] {
            assert!(fits(text), "{text:?}");
        }
        assert!(!fits("a_x000D\u{1}"));
        assert!(!fits(&"x".repeat(MAX_TEXT + 1)));
    }

    proptest! {
        #[test]
        fn a_text_without_escapes_fits_if_it_is_short(text in prop_oneof!["[a_]?_x[0-9D]{4}[\n\r\0\u{ffff}é_]?", "[a_x0\r\n\t\0\u{ffff}\u{200b}é]{0,16}", any::<String>()]) {
            prop_assert_eq!(fits(&text), fits_with_escapes(&text), "{:?}", text);
        }

        #[test]
        fn a_line_of_ascii_is_as_wide_as_it_is_long(text in prop_oneof!["[ -~\r\n\0é]{0,60}", any::<String>()]) {
            prop_assert_eq!(width(&text, 40), width_of_lines(&text, 40), "{:?}", text);
        }
    }
}
