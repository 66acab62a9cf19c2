//! Removes the lines from a file of fixes whose rows are not in the source any more (`--prune-fixes`).

use std::io::Write as _;

use crate::file::{AtomicFile, FileError, path_of, sha256_hex};

use super::error::FixesError;
use super::fixes_file::Fixes;
use super::fixes_outcome::GoneFixes;
use super::fixes_table::FixesTable;

/// The byte order mark, by which Excel recognizes UTF-8.
const MARK: &str = "\u{feff}";

/// Which lines are removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PruneFixes {
    /// Those whose row is gone. If no fix has its row, the source may be another one: nothing is removed.
    IfSomeFit,
    /// Those whose row is gone, also if these are all.
    EvenAll,
}

/// Removes the lines of these fixes from their file, and returns how many there were. All other lines stay as they are.
///
/// # Errors
/// The file is no CSV in UTF-8, it has changed since it was read, or it can't be written. It is as before then.
pub fn prune_fixes(fixes: &Fixes, gone: &GoneFixes, which: PruneFixes) -> Result<u64, FixesError> {
    let failed = |what: &str| FixesError::NotPruned { file: fixes.file.clone(), what: what.to_owned() };
    if gone.lines.is_empty() {
        return Ok(0);
    }
    if gone.are_all && which == PruneFixes::IfSomeFit {
        return Err(failed(
            "no fix has its row in the source. Is this another source, or did a name in its header change? If all rows are \
             really gone, write --prune-fixes=all",
        ));
    }
    let path = path_of(&fixes.file);
    let bytes = std::fs::read(&*path).map_err(|error| FileError::reading(&fixes.file, error))?;
    if sha256_hex(&bytes) != fixes.sha256 {
        return Err(failed("it has changed since it was read, or is compressed; run the command again"));
    }
    let text =
        std::str::from_utf8(&bytes).map_err(|_| failed("it is no CSV file in UTF-8; save it as one"))?;
    let mut table = FixesTable::parse_as_it_is(text).map_err(|what| failed(&what))?;
    let removed = table.prune(&gone.lines);
    let mark = if text.starts_with(MARK) { MARK } else { "" };
    let text = table.text().map_err(|what| failed(&what))?;
    let mut file = AtomicFile::create(&*path)?;
    let written = file.write_all(mark.as_bytes()).and_then(|()| file.write_all(text.as_bytes()));
    written.map_err(|error| FileError::writing(&fixes.file, error))?;
    file.finish()?;
    Ok(removed)
}
