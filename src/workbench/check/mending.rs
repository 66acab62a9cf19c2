//! What the page does to rows: mends cells, sets rows aside, and gives all cells with one value another.

use serde::{Deserialize, Serialize};

use crate::file::{name_of, open_regular};
use crate::fixes::{Change, FileOfFixes, FixLine, Fixes, FixesTable};
use crate::record::RowKey;

use super::check_job::CheckEnd;
use crate::workbench::columns::{CurrentMapping, with_lookup};
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::{Project, ProjectText, StepLabel, file_of_fixes};

/// The most lines of the fixes that the page lists.
const LISTED: usize = 500;

/// A cell to mend, or a row to set aside.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mending {
    key: String,
    /// Empty to set the row aside.
    #[serde(default)]
    column: String,
    #[serde(default)]
    was: String,
    /// The new text; `null` takes the mending back.
    now: Option<String>,
    #[serde(default)]
    note: String,
    /// The file's path, as `project.toml` has it.
    #[serde(default)]
    file: String,
    #[serde(default)]
    row: Option<u64>,
}

impl Mending {
    /// Sets a row of a file aside, whose path is as `project.toml` has it.
    pub(crate) fn aside(key: RowKey, note: String, file: String, row: u64) -> Self {
        let (column, was, now, row) = (String::new(), String::new(), Some(String::new()), Some(row));
        Self { key: key.to_string(), column, was, now, note, file, row }
    }

    /// A cell of a row of a file gets another text.
    pub(super) fn of_cell(key: String, column: &str, was: &str, now: &str, file: &str, row: u64) -> Self {
        let (column, was, now, file) = (column.to_owned(), was.to_owned(), now.to_owned(), file.to_owned());
        Self { key, column, was, now: Some(now), note: String::new(), file, row: Some(row) }
    }

    /// The key of its row.
    pub(super) fn key(&self) -> Result<RowKey, WorkbenchError> {
        self.key.parse().map_err(|error| request(error, "key"))
    }
}

/// All cells of a column with a value that are to be another one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Alike {
    column: String,
    value: String,
    now: String,
}

/// The fixes of a project.
#[derive(Debug, Serialize)]
pub(crate) struct FixesAnswer {
    total: usize,
    lines: Vec<FixAnswer>,
}

#[derive(Debug, Serialize)]
struct FixAnswer {
    key: String,
    column: String,
    was: String,
    now: Option<String>,
    note: String,
    file: String,
    row: String,
    /// Why it was refused by the last check.
    refused: Option<String>,
    /// True if its `file` names no file of the project, or several.
    is_for_none: bool,
}

impl Project {
    /// Mends a cell, sets a row aside, or takes that back.
    pub(crate) fn mend(&self, mending: &Mending) -> Result<(), WorkbenchError> {
        let key = mending.key()?;
        let did = match (&mending.now, mending.column.as_str()) {
            (None, column) => StepLabel::new("unmend", column),
            (Some(_), "") => StepLabel::new("aside", mending.note.clone()),
            (Some(_), column) => StepLabel::new("mend", column),
        };
        let file = file_of_fixes(&self.read()?, &mending.file);
        self.edit(ProjectText::Fixes, did, |fixes| {
            let mut table = FixesTable::parse(fixes.as_deref().unwrap_or_default())
                .map_err(|what| WorkbenchError::ProjectFile { path: name_of(self.fixes()), what })?;
            change(&mut table, key, mending, &file);
            let text = table.text().map_err(|_| WorkbenchError::Defect)?;
            // A table without lines is no file.
            *fixes = (!table.is_empty()).then_some(text);
            Ok(())
        })
    }

    /// Gives all cells of a column with a value another one, by a look-up of the mapping.
    pub(crate) fn mend_alike(&self, alike: &Alike) -> Result<(), WorkbenchError> {
        let Alike { column, value, now } = alike;
        let current = CurrentMapping::of(self)?;
        self.edit(ProjectText::Mapping, StepLabel::new("alike", value.clone()), |mapping| {
            let text = mapping.as_deref().ok_or(WorkbenchError::NoMapping)?;
            let changed = with_lookup(text, column, value, now).map_err(WorkbenchError::NoLookup)?;
            current.check(&changed).map_err(|error| WorkbenchError::NoLookup(error.to_string()))?;
            *mapping = Some(changed);
            Ok(())
        })
    }

    /// The fixes, with those that the last check has refused first.
    pub(crate) fn fixes_listed(&self, checked: Option<&CheckEnd>) -> Result<FixesAnswer, WorkbenchError> {
        let path = self.fixes();
        if !path.exists() {
            return Ok(FixesAnswer { total: 0, lines: Vec::new() });
        }
        drop(open_regular(&path)?);
        let fixes = Fixes::load(&name_of(&path))?;
        // After a change, the numbers of lines are others than those that the check has seen.
        let is_same = |end: &&CheckEnd| end.fixes.as_ref().is_some_and(|seen| seen.sha256 == fixes.sha256);
        let refused = checked.filter(is_same).map(|end| &end.refused);
        let project = self.read()?;
        let files: Vec<_> =
            project.entries().iter().map(|entry| file_of_fixes(&project, &entry.path)).collect();
        let is_for_none =
            |file: &str| !files.is_empty() && files.iter().all(|own| own.naming(file).is_none());
        let why = |line: u64| {
            let first = &refused?.first;
            first.iter().find(|fix| fix.line == line).map(|fix| fix.message.clone())
        };
        let mut lines: Vec<FixAnswer> = fixes
            .all
            .iter()
            .rev()
            .map(|fix| {
                let (column, was, now) = match &fix.change {
                    Change::Cell { column, was, now } => (column.to_string(), was.clone(), Some(now.clone())),
                    Change::SetAside => (String::new(), String::new(), None),
                };
                let (note, file, row) = (fix.note.clone(), fix.file.to_string(), fix.row.clone());
                FixAnswer {
                    key: fix.key.to_string(),
                    column,
                    was,
                    now,
                    note,
                    file,
                    row,
                    refused: why(fix.line),
                    is_for_none: is_for_none(&fix.file),
                }
            })
            .collect();
        lines.sort_by_key(|line| line.refused.is_none() && !line.is_for_none);
        lines.truncate(LISTED);
        Ok(FixesAnswer { total: fixes.all.len(), lines })
    }
}

/// Mends a cell in a table of fixes, sets a row aside, or takes that back.
pub(super) fn change(table: &mut FixesTable, key: RowKey, mending: &Mending, of: &FileOfFixes) {
    let Mending { column, was, now, note, file, row, .. } = mending;
    let naming = |text: &str| of.naming(text);
    let Some(now) = now else {
        table.remove(key, column, naming);
        return;
    };
    let place = (file.clone(), row.map_or_else(String::new, |row| row.to_string()));
    if column.is_empty() {
        table.set(key, &FixLine { file: place.0, row: place.1, ..FixLine::aside(note) }, naming);
    } else if table.was(key, column, naming).unwrap_or(was) == now {
        // The cell is as in the source again.
        table.remove(key, column, naming);
    } else {
        let (column, was, now, note) = (column.clone(), was.clone(), now.clone(), note.clone());
        table.set(key, &FixLine { column, was, now, note, file: place.0, row: place.1 }, naming);
    }
}

/// Mends a cell of a row without a line in the table.
pub(super) fn add(table: &mut FixesTable, key: RowKey, mending: &Mending) {
    let Mending { column, was, now, note, file, row, .. } = mending;
    let Some(now) = now.clone().filter(|now| now != was) else { return };
    let row = row.map_or_else(String::new, |row| row.to_string());
    let (column, was, note, file) = (column.clone(), was.clone(), note.clone(), file.clone());
    table.add(key, &FixLine { column, was, now, note, file, row });
}

fn request(error: impl ToString, field: &'static str) -> WorkbenchError {
    WorkbenchError::Request { what: error.to_string(), field: Some(field) }
}
