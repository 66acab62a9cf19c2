//! Looks for a person in an archive and in the cells of a workbook; `no_workbook_search.rs` stands here in a build
//! without the feature `workbook`.

use std::fs::File;
use std::io::{BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::Reader;

use super::byte_search::ByteSearch;

/// The parts of a workbook have comments and the like, which are no cells. Other archives may have any files.
pub(super) fn in_parts(
    file: File,
    mut in_part: impl FnMut(&mut dyn Read) -> Result<bool, String>,
) -> Result<bool, String> {
    let fault = |error: zip::result::ZipError| error.to_string();
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(fault)?;
    let mut unread = None;
    for at in 0..archive.len() {
        match in_part(&mut archive.by_index(at).map_err(fault)?) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(reason) => unread = Some(reason),
        }
    }
    unread.map_or(Ok(false), Err)
}

/// A cell may have its text in pieces, each with its own font. An archive that is no workbook has no cells.
pub(super) fn in_cells(path: &Path, search: &ByteSearch) -> Result<bool, String> {
    let is_book = ["xlsx", "xlsm", "xlsb", "xls", "ods"]
        .iter()
        .any(|end| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(end)));
    if !is_book {
        return Ok(false);
    }
    // The library may panic on damaged files.
    let read = catch_unwind(AssertUnwindSafe(|| -> Result<bool, String> {
        let mut book = calamine::open_workbook_auto(path).map_err(|error| error.to_string())?;
        for (_, range) in book.worksheets() {
            for (_, _, cell) in range.used_cells() {
                if search.is_in(cell.to_string().as_bytes())? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }));
    read.unwrap_or_else(|_| Err("its cells can't be read".to_owned()))
}
