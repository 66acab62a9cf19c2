//! What one pass over the list shows, compared with the total that the server counts.

use crate::api::Page;

/// The server's counts during one pass.
#[derive(Debug, Default)]
pub(super) struct IndexPass {
    /// The least, greatest and latest total.
    pub(super) least: Option<u64>,
    pub(super) most: Option<u64>,
    latest: Option<u64>,
    /// The total fell between two pages: after a deletion later customers move up, and one may have been missed.
    fell: bool,
    /// An empty page has come, which ends the list whatever its total.
    pub(super) ended: bool,
    /// The number of records including repeated ones, of those on the last page with any, and of those on a full page.
    records: u64,
    on_last: u64,
    size: u64,
    /// A page that was not full was followed by another.
    uneven: bool,
}

impl IndexPass {
    pub(super) fn take(&mut self, page: &Page) {
        self.least = self.least.min(page.total).or(self.least).or(page.total);
        self.most = self.most.max(page.total);
        self.fell |= page.total.is_some() && page.total < self.latest;
        self.latest = page.total.or(self.latest);
        self.ended |= page.records.is_empty();
        let count = page.records.len() as u64;
        if count > 0 {
            self.uneven |= self.on_last < self.size;
            self.size = self.size.max(page.per_page.unwrap_or(count));
            self.records += count;
            self.on_last = count;
        }
    }

    /// True if only the total can be wrong: all pages are full without repetitions, the last one is not full, nothing
    /// follows, and the total differs by less than a page.
    pub(super) fn is_only_miscounted(&self, seen: u64) -> bool {
        let wrong = self.most.filter(|most| self.least == Some(*most)).map(|most| most.abs_diff(seen));
        let is_whole = self.ended && !self.uneven && self.records == seen && self.on_last < self.size;
        is_whole && wrong.is_some_and(|wrong| wrong < self.size)
    }

    /// True if the total never changed and equals the number of customers.
    pub(super) fn held_still(&self, seen: u64) -> bool {
        self.least == self.most && self.most.map_or(self.ended, |most| most == seen)
    }

    /// True if every customer counted at the start was seen. Customers inserted during the pass may be missing; they
    /// come after the list end that was read before it.
    pub(super) fn holds(&self, seen: u64) -> bool {
        match (self.least, self.most) {
            (Some(least), Some(most)) => !self.fell && (least..=most).contains(&seen),
            _ => self.ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(total: Option<u64>, records: usize) -> Page {
        let record = crate::api::CustomerRecord::default();
        Page { number: 1, total, per_page: Some(25), has_next: false, records: vec![record; records] }
    }

    #[test]
    fn a_pass_holds_if_the_count_stayed_and_all_customers_came() {
        let mut pass = IndexPass::default();
        pass.take(&page(Some(50), 25));
        pass.take(&page(Some(50), 25));
        assert!(pass.holds(50) && !pass.holds(49) && !pass.holds(51));
        pass.take(&page(Some(49), 24));
        assert!(!pass.holds(49), "somebody deleted one while it was read");
    }

    #[test]
    fn a_pass_holds_if_customers_were_added_meanwhile() {
        let mut pass = IndexPass::default();
        pass.take(&page(Some(50), 25));
        pass.take(&page(Some(52), 25));
        assert!(pass.holds(50) && pass.holds(52) && !pass.holds(49) && !pass.holds(53));
        pass.take(&page(Some(51), 2));
        assert!(!pass.holds(51), "one was deleted");
    }

    #[test]
    fn full_pages_show_that_only_the_count_is_wrong() {
        let pass = |total: u64, counts: &[usize]| {
            let mut pass = IndexPass::default();
            counts.iter().for_each(|count| pass.take(&page(Some(total), *count)));
            pass.ended = true;
            pass
        };
        assert!(!pass(57, &[25, 25]).is_only_miscounted(50), "the end may have been cut off");
        assert!(pass(67, &[25, 25, 10]).is_only_miscounted(60));
        assert!(pass(53, &[25, 25, 10]).is_only_miscounted(60));
        assert!(!pass(67, &[25, 10, 25]).is_only_miscounted(60), "a page in the middle is not whole");
        assert!(!pass(67, &[25, 25, 10]).is_only_miscounted(35), "a page came twice");
        assert!(!pass(90, &[25, 25, 10]).is_only_miscounted(60), "more than a page is missing");
    }

    #[test]
    fn a_list_without_a_count_holds_if_it_ended() {
        let mut pass = IndexPass::default();
        pass.take(&page(None, 25));
        assert!(!pass.holds(25));
        pass.take(&page(None, 0));
        assert!(pass.holds(25));
    }
}
