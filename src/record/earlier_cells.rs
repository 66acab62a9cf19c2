//! The cells that a row of a rejects file has after its columns: what the run that rejected it knew about the row.

/// What the earlier run knew about a row. All texts may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EarlierCells<'a> {
    /// The sheet or JSON file in which the cells had types.
    pub typed: &'a str,
    /// What was decided from whole columns.
    pub decided: &'a str,
    /// The id of the run.
    pub run: &'a str,
    /// The source of the row.
    pub file: &'a str,
    /// Its sheet.
    pub sheet: &'a str,
    /// Its number.
    pub row: &'a str,
    /// The codes of its errors.
    pub codes: &'a str,
    /// The columns of its errors.
    pub columns: &'a str,
}

impl<'a> EarlierCells<'a> {
    /// Reads the cells after `columns` columns; `None` for a row that no run has rejected.
    pub fn after(columns: usize, cell: impl Fn(usize) -> Option<&'a str>) -> Option<Self> {
        let text = |at| cell(columns + at).unwrap_or_default();
        let own = Self {
            typed: cell(columns)?,
            decided: text(1),
            run: text(2),
            file: text(3),
            sheet: text(4),
            row: text(5),
            codes: text(6),
            columns: text(7),
        };
        Some(own)
    }

    /// The cells in their order.
    pub fn cells(&self) -> [&'a str; 8] {
        [self.typed, self.decided, self.run, self.file, self.sheet, self.row, self.codes, self.columns]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_in_the_order_in_which_they_are_written() {
        let own = EarlierCells {
            typed: "t",
            decided: "d",
            run: "r",
            file: "f",
            sheet: "s",
            row: "2",
            codes: "E201",
            columns: "Email",
        };
        let cells = [&["a", "b"][..], &own.cells()].concat();
        assert_eq!(EarlierCells::after(2, |at| cells.get(at).copied()), Some(own));
        assert_eq!(EarlierCells::after(10, |at| cells.get(at).copied()), None);
        let old = EarlierCells { typed: "r", ..EarlierCells::default() };
        assert_eq!(EarlierCells::after(2, |at| cells.get(..3)?.get(at).map(|_| "r")), Some(old));
    }
}
