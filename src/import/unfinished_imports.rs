//! Unfinished runs that import the same sources.

use super::error::ImportError;
use super::import_job::ImportJob;
use crate::journal::{InputFile, JournalError, MappingCopy, RunFile};
use crate::run::{UnfinishedRun, take_over_all, unread_input};

impl ImportJob {
    /// The unfinished runs of this account; none for a dry run, which writes nothing.
    pub(super) fn unfinished(&self) -> Result<Vec<UnfinishedRun>, JournalError> {
        if self.dry_run { Ok(Vec::new()) } else { self.write.unfinished(&self.run_dir) }
    }

    /// Refuses sources that an unfinished run imports with this mapping, unless `anew` is set. Tells the user about
    /// other unfinished runs.
    pub(super) fn check_unfinished(&self, earlier: &[UnfinishedRun]) -> Result<(), ImportError> {
        let ours: Vec<_> = self.sources.iter().map(|source| unread_input(source, earlier)).collect();
        self.check_sources(earlier, &ours)?;
        self.write.check_known(earlier, self.anew)?;
        self.write.note_unfinished(earlier.iter().filter(|earlier| !self.has_same(earlier, &ours)));
        Ok(())
    }

    /// Checks again once the sources have been read: the content of a pipe is not known earlier.
    pub(super) fn check_read(&self, earlier: &[UnfinishedRun], ours: &RunFile) -> Result<(), ImportError> {
        self.check_sources(earlier, &ours.inputs)?;
        let mut same = earlier.iter().filter(|earlier| self.has_same(earlier, &ours.inputs));
        let limit = self.write.settings.limit;
        Ok(same.try_for_each(|same| same.check_whole(&ours.inputs, limit, ours.sample.as_ref()))?)
    }

    fn check_sources(&self, earlier: &[UnfinishedRun], ours: &[InputFile]) -> Result<(), ImportError> {
        let same = earlier.iter().rev().find(|earlier| self.has_same(earlier, ours));
        let Some(same) = same.filter(|_| !self.anew) else { return Ok(()) };
        let does = format!("imports the same source with the mapping {}", self.mapping.name());
        Err(same.refusal(&does, "To import the source again anyway").into())
    }

    /// Takes over the unfinished runs of the same sources: only this run continues with their rows.
    pub(super) fn take_over(&self, earlier: &[UnfinishedRun], ours: &RunFile) -> Result<(), ImportError> {
        let same = earlier.iter().filter(|earlier| self.has_same(earlier, &ours.inputs));
        Ok(take_over_all(same, &ours.id)?)
    }

    fn has_same(&self, earlier: &UnfinishedRun, ours: &[InputFile]) -> bool {
        let mapping = MappingCopy::of(&self.mapping).sha256;
        earlier.imports(ours, &mapping, &self.write.settings.reading)
    }
}
