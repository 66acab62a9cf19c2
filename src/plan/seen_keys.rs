//! Finds duplicates in the sources: the row that first had a key.
//!
//! For each key, 77 bits of its hash are stored with its row, in 16 bytes. A million rows need about 18 MB. Among a
//! million keys, the probability that two share these bits is 4e-12. The table is split into shards, so that each
//! growth moves only a small part.

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

/// Both bits of the role: no key.
const EMPTY: u16 = 3 << 14;

/// The hash is stored in parts, so that an entry is aligned to four bytes and has 16 bytes.
#[derive(Debug, Clone, Copy)]
struct KeyEntry {
    low: [u32; 2],
    high: u16,
    source: u16,
    row: u32,
}

impl KeyEntry {
    const NONE: Self = Self { low: [0; 2], high: EMPTY, source: 0, row: 0 };

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

    fn is_none(&self) -> bool {
        self.high & EMPTY == EMPTY
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

/// A part of the keys, in the order of their hashes. Each key is at the place that its hash has among all hashes, or
/// after it, with no gap between. So nearly all places can be in use: a search ends at the first greater hash.
#[derive(Debug, Default)]
struct KeyShard {
    entries: Vec<KeyEntry>,
    /// The places that hashes have; there are a few more after them.
    places: usize,
    count: usize,
}

/// Entries after the last place, for keys that were moved behind it.
const BEHIND: usize = 16;

impl KeyShard {
    /// Where the key is, or else where it belongs.
    fn find(&self, hash: KeyHash) -> Result<usize, usize> {
        let mut at = place(hash.low(), self.places);
        loop {
            match self.entries.get(at) {
                Some(entry) if entry.is(hash) && !entry.is_none() => return Ok(at),
                Some(entry) if !entry.is_none() && entry.low() <= hash.low() => at += 1,
                _ => return Err(at),
            }
        }
    }

    /// Stores a key that is not there yet; `at` is where it belongs.
    fn insert(&mut self, mut at: usize, hash: KeyHash, seen: SeenKey) {
        if self.count >= self.places - self.places / 12 {
            self.grow();
            at = self.find(hash).unwrap_or_else(|at| at);
        }
        let behind = self.entries.iter().skip(at).position(KeyEntry::is_none);
        let gap = behind.map_or(self.entries.len(), |behind| at + behind);
        if gap == self.entries.len() {
            self.entries.reserve_exact(1);
            self.entries.push(KeyEntry::NONE);
        }
        self.entries.copy_within(at..gap, at + 1);
        self.entries[at] = KeyEntry::new(hash, seen);
        self.count += 1;
    }

    /// Adds a tenth more places. The entries stay where they are in memory: all of them go to the end, and from there,
    /// one after the other, to their new places.
    fn grow(&mut self) {
        let old = self.entries.len();
        self.places += self.places / 10 + 16;
        let end = self
            .entries
            .iter()
            .filter(|entry| !entry.is_none())
            .fold(0, |next, entry| next.max(place(entry.low(), self.places)) + 1);
        let length = end.max(self.places) + BEHIND;
        self.entries.reserve_exact(length - old);
        self.entries.resize(length, KeyEntry::NONE);
        let mut first = length;
        for at in (0..old).rev() {
            if !self.entries[at].is_none() {
                first -= 1;
                self.entries.swap(at, first);
            }
        }
        let mut next = 0;
        for at in first..length {
            let entry = std::mem::replace(&mut self.entries[at], KeyEntry::NONE);
            let to = place(entry.low(), self.places).max(next);
            self.entries[to] = entry;
            next = to + 1;
        }
    }
}

/// The place of a hash among this many.
fn place(low: u64, places: usize) -> usize {
    ((u128::from(low) * places as u128) >> 64) as usize
}

/// The keys seen so far.
#[derive(Debug)]
pub struct SeenKeys {
    shards: Vec<KeyShard>,
}

impl Default for SeenKeys {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| KeyShard::default()).collect() }
    }
}

impl SeenKeys {
    /// The row that had this key before.
    pub fn get(&self, hash: KeyHash) -> Option<SeenKey> {
        let shard = &self.shards[hash.shard()];
        shard.find(hash).ok().map(|at| shard.entries[at].seen())
    }

    /// Stores what `decide` makes of where this key was seen before; `None` changes nothing.
    pub fn update(&mut self, hash: KeyHash, decide: impl FnOnce(Option<SeenKey>) -> Option<SeenKey>) {
        let shard = &mut self.shards[hash.shard()];
        let found = shard.find(hash);
        let before = found.ok().map(|at| shard.entries[at].seen());
        match (decide(before), found) {
            (Some(seen), Ok(at)) => shard.entries[at] = KeyEntry::new(hash, seen),
            (Some(seen), Err(at)) => shard.insert(at, hash, seen),
            (None, _) => {}
        }
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

    fn set(keys: &mut SeenKeys, hash: KeyHash, seen: SeenKey) {
        keys.update(hash, |_| Some(seen));
    }

    #[test]
    fn each_key_is_remembered_with_its_row_and_role() {
        let mut keys = SeenKeys::default();
        let hash = |row: u32| KeyHash::of(&row.to_string());
        let role = |row: u32| [KeyRole::Own, KeyRole::Other, KeyRole::Shared][row as usize % 3];
        for row in 0..50_000 {
            assert_eq!(keys.get(hash(row)), None);
            set(&mut keys, hash(row), seen(row, role(row)));
        }
        for row in 0..50_000 {
            assert_eq!(keys.get(hash(row)), Some(seen(row, role(row))));
        }
        let bytes =
            keys.shards.iter().map(|shard| shard.entries.capacity() * size_of::<KeyEntry>()).sum::<usize>();
        assert!(bytes < 50_000 * 20, "{bytes} bytes");
    }

    #[test]
    fn a_later_row_can_take_over() {
        let mut keys = SeenKeys::default();
        let hash = KeyHash::of("a");
        set(&mut keys, hash, seen(1, KeyRole::Own));
        keys.update(hash, |before| {
            assert_eq!(before, Some(seen(1, KeyRole::Own)));
            Some(seen(2, KeyRole::Shared))
        });
        keys.update(hash, |_| None);
        assert_eq!(keys.get(hash), Some(seen(2, KeyRole::Shared)));
    }

    /// Hashes at both ends, many alike, and runs that reach behind the last place.
    #[test]
    fn keys_with_close_hashes_are_told_apart() {
        for base in [0, u64::MAX - 2000, 1 << 63] {
            let mut keys = SeenKeys::default();
            let hash = |at: u64| KeyHash(u128::from(base + at / 2) | u128::from(at % 2) << 64);
            let order = (0..2000).map(|at| at * 7 % 2000);
            for at in order {
                assert_eq!(keys.get(hash(at)), None, "{base} {at}");
                set(&mut keys, hash(at), seen(at as u32, KeyRole::Own));
            }
            for at in 0..2000 {
                assert_eq!(keys.get(hash(at)), Some(seen(at as u32, KeyRole::Own)), "{base} {at}");
            }
        }
    }
}
