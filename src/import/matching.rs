//! Phase one, second half: each row that may be written is matched with the help desk and decided.
//!
//! The list is drained once into an index, or each row is searched for: whichever takes fewer calls, and a search
//! only after a probe has shown that the server finds a known customer by its key in another case. What a search
//! returns is always compared again here.

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Map, Value};

use super::error::ImportError;
use super::probing::hides;
use super::remote::{Remote, id_of};
use crate::api::{Client, Page};
use crate::customer::differences;
use crate::event::{Event, Listener};
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{Open, Spool};
use crate::mapping::Matching;
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
        let remote = Remote::new(self.matching)?;
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
        if rows + 2 < pages {
            if self.search_works(matching, &first).await? {
                return Ok((
                    Place::Server,
                    format!("{rows} searches (the whole list would be {pages} pages)"),
                ));
            }
            let how =
                format!("the whole list, {pages} pages, since the server's search could not be relied on");
            return self.drain(matching, remote, pages, how).await;
        }
        let how = format!("the whole list, {pages} pages ({rows} rows would take a search each)");
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
                return Ok((Place::Index, self.read_hidden(matching, remote, how).await?));
            }
        }
        Err(ImportError::Unsteady { total, seen: remote.count(), passes: PASSES })
    }

    /// Where the list shows a member of the match key for nobody, either nobody has it, or the list is thinner than
    /// the detail. Only reading every customer can tell, and to insert without it could double them all.
    async fn read_hidden(
        &self,
        matching: &Matching,
        remote: &Remote,
        how: String,
    ) -> Result<String, ImportError> {
        let hidden = remote.hidden();
        if hidden.is_empty() {
            return Ok(how);
        }
        let customers = remote.count();
        let how = format!(
            "{how}; it does not show {}, so each of {customers} customers is read",
            hidden.join(" and ")
        );
        self.listener.hear(&Event::Matching { how: how.clone(), steps: customers });
        let (mut from, mut steps) = (0, 0);
        loop {
            let ids = remote.ids(from, CHUNK)?;
            let Some((_, last)) = ids.last() else { return Ok(how) };
            from = last + 1;
            let details = stream::iter(ids).map(|(id, place)| async move {
                let detail = self.client.detail(&id).await;
                (id, place, detail)
            });
            let mut details = std::pin::pin!(details.buffered(self.concurrency));
            while let Some((id, place, detail)) = details.next().await {
                // One that is gone by now has no key.
                if let Some(detail) = detail? {
                    remote.complete(matching, (&id, place), &detail)?;
                }
                steps += 1;
                self.listener.hear(&Event::Matched { steps });
                self.check_stop()?;
            }
        }
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

    async fn decide_all(&self, open: Vec<Open>, place: &Place, remote: &Remote) -> Result<(), ImportError> {
        let decided = stream::iter(open)
            .map(|open| async {
                let action = self.decide_one(&open, place, remote).await?;
                Ok::<_, ImportError>((open, action))
            })
            .buffered(self.concurrency);
        let mut decided = std::pin::pin!(decided);
        while let Some((open, action)) = decided.try_next().await? {
            let action = once(&open, action, remote)?;
            self.spool.decide(open.id, &action)?;
        }
        Ok(())
    }

    async fn decide_one(&self, open: &Open, place: &Place, remote: &Remote) -> Result<Action, ImportError> {
        let wanted: Object =
            serde_json::from_str(&open.payload).map_err(crate::journal::JournalError::from)?;
        let found = match place {
            _ if open.key.is_empty() => Vec::new(),
            Place::Nowhere => Vec::new(),
            Place::Index => remote.find(&open.key)?,
            Place::Server => self.search(open).await?,
        };
        let found = match choose(found, self.on_multiple) {
            Ok(found) => found,
            Err(issue) => return Ok(Action::Reject(*issue)),
        };
        let found = match found {
            Some(found) if self.mode != Mode::Insert => self.in_detail(open, &wanted, found).await?,
            other => other,
        };
        Ok(decide(self.mode, self.on_multiple, &wanted, found.into_iter().collect()))
    }

    /// All customers that the server finds by the row's key and that really have it.
    async fn search(&self, open: &Open) -> Result<Vec<Found>, ImportError> {
        let Some((matching, fields)) =
            self.matching.and_then(|matching| Some((matching, fields(matching, open)?)))
        else {
            return Ok(Vec::new());
        };
        let mut found: Vec<Found> = Vec::new();
        let mut pages = std::pin::pin!(self.client.pages(filter(fields, open)));
        while let Some(page) = pages.try_next().await? {
            for record in page.records {
                let Some(id) = id_of(&record).filter(|id| found.iter().all(|found| found.id != *id)) else {
                    continue;
                };
                let record = match hides(&record, fields) {
                    true => self.client.detail(&id).await?,
                    false => Some(record),
                };
                if let Some(record) = record.filter(|record| has_key(matching, record, &open.key)) {
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
        wanted: &Object,
        found: Found,
    ) -> Result<Option<Found>, ImportError> {
        if shows_all(wanted, &found.record) {
            return Ok(Some(found));
        }
        let detail = self.client.detail(&found.id).await?;
        let same =
            |record: &Object| self.matching.is_none_or(|matching| has_key(matching, record, &open.key));
        Ok(detail.filter(same).map(|record| Found { id: found.id, record }))
    }
}

/// A customer that an earlier row already writes is not written a second time.
fn once(open: &Open, action: Action, remote: &Remote) -> Result<Action, ImportError> {
    let id = match &action {
        Action::Update { id, .. } | Action::Unchanged { id } => id,
        _ => return Ok(action),
    };
    Ok(match remote.take(id, open.id)? {
        None => action,
        Some(_) => Action::Reject(Issue::error(Complaint::new(
            Code::DuplicateInSource,
            format!("an earlier row is the same customer of the help desk ({id}) by another key"),
            "keep one of the rows",
        ))),
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

/// The fields of a row's key.
fn fields<'m>(matching: &'m Matching, open: &Open) -> Option<&'m [String]> {
    let alternative: usize = open.key.split('\u{1f}').next()?.parse().ok()?;
    matching.alternatives.get(alternative).map(|key| key.fields.as_slice())
}

/// One field of the key, as it is searched for.
fn filter(fields: &[String], open: &Open) -> Vec<(String, String)> {
    fields.iter().cloned().zip(open.search.iter().cloned()).take(1).collect()
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
