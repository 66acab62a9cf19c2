//! Whether the server's search can be relied on: it must find a customer that is known to be there.

use serde_json::{Map, Value};

use super::Lookup;
use super::remote::{id_of, member};
use crate::api::{ApiError, Page};
use crate::customer::is_empty_value;
use crate::mapping::Matching;

type Object = Map<String, Value>;

/// Details that are read to find a customer with a key, where the list shows none.
const SPECIMENS: usize = 3;

impl Lookup {
    /// True when the server finds a customer that is known to be there by each key, also in another case: by those of
    /// the alternatives `beyond_ascii` one that has such a letter, since many a database folds A to Z alone.
    pub async fn search_works(&self, first: &Page, beyond_ascii: &[usize]) -> Result<bool, ApiError> {
        for (at, alternative) in self.matching.alternatives.iter().enumerate() {
            let known = self.specimen(at, first, beyond_ascii.contains(&at)).await?;
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

    /// The id of a customer of the first page that has a key, and the key's first value in another case. The list may
    /// not show the key: then the details of a few tell.
    async fn specimen(
        &self,
        alternative: usize,
        first: &Page,
        beyond_ascii: bool,
    ) -> Result<Option<(String, String)>, ApiError> {
        let matching = &self.matching;
        let known_key = |record: &Object| known_key(matching, alternative, record, beyond_ascii);
        let known = first.records.iter().find_map(|record| known_key(record));
        let Some(key) = matching.alternatives.get(alternative).filter(|_| known.is_none()) else {
            return Ok(known);
        };
        let thin = first.records.iter().filter(|record| hides(record, &key.fields));
        for id in thin.filter_map(|record| id_of(record)).take(SPECIMENS) {
            let detail = self.client.detail(&id).await?;
            let known = detail.as_deref().and_then(known_key);
            if known.is_some() {
                return Ok(known);
            }
        }
        Ok(None)
    }
}

/// Customers of the first page whose details are compared with what the list shows of them.
const COMPARED: usize = 10;

impl Lookup {
    /// True when the list shows less of a customer than its detail.
    pub async fn is_thin(&self, first: &Page) -> Result<bool, ApiError> {
        for record in first.records.iter().take(COMPARED) {
            let Some(id) = id_of(record) else { continue };
            if self.client.detail(&id).await?.is_some_and(|detail| shows_less(record, &detail)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// True when a detail has a value where the list has none.
fn shows_less(listed: &Object, detail: &Object) -> bool {
    let empty = |value: Option<&Value>| value.is_none_or(is_empty_value);
    let mut values = detail.iter().filter(|(_, value)| !is_empty_value(value));
    values.any(|(name, value)| match (listed.get(name), value) {
        (Some(Value::Object(listed)), Value::Object(value)) => shows_less(listed, value),
        (listed, _) => empty(listed),
    })
}

/// True when a record does not even name some field: it may be left out of the list.
pub(super) fn hides(record: &Object, fields: &[String]) -> bool {
    fields.iter().any(|field| !record.contains_key(member(field)))
}

/// The id of a record that has a key, and the key's first value in another case, where it has one; of letters beyond
/// ASCII too, where that is asked for.
fn known_key(
    matching: &Matching,
    alternative: usize,
    record: &Object,
    beyond_ascii: bool,
) -> Option<(String, String)> {
    let key = matching.remote_keys(record).into_iter().find(|key| key.alternative == alternative)?;
    let value = key.values.first()?;
    let mut swapped = value.chars().map(|letter| (letter, swap_case(letter)));
    let other = swapped.clone().map(|(_, other)| other).collect();
    let shows = swapped.any(|(letter, other)| letter != other && !(beyond_ascii && letter.is_ascii()));
    shows.then(|| Some((id_of(record)?, other)))?
}

fn swap_case(letter: char) -> char {
    match letter.is_lowercase() {
        true => letter.to_uppercase().next().unwrap_or(letter),
        false => letter.to_lowercase().next().unwrap_or(letter),
    }
}
