//! Cells that are merged over several rows: the value stands in the first of them, and belongs to all.

use std::collections::BTreeMap;

use crate::issue::{Code, Complaint, Issue};
use crate::record::CellKind;

use super::limits;
use super::outline::Merge;
use super::table::{place_name, too_long};
use super::trouble::Trouble;
use super::value::Value;

/// A cell that a merge covers, and that is empty for that.
pub(super) struct Covered {
    pub(super) column: usize,
    /// The row in which the value stands, from 1.
    first: u64,
    text: String,
}

/// So many of them are told of one row, each with so many letters of its value.
const TOLD: usize = 100;

impl Covered {
    fn new(column: usize, open: &Open) -> Self {
        Self { column, first: open.first, text: open.value.text.chars().take(Issue::VALUE_LIMIT).collect() }
    }
}

/// A merge whose rows are being read.
struct Open {
    first: u64,
    last: u64,
    value: Value,
}

/// The merges of a sheet, in the order of their rows.
pub(super) struct Merged {
    waiting: std::iter::Peekable<std::vec::IntoIter<Merge>>,
    open: BTreeMap<u64, Open>,
    fill: bool,
}

impl Merged {
    /// With `fill` the value is repeated in every row that has anything in it.
    pub(super) fn new(merges: Vec<Merge>, fill: bool) -> Self {
        Self { waiting: merges.into_iter().peekable(), open: BTreeMap::new(), fill }
    }

    /// Merges that became known while the sheet was read; they begin in no row before those that are known.
    pub(super) fn add(&mut self, found: Vec<Merge>) {
        if !found.is_empty() {
            let merges: Vec<Merge> = self.waiting.by_ref().chain(found).collect();
            self.waiting = merges.into_iter().peekable();
        }
    }

    /// Fills the cells of a row (from 1) that merges cover, or tells which they are. The cells stand in order.
    pub(super) fn apply(
        &mut self,
        row: u64,
        cells: &mut Vec<(usize, Value)>,
    ) -> Result<Vec<Covered>, Trouble> {
        let (mut covered, known) = (Vec::new(), cells.len());
        if self.open.is_empty() && self.waiting.peek().is_none_or(|merge| merge.first + 1 > row) {
            return Ok(covered);
        }
        self.open.retain(|_, open| open.last >= row);
        let mut filled = 0_usize;
        for (column, open) in &self.open {
            let column = *column as usize;
            let at =
                cells.get(..known).and_then(|own| own.binary_search_by_key(&column, |(own, _)| *own).ok());
            match at.and_then(|at| cells.get_mut(at)) {
                Some((_, value)) if !value.text.trim().is_empty() => continue,
                Some((_, value)) => *value = self.shown(open),
                None => cells.push((column, self.shown(open))),
            }
            if !self.fill && covered.len() < TOLD {
                covered.push(Covered::new(column, open));
            }
            filled = filled.saturating_add(open.value.text.len());
            if self.fill && filled > limits::ROW {
                return Err(too_long());
            }
        }
        cells.sort_by_key(|(column, _)| *column);
        self.begin(row, cells);
        Ok(covered)
    }

    /// What a cell is that a merge covers.
    fn shown(&self, open: &Open) -> Value {
        if self.fill { open.value.clone() } else { Value::new("", CellKind::Covered) }
    }

    /// Takes in the merges that begin in this row. One whose first row is empty has no value to repeat.
    fn begin(&mut self, row: u64, cells: &[(usize, Value)]) {
        while let Some(merge) = self.waiting.next_if(|merge| merge.first < row) {
            let own = cells.binary_search_by_key(&(merge.column as usize), |(column, _)| *column);
            if let Some((_, value)) = own.ok().and_then(|at| cells.get(at))
                && merge.first + 1 == row
                && !value.text.trim().is_empty()
            {
                let open = Open { first: row, last: merge.last + 1, value: value.clone() };
                self.open.insert(merge.column, open);
            }
        }
    }
}

/// The cell is empty because it is part of a merged one.
pub(super) fn issue(covered: &Covered, row: u64, column: &str) -> Issue {
    let (own, first) = (place_name(covered.column, row), place_name(covered.column, covered.first));
    let message = format!(
        "{own} is merged with {first}, where the value stands: only the first row of a merged cell holds its value, so this \
         row's is empty"
    );
    let hint = "say --merged fill, or merged = \"fill\" under [source] in the mapping, to have the value in each of its rows";
    Issue::warning(Complaint::new(Code::MergedCell, message, hint))
        .in_column(column)
        .with_value(&covered.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::new(text, CellKind::Text)
    }

    fn merge(first: u64, last: u64, column: u64) -> Merge {
        Merge { first, last, column }
    }

    /// The cells of rows 2 to 6, of which the second column is merged over rows 2 to 4 and the third over 3 and 4.
    fn rows(fill: bool) -> Vec<(Vec<String>, usize)> {
        let mut merged = Merged::new(vec![merge(0, 9, 0), merge(1, 3, 1), merge(2, 3, 2)], fill);
        let rows = [
            (2, vec![(0, text("a")), (1, text("Acme"))]),
            (3, vec![(0, text("b")), (2, text("x"))]),
            (4, vec![(0, text("c")), (1, text("own"))]),
            (5, vec![(0, text("d"))]),
        ];
        let read = |(row, mut cells): (u64, Vec<(usize, Value)>)| {
            let covered = merged.apply(row, &mut cells).unwrap().len();
            let (cells, marked): (Vec<_>, Vec<_>) =
                cells.into_iter().partition(|(_, value)| value.kind != CellKind::Covered);
            assert_eq!(marked.len(), covered);
            (cells.into_iter().map(|(column, value)| format!("{column}{}", value.text)).collect(), covered)
        };
        rows.into_iter().map(read).collect()
    }

    #[test]
    fn a_value_is_repeated_in_the_rows_of_its_cell() {
        let expected = [vec!["0a", "1Acme"], vec!["0b", "1Acme", "2x"], vec!["0c", "1own", "2x"], vec!["0d"]];
        assert_eq!(rows(true).into_iter().map(|(cells, _)| cells).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn or_the_cells_that_are_empty_for_it_are_told() {
        assert_eq!(rows(false).into_iter().map(|(_, covered)| covered).collect::<Vec<_>>(), [0, 1, 1, 0]);
    }

    #[test]
    fn a_row_does_not_grow_beyond_all_measure() {
        let merges = (0..1_000).map(|column| merge(0, 9, column)).collect();
        let mut merged = Merged::new(merges, true);
        let mut cells: Vec<_> = (0..1_000).map(|column| (column, text(&"x".repeat(32_000)))).collect();
        assert!(merged.apply(1, &mut cells).unwrap().is_empty());
        assert_eq!(merged.apply(2, &mut vec![(2_000, text("y"))]).err(), Some(too_long()));
    }
}
