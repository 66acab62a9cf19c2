//! The cells of a sheet, one by one.

use quick_xml::events::{BytesStart, Event};

use crate::record::CellKind;
use crate::source::workbook::cell_merge::CellMerge;
use crate::source::workbook::cell_value::CellValue;
use crate::source::workbook::date_time;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::limits;
use crate::source::workbook::number_format::{self, NumberFormat};
use crate::source::workbook::sheet::PositionedCell;
use crate::source::workbook::xml_part::{XmlPart, entity};

use super::attributes::{local, number};
use super::formats::Formats;

/// The cells of a sheet.
pub(crate) struct Xml2003Cells<'a> {
    markup: XmlPart<'a>,
    formats: &'a Formats,
    outer: Outer,
    /// The last row, and the last column in it, from 1.
    row: u64,
    column: u64,
    /// The number of rows begun.
    rows_begun: u64,
    merges: Vec<CellMerge>,
}

/// The attributes of a cell.
struct Xml2003CellHead {
    index: Option<u64>,
    across: u64,
    down: u64,
    style: Option<String>,
    has_formula: bool,
}

/// Styles inherited from the row, column or table.
#[derive(Default)]
struct Outer {
    table: Option<String>,
    row: Option<String>,
    /// First and last column, from 0, and the style.
    columns: Vec<(u64, u64, String)>,
    /// The column after the last `Column` element.
    next: u64,
}

impl Outer {
    fn column(&mut self, start: &BytesStart<'_>) -> Result<(), WorkbookError> {
        let first = number(start, "Index")?.map_or(self.next, |index| index.saturating_sub(1));
        let last = first.saturating_add(number(start, "Span")?.unwrap_or_default());
        self.next = last.saturating_add(1);
        let style = local(start, "StyleID")?.filter(|_| (self.columns.len() as u64) < limits::COLUMNS);
        self.columns.extend(style.map(|style| (first, last, style)));
        Ok(())
    }

    fn style(&self, column: u64) -> Option<&str> {
        let of_column = || {
            let own = self.columns.iter().find(|(first, last, _)| (*first..=*last).contains(&column));
            own.map(|(.., style)| style)
        };
        self.row.as_ref().or_else(of_column).or(self.table.as_ref()).map(String::as_str)
    }
}

impl<'a> Xml2003Cells<'a> {
    /// `markup` is inside the sheet, before its first row.
    pub(crate) fn new(markup: XmlPart<'a>, formats: &'a Formats) -> Self {
        let outer = Outer::default();
        Self { markup, formats, outer, row: 0, column: 0, rows_begun: 0, merges: Vec::new() }
    }

    /// See `SheetCells::row_element`.
    pub(crate) fn row_element(&self) -> u64 {
        self.rows_begun
    }

    /// Takes the merged ranges found since the last call.
    pub(crate) fn merges(&mut self) -> Vec<CellMerge> {
        std::mem::take(&mut self.merges)
    }

    /// The next cell that is not empty.
    pub(crate) fn next(&mut self) -> Result<Option<PositionedCell>, WorkbookError> {
        loop {
            let head = match self.markup.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "Row" => {
                        let index = number(&start, "Index")?;
                        (self.row, self.column) = (index.unwrap_or(self.row.saturating_add(1)), 0);
                        self.rows_begun += 1;
                        self.outer.row = local(&start, "StyleID")?;
                        None
                    }
                    "Column" => {
                        self.outer.column(&start)?;
                        None
                    }
                    "Table" => {
                        self.outer.table = local(&start, "StyleID")?;
                        None
                    }
                    "Cell" => Some(Xml2003CellHead {
                        index: number(&start, "Index")?,
                        across: number(&start, "MergeAcross")?.unwrap_or_default(),
                        down: number(&start, "MergeDown")?.unwrap_or_default(),
                        style: local(&start, "StyleID")?,
                        has_formula: local(&start, "Formula")?.is_some(),
                    }),
                    _ => None,
                },
                Event::End(end) if end.local_name().as_ref() == "Worksheet" => return Ok(None),
                Event::Eof => return Err(WorkbookError::damaged("it ends in the middle of a sheet")),
                _ => None,
            };
            if let Some(head) = head
                && let Some(cell) = self.cell(&head)?
            {
                return Ok(Some(cell));
            }
            self.markup.end_cell();
        }
    }

    fn cell(&mut self, head: &Xml2003CellHead) -> Result<Option<PositionedCell>, WorkbookError> {
        let row =
            self.row.checked_sub(1).ok_or_else(|| WorkbookError::damaged("a cell is outside any row"))?;
        let column = head.index.unwrap_or(self.column.saturating_add(1)).saturating_sub(1);
        self.column = column.saturating_add(1).saturating_add(head.across);
        let place = |error: WorkbookError| error.at(&format!("row {}", row.saturating_add(1)));
        let data = data(&mut self.markup).map_err(place)?;
        self.markup.end_cell();
        let style = head.style.as_deref().or_else(|| self.outer.style(column));
        let number_format = self.formats.styles.number_format(style);
        // Only a text result can be empty.
        let computed = data.as_ref().is_some_and(|(kind, text)| kind == "String" || !text.trim().is_empty());
        let value = match data {
            _ if head.has_formula && !computed => Some(CellValue::no_result()),
            Some((kind, text)) => value(&kind, text, number_format, self.formats.is_1904),
            None => None,
        };
        if head.down > 0 || head.across > 0 {
            let last = row.saturating_add(head.down);
            let right = column.saturating_add(head.across);
            self.merges.push(CellMerge { first: row, last, column, right });
        }
        Ok(value.map(|value| PositionedCell::new(row, column, value)))
    }
}

/// The type and text of a cell, read up to its end. Data in a comment is ignored.
fn data(markup: &mut XmlPart<'_>) -> Result<Option<(String, String)>, WorkbookError> {
    let mut found = None::<(String, String)>;
    let mut inside = false;
    let mut depth = 1;
    let mut comment = None;
    loop {
        let piece = match markup.next()? {
            Event::Start(start) => {
                depth += 1;
                match start.local_name().as_ref() {
                    "Comment" if comment.is_none() => comment = Some(depth),
                    "Data" if comment.is_none() => {
                        let kind = local(&start, "Type")?.unwrap_or_default();
                        (found, inside) = (Some((kind, String::new())), true);
                    }
                    _ => {}
                }
                continue;
            }
            Event::End(end) => {
                inside &= end.local_name().as_ref() != "Data";
                comment = comment.filter(|outside| *outside != depth);
                depth -= 1;
                if depth == 0 {
                    return Ok(found);
                }
                continue;
            }
            Event::Text(text) => text.xml10_content().into_owned(),
            Event::CData(text) => text.xml10_content().into_owned(),
            Event::GeneralRef(reference) => entity(&reference)?.into_owned(),
            Event::Eof => return Err(WorkbookError::damaged("it ends in the middle of a cell")),
            _ => continue,
        };
        if let Some((_, text)) = found.as_mut().filter(|_| inside) {
            text.push_str(&piece);
        }
    }
}

fn value(kind: &str, text: String, number_format: Option<&NumberFormat>, is_1904: bool) -> Option<CellValue> {
    match kind {
        "Number" => match text.trim().parse::<f64>() {
            Ok(number) => number_format::number(number, number_format, is_1904),
            Err(_) => CellValue::from_text(text),
        },
        // Other workbooks store the same date as a serial number.
        "DateTime" => match date_time::serial(text.trim(), is_1904) {
            Some(serial) => {
                let number_format =
                    number_format.filter(|number_format| !matches!(number_format, NumberFormat::Mask(_)));
                number_format::number(serial, number_format.or(Some(&NumberFormat::Date)), is_1904)
            }
            None => CellValue::from_iso_date(text.trim()),
        },
        "Boolean" => CellValue::from_xml_bool(&text),
        "Error" => {
            let word = if text.trim().is_empty() { "#ERROR!" } else { text.trim() };
            Some(CellValue::new(word, CellKind::Error))
        }
        _ => CellValue::from_text(text),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Number", "0123.50", "123.5", CellKind::Number)]
    #[case("Number", "n/a", "n/a", CellKind::Text)]
    #[case("String", "00123", "00123", CellKind::Text)]
    #[case("DateTime", "1965-02-03T00:00:00.000", "1965-02-03", CellKind::Date)]
    #[case("DateTime", "2020-01-31T10:30:00.000", "2020-01-31T10:30:00", CellKind::Date)]
    #[case("DateTime", "1899-12-31T09:30:00.000", "09:30:00", CellKind::Text)]
    #[case("Boolean", "1", "true", CellKind::Bool)]
    #[case("Boolean", "true", "true", CellKind::Bool)]
    #[case("Boolean", "False", "false", CellKind::Bool)]
    #[case("Boolean", "maybe", "maybe", CellKind::Text)]
    #[case("Error", "#SPILL!", "#SPILL!", CellKind::Error)]
    #[case("Error", "", "#ERROR!", CellKind::Error)]
    fn cell_values_are_read(
        #[case] kind: &str,
        #[case] text: &str,
        #[case] expected: &str,
        #[case] as_kind: CellKind,
    ) {
        assert_eq!(value(kind, text.to_owned(), None, false), Some(CellValue::new(expected, as_kind)));
    }

    #[rstest]
    #[case("Number", "43861", NumberFormat::Date, false, "2020-01-31")]
    #[case("Number", "43861", NumberFormat::Date, true, "2024-02-01")]
    #[case("Number", "1.25", NumberFormat::Time, false, "06:00:00")]
    #[case("DateTime", "1900-01-01T06:00:00.000", NumberFormat::Time, false, "06:00:00")]
    #[case("DateTime", "1900-01-01T06:00:00.000", NumberFormat::Span, false, "30:00:00")]
    #[case("DateTime", "1899-12-31T00:00:00.000", NumberFormat::Date, false, "1900-01-00")]
    #[case("DateTime", "1899-12-31T00:00:00.000", NumberFormat::Time, false, "00:00:00")]
    #[case("DateTime", "2020-01-31T10:30:00.000", NumberFormat::Date, true, "2020-01-31T10:30:00")]
    fn dates_and_times_are_formatted(
        #[case] kind: &str,
        #[case] text: &str,
        #[case] number_format: NumberFormat,
        #[case] is_1904: bool,
        #[case] expected: &str,
    ) {
        assert_eq!(value(kind, text.to_owned(), Some(&number_format), is_1904).unwrap().text, expected);
    }
}
