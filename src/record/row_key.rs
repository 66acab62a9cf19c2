//! The key of a row: its content, whatever its number is. Sorting a file, adding rows to it and moving its columns keep
//! the key.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::header::Header;
use super::row::Record;

/// The key begins with a letter, so that no spreadsheet takes it for a number.
const FIRST: char = 'r';
/// Hexadecimal digits.
const DIGITS: usize = 16;

/// The key of a row, such as `r9f3c2a115be1c0de`, or `r9f3c2a115be1c0de-2-of-3` for the second of three rows with the same
/// cells. When one of them is gone, nobody can say which: then the keys of all of them are others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowKey {
    /// The hash of its cells.
    pub hash: u64,
    /// Which of the rows of its source with these cells it is, from 1.
    pub nth: u32,
    /// How many rows with these cells the source has.
    pub of: u32,
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FIRST}{:016x}", self.hash)?;
        if self.of > 1 { write!(f, "-{}-of-{}", self.nth, self.of) } else { Ok(()) }
    }
}

/// A text that is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a row_key is the letter r and 16 digits or letters, as in r9f3c2a115be1c0de, or r9f3c2a115be1c0de-2-of-3 for one of \
     several rows with the same cells"
)]
pub struct NoRowKey;

impl FromStr for RowKey {
    type Err = NoRowKey;

    fn from_str(text: &str) -> Result<Self, NoRowKey> {
        let text = text.trim().to_ascii_lowercase();
        let (hash, nth) =
            text.strip_prefix(FIRST).ok_or(NoRowKey)?.split_at_checked(DIGITS).ok_or(NoRowKey)?;
        let is_hash = hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let hash = u64::from_str_radix(hash, 16).ok().filter(|_| is_hash).ok_or(NoRowKey)?;
        if nth.is_empty() {
            return Ok(Self { hash, nth: 1, of: 1 });
        }
        let (nth, of) = nth.strip_prefix('-').and_then(|nth| nth.split_once("-of-")).ok_or(NoRowKey)?;
        let number = |text: &str| text.parse::<u32>().map_err(|_| NoRowKey);
        let (nth, of) = (number(nth)?, number(of)?);
        if nth == 0 || nth > of || of < 2 { Err(NoRowKey) } else { Ok(Self { hash, nth, of }) }
    }
}

/// Makes the hashes of the rows of one source.
///
/// Each cell is hashed with the name of its column, and the hashes are added up. So the order of the columns does not
/// matter, and the hash of a row with another cell can be computed without the rest of the row.
#[derive(Debug, Clone)]
pub struct RowHasher {
    /// By column.
    seeds: Vec<u64>,
}

impl RowHasher {
    /// For rows below a header.
    pub fn new(header: &Header) -> Self {
        // How many columns of a name were there before: a sheet may have 16,384 columns.
        let mut seen: HashMap<&str, u64> = HashMap::new();
        let seeds = header.names().iter().map(|name| {
            let name = name.trim();
            let earlier = seen.entry(name).or_default();
            let seed = xxh3_64_with_seed(name.as_bytes(), *earlier);
            *earlier += 1;
            seed
        });
        Self { seeds: seeds.collect() }
    }

    /// The hash of a row. White space around a cell and the form of its line breaks do not count.
    pub fn hash(&self, record: &Record) -> u64 {
        let cells = record.iter().take(self.seeds.len()).enumerate();
        cells.fold(0, |sum: u64, (column, cell)| sum.wrapping_add(self.part(column, cell.text)))
    }

    /// The hash that a row has when one of its cells gets another text.
    pub fn replaced(&self, hash: u64, column: usize, was: &str, now: &str) -> u64 {
        hash.wrapping_sub(self.part(column, was)).wrapping_add(self.part(column, now))
    }

    /// What a cell adds to the hash. An empty one adds nothing, so that a new empty column changes no key.
    fn part(&self, column: usize, text: &str) -> u64 {
        let text = text.trim();
        let seed = self.seeds.get(column).copied().unwrap_or_default();
        match text {
            "" => 0,
            _ if text.contains('\r') => xxh3_64_with_seed(one_form(text).as_bytes(), seed),
            _ => xxh3_64_with_seed(text.as_bytes(), seed),
        }
    }
}

/// True if two texts are the same cell, whoever has saved it.
pub fn is_same_cell(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim(), other.trim());
    one == other || (one.contains('\r') || other.contains('\r')) && one_form(one) == one_form(other)
}

/// The text with one form of line breaks.
fn one_form(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(names: &[&str], cells: &[&str]) -> u64 {
        let header = Header::of_source(names.iter().map(ToString::to_string).collect());
        let mut record = Record::new(2, 2);
        cells.iter().for_each(|cell| record.push(cell));
        RowHasher::new(&header).hash(&record)
    }

    #[test]
    fn order_and_empty_columns_do_not_matter() {
        let row = hash(&["Name", "Mail"], &["Ada", "a@x.org"]);
        assert_eq!(hash(&["Mail", "Name"], &["a@x.org", "Ada"]), row);
        assert_eq!(hash(&["Mail", "New", " Name "], &[" a@x.org", "", "Ada "]), row);
        assert_ne!(hash(&["Name", "Mail"], &["a@x.org", "Ada"]), row, "a value in another column");
        assert_ne!(hash(&["Name", "Mail"], &["Ada", "b@x.org"]), row);
        assert_ne!(hash(&["Name", "Mail", "New"], &["Ada", "a@x.org", "1"]), row);
        assert_ne!(hash(&["Name", "E-mail"], &["Ada", "a@x.org"]), row, "another column");
    }

    #[test]
    fn columns_of_one_name_and_without_one_differ() {
        let names = ["Phone", "Phone", "", ""];
        assert_ne!(hash(&names, &["1", "2", "", ""]), hash(&names, &["2", "1", "", ""]));
        assert_ne!(hash(&names, &["", "", "1", "2"]), hash(&names, &["", "", "2", "1"]));
    }

    #[test]
    fn line_breaks_have_one_form() {
        assert_eq!(hash(&["A"], &["x\r\ny"]), hash(&["A"], &["x\ny"]));
        assert!(is_same_cell("x\r\ny ", "x\ny") && !is_same_cell("x\ny", "xy"));
    }

    #[test]
    fn the_hash_after_a_change_is_known() {
        let header = Header::of_source(vec!["Name".to_owned(), "Mail".to_owned()]);
        let hasher = RowHasher::new(&header);
        let before = hash(&["Name", "Mail"], &["Ada", ""]);
        assert_eq!(hasher.replaced(before, 1, "", "a@x.org"), hash(&["Name", "Mail"], &["Ada", "a@x.org"]));
    }

    #[test]
    fn keys_are_read_as_they_are_written() {
        for key in [RowKey { hash: 7, nth: 1, of: 1 }, RowKey { hash: u64::MAX, nth: 12, of: 13 }] {
            assert_eq!(key.to_string().parse(), Ok(key));
            assert_eq!(key.to_string().to_uppercase().parse(), Ok(key));
        }
        let wrong = [
            "",
            "r",
            "r12",
            "9f3c2a115be1c0de",
            "r9f3c2a115be1c0dex",
            "r+f3c2a115be1c0de",
            "r9f3c2a115be1c0de-2",
            "r9f3c2a115be1c0de-0-of-2",
            "r9f3c2a115be1c0de-3-of-2",
            "r9f3c2a115be1c0de-1-of-1",
        ];
        for wrong in wrong {
            assert_eq!(wrong.parse::<RowKey>(), Err(NoRowKey), "{wrong}");
        }
    }
}
