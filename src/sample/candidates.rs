//! The candidates for a sample, gathered while all rows pass by.
//!
//! Of a small source all rows are kept. Of a larger one a few are kept for each feature, so memory does not grow with the
//! number of rows: only rows with the key of another row are remembered beyond that, like their keys.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::feature::{Feature, FeatureKind};
use super::merged_groups::MergedGroups;
use super::row_features::RowFeatures;
use super::unknown_rows::UnknownRows;
use crate::plan::RowRef;

/// All rows are kept if there are no more than these.
const ALL: u64 = 10_000;
/// Of more rows, those that are kept for each feature: the first ones, and the one with the most features.
pub(super) const KEPT: usize = 4;
/// The further rows that are remembered for each feature, in case the kept ones turn out to be merged or replaced.
const SPARE: usize = 64;
/// A group with more rows than this is looked at only if the sample has room for it.
const GROUP: usize = 32;
/// The most features.
const FEATURES: usize = 8192;

/// A row that may be taken.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidate {
    /// Its features, by number.
    pub features: Vec<usize>,
    /// The row without which it would end in another way.
    pub needs: Option<RowRef>,
    /// The rows that it replaces.
    pub replaces: Vec<RowRef>,
    /// True if it has an error.
    pub rejected: bool,
    /// True if it can be written, alone or with the rows that it is merged with.
    pub written: bool,
    /// True if all of its features are there.
    pub known: bool,
    /// The lengths of its texts, if all rows are kept.
    pub(super) lengths: Vec<(Arc<str>, usize)>,
    /// The number of places where it is kept.
    uses: usize,
}

/// A row of which nothing was kept yet, but that can be written.
pub(super) fn written() -> Candidate {
    Candidate { written: true, ..Candidate::default() }
}

/// How a row ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowEnd {
    /// It can be written.
    Written,
    /// It replaces earlier rows.
    Replaces {
        /// These rows.
        earlier: Vec<RowRef>,
        /// True if it has an error, like those that it replaces.
        rejected: bool,
    },
    /// It is rejected or skipped, because of an earlier row if there is one.
    LeftOut {
        /// True for an error.
        rejected: bool,
        /// The earlier row.
        earlier: Option<RowRef>,
    },
}

#[derive(Debug, Clone)]
pub(super) struct KnownFeature {
    pub(super) feature: Feature,
    pub(super) rows: Vec<RowRef>,
    /// Further written rows that have it.
    pub(super) spare: Vec<RowRef>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct LongestText {
    pub(super) shortest: usize,
    pub(super) length: usize,
    pub(super) rows: Vec<RowRef>,
}

/// The candidates for a sample.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    pub(super) rows: u64,
    numbers: HashMap<Feature, usize>,
    pub(super) known: Vec<KnownFeature>,
    pub(super) kinds: HashMap<(FeatureKind, Arc<str>), usize>,
    pub(super) pool: HashMap<RowRef, Candidate>,
    pub(super) longest: BTreeMap<Arc<str>, LongestText>,
    /// Each replaced row, and the row that replaces it.
    pub(super) replaced: HashMap<RowRef, RowRef>,
    pub(super) merged: MergedGroups,
    /// True if there were too many features of a kind, so some are missing.
    pub(super) has_more: bool,
}

impl Candidates {
    /// Adds the next row.
    pub fn add(&mut self, place: RowRef, found: RowFeatures, end: RowEnd) {
        self.rows += 1;
        if self.rows == ALL + 1 {
            let kept: Vec<RowRef> = self.pool.keys().copied().collect();
            self.pool.values_mut().for_each(|candidate| candidate.lengths = Vec::new());
            kept.into_iter().for_each(|row| self.release(row));
        }
        let mut numbers: Vec<usize> =
            found.features.into_iter().filter_map(|feature| self.number(feature)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut candidate = Candidate { features: numbers, known: true, ..Candidate::default() };
        if self.keeps_all() {
            candidate.uses = 1;
            candidate.lengths.clone_from(&found.lengths);
        }
        match end {
            RowEnd::Written => candidate.written = true,
            RowEnd::Replaces { earlier, rejected } => {
                earlier.iter().for_each(|row| self.replace(*row, place));
                candidate.replaces = earlier;
                (candidate.rejected, candidate.written) = (rejected, !rejected);
            }
            RowEnd::LeftOut { rejected, earlier } => {
                (candidate.rejected, candidate.needs) = (rejected, earlier);
            }
        }
        let mut dropped = Vec::new();
        for number in &candidate.features {
            let Some(known) = self.known.get_mut(*number) else { continue };
            let last = known.rows.last().and_then(|row| self.pool.get(row));
            if candidate.written && known.spare.len() < SPARE && known.feature.kind != FeatureKind::Replaces {
                known.spare.push(place);
            }
            if known.rows.len() < KEPT {
                known.rows.push(place);
            } else if last.is_some_and(|last| last.features.len() < candidate.features.len()) {
                dropped.extend(known.rows.pop());
                known.rows.push(place);
            } else {
                continue;
            }
            candidate.uses += 1;
        }
        for (about, length) in found.lengths {
            candidate.uses += usize::from(self.keep_longest(about, length, place, &mut dropped));
        }
        if candidate.uses > 0 {
            self.pool.insert(place, candidate);
        }
        dropped.into_iter().for_each(|row| self.release(row));
    }

    pub(super) fn keeps_all(&self) -> bool {
        self.rows <= ALL
    }

    /// Adds what a row shows that was read again, because of other rows or because it was chosen.
    pub(super) fn know_row(&mut self, place: RowRef, found: RowFeatures, is_written: bool) {
        let numbers = found.features.iter().filter_map(|feature| self.numbers.get(feature).copied());
        let mut features: Vec<usize> = numbers.collect();
        for (about, length) in found.lengths {
            let longest = self.longest.get_mut(&about).filter(|longest| longest.length == length);
            if let Some(longest) = longest.filter(|longest| !longest.rows.contains(&place)) {
                longest.rows.push(place);
            }
        }
        let new = Candidate { written: is_written, ..Candidate::default() };
        let candidate = self.pool.entry(place).or_insert(new);
        features.append(&mut candidate.features);
        features.sort_unstable();
        features.dedup();
        candidate.features = features;
        candidate.known = true;
        candidate.uses += 1;
    }

    /// Adds a row that is merged with the groups of these rows.
    pub fn merge(&mut self, place: RowRef, with: &[RowRef], by: &str) {
        with.iter().for_each(|row| self.merged.link(place, *row, by));
    }

    /// Groups of merged rows that a sample of this size may show, the smallest first.
    pub fn groups(&mut self, at_most: u64) -> UnknownRows {
        self.merged.settle();
        let groups = self.merged.smallest(usize::try_from(at_most).unwrap_or(usize::MAX).max(GROUP));
        UnknownRows { rows: groups.iter().flatten().copied().collect(), groups }
    }

    /// Adds what the merged customer of a group shows beyond its single rows.
    pub fn add_merged(&mut self, group: &[RowRef], feature: Feature) {
        self.merged.see_all(feature, group);
    }

    /// What the merged customer of a group has in its fields is known: its single rows do not show theirs.
    pub fn look_at(&mut self, group: &[RowRef]) {
        self.merged.look_at(group);
    }

    /// The merged customer of a group has an error, so its rows are rejected.
    pub fn reject(&mut self, group: &[RowRef]) {
        self.merged.reject(group);
    }

    /// The number of a feature; `None` if there are too many like it.
    pub(super) fn number(&mut self, feature: Feature) -> Option<usize> {
        if let Some(number) = self.numbers.get(&feature) {
            return Some(*number);
        }
        let like = self.kinds.entry((feature.kind, Arc::clone(&feature.about))).or_default();
        *like += 1;
        if *like > feature.kind.limit() || self.known.len() >= FEATURES {
            self.has_more |= feature.kind != FeatureKind::Value || self.known.len() >= FEATURES;
            return None;
        }
        let number = self.known.len();
        self.numbers.insert(feature.clone(), number);
        self.known.push(KnownFeature { feature, rows: Vec::new(), spare: Vec::new() });
        Some(number)
    }

    fn keep_longest(
        &mut self,
        about: Arc<str>,
        length: usize,
        place: RowRef,
        dropped: &mut Vec<RowRef>,
    ) -> bool {
        let longest = self
            .longest
            .entry(about)
            .or_insert_with(|| LongestText { shortest: length, ..LongestText::default() });
        longest.shortest = longest.shortest.min(length);
        if length > longest.length {
            longest.length = length;
            dropped.append(&mut longest.rows);
        }
        let keep = length == longest.length && longest.rows.len() < KEPT;
        if keep {
            longest.rows.push(place);
        }
        keep
    }

    fn release(&mut self, row: RowRef) {
        let Some(candidate) = self.pool.get_mut(&row) else { return };
        candidate.uses = candidate.uses.saturating_sub(1);
        if candidate.uses == 0 {
            self.pool.remove(&row);
        }
    }

    /// Drops a row that a later one replaces: it is not written. Only its warnings remain.
    fn replace(&mut self, row: RowRef, by: RowRef) {
        self.replaced.insert(row, by);
        let Some(gone) = self.pool.remove(&row) else { return };
        self.longest.values_mut().for_each(|longest| longest.rows.retain(|kept| *kept != row));
        let mut warnings = Vec::new();
        for number in gone.features {
            let Some(known) = self.known.get_mut(number) else { continue };
            known.rows.retain(|kept| *kept != row);
            if known.feature.kind.is_warning() {
                warnings.push(Feature { kind: FeatureKind::LeftOutWarning, ..known.feature.clone() });
            }
        }
        let numbers: Vec<usize> = warnings.into_iter().filter_map(|feature| self.number(feature)).collect();
        let mut left = Candidate::default();
        for number in numbers {
            let all = self.rows <= ALL;
            let Some(known) = self.known.get_mut(number).filter(|known| all || known.rows.len() < KEPT)
            else {
                continue;
            };
            known.rows.push(row);
            left.features.push(number);
            left.uses += 1;
        }
        if left.uses > 0 {
            self.pool.insert(row, left);
        }
    }
}
