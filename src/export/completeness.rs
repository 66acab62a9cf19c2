//! What the passes show, as numbers, and which verdict follows. Pure functions; docs/export.md has the proofs.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::api::Page;
use crate::exit_status::ExitStatus;

/// The direction of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From the first page to the last, several pages at once.
    Forward,
    /// From the last page to the first, one page at a time.
    Backward,
}

/// The counts of one pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PassCounts {
    /// The number of the pass, from 1.
    pub number: u32,
    /// Its direction.
    pub direction: Direction,
    /// When its first request was sent (UTC).
    pub began: String,
    /// When its last answer arrived (UTC).
    pub ended: String,
    /// Pages that were read.
    pub pages: u64,
    /// Different customers.
    pub customers: u64,
    /// Records that appeared again in the same pass.
    pub doubles: u64,
    /// Records without an id.
    pub without_id: u64,
    /// The lowest and the highest total in the answers.
    pub totals: Option<(u64, u64)>,
    /// The page sizes in the answers.
    pub page_sizes: BTreeSet<u64>,
    /// An answer with records had no page size.
    pub unsized_pages: bool,
}

impl PassCounts {
    /// A pass without answers yet.
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

    /// Adds the counts of an answer. Those of a page past the end are ignored, because they may be wrong.
    pub(super) fn observe(&mut self, page: &Page) {
        self.pages += 1;
        let reported = page.total.filter(|total| *total > 0 || !page.records.is_empty());
        if let Some(total) = reported {
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

/// The maximum number of page sizes that are kept.
const SIZES: usize = 8;

/// A list call after a pass, made while nothing else is in flight, to read the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CountRequest {
    /// The number of the pass before it.
    pub after_pass: u32,
    /// When it was sent (UTC).
    pub sent: String,
    /// When its answer arrived (UTC).
    pub answered: String,
    /// The number of customers in the account, if the server returns it.
    pub total: Option<u64>,
}

/// Two consecutive passes, and the total of the count request between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PassPair {
    /// The number of the first pass.
    pub(super) first: u32,
    /// The total of the server.
    pub(super) total: Option<u64>,
    /// Customers that both passes saw. They existed at the moment of the total.
    pub(super) both: u64,
    /// Customers that at least one pass saw.
    pub(super) either: u64,
}

impl PassPair {
    /// True if the customers that both passes saw are exactly those that existed at the moment of the total.
    pub(super) fn is_snapshot(&self) -> bool {
        self.total == Some(self.both)
    }

    /// The maximum number of customers of that moment that may have been missed. `None` if the server gives no total,
    /// or one below the number of customers that certainly existed.
    pub(super) fn uncertain(&self) -> Option<u64> {
        self.total?.checked_sub(self.both)
    }

    /// False if the total is below the number seen by both passes, or above the number seen by either.
    fn is_explained(&self) -> bool {
        self.total.is_none_or(|total| (self.both..=self.either).contains(&total))
    }
}

/// Whether a list seems to keep its order, checked after a backward pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OrderCheck {
    /// All passes show their common customers in the same order.
    pub(super) one_order: bool,
    /// In the last pass, new customers come after all known ones.
    pub(super) newcomers_last: bool,
    /// Customers of earlier passes that this pass missed although they still exist. `None` if too many disappeared to
    /// look up each one.
    pub(super) passed_over: Option<u64>,
}

/// Why a list is not assumed to keep its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum OrderObjection {
    /// Two passes show customers in different orders.
    #[error("two passes list customers in different orders")]
    OrderChanged,
    /// New customers appear before known ones.
    #[error("new customers are listed before known ones")]
    NewcomersAmongTheKnown,
    /// The page size changed or is not reported.
    #[error("the page size changed or is not reported")]
    PageSizeChanged,
    /// A pass missed customers that still exist.
    #[error("a pass missed existing customers")]
    PassedOver,
    /// Too many customers disappeared to look up each one.
    #[error("too many customers disappeared to look up each one")]
    TooManyWent,
    /// The total is below the number of customers that certainly existed, or above the number seen.
    #[error("the server's total differs from the customers seen")]
    TotalUnexplained,
    /// Some records have no id.
    #[error("some records have no id")]
    WithoutId,
    /// The list has no total and repeats customers instead of ending.
    #[error("the list has no total and repeats customers instead of ending")]
    Endless,
    /// Reading a customer returned another one, so ids can't be trusted.
    #[error("the help desk returned the wrong customers for some ids")]
    AnotherCustomer,
}

/// The objections to a list that keeps its order. Without any, the last pass has every customer that existed
/// throughout.
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

/// True if one pass saw as many customers as the server counted during the pass and after it.
pub(super) fn is_counted(pass: &PassCounts, total: Option<u64>) -> bool {
    let steady = pass.totals.is_none_or(|(least, most)| least == most && Some(most) == total);
    steady && total == Some(pass.customers)
}

/// What is claimed about the list of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "camelCase")]
#[non_exhaustive]
pub enum Verdict {
    /// Exactly the customers that existed at one moment: those that this pass and the next one saw.
    Snapshot {
        /// The pass before the count request.
        first: u32,
    },
    /// Every customer that existed throughout, if the list keeps its order: those that this pass saw.
    Steady {
        /// The number of the backward pass.
        pass: u32,
    },
    /// One pass saw as many customers as the server counts.
    Counted,
    /// Nothing is claimed. The export has the customers that at least one of the last two passes saw.
    Unproven {
        /// The maximum number of customers that may be missing, of those at the moment of the last total.
        uncertain: Option<u64>,
        /// The objections to `steady` after the last pass.
        objections: Vec<OrderObjection>,
    },
}

impl Verdict {
    /// The verdict as one word.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Snapshot { .. } => "snapshot",
            Self::Steady { .. } => "steady",
            Self::Counted => "counted",
            Self::Unproven { .. } => "unproven",
        }
    }

    /// The name of the verdict.
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
    fn a_snapshot_needs_exactly_the_total(
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
    fn each_objection_against_a_steady_list_counts(
        #[case] seen: OrderCheck,
        #[case] total: Option<u64>,
        #[case] expected: &[OrderObjection],
    ) {
        assert_eq!(objections(&[pass(9, None)], &pair(total, 5, 9), seen), expected);
    }

    #[test]
    fn page_size_changes_and_missing_ids_are_objections() {
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
    fn when_one_pass_is_counted(
        #[case] customers: u64,
        #[case] totals: Option<(u64, u64)>,
        #[case] total: Option<u64>,
        #[case] counted: bool,
    ) {
        assert_eq!(is_counted(&pass(customers, totals), total), counted);
    }
}
