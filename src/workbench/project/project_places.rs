//! The places of a project that jobs use, and its target.

use std::path::{Path, PathBuf};

use crate::file::{name_of, open_regular};
use crate::fixes::FileOfFixes;
use crate::language::ReportLanguage;

use super::project_file::{ProjectEntry, ProjectFile};
use super::project_folder::Project;
use super::target::Target;
use crate::workbench::error::WorkbenchError;

/// The custom fields of the account, saved by `deskferry customer fields -o fields.json` in the project's folder.
const DEFINITIONS: &str = "fields.json";

/// Refuses a link: a project may come from anybody, and nothing is written through a link in it.
pub(crate) fn check_unlinked(path: &Path) -> Result<(), WorkbenchError> {
    if path.is_symlink() {
        let what =
            format!("{:?} is a link; the project writes only into its own folder: remove it", name_of(path));
        return Err(WorkbenchError::Refused { what });
    }
    Ok(())
}

/// A file of a project as `fixes.csv` names it.
pub(crate) fn file_of_fixes(project: &ProjectFile, path: &str) -> FileOfFixes {
    FileOfFixes::among(path.trim(), project.entries().iter().map(|entry| entry.path.as_str()))
}

impl Project {
    /// The folder of runs.
    pub(crate) fn runs(&self) -> PathBuf {
        self.folder().join("runs")
    }

    /// The folder of backups. The first backup makes it.
    pub(crate) fn backups(&self) -> PathBuf {
        self.folder().join("backups")
    }

    /// The folder of backups, if it is no link.
    pub(crate) fn checked_backups(&self) -> Result<PathBuf, WorkbenchError> {
        let path = self.backups();
        check_unlinked(&path)?;
        Ok(path)
    }

    /// The folder as command lines name it.
    pub(crate) fn shown_folder(&self) -> &Path {
        self.folder()
    }

    /// The words by which a command takes the corrected cells of a file, and none of other files: also if some are mended
    /// later.
    pub(crate) fn fixes_words(&self, entry: &ProjectEntry) -> Result<Vec<String>, WorkbenchError> {
        let path = self.fixes();
        if !path.exists() {
            return Ok(Vec::new());
        }
        drop(open_regular(&path)?);
        let mut words = vec!["--fixes".to_owned(), name_of(&path)];
        words.extend(self.only_fixes_of(entry)?.map(|name| format!("--fixes-of={name}")));
        Ok(words)
    }

    /// The name of the file whose fixes are taken. Of a single file all fixes are meant, whatever it was called before.
    pub(crate) fn only_fixes_of(&self, entry: &ProjectEntry) -> Result<Option<String>, WorkbenchError> {
        Ok(file_of_fixes(&self.read()?, &entry.path).short().map(ToOwned::to_owned))
    }

    /// The file with the custom fields of the account, if the project has one. A link could lead anywhere; a project may
    /// come from anybody.
    pub(crate) fn custom_fields_file(&self) -> Option<String> {
        let path = self.folder().join(DEFINITIONS);
        path.symlink_metadata().is_ok_and(|found| found.is_file()).then(|| name_of(&path))
    }

    /// The words by which a command checks custom fields as the page does.
    pub(crate) fn custom_fields_words(&self) -> Vec<String> {
        self.custom_fields_file().map_or_else(Vec::new, |file| vec!["--fields".to_owned(), file])
    }

    /// `--language it`, if the project has a language.
    pub(crate) fn language_words(&self) -> Result<Vec<String>, WorkbenchError> {
        let words = |language: ReportLanguage| vec!["--language".to_owned(), language.tag().to_owned()];
        Ok(self.read()?.language().map(words).unwrap_or_default())
    }

    /// Where customers are written.
    pub(crate) fn target(&self) -> Result<Target, WorkbenchError> {
        let faulty =
            |what| WorkbenchError::ProjectFile { path: name_of(self.folder().join("project.toml")), what };
        self.read()?.target().map_err(faulty)
    }
}
