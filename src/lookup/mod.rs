//! Customers of the help desk by their match key: one search, or the whole list drained into an index.
//!
//! `probe` proves the server's search by customers who are there, for the `kinds` of characters of the keys, and `search`
//! falls back to the list where an answer is odd. What a search returns is always compared again here: the server may
//! search by parts, ignore a field, or lag. `shown` is the one rule of whether a record shows a field.

mod character_kinds;
mod customer_index;
mod drain_to_index;
mod field_name;
mod filter;
mod keyless_cache;
mod list_end;
mod search_probe;
mod server_search;
mod shown_fields;
mod spelling;
mod unclaimed_customers;

use std::fmt;

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use crate::api::{ApiError, Client, CustomerRecord, Page};
use crate::journal::{JournalError, SearchKey};
use crate::mapping::{MatchRules, alternative_of_key};
use crate::plan::MatchedCustomer;

pub use character_kinds::{CharacterKinds, WantedKinds};
use customer_index::id_or_mark;
pub use customer_index::{CustomerIndex, id_of, is_without_id};
pub use drain_to_index::{DrainStep, SinglePass};
pub use field_name::{UnknownField, field_name};
pub use filter::{Filter, FilterError, FilterResult};
pub use keyless_cache::KeylessCache;
pub use list_end::{ListEnd, Look, Owner, SHORT_LIST, SinceListEnd};
pub use server_search::ServerSearch;
pub(crate) use shown_fields::shows_less;
pub use shown_fields::{ShownFields, shows};
pub use unclaimed_customers::{Unclaimed, UnclaimedScan};

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
    /// A customer whose record breaks off before all fields of the match keys have come.
    #[error(
        "the help desk's record of customer {id} is broken JSON that may hide its match key, so deskferry can't \
         match it with a row; correct or delete this customer in the help desk"
    )]
    Incomplete {
        /// Its id.
        id: String,
    },
    /// The list tells no total, and does not end.
    #[error(
        "the help desk's list has no total and repeats customers instead of ending ({seen} were seen), so it can't be read completely; nothing was sent; ask the vendor"
    )]
    Endless {
        /// How many different ones came.
        seen: u64,
    },
    /// The list counts other customers than it shows, each time in the same way.
    #[error("{0}, and it is not certain that these are all; nothing was sent; ask the vendor")]
    Miscounted(Miscounted),
    /// The list of customers kept changing while it was read.
    #[error(
        "the help desk's list keeps changing: it reports {total} customers, but the last of {passes} \
         passes saw {seen}; nothing was sent; try again at a quieter time"
    )]
    Unsteady {
        /// What the server says.
        total: u64,
        /// How many different ones came.
        seen: u64,
        /// How often the list was read.
        passes: u32,
    },
}

/// A list whose count is wrong in the same way in every pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Miscounted {
    /// What the server says.
    pub total: u64,
    /// How many different ones came.
    pub seen: u64,
    /// How often the list was read.
    pub passes: u32,
}

impl fmt::Display for Miscounted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { total, seen, passes } = self;
        write!(
            f,
            "the help desk's list counts {total} customers but shows {seen}, the same in each of {passes} passes"
        )
    }
}

/// Looks customers up.
#[derive(Debug, Clone)]
pub struct CustomerLookup {
    /// The help desk.
    pub client: Client,
    /// Which fields make a key.
    pub matching: MatchRules,
    /// The most requests in flight.
    pub concurrency: usize,
    /// Whose details need not be read again.
    pub keyless: KeylessCache,
}

impl CustomerLookup {
    /// True where one search shows a customer with a key: a proof of presence, and none of absence. One call.
    pub async fn finds(&self, canonical: &str, values: &[String]) -> Result<bool, ApiError> {
        let (Some(field), Some(value)) = (self.fields(canonical).and_then(<[String]>::first), values.first())
        else {
            return Ok(false);
        };
        let page = self.client.list(1, &[(field.clone(), value.clone())]).await?;
        Ok(page.records.iter().any(|record| self.has_key(record, canonical)))
    }

    async fn take_found(
        &self,
        fields: &[String],
        canonical: &str,
        record: CustomerRecord,
        found: &mut Vec<MatchedCustomer>,
    ) -> Result<(), LookupError> {
        let id = id_or_mark(&record);
        if found.iter().any(|found| found.id == id) {
            return Ok(());
        }
        let hides = fields.iter().any(|field| !shows(&record, field));
        let record = match hides && !is_without_id(&id) {
            true => self.client.detail(&id).await?,
            false => Some(record),
        };
        if let Some(record) = &record {
            check_complete(&id, record, fields)?;
        }
        found.extend(
            record
                .filter(|record| self.has_key(record, canonical))
                .map(|record| MatchedCustomer { id, record: record.into_object() }),
        );
        Ok(())
    }

    /// The fields of a key.
    fn fields(&self, canonical: &str) -> Option<&[String]> {
        self.matching.alternatives.get(alternative_of_key(canonical)?).map(|key| key.fields.as_slice())
    }

    /// True when a customer of the server has this key.
    pub fn has_key(&self, record: &Object, canonical: &str) -> bool {
        self.matching.remote_keys(record).iter().any(|own| own.canonical() == canonical)
    }

    /// True when nothing that a customer shows speaks against any of these keys.
    pub fn allows(&self, record: &Object, keys: &[SearchKey]) -> bool {
        keys.iter().all(|key| self.matching.allows(record, &key.key))
    }

    /// True when a customer shows other values for the fields of this key.
    pub fn has_other_key(&self, record: &Object, canonical: &str) -> bool {
        let alternative = alternative_of_key(canonical);
        let mut own =
            self.matching.remote_keys(record).into_iter().filter(|key| Some(key.alternative) == alternative);
        own.any(|key| key.canonical() != canonical)
    }
}

/// Refuses a record that has lost members, and perhaps a field of a match key with them.
fn check_complete(id: &str, record: &CustomerRecord, keyed: &[String]) -> Result<(), LookupError> {
    let hides = !record.is_complete() && keyed.iter().any(|field| !shows(record, field));
    if hides { Err(LookupError::Incomplete { id: id.to_owned() }) } else { Ok(()) }
}

/// A value in the forms in which a server may have stored it: letters composed and decomposed.
fn forms(value: &str) -> Vec<String> {
    let mut forms = vec![value.to_owned()];
    if !value.is_ascii() {
        forms.extend([value.nfc().collect(), value.nfd().collect()]);
        forms.sort_unstable();
        forms.dedup();
    }
    forms
}

/// How many pages the list has; `None` when it is empty. An empty first page of a list that counts customers is not
/// empty: reading it will show that it does not hold still.
pub fn pages(first: &Page) -> Option<u64> {
    Some(first.pages()).filter(|pages| *pages > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_searched_for_in_both_compositions() {
        assert_eq!(forms("ada@example.org"), ["ada@example.org"]);
        assert_eq!(forms("José").len(), 2);
    }

    #[test]
    fn an_empty_page_of_a_list_that_counts_customers_is_not_empty() {
        let page =
            |total| Page { number: 1, total, per_page: Some(25), has_next: false, records: Vec::new() };
        assert_eq!(pages(&page(Some(0))), None);
        assert_eq!(pages(&page(None)), None);
        assert_eq!(pages(&page(Some(50))), Some(2));
    }
}
