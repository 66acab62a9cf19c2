//! Whether a plan can still be written as it was seen.

use std::path::Path;

use crate::file::{name_of, sha256_hex};

use super::job_folder::JobFolder;
use super::job_kind::{JobKind, JobState};
use super::project_jobs::Jobs;
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::{Project, ProjectEntry, Target, hash_of, text_of};

/// Why the plan of a job can't be written as it was seen; `None` if it can.
pub(crate) fn why_not_written(
    project: &Project,
    jobs: &Jobs,
    plan: &JobFolder,
) -> Result<Option<String>, WorkbenchError> {
    let Some(record) = jobs.record(plan) else { return Err(WorkbenchError::NoJob) };
    let state = JobState::of_exit(record.kind, record.exit, || true);
    let is_done = state == JobState::Done && record.ended.is_some();
    let what = match (&record.made_from, &record.of) {
        _ if !record.kind.plans() || !is_done || !plan.plan().is_file() => "this is no plan that is ready",
        (Some(before), _) if record.kind == JobKind::Restore => {
            match restored_from(&project.target()?) == *before {
                true => return Ok(None),
                false => "the target has changed since this plan was made: plan again",
            }
        }
        (Some(before), Some(file)) => {
            let Some(file) = project.read()?.entry(file).cloned() else {
                return Ok(Some(
                    "the file of this plan is not in the project any more: plan again".to_owned(),
                ));
            };
            match made_from(project, &file, &project.target()?)? == *before {
                true => return Ok(None),
                false => {
                    "the file, the mapping, the corrections or the target have changed since this plan was made: \
                     plan again"
                }
            }
        }
        _ => "a plan against a backup can't be written: plan against the target first",
    };
    Ok(Some(what.to_owned()))
}

/// A backup never changes, so such a plan is made from the target alone.
pub(super) fn restored_from(target: &Target) -> String {
    sha256_hex(format!("restore {target:?}").as_bytes())
}

/// A hash of all that a plan is made from.
pub(super) fn made_from(
    project: &Project,
    file: &ProjectEntry,
    target: &Target,
) -> Result<String, WorkbenchError> {
    let path = project.path(file);
    let found = path.metadata().ok();
    let changed = found.as_ref().and_then(|found| found.modified().ok());
    let facts = format!(
        "{}\n{:?}\n{changed:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        name_of(&path),
        found.map(|found| found.len()),
        file.reading.words(),
        target,
        text_of(&project.mapping())?,
        hash_of(&project.fixes())?,
        project.custom_fields_file().map(|file| text_of(Path::new(&file))).transpose()?,
    );
    Ok(sha256_hex(facts.as_bytes()))
}
