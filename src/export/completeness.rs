//! What the passes have shown, as numbers, and what may be claimed of them. Pure; the proofs are in docs/export.md.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::api::Page;
use crate::exit_status::ExitStatus;

/// Which way a pass went through the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From the first page on, side by side.
    Forward,
    /// From the last page to the first, one at a time.
    Backward,
}

/// What one pass saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PassCounts {
    /// From 1.
    pub number: u32,
    /// Its way.
    pub direction: Direction,
    /// When its first request left (UTC).
    pub began: String,
    /// When its last answer was there (UTC).
    pub ended: String,
    /// Pages that were read.
    pub pages: u64,
    /// Different customers.
    pub customers: u64,
    /// Records that came again within the pass.
    pub doubles: u64,
    /// Records without an id.
    pub without_id: u64,
    /// The totals that the answers told, the least and the most.
    pub totals: Option<(u64, u64)>,
    /// The page sizes that the answers told.
    pub page_sizes: BTreeSet<u64>,
    /// An answer with records did not tell the size of a page.
    pub unsized_pages: bool,
}

impl PassCounts {
    /// A pass that is about to begin.
    pub(super) const fn new(number: u32, direction: Direction, began: String) -> Self {
        Self {
            number,
            direction,
            began,
            ended: String::new(),
            pages: 0,
            customers: 0,
            doubles: 0,
            without_id: 0,
            totals: None,
            page_sizes: BTreeSet::new(),
            unsized_pages: false,
        }
    }

    /// Notes what an answer tells of the list. A page past the end may have no counts of its own.
    pub(super) fn observe(&mut self, page: &Page) {
        self.pages += 1;
        let told = page.total.filter(|total| *total > 0 || !page.records.is_empty());
        if let Some(total) = told {
            let (least, most) = self.totals.unwrap_or((total, total));
            self.totals = Some((least.min(total), most.max(total)));
        }
        if page.records.is_empty() {
            return;
        }
        match page.per_page {
            Some(size) if self.page_sizes.len() < SIZES => drop(self.page_sizes.insert(size)),
            Some(_) => {}
            None => self.unsized_pages = true,
        }
    }
}

/// Page sizes that are told apart.
const SIZES: usize = 8;

/// The lone call after a pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CountRequest {
    /// The pass before it.
    pub after_pass: u32,
    /// When it was sent (UTC).
    pub sent: String,
    /// When its answer was there (UTC).
    pub answered: String,
    /// Customers of the account, where the server says so.
    pub total: Option<u64>,
}

/// Two passes that follow one another, and the total of the lone call between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PassPair {
    /// The first of them.
    pub(super) first: u32,
    /// What the server counts.
    pub(super) total: Option<u64>,
    /// Customers that both saw: they certainly stood at the moment of the total.
    pub(super) both: u64,
    /// Customers that one of them saw, or both.
    pub(super) either: u64,
}

impl PassPair {
    /// True when the customers that both saw were exactly the account at the moment of the total.
    pub(super) fn is_snapshot(&self) -> bool {
        self.total == Some(self.both)
    }

    /// How many customers of that moment may have been missed, at most; `None` where the server does not say, or says
    /// less than were there.
    pub(super) fn uncertain(&self) -> Option<u64> {
        self.total?.checked_sub(self.both)
    }

    /// False when the total is less than who was certainly there, or more than who was seen on either side.
    fn is_explained(&self) -> bool {
        self.total.is_none_or(|total| (self.both..=self.either).contains(&total))
    }
}

/// What speaks for and against a list that keeps its order, after a pass from last to first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OrderCheck {
    /// All passes show the customers that they share in the same order.
    pub(super) one_order: bool,
    /// In the last pass, whoever is new comes after all who were known.
    pub(super) newcomers_last: bool,
    /// Customers that were seen before and not in this pass, and are still there; `None` where there were too many to
    /// ask for each.
    pub(super) passed_over: Option<u64>,
}

/// Why a list is not taken to keep its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum OrderObjection {
    /// Two passes show customers in different orders.
    #[error("two passes list customers in different orders")]
    OrderChanged,
    /// New customers stand before known ones.
    #[error("new customers are listed before known ones")]
    NewcomersAmongTheKnown,
    /// The size of a page changed, or is not told.
    #[error("the page size changed or is not reported")]
    PageSizeChanged,
    /// Customers that are still there were passed over.
    #[error("a pass missed existing customers")]
    PassedOver,
    /// So many were seen no more that not each could be looked up.
    #[error("too many customers disappeared to look up each one")]
    TooManyWent,
    /// The server counts fewer customers than were certainly there, or more than were seen on either side.
    #[error("the server's total differs from the customers seen")]
    TotalUnexplained,
    /// There are records without an id.
    #[error("some records have no id")]
    WithoutId,
    /// A list without a total shows the same customers again instead of ending.
    #[error("the list has no total and repeats customers instead of ending")]
    Endless,
    /// The read of a customer was answered with another one: an id is not to be trusted.
    #[error("reads of customers were answered with other records")]
    AnotherCustomer,
}

/// What speaks against a list that keeps its order; nothing, and the last pass has everybody who stood throughout.
pub(super) fn objections(passes: &[PassCounts], pair: &PassPair, seen: OrderCheck) -> Vec<OrderObjection> {
    let sizes: BTreeSet<u64> = passes.iter().flat_map(|pass| &pass.page_sizes).copied().collect();
    let one_size = sizes.len() <= 1 && passes.iter().all(|pass| !pass.unsized_pages);
    let found = [
        (!seen.one_order, OrderObjection::OrderChanged),
        (!seen.newcomers_last, OrderObjection::NewcomersAmongTheKnown),
        (!one_size, OrderObjection::PageSizeChanged),
        (seen.passed_over.is_some_and(|count| count > 0), OrderObjection::PassedOver),
        (seen.passed_over.is_none(), OrderObjection::TooManyWent),
        (!pair.is_explained(), OrderObjection::TotalUnexplained),
        (passes.iter().any(|pass| pass.without_id > 0), OrderObjection::WithoutId),
    ];
    found.into_iter().filter(|(holds, _)| *holds).map(|(_, objection)| objection).collect()
}

/// True when one pass saw as many customers as the server counted all along, and still counts after it.
pub(super) fn is_counted(pass: &PassCounts, total: Option<u64>) -> bool {
    let steady = pass.totals.is_none_or(|(least, most)| least == most && Some(most) == total);
    steady && total == Some(pass.customers)
}

/// What is claimed of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "camelCase")]
#[non_exhaustive]
pub enum Verdict {
    /// Exactly the account of one moment: what this pass and the next both saw.
    Snapshot {
        /// The pass before the lone call.
        first: u32,
    },
    /// Everybody who stood throughout, if the list keeps its order: what this pass saw.
    Steady {
        /// The pass from last to first.
        pass: u32,
    },
    /// One pass with as many customers as the server counts.
    Counted,
    /// Nothing is claimed: what one of the last two passes saw.
    Unproven {
        /// Customers of the moment of the last total that may be missing, at most.
        uncertain: Option<u64>,
        /// What spoke against `steady` at last.
        objections: Vec<OrderObjection>,
    },
}

impl Verdict {
    /// One word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Snapshot { .. } => "snapshot",
            Self::Steady { .. } => "steady",
            Self::Counted => "counted",
            Self::Unproven { .. } => "unproven",
        }
    }

    /// The exit status of a command that read the list.
    pub fn status(&self) -> ExitStatus {
        if matches!(self, Self::Unproven { .. }) { ExitStatus::Unproven } else { ExitStatus::Success }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn pair(total: Option<u64>, both: u64, either: u64) -> PassPair {
        PassPair { first: 1, total, both, either }
    }

    fn pass(customers: u64, totals: Option<(u64, u64)>) -> PassCounts {
        let page_sizes = BTreeSet::from([25]);
        PassCounts { customers, totals, page_sizes, ..PassCounts::new(1, Direction::Forward, String::new()) }
    }

    #[rstest]
    #[case(Some(5), 5, 9, true, Some(0))]
    #[case(Some(0), 0, 0, true, Some(0))]
    #[case(Some(6), 5, 9, false, Some(1))]
    #[case(Some(4), 5, 9, false, None)]
    #[case(None, 5, 5, false, None)]
    fn a_snapshot_needs_the_very_total(
        #[case] total: Option<u64>,
        #[case] both: u64,
        #[case] either: u64,
        #[case] snapshot: bool,
        #[case] uncertain: Option<u64>,
    ) {
        let pair = pair(total, both, either);
        assert_eq!((pair.is_snapshot(), pair.uncertain()), (snapshot, uncertain));
    }

    const GOOD: OrderCheck = OrderCheck { one_order: true, newcomers_last: true, passed_over: Some(0) };

    #[rstest]
    #[case(GOOD, Some(6), &[])]
    #[case(GOOD, None, &[])]
    #[case(GOOD, Some(4), &[OrderObjection::TotalUnexplained])]
    #[case(GOOD, Some(10), &[OrderObjection::TotalUnexplained])]
    #[case(OrderCheck { one_order: false, ..GOOD }, Some(6), &[OrderObjection::OrderChanged])]
    #[case(OrderCheck { newcomers_last: false, ..GOOD }, Some(6), &[OrderObjection::NewcomersAmongTheKnown])]
    #[case(OrderCheck { passed_over: Some(1), ..GOOD }, Some(6), &[OrderObjection::PassedOver])]
    #[case(OrderCheck { passed_over: None, ..GOOD }, Some(6), &[OrderObjection::TooManyWent])]
    fn whatever_speaks_against_a_steady_list_counts(
        #[case] seen: OrderCheck,
        #[case] total: Option<u64>,
        #[case] expected: &[OrderObjection],
    ) {
        assert_eq!(objections(&[pass(9, None)], &pair(total, 5, 9), seen), expected);
    }

    #[test]
    fn pages_of_two_sizes_or_of_none_speak_against_it() {
        let other = PassCounts { page_sizes: BTreeSet::from([10]), ..pass(9, None) };
        let silent = PassCounts { unsized_pages: true, ..pass(9, None) };
        let nameless = PassCounts { without_id: 1, ..pass(9, None) };
        for (odd, expected) in [
            (other, OrderObjection::PageSizeChanged),
            (silent, OrderObjection::PageSizeChanged),
            (nameless, OrderObjection::WithoutId),
        ] {
            assert_eq!(objections(&[pass(9, None), odd], &pair(None, 5, 9), GOOD), [expected]);
        }
    }

    #[rstest]
    #[case(9, Some((9, 9)), Some(9), true)]
    #[case(9, Some((8, 9)), Some(9), false)]
    #[case(9, Some((9, 9)), Some(8), false)]
    #[case(8, Some((9, 9)), Some(9), false)]
    #[case(0, None, Some(0), true)]
    #[case(9, None, None, false)]
    fn one_pass_is_counted(
        #[case] customers: u64,
        #[case] totals: Option<(u64, u64)>,
        #[case] total: Option<u64>,
        #[case] counted: bool,
    ) {
        assert_eq!(is_counted(&pass(customers, totals), total), counted);
    }
}
