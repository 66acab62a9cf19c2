//! Binary workbooks of Excel ([MS-XLSB]): a zip archive whose parts are mostly sequences of records.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::rc::Rc;

use super::biff::{self, BiffBytes};
use super::cell_merge::CellMerge;
use super::cell_value::CellValue;
use super::error::WorkbookError;
use super::limits;
use super::number_format::{self, NumberFormat, NumberFormats};
use super::package::{Package, PackagePart};
use super::relations::{self, Relation, relations};
use super::sheet::{PositionedCell, Sheet};
use super::sheet_outline::SheetOutline;

/// Record numbers.
mod record {
    pub(crate) const ROW: u16 = 0;
    pub(crate) const LAST_CELL: u16 = 18;
    pub(crate) const SHARED: u16 = 19;
    pub(crate) const RICH_CELL: u16 = 62;
    pub(crate) const FORMAT: u16 = 44;
    pub(crate) const XF: u16 = 47;
    pub(crate) const SHEET_DATA: u16 = 145;
    pub(crate) const SHEET_DATA_END: u16 = 146;
    pub(crate) const BOOK: u16 = 153;
    pub(crate) const MERGED: u16 = 176;
    pub(crate) const SHEET: u16 = 156;
    pub(crate) const CELL_XFS: u16 = 617;
    pub(crate) const CELL_XFS_END: u16 = 618;
}

/// An open workbook.
pub(crate) struct Xlsb {
    package: Package,
    sheets: Vec<Sheet>,
    /// The part of each sheet.
    parts: Vec<String>,
    shared: Vec<String>,
    number_formats: NumberFormats,
    is_1904: bool,
}

impl Xlsb {
    pub(crate) fn open(content: File) -> Result<Self, WorkbookError> {
        let mut package = Package::open(content)?;
        let book = relations::workbook(&mut package, "xl/workbook.bin")?;
        let related = relations(&mut package, &book)?;
        let ListedSheets { sheets, parts, is_1904 } = listed(&mut package, &book, &related)?;
        let part = |kind, usual| relations::part_of_kind(&related, kind, &book, usual);
        let shared = shared(&mut package, &part("sharedStrings", "sharedStrings.bin"))?;
        let number_formats = number_formats(&mut package, &part("styles", "styles.bin"))?;
        Ok(Self { package, sheets, parts, shared, number_formats, is_1904 })
    }

    pub(crate) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// Resets the limits for another pass.
    pub(crate) fn rewind(&mut self) {
        self.package.rewind();
    }

    /// Scans a sheet for the order of its rows and its merged ranges.
    pub(crate) fn outline(&mut self, number: usize) -> Result<SheetOutline, WorkbookError> {
        let name = self.parts.get(number).map_or("", String::as_str);
        let mut records = needed(&mut self.package, name)?;
        let mut outline = SheetOutline::default();
        while let Some((kind, mut body)) = records.next()? {
            match kind {
                record::ROW => outline.row(u64::from(body.long()?)),
                record::MERGED => {
                    outline.merge(CellMerge {
                        first: u64::from(body.long()?),
                        last: u64::from(body.long()?),
                        column: u64::from(body.long()?),
                        right: u64::from(body.long()?),
                    })?;
                }
                _ => {}
            }
        }
        Ok(outline.finished())
    }

    /// The cells of a sheet.
    pub(crate) fn cells(&mut self, number: usize) -> Result<XlsbCells<'_>, WorkbookError> {
        let name = self.parts.get(number).map_or("", String::as_str);
        let mut records = needed(&mut self.package, name)?;
        while records.next()?.ok_or_else(|| ends(name))?.0 != record::SHEET_DATA {}
        let texts =
            XlsbTexts { shared: &self.shared, number_formats: &self.number_formats, is_1904: self.is_1904 };
        Ok(XlsbCells { records, texts, row: 0, column: 0, rows_begun: 0 })
    }
}

fn needed<'a>(package: &'a mut Package, name: &str) -> Result<XlsbRecords<'a>, WorkbookError> {
    Ok(XlsbRecords { part: package.needed(name)?, body: Vec::new() })
}

fn ends(part: &str) -> WorkbookError {
    WorkbookError::damaged("it ends too early").at(&format!("{part:?}"))
}

/// What the workbook part lists.
struct ListedSheets {
    sheets: Vec<Sheet>,
    parts: Vec<String>,
    is_1904: bool,
}

fn listed(package: &mut Package, book: &str, related: &[Relation]) -> Result<ListedSheets, WorkbookError> {
    let of_sheet = |one: &Relation| one.part.clone().filter(|_| one.kind == "worksheet");
    let targets: HashMap<&str, String> =
        related.iter().filter_map(|one| Some((one.id.as_str(), of_sheet(one)?))).collect();
    let mut records = needed(package, book)?;
    let mut sheets = Vec::new();
    let mut parts = Vec::new();
    let mut is_1904 = false;
    let mut seen = HashSet::new();
    while let Some((kind, mut body)) = records.next()? {
        match kind {
            record::BOOK => is_1904 = body.long()? & 1 == 1,
            record::SHEET => {
                let state = body.long()?;
                let _ = body.long()?;
                let id = body.wide()?.unwrap_or_default();
                let name = body.wide()?.unwrap_or_default();
                // Sheets of charts and macros have no cells.
                let Some(part) = targets.get(id.as_str()) else { continue };
                if !seen.insert(part.clone()) {
                    return Err(WorkbookError::damaged(format!(
                        "two of its sheets are the same part {part:?}"
                    )));
                }
                sheets.push(Sheet { name, visible: state == 0, data: None });
                parts.push(part.clone());
            }
            _ => {}
        }
    }
    Ok(ListedSheets { sheets, parts, is_1904 })
}

/// Reads the shared texts.
fn shared(package: &mut Package, name: &str) -> Result<Vec<String>, WorkbookError> {
    let most = limits::shared(package.size());
    let Some(part) = package.part_up_to(name, most)? else { return Ok(Vec::new()) };
    let mut records = XlsbRecords { part, body: Vec::new() };
    let mut shared = Vec::new();
    while let Some((kind, mut body)) = records.next()? {
        if kind == record::SHARED {
            body.byte()?;
            shared.push(body.wide()?.unwrap_or_default());
        }
    }
    Ok(shared)
}

/// Reads the number formats, by number.
fn number_formats(package: &mut Package, name: &str) -> Result<NumberFormats, WorkbookError> {
    let Some(part) = package.part(name)? else { return Ok(Vec::new()) };
    let mut records = XlsbRecords { part, body: Vec::new() };
    let mut codes = HashMap::new();
    let mut number_formats = Vec::new();
    let mut of_cells = false;
    while let Some((kind, mut body)) = records.next()? {
        match kind {
            record::FORMAT => {
                let number = body.short()?;
                codes.insert(number, NumberFormat::from_code(&body.wide()?.unwrap_or_default()).map(Rc::new));
            }
            record::CELL_XFS => of_cells = true,
            record::CELL_XFS_END => of_cells = false,
            record::XF if of_cells => {
                let _ = body.short()?;
                let number = body.short()?;
                let built_in = || NumberFormat::built_in(number).map(Rc::new);
                number_formats.push(codes.get(&number).cloned().unwrap_or_else(built_in));
            }
            _ => {}
        }
        if number_formats.len() as u64 > limits::FORMATS {
            return Err(WorkbookError::TooMuch(format!("it has more than {} cell formats", limits::FORMATS)));
        }
    }
    Ok(number_formats)
}

/// The records of a part.
struct XlsbRecords<'a> {
    part: PackagePart<'a>,
    body: Vec<u8>,
}

impl XlsbRecords<'_> {
    /// The next record: its number and content.
    fn next(&mut self) -> Result<Option<(u16, BiffBytes<'_>)>, WorkbookError> {
        self.part.end_cell();
        let Some(first) = self.byte()? else { return Ok(None) };
        let kind = match first & 0x80 {
            0 => u16::from(first),
            _ => u16::from(first & 0x7f) | u16::from(self.needed()? & 0x7f) << 7,
        };
        let mut length = 0;
        for shift in [0, 7, 14, 21] {
            let byte = self.needed()?;
            length |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        self.body.clear();
        (&mut self.part).take(length).read_to_end(&mut self.body)?;
        if (self.body.len() as u64) < length {
            return Err(ends(self.part.name()));
        }
        Ok(Some((kind, BiffBytes(&self.body))))
    }

    fn byte(&mut self) -> Result<Option<u8>, WorkbookError> {
        let mut byte = [0];
        Ok((self.part.read(&mut byte)? == 1).then_some(byte[0]))
    }

    fn needed(&mut self) -> Result<u8, WorkbookError> {
        self.byte()?.ok_or_else(|| ends(self.part.name()))
    }
}

/// The cells of a sheet.
pub(crate) struct XlsbCells<'a> {
    records: XlsbRecords<'a>,
    texts: XlsbTexts<'a>,
    row: u64,
    /// The column after the last cell.
    column: u64,
    /// The number of rows begun.
    rows_begun: u64,
}

impl XlsbCells<'_> {
    /// See `SheetCells::row_element`.
    pub(crate) fn row_element(&self) -> u64 {
        self.rows_begun
    }

    /// The next cell that is not empty.
    pub(crate) fn next(&mut self) -> Result<Option<PositionedCell>, WorkbookError> {
        loop {
            let Some((kind, mut body)) = self.records.next()? else {
                return Err(ends(self.records.part.name()));
            };
            match kind {
                record::ROW => {
                    (self.row, self.column) = (u64::from(body.long()?), 0);
                    self.rows_begun += 1;
                }
                record::SHEET_DATA_END => return Ok(None),
                1..=record::LAST_CELL | record::RICH_CELL => {
                    let row = self.row;
                    // A short cell record has no column; it follows the previous cell.
                    if !(12..=record::LAST_CELL).contains(&kind) {
                        self.column = u64::from(body.long()?);
                    }
                    let column = self.column;
                    self.column = column.saturating_add(1);
                    let value = self.texts.value(kind, body);
                    let value = value.map_err(|error| error.at(&format!("row {}", row.saturating_add(1))))?;
                    if let Some(value) = value {
                        return Ok(Some(PositionedCell::new(row, column, value)));
                    }
                }
                _ => {}
            }
        }
    }
}

/// What cells refer to.
struct XlsbTexts<'a> {
    shared: &'a [String],
    number_formats: &'a NumberFormats,
    is_1904: bool,
}

impl XlsbTexts<'_> {
    /// The value of a cell. After the format comes the value; the formula, if any, is last.
    fn value(&self, kind: u16, mut body: BiffBytes<'_>) -> Result<Option<CellValue>, WorkbookError> {
        let format = body.long()? & 0x00ff_ffff;
        let number_format = self.number_formats.get(format as usize).and_then(Option::as_deref);
        match kind {
            2 | 13 => Ok(number_format::number(body.rk()?, number_format, self.is_1904)),
            3 | 11 | 14 => Ok(Some(biff::error(body.byte()?))),
            4 | 10 | 15 => Ok(Some(CellValue::from_bool(body.byte()? != 0))),
            5 | 9 | 16 => Ok(number_format::number(body.float()?, number_format, self.is_1904)),
            6 | 8 | 17 => Ok(CellValue::from_text(body.wide()?.unwrap_or_default())),
            7 | 18 => {
                let number = body.long()?;
                let text = self.shared.get(number as usize);
                let text = text.ok_or_else(|| {
                    WorkbookError::damaged(format!(
                        "a cell refers to the shared text {number}, which does not exist"
                    ))
                })?;
                Ok(CellValue::from_text(text.as_str()))
            }
            record::RICH_CELL => {
                body.byte()?;
                Ok(CellValue::from_text(body.wide()?.unwrap_or_default()))
            }
            _ => Ok(None),
        }
    }
}
