//! The places of a project that jobs use, and its target.

use std::path::{Path, PathBuf};

use crate::file::name_of;

use super::error::WorkbenchError;
use super::project::Project;
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

    /// The words by which an import takes the corrected cells.
    pub(super) fn fixes_words(&self) -> Vec<String> {
        let path = self.fixes();
        if path.is_file() { vec!["--fixes".to_owned(), name_of(path)] } else { Vec::new() }
    }

    /// Where customers are written.
    pub(super) fn target(&self) -> Result<Target, WorkbenchError> {
        let faulty =
            |what| WorkbenchError::ProjectFile { path: name_of(self.folder().join("project.toml")), what };
        self.read()?.target().map_err(faulty)
    }
}
