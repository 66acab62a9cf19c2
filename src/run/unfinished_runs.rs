//! Earlier runs into the same account that are not finished: what they may have inserted is not imported beside them.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use super::error::ImportError;
use super::write_job::WriteJob;
use crate::event::Event;
use crate::file::sha256_of;
use crate::import::ImportJob;
use crate::journal::{
    HelpDeskAccount, InDoubtRow, InputFile, JournalError, JournalReader, MappingCopy, PlanWriter,
    ReadSettings, RestoredBackup, RowKeys, RunFile, RunFolder, RunState, RunSummary, runs,
};
use crate::mapping::MatchRules;
use crate::wording::counted;

/// The address of a sandbox that ends with its process: what runs have left of it is gone.
const IN_MEMORY: &str = "sandbox:";

/// A run into this account that can be resumed, and on which nobody is at work.
pub(crate) struct UnfinishedRun {
    folder: RunFolder,
    run: RunFile,
    /// Writes that `resume` would send or settle.
    pending: u64,
    in_doubt: Vec<InDoubtRow>,
}

impl UnfinishedRun {
    fn of(summary: RunSummary, account: &HelpDeskAccount) -> Option<Self> {
        let RunSummary { folder, state, run, .. } = summary;
        let run = run.filter(|run| run.planned && !run.dry_run && run.account.as_ref() == Some(account))?;
        if state != RunState::Unfinished {
            return None;
        }
        let owed = JournalReader::look(&folder.journal())
            .and_then(|reader| Ok((reader.counts()?, reader.in_doubt()?)));
        // Of a damaged journal only `resume` can tell.
        let Ok((counts, in_doubt)) = owed else {
            return Some(Self { folder, run, pending: 0, in_doubt: Vec::new() });
        };
        let settled_never = counts.unknown > 0
            && counts.pending == 0
            && run.end.is_some()
            && !in_doubt.iter().any(|row| row.keyed || run.settings.marker.is_some());
        let owes = counts.pending + counts.unknown > 0 && !settled_never;
        owes.then_some(Self { folder, run, pending: counts.pending, in_doubt })
    }

    /// True where it imports one of these sources by the same mapping.
    pub(crate) fn imports(&self, ours: &[InputFile], (mapping, read): (&str, &ReadSettings)) -> bool {
        let theirs = &self.run;
        let reading = &self.run.settings.reading;
        self.run.is_from_sources()
            && theirs.mapping.sha256 == mapping
            && (&reading.sheet, &reading.records) == (&read.sheet, &read.records)
            && theirs.inputs.iter().any(|input| ours.iter().any(|own| is_same(own, input)))
    }

    /// True where it applies the plan of this dry run.
    pub(crate) fn applies(&self, dry_run: &str) -> bool {
        self.run.applies.as_ref().is_some_and(|plan| plan.run == dry_run)
    }

    /// True where it restores this backup, or this file of customers.
    pub(crate) fn restores(&self, backup: &RestoredBackup, inputs: &[InputFile]) -> bool {
        let Some(theirs) = &self.run.restores else { return false };
        match (&theirs.manifest_sha256, &backup.manifest_sha256) {
            (Some(theirs), Some(ours)) => theirs == ours,
            (None, None) => self.run.inputs.iter().any(|input| inputs.iter().any(|own| is_same(own, input))),
            _ => false,
        }
    }

    /// Refuses another run beside it; `does` says in what it is the same, `anyway` what `--anew` is for.
    pub(crate) fn refusal(&self, does: &str, anyway: &str) -> ImportError {
        let (owed, resume) = self.in_words();
        ImportError::Begun(format!(
            "the run {} {does} and is not finished{owed}; nothing was sent. Continue that run:\n\n  {resume}\n\n\
             {anyway}, add --anew: deskferry then waits (--settle-for) and looks up what that run may have \
             inserted",
            self.run.id
        ))
    }

    /// As [`Unfinished::refusal`], of a plan that inserts rows without a key.
    pub(crate) fn refusal_of_keyless(&self, keyless: u64) -> ImportError {
        let (owed, resume) = self.in_words();
        ImportError::Begun(format!(
            "the run {} has rows of this plan and is not finished{owed}; nothing was sent. --anew does not help: \
             inserts of the plan without a match key ({keyless}) would create duplicates. Continue that \
             run:\n\n  {resume}",
            self.run.id
        ))
    }

    /// True where it may have inserted customers of whom its journal does not know.
    pub(crate) fn is_in_doubt(&self) -> bool {
        !self.in_doubt.is_empty()
    }

    /// From here on only the other run goes on with its rows.
    pub(crate) fn take_over(&self, by: &str) -> Result<(), JournalError> {
        self.folder.hand_over(by)
    }

    /// Refuses to take it over where it has rows that are not in these sources.
    pub(crate) fn check_whole(&self, ours: &[InputFile], limit: Option<u64>) -> Result<(), ImportError> {
        let other = self.run.inputs.iter().find(|input| !ours.iter().any(|own| is_same(own, input)));
        let theirs = self.run.settings.limit;
        let more = match other {
            Some(input) => format!("{} too", input.file),
            None if limit.is_some_and(|own| theirs.is_none_or(|theirs| own < theirs)) => {
                "more rows of the source".to_owned()
            }
            None => return Ok(()),
        };
        Err(ImportError::Begun(format!(
            "the run {} is not finished and imports {more}, but --anew takes over all of its rows; nothing was sent. \
             Give all of its sources, without --limit, or continue that run:\n\n  {}",
            self.run.id,
            self.in_words().1
        )))
    }

    /// What it owes, and the command line that goes on with it.
    fn in_words(&self) -> (String, String) {
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

impl WriteJob {
    /// The runs of a folder into this account that are not finished. What they have inserted is known from here on.
    pub(crate) fn unfinished(&self, run_dir: &Path) -> Result<Vec<UnfinishedRun>, JournalError> {
        if self.account.base_url == IN_MEMORY {
            return Ok(Vec::new());
        }
        let all = runs(run_dir)?.into_iter();
        let found: Vec<_> = all.filter_map(|summary| UnfinishedRun::of(summary, &self.account)).collect();
        found.iter().for_each(|earlier| self.take_in(&earlier.folder, &earlier.run));
        Ok(found)
    }

    /// Tells of runs of something else, of which the newest is the last.
    pub(crate) fn tell_of<'a>(&self, others: impl DoubleEndedIterator<Item = &'a UnfinishedRun>) {
        let mut others = others.rev();
        let Some(newest) = others.next() else { return };
        let (owed, resume) = newest.in_words();
        let more = match others.count() {
            0 => String::new(),
            1 => ", and neither is another one (see `deskferry runs`)".to_owned(),
            more => format!(", and neither are {more} others (see `deskferry runs`)"),
        };
        let id = &newest.run.id;
        self.listener.hear(&Event::Note(format!(
            "The run {id} into this account is not finished{owed}{more}; to continue it: {resume}"
        )));
    }

    /// Waits until an insert that an earlier run may have sent counts as absent where it is not found: only for rows of ours
    /// that have its key. Nobody knows how long ago that was: between two processes there is no clock but one that jumps.
    pub(crate) async fn wait_for_doubtful(
        &self,
        earlier: &[UnfinishedRun],
        (matching, spool): (&MatchRules, &PlanWriter),
    ) -> Result<(), ImportError> {
        let settle_for = Duration::from_millis(self.settings.settle_millis);
        let mut keys = HashSet::new();
        for earlier in earlier {
            doubtful(earlier, &mut keys)?;
        }
        let rows = common(&keys, matching, spool)?;
        if rows == 0 || settle_for.is_zero() {
            return Ok(());
        }
        let rows = counted(rows, "row", "rows");
        let seconds = settle_for.as_secs_f64().ceil();
        self.listener.hear(&Event::Note(format!(
            "An earlier run may have inserted the customers of {rows}: waiting {seconds} s (--settle-for) \
             before looking them up."
        )));
        tokio::time::sleep(settle_for).await;
        Ok(())
    }
}

impl ImportJob {
    /// As [`WriteJob::unfinished`]; a dry run writes nothing, so nothing is in its way.
    pub(crate) fn unfinished(&self) -> Result<Vec<UnfinishedRun>, JournalError> {
        if self.dry_run { Ok(Vec::new()) } else { self.write.unfinished(&self.run_dir) }
    }

    /// Refuses sources of which one is not all imported yet by this mapping, unless that is asked for; tells of other runs.
    pub(crate) fn check_unfinished(&self, earlier: &[UnfinishedRun]) -> Result<(), ImportError> {
        let ours: Vec<_> = self.sources.iter().map(|source| seen(source, earlier)).collect();
        self.check_sources(earlier, &ours)?;
        self.write.tell_of(earlier.iter().filter(|earlier| !self.has_same(earlier, &ours)));
        Ok(())
    }

    /// The same once the sources were read: of a pipe nobody knows sooner what it holds.
    pub(crate) fn check_read(
        &self,
        earlier: &[UnfinishedRun],
        ours: &[InputFile],
    ) -> Result<(), ImportError> {
        self.check_sources(earlier, ours)?;
        let mut same = earlier.iter().filter(|earlier| self.has_same(earlier, ours));
        same.try_for_each(|same| same.check_whole(ours, self.write.settings.limit))
    }

    fn check_sources(&self, earlier: &[UnfinishedRun], ours: &[InputFile]) -> Result<(), ImportError> {
        let same = earlier.iter().rev().find(|earlier| self.has_same(earlier, ours));
        let Some(same) = same.filter(|_| !self.anew) else { return Ok(()) };
        let does = format!("imports the same source with the mapping {}", self.mapping.name());
        Err(same.refusal(&does, "To import the source again anyway"))
    }

    /// Takes the unfinished runs of the same sources over: from here on only this run goes on with their rows.
    pub(crate) fn take_over(&self, earlier: &[UnfinishedRun], ours: &RunFile) -> Result<(), ImportError> {
        for same in earlier.iter().filter(|earlier| self.has_same(earlier, &ours.inputs)) {
            same.take_over(&ours.id)?;
        }
        Ok(())
    }

    fn has_same(&self, earlier: &UnfinishedRun, ours: &[InputFile]) -> bool {
        let mapping = MappingCopy::of(&self.mapping).sha256;
        earlier.imports(ours, (&mapping, &self.write.settings.reading))
    }
}

/// The keys of inserts in doubt.
fn doubtful(earlier: &UnfinishedRun, keys: &mut HashSet<String>) -> Result<(), ImportError> {
    if earlier.in_doubt.is_empty() {
        return Ok(());
    }
    let reader = JournalReader::look(&earlier.folder.journal())?;
    let of = RowKeys::of(&earlier.run);
    for insert in &earlier.in_doubt {
        keys.extend(of.read(&reader, insert.row)?.unwrap_or_default());
    }
    Ok(())
}

/// How many open rows have one of these keys.
fn common(keys: &HashSet<String>, matching: &MatchRules, spool: &PlanWriter) -> Result<u64, JournalError> {
    let mut rows = 0;
    let mut after = 0;
    while !keys.is_empty() {
        let open = spool.open_rows(after, 512)?;
        let Some(last) = open.last() else { break };
        after = last.id;
        for row in &open {
            let mut named = row.keys.iter().filter_map(|key| matching.named(&key.key));
            rows += u64::from(named.any(|key| keys.contains(&key)));
        }
    }
    Ok(rows)
}

/// True when both have the same bytes. Of a source that was not read to its end it counts whether it is the same file,
/// unchanged.
fn is_same(one: &InputFile, other: &InputFile) -> bool {
    match (&one.sha256, &other.sha256) {
        (Some(one), Some(other)) => one == other,
        _ => {
            let stamp = |input: &InputFile| (input.path.clone(), input.bytes, input.modified);
            one.path.is_some() && stamp(one) == stamp(other)
        }
    }
}

/// A source before it is read. Its bytes are hashed only where an earlier run has read as many.
pub(crate) fn seen(source: &str, earlier: &[UnfinishedRun]) -> InputFile {
    let mut input = InputFile::unread(source);
    let as_long = |theirs: &InputFile| theirs.bytes.is_some() && theirs.bytes == input.bytes;
    let path = input.path.as_deref().map(Path::new).filter(|path| path.is_file());
    if let Some(path) = path.filter(|_| earlier.iter().flat_map(|one| &one.run.inputs).any(as_long)) {
        // Where it can't be read, its opening tells why.
        input.sha256 = sha256_of(path).ok();
    }
    input
}
