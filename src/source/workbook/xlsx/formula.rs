//! Whether the result of a formula stands in an XLSX file.
//!
//! Programs that only write files (openpyxl, exceljs, many web tools) leave the value out or empty. Others (XlsxWriter and
//! its like) put a nought there, and ask the spreadsheet to compute all formulas anew (`fullCalcOnLoad`). An empty text is
//! a result: a spreadsheet writes it as `t="str"` with an empty value.

/// What a cell with a formula says that its value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormulaValueKind {
    /// `t="n"`, or no word of it.
    Number,
    /// `t="str"`.
    Text,
    /// Any other.
    Other,
}

/// False for a formula that nobody has computed. `value` is what stands in `<v>`, `None` where there is none; `anew`: the
/// workbook asks for all of its formulas to be computed when it is opened.
pub(crate) fn is_computed(kind: FormulaValueKind, value: Option<&str>, anew: bool) -> bool {
    match (kind, value.map(str::trim)) {
        (_, None) => false,
        (kind, Some("")) => kind == FormulaValueKind::Text,
        (FormulaValueKind::Number, Some("0")) => !anew,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(FormulaValueKind::Number, None, false, false)]
    #[case(FormulaValueKind::Number, Some(""), false, false)]
    #[case(FormulaValueKind::Number, Some(" "), true, false)]
    #[case(FormulaValueKind::Number, Some("7"), true, true)]
    #[case(FormulaValueKind::Number, Some("0"), false, true)]
    #[case(FormulaValueKind::Number, Some("0"), true, false)]
    #[case(FormulaValueKind::Text, None, false, false)]
    #[case(FormulaValueKind::Text, Some(""), false, true)]
    #[case(FormulaValueKind::Text, Some(""), true, true)]
    #[case(FormulaValueKind::Text, Some("0"), true, true)]
    #[case(FormulaValueKind::Other, Some(""), false, false)]
    #[case(FormulaValueKind::Other, Some("0"), true, true)]
    fn results(
        #[case] kind: FormulaValueKind,
        #[case] value: Option<&str>,
        #[case] anew: bool,
        #[case] expected: bool,
    ) {
        assert_eq!(is_computed(kind, value, anew), expected);
    }
}
