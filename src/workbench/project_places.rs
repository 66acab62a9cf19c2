//! The places of a project that jobs use, and its target.

use std::path::{Path, PathBuf};

use crate::file::name_of;
use crate::fixes::FixesTable;

use super::error::WorkbenchError;
use super::file_text::{replace, text_of};
use super::project::Project;
use super::project_file::ProjectEntry;
use super::target::Target;

/// Refuses a link: a project may come from anybody, and nothing is written through a link in it.
pub(super) fn check_unlinked(path: &Path) -> Result<(), WorkbenchError> {
    if path.is_symlink() {
        let what =
            format!("{:?} is a link; the project writes only into its own folder: remove it", name_of(path));
        return Err(WorkbenchError::Refused { what });
    }
    Ok(())
}

impl Project {
    /// The folder of runs.
    pub(super) fn runs(&self) -> PathBuf {
        self.folder().join("runs")
    }

    /// The folder of backups. The first backup makes it.
    pub(super) fn backups(&self) -> PathBuf {
        self.folder().join("backups")
    }

    /// The folder of backups, if it is no link.
    pub(super) fn checked_backups(&self) -> Result<PathBuf, WorkbenchError> {
        let path = self.backups();
        check_unlinked(&path)?;
        Ok(path)
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
        let Some(text) = text_of(&path)? else { return Ok(Vec::new()) };
        let faulty = |what| WorkbenchError::ProjectFile { path: name_of(&path), what };
        let mut table = FixesTable::parse(&text).map_err(faulty)?;
        let used = match table.remove_files(&self.other_names(entry)?) {
            true => {
                replace(own, &table.text().map_err(|_| WorkbenchError::Defect)?)?;
                own
            }
            false => &path,
        };
        Ok(vec!["--fixes".to_owned(), name_of(used)])
    }

    /// The names of the other files.
    pub(super) fn other_names(&self, entry: &ProjectEntry) -> Result<Vec<String>, WorkbenchError> {
        let name = |entry: &ProjectEntry| self.path(entry).file_name().map(name_of);
        let own = name(entry);
        let file = self.read()?;
        let others = file.entries().iter().map(name).filter(|name| *name != own);
        Ok(others.flatten().collect())
    }

    /// Where customers are written.
    pub(super) fn target(&self) -> Result<Target, WorkbenchError> {
        let faulty =
            |what| WorkbenchError::ProjectFile { path: name_of(self.folder().join("project.toml")), what };
        self.read()?.target().map_err(faulty)
    }
}
