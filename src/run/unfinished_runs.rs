//! Unfinished runs of the same account. A new run must not insert again what they have inserted or will insert.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use super::error::RunError;
use super::write_job::WriteJob;
use crate::account::HelpDeskAccount;
use crate::customer::KeySpelling;
use crate::file::sha256_of;
use crate::journal::{
    InDoubtRow, InputFile, JournalError, JournalReader, PlanWriter, ReadSettings, RestoredBackup, RowKeys,
    RunFile, RunFolder, RunState, RunSummary, runs,
};
use crate::mapping::MatchRules;
use crate::sample::Sample;
use crate::wording::counted;

/// The address of a sandbox that ends with its process. Earlier runs into it no longer matter.
const IN_MEMORY: &str = "sandbox:";

/// A run into this account that can be resumed and is not running.
pub(crate) struct UnfinishedRun {
    folder: RunFolder,
    run: RunFile,
    /// Writes that `resume` would send.
    pending: u64,
    in_doubt: Vec<InDoubtRow>,
    /// Why the server of its journal can't be used: what the run has inserted is not known.
    unknown: Option<String>,
}

impl UnfinishedRun {
    /// The run of a summary, if it still owes writes or the answer to an insert in doubt.
    pub(crate) fn of(summary: RunSummary, account: &HelpDeskAccount) -> Option<Self> {
        let RunSummary { folder, state, run, .. } = summary;
        let run = run.filter(|run| run.planned && !run.dry_run && run.account.as_ref() == Some(account))?;
        if state != RunState::Unfinished {
            return None;
        }
        let owed = JournalReader::look(&folder.journal())
            .and_then(|reader| Ok((reader.counts()?, reader.in_doubt()?)));
        let (counts, in_doubt) = match owed {
            Ok(owed) => owed,
            // `resume` reports a damaged journal.
            Err(error) => {
                let unknown = error.is_of_server().then(|| error.to_string());
                return Some(Self { folder, run, pending: 0, in_doubt: Vec::new(), unknown });
            }
        };
        let settled_never = counts.unknown > 0
            && counts.pending == 0
            && run.end.is_some()
            && !in_doubt.iter().any(|row| row.keyed || run.settings.marker.is_some());
        let owes = counts.pending + counts.unknown > 0 && !settled_never;
        owes.then_some(Self { folder, run, pending: counts.pending, in_doubt, unknown: None })
    }

    /// True if the run imports one of these sources with the same mapping, sheet and records. `mapping` is a SHA-256.
    pub(crate) fn imports(&self, ours: &[InputFile], mapping: &str, read: &ReadSettings) -> bool {
        let theirs = &self.run;
        let reading = &self.run.settings.reading;
        self.run.is_from_sources()
            && theirs.mapping.sha256 == mapping
            && (&reading.sheet, &reading.records) == (&read.sheet, &read.records)
            && theirs.inputs.iter().any(|input| ours.iter().any(|own| is_same(own, input)))
    }

    /// True if the run applies the plan of this dry run.
    pub(crate) fn applies(&self, dry_run: &str) -> bool {
        self.run.applies.as_ref().is_some_and(|plan| plan.run == dry_run)
    }

    /// True if the run restores this backup or file of customers.
    pub(crate) fn restores(&self, backup: &RestoredBackup, inputs: &[InputFile]) -> bool {
        let Some(theirs) = &self.run.restores else { return false };
        match (&theirs.manifest_sha256, &backup.manifest_sha256) {
            (Some(theirs), Some(ours)) => theirs == ours,
            (None, None) => self.run.inputs.iter().any(|input| inputs.iter().any(|own| is_same(own, input))),
            _ => false,
        }
    }

    /// The error for a new run of the same rows. `does` says what this run does; `anyway` says what `--anew` is for.
    pub(crate) fn refusal(&self, does: &str, anyway: &str) -> RunError {
        let (owed, resume) = self.owed_and_resume();
        RunError::Begun(format!(
            "the run {} {does} and is not finished{owed}; nothing was sent. Continue that run:\n\n  {resume}\n\n\
             {anyway}, add --anew: deskferry then waits (--settle-for) and looks up what that run may have \
             inserted",
            self.run.id
        ))
    }

    /// Like [`UnfinishedRun::refusal`], for a plan that inserts rows without a key.
    pub(crate) fn refusal_of_keyless(&self, keyless: u64) -> RunError {
        let (owed, resume) = self.owed_and_resume();
        RunError::Begun(format!(
            "the run {} has rows of this plan and is not finished{owed}; nothing was sent. --anew does not help: \
             inserts of the plan without a match key ({keyless}) would create duplicates. Continue that \
             run:\n\n  {resume}",
            self.run.id
        ))
    }

    /// The folder of the run.
    pub(crate) fn into_folder(self) -> RunFolder {
        self.folder
    }

    /// True if the run has inserts in doubt, or may have some.
    pub(crate) fn is_in_doubt(&self) -> bool {
        !self.in_doubt.is_empty() || self.unknown.is_some()
    }

    /// Hands the remaining rows over to the run `by`: only that run continues them.
    fn take_over(&self, by: &str) -> Result<(), JournalError> {
        self.folder.hand_over(by)
    }

    /// Refuses a takeover if the run has rows that are not in these sources.
    pub(crate) fn check_whole(
        &self,
        ours: &[InputFile],
        limit: Option<u64>,
        sample: Option<&Sample>,
    ) -> Result<(), RunError> {
        let other = self.run.inputs.iter().find(|input| !ours.iter().any(|own| is_same(own, input)));
        let theirs = self.run.settings.limit;
        let more = match other {
            Some(input) => format!("{} too", input.file),
            None if sample.is_some_and(|own| self.run.sample.as_ref() != Some(own)) => {
                "other rows of the source".to_owned()
            }
            None if limit.is_some_and(|own| theirs.is_none_or(|theirs| own < theirs)) => {
                "more rows of the source".to_owned()
            }
            None => return Ok(()),
        };
        Err(RunError::Begun(format!(
            "the run {} is not finished and imports {more}, but --anew takes over all of its rows; nothing was sent. \
             Give all of its sources, without --limit and --sample, or continue that run:\n\n  {}",
            self.run.id,
            self.owed_and_resume().1
        )))
    }

    /// What is still open, in parentheses, and the command line that resumes the run.
    fn owed_and_resume(&self) -> (String, String) {
        let some = |count: u64, one, more| (count > 0).then(|| counted(count, one, more));
        let parts = [
            some(self.pending, "write is pending", "writes are pending"),
            some(self.in_doubt.len() as u64, "insert may have arrived", "inserts may have arrived"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let owed = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
        (owed, self.folder.command_line("resume", &self.run.settings))
    }
}

/// Hands the remaining rows of earlier runs over to the run `by`.
pub(crate) fn take_over_all<'a>(
    earlier: impl IntoIterator<Item = &'a UnfinishedRun>,
    by: &str,
) -> Result<(), RunError> {
    earlier.into_iter().try_for_each(|earlier| Ok(earlier.take_over(by)?))
}

impl WriteJob {
    /// The unfinished runs of this account in `run_dir`. Also records their inserts as recent inserts.
    pub(crate) fn unfinished(&self, run_dir: &Path) -> Result<Vec<UnfinishedRun>, JournalError> {
        if self.account.base_url == IN_MEMORY {
            return Ok(Vec::new());
        }
        let all = runs(run_dir)?.into_iter();
        let found: Vec<_> = all.filter_map(|summary| UnfinishedRun::of(summary, &self.account)).collect();
        let known = found.iter().filter(|earlier| earlier.unknown.is_none());
        known.for_each(|earlier| self.record_recent(&earlier.folder, &earlier.run));
        Ok(found)
    }

    /// Refuses to write next to an unfinished run whose journal's server can't be used, because the list may not show yet
    /// what that run has inserted. With `anew` it is only said.
    pub(crate) fn check_known(&self, earlier: &[UnfinishedRun], anew: bool) -> Result<(), RunError> {
        let Some((run, reason)) = earlier.iter().rev().find_map(|run| Some((run, run.unknown.as_ref()?)))
        else {
            return Ok(());
        };
        let what = format!("What the unfinished run {} has inserted can't be known: {reason}", run.run.id);
        if anew {
            self.note(format!("{what}. A customer that the help desk does not show may be inserted twice."));
            return Ok(());
        }
        let resume = run.owed_and_resume().1;
        Err(RunError::Begun(format!(
            "{what}; nothing was sent. Try again when the server can be used; to continue that run then:\n\n  {resume}\n\n\
             To write without knowing it, add --anew: deskferry then waits (--settle-for) before it looks up customers"
        )))
    }

    /// Tells the user about unfinished runs of other sources; the newest is last.
    pub(crate) fn note_unfinished<'a>(&self, others: impl DoubleEndedIterator<Item = &'a UnfinishedRun>) {
        let mut others = others.rev();
        let Some(newest) = others.next() else { return };
        let (owed, resume) = newest.owed_and_resume();
        let more = match others.count() {
            0 => String::new(),
            1 => ", and neither is another one (see `deskferry runs`)".to_owned(),
            more => format!(", and neither are {more} others (see `deskferry runs`)"),
        };
        let id = &newest.run.id;
        self.note(format!(
            "The run {id}, which writes into this account, is not finished{owed}{more}; to continue it: {resume}"
        ));
    }

    /// Waits for in-doubt inserts of earlier runs, if open rows of this run have their keys. Afterwards, an insert that
    /// is not found counts as absent. Waits the full time, because processes share no clock that can't jump.
    pub(crate) async fn wait_for_in_doubt(
        &self,
        earlier: &[UnfinishedRun],
        matching: &MatchRules,
        plan_writer: &PlanWriter,
    ) -> Result<(), RunError> {
        let settle_for = Duration::from_millis(self.settings.settle_millis);
        let mut keys = HashSet::new();
        for earlier in earlier {
            add_keys_in_doubt(earlier, &self.spelling, &mut keys)?;
        }
        let rows = match earlier.iter().any(|earlier| earlier.unknown.is_some()) {
            true => plan_writer.open_count()?,
            false => count_rows_with(&keys, &matching.clone().spelled(&self.spelling), plan_writer)?,
        };
        if rows == 0 || settle_for.is_zero() {
            return Ok(());
        }
        let rows = counted(rows, "row", "rows");
        let seconds = settle_for.as_secs_f64().ceil();
        self.note(format!(
            "An earlier run may have inserted the customers of {rows}: waiting {seconds} s (--settle-for) \
             before looking them up."
        ));
        tokio::time::sleep(settle_for).await;
        Ok(())
    }
}

/// Adds the keys of the inserts in doubt.
fn add_keys_in_doubt(
    earlier: &UnfinishedRun,
    spelling: &KeySpelling,
    keys: &mut HashSet<String>,
) -> Result<(), RunError> {
    if earlier.in_doubt.is_empty() {
        return Ok(());
    }
    let reader = JournalReader::look(&earlier.folder.journal())?;
    let of = RowKeys::of(&earlier.run, spelling);
    for insert in &earlier.in_doubt {
        keys.extend(of.read(&reader, insert.row)?.unwrap_or_default());
    }
    Ok(())
}

/// The number of open rows that have one of these keys.
fn count_rows_with(
    keys: &HashSet<String>,
    matching: &MatchRules,
    plan_writer: &PlanWriter,
) -> Result<u64, JournalError> {
    let mut rows = 0;
    let mut after = 0;
    while !keys.is_empty() {
        let open = plan_writer.open_rows(after, 512)?;
        let Some(last) = open.last() else { break };
        after = last.id;
        for row in &open {
            let forms = row.keys.iter().flat_map(|key| matching.forms_of(&key.key, &key.values));
            let mut named = forms.filter_map(|form| matching.named(&form.canonical));
            rows += u64::from(named.any(|key| keys.contains(&key)));
        }
    }
    Ok(rows)
}

/// True if both have the same bytes. A source that was not read to its end is compared by path, size and time.
fn is_same(one: &InputFile, other: &InputFile) -> bool {
    match (&one.sha256, &other.sha256) {
        (Some(one), Some(other)) => one == other,
        _ => {
            let stamp = |input: &InputFile| (input.path.clone(), input.bytes, input.modified);
            one.path.is_some() && stamp(one) == stamp(other)
        }
    }
}

/// A source before it is read. It is hashed only if a source of an earlier run has the same size.
pub(crate) fn unread_input(source: &str, earlier: &[UnfinishedRun]) -> InputFile {
    let mut input = InputFile::unread(source);
    let as_long = |theirs: &InputFile| theirs.bytes.is_some() && theirs.bytes == input.bytes;
    let path = input.path.as_deref().map(Path::new).filter(|path| path.is_file());
    if let Some(path) = path.filter(|_| earlier.iter().flat_map(|one| &one.run.inputs).any(as_long)) {
        // If it can't be read, opening it reports the error.
        input.sha256 = sha256_of(path).ok();
    }
    input
}

/// Refuses to continue a run whose remaining rows another run has taken over.
pub fn check_not_taken_over(folder: &RunFolder, run: &RunFile) -> Result<(), RunError> {
    let Some(by) = &run.continued_by else { return Ok(()) };
    let newer = folder.beside(by);
    let summary = RunSummary::of(newer.clone());
    let advice = match (&summary.run, &summary.state) {
        (None, _) => ", whose folder no longer exists; to be sure, import the source again".to_owned(),
        (Some(_), RunState::Finished) => ", which is finished: there is nothing to continue".to_owned(),
        (Some(_), RunState::Running(_)) => ", which is still running: wait until it ends".to_owned(),
        (Some(newer_run), _) => {
            format!("; continue that run: {}", newer.command_line("resume", &newer_run.settings))
        }
    };
    let id = &run.id;
    Err(RunError::Usage(format!("{id}: its remaining rows were taken over by the run {by}{advice}")))
}
