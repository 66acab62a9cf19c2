//! Keeps the updates that lose most, in bounded memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How bad an update is: the characters that it loses, the values that it empties and replaces, and last its place:
/// of equal ones, the first row is the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Loss {
    pub(super) characters: u64,
    pub(super) emptied: u64,
    pub(super) replaced: u64,
    pub(super) row: Reverse<u64>,
}

/// The worst of many updates, each with what is to be shown of it.
#[derive(Debug)]
pub(super) struct WorstChanges<T> {
    most: usize,
    heap: BinaryHeap<Reverse<Kept<T>>>,
}

#[derive(Debug)]
struct Kept<T> {
    loss: Loss,
    shown: T,
}

impl<T> WorstChanges<T> {
    /// Keeps at most this many.
    pub(super) fn new(most: usize) -> Self {
        Self { most, heap: BinaryHeap::with_capacity(most + 1) }
    }

    /// True if an update with this loss is among the worst so far.
    pub(super) fn wants(&self, loss: Loss) -> bool {
        self.heap.len() < self.most || self.heap.peek().is_some_and(|Reverse(mildest)| mildest.loss < loss)
    }

    /// Adds an update, and drops the mildest if there are too many.
    pub(super) fn add(&mut self, loss: Loss, shown: T) {
        self.heap.push(Reverse(Kept { loss, shown }));
        if self.heap.len() > self.most {
            self.heap.pop();
        }
    }

    /// The worst first.
    pub(super) fn into_sorted(self) -> Vec<T> {
        // The heap sorts by `Reverse`, so its sorted order begins with the worst.
        self.heap.into_sorted_vec().into_iter().map(|Reverse(kept)| kept.shown).collect()
    }
}

impl<T> PartialEq for Kept<T> {
    fn eq(&self, other: &Self) -> bool {
        self.loss == other.loss
    }
}

impl<T> Eq for Kept<T> {}

impl<T> PartialOrd for Kept<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Kept<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.loss.cmp(&other.loss)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_are_kept_whatever_their_order() {
        let mut worst = WorstChanges::new(3);
        for (row, characters) in [(1, 5), (2, 0), (3, 900), (4, 5), (5, 0), (6, 40)] {
            let loss = Loss { characters, emptied: 0, replaced: 1, row: Reverse(row) };
            if worst.wants(loss) {
                worst.add(loss, row);
            }
        }
        assert_eq!(worst.into_sorted(), [3, 6, 1]);
    }
}
