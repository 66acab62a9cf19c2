//! What the page has changed, so that it can be undone and done again, also after a restart.
//!
//! | in `.history/` of the project | |
//! | --- | --- |
//! | `steps.json` | the steps, oldest first, and how many of them are in force |
//! | `SHA256` | a text before or after a step |

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::file::{FileError, name_of, read_text, sha256_hex};
use crate::journal::own_dir;
use crate::mapping::StatedReading;

use super::error::WorkbenchError;
use super::file_text::replace;

const FOLDER: &str = ".history";
const STEPS: &str = "steps.json";
/// Older steps, and those beyond this many bytes of texts, can't be undone any more.
const MOST_STEPS: usize = 500;
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// What was done, for the button that undoes it: a key of the page's texts, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Did {
    pub(super) what: String,
    pub(super) about: String,
}

impl Did {
    pub(super) fn new(what: &str, about: impl Into<String>) -> Self {
        Self { what: what.to_owned(), about: about.into() }
    }
}

/// One thing that a step has changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Change {
    /// A text of the project, by the hashes of its content; `None` if there was no such file.
    Text { name: String, before: Option<String>, after: Option<String> },
    /// How a file is read.
    Reading { path: String, before: Box<StatedReading>, after: Box<StatedReading> },
}

/// All that one click has changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) did: Did,
    pub(super) changes: Vec<Change>,
}

/// The steps of a project.
pub(super) struct History {
    folder: PathBuf,
    record: Record,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Record {
    /// The steps in force; the others were undone.
    done: usize,
    steps: Vec<Step>,
}

impl History {
    /// Reads the history of a project. One that can't be understood begins anew: it holds nothing but earlier texts.
    pub(super) fn read(project: &Path) -> Result<Self, WorkbenchError> {
        let folder = project.join(FOLDER);
        let path = folder.join(STEPS);
        let record = match read_text(&path) {
            Ok(text) => serde_json::from_str(&text).unwrap_or_default(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Record::default(),
            Err(error) => return Err(FileError::reading(&name_of(&path), error).into()),
        };
        Ok(Self { folder, record })
    }

    /// The step that would be undone.
    pub(super) fn last(&self) -> Option<&Step> {
        self.record.done.checked_sub(1).and_then(|at| self.record.steps.get(at))
    }

    /// The step that would be done again.
    pub(super) fn next(&self) -> Option<&Step> {
        self.record.steps.get(self.record.done)
    }

    /// Keeps a text. Returns its hash.
    pub(super) fn keep(&self, text: &str) -> Result<String, WorkbenchError> {
        self.make_folder()?;
        let hash = sha256_hex(text.as_bytes());
        let path = self.folder.join(&hash);
        if !path.exists() {
            replace(&path, text)?;
        }
        Ok(hash)
    }

    /// A text that was kept.
    pub(super) fn text(&self, hash: &str) -> Result<String, WorkbenchError> {
        let path = self.folder.join(hash);
        read_text(&path).map_err(|error| FileError::reading(&name_of(&path), error).into())
    }

    /// Adds a step. What was undone before can't be done again.
    pub(super) fn add(&mut self, step: Step) -> Result<(), WorkbenchError> {
        self.record.steps.truncate(self.record.done);
        self.record.steps.push(step);
        self.forget_oldest();
        self.record.done = self.record.steps.len();
        self.save()
    }

    /// Counts the last step as undone, or the next one as done.
    pub(super) fn move_by_one(&mut self, redo: bool) -> Result<(), WorkbenchError> {
        self.record.done = if redo { self.record.done + 1 } else { self.record.done.saturating_sub(1) };
        self.save()
    }

    /// The last step always stays.
    fn forget_oldest(&mut self) {
        let size = |hash: &str| self.folder.join(hash).metadata().map_or(0, |found| found.len());
        let mut bytes = 0;
        let mut fits = |step: &&Step| {
            bytes += texts(step).map(size).sum::<u64>();
            bytes <= MOST_BYTES
        };
        let kept =
            self.record.steps.iter().rev().take(MOST_STEPS).take_while(|step| fits(step)).count().max(1);
        let forgotten = self.record.steps.len().saturating_sub(kept);
        self.record.steps.drain(..forgotten);
    }

    fn save(&self) -> Result<(), WorkbenchError> {
        self.make_folder()?;
        let text = serde_json::to_string(&self.record).map_err(|_| WorkbenchError::Defect)?;
        replace(&self.folder.join(STEPS), &text)?;
        self.remove_unused();
        Ok(())
    }

    /// Removes texts of no step. One that can't be removed only takes room.
    fn remove_unused(&self) {
        let used: HashSet<&str> = self.record.steps.iter().flat_map(texts).collect();
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let is_text = name.len() == 64;
            if is_text && !name.to_str().is_some_and(|name| used.contains(name)) {
                drop(std::fs::remove_file(entry.path()));
            }
        }
    }

    fn make_folder(&self) -> Result<(), WorkbenchError> {
        own_dir(&self.folder).map_err(|error| WorkbenchError::write(&self.folder, error))?;
        let ignored = self.folder.join(".gitignore");
        if ignored.symlink_metadata().is_err() {
            replace(&ignored, "*\n")?;
        }
        Ok(())
    }
}

fn texts(step: &Step) -> impl Iterator<Item = &str> {
    step.changes
        .iter()
        .flat_map(|change| match change {
            Change::Text { before, after, .. } => [before.as_deref(), after.as_deref()],
            Change::Reading { .. } => [None, None],
        })
        .flatten()
}
