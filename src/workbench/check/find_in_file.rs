//! Finds rows of a file of the project as the file, its mapping and the corrections are now.

use std::sync::Arc;

use crate::file::{name_of, open_regular};
use crate::fixes::Fixes;
use crate::import::{FindJob, FoundRows, find_rows};
use crate::mapping::Mapping;
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::{Project, ProjectEntry};

/// Finds at most `most` rows by number and cells, until `go_on` says no.
pub(crate) fn find_in_file(
    project: &Project,
    entry: &ProjectEntry,
    most: usize,
    go_on: &dyn Fn() -> bool,
    wants: impl Fn(u64, &[&str]) -> bool,
) -> Result<FoundRows, WorkbenchError> {
    let path = project.path(entry);
    // A pipe would be waited for without end.
    drop(open_regular(&path)?);
    let mapping = project.mapping();
    if !mapping.is_file() {
        return Err(WorkbenchError::NoMapping);
    }
    let refused = |what: String| WorkbenchError::Refused { what };
    let mapping = Mapping::load(&name_of(mapping)).map_err(|error| refused(error.to_string()))?;
    let fixes = project.fixes();
    let fixes = fixes.exists().then(|| Fixes::load(&name_of(&fixes))).transpose()?;
    let only_of = project.only_fixes_of(entry)?;
    let fixes = fixes.map(|fixes| Arc::new(fixes.only_of(only_of.as_deref())));
    let job = FindJob {
        source: &name_of(&path),
        read: entry.reading.options(mapping.source())?,
        mapping: &mapping,
        fixes: fixes.as_ref(),
        run_dir: &project.runs(),
        most,
        go_on,
    };
    find_rows(&job, wants).map_err(|error| refused(error.to_string()))
}
