//! The places of a project that jobs use, and its target.

use std::path::{Path, PathBuf};

use crate::file::{name_of, open_regular};
use crate::fixes::FixesTable;

use super::error::WorkbenchError;
use super::file_of_fixes::FileOfFixes;
use super::file_text::{fixes_text, replace};
use super::project::Project;
use super::project_file::ProjectEntry;
use super::target::Target;

impl Project {
    /// The folder of runs.
    pub(super) fn runs(&self) -> PathBuf {
        self.folder().join("runs")
    }

    /// The folder of backups. The first backup makes it.
    pub(super) fn backups(&self) -> PathBuf {
        self.folder().join("backups")
    }

    /// The folder as command lines name it.
    pub(super) fn shown_folder(&self) -> &Path {
        self.folder()
    }

    /// The words by which an import takes the corrected cells of a file. If there are some of other files, its own ones are
    /// written to `own`: a command refuses what does not fit.
    pub(super) fn fixes_words(
        &self,
        entry: &ProjectEntry,
        own: &Path,
    ) -> Result<Vec<String>, WorkbenchError> {
        let path = self.fixes();
        if !path.exists() {
            return Ok(Vec::new());
        }
        drop(open_regular(&path)?);
        let words = |used: &Path| vec!["--fixes".to_owned(), name_of(used)];
        let file = FileOfFixes::new(&entry.path, &self.read()?);
        if file.is_alone() {
            // The command reads what the page can't change, for example another encoding.
            return Ok(words(&path));
        }
        let faulty = |what| WorkbenchError::ProjectFile { path: name_of(&path), what };
        let mut table = FixesTable::parse(&fixes_text(&path)?.unwrap_or_default()).map_err(faulty)?;
        if !table.remove_others(|text| file.is_other(text)) {
            return Ok(words(&path));
        }
        replace(own, &table.text().map_err(|_| WorkbenchError::Defect)?)?;
        Ok(words(own))
    }

    /// Where customers are written.
    pub(super) fn target(&self) -> Result<Target, WorkbenchError> {
        let faulty =
            |what| WorkbenchError::ProjectFile { path: name_of(self.folder().join("project.toml")), what };
        self.read()?.target().map_err(faulty)
    }
}
