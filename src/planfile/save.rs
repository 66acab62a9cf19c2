//! Saves the plan in a journal to a file.

use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::format::{ActionCounts, PlanHeader, PlanLine, last_line};
use super::hash::hex;
use crate::file::{
    Compression, FileError, InputStream, Interrupt, Output, compressed, create, is_same_file, name_of,
    path_of,
};
use crate::journal::{JournalError, JournalReader, RunFile, RunFolder, SavedPlan};
use crate::profile::ReadingProfile;
use crate::run::RunError;

/// A plan file that is being written. It appears when it is complete.
pub struct PlanFile {
    path: PathBuf,
    out: Box<dyn Output>,
    hasher: Sha256,
}

/// Rows read from the journal at once.
const PAGE: usize = 512;

impl PlanFile {
    /// Starts a file before planning, so that a path that can't be written is reported at once. Refuses to overwrite
    /// one of `sources`.
    pub fn create(path: &Path, sources: &[String]) -> Result<Self, RunError> {
        let name = name_of(path);
        if let Some(source) = sources.iter().find(|source| is_same_file(&path_of(source), path)) {
            let text = format!("--plan-out {name} would overwrite the source {source}; name another file");
            return Err(RunError::Usage(text));
        }
        refuse_other(path)?;
        let out = compressed(&name, create(path)?, Compression::of(&name).1)?;
        Ok(Self { path: path.to_owned(), out, hasher: Sha256::new() })
    }

    /// Writes the plan of a dry run, and records the file in its `run.json`.
    pub(crate) fn save(mut self, folder: &RunFolder, run: &mut RunFile) -> Result<(), RunError> {
        let Some(account) = run.account.clone() else {
            return Err(RunError::Usage(format!("{} has no account, so there is no plan", run.id)));
        };
        let reader = JournalReader::open(&folder.journal())?;
        self.line(&PlanHeader::of(run, account, reader.sources()?, ReadingProfile::load(folder)?))?;
        let mut after = 0;
        let mut counts = ActionCounts::default();
        loop {
            let page = reader.plan_rows(after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for row in page {
                let line = PlanLine::of(row)?;
                counts.count(line.action);
                self.line(&line)?;
            }
        }
        let sha256 = hex(&self.hasher.finalize_reset());
        let file = name_of(&self.path);
        self.write(&last_line(&counts, &sha256)?)?;
        self.out.finish()?;
        run.saved_plan = Some(SavedPlan { file, sha256 });
        Ok(folder.save(run)?)
    }

    fn line(&mut self, line: &impl serde::Serialize) -> Result<(), RunError> {
        let mut text = serde_json::to_vec(line).map_err(JournalError::from)?;
        text.push(b'\n');
        self.hasher.update(&text);
        self.write(&text)
    }

    fn write(&mut self, text: &[u8]) -> Result<(), RunError> {
        let name = || name_of(&self.path);
        Ok(self.out.write_all(text).map_err(|error| FileError::writing(&name(), error))?)
    }
}

/// Refuses to overwrite a file that is not a plan.
fn refuse_other(path: &Path) -> Result<(), RunError> {
    let is_filled = path.metadata().is_ok_and(|found| found.is_file() && found.len() > 0);
    if !is_filled || starts_as_plan(path) {
        return Ok(());
    }
    let name = path.display();
    Err(RunError::Usage(format!(
        "--plan-out {name}: the file already exists and is not a deskferry plan; name another file"
    )))
}

/// True if the file starts like a plan of any version.
fn starts_as_plan(path: &Path) -> bool {
    let Ok(mut input) = InputStream::open(&path.to_string_lossy(), &Interrupt::default()) else {
        return false;
    };
    input.peek(PlanHeader::START.len()).is_ok_and(|start| start == PlanHeader::START)
}
