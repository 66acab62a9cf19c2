//! Who is who: each record of the backup gets one customer of the help desk, or none; each customer one record at most.

use super::backup_index::BackupIndex;
use super::field_change_counts::FieldChangeCounts;
use crate::customer::differences;
use crate::event::{Event, Listener};
use crate::export::IdSample;
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{JournalError, PlanWriter, RestoredFields, SearchKey, UnmatchedRow};
use crate::lookup::{CustomerIndex, ShownFields, UnclaimedScan, is_without_id};
use crate::plan::{Action, ImportMode, MatchedCustomer, OnMultiple, choose, decide};
use crate::run::{RunError, without_id};
use crate::writer::Stop;

use super::restore_keys::RestoreKeys;
use super::restore_source::Object;

/// Decides every open row of a journal.
pub(super) struct RecordMatcher<'a> {
    pub(super) spool: &'a PlanWriter,
    pub(super) ledger: &'a BackupIndex,
    /// The customers as they were before.
    pub(super) remote: &'a CustomerIndex,
    pub(super) keys: &'a RestoreKeys,
    pub(super) fields: &'a RestoredFields,
    /// The fields that the backup was seen to have, where it has every detail; no other is emptied.
    pub(super) seen: &'a ShownFields,
    /// Customers of whom the backup has only what the list showed: nothing of them is emptied.
    pub(super) listed: &'a IdSample,
    /// The ids of the backup are those of this account.
    pub(super) by_id: bool,
    pub(super) mode: ImportMode,
    pub(super) on_multiple: OnMultiple,
    pub(super) listener: &'a dyn Listener,
    pub(super) stop: &'a Stop,
}

/// What a pass looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MatchPass {
    /// The customer that has the record's id.
    Id,
    /// The customer that an earlier restore made of the record.
    Moved,
    /// One with a key of the record that is just like it.
    Equal,
    /// One with a key of the record, and nobody else has it; what is left after this pass is new.
    Key,
}

/// No field.
static NOTHING: ShownFields = ShownFields::NOTHING;
/// Open rows decided at once.
const CHUNK: usize = 512;
/// Customers with one key that a record is compared with; where more have it, those just like it are found by a mark.
const COMPARED: usize = 20;
/// Customers with one key of which is looked whether they have none of the better keys.
const LOOKED_AT: usize = 200;
/// Customers that are told to be too many.
const SEVERAL: usize = 6;

impl RecordMatcher<'_> {
    /// Returns what the updates change.
    pub(super) fn run(&self) -> Result<FieldChangeCounts, RunError> {
        let mut tally = FieldChangeCounts::default();
        for pass in [MatchPass::Id, MatchPass::Moved, MatchPass::Equal, MatchPass::Key] {
            if self.can_find(pass)? {
                self.pass(pass, &mut tally)?;
            }
        }
        Ok(tally)
    }

    fn can_find(&self, pass: MatchPass) -> Result<bool, JournalError> {
        let living = self.remote.count() > 0;
        Ok(match pass {
            MatchPass::Id => living && self.by_id,
            MatchPass::Moved => living && self.ledger.has_moved()?,
            MatchPass::Equal => living && self.spool.open_count()? > 0,
            MatchPass::Key => true,
        })
    }

    fn pass(&self, pass: MatchPass, tally: &mut FieldChangeCounts) -> Result<(), RunError> {
        let steps = self.spool.open_count()?;
        if pass == MatchPass::Equal {
            self.remote.mark_crowds(COMPARED, |living| self.fields.print(&living))?;
        }
        let how = match pass {
            MatchPass::Id => "by id",
            MatchPass::Moved => "by the id map",
            MatchPass::Equal => "by key, unchanged customers",
            MatchPass::Key => "by key, the rest",
        };
        self.listener.hear(&Event::Matching { how: how.to_owned(), steps });
        let mut after = 0;
        let mut done = 0;
        loop {
            let open = self.spool.open_rows(after, CHUNK)?;
            let Some(last) = open.last() else { return Ok(()) };
            after = last.id;
            done += open.len() as u64;
            for open in &open {
                self.decide_one(pass, open, tally)?;
            }
            self.spool.commit()?;
            self.listener.hear(&Event::Matched { steps: done });
            if let Some(reason) = self.stop.reason() {
                return Err(RunError::Stopped(reason));
            }
        }
    }

    fn decide_one(
        &self,
        pass: MatchPass,
        open: &UnmatchedRow,
        tally: &mut FieldChangeCounts,
    ) -> Result<(), JournalError> {
        let payload: Object = serde_json::from_str(&open.payload)?;
        let action = match pass {
            MatchPass::Id => self.by_id(open, &payload, tally)?,
            MatchPass::Moved => self.moved(open, &payload, tally)?,
            MatchPass::Equal => self.equal(open, &payload, tally)?,
            MatchPass::Key => Some(self.by_key(open, &payload, tally)?),
        };
        let Some(action) = action else { return Ok(()) };
        if let Action::Update { patch, .. } = &action {
            tally.add(patch);
        }
        if action == Action::Insert {
            self.spool.settle_by(open.id, self.own_key(open)?)?;
        }
        self.spool.decide(open.id, &action)
    }

    fn by_id(
        &self,
        open: &UnmatchedRow,
        payload: &Object,
        tally: &mut FieldChangeCounts,
    ) -> Result<Option<Action>, JournalError> {
        let Some(id) = self.ledger.id(open.id)? else { return Ok(None) };
        self.remote.get(&id)?.map(|found| self.take(open, payload, found, tally)).transpose()
    }

    fn moved(
        &self,
        open: &UnmatchedRow,
        payload: &Object,
        tally: &mut FieldChangeCounts,
    ) -> Result<Option<Action>, JournalError> {
        let Some(id) = self.ledger.moved(open.id)? else { return Ok(None) };
        match self.remote.get(&id)? {
            Some(found) if !self.remote.is_taken(&id)? => self.take(open, payload, found, tally).map(Some),
            _ => Ok(None),
        }
    }

    /// By its keys, and one without any by its name.
    fn equal(
        &self,
        open: &UnmatchedRow,
        payload: &Object,
        tally: &mut FieldChangeCounts,
    ) -> Result<Option<Action>, JournalError> {
        let seen = self.seen(open)?;
        let is_equal =
            |living: &Object| differences(&self.fields.wanted(payload, living, seen), living).is_empty();
        let own = self.own(open);
        let print = self.fields.print(payload);
        for key in if own.is_empty() { &open.keys[..] } else { own } {
            let marked = self.remote.free_marked(&key.key, print)?.filter(|found| is_equal(&found.record));
            let scan = UnclaimedScan { looked_at: COMPARED, returned: 1, from_last: false };
            let equal = match marked {
                Some(found) => Some(found),
                None => self.remote.free(&key.key, scan, is_equal)?.found.pop(),
            };
            if let Some(found) = equal {
                return self.take(open, payload, found, tally).map(Some);
            }
        }
        Ok(None)
    }

    fn by_key(
        &self,
        open: &UnmatchedRow,
        payload: &Object,
        tally: &mut FieldChangeCounts,
    ) -> Result<Action, JournalError> {
        let chosen = self.free(open)?.and_then(|free| choose(free, self.on_multiple));
        match chosen {
            Err(issue) => Ok(Action::Reject(*issue)),
            Ok(Some(found)) => self.take(open, payload, found, tally),
            Ok(None) => Ok(decide(self.mode, self.on_multiple, payload, Vec::new())),
        }
    }

    /// The fields that may be emptied of a record's customer: none where its detail was not read, as of one without an id.
    fn seen(&self, open: &UnmatchedRow) -> Result<&ShownFields, JournalError> {
        let id = self.ledger.id(open.id)?;
        let listed = id.is_none() || self.listed.count > 0 && self.listed.may_have(id.as_deref());
        Ok(if listed { &NOTHING } else { self.seen })
    }

    /// From here on the customer is this record's, whatever is decided.
    fn take(
        &self,
        open: &UnmatchedRow,
        payload: &Object,
        found: MatchedCustomer,
        tally: &mut FieldChangeCounts,
    ) -> Result<Action, JournalError> {
        if is_without_id(&found.id) {
            return Ok(Action::Reject(without_id()));
        }
        if !self.remote.take(&found.id, &[])? {
            return Err(JournalError::Damaged(format!("the customer {} matched twice", found.id)));
        }
        let seen = self.seen(open)?;
        let wanted = self.fields.wanted(payload, &found.record, seen);
        let left = self.fields.added(payload, &found.record);
        tally.leave(*seen == NOTHING, left.into_iter().filter(|field| !seen.has(field)));
        Ok(decide(self.mode, self.on_multiple, &wanted, vec![found]))
    }

    /// The customers that nobody has taken and that have a key of the record: of the first that anybody has. Its better
    /// keys are empty there, or the same. `Err` where too many have a key to be looked at.
    fn free(&self, open: &UnmatchedRow) -> Result<Result<Vec<MatchedCustomer>, Box<Issue>>, JournalError> {
        let from_last = self.on_multiple == OnMultiple::Last;
        let scan = UnclaimedScan { looked_at: LOOKED_AT, returned: SEVERAL, from_last };
        let keys = self.own(open);
        for (at, key) in keys.iter().enumerate() {
            let allows = |living: &Object| {
                keys[..at].iter().all(|better| self.keys.matching.allows(living, &better.key))
            };
            let mut free = self.remote.free(&key.key, scan, allows)?;
            if free.found.is_empty() && free.cut_short {
                return Ok(Err(Box::new(crowd())));
            }
            if !free.found.is_empty() {
                if from_last {
                    free.found.reverse();
                }
                return Ok(Ok(free.found));
            }
        }
        Ok(Ok(Vec::new()))
    }

    /// The keys of a row without its name.
    fn own<'o>(&self, open: &'o UnmatchedRow) -> &'o [SearchKey] {
        let names = open.keys.last().is_some_and(|last| self.keys.is_name(&last.key));
        &open.keys[..open.keys.len() - usize::from(names)]
    }

    /// A key by which an insert that got no answer can be told from all others: no other record has it, and nobody had
    /// it before.
    fn own_key<'o>(&self, open: &'o UnmatchedRow) -> Result<Option<&'o SearchKey>, JournalError> {
        for key in self.own(open) {
            if self.ledger.is_unique(&key.key)? && !self.remote.has(&key.key)? {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }
}

fn crowd() -> Issue {
    let message = format!(
        "more than {LOOKED_AT} customers share a key with this record, and the first of them match other records better"
    );
    let hint = "restore with a --key that fewer customers share";
    Issue::error(Complaint::new(Code::SeveralMatches, message, hint))
}
