//! Where a rejects file has the columns that deskferry added, among those of its source.
//!
//! Office programs add empty columns, and people move or add columns. So the columns are found by their names. A file is
//! a rejects file if it has all of [`ALWAYS`] and at least one column of a source. Files of earlier versions have no
//! `_decided` and no `_run`.

use std::sync::Arc;

use crate::record::name_order;
use crate::source::formula_guard::unguarded;

use super::safe_mark::without_safe_mark;

/// The columns that a rejects file adds after those of its source.
pub const REJECT_COLUMNS: [&str; 8] =
    ["_file", "_sheet", "_row", "_codes", "_column", "_message", "_decided", "_run"];

/// The columns that every version has written. A file without one of them is no rejects file.
const ALWAYS: usize = 6;
/// Without this column, nobody takes the file for a rejects file.
const CODES: &str = "_codes";
/// With so many of [`ALWAYS`], somebody may have removed the others from a rejects file.
const SOME: usize = 4;
/// With more columns than this, one that people have added is looked for only behind ours.
const FEW: usize = 64;

/// The columns of a rejects file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::source) struct RejectPlaces {
    /// The place of each of [`REJECT_COLUMNS`].
    own: [Option<usize>; REJECT_COLUMNS.len()],
    /// The columns with data.
    data: Vec<usize>,
    /// By column: its number among those with data.
    numbers: Vec<Option<usize>>,
    /// The orders of the data in which a checksum may have been made.
    orders: Arc<[Vec<usize>]>,
}

impl RejectPlaces {
    /// The places in a header; `None` if the file is no rejects file, or has no columns of a source.
    pub(in crate::source) fn find<S: AsRef<str>>(names: &[S]) -> Option<Self> {
        let plain: Vec<&str> = names.iter().map(|name| plain(name.as_ref())).collect();
        // The source may have columns of the same names, before ours.
        let own = REJECT_COLUMNS.map(|name| plain.iter().rposition(|other| *other == name));
        if own.iter().take(ALWAYS).any(Option::is_none) {
            return None;
        }
        let last = own.iter().flatten().max().copied()?;
        let mut data: Vec<usize> = (0..names.len()).filter(|at| !own.contains(&Some(*at))).collect();
        let is_added = |at: &usize| *at > last && plain.get(*at).is_none_or(|name| name.is_empty());
        while data.last().is_some_and(is_added) {
            data.pop();
        }
        let mut numbers = vec![None; names.len()];
        for (number, at) in data.iter().enumerate() {
            numbers.get_mut(*at)?.replace(number);
        }
        let orders = Arc::new([(0..data.len()).collect()]);
        (!data.is_empty()).then_some(Self { own, data, numbers, orders })
    }

    /// The same with the names of the columns with data, which say in which order a checksum was made: by name, or in
    /// files of earlier versions as they were. People may have added a column.
    pub(in crate::source) fn named(self, names: &[String]) -> Self {
        let whole = name_order(names);
        let written = self.written();
        let before = |order: &[usize]| order.iter().copied().filter(|at| *at < written).collect::<Vec<_>>();
        let mut orders = vec![before(&whole), (0..written).collect(), whole.clone()];
        if whole.len() <= FEW {
            let without = |at: &usize| whole.iter().copied().filter(|own| own != at).collect();
            orders.extend(whole.iter().map(without));
        }
        Self { orders: orders.into(), ..self }
    }

    /// The orders of the data in which a checksum may have been made.
    pub(in crate::source) fn orders(&self) -> Arc<[Vec<usize>]> {
        Arc::clone(&self.orders)
    }

    /// The place of a column that deskferry added.
    pub(in crate::source) fn own(&self, name: &str) -> Option<usize> {
        let at = REJECT_COLUMNS.iter().position(|column| *column == name)?;
        self.own.get(at).copied().flatten()
    }

    /// The columns with data.
    pub(in crate::source) fn data(&self) -> &[usize] {
        &self.data
    }

    /// The number of a column among those with data.
    pub(in crate::source) fn number(&self, column: usize) -> Option<usize> {
        self.numbers.get(column).copied().flatten()
    }

    /// True for a column that deskferry added.
    pub(in crate::source) fn is_own(&self, column: usize) -> bool {
        self.own.contains(&Some(column))
    }

    /// The number of data columns that the file was written with. Columns that were added behind ours are not among
    /// them.
    fn written(&self) -> usize {
        let first = self.own.iter().flatten().min().copied().unwrap_or_default();
        match self.data.partition_point(|at| *at < first) {
            0 => self.data.len(),
            before => before,
        }
    }

    /// The number of cells up to the last column with data.
    pub(in crate::source) fn least(&self) -> usize {
        self.data.last().map_or(0, |last| last + 1)
    }
}

/// True for the header of a rejects file.
pub(in crate::source) fn is_rejects<S: AsRef<str>>(names: &[S]) -> bool {
    RejectPlaces::find(names).is_some()
}

/// The columns that a file lacks to be a rejects file, if it has some of them; empty for any other file.
pub(in crate::source) fn missing_reject_columns<S: AsRef<str>>(names: &[S]) -> Vec<&'static str> {
    let has = |wanted: &str| names.iter().any(|name| plain(name.as_ref()) == wanted);
    let always = REJECT_COLUMNS.iter().take(ALWAYS).copied();
    let missing: Vec<&str> = always.filter(|name| !has(name)).collect();
    if has(CODES) && missing.len() <= ALWAYS - SOME { missing } else { Vec::new() }
}

/// The number of columns at the end of a header that deskferry added when it wrote the file.
pub fn reject_columns(names: &[&str]) -> usize {
    let is_last = |count: &usize| {
        let last = names.len().checked_sub(*count).and_then(|start| names.get(start..)).unwrap_or_default();
        let first = REJECT_COLUMNS.get(..*count).unwrap_or_default();
        last.iter().map(|name| plain(name)).eq(first.iter().copied())
    };
    [REJECT_COLUMNS.len(), 6].into_iter().find(is_last).unwrap_or_default()
}

fn plain(name: &str) -> &str {
    unguarded(without_safe_mark(name.trim_start_matches('\u{feff}'))).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(names: &[&str]) -> Option<Vec<usize>> {
        RejectPlaces::find(names).map(|places| places.data)
    }

    #[test]
    fn its_columns_are_found_wherever_they_are() {
        let whole = [&["a", "", "a", ""], &REJECT_COLUMNS[..]].concat();
        assert_eq!(data(&whole), Some(vec![0, 1, 2, 3]), "the columns of the source as they were");
        assert_eq!(data(&whole[..10]), Some(vec![0, 1, 2, 3]), "an earlier version");
        assert_eq!(data(&[&whole[..], &["", " "]].concat()), Some(vec![0, 1, 2, 3]), "added by an office");
        let more = [&whole[..], &["done"]].concat();
        let places = RejectPlaces::find(&more).unwrap();
        assert_eq!((places.data(), places.written()), (&[0, 1, 2, 3, 12][..], 4), "added by hand");
        let front = [&REJECT_COLUMNS[..], &["a", "b", ""]].concat();
        assert_eq!(data(&front), Some(vec![8, 9]));
        assert_eq!(
            data(&["_row", "a", "_file", "_sheet", "_row ", "_codes", "_column", " _message"]),
            Some(vec![0, 1])
        );
    }

    #[test]
    fn other_files_are_not_rejects() {
        assert_eq!(data(&REJECT_COLUMNS), None, "no columns of a source");
        assert_eq!(data(&["a", "_file", "_sheet", "_row", "_action", "_id", "_note"]), None);
        assert_eq!(data(&["a", "_codes", "_row"]), None);
        for missing in 0..ALWAYS {
            let mut names = [&["a"], &REJECT_COLUMNS[..]].concat();
            names.remove(1 + missing);
            assert_eq!(data(&names), None, "{names:?}");
            let said =
                if REJECT_COLUMNS[missing] == CODES { &[][..] } else { &REJECT_COLUMNS[missing..=missing] };
            assert_eq!(missing_reject_columns(&names), said);
        }
        assert_eq!(missing_reject_columns(&["a", "_codes", "_row", "_file"]), [""; 0], "a source of its own");
        assert_eq!(missing_reject_columns(&[&["a"], &REJECT_COLUMNS[..]].concat()), [""; 0]);
        assert_eq!(data(&[""; 0]), None);
    }

    #[test]
    fn our_columns_are_counted_from_the_end() {
        let whole = [&["_run"], &REJECT_COLUMNS[..]].concat();
        assert_eq!(reject_columns(&whole), 8);
        assert_eq!(reject_columns(&whole[..7]), 6);
        assert_eq!(reject_columns(&["a"]), 0);
    }
}
