//! What the page has changed, so that it can be undone and done again, also after a restart.
//!
//! | in `.history/` of the project | |
//! | --- | --- |
//! | `steps.json` | the steps, oldest first, and how many of them are in force |
//! | `SHA256` | a text before or after a step |

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::file::{read_regular_text, sha256_hex};
use crate::mapping::StatedReading;

use super::file_text::{make_own_folder, replace, write_if_missing};
use crate::workbench::error::WorkbenchError;

/// The folder in a project.
pub(crate) const HISTORY: &str = ".history";
const STEPS: &str = "steps.json";
/// Older steps, and those beyond this many bytes of texts, can't be undone any more.
const MOST_STEPS: usize = 500;
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// What was done, for the button that undoes it: a key of the page's texts, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StepLabel {
    pub(crate) what: String,
    pub(crate) about: String,
}

impl StepLabel {
    pub(crate) fn new(what: &str, about: impl Into<String>) -> Self {
        Self { what: what.to_owned(), about: about.into() }
    }
}

/// One thing that a step has changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    /// A text of the project, by the hashes of its content; `None` if there was no such file.
    Text { name: String, before: Option<String>, after: Option<String> },
    /// How a file is read.
    Reading { path: String, before: Box<StatedReading>, after: Box<StatedReading> },
}

/// All that one click has changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) did: StepLabel,
    pub(crate) changes: Vec<Change>,
}

/// A step as the page gets it, to undo it or to do it again. Two steps may have done the same to different rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Offered {
    #[serde(flatten)]
    did: StepLabel,
    /// Tells it from other steps.
    #[serde(default)]
    step: String,
}

impl Offered {
    pub(crate) fn of(step: &Step) -> Self {
        let text = serde_json::to_vec(step).unwrap_or_default();
        Self { did: step.did.clone(), step: sha256_hex(&text).chars().take(16).collect() }
    }
}

/// The steps of a project.
pub(crate) struct History {
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
    /// Reads the history of a project. One that can't be read begins anew: it holds nothing but earlier texts.
    pub(crate) fn read(project: &Path) -> Self {
        let folder = project.join(HISTORY);
        let path = folder.join(STEPS);
        let text = read_regular_text(&path).unwrap_or_default();
        Self { record: serde_json::from_str(&text).unwrap_or_default(), folder }
    }

    /// The step that would be undone.
    pub(crate) fn last(&self) -> Option<&Step> {
        self.record.done.checked_sub(1).and_then(|at| self.record.steps.get(at))
    }

    /// The step that would be done again.
    pub(crate) fn next(&self) -> Option<&Step> {
        self.record.steps.get(self.record.done)
    }

    /// Keeps a text. Returns its hash.
    pub(crate) fn keep(&self, text: &str) -> Result<String, WorkbenchError> {
        self.make_folder()?;
        let hash = sha256_hex(text.as_bytes());
        if self.text(&hash).is_none() {
            replace(&self.folder.join(&hash), text)?;
        }
        Ok(hash)
    }

    /// A text that was kept; `None` if it is not there, or is another one. A history may come from anybody.
    pub(crate) fn text(&self, hash: &str) -> Option<String> {
        let text = is_hash(hash).then(|| read_regular_text(&self.folder.join(hash)).ok())??;
        (sha256_hex(text.as_bytes()) == hash).then_some(text)
    }

    /// Adds a step. What was undone before can't be done again.
    pub(crate) fn add(&mut self, step: Step) -> Result<(), WorkbenchError> {
        self.record.steps.truncate(self.record.done);
        self.record.steps.push(step);
        self.forget_oldest();
        self.record.done = self.record.steps.len();
        self.save()
    }

    /// Takes the last step back: what it says was not done.
    pub(crate) fn take_back(&mut self) -> Result<(), WorkbenchError> {
        self.record.steps.pop();
        self.record.done = self.record.steps.len();
        self.save()
    }

    /// Forgets how a file was read: it is removed, and another one may get its name.
    pub(crate) fn forget_readings(&mut self, of: &str) -> Result<(), WorkbenchError> {
        let is_about =
            |step: &Step| matches!(step.changes.as_slice(), [Change::Reading { path, .. }] if path == of);
        let (done, undone) = self.record.steps.split_at(self.record.done.min(self.record.steps.len()));
        let kept = |steps: &[Step]| steps.iter().filter(|step| !is_about(step)).cloned().collect::<Vec<_>>();
        let (done, undone) = (kept(done), kept(undone));
        if done.len() + undone.len() == self.record.steps.len() {
            return Ok(());
        }
        self.record.done = done.len();
        self.record.steps = [done, undone].concat();
        self.save()
    }

    /// Counts the last step as undone, or the next one as done.
    pub(crate) fn move_by_one(&mut self, redo: bool) -> Result<(), WorkbenchError> {
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
            if name.to_str().is_some_and(|name| is_hash(name) && !used.contains(name)) {
                drop(std::fs::remove_file(entry.path()));
            }
        }
    }

    fn make_folder(&self) -> Result<(), WorkbenchError> {
        make_own_folder(&self.folder)?;
        write_if_missing(&self.folder.join(".gitignore"), "*\n")
    }
}

fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The hashes of a step.
fn texts(step: &Step) -> impl Iterator<Item = &str> {
    step.changes
        .iter()
        .flat_map(|change| match change {
            Change::Text { before, after, .. } => [before.as_deref(), after.as_deref()],
            Change::Reading { .. } => [None, None],
        })
        .flatten()
}
