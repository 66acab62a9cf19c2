//! Finds the customers that have a match key.

use super::character_kinds::WantedKinds;
use super::customer_index::{id_or_mark, is_without_id};
use super::error::LookupError;
use super::keyless_cache::KeylessCache;
use super::shown_fields::shows;
use crate::api::{ApiError, Client, CustomerRecord, Object};
use crate::journal::SearchKey;
use crate::mapping::{KeyForm, MatchKey, MatchRules, alternative_of_key};
use crate::plan::MatchedCustomer;

/// Looks up customers by their match key.
#[derive(Debug, Clone)]
pub struct CustomerLookup {
    /// The help desk.
    pub client: Client,
    /// The fields of the match keys.
    pub matching: MatchRules,
    /// The maximum number of requests in flight.
    pub concurrency: usize,
    /// Customers whose details need not be read again.
    pub keyless: KeylessCache,
}

impl CustomerLookup {
    /// True if one search finds a customer with a key. False does not prove absence. Takes one call.
    pub async fn finds(&self, canonical: &str, values: &[String]) -> Result<bool, ApiError> {
        let (Some(field), Some(value)) = (self.fields(canonical).and_then(<[String]>::first), values.first())
        else {
            return Ok(false);
        };
        let page = self.client.list(1, &[(field.clone(), value.clone())]).await?;
        Ok(page.records.iter().any(|record| self.matching.has(record, canonical, values)))
    }

    pub(super) async fn take_found(
        &self,
        fields: &[String],
        forms: &[KeyForm],
        record: CustomerRecord,
        found: &mut Vec<MatchedCustomer>,
    ) -> Result<(), LookupError> {
        let id = id_or_mark(&record);
        if found.iter().any(|found| found.id == id) {
            return Ok(());
        }
        let hides = fields.iter().any(|field| !shows(&record, field));
        let record = if hides && !is_without_id(&id) { self.client.detail(&id).await? } else { Some(record) };
        if let Some(record) = &record {
            check_complete(&id, record, fields)?;
        }
        found.extend(
            record
                .filter(|record| self.has_form(record, forms))
                .map(|record| MatchedCustomer { id, record: record.into_object() }),
        );
        Ok(())
    }

    /// The fields of the alternative that a key belongs to.
    pub(super) fn fields(&self, canonical: &str) -> Option<&[String]> {
        self.matching.alternatives.get(alternative_of_key(canonical)?).map(|key| key.fields.as_slice())
    }

    fn has_form(&self, record: &Object, forms: &[KeyForm]) -> bool {
        let own = self.matching.remote_keys(record);
        own.iter().map(MatchKey::canonical).any(|own| forms.iter().any(|form| form.canonical == own))
    }

    /// The fields of a key.
    pub fn key_fields(&self, key: &SearchKey) -> &[String] {
        self.fields(&key.key).unwrap_or_default()
    }

    /// The forms in which a customer may have the key of a row.
    pub fn forms_of(&self, key: &SearchKey) -> Vec<KeyForm> {
        self.matching.forms_of(&key.key, &key.values)
    }

    /// True if a customer of the help desk has this key of a row.
    pub fn has_key(&self, record: &Object, key: &SearchKey) -> bool {
        self.matching.has(record, &key.key, &key.values)
    }

    /// True if no field that a customer shows contradicts any of these keys.
    pub fn allows(&self, record: &Object, keys: &[SearchKey]) -> bool {
        keys.iter().all(|key| self.matching.allows(record, &key.key, &key.values))
    }

    /// True if a customer shows other values for the fields of this key.
    pub fn has_other_key(&self, record: &Object, key: &SearchKey) -> bool {
        let alternative = alternative_of_key(&key.key);
        let mut own = self.matching.remote_keys(record).into_iter();
        own.any(|own| Some(own.alternative) == alternative) && !self.has_key(record, key)
    }

    /// Adds the kinds of characters of a key, in each form in which it is looked for.
    pub fn want(&self, wanted: &mut WantedKinds, canonical: &str, values: &[String]) {
        let forms = self.matching.forms_of(canonical, values);
        forms.iter().for_each(|form| wanted.add(&form.canonical, &form.values));
    }
}

/// Rejects a record with lost members, which may include a field of a match key.
pub(super) fn check_complete(id: &str, record: &CustomerRecord, keyed: &[String]) -> Result<(), LookupError> {
    let hides = !record.is_complete() && keyed.iter().any(|field| !shows(record, field));
    if hides { Err(LookupError::Incomplete { id: id.to_owned() }) } else { Ok(()) }
}
