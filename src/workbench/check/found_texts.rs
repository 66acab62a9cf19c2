//! The rows of a file with a text, whether they have issues or not: the way to a good row.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use regex::RegexBuilder;
use serde::Serialize;

use super::find_in_file::find_in_file;
use crate::import::{FoundRow, FoundRows};
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::{Project, ProjectEntry};

/// The most rows that are shown.
const MOST: usize = 500;
/// The longest text.
const LONGEST: usize = 200;

/// Some of the rows that are wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowsPage {
    /// How many can be shown.
    pub(crate) total: usize,
    /// How many there are.
    pub(crate) all: u64,
    /// Each a JSON object.
    pub(crate) rows: Vec<String>,
}

/// The rows with the text that was looked for last.
#[derive(Default)]
pub(crate) struct FoundTexts {
    last: Mutex<Option<(String, RowsPage)>>,
    /// How often somebody has looked: an earlier look ends.
    asked: AtomicU64,
}

/// A row without issues, as the page gets it.
#[derive(Serialize)]
struct GoodRow<'a> {
    key: String,
    number: u64,
    cells: &'a [String],
    issues: [(); 0],
}

impl FoundTexts {
    /// The rows with a text, in whatever case, in a cell. `with_issues` gives a row as the check has it, if it has issues.
    /// `keeps` them for the next request: while the check runs, rows still get issues.
    pub(crate) fn of(
        &self,
        project: &Project,
        entry: &ProjectEntry,
        text: &str,
        keeps: bool,
        with_issues: impl Fn(&FoundRow) -> Result<Option<String>, WorkbenchError>,
    ) -> Result<RowsPage, WorkbenchError> {
        if text.trim().is_empty() || text.len() > LONGEST {
            let what = format!("a text to look for has 1 to {LONGEST} bytes");
            return Err(WorkbenchError::Request { what, field: Some("search") });
        }
        let known = self.last().as_ref().filter(|(last, _)| last == text).map(|(_, page)| page.clone());
        if let Some(known) = known {
            return Ok(known);
        }
        let found = self.find(project, entry, text)?;
        let rows = found.rows.iter().map(|row| {
            let key = row.key.to_string();
            let good = || GoodRow { key, number: row.number, cells: &row.cells, issues: [] };
            let known = with_issues(row)?;
            known.map_or_else(|| serde_json::to_string(&good()).map_err(|_| WorkbenchError::Defect), Ok)
        });
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let page = RowsPage { total: rows.len(), all: found.total, rows };
        if keeps {
            *self.last() = Some((text.to_owned(), page.clone()));
        }
        Ok(page)
    }

    fn last(&self) -> std::sync::MutexGuard<'_, Option<(String, RowsPage)>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, project: &Project, entry: &ProjectEntry, text: &str) -> Result<FoundRows, WorkbenchError> {
        let own = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        let go_on = || self.asked.load(Ordering::Relaxed) == own;
        let pattern = RegexBuilder::new(&regex::escape(text.trim())).case_insensitive(true).build();
        let pattern = pattern.map_err(|_| WorkbenchError::Defect)?;
        find_in_file(project, entry, MOST, &go_on, |_, cells| cells.iter().any(|cell| pattern.is_match(cell)))
    }
}
