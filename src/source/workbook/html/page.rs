//! A page, and the tables in it.

use std::fs::File;

use encoding_rs::Encoding;

use crate::source::encoding::TextEncoding;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::sheet::Sheet;

use super::cells::{HtmlCells, HtmlTableFacts};
use super::encoding::encoding_of;
use super::mime;

/// A table with fewer cells than 1/`RIVAL` of the largest table is not offered as data.
const RIVAL: u64 = 2;

/// An open page.
pub(crate) struct Html {
    content: File,
    encoding: &'static Encoding,
    sheets: Vec<Sheet>,
    found: Vec<HtmlTableFacts>,
}

impl Html {
    /// Reads the whole page to find its tables.
    pub(crate) fn open(content: File, stated: Option<TextEncoding>) -> Result<Self, WorkbookError> {
        let mut content = mime::unpacked(content, stated)?;
        let encoding = encoding_of(&mut content, stated, None)?;
        let mut cells = HtmlCells::new(&mut content, encoding, None)?;
        while cells.next()?.is_some() {}
        let found = cells.found;
        if found.iter().all(|table| table.cells == 0) {
            return Err(WorkbookError::NoTable);
        }
        let seen = found.iter().filter(|table| !table.hidden);
        let largest = seen.map(|table| table.cells).max().unwrap_or_default();
        let sheet = |(number, table): (usize, &HtmlTableFacts)| {
            let rival = table.cells.saturating_mul(RIVAL) > largest;
            let data = Some(table.cells > 0 && (rival || table.hidden));
            Sheet { name: format!("table {}", number + 1), visible: !table.hidden, data }
        };
        let sheets = found.iter().enumerate().map(sheet).collect();
        Ok(Self { content, encoding, sheets, found })
    }

    pub(crate) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The cells of a table.
    pub(crate) fn cells(&mut self, number: usize) -> Result<HtmlCells<'_>, WorkbookError> {
        let found = self.found.get(number);
        if found.is_some_and(|table| table.cut) {
            return Err(WorkbookError::cut(format!("the page ends inside its table {}", number + 1)));
        }
        let mut cells = HtmlCells::new(&mut self.content, self.encoding, Some(number))?;
        cells.ends = found.map(|table| table.ends.clone()).unwrap_or_default();
        Ok(cells)
    }
}
