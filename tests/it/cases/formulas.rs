//! Formulas without a result, and what number formats make of a number, in all four workbook formats.
