//! A file of the project, as the page gets it.

use serde::Serialize;

use crate::file::name_of;

use crate::workbench::project::{Project, ProjectEntry, suggest_line, validate_line};

/// A file of the project.
#[derive(Serialize)]
pub(crate) struct FileAnswer {
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
    /// The name under which it was dropped, if the project had a file of that name already.
    #[serde(skip_serializing_if = "Option::is_none")]
    renamed_from: Option<String>,
}

impl FileAnswer {
    pub(crate) fn new(project: &Project, entry: &ProjectEntry) -> Self {
        let path = project.path(entry);
        let mapping = project.mapping();
        let command = match mapping.exists() {
            true => {
                // A faulty table is named without its files: the command says what is wrong with it.
                let plain = |_| vec!["--fixes".to_owned(), name_of(project.fixes())];
                let mut more = project.fixes_words(entry).unwrap_or_else(plain);
                more.extend(project.custom_fields_words());
                validate_line(&path, &mapping, &more, &entry.reading)
            }
            false => suggest_line(&path, &mapping, &project.custom_fields_words(), &entry.reading),
        };
        Self {
            name: path.file_name().map_or_else(|| entry.path.clone(), name_of),
            shown: name_of(&path),
            uploaded: project.is_uploaded(entry),
            size: path.metadata().ok().filter(|found| found.is_file()).map(|found| found.len()),
            command,
            entry: entry.clone(),
            renamed_from: None,
        }
    }

    /// A file that was just dropped, under this name.
    pub(crate) fn dropped_as(self, name: &str) -> Self {
        let renamed_from = (self.name != name).then(|| name.to_owned());
        Self { renamed_from, ..self }
    }
}
