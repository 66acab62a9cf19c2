//! "Where each field comes from" in the language of the page. The report has it in English.

use crate::language::{Message, ReportLanguage};

/// The beginnings of English texts, and the message for each. What follows is `$names`.
const ORIGINS: [(&str, &str); 6] = [
    ("the first non-empty of ", "origin-first"),
    ("a template of ", "origin-template-of"),
    ("the template ", "origin-template-named"),
    ("its state or province in ", "origin-state"),
    ("every other column that begins with ", "origin-rest"),
    ("always ", "origin-always"),
];
const OR_STATE: &str = ", or its state or province in ";

/// Where a field comes from. A text that is not known stays as it is.
pub(super) fn origin(language: ReportLanguage, from: &str) -> String {
    if language.is_english() {
        return from.to_owned();
    }
    let text = |key: &str| Message::new(language, key);
    if let Some((own, column)) = from.split_once(OR_STATE) {
        let own = origin(language, own);
        return text("origin-or-state").s("own", own).s("names", column).to_string();
    }
    if from == "a template" {
        return text("origin-template").to_string();
    }
    let known = ORIGINS.iter().find_map(|(begin, key)| Some((key, from.strip_prefix(begin)?)));
    match known {
        Some((key, names)) => text(key).s("names", joined(language, names)).to_string(),
        None => joined(language, from),
    }
}

/// `“Street” e “City”`.
fn joined(language: ReportLanguage, names: &str) -> String {
    let and = |first: String, next: &str| {
        let last = format!("“{next}");
        Message::new(language, "list-end").s("first", first + "”").s("last", last).to_string()
    };
    let mut parts = names.split("” and “");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, and)
}

/// A note about a field.
pub(super) fn note(language: ReportLanguage, note: &str) -> String {
    let text = |key: &str| Message::new(language, key);
    match note {
        "required" => text("note-required").to_string(),
        "by a lookup" => text("note-lookup").to_string(),
        "must match a pattern" => text("note-pattern").to_string(),
        other => match other.strip_prefix("default ") {
            Some(value) => text("note-default").s("value", value).to_string(),
            None => other.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_told_in_the_language() {
        let told = |from: &str| origin(ReportLanguage::De, from);
        assert_eq!(told("“Name”"), "“Name”");
        assert_eq!(told("“First” and “Last”"), "“First” und “Last”");
        assert_eq!(
            told("the first non-empty of “A” and “B”, “C”"),
            "der erste nicht leere Wert von “A” und “B”, “C”"
        );
        assert_eq!(
            told("“Land”, or its state or province in “State”"),
            "“Land”, sonst nach dem Bundesland in “State”"
        );
        assert_eq!(told("a template"), "eine Vorlage");
        assert_eq!(origin(ReportLanguage::En, "always “x”"), "always “x”");
        assert_eq!(note(ReportLanguage::De, "default “IT”"), "Standardwert “IT”");
        assert_eq!(note(ReportLanguage::De, "something new"), "something new");
    }

    /// Each text that `field_origins.rs` puts together begins as one here.
    #[test]
    fn every_origin_is_known() {
        let source = include_str!("../../mapping/field_origins.rs");
        for (begin, _) in ORIGINS {
            assert!(source.contains(begin), "{begin}");
        }
        for note in ["required", "by a lookup", "must match a pattern", "default "] {
            assert!(source.contains(&format!("\"{note}")), "{note}");
        }
    }
}
