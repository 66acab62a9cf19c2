//! Matches each open row with the help desk and decides it. Pending inserts of a run that resumes are matched again.
//!
//! Lookups use an index of the complete list or one search per key, whichever takes fewer calls. A search is used only
//! after it has found known customers by keys with the same kinds of characters. Search results are always compared
//! again here; an odd answer leads to the list.

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Map, Value};

use super::ambiguous_keys::AmbiguousKeys;
use super::decide_found::Decision;
use super::error::RunError;
use super::lookup_source::{LookupSource, Matched, describe_lookup};
use super::matcher::{Matcher, OnLateMatch};
use super::plan_photos::{with_photos, without_photo};
use crate::api::ApiError;
use crate::customer::{PHOTO, StoredChanges, without};
use crate::event::Event;
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{JournalError, KeysTwice, NewIssues, SearchKey, UnmatchedRow};
use crate::lookup::{CustomerIndex, id_of, is_without_id};
use crate::mapping::alternative_of_key;
use crate::plan::{Action, ImportMode, MatchedCustomer, OnMultiple, WriteRules, decide_within};

type Object = Map<String, Value>;

/// Open rows per transaction.
const CHUNK: usize = 512;

impl Matcher<'_> {
    /// Decides every open row.
    pub(crate) async fn run(&self) -> Result<Matched, RunError> {
        let rows = self.plan_writer.open_count()?;
        let (source, matched) = self.choose_lookup(rows).await?;
        if !matches!(source, LookupSource::Index(_)) {
            self.listener.hear(&Event::Matching { how: matched.how.clone(), steps: rows });
        }
        let keys_twice = match &source {
            LookupSource::Index(index) => self.keys_twice(index)?,
            _ => None,
        };
        self.match_with(&source).await?;
        Ok(Matched { how: describe_lookup(matched.how, &source).await, keys_twice, ..matched })
    }

    /// The open rows whose own key several customers have.
    fn keys_twice(&self, index: &CustomerIndex) -> Result<Option<KeysTwice>, RunError> {
        let mut twice = KeysTwice::default();
        let mut after = 0;
        let Some(lookup) = self.lookup else { return Ok(None) };
        if !index.has_doubles()? && !lookup.matching.is_respelled() {
            return Ok(None);
        }
        loop {
            let open = self.plan_writer.open_rows(after, CHUNK)?;
            let Some(last) = open.last() else { break };
            after = last.id;
            for row in &open {
                let Some(own) = row.keys.first() else { continue };
                twice.add(row.id, index.ids(&lookup.forms_of(own))?);
            }
            self.check_stop()?;
        }
        Ok((twice.rows > 0).then_some(twice))
    }

    /// Decides every open row by customers from `source`.
    pub(crate) async fn match_with(&self, source: &LookupSource) -> Result<(), RunError> {
        if let LookupSource::Index(index) = source {
            index.each_id(|id| self.known.take_in(id))?;
        }
        let taken = CustomerIndex::new(None)?;
        let ambiguous = AmbiguousKeys::of(self.plan_writer, self.lookup)?;
        let mut after = 0;
        let mut done = 0;
        loop {
            let open = self.plan_writer.open_rows(after, CHUNK)?;
            let Some(last) = open.last() else {
                self.stored_changes.note_unchanged(self.listener);
                return self.tell_by_digits();
            };
            after = last.id;
            done += open.len() as u64;
            self.decide_all(open, source, &taken, &ambiguous).await?;
            self.plan_writer.commit()?;
            self.check_stop()?;
            self.listener.hear(&Event::Matched { steps: done });
        }
    }

    async fn decide_all(
        &self,
        open: Vec<UnmatchedRow>,
        source: &LookupSource,
        taken: &CustomerIndex,
        ambiguous: &AmbiguousKeys,
    ) -> Result<(), RunError> {
        let decided = stream::iter(open)
            .map(|open| async {
                let decision = match ambiguous.refused(self.plan_writer, self.lookup, &open)? {
                    Some(issue) => Action::Reject(issue).into(),
                    None => self.decide_one(&open, source, taken).await?,
                };
                Ok::<_, RunError>((open, decision))
            })
            .buffered(self.concurrency);
        let mut decided = std::pin::pin!(decided);
        while let Some((open, decision)) = decided.try_next().await? {
            let Decision { action, issues } = self.decide_unique(&open, decision, source, taken).await?;
            if let (Some(current), Some(issues)) = (self.current, issues) {
                let new = NewIssues { fields: current.names().to_vec(), issues };
                self.plan_writer.replace_issues(open.id, new)?;
            }
            let action = self.as_planned(action);
            if action == Action::Insert && self.policies.leave_out() {
                self.leave_out(&open)?;
            }
            self.plan_writer.decide(open.id, &action)?;
        }
        Ok(())
    }

    /// Leaves the fields that are never written out of an insert.
    fn leave_out(&self, open: &UnmatchedRow) -> Result<(), RunError> {
        let wanted: Object = serde_json::from_str(&open.payload).map_err(JournalError::from)?;
        let Some(inserted) = self.policies.inserted(&wanted) else { return Ok(()) };
        self.plan_writer.set_payload(open.id, &inserted)?;
        Ok(self.plan_writer.leave_out(open.id, &without(&wanted, &inserted))?)
    }

    async fn decide_one(
        &self,
        open: &UnmatchedRow,
        source: &LookupSource,
        taken: &CustomerIndex,
    ) -> Result<Decision, RunError> {
        let wanted = open.wanted()?;
        for at in 0..open.keys.len() {
            let mut same = Vec::new();
            for found in self.find(open, at, source, taken).await? {
                match self.in_detail(open, at, &wanted, found).await? {
                    DetailResult::Same(found) => same.push(found),
                    DetailResult::Other => {}
                    DetailResult::WithoutId => return Ok(Action::Reject(without_id()).into()),
                    DetailResult::Unreadable(id) => return Ok(Action::Reject(unreadable(&id)).into()),
                }
            }
            if !same.is_empty() {
                let by_digits = self.is_found_by_digits(&open.keys[at], &same);
                let decision = self.decide_found(open, &wanted, same).await?;
                self.note_by_digits(open.id, &decision, by_digits);
                return Ok(decision);
            }
        }
        self.decide_found(open, &wanted, Vec::new()).await
    }

    /// Like [`Matcher::decide`], but compares the photo of the row with that of the customer first.
    pub(super) async fn decide_photo(
        &self,
        wanted: &Object,
        same: Vec<MatchedCustomer>,
    ) -> Result<Action, RunError> {
        let changes =
            self.mode != ImportMode::Insert && (same.len() == 1 || self.on_multiple != OnMultiple::Reject);
        if !changes || !wanted.contains_key(PHOTO.name) {
            return Ok(self.decide(wanted, same));
        }
        Ok(match with_photos(self.client, same).await? {
            Ok(same) => self.decide(wanted, same),
            Err(issue) => Action::Reject(*issue),
        })
    }

    pub(super) fn decide(&self, wanted: &Object, found: Vec<MatchedCustomer>) -> Action {
        let rules = WriteRules {
            mode: self.mode,
            on_multiple: self.on_multiple,
            policies: self.policies,
            stored: &self.stored_changes.form,
        };
        self.stored_changes.compared(decide_within(self.definitions, rules, wanted, found))
    }

    /// The customers that have the key `at` of the row and do not contradict its better keys: the customer has the same
    /// ones or none, and no earlier row with different ones has taken it.
    async fn find(
        &self,
        open: &UnmatchedRow,
        at: usize,
        source: &LookupSource,
        taken: &CustomerIndex,
    ) -> Result<Vec<MatchedCustomer>, RunError> {
        let (key, better, Some(lookup)) = (&open.keys[at], &open.keys[..at], self.lookup) else {
            return Ok(Vec::new());
        };
        let mut found = match source {
            LookupSource::Nowhere => Vec::new(),
            LookupSource::Index(index) => index.find(&lookup.forms_of(key))?,
            LookupSource::Server(search) => search.find(&key.key, &key.values).await?,
        };
        if matches!(source, LookupSource::Server(_)) {
            found.iter().for_each(|found| self.known.take_in(&found.id));
        }
        if let Some(recent) = self.recent.filter(|_| found.is_empty()) {
            found = recent.find(lookup, key).await?;
        }
        found.retain(|found| lookup.allows(&found.record, better));
        let mut free = Vec::with_capacity(found.len());
        for found in found {
            if better.is_empty() || !differ(better, &self.taker(open, taken, &found.id)?) {
                free.push(found);
            }
        }
        Ok(free)
    }

    /// Reads the detail of a customer unless the list already shows every wanted value, because the list may be older
    /// or show fewer fields. A customer that is listed but unreadable is not inserted again.
    async fn in_detail(
        &self,
        open: &UnmatchedRow,
        at: usize,
        wanted: &Object,
        found: MatchedCustomer,
    ) -> Result<DetailResult, RunError> {
        if is_without_id(&found.id) {
            return Ok(DetailResult::WithoutId);
        }
        let own_is_enough = self.mode == ImportMode::Insert && at == 0;
        // A template that reads `current` may read any field.
        let list_is_enough = self.current.is_none();
        if own_is_enough
            || list_is_enough && shows_all(&without_photo(wanted), &found.record, &self.stored_changes.form)
        {
            return Ok(DetailResult::Same(found));
        }
        let Some(lookup) = self.lookup else { return Ok(DetailResult::Same(found)) };
        let detail = match self.client.detail(&found.id).await {
            Err(ApiError::AnotherCustomer { .. }) => None,
            other => other?,
        };
        let Some(record) = detail else {
            return Ok(DetailResult::Unreadable(found.id));
        };
        let same_id = id_of(&record).as_ref() == Some(&found.id);
        let key = &open.keys[at];
        let better = &open.keys[..at];
        let another = || lookup.has_other_key(&record, key) || !lookup.allows(&record, better);
        Ok(if same_id && lookup.has_key(&record, key) && lookup.allows(&record, better) {
            DetailResult::Same(MatchedCustomer { id: found.id, record: record.into_object() })
        } else if same_id && another() {
            DetailResult::Other
        } else {
            DetailResult::Unreadable(found.id)
        })
    }

    /// The keys of the row that has taken a customer, in this process or before the run was interrupted.
    fn taker(
        &self,
        open: &UnmatchedRow,
        taken: &CustomerIndex,
        id: &str,
    ) -> Result<Vec<SearchKey>, RunError> {
        Ok(match self.plan_writer.owner_keys(id, open.id)? {
            Some(keys) => keys,
            None => taken.taker(id)?,
        })
    }

    fn take(&self, open: &UnmatchedRow, taken: &CustomerIndex, id: &str) -> Result<bool, RunError> {
        Ok(self.plan_writer.owner_keys(id, open.id)?.is_none() && taken.take(id, &open.keys)?)
    }

    fn as_planned(&self, action: Action) -> Action {
        match (self.on_late_match, action) {
            (OnLateMatch::Unchanged, Action::Update { id, .. }) => {
                Action::Reject(late_match(&id, Code::Stale.spec().remedy))
            }
            (
                OnLateMatch::Refused,
                Action::Update { id, .. } | Action::Unchanged { id, .. } | Action::Skip { id: Some(id), .. },
            ) => Action::Reject(late_match(&id, RESTORE_AGAIN)),
            (_, action) => action,
        }
    }

    /// Ensures that no customer is written twice. If an earlier row has taken the customer, this row is decided again,
    /// without that customer where the better keys of the two rows differ. A row that matched several customers is also
    /// decided again: earlier rows may have taken some of them.
    async fn decide_unique(
        &self,
        open: &UnmatchedRow,
        mut decision: Decision,
        source: &LookupSource,
        taken: &CustomerIndex,
    ) -> Result<Decision, RunError> {
        if open.keys.len() > 1
            && matches!(&decision.action, Action::Reject(issue) if issue.code == Code::SeveralMatches)
        {
            decision = self.decide_one(open, source, taken).await?;
        }
        let mut refused = None;
        while let Some(id) = decision.action.written().map(ToOwned::to_owned) {
            if self.take(open, taken, &id)? {
                break;
            }
            if refused.as_ref() == Some(&id) {
                return Ok(Action::Reject(already_taken(&id)).into());
            }
            decision = self.decide_one(open, source, taken).await?;
            refused = Some(id);
        }
        Ok(decision)
    }
}

/// How the detail of a listed customer compares with the row.
enum DetailResult {
    /// The customer has the key.
    Same(MatchedCustomer),
    /// The customer has another key now.
    Other,
    /// The customer is gone, or its detail does not show the key.
    Unreadable(String),
    /// The customer has no id, so it can't be changed.
    WithoutId,
}

/// The issue of a row whose customer is listed without an id. Inserting the row would create a duplicate.
pub(crate) fn without_id() -> Issue {
    let message = "the help desk lists a customer with this key but without an id, so it can't be changed";
    let hint = "check the customer in the help desk, then import the row again";
    Issue::error(Complaint::new(Code::Stale, message, hint))
}

fn unreadable(id: &str) -> Issue {
    let message = format!("the help desk lists the customer {id} with this key, but does not return it");
    let hint = "check the customer in the help desk, then import the row again";
    Issue::error(Complaint::new(Code::Stale, message, hint))
}

const RESTORE_AGAIN: &str = "restore the backup again: it is then compared with the current customers";

fn late_match(id: &str, hint: &str) -> Issue {
    let message =
        format!("the customer {id} has this key, and was added to the help desk after the plan was made");
    Issue::error(Complaint::new(Code::Stale, message, hint))
}

fn already_taken(id: &str) -> Issue {
    Issue::error(Complaint::new(
        Code::DuplicateInSource,
        format!("an earlier row matches the same customer of the help desk ({id}) by another key"),
        "keep one of the rows",
    ))
}

/// True when two rows have different keys of one alternative.
fn differ(some: &[SearchKey], others: &[SearchKey]) -> bool {
    some.iter().any(|one| {
        let alternative = alternative_of_key(&one.key);
        others.iter().any(|other| alternative_of_key(&other.key) == alternative && other.key != one.key)
    })
}

/// True if the record has every wanted field with the wanted value. A field that is to be emptied must be present and
/// empty.
fn shows_all(wanted: &Object, record: &Object, stored: &StoredChanges) -> bool {
    let all_there = wanted.iter().all(|(name, want)| match (want, record.get(name)) {
        (Value::Object(inner), Some(Value::Object(have))) => inner.keys().all(|name| have.contains_key(name)),
        (_, have) => have.is_some(),
    });
    all_there && stored.differences(wanted, record).is_empty()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shows(wanted: Value, record: Value) -> bool {
        shows_all(wanted.as_object().unwrap(), record.as_object().unwrap(), &StoredChanges::default())
    }

    #[test]
    fn a_thin_record_does_not_show_all_wanted_fields() {
        let wanted = json!({"name": "Ada", "memo": null, "customFields": {"a": "1"}});
        let whole = json!({"name": "Ada", "memo": "", "customFields": {"a": "1", "b": "2"}});
        assert!(shows(wanted.clone(), whole));
        assert!(!shows(wanted.clone(), json!({"name": "Ada", "customFields": {"a": "1"}})), "no memo");
        assert!(!shows(wanted.clone(), json!({"name": "Ada", "memo": null})), "no custom fields");
        assert!(!shows(wanted, json!({"name": "Ada", "memo": "x", "customFields": {"a": "1"}})));
    }
}
