//! Customers of the help desk by their match key: one search, or the whole list drained into an index.
//!
//! What a search returns is always compared again here: the server may search by parts, ignore a field, or lag.

mod remote;

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Map, Value};

use crate::api::{ApiError, Client, Page};
use crate::journal::JournalError;
use crate::mapping::Matching;
use crate::plan::Found;

pub use remote::{Remote, id_of};

type Object = Map<String, Value>;

/// Why a look-up has no result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LookupError {
    /// The help desk can't be asked.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The index can't be written.
    #[error(transparent)]
    Index(#[from] JournalError),
}

/// Looks customers up.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// The help desk.
    pub client: Client,
    /// Which fields make a key.
    pub matching: Matching,
    /// The most requests in flight.
    pub concurrency: usize,
}

impl Lookup {
    /// All customers that the server finds by a key and that really have it. `canonical` is the key's canonical form,
    /// `values` are its values as they are sent.
    pub async fn search(&self, canonical: &str, values: &[String]) -> Result<Vec<Found>, ApiError> {
        let Some(filter) = self.filter(canonical, values) else { return Ok(Vec::new()) };
        let mut found: Vec<Found> = Vec::new();
        let mut pages = std::pin::pin!(self.client.pages(vec![filter]));
        while let Some(page) = pages.try_next().await? {
            for record in page.records.into_iter().filter(|record| self.has_key(record, canonical)) {
                if let Some(id) = id_of(&record).filter(|id| found.iter().all(|found| found.id != *id)) {
                    found.push(Found { id, record });
                }
            }
        }
        Ok(found)
    }

    /// One field of the key, as it is searched for.
    fn filter(&self, canonical: &str, values: &[String]) -> Option<(String, String)> {
        let alternative: usize = canonical.split('\u{1f}').next()?.parse().ok()?;
        let field = self.matching.alternatives.get(alternative)?.fields.first()?;
        Some((field.clone(), values.first()?.clone()))
    }

    /// True when a customer of the server has this key.
    pub fn has_key(&self, record: &Object, canonical: &str) -> bool {
        self.matching.remote_keys(record).iter().any(|own| own.canonical() == canonical)
    }

    /// True when the server finds a customer that is known to be there by each key, also in another case.
    pub async fn search_works(&self, first: &Page) -> Result<bool, ApiError> {
        for (at, alternative) in self.matching.alternatives.iter().enumerate() {
            let known = first.records.iter().find_map(|record| {
                let key = self.matching.remote_keys(record).into_iter().find(|key| key.alternative == at)?;
                let value = key.values.first()?;
                let other = swap_case(value);
                (other != *value).then(|| Some((id_of(record)?, other)))?
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

    /// One pass over the list into an index, pages side by side; the total that the last page named. A short page is
    /// not the end: it goes on until a page is empty or brings nothing new. `each` is told every page.
    pub async fn drain<E: From<LookupError>>(
        &self,
        remote: &mut Remote,
        expected: u64,
        mut each: impl FnMut(&Page) -> Result<(), E>,
    ) -> Result<u64, E> {
        let pages = stream::iter(1..=expected).map(|page| async move { self.client.list(page, &[]).await });
        let mut pages = std::pin::pin!(pages.buffered(self.concurrency));
        let mut total = 0;
        while let Some(page) = pages.try_next().await.map_err(LookupError::from)? {
            total = self.take(remote, &page)?.unwrap_or(total);
            each(&page)?;
        }
        for number in expected + 1.. {
            let before = remote.count();
            let page = self.client.list(number, &[]).await.map_err(LookupError::from)?;
            total = self.take(remote, &page)?.unwrap_or(total);
            each(&page)?;
            if page.records.is_empty() || remote.count() == before {
                break;
            }
        }
        Ok(total)
    }

    fn take(&self, remote: &mut Remote, page: &Page) -> Result<Option<u64>, LookupError> {
        page.records.iter().try_for_each(|record| remote.add(&self.matching, record))?;
        Ok(page.total)
    }
}

/// How many pages the list has; `None` when it is empty.
pub fn pages(first: &Page) -> Option<u64> {
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
