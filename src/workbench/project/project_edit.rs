//! Changes of a project that can be undone.

use std::path::PathBuf;

use crate::file::{name_of, sha256_hex};
use crate::mapping::StatedReading;

use super::file_text::{fixes_text, text_of, write_or_remove};
use super::history::{Change, History, Offered, Step, StepLabel};
use super::project_folder::Project;
use crate::workbench::error::WorkbenchError;

/// A text of a project that the page changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProjectText {
    /// `mapping.toml`
    Mapping,
    /// `fixes.csv`
    Fixes,
}

impl Project {
    /// Changes the mapping or the fixes, and keeps what they were; `None` is no file. No change leaves no step.
    pub(crate) fn edit(
        &self,
        which: ProjectText,
        did: StepLabel,
        change: impl FnOnce(&mut Option<String>) -> Result<(), WorkbenchError>,
    ) -> Result<(), WorkbenchError> {
        let _changing = self.lock();
        let (path, before) = match which {
            ProjectText::Mapping => (self.mapping(), text_of(&self.mapping())?),
            ProjectText::Fixes => (self.fixes(), fixes_text(&self.fixes())?),
        };
        let mut after = before.clone();
        change(&mut after)?;
        if before == after {
            return Ok(());
        }
        let mut history = History::read(self.folder());
        let kept = |text: &Option<String>| text.as_deref().map(|text| history.keep(text)).transpose();
        let name = path.file_name().map(name_of).unwrap_or_default();
        let change = Change::Text { name, before: kept(&before)?, after: kept(&after)? };
        history.add(Step { did, changes: vec![change] })?;
        let written = write_or_remove(&path, after.as_deref());
        self.or_take_back(&mut history, written)
    }

    /// Changes how a file is read, and keeps what was stated before.
    pub(crate) fn edit_reading(
        &self,
        id: &str,
        change: impl FnOnce(&StatedReading) -> Result<StatedReading, WorkbenchError>,
    ) -> Result<(), WorkbenchError> {
        let _changing = self.lock();
        let mut file = self.read()?;
        let entry = file.entry(id).cloned().ok_or(WorkbenchError::NoFile)?;
        let after = change(&entry.reading)?;
        if after == entry.reading {
            return Ok(());
        }
        file.state(id, after.clone());
        let change = Change::Reading {
            path: entry.path.clone(),
            before: Box::new(entry.reading),
            after: Box::new(after),
        };
        let step =
            Step { did: StepLabel::new("reading", self.path_name(&entry.path)), changes: vec![change] };
        let mut history = History::read(self.folder());
        history.add(step)?;
        let written = self.write(&file);
        self.or_take_back(&mut history, written)
    }

    /// A step that could not be written is none.
    fn or_take_back(
        &self,
        history: &mut History,
        written: Result<(), WorkbenchError>,
    ) -> Result<(), WorkbenchError> {
        if written.is_err()
            && let Err(error) = history.take_back()
        {
            tracing::warn!(%error, "the history has a step that was not done");
        }
        written
    }

    /// Undoes the last step, or does the next one again, if it is the expected one: another tab may have added a step.
    pub(crate) fn undo(&self, redo: bool, expected: &Offered) -> Result<(), WorkbenchError> {
        let _changing = self.lock();
        let mut history = History::read(self.folder());
        let step = if redo { history.next() } else { history.last() };
        let step = step.filter(|step| Offered::of(step) == *expected).cloned();
        let Some(step) = step else { return Err(WorkbenchError::AnotherStep) };
        if !self.can_be_reversed(&step)? {
            return Err(WorkbenchError::ChangedElsewhere);
        }
        for change in &step.changes {
            match change {
                Change::Text { name, before, after } => {
                    let wanted = if redo { after } else { before };
                    let kept = |hash: &String| history.text(hash).ok_or(WorkbenchError::ChangedElsewhere);
                    let text = wanted.as_ref().map(kept).transpose()?;
                    let path = self.text_path(name).ok_or(WorkbenchError::ChangedElsewhere)?;
                    write_or_remove(&path, text.as_deref())?;
                }
                Change::Reading { path, before, after } => {
                    let mut file = self.read()?;
                    if let Some(entry) = file.entries().iter().find(|entry| entry.path == *path).cloned() {
                        file.state(&entry.id, if redo { after } else { before }.as_ref().clone());
                        self.write(&file)?;
                    }
                }
            }
        }
        history.move_by_one(redo)
    }

    /// What would be undone, and what would be done again; `None` if something else has changed the texts since.
    pub(crate) fn undoable(&self) -> [Option<Offered>; 2] {
        let history = History::read(self.folder());
        // A text that can't be read now was changed elsewhere.
        let possible = |step: &&Step| self.can_be_reversed(step).unwrap_or(false);
        [history.last(), history.next()].map(|step| step.filter(possible).map(Offered::of))
    }

    /// True if all that the step is about is as it was before it or after it. A crash may leave both.
    fn can_be_reversed(&self, step: &Step) -> Result<bool, WorkbenchError> {
        for change in &step.changes {
            let is_as_left = match change {
                Change::Text { name, before, after } => {
                    let Some(path) = self.text_path(name) else { return Ok(false) };
                    let now = text_of(&path)?.map(|text| sha256_hex(text.as_bytes()));
                    now == *before || now == *after
                }
                Change::Reading { path, before, after } => {
                    let file = self.read()?;
                    let entry = file.entries().iter().find(|entry| entry.path == *path);
                    entry.is_some_and(|entry| entry.reading == **before || entry.reading == **after)
                }
            };
            if !is_as_left {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A history may come from anybody: only the two texts are ever written.
    fn text_path(&self, name: &str) -> Option<PathBuf> {
        [self.mapping(), self.fixes()]
            .into_iter()
            .find(|path| path.file_name().is_some_and(|own| own == name))
    }

    fn path_name(&self, path: &str) -> String {
        std::path::Path::new(path).file_name().map_or_else(|| path.to_owned(), name_of)
    }
}
