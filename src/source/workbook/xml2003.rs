//! XML Spreadsheet 2003 (`urn:schemas-microsoft-com:office:spreadsheet`): a whole workbook in one XML file, which reports of
//! databases write to this day and call `.xls`.

use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};

use quick_xml::events::{BytesStart, Event};

use crate::record::CellKind;

use super::cell_value::CellValue;
use super::date_time;
use super::error::WorkbookError;
use super::limits;
use super::number_format::{self, NumberFormat};
use super::open_workbook::{PositionedCell, Sheet};
use super::package::PackagePart;
use super::sheet_outline::CellMerge;
use super::xlsx_cell::truth;
use super::xml_part::{XmlPart, attribute, entity};
use super::xml2003_style::Styles;

/// The name by which messages call the file's content.
const CONTENT: &str = "workbook";

/// A workbook that is open.
pub(super) struct Xml2003 {
    content: File,
    sheets: Vec<Sheet>,
    formats: Formats,
    left: u64,
}

impl Xml2003 {
    /// Looks the whole file over for its sheets and its formats.
    pub(super) fn open(mut content: File) -> Result<Self, WorkbookError> {
        let mut left = u64::MAX;
        let (sheets, formats) = looked_over(markup(&mut content, &mut left)?)?;
        Ok(Self { content, sheets, formats, left })
    }

    pub(super) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The cells of the sheet of this number.
    pub(super) fn cells(&mut self, number: usize) -> Result<Xml2003Cells<'_>, WorkbookError> {
        let mut markup = markup(&mut self.content, &mut self.left)?;
        let mut before = 0;
        loop {
            match markup.next()? {
                Event::Start(start) if start.local_name().as_ref() == "Worksheet" => {
                    if before == number {
                        break;
                    }
                    before += 1;
                }
                Event::Eof => return Err(WorkbookError::damaged("one of its sheets is missing")),
                _ => {}
            }
            markup.settle();
        }
        let formats = &self.formats;
        let outer = Outer::default();
        Ok(Xml2003Cells { markup, formats, outer, row: 0, column: 0, begun: 0, merges: Vec::new() })
    }
}

/// What all sheets share.
#[derive(Default)]
struct Formats {
    styles: Styles,
    is_1904: bool,
}

fn looked_over(mut markup: XmlPart<'_>) -> Result<(Vec<Sheet>, Formats), WorkbookError> {
    let (mut sheets, mut formats, mut style, mut inside) =
        (Vec::<Sheet>::new(), Formats::default(), String::new(), false);
    loop {
        match markup.next()? {
            Event::Start(start) => match start.local_name().as_ref() {
                "Style" => {
                    style = local(&start, "ID")?.unwrap_or_default();
                    formats.styles.begin(&style, local(&start, "Parent")?);
                }
                "NumberFormat" => formats.styles.format(&style, local(&start, "Format")?.as_deref()),
                "Date1904" => formats.is_1904 = true,
                "Worksheet" => {
                    let name = local(&start, "Name")?.unwrap_or_default();
                    sheets.push(Sheet { name, visible: true, data: Some(false) });
                }
                "Data" => sheets.last_mut().into_iter().for_each(|sheet| sheet.data = Some(true)),
                "Visible" => inside = true,
                _ => {}
            },
            Event::Text(text) if inside && text.trim() != "SheetVisible" => {
                sheets.last_mut().into_iter().for_each(|sheet| sheet.visible = false);
            }
            Event::End(end) if end.local_name().as_ref() == "Visible" => inside = false,
            Event::Eof => return Ok((sheets, formats)),
            _ => {}
        }
        if formats.styles.len() > limits::FORMATS {
            return Err(WorkbookError::TooMuch(format!("it has more than {} cell formats", limits::FORMATS)));
        }
        markup.settle();
    }
}

fn markup<'a>(content: &'a mut File, left: &'a mut u64) -> Result<XmlPart<'a>, WorkbookError> {
    content.seek(SeekFrom::Start(0))?;
    let bytes = BufReader::with_capacity(64 * 1024, content);
    Ok(XmlPart::new(PackagePart::new(Box::new(bytes), CONTENT.to_owned(), left, u64::MAX)))
}

/// An attribute of this format, with a prefix or without one.
fn local(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, WorkbookError> {
    match attribute(start, &format!("ss:{name}"))? {
        Some(value) => Ok(Some(value)),
        None => super::xlsx_cell::local(start, name),
    }
}

/// The cells of a sheet.
pub(super) struct Xml2003Cells<'a> {
    markup: XmlPart<'a>,
    formats: &'a Formats,
    outer: Outer,
    /// Behind the last row, and behind the last cell in this one.
    row: u64,
    column: u64,
    /// The rows that have begun.
    begun: u64,
    merges: Vec<CellMerge>,
}

/// What a cell says of itself.
struct Xml2003CellHead {
    index: Option<u64>,
    across: u64,
    down: u64,
    style: Option<String>,
    has_formula: bool,
}

/// The styles of cells that have none of their own.
#[derive(Default)]
struct Outer {
    table: Option<String>,
    row: Option<String>,
    /// First and last column, from 0.
    columns: Vec<(u64, u64, String)>,
    /// The column behind the last that was named.
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

impl Xml2003Cells<'_> {
    /// The rows that have begun.
    pub(super) fn piece(&self) -> u64 {
        self.begun
    }

    /// The cells over several rows that were found since this was asked.
    pub(super) fn merges(&mut self) -> Vec<CellMerge> {
        std::mem::take(&mut self.merges)
    }

    /// The next cell that is not empty.
    pub(super) fn next(&mut self) -> Result<Option<PositionedCell>, WorkbookError> {
        loop {
            let head = match self.markup.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "Row" => {
                        let index = number(&start, "Index")?;
                        (self.row, self.column) = (index.unwrap_or(self.row.saturating_add(1)), 0);
                        self.begun += 1;
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
            self.markup.settle();
        }
    }

    fn cell(&mut self, head: &Xml2003CellHead) -> Result<Option<PositionedCell>, WorkbookError> {
        let row =
            self.row.checked_sub(1).ok_or_else(|| WorkbookError::damaged("a cell is outside any row"))?;
        let column = head.index.unwrap_or(self.column.saturating_add(1)).saturating_sub(1);
        self.column = column.saturating_add(1).saturating_add(head.across);
        let place = |trouble: WorkbookError| trouble.at(&format!("row {}", row.saturating_add(1)));
        let data = data(&mut self.markup).map_err(place)?;
        self.markup.settle();
        let style = head.style.as_deref().or_else(|| self.outer.style(column));
        let look = self.formats.styles.look(style);
        // Only a text can be empty where it was computed.
        let computed = data.as_ref().is_some_and(|(kind, text)| kind == "String" || !text.trim().is_empty());
        let value = match data {
            _ if head.has_formula && !computed => Some(CellValue::no_result()),
            Some((kind, text)) => value(&kind, text, look, self.formats.is_1904),
            None => None,
        };
        if head.down > 0 || head.across > 0 {
            let last = row.saturating_add(head.down);
            let right = column.saturating_add(head.across);
            self.merges.push(CellMerge { first: row, last, column, right });
        }
        Ok(value.map(|value| (row, column, value)))
    }
}

fn number(start: &BytesStart<'_>, name: &str) -> Result<Option<u64>, WorkbookError> {
    let Some(text) = local(start, name)? else { return Ok(None) };
    let number = text.trim().parse::<u64>();
    number.map(Some).map_err(|_| WorkbookError::damaged(format!("{name} is {text:?}, which is not a number")))
}

/// The type and the text of a cell's data, up to the end of the cell. A comment has data of its own.
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

fn value(kind: &str, text: String, look: Option<&NumberFormat>, is_1904: bool) -> Option<CellValue> {
    match kind {
        "Number" => match text.trim().parse::<f64>() {
            Ok(number) => number_format::number(number, look, is_1904),
            Err(_) => CellValue::from_text(text),
        },
        // It is the same number as in other workbooks, in another writing.
        "DateTime" => match date_time::serial(text.trim(), is_1904) {
            Some(serial) => {
                let look = look.filter(|look| !matches!(look, NumberFormat::Mask(_)));
                number_format::number(serial, look.or(Some(&NumberFormat::Date)), is_1904)
            }
            None => CellValue::from_iso_date(text.trim()),
        },
        "Boolean" => truth(&text),
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
    fn values(#[case] kind: &str, #[case] text: &str, #[case] expected: &str, #[case] as_kind: CellKind) {
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
    fn moments(
        #[case] kind: &str,
        #[case] text: &str,
        #[case] look: NumberFormat,
        #[case] is_1904: bool,
        #[case] expected: &str,
    ) {
        assert_eq!(value(kind, text.to_owned(), Some(&look), is_1904).unwrap().text, expected);
    }
}
