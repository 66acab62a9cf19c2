//! The header: names of columns, and how a mapping finds them.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

/// The names of the columns of one source, shared by all of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    names: Vec<String>,
}

/// A column that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column(pub usize);

/// Why a header can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Two columns with one name: a mapping could not say which one it means.
    #[error("the header names the column {name:?} twice (columns {first} and {second})")]
    Duplicate {
        /// The name, as the second column has it.
        name: String,
        /// The first column, from 1.
        first: usize,
        /// The second column, from 1.
        second: usize,
    },
    /// A column without a name although rows may hold data in it.
    #[error("column {column} has no name in the header")]
    Blank {
        /// The column, from 1.
        column: usize,
    },
}

/// How names compare when they do not match exactly: Unicode NFC, trimmed, white space folded, lower case.
pub fn fold_name(name: &str) -> String {
    let folded: String = name.nfc().flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Header {
    /// Takes the names as the source has them; fails on a name that stands twice, or on a blank one.
    ///
    /// Two names are the same only when they are equal after trimming: `Email` and `email` may stand side by side,
    /// and a mapping that names one exactly gets that one.
    pub fn new(names: Vec<String>) -> Result<Self, HeaderError> {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (index, name) in names.iter().enumerate() {
            if name.trim().is_empty() {
                return Err(HeaderError::Blank { column: index + 1 });
            }
            if let Some(first) = seen.insert(name.trim(), index) {
                return Err(HeaderError::Duplicate {
                    name: name.clone(),
                    first: first + 1,
                    second: index + 1,
                });
            }
        }
        Ok(Self { names })
    }

    /// The names, first to last.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The number of columns.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// True when there is no column.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Finds a column by name: exactly, else trimmed, else by [`fold_name`] where only one column folds so.
    pub fn find(&self, name: &str) -> Option<Column> {
        let exact = self.names.iter().position(|own| own == name);
        let trimmed = || self.names.iter().position(|own| own.trim() == name.trim());
        exact.or_else(trimmed).or_else(|| self.find_folded(name)).map(Column)
    }

    fn find_folded(&self, name: &str) -> Option<usize> {
        let wanted = fold_name(name);
        let mut hits = self.names.iter().enumerate().filter(|(_, own)| fold_name(own) == wanted);
        let first = hits.next()?.0;
        hits.next().is_none().then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Result<Header, HeaderError> {
        Header::new(names.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn finds_exactly_first_then_folded() {
        let header = header(&["Email", "email", " Full  Name"]).unwrap();
        assert_eq!(header.find("email"), Some(Column(1)));
        assert_eq!(header.find("EMAIL"), None, "two columns fold to it");
        assert_eq!(header.find("full name"), Some(Column(2)));
        assert_eq!(header.find("phone"), None);
    }

    #[test]
    fn finds_decomposed_letters() {
        let header = header(&["Pai\u{301}s"]).unwrap();
        assert_eq!(header.find("país"), Some(Column(0)));
    }

    #[test]
    fn refuses_twins_and_blanks() {
        assert!(matches!(header(&["a", "b", "a "]), Err(HeaderError::Duplicate { first: 1, second: 3, .. })));
        assert!(matches!(header(&["a", " "]), Err(HeaderError::Blank { column: 2 })));
    }
}
