//! Workbooks of Excel 5 to 2003 ([MS-XLS]): one stream of records in an OLE container.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::rc::Rc;

use crate::source::encoding::TextEncoding;

use super::biff::{self, BiffBytes};
use super::cell_value::CellValue;
use super::code_page::CodePage;
use super::error::WorkbookError;
use super::number_format::{NumberFormat, NumberFormats};
use super::ole::{self, Ole};
use super::open_workbook::{PositionedCell, Sheet};
use super::sheet_outline::SheetOutline;
use super::xls_cell::{cells, missing_text};
use super::xls_text::{RecordParts, TextStorageForm};

/// Numbers of records.
pub(super) mod record {
    pub(in super::super) const FORMULA: u16 = 0x0006;
    /// The same, with the numbers of Excel 3 and 4, as some programs write them to this day.
    pub(in super::super) const FORMULA_3: u16 = 0x0206;
    pub(in super::super) const FORMULA_4: u16 = 0x0406;
    pub(in super::super) const END: u16 = 0x000a;
    pub(in super::super) const EPOCH: u16 = 0x0022;
    pub(in super::super) const ENCRYPTED: u16 = 0x002f;
    pub(in super::super) const GOES_ON: u16 = 0x003c;
    pub(in super::super) const CODE_PAGE: u16 = 0x0042;
    pub(in super::super) const SHEET: u16 = 0x0085;
    pub(in super::super) const NUMBERS: u16 = 0x00bd;
    pub(in super::super) const RICH_LABEL: u16 = 0x00d6;
    pub(in super::super) const XF: u16 = 0x00e0;
    pub(in super::super) const MERGED: u16 = 0x00e5;
    pub(in super::super) const SHARED: u16 = 0x00fc;
    pub(in super::super) const SHARED_LABEL: u16 = 0x00fd;
    pub(in super::super) const COMPUTED: u16 = 0x01c1;
    pub(in super::super) const NUMBER: u16 = 0x0203;
    pub(in super::super) const LABEL: u16 = 0x0204;
    pub(in super::super) const TRUTH_OR_ERROR: u16 = 0x0205;
    pub(in super::super) const FORMULA_TEXT: u16 = 0x0207;
    pub(in super::super) const RK: u16 = 0x027e;
    pub(in super::super) const FORMAT: u16 = 0x041e;
    pub(in super::super) const BEGIN: u16 = 0x0809;
}

/// The records that hold cells.
const CELLS: [u16; 10] = [
    record::FORMULA,
    record::FORMULA_3,
    record::FORMULA_4,
    record::LABEL,
    record::NUMBER,
    record::NUMBERS,
    record::RICH_LABEL,
    record::RK,
    record::SHARED_LABEL,
    record::TRUTH_OR_ERROR,
];

/// The version of Excel 5 and 95 in the record that begins a stream.
const EXCEL_5: u16 = 0x0500;
/// Each sheet is read once in a pass, and the container's stream holds them all.
const PASSES: u64 = 2;

/// Every spreadsheet writes what a workbook is about, even where it knows nothing of it.
const SUMMARY: &str = "/\u{5}SummaryInformation";

type Stream = BufReader<cfb::Stream<Ole>>;

/// A workbook that is open.
pub(super) struct Xls {
    stream: Stream,
    /// Holds what the stream reads from.
    _container: cfb::CompoundFile<Ole>,
    size: u64,
    left: u64,
    sheets: Vec<Sheet>,
    /// Where each sheet begins.
    places: Vec<u64>,
    globals: Globals,
}

/// What stands before the sheets and holds for all of them.
pub(super) struct Globals {
    pub(super) writing: TextStorageForm,
    pub(super) shared: Vec<String>,
    pub(super) looks: NumberFormats,
    pub(super) is_1904: bool,
    /// A spreadsheet wrote the file, and has computed its formulas.
    pub(super) computed: bool,
}

impl Xls {
    /// Opens it. What is stated goes before the code page of Excel 5 and 95.
    pub(super) fn open(content: File, stated: Option<TextEncoding>) -> Result<Self, WorkbookError> {
        let mut again = content.try_clone()?;
        match Self::of_container(content, stated) {
            Err(WorkbookError::Damaged(_)) if ole::is_cut(&mut again)? => {
                Err(WorkbookError::cut("some of its sectors are missing"))
            }
            opened => opened,
        }
    }

    fn of_container(content: File, stated: Option<TextEncoding>) -> Result<Self, WorkbookError> {
        let mut container = cfb::CompoundFile::open(Ole::new(content)?)?;
        let name = ["/Workbook", "/Book"].into_iter().find(|name| container.is_stream(name));
        let name = name.ok_or_else(|| WorkbookError::damaged("an OLE container without a workbook"))?;
        let inner = container.open_stream(name)?;
        let size = inner.len();
        let mut stream = BufReader::with_capacity(64 * 1024, inner);
        let mut left = size;
        let (mut globals, found) = globals(&mut XlsRecords::new(&mut stream, &mut left), stated)?;
        globals.computed |= container.is_stream(SUMMARY);
        let (sheets, places) = found.into_iter().unzip();
        let left = size.saturating_mul(PASSES);
        Ok(Self { stream, _container: container, size, left, sheets, places, globals })
    }

    pub(super) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// Begins another pass.
    pub(super) fn rewind(&mut self) {
        self.left = self.size.saturating_mul(PASSES);
    }

    /// The cells of the sheet of this number.
    pub(super) fn cells(&mut self, number: usize) -> Result<XlsCells<'_>, WorkbookError> {
        let place = self.place(number)?;
        let records = records(&mut self.stream, &mut self.left, place)?;
        let globals = &self.globals;
        let waiting = VecDeque::new();
        Ok(XlsCells { records, globals, waiting, formula: None, depth: 0, ended: false })
    }

    /// What has to be known of a sheet before its cells are read.
    pub(super) fn outline(&mut self, number: usize) -> Result<SheetOutline, WorkbookError> {
        let place = self.place(number)?;
        let mut records = records(&mut self.stream, &mut self.left, place)?;
        let mut outline = SheetOutline::default();
        let mut depth = 0;
        while let Some(record) = records.next()? {
            let mut body = BiffBytes(record.body);
            match record.kind {
                record::BEGIN => depth += 1,
                record::END if depth == 0 => break,
                record::END => depth -= 1,
                record::MERGED if depth == 0 => {
                    body.short()?;
                    while let (Ok(first), Ok(last), Ok(left), Ok(right)) =
                        (body.short(), body.short(), body.short(), body.short())
                    {
                        let [first, last, left, right] = [first, last, left, right].map(u64::from);
                        outline.merge((first, last), (left, right))?;
                    }
                }
                kind if depth == 0 && CELLS.contains(&kind) => outline.row(u64::from(body.short()?)),
                _ => {}
            }
        }
        Ok(outline.finished())
    }

    fn place(&self, number: usize) -> Result<u64, WorkbookError> {
        let place = self.places.get(number).copied().filter(|place| *place < self.size);
        place.ok_or_else(|| {
            WorkbookError::damaged(
                "a sheet begins after the end of the file, according to its list \
                                              of sheets",
            )
        })
    }
}

/// The records of a sheet, behind the one that begins it.
fn records<'a>(
    stream: &'a mut Stream,
    left: &'a mut u64,
    place: u64,
) -> Result<XlsRecords<'a>, WorkbookError> {
    stream.seek(SeekFrom::Start(place))?;
    let mut records = XlsRecords::new(stream, left);
    if records.next()?.is_none_or(|record| record.kind != record::BEGIN) {
        return Err(WorkbookError::damaged("a sheet does not begin at its listed position"));
    }
    Ok(records)
}

type FoundSheets = Vec<(Sheet, u64)>;

fn globals(
    records: &mut XlsRecords<'_>,
    stated: Option<TextEncoding>,
) -> Result<(Globals, FoundSheets), WorkbookError> {
    let mut found = Vec::new();
    let mut codes = HashMap::new();
    let mut formats = Vec::new();
    let stated = stated.map(CodePage::Encoding);
    let writing = TextStorageForm::CodePage(stated.unwrap_or(CodePage::Unknown(None)));
    let looks = Vec::new();
    let mut globals = Globals { writing, shared: Vec::new(), looks, is_1904: false, computed: false };
    let mut old = false;
    loop {
        let record =
            records.next()?.ok_or_else(|| WorkbookError::damaged("it ends before its first sheet"))?;
        let mut body = BiffBytes(record.body);
        match record.kind {
            record::BEGIN => old = body.short()? == EXCEL_5,
            record::ENCRYPTED => return Err(WorkbookError::Password),
            record::CODE_PAGE if old && stated.is_none() => {
                globals.writing = TextStorageForm::CodePage(CodePage::numbered(body.short()?));
            }
            record::COMPUTED => globals.computed = true,
            record::EPOCH => globals.is_1904 = body.byte()? == 1,
            record::SHEET => found.extend(sheet(body, globals.writing)?),
            record::SHARED => globals.shared = RecordParts::new(record.body, record.breaks).shared()?,
            record::FORMAT => {
                let number = body.short()?;
                let code = globals.writing.name(body, !old)?;
                codes.insert(number, NumberFormat::of(&code).map(Rc::new));
            }
            record::XF => {
                formats.push(body.short().and_then(|_| body.short()).unwrap_or_default());
            }
            record::END => break,
            _ => {}
        }
        if record.kind == record::BEGIN && !old {
            globals.writing = TextStorageForm::Unicode;
        }
    }
    let look = |number: &u16| {
        codes.get(number).cloned().unwrap_or_else(|| NumberFormat::built_in(*number).map(Rc::new))
    };
    globals.looks = formats.iter().map(look).collect();
    Ok((globals, found))
}

/// A sheet with cells, and where it begins.
fn sheet(mut body: BiffBytes<'_>, writing: TextStorageForm) -> Result<Option<(Sheet, u64)>, WorkbookError> {
    let place = body.long()?;
    let state = body.byte()?;
    let kind = body.byte()?;
    let name = writing.name(body, false)?.replace('\0', "");
    let sheet = Sheet { name, visible: state & 3 == 0, data: None };
    Ok((kind == 0).then_some((sheet, u64::from(place))))
}

/// A record, with those that go on with it where it holds text.
pub(super) struct XlsRecord<'r> {
    pub(super) kind: u16,
    pub(super) body: &'r [u8],
    pub(super) breaks: &'r [usize],
}

/// The records of the stream, one after the other.
struct XlsRecords<'a> {
    stream: &'a mut Stream,
    left: &'a mut u64,
    /// The kind and length of the record that comes next, where they have been read.
    ahead: Option<(u16, u64)>,
    body: Vec<u8>,
    breaks: Vec<usize>,
}

impl<'a> XlsRecords<'a> {
    fn new(stream: &'a mut Stream, left: &'a mut u64) -> Self {
        Self { stream, left, ahead: None, body: Vec::new(), breaks: Vec::new() }
    }

    fn next(&mut self) -> Result<Option<XlsRecord<'_>>, WorkbookError> {
        self.body.clear();
        self.breaks.clear();
        let Some((kind, length)) = self.head()? else { return Ok(None) };
        self.read(length)?;
        let texts = [record::SHARED, record::LABEL, record::RICH_LABEL, record::FORMULA_TEXT];
        while texts.contains(&kind) {
            match self.head()? {
                Some((record::GOES_ON, length)) => {
                    self.breaks.push(self.body.len());
                    self.read(length)?;
                }
                other => {
                    self.ahead = other;
                    break;
                }
            }
        }
        Ok(Some(XlsRecord { kind, body: &self.body, breaks: &self.breaks }))
    }

    fn head(&mut self) -> Result<Option<(u16, u64)>, WorkbookError> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        let mut head = Vec::with_capacity(4);
        (&mut *self.stream).take(4).read_to_end(&mut head)?;
        let mut bytes = BiffBytes(&head);
        // A few bytes at the end that are no record are let pass.
        if head.len() < 4 {
            return Ok(None);
        }
        self.count(4)?;
        Ok(Some((bytes.short()?, u64::from(bytes.short()?))))
    }

    fn read(&mut self, length: u64) -> Result<(), WorkbookError> {
        let before = self.body.len() as u64;
        (&mut *self.stream).take(length).read_to_end(&mut self.body)?;
        if self.body.len() as u64 - before < length {
            return Err(WorkbookError::damaged("it ends in the middle of a record"));
        }
        self.count(length)
    }

    fn count(&mut self, bytes: u64) -> Result<(), WorkbookError> {
        let left = self.left.checked_sub(bytes);
        *self.left = left.ok_or_else(|| WorkbookError::damaged("its sheets overlap"))?;
        Ok(())
    }
}

/// The cells of a sheet.
pub(super) struct XlsCells<'a> {
    records: XlsRecords<'a>,
    globals: &'a Globals,
    waiting: VecDeque<PositionedCell>,
    /// The cell of a formula whose text comes in the next record.
    formula: Option<(u64, u64)>,
    /// Sheets inside of this one: charts.
    depth: usize,
    ended: bool,
}

impl XlsCells<'_> {
    /// The next cell that is not empty.
    pub(super) fn next(&mut self) -> Result<Option<PositionedCell>, WorkbookError> {
        loop {
            if let Some(cell) = self.waiting.pop_front() {
                return Ok(Some(cell));
            }
            if self.ended {
                return Ok(None);
            }
            let Some(record) = self.records.next()? else {
                return Err(WorkbookError::damaged("it ends in the middle of a sheet"));
            };
            match record.kind {
                record::BEGIN => self.depth += 1,
                record::END if self.depth == 0 => {
                    self.ended = true;
                    self.waiting.extend(missing_text(&mut self.formula));
                }
                record::END => self.depth -= 1,
                _ if self.depth > 0 => {}
                record::FORMULA_TEXT => {
                    let text = self.globals.writing.long(&mut RecordParts::new(record.body, record.breaks));
                    let value = biff::or_unreadable(text.map(CellValue::from_text))?;
                    let placed = |(row, column)| Some((row, column, value?));
                    self.waiting.extend(self.formula.take().and_then(placed));
                }
                _ => cells(&record, self.globals, &mut self.waiting, &mut self.formula)?,
            }
        }
    }
}
