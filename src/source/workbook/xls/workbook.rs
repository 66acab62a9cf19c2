//! An open workbook and its sheets.

use std::fs::File;
use std::io::BufReader;

use crate::source::encoding::TextEncoding;
use crate::source::workbook::biff::BiffBytes;
use crate::source::workbook::cell_merge::CellMerge;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::ole::{self, Ole};
use crate::source::workbook::sheet::Sheet;
use crate::source::workbook::sheet_outline::SheetOutline;

use super::cells::XlsCells;
use super::globals::{Globals, globals};
use super::record_numbers::{self as record, CELLS};
use super::records::{Stream, XlsRecords, records};

/// A pass may read this many times the size of the stream. All sheets are in one stream, and overlapping ones exceed it.
const PASSES: u64 = 2;

/// Spreadsheet programs always write this stream, even if it says nothing.
const SUMMARY: &str = "/\u{5}SummaryInformation";

/// An open workbook.
pub(crate) struct Xls {
    stream: Stream,
    /// Keeps the container open for the stream.
    _container: cfb::CompoundFile<Ole>,
    size: u64,
    left: u64,
    sheets: Vec<Sheet>,
    /// The position of each sheet in the stream.
    places: Vec<u64>,
    globals: Globals,
}

impl Xls {
    /// Opens a workbook. A stated encoding replaces the code page of Excel 5 and 95.
    pub(crate) fn open(content: File, stated: Option<TextEncoding>) -> Result<Self, WorkbookError> {
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

    pub(crate) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// Resets the limits for another pass.
    pub(crate) fn rewind(&mut self) {
        self.left = self.size.saturating_mul(PASSES);
    }

    /// The cells of a sheet.
    pub(crate) fn cells(&mut self, number: usize) -> Result<XlsCells<'_>, WorkbookError> {
        let place = self.place(number)?;
        let records = records(&mut self.stream, &mut self.left, place)?;
        Ok(XlsCells::new(records, &self.globals))
    }

    /// Scans a sheet for the order of its rows and its merged ranges.
    pub(crate) fn outline(&mut self, number: usize) -> Result<SheetOutline, WorkbookError> {
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
                        let [first, last, column, right] = [first, last, left, right].map(u64::from);
                        outline.merge(CellMerge { first, last, column, right })?;
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
