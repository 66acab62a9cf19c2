//! The rows that can be taken, each with those that it needs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::candidates::{Candidate, Candidates};
use super::feature::{Feature, FeatureKind};
use super::unit::Unit;
use crate::plan::RowRef;

type Features = BTreeMap<usize, Feature>;

/// What the rows of a block show together: a single row, or all rows of a merged customer, by its first row.
#[derive(Debug, Default)]
struct Block {
    shows: BTreeSet<usize>,
    rejected: usize,
    written: bool,
    needs: Vec<RowRef>,
}

impl Candidates {
    /// The rows that can be taken and show something, each with those that it needs.
    pub(super) fn units(&self, features: &Features) -> BTreeSet<Unit> {
        let blocks = self.blocks(features);
        let mut units: BTreeSet<Unit> =
            blocks.keys().map(|block| self.unit([*block].into(), &blocks)).collect();
        for (row, candidate) in self.pool.iter().filter(|(_, candidate)| !candidate.replaces.is_empty()) {
            let rows = candidate.replaces.iter().chain([row]).copied().collect();
            let mut unit = self.unit(rows, &blocks);
            unit.shows.extend(replaces(candidate, features));
            units.insert(unit);
        }
        units.retain(|unit| !unit.shows.is_empty());
        units
    }

    /// The rows of a block: all rows of the customer if it is merged.
    pub(super) fn rows_of(&self, block: RowRef) -> Vec<RowRef> {
        match self.merged.of(block) {
            [] => vec![block],
            rows => rows.to_vec(),
        }
    }

    fn block_of(&self, row: RowRef) -> RowRef {
        self.merged.of(row).first().copied().unwrap_or(row)
    }

    fn blocks(&self, features: &Features) -> HashMap<RowRef, Block> {
        let mut blocks: HashMap<RowRef, Block> = HashMap::new();
        for (row, candidate) in &self.pool {
            let block = blocks.entry(self.block_of(*row)).or_default();
            let counts = |number: &&usize| {
                let feature = features.get(number);
                feature.is_some_and(|feature| feature.kind != FeatureKind::Replaces)
            };
            block.shows.extend(candidate.features.iter().filter(counts));
            block.rejected += usize::from(candidate.rejected);
            block.written |= candidate.written;
            block.needs.extend(candidate.needs);
        }
        for (first, block) in blocks.iter_mut().filter(|(first, _)| self.merged.is_rejected(**first)) {
            (block.rejected, block.written) = (self.merged.of(*first).len(), false);
        }
        blocks
    }

    /// These rows with all that they need.
    fn unit(&self, rows: Vec<RowRef>, blocks: &HashMap<RowRef, Block>) -> Unit {
        let mut open = rows;
        let mut unit = Unit::default();
        while let Some(row) = open.pop() {
            let first = self.block_of(row);
            let rows = self.merged.of(first).len().max(1);
            if unit.blocks.insert(first, rows).is_some() {
                continue;
            }
            open.extend(self.replaced.get(&row));
            let Some(block) = blocks.get(&first) else { continue };
            open.extend(&block.needs);
            unit.rejected += block.rejected;
            unit.written |= block.written;
            unit.shows.extend(&block.shows);
        }
        unit
    }
}

/// The feature that a row replaces others. It shows this only together with them.
fn replaces<'c>(candidate: &'c Candidate, features: &'c Features) -> impl Iterator<Item = usize> + 'c {
    let numbers = candidate.features.iter().copied();
    numbers.filter(|number| features.get(number).is_some_and(|feature| feature.kind == FeatureKind::Replaces))
}
