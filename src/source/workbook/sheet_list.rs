//! The names of a workbook's sheets, for those who choose one.

use crate::file::InputStream;
use crate::source::content_kind::ContentKind;
use crate::source::error::SourceError;
use crate::source::read_options::ReadOptions;

use super::sheet_name::SheetName;
use super::{open_workbook, workbook_format};

/// All sheets with cells, in their order.
pub(in crate::source) fn sheets(
    input: InputStream,
    kind: ContentKind,
    options: &ReadOptions,
) -> Result<Vec<SheetName>, SourceError> {
    let file = input.name().to_owned();
    let mut content = input.into_seekable()?;
    let format = workbook_format::format(&file, &mut content, kind, options.format)?;
    let book = open_workbook::open(content, format, options)
        .map_err(|error| error.into_source_error(&file, format, None))?;
    Ok(book
        .sheets()
        .iter()
        .map(|sheet| SheetName { name: sheet.name.clone(), visible: sheet.visible })
        .collect())
}
