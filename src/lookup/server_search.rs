//! Looks up customers by the server's search, or in the complete list if the search is unreliable.

use std::collections::HashSet;

use tokio::sync::Mutex;

use super::character_kinds::WantedKinds;
use super::customer_index::CustomerIndex;
use super::customer_lookup::CustomerLookup;
use super::error::LookupError;
use super::spelling::{composed, spellings};
use crate::api::{ApiError, CustomerRecord, Form, Page, id_of};
use crate::mapping::KeyForm;
use crate::plan::MatchedCustomer;

/// Looks up customers by the server's search, which [`CustomerLookup::prove`] has tested. After a key with untested
/// kinds of characters, or an unreliable answer, all keys are looked up in the list.
#[derive(Debug)]
pub struct ServerSearch {
    lookup: CustomerLookup,
    proven: WantedKinds,
    whole: ComparedList,
    list: Mutex<Option<Box<FallbackIndex>>>,
}

/// The complete list and why it was read.
struct FallbackIndex {
    remote: CustomerIndex,
    reason: String,
}

impl std::fmt::Debug for FallbackIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason)
    }
}

/// What a search is compared with.
#[derive(Debug, Clone, Copy)]
pub(super) struct ComparedList {
    /// How many records a page of the list holds.
    page: u64,
    /// How many customers the list counts.
    total: Option<u64>,
    /// The form of a search answer without customers; `None` accepts any form.
    nothing: Option<Form>,
}

impl ComparedList {
    pub(super) fn of(first: &Page) -> Self {
        Self { page: first.records.len() as u64, total: first.total, nothing: None }
    }

    /// Sets the form of a search answer without customers.
    pub(super) fn with_nothing(self, nothing: Option<Form>) -> Self {
        Self { nothing, ..self }
    }

    /// True if a search counts as many customers as the list.
    pub(super) fn counts_all(self, found: Option<u64>) -> bool {
        found.zip(self.total).is_some_and(|(found, all)| found >= all)
    }
}

/// The result of a search.
pub(super) enum SearchResult {
    /// All customers that it finds.
    Whole(Vec<CustomerRecord>),
    /// An unreliable answer, and why.
    Odd(&'static str),
}

impl ServerSearch {
    pub(super) fn new(lookup: CustomerLookup, proven: WantedKinds, whole: ComparedList) -> Self {
        Self { lookup, proven, whole, list: Mutex::new(None) }
    }

    /// All customers with a key. `canonical` is its canonical form, `values` are its values for a search.
    pub async fn find(
        &self,
        canonical: &str,
        values: &[String],
    ) -> Result<Vec<MatchedCustomer>, LookupError> {
        let forms = self.lookup.matching.forms_of(canonical, values);
        if let Some(listed) = &*self.list.lock().await {
            return listed.remote.find(&forms);
        }
        let reason = match self.search(&forms).await? {
            Ok(found) => return Ok(found),
            Err(reason) => reason,
        };
        let mut list = self.list.lock().await;
        if list.is_none() {
            let first = self.lookup.client.list(1, &[]).await?;
            let remote = self.lookup.index(&first, |_| Ok::<_, LookupError>(())).await?;
            *list = Some(Box::new(FallbackIndex { remote, reason }));
        }
        list.as_ref().map_or_else(|| Ok(Vec::new()), |listed| listed.remote.find(&forms))
    }

    /// Why the list was read; `None` if it was not.
    pub async fn fell_back(&self) -> Option<String> {
        self.list.lock().await.as_ref().map(|listed| listed.reason.clone())
    }

    /// Searches for each form of a key. The inner error is the reason why the search is unreliable.
    async fn search(&self, forms: &[KeyForm]) -> Result<Result<Vec<MatchedCustomer>, String>, LookupError> {
        let mut found = Vec::new();
        for own in forms {
            let KeyForm { canonical, values } = own;
            if !self.proven.covers(canonical, values) {
                return Ok(Err("a key has characters for which the search was not tested".to_owned()));
            }
            let (Some(fields), Some(value)) = (self.lookup.fields(canonical), values.first()) else {
                continue;
            };
            let Some(spellings) = spellings(value) else {
                return Ok(Err("a key with letters such as ß has too many spellings".to_owned()));
            };
            for value in spellings.iter().flat_map(|spelling| composed(spelling)) {
                if let Some(odd) = self.take(fields, &value, forms, &mut found).await? {
                    return Ok(Err(odd.to_owned()));
                }
            }
        }
        Ok(Ok(found))
    }

    /// Adds what one search finds. Returns the reason if it is unreliable.
    async fn take(
        &self,
        fields: &[String],
        value: &str,
        forms: &[KeyForm],
        found: &mut Vec<MatchedCustomer>,
    ) -> Result<Option<&'static str>, LookupError> {
        let Some(field) = fields.first() else { return Ok(None) };
        match self.lookup.searched(field, value, self.whole).await? {
            SearchResult::Odd(reason) => Ok(Some(reason)),
            SearchResult::Whole(records) => {
                for record in records {
                    self.lookup.take_found(fields, forms, record, found).await?;
                }
                Ok(None)
            }
        }
    }
}

/// The maximum number of pages of one search. A key that more customers share is looked up in the list.
const MOST_PAGES: u64 = 40;

const UNREADABLE: &str = "a search answer can't be understood";
pub(super) const REFUSED: &str = "the server refused a search";
const CUT: &str = "a search returned exactly one full page, so it may be cut off";
const NOT_ALL: &str = "a search reports more customers than it returns";
pub(super) const RETURNS_ALL: &str = "a search returned all customers";
const REPEATED: &str =
    "a search without a total returns the same customers on its next page, so it may be cut off";
const TOO_MANY: &str = "a search returned too many customers";

impl CustomerLookup {
    /// All customers that a search by one field finds. A result of exactly one full page may be cut, whatever its
    /// total.
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
            // Once all counted customers have arrived, an answer in any form ends the search.
            let all_came = counted.is_some_and(|counted| counted <= ids.len() as u64);
            let nothing = whole.nothing.filter(|_| !all_came);
            let (shown, _) = match self.client.search(number, &filter, nothing).await {
                Err(error) => return odd(error).map(SearchResult::Odd),
                Ok(shown) => shown,
            };
            let count = shown.records.len() as u64;
            let total = shown.total;
            let full = is_full(&shown, whole.page);
            if count > 0 && whole.counts_all(total) {
                return Ok(SearchResult::Odd(RETURNS_ALL));
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

/// The reason why a failed search is unreliable. Other errors, such as no connection, are returned.
pub(super) fn odd(error: ApiError) -> Result<&'static str, ApiError> {
    match error {
        ApiError::BadAnswer { .. } | ApiError::BrokenPage { .. } => Ok(UNREADABLE),
        ApiError::Refused { .. } | ApiError::Missing { .. } | ApiError::Server { .. } => Ok(REFUSED),
        other => Err(other),
    }
}
