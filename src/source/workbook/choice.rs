//! Which sheet is read: the one that was named, or the only one with data that can be seen.

use calamine::{Reader, Sheet, SheetType, SheetVisible};

use crate::record::fold_name;
use crate::source::error::SourceError;
use crate::source::options::Format;
use crate::source::said::Told;

use super::book::{self, Book};

/// Chooses a sheet. A hidden one is never read unless it is named.
pub(super) fn choose(
    book: &mut Book,
    file: &str,
    format: Format,
    stated: Option<&str>,
) -> Result<Told<String>, SourceError> {
    let all = book.sheets_metadata().iter();
    let sheets: Vec<Sheet> = all.filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect();
    if let Some(stated) = stated {
        return named(&sheets, file, stated).map(Told::Stated);
    }
    let (mut seen, mut hidden) = (Vec::new(), Vec::new());
    for sheet in sheets {
        if has_data(book, &sheet.name).map_err(|fault| book::fault(file, format, fault, None))? {
            let visible = sheet.visible == SheetVisible::Visible;
            if visible { seen.push(sheet.name) } else { hidden.push(sheet.name) }
        }
    }
    let file = file.to_owned();
    match (seen.len(), seen.pop()) {
        (1, Some(only)) => Ok(Told::Found(only)),
        (_, Some(last)) => {
            seen.push(last);
            Err(SourceError::SeveralSheets { file, sheets: seen })
        }
        _ if hidden.is_empty() => Err(SourceError::Empty { file }),
        _ => Err(SourceError::OnlyHidden { file, sheets: hidden }),
    }
}

/// By its exact name, by its name in another case, or by its number.
fn named(sheets: &[Sheet], file: &str, stated: &str) -> Result<String, SourceError> {
    let number = stated.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let exact = sheets.iter().find(|sheet| sheet.name == stated);
    let folded = || sheets.iter().find(|sheet| fold_name(&sheet.name) == fold_name(stated));
    let found = exact.or_else(folded).or_else(|| sheets.get(number?));
    found.map(|sheet| sheet.name.clone()).ok_or_else(|| SourceError::NoSheet {
        file: file.to_owned(),
        sheet: stated.to_owned(),
        sheets: sheets.iter().map(|sheet| sheet.name.clone()).collect(),
    })
}

fn has_data(book: &mut Book, sheet: &str) -> Result<bool, calamine::Error> {
    let mut cells = book::cells(book, sheet)?;
    while let Some((_, _, value)) = cells.next()? {
        if !value.text.trim().is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
