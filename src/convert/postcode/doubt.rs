//! Checks whether a postcode can belong to its row's country. Nothing is changed or rejected.

use std::borrow::Cow;

use super::letters;
use super::table::{ANY, Postcodes, postcodes_of};
use crate::convert::country::country_name;
use crate::convert::fraction::without_zero_fraction;
use crate::customer::Country;
use crate::issue::{Code, Complaint};

/// Returns what is odd about a postcode of this country, and `None` for a country without postcodes.
pub(crate) fn postcode_doubt(country: Country, text: &str) -> Option<Complaint> {
    let codes = postcodes_of(country.0)?;
    let bare = bare(text)?;
    if codes.has(&bare) || codes.has_behind_sign(&bare) {
        return None;
    }
    // W109 covers `1067.0`.
    if without_zero_fraction(text).is_some() {
        return None;
    }
    let own = codes.without_sign(&bare);
    let name = country_name(country.0).unwrap_or(country.0);
    let shape = format!("{name} ({}), whose postcodes look like {}", country.0, codes.example);
    let Some(zeros) = codes.lost_zeros(own) else {
        let (what, hint) = if codes.has_beginning(own) {
            ("only the first part of a", "write the complete postcode, or correct the row's country")
        } else {
            ("not a", "correct the postcode, or the row's country")
        };
        let message = format!("this is {what} postcode of {shape}; it was kept as written");
        return Some(Complaint::new(Code::Postcode, message, hint));
    };
    let likely = format!("{}{}", "0".repeat(zeros), codes.without_sign(text.trim()));
    let message = format!(
        "this is too short for a postcode of {shape}: it was probably {likely}, and a spreadsheet removed its \
         leading zeros; it was kept as written"
    );
    let hint = format!("write {likely} in a column formatted as text, or correct the row's country");
    Some(Complaint::new(Code::Postcode, message, hint).suggesting([likely]))
}

/// Like [`postcode_doubt`], for the two-letter code of a country.
pub(crate) fn postcode_doubt_by_code(country: &str, text: &str) -> Option<Complaint> {
    postcodes_of(country).and_then(|row| postcode_doubt(Country(row.country), text))
}

/// A code without separators, in upper case and with ASCII digits; `None` for a text that is too long for a postcode.
fn bare(text: &str) -> Option<Cow<'_, str>> {
    const LONGEST: usize = 64;
    let is_bare = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    let text = text.trim().trim_start_matches('〒');
    if text.len() > LONGEST {
        return None;
    }
    if text.bytes().all(is_bare) {
        return Some(Cow::Borrowed(text));
    }
    Some(text.chars().filter(|letter| !is_gap(*letter)).map(plain).collect())
}

/// True for white space, or a character that people write between the groups of a code.
fn is_gap(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '\u{ff0d}')
}

/// A letter in upper case, and a digit of any script as an ASCII digit.
fn plain(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_uppercase();
    }
    let zeros = ['\u{ff10}', '\u{660}', '\u{6f0}', '\u{966}', '\u{e50}'];
    let digit = |zero: &char| u32::from(letter).checked_sub(u32::from(*zero)).filter(|digit| *digit < 10);
    zeros.iter().find_map(digit).and_then(|digit| char::from_digit(digit, 10)).unwrap_or(letter)
}

impl Postcodes {
    /// True for a code of this country.
    fn has(&self, bare: &str) -> bool {
        let mut shapes = self.shapes.as_bytes().split(|byte| *byte == b' ');
        shapes.any(|shape| fits(shape, bare)) && self.has_first(bare) && letters::are_used(self.country, bare)
    }

    /// True for the first part of a code that continues with letters.
    fn has_beginning(&self, bare: &str) -> bool {
        const LEAST: usize = 2;
        let is_beginning = |shape: &str| {
            let parts = shape.split_at_checked(bare.len());
            parts.is_some_and(|(front, rest)| rest.contains(['@', '*']) && fits(front.as_bytes(), bare))
        };
        bare.len() >= LEAST && self.shapes.split(' ').any(is_beginning)
    }

    /// True if a code of only digits starts with two digits that this country uses.
    fn has_first(&self, bare: &str) -> bool {
        let digits = bare.bytes().all(|byte| byte.is_ascii_digit());
        let first = bare.get(..2).filter(|_| digits).and_then(|first| first.parse().ok());
        first.is_none_or(|first: u8| (self.first.0..=self.first.1).contains(&first))
    }

    /// True for a code after the country's code or vehicle sign.
    fn has_behind_sign(&self, bare: &str) -> bool {
        let signs = [self.sign, self.country].into_iter().filter(|sign| !sign.is_empty());
        signs.filter_map(|sign| bare.strip_prefix(sign)).any(|rest| self.has(rest))
    }

    /// Removes the country before a code that starts with a digit. Any other text is returned unchanged.
    fn without_sign<'t>(&self, text: &'t str) -> &'t str {
        let signs = [self.sign, self.country];
        let rest = signs.iter().filter(|sign| !sign.is_empty()).find_map(|sign| {
            let front = text.get(..sign.len()).filter(|front| front.eq_ignore_ascii_case(sign))?;
            let rest = text.get(front.len()..)?.trim_start_matches(is_gap);
            rest.starts_with(|first: char| first.is_ascii_digit()).then_some(rest)
        });
        rest.unwrap_or(text)
    }

    /// How many leading zeros turn some digits into a code of this country, if any number does.
    fn lost_zeros(&self, bare: &str) -> Option<usize> {
        let most = match self.first {
            ANY => 0,
            (0, _) => 2,
            (1..10, _) => 1,
            _ => 0,
        };
        let digits = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
        (1..=most).find(|zeros| digits && self.has(&format!("{}{bare}", "0".repeat(*zeros))))
    }
}

/// True if a text has a shape: `#` is a digit, `@` a letter, `*` either, and any other character itself.
fn fits(shape: &[u8], text: &str) -> bool {
    let one = |(shape, sign): (&u8, u8)| match *shape {
        b'#' => sign.is_ascii_digit(),
        b'@' => sign.is_ascii_uppercase(),
        b'*' => sign.is_ascii_digit() || sign.is_ascii_uppercase(),
        own => own == sign,
    };
    shape.len() == text.len() && shape.iter().zip(text.bytes()).all(one)
}

#[cfg(test)]
mod tests;
