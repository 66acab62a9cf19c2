//! Gives the cells of a column what is suggested for each, in one step.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::file::name_of;
use crate::fixes::FixesTable;
use crate::issue::{Code, Issue};

use super::check_job::CheckJob;
use super::check_store::WantedIssues;
use super::mending::{Mending, add, change};
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::{Project, ProjectText, StepLabel, file_of_fixes};

/// Which cells get what is suggested for them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuggestedCells {
    /// The number of the check.
    pub(crate) check: u64,
    pub(crate) code: String,
    pub(crate) column: String,
}

/// How many cells were mended.
#[derive(Debug, Serialize)]
pub(crate) struct SuggestedAnswer {
    cells: usize,
}

/// A row as the store keeps it.
#[derive(Deserialize)]
struct KeptRow {
    number: u64,
    key: String,
    cells: Vec<String>,
    issues: Vec<Issue>,
}

impl Project {
    /// Mends all cells of a column that have a single suggested value for this code.
    pub(crate) fn mend_as_suggested(
        &self,
        job: &Arc<CheckJob>,
        code: Code,
        column: &str,
    ) -> Result<SuggestedAnswer, WorkbenchError> {
        let project = self.read()?;
        let path = project.entry(&job.basis.id).ok_or(WorkbenchError::NoFile)?.path.clone();
        let of = file_of_fixes(&project, &path);
        let mendings = suggested(job, code, column, &path)?;
        self.edit(ProjectText::Fixes, StepLabel::new("suggested", column), |fixes| {
            let mut table = FixesTable::parse(fixes.as_deref().unwrap_or_default())
                .map_err(|what| WorkbenchError::ProjectFile { path: name_of(self.fixes()), what })?;
            // To look for the line of each cell takes minutes in a long file, and most rows have none.
            let known = table.keys();
            for mending in &mendings {
                let key = mending.key()?;
                if known.contains(&key) {
                    change(&mut table, key, mending, &of)
                } else {
                    add(&mut table, key, mending)
                }
            }
            *fixes =
                (!table.is_empty()).then(|| table.text()).transpose().map_err(|_| WorkbenchError::Defect)?;
            Ok(())
        })?;
        Ok(SuggestedAnswer { cells: mendings.len() })
    }
}

fn suggested(job: &CheckJob, code: Code, column: &str, path: &str) -> Result<Vec<Mending>, WorkbenchError> {
    let wanted =
        WantedIssues { code: Some(code), column: Some(column.to_owned()), ..WantedIssues::default() };
    let (at, rows) = {
        let mut store = job.store();
        let at = store.columns().iter().position(|name| name == column);
        (at, store.rows(&wanted, 0, usize::MAX))
    };
    let (_, rows) = rows.map_err(|error| WorkbenchError::write(&job.basis.place, error))?;
    let Some(at) = at else { return Ok(Vec::new()) };
    let mut mendings = Vec::new();
    for text in rows {
        let row: KeptRow = serde_json::from_str(&text).map_err(|_| WorkbenchError::Defect)?;
        let own =
            row.issues.iter().find(|issue| issue.code == code && issue.column.as_deref() == Some(column));
        let cell = row.cells.get(at).map_or("", String::as_str);
        // A part of a cell stands for no cell.
        let is_whole =
            |issue: &&Issue| issue.value.as_deref().is_some_and(|value| value.trim() == cell.trim());
        if let Some([now]) = own.filter(is_whole).map(|issue| issue.suggested.as_slice())
            && !row.key.is_empty()
        {
            mendings.push(Mending::of_cell(row.key, column, cell, now, path, row.number));
        }
    }
    Ok(mendings)
}
