//! Matches the records of the backup with customers: each record gets at most one customer, and each customer at most
//! one record.

use std::sync::LazyLock;

use super::backup_index::BackupIndex;
use super::restore_keys::RestoreKeys;
use super::restore_source::Object;
use super::untouched_fields::UntouchedFields;
use crate::customer::{StoredChanges, without};
use crate::event::{Event, Listener};
use crate::export::IdSample;
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{JournalError, PlanWriter, RestoredFields, SearchKey, UnmatchedRow};
use crate::lookup::{CustomerIndex, ShownFields, UnclaimedScan, is_without_id};
use crate::mapping::alternative_of_key;
use crate::plan::{
    Action, ImportMode, MatchedCustomer, OnMultiple, WritePolicies, WriteRules, as_stored, choose, decide,
};
use crate::run::{RunError, without_id};
use crate::writer::Stop;

/// Decides every open row of a journal.
pub(super) struct RecordMatcher<'a> {
    pub(super) plan_writer: &'a PlanWriter,
    pub(super) index: &'a BackupIndex,
    /// The customers before the restore.
    pub(super) remote: &'a CustomerIndex,
    pub(super) keys: &'a RestoreKeys,
    pub(super) fields: &'a RestoredFields,
    /// The fields seen in the backup, if it has every detail. No other field is emptied.
    pub(super) seen: &'a ShownFields,
    /// Customers whose details the backup lacks. None of their fields is emptied.
    pub(super) listed: &'a IdSample,
    /// The ids of the backup are valid in this account.
    pub(super) by_id: bool,
    pub(super) mode: ImportMode,
    pub(super) on_multiple: OnMultiple,
    /// What an update may overwrite.
    pub(super) policies: &'a WritePolicies,
    /// How the help desk stores values, as earlier runs and probes found.
    pub(super) stored: &'a StoredChanges,
    pub(super) listener: &'a dyn Listener,
    pub(super) stop: &'a Stop,
}

/// How a pass finds customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MatchPass {
    /// The customer with the record's id.
    Id,
    /// The customer that an earlier restore made from the record.
    Moved,
    /// A customer that shares a key with the record and equals it.
    Equal,
    /// A customer that shares a key with the record. A record without one is inserted after this pass.
    Key,
}

/// Shows no field.
static NOTHING: ShownFields = ShownFields::NOTHING;
/// A value that is to be added to another one is compared as it is.
static UNCHANGED: LazyLock<StoredChanges> = LazyLock::new(StoredChanges::default);
/// Open rows read at once.
const CHUNK: usize = 512;
/// The maximum number of customers with one key that are compared with a record. If more have it, a hash finds the
/// equal ones.
const COMPARED: usize = 20;
/// The maximum number of customers with one key whose better keys are checked.
const LOOKED_AT: usize = 200;
/// The maximum number of customers named in the issue for several matches.
const SEVERAL: usize = 6;

impl RecordMatcher<'_> {
    /// Runs all passes; returns the fields that stay as they are.
    pub(super) fn run(&self) -> Result<UntouchedFields, RunError> {
        let mut untouched = UntouchedFields::default();
        for pass in [MatchPass::Id, MatchPass::Moved, MatchPass::Equal, MatchPass::Key] {
            if self.can_find(pass)? {
                self.pass(pass, &mut untouched)?;
            }
        }
        Ok(untouched)
    }

    fn can_find(&self, pass: MatchPass) -> Result<bool, JournalError> {
        let living = self.remote.count() > 0;
        Ok(match pass {
            MatchPass::Id => living && self.by_id,
            MatchPass::Moved => living && self.index.has_moved()?,
            MatchPass::Equal => living && self.plan_writer.open_count()? > 0,
            MatchPass::Key => true,
        })
    }

    fn pass(&self, pass: MatchPass, untouched: &mut UntouchedFields) -> Result<(), RunError> {
        let steps = self.plan_writer.open_count()?;
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
            let open = self.plan_writer.open_rows(after, CHUNK)?;
            let Some(last) = open.last() else { return Ok(()) };
            after = last.id;
            done += open.len() as u64;
            for open in &open {
                self.decide_one(pass, open, untouched)?;
            }
            self.plan_writer.commit()?;
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
        untouched: &mut UntouchedFields,
    ) -> Result<(), RunError> {
        let payload: Object = serde_json::from_str(&open.payload).map_err(JournalError::from)?;
        let action = match pass {
            MatchPass::Id => self.by_id(open, &payload, untouched)?,
            MatchPass::Moved => self.moved(open, &payload, untouched)?,
            MatchPass::Equal => self.equal(open, &payload, untouched)?,
            MatchPass::Key => Some(self.by_key(open, &payload, untouched)?),
        };
        let Some(action) = action else { return Ok(()) };
        if action == Action::Insert {
            self.plan_writer.set_in_doubt_key(open.id, self.own_key(open)?)?;
            if let Some(inserted) = self.policies.inserted(&payload) {
                self.plan_writer.leave_out(open.id, &without(&payload, &inserted))?;
                self.plan_writer.set_payload(open.id, &inserted)?;
            }
        }
        if matches!(pass, MatchPass::Equal | MatchPass::Key) {
            self.warn_of_other(open, &action)?;
        }
        Ok(self.plan_writer.decide(open.id, &action)?)
    }

    /// Says that an update goes to another customer than the one of the backup, who is gone.
    fn warn_of_other(&self, open: &UnmatchedRow, action: &Action) -> Result<(), JournalError> {
        let Action::Update { id: other, .. } = action else { return Ok(()) };
        match self.index.id(open.id)?.filter(|_| self.by_id) {
            Some(gone) => self.plan_writer.add_issues(open.id, &[other_id(&gone, other)]),
            None => Ok(()),
        }
    }

    fn by_id(
        &self,
        open: &UnmatchedRow,
        payload: &Object,
        untouched: &mut UntouchedFields,
    ) -> Result<Option<Action>, RunError> {
        let Some(id) = self.index.id(open.id)? else { return Ok(None) };
        self.remote.get(&id)?.map(|found| self.take(open, payload, found, untouched)).transpose()
    }

    fn moved(
        &self,
        open: &UnmatchedRow,
        payload: &Object,
        untouched: &mut UntouchedFields,
    ) -> Result<Option<Action>, RunError> {
        let Some(id) = self.index.moved(open.id)? else { return Ok(None) };
        match self.remote.get(&id)? {
            Some(found) if !self.remote.is_taken(&id)? => {
                self.take(open, payload, found, untouched).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Finds an equal customer by the keys of the record, or by its name if it has no key.
    fn equal(
        &self,
        open: &UnmatchedRow,
        payload: &Object,
        untouched: &mut UntouchedFields,
    ) -> Result<Option<Action>, RunError> {
        let seen = self.seen(open)?;
        let is_equal = |living: &Object| {
            let wanted = self.fields.wanted(payload, living, seen);
            self.stored.differences_after_cut(&wanted, living).is_empty()
        };
        let own = self.own(open);
        let stored = self.stored.applied(payload);
        let prints = [self.fields.print(payload), self.fields.print(&stored)];
        for key in self.forms(if own.is_empty() { &open.keys } else { own }, &stored) {
            let scan = UnclaimedScan { looked_at: COMPARED, returned: 1, from_last: false };
            let mut equal = None;
            for print in prints {
                let marked = self.remote.free_marked(&key, print)?;
                equal = equal.or(marked.filter(|found| is_equal(&found.record)));
            }
            if equal.is_none() {
                equal = self.remote.free(&key, scan, is_equal)?.found.pop();
            }
            if let Some(found) = equal {
                return self.take(open, payload, found, untouched).map(Some);
            }
        }
        Ok(None)
    }

    /// The keys of a record, each also as the help desk stores it (`stored`), whatever that form loses.
    fn forms(&self, keys: &[SearchKey], stored: &Object) -> Vec<String> {
        let stored: Vec<_> = self.keys.matching.remote_keys(stored);
        let mut forms = Vec::new();
        for key in keys {
            forms.push(key.key.clone());
            let at = alternative_of_key(&key.key);
            let same = stored.iter().filter(|stored| Some(stored.alternative) == at);
            forms.extend(same.map(|stored| stored.canonical()).filter(|form| *form != key.key));
        }
        forms
    }

    fn by_key(
        &self,
        open: &UnmatchedRow,
        payload: &Object,
        untouched: &mut UntouchedFields,
    ) -> Result<Action, RunError> {
        let chosen = self.free(open)?.and_then(|free| choose(free, self.on_multiple));
        match chosen {
            Err(issue) => Ok(Action::Reject(*issue)),
            Ok(Some(found)) => self.take(open, payload, found, untouched),
            Ok(None) => Ok(decide(self.rules(), payload, Vec::new())),
        }
    }

    fn rules(&self) -> WriteRules<'_> {
        let Self { mode, on_multiple, policies, .. } = *self;
        WriteRules { mode, on_multiple, policies, stored: &UNCHANGED }
    }

    /// The fields of this customer that may be emptied: none if its detail was not read, or it has no id.
    fn seen(&self, open: &UnmatchedRow) -> Result<&ShownFields, JournalError> {
        let id = self.index.id(open.id)?;
        let listed = id.is_none() || self.listed.count > 0 && self.listed.may_have(id.as_deref());
        Ok(if listed { &NOTHING } else { self.seen })
    }

    /// Assigns the customer to this record, whatever is decided then.
    fn take(
        &self,
        open: &UnmatchedRow,
        payload: &Object,
        found: MatchedCustomer,
        untouched: &mut UntouchedFields,
    ) -> Result<Action, RunError> {
        if is_without_id(&found.id) {
            return Ok(Action::Reject(without_id()));
        }
        if !self.remote.take(&found.id, &[])? {
            let reason = format!("the customer {} matched twice", found.id);
            return Err(JournalError::Damaged(reason).into());
        }
        let seen = self.seen(open)?;
        let wanted = self.fields.wanted(payload, &found.record, seen);
        let left = self.fields.added(payload, &found.record);
        untouched.leave(*seen == NOTHING, left.into_iter().filter(|field| !seen.has(field)));
        let action = decide(self.rules(), &wanted, vec![found]);
        let is_plain = self.stored.changes.is_empty() && self.stored.cut.is_empty();
        Ok(if is_plain { action } else { as_stored(self.stored, action) })
    }

    /// The unassigned customers for the first key of the record that any of them has, if their better keys are empty or
    /// equal. The inner `Err`: too many customers have the key.
    fn free(&self, open: &UnmatchedRow) -> Result<Result<Vec<MatchedCustomer>, Box<Issue>>, RunError> {
        let from_last = self.on_multiple == OnMultiple::Last;
        let scan = UnclaimedScan { looked_at: LOOKED_AT, returned: SEVERAL, from_last };
        let keys = self.own(open);
        for (at, key) in keys.iter().enumerate() {
            let allows = |living: &Object| {
                keys[..at].iter().all(|better| self.keys.matching.allows(living, &better.key, &better.values))
            };
            for form in self.keys.matching.forms_of(&key.key, &key.values) {
                let mut free = self.remote.free(&form.canonical, scan, allows)?;
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
        }
        Ok(Ok(Vec::new()))
    }

    /// The keys of a row, without its name.
    fn own<'o>(&self, open: &'o UnmatchedRow) -> &'o [SearchKey] {
        let names = open.keys.last().is_some_and(|last| self.keys.is_name(&last.key));
        &open.keys[..open.keys.len() - usize::from(names)]
    }

    /// A key that identifies an in-doubt insert: no other record has it, and no customer had it before.
    fn own_key<'o>(&self, open: &'o UnmatchedRow) -> Result<Option<&'o SearchKey>, RunError> {
        for key in self.own(open) {
            if self.index.is_unique(&key.key)? && !self.remote.has(&key.key)? {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }
}

fn other_id(gone: &str, other: &str) -> Issue {
    let message = format!(
        "the customer {gone} of the backup is gone; the customer {other} has the same key, and gets the values of the \
         backup"
    );
    let hint = "compare the two; if they are different people, leave this customer out, or restore with --by-id-only, \
                which inserts customers who are gone";
    Issue::warning(Complaint::new(Code::OtherId, message, hint)).in_field("id").with_value(gone)
}

fn crowd() -> Issue {
    let message = format!(
        "more than {LOOKED_AT} customers share a key with this record; deskferry compared the first {LOOKED_AT}, and they \
         match other records better"
    );
    let hint = "restore with a --key that fewer customers share";
    Issue::error(Complaint::new(Code::SeveralMatches, message, hint))
}
