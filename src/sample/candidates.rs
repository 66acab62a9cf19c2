//! The candidates for a sample, gathered while all rows pass by.
//!
//! A few rows are kept for each feature, so memory does not grow with the number of rows: only rows with the key of
//! another row are remembered beyond that, like their keys.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::feature::{Feature, FeatureKind};
use super::merged_groups::MergedGroups;
use super::row_features::RowFeatures;
use super::unknown_rows::UnknownRows;
use crate::plan::RowRef;

/// The rows that are kept for each feature: the first ones, and the one with the most features.
const KEPT: usize = 4;
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
    /// The number of places where it is kept.
    uses: usize,
}

/// A row of which nothing was kept yet, but that can be written.
fn written() -> Candidate {
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
struct KnownFeature {
    feature: Feature,
    rows: Vec<RowRef>,
    /// Further written rows that have it.
    spare: Vec<RowRef>,
}

#[derive(Debug, Clone, Default)]
struct LongestText {
    shortest: usize,
    length: usize,
    rows: Vec<RowRef>,
}

/// The candidates for a sample.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    pub(super) rows: u64,
    numbers: HashMap<Feature, usize>,
    known: Vec<KnownFeature>,
    kinds: HashMap<(FeatureKind, Arc<str>), usize>,
    pub(super) pool: HashMap<RowRef, Candidate>,
    longest: BTreeMap<Arc<str>, LongestText>,
    /// Each replaced row, and the row that replaces it.
    pub(super) replaced: HashMap<RowRef, RowRef>,
    pub(super) merged: MergedGroups,
}

impl Candidates {
    /// Adds the next row.
    pub fn add(&mut self, place: RowRef, found: RowFeatures, end: RowEnd) {
        self.rows += 1;
        let mut numbers: Vec<usize> =
            found.features.into_iter().filter_map(|feature| self.number(feature)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut candidate = Candidate { features: numbers, known: true, ..Candidate::default() };
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
    fn number(&mut self, feature: Feature) -> Option<usize> {
        if let Some(number) = self.numbers.get(&feature) {
            return Some(*number);
        }
        let like = self.kinds.entry((feature.kind, Arc::clone(&feature.about))).or_default();
        *like += 1;
        if *like > feature.kind.limit() || self.known.len() >= FEATURES {
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
            let Some(known) = self.known.get_mut(number).filter(|known| known.rows.len() < KEPT) else {
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

    /// Ends the gathering: adds the features that are known only now, and returns all that count, by number.
    pub(super) fn settle(&mut self) -> BTreeMap<usize, Feature> {
        let longest = std::mem::take(&mut self.longest);
        for (about, longest) in longest.into_iter().filter(|(_, longest)| longest.length > longest.shortest) {
            self.add_late(Feature::new(FeatureKind::Longest, &about), &longest.rows);
        }
        self.merged.settle();
        self.drop_vanished();
        self.fill_up();
        for (feature, rows) in self.merged.features() {
            if feature.kind.is_of_result() {
                self.add_again(feature, &rows);
            } else {
                self.add_late(feature, &rows);
            }
        }
        let filled: BTreeSet<&Arc<str>> = self.abouts(FeatureKind::Filled).collect();
        let warnings: BTreeSet<(&Arc<str>, &str)> = self.warnings().collect();
        let counts = |feature: &Feature| match feature.kind {
            FeatureKind::LeftOutWarning => !warnings.contains(&(&feature.about, &*feature.detail)),
            // A field that no row fills is not left empty by some of them.
            FeatureKind::Empty => filled.contains(&feature.about),
            FeatureKind::Value => self.is_choice(&feature.about),
            _ => true,
        };
        let known = self.known.iter().enumerate().filter(|(_, known)| !known.rows.is_empty());
        let known = known.filter(|(_, known)| counts(&known.feature));
        known.map(|(number, known)| (number, known.feature.clone())).collect()
    }

    /// Removes what only a whole customer shows from rows that are a part of one.
    fn drop_vanished(&mut self) {
        let Self { known, pool, merged, .. } = self;
        for (row, candidate) in pool.iter_mut().filter(|(row, _)| !merged.of(**row).is_empty()) {
            let Candidate { features, rejected, written, .. } = candidate;
            features.retain(|number| {
                let Some(kind) = known.get(*number).map(|known| known.feature.kind) else { return false };
                *rejected &= kind != FeatureKind::WholeError;
                !merged.hides(*row, kind)
            });
            *written = !*rejected;
        }
        for known in known {
            let kind = known.feature.kind;
            known.rows.retain(|row| !merged.hides(*row, kind));
        }
    }

    /// Replaces the kept rows that were dropped by others that have the same feature.
    fn fill_up(&mut self) {
        let Self { known, pool, merged, replaced, .. } = self;
        for (number, known) in known.iter_mut().enumerate() {
            let kind = known.feature.kind;
            for row in std::mem::take(&mut known.spare) {
                let has = !merged.hides(row, kind) && !replaced.contains_key(&row);
                if has && known.rows.len() < KEPT && !known.rows.contains(&row) {
                    known.rows.push(row);
                    let features = &mut pool.entry(row).or_insert_with(written).features;
                    if !features.contains(&number) {
                        features.push(number);
                    }
                }
            }
        }
    }

    /// The columns and codes of the warnings of written rows.
    fn warnings(&self) -> impl Iterator<Item = (&Arc<str>, &str)> {
        let known = self.known.iter().filter(|known| {
            let warning = matches!(known.feature.kind, FeatureKind::Warning | FeatureKind::WholeWarning);
            warning && !known.rows.is_empty()
        });
        known.map(|known| (&known.feature.about, &*known.feature.detail))
    }

    fn abouts(&self, kind: FeatureKind) -> impl Iterator<Item = &Arc<str>> {
        let known =
            self.known.iter().filter(move |known| known.feature.kind == kind && !known.rows.is_empty());
        known.map(|known| &known.feature.about)
    }

    /// True for a field with few values. A field with many is free text.
    fn is_choice(&self, about: &Arc<str>) -> bool {
        let values = self.kinds.get(&(FeatureKind::Value, Arc::clone(about)));
        values.is_none_or(|values| *values <= FeatureKind::Value.limit())
    }

    /// Adds rows to a feature that single rows may have, too.
    fn add_again(&mut self, feature: Feature, rows: &[RowRef]) {
        let Some(number) = self.number(feature) else { return };
        rows.iter().for_each(|row| self.pool.entry(*row).or_insert_with(written).features.push(number));
        self.known.get_mut(number).into_iter().for_each(|known| known.rows.extend(rows));
    }

    fn add_late(&mut self, feature: Feature, rows: &[RowRef]) {
        let number = self.known.len();
        rows.iter().for_each(|row| self.pool.entry(*row).or_insert_with(written).features.push(number));
        self.known.push(KnownFeature { feature, rows: rows.to_vec(), spare: Vec::new() });
    }
}
