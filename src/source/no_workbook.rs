//! In place of `workbook/` in a build without the feature `workbook`: workbooks and pages are recognized, and refused.

use super::content_kind::ContentKind;
use super::error::SourceError;
use super::read_options::ReadOptions;
use super::row_reader::OpenedReader;
use crate::features::MissingFeature;
use crate::file::InputStream;

#[path = "workbook/html/mime_start.rs"]
mod mime_start;
#[path = "workbook/sheet_name.rs"]
mod sheet_name;

pub(super) use mime_start::is_mime;
pub use sheet_name::SheetName;

pub(super) fn open(
    input: InputStream,
    _kind: ContentKind,
    _options: &ReadOptions,
) -> Result<OpenedReader, SourceError> {
    Err(refused(&input))
}

pub(super) fn sheets(
    input: InputStream,
    _kind: ContentKind,
    _options: &ReadOptions,
) -> Result<Vec<SheetName>, SourceError> {
    Err(refused(&input))
}

fn refused(input: &InputStream) -> SourceError {
    SourceError::MissingFeature { file: input.name().to_owned(), feature: MissingFeature::Workbook }
}
