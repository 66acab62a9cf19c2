//! The choice of the rows.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::Candidates;
use super::cover::{Room, Unit, cover};
use super::feature::{Feature, FeatureKind};
use super::note::{Sample, SamplePick};
use crate::plan::RowRef;

/// The rows that were chosen.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The rows.
    pub rows: BTreeSet<RowRef>,
    /// What they show.
    pub sample: Sample,
}

/// The most rows, and the most things, that are named.
const NAMED: usize = 200;

impl Candidates {
    /// Chooses at most `at_most` rows of this number of sources. `words` names a row.
    pub fn choose(mut self, at_most: u64, sources: u64, words: impl Fn(RowRef) -> String) -> Choice {
        let features = self.settle();
        let mut units = self.units(&features);
        let most = usize::try_from(at_most).unwrap_or(usize::MAX);
        // Most rows of a trial should be written. Without any that can be, errors are all there is to show.
        let good = units.iter().any(|unit| unit.rejected == 0);
        let room = Room { rows: most, rejected: if good { most / 4 } else { most } };
        units.retain(|unit| unit.rows.len() <= most);
        let weight = |number: usize| features.get(&number).map_or(0, |feature| feature.kind.weight());
        let order = cover(&units, room, weight);
        let mut choice = Choice::default();
        let mut shown = BTreeSet::new();
        for unit in order.into_iter().filter_map(|at| units.get(at)) {
            let fresh = unit.shows.difference(&shown).filter_map(|number| features.get(number));
            let pick = SamplePick {
                rows: unit.rows.difference(&choice.rows).map(|row| words(*row)).collect(),
                shows: fresh.map(Feature::thing).collect(),
            };
            if choice.sample.picks.len() < NAMED {
                choice.sample.picks.push(pick);
            }
            choice.rows.extend(&unit.rows);
            shown.extend(&unit.shows);
        }
        let mut missing: Vec<&Feature> = features
            .iter()
            .filter(|(number, _)| !shown.contains(number))
            .map(|(_, feature)| feature)
            .collect();
        missing.sort_unstable();
        choice.sample.at_most = at_most;
        choice.sample.rows = choice.rows.len() as u64;
        choice.sample.of_rows = self.rows;
        choice.sample.sources = sources;
        choice.sample.things = features.len() as u64;
        choice.sample.shown = shown.len() as u64;
        choice.sample.not_shown = missing.into_iter().take(NAMED).map(Feature::thing).collect();
        choice
    }

    /// The rows that can be taken, each with those that it needs.
    fn units(&self, features: &BTreeMap<usize, Feature>) -> Vec<Unit> {
        let mut units = BTreeSet::new();
        for (row, candidate) in &self.pool {
            units.insert(self.unit([*row].into(), features, None));
            if !candidate.replaces.is_empty() {
                let rows = candidate.replaces.iter().chain([row]).copied().collect();
                units.insert(self.unit(rows, features, Some(*row)));
            }
        }
        units.into_iter().filter(|unit| !unit.shows.is_empty()).collect()
    }

    /// These rows with all that they need. Only the row `replacing` is shown to replace others.
    fn unit(
        &self,
        rows: BTreeSet<RowRef>,
        features: &BTreeMap<usize, Feature>,
        replacing: Option<RowRef>,
    ) -> Unit {
        let mut open: Vec<RowRef> = rows.into_iter().collect();
        // A group may be as large as the file, so its rows are added only once.
        let mut groups = BTreeSet::new();
        let mut unit = Unit { rows: BTreeSet::new(), shows: BTreeSet::new(), rejected: 0 };
        while let Some(row) = open.pop() {
            if !unit.rows.insert(row) {
                continue;
            }
            open.extend(self.replaced.get(&row));
            let group = self.merged.of(row);
            if group.first().is_some_and(|first| groups.insert(*first)) {
                open.extend(group);
            }
            let Some(candidate) = self.pool.get(&row) else { continue };
            open.extend(candidate.needs);
            unit.rejected += usize::from(candidate.rejected);
            let shows = candidate.features.iter().filter(|number| {
                let replaces =
                    |feature: &Feature| feature.kind == FeatureKind::Replaces && replacing != Some(row);
                features.get(number).is_some_and(|feature| !replaces(feature))
            });
            unit.shows.extend(shows);
        }
        unit
    }
}
