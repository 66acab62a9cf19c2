//! How customers were looked up, in the language of the page. The report has it in English.

use crate::language::{Message, ReportLanguage};

/// Texts without numbers, and the message for each.
const FIXED: [(&str, &str); 3] = [
    ("no lookup (the mapping has no [match])", "lookup-no-match"),
    ("no lookup (no rows are left to match)", "lookup-no-rows"),
    ("no lookup (the help desk has no customers)", "lookup-no-customers"),
];

/// How customers were looked up; `None` in English, and for a text that is not known.
pub(super) fn lookup_in_words(language: ReportLanguage, text: &str) -> Option<String> {
    if language.is_english() {
        return None;
    }
    let fixed = FIXED.iter().find(|(english, _)| *english == text);
    let message = fixed.map(|(_, key)| Message::new(language, *key));
    message.or_else(|| list(language, text)).or_else(|| searches(language, text)).map(|text| text.to_string())
}

/// `the whole list, 4 pages (276 rows would need a search each)`.
fn list(language: ReportLanguage, text: &str) -> Option<Message> {
    let (pages, rows) = text.strip_prefix("the whole list, ")?.split_once(" (")?;
    let (rows, rest) = rows.split_once(" would need a search")?;
    let is_whole = matches!(rest, ")" | " each)");
    let message = Message::new(language, "lookup-list").n("pages", number(pages)?).n("rows", number(rows)?);
    is_whole.then_some(message)
}

/// `at most 3 searches (the whole list would be 40 pages)`.
fn searches(language: ReportLanguage, text: &str) -> Option<Message> {
    let (key, text) = match text.strip_prefix("at most ") {
        Some(rest) => ("lookup-searches-at-most", rest),
        None => ("lookup-searches", text),
    };
    let (searches, pages) = text.split_once(" (the whole list would be ")?;
    let pages = number(pages.strip_suffix(')')?)?;
    Some(Message::new(language, key).n("searches", number(searches)?).n("pages", pages))
}

/// The number of `1,204 pages`.
fn number(text: &str) -> Option<u64> {
    let (number, noun) = text.split_once(' ')?;
    let is_known = ["page", "pages", "row", "rows", "search", "searches"].contains(&noun);
    number.replace(',', "").parse().ok().filter(|_| is_known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookups_are_told_in_the_language() {
        let told = |text: &str| lookup_in_words(ReportLanguage::De, text);
        let list = "the whole list, 1,204 pages (276 rows would need a search each)";
        assert_eq!(told(list).unwrap(), "die ganze Liste, 1.204 Seiten (276 Zeilen brauchten je eine Suche)");
        let searches = "at most 1 search (the whole list would be 40 pages)";
        assert_eq!(told(searches).unwrap(), "höchstens 1 Suche (die ganze Liste hätte 40 Seiten)");
        assert_eq!(told("the whole list, 2 pages, because the search is not reliable: x"), None);
        assert_eq!(lookup_in_words(ReportLanguage::En, list), None);
    }

    /// Each text begins as one in `choose_lookup.rs`.
    #[test]
    fn the_program_says_every_fixed_text() {
        let source = include_str!("../../run/choose_lookup.rs");
        for english in FIXED.iter().map(|(english, _)| *english).chain([
            "the whole list, {list} ({rows} would need a search{each})",
            "{most}{searches} (the whole list would be {list})",
        ]) {
            assert!(source.contains(english), "{english}");
        }
    }
}
