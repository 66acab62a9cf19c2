//! What is not known of chosen rows: a row of which only a part of its features was kept, or a merged customer.

use std::collections::BTreeSet;

use super::candidates::Candidates;
use super::row_features::RowFeatures;
use super::unknown_rows::UnknownRows;
use crate::plan::RowRef;

/// The most rows of merged customers that are in memory.
const MERGED_ROWS: usize = 8192;

impl Candidates {
    /// What is not known of these rows, which were chosen.
    pub fn unknown(&self, chosen: &BTreeSet<RowRef>) -> UnknownRows {
        let is_known = |row: &&RowRef| self.pool.get(*row).is_some_and(|candidate| candidate.known);
        let mut unknown = UnknownRows {
            rows: chosen.iter().filter(|row| !is_known(row)).copied().collect(),
            groups: Vec::new(),
        };
        let firsts = chosen.iter().filter(|row| self.merged.of(**row).first() == Some(*row));
        let mut left = MERGED_ROWS;
        for first in firsts.filter(|first| !self.merged.is_looked_at(**first)) {
            let group = self.merged.of(*first);
            if let Some(rest) = left.checked_sub(group.len()) {
                left = rest;
                unknown.rows.extend(group);
                unknown.groups.push(group.to_vec());
            }
        }
        unknown
    }

    /// Adds what a row shows that was read again. Of a replaced row, only its warnings remain.
    pub fn know(&mut self, place: RowRef, found: RowFeatures, is_written: bool) {
        match self.replaced.contains_key(&place) {
            true => self.know_row(place, found.left_out(), false),
            false => self.know_row(place, found, is_written),
        }
    }
}
