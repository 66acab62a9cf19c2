//! Changes of a project that can be undone.

use std::path::PathBuf;

use crate::file::{name_of, sha256_hex};
use crate::mapping::StatedReading;

use super::error::WorkbenchError;
use super::file_text::{text_of, write_or_remove};
use super::history::{Change, Did, History, Step};
use super::project::Project;

/// The texts of a project that the page changes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Texts {
    /// `mapping.toml`; `None` if there is none.
    pub(super) mapping: Option<String>,
    /// `fixes.csv`; `None` if there is none.
    pub(super) fixes: Option<String>,
}

impl Project {
    /// Changes the mapping, the fixes or both, and keeps what they were. An error, or no change, leaves no step.
    pub(super) fn edit<T>(
        &self,
        did: Did,
        change: impl FnOnce(&mut Texts) -> Result<T, WorkbenchError>,
    ) -> Result<T, WorkbenchError> {
        let _changing = self.lock();
        let before = Texts { mapping: text_of(&self.mapping())?, fixes: text_of(&self.fixes())? };
        let mut after = before.clone();
        let result = change(&mut after)?;
        let mut history = History::read(self.folder())?;
        let mut changes = Vec::new();
        let pairs =
            [(self.mapping(), before.mapping, after.mapping), (self.fixes(), before.fixes, after.fixes)];
        for (path, before, after) in &pairs {
            if before != after {
                let kept = |text: &Option<String>| text.as_deref().map(|text| history.keep(text)).transpose();
                let name = path.file_name().map(name_of).unwrap_or_default();
                changes.push(Change::Text { name, before: kept(before)?, after: kept(after)? });
            }
        }
        if changes.is_empty() {
            return Ok(result);
        }
        history.add(Step { did, changes })?;
        for (path, before, after) in &pairs {
            if before != after {
                write_or_remove(path, after.as_deref())?;
            }
        }
        Ok(result)
    }

    /// Changes how a file is read, and keeps what was stated before.
    pub(super) fn edit_reading(
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
        let step = Step { did: Did::new("reading", self.path_name(&entry.path)), changes: vec![change] };
        History::read(self.folder())?.add(step)?;
        self.write(&file)
    }

    /// Undoes the last step, or does the next one again. Returns what it was; `None` if there is none.
    pub(super) fn undo(&self, redo: bool) -> Result<Option<Did>, WorkbenchError> {
        let _changing = self.lock();
        let mut history = History::read(self.folder())?;
        let step = if redo { history.next() } else { history.last() }.cloned();
        let Some(step) = step else { return Ok(None) };
        if !self.stands(&step)? {
            return Err(WorkbenchError::ChangedElsewhere);
        }
        for change in &step.changes {
            match change {
                Change::Text { name, before, after } => {
                    let wanted = if redo { after } else { before };
                    let text = wanted.as_deref().map(|hash| history.text(hash)).transpose()?;
                    write_or_remove(&self.folder().join(name), text.as_deref())?;
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
        history.move_by_one(redo)?;
        Ok(Some(step.did))
    }

    /// What would be undone, and what would be done again; `None` if something else has changed the texts since.
    pub(super) fn undoable(&self) -> Result<[Option<Did>; 2], WorkbenchError> {
        let history = History::read(self.folder())?;
        let possible = |step: Option<&Step>| -> Result<Option<Did>, WorkbenchError> {
            let Some(step) = step else { return Ok(None) };
            Ok(self.stands(step)?.then(|| step.did.clone()))
        };
        Ok([possible(history.last())?, possible(history.next())?])
    }

    /// True if all that the step is about is as it was before it or after it. A crash may leave both.
    fn stands(&self, step: &Step) -> Result<bool, WorkbenchError> {
        for change in &step.changes {
            let stands = match change {
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
            if !stands {
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
