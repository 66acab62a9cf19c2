//! The header of a table, and the number of cells that its rows may have.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::record::Header;
use crate::source::formula_guard::unguarded;

use super::reject_places::RejectPlaces;
use super::safe_mark::is_guarded;

/// The columns of a table.
#[derive(Debug, Clone)]
pub(in crate::source) struct Layout {
    /// The columns with data.
    pub(in crate::source) header: Arc<Header>,
    /// The number of cells in the header row, with unnamed ones at its end and the columns of a rejects file.
    pub(in crate::source) width: usize,
    /// True for a rejects file of an earlier run.
    pub(in crate::source) rejects: bool,
    /// The columns of a rejects file.
    pub(in crate::source) places: Option<Arc<RejectPlaces>>,
    /// True if the header says that the cells have formula guards.
    pub(in crate::source) guarded: bool,
}

impl Layout {
    /// Reads the cells of a header row.
    ///
    /// Unnamed columns at its end are dropped: Excel writes them if a column was once used. Rows must be empty there,
    /// except in the first `columns` columns, which the rows do fill. With `name_columns`, each column gets a unique
    /// name; otherwise a mapping can't use unnamed or repeated ones.
    pub(in crate::source) fn new(names: Vec<String>, columns: usize, name_columns: bool) -> Self {
        if let Some(places) = RejectPlaces::find(&names) {
            return Self::of_rejects(places, names, name_columns);
        }
        let guarded = is_guarded(&names);
        let mut names = cleaned(names, guarded);
        if columns > names.len() {
            names.resize(columns, String::new());
        }
        let width = names.len();
        let kept = names.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |last| last + 1);
        names.truncate(kept.max(columns.min(width)));
        Self { guarded, ..Self::of(header(names, name_columns), width) }
    }

    /// The columns of a rejects file: those that deskferry added are not among them.
    fn of_rejects(places: RejectPlaces, names: Vec<String>, name_columns: bool) -> Self {
        let guarded = is_guarded(&names);
        let width = names.len();
        let names = cleaned(names, guarded);
        let kept: Vec<String> = places.data().iter().filter_map(|at| names.get(*at).cloned()).collect();
        let places = places.named(&kept);
        let plain = Self::of(header(kept, name_columns), width);
        Self { rejects: true, places: Some(Arc::new(places)), guarded, ..plain }
    }

    fn of(header: Header, width: usize) -> Self {
        Self { header: Arc::new(header), width, rejects: false, places: None, guarded: false }
    }

    /// The columns of rows without a header: `A`, `B` and so on, as in a spreadsheet.
    pub(in crate::source) fn lettered(columns: usize) -> Self {
        let names = (0..columns).map(letters).collect();
        Self::of(Header::of_source(names), columns)
    }

    /// Columns with the names of object members or properties. All of them have data.
    pub(in crate::source) fn plain(names: Vec<String>) -> Self {
        let width = names.len();
        Self::of(Header::of_source(names), width)
    }

    /// The number of columns with data.
    pub(in crate::source) fn columns(&self) -> usize {
        self.header.len()
    }
}

fn header(names: Vec<String>, name_columns: bool) -> Header {
    Header::of_source(if name_columns { with_names(names) } else { names })
}

/// The names without byte order marks and guards.
fn cleaned(mut names: Vec<String>, guarded: bool) -> Vec<String> {
    names.iter_mut().for_each(without_marks);
    if guarded {
        names.iter_mut().for_each(|name| *name = unguarded(name).to_owned());
    }
    names
}

/// Removes byte order marks. A workbook may have one from the text that it was made from.
fn without_marks(name: &mut String) {
    if name.starts_with('\u{feff}') {
        *name = name.trim_start_matches('\u{feff}').to_owned();
    }
}

/// The name of a column in a spreadsheet: 0 is `A`, 25 is `Z`, 26 is `AA`.
pub(in crate::source) fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Gives each column a unique name: `column 3` if it has none, `Phone (2)` if its name is taken.
fn with_names(names: Vec<String>) -> Vec<String> {
    let taken: HashSet<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    let mut given = HashSet::new();
    // The next number to try for each name. Otherwise many columns of one name would take quadratic time.
    let mut next: HashMap<String, u64> = HashMap::new();
    let own = |(at, name): (usize, String)| {
        let plain =
            if name.trim().is_empty() { format!("column {}", at + 1) } else { name.trim().to_owned() };
        if !name.trim().is_empty() && given.insert(plain.clone()) {
            return name;
        }
        let free = |name: &String| !taken.contains(name) && !given.contains(name);
        let from = next.entry(plain.clone()).or_insert(1);
        let numbered = |number: u64| match number {
            1 => plain.clone(),
            _ => format!("{plain} ({number})"),
        };
        let name =
            (*from..).inspect(|number| *from = number + 1).map(numbered).find(free).unwrap_or_default();
        given.insert(name.clone());
        name
    };
    names.into_iter().enumerate().map(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::header::REJECT_COLUMNS;

    fn layout(names: &[&str], columns: usize, name_columns: bool) -> Layout {
        Layout::new(names.iter().map(ToString::to_string).collect(), columns, name_columns)
    }

    #[test]
    fn columns_get_names_on_request() {
        let layout = layout(&["a", "", "a ", "column 2", "a (2)", "a", ""], 0, true);
        assert_eq!(layout.header.names(), ["a", "column 2 (2)", "a (3)", "column 2", "a (2)", "a (4)"]);
        assert_eq!(layout.width, 7);
    }

    #[test]
    fn many_columns_with_one_name_are_named_quickly() {
        let names = vec!["x".to_owned(); 50_000];
        assert_eq!(with_names(names).last().map(String::as_str), Some("x (50000)"));
    }

    #[test]
    fn trailing_nameless_columns_count_if_rows_fill_them() {
        let shape = |layout: Layout| (layout.columns(), layout.width);
        assert_eq!(shape(layout(&["a", "b", "", " "], 0, false)), (2, 4));
        assert_eq!(shape(layout(&["a", "b", "", " "], 3, false)), (3, 4));
        assert_eq!(shape(layout(&["a", "", "c"], 0, false)), (3, 3));
        assert_eq!(shape(layout(&["a"], 3, false)), (3, 3));
        assert_eq!(layout(&["a", ""], 2, true).header.names(), ["a", "column 2"]);
    }

    #[test]
    fn the_columns_of_a_rejects_file_are_not_data() {
        let names = [&["a", "", "a", ""], &REJECT_COLUMNS[..]].concat();
        let known = layout(&names, 0, false);
        assert_eq!((known.rejects, known.columns(), known.width), (true, 4, 12), "its columns as they were");
        assert!(!layout(&REJECT_COLUMNS, 0, false).rejects, "no columns of a source");
    }

    #[test]
    fn column_letters_are_those_of_a_spreadsheet() {
        assert_eq!([0, 25, 26, 701, 702, 16383].map(letters), ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
        assert_eq!(Layout::lettered(3).header.names(), ["A", "B", "C"]);
    }
}
