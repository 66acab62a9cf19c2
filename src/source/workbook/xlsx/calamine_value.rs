//! Values of calamine as cells.

use calamine::DataRef;

use crate::record::CellKind;
use crate::source::workbook::cell_value::CellValue;

/// The cell of a value without a number format; `None` if it is empty.
pub(crate) fn from_calamine(value: DataRef<'_>) -> Option<CellValue> {
    match value {
        DataRef::Empty => None,
        DataRef::String(text) => CellValue::from_text(text),
        DataRef::SharedString(text) => CellValue::from_text(text),
        DataRef::Bool(truth) => Some(CellValue::from_bool(truth)),
        DataRef::Int(number) => Some(CellValue::number(number as f64)),
        DataRef::Float(number) => Some(CellValue::number(number)),
        DataRef::DateTime(moment) => Some(CellValue::number(moment.as_f64())),
        DataRef::DateTimeIso(text) => CellValue::from_iso_date(&text),
        DataRef::DurationIso(text) => CellValue::from_text(text),
        DataRef::Error(error) => Some(CellValue::new(error.to_string(), CellKind::Error)),
    }
}

#[cfg(test)]
mod tests {
    use calamine::CellErrorType;

    use super::*;

    #[test]
    fn values_keep_text_and_kind() {
        let cell = |value: DataRef<'_>| from_calamine(value).map(|cell| (cell.text, cell.kind));
        assert_eq!(cell(DataRef::SharedString("")), None);
        assert_eq!(cell(DataRef::Float(12345.5)), Some(("12345.5".to_owned(), CellKind::Number)));
        assert_eq!(cell(DataRef::DateTimeIso("2020-01-31T00:00:00".into())).unwrap().0, "2020-01-31");
        assert_eq!(cell(DataRef::Error(CellErrorType::NA)), Some(("#N/A".to_owned(), CellKind::Error)));
    }
}
