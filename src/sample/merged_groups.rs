//! Groups of rows that are merged: they are taken whole, or the merge would be another.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::feature::{Feature, FeatureKind};
use crate::plan::{RowGroups, RowRef};

/// The rows that are merged.
#[derive(Debug, Default)]
pub(super) struct MergedGroups {
    /// Each row with an earlier row of its group, and the number of the key.
    links: Vec<(RowRef, RowRef, u16)>,
    keys: Vec<String>,
    groups: HashMap<RowRef, Arc<[RowRef]>>,
}

impl MergedGroups {
    /// Two rows are merged, because they have this key in common.
    pub(super) fn link(&mut self, row: RowRef, earlier: RowRef, by: &str) {
        let key = self.keys.iter().position(|key| key == by).unwrap_or_else(|| {
            self.keys.push(by.to_owned());
            self.keys.len() - 1
        });
        self.links.push((row, earlier, u16::try_from(key).unwrap_or(u16::MAX)));
    }

    /// Builds the groups. Returns the features that they show, each with the rows of the smallest group for it.
    pub(super) fn settle(&mut self) -> Vec<(Feature, Vec<RowRef>)> {
        let links = std::mem::take(&mut self.links);
        let mut heads = RowGroups::default();
        for (row, earlier, _) in &links {
            let ends = [heads.head(*row), heads.head(*earlier)];
            let head = ends[0].min(ends[1]);
            heads.unite(head, ends);
        }
        let mut groups: BTreeMap<RowRef, Vec<RowRef>> = BTreeMap::new();
        for (row, earlier, _) in &links {
            groups.entry(heads.head(*row)).or_default().extend([*row, *earlier]);
        }
        for rows in groups.values_mut() {
            rows.sort_unstable();
            rows.dedup();
        }
        let mut best: BTreeMap<Feature, &[RowRef]> = BTreeMap::new();
        let mut see = |feature: Feature, rows| {
            let smallest: &mut &[RowRef] = best.entry(feature).or_insert(rows);
            if rows.len() < smallest.len() {
                *smallest = rows;
            }
        };
        for (row, _, key) in &links {
            let rows = groups.get(&heads.head(*row)).map_or(&[][..], Vec::as_slice);
            let by = self.keys.get(usize::from(*key)).map_or("", String::as_str);
            see(Feature::new(FeatureKind::Merged, &Arc::from(by)), rows);
            if rows.len() > 2 {
                see(Feature::new(FeatureKind::MergedSeveral, &Arc::from("")), rows);
            }
        }
        // Only the first row stands for the group, because it is taken with all the others.
        let found = best.into_iter().map(|(feature, rows)| (feature, rows[..1.min(rows.len())].to_vec()));
        let found = found.collect();
        for rows in groups.into_values().map(Arc::<[RowRef]>::from) {
            self.groups.extend(rows.iter().map(|row| (*row, Arc::clone(&rows))));
        }
        found
    }

    /// All rows of the group of a row; none if it is not merged.
    pub(super) fn of(&self, row: RowRef) -> &[RowRef] {
        self.groups.get(&row).map_or(&[], |rows| rows)
    }
}
