//! Finds the header row of a source by its first rows and the options.

use crate::source::cell_look::CellLook;
use crate::source::detection::TitleRows;
use crate::source::error::SourceError;
use crate::source::read_options::ReadOptions;

use super::detection::{self, DataRow, HeaderSampleRow, Top};
use super::rows_above::{self, CustomersAboveHeader};

/// The maximum number of sample rows.
pub(in crate::source) const SAMPLE_ROWS: usize = 100;

/// The place of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) enum HeaderPlace {
    /// There is no header: the first row is data, and the columns have letters.
    Nowhere { columns: usize },
    /// The row of the header, its number of columns with unnamed ones that the rows fill, and the title rows above
    /// it.
    Row { row: u64, columns: usize, title: Option<TitleRows> },
}

/// The place of the header among the first rows that are not blank: stated or detected. `None` if there are no rows.
///
/// # Errors
/// The header or a row above it is a customer.
pub(in crate::source) fn header_place(
    rows: &[HeaderSampleRow],
    options: &ReadOptions,
    file: &str,
) -> Result<Option<HeaderPlace>, SourceError> {
    if options.no_header {
        let columns = detection::usual_width(rows);
        return Ok((!rows.is_empty()).then_some(HeaderPlace::Nowhere { columns }));
    }
    if let Some(row) = options.header_row {
        let at = rows.iter().position(|own| own.row == row);
        let columns = at.map_or(0, |at| detection::columns(rows, at));
        return Ok(Some(HeaderPlace::Row { row, columns, title: title(rows, row, true) }));
    }
    if options.exported {
        return Ok(rows.first().map(|first| HeaderPlace::Row { row: first.row, columns: 0, title: None }));
    }
    let Some(found) = detection::find(rows, &options.known) else { return Ok(None) };
    let row = rows.get(found.at).map_or(1, |own| own.row);
    match detection::data_row(rows, found.at, &options.known) {
        Some(data) => Err(no_header(file, row, found.columns, &data)),
        None if let Some(customers) = rows_above::customers(rows, found.at, &options.known) => {
            Err(customers_above(file, row, customers))
        }
        None => Ok(Some(HeaderPlace::Row { row, columns: found.columns, title: title(rows, row, false) })),
    }
}

/// The number of the first row that belongs to the table.
pub(in crate::source) fn first_row(rows: &[HeaderSampleRow], options: &ReadOptions) -> u64 {
    let found = detection::find(rows, &options.known).filter(|_| !options.no_header && !options.exported);
    let row = found.and_then(|found| rows.get(found.at)).map(|own| own.row);
    options.header_row.or(row).unwrap_or(1)
}

/// What the header shows if cells are split like this; `None` if there are no rows.
pub(in crate::source) fn top(rows: &[HeaderSampleRow], options: &ReadOptions) -> Option<Top> {
    let row = first_row(rows, options);
    let header = rows.iter().find(|own| own.row >= row)?;
    Some(Top { row, ..Top::new(header, &options.known) })
}

/// The rows above the header that are not blank.
fn title(rows: &[HeaderSampleRow], header: u64, stated: bool) -> Option<TitleRows> {
    let mut above = rows.iter().map(|own| own.row).take_while(|row| *row < header);
    let first = above.next()?;
    Some(TitleRows { first, last: above.last().unwrap_or(first), stated })
}

fn no_header(file: &str, row: u64, columns: usize, data: &DataRow) -> SourceError {
    let what = match data {
        DataRow::Contact { column, text, look } => {
            let kind = if *look == CellLook::Email { "an e-mail address" } else { "a phone number" };
            format!("it contains {kind} ({text:?} in column {})", column + 1)
        }
        DataRow::Unnamed { column } => {
            format!("it has no column name above the e-mail addresses in column {}", column + 1)
        }
    };
    let names = match columns {
        0 | 1 => "its only column is then called A".to_owned(),
        _ => format!("its columns are then called A to {}", super::layout::letters(columns - 1)),
    };
    SourceError::DataInsteadOfHeader { file: file.to_owned(), row, what, names }
}

fn customers_above(file: &str, header: u64, found: CustomersAboveHeader) -> SourceError {
    let CustomersAboveHeader { first, last, shown } = found;
    let rows = match last - first {
        0 => format!("row {first} above the header in row {header} looks like a customer"),
        1 => format!("rows {first} and {last} above the header in row {header} look like customers"),
        _ => format!("rows {first} to {last} above the header in row {header} look like customers"),
    };
    let shown = shown.map(|(text, column)| format!(" ({text:?} in column {})", column + 1));
    let what = rows + &shown.unwrap_or_default();
    let them = if first == last { "it" } else { "them" };
    SourceError::CustomersAboveHeader { file: file.to_owned(), what, header, them }
}

/// True if at least two rows, and a tenth of the rows, below the header are short.
pub(in crate::source) fn are_short(rows: &[HeaderSampleRow], header: u64, columns: usize) -> bool {
    let below = || rows.iter().filter(|row| row.row > header);
    let short = below().filter(|row| row.cells.len() < columns).count();
    short >= 2 && short * 10 >= below().count()
}
