//! Non-ASCII signs: on which side of a word, or next to which digits, each may be.

use super::letters;
use super::scripts::{IMPOSSIBLE, is_letter};

/// A sign and its neighbors.
#[derive(Debug, Clone, Copy)]
pub(super) struct SymbolRule {
    pub(super) sign: char,
    pub(super) before: Option<char>,
    pub(super) after: Option<char>,
}

/// The score of a sign inside a word.
const INSIDE: u32 = 6;

/// How odd a sign is in its place in a text without spaces.
pub(super) fn oddness(at: SymbolRule, text: &str) -> u32 {
    let letters = at.letter_before() || at.letter_after();
    match at.sign {
        '’' => apostrophe(at, text),
        '‘' | '“' | '„' | '«' | '‚' | '¿' | '¡' | '‹' => at.opening(text),
        '”' | '»' | '›' | '™' | '®' | '©' => at.closing(),
        '–' | '—' => at.dash(),
        '…' | '•' | '·' => at.dots(),
        'º' | 'ª' | '°' => {
            let inside = at.letter_before() && at.letter_after();
            INSIDE * u32::from(inside) + u32::from(!at.word_before() || at.word_after())
        }
        '²' | '³' | '¹' => {
            let unit = at.before == Some('m') || at.digit_before();
            if at.letter_after() || !unit { INSIDE } else { 0 }
        }
        'µ' if at.letter_before() || !matches!(at.after, None | Some('m' | 'g' | 'l' | 's')) => INSIDE,
        '´' if at.word_before() && at.after.is_some_and(char::is_uppercase) => 1,
        '´' => 4,
        '\u{a0}' => at.blank(),
        '\u{ad}' => {
            if at.word_before() && at.word_after() {
                2
            } else {
                5
            }
        }
        '€' | '£' | '½' | '¼' | '¾' | '‰' => INSIDE * u32::from(letters),
        '¥' | '¢' => 1 + 5 * u32::from(letters),
        '§' | '†' | '‡' | '¶' | 'µ' | '×' | '÷' | '±' | '¬' => {
            if letters {
                INSIDE
            } else {
                1
            }
        }
        '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff65}' => 1,
        '\u{fffd}' | '\u{80}'..='\u{9f}' | '\u{2500}'..='\u{25ff}' => IMPOSSIBLE,
        '\u{e000}'..='\u{f8ff}' | '\u{fb00}'..='\u{fb4f}' => IMPOSSIBLE,
        '\u{feff}' | '\u{1f000}'.. => 0,
        _ => {
            if at.word_before() || at.word_after() {
                7
            } else {
                INSIDE
            }
        }
    }
}

impl SymbolRule {
    fn letter_before(self) -> bool {
        self.before.is_some_and(is_letter)
    }

    fn letter_after(self) -> bool {
        self.after.is_some_and(is_letter)
    }

    fn digit_before(self) -> bool {
        self.before.is_some_and(|other| other.is_ascii_digit())
    }

    fn word_before(self) -> bool {
        self.letter_before() || self.digit_before()
    }

    fn word_after(self) -> bool {
        self.letter_after() || self.after.is_some_and(|other| other.is_ascii_digit())
    }

    fn opening(self, text: &str) -> u32 {
        match (self.word_before(), self.word_after()) {
            (false, true) => 2 * u32::from(self.sign == '‹'),
            (false, false) => 1,
            (true, true) => INSIDE,
            (true, false) if self.sign == '“' && text.contains('„') => 0,
            (true, false) => 4,
        }
    }

    fn closing(self) -> u32 {
        match (self.word_before(), self.word_after()) {
            (true, false) => 2 * u32::from(self.sign == '›'),
            (false, false) => 1,
            (false, true) if matches!(self.sign, '”' | '»' | '©') => 2,
            (false, true) => 4,
            (true, true) => INSIDE,
        }
    }

    fn dash(self) -> u32 {
        let lower = |other: Option<char>| other.is_some_and(char::is_lowercase);
        match (self.word_before(), self.word_after()) {
            (true, true) if lower(self.before) && lower(self.after) => INSIDE,
            (true, true) => u32::from(lower(self.before)),
            (false, false) => 0,
            _ => 3,
        }
    }

    fn dots(self) -> u32 {
        if self.sign == '·' && matches!((self.before, self.after), (Some('l' | 'L'), Some('l' | 'L'))) {
            return 0;
        }
        match (self.word_before(), self.word_after()) {
            (true, true) => INSIDE,
            (true, false) => 3,
            (false, true) => 3 * u32::from(self.sign == '…'),
            (false, false) => u32::from(self.sign == '·'),
        }
    }

    /// A no-break space: before a capital, or next to digits and signs.
    fn blank(self) -> u32 {
        let capital = self.after.is_some_and(char::is_uppercase);
        match (self.letter_before(), self.letter_after()) {
            (true, true) if capital => 1,
            (true, true) => 5,
            (true, false) if self.after.is_none() => 2,
            (false, true) if self.before.is_none() => 3,
            _ => 0,
        }
    }
}

/// `D’Angelo`, `O’Brien`, `dell’Orto`, `it’s`, and quotes.
fn apostrophe(at: SymbolRule, text: &str) -> u32 {
    const ELIDED: [&str; 16] =
        ["l", "d", "n", "s", "c", "j", "m", "t", "o", "qu", "ll", "un", "nt", "st", "gn", "tt"];
    if !at.letter_before() || !at.letter_after() {
        let digit = at.digit_before() || at.after.is_some_and(|other| other.is_ascii_digit());
        return u32::from(!at.letter_before() && !digit);
    }
    let (front, rest) = text.split_once('’').unwrap_or_default();
    let front = front.rsplit(|letter: char| !is_letter(letter)).next().unwrap_or_default().to_lowercase();
    let rest = rest.split(|letter: char| !is_letter(letter)).next().unwrap_or_default();
    let vowel = rest.chars().next().is_some_and(|first| letters::is_vowel(first) || "hH".contains(first));
    let elides = ELIDED.iter().any(|end| front == *end || (end.len() > 1 && front.ends_with(end)));
    let english = ["s", "t", "d", "m", "ll", "re", "ve", "n"].contains(&rest);
    if at.after.is_some_and(char::is_uppercase) {
        u32::from(front.chars().count() > 2 && !elides)
    } else if (elides && vowel) || english {
        0
    } else {
        INSIDE
    }
}
