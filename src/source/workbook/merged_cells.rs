//! Merged cells: the first cell of the range has the value, which applies to all rows of its column.

use std::collections::{BTreeMap, VecDeque};

use crate::issue::{Code, Complaint, Issue};
use crate::record::CellKind;

use super::cell_merge::CellMerge;
use super::cell_reference::place_name;
use super::cell_value::CellValue;
use super::error::WorkbookError;
use super::limits;

/// A cell that has no value of its own because a merge covers it.
pub(crate) struct Covered {
    pub(crate) column: usize,
    /// The row (from 1) and column of the first cell of the merge.
    first: (u64, usize),
    text: String,
    /// `text` was in the cell itself, hidden by the merge; otherwise it is the text of the first cell.
    hidden: bool,
}

/// The maximum number of covered cells reported for one row.
const TOLD: usize = 100;

/// A merge that reaches into the current row.
struct OpenMerge {
    /// Rows count from 1, columns from 0.
    first: u64,
    last: u64,
    column: usize,
    right: usize,
    /// The value of the first cell; empty text if it has none.
    value: CellValue,
}

impl OpenMerge {
    fn covers(&self, column: usize, text: &str, hidden: bool) -> Covered {
        let text = text.chars().take(Issue::VALUE_LIMIT).collect();
        Covered { column, first: (self.first, self.column), text, hidden }
    }

    fn is_empty(&self) -> bool {
        self.value.text.trim().is_empty()
    }
}

/// The merges of a sheet, ordered by row.
pub(crate) struct SheetMerges {
    waiting: VecDeque<CellMerge>,
    open: BTreeMap<u64, OpenMerge>,
    fill: bool,
}

impl SheetMerges {
    /// With `fill`, the value is repeated in every row that has other cells.
    pub(crate) fn new(merges: Vec<CellMerge>, fill: bool) -> Self {
        Self { waiting: merges.into(), open: BTreeMap::new(), fill }
    }

    /// Adds merges found while reading; they begin no earlier than those already known.
    pub(crate) fn add(&mut self, found: Vec<CellMerge>) {
        self.waiting.extend(found);
    }

    /// The merges that begin at or before `row` (from 1), with filling.
    pub(crate) fn first_rows(&self, row: u64) -> Self {
        Self::new(self.waiting.iter().take_while(|merge| merge.first < row).copied().collect(), true)
    }

    /// Fills the covered cells of a row (from 1), or returns which they are. `cells` are in order of column.
    pub(crate) fn apply(
        &mut self,
        row: u64,
        cells: &mut Vec<(usize, CellValue)>,
    ) -> Result<Vec<Covered>, WorkbookError> {
        let mut covered = Vec::new();
        if self.open.is_empty() && self.waiting.front().is_none_or(|merge| merge.first + 1 > row) {
            return Ok(covered);
        }
        self.open.retain(|_, open| open.last >= row);
        self.begin(row, cells);
        let known = cells.len();
        let mut filled = 0_usize;
        for open in self.open.values() {
            let own = cells.get_mut(..known).unwrap_or_default();
            hide_cells_right_of(open, own, &mut covered);
            if open.first < row && self.cover(open, cells, known, &mut covered) {
                filled = filled.saturating_add(open.value.text.len());
            }
            if self.fill && filled > limits::ROW {
                return Err(WorkbookError::row_too_long());
            }
        }
        covered.truncate(TOLD);
        cells.sort_by_key(|(column, _)| *column);
        Ok(covered)
    }

    /// Covers a cell below the first one of a merge. A different value of its own is hidden in spreadsheets. Returns
    /// true if the cell changed.
    fn cover(
        &self,
        open: &OpenMerge,
        cells: &mut Vec<(usize, CellValue)>,
        known: usize,
        covered: &mut Vec<Covered>,
    ) -> bool {
        let own = cells.get(..known).unwrap_or_default();
        let at = own.binary_search_by_key(&open.column, |(column, _)| *column).ok();
        let text = at.and_then(|at| own.get(at)).map_or("", |(_, value)| value.text.as_str());
        let hidden = !text.trim().is_empty();
        if text == open.value.text || !hidden && open.is_empty() {
            return false;
        }
        if covered.len() < TOLD && (hidden || !self.fill) {
            covered.push(open.covers(open.column, if hidden { text } else { &open.value.text }, hidden));
        }
        match at.and_then(|at| cells.get_mut(at)) {
            Some((_, value)) => *value = self.shown(open),
            None => cells.push((open.column, self.shown(open))),
        }
        true
    }

    /// The value of a covered cell.
    fn shown(&self, open: &OpenMerge) -> CellValue {
        if self.fill && !open.is_empty() { open.value.clone() } else { CellValue::new("", CellKind::Covered) }
    }

    /// Opens the merges that begin in this row, or in an empty row before it.
    fn begin(&mut self, row: u64, cells: &[(usize, CellValue)]) {
        while let Some(merge) = self.waiting.pop_front_if(|merge| merge.first < row) {
            let last = merge.last.saturating_add(1);
            if last < row {
                continue;
            }
            let column = merge.column as usize;
            let right = merge.right as usize;
            let own = cells.binary_search_by_key(&column, |(column, _)| *column).ok();
            let own = own.filter(|_| merge.first + 1 == row).and_then(|at| cells.get(at));
            let value = own.map_or_else(|| CellValue::new("", CellKind::Text), |(_, value)| value.clone());
            let first = merge.first.saturating_add(1);
            self.open.insert(merge.column, OpenMerge { first, last, column, right, value });
        }
    }
}

/// Clears the cells right of the first column of a merge, which spreadsheets do not show.
fn hide_cells_right_of(open: &OpenMerge, cells: &mut [(usize, CellValue)], covered: &mut Vec<Covered>) {
    let begin = cells.partition_point(|(column, _)| *column <= open.column);
    let beside = cells.get_mut(begin..).unwrap_or_default();
    for (column, value) in beside.iter_mut().take_while(|(column, _)| *column <= open.right) {
        if !value.text.trim().is_empty() {
            if covered.len() < TOLD {
                covered.push(open.covers(*column, &value.text, true));
            }
            *value = CellValue::new("", CellKind::Covered);
        }
    }
}

/// The warning about a covered cell.
pub(crate) fn issue(covered: &Covered, row: u64, column: &str) -> Issue {
    let own = place_name(covered.column, row);
    let first = place_name(covered.first.1, covered.first.0);
    let (message, hint) = if covered.hidden {
        (
            format!(
                "{own} is merged with {first}, so spreadsheets do not show the value in {own}; it is ignored"
            ),
            "if you need that value, unmerge the cells in a spreadsheet, and save the workbook again",
        )
    } else {
        (
            format!(
                "{own} is merged with {first}; only the first row of a merged cell has its value, so it is \
                 empty in this row"
            ),
            "to use the value in each row, add --merged fill, or merged = \"fill\" under [source] in the \
             mapping",
        )
    };
    Issue::warning(Complaint::new(Code::MergedCell, message, hint))
        .in_column(column)
        .with_value(&covered.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> CellValue {
        CellValue::new(text, CellKind::Text)
    }

    fn merge(first: u64, last: u64, column: u64) -> CellMerge {
        CellMerge { first, last, column, right: column }
    }

    /// The cells of rows 2 to 5. Column 1 is merged over rows 2 to 4, column 2 over rows 3 and 4.
    fn rows(fill: bool) -> Vec<(Vec<String>, usize)> {
        let mut merged = SheetMerges::new(vec![merge(0, 9, 3), merge(1, 3, 1), merge(2, 3, 2)], fill);
        let rows = [
            (2, vec![(0, text("a")), (1, text("Acme"))]),
            (3, vec![(0, text("b")), (2, text("x"))]),
            (4, vec![(0, text("c")), (1, text("own"))]),
            (5, vec![(0, text("d"))]),
        ];
        let read = |(row, mut cells): (u64, Vec<(usize, CellValue)>)| {
            let covered = merged.apply(row, &mut cells).unwrap().len();
            let (cells, marked): (Vec<_>, Vec<_>) =
                cells.into_iter().partition(|(_, value)| value.kind != CellKind::Covered);
            assert!(fill || marked.len() == covered);
            (cells.into_iter().map(|(column, value)| format!("{column}{}", value.text)).collect(), covered)
        };
        rows.into_iter().map(read).collect()
    }

    #[test]
    fn a_merged_value_is_repeated_in_its_rows() {
        let expected = [
            (vec!["0a", "1Acme"], 0),
            (vec!["0b", "1Acme", "2x"], 0),
            (vec!["0c", "1Acme", "2x"], 1),
            (vec!["0d"], 0),
        ];
        let expected = expected.map(|(cells, told)| (cells.into_iter().map(str::to_owned).collect(), told));
        assert_eq!(rows(true), expected);
    }

    #[test]
    fn without_filling_the_covered_cells_are_returned() {
        assert_eq!(rows(false).into_iter().map(|(_, covered)| covered).collect::<Vec<_>>(), [0, 1, 2, 0]);
    }

    /// A merge of two columns and three rows; three of its six cells have values of their own.
    #[test]
    fn values_hidden_by_a_merge_are_left_out_and_reported() {
        for fill in [false, true] {
            let mut merged =
                SheetMerges::new(vec![CellMerge { first: 0, last: 2, column: 0, right: 1 }], fill);
            let mut told = Vec::new();
            for (row, cells) in [(1, ["a", "beside"]), (2, ["a", "a"]), (3, ["other", " "])] {
                let mut cells: Vec<_> = (0..).zip(cells.map(text)).collect();
                let covered = merged.apply(row, &mut cells).unwrap();
                told.extend(covered.into_iter().map(|covered| (row, covered.column, covered.text)));
                let first = if row < 3 || fill { "a" } else { "" };
                assert_eq!((cells[0].1.text.as_str(), cells[1].1.text.trim()), (first, ""), "{row}");
            }
            let expected = [(1, 1, "beside"), (2, 1, "a"), (3, 0, "other")];
            assert_eq!(told, expected.map(|(row, column, text)| (row, column, text.to_owned())));
        }
    }

    /// The first row of the merge is empty, or only covered cells have values.
    #[test]
    fn an_empty_merge_shows_nothing() {
        let mut merged = SheetMerges::new(vec![merge(0, 2, 0)], true);
        let mut cells = vec![(0, text("hidden")), (1, text("x"))];
        assert_eq!(merged.apply(2, &mut cells).unwrap().len(), 1);
        assert_eq!(cells[0].1, CellValue::new("", CellKind::Covered));
        assert!(merged.apply(3, &mut vec![(1, text("x"))]).unwrap().is_empty());
    }

    #[test]
    fn a_filled_row_is_limited() {
        let merges = (0..1_000).map(|column| merge(0, 9, column)).collect();
        let mut merged = SheetMerges::new(merges, true);
        let mut cells: Vec<_> = (0..1_000).map(|column| (column, text(&"x".repeat(32_000)))).collect();
        assert!(merged.apply(1, &mut cells).unwrap().is_empty());
        assert_eq!(merged.apply(2, &mut vec![(2_000, text("y"))]).err(), Some(WorkbookError::row_too_long()));
    }
}
