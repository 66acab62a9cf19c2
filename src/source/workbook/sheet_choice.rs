//! Chooses the sheet to read: the stated one, or the only visible one with data.

use crate::record::fold_name;
use crate::source::detection::Provenance;
use crate::source::error::SourceError;
use crate::source::read_options::SourceFormat;

use super::error::WorkbookError;
use super::open_workbook::OpenWorkbook;
use super::sheet::Sheet;

/// The index of a sheet, and its name.
pub(crate) type ChosenSheet = (usize, Provenance<String>);

/// Chooses a sheet. A hidden one must be stated.
pub(crate) fn choose(
    book: &mut OpenWorkbook,
    file: &str,
    format: SourceFormat,
    stated: Option<&str>,
) -> Result<ChosenSheet, SourceError> {
    if let Some(stated) = stated {
        return named(book.sheets(), file, stated);
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

fn has_data(book: &mut OpenWorkbook, number: usize) -> Result<bool, WorkbookError> {
    let mut cells = book.cells(number)?;
    while let Some(cell) = cells.next()? {
        if !cell.value.text.trim().is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
