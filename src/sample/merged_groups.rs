//! Groups of rows that are merged: they are taken whole, or the merge would be another.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::feature::{Feature, FeatureKind};
use crate::plan::{RowGroups, RowRef};

/// The rows that are merged.
#[derive(Debug, Clone, Default)]
pub(super) struct MergedGroups {
    /// Each row with an earlier row of its group, and the number of the key.
    links: Vec<(RowRef, RowRef, u16)>,
    keys: Vec<String>,
    groups: HashMap<RowRef, Arc<[RowRef]>>,
    /// What the groups show: sizes and first rows of the smallest ones.
    features: BTreeMap<Feature, BTreeSet<(usize, RowRef)>>,
    /// The numbers of the keys of each group, by its first row.
    keys_of: HashMap<RowRef, Vec<u16>>,
    /// The first rows of the groups whose merged customers were looked at.
    looked_at: BTreeSet<RowRef>,
    /// The first rows of those of them that are rejected.
    rejected: BTreeSet<RowRef>,
}

/// The groups that are kept for each feature.
const KEPT: usize = 3;
/// The groups whose merged customers are looked at, and the number of their rows: all are in memory then.
const LOOKED_AT: usize = 128;
const LOOKED_AT_ROWS: usize = 8192;

impl MergedGroups {
    /// Two rows are merged, because they have this key in common.
    pub(super) fn link(&mut self, row: RowRef, earlier: RowRef, by: &str) {
        let key = self.keys.iter().position(|key| key == by).unwrap_or_else(|| {
            self.keys.push(by.to_owned());
            self.keys.len() - 1
        });
        self.links.push((row, earlier, u16::try_from(key).unwrap_or(u16::MAX)));
    }

    /// Builds the groups from the links.
    pub(super) fn settle(&mut self) {
        let links = std::mem::take(&mut self.links);
        let mut heads = RowGroups::default();
        for (row, earlier, _) in &links {
            let ends = [heads.head(*row), heads.head(*earlier)];
            heads.unite(ends[0].min(ends[1]), ends);
        }
        let mut groups: BTreeMap<RowRef, Vec<RowRef>> = BTreeMap::new();
        for (row, earlier, _) in &links {
            groups.entry(heads.head(*row)).or_default().extend([*row, *earlier]);
        }
        for mut rows in groups.into_values() {
            rows.sort_unstable();
            rows.dedup();
            let rows: Arc<[RowRef]> = rows.into();
            self.groups.extend(rows.iter().map(|row| (*row, Arc::clone(&rows))));
        }
        for (row, _, key) in links {
            let rows = self.groups.get(&row).map(Arc::clone).unwrap_or_default();
            if let Some(first) = rows.first() {
                let keys = self.keys_of.entry(*first).or_default();
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            let by = self.keys.get(usize::from(key)).map_or("", String::as_str);
            self.see(Feature::new(FeatureKind::Merged, &Arc::from(by)), &rows);
            if rows.len() > 2 {
                self.see(Feature::new(FeatureKind::MergedSeveral, &Arc::from("")), &rows);
            }
        }
    }

    /// A group shows a feature, and all that it shows is of interest.
    pub(super) fn see_all(&mut self, feature: Feature, group: &[RowRef]) {
        let Some(first) = group.first() else { return };
        self.features.entry(feature).or_default().insert((group.len(), *first));
    }

    /// A group shows a feature. The smallest ones are kept.
    fn see(&mut self, feature: Feature, group: &[RowRef]) {
        let Some(first) = group.first() else { return };
        let kept = self.features.entry(feature).or_default();
        kept.insert((group.len(), *first));
        if kept.len() > KEPT {
            kept.pop_last();
        }
    }

    /// What the merged customer of a group has in its fields is known.
    pub(super) fn look_at(&mut self, group: &[RowRef]) {
        let Some(first) = group.first() else { return };
        self.looked_at.insert(*first);
        for key in self.keys_of.get(first).cloned().unwrap_or_default() {
            let by = self.keys.get(usize::from(key)).map_or("", String::as_str);
            self.see_all(Feature::new(FeatureKind::Merged, &Arc::from(by)), group);
        }
        if group.len() > 2 {
            self.see_all(Feature::new(FeatureKind::MergedSeveral, &Arc::from("")), group);
        }
    }

    /// True if what the merged customer of a group has is known.
    pub(super) fn is_looked_at(&self, first: RowRef) -> bool {
        self.looked_at.contains(&first)
    }

    /// True if what the merged customers have with at most so many rows is known.
    pub(super) fn are_looked_at(&self, most: usize) -> bool {
        self.groups
            .values()
            .all(|rows| rows.len() > most || rows.first().is_some_and(|row| self.is_looked_at(*row)))
    }

    /// The merged customer of a group is rejected.
    pub(super) fn reject(&mut self, group: &[RowRef]) {
        self.rejected.extend(group.first());
    }

    /// True if the merged customer of a group is known to be rejected.
    pub(super) fn is_rejected(&self, first: RowRef) -> bool {
        self.rejected.contains(&first)
    }

    /// The fields that the rows of a group have in common.
    pub(super) fn key_of(&self, first: RowRef) -> &str {
        let keys = self.keys_of.get(&first).and_then(|keys| keys.first());
        let key = keys.and_then(|key| self.keys.get(usize::from(*key)));
        key.map_or("", String::as_str)
    }

    /// True if a row does not show such a feature, because it is only a part of a customer.
    pub(super) fn hides(&self, row: RowRef, kind: FeatureKind) -> bool {
        let Some(first) = self.of(row).first() else { return false };
        match kind {
            FeatureKind::WholeError | FeatureKind::WholeWarning => true,
            FeatureKind::Source => self.is_rejected(*first),
            _ => kind.is_of_result() && self.looked_at.contains(first),
        }
    }

    /// What the groups show, each with the first rows of the groups: all others are taken with them.
    pub(super) fn features(&self) -> Vec<(Feature, Vec<RowRef>)> {
        let rows = |kept: &BTreeSet<(usize, RowRef)>| kept.iter().map(|(_, row)| *row).collect();
        self.features.iter().map(|(feature, kept)| (feature.clone(), rows(kept))).collect()
    }

    /// The smallest groups, with at most this number of rows each.
    pub(super) fn smallest(&self, most: usize) -> Vec<Vec<RowRef>> {
        let firsts = self.groups.iter().filter(|(row, rows)| rows.first() == Some(*row));
        let mut sizes: Vec<(usize, &RowRef)> = firsts.map(|(row, rows)| (rows.len(), row)).collect();
        sizes.sort_unstable();
        let mut all = 0;
        let fit = sizes.into_iter().take(LOOKED_AT).take_while(|(rows, _)| {
            all += rows;
            *rows <= most && all <= LOOKED_AT_ROWS
        });
        fit.map(|(_, first)| self.of(*first).to_vec()).collect()
    }

    /// All rows of the group of a row; none if it is not merged.
    pub(super) fn of(&self, row: RowRef) -> &[RowRef] {
        self.groups.get(&row).map_or(&[], |rows| rows)
    }
}
