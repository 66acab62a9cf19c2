//! Earlier runs into the same account that are not finished: what they may have inserted is not imported beside them.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use super::error::ImportError;
use super::run::ImportJob;
use super::writing::{APPLY, IMPORT};
use crate::file::sha256_of;
use crate::journal::{
    Account, InDoubt, InputFile, JournalError, Reader, RowKeys, RunFile, RunFolder, RunState, RunSummary,
    Spool, runs,
};
use crate::mapping::Matching;

/// The address of a sandbox that ends with its process: what runs have left of it is gone.
const IN_MEMORY: &str = "sandbox:";

/// A run into this account that can be resumed, and on which nobody is at work.
pub(super) struct Unfinished {
    folder: RunFolder,
    run: RunFile,
    /// Writes that `resume` would send or settle.
    pending: u64,
    in_doubt: Vec<InDoubt>,
}

impl Unfinished {
    fn of(summary: RunSummary, account: &Account) -> Option<Self> {
        let RunSummary { folder, state, run, .. } = summary;
        let run = run.filter(|run| run.planned && !run.dry_run && run.account.as_ref() == Some(account))?;
        if state != RunState::Unfinished {
            return None;
        }
        let owed =
            Reader::look(&folder.journal()).and_then(|reader| Ok((reader.counts()?, reader.in_doubt()?)));
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

    fn is_import(&self) -> bool {
        [IMPORT, APPLY].contains(&self.run.command.as_str()) && self.run.restores.is_none()
    }

    /// What it owes, and the command line that goes on with it.
    fn in_words(&self) -> (String, String) {
        let many = |count: u64, one: &str, more: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {more}")),
        };
        let parts = [
            many(self.pending, "write is pending", "writes are pending"),
            many(self.in_doubt.len() as u64, "insert may have arrived", "inserts may have arrived"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let owed = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
        (owed, self.folder.command("resume", &self.run.settings))
    }
}

impl ImportJob {
    /// The runs of `--run-dir` into this account that are not finished. What they have inserted is known from here on.
    pub(super) fn unfinished(&self) -> Result<Vec<Unfinished>, JournalError> {
        if self.dry_run || self.write.account.base_url == IN_MEMORY {
            return Ok(Vec::new());
        }
        let all = runs(&self.run_dir)?.into_iter();
        let found: Vec<_> = all.filter_map(|summary| Unfinished::of(summary, &self.write.account)).collect();
        found.iter().for_each(|earlier| self.write.take_in(&earlier.folder, &earlier.run));
        Ok(found)
    }

    /// Refuses sources of which one is not all imported yet by this mapping, unless that is asked for; tells of other runs.
    pub(super) fn check_unfinished(&self, earlier: &[Unfinished]) -> Result<(), ImportError> {
        let ours: Vec<_> = self.sources.iter().map(|source| seen(source, earlier)).collect();
        self.check_sources(earlier, &ours)?;
        let others = earlier.iter().filter(|earlier| !self.has_same(earlier, &ours));
        let mut others = others.rev();
        if let Some(newest) = others.next() {
            let (owed, resume) = newest.in_words();
            let more = match others.count() {
                0 => String::new(),
                more => format!(", and neither are {more} more (see `deskferry runs`)"),
            };
            let id = &newest.run.id;
            self.note(format!(
                "The run {id} into this account is not finished{owed}{more}; to continue it: {resume}"
            ));
        }
        Ok(())
    }

    /// The same once the sources were read: of a pipe nobody knows sooner what it holds.
    pub(super) fn check_read(&self, earlier: &[Unfinished], ours: &[InputFile]) -> Result<(), ImportError> {
        self.check_sources(earlier, ours)?;
        let mut same = earlier.iter().filter(|earlier| self.has_same(earlier, ours));
        same.try_for_each(|same| self.check_whole(same, ours))
    }

    fn check_sources(&self, earlier: &[Unfinished], ours: &[InputFile]) -> Result<(), ImportError> {
        let Some(same) = earlier.iter().rev().find(|earlier| self.has_same(earlier, ours)) else {
            return Ok(());
        };
        if self.anew {
            return Ok(());
        }
        let (owed, resume) = same.in_words();
        let (id, mapping) = (&same.run.id, self.mapping.name());
        Err(ImportError::Begun(format!(
            "the run {id} imports the same source with the mapping {mapping} and is not finished{owed}; \
             nothing was sent. Continue that run:\n\n  {resume}\n\nTo import the source again anyway, add \
             --anew: deskferry then waits (--settle-for) and looks up what that run may have inserted"
        )))
    }

    /// Takes the unfinished runs of the same sources over: from here on only this run goes on with their rows.
    pub(super) fn take_over(&self, earlier: &[Unfinished], ours: &RunFile) -> Result<(), ImportError> {
        for same in earlier.iter().filter(|earlier| self.has_same(earlier, &ours.inputs)) {
            same.folder.hand_over(&ours.id)?;
        }
        Ok(())
    }

    /// Refuses to take a run over that has rows which this one does not have.
    fn check_whole(&self, same: &Unfinished, ours: &[InputFile]) -> Result<(), ImportError> {
        let other = same.run.inputs.iter().find(|input| !ours.iter().any(|own| is_same(own, input)));
        let (theirs, own) = (same.run.settings.limit, self.write.settings.limit);
        let more = match other {
            Some(input) => format!("{} too", input.file),
            None if own.is_some_and(|own| theirs.is_none_or(|theirs| own < theirs)) => {
                "more rows of it".to_owned()
            }
            None => return Ok(()),
        };
        Err(ImportError::Begun(format!(
            "the run {} is not finished and imports {more}, but --anew takes over all of its rows; nothing was sent. \
             Give all of its sources, without --limit, or continue that run:\n\n  {}",
            same.run.id,
            same.in_words().1
        )))
    }

    fn has_same(&self, earlier: &Unfinished, ours: &[InputFile]) -> bool {
        let (theirs, reading) = (&earlier.run, &earlier.run.settings.reading);
        let here = &self.write.settings.reading;
        let of_file = reading.sheet == here.sheet && reading.records == here.records;
        earlier.is_import()
            && theirs.mapping.sha256 == crate::journal::MappingFile::of(&self.mapping).sha256
            && of_file
            && theirs.inputs.iter().any(|input| ours.iter().any(|own| is_same(own, input)))
    }

    /// Waits until an insert that an earlier run may have sent counts as absent where it is not found: only for rows of ours
    /// that have its key. Nobody knows how long ago that was: between two processes there is no clock but one that jumps.
    pub(super) async fn wait_for_doubtful(
        &self,
        earlier: &[Unfinished],
        spool: &Spool,
    ) -> Result<(), ImportError> {
        let Some(matching) = self.mapping.matching() else { return Ok(()) };
        let settle_for = Duration::from_millis(self.write.settings.settle_millis);
        let mut keys = HashSet::new();
        for earlier in earlier {
            doubtful(earlier, &mut keys)?;
        }
        let rows = common(&keys, matching, spool)?;
        if rows == 0 || settle_for.is_zero() {
            return Ok(());
        }
        let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
        let seconds = settle_for.as_secs_f64().ceil();
        self.note(format!(
            "An earlier run may have inserted the customers of {rows}: waiting {seconds} s (--settle-for) \
             before looking them up."
        ));
        tokio::time::sleep(settle_for).await;
        Ok(())
    }
}

/// The keys of inserts in doubt.
fn doubtful(earlier: &Unfinished, keys: &mut HashSet<String>) -> Result<(), ImportError> {
    if earlier.in_doubt.is_empty() {
        return Ok(());
    }
    let (reader, of) = (Reader::look(&earlier.folder.journal())?, RowKeys::of(&earlier.run));
    for insert in &earlier.in_doubt {
        keys.extend(of.read(&reader, insert.row)?.unwrap_or_default());
    }
    Ok(())
}

/// How many open rows have one of these keys.
fn common(keys: &HashSet<String>, matching: &Matching, spool: &Spool) -> Result<u64, JournalError> {
    let (mut rows, mut after) = (0, 0);
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
fn seen(source: &str, earlier: &[Unfinished]) -> InputFile {
    let mut input = InputFile::unread(source);
    let as_long = |theirs: &InputFile| theirs.bytes.is_some() && theirs.bytes == input.bytes;
    let path = input.path.as_deref().map(Path::new).filter(|path| path.is_file());
    if let Some(path) = path.filter(|_| earlier.iter().flat_map(|one| &one.run.inputs).any(as_long)) {
        // Where it can't be read, its opening tells why.
        input.sha256 = sha256_of(path).ok();
    }
    input
}
