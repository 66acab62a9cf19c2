//! The case that a text is brought to.

use super::spec::Case;

/// Particles of names that stay small behind the first word. Italian ones (Di, Della) are written large.
const PARTICLES: &[&str] = &[
    "van", "von", "vom", "der", "den", "ten", "ter", "zu", "zur", "zum", "de", "del", "du", "des", "dos",
    "das", "y",
];

/// Articles that stay small behind `de`: de la Cruz.
const ARTICLES: &[&str] = &["la", "las", "los", "le", "les", "l"];

/// Endings of titles behind a full stop: Dott.ssa, Sig.ra.
const ENDINGS: &[&str] = &["ssa", "ra", "na", "essa"];

impl Case {
    /// The text in this case. `Title` makes the first letter of each word large and the others small. `Name` does so
    /// with names that are all large or all small, and leaves others alone.
    pub(crate) fn apply(self, text: &str) -> String {
        match self {
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Title => title(text),
            Self::Name => name(text),
        }
    }

    /// True when the text is not in this case yet.
    pub(crate) fn changes(self, text: &str) -> bool {
        self.apply(text) != text
    }
}

fn title(text: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match inside {
            true => out.extend(letter.to_lowercase()),
            false => out.extend(letter.to_uppercase()),
        }
        inside = letter.is_alphanumeric() || (inside && letter == '\u{2019}');
    }
    out
}

/// A name whose letters are all of one case, word by word; any other as it is.
fn name(text: &str) -> String {
    let large = text.chars().any(char::is_uppercase);
    let small = text.chars().any(char::is_lowercase);
    if large == small {
        return text.to_owned();
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(' ').collect();
    let last = words.len().saturating_sub(1);
    let mut before = "";
    let cased = words.iter().enumerate().map(|(at, word)| {
        let particle = PARTICLES.contains(word) || (before == "de" && ARTICLES.contains(word));
        before = word;
        match *word {
            word if at > 0 && particle => word.to_owned(),
            "ii" | "iii" | "iv" if at == last && at > 0 => word.to_uppercase(),
            word => name_word(word),
        }
    });
    cased.collect::<Vec<_>>().join(" ")
}

fn name_word(word: &str) -> String {
    if let Some((front, ending)) = word.split_once('.').filter(|(_, ending)| ENDINGS.contains(ending)) {
        return format!("{}.{ending}", title(front));
    }
    let cased = title(&word.replace('\u{2019}', "'"));
    let cased = if word.contains('\u{2019}') { cased.replace('\'', "\u{2019}") } else { cased };
    match cased.strip_prefix("Mc") {
        Some(rest) if rest.chars().count() > 2 => format!("Mc{}", title(rest)),
        _ => cased,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_case_goes_word_by_word() {
        assert_eq!(Case::Title.apply("ANNA-MARIA d'angelo"), "Anna-Maria D'Angelo");
    }

    #[test]
    fn names_in_one_case_are_written_as_names() {
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
