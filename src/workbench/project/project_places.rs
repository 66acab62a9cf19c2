//! The places of a project that jobs use, and its target.

use std::path::{Path, PathBuf};

use crate::file::{name_of, open_regular};
use crate::fixes::FixesTable;
use crate::language::ReportLanguage;

use super::file_of_fixes::FileOfFixes;
use super::file_text::fixes_text;
use super::project_file::ProjectEntry;
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

    /// The words by which a command takes the corrected cells of a file, and not those of the other files.
    pub(crate) fn fixes_words(&self, entry: &ProjectEntry) -> Result<Vec<String>, WorkbenchError> {
        let path = self.fixes();
        if !path.exists() {
            return Ok(Vec::new());
        }
        drop(open_regular(&path)?);
        let mut words = vec!["--fixes".to_owned(), name_of(&path)];
        words.extend(self.other_fixes(entry)?.iter().map(|name| format!("--fixes-except={name}")));
        Ok(words)
    }

    /// The other files that have fixes, as `fixes.csv` names them. Of a single file all fixes are meant, whatever the
    /// encoding of the table is.
    pub(crate) fn other_fixes(&self, entry: &ProjectEntry) -> Result<Vec<String>, WorkbenchError> {
        let (path, file) = (self.fixes(), FileOfFixes::new(&entry.path, &self.read()?));
        if file.is_alone() || !path.exists() {
            return Ok(Vec::new());
        }
        let faulty = |what| WorkbenchError::ProjectFile { path: name_of(&path), what };
        let table = FixesTable::parse(&fixes_text(&path)?.unwrap_or_default()).map_err(faulty)?;
        Ok(table.files().into_iter().filter(|name| file.is_other(name)).collect())
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
