//! The header: the names of the columns, and how a mapping finds them.

use std::collections::HashMap;

use super::case_folding::fold_case;

/// The names of the columns of one source, shared by all of its rows.
///
/// A source may have columns without a name, and several columns with the same name. [`Header::of_source`] keeps
/// them, but they can't be found by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    names: Vec<String>,
    /// Trimmed names of several columns, each with the first two of these columns.
    repeated: HashMap<String, (usize, usize)>,
}

/// The index of a column, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeaderColumn(pub usize);

/// The columns with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnMatch {
    /// No column has the name.
    None,
    /// One column.
    One(HeaderColumn),
    /// The first two of several columns.
    Several(HeaderColumn, HeaderColumn),
}

/// Why a header is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// Two columns have the same name, so a mapping could not tell them apart.
    #[error("the header names the column {name:?} twice (columns {first} and {second}); rename one of them")]
    Duplicate {
        /// The name, as in the second column.
        name: String,
        /// The first column, from 1.
        first: usize,
        /// The second column, from 1.
        second: usize,
    },
    /// A column has no name; rows may have data in it.
    #[error("column {column} has no name in the header; give it one")]
    Blank {
        /// The column, from 1.
        column: usize,
    },
}

/// Folds a name for comparison: case and composition ([`fold_case`]), surrounding white space removed, inner white
/// space reduced to one blank.
pub fn fold_name(name: &str) -> String {
    fold_case(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Header {
    /// A header with unique names; a repeated or blank name is an error.
    ///
    /// Names are the same if they are equal after trimming. `Email` and `email` are different; a mapping finds each by
    /// its exact name.
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
        Ok(Self { names, repeated: HashMap::new() })
    }

    /// A header with the names of a source, including blank and repeated ones.
    pub fn of_source(names: Vec<String>) -> Self {
        let mut first = HashMap::new();
        let mut repeated = HashMap::new();
        let named = names.iter().map(|name| name.trim()).enumerate().filter(|(_, name)| !name.is_empty());
        for (at, name) in named {
            let before = *first.entry(name).or_insert(at);
            if before != at {
                repeated.entry(name.to_owned()).or_insert((before, at));
            }
        }
        Self { names, repeated }
    }

    /// The names, in the order of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The number of columns.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// True if there is no column.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Finds a column by its exact name, else by its trimmed name, else by [`fold_name`] if that is unambiguous. A
    /// repeated name finds none.
    pub fn find(&self, name: &str) -> Option<HeaderColumn> {
        match self.look_up(name) {
            ColumnMatch::One(column) => Some(column),
            ColumnMatch::None | ColumnMatch::Several(..) => None,
        }
    }

    /// Like [`Self::find`], but tells a missing name from a repeated one.
    pub fn look_up(&self, name: &str) -> ColumnMatch {
        if name.trim().is_empty() {
            return ColumnMatch::None;
        }
        let exact = self.names.iter().position(|own| own == name);
        let trimmed = || self.names.iter().position(|own| own.trim() == name.trim());
        match exact.or_else(trimmed).or_else(|| self.find_folded(name)) {
            None => ColumnMatch::None,
            Some(at) => self.twin(at).unwrap_or(ColumnMatch::One(HeaderColumn(at))),
        }
    }

    /// True for a column without a name.
    pub fn is_unnamed(&self, column: HeaderColumn) -> bool {
        self.names.get(column.0).is_some_and(|name| name.trim().is_empty())
    }

    /// True for a column that shares its name with another.
    pub fn is_repeated(&self, column: HeaderColumn) -> bool {
        self.twin(column.0).is_some()
    }

    /// True if any column has no name, or shares its name with another.
    pub fn has_nameless(&self) -> bool {
        !self.repeated.is_empty() || self.names.iter().any(|name| name.trim().is_empty())
    }

    /// The name of a column in messages, with its number if the name is missing or repeated.
    pub fn label(&self, column: usize) -> String {
        match self.names.get(column) {
            Some(name) if !name.trim().is_empty() && self.twin(column).is_none() => name.clone(),
            Some(name) if !name.trim().is_empty() => format!("{} (column {})", name.trim(), column + 1),
            _ => format!("column {}", column + 1),
        }
    }

    fn twin(&self, column: usize) -> Option<ColumnMatch> {
        if self.repeated.is_empty() {
            return None;
        }
        let (first, second) = self.repeated.get(self.names.get(column)?.trim())?;
        Some(ColumnMatch::Several(HeaderColumn(*first), HeaderColumn(*second)))
    }

    fn find_folded(&self, name: &str) -> Option<usize> {
        let wanted = fold_name(name);
        let mut hits = self.names.iter().enumerate().filter(|(_, own)| fold_name(own) == wanted);
        let (first, own) = hits.next()?;
        hits.all(|(_, other)| other.trim() == own.trim()).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Result<Header, HeaderError> {
        Header::new(names.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_column_is_found_by_exact_name_first_then_folded() {
        let header = header(&["Email", "email", " Full  Name"]).unwrap();
        assert_eq!(header.find("email"), Some(HeaderColumn(1)));
        assert_eq!(header.find("EMAIL"), None, "two columns fold to it");
        assert_eq!(header.find("full name"), Some(HeaderColumn(2)));
        assert_eq!(header.find("phone"), None);
    }

    #[test]
    fn a_column_with_decomposed_letters_is_found() {
        let header = header(&["Pai\u{301}s"]).unwrap();
        assert_eq!(header.find("país"), Some(HeaderColumn(0)));
    }

    #[test]
    fn duplicate_and_blank_names_are_refused() {
        assert!(matches!(header(&["a", "b", "a "]), Err(HeaderError::Duplicate { first: 1, second: 3, .. })));
        assert!(matches!(header(&["a", " "]), Err(HeaderError::Blank { column: 2 })));
    }

    #[test]
    fn duplicate_and_nameless_columns_of_a_source_are_kept_but_not_found() {
        let header = Header::of_source(["a", "", "b", "a ", " ", "B"].map(String::from).to_vec());
        assert_eq!(header.look_up("a"), ColumnMatch::Several(HeaderColumn(0), HeaderColumn(3)));
        assert_eq!(
            header.look_up("A"),
            ColumnMatch::Several(HeaderColumn(0), HeaderColumn(3)),
            "in another case too"
        );
        assert_eq!((header.find("a"), header.find(""), header.find(" ")), (None, None, None));
        assert_eq!(
            header.look_up("b"),
            ColumnMatch::One(HeaderColumn(2)),
            "exactly, although another folds to it"
        );
        assert_eq!([0, 1, 2, 9].map(|at| header.label(at)), ["a (column 1)", "column 2", "b", "column 10"]);
        assert!(header.has_nameless() && !self::header(&["a", "b"]).unwrap().has_nameless());
    }
}
