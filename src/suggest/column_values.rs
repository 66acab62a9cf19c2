//! What the values of a column show.

use std::collections::HashSet;

use crate::convert::{BoolWords, Conversion, ConversionInput, broken_cell, without_zero_fraction};
use crate::mapping::{is_empty_word, once_encoded, without_entities};
use crate::record::CellKind;

use super::sensitive_columns;

/// The maximum length of a person's name, in bytes.
const NAME: usize = 80;

/// A cell of the sample. Long texts are cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SampleCell {
    pub(super) text: String,
    pub(super) kind: CellKind,
}

/// The cells of a column with a value, and what else was found.
#[derive(Default)]
pub(super) struct ColumnValues<'a> {
    cells: Vec<&'a SampleCell>,
    /// The index of each cell's row in the sample.
    rows: Vec<usize>,
    /// Words that programs write for an empty cell.
    empty_words: Vec<&'a str>,
    /// Cells with a spreadsheet error, or a formula without a result.
    broken: usize,
}

impl<'a> ColumnValues<'a> {
    pub(super) fn new(cells: impl Iterator<Item = &'a SampleCell>) -> Self {
        let mut values = Self::default();
        for (row, cell) in cells.enumerate() {
            let text = cell.text.trim();
            let is_flat = cell.kind == CellKind::Text;
            match text {
                "" | "N/A" | "n/a" | "NULL" | "null" | "\\N" => {}
                _ if cell.kind.is_broken() || (is_flat && broken_cell::kind(text).is_some()) => {
                    values.broken += 1
                }
                _ if is_empty_word(text) => values.empty_words.push(text),
                _ => {
                    values.cells.push(cell);
                    values.rows.push(row);
                }
            }
        }
        values
    }

    /// Words that programs write for an empty cell.
    pub(super) fn empty_words(&self) -> &[&'a str] {
        &self.empty_words
    }

    /// The number of cells with a spreadsheet error, or a formula without a result.
    pub(super) fn broken(&self) -> usize {
        self.broken
    }

    /// An example of twice-encoded text and of text with HTML entities, each with the repaired text.
    pub(super) fn damaged(&self) -> [Option<(&'a str, String)>; 2] {
        let first = |mended: fn(&str) -> Option<String>| {
            let found =
                self.cells.iter().find_map(|cell| Some((cell.text.trim(), mended(cell.text.trim())?)));
            found.filter(|(text, _)| sensitive_columns::by_value(text).is_none())
        };
        [first(once_encoded), first(without_entities)]
    }

    /// The number of values with two to four digits, if more have five and hardly any value is something else.
    pub(super) fn short_postcodes(&self) -> usize {
        let digits = |least: usize, most: usize| {
            let is_one = |text: &str| {
                (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
            };
            self.cells.iter().filter(|cell| is_one(cell.text.trim())).count()
        };
        let whole = digits(5, 5);
        let short = digits(2, 4);
        if mostly(whole + short, self.count()) && whole > short { short } else { 0 }
    }

    pub(super) fn count(&self) -> usize {
        self.cells.len()
    }

    pub(super) fn inputs(&self) -> impl Iterator<Item = ConversionInput<'a>> + Clone + '_ {
        self.cells
            .iter()
            .map(|cell| ConversionInput { kind: cell.kind, ..ConversionInput::text(cell.text.trim()) })
    }

    /// The texts, with the index of their row in the sample.
    pub(super) fn by_row(&self) -> impl Iterator<Item = (usize, &'a str)> + '_ {
        self.rows.iter().copied().zip(self.cells.iter().map(|cell| cell.text.trim()))
    }

    /// The number of values that a conversion accepts.
    pub(super) fn taken_by(&self, conversion: &Conversion) -> usize {
        self.inputs().filter(|input| conversion.convert(input).is_ok()).count()
    }

    pub(super) fn are_mostly(&self, conversion: &Conversion) -> bool {
        mostly(self.taken_by(conversion), self.count())
    }

    /// True if the values are written like phone numbers. A bare number does not count, because it may be anything.
    pub(super) fn look_like_phones(&self) -> bool {
        let phones = self.cells.iter().filter(|cell| is_phone(cell.text.trim())).count();
        mostly(phones, self.count())
    }

    /// True if all values are whole numbers that a program wrote as decimals (`1067.0`).
    pub(super) fn are_fractions(&self) -> bool {
        let fraction =
            |cell: &&SampleCell| cell.kind == CellKind::Text && without_zero_fraction(&cell.text).is_some();
        !self.cells.is_empty() && self.cells.iter().all(fraction)
    }

    pub(super) fn are_truths(&self) -> bool {
        self.are_mostly(&Conversion::Bool(BoolWords::default()))
    }

    /// True if the values look like names of people or companies: words of letters, most of them different.
    pub(super) fn look_like_names(&self) -> bool {
        let is_name = |text: &str| {
            let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
            let digits = text.chars().filter(char::is_ascii_digit).count();
            letters >= 2
                && letters >= 3 * digits
                && letters * 2 > text.chars().count()
                && text.len() <= NAME
                && !text.contains(['@', '/', '_'])
        };
        let names = self.cells.iter().filter(|cell| is_name(cell.text.trim())).count();
        mostly(names, self.count()) && self.different() * 2 > self.count()
    }

    /// The number of different values.
    pub(super) fn different(&self) -> usize {
        self.cells.iter().map(|cell| cell.text.trim()).collect::<HashSet<_>>().len()
    }

    /// True if few values repeat in many rows, which is unlikely for a customer's own data.
    pub(super) fn are_repeated(&self) -> bool {
        self.count() >= 3 && self.different() * 2 <= self.count()
    }

    /// The number of values with more than one word.
    pub(super) fn of_several_words(&self) -> usize {
        self.cells.iter().filter(|cell| cell.text.trim().contains(' ')).count()
    }

    /// The kind of sensitive data, if most values are of it. `of_firms` is true for a column of company numbers.
    pub(super) fn secret(&self, of_firms: bool) -> Option<&'static str> {
        let told = if of_firms { sensitive_columns::by_value_of_firms } else { sensitive_columns::by_value };
        let found: Vec<&str> = self.cells.iter().filter_map(|cell| told(&cell.text)).collect();
        let first = *found.first()?;
        (found.len() * 2 >= self.count()).then_some(first)
    }

    /// Some different values, without those that must not be shown.
    pub(super) fn examples(&self) -> Vec<&'a str> {
        let mut examples: Vec<&str> = Vec::new();
        for cell in &self.cells {
            let text = cell.text.trim();
            if !examples.contains(&text) && sensitive_columns::by_value(text).is_none() {
                examples.push(text);
            }
            if examples.len() == 3 {
                break;
            }
        }
        examples
    }
}

/// True for at least four in five.
pub(super) fn mostly(good: usize, all: usize) -> bool {
    all > 0 && good * 5 >= all * 4
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let fits = text.chars().all(|letter| letter.is_ascii_digit() || " +()-./".contains(letter));
    let parts = text.contains([' ', '(', '/']) || text.starts_with(['+', '0']);
    fits && parts && matches!(digits, 7..=15) && !text.contains("..") && !is_day(text)
}

/// True for `2020-01-31` and `31.01.2020`, optionally with a time. `04.72.00.00.00` has too many parts.
pub(super) fn is_day(text: &str) -> bool {
    let day = text.split(['T', ' ']).next().unwrap_or_default();
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = day.split(['-', '/', '.']).map(|part| is_part(part).then_some(part.len()));
    let found = (parts.next(), parts.next(), parts.next(), parts.next());
    matches!(
        found,
        (Some(Some(4)), Some(Some(1..=2)), Some(Some(1..=2)), None)
            | (Some(Some(1..=2)), Some(Some(1..=2)), Some(Some(2 | 4)), None)
    )
}
