//! How people write phone numbers: what is taken for one, and what is not looked at any further.

/// Words before an extension, in lower case, longest first where one begins another.
const EXTENSION_WORDS: &[&str] = &[
    ";ext=",
    "extensión",
    "extension",
    "estensione",
    "extn",
    "ext",
    "interno",
    "int",
    "poste",
    "durchwahl",
    "apparat",
    "klappe",
    "anexo",
    "app",
    "dw",
    "x",
    "#",
];

/// An extension has so many digits at most.
const LONGEST_EXTENSION: usize = 7;

/// Behind a stroke stand so many digits at least: fewer are another way to end the number, and not a part of it.
const BEHIND_STROKE: usize = 5;

/// A phone number taken apart: what is dialled first, and the digits of its extension.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spelling<'a> {
    pub(super) number: &'a str,
    pub(super) extension: Option<&'a str>,
}

impl<'a> Spelling<'a> {
    /// Takes one number apart, or says why the text is none, and what to do.
    pub(super) fn of(text: &'a str) -> Result<Self, (&'static str, &'static str)> {
        let text = text.strip_prefix(['\'', '’']).unwrap_or(text).trim();
        let text = match text.get(..4) {
            Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => {
                text.get(4..).unwrap_or_default().trim_start()
            }
            _ => text,
        };
        let (number, extension) = split_extension(text);
        match fault(number) {
            Some(fault) => Err(fault),
            None => Ok(Self { number, extension }),
        }
    }

    /// True for a number that begins with the code of its country.
    pub(super) fn is_international(&self) -> bool {
        self.number.trim_start_matches(['(', ' ']).starts_with('+')
    }
}

/// The number, and the digits behind a word that stands for "extension".
fn split_extension(text: &str) -> (&str, Option<&str>) {
    let none = (text, None);
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > LONGEST_EXTENSION {
        return none;
    }
    let (front, extension) = text.split_at(text.len() - digits);
    let front = front.trim_end_matches(['.', ':', ' ', '\u{a0}', '-']);
    let lower = front.to_lowercase();
    let word = EXTENSION_WORDS.iter().find(|word| lower.ends_with(*word));
    match word.and_then(|word| front.get(..front.len() - word.len())) {
        Some(number) => (number.trim_end_matches([' ', '\u{a0}', ',', '-', '(']), Some(extension)),
        None => none,
    }
}

fn fault(number: &str) -> Option<(&'static str, &'static str)> {
    let one = "write one number, and nothing else";
    if number.chars().any(|letter| letter.is_alphabetic()) {
        return Some(("the phone number has letters", one));
    }
    if !number.chars().all(is_part) || number.rfind('+').is_some_and(|at| !is_front(number, at)) {
        return Some(("the value is more than a phone number, or less", one));
    }
    let (before, behind) = number.split_once('/').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    if behind.contains('/') || (!behind.is_empty() && digits(behind) < BEHIND_STROKE) || digits(before) == 0 {
        return Some(("there seems to be more than one phone number", one));
    }
    None
}

/// A digit, or what people put between digits.
fn is_part(letter: char) -> bool {
    letter.is_ascii_digit()
        || matches!(letter, '+' | '-' | '.' | '/' | '(' | ')' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
        || matches!(letter, '\u{2010}'..='\u{2015}')
}

/// True when nothing but opening brackets and blanks stands before this place.
fn is_front(number: &str, at: usize) -> bool {
    number.get(..at).is_some_and(|before| before.chars().all(|letter| matches!(letter, '(' | ' ')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_split_off() {
        for (text, number, extension) in [
            ("+39 02 5551234", "+39 02 5551234", None),
            ("020 7946 0958 ext. 12", "020 7946 0958", Some("12")),
            ("020 7946 0958 x12", "020 7946 0958", Some("12")),
            ("02 5551234 int 7", "02 5551234", Some("7")),
            ("02 5551234 (interno 7", "02 5551234", Some("7")),
            ("+442079460958;ext=012", "+442079460958", Some("012")),
            ("01 23 45 67 89 poste 4", "01 23 45 67 89", Some("4")),
            ("tel:+39-02-5551234", "+39-02-5551234", None),
            ("'+39025551234", "+39025551234", None),
        ] {
            let spelling = Spelling { number, extension };
            assert_eq!(Spelling::of(text), Ok(spelling), "{text}");
        }
    }

    #[test]
    fn what_is_not_one_number_is_no_spelling() {
        for text in [
            "1-800-FLOWERS",
            "call 5551234",
            "02 5551234, 02 5551235",
            "02 5551234; 5551235",
            "02 5551234/35",
            "02/555/1234567",
            "+39 02 +39 02",
            "39+025551234",
            "",
            "-",
            "/5551234",
            "０２５５５１２３４",
            "٠٢٥٥٥١٢٣٤",
            "ada@example.org",
            "02 5551234 ext",
            "*#06#",
            "02\u{200b}5551234",
        ] {
            assert!(Spelling::of(text).is_err(), "{text}");
        }
    }
}
