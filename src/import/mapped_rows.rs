//! Mapped rows, as planning and validation receive them.

use std::ops::Range;
use std::sync::Arc;

use crate::issue::Issue;
use crate::mapping::MatchKey;
use crate::plan::KeyHash;
use crate::profile::ProfileBatch;
use crate::record::{Record, RowKey};
use crate::sample::RowFeatures;

/// A batch of mapped rows, with their payloads in one buffer.
pub(super) struct MappedBatch {
    pub source: u16,
    pub rows: Vec<MappedRow>,
    /// The customers of the rows, as JSON.
    pub json: Vec<u8>,
    pub profile: ProfileBatch,
    /// Bytes of the file read so far.
    pub bytes: u64,
}

/// The hash of a match key.
#[derive(Debug, Clone, Copy)]
pub(super) struct HashedKey {
    /// The index of the key in `[match] keys`.
    pub alternative: usize,
    pub hash: KeyHash,
}

/// A mapped row.
pub(super) struct MappedRow {
    pub record: Record,
    /// Its key, if somebody needs it.
    pub key: Option<RowKey>,
    pub issues: Vec<Issue>,
    /// The range of its customer in `MappedBatch::json`; empty if the row has an error.
    pub payload: Range<usize>,
    /// The first key of the row; `None` if it has no key or has an error.
    pub own: Option<HashedKey>,
    /// Its further keys.
    pub others: Vec<HashedKey>,
    /// Why the mapping or a person skips the row.
    pub skip: Option<String>,
    /// What only the journal needs; empty if there is no journal.
    pub journal: JournalFields,
    /// The numbers of the assumptions on which its values rest.
    pub assumed: Vec<u16>,
    /// What the row shows; only for the choice of a sample.
    pub shows: RowFeatures,
}

/// The parts of a row that only the journal needs.
#[derive(Default)]
pub(super) struct JournalFields {
    /// The cells as a JSON array.
    pub cells: String,
    /// The columns whose cells were mended (`--fixes`).
    pub mended: Vec<Arc<str>>,
    /// The keys of the row, the first key first.
    pub keys: Vec<MatchKey>,
}

impl MappedRow {
    pub(super) fn is_rejected(&self) -> bool {
        self.issues.iter().any(Issue::is_error)
    }
}

/// True if a payload has a name, which is always its first member.
pub(super) fn has_name(payload: &[u8]) -> bool {
    payload.starts_with(b"{\"name\":\"")
}
