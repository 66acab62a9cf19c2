//! Whether a formula in XLSX has a computed result.
//!
//! Programs that only write files (openpyxl, exceljs, many web tools) leave the value out, or empty. Others (XlsxWriter
//! and the like) write 0, and ask for all formulas to be recomputed (`fullCalcOnLoad`). Empty text is a result, which
//! spreadsheets write as `t="str"` with an empty value.

/// The value type of a cell with a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormulaValueKind {
    /// `t="n"`, or no type.
    Number,
    /// `t="str"`.
    Text,
    /// Any other type.
    Other,
}

/// False for a formula without a computed result. `value` is the content of `<v>`, `None` without one. `recompute` is
/// true with `fullCalcOnLoad`.
pub(crate) fn is_computed(kind: FormulaValueKind, value: Option<&str>, recompute: bool) -> bool {
    match (kind, value.map(str::trim)) {
        (_, None) => false,
        (kind, Some("")) => kind == FormulaValueKind::Text,
        (FormulaValueKind::Number, Some("0")) => !recompute,
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
    fn computed_results_are_recognized(
        #[case] kind: FormulaValueKind,
        #[case] value: Option<&str>,
        #[case] recompute: bool,
        #[case] expected: bool,
    ) {
        assert_eq!(is_computed(kind, value, recompute), expected);
    }
}
