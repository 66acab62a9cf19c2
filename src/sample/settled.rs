//! The features of all rows together, once all rows have passed by.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::candidates::{Candidate, Candidates, KEPT, KnownFeature, LongestText, written};
use super::feature::{Feature, FeatureKind};
use crate::plan::RowRef;

impl Candidates {
    /// True if all features of all rows are known that a sample of this size may have.
    pub(super) fn knows_all(&self, most: usize) -> bool {
        self.keeps_all() && !self.has_more && self.merged.are_looked_at(most)
    }

    /// Ends the gathering: adds the features that are known only now, and returns all that count, by number.
    pub(super) fn settle(&mut self) -> BTreeMap<usize, Feature> {
        let longest =
            if self.keeps_all() { self.longest_of_all() } else { std::mem::take(&mut self.longest) };
        for (about, longest) in longest.into_iter().filter(|(_, longest)| longest.length > longest.shortest) {
            self.add_late(Feature::new(FeatureKind::Longest, &about), &longest.rows);
        }
        self.merged.settle();
        self.drop_vanished();
        self.find_again();
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

    /// Finds a row again for each feature whose first rows were dropped, if all rows are kept.
    fn find_again(&mut self) {
        let features =
            self.pool.iter().flat_map(|(row, one)| one.features.iter().map(move |number| (*row, *number)));
        for (row, number) in features {
            if let Some(known) = self.known.get_mut(number).filter(|known| known.rows.is_empty()) {
                known.rows.push(row);
            }
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

    /// The longest texts of the rows that no other replaces.
    fn longest_of_all(&self) -> BTreeMap<Arc<str>, LongestText> {
        let mut all: BTreeMap<Arc<str>, LongestText> = BTreeMap::new();
        for (row, candidate) in &self.pool {
            for (about, length) in &candidate.lengths {
                let new = LongestText { shortest: *length, ..LongestText::default() };
                let longest = all.entry(Arc::clone(about)).or_insert(new);
                longest.shortest = longest.shortest.min(*length);
                if *length > longest.length {
                    (longest.length, longest.rows) = (*length, Vec::new());
                }
                if *length == longest.length {
                    longest.rows.push(*row);
                }
            }
        }
        all
    }
}
