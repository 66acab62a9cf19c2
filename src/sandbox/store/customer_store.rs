//! The customers, and their numbers and indexes.
//!
//! Invariants: `entries` is sorted by `seq`, which only grows, so they are in the order of insertion. `places`
//! has every id. An id is made from a `seq` and never reused, not even after a delete and a restart.

use super::super::error::SandboxError;
use super::super::options::IdForm;
use super::super::random::draw;
use super::disk::Disk;
use super::entry::{Body, StoredCustomer, text};
use super::index::Indexes;
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

#[derive(Debug)]
pub(in super::super) struct Store {
    entries: Vec<StoredCustomer>,
    places: HashMap<String, u64>,
    indexes: Indexes,
    last: u64,
    disk: Option<Disk>,
    closed: bool,
    /// The number of calls of [`Store::reorder`].
    reordered: u64,
    searches: u64,
}

impl Store {
    pub(in super::super) fn open(file: Option<&Path>) -> Result<Self, SandboxError> {
        let disk = file.map(Disk::open).transpose()?;
        let (rows, last) = disk.as_ref().map(Disk::load).transpose()?.unwrap_or_default();
        let entries: Vec<StoredCustomer> = rows.into_iter().map(StoredCustomer::loaded).collect();
        let places = entries.iter().map(|entry| (entry.id.clone(), entry.seq)).collect();
        Ok(Self {
            entries,
            places,
            indexes: Indexes::default(),
            last,
            disk,
            closed: false,
            reordered: 0,
            searches: 0,
        })
    }

    /// Keeps definitions of custom fields in the file. Without any, returns those that it has kept, if `forget` is not
    /// set.
    pub(in super::super) fn custom_fields(
        &self,
        given: Vec<Value>,
        forget: bool,
    ) -> Result<Vec<Value>, SandboxError> {
        let Some(disk) = &self.disk else { return Ok(given) };
        if given.is_empty() && !forget {
            let kept = disk.custom_fields()?;
            return Ok(kept.iter().filter_map(|text| serde_json::from_str(text).ok()).collect());
        }
        let texts: Vec<String> = given.iter().map(Value::to_string).collect();
        if disk.custom_fields()? != texts {
            disk.keep_custom_fields(&texts)?;
        }
        Ok(given)
    }

    /// Closes the file; every later write is refused.
    pub(in super::super) fn close(&mut self) {
        self.disk = None;
        self.closed = true;
    }

    /// Changes the order in which lists show the customers.
    pub(in super::super) fn reorder(&mut self) {
        self.reordered += 1;
    }

    /// How often the order has changed.
    pub(in super::super) fn reordered(&self) -> u64 {
        self.reordered
    }

    /// Counts a search; true for every `every`-th one.
    pub(in super::super) fn is_odd_search(&mut self, every: Option<u32>) -> bool {
        self.searches += 1;
        every.is_some_and(|every| self.searches.is_multiple_of(u64::from(every)))
    }

    /// True until the first insert, also after a restart.
    pub(in super::super) fn is_new(&self) -> bool {
        self.last == 0
    }

    /// Inserts the start customers, in one transaction; their own `id`s are kept.
    pub(in super::super) fn seed(&mut self, bodies: Vec<Body>, form: IdForm) -> Result<(), SandboxError> {
        self.transaction("BEGIN IMMEDIATE")?;
        for body in bodies {
            let id = self.put(body, form)?;
            let place = self.place(&id);
            if let Some(entry) = place.and_then(|place| self.entries.get_mut(place)) {
                entry.inserted = None;
            }
        }
        self.transaction("COMMIT")
    }

    fn transaction(&self, verb: &str) -> Result<(), SandboxError> {
        self.disk.as_ref().map_or(Ok(()), |disk| disk.transaction(verb))
    }

    /// Inserts or replaces a customer; its `id` is optional.
    pub(in super::super) fn put(&mut self, mut body: Body, form: IdForm) -> Result<String, SandboxError> {
        let id = match body.remove("id") {
            Some(Value::String(id)) if !id.is_empty() => id,
            Some(Value::Number(id)) => id.to_string(),
            _ => return self.insert(body, form),
        };
        if !self.replace(&id, body.clone())? {
            self.append(id.clone(), body)?;
        }
        Ok(id)
    }

    /// Adds a customer under a new id.
    pub(in super::super) fn insert(&mut self, body: Body, form: IdForm) -> Result<String, SandboxError> {
        let mut id = make_id(self.last + 1, form);
        while self.places.contains_key(&id) {
            self.last += 1;
            id = make_id(self.last + 1, form);
        }
        self.append(id.clone(), body)?;
        Ok(id)
    }

    fn append(&mut self, id: String, body: Body) -> Result<(), SandboxError> {
        self.check_open()?;
        let entry = StoredCustomer::new(self.last + 1, id, body, self.disk.is_some());
        if let Some(disk) = &self.disk {
            disk.insert(&entry.row())?;
        }
        self.last = entry.seq;
        self.places.insert(entry.id.clone(), entry.seq);
        self.indexes.add(&entry);
        self.entries.push(entry);
        Ok(())
    }

    /// Replaces a customer's body; false if the id is unknown.
    pub(in super::super) fn replace(&mut self, id: &str, body: Body) -> Result<bool, SandboxError> {
        self.check_open()?;
        let Some(entry) = self.place(id).and_then(|place| self.entries.get_mut(place)) else {
            return Ok(false);
        };
        if let Some(disk) = &self.disk {
            disk.replace(entry.seq, &text(&body))?;
        }
        self.indexes.remove(entry);
        entry.replace(body, self.disk.is_some());
        self.indexes.add(entry);
        Ok(true)
    }

    /// Removes a customer; false if the id is unknown.
    pub(in super::super) fn remove(&mut self, id: &str) -> Result<bool, SandboxError> {
        self.check_open()?;
        let Some(place) = self.place(id) else { return Ok(false) };
        if let (Some(disk), Some(entry)) = (&self.disk, self.entries.get(place)) {
            disk.remove(entry.seq)?;
        }
        let entry = self.entries.remove(place);
        self.indexes.remove(&entry);
        self.places.remove(id);
        Ok(true)
    }

    fn check_open(&self) -> Result<(), SandboxError> {
        if self.closed { Err(SandboxError::Stopped) } else { Ok(()) }
    }

    pub(in super::super) fn get(&self, id: &str) -> Option<&StoredCustomer> {
        self.entries.get(self.place(id)?)
    }

    fn place(&self, id: &str) -> Option<usize> {
        self.by_seq(*self.places.get(id)?)
    }

    fn by_seq(&self, seq: u64) -> Option<usize> {
        self.entries.binary_search_by_key(&seq, |entry| entry.seq).ok()
    }

    /// All customers, in the order of insertion.
    pub(in super::super) fn all(&self) -> &[StoredCustomer] {
        &self.entries
    }

    /// The customers that lists show: all that are at least `lag` old.
    pub(in super::super) fn visible(&self, lag: Duration) -> &[StoredCustomer] {
        if lag.is_zero() {
            return &self.entries;
        }
        let shown = self.entries.partition_point(|entry| entry.is_visible(lag));
        self.entries.get(..shown).unwrap_or_default()
    }

    /// The visible customers with this value in a field, ignoring case, in the order of insertion.
    pub(in super::super) fn find(&mut self, field: &str, value: &str, lag: Duration) -> Vec<&StoredCustomer> {
        let found = self.indexes.find(field, value, &self.entries);
        let entries = found.into_iter().filter_map(|seq| self.entries.get(self.by_seq(seq)?));
        entries.filter(|entry| lag.is_zero() || entry.is_visible(lag)).collect()
    }
}

fn make_id(seq: u64, form: IdForm) -> String {
    match form {
        IdForm::Number => (1_000_000 + seq).to_string(),
        IdForm::Text => format!("{:08x}{seq:016x}", draw(0, seq) >> 32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body(email: &str) -> Body {
        json!({"name": "x", "email": email}).as_object().unwrap().clone()
    }

    fn emails(store: &Store) -> Vec<String> {
        store.all().iter().map(|entry| entry.body()["email"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn ids_are_never_reused_even_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sandbox.db");
        let mut store = Store::open(Some(&file)).unwrap();
        let first = store.insert(body("a"), IdForm::Text).unwrap();
        let last = store.insert(body("b"), IdForm::Text).unwrap();
        assert!(store.remove(&last).unwrap());
        drop(store);
        let mut store = Store::open(Some(&file)).unwrap();
        let next = store.insert(body("c"), IdForm::Text).unwrap();
        assert!(next != last && next != first);
        assert!(store.replace(&first, body("d")).unwrap());
        drop(store);
        assert_eq!(emails(&Store::open(Some(&file)).unwrap()), ["d", "c"]);
    }

    #[test]
    fn a_file_has_one_owner() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sandbox.db");
        let mut store = Store::open(Some(&file)).unwrap();
        let error = Store::open(Some(&file)).unwrap_err();
        assert!(error.to_string().contains("another sandbox"), "{error}");
        store.close();
        assert!(matches!(store.insert(body("a"), IdForm::Text), Err(SandboxError::Stopped)));
        Store::open(Some(&file)).unwrap();
    }

    #[test]
    fn the_index_follows_every_change() {
        let mut store = Store::open(None).unwrap();
        let find = |store: &mut Store, email: &str| store.find("email", email, Duration::ZERO).len();
        let id = store.insert(body("Ada@x"), IdForm::Text).unwrap();
        assert_eq!(find(&mut store, "ada@X"), 1);
        store.insert(body("ada@x"), IdForm::Text).unwrap();
        assert_eq!(find(&mut store, "ada@x"), 2);
        store.replace(&id, body("bob@x")).unwrap();
        assert_eq!((find(&mut store, "ada@x"), find(&mut store, "bob@x")), (1, 1));
        store.remove(&id).unwrap();
        assert_eq!(find(&mut store, "bob@x"), 0);
    }

    #[test]
    fn given_ids_are_kept_and_never_generated_again() {
        let mut store = Store::open(None).unwrap();
        let mut own = body("a");
        own.insert("id".to_owned(), json!(1_000_002));
        store.seed(vec![own, body("b")], IdForm::Number).unwrap();
        let ids: Vec<_> = store.all().iter().map(|entry| entry.id.clone()).collect();
        assert_eq!(ids, ["1000002", "1000003"]);
        assert!(!store.is_new());
    }

    #[test]
    fn ten_thousand_inserts_take_no_time_to_speak_of() {
        let mut store = Store::open(None).unwrap();
        let start = std::time::Instant::now();
        for n in 0..10_000 {
            store.insert(body(&format!("c{n}@x")), IdForm::Text).unwrap();
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    }
}
