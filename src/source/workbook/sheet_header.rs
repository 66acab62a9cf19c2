//! Finds the header of a sheet among its first rows.

use std::collections::VecDeque;

use crate::source::error::SourceError;
use crate::source::header::HeaderSampleRow;
use crate::source::header::is_rejects;
use crate::source::header::{self, HeaderPlace};
use crate::source::read_options::ReadOptions;

use super::cell_value::CellValue;
use super::error::WorkbookError;
use super::merged_cells::SheetMerges;
use super::row_size::{CELL_BYTES, PARCEL_BYTES};
use super::sheet_lines::{SheetLine, SheetLines};

/// Reads the first rows, to search them for the header; fewer if they are large.
pub(super) fn look_ahead(lines: &mut SheetLines<'_>) -> Result<VecDeque<SheetLine>, SourceError> {
    let mut ahead = VecDeque::new();
    let mut weight = 0;
    while ahead.len() < header::SAMPLE_ROWS && weight < PARCEL_BYTES {
        let Some(line) = lines.next()? else { break };
        let width = line.cells.last().map_or(0, |(column, _)| column + 1);
        weight += width * CELL_BYTES + line.cells.iter().map(|(_, value)| value.text.len()).sum::<usize>();
        ahead.push_back(line);
    }
    Ok(ahead)
}

/// The first rows as displayed: a name merged over two header rows is in both.
pub(super) fn sample(
    ahead: &VecDeque<SheetLine>,
    merged: &SheetMerges,
) -> Result<Vec<HeaderSampleRow>, WorkbookError> {
    let last = ahead.back().map_or(0, |line| line.row);
    let mut merged = merged.first_rows(last);
    let row = |line: &SheetLine| {
        let mut cells = line.cells.clone();
        merged.apply(line.row, &mut cells)?;
        Ok(HeaderSampleRow { row: line.row, cells: names(&cells) })
    };
    ahead.iter().map(row).collect()
}

/// The position of the header. In a rejects file it is always the first row.
pub(super) fn place(
    rows: &[HeaderSampleRow],
    options: &ReadOptions,
    file: &str,
) -> Result<Option<HeaderPlace>, SourceError> {
    if let Some(first) = rows.first().filter(|first| is_rejects(&first.cells)) {
        check_flags(first.row, options, file)?;
        return Ok(Some(HeaderPlace::Row { row: first.row, columns: 0, title: None }));
    }
    let widest = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    Ok(header::header_place(rows, options, file)?.map(|place| match place {
        HeaderPlace::Nowhere { .. } => HeaderPlace::Nowhere { columns: widest },
        place => place,
    }))
}

/// Refuses flags that contradict a rejects file.
fn check_flags(header: u64, options: &ReadOptions, file: &str) -> Result<(), SourceError> {
    let wrong = |flag, what: String| Err(SourceError::RejectsFlag { file: file.to_owned(), flag, what });
    if options.flags.no_header {
        return wrong("--no-header", "it has a header".to_owned());
    }
    match options.for_rejects().header_row {
        Some(row) if row != header => wrong("--header-row", format!("its header is row {header}")),
        _ => Ok(()),
    }
}

/// The texts of a row, by column.
pub(super) fn names(cells: &[(usize, CellValue)]) -> Vec<String> {
    let width = cells.last().map_or(0, |(column, _)| column + 1);
    let mut names = vec![String::new(); width];
    for (column, value) in cells {
        if let Some(name) = names.get_mut(*column) {
            name.clone_from(&value.text);
        }
    }
    names
}
