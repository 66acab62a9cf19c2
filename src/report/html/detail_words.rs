//! Hints and causes that are fixed texts, in the language of the page. Those with details of a row stay English.

use crate::language::{Message, ReportLanguage};

/// Fixed hints and causes of the program, and the message for each.
const FIXED: [(&str, &str); 17] = [
    ("write digits with a point before the decimals, without currency or unit", "detail-decimals"),
    (
        "write the number without a thousands separator, or set the decimal mark in the mapping",
        "detail-thousands",
    ),
    ("look for invisible or unusual characters and type them again", "detail-unusual"),
    ("merge them in the help desk, or use --on-multiple first or last", "detail-several"),
    (
        "fill in the name, or map a fallback such as the e-mail address to `name`; if the customer should already \
         exist, check the match key, or import with --mode update",
        "detail-name",
    ),
    ("fill in the address by hand, or keep one address in the row", "detail-address"),
    ("save the image in one of these formats", "detail-image"),
    ("rename the folder", "detail-folder"),
    ("fill in the cell, or give the field a default in the mapping", "detail-default"),
    ("fill in the country", "detail-country"),
    ("correct the value, or the pattern in the mapping", "detail-pattern"),
    ("check the year", "detail-year"),
    ("this day does not exist", "detail-no-such-day"),
    ("correct the date", "detail-correct-date"),
    ("fill in the address if you know it", "detail-address-if-known"),
    ("keep one of the rows", "detail-one-row"),
    ("the deskferry process ended during the attempt", "detail-process-ended"),
];

/// A fixed text in another language than English; `None` if it is not one.
pub(super) fn fixed_detail(language: ReportLanguage, text: &str) -> Option<String> {
    let (_, key) = FIXED.iter().find(|(english, _)| *english == text)?;
    Message::new(language, *key).in_its_language().filter(|_| !language.is_english())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn sources(folder: &Path, found: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("detail_words.rs") {
                found.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    /// A text that the program no longer says needs no translation.
    #[test]
    fn the_program_says_every_fixed_text() {
        let mut code = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
        // A long text is continued on the next line.
        let code = regex::Regex::new(r"\\\n\s*").unwrap().replace_all(&code, "").into_owned();
        for (english, key) in FIXED {
            assert!(code.contains(english), "{key}: {english}");
        }
    }

    #[test]
    fn every_language_but_english_has_them() {
        for (english, key) in FIXED {
            for language in ReportLanguage::ALL {
                assert_eq!(
                    fixed_detail(language, english).is_some(),
                    !language.is_english(),
                    "{language}: {key}"
                );
            }
        }
        assert_eq!(fixed_detail(ReportLanguage::De, "check the year").unwrap(), "das Jahr prüfen");
        assert_eq!(fixed_detail(ReportLanguage::De, "something else"), None);
    }
}
