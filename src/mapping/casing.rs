//! `case` of a rule.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

use super::spec::Case;

/// Name particles that stay in lower case after the first word. Italian ones (Di, Della) are capitalized.
const PARTICLES: &[&str] = &[
    "van", "von", "vom", "der", "den", "ten", "ter", "zu", "zur", "zum", "de", "del", "du", "des", "dos",
    "das", "y",
];

/// Articles that stay in lower case after `de`: de la Cruz.
const ARTICLES: &[&str] = &["la", "las", "los", "le", "les", "l"];

/// Endings of titles after a full stop: Dott.ssa, Sig.ra.
const ENDINGS: &[&str] = &["ssa", "ra", "na", "essa"];

impl Case {
    /// Converts the text. `Title` capitalizes each word. `Name` does the same, but only if all letters of the text
    /// have the same case.
    pub(crate) fn apply(self, text: &str) -> String {
        match self {
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Title => title(text),
            Self::Name => name(text),
        }
    }

    /// The converted text, or the same if the conversion changes nothing.
    pub(crate) fn applied(self, text: Cow<'_, str>) -> Cow<'_, str> {
        let converted = self.apply(&text);
        if converted == text { text } else { Cow::Owned(converted) }
    }
}

/// Contractions that stay in lower case after an apostrophe: we'll.
const SHORT: &[&str] = &["ll", "re", "ve"];

fn title(text: &str) -> String {
    let mut before = ' ';
    let mut inside = false;
    let mut out = String::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        if inside || is_combining_mark(letter) || (is_apostrophe(before) && is_short(rest)) {
            push_small(&mut out, letter, rest);
        } else if letter.is_uppercase() {
            out.push(letter);
        } else {
            out.extend(letter.to_uppercase());
        }
        inside = letter.is_alphanumeric() || (inside && is_combining_mark(letter));
        before = letter;
    }
    out
}

/// Appends a letter in lower case. A final sigma has a form of its own.
fn push_small(out: &mut String, letter: char, rest: &str) {
    let is_last = !rest.chars().nth(1).is_some_and(|next| next.is_alphanumeric() || is_combining_mark(next));
    match letter {
        'Σ' if is_last => out.push('ς'),
        _ => out.extend(letter.to_lowercase()),
    }
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}')
}

/// True if a single letter or a contraction follows an apostrophe: `'t Hart`, `it's`.
fn is_short(text: &str) -> bool {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter));
    let word = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    word.chars().filter(|letter| !is_combining_mark(*letter)).count() == 1
        || SHORT.iter().any(|short| word.eq_ignore_ascii_case(short))
}

/// Capitalizes a name that is all upper or all lower case, and leaves any other name unchanged.
fn name(text: &str) -> String {
    let large = text.chars().any(char::is_uppercase);
    let small = text.chars().any(char::is_lowercase);
    if large == small {
        return text.to_owned();
    }
    let words: Vec<&str> = text.split(' ').collect();
    let last = words.len().saturating_sub(1);
    let mut before = String::new();
    let cased = words.iter().enumerate().map(|(at, word)| {
        let lower = word.to_lowercase();
        let particle = PARTICLES.contains(&&*lower) || (before == "de" && ARTICLES.contains(&&*lower));
        before.clone_from(&lower);
        match &*lower {
            _ if at > 0 && particle => lower,
            "ii" | "iii" | "iv" if at == last && at > 0 => word.to_uppercase(),
            _ => name_word(word),
        }
    });
    cased.collect::<Vec<_>>().join(" ")
}

fn name_word(word: &str) -> String {
    let ending = word.split_once('.').map(|(front, ending)| (front, ending.to_lowercase()));
    if let Some((front, ending)) = ending.filter(|(_, ending)| ENDINGS.contains(&&**ending)) {
        return format!("{}.{ending}", title(front));
    }
    let cased = title(word);
    match cased.strip_prefix("Mc") {
        Some(rest) if rest.chars().count() > 2 => format!("Mc{}", title(rest)),
        _ => cased,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_case_applies_to_each_word() {
        for (text, wanted) in [
            ("ANNA-MARIA d'angelo", "Anna-Maria D'Angelo"),
            ("D’ANGELO", "D’Angelo"),
            ("'S-HERTOGENBOSCH", "'s-Hertogenbosch"),
            ("THE CHILDREN’S ROOM", "The Children’s Room"),
            ("WE'LL ROCK'N'ROLL", "We'll Rock'n'Roll"),
            ("ΟΔΥΣΣΕΥΣ ΠΑΠΑΣ", "Οδυσσευς Παπας"),
            ("İSTANBUL", "İstanbul"),
        ] {
            assert_eq!(Case::Title.apply(text), wanted, "{text}");
        }
    }

    #[test]
    fn names_in_a_single_case_get_name_case() {
        for (text, wanted) in [
            ("ADA BYRON", "Ada Byron"),
            ("ada byron", "Ada Byron"),
            ("ANNA-MARIA D'ANGELO", "Anna-Maria D'Angelo"),
            ("SINEAD O’BRIEN", "Sinead O’Brien"),
            ("VINCENT VAN GOGH", "Vincent van Gogh"),
            ("VAN GOGH", "Van Gogh"),
            ("MARIA DE LA CRUZ", "Maria de la Cruz"),
            ("LEONARDO DI CAPRIO", "Leonardo Di Caprio"),
            ("RONALD MCDONALD", "Ronald McDonald"),
            ("DOTT.SSA ANNA ROSSI", "Dott.ssa Anna Rossi"),
            ("DR. J.R. SMITH III", "Dr. J.R. Smith III"),
            ("ИВАН ПЕТРОВ", "Иван Петров"),
            ("JÖRG MÜLLER", "Jörg Müller"),
            ("JO\u{308}RG GARCI\u{301}A", "Jo\u{308}rg Garci\u{301}a"),
            ("e\u{301}loi\u{308}se", "E\u{301}loi\u{308}se"),
            ("JAN 'T HART", "Jan 't Hart"),
            ("VAN ’T HOFF", "Van ’t Hoff"),
            ("ΟΔΥΣΣΕΥΣ", "Οδυσσευς"),
            ("İBRAHİM", "İbrahi\u{307}m"),
            ("", ""),
            ("123", "123"),
            ("田中 健太", "田中 健太"),
        ] {
            assert_eq!(Case::Name.apply(text), wanted, "{text}");
        }
        for text in ["Ludwig van Beethoven", "DeShawn MacLeod", "IBM Italia", "e.e. Cummings", "Ada BYRON"] {
            assert_eq!(Case::Name.apply(text), text);
        }
    }
}
