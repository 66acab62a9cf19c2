//! Phase one, second half: each row that may be written is matched with the help desk and decided. Inserts that are
//! still to be sent when a run goes on come here again.
//!
//! The list is drained once into an index, or each row is searched for: whichever takes fewer calls, and a search
//! only after it has found known customers by keys with the same kinds of characters. What a search returns is always
//! compared again here, and an odd answer leads to the list.

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Map, Value};

use super::error::ImportError;
use super::known_stored_changes::KnownStoredChanges;
use super::lookup_source::{LookupSource, Matched, describe_lookup};
use super::plan_photos::{with_photos, without_photo};
use super::recent_lookup::RecentLookup;
use crate::api::{ApiError, Client};
use crate::customer::{CustomFieldDefinitions, PHOTO, StoredChanges};
use crate::event::{Event, Listener};
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{PlanWriter, SearchKey, UnmatchedRow};
use crate::lookup::{CustomerIndex, CustomerLookup, id_of, is_without_id};
use crate::mapping::alternative_of_key;
use crate::plan::{Action, ImportMode, MatchedCustomer, OnMultiple, decide_within};
use crate::writer::{KnownIds, Stop};

type Object = Map<String, Value>;

/// Matches the open rows of a journal.
pub(crate) struct Matcher<'a> {
    pub client: &'a Client,
    pub spool: &'a PlanWriter,
    pub lookup: Option<&'a CustomerLookup>,
    pub mode: ImportMode,
    pub on_multiple: OnMultiple,
    pub definitions: Option<&'a CustomFieldDefinitions>,
    pub concurrency: usize,
    pub listener: &'a dyn Listener,
    pub stop: &'a Stop,
    pub newcomers: OnLateMatch,
    pub recent: Option<&'a RecentLookup<'a>>,
    /// Takes in the customers that are there, where the whole list was read.
    pub known: &'a KnownIds,
    /// How the help desk stores customers, as far as that is known.
    pub kept: &'a KnownStoredChanges,
}

/// What becomes of a row whose customer has come in since the plan was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnLateMatch {
    /// It is decided as any other: somebody asked for the sources to be brought in.
    Decided,
    /// It may be unchanged or skipped; where it would be changed the row is rejected: nobody has seen that in the plan.
    Unchanged,
    /// It is rejected: the plan has rules of its own.
    Refused,
}

/// Open rows decided at once.
const CHUNK: usize = 512;

impl Matcher<'_> {
    /// Decides every open row.
    pub(crate) async fn run(&self) -> Result<Matched, ImportError> {
        let rows = self.spool.open_count()?;
        let (place, matched) = self.choose_lookup(rows).await?;
        if !matches!(place, LookupSource::Index(_)) {
            self.listener.hear(&Event::Matching { how: matched.how.clone(), steps: rows });
        }
        self.match_with(&place).await?;
        Ok(Matched { how: describe_lookup(matched.how, &place).await, ..matched })
    }

    /// Decides every open row by the customers of one place.
    pub(crate) async fn match_with(&self, place: &LookupSource) -> Result<(), ImportError> {
        if let LookupSource::Index(remote) = place {
            remote.each_id(|id| self.known.take_in(id))?;
        }
        let taken = CustomerIndex::new(None)?;
        let mut after = 0;
        let mut done = 0;
        loop {
            let open = self.spool.open_rows(after, CHUNK)?;
            let Some(last) = open.last() else {
                self.kept.tell(self.listener);
                return Ok(());
            };
            after = last.id;
            done += open.len() as u64;
            self.decide_all(open, place, &taken).await?;
            self.spool.commit()?;
            self.check_stop()?;
            self.listener.hear(&Event::Matched { steps: done });
        }
    }

    pub(crate) fn check_stop(&self) -> Result<(), ImportError> {
        self.stop.reason().map_or(Ok(()), |reason| Err(ImportError::Stopped(reason)))
    }

    async fn decide_all(
        &self,
        open: Vec<UnmatchedRow>,
        place: &LookupSource,
        taken: &CustomerIndex,
    ) -> Result<(), ImportError> {
        let decided = stream::iter(open)
            .map(|open| async {
                let action = self.decide_one(&open, place, taken).await?;
                Ok::<_, ImportError>((open, action))
            })
            .buffered(self.concurrency);
        let mut decided = std::pin::pin!(decided);
        while let Some((open, action)) = decided.try_next().await? {
            let action = self.once(&open, action, place, taken).await?;
            self.spool.decide(open.id, &self.as_planned(action))?;
        }
        Ok(())
    }

    async fn decide_one(
        &self,
        open: &UnmatchedRow,
        place: &LookupSource,
        taken: &CustomerIndex,
    ) -> Result<Action, ImportError> {
        let wanted: Object =
            serde_json::from_str(&open.payload).map_err(crate::journal::JournalError::from)?;
        for at in 0..open.keys.len() {
            let mut same = Vec::new();
            for found in self.find(open, at, place, taken).await? {
                match self.in_detail(open, at, &wanted, found).await? {
                    DetailResult::Same(found) => same.push(found),
                    DetailResult::Other => {}
                    DetailResult::WithoutId => return Ok(Action::Reject(without_id())),
                    DetailResult::Unreadable(id) => return Ok(Action::Reject(unreadable(&id))),
                }
            }
            if !same.is_empty() {
                return self.decide_photo(&wanted, same).await;
            }
        }
        Ok(self.decide(&wanted, Vec::new()))
    }

    /// As [`Matcher::decide`]; where the row has a photo, it is compared with that of the customer first.
    async fn decide_photo(&self, wanted: &Object, same: Vec<MatchedCustomer>) -> Result<Action, ImportError> {
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

    fn decide(&self, wanted: &Object, found: Vec<MatchedCustomer>) -> Action {
        self.kept.compared(decide_within(self.definitions, self.mode, self.on_multiple, wanted, found))
    }

    /// The customers that have one of the row's keys, and may be the row's by its better ones: these are empty there
    /// or the same, and no earlier row with others has taken the customer.
    async fn find(
        &self,
        open: &UnmatchedRow,
        at: usize,
        place: &LookupSource,
        taken: &CustomerIndex,
    ) -> Result<Vec<MatchedCustomer>, ImportError> {
        let (key, better, Some(lookup)) = (&open.keys[at], &open.keys[..at], self.lookup) else {
            return Ok(Vec::new());
        };
        let mut found = match place {
            LookupSource::Nowhere => Vec::new(),
            LookupSource::Index(remote) => remote.find(&key.key)?,
            LookupSource::Server(search) => search.find(&key.key, &key.values).await?,
        };
        if matches!(place, LookupSource::Server(_)) {
            found.iter().for_each(|found| self.known.take_in(&found.id));
        }
        if let Some(recent) = self.recent.filter(|_| found.is_empty()) {
            found = recent.find(lookup, &key.key).await?;
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

    /// The list may be thinner or older than the detail: unless it already shows every wanted value, the detail
    /// counts. One that the list shows and that can't be read is no reason to insert it a second time.
    async fn in_detail(
        &self,
        open: &UnmatchedRow,
        at: usize,
        wanted: &Object,
        found: MatchedCustomer,
    ) -> Result<DetailResult, ImportError> {
        if is_without_id(&found.id) {
            return Ok(DetailResult::WithoutId);
        }
        let own_is_enough = self.mode == ImportMode::Insert && at == 0;
        if own_is_enough || shows_all(&without_photo(wanted), &found.record, &self.kept.form) {
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
        let key = &open.keys[at].key;
        let better = &open.keys[..at];
        let another = || lookup.has_other_key(&record, key) || !lookup.allows(&record, better);
        Ok(match same_id && lookup.has_key(&record, key) && lookup.allows(&record, better) {
            true => DetailResult::Same(MatchedCustomer { id: found.id, record: record.into_object() }),
            false if same_id && another() => DetailResult::Other,
            false => DetailResult::Unreadable(found.id),
        })
    }

    /// The keys of the row that has taken a customer, now or before the run was broken off.
    fn taker(
        &self,
        open: &UnmatchedRow,
        taken: &CustomerIndex,
        id: &str,
    ) -> Result<Vec<SearchKey>, ImportError> {
        Ok(match self.spool.owner_keys(id, open.id)? {
            Some(keys) => keys,
            None => taken.taker(id)?,
        })
    }

    fn take(&self, open: &UnmatchedRow, taken: &CustomerIndex, id: &str) -> Result<bool, ImportError> {
        Ok(self.spool.owner_keys(id, open.id)?.is_none() && taken.take(id, &open.keys)?)
    }

    fn as_planned(&self, action: Action) -> Action {
        match (self.newcomers, action) {
            (OnLateMatch::Unchanged, Action::Update { id, .. }) => {
                Action::Reject(newcomer(&id, Code::Stale.spec().remedy))
            }
            (
                OnLateMatch::Refused,
                Action::Update { id, .. } | Action::Unchanged { id } | Action::Skip { id: Some(id), .. },
            ) => Action::Reject(newcomer(&id, RESTORE_AGAIN)),
            (_, action) => action,
        }
    }

    /// A customer that an earlier row already writes is not written a second time. Where that row's better keys are
    /// others, the customer is that row's, and this one is decided again without it; so is one that found several, of
    /// which an earlier row may have taken some by now.
    async fn once(
        &self,
        open: &UnmatchedRow,
        mut action: Action,
        place: &LookupSource,
        taken: &CustomerIndex,
    ) -> Result<Action, ImportError> {
        if open.keys.len() > 1
            && matches!(&action, Action::Reject(issue) if issue.code == Code::SeveralMatches)
        {
            action = self.decide_one(open, place, taken).await?;
        }
        let mut refused = None;
        while let Some(id) = action.written().map(ToOwned::to_owned) {
            if self.take(open, taken, &id)? {
                break;
            }
            if refused.as_ref() == Some(&id) {
                return Ok(Action::Reject(already_taken(&id)));
            }
            action = self.decide_one(open, place, taken).await?;
            refused = Some(id);
        }
        Ok(action)
    }
}

/// What the detail says of a customer that the list shows.
enum DetailResult {
    /// It has the key.
    Same(MatchedCustomer),
    /// It has another key by now.
    Other,
    /// It is gone, or does not show its key.
    Unreadable(String),
    /// It is there, and has no id by which it could be changed.
    WithoutId,
}

/// A customer that can't be named is no reason to insert him a second time.
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

fn newcomer(id: &str, hint: &str) -> Issue {
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

/// True when the record has a value for each wanted field, and all are as wanted; a field to be emptied must be there
/// as empty.
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
    fn a_thin_record_does_not_show_all() {
        let wanted = json!({"name": "Ada", "memo": null, "customFields": {"a": "1"}});
        let whole = json!({"name": "Ada", "memo": "", "customFields": {"a": "1", "b": "2"}});
        assert!(shows(wanted.clone(), whole));
        assert!(!shows(wanted.clone(), json!({"name": "Ada", "customFields": {"a": "1"}})), "no memo");
        assert!(!shows(wanted.clone(), json!({"name": "Ada", "memo": null})), "no custom fields");
        assert!(!shows(wanted, json!({"name": "Ada", "memo": "x", "customFields": {"a": "1"}})));
    }
}
