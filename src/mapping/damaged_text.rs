//! Text that was damaged before it arrived: encoded twice, letters lost, HTML entities, numbers that a program took for
//! decimals, and words that programs write for an empty cell.

use std::borrow::Cow;

use super::double_encoding::{may_be_encoded_twice, once_encoded};
use super::wrong_code_page;
use crate::issue::{Code, Complaint};

/// A text is freed of HTML entities so many times at most.
const TIMES: usize = 3;

/// What `R&amp;D` should be; `None` where the text has no HTML entity.
pub(crate) fn without_entities(text: &str) -> Option<String> {
    let mut found: Option<String> = None;
    for _ in 0..TIMES {
        let current = found.as_deref().unwrap_or(text);
        if !(current.contains('&') && current.contains(';')) {
            break;
        }
        let Cow::Owned(better) = html_escape::decode_html_entities(current) else { break };
        if better == current {
            break;
        }
        found = Some(better);
    }
    found
}

/// True for a row of which some text may be damaged; a quick look at all of it.
pub(super) fn may_be_damaged(text: &str) -> bool {
    !text.is_ascii() || memchr::memchr(b'&', text.as_bytes()).is_some()
}

/// True for a text of which `complaints` may have something to say; a quick look at one cell.
pub(super) fn looks_damaged(text: &str) -> bool {
    let letters = || {
        may_be_encoded_twice(text)
            || wrong_code_page::may_be(text)
            || text.contains(char::REPLACEMENT_CHARACTER)
    };
    memchr::memchr(b'&', text.as_bytes()).is_some() || (!text.is_ascii() && letters())
}

/// What is wrong with a text that may be damaged; what is `mended` in any case is not told.
pub(super) fn complaints(text: &str, mended: super::repair::Repair) -> Vec<Complaint> {
    let mut found = Vec::new();
    let doubled = if mended.double_utf8 || text.is_ascii() { None } else { once_encoded(text) };
    if doubled.as_deref().unwrap_or(text).contains(char::REPLACEMENT_CHARACTER) {
        found.push(lost_letters());
    } else if let Some(better) = &doubled {
        found.push(encoded_twice(text, better));
    } else if let Some((better, encoding)) = wrong_code_page::better(text) {
        found.push(wrong_code_page::complaint(text, &better, encoding));
    }
    let entities = if mended.entities { None } else { without_entities(text) };
    found.extend(entities.map(|better| entities_left(text, &better)));
    found
}

fn encoded_twice(text: &str, better: &str) -> Complaint {
    let message = format!("the text was encoded twice: {} should be {}", short(text), short(better));
    let hint =
        "set FIELD = { …, repair = [\"double-utf8\"] } in the mapping, or export the file again as UTF-8";
    Complaint::new(Code::EncodedTwice, message, hint)
}

fn lost_letters() -> Complaint {
    let message = "letters were lost before the file was written: U+FFFD (\u{fffd}) is in their place";
    let hint = "export the data again as UTF-8; this file does not have the lost letters";
    Complaint::new(Code::LostLetters, message, hint)
}

fn entities_left(text: &str, better: &str) -> Complaint {
    let message = format!("the text contains HTML entities: {} should be {}", short(text), short(better));
    let hint =
        "set FIELD = { …, repair = [\"entities\"] } in the mapping, or export the file again without HTML";
    Complaint::new(Code::Entities, message, hint)
}

/// A whole number that arrived as a decimal.
pub(super) fn fraction_left(text: &str, whole: &str) -> Complaint {
    let message = format!("{} looks like {} after a program read it as a number", short(text), short(whole));
    let hint = "set FIELD = { …, repair = [\"float\"] } in the mapping, or export the column as text";
    Complaint::new(Code::FractionLeft, message, hint)
}

/// Words that programs write for an empty cell, and that are none of those that mean empty in any case.
const EMPTY_WORDS: [&str; 18] = [
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

/// `null` are the texts that mean empty in this mapping, `found` what the row has of such words.
pub(super) fn empty_word<'t>(text: &str, null: &[String], found: impl Iterator<Item = &'t str>) -> Complaint {
    let message = format!("{text:?} may be a program's word for an empty cell; it was read as text");
    Complaint::new(Code::EmptyWord, message, null_hint(null, found))
}

/// What to do where such words mean empty.
pub(super) fn null_hint<'t>(null: &[String], found: impl Iterator<Item = &'t str>) -> String {
    let mut words: Vec<&str> = null.iter().map(String::as_str).collect();
    for word in found {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let list = words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", ");
    format!("if it means empty, set under [source] in the mapping: null = [{list}]")
}

/// A day that databases and programs write where there is none: `0000-00-00`, also with a time, `00/00/0000`.
pub(super) fn is_null_date(text: &str) -> bool {
    if !text.starts_with('0') {
        return false;
    }
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let zeros = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'0');
    let clock = time.trim_end_matches('Z').bytes().all(|byte| matches!(byte, b'0' | b':' | b'.'));
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let three = parts.len() == 3 && parts.iter().all(|part| zeros(part) && matches!(part.len(), 1 | 2 | 4));
    clock && (three || (parts.len() == 1 && zeros(day) && day.len() == 8))
}

/// A text without byte order marks before it.
pub(super) fn without_marks(text: &str) -> &str {
    if text.starts_with('\u{feff}') { text.trim_start_matches('\u{feff}').trim() } else { text }
}

/// A text in quotation marks, cut where it is long.
fn short(text: &str) -> String {
    const MOST: usize = 60;
    let cut: String = text.chars().take(MOST).collect();
    if cut.len() < text.len() { format!("{cut:?}…") } else { format!("{cut:?}") }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("R&amp;D", Some("R&D"))]
    #[case("&eacute;lan &#39;x&#x27;", Some("élan 'x'"))]
    #[case("&amp;amp; &amp;lt;", Some("& <"))]
    #[case("A & B; C", None)]
    #[case("R&D", None)]
    #[case("&nosuch;", None)]
    fn entities(#[case] text: &str, #[case] wanted: Option<&str>) {
        assert_eq!(without_entities(text).as_deref(), wanted);
    }

    #[test]
    fn dates_of_nothing() {
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
    fn each_word_for_nothing_is_seen() {
        assert!(EMPTY_WORDS.iter().all(|word| is_empty_word(word)), "{EMPTY_WORDS:?}");
        for text in ["Null", "none", "Nan", "N", "Anna", "<b>", ""] {
            assert!(!is_empty_word(text), "{text}");
        }
        let null = ["".to_owned(), "\\N".to_owned()];
        let hint = empty_word("None", &null, ["None", "None"].into_iter()).hint;
        assert!(hint.ends_with("null = [\"\", \"\\\\N\", \"None\"]"), "{hint}");
    }
}
