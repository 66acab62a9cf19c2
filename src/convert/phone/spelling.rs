//! How people write phone numbers: which texts are read as one, and which are rejected.

/// Words before an extension in lower case. If one begins with another, the longer one comes first.
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

/// The maximum number of digits of an extension.
const LONGEST_EXTENSION: usize = 7;

/// The minimum number of digits after a stroke. Fewer digits are an alternative ending, not a part of the number.
const BEHIND_STROKE: usize = 5;

/// The maximum number of digits of an area code with its zero before a stroke, as in `033051/12345`.
const AREA_CODE: usize = 6;

/// A group of this many digits is a complete local number.
const WHOLE: usize = 5;

/// The country codes of Germany and Austria, where digits after a hyphen are dialled as part of the number.
const DIALLED_THROUGH: &[i32] = &[49, 43];

/// The complaint about what seems to be several numbers, or several endings.
pub(super) const SEVERAL: (&str, &str) =
    ("there seems to be more than one phone number", "write one number, and nothing else");

/// A phone number split into the digits to dial and its extension.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spelling<'a> {
    pub(super) number: &'a str,
    pub(super) extension: Option<&'a str>,
}

impl<'a> Spelling<'a> {
    /// Splits a number, or says why the text is not one, and what to do.
    pub(super) fn of(text: &'a str) -> Result<Self, (&'static str, &'static str)> {
        let text = text.strip_prefix(['\'', '’']).unwrap_or(text).trim();
        let text = match text.get(..4) {
            Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => {
                text.get(4..).unwrap_or_default().trim_start()
            }
            _ => text,
        };
        let (number, extension) = split_extension(text);
        match problem(number) {
            Some(problem) => Err(problem),
            None => Ok(Self { number, extension }),
        }
    }

    /// Another spelling of the number, with this one's extension.
    pub(super) fn with_extension(&self, number: &str) -> String {
        match self.extension {
            Some(extension) => format!("{number} ext. {extension}"),
            None => number.to_owned(),
        }
    }

    /// True if the number begins with a country code.
    pub(super) fn is_international(&self) -> bool {
        self.number.trim_start_matches(['(', ' ']).starts_with('+')
    }

    /// True if one or two digits follow a complete number and a hyphen. `02 5551234-35` may be two numbers, or a
    /// number and an extension, except in countries where such digits are part of the number. No country writes a
    /// single last digit after a hyphen (`06 5555 1234-5`). Two digits after the only hyphen that count on (`26 12
    /// 34 56-57`) are the end of another number.
    pub(super) fn is_range(&self, country_code: i32) -> bool {
        let digits = |text: &str| text.bytes().rev().take_while(u8::is_ascii_digit).count();
        let end = digits(self.number);
        let front = self.number.split_at(self.number.len() - end).0.trim_end_matches([' ', '\u{a0}']);
        let before = front.trim_end_matches(is_hyphen);
        let hyphen = before.len() < front.len();
        let before = before.trim_end_matches([' ', '\u{a0}']);
        if !hyphen || DIALLED_THROUGH.contains(&country_code) {
            return false;
        }
        let all = before.bytes().filter(u8::is_ascii_digit).count();
        match end {
            1 => all >= WHOLE,
            2 => digits(before) >= WHOLE || !before.contains(is_hyphen) && counts_on(before, self.number),
            _ => false,
        }
    }
}

fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2014}')
}

/// True if the last two digits of a text are up to nine more than those of another.
fn counts_on(from: &str, to: &str) -> bool {
    let last = |text: &str| text.get(text.len().saturating_sub(2)..)?.parse::<u8>().ok();
    let step = last(from).zip(last(to)).and_then(|(from, to)| to.checked_sub(from));
    step.is_some_and(|step| (1..=9).contains(&step))
}

/// The number, and the digits after a word for "extension".
fn split_extension(text: &str) -> (&str, Option<&str>) {
    let none = (text, None);
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > LONGEST_EXTENSION {
        return none;
    }
    let (front, extension) = text.split_at(text.len() - digits);
    let front = front.trim_end_matches(['.', ':', ' ', '\u{a0}', '-']);
    let may_end_word =
        |last: u8| !last.is_ascii() || last.is_ascii_alphabetic() || matches!(last, b'=' | b'#');
    if !front.bytes().next_back().is_some_and(may_end_word) {
        return none;
    }
    let lower = front.to_lowercase();
    let word = EXTENSION_WORDS.iter().find(|word| lower.ends_with(*word));
    match word.and_then(|word| front.get(..front.len() - word.len())) {
        Some(number) => (number.trim_end_matches([' ', '\u{a0}', ',', '-', '(']), Some(extension)),
        None => none,
    }
}

fn problem(number: &str) -> Option<(&'static str, &'static str)> {
    if is_plain(number) { None } else { problem_of_any(number) }
}

/// What is wrong with a number of any spelling.
fn problem_of_any(number: &str) -> Option<(&'static str, &'static str)> {
    let one = "write one number, and nothing else";
    if number.chars().any(|letter| letter.is_alphabetic()) {
        return Some(("the phone number has letters", one));
    }
    if !number.chars().all(is_part) || number.rfind('+').is_some_and(|at| !is_front(number, at)) {
        return Some(("the value is not exactly one phone number", one));
    }
    let is_digit = |letter: char| letter.is_ascii_digit();
    if number
        .rsplit_once('.')
        .is_some_and(|(whole, end)| end == "0" && whole.trim_start_matches('+').chars().all(is_digit))
    {
        return Some(("the phone number was written as a decimal number", "remove the .0 at its end"));
    }
    let (before, behind) = number.split_once('/').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let few = digits(behind) < BEHIND_STROKE || is_complete_number(before);
    let several = behind.contains('/') || (!behind.is_empty() && few) || digits(before) == 0;
    several.then_some(SEVERAL)
}

/// True for the usual spelling, in which nothing can be wrong: a `+` or none, then digits, blanks, hyphens and brackets.
fn is_plain(number: &str) -> bool {
    let usual = |byte: u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'-' | b'(' | b')');
    let rest = number.strip_prefix('+').unwrap_or(number);
    rest.bytes().all(usual) && rest.bytes().any(|byte| byte.is_ascii_digit())
}

/// True if a country code comes first and more digits than an area code has follow before the stroke.
fn is_complete_number(before: &str) -> bool {
    let group = before.trim_end().rsplit(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
    let abroad = before.trim_start_matches(['(', ' ']).trim_end() == format!("+{group}");
    let country = if abroad || group.starts_with("00") { 3 } else { 0 };
    group.len() > AREA_CODE + country
}

/// True for a digit, or a character that people write between digits.
fn is_part(letter: char) -> bool {
    letter.is_ascii_digit()
        || matches!(letter, '+' | '-' | '.' | '/' | '(' | ')' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
        || matches!(letter, '\u{2010}'..='\u{2015}')
}

/// True if only opening brackets and spaces come before this position.
fn is_front(number: &str, at: usize) -> bool {
    number.get(..at).is_some_and(|before| before.chars().all(|letter| matches!(letter, '(' | ' ')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_plain_number_has_no_problem(
            number in prop_oneof!["[+]?[0-9 ()+./-]{0,16}", "[+]?[0-9 ()\u{a0}\u{2010}\0\r\u{200b}a.-]{0,9}", any::<String>()],
        ) {
            prop_assert_eq!(problem(&number), problem_of_any(&number), "{:?}", number);
        }
    }

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
    fn anything_but_one_number_is_refused() {
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
