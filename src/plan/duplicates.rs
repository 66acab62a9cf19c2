//! Duplicates in the sources: which row first had a key.
//!
//! A key is remembered by 80 bits of its hash, with its row: 16 bytes a key, so that a million rows cost some 35 MB.
//! Two different keys of a million have the same 80 bits with a probability of 4e-13. The table is cut into shards,
//! so that growing copies a small part at a time.

use hashbrown::HashTable;

/// Where a key was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The source, from 0.
    pub source: u16,
    /// The row as a spreadsheet numbers it.
    pub row: u32,
}

/// The hash of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyHash(u128);

impl KeyHash {
    /// Hashes the canonical text of a key.
    pub fn of(canonical: &str) -> Self {
        Self(xxhash_rust::xxh3::xxh3_128(canonical.as_bytes()))
    }

    /// Another hash of the same key: for the keys by which rows are matched, apart from those that they have besides.
    pub fn matched_by(self) -> Self {
        Self(!self.0)
    }

    fn low(self) -> u64 {
        self.0 as u64
    }

    fn high(self) -> u16 {
        (self.0 >> 64) as u16
    }

    fn shard(self) -> usize {
        (self.0 >> 80) as usize % SHARDS
    }
}

const SHARDS: usize = 64;

/// Kept as halves, so that an entry is aligned to four bytes and fills sixteen.
#[derive(Debug, Clone, Copy)]
struct Entry {
    low: [u32; 2],
    high: u16,
    source: u16,
    row: u32,
}

impl Entry {
    fn new(hash: KeyHash, place: Place) -> Self {
        let low = [hash.low() as u32, (hash.low() >> 32) as u32];
        Self { low, high: hash.high(), source: place.source, row: place.row }
    }

    fn low(&self) -> u64 {
        u64::from(self.low[0]) | u64::from(self.low[1]) << 32
    }

    fn is(&self, hash: KeyHash) -> bool {
        self.low() == hash.low() && self.high == hash.high()
    }

    fn place(&self) -> Place {
        Place { source: self.source, row: self.row }
    }
}

/// The keys seen so far.
#[derive(Debug)]
pub struct Keys {
    shards: Vec<HashTable<Entry>>,
}

impl Default for Keys {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| HashTable::new()).collect() }
    }
}

impl Keys {
    /// Where this key was seen before.
    pub fn get(&self, hash: KeyHash) -> Option<Place> {
        self.shards[hash.shard()].find(hash.low(), |entry| entry.is(hash)).map(Entry::place)
    }

    /// Where this key was seen before; remembers it here when it is new.
    pub fn insert(&mut self, hash: KeyHash, place: Place) -> Option<Place> {
        let shard = &mut self.shards[hash.shard()];
        if let Some(entry) = shard.find(hash.low(), |entry| entry.is(hash)) {
            return Some(entry.place());
        }
        shard.insert_unique(hash.low(), Entry::new(hash, place), Entry::low);
        None
    }

    /// As [`Keys::insert`], but from now on the key counts as seen here.
    pub fn replace(&mut self, hash: KeyHash, place: Place) -> Option<Place> {
        let before = self.insert(hash, place)?;
        let shard = &mut self.shards[hash.shard()];
        if let Some(entry) = shard.find_mut(hash.low(), |entry| entry.is(hash)) {
            (entry.source, entry.row) = (place.source, place.row);
        }
        Some(before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(row: u32) -> Place {
        Place { source: 0, row }
    }

    #[test]
    fn an_entry_fills_sixteen_bytes() {
        assert_eq!(size_of::<Entry>(), 16);
    }

    #[test]
    fn the_first_row_is_remembered() {
        let mut keys = Keys::default();
        for row in 0..10_000 {
            assert_eq!(keys.insert(KeyHash::of(&row.to_string()), place(row)), None);
        }
        for row in 0..10_000 {
            assert_eq!(keys.insert(KeyHash::of(&row.to_string()), place(99)), Some(place(row)));
        }
    }

    #[test]
    fn the_last_row_can_take_over() {
        let mut keys = Keys::default();
        let hash = KeyHash::of("a");
        assert_eq!(keys.replace(hash, place(1)), None);
        assert_eq!(keys.replace(hash, place(2)), Some(place(1)));
        assert_eq!(keys.replace(hash, place(3)), Some(place(2)));
    }
}
