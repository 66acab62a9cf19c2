//! Words and dates that programs write for an empty cell.

use crate::issue::{Code, Complaint};

/// Words that programs write for an empty cell, without those that mean empty by default.
pub(crate) const EMPTY_WORDS: [&str; 18] = [
    "None",
    "nan",
    "NaN",
    "NAN",
    "(null)",
    "(NULL)",
    "[null]",
    "[NULL]",
    "<null>",
    "<NULL>",
    "undefined",
    "<NA>",
    "NaT",
    "nil",
    "(none)",
    "<none>",
    "Loading...",
    "Loading…",
];

/// True for a word that a program may have written for an empty cell.
pub(crate) fn is_empty_word(text: &str) -> bool {
    let first = text.as_bytes().first().copied().unwrap_or_default();
    text.len() <= 10
        && matches!(first, b'N' | b'n' | b'(' | b'[' | b'<' | b'u' | b'L')
        && EMPTY_WORDS.contains(&text)
}

/// The warning for such a word. `null` holds the mapping's words for empty, `found` the words in this row.
pub(crate) fn empty_word<'t>(text: &str, null: &[String], found: impl Iterator<Item = &'t str>) -> Complaint {
    let message = format!("{text:?} may be a program's word for an empty cell; it was read as text");
    Complaint::new(Code::EmptyWord, message, null_hint(null, found))
}

/// How to make these words mean empty.
pub(crate) fn null_hint<'t>(null: &[String], found: impl Iterator<Item = &'t str>) -> String {
    let mut words: Vec<&str> = null.iter().map(String::as_str).collect();
    for word in found {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let list = words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", ");
    format!("if it means empty, set under [source] in the mapping: null = [{list}]")
}

/// True for a date that programs write for "no date": `0000-00-00`, with or without a time, or `00/00/0000`.
pub(crate) fn is_null_date(text: &str) -> bool {
    if !text.starts_with('0') || text.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        return false;
    }
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let zeros = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'0');
    let clock = time.trim_end_matches('Z').bytes().all(|byte| matches!(byte, b'0' | b':' | b'.'));
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let three = parts.len() == 3 && parts.iter().all(|part| zeros(part) && matches!(part.len(), 1 | 2 | 4));
    clock && (three || (parts.len() == 1 && zeros(day) && day.len() == 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_dates_are_recognized() {
        for text in [
            "0000-00-00",
            "0000-00-00 00:00:00",
            "0000-00-00T00:00:00.000Z",
            "00/00/0000",
            "00.00.0000",
            "0/0/00",
            "00000000",
        ] {
            assert!(is_null_date(text), "{text}");
        }
        for text in ["0", "0000", "00:00", "0000-00-01", "00/00", "0000-00-00 10:00", "2000-00-00", "0-0-0-0"]
        {
            assert!(!is_null_date(text), "{text}");
        }
    }

    #[test]
    fn words_for_empty_are_recognized() {
        assert!(EMPTY_WORDS.iter().all(|word| is_empty_word(word)), "{EMPTY_WORDS:?}");
        for text in ["Null", "none", "Nan", "N", "Anna", "<b>", ""] {
            assert!(!is_empty_word(text), "{text}");
        }
        let null = ["".to_owned(), "\\N".to_owned()];
        let hint = empty_word("None", &null, ["None", "None"].into_iter()).hint;
        assert!(hint.ends_with("null = [\"\", \"\\\\N\", \"None\"]"), "{hint}");
    }
}
