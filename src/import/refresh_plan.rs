//! Compares a saved plan with the plan that would be made now.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::error::ImportError;
use super::import_job::{FixesOfJob, ImportJob};
use super::plan_import::import;
use crate::file::{InputStream, Interrupt, STDIN, path_of};
use crate::fixes::FixesSummary;
use crate::journal::{InputFile, JournalError, JournalReader, RunFolder};
use crate::planfile::{PlanDifferences, PlanError, PlanHeader, PlanReader, check_account, fill};
use crate::run::{CustomFields, FinishedRun, RunError, WriteJob};

/// What planning again needs.
pub struct RefreshJob {
    /// The plan, whose header has been read.
    pub plan: PlanReader,
    /// Where to save the new plan.
    pub plan_out: Option<PathBuf>,
    /// The folder of all runs.
    pub run_dir: PathBuf,
    /// How to reach the help desk. Nothing is written.
    pub write: WriteJob,
}

/// The new plan and its differences from the saved one.
#[derive(Debug)]
pub struct Refreshed {
    /// The dry run.
    pub finished: FinishedRun,
    /// The differences of its plan.
    pub differences: PlanDifferences,
}

/// Plans again from the sources of a plan, and compares.
pub async fn refresh(job: RefreshJob) -> Result<Refreshed, ImportError> {
    let RefreshJob { plan, plan_out, run_dir, write } = job;
    let name = plan.name().to_owned();
    let head = plan.head().clone();
    check_account(&name, &head, &write.account)?;
    if head.restores.is_some() {
        return Err(PlanError::OfARestore { plan: name }.into());
    }
    // Besides a restore, only `duplicates` plans without a mapping.
    if head.mapping.text.is_empty() {
        return Err(PlanError::OfDuplicates { plan: name }.into());
    }
    // In the folder of the runs, because a plan may be too large for the temporary folder.
    std::fs::create_dir_all(&run_dir).map_err(|error| JournalError::file(&run_dir, error))?;
    let scratch = tempfile::Builder::new().prefix(".making-refresh-").tempdir_in(&run_dir);
    let scratch = scratch.map_err(|error| JournalError::file(&run_dir, error))?;
    let planned = RunFolder::at(scratch.path());
    tokio::task::block_in_place(|| {
        fill(plan, &planned, &write)?;
        head.inputs.iter().try_for_each(|input| check_source(&name, input))?;
        head.fixes.iter().try_for_each(|used| check_fixes(&name, used))
    })?;
    let finished = import(plan_again(&head, plan_out, run_dir, write)?).await?;
    for (before, now) in head.inputs.iter().zip(&finished.run.inputs) {
        same_hash(&name, before, now.sha256.as_ref())?;
    }
    let readers = [planned.journal(), finished.folder.journal()].map(|journal| JournalReader::open(&journal));
    let [planned, now] = readers;
    let differences = PlanDifferences::between(&planned?, &now?)?;
    Ok(Refreshed { finished, differences })
}

fn plan_again(
    head: &PlanHeader,
    plan_out: Option<PathBuf>,
    run_dir: PathBuf,
    write: WriteJob,
) -> Result<ImportJob, ImportError> {
    let mapping = head
        .mapping
        .reparse()
        .map_err(|error| RunError::Usage(format!("the mapping in the plan: {error}")))?;
    Ok(ImportJob {
        sources: head.inputs.iter().map(path).collect(),
        read: head.settings.reading.options(),
        mapping: Arc::new(mapping),
        mode: head.mode,
        on_multiple: head.on_multiple,
        policies: head.write_policies.clone(),
        stated: None,
        custom_fields: CustomFields::of_run(head.custom_fields.as_ref()),
        fixes: FixesOfJob::of_run(head.fixes.as_ref())?,
        dry_run: true,
        plan_out,
        anew: false,
        run_dir,
        write,
    })
}

/// The path as the user gave it, if it is a file from here; otherwise the absolute path.
fn path(input: &InputFile) -> String {
    match &input.path {
        Some(path) if !path_of(&input.file).is_file() => path.clone(),
        _ => input.file.clone(),
    }
}

/// Refuses a source that has changed since the plan was made.
fn check_source(plan: &str, input: &InputFile) -> Result<(), ImportError> {
    if input.file == STDIN {
        return Err(other(plan, input, "standard input can't be read a second time"));
    }
    if input.sha256.is_none() {
        if input.has_changed() {
            return Err(other(plan, input, "its size or modification time differs"));
        }
        return Ok(());
    }
    if path_of(&path(input)).metadata().is_ok_and(|found| !found.is_file()) {
        return Err(other(plan, input, "a pipe can't be read a second time"));
    }
    let mut file = InputStream::open(&path(input), &Interrupt::default())?;
    let digest = file.digest();
    io::copy(&mut file, &mut io::sink()).map_err(|error| file.fault(error))?;
    same_hash(plan, input, digest.get().as_ref())
}

/// Refuses fixes that have changed since the plan was made.
fn check_fixes(plan: &str, used: &FixesSummary) -> Result<(), ImportError> {
    match FixesOfJob::load(&used.path, used.of.as_deref(), true) {
        Ok(now) if now.fixes.sha256 == used.sha256 => Ok(()),
        Ok(_) => {
            let (plan, source_file) = (plan.to_owned(), used.file.clone());
            Err(PlanError::OtherSource { plan, source_file, why: "its SHA-256 differs" }.into())
        }
        Err(error) => Err(error.into()),
    }
}

fn same_hash(plan: &str, input: &InputFile, now: Option<&String>) -> Result<(), ImportError> {
    if input.sha256.as_ref() == now {
        return Ok(());
    }
    Err(other(plan, input, "its SHA-256 differs"))
}

fn other(plan: &str, input: &InputFile, why: &'static str) -> ImportError {
    PlanError::OtherSource { plan: plan.to_owned(), source_file: input.file.clone(), why }.into()
}
