//! In place of `workbook_search.rs` in a build without the feature `workbook`: nobody can tell what is in such a file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::byte_search::ByteSearch;
use crate::features::MissingFeature;

pub(super) fn in_parts(
    _file: File,
    _in_part: impl FnMut(&mut dyn Read) -> Result<bool, String>,
) -> Result<bool, String> {
    Err(MissingFeature::Workbook.to_string())
}

pub(super) fn in_cells(_path: &Path, _search: &ByteSearch) -> Result<bool, String> {
    Err(MissingFeature::Workbook.to_string())
}
