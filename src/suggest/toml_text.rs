//! Writes names, texts and comments as TOML, with any content escaped.

/// A TOML string on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            letter if is_odd(letter) => out.push_str(&format!("\\U{:08X}", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// A list of strings, or the string alone if there is only one.
pub(super) fn list(texts: &[&str]) -> String {
    match texts {
        [one] => quoted(one),
        several => format!("[{}]", several.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")),
    }
}

/// A TOML key.
pub(super) fn key(name: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { quoted(name) }
}

/// A value for a comment: short, quoted, and without anything that could end the line.
pub(super) fn example(text: &str) -> String {
    const MOST: usize = 32;
    let short: String =
        text.chars().take(MOST).map(|letter| if is_odd(letter) { ' ' } else { letter }).collect();
    let more = if text.chars().count() > MOST { "…" } else { "" };
    format!("\"{short}{more}\"")
}

/// A text for a comment, without anything that could end the line.
pub(super) fn oneline(text: &str) -> String {
    text.chars().map(|letter| if is_odd(letter) { ' ' } else { letter }).collect()
}

/// True for control characters, all kinds of line ends, and marks that change the writing direction.
fn is_odd(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// An internal name for a custom field: `Job title (old)` gives `jobTitleOld`.
pub(super) fn internal(name: &str) -> String {
    let mut out = String::new();
    for word in crate::mapping::name_words(name) {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if !out.is_empty() => out.extend(first.to_uppercase()),
            Some(first) => out.push(first),
            None => {}
        }
        out.extend(letters);
    }
    if out.is_empty() { "field".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_on_one_line() {
        assert_eq!(quoted("a\"b\\c\nd\u{2028}"), "\"a\\\"b\\\\c\\U0000000Ad\\U00002028\"");
        assert_eq!(example("x\n[fields]\r\u{7f}\u{85}"), "\"x [fields]   \"");
        assert_eq!(example(&"é".repeat(40)), format!("\"{}…\"", "é".repeat(32)));
        assert_eq!(key("a b"), "\"a b\"");
        assert_eq!(internal("Job title (old)"), "jobTitleOld");
    }
}
