//! Chooses the sheet to read: the stated one, or the only visible one with data.

use crate::record::fold_name;
use crate::source::detection::Provenance;
use crate::source::error::SourceError;
use crate::source::header::is_rejects;
use crate::source::read_options::{ReadOptions, SourceFormat};

use super::error::WorkbookError;
use super::open_workbook::OpenWorkbook;
use super::sheet::Sheet;

/// The index of a sheet, and its name.
pub(crate) type ChosenSheet = (usize, Provenance<String>);

/// Chooses a sheet. A hidden one must be stated. The sheet of a mapping is about the source, so the rejects of a
/// workbook with that mapping may be on another one.
pub(crate) fn choose(
    book: &mut OpenWorkbook,
    file: &str,
    format: SourceFormat,
    options: &ReadOptions,
) -> Result<ChosenSheet, SourceError> {
    if let Some(stated) = options.sheet.as_deref() {
        let is_name = |sheet: &Sheet| fold_name(&sheet.name) == fold_name(stated);
        let certain = options.flags.sheet || book.sheets().iter().any(is_name);
        return match if certain { None } else { rejects(book) } {
            Some(found) => Ok(found),
            None => named(book.sheets(), file, stated),
        };
    }
    let sheets = book.sheets().to_vec();
    let mut seen = Vec::new();
    let mut hidden = Vec::new();
    for (number, sheet) in sheets.into_iter().enumerate() {
        let place = |error: WorkbookError| error.at(&format!("sheet {:?}", sheet.name));
        let data = match sheet.data {
            Some(data) => data,
            None => {
                has_data(book, number).map_err(|error| place(error).into_source_error(file, format, None))?
            }
        };
        if data {
            if sheet.visible { seen.push((number, sheet.name)) } else { hidden.push(sheet.name) }
        }
    }
    let file = file.to_owned();
    match (seen.len(), seen.pop()) {
        (1, Some((number, only))) => Ok((number, Provenance::Found(only))),
        (_, Some(last)) => {
            seen.push(last);
            if let Some(found) = rejects(book) {
                return Ok(found);
            }
            let sheets = seen.into_iter().map(|(_, name)| name).collect();
            Err(SourceError::SeveralSheets { file, sheets })
        }
        _ if hidden.is_empty() => Err(SourceError::Empty { file }),
        _ => Err(SourceError::OnlyHidden { file, sheets: hidden }),
    }
}

/// Finds a sheet by its exact name, by its name ignoring case, or by its number from 1.
fn named(sheets: &[Sheet], file: &str, stated: &str) -> Result<ChosenSheet, SourceError> {
    let at = stated.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let exact = sheets.iter().position(|sheet| sheet.name == stated);
    let folded = || sheets.iter().position(|sheet| fold_name(&sheet.name) == fold_name(stated));
    let found = exact.or_else(folded).or(at.filter(|at| *at < sheets.len()));
    let chosen =
        found.and_then(|number| Some((number, Provenance::Stated(sheets.get(number)?.name.clone()))));
    chosen.ok_or_else(|| SourceError::NoSheet {
        file: file.to_owned(),
        sheet: stated.to_owned(),
        sheets: sheets.iter().map(|sheet| sheet.name.clone()).collect(),
    })
}

/// The only visible sheet with rejects. A sheet that can't be read is none: reading it says why.
fn rejects(book: &mut OpenWorkbook) -> Option<ChosenSheet> {
    let visible: Vec<(usize, String)> = book
        .sheets()
        .iter()
        .enumerate()
        .filter(|(_, sheet)| sheet.visible)
        .map(|(at, sheet)| (at, sheet.name.clone()))
        .collect();
    let mut found = visible.into_iter().filter(|(number, _)| has_rejects(book, *number).unwrap_or_default());
    let (number, name) = found.next()?;
    found.next().is_none().then_some((number, Provenance::Found(name)))
}

/// True if the first row that is not blank is the header of a rejects file.
fn has_rejects(book: &mut OpenWorkbook, number: usize) -> Result<bool, WorkbookError> {
    book.rewind();
    let mut cells = book.cells(number)?;
    let mut names: Vec<String> = Vec::new();
    let mut row = None;
    while let Some(cell) = cells.next()? {
        if cell.value.text.trim().is_empty() {
            continue;
        }
        if *row.get_or_insert(cell.row) != cell.row {
            break;
        }
        names.push(cell.value.text.clone());
    }
    Ok(is_rejects(&names))
}

fn has_data(book: &mut OpenWorkbook, number: usize) -> Result<bool, WorkbookError> {
    let mut cells = book.cells(number)?;
    while let Some(cell) = cells.next()? {
        if !cell.value.text.trim().is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
