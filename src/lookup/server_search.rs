//! The server's search, where it was proven, and the whole list where it was not, or where an answer is odd.

use std::collections::HashSet;

use tokio::sync::Mutex;

use super::character_kinds::WantedKinds;
use super::customer_index::CustomerIndex;
use super::customer_lookup::CustomerLookup;
use super::error::LookupError;
use super::spelling::{forms, spellings};
use crate::api::{ApiError, CustomerRecord, Form, Page, id_of};
use crate::plan::MatchedCustomer;

/// Looks customers up by the server's search, which [`CustomerLookup::prove`] has proven. A key with characters of another kind
/// than those that were proven, and one whose answer is odd, is looked up in the list; from then on all are.
#[derive(Debug)]
pub struct ServerSearch {
    lookup: CustomerLookup,
    proven: WantedKinds,
    whole: ComparedList,
    list: Mutex<Option<Box<FallbackIndex>>>,
}

/// The whole list, and why it was read.
struct FallbackIndex {
    remote: CustomerIndex,
    reason: String,
}

impl std::fmt::Debug for FallbackIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason)
    }
}

/// The list as a search is compared with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct ComparedList {
    /// How many records a page of it holds.
    page: u64,
    /// How many customers it counts.
    total: Option<u64>,
    /// How a search says that it finds nobody; `None` where any answer without customers says so.
    nothing: Option<Form>,
}

impl ComparedList {
    pub(super) fn of(first: &Page) -> Self {
        Self { page: first.records.len() as u64, total: first.total, nothing: None }
    }

    /// The same, where it is known how a search says that it finds nobody.
    pub(super) fn with_nothing(self, nothing: Option<Form>) -> Self {
        Self { nothing, ..self }
    }

    /// True where a search counts as many customers as the list.
    pub(super) fn is_everybody(self, found: Option<u64>) -> bool {
        found.zip(self.total).is_some_and(|(found, all)| found >= all)
    }
}

/// What a search came to.
pub(super) enum SearchResult {
    /// Everybody whom it finds.
    Whole(Vec<CustomerRecord>),
    /// An answer that may leave somebody out; why.
    Odd(&'static str),
}

impl ServerSearch {
    pub(super) fn new(lookup: CustomerLookup, proven: WantedKinds, whole: ComparedList) -> Self {
        Self { lookup, proven, whole, list: Mutex::new(None) }
    }

    /// All customers that have a key. `canonical` is its canonical form, `values` are its values as they are sent.
    pub async fn find(
        &self,
        canonical: &str,
        values: &[String],
    ) -> Result<Vec<MatchedCustomer>, LookupError> {
        if let Some(listed) = &*self.list.lock().await {
            return listed.remote.find(canonical);
        }
        let reason = match self.search(canonical, values).await? {
            Ok(found) => return Ok(found),
            Err(reason) => reason,
        };
        let mut list = self.list.lock().await;
        if list.is_none() {
            let first = self.lookup.client.list(1, &[]).await?;
            let remote = self.lookup.index(&first, |_| Ok::<_, LookupError>(())).await?;
            *list = Some(Box::new(FallbackIndex { remote, reason }));
        }
        list.as_ref().map_or_else(|| Ok(Vec::new()), |listed| listed.remote.find(canonical))
    }

    /// Why the list was read after all; `None` where it was not.
    pub async fn fell_back(&self) -> Option<String> {
        self.list.lock().await.as_ref().map(|listed| listed.reason.clone())
    }

    /// `Err` is the reason why the search says nothing.
    async fn search(
        &self,
        canonical: &str,
        values: &[String],
    ) -> Result<Result<Vec<MatchedCustomer>, String>, LookupError> {
        if !self.proven.covers(canonical, values) {
            return Ok(Err("a key has characters for which the search was not tested".to_owned()));
        }
        let (Some(fields), Some(value)) = (self.lookup.fields(canonical), values.first()) else {
            return Ok(Ok(Vec::new()));
        };
        let Some(field) = fields.first() else { return Ok(Ok(Vec::new())) };
        let mut found = Vec::new();
        let Some(spellings) = spellings(value) else {
            return Ok(Err("a key with letters such as ß has too many spellings".to_owned()));
        };
        for form in spellings.iter().flat_map(|spelling| forms(spelling)) {
            match self.lookup.searched(field, &form, self.whole).await? {
                SearchResult::Odd(reason) => return Ok(Err(reason.to_owned())),
                SearchResult::Whole(records) => {
                    for record in records {
                        self.lookup.take_found(fields, canonical, record, &mut found).await?;
                    }
                }
            }
        }
        Ok(Ok(found))
    }
}

/// Pages of one search, at most: whoever shares a key with more is found by the list.
const MOST_PAGES: u64 = 40;

const UNREADABLE: &str = "a search answer can't be understood";
pub(super) const REFUSED: &str = "the server refused a search";
const CUT: &str = "a search returned exactly one full page, so it may be cut off";
const NOT_ALL: &str = "a search reports more customers than it returns";
pub(super) const EVERYBODY: &str = "a search returned all customers";
const REPEATED: &str =
    "a search without a total returns the same customers on its next page, so it may be cut off";
const TOO_MANY: &str = "a search returned too many customers";

impl CustomerLookup {
    /// Everybody whom a search by one field finds. A result that fills one page and ends there may be cut, whatever it
    /// counts.
    pub(super) async fn searched(
        &self,
        field: &str,
        value: &str,
        whole: ComparedList,
    ) -> Result<SearchResult, ApiError> {
        let filter = [(field.to_owned(), value.to_owned())];
        let mut all = Vec::new();
        let mut ids = HashSet::new();
        let mut pages = 0;
        let mut counted = None;
        for number in 1..=MOST_PAGES {
            // Past a result that is as many as were counted, any answer is an end.
            let all_came = counted.is_some_and(|counted| counted <= ids.len() as u64);
            let nothing = whole.nothing.filter(|_| !all_came);
            let (shown, _) = match self.client.search(number, &filter, nothing).await {
                Err(error) => return odd(error).map(SearchResult::Odd),
                Ok(shown) => shown,
            };
            let count = shown.records.len() as u64;
            let total = shown.total;
            let full = is_full(&shown, whole.page);
            if count > 0 && whole.is_everybody(total) {
                return Ok(SearchResult::Odd(EVERYBODY));
            }
            let new = shown.records.iter().filter(|record| ids.insert(id_of(record))).count();
            if count > 0 && new > 0 {
                pages = number;
                all.extend(shown.records);
            }
            let seen = ids.len() as u64;
            counted = total.or(counted);
            let missing = total.is_some_and(|total| total > seen);
            match (new, full) {
                (0, _) if missing => return Ok(SearchResult::Odd(NOT_ALL)),
                (0, _) if count > 0 && counted.is_none() => return Ok(SearchResult::Odd(REPEATED)),
                (0, _) if pages == 1 && seen >= whole.page => return Ok(SearchResult::Odd(CUT)),
                (0, _) => return Ok(SearchResult::Whole(all)),
                (_, false) if total.is_some() && !missing && !shown.has_next => {
                    return Ok(SearchResult::Whole(all));
                }
                _ => {}
            }
        }
        Ok(SearchResult::Odd(TOO_MANY))
    }
}

fn is_full(shown: &Page, page: u64) -> bool {
    shown.records.len() as u64 >= shown.per_page.map_or(page, |own| own.min(page))
}

/// What a failed search says of the search: an error that has other reasons stays one.
pub(super) fn odd(error: ApiError) -> Result<&'static str, ApiError> {
    match error {
        ApiError::BadAnswer { .. } | ApiError::BrokenPage { .. } => Ok(UNREADABLE),
        ApiError::Refused { .. } | ApiError::Missing { .. } | ApiError::Server { .. } => Ok(REFUSED),
        other => Err(other),
    }
}
