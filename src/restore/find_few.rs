//! Reads only the customers that a few records may be restored to: each by its id, and those who are gone by key. That takes
//! fewer calls than the whole list, and the plan is the same.

use std::collections::BTreeMap;
use std::path::Path;

use super::id_map::read_id_map;
use super::restore_keys::RestoreKeys;
use crate::api::{CustomerRecord, Object, Page};
use crate::customer::StoredChanges;
use crate::event::Event;
use crate::journal::{SearchKey, StoredChangesFile};
use crate::lookup::{CustomerIndex, CustomerLookup, ServerSearch, WantedKinds, id_of};
use crate::plan::OnMultiple;
use crate::run::{RunError, WriteJob};
use crate::wording::counted;

/// The most records that are looked for one by one.
pub(super) const FEW: usize = 1000;
/// The calls that test the search, and whether customers can be read by their ids.
const TESTS: u64 = 8;

/// Some records of a backup, and how their customers are found.
pub(super) struct FewRecords<'a> {
    pub(super) write: &'a WriteJob,
    /// `id-map.csv` of an earlier restore.
    pub(super) id_map: Option<&'a Path>,
    pub(super) on_multiple: OnMultiple,
    pub(super) records: &'a [CustomerRecord],
    pub(super) keys: &'a RestoreKeys,
    /// The ids of the backup are valid in this account.
    pub(super) by_id: bool,
}

impl FewRecords<'_> {
    /// Finds the customers, and says how. `None` if the whole list takes fewer calls, or the help desk can't be asked like
    /// this: then the list must be read.
    pub(super) async fn find(
        &self,
        first: &Page,
        pages: u64,
    ) -> Result<Option<(CustomerIndex, String)>, RunError> {
        let lookup = self.write.lookup(self.keys.matching.clone());
        let stored = self.write.account_form.as_ref().map(StoredChangesFile::load).unwrap_or_default();
        let moved = self.moved()?;
        let ids: Vec<Vec<String>> = self.records.iter().map(|record| self.ids(record, &moved)).collect();
        let reads: u64 = ids.iter().map(|ids| ids.len() as u64).sum();
        let all_keys = self.records.iter().flat_map(|record| self.search_keys(record, &stored));
        let searches: u64 = all_keys.map(|key| lookup.forms_of(&key).len() as u64).sum();
        if reads + searches + TESTS >= pages || !self.can_read(first).await? {
            return Ok(None);
        }
        let calls = counted(reads + searches + TESTS, "call", "calls");
        let list = counted(pages, "page", "pages");
        let each = if searches > 0 { " and one for each customer that a key finds" } else { "" };
        let how = format!(
            "customers by their ids and keys, at most {calls}{each} (the whole list would be {list})"
        );
        self.write.listener.hear(&Event::Matching { how: how.clone(), steps: self.records.len() as u64 });
        let mut index = CustomerIndex::new(Some(&lookup.matching))?;
        let mut gone = Vec::new();
        for (at, (record, ids)) in (1..).zip(self.records.iter().zip(ids)) {
            if !self.read(&ids, &lookup, &mut index).await? {
                gone.push(record);
            }
            self.write.listener.hear(&Event::Matched { steps: at });
        }
        let left = pages.saturating_sub(reads + searches + TESTS);
        let found = self.search(&gone, &stored, first, (&lookup, &mut index), left).await?;
        Ok(found.then_some((index, how)))
    }

    /// The new ids by the id map of an earlier restore.
    fn moved(&self) -> Result<BTreeMap<String, String>, RunError> {
        let mut moved = BTreeMap::new();
        let wanted: Vec<String> = self.records.iter().filter_map(|record| id_of(record)).collect();
        if let Some(path) = self.id_map {
            read_id_map(path, |old, new| {
                if wanted.iter().any(|id| id == old) {
                    moved.insert(old.to_owned(), new.to_owned());
                }
                Ok::<_, RunError>(())
            })?;
        }
        Ok(moved)
    }

    /// The ids by which the customer of a record may be found.
    fn ids(&self, record: &Object, moved: &BTreeMap<String, String>) -> Vec<String> {
        let Some(own) = id_of(record) else { return Vec::new() };
        let new = moved.get(&own).cloned();
        Some(own).filter(|_| self.by_id).into_iter().chain(new).collect()
    }

    /// The keys by which the matching looks for the customer of a record, also as the help desk stores them.
    fn search_keys(&self, record: &Object, stored: &StoredChanges) -> Vec<SearchKey> {
        let forms = [record.clone(), stored.applied(record)];
        let mut keys: Vec<SearchKey> = Vec::new();
        for form in &forms {
            for key in self.keys.matching.remote_keys(form).iter().map(SearchKey::from) {
                if !keys.iter().any(|known| known.key == key.key) {
                    keys.push(key);
                }
            }
        }
        // The name counts only for a record without any other key.
        if keys.iter().any(|key| !self.keys.is_name(&key.key)) {
            keys.retain(|key| !self.keys.is_name(&key.key));
        }
        keys
    }

    /// True if the help desk shows a customer of its list by the id: otherwise nobody who is missing is gone.
    async fn can_read(&self, first: &Page) -> Result<bool, RunError> {
        let known = first.records.iter().find_map(|record| id_of(record));
        let Some(id) = known else { return Ok(false) };
        Ok(self.write.client.detail(&id).await?.is_some_and(|record| id_of(&record) == Some(id)))
    }

    /// Reads the customers with some ids; false if nobody has the record's own id. The customer of an id map may be another
    /// record's, so its record is also searched for by key.
    async fn read(
        &self,
        ids: &[String],
        lookup: &CustomerLookup,
        index: &mut CustomerIndex,
    ) -> Result<bool, RunError> {
        let mut is_there = false;
        for (at, id) in ids.iter().enumerate() {
            self.check_stop()?;
            let found = self.write.client.detail(id).await?;
            if let Some(record) = found.filter(|record| id_of(record).as_deref() == Some(id.as_str())) {
                index.add(&lookup.matching, &record)?;
                is_there |= at == 0 && self.by_id;
            }
        }
        Ok(is_there)
    }

    /// Searches for the keys of customers who are gone; false if the search can't be relied on, or finds more customers than
    /// calls are left until the whole list takes fewer.
    async fn search(
        &self,
        gone: &[&CustomerRecord],
        stored: &StoredChanges,
        first: &Page,
        (lookup, index): (&CustomerLookup, &mut CustomerIndex),
        mut left: u64,
    ) -> Result<bool, RunError> {
        let keys: Vec<SearchKey> = gone.iter().flat_map(|record| self.search_keys(record, stored)).collect();
        if keys.is_empty() {
            return Ok(true);
        }
        // A search may find customers in another order than the list has.
        if self.on_multiple != OnMultiple::Reject {
            return Ok(false);
        }
        let mut wanted = WantedKinds::default();
        keys.iter().for_each(|key| lookup.want(&mut wanted, &key.key, &key.values));
        let behavior = self.write.behavior.as_ref();
        if behavior.is_some_and(|behavior| lookup.known_unreliable(behavior, &wanted).is_some()) {
            return Ok(false);
        }
        let Ok(search) = lookup.prove(first, wanted).await? else { return Ok(false) };
        let page_size = first.records.len().max(1) as u64;
        for key in &keys {
            self.check_stop()?;
            match self.take_found(&search, key, (lookup, &mut *index), page_size, left).await? {
                Some(calls) => left = left.saturating_sub(calls),
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Adds the customers with a key, as their details show them, and returns how many calls that took. `None` if it would
    /// take more than are left.
    async fn take_found(
        &self,
        search: &ServerSearch,
        key: &SearchKey,
        (lookup, index): (&CustomerLookup, &mut CustomerIndex),
        page_size: u64,
        left: u64,
    ) -> Result<Option<u64>, RunError> {
        let found = search.find(&key.key, &key.values).await?;
        let further_pages = found.len() as u64 / page_size;
        let calls = further_pages + found.len() as u64;
        if search.fell_back().await.is_some() || calls >= left {
            return Ok(None);
        }
        for one in found {
            self.check_stop()?;
            if let Some(record) = self.write.client.detail(&one.id).await? {
                index.add(&lookup.matching, &record)?;
            }
        }
        Ok(Some(calls))
    }

    fn check_stop(&self) -> Result<(), RunError> {
        self.write.stop.reason().map_or(Ok(()), |reason| Err(RunError::Stopped(reason)))
    }
}
