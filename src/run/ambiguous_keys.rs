//! Rows with different match keys that the help desk stores as one: it is not clear whose customer that is.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::issue::{Code, Complaint, Issue};
use crate::journal::{JournalError, PlanWriter, SearchKey, UnmatchedRow};
use crate::lookup::CustomerLookup;

/// The first row with a key as it is stored.
#[derive(Debug)]
struct Seen {
    /// The hash of the key as this row has it.
    own: u64,
    row: u64,
    /// A row with another key that is stored alike.
    other: Option<u64>,
    /// It is the own key of a row, not only a further one.
    is_own: bool,
}

/// The keys of a plan that are ambiguous, by their stored forms.
#[derive(Debug, Default)]
pub(crate) struct AmbiguousKeys(HashMap<u64, Seen>);

impl AmbiguousKeys {
    /// Looks at all rows of a plan, also at written ones. Nothing is ambiguous as long as no key is known to be stored in
    /// another form.
    pub(crate) fn of(
        plan_writer: &PlanWriter,
        lookup: Option<&CustomerLookup>,
    ) -> Result<Self, JournalError> {
        let mut all = Self::default();
        let Some(lookup) = lookup.filter(|lookup| lookup.matching.is_respelled()) else { return Ok(all) };
        plan_writer.each_key(|row, at, key| all.add(lookup, row, at, key))?;
        all.0.retain(|_, seen| seen.is_own && seen.other.is_some());
        Ok(all)
    }

    fn add(&mut self, lookup: &CustomerLookup, row: u64, at: usize, key: &SearchKey) {
        let own = xxh3_64(key.key.as_bytes());
        let first = Seen { own, row, other: None, is_own: false };
        let seen = self.0.entry(stored(lookup, key)).or_insert(first);
        seen.is_own |= at == 0;
        if seen.own != own && seen.row != row {
            seen.other.get_or_insert(row);
        }
    }

    /// The issue of a row with such a key.
    pub(crate) fn refused(
        &self,
        plan_writer: &PlanWriter,
        lookup: Option<&CustomerLookup>,
        open: &UnmatchedRow,
    ) -> Result<Option<Issue>, JournalError> {
        let Some(lookup) = lookup.filter(|_| !self.0.is_empty()) else { return Ok(None) };
        for key in &open.keys {
            let Some(seen) = self.0.get(&stored(lookup, key)) else { continue };
            let other = seen.other.filter(|_| seen.row == open.id).unwrap_or(seen.row);
            let fields = lookup.key_fields(key).join(" + ");
            return Ok(Some(ambiguous(&fields, &plan_writer.place_of(other)?)));
        }
        Ok(None)
    }
}

fn stored(lookup: &CustomerLookup, key: &SearchKey) -> u64 {
    let forms = lookup.forms_of(key);
    xxh3_64(forms.last().map_or("", |form| &form.canonical).as_bytes())
}

fn ambiguous(fields: &str, other: &str) -> Issue {
    let message = format!(
        "{other} has another {fields}, but the help desk stores both in the same form, so it is not clear whose \
         customer that is"
    );
    let hint = "if both rows are the same customer, delete one of them; otherwise match by another field ([match] keys)";
    Issue::error(Complaint::new(Code::DuplicateInSource, message, hint)).in_field(fields)
}
