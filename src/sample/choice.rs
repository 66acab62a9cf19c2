//! The choice of the rows.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::Candidates;
use super::cover::{Cover, Worth, cover};
use super::feature::{Feature, FeatureKind};
use super::note::{LargeCustomer, Sample, SamplePick};
use super::taken::Room;
use super::unit::Unit;
use crate::plan::RowRef;

/// The rows that were chosen.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The rows.
    pub rows: BTreeSet<RowRef>,
    /// What they show.
    pub sample: Sample,
}

/// The most picks, and the most things, that are named.
const NAMED: usize = 200;
/// The most rows of a pick that are named.
const NAMED_ROWS: usize = 20;
/// The most customers with too many rows that are named.
const NAMED_LARGE: usize = 10;

impl Candidates {
    /// Chooses at most `at_most` rows of this number of sources; if each customer that can be written has more, the rows
    /// of the smallest one. `words` names a row.
    pub fn choose(mut self, at_most: u64, sources: u64, words: impl Fn(RowRef) -> String) -> Choice {
        let features = self.settle();
        let most = usize::try_from(at_most).unwrap_or(usize::MAX);
        let (fitting, large): (Vec<Unit>, Vec<Unit>) =
            self.units(&features).into_iter().partition(|unit| unit.rows() <= most);
        let smallest = large.iter().filter(|unit| unit.is_good()).min_by_key(|unit| unit.rows());
        let only = smallest.filter(|_| !fitting.iter().any(Unit::is_good));
        let (taken, proven) =
            only.map_or_else(|| best(&fitting, most, &features), |only| (vec![only], false));
        let mut choice = self.named(&taken, &features, &words);
        let shown: BTreeSet<usize> = taken.iter().flat_map(|unit| &unit.shows).copied().collect();
        let told = large.iter().filter(|unit| only == Some(*unit) || !unit.shows.is_subset(&shown));
        choice.sample.too_large = self.too_large(told, most, only, &words);
        let missing = features.iter().filter(|(number, _)| !shown.contains(number));
        let mut missing: Vec<&Feature> = missing.map(|(_, feature)| feature).collect();
        missing.sort_unstable();
        choice.sample.not_shown = missing.into_iter().take(NAMED).map(Feature::thing).collect();
        choice.sample.at_most = at_most;
        choice.sample.rows = choice.rows.len() as u64;
        choice.sample.of_rows = self.rows;
        choice.sample.sources = sources;
        choice.sample.things = features.len() as u64;
        choice.sample.proven = proven && self.knows_all(most);
        choice.sample.shown = shown.len() as u64;
        choice
    }

    /// The rows of these units, and what each adds.
    fn named(
        &self,
        taken: &[&Unit],
        features: &BTreeMap<usize, Feature>,
        words: impl Fn(RowRef) -> String,
    ) -> Choice {
        let mut choice = Choice::default();
        let mut shown = BTreeSet::new();
        for unit in taken {
            let rows = unit.blocks.keys().flat_map(|block| self.rows_of(*block));
            let rows: BTreeSet<RowRef> = rows.filter(|row| !choice.rows.contains(row)).collect();
            let fresh = unit.shows.difference(&shown).filter_map(|number| features.get(number));
            if choice.sample.picks.len() < NAMED {
                choice.sample.picks.push(SamplePick {
                    rows: rows.iter().take(NAMED_ROWS).map(|row| words(*row)).collect(),
                    more_rows: rows.len().saturating_sub(NAMED_ROWS) as u64,
                    shows: fresh.map(Feature::thing).collect(),
                });
            }
            choice.rows.extend(rows);
            shown.extend(&unit.shows);
        }
        choice
    }

    /// The customers of these units that have more rows than the sample may have. `only` is the sample.
    fn too_large<'u>(
        &self,
        units: impl Iterator<Item = &'u Unit>,
        most: usize,
        only: Option<&Unit>,
        words: impl Fn(RowRef) -> String,
    ) -> Vec<LargeCustomer> {
        let blocks = units.flat_map(|unit| unit.blocks.iter().map(|(first, rows)| (*rows, *first)));
        let large: BTreeSet<(usize, RowRef)> = blocks.filter(|(rows, _)| *rows > most).collect();
        let named = large.into_iter().take(NAMED_LARGE).map(|(rows, first)| LargeCustomer {
            row: words(first),
            rows: rows as u64,
            key: self.merged.key_of(first).to_owned(),
            taken: only.is_some_and(|unit| unit.blocks.contains_key(&first)),
        });
        named.collect()
    }
}

/// The units of the sample, the most telling first; and whether it is proven that none are better.
fn best<'u>(units: &'u [Unit], most: usize, features: &BTreeMap<usize, Feature>) -> (Vec<&'u Unit>, bool) {
    // Most rows of a trial should be written. Without any that can be, errors are all there is to show.
    let good = units.iter().any(Unit::is_good);
    let room = Room { rows: most, rejected: if good { most / 4 } else { most } };
    let kinds = Kinds::of(features);
    let with_kinds: Vec<Unit> = units.iter().map(|unit| kinds.add_to(unit)).collect();
    let telling = |number: usize| match features.get(&number) {
        Some(feature) => feature.kind.weight(),
        None => kinds.weights.get(&number).copied().unwrap_or_default(),
    };
    let counts = |number: usize| features.contains_key(&number);
    let Cover { order, proven } = cover(&with_kinds, room, Worth { telling, counts });
    (order.into_iter().filter_map(|at| units.get(at)).collect(), proven)
}

/// The kinds of features, as further features: of samples that show as many features, the one with more kinds is taken.
struct Kinds {
    /// The kind of each feature, by number.
    of: BTreeMap<usize, usize>,
    weights: BTreeMap<usize, i64>,
}

impl Kinds {
    fn of(features: &BTreeMap<usize, Feature>) -> Self {
        let free = features.last_key_value().map_or(0, |(last, _)| last + 1);
        let mut numbers: BTreeMap<(FeatureKind, &str), usize> = BTreeMap::new();
        let (mut of, mut weights) = (BTreeMap::new(), BTreeMap::new());
        for (number, feature) in features {
            let next = free + numbers.len();
            let kind = *numbers.entry(feature.group()).or_insert(next);
            of.insert(*number, kind);
            weights.insert(kind, feature.kind.first_weight());
        }
        Self { of, weights }
    }

    fn add_to(&self, unit: &Unit) -> Unit {
        let mut unit = unit.clone();
        let kinds: Vec<usize> = unit.shows.iter().filter_map(|number| self.of.get(number)).copied().collect();
        unit.shows.extend(kinds);
        unit
    }
}
