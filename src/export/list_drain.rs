//! Reads the list in passes until there is a verdict. docs/export.md has the rules and their proofs.

use futures::future::BoxFuture;
use futures::{StreamExt, TryStreamExt, stream};

use super::completeness::{
    CountRequest, Direction, OrderCheck, OrderObjection, PassCounts, PassPair, Verdict, is_counted,
    objections,
};
use super::error::ExportError;
use super::evidence_time::utc_now;
use super::pass_store::{ChosenPasses, PassStore, RecordPlace};
use crate::api::{ApiError, Page, PagedList, Paginator};
use crate::event::{Event, Listener};
use crate::wording::counted;

/// A list whose customers can also be looked up one by one.
pub(super) trait CustomerList: PagedList {
    /// True if the customer exists and matches the filter.
    fn exists<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, ApiError>>;
}

/// How to read a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct DrainOptions {
    /// The maximum number of requests in flight at once.
    pub(super) concurrency: usize,
    /// The maximum number of passes, at least 2.
    pub(super) max_passes: u32,
    /// Only one pass, which proves nothing.
    pub(super) single_pass: bool,
}

/// A pass ends when it has seen more than twice the server's total plus this many customers.
const SURPLUS: u64 = 10_000;
/// Shown for a list that does not end.
const ENDLESS: &str = "The help desk's list has no total and repeats customers instead of ending, so its \
completeness can't be checked.";
/// The maximum number of disappeared customers that are looked up one by one.
const LOOKED_UP: usize = 1000;

/// The verdict for a list that does not end.
fn endless() -> Verdict {
    Verdict::Unproven { uncertain: None, objections: vec![OrderObjection::Endless] }
}

/// A list that is being read.
pub(super) struct ListDrain<'a, D> {
    list: &'a D,
    how: DrainOptions,
    listener: &'a dyn Listener,
    pub(super) store: PassStore,
    pub(super) passes: Vec<PassCounts>,
    pub(super) totals: Vec<CountRequest>,
    /// All passes up to this one show the same order.
    one_order_to: usize,
}

impl<'a, D: CustomerList> ListDrain<'a, D> {
    /// Reads nothing yet.
    pub(super) fn new(list: &'a D, how: DrainOptions, listener: &'a dyn Listener, store: PassStore) -> Self {
        Self { list, how, listener, store, passes: Vec::new(), totals: Vec::new(), one_order_to: 1 }
    }

    /// Reads the list until there is a verdict.
    pub(super) async fn run(&mut self) -> Result<Verdict, ExportError> {
        if self.forward().await? {
            return Ok(endless());
        }
        self.count().await?;
        if self.how.single_pass {
            return Ok(self.single());
        }
        if self.forward().await? {
            return Ok(endless());
        }
        let mut against = Vec::new();
        loop {
            let pair = self.last_pair()?;
            if pair.is_snapshot() {
                return Ok(Verdict::Snapshot { first: pair.first });
            }
            if self.last().direction == Direction::Backward {
                against = self.objections(&pair).await?;
                if against.is_empty() {
                    return Ok(Verdict::Steady { pass: self.number() });
                }
            }
            if self.number() >= self.how.max_passes {
                return Ok(Verdict::Unproven { uncertain: pair.uncertain(), objections: against });
            }
            self.count().await?;
            self.backward().await?;
        }
    }

    fn single(&self) -> Verdict {
        let total = self.totals.last().and_then(|total| total.total);
        if is_counted(self.last(), total) {
            return Verdict::Counted;
        }
        let uncertain = total.and_then(|total| total.checked_sub(self.last().customers));
        Verdict::Unproven { uncertain, objections: Vec::new() }
    }

    /// Chooses the customers that the verdict exports; returns their number.
    pub(super) fn choose(&self, verdict: &Verdict, ordered: bool) -> Result<u64, ExportError> {
        let last = self.number();
        let passes = match *verdict {
            Verdict::Snapshot { first } => ChosenPasses { first, second: first + 1, in_both: true },
            Verdict::Steady { pass } => ChosenPasses { first: pass, second: pass, in_both: true },
            Verdict::Counted => ChosenPasses { first: 1, second: 1, in_both: true },
            Verdict::Unproven { .. } => {
                ChosenPasses { first: last.saturating_sub(1).max(1), second: last, in_both: false }
            }
        };
        self.store.choose(passes, ordered)
    }

    /// A forward pass. True if the list does not end, so that another pass would show nothing new.
    async fn forward(&mut self) -> Result<bool, ExportError> {
        self.begin(Direction::Forward);
        let mut walk = Paginator::as_they_come(self.list, self.how.concurrency);
        let mut counted = 0;
        while let Some(page) = walk.next().await? {
            walk.refill();
            if walk.counted() > counted {
                counted = walk.counted();
                self.tell(counted);
            }
            walk.brought(self.take(&page)?);
            if self.is_too_much() {
                walk.stop();
            }
        }
        if let Some(pages) = walk.too_many() {
            return Err(ExportError::TooManyPages { pages });
        }
        if walk.is_endless() {
            self.listener.hear(&Event::Note(ENDLESS.to_owned()));
        }
        self.end();
        Ok(walk.is_endless())
    }

    /// A backward pass. It first reads pages past the known end until one is empty.
    async fn backward(&mut self) -> Result<(), ExportError> {
        let known = self.passes.iter().map(|pass| pass.customers).max().unwrap_or_default();
        let size = self.passes.iter().filter_map(|pass| pass.page_sizes.first()).min().copied();
        let most = known.saturating_mul(2).saturating_add(SURPLUS);
        let mut last = known.div_ceil(size.unwrap_or(1).max(1)).max(1);
        self.begin(Direction::Backward);
        if self.read(last).await? {
            while self.read(last + 1).await? && !self.is_too_much() && last < most {
                last += 1;
            }
        }
        self.tell(last);
        for number in (1..=last).rev() {
            self.read(number).await?;
        }
        self.end();
        Ok(())
    }

    /// Reads one page; true if it shows a customer that is new to this pass.
    async fn read(&mut self, number: u64) -> Result<bool, ExportError> {
        let page = self.list.page(number).await?;
        self.take(&page)
    }

    /// The count request: nothing else is in flight. An empty list may have no total.
    async fn count(&mut self) -> Result<(), ExportError> {
        let sent = utc_now();
        let page = self.list.page(1).await?;
        let total = page.total.or(page.records.is_empty().then_some(0));
        let after_pass = self.number();
        let answered = utc_now();
        self.totals.push(CountRequest { after_pass, sent, answered, total });
        Ok(())
    }

    fn begin(&mut self, direction: Direction) {
        self.passes.push(PassCounts::new(self.number() + 1, direction, utc_now()));
    }

    fn end(&mut self) {
        if let Some(pass) = self.passes.last_mut() {
            pass.ended = utc_now();
        }
    }

    /// Stores the records of a page; true if one is new to this pass.
    fn take(&mut self, page: &Page) -> Result<bool, ExportError> {
        let number = self.number();
        let Some(pass) = self.passes.last_mut() else { return Ok(false) };
        pass.observe(page);
        let before = pass.customers;
        for (index, record) in page.records.iter().enumerate() {
            let place = RecordPlace { pass: number, page: page.number, index };
            let seen = self.store.see(place, record)?;
            pass.customers += u64::from(seen.fresh);
            pass.doubles += u64::from(!seen.fresh);
            pass.without_id += u64::from(!seen.named);
        }
        let fresh = pass.customers > before;
        self.listener.hear(&Event::Step { steps: pass.pages });
        Ok(fresh)
    }

    fn is_too_much(&self) -> bool {
        let pass = self.last();
        pass.totals.is_some_and(|(_, most)| pass.customers > most.saturating_mul(2).saturating_add(SURPLUS))
    }

    fn tell(&self, pages: u64) {
        let way = match self.last().direction {
            Direction::Forward => "",
            Direction::Backward => ", from the last page to the first",
        };
        let what = format!("pass {}{way}: {}", self.number(), counted(pages, "page", "pages"));
        self.listener.hear(&Event::Stage { what, steps: pages });
    }

    /// The number of the last pass.
    pub(super) fn number(&self) -> u32 {
        u32::try_from(self.passes.len()).unwrap_or(u32::MAX)
    }

    fn last(&self) -> &PassCounts {
        const NONE: &PassCounts = &PassCounts::new(0, Direction::Forward, String::new());
        self.passes.last().unwrap_or(NONE)
    }

    /// The last two passes, and the total between them.
    fn last_pair(&self) -> Result<PassPair, ExportError> {
        let second = self.number();
        let first = second.saturating_sub(1);
        let both = self.store.both(first, second)?;
        let customers: u64 = self.passes.iter().rev().take(2).map(|pass| pass.customers).sum();
        let total = self.totals.last().and_then(|total| total.total);
        Ok(PassPair { first, total, both, either: customers - both })
    }

    /// The objections to a list that keeps its order. Customers are looked up only without any other objection.
    async fn objections(&mut self, pair: &PassPair) -> Result<Vec<OrderObjection>, ExportError> {
        let one_order = self.is_one_order()?;
        let newcomers_last = self.store.are_newcomers_last(self.number())?;
        let seen = OrderCheck { one_order, newcomers_last, passed_over: Some(0) };
        let found = objections(&self.passes, pair, seen);
        if !found.is_empty() {
            return Ok(found);
        }
        let seen = OrderCheck { passed_over: self.passed_over().await?, ..seen };
        Ok(objections(&self.passes, pair, seen))
    }

    fn is_one_order(&mut self) -> Result<bool, ExportError> {
        for later in self.one_order_to + 1..=self.passes.len() {
            for earlier in 1..later {
                let pass = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
                if !self.store.is_one_order(pass(earlier), pass(later))? {
                    return Ok(false);
                }
            }
            self.one_order_to = later;
        }
        Ok(true)
    }

    /// How many customers of earlier passes, missing from the last one, still exist.
    async fn passed_over(&self) -> Result<Option<u64>, ExportError> {
        let missing = self.store.missing(self.number(), LOOKED_UP + 1)?;
        if missing.len() > LOOKED_UP {
            return Ok(None);
        }
        let found = stream::iter(&missing).map(|id| self.list.exists(id));
        let found = found.buffer_unordered(self.how.concurrency.max(1));
        Ok(Some(found.try_fold(0, |sum, exists| async move { Ok(sum + u64::from(exists)) }).await?))
    }
}
