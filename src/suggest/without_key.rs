//! The rows that a match key of e-mail addresses does not find.

use super::column_values::ColumnValues;
use crate::convert::Conversion;

/// How many rows of the sample have no valid e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct WithoutKey {
    rows: usize,
    invalid: usize,
    empty: usize,
}

impl WithoutKey {
    /// Counts the values of the column with the addresses.
    pub(super) fn of(values: &ColumnValues<'_>, rows: usize) -> Self {
        let invalid = values.count() - values.taken_by(&Conversion::Email);
        Self { rows, invalid, empty: rows.saturating_sub(values.count()) }
    }

    /// What becomes of these rows, as a comment; empty if there are none.
    pub(super) fn comment(self) -> String {
        let has = |count: usize| if count == 1 { "has" } else { "have" };
        let invalid = format!("{} {} no valid address (E201)", self.invalid, has(self.invalid));
        let empty = format!("{} {} none (E401)", self.empty, has(self.empty));
        let (what, insert) = match (self.invalid, self.empty) {
            (0, 0) => return String::new(),
            (_, 0) => (invalid, ""),
            (0, _) => (format!("{} {} no address (E401)", self.empty, has(self.empty)), INSERT),
            _ => (format!("{invalid} and {empty}"), INSERT),
        };
        let (are, them) = if self.invalid + self.empty == 1 { ("It is", "it") } else { ("They are", "them") };
        format!(
            "# Of the {} rows looked at, {what}. {are} rejected until\n# somebody corrects {them} in rejects.xlsx.{insert}\n",
            self.rows
        )
    }
}

const INSERT: &str = " To insert rows without an address, add on_no_key = \"insert\".";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_comment_says_what_becomes_of_the_rows() {
        let comment = |invalid, empty| WithoutKey { rows: 9, invalid, empty }.comment();
        assert_eq!(comment(0, 0), "");
        assert_eq!(
            comment(1, 0),
            "# Of the 9 rows looked at, 1 has no valid address (E201). It is rejected until\n\
             # somebody corrects it in rejects.xlsx.\n"
        );
        assert!(comment(0, 2).contains("2 have no address (E401). They are rejected until"));
        assert!(comment(2, 1).contains("2 have no valid address (E201) and 1 has none (E401)"));
    }
}
