//! The header of a table, and how many cells its rows may have.

use std::collections::HashSet;
use std::sync::Arc;

use crate::record::{Header, HeaderError};

use super::error::SourceError;

/// The columns that a rejects file has behind those of its source.
pub(super) const REJECT_COLUMNS: [&str; 6] = ["_file", "_sheet", "_row", "_codes", "_column", "_message"];

/// The columns of a table.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// The columns that hold data.
    pub(super) header: Arc<Header>,
    /// Cells of the header row, with the nameless ones at its end and the columns of a rejects file.
    pub(super) width: usize,
    /// True for a rejects file of an earlier run.
    pub(super) rejects: bool,
}

impl Layout {
    /// Takes the cells of a header row. Nameless columns at its end are let pass, for Excel writes them where a
    /// column was once used; a row must have nothing there. With `name_columns` the others get names.
    pub(super) fn new(
        names: Vec<String>,
        file: &str,
        row: u64,
        name_columns: bool,
    ) -> Result<Self, SourceError> {
        let width = names.len();
        let rejects = is_rejects(&names);
        let mut names = names;
        names.iter_mut().for_each(without_marks);
        if rejects {
            names.truncate(width - REJECT_COLUMNS.len());
        }
        let named = names.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |last| last + 1);
        names.truncate(named);
        let file = file.to_owned();
        let header = Header::new(if name_columns { with_names(names) } else { names });
        let header =
            header.map_err(|source| SourceError::Header { hint: hint(&source), file, row, source })?;
        Ok(Self { header: Arc::new(header), width, rejects })
    }

    /// The names that objects have; all of them are data.
    pub(super) fn plain(names: Vec<String>, file: &str) -> Result<Self, SourceError> {
        let (file, row, hint, width) = (file.to_owned(), 0, "", names.len());
        let header = Header::new(names).map_err(|source| SourceError::Header { file, row, hint, source })?;
        Ok(Self { header: Arc::new(header), width, rejects: false })
    }

    /// The number of columns that hold data.
    pub(super) fn columns(&self) -> usize {
        self.header.len()
    }
}

/// A name of a workbook may have the byte order mark of the text that it was made of.
fn without_marks(name: &mut String) {
    if name.starts_with('\u{feff}') {
        *name = name.trim_start_matches('\u{feff}').to_owned();
    }
}

/// Gives each column a name of its own: its place where it has none, else its name with a number behind it.
fn with_names(names: Vec<String>) -> Vec<String> {
    let taken: HashSet<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    let mut given = HashSet::new();
    let own = |(at, name): (usize, String)| {
        let plain =
            if name.trim().is_empty() { format!("column {}", at + 1) } else { name.trim().to_owned() };
        if !name.trim().is_empty() && given.insert(plain.clone()) {
            return name;
        }
        let free = |name: &String| !taken.contains(name) && !given.contains(name);
        let numbered = (2..).map(|number| format!("{plain} ({number})"));
        let name = std::iter::once(plain.clone()).chain(numbered).find(free).unwrap_or(plain);
        given.insert(name.clone());
        name
    };
    names.into_iter().enumerate().map(own).collect()
}

/// True where the names end in exactly the columns that a rejects file adds.
pub(super) fn is_rejects<S: AsRef<str>>(names: &[S]) -> bool {
    let start = names.len().checked_sub(REJECT_COLUMNS.len());
    let last = start.filter(|start| *start > 0).and_then(|start| names.get(start..));
    last.is_some_and(|last| last.iter().map(AsRef::as_ref).eq(REJECT_COLUMNS))
}

fn hint(source: &HeaderError) -> &'static str {
    match source {
        HeaderError::Blank { .. } => {
            ", or state header_row if the header stands in another row, or name_columns = true in the mapping's [source]"
        }
        HeaderError::Duplicate { .. } => ", or state name_columns = true in the mapping's [source]",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(names: &[&str]) -> Result<Layout, SourceError> {
        Layout::new(names.iter().map(ToString::to_string).collect(), "x.csv", 1, false)
    }

    #[test]
    fn columns_get_names_where_that_is_asked_for() {
        let names = ["a", "", "a ", "column 2", "a (2)", "a", ""].map(ToOwned::to_owned).to_vec();
        let layout = Layout::new(names, "x.csv", 1, true).unwrap();
        assert_eq!(layout.header.names(), ["a", "column 2 (2)", "a (3)", "column 2", "a (2)", "a (4)"]);
        assert_eq!(layout.width, 7);
    }

    #[test]
    fn nameless_columns_may_stand_at_the_end_only() {
        let layout = layout(&["a", "b", "", " "]).unwrap();
        assert_eq!((layout.columns(), layout.width), (2, 4));
        let fault = super::tests::layout(&["a", "", "c"]).unwrap_err();
        assert!(fault.to_string().starts_with("\"x.csv\", row 1: column 2 has no name"), "{fault}");
    }

    #[test]
    fn a_rejects_file_is_known_by_its_last_six_columns() {
        let names = [&["a", ""], &REJECT_COLUMNS[..]].concat();
        let known = layout(&names).unwrap();
        assert_eq!((known.rejects, known.columns(), known.width), (true, 1, 8));
        assert!(!layout(&REJECT_COLUMNS).unwrap().rejects, "no columns of a source");
        assert!(!layout(&[&names[..], &["more"]].concat()[2..]).unwrap().rejects);
    }
}
