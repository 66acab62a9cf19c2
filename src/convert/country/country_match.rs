//! Looks up countries. Tables of codes are built at compile time, the hash of names at first use.

use std::sync::LazyLock;

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use super::aliases::{ALIASES, KINGDOMS, REPUBLICS};
use super::countries_data::{COUNTRIES, Row};
use super::refusals::{AMBIGUOUS, FOREIGN_CODES, WITHDRAWN};
use crate::convert::{fold::fold_name, nearest_name::nearest};

/// Marks an unused code in the tables.
const NONE: u8 = u8::MAX;

static ALPHA2: [u8; 26 * 26] = alpha2_table();
static ALPHA3: [u8; 26 * 26 * 26] = alpha3_table();
static NUMERIC: [u8; 1000] = numeric_table();
static NAMES: LazyLock<HashTable<(Box<str>, CountryMatch)>> = LazyLock::new(names);

/// The meaning of a name or code.
#[derive(Debug, Clone, Copy)]
pub(super) enum CountryMatch {
    /// One current country.
    Certain(&'static Row),
    /// Several countries, by alpha-2 code.
    Shared(&'static [&'static str]),
    /// A former country: a message, and the current countries that may be meant.
    Gone(&'static str, &'static [&'static str]),
    /// A code that is not from ISO, and its country.
    Foreign(&'static &'static str),
}

/// The country with this alpha-2, alpha-3 or three-digit code. In a number cell, leading zeros may be missing.
pub(super) fn by_code(text: &str, number: bool) -> Option<&'static Row> {
    let letter = |byte: u8| byte.is_ascii_alphabetic().then(|| usize::from(byte.to_ascii_uppercase() - b'A'));
    let digit = |byte: u8| byte.is_ascii_digit().then(|| usize::from(byte - b'0'));
    let index = match *text.as_bytes() {
        [a, b, c] if a.is_ascii_digit() => NUMERIC.get(digit(a)? * 100 + digit(b)? * 10 + digit(c)?)?,
        [a, b] if number => NUMERIC.get(digit(a)? * 10 + digit(b)?)?,
        [a] if number => NUMERIC.get(digit(a)?)?,
        [a, b] => ALPHA2.get(letter(a)? * 26 + letter(b)?)?,
        [a, b, c] => ALPHA3.get((letter(a)? * 26 + letter(b)?) * 26 + letter(c)?)?,
        _ => return None,
    };
    COUNTRIES.get(usize::from(*index))
}

/// All current countries: the alpha-2 code and the English name.
#[cfg(feature = "workbench")]
pub(crate) fn countries() -> impl Iterator<Item = (&'static str, &'static str)> {
    COUNTRIES.iter().map(|row| (row.alpha2, row.name))
}

/// The meaning of a folded name.
pub(super) fn by_name(folded: &str) -> Option<CountryMatch> {
    NAMES.find(xxh3_64(folded.as_bytes()), |(name, _)| **name == *folded).map(|(_, verdict)| *verdict)
}

/// The alpha-2 codes of the countries with the nearest names.
pub(super) fn near(folded: &str) -> Vec<&'static str> {
    let certain = NAMES.iter().filter_map(|(name, verdict)| match verdict {
        CountryMatch::Certain(row) => Some((&**name, row.alpha2)),
        _ => None,
    });
    let mut near = nearest(folded, certain);
    near.sort_unstable();
    near
}

fn names() -> HashTable<(Box<str>, CountryMatch)> {
    let mut names: HashTable<(Box<str>, CountryMatch)> = HashTable::with_capacity(4096);
    let hash = |name: &str| xxh3_64(name.as_bytes());
    let mut add = |name: &str, verdict| {
        let Some(folded) = fold_name(name) else { return };
        let folded = folded.as_str();
        // A later verdict replaces an earlier one.
        let entry = names.entry(hash(folded), |(own, _)| **own == *folded, |(own, _)| hash(own));
        entry.and_modify(|own| own.1 = verdict).or_insert_with(|| (Box::from(folded), verdict));
    };
    for (name, row) in certain_names() {
        add(&name, CountryMatch::Certain(row));
    }
    for (spellings, codes) in AMBIGUOUS {
        spellings.iter().for_each(|name| add(name, CountryMatch::Shared(codes)));
    }
    for (spellings, message, codes) in WITHDRAWN {
        spellings.iter().for_each(|name| add(name, CountryMatch::Gone(message, codes)));
    }
    for (code, meant) in FOREIGN_CODES {
        add(code, CountryMatch::Foreign(meant));
    }
    names
}

/// All names of exactly one country, not folded.
pub(super) fn certain_names() -> Vec<(String, &'static Row)> {
    let mut names = Vec::with_capacity(4096);
    for row in &COUNTRIES {
        names.push((row.name.to_owned(), row));
        names.extend(row.names.iter().map(|name| ((*name).to_owned(), row)));
    }
    let find = |code: &str| by_code(code, false);
    for (code, aliases) in ALIASES {
        names.extend(aliases.iter().filter_map(|name| Some(((*name).to_owned(), find(code)?))));
    }
    let official = |style: &str, code: &&str| find(code).map(|row| (format!("{style} {}", row.name), row));
    names.extend(REPUBLICS.iter().filter_map(|code| official("Republic of", code)));
    names.extend(KINGDOMS.iter().filter_map(|code| official("Kingdom of", code)));
    names
}

const fn letter(code: &str, at: usize) -> usize {
    (code.as_bytes()[at] - b'A') as usize
}

const fn alpha2_table() -> [u8; 26 * 26] {
    let mut table = [NONE; 26 * 26];
    let mut row = 0;
    while row < COUNTRIES.len() {
        let code = COUNTRIES[row].alpha2;
        table[letter(code, 0) * 26 + letter(code, 1)] = row as u8;
        row += 1;
    }
    table
}

const fn alpha3_table() -> [u8; 26 * 26 * 26] {
    let mut table = [NONE; 26 * 26 * 26];
    let mut row = 0;
    while row < COUNTRIES.len() {
        let code = COUNTRIES[row].alpha3;
        table[(letter(code, 0) * 26 + letter(code, 1)) * 26 + letter(code, 2)] = row as u8;
        row += 1;
    }
    table
}

const fn numeric_table() -> [u8; 1000] {
    let mut table = [NONE; 1000];
    let mut row = 0;
    while row < COUNTRIES.len() {
        table[COUNTRIES[row].numeric as usize] = row as u8;
        row += 1;
    }
    table
}
