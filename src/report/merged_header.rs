//! The columns of the result files: those of all sources, merged.

use std::collections::{HashMap, HashSet};

use crate::issue::Issue;
use crate::journal::SourceRow;
use crate::record::{EarlierCells, fold_name, name_order};

/// The columns of all sources: the union of their headers, in order of appearance.
#[derive(Debug, Clone)]
pub struct MergedHeader {
    pub(super) names: Vec<String>,
    pub(super) sources: Vec<SourceRow>,
    places: Vec<Vec<usize>>,
    /// The columns in the order of their names.
    by_name: Vec<usize>,
}

impl MergedHeader {
    /// Merges the headers of the sources.
    pub fn new(sources: Vec<SourceRow>) -> Self {
        let mut names = Vec::new();
        let places = sources.iter().map(|source| place_all(&mut names, &source.header)).collect();
        let by_name = name_order(&names);
        Self { names, sources, places, by_name }
    }

    /// The source with this number.
    pub fn source(&self, id: u16) -> Option<&SourceRow> {
        self.sources.get(usize::from(id))
    }

    pub(super) fn header(&self, own: &[&str]) -> Vec<String> {
        self.names.iter().cloned().chain(own.iter().map(|name| (*name).to_owned())).collect()
    }

    /// The places of the cells that an issue names as its column: one name, or several joined by ` + `. Empty if it
    /// is about the whole row.
    pub(super) fn places_of(&self, source: u16, issue: &Issue) -> Vec<usize> {
        let Some(column) = &issue.column else { return Vec::new() };
        let header = self.source(source).map_or(&[][..], |source| source.header.as_slice());
        let places = self.places.get(usize::from(source)).map_or(&[][..], Vec::as_slice);
        let find = |name: &str| {
            let at = header.iter().position(|own| own == name);
            at.or_else(|| header.iter().position(|own| fold_name(own) == fold_name(name)))
        };
        let whole = find(column).map(|at| vec![at]);
        let found = whole.unwrap_or_else(|| column.split(" + ").filter_map(find).collect());
        found.into_iter().filter_map(|at| places.get(at).copied()).collect()
    }

    /// Laid cells in the order of the names, which stays the same when people move columns.
    pub(super) fn by_name<'c>(&self, laid: &[&'c str]) -> Vec<&'c str> {
        self.by_name.iter().filter_map(|at| laid.get(*at).copied()).collect()
    }

    /// What earlier runs knew about a row of a rejects file.
    pub(super) fn earlier<'c>(&self, source: u16, cells: &[&'c str]) -> Option<EarlierCells<'c>> {
        EarlierCells::after(self.source(source)?.header.len(), |at| cells.get(at).copied())
    }

    /// The cells of a row in the order of the union. Cells past the header are not data and are left out (see
    /// [`crate::source::Row`]).
    pub(super) fn lay<'c>(&self, source: u16, cells: impl Iterator<Item = &'c str>) -> Vec<&'c str> {
        let mut laid = vec![""; self.names.len()];
        let places = self.places.get(usize::from(source)).map_or(&[][..], Vec::as_slice);
        for (cell, place) in cells.zip(places) {
            laid[*place] = cell;
        }
        laid
    }
}

/// Returns the place of each column of a header among the names, and adds new names.
///
/// A column takes the place of an equal name, or of one that differs only in case and white space, because a mapping
/// treats these as equal. Columns that share a name, or have none, get a place each.
fn place_all(names: &mut Vec<String>, header: &[String]) -> Vec<usize> {
    let exact = by_name(names, String::clone);
    let folded = by_name(names, |name| fold_name(name));
    let mut taken = HashSet::new();
    let mut take = |of: &HashMap<String, Vec<usize>>, name: &str| {
        let place = of.get(name)?.iter().copied().find(|at| !taken.contains(at))?;
        taken.insert(place);
        Some(place)
    };
    let mut places: Vec<Option<usize>> = header.iter().map(|name| take(&exact, name)).collect();
    for (name, place) in header.iter().zip(&mut places) {
        *place = place.or_else(|| take(&folded, &fold_name(name)));
    }
    let added = |(name, place): (&String, Option<usize>)| {
        place.unwrap_or_else(|| {
            names.push(name.clone());
            names.len() - 1
        })
    };
    header.iter().zip(places).map(added).collect()
}

/// The places of each name, in ascending order.
fn by_name(names: &[String], spelled: impl Fn(&String) -> String) -> HashMap<String, Vec<usize>> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, name) in names.iter().enumerate() {
        places.entry(spelled(name)).or_default().push(at);
    }
    places
}
