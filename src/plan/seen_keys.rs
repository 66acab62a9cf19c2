//! Finds duplicates in the sources: the row that first had a key.
//!
//! For each key, 77 bits of its hash are stored with its row, in 16 bytes. A million rows need about 35 MB. Among a
//! million keys, the probability that two share these bits is 4e-12. The table is split into shards, so that each
//! growth copies only a small part.

use hashbrown::HashTable;

/// A row of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowRef {
    /// The source, from 0.
    pub source: u16,
    /// The row number, as in a spreadsheet.
    pub row: u32,
}

/// How a key relates to its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRole {
    /// The row's own key: its first alternative with a value.
    Own,
    /// A later alternative of the row.
    Other,
    /// Like `Other`, but later rows whose own keys differ have it too.
    Shared,
}

/// A key that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenKey {
    /// The row that counts.
    pub place: RowRef,
    /// How the key relates to that row.
    pub role: KeyRole,
    /// True if the row could be inserted as it is, or need not be.
    pub sound: bool,
}

/// The hash of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyHash(u128);

impl KeyHash {
    /// Hashes the canonical text of a key.
    pub fn of(canonical: &str) -> Self {
        Self(xxhash_rust::xxh3::xxh3_128(canonical.as_bytes()))
    }

    fn low(self) -> u64 {
        self.0 as u64
    }

    fn high(self) -> u16 {
        (self.0 >> 64) as u16 & HIGH
    }

    fn shard(self) -> usize {
        (self.0 >> 80) as usize % SHARDS
    }
}

const SHARDS: usize = 64;
/// The bits of [`KeyEntry::high`] that belong to the hash. Above them are one bit for `sound` and two for the role.
const HIGH: u16 = 0x1fff;
const SOUND: u16 = 1 << 13;

/// The hash is stored in parts, so that an entry is aligned to four bytes and has 16 bytes.
#[derive(Debug, Clone, Copy)]
struct KeyEntry {
    low: [u32; 2],
    high: u16,
    source: u16,
    row: u32,
}

impl KeyEntry {
    fn new(hash: KeyHash, seen: SeenKey) -> Self {
        let low = [hash.low() as u32, (hash.low() >> 32) as u32];
        let role = match seen.role {
            KeyRole::Own => 0,
            KeyRole::Other => 1 << 14,
            KeyRole::Shared => 1 << 15,
        };
        let sound = if seen.sound { SOUND } else { 0 };
        Self { low, high: hash.high() | role | sound, source: seen.place.source, row: seen.place.row }
    }

    fn low(&self) -> u64 {
        u64::from(self.low[0]) | u64::from(self.low[1]) << 32
    }

    fn is(&self, hash: KeyHash) -> bool {
        self.low() == hash.low() && self.high & HIGH == hash.high()
    }

    fn seen(&self) -> SeenKey {
        let role = match self.high >> 14 {
            0 => KeyRole::Own,
            1 => KeyRole::Other,
            _ => KeyRole::Shared,
        };
        let place = RowRef { source: self.source, row: self.row };
        SeenKey { place, role, sound: self.high & SOUND != 0 }
    }
}

/// The keys seen so far.
#[derive(Debug)]
pub struct SeenKeys {
    shards: Vec<HashTable<KeyEntry>>,
}

impl Default for SeenKeys {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| HashTable::new()).collect() }
    }
}

impl SeenKeys {
    /// The row that had this key before.
    pub fn get(&self, hash: KeyHash) -> Option<SeenKey> {
        self.shards[hash.shard()].find(hash.low(), |entry| entry.is(hash)).map(KeyEntry::seen)
    }

    /// Stores where this key was seen.
    pub fn set(&mut self, hash: KeyHash, seen: SeenKey) {
        let shard = &mut self.shards[hash.shard()];
        shard.entry(hash.low(), |entry| entry.is(hash), KeyEntry::low).insert(KeyEntry::new(hash, seen));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(row: u32, role: KeyRole) -> SeenKey {
        SeenKey { place: RowRef { source: 7, row }, role, sound: row.is_multiple_of(2) }
    }

    #[test]
    fn an_entry_takes_sixteen_bytes() {
        assert_eq!(size_of::<KeyEntry>(), 16);
    }

    #[test]
    fn each_key_is_remembered_with_its_row_and_role() {
        let mut keys = SeenKeys::default();
        let hash = |row: u32| KeyHash::of(&row.to_string());
        let role = |row: u32| [KeyRole::Own, KeyRole::Other, KeyRole::Shared][row as usize % 3];
        for row in 0..10_000 {
            assert_eq!(keys.get(hash(row)), None);
            keys.set(hash(row), seen(row, role(row)));
        }
        for row in 0..10_000 {
            assert_eq!(keys.get(hash(row)), Some(seen(row, role(row))));
        }
    }

    #[test]
    fn a_later_row_can_take_over() {
        let mut keys = SeenKeys::default();
        let hash = KeyHash::of("a");
        keys.set(hash, seen(1, KeyRole::Own));
        keys.set(hash, seen(2, KeyRole::Shared));
        assert_eq!(keys.get(hash), Some(seen(2, KeyRole::Shared)));
    }
}
