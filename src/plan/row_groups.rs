//! Groups of rows that are the same customer, built while rows are read.

use std::collections::HashMap;

use super::seen_keys::RowRef;

/// Groups of rows, each represented by one of its rows, its head. Only joined groups are stored: an entry for each
/// group that was merged into another.
#[derive(Debug, Default)]
pub struct RowGroups {
    heads: HashMap<RowRef, RowRef>,
}

impl RowGroups {
    /// The row that represents the group of a row: the row itself, unless its group was merged into another.
    pub fn head(&mut self, place: RowRef) -> RowRef {
        let mut head = place;
        while let Some(next) = self.heads.get(&head) {
            head = *next;
        }
        // Path compression: every row on the path now points to the head, so paths stay short.
        let mut at = place;
        while let Some(next) = self.heads.get_mut(&at).filter(|next| **next != head) {
            at = std::mem::replace(next, head);
        }
        head
    }

    /// Merges the groups of `others` into that of `head`. All of them must be heads.
    pub fn unite(&mut self, head: RowRef, others: impl IntoIterator<Item = RowRef>) {
        self.heads.extend(others.into_iter().filter(|other| *other != head).map(|other| (other, head)));
    }

    /// The rows whose groups were merged into others.
    pub fn united(&self) -> Vec<RowRef> {
        self.heads.keys().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(row: u32) -> RowRef {
        RowRef { source: 0, row }
    }

    #[test]
    fn united_groups_have_one_head() {
        let mut groups = RowGroups::default();
        for row in (1..1000).rev() {
            let head = groups.head(place(row));
            let other = groups.head(place(row + 1));
            groups.unite(head, [other, head]);
        }
        for row in 1..=1000 {
            assert_eq!(groups.head(place(row)), place(1));
        }
        assert_eq!((groups.head(place(2000)), groups.united().len()), (place(2000), 999));
    }

    #[test]
    fn a_long_chain_is_compressed() {
        let mut groups = RowGroups::default();
        for row in 0..10 {
            groups.unite(place(row + 1), [place(row)]);
        }
        assert_eq!(groups.head(place(0)), place(10));
        assert!(groups.heads.values().all(|head| *head == place(10)));
    }
}
