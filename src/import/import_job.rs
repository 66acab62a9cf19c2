//! What an import needs.

use std::path::PathBuf;
use std::sync::Arc;

use super::error::ImportError;
use super::opened_source::OpenedSource;
use super::rejecting_runs::RejectingRuns;
use super::stated_settings::StatedSettings;
use crate::fixes::{Fixes, FixesError, FixesSummary};
use crate::mapping::Mapping;
use crate::plan::{ImportMode, OnMultiple, WritePolicies};
use crate::run::{CustomFields, RunError, WriteJob};
use crate::source::ReadOptions;

/// What an import needs.
pub struct ImportJob {
    /// Paths; `-` is standard input.
    pub sources: Vec<String>,
    /// How to read the sources.
    pub read: ReadOptions,
    /// How columns become fields.
    pub mapping: Arc<Mapping>,
    /// Which customers may be written.
    pub mode: ImportMode,
    /// What to do with a row that matches several customers.
    pub on_multiple: OnMultiple,
    /// What an update may overwrite.
    pub policies: WritePolicies,
    /// Which of these three the user has stated; rejects bring the others from their run. `None` if all are decided.
    pub stated: Option<StatedSettings>,
    /// Where the definitions of custom fields come from.
    pub custom_fields: CustomFields,
    /// The fixes of the rows.
    pub fixes: Option<FixesOfJob>,
    /// Plan only, and write nothing.
    pub dry_run: bool,
    /// Where a dry run saves its plan.
    pub plan_out: Option<PathBuf>,
    /// Take over unfinished runs of the same sources.
    pub anew: bool,
    /// The folder of all runs.
    pub run_dir: PathBuf,
    /// How to write the plan.
    pub write: WriteJob,
}

/// The fixes of a job's rows.
#[derive(Debug, Clone)]
pub struct FixesOfJob {
    /// The fixes.
    pub fixes: Arc<Fixes>,
    /// Fixes that no longer fit do not end the import.
    pub allow_refused: bool,
}

impl FixesOfJob {
    /// Loads them from a file; with `of`, only those of this file.
    ///
    /// # Errors
    /// The file can't be used.
    pub fn load(file: &str, of: Option<&str>, allow_refused: bool) -> Result<Self, FixesError> {
        Ok(Self { fixes: Arc::new(Fixes::load(file)?.only_of(of)), allow_refused })
    }

    /// Those of a run that is planned again.
    ///
    /// # Errors
    /// The file can't be used any more.
    pub fn of_run(used: Option<&FixesSummary>) -> Result<Option<Self>, FixesError> {
        used.map(|used| Self::load(&used.path, used.of.as_deref(), used.allow_refused)).transpose()
    }

    /// As `run.json` has them before the rows are read.
    pub(super) fn unread(&self) -> FixesSummary {
        FixesSummary { allow_refused: self.allow_refused, ..FixesSummary::unread(&self.fixes) }
    }
}

impl ImportJob {
    /// An import of one source with the defaults: insert or update, and reject a row that matches several customers.
    /// `run_dir` is the folder of all runs.
    ///
    /// # Errors
    /// The mapping's rules of what an update may overwrite contradict each other.
    pub fn new(
        source: impl Into<String>,
        mapping: Arc<Mapping>,
        run_dir: impl Into<PathBuf>,
        write: WriteJob,
    ) -> Result<Self, ImportError> {
        let stated = StatedSettings::default();
        let policies = mapping.write_policies(&stated.write).map_err(RunError::Usage)?;
        Ok(Self {
            sources: vec![source.into()],
            read: ReadOptions::default(),
            policies,
            mapping,
            mode: ImportMode::default(),
            on_multiple: OnMultiple::default(),
            stated: Some(stated),
            custom_fields: CustomFields::default(),
            fixes: None,
            dry_run: false,
            plan_out: None,
            anew: false,
            run_dir: run_dir.into(),
            write,
        })
    }

    /// Takes over what the user does not state from the run whose rejects these are.
    pub(super) fn go_on_as_rejected(&mut self, opened: &mut [OpenedSource]) -> Result<(), ImportError> {
        if let Some(stated) = &self.stated {
            let runs = RejectingRuns::of(opened, &self.run_dir)?;
            if let Some(settings) = runs.settings(&self.mapping, stated, &*self.write.listener)? {
                self.policies = runs.policies(&self.mapping, &settings)?;
                (self.mode, self.on_multiple) = (settings.mode, settings.on_multiple);
            }
        }
        if self.mapping.matching().is_none() && self.mode != ImportMode::Insert {
            return Err(RunError::Usage(format!(
                "the mapping {} has no [match], so existing customers can't be recognized; add [match] with \
                 keys = [\"email\"], or import with --mode insert",
                self.mapping.file()
            ))
            .into());
        }
        Ok(())
    }
}

/// The match keys of a mapping, as `run.json` records them.
pub(super) fn match_keys(mapping: &Mapping) -> Vec<Vec<String>> {
    let alternatives = mapping.matching().map(|matching| matching.alternatives.as_slice());
    alternatives.unwrap_or_default().iter().map(|key| key.fields.clone()).collect()
}
