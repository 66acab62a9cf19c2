//! What `latest` means for `resume`, `retry`, `verify` and `undo`: the newest run that they can work on.

use std::path::Path;

use deskferry::journal::{RunCommand, RunFile, RunFolder, runs};

use super::args::OutputArgs;
use super::command_error::CommandError;
use super::console;

/// A command that works on what a run wrote.
pub(crate) struct WorkOnRun {
    /// `verifying`
    pub(crate) doing: &'static str,
    /// True if it names the run that it takes in any case.
    pub(crate) names_it: bool,
    /// True for the runs that it can work on.
    pub(crate) suits: fn(&RunFile) -> bool,
}

impl WorkOnRun {
    /// The folder of the named run. `latest` skips runs that do not suit, and the user is told which run is taken. If
    /// none suits, it is the newest run, so that the error can name it.
    pub(crate) fn folder(
        &self,
        name: &str,
        run_dir: &Path,
        output: &OutputArgs,
    ) -> Result<RunFolder, CommandError> {
        let named = RunFolder::open(name, run_dir)?;
        if name != "latest" {
            return Ok(named);
        }
        let newest = RunFile::load(&named).ok();
        let skipped = newest.filter(|newest| !(self.suits)(newest));
        let taken = match &skipped {
            None => named,
            Some(_) => {
                let suits = |found: &RunFile| (self.suits)(found);
                let found = runs(run_dir)?.into_iter().rev();
                let found = found.map(|found| (found.run, found.folder));
                let mut found = found.filter(|(run, _)| run.as_ref().is_some_and(suits));
                match found.next() {
                    Some((_, folder)) => folder,
                    None => return Ok(named),
                }
            }
        };
        if !output.quiet() && (self.names_it || skipped.is_some()) {
            let skipped = skipped.map_or_else(String::new, |run| format!("{} was {}; ", run.id, what(&run)));
            console::say(&format!("{skipped}{} {}\n", self.doing, taken.id()));
        }
        Ok(taken)
    }
}

/// What kind of run it was.
fn what(run: &RunFile) -> &'static str {
    match run.command {
        RunCommand::Validate => "a validation, which wrote nothing",
        _ if run.dry_run => "a dry run, which wrote nothing",
        RunCommand::Undo => "an undo",
        _ => "another run",
    }
}
