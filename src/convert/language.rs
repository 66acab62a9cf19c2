//! The languages of the help desk, by code, locale or name.

use super::country;
use super::fold::fold_word;
use crate::customer::Language;
use crate::issue::{Code, Complaint};

/// Folded names in English, Italian, Spanish, French and German, and ISO 639 three-letter codes.
const NAMES: &[(&str, Language)] = &[
    ("english", Language::English),
    ("inglese", Language::English),
    ("ingles", Language::English),
    ("anglais", Language::English),
    ("englisch", Language::English),
    ("eng", Language::English),
    ("italian", Language::Italian),
    ("italiano", Language::Italian),
    ("italien", Language::Italian),
    ("italienisch", Language::Italian),
    ("ita", Language::Italian),
    ("spanish", Language::Spanish),
    ("spagnolo", Language::Spanish),
    ("espanol", Language::Spanish),
    ("espagnol", Language::Spanish),
    ("spanisch", Language::Spanish),
    ("castilian", Language::Spanish),
    ("castellano", Language::Spanish),
    ("spa", Language::Spanish),
    ("french", Language::French),
    ("francese", Language::French),
    ("frances", Language::French),
    ("francais", Language::French),
    ("franzosisch", Language::French),
    ("franzoesisch", Language::French),
    ("fra", Language::French),
    ("fre", Language::French),
];

/// Folded words for the region of a language, before or after its name.
#[rustfmt::skip]
const REGIONAL: &[&str] = &[
    "american", "australian", "british", "canadian", "european", "latin", "mexican", "swiss", "uk", "us",
    "americano", "australiano", "britannico", "canadese", "europeo", "latinoamericano", "messicano", "svizzero",
    "americain", "australien", "britannique", "canadien", "suisse", "d'amerique", "latine", "d'espagne", "du", "mexique",
    "britanico", "canadiense", "estadounidense", "suizo", "de", "espana", "mexico",
];

/// Locale regions that are not countries: Europe, and Latin America in some programs.
const REGIONS: &[&str] = &["eu", "uk", "xl"];

/// Words in parentheses that make the preceding name a different language.
const OTHER: &[&str] =
    &["creole", "kreol", "creolo", "criollo", "old", "ancien", "antico", "sign", "catalan", "catala"];

/// Reads a language by code (`it`), locale (`it-IT`, `it_IT`) or name. A country in parentheses may follow the name
/// (`English (UK)`).
pub(super) fn convert(text: &str) -> Result<Language, Complaint> {
    by_code(text).or_else(|| by_name(text)).ok_or_else(complaint)
}

fn by_code(text: &str) -> Option<Language> {
    let (code, rest) = text.split_at_checked(2)?;
    let language = match code.as_bytes() {
        [b'e' | b'E', b'n' | b'N'] => Language::English,
        [b'i' | b'I', b't' | b'T'] => Language::Italian,
        [b'e' | b'E', b's' | b'S'] => Language::Spanish,
        [b'f' | b'F', b'r' | b'R'] => Language::French,
        _ => return None,
    };
    is_locale_rest(rest).then_some(language)
}

/// True for an empty text and for subtags: `-IT`, `_419`, `-Latn-IT`, optionally with an encoding (`_IT.UTF-8`).
fn is_locale_rest(rest: &str) -> bool {
    let tags = rest.split_once('.').map_or(rest, |(tags, _)| tags);
    let Some(tags) = tags.strip_prefix(['-', '_']) else { return rest.is_empty() };
    let fits = |tag: &str| matches!(tag.len(), 2..=8) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric());
    tags.split(['-', '_']).all(fits) && tags.split(['-', '_']).next().is_none_or(is_region)
}

/// True for a region, and for any tag that does not have two letters. `it-EN` is Italian and English, not a locale.
fn is_region(tag: &str) -> bool {
    tag.len() != 2 || REGIONS.iter().any(|known| tag.eq_ignore_ascii_case(known)) || country::is_code(tag)
}

fn by_name(text: &str) -> Option<Language> {
    let named = |word: &str| NAMES.iter().find(|(name, _)| *name == word).map(|(_, language)| *language);
    let name = match text.split_once(" (").and_then(|(name, rest)| Some((name, rest.strip_suffix(')')?))) {
        Some((name, region)) => {
            let region = fold_word(region).filter(|region| !region.as_str().contains(['(', ')']))?;
            let mut words = region.as_str().split(|letter: char| !letter.is_alphanumeric());
            words.all(|word| named(word).is_none() && !OTHER.contains(&word)).then_some(name)?
        }
        None => text,
    };
    let folded = fold_word(name)?;
    let mut words = folded.as_str().split(' ');
    let mut found = None;
    words
        .all(|word| match named(word) {
            Some(language) => found.replace(language).is_none(),
            None => REGIONAL.contains(&word),
        })
        .then_some(found)
        .flatten()
}

fn complaint() -> Complaint {
    let hint = "write en, it, es or fr, or set a default and on_invalid = \"default\" for the field in the \
                mapping";
    Complaint::new(Code::Language, "the value is not a language of the help desk", hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_locales_and_names_are_recognized() {
        for (text, code) in [
            ("it", "it"),
            ("IT", "it"),
            ("it-IT", "it"),
            ("it_IT.UTF-8", "it"),
            ("es-419", "es"),
            ("en-Latn-GB", "en"),
            ("fra", "fr"),
            ("Français", "fr"),
            ("FRANC\u{327}AIS", "fr"),
            ("Español", "es"),
            ("Französisch", "fr"),
            ("English (UK)", "en"),
            ("Italienisch", "it"),
            ("Latin American Spanish", "es"),
            ("español de México", "es"),
            ("Français (Suisse)", "fr"),
            ("es-419", "es"),
            ("es_XL", "es"),
            ("en-UK", "en"),
            ("en-IT", "en"),
        ] {
            assert_eq!(convert(text).map(Language::code), Ok(code), "{text}");
        }
    }

    #[test]
    fn other_languages_and_texts_are_refused() {
        for text in [
            "de",
            "German",
            "English French",
            "Swiss",
            "Swiss German",
            "Old English",
            "en-",
            "english-",
            "e",
            "item",
            "Italy",
            "it.IT",
            "it IT",
            "frу",
            "é",
            "en,it",
            "it-en",
            "IT_EN",
            "English (French)",
            "French (Creole)",
            "Spanish (Catalan)",
            "Italian (mother tongue), English (fluent)",
            "Italian (good), (bad)",
        ] {
            assert_eq!(convert(text).unwrap_err().code, Code::Language, "{text}");
        }
    }
}
