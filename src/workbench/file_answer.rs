//! A file of the project, as the page gets it.

use serde::Serialize;

use crate::file::name_of;

use super::project::Project;
use super::project_file::ProjectEntry;
use super::step_command::{suggest_line, validate_line};

/// A file of the project.
#[derive(Serialize)]
pub(super) struct FileAnswer {
    #[serde(flatten)]
    entry: ProjectEntry,
    /// The last part of the path.
    name: String,
    /// As a command line names it.
    shown: String,
    uploaded: bool,
    /// In bytes; `null` if there is no such file any more.
    size: Option<u64>,
    /// The command line that does the next step.
    command: String,
}

impl FileAnswer {
    pub(super) fn new(project: &Project, entry: &ProjectEntry) -> Self {
        let path = project.path(entry);
        let mapping = project.mapping();
        let command = match mapping.exists() {
            true => validate_line(&path, &mapping, &project.fixes(), &entry.reading),
            false => suggest_line(&path, &mapping, &entry.reading),
        };
        Self {
            name: path.file_name().map_or_else(|| entry.path.clone(), name_of),
            shown: name_of(&path),
            uploaded: project.is_uploaded(entry),
            size: path.metadata().ok().filter(|found| found.is_file()).map(|found| found.len()),
            command,
            entry: entry.clone(),
        }
    }
}
