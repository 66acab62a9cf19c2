//! XLSX (ECMA-376, SpreadsheetML): parts of a zip that name each other, most of them XML. Nothing of what they claim about
//! themselves is believed: neither names and counts nor the extent of a sheet.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};

use super::cell_value::CellValue;
use super::error::WorkbookError;
use super::limits;
use super::number_format::{NumberFormat, NumberFormats};
use super::open_workbook::{PositionedCell, Sheet};
use super::package::Package;
use super::relations::{self, Relation, relations};
use super::sheet_outline::{self, SheetOutline};
use super::uncomputed_formulas::Uncomputed;
use super::xlsx_cell::{self, Texts, XlsxCellContent, XlsxCellHead};
use super::xlsx_text;
use super::xml_part::{XmlPart, attribute};

/// A workbook that is open.
pub(super) struct Xlsx {
    package: Package,
    sheets: Vec<Sheet>,
    /// The part of each sheet.
    parts: Vec<String>,
    shared: Vec<String>,
    looks: NumberFormats,
    is_1904: bool,
    /// It asks for all formulas to be computed when it is opened.
    recompute: bool,
}

impl Xlsx {
    pub(super) fn open(content: File) -> Result<Self, WorkbookError> {
        let mut package = Package::open(content)?;
        let book = relations::workbook(&mut package, "xl/workbook.xml")?;
        let related = relations(&mut package, &book)?;
        let ListedSheets { sheets, parts, is_1904, recompute } = listed(&mut package, &book, &related)?;
        let part = |kind, usual| relations::of_kind(&related, kind, &book, usual);
        let shared = shared(&mut package, &part("sharedStrings", "sharedStrings.xml"))?;
        let looks = looks(&mut package, &part("styles", "styles.xml"))?;
        Ok(Self { package, sheets, parts, shared, looks, is_1904, recompute })
    }

    pub(super) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// Begins another pass.
    pub(super) fn rewind(&mut self) {
        self.package.rewind();
    }

    /// What has to be known of a sheet before its cells are read.
    pub(super) fn outline(&mut self, number: usize) -> Result<SheetOutline, WorkbookError> {
        let name = self.parts.get(number).map_or("", String::as_str);
        sheet_outline::of_xml(self.package.needed(name)?)
    }

    /// The cells of the sheet of this number.
    pub(super) fn cells(&mut self, number: usize) -> Result<XlsxCells<'_>, WorkbookError> {
        let name = self.parts.get(number).map_or("", String::as_str);
        let markup = XmlPart::new(self.package.needed(name)?);
        let texts = Texts {
            shared: &self.shared,
            looks: &self.looks,
            is_1904: self.is_1904,
            recompute: self.recompute,
        };
        Ok(XlsxCells {
            markup,
            texts,
            content: XlsxCellContent::default(),
            row: 0,
            column: 0,
            begun: 0,
            uncomputed: Uncomputed::default(),
            read: (Vec::new(), false),
            waiting: VecDeque::new(),
        })
    }
}

/// What the workbook's own part lists.
#[derive(Default)]
struct ListedSheets {
    sheets: Vec<Sheet>,
    parts: Vec<String>,
    is_1904: bool,
    /// It asks for all formulas to be computed when it is opened.
    recompute: bool,
}

fn listed(package: &mut Package, book: &str, related: &[Relation]) -> Result<ListedSheets, WorkbookError> {
    let known: HashMap<&str, &Relation> = related.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut markup = XmlPart::new(package.needed(book)?);
    let mut listed = ListedSheets::default();
    // Parts of later versions have elements of the same names: an empty `x15:workbookPr`, for example.
    let mut prefix = None;
    loop {
        match markup.next()? {
            Event::Start(start) if *prefix.get_or_insert_with(|| prefix_of(&start)) != prefix_of(&start) => {}
            Event::Start(start) => match start.local_name().as_ref() {
                "workbookPr" => {
                    listed.is_1904 = attribute(&start, "date1904")?.is_some_and(|is| is_true(&is))
                }
                "calcPr" => {
                    let asks = attribute(&start, "fullCalcOnLoad")?;
                    listed.recompute = asks.is_some_and(|asks| is_true(&asks));
                }
                "sheet" => {
                    let name = attribute(&start, "name")?.unwrap_or_default();
                    let visible = attribute(&start, "state")?.is_none_or(|state| state == "visible");
                    let id = xlsx_cell::local(&start, "id")?.filter(|id| !id.is_empty());
                    let relation = id.as_deref().and_then(|id| known.get(id).copied());
                    let missing = || WorkbookError::damaged(format!("its sheet {name:?} has no part"));
                    // A chart or a macro is no sheet with cells, and one without an id is a macro of an old version.
                    let relation = match (id, relation) {
                        (None, _) => None,
                        (Some(_), relation) => Some(relation.ok_or_else(missing)?),
                    };
                    if let Some(relation) = relation.filter(|relation| relation.kind == "worksheet") {
                        listed.parts.push(relation.part.clone().ok_or_else(missing)?);
                        listed.sheets.push(Sheet { name, visible, data: None });
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(listed),
            _ => {}
        }
        markup.settle();
    }
}

fn prefix_of(start: &BytesStart<'_>) -> Option<String> {
    start.name().prefix().map(|prefix| prefix.into_inner().to_owned())
}

fn is_true(text: &str) -> bool {
    matches!(text.trim(), "1" | "true" | "on")
}

/// The texts that cells share. How many there are is counted, not believed.
fn shared(package: &mut Package, name: &str) -> Result<Vec<String>, WorkbookError> {
    let most = limits::shared(package.size());
    let Some(part) = package.part_up_to(name, most)? else { return Ok(Vec::new()) };
    let mut markup = XmlPart::new(part);
    let mut shared = Vec::new();
    loop {
        let is_text = match markup.next()? {
            Event::Start(start) => start.local_name().as_ref() == "si",
            Event::Eof => return Ok(shared),
            _ => false,
        };
        if is_text {
            let mut text = String::new();
            xlsx_text::runs(&mut markup, &mut text)?;
            shared.push(text);
        }
        markup.settle();
    }
}

/// What the formats of cells make of numbers, by the number of the format.
fn looks(package: &mut Package, name: &str) -> Result<NumberFormats, WorkbookError> {
    let Some(part) = package.part(name)? else { return Ok(Vec::new()) };
    let mut markup = XmlPart::new(part);
    let mut codes = HashMap::new();
    let mut looks = Vec::new();
    let mut of_cells = false;
    loop {
        match markup.next()? {
            Event::Start(start) => match start.local_name().as_ref() {
                "numFmt" => {
                    let number = attribute(&start, "numFmtId")?;
                    let code = attribute(&start, "formatCode")?;
                    if let (Some(number), Some(code)) = (number, code) {
                        codes.insert(number.trim().to_owned(), NumberFormat::of(&code).map(Rc::new));
                    }
                }
                "cellXfs" => of_cells = true,
                "xf" if of_cells => {
                    let number = attribute(&start, "numFmtId")?.unwrap_or_default();
                    let built_in = || NumberFormat::built_in(number.trim().parse().ok()?).map(Rc::new);
                    looks.push(codes.get(number.trim()).cloned().unwrap_or_else(built_in));
                }
                _ => {}
            },
            Event::End(end) if end.local_name().as_ref() == "cellXfs" => of_cells = false,
            Event::Eof => return Ok(looks),
            _ => {}
        }
        if looks.len() as u64 > limits::FORMATS {
            let what = format!("its part {name:?} has more than {} cell formats", limits::FORMATS);
            return Err(WorkbookError::TooMuch(what));
        }
        markup.settle();
    }
}

/// The cells of a sheet.
pub(super) struct XlsxCells<'a> {
    markup: XmlPart<'a>,
    texts: Texts<'a>,
    content: XlsxCellContent,
    /// The row and the column of the next cell, from 0, where it does not say them itself.
    row: u64,
    column: u64,
    /// The rows that have begun.
    begun: u64,
    uncomputed: Uncomputed,
    /// Of this row, where it has cells of such formulas: the columns that were read, and whether others have a value.
    read: (Vec<u64>, bool),
    waiting: VecDeque<PositionedCell>,
}

/// What stands next in a sheet.
enum Next {
    Row(Option<u64>),
    RowEnd,
    Cell(XlsxCellHead),
    End,
    Other,
}

impl XlsxCells<'_> {
    /// The rows that have begun.
    pub(super) fn piece(&self) -> u64 {
        self.begun
    }

    /// The next cell that is not empty.
    pub(super) fn next(&mut self) -> Result<Option<PositionedCell>, WorkbookError> {
        loop {
            if let Some(cell) = self.waiting.pop_front() {
                return Ok(Some(cell));
            }
            match self.what()? {
                Next::Row(row) => {
                    (self.row, self.column) = (row.unwrap_or(self.row), 0);
                    self.begun += 1;
                    self.read.0.clear();
                    self.read.1 = false;
                }
                Next::RowEnd => {
                    self.fill()?;
                    self.row = self.row.saturating_add(1);
                }
                Next::End => return Ok(None),
                Next::Other => {}
                Next::Cell(head) => {
                    let (row, column) = head.place.unwrap_or((self.row, self.column));
                    (self.row, self.column) = (row, column.saturating_add(1));
                    if let Some(value) = self.value(&head, column).map_err(|trouble| at(trouble, row))? {
                        return Ok(Some((row, column, value)));
                    }
                }
            }
        }
    }

    /// The value of the cell whose start was the last event.
    fn value(&mut self, head: &XlsxCellHead, column: u64) -> Result<Option<CellValue>, WorkbookError> {
        self.content.read(&mut self.markup)?;
        let value = self.texts.value(head, &self.content)?;
        self.markup.settle();
        if let Some(area) = self.content.area.filter(|_| value.as_ref().is_some_and(CellValue::has_no_result))
        {
            self.uncomputed.add(area)?;
        } else if self.uncomputed.is_empty() {
            self.read.1 |= value.is_some();
            return Ok(value);
        }
        self.read.0.push(column);
        if self.content.is_nought() && self.uncomputed.covers(self.row, column) {
            return Ok(Some(CellValue::no_result()));
        }
        self.read.1 |= value.is_some();
        Ok(value)
    }

    /// The cells that are missing in this row, and are part of a formula that nobody has computed. Where there is nothing
    /// else in the row, it is none.
    fn fill(&mut self) -> Result<(), WorkbookError> {
        if !self.uncomputed.is_empty() {
            let missing = self.uncomputed.missing(self.row, &mut self.read.0)?;
            let row = self.row;
            let cells = missing.into_iter().filter(|_| self.read.1);
            self.waiting.extend(cells.map(|column| (row, column, CellValue::no_result())));
        }
        Ok(())
    }

    fn what(&mut self) -> Result<Next, WorkbookError> {
        let next = match self.markup.next()? {
            Event::Start(start) => match start.local_name().as_ref() {
                "c" => return Ok(Next::Cell(XlsxCellHead::of(&start)?)),
                "row" => Next::Row(xlsx_cell::row(&start)?),
                _ => Next::Other,
            },
            Event::End(end) => match end.local_name().as_ref() {
                "row" => Next::RowEnd,
                "sheetData" => Next::End,
                _ => Next::Other,
            },
            Event::Eof => Next::End,
            _ => Next::Other,
        };
        self.markup.settle();
        Ok(next)
    }
}

fn at(trouble: WorkbookError, row: u64) -> WorkbookError {
    trouble.at(&format!("row {}", row.saturating_add(1)))
}
