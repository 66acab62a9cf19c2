//! Phase one, second half: each row that may be written is matched with the help desk and decided.
//!
//! The list is drained once into an index, or each row is searched for: whichever takes fewer calls, and a search
//! only after a probe has shown that the server finds a known customer by its key in another case. What a search
//! returns is always compared again here.

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Map, Value};

use super::error::ImportError;
use super::remote::{Remote, id_of};
use crate::api::{Client, Page};
use crate::customer::differences;
use crate::event::{Event, Listener};
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{Open, SearchKey, Spool};
use crate::mapping::{Matching, alternative_of};
use crate::plan::{Action, Found, Mode, OnMultiple, choose, decide};
use crate::writer::Stop;

type Object = Map<String, Value>;

/// Matches the open rows of a journal.
pub(super) struct Matcher<'a> {
    pub client: &'a Client,
    pub spool: &'a Spool,
    pub matching: Option<&'a Matching>,
    pub mode: Mode,
    pub on_multiple: OnMultiple,
    pub concurrency: usize,
    pub listener: &'a dyn Listener,
    pub stop: &'a Stop,
}

/// Where customers are looked up.
enum Place {
    /// Nowhere: there are none, or the mapping has no key.
    Nowhere,
    /// In an index of the whole list.
    Index,
    /// On the server, one search a row.
    Server,
}

/// Passes over the list before giving up on one that keeps changing.
const PASSES: u32 = 3;
/// Open rows decided at once.
const CHUNK: usize = 512;

impl Matcher<'_> {
    /// Decides every open row. Returns how the customers were looked up, in a sentence.
    pub(super) async fn run(&self) -> Result<String, ImportError> {
        let rows = self.spool.open_count()?;
        let remote = Remote::new()?;
        let (place, how) = self.place(rows, &remote).await?;
        if !matches!(place, Place::Index) {
            self.listener.hear(&Event::Matching { how: how.clone(), steps: rows });
        }
        let (mut after, mut done) = (0, 0);
        loop {
            let open = self.spool.open_rows(after, CHUNK)?;
            let Some(last) = open.last() else { return Ok(how) };
            after = last.id;
            done += open.len() as u64;
            self.decide_all(open, &place, &remote).await?;
            self.spool.commit()?;
            self.check_stop()?;
            self.listener.hear(&Event::Matched { steps: done });
        }
    }

    fn check_stop(&self) -> Result<(), ImportError> {
        self.stop.reason().map_or(Ok(()), |reason| Err(ImportError::Stopped(reason)))
    }

    async fn place(&self, rows: u64, remote: &Remote) -> Result<(Place, String), ImportError> {
        let Some(matching) = self.matching else {
            return Ok((Place::Nowhere, "no look-up: the mapping has no [match]".to_owned()));
        };
        if rows == 0 {
            return Ok((Place::Nowhere, "no look-up: no row is left to match".to_owned()));
        }
        let first = self.client.list(1, &[]).await?;
        let Some(pages) = pages(&first) else {
            return Ok((Place::Nowhere, "no look-up: the help desk has no customers".to_owned()));
        };
        let searches = self.spool.open_keys()?;
        if searches + 2 < pages {
            if self.search_works(matching, &first).await? {
                let most = if searches > rows { "at most " } else { "" };
                let (searches, list) = (many(searches, "search", "searches"), many(pages, "page", "pages"));
                let how = format!("{most}{searches} (the whole list would be {list})");
                return Ok((Place::Server, how));
            }
            let list = many(pages, "page", "pages");
            let how = format!("the whole list, {list}, since the server's search could not be relied on");
            return self.drain(matching, remote, pages, how).await;
        }
        let each = if rows == 1 { "" } else { " each" };
        let (list, rows) = (many(pages, "page", "pages"), many(rows, "row", "rows"));
        let how = format!("the whole list, {list} ({rows} would take a search{each})");
        self.drain(matching, remote, pages, how).await
    }

    /// Reads the list until as many different customers have come as the server says there are.
    async fn drain(
        &self,
        matching: &Matching,
        remote: &Remote,
        pages: u64,
        how: String,
    ) -> Result<(Place, String), ImportError> {
        self.listener.hear(&Event::Matching { how: how.clone(), steps: pages });
        let mut total = 0;
        for _ in 0..PASSES {
            total = self.pass(matching, remote, pages).await?;
            if remote.count() >= total {
                return Ok((Place::Index, how));
            }
        }
        Err(ImportError::Unsteady { total, seen: remote.count(), passes: PASSES })
    }

    /// One pass over the list, pages side by side; the total that the last page named. A short page is not the end:
    /// it goes on until a page is empty or brings nothing new.
    async fn pass(&self, matching: &Matching, remote: &Remote, expected: u64) -> Result<u64, ImportError> {
        let pages = stream::iter(1..=expected).map(|page| async move { self.client.list(page, &[]).await });
        let mut pages = std::pin::pin!(pages.buffered(self.concurrency));
        let mut total = 0;
        while let Some(page) = pages.try_next().await? {
            total = self.take_page(matching, remote, &page)?.unwrap_or(total);
        }
        for number in expected + 1.. {
            let before = remote.count();
            let page = self.client.list(number, &[]).await?;
            total = self.take_page(matching, remote, &page)?.unwrap_or(total);
            if page.records.is_empty() || remote.count() == before {
                break;
            }
        }
        Ok(total)
    }

    fn take_page(
        &self,
        matching: &Matching,
        remote: &Remote,
        page: &Page,
    ) -> Result<Option<u64>, ImportError> {
        page.records.iter().try_for_each(|record| remote.add(matching, record))?;
        self.listener.hear(&Event::Matched { steps: page.number });
        self.check_stop()?;
        Ok(page.total)
    }

    /// True when the server finds a customer that is known to be there by each key, also in another case.
    async fn search_works(&self, matching: &Matching, first: &Page) -> Result<bool, ImportError> {
        for (at, alternative) in matching.alternatives.iter().enumerate() {
            let known = first.records.iter().find_map(|record| {
                let key = matching.remote_keys(record).into_iter().find(|key| key.alternative == at)?;
                let other = swap_case(key.values.first()?);
                (other != key.values[0]).then(|| Some((id_of(record)?, other)))?
            });
            let (Some((id, other)), Some(field)) = (known, alternative.fields.first()) else {
                return Ok(false);
            };
            let page = self.client.list(1, &[(field.clone(), other)]).await;
            let Ok(page) = page else { return Ok(false) };
            let narrow = page.total.is_none_or(|found| Some(found) < first.total);
            if !narrow || !page.records.iter().any(|record| id_of(record).as_ref() == Some(&id)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn decide_all(&self, open: Vec<Open>, place: &Place, remote: &Remote) -> Result<(), ImportError> {
        let decided = stream::iter(open)
            .map(|open| async {
                let action = self.decide_one(&open, place, remote).await?;
                Ok::<_, ImportError>((open, action))
            })
            .buffered(self.concurrency);
        let mut decided = std::pin::pin!(decided);
        while let Some((open, action)) = decided.try_next().await? {
            let action = self.once(&open, action, place, remote).await?;
            self.spool.decide(open.id, &action)?;
        }
        Ok(())
    }

    async fn decide_one(&self, open: &Open, place: &Place, remote: &Remote) -> Result<Action, ImportError> {
        let wanted: Object =
            serde_json::from_str(&open.payload).map_err(crate::journal::JournalError::from)?;
        for at in 0..open.keys.len() {
            let found = self.find(open, at, place, remote).await?;
            let found = match choose(found, self.on_multiple) {
                Ok(Some(found)) => found,
                Ok(None) => continue,
                Err(issue) => return Ok(Action::Reject(*issue)),
            };
            if let Some(found) = self.in_detail(open, at, &wanted, found).await? {
                return Ok(decide(self.mode, self.on_multiple, &wanted, vec![found]));
            }
        }
        Ok(decide(self.mode, self.on_multiple, &wanted, Vec::new()))
    }

    /// The customers that have one of the row's keys, and may be the row's by its better ones.
    async fn find(
        &self,
        open: &Open,
        at: usize,
        place: &Place,
        remote: &Remote,
    ) -> Result<Vec<Found>, ImportError> {
        let key = &open.keys[at];
        let found = match place {
            Place::Nowhere => Vec::new(),
            Place::Index => remote.find(&key.key)?,
            Place::Server => self.search(key).await?,
        };
        let mut counting = Vec::with_capacity(found.len());
        for found in found {
            if self.is_same(open, at, &found.record) && !differ(&open.keys[..at], &remote.taker(&found.id)?) {
                counting.push(found);
            }
        }
        Ok(counting)
    }

    /// True when a customer has a key of the row, and nothing in it speaks against the row's better ones.
    fn is_same(&self, open: &Open, at: usize, record: &Object) -> bool {
        self.matching.is_none_or(|matching| {
            has_key(matching, record, &open.keys[at].key)
                && open.keys[..at].iter().all(|better| matching.allows(record, &better.key))
        })
    }

    /// All customers that the server finds by a key and that really have it.
    async fn search(&self, key: &SearchKey) -> Result<Vec<Found>, ImportError> {
        let Some((matching, filter)) =
            self.matching.and_then(|matching| Some((matching, filter(matching, key)?)))
        else {
            return Ok(Vec::new());
        };
        let mut found: Vec<Found> = Vec::new();
        let mut pages = std::pin::pin!(self.client.pages(vec![filter]));
        while let Some(page) = pages.try_next().await? {
            let same = |record: &Object| has_key(matching, record, &key.key);
            for record in page.records.into_iter().filter(same) {
                if let Some(id) = id_of(&record).filter(|id| found.iter().all(|found| found.id != *id)) {
                    found.push(Found { id, record });
                }
            }
        }
        Ok(found)
    }

    /// The list may be thinner or older than the detail: unless it already shows every wanted value, the detail
    /// counts. A customer that is gone, or no longer has the key, is no match.
    async fn in_detail(
        &self,
        open: &Open,
        at: usize,
        wanted: &Object,
        found: Found,
    ) -> Result<Option<Found>, ImportError> {
        let own_is_enough = self.mode == Mode::Insert && at == 0;
        if own_is_enough || shows_all(wanted, &found.record) {
            return Ok(Some(found));
        }
        let detail = self.client.detail(&found.id).await?;
        let same = |record: &Object| self.is_same(open, at, record);
        Ok(detail.filter(same).map(|record| Found { id: found.id, record }))
    }

    /// A customer that an earlier row already writes is not written a second time. Where that row's better keys are
    /// others, the customer is that row's, and this one is decided again without it.
    async fn once(
        &self,
        open: &Open,
        mut action: Action,
        place: &Place,
        remote: &Remote,
    ) -> Result<Action, ImportError> {
        let mut refused = None;
        while let Some(id) = action.written().map(ToOwned::to_owned) {
            if remote.take(&id, &open.keys)? {
                break;
            }
            if refused.as_ref() == Some(&id) {
                return Ok(Action::Reject(taken(&id)));
            }
            action = self.decide_one(open, place, remote).await?;
            refused = Some(id);
        }
        Ok(action)
    }
}

fn taken(id: &str) -> Issue {
    Issue::error(Complaint::new(
        Code::DuplicateInSource,
        format!("an earlier row is the same customer of the help desk ({id}) by another key"),
        "keep one of the rows",
    ))
}

fn many(number: u64, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// True when two rows have different keys of one alternative.
fn differ(some: &[SearchKey], others: &[SearchKey]) -> bool {
    some.iter().any(|one| {
        let alternative = alternative_of(&one.key);
        others.iter().any(|other| alternative_of(&other.key) == alternative && other.key != one.key)
    })
}

/// True when the record has a value for each wanted field, and all are as wanted; a field to be emptied must be there
/// as empty.
fn shows_all(wanted: &Object, record: &Object) -> bool {
    let all_there = wanted.iter().all(|(name, want)| match (want, record.get(name)) {
        (Value::Object(inner), Some(Value::Object(have))) => inner.keys().all(|name| have.contains_key(name)),
        (_, have) => have.is_some(),
    });
    all_there && differences(wanted, record).is_empty()
}

fn has_key(matching: &Matching, record: &Object, key: &str) -> bool {
    matching.remote_keys(record).iter().any(|own| own.canonical() == key)
}

/// One field of the key, as it is searched for.
fn filter(matching: &Matching, key: &SearchKey) -> Option<(String, String)> {
    let field = matching.alternatives.get(alternative_of(&key.key)?)?.fields.first()?;
    Some((field.clone(), key.values.first()?.clone()))
}

/// How many pages the list has; `None` when it is empty.
fn pages(first: &Page) -> Option<u64> {
    let on_page = first.records.len() as u64;
    if on_page == 0 {
        return None;
    }
    let size = first.per_page.filter(|size| *size > 0).unwrap_or(on_page);
    Some(first.total.unwrap_or(on_page).div_ceil(size).max(1))
}

fn swap_case(text: &str) -> String {
    let swap = |letter: char| match letter.is_lowercase() {
        true => letter.to_uppercase().next().unwrap_or(letter),
        false => letter.to_lowercase().next().unwrap_or(letter),
    };
    text.chars().map(swap).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shows(wanted: Value, record: Value) -> bool {
        shows_all(wanted.as_object().unwrap(), record.as_object().unwrap())
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
