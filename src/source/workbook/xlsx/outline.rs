//! Scans the XML of a sheet for the order of its rows and its merged ranges.

use std::io::BufRead;

use crate::source::workbook::cell_merge::CellMerge;
use crate::source::workbook::cell_reference::place;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::package::PackagePart;
use crate::source::workbook::sheet_outline::SheetOutline;

/// Scans the tags of a sheet without parsing the XML. Errors before the end of the cells are left to the reader of the
/// cells; later errors are reported here, because nothing else reads that far.
pub(crate) fn scan(mut part: PackagePart<'_>) -> Result<SheetOutline, WorkbookError> {
    let mut scan = OutlineScan::default();
    let mut window = Vec::new();
    loop {
        let chunk = match part.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if scan.behind => return Err(error.into()),
            Err(_) => return Ok(scan.outline.finished()),
        };
        let length = chunk.len();
        let ended = chunk.is_empty();
        window.extend_from_slice(chunk);
        part.consume(length);
        part.end_cell();
        let done = scan.window(&window)?;
        if ended && scan.behind && !scan.closed {
            return Err(WorkbookError::cut("it ends too early, after its cells").at(part.name()));
        }
        if ended {
            return Ok(scan.outline.finished());
        }
        window.drain(..done);
    }
}

#[derive(Default)]
struct OutlineScan {
    outline: SheetOutline,
    /// Some row has no number.
    unnumbered: bool,
    /// The end of the cells was passed.
    behind: bool,
    /// The end of the sheet was passed.
    closed: bool,
}

/// The longest tag that is completed in the next window.
const TAG: usize = 1024;

impl OutlineScan {
    /// Scans the complete tags; returns how many bytes are done.
    fn window(&mut self, window: &[u8]) -> Result<usize, WorkbookError> {
        let mut done = 0;
        if !self.behind {
            let over = end_of_cells(window);
            let cells = window.get(..over.unwrap_or(window.len())).unwrap_or_default();
            done = each_tag(cells, b"row", |tag| {
                let row = attribute(tag, b"r").and_then(|row| row.trim().parse::<u64>().ok());
                self.unnumbered |= row.is_none();
                self.outline.row_or_next(row.and_then(|row| row.checked_sub(1)));
                Ok(())
            })?;
            // If rows have no numbers but their cells have references, the order is unknown until the cells are read.
            let places =
                || [&b"<c r="[..], b":c r="].iter().any(|cell| memchr::memmem::find(cells, cell).is_some());
            self.outline.ordered &= !(self.unnumbered && self.outline.ordered && places());
            let Some(over) = over else { return Ok(done) };
            (self.behind, done) = (true, over);
        }
        let rest = window.get(done..).unwrap_or_default();
        self.closed |= ends_sheet(rest);
        let merges = each_tag(rest, b"mergeCell", |tag| {
            let Some((first, last)) = attribute(tag, b"ref").and_then(|range| range.split_once(':')) else {
                return Ok(());
            };
            match (place(first), place(last)) {
                (Some(first), Some(last)) => self.outline.merge(CellMerge {
                    first: first.0.min(last.0),
                    last: first.0.max(last.0),
                    column: first.1.min(last.1),
                    right: first.1.max(last.1),
                }),
                _ => Err(WorkbookError::damaged(format!(
                    "it has an invalid range of merged cells: {first}:{last}"
                ))),
            }
        })?;
        Ok(done + merges)
    }
}

/// The position of the tag that ends the cells.
fn end_of_cells(window: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(window, b"sheetData").find(|at| {
        let ends = window.get(at + 9..).is_some_and(|rest| rest.starts_with(b"/>"));
        let start = start_of_tag(window, *at);
        ends || start.is_some_and(|start| window.get(start + 1) == Some(&b'/'))
    })
}

fn ends_sheet(window: &[u8]) -> bool {
    memchr::memmem::find_iter(window, b"worksheet")
        .filter_map(|at| start_of_tag(window, at))
        .any(|start| window.get(start + 1) == Some(&b'/'))
}

/// The position of `<`, given that of a name after `<`, `</` or a prefix.
fn start_of_tag(window: &[u8], name: usize) -> Option<usize> {
    let before = window.get(name.saturating_sub(64)..name)?;
    let at = before.iter().rposition(|byte| *byte == b'<')?;
    let inside = before.get(at + 1..)?;
    let prefix = inside.strip_prefix(b"/").unwrap_or(inside);
    let whole = prefix.is_empty()
        || prefix.strip_suffix(b":").is_some_and(|prefix| prefix.iter().all(|byte| is_name(*byte)));
    whole.then_some(name - before.len() + at)
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || byte >= 0x80
}

/// Calls `each` with the attributes of each start tag of this name. Returns how many bytes are done: up to a tag that
/// is incomplete, or that may begin at the end.
fn each_tag<'a>(
    window: &'a [u8],
    name: &[u8],
    mut each: impl FnMut(&'a [u8]) -> Result<(), WorkbookError>,
) -> Result<usize, WorkbookError> {
    let mut done = window.len().saturating_sub(64);
    for at in memchr::memmem::find_iter(window, name) {
        let Some(start) = start_of_tag(window, at) else { continue };
        let after = window.get(at + name.len()..).unwrap_or_default();
        let begins = after.first().is_none_or(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte));
        if !begins || window.get(start + 1) == Some(&b'/') {
            continue;
        }
        let Some(length) = memchr::memchr(b'>', after) else {
            // A tag without an end is reported when the cells are read.
            return Ok(if after.len() > TAG { done } else { start });
        };
        each(after.get(..length).unwrap_or_default())?;
        done = done.max(at + name.len() + length);
    }
    Ok(done)
}

/// The value of an attribute; entities are not resolved.
fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a str> {
    let found = memchr::memmem::find_iter(tag, name).find_map(|at| {
        let before = at.checked_sub(1).and_then(|before| tag.get(before))?;
        let after = tag.get(at + name.len()..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        before.is_ascii_whitespace().then_some(after)
    })?;
    let (quote, value) = found.split_first()?;
    let value = value.get(..memchr::memchr(*quote, value)?)?;
    std::str::from_utf8(value).ok()
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};

    use rstest::rstest;

    use super::*;

    /// Scans `xml` in pieces of `size` bytes.
    fn outline(xml: &str, size: usize) -> SheetOutline {
        let mut left = u64::MAX;
        let bytes = BufReader::with_capacity(size, Cursor::new(xml.to_owned()));
        scan(PackagePart::new(Box::new(bytes), "x".to_owned(), &mut left, u64::MAX)).unwrap()
    }

    #[rstest]
    #[case("<sheetData><row r=\"1\"><c r=\"A1\"/></row><row spans=\"1:2\" r='2'/></sheetData>", true)]
    #[case("<sheetData><row/><row r=\"5\"/><row/><row r=\"7\"/></sheetData>", true)]
    #[case("<x:sheetData><x:row r=\"1\"/><x:row r=\"3\"/><x:row r=\"2\"/></x:sheetData>", false)]
    #[case("<sheetData><row r=\"3\"/><row r=\"3\"/></sheetData>", true)]
    #[case("<sheetData><row r=\"3\"><c><v>row r=\"1\" :row &lt;row r=\"1\"</v></c></row></sheetData>", true)]
    #[case("<sheetData><row><c r=\"A3\"/></row><row><c r=\"A2\"/></row></sheetData>", false)]
    #[case("<sheetData><row><c/></row><row><c s=\"1\"/></row></sheetData>", true)]
    #[case("<rowBreaks/><sheetData/><row r=\"9\"/><row r=\"1\"/>", true)]
    fn the_order_of_rows_is_checked(#[case] xml: &str, #[case] ordered: bool) {
        for size in [1, 2, 3, 7, 64, 4096] {
            let xml = format!("<worksheet>{xml}</worksheet>");
            assert_eq!(outline(&xml, size).ordered, ordered, "{xml} in pieces of {size}");
        }
    }

    #[test]
    fn merged_cells_are_read() {
        let xml = "<x:worksheet><x:sheetData><x:row r=\"1\"/></x:sheetData><x:mergeCells count=\"9\"><x:mergeCell ref=\"C5:D9\"/>\
                   <x:mergeCell ref=\"A1:B1\"/><x:mergeCell ref=\"A4:A3\"/><x:mergeCell ref=\"?\"/></x:mergeCells></x:worksheet>";
        let merge = |first, last, column, right| CellMerge { first, last, column, right };
        for size in [1, 3, 50, 4096] {
            let expected = [merge(0, 0, 0, 1), merge(2, 3, 0, 0), merge(4, 8, 2, 3)];
            assert_eq!(outline(xml, size).merges, expected, "pieces of {size}");
        }
    }

    #[rstest]
    #[case("<worksheet><sheetData/><mergeCells><mergeCell ref=\"B2:B3\"/>")]
    #[case("<worksheet><sheetData/><mergeCells><mergeCell ref=\"B2:worksheet\"/></worksheet>")]
    fn errors_after_the_cells_are_reported(#[case] xml: &str) {
        let mut left = u64::MAX;
        let bytes = BufReader::with_capacity(7, Cursor::new(xml.to_owned()));
        let outline = scan(PackagePart::new(Box::new(bytes), "x".to_owned(), &mut left, u64::MAX));
        assert!(outline.is_err(), "{xml}");
    }
}
